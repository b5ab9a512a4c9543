package main

import (
	"fmt"
	"io"
	"os"

	"sextant/internal/app"
	"sextant/internal/fault"
)

// importCmd brings files in.
type importCmd struct {
	Files      []string `arg:"" help:"Files to bring in; - for standard input." name:"file"`
	DryRun     bool     `help:"Say what was understood, line by line, and save nothing."`
	NewEdition string   `help:"Make a further edition where the place and year exist; says what changed." placeholder:"TEXT"`
	dataFlags
}

// Help shows examples.
func (importCmd) Help() string {
	return `The text of a published profile page, a profile in our JSON, a framework in YAML or XLSX,
a filled questionnaire, a record package, a translator's XLIFF or PO, published results:
each is recognised by its content. A file is saved whole or not at all; a fault names
the line and how to mend it, and the exit code is 2.

Examples:
  sextant import page.txt --data ./data
  sextant import page.txt --data ./data --dry-run
  sextant import page.txt --data ./data --new-edition "Two dates corrected"
  sextant import framework.yaml profile.json --data ./data`
}

// Run brings in one file after the other and stops at the first fault.
func (c *importCmd) Run(s *session) (err error) {
	a, err := c.openForImport(s)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, a) }()
	for _, name := range c.Files {
		data, err := readFile(s, name)
		if err != nil {
			return err
		}
		u, err := a.Import(s.ctx, name, data, app.ImportOptions{DryRun: c.DryRun, NewEdition: c.NewEdition})
		if err != nil {
			return err
		}
		c.tell(s, name, u)
	}
	return nil
}

// openForImport opens the data; a dry run without any needs none.
func (c *importCmd) openForImport(s *session) (*app.App, error) {
	if c.DryRun && c.Data == "" && c.Database == "" {
		return openAt(s.ctx, ":memory:", os.TempDir(), app.Config{})
	}
	return c.open(s.ctx)
}

// readFile reads a file, or standard input, up to the bound of an import.
func readFile(s *session, name string) ([]byte, error) {
	in := s.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, fault.New(fault.NotFound, "cli.no_file", "file", name).Because(err)
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, app.MaxImport+1))
	if err != nil {
		return nil, fault.New(fault.Invalid, "cli.no_file", "file", name).Because(err)
	}
	return data, nil
}

func (c *importCmd) tell(s *session, name string, u *app.Understood) {
	if c.DryRun {
		for _, l := range u.Lines {
			tellLine(s, l)
		}
	}
	for _, l := range u.Left {
		tellLine(s, l)
	}
	switch {
	case c.DryRun:
		fmt.Fprintln(s.out, s.say.T("cli.would_import", "file", name, "kind", s.say.T(u.Kind)))
	case u.Slug != "":
		fmt.Fprintln(s.out, s.say.T("cli.imported_profile", "file", name, "address", "/"+string(s.say.Tag())+"/profiles/"+string(u.Slug), "edition", u.Edition))
	default:
		fmt.Fprintln(s.out, s.say.T("cli.imported", "file", name, "name", u.Name))
	}
}

// tellLine writes one understood line: its number, what it is, the text, and
// why it was left out.
func tellLine(s *session, l app.UnderstoodLine) {
	number := "     "
	if l.Number > 0 {
		number = fmt.Sprintf("%5d", l.Number)
	}
	text := l.Text
	if l.Why != "" {
		text += "  — " + s.say.T(l.Why, l.Args...)
	}
	fmt.Fprintf(s.out, "%s  %-22s %s\n", number, s.say.T(l.As), text)
}

func closing(err error, c io.Closer) error {
	if closed := c.Close(); err == nil {
		return closed
	}
	return err
}
