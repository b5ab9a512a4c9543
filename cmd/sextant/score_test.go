package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/locale"
)

// told runs a command with the words of a language and gives what it wrote.
func told(t *testing.T, tag lang.Tag, command interface{ Run(*session) error }) (out, errs string, err error) {
	t.Helper()
	var o, e bytes.Buffer
	err = command.Run(&session{ctx: context.Background(), out: &o, errs: &e, say: locale.For(tag)})
	return o.String(), e.String(), err
}

// folder writes files into a folder of their own.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestScoreWritesItsFolder(t *testing.T) {
	dir := folder(t, map[string]string{"meta.csv": "code,parent\na,T\nb,T\nT,\n", "data.csv": "unit,a,b,more\nx,1,,q\ny,2,3,q\nz,3,5,q\n"})
	out := filepath.Join(dir, "results")
	c := &scoreCmd{
		Files: []string{filepath.Join(dir, "data.csv")}, Structure: []string{filepath.Join(dir, "meta.csv")}, RankDecimals: -1,
		Uncertainty: 20, Sensitivity: 5, Seed: 1, Contributions: true, Out: out,
	}
	_, errs, err := told(t, lang.Spanish, c)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(errs, "La columna «more» no se usó.") || !strings.Contains(errs, "x, b: sin cifra") {
		t.Error(errs)
	}
	for _, name := range []string{"normalised.csv", "aggregated.csv", "ranks.csv", "notes.csv", "contributions.csv", "uncertainty.csv", "distribution.csv", "sensitivity.csv"} {
		if info, err := os.Stat(filepath.Join(out, name)); err != nil || info.Size() < 20 {
			t.Errorf("%s: %v", name, err)
		}
	}
	ranks, err := os.ReadFile(filepath.Join(out, "ranks.csv"))
	if err != nil || string(ranks) != "UnitCode,UnitName,T\nx,,3\ny,,2\nz,,1\n" {
		t.Errorf("%v %s", err, ranks)
	}
}

func TestScoreOnStandardOutput(t *testing.T) {
	dir := folder(t, map[string]string{"meta.csv": "code,parent\na,T\nT,\n", "data.csv": "unit,a\nx,1\ny,2\n"})
	c := &scoreCmd{Files: []string{filepath.Join(dir, "data.csv")}, Structure: []string{filepath.Join(dir, "meta.csv")}, RankDecimals: -1}
	out, _, err := told(t, lang.English, c)
	if err != nil || out != "UnitCode,UnitName,T\nx,,0\ny,,100\n" {
		t.Error(err, out)
	}
	c.JSON = true
	if out, _, err = told(t, lang.English, c); err != nil || !strings.Contains(out, `"T": 100`) {
		t.Error(err, out)
	}
}

func TestScoreFaults(t *testing.T) {
	dir := folder(t, map[string]string{"meta.csv": "code,parent\na,T\nT,\n", "data.csv": "unit,a\nx,NaN\n"})
	for key, c := range map[string]*scoreCmd{
		"score.usage":        {Files: []string{"one"}, RankDecimals: -1},
		"cli.no_file":        {Files: []string{filepath.Join(dir, "none.yaml"), filepath.Join(dir, "data.csv")}, RankDecimals: -1},
		"score.not_a_number": {Files: []string{filepath.Join(dir, "data.csv")}, Structure: []string{filepath.Join(dir, "meta.csv")}, RankDecimals: -1},
		"score.no_structure": {Files: []string{"nested-means", filepath.Join(dir, "data.csv")}, RankDecimals: -1},
	} {
		_, _, err := told(t, lang.English, c)
		if !fault.HasKey(err, key) || fault.KindOf(err).ExitCode() != 2 {
			t.Errorf("want %s, got %v", key, err)
		}
	}
}

func TestScoreCountsWhereThereIsNoFigure(t *testing.T) {
	dir := folder(t, map[string]string{"answers.csv": "unit,domain,indicator,answer\nx,D1,1,absent\nx,D1,2,present\n"})
	out, _, err := told(t, lang.English, &scoreCmd{Files: []string{"mgi-coverage", filepath.Join(dir, "answers.csv")}, RankDecimals: -1})
	if err != nil || !strings.Contains(out, "x,D1,1,0,1,0,0,0") {
		t.Error(err, out)
	}
}

func TestAgreementCommand(t *testing.T) {
	dir := folder(t, map[string]string{"a.csv": "unit,A,B\nx,absent,absent\ny,present,partial\nz,present,present\n"})
	out, _, err := told(t, lang.English, &agreementCmd{File: filepath.Join(dir, "a.csv"), Resamples: 50, Level: .95, Seed: 1})
	if err != nil || !strings.Contains(out, ",gwet,quadratic,") || !strings.Contains(out, ",kappa,linear,A / B,") {
		t.Error(err, out)
	}
	again, _, err := told(t, lang.English, &agreementCmd{File: filepath.Join(dir, "a.csv"), Resamples: 50, Level: .95, Seed: 1})
	if err != nil || again != out {
		t.Error("the same seed gave other figures", err)
	}
	if _, _, err = told(t, lang.English, &agreementCmd{File: filepath.Join(dir, "a.csv"), Level: 2}); !fault.HasKey(err, "score.parameter") {
		t.Error(err)
	}
}
