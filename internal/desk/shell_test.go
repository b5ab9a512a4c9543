package desk

import (
	"net/http"
	"testing"
)

func TestTheShell(t *testing.T) {
	w := newWorld(t)
	ruth := w.as("ruth")
	ruth.wants(ruth.get("/desk/"), 200, "Waiting for you", "Ruth Okello", "Puerto Alba")
	ruth.wants(ruth.get("/desk/assessments"), 200, "Puerto Alba", "Chile", "limb d6")
	ruth.wants(ruth.get("/desk/a/"+string(w.chain)), 200, "Puerto Alba", "Lucía coder", "/record", "/people")
	ruth.wants(ruth.get("/desk/nowhere"), 404, "Nothing here")
	stranger := w.browser()
	if s := stranger.get("/desk/assessments?q=a"); s.status != http.StatusSeeOther || s.header.Get("Location") != "/desk/sign-in?to=%2Fdesk%2Fassessments%3Fq%3Da" {
		t.Errorf("a stranger got %d %v", s.status, s.header)
	}
	nobody := w.as("nobody")
	nobody.wants(nobody.get("/desk/a/"+string(w.chain)), 404, "Nothing here")
	nobody.wants(nobody.get("/desk/"), 200, "no part in an assessment")
}
