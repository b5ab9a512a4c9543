package desk

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/store/storetest"
)

// Rule 1: nobody of the government reads anything of an answer beyond the
// draft: no later wording, no thread, no note, no private source, no second
// answer; by no address of the workbench and no search.
func TestTheGovernmentReadsTheDraftAlone(t *testing.T) {
	w := consultedWorld(t).opened()
	remark := w.remarks("focal_point", "L-1.1.1", assessment.Disagree, "It is older than that.")
	w.remarks("labour", "L-1.1.2", assessment.Disagree, "tansy of labour")
	w.do("coder", assessment.Reply{Replied: assessment.Replied{Remark: remark, Outcome: assessment.Accepted, Text: "Thank you."}})
	hidden := []string{laterWords, threadWords, noteWords, privateWords, secondWords}
	for login, more := range map[string][]string{"focal_point": nil, "health": {"tansy of labour", "It is older than that."}, "labour": {"It is older than that."}} {
		b := w.as(login)
		pages := b.everyConsulted(remark)
		for at, text := range pages {
			for _, word := range append(hidden, more...) {
				if strings.Contains(text, word) {
					t.Errorf("%s reads %q at %s", login, word, at)
				}
			}
		}
		if !strings.Contains(pages[linkConsult(w.chain, "L-1.1.1")], draftWords) {
			t.Errorf("%s does not read the draft", login)
		}
	}
	health := w.as("health")
	health.wants(health.get(linkConsult(w.chain, "L-4.1.1")), 404) // not asked about domain 4
	health.lacks(health.get(linkTo(w.chain, "consultation", "meeting.html")), "L-4.1.1")
	for _, login := range []string{"second_coder", "nobody"} {
		b := w.as(login)
		for at, text := range b.everyConsulted(remark) {
			if strings.Contains(text, "It is older than that.") || strings.Contains(text, draftWords) && login == "nobody" {
				t.Errorf("%s reads of the consultation at %s", login, at)
			}
		}
	}
}

// everyConsulted is every page that can be looked at, by its address.
func (b *browser) everyConsulted(remark assessment.RemarkID) map[string]string {
	b.Helper()
	s := b.talking()
	fill := map[string][]string{
		"chain": {string(b.chain)}, "domain": {"D1"}, "code": {"L-1.1.1", "L-1.1.2", string(s.Second.Indicators[0])}, "source": {"hidden", "ordenanza"},
		"seq": {"1", fmt.Sprint(s.Head.Seq)}, "remark": {string(remark)}, "path": {"en/profiles/x"},
	}
	out := map[string]string{}
	for _, pattern := range Addresses() {
		method, path, _ := strings.Cut(pattern, " ")
		if method != "GET" {
			continue
		}
		for _, at := range everyAddress(strings.TrimSuffix(path, "{$}"), fill) {
			out[at] = b.get(at).text
		}
	}
	for _, q := range []string{"zinnia", "clover", "ordenanza", "Puerto"} {
		out["search "+q] = b.get("/desk/search?q=" + url.QueryEscape(q)).text
	}
	return out
}

// A remark by form: kept while it is typed, sent by "next", changed until the
// team replies; half a remark is refused and keeps what was typed.
func TestRemarkingAnItem(t *testing.T) {
	eachConsulted(t, func(t *testing.T, w *world) {
		focal, at := w.as("focal_point"), linkConsult(w.chain, "L-1.1.1")
		focal.wants(focal.get(linkConsult(w.chain)), 200, "The draft is not open to you yet")
		w.opened()
		focal.wants(focal.get(linkTo(w.chain, "consultation")), 303)
		home := focal.get(linkConsult(w.chain))
		focal.wants(home, 200, "Please read the draft", "Please read with a pencil.", "0 of ", "Begin with the first item", "in 9 days", `aria-current="step"`)
		page := focal.get(at)
		focal.wants(page, 200, draftWords, "Ordenanza 14 de acogida", "We disagree", `name="say"`, "You can stop at any time")
		focal.lacks(page, laterWords, "Back</button>")
		focal.wants(focal.get(linkConsult(w.chain, "L-1.1.2")), 200, "1 source that is not for publication", "Half of it is written down.")

		form := []string{"base", "0", "language", "es", "do", "next"}
		focal.wants(focal.post(at, append(form, "stance", "disagree")...), 422, "The remark has no text", `value="disagree" checked`)
		focal.wants(focal.post(at, append(form, "stance", "", "say", "Está mal.")...), 422, "Say whether you agree", "Está mal.")
		focal.wants(focal.post(at, append(form, "stance", "disagree", "say", "Está mal.", "proof", "javascript:alert(1)")...), 422, "is not a web address")

		kept := focal.told(focal.script(at+"/draft", "base", "0", "stance", "disagree", "say", "Está a medias", "language", "es"))
		if kept.Words != "Kept" {
			t.Errorf("told %+v", kept)
		}
		focal.wants(focal.get(at), 200, "Está a medias", "not sent yet")
		focal.wants(focal.get(linkConsult(w.chain)), 200, "kept, not sent")
		if len(w.talking().Remarks) != 0 {
			t.Error("a draft became a remark")
		}
		saved := focal.post(at, append(form, "stance", "disagree", "say", "Está mal.", "proof", "https://example.org/acta", "command", "once")...)
		focal.wants(saved, 303)
		if to := saved.header.Get("Location"); to != linkConsult(w.chain, "L-1.1.2") {
			t.Errorf("went on to %s", to)
		}
		focal.wants(focal.post(at, append(form, "stance", "disagree", "say", "Está mal.", "proof", "https://example.org/acta", "command", "once")...), 303)
		page = focal.get(at)
		focal.wants(page, 200, "Está mal.", "Sent. You can change it", "https://example.org/acta")
		focal.lacks(page, "Está a medias")

		r, _ := w.talking().RemarkOf("L-1.1.1", "Mayor’s Office")
		if r.Language != "es" || r.Stance != assessment.Disagree || len(r.Evidence) != 1 {
			t.Errorf("recorded %+v", r)
		}
		focal.wants(focal.post(at, "base", seq(r.Seq), "stance", "supplement", "say", "Falta el acta.", "language", "es", "do", "back", "drop", "|https://example.org/acta"), 303)
		focal.wants(focal.get(at), 200, "Falta el acta.", "1 earlier wording", "Está mal.")
		r, _ = w.talking().RemarkOf("L-1.1.1", "Mayor’s Office")
		if len(r.Evidence) != 0 {
			t.Errorf("the link was not taken off: %+v", r.Evidence)
		}
	})
}

// Two people of one institution never overwrite each other without seeing it.
func TestTwoColleaguesOnOneRemark(t *testing.T) {
	w := consultedWorld(t).opened()
	w.add("health2", "Flor health", false)
	w.do("ruth", assessment.Grant{Granted: assessment.Granted{Person: w.ids["health2"], Grant: account.Grant{Role: account.Government, Institution: "Ministry of Health"}}})
	one, two, at := w.as("health"), w.as("health2"), linkConsult(w.chain, "L-1.1.1")
	one.wants(one.post(at, "base", "0", "stance", "disagree", "say", "First words", "do", "next"), 303)
	moved := two.post(at, "base", "0", "stance", "supplement", "say", "Second words", "do", "next")
	two.wants(moved, 409, "First words", "Second words", "A colleague of your institution")
	base := between(moved.text, `name="base" value="`, `"`)
	two.wants(two.post(at, "base", base, "stance", "supplement", "say", "First words, and second", "do", "next"), 303)
	two.wants(two.get(at), 200, "First words, and second", "1 earlier wording")
	// What was typed on an older state is shown beside the newer one.
	one.wants(one.script(at+"/draft", "base", "0", "stance", "disagree", "say", "Typed long ago"), 200)
	one.wants(one.get(at), 200, "Typed long ago", "First words, and second", "A colleague of your institution")
}

// "Agree with the rest" asks first, leaves out what has words in the making,
// and is one order.
func TestAgreeingWithTheRest(t *testing.T) {
	eachConsulted(t, func(t *testing.T, w *world) {
		w.opened()
		health := w.as("health")
		w.remarks("health", "L-1.1.1", assessment.Disagree, "No.")
		health.wants(health.script(linkConsult(w.chain, "L-1.1.2")+"/draft", "base", "0", "say", "Perhaps"), 200)
		ask := health.get(linkConsult(w.chain, "agree") + "?domain=D1")
		n := len(w.book().In("D1")) - 2
		health.wants(ask, 200, fmt.Sprintf("Agree with these %d items?", n), "1 item is left out")
		health.wants(health.get(linkConsult(w.chain, "agree")+"?domain=D4"), 200, "Agree with these 0 items?")
		head := w.talking().Head.Seq
		pairs := []string{"command", "all-at-once", "code", "L-4.1.1"}
		for _, ind := range w.book().In("D1") {
			if strings.Contains(ask.text, `name="code" value="`+string(ind.Code)+`"`) {
				pairs = append(pairs, "code", string(ind.Code))
			}
		}
		for range 2 {
			health.wants(health.post(linkConsult(w.chain, "agree")+"?domain=D1", pairs...), 303)
		}
		s := w.talking()
		if int(s.Head.Seq-head) != n {
			t.Errorf("%d entries instead of %d", s.Head.Seq-head, n)
		}
		if _, said := s.RemarkOf("L-1.1.2", "Ministry of Health"); said {
			t.Error("an item with words in the making was agreed with")
		}
		if _, said := s.RemarkOf("L-4.1.1", "Ministry of Health"); said {
			t.Error("an item of another domain was agreed with")
		}
		health.wants(health.get(linkConsult(w.chain)), 200, fmt.Sprintf("%d of %d items looked at", n+1, n+2))
	})
}

// A part is given to a colleague by a link, and taken back.
func TestGivingAPartToAColleague(t *testing.T) {
	w := consultedWorld(t)
	w.opened()
	focal, at := w.as("focal_point"), linkConsult(w.chain, "colleagues")
	focal.wants(focal.get(at), 200, "Ministry of Health", "Iris labour", "0 of ")
	focal.wants(focal.post(at, "name", "Nadia Roque", "domain", "D5"), 422, "The ministry or department is missing", "Nadia Roque")
	made := focal.post(at, "name", "Nadia Roque", "institution", "Civil Protection", "domain", "D5", "due", "2099-05-16", "tongue", "es", "role", "coordinator")
	focal.wants(made, 200, "A link is made: Nadia Roque", "Civil Protection")
	link := linkOn(w, made)
	b := w.browser()
	b.wants(b.post(link, "login", "nadia", "name", "Nadia Roque", "password", secret), 303)
	p, err := w.app.PersonByLogin(t.Context(), "nadia")
	w.must(err)
	g := w.talking().Grants[p.ID]
	if len(g) != 1 || g[0].Role != account.Government || g[0].Institution != "Civil Protection" || len(g[0].Domains) != 1 || g[0].Due != "2099-05-16" {
		t.Fatalf("granted %+v", g)
	}
	b.wants(b.get(linkConsult(w.chain, "L-5.1.1")), 200, draftWords)
	b.wants(b.get(linkConsult(w.chain, "L-1.1.1")), 404)
	b.wants(b.get(at), 403)
	b.wants(b.post(linkConsult(w.chain, "L-5.1.1"), "base", "0", "stance", "agree", "do", "next"), 303)
	focal.wants(focal.get(linkConsult(w.chain)), 200, "With \u2068Civil Protection\u2069: 1 of ")
	focal.wants(focal.post(at+"/take-back", "person", string(p.ID)), 303)
	b.wants(b.get(linkConsult(w.chain)), 404)

	open := linkOn(w, focal.post(at, "name", "Otro", "institution", "Police"))
	offers, err := w.app.Delegations(t.Context(), w.standing("focal_point"), w.chain)
	w.must(err)
	if len(offers) != 1 {
		t.Fatalf("%d open invitations", len(offers))
	}
	focal.wants(focal.post(at+"/call-back", "invitation", offers[0].Ref), 303)
	stranger := w.browser()
	stranger.wants(stranger.get(open), 410)
	health := w.as("health")
	health.wants(health.post(at, "name", "X", "institution", "Y"), 403)
}

// The draft goes out as a workbook and comes back: preview first, all of it or
// nothing, by its own institution alone.
func TestRemarksByWorkbook(t *testing.T) {
	eachConsulted(t, func(t *testing.T, w *world) {
		w.opened()
		w.remarks("labour", "L-1.1.1", assessment.Disagree, "tansy of labour")
		health, at := w.as("health"), linkConsult(w.chain, "book")
		health.wants(health.get(at), 200, "Download the workbook", "D1")
		file := health.get(at + "/file")
		health.wants(file, 200)
		if kind := file.header.Get("Content-Type"); kind != xlsx {
			t.Errorf("came as %q", kind)
		}
		filled := fillRemark(t, file.text, "L-1.1.3", "Disagrees", "The decree is of 2022.")
		shown := health.sendWith(at, "file", "back.xlsx", filled)
		health.wants(shown, 200, "Nothing is saved yet", "The decree is of 2022.", "L-1.1.3", "Take it as a whole")
		if _, said := w.talking().RemarkOf("L-1.1.3", "Ministry of Health"); said {
			t.Error("a preview saved")
		}
		id := between(shown.text, `name="upload" value="`, `"`)
		health.wants(health.post(at+"/take", "upload", id), 303)
		if r, _ := w.talking().RemarkOf("L-1.1.3", "Ministry of Health"); r.Text != "The decree is of 2022." || r.Stance != assessment.Disagree {
			t.Errorf("recorded %+v", r)
		}
		health.wants(health.post(at+"/take", "upload", id), 422, "Bring it back once more")
		broken := health.sendWith(at, "file", "back.xlsx", fillRemark(t, file.text, "L-1.1.4", "Disagrees", ""))
		health.wants(broken, 200, "To mend first", "The remark has no text")
		health.wants(health.sendWith(at, "file", "x.xlsx", "no workbook"), 422)
		labour := w.as("labour")
		labour.wants(labour.sendWith(at, "file", "back.xlsx", filled), 422, "Ministry of Health")
		coder := w.as("coder")
		coder.wants(coder.get(at), 403)
		list := coder.get(linkTo(w.chain, "consultation", "list.xlsx"))
		coder.wants(list, 200)
		if cells := cellsOf(t, list.text); !strings.Contains(cells, "tansy of labour") || !strings.Contains(cells, "The decree is of 2022.") || strings.Contains(cells, laterWords) {
			t.Error("the list of remarks is not what was said on the draft")
		}
		mine := health.get(linkTo(w.chain, "consultation", "list.xlsx"))
		if cells := cellsOf(t, mine.text); strings.Contains(cells, "tansy of labour") || !strings.Contains(cells, "The decree is of 2022.") {
			t.Error("a department reads another’s remarks, or not its own, in the list")
		}
	})
}

// A file is kept with its remark, inert, and read by the team, the focal point
// and its own institution.
func TestEvidenceOfARemark(t *testing.T) {
	w := consultedWorld(t)
	w.opened()
	health, at := w.as("health"), linkConsult(w.chain, "L-1.1.1")
	health.wants(health.sendWith(at, "doc", "../plan.html", "<html><script>alert(1)</script>", "base", "0", "stance", "supplement", "say", "See the plan.", "language", "en", "do", "next"), 303)
	r, _ := w.talking().RemarkOf("L-1.1.1", "Ministry of Health")
	if len(r.Evidence) != 1 || r.Evidence[0].Name != "plan.html" {
		t.Fatalf("kept %+v", r.Evidence)
	}
	file := linkConsult(w.chain, "files", string(r.Evidence[0].Hash))
	for login, want := range map[string]int{"health": 200, "focal_point": 200, "coder": 200, "ruth": 200, "labour": 404, "second_coder": 404, "nobody": 404} {
		b := w.as(login)
		got := b.get(file)
		b.wants(got, want)
		if want == 200 && (got.header.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") ||
			!strings.Contains(got.header.Get("Content-Security-Policy"), "sandbox")) {
			t.Errorf("the file is not inert: %v", got.header)
		}
	}
	labour := w.as("labour")
	labour.wants(labour.sendWith(linkConsult(w.chain, "L-2.1.1"), "doc", "x.txt", "x", "base", "0", "stance", "supplement", "say", "x", "do", "next"), 404)
}

// After the deadline remarks are still taken, and the pages say so; once it is
// closed nothing is.
func TestAfterTheDeadline(t *testing.T) {
	w := consultedWorld(t)
	w.do("ruth", assessment.OpenTalks{Deadline: w.app.Now().Format("2006-01-02")})
	w.ahead = 50 * 3600 * 1e9
	focal, at := w.as("focal_point"), linkConsult(w.chain, "L-1.1.1")
	for _, path := range []string{linkConsult(w.chain), at} {
		focal.wants(focal.get(path), 200, "The deadline has passed. Remarks are still taken")
	}
	focal.wants(focal.post(at, "base", "0", "stance", "agree", "do", "next"), 303)
	ruth := w.as("ruth")
	ruth.wants(ruth.get(linkTo(w.chain, "consultation")), 200, "until you close the consultation")
	ruth.wants(ruth.post(linkTo(w.chain, "consultation", "close")), 303)
	focal.wants(focal.get(at), 200, "Agrees")
	focal.wants(focal.post(linkConsult(w.chain, "L-1.1.2"), "base", "0", "stance", "agree", "do", "next"), 422, "No consultation is open")
	focal.lacks(focal.get(at), `name="say"`)
}

// Reminders go by mail where they can, in the language of each, and else are
// words to copy.
func TestReminders(t *testing.T) {
	w := consultedWorld(t).opened()
	ruth, at := w.as("ruth"), linkTo(w.chain, "consultation", "remind")
	ruth.wants(ruth.get(at), 200, "Copy the words", "Iris health", "Puerto Alba", linkConsult(w.chain))
	for _, login := range []string{"coder", "focal_point"} {
		b := w.as(login)
		b.wants(b.get(at), 403)
	}
	all, err := w.app.Reminders(t.Context(), w.standing("ruth"), w.chain, "https://example.org/x")
	w.must(err)
	if len(all) != 3 || !strings.Contains(all[0].Text, "https://example.org/x") || all[0].Left == 0 {
		t.Errorf("%+v", all)
	}
	var codes []framework.Code
	for _, ind := range w.book().Indicators {
		codes = append(codes, ind.Code)
	}
	for _, login := range []string{"health", "labour", "focal_point"} {
		_, _, err := w.app.AgreeWith(t.Context(), app.Order{By: w.standing(login), Chain: w.chain}, codes)
		w.must(err)
	}
	ruth.wants(ruth.get(at), 200, "Nobody needs a reminder")
}

// Where mail can be sent, those who were ticked and have an address get it, in
// their own language; a mail server that fails says who got theirs.
func TestRemindersByMail(t *testing.T) {
	db := storetest.Memory(t)
	w := findingsWorld(t, app.Config{Store: db})
	w.do("ruth", assessment.MoveStage{To: account.Consultation, Reason: "Once more."}, assessment.OpenTalks{Deadline: "2199-05-16"})
	w.must(w.app.ChangeProfile(t.Context(), w.ids["government"], app.Profile{Login: "government", Name: "Iris Tala", Email: "iris@example.org", Language: lang.Spanish}))
	var sent []string
	broken := false
	mails := app.New(app.Config{Store: db, Mail: func(_ context.Context, to, subject, body string) error {
		if broken {
			return errors.New("no line")
		}
		sent = append(sent, to+"\n"+subject+"\n"+body)
		return nil
	}})
	all := []account.ID{w.ids["government"], w.ids["focal_point"]}
	got, err := mails.Remind(t.Context(), w.standing("ruth"), w.chain, "https://example.org/draft", all)
	w.must(err)
	if len(sent) != 1 || !strings.HasPrefix(sent[0], "iris@example.org\nPuerto Alba: el borrador espera") || !strings.Contains(sent[0], "https://example.org/draft") || !strings.Contains(sent[0], "16 de mayo de 2199") {
		t.Errorf("sent %q", sent)
	}
	for _, r := range got {
		if r.Sent != (r.Person == w.ids["government"]) {
			t.Errorf("%s is marked %v", r.Name, r.Sent)
		}
	}
	broken = true
	if _, err := mails.Remind(t.Context(), w.standing("ruth"), w.chain, "x", all); !fault.HasKey(err, "consult.mail_failed") {
		t.Errorf("got %v", err)
	}
	if _, err := mails.Remind(t.Context(), w.standing("coder"), w.chain, "x", all); !fault.Is(err, fault.Denied) {
		t.Errorf("a coder reminds: %v", err)
	}
}
