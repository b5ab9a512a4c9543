package main

import (
	"bytes"
	"fmt"
	"os"

	"sextant/internal/app"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/profile"
)

// exportCmd writes things as files.
type exportCmd struct {
	Kind     string `arg:"" enum:"profile,framework,record,workbook,translation" help:"What to write: profile, framework, record, workbook, translation."`
	ID       string `arg:"" help:"A profile's address (chl-monte-patria-2024), or a framework and version (mgi-local@2026.1)."`
	Number   int    `help:"Edition of a profile; the newest without it." name:"edition"`
	Language string `help:"Language of a workbook; language into which a translation goes." placeholder:"TAG"`
	Form     string `help:"Form of a translation: xliff12, xliff20, po, xlsx." default:"xliff20" enum:"xliff12,xliff20,po,xlsx"`
	Source   string `help:"Original language of a translation, where an assessment has several." placeholder:"TAG"`
	Out      string `short:"o" help:"File to write; standard output without it." placeholder:"FILE" type:"path"`
	dataFlags
}

// Help shows examples.
func (exportCmd) Help() string {
	return `Examples:
  sextant export profile chl-monte-patria-2024 --data ./data -o profile.json
  sextant export profile chl-monte-patria-2024 --edition 1 --data ./data
  sextant export framework mgi-local@2026.1 -o mgi-local.yaml
  sextant export record xcs-puerto-alba-2026 --data ./data -o record.zip
  sextant export workbook xcs-puerto-alba-2026 --language es --data ./data -o questionnaire.xlsx
  sextant export translation xcs-almenar-2025 --language fr --form po --data ./data -o almenar.fr.po`
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
	switch c.Kind {
	case "profile":
		e, err := a.Edition(s.ctx, profile.Slug(c.ID), c.Number)
		if err != nil {
			return nil, err
		}
		return e.JSON, nil
	case "framework":
		return c.framework(s, a)
	}
	chain, err := a.ChainOf(s.ctx, c.ID)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	switch c.Kind {
	case "record":
		err = a.ExportRecord(s.ctx, app.System, chain, &out)
	case "workbook":
		_, err = a.WriteQuestionnaire(s.ctx, app.System, chain, &out, c.tag(s), nil)
	case "translation":
		var data []byte
		data, _, err = a.ExportTranslation(s.ctx, app.System, chain, app.TranslationFile{
			Target: lang.Tag(c.Language), Form: app.TranslationForm(c.Form), Source: lang.Tag(c.Source), Language: s.say.Tag(),
		})
		out.Write(data)
	}
	return out.Bytes(), err
}

// tag is the language that was asked for, else the reader's.
func (c *exportCmd) tag(s *session) lang.Tag {
	if t := lang.Tag(c.Language); t != "" {
		return t
	}
	return s.say.Tag()
}

func (c *exportCmd) framework(s *session, a *app.App) ([]byte, error) {
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
