package desk

import (
	"strings"
	"testing"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
)

// Nobody sees or writes what is not theirs: strangers, people without a role,
// coders of another domain, the government.
func TestAnswersArePrivate(t *testing.T) {
	w := begun(newWorld(t))
	w.add("coder3", "Only D1", false)
	w.do("ruth", assessment.Grant{Granted: assessment.Granted{Person: w.ids["coder3"], Grant: account.Grant{Role: account.Coder, Domains: []string{"D1"}}}})
	at := linkItem(w.chain, item212)
	forms := []string{at, at + "/draft", at + "/here", at + "/thread", at + "/review", at + "/confirm"}
	for who, want := range map[string]int{"nobody": 404, "focal_point": 403} {
		b := w.as(who)
		for _, path := range append([]string{at + "/history", at + "/at/2", linkDomain(w.chain, "D2"), linkTo(w.chain, "answers")}, at) {
			if p := b.get(path); p.status != want || strings.Contains(p.text, "A decree names") {
				t.Errorf("%s, GET %s: %d, want %d", who, path, p.status, want)
			}
		}
		for _, path := range forms {
			if p := b.post(path, "do", "save", "value", "absent", "field", "note", "text", "x", "verdict", "approved"); p.status != want {
				t.Errorf("%s, POST %s: %d, want %d", who, path, p.status, want)
			}
		}
	}
	other := w.as("coder3")
	other.wants(other.post(at, "do", "save", "command", app.NewID(), "base", "99", "value", "absent"), 403)
	stranger := w.browser()
	for _, path := range forms {
		if p := stranger.post(path, "do", "save"); p.status != 303 || !strings.HasPrefix(p.header.Get("Location"), "/desk/sign-in") {
			t.Errorf("a stranger, POST %s: %d", path, p.status)
		}
	}
}

// The second coder sees their own answer and nothing of the first: no text, no
// progress, no people, no talk, no record, no count of uses.
func TestTheSecondCoderIsBlind(t *testing.T) {
	w := begun(newWorld(t))
	w.do("ruth", assessment.DrawSecond{How: "domain", Domain: "D2"})
	second, at := w.as("second_coder"), linkItem(w.chain, item212)
	second.told(second.script(at, "do", "save", "command", app.NewID(), "base", "0", "value", "absent", "language", "en", "justification", "I found nothing of the kind."))
	w.as("coder").get(at) // somebody else is here
	secrets := []string{"A decree names", "has two posts", "Arts. 3 and 5", "Social Committee", "Which article", "Lucía coder", "Lucía reviewer", "Used in", "status_returned", "Returned", "L-1.1.1", "1 / 15"}
	for _, path := range []string{at, linkItem(w.chain, "L-2.1.1"), linkDomain(w.chain, "D2")} {
		p := second.get(path)
		second.wants(p, 200)
		for _, s := range secrets {
			if strings.Contains(p.text, s) {
				t.Errorf("%s tells %q", path, s)
			}
		}
	}
	second.wants(second.get(at), 200, "I found nothing of the kind.")
	found := second.post(at, "do", "find", "add", "guichet", "value", "absent")
	second.wants(found, 200)
	if strings.Contains(found.text, "Ordonnance 14/2023") || strings.Contains(found.text, "Already used in") {
		t.Error("a second coder learns what the first one found")
	}
	if here := second.post(at + "/here"); here.status != 200 || strings.TrimSpace(here.text) != "" {
		t.Errorf("a second coder learns who is here: %s", here.text)
	}
	second.wants(second.get(at+"/history"), 403)
	second.wants(second.get(at+"/at/5"), 403)
	second.wants(second.post(at+"/thread", "text", "hello"), 403)
	second.wants(second.get(linkItem(w.chain, "L-1.1.1")), 404)
	second.wants(second.get(linkDomain(w.chain, "D1")), 404)
	coder := w.as("coder")
	for _, path := range []string{at, at + "/history", at + "?history=1"} {
		if p := coder.get(path); p.status != 200 || strings.Contains(p.text, "I found nothing of the kind") || strings.Contains(p.text, "Lucía second_coder is here") {
			t.Errorf("the first coder sees the second's answer at %s", path)
		}
	}
}

func TestPresence(t *testing.T) {
	w := begun(newWorld(t))
	at := linkItem(w.chain, item212)
	coder, reviewer := w.as("coder"), w.as("reviewer")
	coder.get(at)
	reviewer.wants(reviewer.get(at), 200, "Lucía coder")
	reviewer.wants(reviewer.post(at+"/here"), 200, "Lucía coder")
	if p := reviewer.post(linkItem(w.chain, "L-2.1.1") + "/here"); strings.Contains(p.text, "Lucía coder") {
		t.Error("somebody is where they are not")
	}
}
