package desk

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/record"
)

// many opens further assessments, in which ruth takes part.
func (w *world) many(n int) {
	ctx := context.Background()
	book, err := w.app.Book(ctx, framework.Ref{ID: "mgi-local", Version: "2026.1"})
	w.must(err)
	parent, _ := place.ByCode("CHL")
	for i := range n {
		name := fmt.Sprintf("City %03d", i)
		_, err := w.app.Begin(ctx, app.Order{By: w.standing("ruth"), Chain: record.Chain(app.NewID()), Do: []assessment.Command{
			assessment.Open{Opened: assessment.Opened{
				Place:   place.Place{Code: place.Code(fmt.Sprintf("CHL-CITY-%03d", i)), Name: lang.Text{"en": name}, Level: place.City, Parent: "CHL", Invented: true},
				Parents: []place.Place{parent}, Framework: book.Ref, FrameworkHash: app.BookHash(book), Round: 1, Date: "2026-03",
				Languages: []lang.Tag{"en"}, Source: "en", Demonstration: true,
			}},
			assessment.Grant{Granted: assessment.Granted{Person: w.ids["coder"], Grant: account.Grant{Role: account.Coder, Due: time.Now().AddDate(0, 0, i%60-5).Format(time.DateOnly)}}},
			assessment.MoveStage{To: account.Coding},
		}}, book)
		w.must(err)
	}
}

// Four hundred assessments open without a wait that anyone would notice.
func TestManyAssessments(t *testing.T) {
	w := newWorld(t)
	w.many(400)
	for login, most := range map[string]time.Duration{"ruth": time.Second, "coder": time.Second} {
		b := w.as(login)
		for _, path := range []string{"/desk/assessments", "/desk/assessments?due=over", "/desk/assessments?q=city+3", "/desk/"} {
			b.get(path)
			from := time.Now()
			s := b.get(path)
			b.wants(s, 200)
			if took := time.Since(from); took > most {
				t.Errorf("%s of %s took %v for %d bytes", path, login, took, len(s.text))
			} else {
				t.Logf("%s of %s took %v for %d bytes", path, login, took, len(s.text))
			}
		}
	}
	ruth := w.as("ruth")
	ruth.wants(ruth.get("/desk/assessments"), 200, "401", `href="/desk/assessments?page=5"`)
}
