package desk

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sextant/internal/assessment"
	"sextant/internal/framework"
)

// filled writes words into the row of an indicator of a workbook, by the keys
// of its hidden row.
func filled(t *testing.T, data string, code framework.Code, words map[string]string) []byte {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil || len(rows) == 0 {
			continue
		}
		for n, row := range rows {
			if len(row) == 0 || row[0] != string(code) {
				continue
			}
			for col, key := range rows[0] {
				for name, word := range words {
					if strings.HasSuffix(key, name) && strings.TrimSuffix(key, name) == strings.TrimSuffix(rows[0][0], "indicator") {
						at, _ := excelize.CoordinatesToCellName(col+1, n+1)
						if err := f.SetCellStr(sheet, at, word); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAWorkbookIsLookedAtThenTaken(t *testing.T) {
	eachEngine(t, func(w *world) {
		code := w.firstCode()
		b := w.as("coder")
		page := linkTo(w.chain, "workbook")
		b.wants(b.get(page), 200, "Take along", "Bring back")
		file := b.get(page + "/file")
		b.wants(file, 200)
		if !strings.HasSuffix(file.header.Get("Content-Disposition"), "-en.xlsx") || file.header.Get("Content-Type") != xlsx {
			w.Errorf("headers of the workbook: %v", file.header)
		}
		back := filled(w.T, file.text, code, map[string]string{"value": "absent", "justification": "No se encontró norma alguna.", "ready": "yes"})
		preview := b.sendFile(page, "back.xlsx", back)
		b.wants(preview, 200, "Nothing is saved yet", "1 row changes something", string(code), "No se encontró", "Take it as a whole")
		if s, _ := w.app.State(w.Context(), w.standing("ruth"), w.chain); s.Item(code).First.Seq != 0 {
			w.Fatal("looking at a workbook saved it")
		}
		upload := preview.field("upload")
		stranger := w.as("editor")
		stranger.wants(stranger.post(page+"/take", "upload", upload, "command", "theft"), 422, "Bring it back once more")
		b.wants(b.post(page+"/take", "upload", upload, "command", preview.field("command")), http.StatusSeeOther)
		s, err := w.app.State(w.Context(), w.standing("ruth"), w.chain)
		w.must(err)
		if x := s.Item(code).First; x.Value != "absent" || !x.Ready || x.By != w.ids["coder"] {
			w.Errorf("the answer is %+v", x)
		}
		b.wants(b.post(page+"/take", "upload", upload, "command", "again"), 422, "was taken before")
	})
}

func TestAWorkbookMeetsWhatOthersSaved(t *testing.T) {
	w := newWorld(t)
	code := w.firstCode()
	b := w.as("coder")
	page := linkTo(w.chain, "workbook")
	back := filled(t, b.get(page+"/file").text, code, map[string]string{"value": "absent", "justification": "Texto del cuaderno."})
	id := w.law("coder", assessment.Cited{Title: "Ley"})
	w.cite("coder", assessment.FirstHand, code, id, "Texto de la colega.")
	preview := b.sendFile(page, "back.xlsx", back)
	b.wants(preview, 200, "changed by others meanwhile", "de la colega", "del cuaderno", "Keep what is here", "Take mine")
	upload := preview.field("upload")
	b.wants(b.post(page+"/take", "upload", upload, "command", "c1"), http.StatusConflict, "Choose for each", "del cuaderno")
	key := preview.text[strings.Index(preview.text, `name="take:`)+len(`name="`):]
	key = key[:strings.Index(key, `"`)]
	b.wants(b.post(page+"/take", "upload", upload, "command", "c2", strings.ReplaceAll(key, "&#64;", "@"), "mine"), http.StatusSeeOther)
	s, err := w.app.State(w.Context(), w.standing("ruth"), w.chain)
	w.must(err)
	if got := s.Item(code).First.Justification; got != "Texto del cuaderno." {
		t.Errorf("the text is %q", got)
	}
}

func TestAForeignOrBrokenFileIsRefusedWithACure(t *testing.T) {
	w := newWorld(t)
	b := w.as("coder")
	page := linkTo(w.chain, "workbook")
	b.wants(b.sendFile(page, "x.xlsx", []byte("no workbook")), 422, "not a workbook in the format XLSX")
	b.wants(b.sendFile(page, "", nil), 422, "No file was chosen")
	faulty := filled(t, b.get(page+"/file").text, w.firstCode(), map[string]string{"value": "perhaps"})
	seen := b.sendFile(page, "back.xlsx", faulty)
	b.wants(seen, 200, "fault", "perhaps", "To mend first")
	if strings.Contains(seen.text, "Take it as a whole") {
		t.Error("a faulty workbook can be taken")
	}
	b.wants(b.post(page+"/take", "upload", seen.field("upload"), "command", "c"), 422, "perhaps")
	b.wants(b.post(page+"/drop", "upload", seen.field("upload")), http.StatusSeeOther)
	b.wants(b.post(page+"/take", "upload", seen.field("upload"), "command", "c"), 422, "Bring it back once more")
	for _, login := range []string{"focal_point", "nobody"} {
		x := w.as(login)
		for _, r := range []shown{x.get(page), x.get(page + "/file"), x.sendFile(page, "x.xlsx", faulty)} {
			if r.status != 403 && r.status != 404 {
				t.Errorf("%s got %d", login, r.status)
			}
		}
	}
}

func TestTheBlindCoderTakesNothingOfTheFirstAlong(t *testing.T) {
	w := newWorld(t)
	w.do("ruth", assessment.DrawSecond{How: "all"})
	id := w.law("coder", assessment.Cited{Title: "Ley de la primera"})
	w.cite("coder", assessment.FirstHand, w.firstCode(), id, "Palabras de la primera.")
	b := w.as("second_coder")
	file := b.get(linkTo(w.chain, "workbook", "file"))
	b.wants(file, 200)
	f, err := excelize.OpenReader(strings.NewReader(file.text))
	w.must(err)
	for _, sheet := range f.GetSheetList() {
		rows, _ := f.GetRows(sheet)
		for _, r := range rows {
			if strings.Contains(strings.Join(r, " "), "de la primera") {
				t.Errorf("sheet %s: %v", sheet, r)
			}
		}
	}
}
