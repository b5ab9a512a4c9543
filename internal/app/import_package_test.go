package app_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sextant/internal/app"
	"sextant/internal/fault"
	"sextant/internal/record"
)

func packed(t *testing.T, a *app.App, chain record.Chain) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, a.ExportRecord(t.Context(), app.System, chain, &b))
	return b.Bytes()
}

func TestAPackageComesInFromTheCommandLine(t *testing.T) {
	here := app.New(app.Config{Store: memory(t), Blobs: folder(t)})
	chain := opened(t, here)
	id := enter(t, here, chain, "")
	_, err := here.KeepFile(t.Context(), app.Order{By: lucia, Chain: chain}, id, app.File{Name: "a.txt", Body: strings.NewReader("palabra escondida")})
	must(t, err)
	there := app.New(app.Config{Store: memory(t), Blobs: folder(t)})
	seen, err := there.Import(t.Context(), "record.zip", packed(t, here, chain), app.ImportOptions{DryRun: true})
	must(t, err)
	if seen.Kind != "workbook_page.kind_package" || seen.Name != string(chain) || len(seen.Lines) == 0 {
		t.Errorf("understood %+v", seen)
	}
	if _, err := there.ChainOf(t.Context(), string(chain)); !fault.Is(err, fault.NotFound) {
		t.Errorf("a dry run saved it: %v", err)
	}
	_, err = there.Import(t.Context(), "record.zip", packed(t, here, chain), app.ImportOptions{})
	must(t, err)
	if got, err := there.ChainOf(t.Context(), string(chain)); got != chain || err != nil {
		t.Errorf("%s, %v", got, err)
	}
	// The words of its copies can be searched here, too.
	found, err := there.Sources(t.Context(), lucia, chain, "escondida")
	must(t, err)
	if len(found) != 1 || found[0].Found == nil {
		t.Errorf("found %+v", found)
	}
	for _, a := range []*app.App{here, there} {
		_, err := do(t, a, lucia, chain, absent("L-1.1.1", "Razón "+app.NewID(), 0))
		must(t, err)
	}
	_, err = there.Import(t.Context(), "record.zip", packed(t, here, chain), app.ImportOptions{})
	if !fault.HasKey(err, "workbook_page.package_parted") {
		t.Errorf("records that parted: %v", err)
	}
}

func TestAWorkbookComesInFromTheCommandLine(t *testing.T) {
	a := app.New(app.Config{Store: memory(t), Blobs: folder(t)})
	chain := opened(t, a)
	var b bytes.Buffer
	_, err := a.WriteQuestionnaire(t.Context(), app.System, chain, &b, "es", nil)
	must(t, err)
	blank, err := a.Import(t.Context(), "q.xlsx", b.Bytes(), app.ImportOptions{})
	must(t, err)
	if blank.Kind != "workbook_page.kind_workbook" || len(blank.Lines) != 0 {
		t.Errorf("a blank workbook: %+v", blank)
	}
	filled := fill(t, b.Bytes(), "L-1.1.1", map[string]string{"value": "absent", "justification": "No hay norma."})
	_, err = a.Import(t.Context(), "q.xlsx", filled, app.ImportOptions{DryRun: true})
	must(t, err)
	s, err := a.State(t.Context(), lucia, chain)
	must(t, err)
	if s.Item("L-1.1.1").First.Seq != 0 {
		t.Error("a dry run saved an answer")
	}
	u, err := a.Import(t.Context(), "q.xlsx", filled, app.ImportOptions{})
	must(t, err)
	s, err = a.State(t.Context(), lucia, chain)
	must(t, err)
	if got := s.Item("L-1.1.1").First; got.Value != "absent" || got.Justification != "No hay norma." || len(u.Lines) == 0 {
		t.Errorf("the answer is %+v after %+v", got, u.Lines)
	}
	if n := len(s.Items); n != 1 {
		t.Errorf("%d answers", n)
	}
	other := fill(t, b.Bytes(), "L-1.1.1", map[string]string{"value": "present", "justification": "Sí hay."})
	_, err = a.Import(t.Context(), "q.xlsx", other, app.ImportOptions{})
	if !fault.HasKey(err, "workbook_page.row_moved") || !strings.Contains(err.Error(), "q.xlsx") {
		t.Errorf("a row that others changed: %v", err)
	}
}

// fill writes words into the row of an indicator by the keys of its sheet.
func fill(t *testing.T, data []byte, code string, words map[string]string) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		must(t, err)
		for n, row := range rows {
			if len(row) == 0 || row[0] != code {
				continue
			}
			mark := strings.TrimSuffix(rows[0][0], "indicator")
			for col, key := range rows[0] {
				if word, ok := words[strings.TrimPrefix(key, mark)]; ok && strings.HasPrefix(key, mark) {
					at, _ := excelize.CoordinatesToCellName(col+1, n+1)
					must(t, f.SetCellStr(sheet, at, word))
				}
			}
		}
	}
	var b bytes.Buffer
	must(t, f.Write(&b))
	return b.Bytes()
}
