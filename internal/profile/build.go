package profile

import (
	"slices"
	"time"

	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/record"
)

// Build freezes what the public may see of an assessment as it stands: what
// the consent lets be shown, and not a word more. The same state, number, note
// and day give the same value.
func Build(s *assessment.State, number int, changes string, on time.Time) *Profile {
	p := &Profile{
		Format: Format, Slug: SlugOf(s.Place, s.Year()), Edition: number, Changes: changes,
		Place: buildPlace(s), Date: Month(s.Date), Round: s.Round,
		Published: on.UTC().Truncate(24 * time.Hour),
		Title:     s.Title, Source: s.Source, Demonstration: s.Demonstration,
		Framework: Framework{
			Ref: s.Book.Ref, Hash: s.FrameworkHash, Title: s.Book.Title, Level: s.Book.Level,
			Demonstration: s.Book.IsDemonstration(),
		},
		Consent: buildConsent(s.Consent),
		Credit:  Credit{Text: s.Credit, Link: s.CreditLink},
		Record:  s.Head,
	}
	if s.Origin == "page" {
		p.Origin = s.Origin
	}
	p.Sections = buildSections(s)
	p.Domains = buildDomains(s)
	p.Languages = buildLanguages(s)
	p.Since = buildSince(s)
	p.Commitments = buildPromises(s)
	buildThread(p, s)
	return p
}

func buildPlace(s *assessment.State) Place {
	p := Place{Code: s.Place.Code, Local: s.Place.Local, Level: s.Place.Level, Name: s.Place.Name}
	country := s.Place
	for i, parent := range s.Parents {
		if country = parent; i < len(s.Parents)-1 {
			p.Parents = append(p.Parents, parent.Name)
		}
	}
	p.Country, p.ISO = country.Name, string(country.Code)
	if country.Level != place.Country {
		p.ISO = string(s.Place.Code[:min(3, len(s.Place.Code))])
	}
	return p
}

func buildConsent(c *assessment.Consented) Consent {
	if c == nil {
		return Consent{}
	}
	given := c.Kind == assessment.ConsentGiven
	out := Consent{Given: given, Name: c.Name, Office: c.Office, Date: c.Date, Scope: c.Scope, Conditions: c.Conditions}
	if !given {
		out.Reason = c.Reason
	}
	return out
}

func buildSections(s *assessment.State) []Section {
	var all []Section
	for _, kind := range assessment.SectionKinds {
		if u := s.Sections[kind]; u.Text != "" {
			text, behind := u.All()
			all = append(all, Section{Kind: kind, Text: text, Behind: behind})
		}
	}
	return all
}

func buildDomains(s *assessment.State) []Domain {
	domains := make([]Domain, 0, len(s.Book.Domains))
	for _, d := range s.Book.Domains {
		out := Domain{
			Code: d.Code, Title: d.Title, Short: d.Short, Colour: d.Colour, Dark: d.Dark, Icon: d.Icon,
			Developed: buildFindings(s.FindingsOf(d.Code, assessment.Developed)),
			Potential: buildFindings(s.FindingsOf(d.Code, assessment.Potential)),
		}
		if s.Consent.Shows("answers") && s.Origin != "page" {
			out.Coverage = coverage(s, d.Code)
		}
		domains = append(domains, out)
	}
	return domains
}

func buildFindings(fs []assessment.Finding) []Finding {
	out := make([]Finding, 0, len(fs))
	for _, f := range fs {
		text, behind := f.Unit.All()
		out = append(out, Finding{ID: string(f.ID), Text: text, Source: f.Source, Behind: behind, Indicators: f.Indicators})
	}
	return out
}

// coverage counts the standing answers of a domain by option, in the order of
// the default scale. Indicators on another scale are counted under its codes.
func coverage(s *assessment.State, domain framework.Code) []Count {
	var counts []Count
	at := map[string]int{}
	for _, ind := range s.Book.In(domain) {
		scale, _ := s.Book.Scale(ind.Scale)
		for _, o := range scale.Options {
			if _, seen := at[o.Code]; !seen {
				at[o.Code] = len(counts)
				counts = append(counts, Count{Option: o.Code, Label: o.Label})
			}
		}
		if n, ok := at[s.Item(ind.Code).Standing().Value]; ok {
			counts[n].N++
		}
	}
	return counts
}

// buildLanguages lists the languages of the profile, with how many texts each
// lacks and how many are older than their original.
func buildLanguages(s *assessment.State) []Language {
	var all []Language
	for _, t := range s.Languages {
		n := s.LanguageCount(t)
		if t != s.Source && n[assessment.TextReviewed]+n[assessment.TextDraft]+n[assessment.TextStale]+n[assessment.TextSource] == 0 {
			continue
		}
		all = append(all, Language{Tag: t, Behind: n[assessment.TextStale], Absent: n[assessment.TextMissing]})
	}
	return all
}

func buildSince(s *assessment.State) *Since {
	if s.Previous == nil {
		return nil
	}
	since := &Since{
		Slug: Slug(s.Previous.Slug), Round: s.Previous.Round, Date: Month(s.Previous.Date), Ref: s.Previous.Ref,
	}
	if s.Consent.Shows("answers") {
		since.Changes = buildChanges(s)
		for _, u := range s.Unmapped {
			since.Unmapped = append(since.Unmapped, u.Code)
		}
	}
	return since
}

func buildChanges(s *assessment.State) []Change {
	var all []Change
	for _, c := range s.Changes() {
		ind, _ := s.Book.Indicator(c.Indicator)
		scale, _ := s.Book.Scale(ind.Scale)
		label := func(v string) lang.Text { o, _ := scale.Option(v); return o.Label }
		all = append(all, Change{
			Indicator: c.Indicator, Domain: ind.Domain, Type: string(c.Type),
			From: c.From, FromLabel: label(c.From), To: c.To, ToLabel: label(c.To),
			Text: c.Why, Comparable: c.Comparable,
		})
	}
	return all
}

func buildPromises(s *assessment.State) []Promise {
	var all []Promise
	for _, p := range s.LivePromises() {
		if p.Public {
			all = append(all, Promise{Finding: string(p.Finding), Action: p.Action, Office: p.Office, Due: p.Due, Tag: p.Language})
		}
	}
	return all
}

// buildThread adds what lies beneath the findings, as far as the consent lets
// it be shown: answers with their decisions, sources, remarks.
func buildThread(p *Profile, s *assessment.State) {
	if !s.Consent.Shows("answers") {
		return
	}
	cited := map[assessment.SourceID]bool{}
	for _, ind := range s.Book.Indicators {
		i := s.Item(ind.Code)
		if i.Standing().Value != "" {
			p.Answers = append(p.Answers, buildAnswer(s, ind, i, cited))
		}
	}
	for _, id := range s.SourceOrder {
		if cited[id] {
			p.Sources = append(p.Sources, buildSource(s.Sources[id]))
		}
	}
	if s.Consent.Shows("remarks") {
		p.Remarks = buildRemarks(s)
	}
}

func buildAnswer(s *assessment.State, ind framework.Indicator, i assessment.Item, cited map[assessment.SourceID]bool) Answer {
	a := i.Standing()
	scale, _ := s.Book.Scale(ind.Scale)
	option, _ := scale.Option(a.Value)
	out := Answer{
		Indicator: ind.Code, Domain: ind.Domain, Question: ind.Question, Value: a.Value, Label: option.Label,
		Justification: a.Justification, Language: a.Language, Decisions: buildDecisions(s, i),
	}
	if !s.Consent.Shows("sources") {
		return out
	}
	for _, c := range a.Citations {
		if x := s.Sources[c.Source]; x.Private || x.Title == "" {
			continue
		}
		cited[c.Source] = true
		out.Citations = append(out.Citations, Citation{Source: string(c.Source), Locator: c.Locator})
	}
	return out
}

func buildSource(x assessment.Source) Source {
	out := Source{ID: string(x.ID), Kind: x.Kind, Title: x.Title, Language: x.Language, Issuer: x.Issuer, Date: x.Date, Link: x.Link}
	if n := len(x.Copies); n > 0 {
		c := x.Copies[n-1]
		out.Copy, out.CopyType, out.Copied = c.Hash, c.Type, c.At
	}
	return out
}

// buildDecisions tells in order how an answer came to stand. Only roles are
// named, never people; a return and its talk stay inside.
func buildDecisions(s *assessment.State, i assessment.Item) []Decision {
	var ds []Decision
	add := func(key, role string, at time.Time, from, to, text string) {
		ds = append(ds, Decision{Key: key, Role: role, At: at, From: from, To: to, Text: text})
	}
	if c := i.Carried; c != nil && c.Confirmed {
		add("decision.confirmed", "coder", i.First.At, "", i.First.Value, "")
	} else if i.First.Seq > 0 {
		add("decision.coded", "coder", i.First.At, "", i.First.Value, "")
	}
	if i.Second.Seq > 0 && s.Second.Compared {
		add("decision.coded_twice", "second_coder", i.Second.At, "", i.Second.Value, "")
	}
	if d := i.Decision; d != nil {
		_, at := d.Who()
		add("decision.adjudicated", "reviewer", at, i.First.Value, d.Value, d.Reason)
	}
	if i.Status() == assessment.Approved {
		add("decision.approved", "reviewer", i.Review.At, "", i.Standing().Value, "")
	}
	if s.Consent.Shows("remarks") {
		for _, r := range s.RemarksOn(i.Code) {
			if r.Reply != nil {
				_, at := r.Reply.Who()
				add("decision.replied_"+string(r.Reply.Outcome), "coordinator", at, r.Reply.From, r.Reply.To, r.Reply.Text)
			}
		}
	}
	slices.SortStableFunc(ds, func(a, b Decision) int { return a.At.Compare(b.At) })
	return ds
}

func buildRemarks(s *assessment.State) []Remark {
	var all []Remark
	for _, id := range s.RemarkOrder {
		r := s.Remarks[id]
		out := Remark{Indicator: r.Indicator, Office: r.Institution, Stance: string(r.Stance), Text: r.Text, Language: r.Language}
		if r.Reply != nil {
			out.Outcome, out.Reply, out.From, out.To = string(r.Reply.Outcome), r.Reply.Text, r.Reply.From, r.Reply.To
		}
		all = append(all, out)
	}
	return all
}

// HashOf is the hash of a profile's JSON, the proof of an edition.
func HashOf(json []byte) record.Hash { return record.SumOf(json) }
