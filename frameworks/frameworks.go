// Package frameworks holds the question books that come with Sextant. They are
// demonstration material in our own wording; an operator loads the real book
// of a programme beside them.
package frameworks

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"sextant/internal/framework"
)

//go:embed *.yaml
var files embed.FS

// order lists the files so that a book comes after those that it refers to.
var order = []string{
	"mgi-local.yaml",
	"mgi-national.yaml",
	"mgi-national-2022.yaml",
	"sdg-10-7-2.yaml",
}

// shelf reads the books once, when they are first asked for.
var shelf = sync.OnceValue(func() []*framework.Framework {
	var books []*framework.Framework
	for _, name := range order {
		data, err := files.ReadFile(name)
		if err != nil {
			panic("frameworks: " + err.Error())
		}
		f, err := framework.Load(name, data, books...)
		if err != nil {
			panic(fmt.Sprintf("frameworks: a book that is built in has faults:\n%v", err))
		}
		books = append(books, f)
	}
	return books
})

// All gives the books in a fixed order. They are shared: change none of them.
func All() []*framework.Framework { return slices.Clone(shelf()) }

// Get gives one version of one book.
func Get(ref framework.Ref) (*framework.Framework, bool) {
	for _, f := range shelf() {
		if f.Ref == ref {
			return f, true
		}
	}
	return nil, false
}

// Latest gives the newest version of a book: the one that nothing follows.
func Latest(id framework.ID) (*framework.Framework, bool) {
	for _, f := range shelf() {
		if f.Ref.ID == id && f.Succession == nil {
			return f, true
		}
	}
	return nil, false
}

// Load is framework.Load with the built-in books at hand, so that a crosswalk
// or a mapping into one of them is checked too. Further books of an instance
// can be named.
func Load(name string, data []byte, further ...*framework.Framework) (*framework.Framework, error) {
	return framework.Load(name, data, append(All(), further...)...)
}

// Source gives the file of a built-in book as it was written, with its
// comments.
func Source(ref framework.Ref) ([]byte, bool) {
	for i, f := range shelf() {
		if f.Ref == ref {
			data, err := files.ReadFile(order[i])
			return data, err == nil
		}
	}
	return nil, false
}

// names lists the files that are embedded, for the test that none is left out.
func names() []string {
	all, _ := fs.Glob(files, "*.yaml")
	slices.SortFunc(all, strings.Compare)
	return all
}
