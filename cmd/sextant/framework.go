package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"sextant/frameworks"
	"sextant/internal/fault"
	"sextant/internal/framework"
)

// frameworkCmd holds what is done with frameworks without any data folder.
type frameworkCmd struct {
	Check checkCmd `cmd:"" help:"Find every fault of a framework, with line and cure."`
	Diff  diffCmd  `cmd:"" help:"Type every difference between two versions."`
}

type checkCmd struct {
	Files []string `arg:"" name:"file" help:"Framework in YAML."`
}

// Help shows examples.
func (checkCmd) Help() string {
	return `Every fault is listed with its line, what was expected and how to mend it. Exit code 2 when there is one.

Example:
  sextant framework check mgi-local.yaml`
}

// Run checks every file and fails when one has a fault.
func (c *checkCmd) Run(s *session) error {
	var faults fault.List
	for _, name := range c.Files {
		f, err := readFramework(s, name)
		if err != nil && fault.All(err) == nil {
			return err
		}
		if err != nil {
			faults = append(faults, fault.All(err)...)
			continue
		}
		fmt.Fprintln(s.out, s.say.T("cli.framework_sound", "file", name, "framework", f.Ref.String(),
			"domains", len(f.Domains), "indicators", len(f.Indicators)))
	}
	return faults.Err()
}

func readFramework(s *session, name string) (*framework.Framework, error) {
	data, err := readFile(s, name)
	if err != nil {
		return nil, err
	}
	return frameworks.Load(name, data)
}

type diffCmd struct {
	A    string `arg:"" help:"Earlier version: a file, or a built-in one such as mgi-national@2022.1."`
	B    string `arg:"" help:"Later version."`
	JSON bool   `name:"json" help:"Print data instead of text."`
}

// Help shows examples.
func (diffCmd) Help() string {
	return `Types: wording, added, removed, moved, scale changed, title changed, and split or merged where the
earlier version's mapping says so.

Examples:
  sextant framework diff mgi-national@2022.1 mgi-national@2026.1
  sextant framework diff old.yaml new.yaml --json`
}

// Run prints the differences.
func (c *diffCmd) Run(s *session) error {
	a, err := c.find(s, c.A)
	if err != nil {
		return err
	}
	b, err := c.find(s, c.B)
	if err != nil {
		return err
	}
	differences := framework.Diff(a, b)
	if c.JSON {
		enc := json.NewEncoder(s.out)
		enc.SetIndent("", "  ")
		return enc.Encode(differences)
	}
	for _, d := range differences {
		fmt.Fprintf(s.out, "%-14s %-10s %s\n", s.say.T("framework.type_"+string(d.Type)), s.say.T("framework.item_"+d.Item), between(d.From, d.To))
		if why := d.Reason.Get(s.say.Tag()); why != "" {
			fmt.Fprintf(s.out, "%25s %s\n", "", why)
		}
	}
	fmt.Fprintln(s.out, s.say.N("framework.differences", len(differences)))
	return nil
}

// find reads a file, or takes a built-in version.
func (c *diffCmd) find(s *session, name string) (*framework.Framework, error) {
	if ref, err := parseRef(name); err == nil {
		if f, ok := frameworks.Get(ref); ok {
			return f, nil
		}
	}
	return readFramework(s, name)
}

// parseRef reads "mgi-local@2026.1".
func parseRef(s string) (framework.Ref, error) {
	id, v, ok := strings.Cut(s, "@")
	if !ok || id == "" || v == "" {
		return framework.Ref{}, fault.New(fault.Invalid, "cli.bad_reference", "name", s)
	}
	return framework.Ref{ID: framework.ID(id), Version: framework.Version(v)}, nil
}

func between(from, to []framework.Code) string {
	return strings.TrimSpace(joined(from) + " → " + joined(to))
}

func joined(codes []framework.Code) string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = string(c)
	}
	return strings.Join(names, " ")
}
