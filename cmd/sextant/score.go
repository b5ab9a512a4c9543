package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"sextant/internal/fault"
	"sextant/internal/score"
)

// scoreCmd scores a table.
type scoreCmd struct {
	Files         []string `arg:"" name:"file" help:"METHOD and DATA; DATA alone with --structure. A method is a YAML file or sdg-10-7-2, nested-means, mgi-coverage."`
	Structure     []string `help:"Tree of indicators: a list of nodes with parents, or indicators.csv and aggregates.csv." placeholder:"FILE"`
	Weights       string   `help:"Weights to use instead: columns iCode, Level, Weight." placeholder:"FILE"`
	Denominate    bool     `help:"Divide indicators by the denominators that the structure names."`
	Impute        string   `help:"Fill missing cells: none, mean, median, group-mean:COLUMN, group-median:COLUMN." placeholder:"HOW"`
	Screen        float64  `help:"Leave out units with less than this share of the indicators." placeholder:"SHARE"`
	Treat         string   `help:"Outliers: none, winsor:5, winsor:5+log, winsor:5+boxcox:0.5." placeholder:"HOW"`
	Normalise     string   `help:"minmax:0,100 zscore:10,2 rank prank borda dist2max dist2target goalposts:L,U,A scaled:0,100 share none." placeholder:"HOW"`
	Range         string   `help:"Bounds of the normalisation, such as 0,100." placeholder:"LOW,HIGH"`
	Aggregate     string   `help:"arithmetic geometric harmonic generalised:P median min sum copeland copeland-wins borda; one for all levels, or one a level from the lowest up with ; between." placeholder:"HOW"`
	Missing       string   `help:"Missing members: skip, threshold:0.8, propagate." placeholder:"RULE"`
	RankDecimals  int      `help:"Round figures to so many decimals before ranking them." default:"-1" placeholder:"N"`
	Uncertainty   int      `help:"Recompute N times under other choices; ranges of ranks or figures." placeholder:"N"`
	Sensitivity   int      `help:"Which choice matters: N(d+2) recalculations for d choices." placeholder:"N"`
	Vary          []string `help:"An uncertain choice: winsor:1,2,3 normalise:minmax:1,100|zscore:10,2 weights:2=0.25,3=0.25 sets:100 aggregate:arithmetic|geometric leave-one-out unknown:missing|0." sep:"none" placeholder:"CHOICE"`
	Seed          uint64   `help:"Seed: the same seed gives the same figures, and a longer run begins with those of a shorter one." default:"1"`
	Target        string   `help:"Aggregate that uncertainty and sensitivity are about; the top one without it." placeholder:"CODE"`
	Contributions bool     `help:"With -o, also write contributions.csv: every figure taken apart."`
	Out           string   `short:"o" help:"Folder for normalised.csv, aggregated.csv, ranks.csv, notes.csv and the rest; aggregated figures on standard output without it." placeholder:"DIR" type:"path"`
	JSON          bool     `name:"json" help:"Write everything as JSON on standard output."`
}

// Help shows examples.
func (scoreCmd) Help() string {
	return `Examples:
  sextant score method.yaml data.csv -o results
  sextant score --structure meta.csv raw.csv --denominate --impute group-mean:Region --treat winsor:5 --normalise minmax --range 0,100 --aggregate arithmetic -o results
  sextant score --structure indicators.csv --structure aggregates.csv data.csv --uncertainty 500 --seed 7 --json`
}

// Run scores the table and writes what was asked for.
func (c *scoreCmd) Run(s *session) (err error) {
	var open opened
	defer func() { err = open.close(err) }()
	o := score.Options{
		Normalise: c.Normalise, Range: c.Range, Aggregate: c.Aggregate, Missing: c.Missing, Impute: c.Impute, Treat: c.Treat,
		Denominate: c.Denominate, Screen: c.Screen, RankDecimals: c.RankDecimals, Vary: c.Vary, Uncertainty: c.Uncertainty,
		Sensitivity: c.Sensitivity, Seed: c.Seed, Target: c.Target,
	}
	if c.Uncertainty < 0 || c.Sensitivity < 0 {
		return fault.New(fault.Invalid, "score.parameter")
	}
	if err := c.files(&open, &o); err != nil {
		return err
	}
	if o.Method != nil {
		if done, err := c.tally(s, &open, &o); done || err != nil {
			return err
		}
	}
	bars := map[string]*progress{}
	if c.Uncertainty > 0 {
		bars["uncertainty"] = newProgress(s.errs, s.say.T("score.progress_uncertainty"), c.Uncertainty)
	}
	if c.Sensitivity > 0 {
		bars["sensitivity"] = newProgress(s.errs, s.say.T("score.progress_sensitivity"), c.Sensitivity)
	}
	o.Progress = func(what string, done, _ int) { bars[what].step(done) }
	report, err := score.RunTable(s.ctx, o)
	for _, b := range bars {
		b.end()
	}
	if err != nil {
		return err
	}
	return c.write(s, report)
}

// files opens what was named: a method and data, or data alone.
func (c *scoreCmd) files(open *opened, o *score.Options) error {
	want := 2
	if len(c.Structure) > 0 && len(c.Files) == 1 {
		want = 1
	}
	if len(c.Files) != want {
		return fault.New(fault.Invalid, "score.usage")
	}
	if want == 2 {
		m, ok := score.EmbeddedMethod(c.Files[0])
		if !ok {
			var err error
			if m, err = open.file(c.Files[0]); err != nil {
				return err
			}
		}
		o.Method = &m
	}
	for _, name := range c.Structure {
		f, err := open.file(name)
		if err != nil {
			return err
		}
		o.Structure = append(o.Structure, f)
	}
	if c.Weights != "" {
		f, err := open.file(c.Weights)
		if err != nil {
			return err
		}
		o.Weights = &f
	}
	var err error
	o.Data, err = open.file(c.Files[len(c.Files)-1])
	return err
}

// tally serves methods that count answers and give no figure.
func (c *scoreCmd) tally(s *session, open *opened, o *score.Options) (bool, error) {
	m, err := score.LoadMethod(*o.Method)
	if err != nil {
		return true, err
	}
	if m.Kind != score.KindCoverage {
		again, ok := score.EmbeddedMethod(c.Files[0])
		if !ok {
			again, err = open.file(c.Files[0])
		}
		o.Method = &again
		return false, err
	}
	t, err := score.ReadTally(m, o.Data)
	if err != nil {
		return true, err
	}
	c.tell(s, t.Notes)
	if c.Out == "" {
		return true, t.WriteCSV(s.out)
	}
	return true, c.each(s, t.Notes, map[string]func(io.Writer) error{"coverage.csv": t.WriteCSV})
}

func (c *scoreCmd) write(s *session, r *score.Report) error {
	if c.Out != "" {
		if err := c.each(s, r.Notes(), c.outputs(r)); err != nil {
			return err
		}
	}
	if c.JSON {
		return r.WriteJSON(s.out, s.note)
	}
	c.tell(s, r.Notes())
	if c.Out != "" {
		return nil
	}
	if err := r.Result.WriteAggregated(s.out); err != nil {
		return err
	}
	if r.Uncertainty != nil {
		if err := r.Uncertainty.WriteCSV(s.out); err != nil {
			return err
		}
	}
	if r.Sensitivity != nil {
		return r.Sensitivity.WriteCSV(s.out)
	}
	return nil
}

// outputs are the files of a scoring.
func (c *scoreCmd) outputs(r *score.Report) map[string]func(io.Writer) error {
	files := map[string]func(io.Writer) error{"normalised.csv": r.Result.WriteNormalised, "aggregated.csv": r.Result.WriteAggregated}
	if r.Result.Method.Ranking {
		files["ranks.csv"] = r.Result.WriteRanks
	}
	if c.Contributions {
		files["contributions.csv"] = r.Result.WriteContributions
	}
	if r.Uncertainty != nil {
		files["uncertainty.csv"] = r.Uncertainty.WriteCSV
		files["distribution.csv"] = r.Uncertainty.WriteDistribution
	}
	if r.Sensitivity != nil {
		files["sensitivity.csv"] = r.Sensitivity.WriteCSV
	}
	return files
}

// each writes the files of a folder, each whole or not at all.
func (c *scoreCmd) each(s *session, notes []score.Note, files map[string]func(io.Writer) error) error {
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return fault.New(fault.Invalid, "cli.no_folder", "folder", c.Out).Because(err)
	}
	files["notes.csv"] = func(w io.Writer) error { return score.WriteNotes(w, notes, s.note) }
	for name, write := range files {
		if err := replace(filepath.Join(c.Out, name), write); err != nil {
			return fault.New(fault.Invalid, "cli.cannot_write", "file", filepath.Join(c.Out, name)).Because(err)
		}
	}
	if !c.JSON {
		fmt.Fprintln(s.out, s.say.N("score.files_written", len(files), "folder", c.Out))
	}
	return nil
}

// replace writes a file beside its place and then moves it there.
func replace(name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".sextant-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when all went well
	w := bufio.NewWriter(f)
	if err := write(w); err != nil {
		return closing(err, f)
	}
	if err := w.Flush(); err != nil {
		return closing(err, f)
	}
	if err := f.Chmod(0o644); err != nil {
		return closing(err, f)
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// mostTold is how many notes are told one by one; all are in notes.csv.
const mostTold = 12

// tell says what was left out or changed.
func (c *scoreCmd) tell(s *session, notes []score.Note) {
	for i, n := range notes {
		if i == mostTold {
			fmt.Fprintln(s.errs, s.say.N("score.notes_more", len(notes)-mostTold))
			return
		}
		fmt.Fprintln(s.errs, s.note(n))
	}
}

// note puts a note into words.
func (s *session) note(n score.Note) string { return s.say.T(n.Key, n.Pairs()...) }

// opened keeps the files that a command reads until it ends.
type opened []io.Closer

// file opens a file to read.
func (o *opened) file(name string) (score.File, error) {
	f, err := os.Open(name)
	if err != nil {
		return score.File{}, fault.New(fault.NotFound, "cli.no_file", "file", name).Because(err)
	}
	*o = append(*o, f)
	return score.File{Name: name, Data: f}, nil
}

// close closes them and keeps the first error.
func (o *opened) close(err error) error {
	for _, f := range *o {
		err = closing(err, f)
	}
	return err
}
