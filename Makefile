# Sextant. "make help" lists what there is to do.

SHELL := bash -o pipefail
GO ?= go
CACHE := .cache
export SEXTANT_AXE := $(CURDIR)/$(CACHE)/axe.min.js

.PHONY: help demo build test check lint tools bench pictures office fuzz golden clean

help: ## List these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: ## Serve the sample world on http://127.0.0.1:8080
	$(GO) run ./cmd/sextant demo

build: ## Build the one binary into bin/
	$(GO) build -trimpath -o bin/sextant ./cmd/sextant

test: tools check ## Everything the project can prove: vet, format, law of imports, both databases, Chromium
	$(GO) test -json -timeout 9m ./... | $(GO) run ./tools/report

check: ## Formatting and vet
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "not formatted: $$unformatted"; exit 1; }
	$(GO) vet ./...

office: ## Have LibreOffice open and save the workbooks (needs libreoffice-calc-nogui)
	$(GO) test -count=1 -tags office -run LibreOffice ./internal/workbook

lint: ## staticcheck and gofumpt, from the tools module
	cd tools/lint && $(GO) build -o ../../$(CACHE)/ honnef.co/go/tools/cmd/staticcheck mvdan.cc/gofumpt
	$(CACHE)/staticcheck ./...
	@loose=$$($(CACHE)/gofumpt -l $$(git ls-files '*.go')); test -z "$$loose" || { echo "gofumpt would change: $$loose"; exit 1; }

tools: ## Bring what the tests need: PostgreSQL, Chromium, axe-core (as far as this machine lets)
	@tools/bring

bench: ## Measure the workloads and write bench/results.json
	$(GO) run ./bench

pictures: ## Take the pictures of docs/pictures from the real pages
	$(GO) test -count=1 -tags pictures -run TestPictures ./cmd/sextant

fuzz: ## Fuzz every reader of foreign bytes for 20 s each
	@tools/fuzz 20s

golden: ## Write the golden files anew; look at the difference before you commit
	$(GO) test ./internal/... -update

clean: ## Remove what was built
	rm -rf bin $(CACHE)
