package desk

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"sextant/internal/assessment"
	"sextant/internal/browsertest"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// answered is a world in which a coder has begun: one answer that came back
// with a conversation, one that is ready, one with a French source.
func answered(t *testing.T) *world {
	t.Helper()
	return begun(newWorld(t))
}

func begun(w *world) *world {
	w.Helper()
	law := assessment.SourceID("00000000-0000-4000-8000-000000000001")
	w.do("coder",
		assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: law, Cited: assessment.Cited{
			Kind: "law", Title: "Ordonnance 14/2023 relative au guichet des nouveaux habitants", Language: lang.French,
			Issuer: "Conseil municipal", Date: "2023-06-09", Link: "https://www.example.org/ordonnance-14",
		}}},
		assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: "00000000-0000-4000-8000-000000000002", Cited: assessment.Cited{
			Kind: "interview", Title: "Conversation with the head of the office", Private: true, Language: lang.English,
		}}},
		given("L-2.1.1", "partial", "The office has *some* posts. The **council** keeps the design of policy (art. 7).", true, law),
		given("L-2.1.2", "present", "A decree names the table and its nine members.", true, law),
	)
	s := w.do("reviewer", assessment.ReviewAnswer{
		Reviewed: assessment.Reviewed{Indicator: "L-2.1.1", Verdict: assessment.VerdictReturned, Reason: "Art. 7 gives the design of policy to the Social Committee. Is that still a municipal unit?"},
		Base:     99,
	})
	w.do("reviewer", assessment.Discuss{Commented: assessment.Commented{ID: "talk-1", Indicator: "L-2.1.1", Text: "Which article decides it?"}})
	w.do("coder", assessment.Discuss{Commented: assessment.Commented{ID: "talk-2", Indicator: "L-2.1.1", Text: "Article 5. The committee is the council’s.", Thread: "talk-1"}})
	changed := given("L-2.1.1", "partial", "The office has two posts. The **council** keeps the design of policy (art. 7), not a unit.", false, law)
	changed.Base = s.Item("L-2.1.1").First.Seq
	w.do("coder", changed)
	w.do("reviewer", assessment.ReviewAnswer{
		Reviewed: assessment.Reviewed{Indicator: "L-2.1.1", Verdict: assessment.VerdictReturned, Reason: "Please name the article."}, Base: 99,
	})
	return w
}

func given(code framework.Code, value, text string, ready bool, source assessment.SourceID) assessment.RecordAnswer {
	return assessment.RecordAnswer{Answered: assessment.Answered{Indicator: code, Hand: assessment.FirstHand, Ready: ready, Given: assessment.Given{
		Value: value, Justification: text, Language: lang.English, Confidence: "high",
		Citations: []assessment.Citation{{Source: source, Locator: "Arts. 3 and 5"}},
	}}}
}

// The pages of answering, wide and narrow, light and dark, in English and in
// Arabic, as coder and as reviewer: nothing sticks out, and axe-core finds no
// fault. With SEXTANT_PICTURES=folder each is kept as a picture.
func TestAnswerPagesInABrowser(t *testing.T) {
	b := browsertest.New(t)
	w := answered(t)
	look := func(name, path string) {
		for _, theme := range []string{"light", "dark"} {
			for _, width := range []int64{1280, 390} {
				b.Look(width, 900, theme)
				b.Open(w.server.URL + path)
				where := fmt.Sprintf("%s at %d, %s", name, width, theme)
				if over := b.Overflow(); over > 0 {
					t.Errorf("%s: %d pixels too wide", where, over)
				}
				if folder := os.Getenv("SEXTANT_PICTURES"); folder != "" {
					b.Picture(filepath.Join(folder, fmt.Sprintf("%s-%d-%s.png", name, width, theme)), true)
				}
				for _, v := range b.Axe() {
					t.Errorf("%s: %s", where, v)
				}
			}
		}
	}
	item := linkItem(w.chain, "L-2.1.1")
	signInBy(w, b, "coder")
	look("answer", item)
	look("answer-history", item+"/history")
	look("answer-then", item+"/at/"+fmt.Sprint(w.seqOf("L-2.1.2")))
	w.must(w.app.ChangeLanguage(t.Context(), w.ids["coder"], lang.Arabic))
	look("answer-ar", item+"?history=1")
	signInBy(w, b, "reviewer")
	look("answer-review", linkDomain(w.chain, "D2"))
}

func (w *world) seqOf(code framework.Code) int64 {
	w.Helper()
	s, err := w.app.State(w.Context(), w.standing("coder"), w.chain)
	w.must(err)
	return s.Item(code).First.Seq
}
