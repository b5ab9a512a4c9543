package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"sextant/internal/fault"
	"sextant/internal/score"
)

// agreementCmd says how far coders agree.
type agreementCmd struct {
	File      string   `arg:"" help:"CSV: a row per unit with a column per coder, or unit, coder, value and perhaps indicator."`
	Scale     []string `help:"Answers from lowest to highest, where they are words." placeholder:"ANSWER,…"`
	Ignore    []string `help:"Answers that are no rating, such as unknown." placeholder:"ANSWER,…"`
	Resamples int      `help:"Bootstrap resamples of an interval; 0 for none." default:"1000"`
	Level     float64  `help:"Share inside an interval." default:"0.95"`
	Seed      uint64   `help:"Seed of the bootstrap: the same seed gives the same figures." default:"1"`
	Out       string   `short:"o" help:"Folder for agreement.csv and notes.csv; standard output without it." placeholder:"DIR" type:"path"`
	JSON      bool     `name:"json" help:"Write JSON on standard output."`
}

// Help shows examples.
func (agreementCmd) Help() string {
	return `Examples:
  sextant agreement answers.csv
  sextant agreement answers.csv --scale absent,partial,present --ignore unknown,not_applicable --json`
}

// Run computes and writes the figures.
func (c *agreementCmd) Run(s *session) (err error) {
	if c.Resamples < 0 || c.Resamples > 1_000_000 || !(c.Level > 0 && c.Level < 1) {
		return fault.New(fault.Invalid, "score.parameter")
	}
	var open opened
	defer func() { err = open.close(err) }()
	f, err := open.file(c.File)
	if err != nil {
		return err
	}
	coders, err := score.ReadCoders(f, score.CoderOptions{Scale: c.Scale, Ignore: c.Ignore})
	if err != nil {
		return err
	}
	bar := newProgress(s.errs, s.say.T("score.progress_agreement"), len(coders.Indicators)+1)
	figures, err := coders.Agreement(s.ctx, score.AgreementOptions{
		Resamples: c.Resamples, Level: c.Level, Seed: c.Seed,
		Progress: func(done, _ int) { bar.step(done) },
	})
	bar.end()
	if err != nil {
		return err
	}
	return c.write(s, coders, figures)
}

func (c *agreementCmd) write(s *session, coders *score.Coders, figures []score.AgreementFigure) error {
	csv := func(w io.Writer) error { return score.WriteAgreement(w, figures) }
	if c.Out != "" {
		if err := os.MkdirAll(c.Out, 0o755); err != nil {
			return fault.New(fault.Invalid, "cli.no_folder", "folder", c.Out).Because(err)
		}
		notes := func(w io.Writer) error { return score.WriteNotes(w, coders.Notes, s.note) }
		for name, write := range map[string]func(io.Writer) error{"agreement.csv": csv, "notes.csv": notes} {
			if err := replace(filepath.Join(c.Out, name), write); err != nil {
				return fault.New(fault.Invalid, "cli.cannot_write", "file", filepath.Join(c.Out, name)).Because(err)
			}
		}
		if !c.JSON {
			fmt.Fprintln(s.out, s.say.N("score.files_written", 2, "folder", c.Out))
		}
	}
	for _, n := range coders.Notes {
		fmt.Fprintln(s.errs, s.note(n))
	}
	switch {
	case c.JSON:
		return score.WriteAgreementJSON(s.out, figures, coders.Notes)
	case c.Out == "":
		return csv(s.out)
	}
	return nil
}
