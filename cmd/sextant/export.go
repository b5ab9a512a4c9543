package main

import (
	"fmt"
	"os"

	"sextant/internal/app"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/profile"
)

// exportCmd writes things as files.
type exportCmd struct {
	Kind   string `arg:"" enum:"profile,framework" help:"What to write: profile, framework."`
	ID     string `arg:"" help:"A profile's address (chl-monte-patria-2024), or a framework and version (mgi-local@2026.1)."`
	Number int    `help:"Edition; the newest without it." name:"edition"`
	Out    string `short:"o" help:"File to write; standard output without it." placeholder:"FILE" type:"path"`
	dataFlags
}

// Help shows examples.
func (exportCmd) Help() string {
	return `Examples:
  sextant export profile chl-monte-patria-2024 --data ./data -o profile.json
  sextant export profile chl-monte-patria-2024 --edition 1 --data ./data
  sextant export framework mgi-local@2026.1 -o mgi-local.yaml`
}

// Run writes the thing.
func (c *exportCmd) Run(s *session) (err error) {
	if c.Kind == "framework" && c.Data == "" && c.Database == "" {
		c.Database = ":memory:"
	}
	a, err := c.open(s.ctx)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, a) }()
	data, err := c.bytes(s, a)
	if err != nil {
		return err
	}
	return write(s, c.Out, data)
}

func (c *exportCmd) bytes(s *session, a *app.App) ([]byte, error) {
	if c.Kind == "profile" {
		e, err := a.Edition(s.ctx, profile.Slug(c.ID), c.Number)
		if err != nil {
			return nil, err
		}
		return e.JSON, nil
	}
	ref, err := parseRef(c.ID)
	if err != nil {
		return nil, err
	}
	f, err := a.Book(s.ctx, ref)
	if err != nil {
		return nil, err
	}
	return framework.Marshal(f)
}

// write writes to a file that must not exist yet, or to standard output.
func write(s *session, name string, data []byte) error {
	if name == "" {
		_, err := s.out.Write(data)
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fault.New(fault.Exists, "cli.cannot_write", "file", name).Because(err)
	}
	if _, err := f.Write(data); err != nil {
		return closing(err, f)
	}
	fmt.Fprintln(s.out, s.say.T("cli.written", "file", name))
	return f.Close()
}
