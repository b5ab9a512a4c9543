package desk

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/lang"
)

// fillRemark writes a view and a remark into the row of an indicator, as
// somebody does with a spreadsheet program.
func fillRemark(t *testing.T, file, code, stance, text string) string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil || len(rows) < 4 || rows[0][0] != "sextant:item" {
			continue
		}
		for n, row := range rows {
			if len(row) == 0 || row[0] != code {
				continue
			}
			for col, key := range rows[0] {
				value := map[string]string{"sextant:stance": stance, "sextant:text": text}[key]
				if at, _ := excelize.CoordinatesToCellName(col+1, n+1); value != "" {
					if err := f.SetCellStr(sheet, at, value); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// cellsOf is every text of a workbook.
func cellsOf(t *testing.T, file string) string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b strings.Builder
	for _, sheet := range f.GetSheetList() {
		rows, _ := f.GetRows(sheet)
		for _, row := range rows {
			b.WriteString(strings.Join(row, "\n") + "\n")
		}
	}
	return b.String()
}

// The team opens, replies, closes. Every remark that is more than agreement
// needs its reply before findings can begin; the change of the answer is told
// with the reply; both sides' earlier words stay readable.
func TestTheTeamReplies(t *testing.T) {
	eachConsulted(t, func(t *testing.T, w *world) {
		ruth, coder, at := w.as("ruth"), w.as("coder"), linkTo(w.chain, "consultation")
		ruth.wants(ruth.get(at), 200, "Open the consultation", "Ministry of Labour")
		coder.wants(coder.post(at+"/open", "deadline", "2099-01-01"), 403)
		ruth.wants(ruth.post(at+"/open", "deadline", "2001-01-01", "note", "Kept note"), 422, "has already passed", "Kept note")
		ruth.wants(ruth.post(at+"/open", "deadline", "2099-01-01", "note", "Note of ruth"), 303)
		ruth.wants(ruth.post(at+"/open", "deadline", "2099-01-01"), 409)
		id := w.remarks("health", "L-1.1.1", assessment.Disagree, "Es de 2022.")
		other := w.remarks("labour", "L-1.1.1", assessment.Supplement, "También el plan.")
		w.remarks("focal_point", "L-1.1.2", assessment.Agree, "")
		list := ruth.get(at)
		ruth.wants(list, 200, "Note of ruth", "2 remarks without a reply", "Es de 2022.", "También el plan.", "1 item was agreed with without a word", "1 of ")
		ruth.wants(ruth.get(at+"?show=open&from=Ministry+of+Labour"), 200, "También el plan.")
		ruth.lacks(ruth.get(at+"?show=open&from=Ministry+of+Labour"), "Es de 2022.")
		ruth.wants(ruth.get(at+"?show=done"), 200, "No remark fits this choice")

		reply := linkRemark(w.chain, id)
		coder.wants(coder.get(reply), 200, "Es de 2022.", draftWords, "The value is that of the draft", "Change the answer", "También el plan.")
		coder.wants(coder.post(reply, "outcome", "accepted", "text", " "), 422, "The reply has no text")
		coder.wants(coder.post(reply, "text", "Kept words"), 422, "Say what becomes of the remark", "Kept words")
		before := w.talking().Item("L-1.1.1").Standing().Value
		w.answer("L-1.1.1", "present", laterWords, "ordenanza")
		coder.wants(coder.get(reply), 200, "Your reply will record the change", laterWords)
		sent := coder.post(reply, "outcome", "accepted", "text", "Gracias, cambia.", "language", "es", "command", "reply-1")
		coder.wants(sent, 303)
		if to := sent.header.Get("Location"); !strings.HasPrefix(to, linkRemark(w.chain, other)) {
			t.Errorf("went on to %s", to)
		}
		r := w.talking().Remarks[id]
		if r.Reply.From != before || r.Reply.To != "present" || r.Reply.Language != "es" {
			t.Errorf("recorded %+v, was %s", r.Reply, before)
		}
		health := w.as("health")
		page := health.get(linkConsult(w.chain, "L-1.1.1"))
		health.wants(page, 200, "Gracias, cambia.", "Es de 2022.", "Present", "no longer changes")
		health.lacks(page, laterWords, "También el plan.", "Lucía coder")
		health.wants(health.get(linkConsult(w.chain)), 200, "Answered already", "Gracias, cambia.")

		coder.wants(coder.post(reply, "outcome", "partly", "text", "En parte.", "language", "es"), 303)
		coder.wants(coder.get(reply), 200, "En parte.", "1 earlier wording", "Gracias, cambia.")
		health.wants(health.get(linkConsult(w.chain, "L-1.1.1")), 200, "En parte.", "Gracias, cambia.")

		ruth.wants(ruth.post(at+"/close"), 303)
		w.do("reviewer", assessment.ReviewAnswer{Reviewed: assessment.Reviewed{Indicator: "L-1.1.1", Verdict: assessment.VerdictApproved}, Base: 1 << 40})
		ruth.wants(ruth.post(linkTo(w.chain, "stage"), "to", "findings"), 422, "remark")
		if w.talking().Stage != account.Consultation {
			t.Error("findings began with a remark that has no reply")
		}
		coder.wants(coder.post(linkRemark(w.chain, other), "outcome", "declined", "text", "No es una norma."), 303)
		w.do("ruth", assessment.MoveStage{To: account.Findings})
		for _, login := range []string{"health", "focal_point", "second_coder"} {
			b := w.as(login)
			b.wants(b.get(reply), 403)
			b.wants(b.post(reply, "outcome", "declined", "text", "x"), 403)
		}
		ruth.wants(ruth.get(linkRemark(w.chain, "none")), 404)
	})
}

// The document for a meeting is one file that fetches and runs nothing, in the
// reader's language, with all that the reader may see.
func TestTheDocumentForAMeeting(t *testing.T) {
	w := consultedWorld(t).opened()
	id := w.remarks("health", "L-1.1.1", assessment.Disagree, "Es <b>de</b> 2022.")
	w.remarks("labour", "L-1.1.2", assessment.Disagree, "tansy of labour")
	w.do("coder", assessment.Reply{Replied: assessment.Replied{Remark: id, Outcome: assessment.Accepted, Text: "Gracias."}})
	at := linkTo(w.chain, "consultation", "meeting.html")
	coder := w.as("coder")
	doc := coder.get(at)
	coder.wants(doc, 200, "Es &lt;b&gt;de&lt;/b&gt; 2022.", "tansy of labour", "Gracias.", draftWords, "L-6.1.1", "<th", "Notes", "Please read with a pencil.", "<style>", "Half of it is written down.")
	coder.lacks(doc, laterWords, privateWords, threadWords, "<script", "<link", "<img", "href=", "⟦", "ZgotmplZ")
	if h := doc.header; !strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") || !strings.Contains(h.Get("Content-Disposition"), "meeting-en.html") ||
		!strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("headers %v", doc.header)
	}
	health := w.as("health")
	health.lacks(health.get(at), "tansy of labour", laterWords, "L-2.1.1")
	w.says(w.ids["focal_point"], lang.Arabic)
	focal := w.as("focal_point")
	focal.wants(focal.get(at), 200, `<html lang="ar" dir="rtl">`, "tansy of labour", "ملاحظات الاجتماع")
}
