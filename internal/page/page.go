// Package page renders pages: templates, their words, and the assets they
// need.
//
// A Set holds the templates and the assets of the house. A page is rendered
// from one typed value in one language:
//
//	set, err := page.Load()
//	body, err := set.Render(lang.Spanish, "site/home", home)
//
// Templates speak through functions bound to the language: t and n give words,
// number, month and date write figures, asset gives the address of a file (see
// words.go). assets.go names every static file by its content, so that a
// browser may keep it for ever; markdown.go makes safe HTML of text that
// people wrote; Dev reads everything anew from disk at each page, for whoever
// is changing a template.
package page

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"

	"sextant/internal/lang"
	"sextant/internal/locale"
	"sextant/static"
	"sextant/templates"
)

// Set is the templates and assets of the house. It may be used by any number
// of goroutines.
type Set struct {
	templates fs.FS
	static    fs.FS
	dev       bool

	mu       sync.RWMutex
	assets   *Assets
	compiled map[compiledKey]*template.Template
}

type compiledKey struct {
	tag  lang.Tag
	name string
}

// Load gives the set that is built into the program.
func Load() (*Set, error) { return load(templates.Files, static.Files, false) }

// Dev gives a set that reads the folders "templates" and "static" under a
// folder anew for each page.
func Dev(dir string) (*Set, error) {
	root := os.DirFS(dir)
	t, err := fs.Sub(root, "templates")
	if err != nil {
		return nil, err
	}
	s, err := fs.Sub(root, "static")
	if err != nil {
		return nil, err
	}
	return load(t, s, true)
}

func load(t, s fs.FS, dev bool) (*Set, error) {
	assets, err := readAssets(s)
	if err != nil {
		return nil, err
	}
	set := &Set{templates: t, static: s, dev: dev, assets: assets, compiled: map[compiledKey]*template.Template{}}
	if dev {
		return set, nil
	}
	return set, set.check()
}

// check compiles every page once, so that a broken template stops the start
// and not a reader.
func (s *Set) check() error {
	for _, name := range s.Names() {
		if _, err := s.template(lang.English, name); err != nil {
			return err
		}
	}
	return nil
}

// Names lists the pages.
func (s *Set) Names() []string {
	files, _ := fs.Glob(s.templates, "*/*.html")
	var names []string
	for _, f := range files {
		if folder, file := path.Split(f); folder != "parts/" && !strings.HasPrefix(file, "_") {
			names = append(names, strings.TrimSuffix(f, ".html"))
		}
	}
	return names
}

// IsDev tells whether templates are read anew for each page, so that nothing
// that was rendered should be kept.
func (s *Set) IsDev() bool { return s.dev }

// Assets are the static files as they are now.
func (s *Set) Assets() *Assets {
	if s.dev {
		if a, err := readAssets(s.static); err == nil {
			s.mu.Lock()
			s.assets = a
			s.mu.Unlock()
		}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.assets
}

// Render writes a page in a language. The page's own file defines what the
// door's layout asks for; execution starts at the template "layout".
func (s *Set) Render(tag lang.Tag, name string, data any) ([]byte, error) {
	return s.RenderPart(tag, name, "layout", data)
}

// RenderPart writes one named template of a page: a row of a table that is
// exchanged alone.
func (s *Set) RenderPart(tag lang.Tag, name, part string, data any) ([]byte, error) {
	t, err := s.template(tag, name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, part, data); err != nil {
		return nil, fmt.Errorf("page %s in %s: %w", name, tag, err)
	}
	return b.Bytes(), nil
}

func (s *Set) template(tag lang.Tag, name string) (*template.Template, error) {
	key := compiledKey{tag, name}
	s.mu.RLock()
	t := s.compiled[key]
	s.mu.RUnlock()
	if t != nil {
		return t, nil
	}
	t, err := s.compile(tag, name)
	if err != nil || s.dev {
		return t, err
	}
	s.mu.Lock()
	s.compiled[key] = t
	s.mu.Unlock()
	return t, nil
}

// compile reads the shared parts, the door's layout and pieces, then the page
// itself, each of which may define what the one before named.
func (s *Set) compile(tag lang.Tag, name string) (*template.Template, error) {
	t := template.New(name).Funcs(words(locale.For(tag), s.Assets())).Option("missingkey=error")
	for _, pattern := range []string{"parts/*.html", path.Dir(name) + "/_*.html", name + ".html"} {
		files, err := fs.Glob(s.templates, pattern)
		if err != nil {
			return nil, err
		}
		if len(files) == 0 && !strings.Contains(pattern, "*") {
			return nil, fmt.Errorf("page: there is no template %s", pattern)
		}
		for _, f := range files {
			if err := addFile(t, s.templates, f); err != nil {
				return nil, err
			}
		}
	}
	return t, nil
}

func addFile(t *template.Template, files fs.FS, name string) error {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	if _, err := t.New(name).Parse(tighten(string(text))); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	return nil
}

// tighten drops the indentation of template lines. Readers get smaller pages,
// and writers keep a layout that can be read; templates hold no text in which
// a line's own indentation means anything.
func tighten(text string) string {
	lines := strings.Split(text, "\n")
	out := make([]string, 0, len(lines))
	for _, l := range lines {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}
