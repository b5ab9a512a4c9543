package desk

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/blob"
	"sextant/internal/browsertest"
	"sextant/internal/sample"
	"sextant/internal/store/storetest"
)

// Every word of the glossary stands on the page of help.
func TestTheGlossaryIsWhole(t *testing.T) {
	file, err := os.ReadFile(filepath.Join(browsertest.Root(t), "locales", "en", "glossary.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var there []string
	for _, m := range regexp.MustCompile(`(?m)^glossary\.([a-z_]+):`).FindAllStringSubmatch(string(file), -1) {
		there = append(there, m[1])
	}
	for _, word := range there {
		if !slices.Contains(glossary, word) {
			t.Errorf("%q is missing in the list of words", word)
		}
	}
	for _, word := range glossary {
		if !slices.Contains(there, word) {
			t.Errorf("%q has no words", word)
		}
	}
}

func TestHelp(t *testing.T) {
	w := newWorld(t)
	coder := w.as("coder")
	coder.wants(coder.get("/desk/help"), 200, "question book", "Second coder", "answer indicators", "Close a menu")
}

// In the demonstration everybody is shown around until they put it away; what
// the steps lead to is there.
func TestTheTourOfTheDemonstration(t *testing.T) {
	db, people := demoWorld(t)
	for _, login := range people {
		b := db.browser()
		if s := b.post("/desk/sign-in", "login", login, "password", app.DemoPassword); s.status != 303 {
			t.Fatalf("%s cannot sign in: %d", login, s.status)
		}
		page := b.get("/desk/")
		b.wants(page, 200)
		if index(page.text, `class="walk"`) < 0 {
			t.Errorf("%s is not shown around", login)
			continue
		}
		steps := regexp.MustCompile(`<li><a href="([^"]+)">`).FindAllStringSubmatch(page.text[index(page.text, `class="walk"`):], tourLength)
		if len(steps) < 5 {
			t.Errorf("%s has %d steps", login, len(steps))
		}
		for _, s := range steps {
			if len(s[1]) > 6 && s[1][:6] == "/desk/" {
				if got := b.get(s[1]); got.status != 200 && got.status != 303 {
					t.Errorf("%s: %s answers %d", login, s[1], got.status)
				}
			}
		}
	}
	b := db.browser()
	b.post("/desk/sign-in", "login", "coder", "password", app.DemoPassword)
	b.post("/desk/tour", "tour", "away")
	if page := b.get("/desk/"); index(page.text, `class="walk"`) >= 0 {
		t.Error("the tour was put away and is still there")
	}
	b.wants(b.get("/desk/help"), 200, "Mostrar de nuevo el recorrido")
	b.post("/desk/tour", "tour", "open")
	b.wants(b.get("/desk/"), 200, "Un primer recorrido")
}

// demoWorld is the demonstration, with the log-in names of its people.
func demoWorld(t *testing.T) (*world, []string) {
	t.Helper()
	blobs, err := blob.NewDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	config := app.Config{Store: storetest.Memory(t), Blobs: blobs}
	if err := app.LoadDemo(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, app: app.New(config)}
	w.serve()
	var people []string
	for _, p := range sample.Read().People {
		people = append(people, p.Login)
	}
	return w, people
}

func index(page, text string) int { return strings.Index(page, text) }

func TestNoTourOutsideTheDemonstration(t *testing.T) {
	w := newWorld(t)
	ruth := w.as("ruth")
	if page := ruth.get("/desk/"); index(page.text, `class="walk"`) >= 0 {
		t.Error("a tour is shown in earnest work")
	}
}

func TestEveryRoleHasATour(t *testing.T) {
	for _, r := range account.Roles {
		if !slices.ContainsFunc(tours, func(x struct {
			role  account.Role
			stage account.Stage
			steps []string
		},
		) bool {
			return x.role == r
		}) {
			t.Errorf("%s has no tour", r)
		}
	}
}
