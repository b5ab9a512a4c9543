package desk

import (
	"testing"

	"sextant/internal/account"
	"sextant/internal/assessment"
)

// Rule 4: nobody publishes without the recorded consent of the government, or
// a stated reason for going without it.
func TestConsent(t *testing.T) {
	eachFindings(t, func(w *world) {
		focal, ruth, at := w.as("focal_point"), w.as("ruth"), linkTo(w.chain, "consent")
		publish := linkTo(w.chain, "publish")
		focal.wants(focal.get(at), 200, "Consent is asked for when every remark has its reply")
		focal.wants(focal.post(at, "do", "yes", "name", "Fidel", "office", "Alcaldía"), 403) // not at this stage
		w.writeAll()
		w.do("ruth", assessment.MoveStage{To: account.Consent})
		focal.wants(focal.get(linkTo(w.chain, "consultation")), 303)
		page := focal.get(at)
		focal.wants(page, 200, "Lucía focal_point", "Alcaldía", "24 findings", linkTo(w.chain, "preview"), "We consent", "Not yet, and why", "No consent, and no reason")
		focal.lacks(page, "Publish without consent")
		ruth.wants(ruth.post(publish), 422, "The consent of the government is not on record")

		focal.wants(focal.post(at, "do", "yes", "name", "Fidel Roca", "office", " ", "conditions", "Kept condition"), 422, "A name or an office is missing", "Kept condition")
		focal.wants(focal.post(at, "do", "no", "name", "Fidel Roca", "office", "Alcaldía"), 422, "A reason is missing")
		focal.wants(focal.post(at, "do", "no", "name", "Fidel Roca", "office", "Alcaldía", "reason", "The council has not met."), 303)
		ruth.wants(ruth.get(at), 200, "Consent refused", "The council has not met.", "The government has refused publication")
		ruth.wants(ruth.post(publish), 422, "The government has refused publication")

		focal.wants(focal.post(at, "do", "yes", "name", "Fidel Roca", "office", "Alcaldía", "scope", "answers", "conditions", "Not before Tuesday."), 303)
		ruth.wants(ruth.get(at), 200, "Consent given", "Fidel Roca", "Not before Tuesday.", "Findings", "Answers")
		if c := w.stateNow().Consent; !c.Shows("answers") || c.Shows("sources") || c.Shows("remarks") || c.Date == "" {
			t := w.T
			t.Errorf("recorded %+v", c)
		}
		// A sentence that changes afterwards asks again.
		f := w.finding(0, 0)
		w.do("editor", assessment.WriteFinding{Base: f.Seq, FindingWritten: assessment.FindingWritten{
			ID: f.ID, Domain: f.Domain, Side: f.Side, Text: "Desde 2024 la Oficina de Nuevos Vecinos hace otra cosa.", Language: "es", Indicators: f.Indicators,
		}})
		focal.wants(focal.get(at), 200, "Sentences changed after you consented")
		ruth.wants(ruth.get(at), 200, "Sentences changed after the consent was given")
		ruth.wants(ruth.post(publish), 422, "Sentences changed after the consent was given")

		for _, login := range []string{"government", "coder", "editor", "focal_point"} {
			b := w.as(login)
			b.wants(b.post(at+"/waive", "reason", "x"), 403)
		}
		for _, login := range []string{"government", "coder", "ruth"} {
			b := w.as(login)
			b.wants(b.get(at), 200)
			b.wants(b.post(at, "do", "yes", "name", "N", "office", "O"), 403)
		}
		ruth.wants(ruth.get(at), 200, "Publish without consent", "The public page says that the government has not consented")
		ruth.wants(ruth.post(at+"/waive", "reason", " ", "scope", "sources"), 422, "A reason is missing", `value="sources" checked`)
		ruth.wants(ruth.post(at+"/waive", "reason", "The ministry was dissolved.", "scope", "answers"), 303)
		focal.wants(focal.get(at), 200, "The ministry was dissolved.", "Published without consent")
		ruth.wants(ruth.post(publish), 303)
		stranger := w.browser()
		stranger.wants(stranger.get("/es/profiles/"+profileSlug(w.stateNow())), 200, "The ministry was dissolved.")
		ruth.wants(ruth.get(at), 200, "For edition 2 of the profile", "The consent on record was given for the edition before")
		for _, login := range []string{"second_coder", "nobody"} {
			b := w.as(login)
			if got := b.get(at); got.status != 403 && got.status != 404 {
				w.Errorf("%s sees the consent: %d", login, got.status)
			}
		}
	})
}
