package assessment_test

import (
	"fmt"
	"testing"
	"time"

	"sextant/frameworks"
	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/record"
)

// people of the tests, one a role.
var (
	ruth  = account.Standing{Person: "ruth", Coordinator: true}
	lucia = account.Standing{Person: "lucia"} // coder
	bruno = account.Standing{Person: "bruno"} // second coder
	ilse  = account.Standing{Person: "ilse"}  // reviewer
	tomas = account.Standing{Person: "tomas"} // focal point
	nadia = account.Standing{Person: "nadia"} // government, civil protection
	maya  = account.Standing{Person: "maya"}  // editor
	samir = account.Standing{Person: "samir"} // translator
)

// round plays commands on one assessment, as the waist does.
type round struct {
	t       testing.TB
	state   *assessment.State
	entries []record.Entry
	clock   time.Time
	n       int
}

func book() *framework.Framework {
	f, _ := frameworks.Latest("mgi-local")
	return f
}

func find(ref framework.Ref, _ record.Hash) (*framework.Framework, error) {
	f, ok := frameworks.Get(ref)
	if !ok {
		return nil, fmt.Errorf("no framework %s", ref)
	}
	return f, nil
}

func opened(f *framework.Framework) assessment.Opened {
	return assessment.Opened{
		Place:     place.Place{Code: "XCS-PUERTO-ALBA", Name: lang.Text{"es": "Puerto Alba"}, Level: place.City, Parent: "XCS"},
		Framework: f.Ref, FrameworkHash: record.Hash(framework.Hash(f)), Round: 1, Date: "2025-03",
		Languages: []lang.Tag{"es", "en"}, Source: "es",
	}
}

// newRound opens an assessment with everyone in it.
func newRound(t testing.TB) *round {
	r := &round{t: t, state: assessment.Blank("test", book()), clock: time.Date(2025, 3, 1, 9, 0, 0, 0, time.UTC)}
	r.must(ruth, assessment.Open{Opened: opened(book())})
	for person, g := range map[account.ID]account.Grant{
		"lucia": {Role: account.Coder}, "bruno": {Role: account.SecondCoder}, "ilse": {Role: account.Reviewer},
		"tomas": {Role: account.FocalPoint, Institution: "Municipality"}, "maya": {Role: account.Editor}, "samir": {Role: account.Translator, Languages: []string{"en"}},
	} {
		r.must(ruth, assessment.Grant{Granted: assessment.Granted{Person: person, Grant: g}})
	}
	return r
}

// try decides a command and takes its entries in; the error is the refusal.
func (r *round) try(by account.Standing, c assessment.Command) error {
	r.t.Helper()
	r.clock = r.clock.Add(time.Minute)
	drafts, err := assessment.Decide(r.state, assessment.Act{By: r.state.Standing(by), At: r.clock}, c)
	if err != nil {
		return err
	}
	r.n++
	entries := record.Link(r.state.Chain, r.state.Head, r.clock, string(by.Person), fmt.Sprint(r.n), drafts)
	next, err := r.state.Then(entries)
	if err != nil {
		r.t.Fatalf("an entry that was just made cannot be applied: %v", err)
	}
	r.state, r.entries = next, append(r.entries, entries...)
	return nil
}

func (r *round) must(by account.Standing, c assessment.Command) {
	r.t.Helper()
	if err := r.try(by, c); err != nil {
		r.t.Fatalf("%T by %s: %v", c, by.Person, err)
	}
}

func (r *round) refused(by account.Standing, c assessment.Command, key string) {
	r.t.Helper()
	before := r.state.Head
	err := r.try(by, c)
	if !fault.HasKey(err, key) {
		r.t.Errorf("%T by %s: got %v, want %s", c, by.Person, err, key)
	}
	if r.state.Head != before {
		r.t.Errorf("%T was refused and left an entry", c)
	}
}

// answer gives a ready answer with a located source.
func answer(code framework.Code, value string, base int64) assessment.RecordAnswer {
	return assessment.RecordAnswer{Base: base, Answered: assessment.Answered{
		Indicator: code, Hand: assessment.FirstHand, Ready: true,
		Given: assessment.Given{
			Value: value, Justification: "Ordinance 14, article 3.", Language: "es", Confidence: "high",
			Citations: []assessment.Citation{{Source: "law", Locator: "art. 3"}},
		},
	}}
}

func (r *round) source() {
	r.must(lucia, assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: "law", Cited: assessment.Cited{
		Kind: "law", Title: "Ordenanza 14", Issuer: "el Concejo Municipal", Date: "2023-06-09", Language: "es",
	}}})
}

// coded brings the round to coding, with every indicator answered.
func coded(t testing.TB) *round {
	r := newRound(t)
	r.must(ruth, assessment.MoveStage{To: account.Coding})
	r.source()
	for n, ind := range r.state.Book.Indicators {
		r.must(lucia, answer(ind.Code, []string{"absent", "partial", "present"}[n%3], 0))
	}
	return r
}

// agreed brings the round to findings, through review and consultation.
func agreed(t testing.TB) *round {
	r := coded(t)
	r.must(ruth, assessment.MoveStage{To: account.Review})
	r.must(ilse, assessment.ApproveAll{UpTo: r.state.Head.Seq})
	r.must(ruth, assessment.MoveStage{To: account.Consultation})
	r.must(ruth, assessment.OpenTalks{Deadline: "2025-05-16"})
	r.must(ruth, assessment.CloseTalks{})
	r.must(ruth, assessment.MoveStage{To: account.Findings})
	return r
}

// written brings the round to consent, with a finding in every domain.
func written(t testing.TB) *round {
	r := agreed(t)
	for _, d := range r.state.Book.Domains {
		ind := r.state.Book.In(d.Code)[0]
		r.must(maya, finding(assessment.FindingID(d.Code), d.Code, assessment.Developed, "Desde 2023 la Oficina atiende.", ind.Code))
	}
	r.must(maya, assessment.WriteSection{SectionWritten: assessment.SectionWritten{Kind: assessment.Introduction, Language: "es", Text: "Puerto Alba, 2025."}})
	r.must(ruth, assessment.MoveStage{To: account.Consent})
	return r
}

func finding(id assessment.FindingID, d framework.Code, side assessment.Side, text string, codes ...framework.Code) assessment.WriteFinding {
	return assessment.WriteFinding{FindingWritten: assessment.FindingWritten{
		ID: id, Domain: d, Side: side, Text: text, Language: "es", Indicators: codes,
	}}
}

func publish(r *round) assessment.Publish {
	return assessment.Publish{EditionPublished: assessment.EditionPublished{
		Number: len(r.state.Editions) + 1, Slug: "xcs-puerto-alba-2025", Hash: "h", Changes: "A date was corrected.",
	}}
}
