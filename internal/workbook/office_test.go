//go:build office

package workbook

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sextant/internal/lang"
)

// A file that LibreOffice opened and saved says the same as before. Where
// LibreOffice is not installed, TestFilesOfOtherSoftwareAreRead stands in for
// it.
func TestLibreOfficeRoundTrip(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Fatal("LibreOffice (soffice) is not installed: apt-get install libreoffice-calc-nogui")
	}
	r := worked(t)
	for _, in := range []lang.Tag{"en", "ar"} {
		untouched := questionnaireBytes(t, r.s, Options{Language: in})
		if p := readBack(t, resavedBy(t, office, untouched), r.s); !p.Empty() || len(p.Faults)+len(p.Conflicts)+len(p.Notes) > 0 {
			t.Errorf("%s: untouched it changes %+v, faults %v", in, p.Changes, p.Faults)
		}
		filled := changed(t, untouched, func(e *edit) {
			fillPlan(e)
			e.answer("L-1.1.2", keyValue, "partial")
			e.answer("L-1.1.3", keyJustification, "=1+1\n\n- ñ ع 文")
			e.answer("L-1.1.3", keyCited+"1", "S3")
		})
		want := commandsOf(readBack(t, filled, r.s))
		p := readBack(t, resavedBy(t, office, filled), r.s)
		if diff := cmp.Diff(want, commandsOf(p)); diff != "" || len(p.Faults) > 0 {
			t.Errorf("%s: faults %v\n%s", in, p.Faults, diff)
		}
	}
}

func fillPlan(e *edit) {
	e.newSource("S3", keyTitle, "Plan")
	e.newSource("S3", keyKind, "budget")
	e.newSource("S3", keyDate, "2023-06")
}

// resavedBy opens and saves a workbook with LibreOffice.
func resavedBy(t *testing.T, office string, data []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "in.xlsx"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, office, fmt.Sprintf("-env:UserInstallation=file://%s/profile", dir), "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Join(dir, "out"), filepath.Join(dir, "in.xlsx"))
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Run(); err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, log.String())
	}
	out, err := os.ReadFile(filepath.Join(dir, "out", "in.xlsx"))
	if err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	return out
}
