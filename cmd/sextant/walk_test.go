package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/desk"
	"sextant/internal/framework"
	"sextant/internal/profile"
	"sextant/internal/sample"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The permission walk asks for every address of the product as every person of
// the demonstration, as somebody without a role, and as a stranger. What each
// is answered stands in testdata/walk.txt: a new address has to be put on
// record there, with -update, after somebody has looked at its line. And
// nobody finds anything that was planted for other eyes.
func TestThePermissionWalk(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	w.plant()
	t.Run("addresses", w.addresses)
	t.Run("nobody finds what is not theirs by following links", w.followLinks)
	t.Run("search tells nothing", w.search)
	t.Run("public pages", w.public)
}

// walk is the demonstration with people who have no part in it, and with texts
// planted that only some may read.
type walk struct {
	*house
	ids      map[string]account.ID
	roles    []string
	visitors map[string]*visitor
	sites    []*walkSite
	secrets  []planted
	lock     sync.Mutex
	told     map[string]int // how often each leak was told
}

// walkSite is an assessment with what fills the addresses in it.
type walkSite struct {
	stage   account.Stage
	state   *assessment.State
	code    framework.Code
	source  assessment.SourceID
	finding assessment.FindingID
	remark  assessment.RemarkID
}

// planted is a text that nobody may read but those who are named. It is one
// word, so that no marking of differences tears it apart.
type planted struct {
	what string
	word string
	eyes []string
}

var team = []string{"coordinator", "coder", "reviewer", "editor", "translator", "viewer"}

func newWalk(t *testing.T) *walk {
	w := &walk{
		house: newHouse(t, ":memory:", app.LoadDemo), ids: map[string]account.ID{}, visitors: map[string]*visitor{}, told: map[string]int{},
	}
	w.add("nobody", false)
	w.add("elsewhere", true)
	w.roles = append(w.roles, "stranger", "nobody", "elsewhere")
	for _, p := range sample.Read().People {
		w.roles = append(w.roles, p.Login)
	}
	for _, login := range w.roles {
		if login == "stranger" {
			w.visitors[login] = w.visitor(login)
			continue
		}
		p, err := w.app.PersonByLogin(t.Context(), login)
		if err != nil {
			t.Fatal(err)
		}
		w.ids[login] = p.ID
		w.visitors[login] = w.signIn(login, app.DemoPassword)
	}
	for _, stage := range []account.Stage{account.Coding, account.Consultation, account.Consent} {
		w.sites = append(w.sites, w.site(stage))
	}
	return w
}

// add makes somebody without a role in any assessment; a coordinator of the
// instance is one who opened none of them.
func (w *walk) add(login string, coordinator bool) {
	_, err := w.app.AddPerson(w.Context(), app.NewPerson{
		Profile: app.Profile{Login: login, Name: "Nemo " + login, Language: "en"}, Password: app.DemoPassword, Coordinator: coordinator,
	})
	if err != nil {
		w.Fatal(err)
	}
}

// site is the demonstration's assessment at a stage.
func (w *walk) site(stage account.Stage) *walkSite {
	by := account.Standing{Person: w.ids["coordinator"]}
	lines, err := w.app.Assessments(w.Context(), by, app.AssessmentFilter{Stage: stage})
	if err != nil || len(lines) == 0 {
		w.Fatal("no assessment at ", stage, err)
	}
	s, err := w.app.State(w.Context(), by, lines[0].Chain)
	if err != nil {
		w.Fatal(err)
	}
	return &walkSite{stage: stage, state: s, code: "L-2.1.2", source: s.SourceOrder[0], finding: "none", remark: "none"}
}

func (w *walk) do(x *walkSite, login string, commands ...assessment.Command) {
	w.Helper()
	s, err := w.app.Do(w.Context(), app.Order{By: account.Standing{Person: w.ids[login]}, Chain: x.state.Chain, Do: commands})
	if err != nil {
		w.Fatalf("%s: %v", login, err)
	}
	x.state = s
}

// secret makes a word for these eyes alone. Whoever searches for "quetzal"
// searches for all of them.
func (w *walk) secret(what string, eyes ...string) (text string) {
	word := "zqx" + strings.ReplaceAll(what, " ", "") + "zqx"
	w.secrets = append(w.secrets, planted{what, word, eyes})
	return "Quetzal " + word + "."
}

func (w *walk) plant() {
	coding, talks, consent := w.sites[0], w.sites[1], w.sites[2]
	w.plantAnswers(coding)
	w.plantRemarks(talks)
	w.do(talks, "coder", assessment.Discuss{Commented: assessment.Commented{
		ID: "walk-talks", Indicator: talks.code, Text: w.secret("talk of the team during consultation", team...),
	}})
	consent.finding = "walk-finding"
	w.do(consent, "editor", assessment.WriteFinding{FindingWritten: assessment.FindingWritten{
		ID: consent.finding, Domain: "D2", Side: assessment.Developed, Language: consent.state.Source, OnPurpose: true,
		Text: w.secret("finding before its edition", append([]string{"focal", "health", "labour", "civil"}, team...)...), Indicators: []framework.Code{consent.code},
	}})
}

// plantAnswers has an indicator answered by two coders, neither of whom may
// see the other. The coordinator, who codes nothing, finds both in the package
// of the whole record and nowhere else.
func (w *walk) plantAnswers(x *walkSite) {
	given := func(text string) assessment.Given {
		return assessment.Given{Value: framework.Absent, Justification: text, Language: "es"}
	}
	w.do(x, "coordinator",
		assessment.Grant{Granted: assessment.Granted{Person: w.ids["coder2"], Grant: account.Grant{Role: account.SecondCoder}}},
		assessment.DrawSecond{How: "domain", Domain: "D2"})
	w.do(x, "coder", assessment.RecordAnswer{Base: x.state.Item(x.code).First.Seq, Answered: assessment.Answered{
		Indicator: x.code, Hand: assessment.FirstHand, Given: given(w.secret("first answer", team...)),
	}})
	w.do(x, "coder2", assessment.RecordAnswer{Answered: assessment.Answered{
		Indicator: x.code, Hand: assessment.SecondHand, Given: given(w.secret("second answer before comparison", "coder2", "coordinator")),
	}})
	w.do(x, "reviewer", assessment.Discuss{Commented: assessment.Commented{ID: "walk-thread", Indicator: x.code, Text: w.secret("comment", team...)}})
	for _, login := range []string{"coder", "coder2", "reviewer", "viewer"} {
		by := account.Standing{Person: w.ids[login]}
		if err := w.app.KeepNote(w.Context(), by, x.state.Chain, string(x.code), w.secret("note of "+login, login)); err != nil {
			w.Fatal(err)
		}
	}
	draft := app.Draft{Item: string(x.code), Field: "justification", Text: w.secret("draft of coder", "coder")}
	if err := w.app.KeepDraft(w.Context(), account.Standing{Person: w.ids["coder"]}, x.state.Chain, draft); err != nil {
		w.Fatal(err)
	}
}

// plantRemarks has two institutions speak of the same indicator.
func (w *walk) plantRemarks(x *walkSite) {
	for _, ind := range x.state.Book.In("D4") {
		if len(x.state.RemarksOn(ind.Code)) == 0 {
			x.code = ind.Code
		}
	}
	x.remark = "walk-remark"
	for _, r := range []struct {
		login string
		id    assessment.RemarkID
		eyes  []string
	}{{"labour", x.remark, []string{"labour", "focal"}}, {"focal", "walk-remark-2", []string{"focal"}}} {
		w.do(x, r.login, assessment.MakeRemark{Remarked: assessment.Remarked{
			ID: r.id, Indicator: x.code, Stance: assessment.Disagree, Text: w.secret("remark of "+r.login, append(r.eyes, team...)...), Language: "fr",
		}})
	}
}

// fill puts real values into a pattern, or foreign ones of the same form.
func (w *walk) fill(pattern string, x *walkSite, foreign bool) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	chain := string(x.state.Chain)
	if foreign {
		chain = chain[:len(chain)-4] + "ffff"
	}
	values := map[string]string{
		"{$}": "", "{chain}": chain, "{code}": string(x.code), "{domain}": "D2", "{seq}": "3", "{hash}": strings.Repeat("0", 64), "{source}": string(x.source),
		"{person}": string(w.ids["nobody"]), "{token}": "nonsense", "{upload}": "nonsense", "{language}": "ar", "{n}": "1",
		"{path...}": "es/profiles/" + w.slug(x), "{version}": "2026.1", "{id}": string(x.finding),
	}
	if strings.Contains(path, "/frameworks/") {
		values["{id}"] = "mgi-local"
	}
	if strings.Contains(path, "/consultation/") || strings.Contains(path, "/consult/") {
		values["{id}"], values["{remark}"] = string(x.remark), string(x.remark)
	}
	for from, to := range values {
		path = strings.ReplaceAll(path, from, to)
	}
	return method, strings.NewReplacer("{", "x", "}", "x").Replace(path)
}

func (w *walk) slug(x *walkSite) string {
	return string(profile.SlugOf(x.state.Place, x.state.Year()))
}

// addresses asks for everything: first pages, then forms that nothing was
// typed into, least trusted people first.
func (w *walk) addresses(t *testing.T) {
	patterns := desk.Addresses()
	slices.Sort(patterns)
	rows := map[string][]string{}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		for _, pattern := range patterns {
			if !strings.HasPrefix(pattern, method+" ") || strings.HasSuffix(pattern, "/sign-out") {
				continue
			}
			sites := w.sites
			if !strings.Contains(pattern, "{chain}") {
				sites = sites[:1]
			}
			for _, x := range sites {
				key := pattern
				if len(sites) > 1 {
					key += " @" + string(x.stage)
				}
				rows[key] = w.row(t, pattern, x)
				for _, role := range []string{"coordinator", "coder", "nobody"} {
					if x == sites[0] {
						w.step(t, pattern, x, role, true)
					}
				}
			}
		}
	}
	w.compare(t, rows)
}

// row asks for one address as everybody: pages at once, forms one after the
// other, because they may change what the next one finds.
func (w *walk) row(t *testing.T, pattern string, x *walkSite) []string {
	row := make([]string, len(w.roles))
	w.each(w.roles, strings.HasPrefix(pattern, http.MethodGet), func(n int, role string) {
		row[n] = fmt.Sprint(w.step(t, pattern, x, role, false).status)
	})
	return row
}

func (w *walk) each(roles []string, together bool, do func(n int, role string)) {
	var all sync.WaitGroup
	for n, role := range roles {
		if !together {
			do(n, role)
			continue
		}
		all.Go(func() { do(n, role) })
	}
	all.Wait()
}

// step asks for one address as one person, and judges what every answer must
// keep to.
func (w *walk) step(t *testing.T, pattern string, x *walkSite, role string, foreign bool) shown {
	method, path := w.fill(pattern, x, foreign)
	v := w.visitors[role]
	kind := ""
	if method == http.MethodPost {
		kind = formKind
	}
	p := v.ask(method, path, kind, "")
	w.judge(t, p, role)
	inside := strings.Contains(pattern, "{chain}")
	outsider := slices.Contains([]string{"nobody", "elsewhere", "admin"}, role)
	switch {
	case role == "stranger" && !desk.IsOpen(pattern):
		signIn := p.status == http.StatusSeeOther && strings.HasPrefix(p.header.Get("Location"), "/desk/sign-in")
		if !signIn && p.status != http.StatusUnauthorized && p.status != http.StatusNotFound {
			t.Errorf("a stranger, %s %s: status %d", method, path, p.status)
		}
	case inside && (outsider || foreign) && p.status != http.StatusNotFound:
		t.Errorf("%s, who has no role there, %s %s: status %d, want 404", role, method, path, p.status)
	}
	return p
}

// judge looks for the planted words, and for what broke.
func (w *walk) judge(t *testing.T, p shown, role string) {
	if p.status >= 500 {
		t.Errorf("%s, %s %s: status %d", role, p.method, p.path, p.status)
	}
	text := unpacked(p.body) + p.header.Get("Location")
	for _, s := range w.secrets {
		if slices.Contains(s.eyes, role) || !strings.Contains(text, s.word) {
			continue
		}
		if w.oftenTold(role + s.what) {
			continue
		}
		t.Errorf("%s reads the %s at %s %s", role, s.what, p.method, p.path)
	}
}

// oftenTold keeps one leak from being told a hundred times.
func (w *walk) oftenTold(leak string) bool {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.told[leak]++
	return w.told[leak] > 3
}

func (w *walk) compare(t *testing.T, rows map[string][]string) {
	var b strings.Builder
	fmt.Fprintf(&b, "# What each person is answered at each address, by demonstration log-in. Written by: go test ./cmd/sextant -run ThePermissionWalk -update\n%-78s", "#")
	for _, role := range w.roles {
		fmt.Fprintf(&b, " %-11s", role)
	}
	b.WriteString("\n")
	keys := make([]string, 0, len(rows))
	for k := range rows {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		fmt.Fprintf(&b, "%-78s", k)
		for _, s := range rows[k] {
			fmt.Fprintf(&b, " %-11s", s)
		}
		b.WriteString("\n")
	}
	golden(t, "walk.txt", b.String())
}

// golden compares with a file that people read and agreed on.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	lines := strings.Split(got, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	got = strings.Join(lines, "\n")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	old := strings.Split(string(want), "\n")
	for _, l := range lines {
		if !slices.Contains(old, l) {
			t.Errorf("%s has no such line; look at it and run with -update:\n%s", name, l)
		}
	}
	for _, l := range old {
		if !slices.Contains(lines, l) {
			t.Errorf("%s has a line that is no longer so:\n%s", name, l)
		}
	}
}
