package desk

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/store/storetest"
)

// What nobody of the government may ever read.
const (
	laterWords   = "zinnia after the draft"
	threadWords  = "aster in a thread"
	noteWords    = "lupin in a note"
	privateWords = "clover kept private"
	secondWords  = "sorrel by the second coder"
	draftWords   = "Consta en la ordenanza."
)

// consultedWorld is the tests' world with two ministries, in consultation on a
// draft of which everything is answered. Around the draft stands what it must
// not show.
func consultedWorld(t *testing.T, dsn ...string) *world {
	t.Helper()
	w := newWorld(t, dsn...)
	for login, g := range map[string]account.Grant{
		"health": {Role: account.Government, Institution: "Ministry of Health", Domains: []string{"D1"}},
		"labour": {Role: account.Government, Institution: "Ministry of Labour", Domains: []string{"D1", "D4"}},
	} {
		w.add(login, "Iris "+login, false)
		w.do("ruth", assessment.Grant{Granted: assessment.Granted{Person: w.ids[login], Grant: g}})
	}
	w.do("ruth", assessment.DrawSecond{How: "share", Share: 1, Seed: 7})
	w.answerAll()
	w.do("coder", assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: "hidden", Cited: assessment.Cited{Kind: "interview", Title: privateWords, Private: true}}})
	w.answer("L-1.1.2", "partial", "Half of it is written down.", "ordenanza", "hidden")
	for _, c := range w.talking().Second.Indicators {
		w.do("second_coder", assessment.RecordAnswer{Answered: assessment.Answered{Indicator: c, Hand: assessment.SecondHand, Ready: true, Given: assessment.Given{
			Value: w.talking().Item(c).First.Value, Justification: secondWords, Language: "en", Citations: []assessment.Citation{{Source: "ordenanza", Locator: "p. 1"}},
		}}})
	}
	w.do("reviewer", assessment.Discuss{Commented: assessment.Commented{ID: "before", Indicator: "L-1.1.1", Text: threadWords}})
	w.must(w.app.KeepNote(t.Context(), w.standing("coder"), w.chain, "L-1.1.1", noteWords))
	w.do("reviewer", assessment.Compare{})
	w.do("ruth", assessment.MoveStage{To: account.Review})
	w.do("reviewer", assessment.ApproveAll{UpTo: 1 << 40})
	for _, i := range w.talking().Items {
		if i.Status() != assessment.Approved {
			w.do("reviewer", assessment.ReviewAnswer{Reviewed: assessment.Reviewed{Indicator: i.Code, Verdict: assessment.VerdictApproved}, Base: 1 << 40})
		}
	}
	w.do("ruth", assessment.MoveStage{To: account.Consultation})
	return w
}

// opened opens the consultation, and the team goes on.
func (w *world) opened() *world {
	w.Helper()
	w.do("ruth", assessment.OpenTalks{Deadline: w.app.Now().AddDate(0, 0, 9).Format("2006-01-02"), Note: "Please read with a pencil."})
	w.answer("L-1.1.1", "present", laterWords, "ordenanza")
	w.do("reviewer", assessment.Discuss{Commented: assessment.Commented{ID: "after", Indicator: "L-1.1.1", Text: threadWords + " again"}})
	return w
}

// answer changes an answer of the first coder.
func (w *world) answer(code framework.Code, value, text string, sources ...assessment.SourceID) {
	w.Helper()
	x := assessment.RecordAnswer{Base: w.talking().Item(code).First.Seq, Answered: assessment.Answered{
		Indicator: code, Hand: assessment.FirstHand, Ready: true, Given: assessment.Given{Value: value, Justification: text, Language: "en"},
	}}
	for _, id := range sources {
		x.Citations = append(x.Citations, assessment.Citation{Source: id, Locator: "art. 3"})
	}
	w.do("coder", x)
}

// says makes a remark on one item.
func (w *world) remarks(login string, code framework.Code, stance assessment.Stance, text string) assessment.RemarkID {
	w.Helper()
	id := assessment.RemarkID(app.NewID())
	w.do(login, assessment.MakeRemark{Remarked: assessment.Remarked{ID: id, Indicator: code, Stance: stance, Text: text, Language: "es"}})
	return id
}

// eachConsulted runs a story on both engines.
func eachConsulted(t *testing.T, story func(t *testing.T, w *world)) {
	t.Run("sqlite", func(t *testing.T) { story(t, consultedWorld(t)) })
	t.Run("postgres", func(t *testing.T) { story(t, consultedWorld(t, storetest.Postgres(t))) })
}

// sendWith posts a form with a file.
func (b *browser) sendWith(path, field, name, body string, pairs ...string) shown {
	b.Helper()
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	for i := 0; i+1 < len(pairs); i += 2 {
		b.must(m.WriteField(pairs[i], pairs[i+1]))
	}
	part, err := m.CreateFormFile(field, name)
	b.must(err)
	_, err = part.Write([]byte(body))
	b.must(err)
	b.must(m.Close())
	return b.send(http.MethodPost, path, form.String(), map[string]string{"Content-Type": m.FormDataContentType()})
}

// lacks fails where a page holds what it must not.
func (b *browser) lacks(s shown, words ...string) {
	b.Helper()
	for _, word := range words {
		if strings.Contains(s.text, word) {
			b.Errorf("%q is in: %s", word, readable(s.text))
		}
	}
}

// talking is the assessment as it is.
func (w *world) talking() *assessment.State {
	w.Helper()
	s, err := w.app.State(w.Context(), w.standing("ruth"), w.chain)
	w.must(err)
	return s
}
