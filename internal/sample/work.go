package sample

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/record"
)

// Work is an assessment under way, brought to a stage by the people of the
// demonstration.
type Work struct {
	Place    place.Code
	Stage    account.Stage
	Date     string
	Language lang.Tag
	Second   int // percent that is coded twice; 0 for none
	// Framework and Domains are those of another book than the programme's own
	// local one.
	Framework framework.Ref
	Domains   []framework.Code
	words     words
	world     *World
}

// words are what the people of a work say, in its language.
type words struct {
	Sources []struct {
		ID, Kind, Title, Issuer, Date, Locator string
		Named                                  string // as a sentence names it, with its article
		Private                                bool
	}
	Present, Partial, Absent, Unknown         []string
	Introduction, Returned, Comment, Decision string
	Remark, Supplement, Reply, Declined       string
}

// Act is one order of one person: what they do on the state before them.
type Act struct {
	By string // login
	Do func(s *assessment.State) []assessment.Command
}

// Works lists the assessments under way, one or more at each stage.
func (w *World) Works() []*Work { return w.works }

// Begun is when the work began: the first of the month of its date.
func (k *Work) Begun() time.Time {
	t, err := time.Parse("2006-01", k.Date)
	if err != nil {
		panic("sample: " + string(k.Place) + " has no month: " + k.Date)
	}
	return t.Add(9 * time.Hour)
}

// Open is the coordinator's first command.
func (k *Work) Open(book *framework.Framework, hash record.Hash) assessment.Command {
	return assessment.Open{Opened: assessment.Opened{
		Place: k.world.Places[k.Place], Parents: k.world.parents(k.Place), Framework: book.Ref, FrameworkHash: hash,
		Round: 1, Date: k.Date, Languages: k.languages(), Source: k.Language, Demonstration: true,
	}}
}

func (k *Work) languages() []lang.Tag {
	all := []lang.Tag{k.Language}
	for _, t := range []lang.Tag{lang.Spanish, lang.English, lang.French, lang.Arabic} {
		if t != k.Language {
			all = append(all, t)
		}
	}
	return all
}

// Acts tells what everyone did until the stage was reached. IDs gives the
// people's ids by login.
//
// Today is the day on which the demonstration is shown: open deadlines lie
// after it.
func (k *Work) Acts(ids map[string]account.ID, today time.Time) []Act {
	acts := []Act{k.people(ids, today)}
	steps := []struct {
		until account.Stage
		acts  func() []Act
	}{
		{account.Coding, k.coding},
		{account.Review, k.review},
		{account.Consultation, func() []Act { return k.talks(today) }},
		{account.Findings, k.findings},
		{account.Consent, k.consented},
	}
	for _, step := range steps {
		if k.Stage.Before(step.until) {
			break
		}
		acts = append(acts, step.acts()...)
	}
	return acts
}

func one(by string, c ...assessment.Command) Act {
	return Act{By: by, Do: func(*assessment.State) []assessment.Command { return c }}
}

func move(to account.Stage) Act { return one("coordinator", assessment.MoveStage{To: to}) }

// people grants everyone their role.
func (k *Work) people(ids map[string]account.ID, today time.Time) Act {
	var do []assessment.Command
	for _, p := range k.world.People {
		role := p.AccountRole()
		if role == "" || role == account.Coordinator || (role == account.SecondCoder && k.Second == 0) || role == account.Government {
			continue
		}
		g := account.Grant{Role: role, Languages: p.Works, Institution: p.Office.Get(k.Language)}
		if role == account.Coder {
			g.Due = today.AddDate(0, 0, 12).Format("2006-01-02")
		}
		if role == account.Translator {
			g.Due = today.AddDate(0, 0, 5).Format("2006-01-02")
		}
		do = append(do, assessment.Grant{Granted: assessment.Granted{Person: ids[p.Login], Grant: g}})
	}
	if k.Second > 0 {
		do = append(do, assessment.DrawSecond{How: "share", Share: k.Second, Seed: 4711})
	}
	if !k.Stage.Before(account.Consultation) {
		for _, p := range k.world.People {
			if p.AccountRole() == account.Government {
				do = append(do, assessment.Grant{Granted: assessment.Granted{Person: ids[p.Login], Grant: account.Grant{
					Role: account.Government, Domains: p.Domains, Institution: p.Office.Get(k.Language),
				}}})
			}
		}
	}
	return one("coordinator", do...)
}

// coding enters sources and answers. A work that stays in coding is left half
// done, with an answer that was returned and a thread that is open.
func (k *Work) coding() []Act {
	var add []assessment.Command
	for _, x := range k.words.Sources {
		add = append(add, assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: assessment.SourceID(x.ID), Cited: assessment.Cited{
			Kind: x.Kind, Title: x.Title, Issuer: x.Issuer, Date: x.Date, Language: k.Language, Private: x.Private,
		}}})
	}
	acts := []Act{move(account.Coding), one("coder", add...)}
	for _, d := range k.domains() {
		acts = append(acts, k.answers(d, assessment.FirstHand))
	}
	if k.Second > 0 {
		for _, d := range k.domains() {
			acts = append(acts, k.answers(d, assessment.SecondHand))
		}
	}
	if k.Stage == account.Coding {
		acts = append(acts, k.returned())
	}
	return acts
}

var framework6 = []framework.Code{"D1", "D2", "D3", "D4", "D5", "D6"}

// domains are those of the work's book.
func (k *Work) domains() []framework.Code {
	if len(k.Domains) > 0 {
		return k.Domains
	}
	return framework6
}

// answers gives the answers of a domain, a share of them only where the work
// is still in coding.
func (k *Work) answers(domain framework.Code, hand assessment.Hand) Act {
	by := "coder"
	if hand == assessment.SecondHand {
		by = "coder2"
	}
	return Act{By: by, Do: func(s *assessment.State) []assessment.Command {
		var do []assessment.Command
		for n, ind := range s.Book.In(domain) {
			if hand == assessment.SecondHand && !slices.Contains(s.Second.Indicators, ind.Code) {
				continue
			}
			if k.Stage == account.Coding && (n*7+int(domain[1]))%10 > 5 {
				continue
			}
			do = append(do, k.answer(s.Book, ind, hand, n))
		}
		return do
	}}
}

func (k *Work) answer(book *framework.Framework, ind framework.Indicator, hand assessment.Hand, n int) assessment.Command {
	roll := chance(string(k.Place), string(ind.Code))
	value, text := k.value(roll)
	if hand == assessment.SecondHand && chance("second", string(k.Place), string(ind.Code))%100 < 22 {
		value, text = k.value(roll + 31)
	}
	g := assessment.Given{Value: onScale(book, ind, value), Justification: text, Language: k.Language, Confidence: []string{"high", "medium", "high", "low"}[roll%4]}
	if value != framework.Unknown {
		x := k.words.Sources[roll%5]
		g.Citations = []assessment.Citation{{Source: assessment.SourceID(x.ID), Locator: x.Locator}}
		if roll%3 == 0 {
			y := k.words.Sources[5]
			g.Citations = append(g.Citations, assessment.Citation{Source: assessment.SourceID(y.ID), Locator: y.Locator})
		}
	}
	ready := k.Stage != account.Coding || n%4 != 3
	return assessment.RecordAnswer{Answered: assessment.Answered{Indicator: ind.Code, Hand: hand, Given: g, Ready: ready}}
}

// value draws an answer: half present, a quarter partial, a fifth absent, the
// rest unknown.
func (k *Work) value(roll int) (value, text string) {
	of := func(all []string) string { return all[roll%len(all)] }
	switch p := roll % 100; {
	case p < 50:
		return framework.Present, of(k.words.Present)
	case p < 75:
		return framework.Partial, of(k.words.Partial)
	case p < 95:
		return framework.Absent, of(k.words.Absent)
	}
	return framework.Unknown, of(k.words.Unknown)
}

// onScale says an answer of the programme's scale on the scale of another book:
// the lowest level for absent, the highest for present, one between for
// partial where there is one.
func onScale(book *framework.Framework, ind framework.Indicator, value string) string {
	scale, _ := book.Scale(ind.Scale)
	if _, ok := scale.Option(value); ok {
		return value
	}
	levels := scale.Levels()
	at := map[string]int{framework.Partial: len(levels) / 2, framework.Present: len(levels) - 1}[value]
	return levels[at].Code
}

// chance is a number that follows from names alone, so that the sample is the
// same on every machine.
func chance(names ...string) int {
	h := fnv.New32a()
	h.Write([]byte(strings.Join(names, "/")))
	x := h.Sum32()
	x ^= x >> 15
	x *= 0x2c1b3c6d
	x ^= x >> 12
	return int(x >> 1)
}

func (k *Work) returned() Act {
	return Act{By: "reviewer", Do: func(s *assessment.State) []assessment.Command {
		var do []assessment.Command
		for _, ind := range s.Book.Indicators {
			if i := s.Item(ind.Code); i.Status() == assessment.Ready {
				do = append(do, assessment.ReviewAnswer{
					Reviewed: assessment.Reviewed{Indicator: ind.Code, Verdict: assessment.VerdictReturned, Reason: k.words.Returned}, Base: i.Standing().Seq,
				})
				if len(do) == 2 {
					break
				}
			}
		}
		return append(do, assessment.Discuss{Commented: assessment.Commented{ID: "thread-1", Indicator: "L-2.1.4", Text: k.words.Comment}})
	}}
}

func approve() Act {
	return Act{By: "reviewer", Do: func(s *assessment.State) []assessment.Command {
		return []assessment.Command{assessment.ApproveAll{UpTo: s.Head.Seq}}
	}}
}

// review opens the differences where there are any. A work that stays in
// review has one of them decided, or half of its domains approved.
func (k *Work) review() []Act {
	var acts []Act
	if k.Second > 0 {
		acts = append(acts, one("reviewer", assessment.Compare{}))
	}
	acts = append(acts, move(account.Review))
	if k.Stage == account.Review {
		if k.Second > 0 {
			return append(acts, k.decided(1))
		}
		return append(acts, one("reviewer", assessment.ApproveAll{Domain: k.domains()[0], UpTo: 1 << 40}, assessment.ApproveAll{Domain: k.domains()[2], UpTo: 1 << 40}))
	}
	return append(acts, approve(), move(account.Consultation))
}

func (k *Work) decided(n int) Act {
	return Act{By: "reviewer", Do: func(s *assessment.State) []assessment.Command {
		var do []assessment.Command
		for _, d := range s.Differences()[:min(n, len(s.Differences()))] {
			do = append(do, assessment.Adjudicate{Adjudicated: assessment.Adjudicated{
				Indicator: d.Item.Code, Given: assessment.Given{Value: d.Item.Second.Value}, Text: "second", Reason: k.words.Decision,
			}})
		}
		return do
	}}
}

// talks opens the consultation and lets the government speak; a work that has
// gone on has every remark answered.
func (k *Work) talks(today time.Time) []Act {
	deadline := today.AddDate(0, 0, 9).Format("2006-01-02")
	acts := []Act{one("coordinator", assessment.OpenTalks{Deadline: deadline}), k.remarks("focal", 0), k.remarks("health", 1), k.remarks("labour", 2), k.replies(1)}
	if k.Stage == account.Consultation {
		return acts
	}
	return append(acts, k.replies(1<<20), one("coordinator", assessment.CloseTalks{}), move(account.Findings))
}

func (k *Work) remarks(by string, part int) Act {
	return Act{By: by, Do: func(s *assessment.State) []assessment.Command {
		var do []assessment.Command
		for n, ind := range s.Book.Indicators {
			if by != "focal" && !reachesPerson(k.world, by, string(ind.Domain)) {
				continue
			}
			if (n+part)%5 > 1 {
				continue
			}
			r := assessment.Remarked{ID: assessment.RemarkID(fmt.Sprintf("%s-%s", by, ind.Code)), Indicator: ind.Code, Stance: assessment.Agree, Language: k.Language}
			switch n % 20 {
			case 0:
				r.Stance, r.Text = assessment.Disagree, k.words.Remark
			case 6:
				r.Stance, r.Text = assessment.Supplement, k.words.Supplement
			}
			do = append(do, assessment.MakeRemark{Remarked: r})
		}
		return do
	}}
}

func reachesPerson(w *World, login, domain string) bool {
	for _, p := range w.People {
		if p.Login == login {
			return len(p.Domains) == 0 || slices.Contains(p.Domains, domain)
		}
	}
	return false
}

func (k *Work) replies(most int) Act {
	return Act{By: "coordinator", Do: func(s *assessment.State) []assessment.Command {
		var do []assessment.Command
		for n, r := range s.OpenRemarks() {
			if n == most {
				break
			}
			reply := assessment.Replied{Remark: r.ID, Outcome: assessment.Accepted, Text: k.words.Reply, Language: k.Language}
			if r.Stance == assessment.Disagree {
				reply.Outcome, reply.Text = assessment.Declined, k.words.Declined
			}
			do = append(do, assessment.Reply{Replied: reply})
		}
		return do
	}}
}

// findings takes the proposals of each domain. A work that stays there is left
// without those of the last domain.
func (k *Work) findings() []Act {
	acts := []Act{one("editor", assessment.WriteSection{SectionWritten: assessment.SectionWritten{
		Kind: assessment.Introduction, Language: k.Language, Text: strings.TrimSpace(k.words.Introduction),
	}})}
	for _, d := range k.domains() {
		if k.Stage == account.Findings && d == "D6" {
			continue
		}
		acts = append(acts, k.propose(d))
	}
	if k.Stage == account.Findings {
		return acts
	}
	return append(acts, move(account.Consent))
}

func (k *Work) propose(d framework.Code) Act {
	return Act{By: "editor", Do: func(s *assessment.State) []assessment.Command {
		var do []assessment.Command
		taken := map[assessment.Side]int{}
		for _, p := range s.Propose(d) {
			if taken[p.Side] == 4 || p.Language != k.Language || len(p.Open) > 1 || strings.Contains(p.Text, "{") && p.Side == assessment.Potential {
				continue
			}
			taken[p.Side]++
			text := k.edited(p.Text)
			do = append(do, assessment.WriteFinding{FindingWritten: assessment.FindingWritten{
				ID: assessment.FindingID(fmt.Sprintf("%s-%s-%d", strings.ToLower(string(d)), p.Side, taken[p.Side])), Domain: d, Side: p.Side,
				Text: text, Language: p.Language, Indicators: p.Indicators, OnPurpose: true,
			}})
		}
		return do
	}}
}

// edited fills the gaps of a draft and gives titles their article, as an
// editor does.
func (k *Work) edited(text string) string {
	what := "servicios para todas las personas migrantes de la comuna"
	if k.Language == lang.French {
		what = "des services pour toutes les personnes migrantes de la commune"
	}
	pairs := []string{"{what}", what, "{instrument}", k.words.Sources[0].Named, "{office}", k.words.Sources[3].Issuer, "{year}", "2023"}
	for _, x := range k.words.Sources {
		if x.Named != "" {
			pairs = append(pairs, x.Title, x.Named)
		}
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// consented leaves the last word to whoever tries the demonstration.
func (k *Work) consented() []Act { return nil }
