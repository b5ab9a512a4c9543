package main

import (
	"net/http"
	"strings"

	"github.com/google/go-cmp/cmp"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/locale"
	"sextant/internal/record"
)

// write makes a finding for each domain, an introduction and their Spanish.
func (s *story) write() {
	edda := s.people["edda"]
	for _, d := range s.book.Domains {
		ind := s.book.In(d.Code)[0]
		form := edda.open(s.chain+"/finding/new?domain="+string(d.Code)+"&side=developed").form("", "text", "do")
		form.set("text", "In 2020 the Council of Mist wrote the "+string(d.Code)+"sentence into its act.", "indicator", string(ind.Code), "on_purpose", "1").done("save")
	}
	edda.open(s.chain+"/sections?kind=introduction").form("/sections", "text").set("text", "An isle that does not exist.").done("")
	s.rule(4, "publish without consent")
	s.refused(s.people["ruth"].post(s.chain+"/publish"), http.StatusForbidden)
	s.goStale()
	s.moveOn("consent")
	s.translate()
}

// goStale changes an answer beneath a finding: the finding waits for the
// editor's word.
func (s *story) goStale() {
	s.rule(3, "a finding whose answer changed goes on as if nothing were")
	code := s.book.In("D2")[0].Code
	s.mustAnswer("cora", code, "partial", "Changed beneath a finding.")
	s.cannotMoveOn("consent")
	for _, f := range s.people["edda"].open(s.chain + "/findings?domain=D2").forms() {
		if strings.HasSuffix(f.action, "/confirm") {
			f.done("")
		}
	}
}

// translate writes the Spanish of every text that waits.
func (s *story) translate() {
	tran := s.people["tran"]
	for _, id := range s.state().Units() {
		form := tran.open(s.chain+"/findings/translate/es?unit="+string(id)).form("/findings/translate/es", "text", "state")
		form.set("text", "Frase "+form.values.Get("unit")+" de 2020.", "state", "reviewed").done("save")
	}
}

// publish gets the word of the focal point and makes the first edition.
func (s *story) publish() {
	ruth := s.people["ruth"]
	s.refused(ruth.post(s.chain + "/publish"))
	s.refused(ruth.post(s.chain+"/consent", "name", "Me", "office", "Mine", "do", "yes"), http.StatusForbidden)
	s.refused(ruth.post(s.chain+"/consent/waive", "reason", ""))
	s.visitor("reader").get("/en/profiles/" + s.slug).must(http.StatusNotFound)
	s.consent()
	ruth.open(s.chain + "/publish").form("/publish").done("")
	s.visitor("reader").open("/en/profiles/"+s.slug).holds("D1sentence", "Isle of Mist").lacks("secondwords, private")
}

func (s *story) consent() {
	s.people["fadi"].open(s.chain+"/consent").form("/consent", "do", "name").
		set("name", "Fadi of Mist", "office", "Governor’s Office", "scope", "answers", "scope", "sources", "scope", "remarks").done("yes")
}

// firstEdition is every public byte of the first edition, twice the same.
func (s *story) firstEdition() map[string]string {
	s.rule(10, "the same edition drawn twice with other bytes")
	all := map[string]string{}
	for _, path := range s.editionPaths() {
		reader := s.visitor("reader")
		all[path] = reader.get(path).must(http.StatusOK).body
		if again := reader.get(path).body; again != all[path] {
			s.Errorf("%s is drawn twice with other bytes", path)
		}
	}
	thread := "/en/profiles/" + s.slug + "/indicators/" + string(s.book.In("D1")[3].Code)
	s.visitor("reader").open(thread).holds("Mist Migration Act 7/2020", "Art. 3")
	return all
}

func (s *story) editionPaths() []string {
	base := "/profiles/" + s.slug + "/1"
	return []string{"/en" + base + ".json", "/en" + base + ".svg", "/es" + base + ".json", "/ar" + base + ".svg"}
}

// correct changes a sentence: consent and a note are asked for again, and the
// Spanish is behind.
func (s *story) correct() {
	s.rule(2, "edit an edition")
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		p := s.people["ruth"].ask(method, "/en/profiles/"+s.slug+"/1", formKind, "text=x")
		if p.status < 400 {
			s.Errorf("%s to an edition: %d", method, p.status)
		}
	}
	edda, ruth := s.people["edda"], s.people["ruth"]
	state := s.state()
	id := string(state.FindingsOf("D1", assessment.Developed)[0].ID)
	edda.open(s.chain+"/finding/"+id).form("/finding/"+id, "text").set("text", "In 2020 the Council of Mist wrote the correctedsentence into its act.").done("save")
	s.refused(ruth.post(s.chain+"/publish", "changes", "A word was wrong.")) // the consent is older
	s.consent()
	s.refused(ruth.post(s.chain+"/publish", "changes", " ")) // no word on what changed
	s.publishRule("all")
	s.refused(ruth.post(s.chain+"/publish", "changes", "A word was wrong.")) // Spanish is behind
	s.publishRule("listed")
	s.visitor("reader").open("/en/profiles/" + s.slug).lacks("correctedsentence")
	ruth.open(s.chain+"/publish").form("/publish", "changes").set("changes", "A word was wrong.").done("")
	s.visitor("reader").open("/en/profiles/"+s.slug+"/2").holds("correctedsentence", "A word was wrong.")
	s.rule(6, "a stale translation shown as current")
	behind := locale.For("es").N("site.sentences_behind", 1)
	s.visitor("reader").open("/es/profiles/" + s.slug).holds(behind)
	s.visitor("reader").open("/en/profiles/" + s.slug).holds(locale.For("en").N("site.text_behind", 1))
}

// publishRule says which languages must be in step before an edition.
func (s *story) publishRule(rule string) {
	s.Helper()
	s.people["ruth"].open(s.chain+"/settings").form("/settings", "rule").set("rule", rule, "language", "es").done("")
}

// followUp opens the next round on the newer framework: what was carried over
// counts for nothing until somebody confirms it, and what found no place is
// listed.
func (s *story) followUp() {
	ruth := s.people["ruth"]
	page := ruth.open(s.chain + "/followup?book=mgi-national+2026.1")
	s.lists(page)
	opened := page.form("/followup", "command").set("book", "mgi-national 2026.1", "date", "2024-09", "people", "1").done("")
	s.chain, _, _ = strings.Cut(opened.path, "?")
	s.slug = "chl-isle-of-mist-2024"
	s.book = s.state().Book
	s.rule(5, "a carried answer counted before it was confirmed")
	if n := len(s.state().Values()); n != 0 {
		s.Errorf("%d answers count before anybody confirmed one", n)
	}
	if s.state().Stage == account.Setup {
		s.moveOn("coding")
	}
	s.cannotMoveOn("review")
}

// lists looks for every answer that has no place in the newer framework.
func (s *story) lists(page shown) {
	s.rule(7, "an answer left out of the next round in silence")
	to, err := s.app.Book(s.Context(), framework.Ref{ID: "mgi-national", Version: "2026.1"})
	if err != nil {
		s.Fatal(err)
	}
	left := 0
	for _, step := range framework.CarryOver(s.book, to) {
		if step.Action == "none" || len(step.To) == 0 {
			page.holds(string(step.From))
			left++
		}
	}
	if left == 0 {
		s.Error("every answer has a place in the newer framework: nothing was tried")
	}
}

// differ answers the follow-up round: most is confirmed, two answers differ,
// what is new is answered. It ends with the page of changes.
func (s *story) differ() {
	cora, ruth := s.people["cora"], s.people["ruth"]
	changed := 0
	for _, ind := range s.book.Indicators {
		i := s.state().Item(ind.Code)
		open := i.Carried == nil || i.Carried.Value == "" || len(i.Carried.Values) > 1
		switch {
		case !open && changed < 2 && i.Carried.Value == "absent":
			changed++
			s.refused(s.answer("cora", ind.Code, "present", "A new act of 2023.")) // of no type
			s.mustAnswer("cora", ind.Code, "present", "A new act of 2023.", "change", "policy_change", "why", "Act of 2023 changedwords")
		case !open:
			cora.open(s.item(ind.Code)).form("/confirm").done("")
		default:
			s.mustAnswer("cora", ind.Code, "absent", "Asked for the first time.", "change", "framework_change", "why", "A newer book.")
		}
	}
	s.moveOn("review")
	s.approveAll()
	s.moveOn("consultation")
	ruth.open(s.chain + "/consultation").form("/consultation/open").done("")
	ruth.open(s.chain + "/consultation").form("/consultation/close").done("")
	s.moveOn("findings")
	edda := s.people["edda"]
	for _, d := range s.book.Domains {
		form := edda.open(s.chain+"/finding/new?domain="+string(d.Code)+"&side=developed").form("", "text", "do")
		form.set("text", "In 2023 the Council of Mist wrote a newer "+string(d.Code)+"sentence.", "indicator", string(s.book.In(d.Code)[0].Code), "on_purpose", "1").done("save")
	}
	edda.open(s.chain+"/sections?kind=introduction").form("/sections", "text").set("text", "Three years later.").done("")
	s.moveOn("consent")
	s.consent()
	ruth.open(s.chain + "/publish").form("/publish").done("")
	s.visitor("reader").open("/en/profiles/"+s.slug+"/changes").holds("changedwords", locale.For("en").T("assessment.change_policy_change"))
}

// endings finds the first edition as it was, every entry with its person, and
// every chain whole.
func (s *story) endings(first map[string]string) {
	for path, want := range first {
		if now := s.visitor("reader").get(path).body; now != want {
			s.Errorf("%s is not what it was when it was published:\n%s", path, cmp.Diff(strings.Split(want, "\n"), strings.Split(now, "\n")))
		}
	}
	s.visitor("reader").open("/en/profiles/chl-isle-of-mist-2021/1").holds("D1sentence").lacks("correctedsentence")
	by, err := s.app.PersonByLogin(s.Context(), "ruth")
	if err != nil {
		s.Fatal(err)
	}
	for _, chain := range []string{s.first, s.chain} {
		steps, err := s.app.Timeline(s.Context(), by.Standing(), record.Chain(strings.TrimPrefix(chain, "/desk/a/")), app.StepFilter{})
		if err != nil {
			s.Fatal(err)
		}
		for _, x := range steps {
			if p, err := s.app.PersonOf(s.Context(), account.ID(x.Entry.Actor)); err != nil || p.Name == "" || x.Entry.Time().IsZero() {
				s.Errorf("entry %d (%s) has no person: %v", x.Entry.Seq, x.Entry.Kind, err)
			}
		}
	}
	proof, err := s.app.Verify(s.Context(), nil)
	if err != nil || len(proof.Broken) > 0 || proof.Chains != 2 || proof.Editions != 3 {
		s.Errorf("the end: %v %+v", err, proof)
	}
}
