package app

import (
	"context"
	"fmt"
	"strings"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/locale"
	"sextant/internal/pagetext"
	"sextant/internal/place"
	"sextant/internal/profile"
)

// importPage brings in the text of a published profile page. The profile comes
// into being as every other does: an assessment is opened, findings are
// entered, an edition is published, in one write.
func (a *App) importPage(ctx context.Context, name string, data []byte, o ImportOptions) (*Understood, error) {
	page, err := pagetext.Read(name, data)
	if err != nil {
		return nil, err
	}
	opened := openPage(page)
	u := &Understood{Kind: "import.kind_page", Slug: profile.SlugOf(opened.Place, page.Date.Year()), Edition: 1}
	for _, l := range page.Lines {
		u.Lines = append(u.Lines, UnderstoodLine{Number: l.Number, As: "import.as_" + string(l.As), Text: l.Text, Why: l.Why})
	}
	book := a.AboutFramework(bookLevel(page.Level))
	opened.Framework, opened.FrameworkHash = book.Ref, BookHash(book)
	old, err := a.bySlug(ctx, u.Slug)
	if err != nil {
		return nil, err
	}
	if old != nil && (o.NewEdition == "" || len(old.Editions) == 0) {
		return nil, refuseTwin(old, u.Slug)
	}
	if old != nil {
		u.Edition = len(old.Editions) + 1
	}
	if o.DryRun {
		return u, nil
	}
	if old != nil {
		return u, a.editPage(ctx, old, page, o.NewEdition)
	}
	do := append([]assessment.Command{assessment.Open{Opened: opened}}, pageText(page, "")...)
	do = append(do,
		assessment.MoveStage{To: account.Consent},
		assessment.WaiveConsent{Reason: locale.For(page.Language).T("import.consent_reason"), Scope: []string{"findings"}},
	)
	_, err = a.Begin(ctx, Order{By: System, Do: do, Publish: &Publication{}}, book)
	return u, err
}

func bookLevel(l place.Level) framework.Level {
	if l == place.Country {
		return framework.National
	}
	return framework.Local
}

func openPage(page *pagetext.Page) assessment.Opened {
	country, _ := place.ByCode(page.CountryCode)
	o := assessment.Opened{
		Place: place.Place{Code: page.PlaceCode, Name: lang.Text{page.Language: page.Place}, Level: page.Level},
		Round: 1, Date: string(page.Date), Title: lang.Text{page.Language: page.Title},
		Languages: []lang.Tag{page.Language}, Source: page.Language, Origin: "page",
	}
	if page.Level == place.Country {
		o.Place = country
		return o
	}
	o.Place.Parent = country.Code
	o.Parents = []place.Place{country}
	return o
}

// pageText enters the introduction and the findings. Suffix tells apart the
// findings of later editions.
func pageText(page *pagetext.Page, suffix string) []assessment.Command {
	do := []assessment.Command{assessment.WriteSection{SectionWritten: assessment.SectionWritten{
		Kind: assessment.Introduction, Language: page.Language, Text: strings.Join(page.Introduction, "\n\n"),
	}}}
	for _, d := range page.Domains {
		for _, side := range assessment.Sides {
			for n, f := range pageSide(d, side) {
				do = append(do, assessment.WriteFinding{FindingWritten: assessment.FindingWritten{
					ID:     assessment.FindingID(fmt.Sprintf("%s-%s-%d%s", strings.ToLower(string(d.Code)), side, n+1, suffix)),
					Domain: d.Code, Side: side, Text: f.Text, Language: page.Language,
				}})
			}
		}
	}
	return do
}

func pageSide(d pagetext.Domain, side assessment.Side) []pagetext.Finding {
	if side == assessment.Developed {
		return d.Developed
	}
	return d.Potential
}

// editPage makes a further edition of what is there: findings whose sentence
// is unchanged stay, the others are dropped and written anew.
func (a *App) editPage(ctx context.Context, old *assessment.State, page *pagetext.Page, changes string) error {
	number := len(old.Editions) + 1
	do := pageText(page, fmt.Sprintf("-e%d", number))
	intro := do[0].(assessment.WriteSection)
	intro.Base = old.Sections[assessment.Introduction].Seq
	do[0] = intro
	kept := map[assessment.FindingID]bool{}
	var edit []assessment.Command
	var order []assessment.OrderFindings
	for _, c := range do {
		w, ok := c.(assessment.WriteFinding)
		if !ok {
			edit = append(edit, c)
			continue
		}
		id := w.ID
		if same, ok := sameFinding(old, w, kept); ok {
			id = same
			kept[same] = true
		} else {
			edit = append(edit, w)
		}
		order = inOrder(order, w.Domain, w.Side, id)
	}
	for _, id := range old.Order {
		if f := old.Findings[id]; !f.Dropped && !kept[id] {
			edit = append(edit, assessment.DropFinding{FindingDropped: assessment.FindingDropped{ID: id}})
		}
	}
	for _, x := range order {
		edit = append(edit, x)
	}
	if same, err := a.changesNothing(old, edit); err != nil || same {
		if err == nil {
			last := old.Editions[number-2]
			err = fault.New(fault.Exists, "import.nothing_changed", "edition", last.Number, "address", "/profiles/"+last.Slug)
		}
		return err
	}
	edit = append(edit, assessment.WaiveConsent{
		Reason: locale.For(page.Language).T("import.consent_reason"), Scope: []string{"findings"},
	})
	_, err := a.Do(ctx, Order{By: System, Chain: old.Chain, Do: edit, Publish: &Publication{Changes: changes}})
	return err
}

// changesNothing tells whether commands would leave a state as it is.
func (a *App) changesNothing(s *assessment.State, do []assessment.Command) (bool, error) {
	b := batch{app: a, state: s, at: a.now(), order: Order{By: System, Chain: s.Chain, Do: do}}
	err := b.carryOut()
	return len(b.write.Entries) == 0, err
}

func sameFinding(old *assessment.State, w assessment.WriteFinding, kept map[assessment.FindingID]bool) (assessment.FindingID, bool) {
	for _, f := range old.FindingsOf(w.Domain, w.Side) {
		if f.Text == w.Text && f.Source == w.Language && !kept[f.ID] {
			return f.ID, true
		}
	}
	return "", false
}

func inOrder(order []assessment.OrderFindings, d framework.Code, side assessment.Side, id assessment.FindingID) []assessment.OrderFindings {
	if n := len(order); n > 0 && order[n-1].Domain == d && order[n-1].Side == side {
		order[n-1].IDs = append(order[n-1].IDs, id)
		return order
	}
	o := assessment.OrderFindings{FindingsOrdered: assessment.FindingsOrdered{Domain: d, Side: side, IDs: []assessment.FindingID{id}}}
	return append(order, o)
}
