// Sextant takes governments and their partners from a question book to a
// published, evidence-backed profile of how they govern migration, and lets
// the public read it.
//
// One file is one command; the files wire rooms together and decide nothing.
// What a command says is in the reader's language (LANG, LC_ALL); what it is
// worth is in its exit code: 0 done, 1 failed, 2 the input or the usage was
// wrong and nothing was saved.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/locale"
	"sextant/internal/preserve"
)

// commands is the whole command line.
type commands struct {
	Demo      demoCmd      `cmd:"" help:"Serve a sample world from temporary data, to try everything."`
	Serve     serveCmd     `cmd:"" help:"Serve the whole product."`
	Import    importCmd    `cmd:"" help:"Bring files in; each is recognised by its content."`
	Export    exportCmd    `cmd:"" help:"Write a profile, framework, record, workbook or translation as a file."`
	Score     scoreCmd     `cmd:"" help:"Score a table by a method, with uncertainty and sensitivity."`
	Agreement agreementCmd `cmd:"" help:"Agreement of coders, with intervals."`
	User      userCmd      `cmd:"" help:"Look after accounts."`
	Framework frameworkCmd `cmd:"" help:"Check a framework, or compare two versions."`
	Backup    backupCmd    `cmd:"" help:"Write a consistent copy while running."`
	Restore   restoreCmd   `cmd:"" help:"Fill an empty instance from a backup."`
	Verify    verifyCmd    `cmd:"" help:"Prove every record, source and edition."`
	Version   versionCmd   `cmd:"" help:"Print version, commit and Go version."`
}

// session is what every command gets: where it reads and writes, and the words
// it speaks.
type session struct {
	ctx    context.Context
	in     io.Reader
	out    io.Writer
	errs   io.Writer
	say    *locale.Printer
	getenv func(string) string
}

func main() {
	preserve.Isolate() // reads a cited PDF in a process of its own and ends there
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(&session{ctx: ctx, in: os.Stdin, out: os.Stdout, errs: os.Stderr, getenv: os.Getenv}, os.Args[1:])
	stop()
	os.Exit(code)
}

// run carries out one command line and gives the exit code.
func run(s *session, args []string) int {
	s.say = locale.For(terminalLanguage(s.getenv))
	if len(args) == 0 {
		args = []string{"--help"}
	}
	if args[0] == "help" {
		args = append(args[1:], "--help")
	}
	helped := false
	parser, err := kong.New(&commands{},
		kong.Name("sextant"),
		kong.Description("From a question book to a published, evidence-backed profile of how a place governs migration.\n\nTry it: sextant demo"),
		kong.Writers(s.out, s.errs),
		kong.Exit(func(int) { helped = true; panic(exited{}) }),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
	)
	if err != nil {
		return s.fail(err)
	}
	command, err := parse(parser, args)
	switch {
	case helped:
		return 0
	case err != nil:
		fmt.Fprintf(s.errs, "sextant: %v\n", err)
		fmt.Fprintln(s.errs, s.say.T("cli.see_help", "command", "sextant help"))
		return 2
	}
	if err := command.Run(s); err != nil {
		return s.fail(err)
	}
	return 0
}

// exited is how kong leaves after it has printed help.
type exited struct{}

func parse(parser *kong.Kong, args []string) (c *kong.Context, err error) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(exited); !ok {
				panic(r)
			}
		}
	}()
	return parser.Parse(args)
}

// fail tells what went wrong, in the reader's language, and gives the exit
// code.
func (s *session) fail(err error) int {
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(s.errs, "sextant: "+s.say.T("cli.interrupted"))
		return 1
	}
	for _, line := range s.say.Error(err) {
		fmt.Fprintln(s.errs, "sextant: "+line)
	}
	if fault.KindOf(err) == fault.Internal {
		fmt.Fprintf(s.errs, "sextant: %v\n", err)
	}
	return fault.KindOf(err).ExitCode()
}

// terminalLanguage is the language of LC_ALL, LC_MESSAGES or LANG, where the
// interface speaks it.
func terminalLanguage(getenv func(string) string) lang.Tag {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v, _, _ := strings.Cut(getenv(name), "."); v != "" {
			if t, ok := lang.Parse(strings.ReplaceAll(v, "_", "-")); ok && t.IsInterface() {
				return t
			}
			return lang.English
		}
	}
	return lang.English
}
