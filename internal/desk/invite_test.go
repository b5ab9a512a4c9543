package desk

import (
	"context"
	"strings"
	"testing"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/store/storetest"
)

// linkOn is the path of the one-time link that a page shows.
func linkOn(w *world, s shown) string {
	link := between(s.text, `id="link">`, "<")
	return strings.TrimPrefix(link, w.server.URL)
}

func TestTheFirstAdministrator(t *testing.T) {
	w := newWorld(t)
	if path, err := w.app.FirstLink(t.Context()); err != nil || path != "" {
		t.Errorf("with people there is a link %q, %v", path, err)
	}
	w.app = app.New(app.Config{Store: storetest.Memory(t)})
	w.serve()
	path, err := w.app.FirstLink(t.Context())
	w.must(err)
	again, err := w.app.FirstLink(t.Context())
	w.must(err)
	b := w.browser()
	b.wants(b.get(path), 200, "Set up Sextant")
	b.wants(b.get(path), 200) // looking does not use it up
	b.wants(b.post(path, "login", "ada", "name", "Ada", "password", "short"), 422, "At least 12", `value="ada"`)
	b.wants(b.post(path, "login", "ada", "name", "Ada", "password", secret), 303)
	b.wants(b.get("/desk/people"), 200, "Administrator")
	for _, spent := range []string{path, again} {
		other := w.browser()
		other.wants(other.post(spent, "login", "eve", "name", "Eve", "password", secret), 410, "no longer good")
	}
}

func TestInvitationIntoAnAssessment(t *testing.T) {
	w := newWorld(t)
	ruth := w.as("ruth")
	people := linkTo(w.chain, "people")
	made := ruth.post(people+"/invite", "role", "coder", "name", "Bashir Noor", "tongue", "es", "domain", "D1", "due", "2027-01-31")
	ruth.wants(made, 200, "A link is made: Bashir Noor", "Open invitations")
	link := linkOn(w, made)

	b := w.browser()
	b.wants(b.get(link), 200, "Tiene una invitación", "Puerto Alba", "Ruth Okello")
	b.wants(b.post(link, "login", "ruth", "name", "Bashir Noor", "password", secret), 409)
	b.wants(b.post(link, "login", "bashir", "name", "Bashir Noor", "password", secret), 303)
	b.wants(b.get(linkTo(w.chain)), 200, "Puerto Alba")
	p, err := w.app.PersonByLogin(t.Context(), "bashir")
	w.must(err)
	s, err := w.app.State(t.Context(), p.Standing(), w.chain)
	w.must(err)
	g := s.Grants[p.ID]
	if len(g) != 1 || g[0].Role != account.Coder || g[0].Due != "2027-01-31" || len(g[0].Domains) != 1 {
		t.Errorf("granted %+v", g)
	}
	other := w.browser()
	other.wants(other.get(link), 410)
	other.wants(other.post(link, "login", "eve", "name", "Eve", "password", secret), 410)
}

func TestAnInvitationIsForOneOfMany(t *testing.T) {
	w := newWorld(t)
	path, err := w.app.Invite(t.Context(), w.standing("ruth"), app.Offer{Name: "X"})
	w.must(err)
	token := strings.TrimPrefix(path, app.WelcomePath)
	let := make(chan bool)
	for i := range 6 {
		go func() {
			_, err := w.app.Accept(context.Background(), token, app.Profile{Login: "x" + strings.Repeat("y", i), Name: "X"}, secret, "")
			let <- err == nil
		}()
	}
	n := 0
	for range 6 {
		if <-let {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d got in by one link", n)
	}
}

func TestJoiningWithAnAccount(t *testing.T) {
	w := newWorld(t)
	ruth, nobody := w.as("ruth"), w.as("nobody")
	link := linkOn(w, ruth.post(linkTo(w.chain, "people")+"/invite", "role", "viewer", "name", "N"))
	nobody.wants(nobody.get(link), 200, "Take it up as Nemo Outis")
	nobody.wants(nobody.post(link+"/join"), 303)
	nobody.wants(nobody.get(linkTo(w.chain)), 200)
	// Whoever sees the answers cannot code blind; the link stays good.
	link = linkOn(w, ruth.post(linkTo(w.chain, "people")+"/invite", "role", "second_coder", "name", "N"))
	nobody.wants(nobody.post(link+"/join"), 422)
	stranger := w.browser()
	stranger.wants(stranger.get(link), 200)
}

func TestInvitationsLoseTheirForce(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.add("second", "Second Coordinator", false)
	w.do("ruth", assessment.Grant{Granted: assessment.Granted{Person: w.ids["second"], Grant: account.Grant{Role: account.Coordinator}}})
	invite := func() string {
		path, err := w.app.Invite(ctx, w.standing("second"), app.Offer{Chain: w.chain, Grant: account.Grant{Role: account.Viewer}})
		w.must(err)
		return path
	}
	b := w.browser()
	old := invite()
	w.ahead = 15 * 24 * time.Hour
	b.wants(b.get(old), 410)
	w.ahead = 0
	orphan := invite()
	w.do("ruth", assessment.Revoke{Revoked: assessment.Revoked{Person: w.ids["second"], Role: account.Coordinator}})
	b.wants(b.post(orphan, "login", "late", "name", "Late", "password", secret), 410)
	if _, err := w.app.PersonByLogin(ctx, "late"); err == nil {
		t.Error("an account was left over")
	}
	ruth := w.as("ruth")
	page := ruth.post(linkTo(w.chain, "people")+"/invite", "role", "viewer", "name", "V")
	link, ref := linkOn(w, page), between(page.text, `name="invitation" value="`, `"`)
	_ = ref
	open, err := w.app.Invitations(ctx, w.standing("ruth"), w.chain)
	w.must(err)
	for _, o := range open {
		ruth.wants(ruth.post(linkTo(w.chain, "people")+"/call-back", "invitation", o.Ref), 303)
	}
	b.wants(b.get(link), 410)
}

func TestOnlyWhoMayInvites(t *testing.T) {
	w := newWorld(t)
	for _, who := range []string{"coder", "reviewer", "editor"} {
		b := w.as(who)
		b.wants(b.post(linkTo(w.chain, "people")+"/invite", "role", "viewer", "name", "V"), 403)
		b.wants(b.post(linkTo(w.chain, "people")+"/invite", "role", "viewer", "login", "nobody"), 403)
		b.wants(b.post(linkTo(w.chain, "people")+"/grant", "role", "coordinator", "person", string(w.ids[who])), 403)
		b.wants(b.get("/desk/people"), 403)
		b.wants(b.get("/desk/people/"+string(w.ids["ruth"])), 403)
		b.wants(b.post("/desk/people/"+string(w.ids["ruth"])+"/reset"), 403)
		b.wants(b.post("/desk/people/"+string(w.ids["ruth"])+"/erase", "sure", "1"), 403)
	}
	focal := w.as("focal_point")
	focal.wants(focal.post(linkTo(w.chain, "people")+"/invite", "role", "coder", "name", "V"), 403)
	blind := w.as("second_coder")
	blind.wants(blind.get(linkTo(w.chain, "people")), 404)
	s := blind.get(linkTo(w.chain))
	blind.wants(s, 200, "You answer independently")
	for _, leak := range []string{"Lucía coder", "limb", "not_started"} {
		if strings.Contains(s.text, leak) {
			t.Errorf("the blind coder sees %q", leak)
		}
	}
	if list := blind.get("/desk/assessments"); strings.Contains(list.text, `class="limb d1"`) {
		t.Error("the blind coder sees ticks in the list")
	}
	nobody := w.as("nobody")
	nobody.wants(nobody.get(linkTo(w.chain, "people")), 404)
	nobody.wants(nobody.post(linkTo(w.chain, "people")+"/invite", "role", "viewer"), 404)
}

func TestRolesComeAndGo(t *testing.T) {
	w := newWorld(t)
	ruth := w.as("ruth")
	people := linkTo(w.chain, "people")
	ruth.wants(ruth.post(people+"/invite", "role", "viewer", "login", "nobody"), 303)
	ruth.wants(ruth.get(people), 200, "Nemo Outis", "Viewer")
	ruth.wants(ruth.post(people+"/invite", "role", "viewer", "login", "unknown"), 422, "unknown")
	ruth.wants(ruth.post(people+"/revoke", "role", "viewer", "person", string(w.ids["nobody"])), 303)
	ruth.wants(ruth.post(people+"/revoke", "role", "coordinator", "person", string(w.ids["ruth"])), 422)
	id := "a-form-sent-twice"
	for range 2 {
		ruth.wants(ruth.post(people+"/grant", "command", id, "role", "viewer", "person", string(w.ids["nobody"])), 303)
	}
}

func TestTheAdministrator(t *testing.T) {
	w := newWorld(t)
	ruth, coder := w.as("ruth"), w.as("coder")
	of := "/desk/people/" + string(w.ids["coder"])
	ruth.wants(ruth.get("/desk/people?q=lucia+coder"), 200, "Lucía coder")
	ruth.wants(ruth.post("/desk/people/"+string(w.ids["ruth"])+"/post", "coordinator", "1"), 422, "Somebody must stay administrator")
	made := ruth.post(of + "/reset")
	ruth.wants(made, 200)
	b := w.browser()
	b.wants(b.post(linkOn(w, made), "password", "a quite new password"), 303)
	coder.wants(coder.get("/desk/"), 303)
	b.wants(b.get("/desk/"), 200)
	ruth.wants(ruth.post(of+"/post", "disabled", "1"), 303)
	b.wants(b.get("/desk/"), 303)
	b.wants(b.post("/desk/sign-in", "login", "coder", "password", "a quite new password"), 422)
	ruth.wants(ruth.post(of+"/erase"), 303) // not sure: nothing
	ruth.wants(ruth.get(of), 200, "Lucía coder")
	ruth.wants(ruth.post(of+"/erase", "sure", "1"), 303)
	ruth.wants(ruth.get(linkTo(w.chain, "people")), 200, "a person who was erased")
}
