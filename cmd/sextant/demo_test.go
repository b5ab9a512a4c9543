package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"sextant/internal/locale"
)

// demo runs "sextant demo" as a person does and gives its address once it
// answers. The command ends with the test, as after Ctrl+C.
func demo(t *testing.T) (base string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	said, out := io.Pipe()
	ended := make(chan error, 1)
	s := &session{ctx: ctx, in: os.Stdin, out: out, errs: io.Discard, say: locale.For("en"), getenv: os.Getenv}
	go func() {
		ended <- (&demoCmd{Addr: "127.0.0.1:0"}).Run(s)
		_ = out.Close()
	}()
	t.Cleanup(func() {
		stop()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the demonstration did not end well: %v", err)
			}
		case <-time.After(30 * time.Second):
			t.Error("the demonstration does not end")
		}
	})
	buffer := make([]byte, 64<<10)
	for told := ""; base == ""; {
		n, err := said.Read(buffer)
		if err != nil {
			t.Fatalf("the demonstration ended: %v %v", err, <-ended)
		}
		told += string(buffer[:n])
		if _, rest, ok := strings.Cut(told, "http://"); ok && strings.Contains(rest, "\n") {
			base = "http://" + strings.Fields(rest)[0]
		}
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	return base
}

func TestTheDemonstrationServesWhatItPrints(t *testing.T) {
	base := demo(t)
	for _, path := range []string{
		"/en/", "/ar/profiles/chl-monte-patria-2024", "/es/profiles", "/desk/sign-in", "/healthz", "/readyz",
		"/fr/profiles/xcs-2024/changes", "/en/profiles/chl-monte-patria-2024.json", "/zh/about",
	} {
		res, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
}

func TestTheDemonstrationListensOnThisMachineAlone(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:8080", ":8080", "192.0.2.7:80", "example.org:80", "nonsense"} {
		if loopbackOnly(addr) == nil {
			t.Errorf("%s is taken", addr)
		}
	}
	for _, addr := range []string{"127.0.0.1:0", "localhost:8080", "[::1]:8080"} {
		if err := loopbackOnly(addr); err != nil {
			t.Errorf("%s: %v", addr, err)
		}
	}
}
