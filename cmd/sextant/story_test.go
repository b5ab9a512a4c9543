package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/record"
	"sextant/internal/store/storetest"
)

// The whole story of a place, told through the doors that people use: a
// baseline by two coders, adjudication, consultation with three departments,
// consent, an edition, a correction, and three years later a follow-up on a
// newer framework whose differences stand on the page of changes. On the way
// each of the ten rules is attacked.
func TestTheWholeStory(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { tellStory(t, filepath.Join(t.TempDir(), "sextant.db")) })
	t.Run("postgres", func(t *testing.T) { tellStory(t, storetest.Postgres(t)) })
}

// storyPassword is everybody's: a story is not about passwords.
const storyPassword = "a long enough word"

func tellStory(t *testing.T, dsn string) {
	s := &story{house: newHouse(t, dsn, nil), people: map[string]*visitor{}, sources: map[string]string{}, attacked: map[int]bool{}}
	s.begin()
	s.code()
	s.adjudicate()
	s.consult()
	s.write()
	s.publish()
	first := s.firstEdition()
	s.correct()
	s.followUp()
	s.differ()
	s.endings(first)
	for rule := 1; rule <= 10; rule++ {
		if !s.attacked[rule] {
			t.Errorf("rule %d was not attacked", rule)
		}
	}
}

// story is one place with the people who work on it.
type story struct {
	*house
	people   map[string]*visitor
	chain    string // address of the round at hand: "/desk/a/…"
	first    string // of the baseline
	slug     string
	book     *framework.Framework
	sources  map[string]string // what each coder cites
	attacked map[int]bool
}

// rule notes that a rule of the product was attacked.
func (s *story) rule(n int, attack string) {
	s.attacked[n] = true
	s.Logf("rule %d: %s", n, attack)
}

// refused fails unless a form was sent back with the reason, and nothing was
// recorded.
func (s *story) refused(p shown, statuses ...int) {
	s.Helper()
	if !slices.Contains(append(statuses, http.StatusUnprocessableEntity), p.status) {
		s.Fatalf("%s, %s %s was not refused: %d %s", p.by.name, p.method, p.path, p.status, p.plain())
	}
}

func (s *story) state() *assessment.State {
	s.Helper()
	by, err := s.app.PersonByLogin(s.Context(), "ruth")
	if err != nil {
		s.Fatal(err)
	}
	state, err := s.app.State(s.Context(), by.Standing(), record.Chain(strings.TrimPrefix(s.chain, "/desk/a/")))
	if err != nil {
		s.Fatal(err)
	}
	return state
}

// begin sets the product up by its first link, opens an assessment of a place
// that nobody knew, and invites everybody.
func (s *story) begin() {
	link, err := s.app.FirstLink(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	ruth := s.accept("ruth", link)
	ruth.open("/desk/new")
	next := ruth.open("/desk/new/place").form("/desk/new/place").set("country", "CHL", "name.en", "Isle of Mist", "level", "region").send("")
	form := next.follow().must(http.StatusOK).form("/desk/new/round", "do")
	page := form.set("book", "mgi-national 2022.1", "round", "1", "date", "2021-06", "source", "en", "language", "en", "language", "es").done("open")
	s.chain, _, _ = strings.Cut(page.path, "?")
	s.first = s.chain
	state := s.state()
	s.book, s.slug = state.Book, "chl-isle-of-mist-2021"
	for _, x := range [][2]string{{"cora", "coder"}, {"sami", "second_coder"}, {"rhea", "reviewer"}, {"fadi", "focal_point"}, {"edda", "editor"}, {"tran", "translator"}, {"vera", "viewer"}} {
		form := ruth.open(s.chain+"/people").form("/people/invite").set("role", x[1], "name", x[0])
		if x[1] == "focal_point" {
			form.set("institution", "Governor’s Office")
		}
		s.accept(x[0], linkMade(form.send("").must(http.StatusOK)))
	}
	s.people["nobody"] = s.outsider(ruth)
	ruth.open(s.chain+"/second").form("/second").set("how", "domain", "domain", "D1").done("")
	s.moveOn("coding")
}

var onceLink = regexp.MustCompile(`id="link">[^<]*(/desk/welcome/[^<]+)<`)

func linkMade(p shown) string {
	p.by.Helper()
	m := onceLink.FindStringSubmatch(p.body)
	if m == nil {
		p.by.Fatalf("no link was made: %s", p.plain())
	}
	return m[1]
}

// accept takes a one-time link up as somebody new.
func (s *story) accept(login, link string) *visitor {
	s.Helper()
	v := s.visitor(login)
	v.open(link).form(link).set("name", strings.ToUpper(login[:1])+login[1:]+" of Mist", "login", login, "password", storyPassword).done("")
	if p := s.visitor("second hand").get(link); p.status != http.StatusNotFound && p.status != http.StatusGone && p.status != http.StatusUnprocessableEntity {
		s.Errorf("a link can be used twice: %d", p.status)
	}
	s.people[login] = v
	return v
}

// outsider has an account and no role.
func (s *story) outsider(ruth *visitor) *visitor {
	return s.accept("nobody", linkMade(ruth.open("/desk/people").form("/people/invite").set("name", "nobody").send("").must(http.StatusOK)))
}

// moveOn takes the assessment to its next stage by the page of stages.
func (s *story) moveOn(to string) {
	s.Helper()
	form := s.people["ruth"].open(s.chain + "/stage").form("/stage")
	if got := form.values.Get("to"); got != to {
		s.Fatalf("the stage that can begin is %q, want %q: %s", got, to, form.page.plain())
	}
	form.done("")
}

// cannotMoveOn asks for a stage whose conditions are not met.
func (s *story) cannotMoveOn(to string) {
	s.Helper()
	s.refused(s.people["ruth"].post(s.chain+"/stage", "to", to))
	if stage := s.state().Stage; string(stage) == to {
		s.Fatalf("stage %s began", to)
	}
}

func (s *story) item(code framework.Code) string { return s.chain + "/i/" + string(code) }

// answer fills the form of an indicator and marks the answer as ready.
func (s *story) answer(who string, code framework.Code, value, text string, more ...string) shown {
	s.Helper()
	form := s.people[who].open(s.item(code)).form("/i/"+string(code), "do", "justification")
	form.set("value", value, "justification", text, "confidence", "high", "source", s.sources[who], "locator", "Art. 3").set(more...)
	return form.send("ready")
}

func (s *story) mustAnswer(who string, code framework.Code, value, text string, more ...string) {
	s.Helper()
	s.answer(who, code, value, text, more...).must(http.StatusSeeOther)
}

// code has the first coder answer everything and the second one a domain,
// neither seeing the other.
func (s *story) code() {
	for _, who := range []string{"cora", "sami"} {
		add := s.people[who].open(s.chain+"/sources").form("/sources", "source")
		s.sources[who] = add.values.Get("source")
		add.set("kind", "law", "title", "Mist Migration Act 7/2020", "issuer", "Council of Mist", "date", "2020-02-01", "language", "en").done("")
	}
	s.cannotMoveOn("review")
	d1 := s.book.In("D1")
	for n, ind := range s.book.Indicators {
		value := []string{"present", "absent"}[n%2]
		if n < 2 {
			s.blindTo("sami", "firstwords", func() { s.mustAnswer("cora", ind.Code, value, "The firstwords of the act.") })
			continue
		}
		s.mustAnswer("cora", ind.Code, value, "Found by the first coder, firstwords.")
	}
	s.twoTabs(d1[5].Code)
	s.withoutPerson(d1[5].Code)
	for n, ind := range d1 {
		value := []string{"present", "absent"}[n%2]
		if n == 3 || n == 4 {
			value = "partial"
		}
		if n == 3 {
			s.blindTo("cora", "secondwords", func() { s.mustAnswer("sami", ind.Code, value, "My secondwords.") })
			continue
		}
		s.mustAnswer("sami", ind.Code, value, "Seen by another pair of eyes, secondwords.")
	}
	s.keepsApart()
}

var marks = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

// blindTo looks at what somebody is shown before and after the other coder
// saves: neither a word, nor a number, nor an order may move.
func (s *story) blindTo(who, words string, save func()) {
	s.rule(1, "the other coder's answer through pages, export, search and the timing of numbers")
	look := func() string {
		var b strings.Builder
		for _, path := range []string{"/desk/", "/desk/assessments", s.chain, s.chain + "/d/D1", s.chain + "/progress", s.chain + "/second", "/desk/search?q=" + words} {
			p := s.people[who].get(path).follow()
			p.lacks(words+".", words+" of", "My "+words)
			fmt.Fprintln(&b, path, p.status, marks.ReplaceAllString(p.plain(), ""))
		}
		return b.String()
	}
	before := look()
	save()
	if after := look(); before != after {
		s.Errorf("%s learns that the other coder saved:\n%s\n%s", who, before, after)
	}
}

// keepsApart looks everywhere for the other coder's words before comparison.
func (s *story) keepsApart() {
	code := string(s.book.In("D1")[3].Code)
	places := []string{
		"/i/" + code, "/i/" + code + "?history=1", "/i/" + code + "/history", "/record", "/record?item=" + code, "/compare", "/differences", "/differences/" + code, "/agreement", "/results",
		"/package", "/workbook/file", "/at/60", "/sources", "/findings", "/second", "/asked/" + code, "/review?domain=D1", "/preview", "/consult", "/consultation/list.xlsx",
	}
	for _, who := range []string{"cora", "rhea", "edda", "tran", "vera", "fadi"} {
		for _, path := range places {
			s.people[who].get(s.chain + path).follow().lacks("secondwords")
		}
	}
	for _, path := range places {
		s.people["sami"].get(s.chain + path).follow().lacks("firstwords")
	}
	for _, who := range []string{"cora", "rhea", "vera", "tran", "edda", "sami", "fadi"} {
		s.refused(s.people[who].get(s.chain+"/package"), http.StatusForbidden)
	}
	for _, path := range append(places, "") {
		s.people["nobody"].get(s.chain + path).must(http.StatusNotFound)
	}
	s.refused(s.people["rhea"].get(s.chain+"/differences/"+code), http.StatusNotFound)
}

// withoutPerson tries to leave an entry that nobody made.
func (s *story) withoutPerson(code framework.Code) {
	s.rule(8, "an entry without a person")
	head := s.state().Head
	fields := []string{"do", "save", "command", app.NewID(), "base", fmt.Sprint(s.state().Item(code).First.Seq), "value", "absent", "language", "en", "justification", "Nobody wrote this."}
	if p := s.visitor("stranger").post(s.item(code), fields...).must(http.StatusSeeOther); !strings.HasPrefix(p.header.Get("Location"), "/desk/sign-in") {
		s.Errorf("a stranger's answer leads to %s", p.header.Get("Location"))
	}
	s.people["nobody"].post(s.item(code), fields...).must(http.StatusNotFound)
	s.people["vera"].post(s.item(code), fields...).must(http.StatusForbidden)
	if s.state().Head != head {
		s.Error("an entry was made without a person who may")
	}
}

// twoTabs saves one answer from two tabs: the second sees both texts.
func (s *story) twoTabs(code framework.Code) {
	s.rule(9, "overwrite without a page that shows both texts")
	form := func() *filled {
		return s.people["cora"].open(s.item(code)).form("/i/"+string(code), "do", "justification")
	}
	one, two := form(), form()
	one.set("justification", "Words of the first tab.").done("save")
	clash := two.set("justification", "Words of the second tab.").send("save").must(http.StatusConflict, "first tab", "second tab")
	if now := s.state().Item(code).First.Justification; now != "Words of the first tab." {
		s.Fatalf("the second tab wrote over the first: %q", now)
	}
	clash.form("/i/"+string(code), "keep").set("keep", "mine").done("resolve")
}

// adjudicate opens both answers, decides the two differences and approves.
func (s *story) adjudicate() {
	s.cannotMoveOn("review")
	rhea := s.people["rhea"]
	rhea.open(s.chain + "/second").form("/second/open").done("")
	s.moveOn("review")
	if n := len(s.state().Differences()); n != 2 {
		s.Fatalf("%d differences, want 2", n)
	}
	s.cannotMoveOn("consultation")
	for _, d := range s.state().Differences() {
		code := string(d.Item.Code)
		form := rhea.open(s.chain+"/differences/"+code).holds("firstwords", "secondwords").form("/differences/"+code, "do", "reason")
		s.refused(form.set("value", "partial", "text", "A").send("decide")) // without a reason
		form.set("value", "partial", "text", "A", "reason", "Article 3 covers a part of the people.").done("decide")
	}
	rhea.open(s.chain + "/differences").holds("Article 3 covers a part of the people.")
	s.approveAll()
	s.rule(7, "skipping a stage silently")
	s.cannotMoveOn("findings")
	s.cannotMoveOn("published")
	s.moveOn("consultation")
}

// approveAll approves what is ready, domain by domain, then one by one.
func (s *story) approveAll() {
	rhea := s.people["rhea"]
	for _, d := range s.book.Domains {
		for _, f := range rhea.open(s.chain + "/review?domain=" + string(d.Code)).forms() {
			if strings.HasSuffix(f.action, "/review/all") {
				f.done("")
			}
		}
	}
	for _, ind := range s.book.Indicators {
		if s.state().Item(ind.Code).Status() != assessment.Approved {
			rhea.open(s.item(ind.Code)).form("/review", "verdict").done("approved")
		}
	}
}

// consult asks three departments, each through a link of the focal point.
func (s *story) consult() {
	ruth, fadi := s.people["ruth"], s.people["fadi"]
	s.cannotMoveOn("findings") // nobody was asked yet
	ruth.open(s.chain+"/consultation").form("/consultation/open").set("deadline", "2099-01-31").done("")
	for _, x := range [][3]string{{"hana", "Health", "D1"}, {"liam", "Labour", "D4"}, {"ines", "Interior", "D5"}} {
		form := fadi.open(s.chain+"/consult/colleagues").form("/consult/colleagues", "institution")
		made := form.set("name", x[0], "institution", x[1], "domain", x[2]).send("").must(http.StatusOK)
		s.accept(x[0], linkMade(made))
		ind := s.book.In(framework.Code(x[2]))[0]
		item := s.people[x[0]].open(s.chain+"/consult/"+string(ind.Code)).form("/consult/"+string(ind.Code), "stance")
		s.refused(item.set("stance", "disagree").send("next")) // without words
		item.set("stance", "disagree", "say", "The "+x[1]+"words are ours.", "proof", "https://example.org/"+x[0]).done("next")
	}
	s.departmentsApart()
	s.cannotMoveOn("findings") // remarks wait for replies
	s.reply()
	ruth.open(s.chain + "/consultation").form("/consultation/close").done("")
	s.approveAll()
	s.moveOn("findings")
}

func (s *story) departmentsApart() {
	labour := "/consult/" + string(s.book.In("D4")[0].Code)
	for _, path := range []string{"/consult", labour, "/consultation", "/consultation/list.xlsx", "/consultation/meeting.html", "/record", "/answers", "/consult/book/file"} {
		s.people["hana"].get(s.chain+path).follow().lacks("Labourwords", "Interiorwords", "firstwords, ready")
	}
	s.refused(s.people["hana"].post(s.chain+labour, "stance", "agree", "do", "next"), http.StatusForbidden, http.StatusNotFound)
	s.people["tran"].get(s.chain + "/consult").lacks("Labourwords")
}

// reply changes one answer because of a remark, and declines the others.
func (s *story) reply() {
	ruth := s.people["ruth"]
	changed := s.book.In("D1")[0].Code
	s.mustAnswer("cora", changed, "partial", "Seen again after the remark of Health.")
	for n, to := range ruth.open(s.chain + "/consultation?show=open").links(s.chain + "/consultation/r/") {
		form := ruth.open(to).form(to, "outcome")
		if n == 0 {
			s.refused(form.set("outcome", "accepted", "text", "").send(""))
		}
		outcome := "declined"
		if strings.Contains(form.page.body, "Healthwords") {
			outcome = "accepted"
		}
		form.set("outcome", outcome, "text", "Thank you; here is why.").done("")
	}
	if open := s.state().OpenRemarks(); len(open) > 0 {
		s.Fatalf("%d remarks have no reply", len(open))
	}
	s.people["hana"].open(s.chain + "/consult").holds("Thank you; here is why.")
}
