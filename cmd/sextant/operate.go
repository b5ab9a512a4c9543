package main

import (
	"fmt"
	"os"

	"sextant/internal/fault"
)

// backupCmd writes a backup.
type backupCmd struct {
	File string `arg:"" help:"File to write; it must not exist yet." type:"path"`
	dataFlags
}

// Help shows examples.
func (backupCmd) Help() string {
	return `A consistent copy of database and sources while the product is running. It holds the accounts: keep it safe.

Example:
  sextant backup sextant-2026-11-22.zip --data ./data`
}

// Run writes the backup under a temporary name and renames it when whole.
func (c *backupCmd) Run(s *session) (err error) {
	if _, err := os.Stat(c.File); err == nil {
		return fault.New(fault.Exists, "cli.cannot_write", "file", c.File)
	}
	a, err := c.open(s.ctx)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, a) }()
	part := c.File + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fault.New(fault.Invalid, "cli.cannot_write", "file", c.File).Because(err)
	}
	defer os.Remove(part)
	if err := a.Backup(s.ctx, f); err != nil {
		return closing(err, f)
	}
	if err := f.Sync(); err != nil {
		return closing(err, f)
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(part, c.File); err != nil {
		return err
	}
	fmt.Fprintln(s.out, s.say.T("cli.written", "file", c.File))
	return nil
}

// restoreCmd fills an empty instance from a backup.
type restoreCmd struct {
	File string `arg:"" help:"Backup to read." type:"existingfile"`
	dataFlags
}

// Help shows examples.
func (restoreCmd) Help() string {
	return `Fills an empty folder or database; one that holds anything is refused.

Example:
  sextant restore sextant-2026-11-22.zip --data ./new-data`
}

// Run restores.
func (c *restoreCmd) Run(s *session) (err error) {
	f, err := os.Open(c.File)
	if err != nil {
		return fault.New(fault.NotFound, "cli.no_file", "file", c.File).Because(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	a, err := c.open(s.ctx)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, a) }()
	if err := a.Restore(s.ctx, c.File, f, info.Size()); err != nil {
		return err
	}
	fmt.Fprintln(s.out, s.say.T("cli.restored", "file", c.File))
	return nil
}

// verifyCmd proves records, sources and editions.
type verifyCmd struct{ dataFlags }

// Help shows examples.
func (verifyCmd) Help() string {
	return `Proves every chain from its first entry, every kept source against its hash, and every edition
against the entry that names it. Exit code 1 when something is not whole; the first broken link is named.

Example:
  sextant verify --data ./data`
}

// Run verifies and lists what is broken.
func (c *verifyCmd) Run(s *session) (err error) {
	a, err := c.open(s.ctx)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, a) }()
	proof, err := a.Verify(s.ctx, nil)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.out, s.say.T("cli.verified", "chains", proof.Chains, "entries", proof.Entries, "files", proof.Files, "editions", proof.Editions))
	for _, b := range proof.Broken {
		for _, line := range s.say.Error(b) {
			fmt.Fprintln(s.errs, "sextant: "+line)
		}
	}
	if len(proof.Broken) > 0 {
		return fault.New(fault.Unavailable, "cli.not_whole", "n", len(proof.Broken))
	}
	return nil
}
