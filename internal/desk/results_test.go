package desk

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
)

// openFigures has ruth open an assessment by a framework that gives figures,
// with the same coder, answered so: domain 1 five times in full, domain 2 three
// of five, domain 3 with an unknown answer, the rest in full.
func (w *world) openFigures() {
	w.Helper()
	book, err := w.app.Book(context.Background(), framework.Ref{ID: "sdg-10-7-2", Version: "2026.1"})
	w.must(err)
	chile, _ := place.ByCode("CHL")
	s, err := w.app.Begin(context.Background(), app.Order{By: w.standing("ruth"), Do: []assessment.Command{
		assessment.Open{Opened: assessment.Opened{
			Place: chile, Framework: book.Ref, FrameworkHash: app.BookHash(book), Round: 1, Date: "2026-03", Languages: []lang.Tag{"es"}, Source: "es",
		}},
		assessment.Grant{Granted: assessment.Granted{Person: w.ids["coder"], Grant: account.Grant{Role: account.Coder}}},
		assessment.Grant{Granted: assessment.Granted{Person: w.ids["reviewer"], Grant: account.Grant{Role: account.Reviewer}}},
		assessment.MoveStage{To: account.Coding},
	}}, book)
	w.must(err)
	w.chain = s.Chain
	var do []assessment.Command
	for n, ind := range book.Indicators {
		scale, _ := book.Scale(ind.Scale)
		levels := scale.Levels()
		value := levels[len(levels)-1].Code
		switch n {
		case 5, 6:
			value = levels[0].Code
		case 10:
			value = framework.Unknown
		}
		do = append(do, assessment.RecordAnswer{Answered: assessment.Answered{
			Indicator: ind.Code, Hand: assessment.FirstHand, Given: assessment.Given{Value: value, Justification: "Porque sí.", Language: "es"},
		}})
	}
	w.do("coder", do...)
}

// A domain with an unknown answer has no figure and says why; nothing is
// counted as zero; a what-if shows both sides.
func TestFiguresWithTheirExplanation(t *testing.T) {
	onEach(t, func(w *world) {
		w.openFigures()
		b := w.as("coder")
		page := linkTo(w.chain, "results")
		shown := b.get(page)
		b.wants(shown, 200, "Cut-offs reconstructed", "SDG1072-3a", "A missing answer is never a zero", "sum / 5 * 100", "Fully meets")
		words := readable(shown.text)
		if !regexp.MustCompile(`evidence-based policies 60 `).MatchString(words) {
			t.Errorf("three of five are not 60 in: %s", words)
		}
		if !regexp.MustCompile(`Overall –`).MatchString(words) {
			t.Errorf("an overall figure in spite of an unknown answer: %s", words)
		}
		// With unknown as the highest level: (100 + 60 + 100 x 4) / 6 = 93.3.
		b.wants(b.get(page+"?unknown=yes"), 200, "93.3", "Before and after")
		// Double weight for domain 2 besides: (100 + 2 x 60 + 400) / 7 = 88.6.
		b.wants(b.get(page+"?unknown=yes&w_SDG1072-2=2"), 200, "88.6")
		for _, odd := range []string{"?unknown=purple", "?without=nothing", "?w_SDG1072-2=-1", "?w_SDG1072-2=NaN", "?overall=magic", "?w_SDG1072-2=1e400"} {
			if text := b.get(page + odd).text; strings.Contains(text, "tried-t") || !strings.Contains(text, "93.3") {
				t.Errorf("%s was taken for a choice", odd)
			}
		}
	})
}

// The programme's own framework shows how answers are distributed, and never a
// total, a mean or an order by result.
func TestNoTotalForTheProgramme(t *testing.T) {
	w := newWorld(t)
	w.codedTwice()
	b := w.as("editor")
	shown := b.get(linkTo(w.chain, "results"))
	b.wants(shown, 200, "there is no total", `role="img"`, "Absent", "No answer yet")
	for _, never := range []string{"What if", "Overall", "Range of outcomes", "Cut-offs", "Weighted kappa"} {
		if strings.Contains(shown.text, never) {
			t.Errorf("the page holds %q", never)
		}
	}
	order := regexp.MustCompile(`id="dd-(\d)"`).FindAllStringSubmatch(shown.text, -1)
	for n, m := range order {
		if m[1] != string(rune('1'+n)) {
			t.Errorf("domain %s stands at place %d", m[1], n+1)
		}
	}
	for login, status := range map[string]int{"second_coder": 403, "focal_point": 403, "nobody": 404} {
		b := w.as(login)
		b.wants(b.get(linkTo(w.chain, "results")), status)
	}
}

// A reviewer reads a domain, approves one answer and goes to the next, returns
// another with a reason, and approves at once what nobody disputes.
func TestReviewingADomain(t *testing.T) {
	onEach(t, func(w *world) {
		w.codedTwice()
		w.do("reviewer", assessment.Compare{})
		codes := w.drawnCodes()
		b := w.as("reviewer")
		page := linkReview(w.chain)
		b.wants(b.get("/desk/"), 200, page+"?domain=D1")
		b.wants(b.get(page), 200, "15 answers wait", "Approve all 12", "the coders differ", "firsttitle3", "firstlocator3")
		base := func(n int) string { return fmt.Sprint(w.stateOf().Item(codes[n]).Standing().Seq) }
		r := b.post(page, "code", string(codes[0]), "verdict", "approved", "base", base(0))
		if to := r.header.Get("Location"); r.status != 303 || !strings.Contains(to, "domain=D1") || !strings.Contains(to, "#"+string(codes[1])) {
			t.Errorf("approving leads to %d %s", r.status, to)
		}
		b.wants(b.post(page, "code", string(codes[1]), "verdict", "returned", "reason", "", "base", base(1)), 422, "A reason is missing")
		b.wants(b.post(page, "code", string(codes[2]), "verdict", "approved", "base", base(2)), 422, "nobody has decided")
		b.wants(b.post(page, "code", string(codes[1]), "verdict", "returned", "reason", "Which article?", "base", base(1)), 303)
		b.wants(b.post(page, "code", "L-9.9.9", "verdict", "approved", "base", "1"), 404)
		seen := fmt.Sprint(w.stateOf().Head.Seq)
		w.answerTwice("coder", assessment.FirstHand, 3, codes[3], "absent") // after the reviewer looked
		b.wants(b.post(page+"/all", "domain", "D1", "upto", seen), 303)
		s := w.stateOf()
		if a, r := s.Progress("D1")[assessment.Approved], s.Progress("D1")[assessment.Returned]; a != 10 || r != 1 || s.Item(codes[3]).Status() != assessment.Ready {
			t.Errorf("%d approved, %d returned, what moved is %s", a, r, s.Item(codes[3]).Status())
		}
		for _, login := range []string{"coder", "second_coder", "editor", "ruth"} {
			other := w.as(login)
			other.wants(other.get(page), 403)
			if r := other.post(page+"/all", "domain", "D1", "upto", seen); r.status != 403 {
				t.Errorf("%s approves: %d", login, r.status)
			}
		}
	})
}
