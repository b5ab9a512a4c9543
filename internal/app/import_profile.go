package app

import (
	"context"
	"slices"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/place"
	"sextant/internal/profile"
)

// importProfile brings in a profile in our own JSON, through the record like
// every other.
func (a *App) importProfile(ctx context.Context, name string, data []byte, o ImportOptions) (*Understood, error) {
	p, err := profile.Parse(name, data)
	if err != nil {
		return nil, err
	}
	book, err := a.Book(ctx, p.Framework.Ref)
	if err != nil {
		return nil, fault.New(fault.Invalid, "import.framework_unknown", "framework", p.Framework.Ref.String()).At(fault.Where{File: name})
	}
	if BookHash(book) != p.Framework.Hash {
		return nil, fault.New(fault.Invalid, "import.framework_differs", "framework", p.Framework.Ref.String()).At(fault.Where{File: name})
	}
	u := &Understood{Kind: "import.kind_profile", Slug: p.Slug, Edition: 1, Lines: profileLines(p), Left: profileLeft(p)}
	old, err := a.bySlug(ctx, p.Slug)
	if err != nil {
		return nil, err
	}
	if old != nil && (o.NewEdition == "" || len(old.Editions) == 0) {
		return nil, refuseTwin(old, p.Slug)
	}
	if old != nil && old.FrameworkHash != p.Framework.Hash {
		return nil, fault.New(fault.Invalid, "import.framework_differs", "framework", p.Framework.Ref.String()).At(fault.Where{File: name})
	}
	if old != nil {
		u.Edition = len(old.Editions) + 1
	}
	if o.DryRun {
		return u, nil
	}
	if old == nil {
		do := append([]assessment.Command{assessment.Open{Opened: openProfile(p)}}, profileText(p, nil)...)
		do = append(do, assessment.MoveStage{To: account.Consent}, profileConsent(p.Consent))
		_, err = a.Begin(ctx, Order{By: System, Do: do, Publish: &Publication{Changes: ""}}, book)
		return u, err
	}
	do := append(profileText(p, old), profileConsent(p.Consent))
	_, err = a.Do(ctx, Order{By: System, Chain: old.Chain, Do: do, Publish: &Publication{Changes: o.NewEdition}})
	return u, err
}

func profileLines(p *profile.Profile) []UnderstoodLine {
	line := func(as, text string) UnderstoodLine { return UnderstoodLine{As: "import.as_" + as, Text: text} }
	lines := []UnderstoodLine{
		line("place", p.Place.Name.Get(p.Source)), line("date", string(p.Date)), line("framework", p.Framework.Ref.String()),
	}
	for _, d := range p.Domains {
		lines = append(lines, line("domain", d.Title.Get(p.Source)))
		for _, f := range append(append([]profile.Finding(nil), d.Developed...), d.Potential...) {
			lines = append(lines, line("finding", f.Text.Get(f.Source)))
		}
	}
	return lines
}

// profileLeft lists what the record cannot take from a published value: the
// decisions behind answers and the remarks happened in another record.
func profileLeft(p *profile.Profile) []UnderstoodLine {
	var left []UnderstoodLine
	add := func(as, why string, n int) {
		if n > 0 {
			left = append(left, UnderstoodLine{As: as, Why: why, Args: []any{"n", n}})
		}
	}
	decisions := 0
	for _, a := range p.Answers {
		decisions += len(a.Decisions)
	}
	add("import.as_decisions", "import.left_decisions", decisions)
	add("import.as_remarks", "import.left_remarks", len(p.Remarks))
	if p.Since != nil {
		add("import.as_since", "import.left_since", 1)
	}
	copies := 0
	for _, s := range p.Sources {
		if s.Copy != "" {
			copies++
		}
	}
	add("import.as_copies", "import.left_copies", copies)
	return left
}

func openProfile(p *profile.Profile) assessment.Opened {
	o := assessment.Opened{
		Place:     place.Place{Code: p.Place.Code, Name: p.Place.Name, Level: p.Place.Level, Local: p.Place.Local},
		Framework: p.Framework.Ref, FrameworkHash: p.Framework.Hash, Round: max(p.Round, 1), Date: string(p.Date),
		Title: p.Title, Source: p.Source, Demonstration: p.Demonstration, Origin: "file",
		Credit: p.Credit.Text, CreditLink: p.Credit.Link,
	}
	for _, l := range p.Languages {
		o.Languages = append(o.Languages, l.Tag)
	}
	if p.Place.Level != place.Country {
		country := place.Place{Code: place.Code(p.Place.ISO), Name: p.Place.Country, Level: place.Country}
		for _, name := range p.Place.Parents {
			o.Parents = append(o.Parents, place.Place{Name: name})
		}
		o.Place.Parent, o.Parents = country.Code, append(o.Parents, country)
	}
	return o
}

// profileText enters sections, findings, sources and answers. Old is what is
// there already, nil for a new assessment.
func profileText(p *profile.Profile, old *assessment.State) []assessment.Command {
	var do []assessment.Command
	do = append(do, profileSections(p)...)
	do = append(do, profileFindings(p, old)...)
	for _, x := range p.Sources {
		if old != nil && old.Sources[assessment.SourceID(x.ID)].Title != "" {
			continue
		}
		do = append(do, assessment.AddSource{SourceAdded: assessment.SourceAdded{
			ID:    assessment.SourceID(x.ID),
			Cited: assessment.Cited{Kind: x.Kind, Title: x.Title, Language: x.Language, Issuer: x.Issuer, Date: x.Date, Link: x.Link},
		}})
	}
	for _, x := range p.Answers {
		do = append(do, profileAnswer(x, old))
	}
	return append(do, assessment.ApproveAll{UpTo: whatever})
}

func profileAnswer(x profile.Answer, old *assessment.State) assessment.Command {
	c := assessment.RecordAnswer{Answered: assessment.Answered{
		Indicator: x.Indicator, Hand: assessment.FirstHand, Ready: x.Justification != "",
		Given: assessment.Given{Value: x.Value, Justification: x.Justification, Language: x.Language},
	}}
	for _, cite := range x.Citations {
		c.Citations = append(c.Citations, assessment.Citation{Source: assessment.SourceID(cite.Source), Locator: cite.Locator})
	}
	if old != nil {
		c.Base = old.Item(x.Indicator).First.Seq
	}
	return c
}

// whatever is the base of a command that replaces whatever stands: an import
// was decided on as a whole.
const whatever = int64(1) << 62

func profileSections(p *profile.Profile) []assessment.Command {
	var do []assessment.Command
	for _, x := range p.Sections {
		do = append(do, assessment.WriteSection{
			SectionWritten: assessment.SectionWritten{Kind: x.Kind, Language: p.Source, Text: x.Text[p.Source]}, Base: whatever,
		})
		do = append(do, translations(assessment.SectionUnit(x.Kind), x.Text, p.Source, x.Behind)...)
	}
	return do
}

func profileFindings(p *profile.Profile, old *assessment.State) []assessment.Command {
	var do []assessment.Command
	there := map[assessment.FindingID]bool{}
	for _, d := range p.Domains {
		for _, side := range assessment.Sides {
			for _, f := range profileSide(d, side) {
				id := assessment.FindingID(f.ID)
				there[id] = true
				do = append(do, assessment.WriteFinding{FindingWritten: assessment.FindingWritten{
					ID: id, Domain: d.Code, Side: side, Text: f.Text[f.Source], Language: f.Source, Indicators: f.Indicators, OnPurpose: true,
				}, Base: whatever})
				do = append(do, translations(assessment.FindingUnit(id), f.Text, f.Source, f.Behind)...)
			}
		}
	}
	if old != nil {
		for _, id := range old.Order {
			if f := old.Findings[id]; !f.Dropped && !there[id] {
				do = append(do, assessment.DropFinding{FindingDropped: assessment.FindingDropped{ID: id}})
			}
		}
	}
	return do
}

func profileSide(d profile.Domain, side assessment.Side) []profile.Finding {
	if side == assessment.Developed {
		return d.Developed
	}
	return d.Potential
}

// translations enters a text's other languages. One that is behind rests on
// an entry before the original, and so stays behind.
func translations(unit assessment.UnitID, text lang.Text, source lang.Tag, behind []lang.Tag) []assessment.Command {
	var do []assessment.Command
	for _, tag := range text.Tags() {
		if tag == source {
			continue
		}
		t := assessment.Translated{Unit: unit, Language: tag, Text: text[tag], Reviewed: true}
		if slices.Contains(behind, tag) {
			t.Reviewed, t.Basis = false, 1
		}
		do = append(do, assessment.Translate{Translated: t, Base: whatever})
	}
	return do
}

func profileConsent(c profile.Consent) assessment.Command {
	if c.Given {
		return assessment.GiveConsent{Consented: assessment.Consented{
			Kind: assessment.ConsentGiven, Name: c.Name, Office: c.Office, Date: c.Date, Scope: c.Scope, Conditions: c.Conditions,
		}}
	}
	return assessment.WaiveConsent{Reason: c.Reason, Scope: c.Scope}
}
