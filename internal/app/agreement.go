package app

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/record"
	"sextant/internal/score"
)

// Agreement is how far two coders of one assessment agree who did not see each
// other's answers. It rests on the answers as they stood when both were
// opened: what somebody changed afterwards was no longer given blind.
type Agreement struct {
	Compared int // indicators that were answered twice
	// Scales has an entry for each scale of the book that was used; answers on
	// different scales are never held against each other.
	Scales []ScaleAgreement
}

// ScaleAgreement is the agreement on one scale.
type ScaleAgreement struct {
	Levels []framework.Option // lowest first
	Whole  GroupAgreement
	Groups []GroupAgreement // in the order of the book, pairs of coders last
	Table  [][]int          // first coding down, second across, by level
	// Common is the level that more than half of all answers have; nil for
	// none. It is why kappa and AC2 part.
	Common *framework.Option
	Notes  []score.Note
}

// GroupKind says what a group of answers has in common.
type GroupKind string

const (
	GroupDomain    GroupKind = "d"
	GroupIndicator GroupKind = "i"
	GroupPair      GroupKind = "p" // of coders
)

// GroupAgreement is the agreement on a group of indicators. A figure that is
// not defined is NaN.
type GroupAgreement struct {
	Kind          GroupKind // empty for the whole
	Code          framework.Code
	First, Second account.ID // of a pair
	Units         int        // that both answered on the scale
	Same          int        // of those with the same answer
	// Raw is the share of equal answers; Kappa is Cohen's with linear weights
	// (Cohen, 1968); Alpha is Krippendorff's for ordinal answers (Krippendorff,
	// 2011); Gwet is AC2 with linear weights (Gwet, 2014).
	Raw, Kappa, Alpha, Gwet Coefficient
}

// Coefficient is a figure with its percentile bootstrap interval of 95 %. Used
// is in how many of the resamples it was defined.
type Coefficient struct {
	Value, Low, High float64
	Used             int
}

// agreementDraws and agreementSeed make intervals the same on every machine.
const (
	agreementDraws = 2000
	agreementSeed  = 1
)

// Agreement gives the figures of one assessment to those who may see both
// coders' answers, once they were opened.
func (a *App) Agreement(ctx context.Context, by account.Standing, chain record.Chain) (*Agreement, error) {
	s, err := a.State(ctx, by, chain)
	if err != nil {
		return nil, err
	}
	if !s.Standing(by).May(account.SeeBoth, account.Scope{Stage: s.Stage}) {
		return nil, denied(account.SeeBoth, s)
	}
	if !s.Second.Compared {
		return nil, fault.New(fault.Invalid, "second.not_opened")
	}
	key := fmt.Sprintf("%s/%d", chain, len(s.Redactions))
	return a.agreed.once(key, func() (*Agreement, error) {
		twice, err := a.blindAnswers(ctx, s)
		if err != nil {
			return nil, err
		}
		return agreementOf(ctx, s.Book, twice, GroupDomain, GroupPair)
	})
}

// agreedCache keeps figures: they cannot change once both coders' answers were
// opened, so a page costs the resampling once.
type agreedCache struct {
	mu    sync.Mutex
	of    map[string]*Agreement
	blind map[record.Chain]blindSet
}

const mostAgreed = 500

func (c *agreedCache) once(key string, compute func() (*Agreement, error)) (*Agreement, error) {
	c.mu.Lock()
	known := c.of[key]
	c.mu.Unlock()
	if known != nil {
		return known, nil
	}
	fresh, err := compute()
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil || len(c.of) >= mostAgreed {
		c.of = map[string]*Agreement{}
	}
	c.of[key] = fresh
	return fresh, nil
}

// twice is an indicator that was answered twice.
type twice struct {
	unit          string
	ind           framework.Indicator
	first, second assessment.Answer
}

// blindSet is what was answered twice in an assessment.
type blindSet struct {
	redactions int
	answers    []twice
}

// openedKind is the entry that opens both coders' answers: assessment's
// SecondCompared.
const openedKind = "second.compared"

// blindAnswers reads what both coders had said when their answers were opened.
func (a *App) blindAnswers(ctx context.Context, s *assessment.State) ([]twice, error) {
	a.agreed.mu.Lock()
	known, ok := a.agreed.blind[s.Chain]
	a.agreed.mu.Unlock()
	if ok && known.redactions == len(s.Redactions) {
		return known.answers, nil
	}
	entries, err := a.store.Entries(ctx, s.Chain, 0)
	if err != nil {
		return nil, err
	}
	opened := slices.IndexFunc(entries, func(e record.Entry) bool { return e.Kind == openedKind })
	if opened < 0 {
		return nil, fault.New(fault.Invalid, "second.not_opened")
	}
	then, err := assessment.Load(entries[:opened+1], a.books.lookup(ctx))
	if err != nil {
		return nil, err
	}
	all := blindOf(then)
	a.agreed.mu.Lock()
	defer a.agreed.mu.Unlock()
	if a.agreed.blind == nil {
		a.agreed.blind = map[record.Chain]blindSet{}
	}
	a.agreed.blind[s.Chain] = blindSet{len(s.Redactions), all}
	return all, nil
}

func blindOf(s *assessment.State) []twice {
	var all []twice
	for _, ind := range s.Book.Indicators {
		if i := s.Item(ind.Code); slices.Contains(s.Second.Indicators, ind.Code) && i.Second.Seq > 0 {
			all = append(all, twice{string(s.Chain) + "/" + string(ind.Code), ind, i.First, i.Second})
		}
	}
	return all
}

// agreementOf computes the figures for all answers and for the kinds of group.
func agreementOf(ctx context.Context, book *framework.Framework, all []twice, kinds ...GroupKind) (*Agreement, error) {
	out := &Agreement{Compared: len(all)}
	for _, scale := range book.Scales {
		var pairs []score.Pair
		for _, t := range all {
			if s, _ := book.Scale(t.ind.Scale); s.ID == scale.ID {
				pairs = append(pairs, score.Pair{Unit: t.unit, First: t.first.Value, Second: t.second.Value, Groups: t.groups(kinds)})
			}
		}
		if len(pairs) == 0 {
			continue
		}
		one, err := scaleAgreement(ctx, book, scale, pairs)
		if err != nil {
			return nil, err
		}
		out.Scales = append(out.Scales, *one)
	}
	return out, nil
}

func (t twice) groups(kinds []GroupKind) []string {
	var out []string
	for _, k := range kinds {
		name := string(t.ind.Code)
		switch k {
		case GroupDomain:
			name = string(t.ind.Domain)
		case GroupPair:
			name = string(t.first.By) + "|" + string(t.second.By)
		}
		out = append(out, string(k)+":"+name)
	}
	return out
}

// wanted are the four coefficients that pages show.
func wanted(name, weighting string) bool {
	switch name + "/" + weighting {
	case "raw/identity", "kappa/linear", "alpha/ordinal", "gwet/linear":
		return true
	}
	return false
}

func scaleAgreement(ctx context.Context, book *framework.Framework, scale framework.Scale, pairs []score.Pair) (*ScaleAgreement, error) {
	out := &ScaleAgreement{Levels: scale.Levels()}
	names := make([]string, len(out.Levels))
	for k, l := range out.Levels {
		names[k] = l.Code
	}
	out.Notes = score.PairsOf(names, pairs).Notes
	if pairs = onScale(names, pairs); len(pairs) == 0 {
		none := Coefficient{Value: math.NaN(), Low: math.NaN(), High: math.NaN()}
		out.Whole = GroupAgreement{Raw: none, Kappa: none, Alpha: none, Gwet: none}
		out.cross(names, nil)
		return out, nil
	}
	coders := score.PairsOf(names, pairs)
	figures, err := coders.Agreement(ctx, score.AgreementOptions{Resamples: agreementDraws, Level: 0.95, Seed: agreementSeed, Only: wanted})
	if err != nil {
		return nil, err
	}
	by := map[string]GroupAgreement{}
	for _, f := range figures {
		g := by[f.Indicator]
		g.take(f)
		by[f.Indicator] = g
	}
	out.Whole = by[""].counted(pairs, "")
	for _, name := range coders.Indicators {
		g := by[name]
		if len(coders.Of[name]) == len(pairs) { // the group is the whole
			g = by[""]
		}
		g = g.counted(pairs, name)
		g.name(name)
		out.Groups = append(out.Groups, g)
	}
	slices.SortStableFunc(out.Groups, func(x, y GroupAgreement) int { return rankOf(book, x) - rankOf(book, y) })
	out.cross(names, pairs)
	return out, nil
}

// onScale keeps what both coders answered with a level of the scale, so that
// every figure follows from the table that is shown beside it.
func onScale(levels []string, pairs []score.Pair) []score.Pair {
	return slices.DeleteFunc(slices.Clone(pairs), func(p score.Pair) bool {
		return !slices.Contains(levels, p.First) || !slices.Contains(levels, p.Second)
	})
}

// take puts a figure where it belongs.
func (g *GroupAgreement) take(f score.AgreementFigure) {
	c := Coefficient{float64(f.Value), float64(f.Low), float64(f.High), f.Used}
	switch f.Name {
	case "raw":
		g.Raw = c
	case "kappa":
		g.Kappa = c
	case "alpha":
		g.Alpha = c
	case "gwet":
		g.Gwet = c
	}
}

func (g *GroupAgreement) name(group string) {
	kind, name, _ := strings.Cut(group, ":")
	g.Kind = GroupKind(kind)
	if g.Kind == GroupPair {
		first, second, _ := strings.Cut(name, "|")
		g.First, g.Second = account.ID(first), account.ID(second)
		return
	}
	g.Code = framework.Code(name)
}

// counted adds how many units there are and how many have the same answer.
func (g GroupAgreement) counted(pairs []score.Pair, group string) GroupAgreement {
	g.Units, g.Same = 0, 0
	for _, p := range pairs {
		if group != "" && !slices.Contains(p.Groups, group) {
			continue
		}
		g.Units++
		if p.First == p.Second {
			g.Same++
		}
	}
	return g
}

// rankOf orders groups: domains, indicators, pairs; each as the book has it.
func rankOf(book *framework.Framework, g GroupAgreement) int {
	switch g.Kind {
	case GroupDomain:
		return slices.IndexFunc(book.Domains, func(d framework.Domain) bool { return d.Code == g.Code })
	case GroupIndicator:
		return 1000 + slices.IndexFunc(book.Indicators, func(i framework.Indicator) bool { return i.Code == g.Code })
	}
	return 1 << 20
}

// cross counts answers against answers, and finds the level that more than
// half of them have.
func (s *ScaleAgreement) cross(levels []string, pairs []score.Pair) {
	s.Table = make([][]int, len(levels))
	for k := range s.Table {
		s.Table[k] = make([]int, len(levels))
	}
	of, all := make([]int, len(levels)), 0
	for _, p := range pairs {
		x, y := slices.Index(levels, p.First), slices.Index(levels, p.Second)
		s.Table[x][y]++
		of[x]++
		of[y]++
		all += 2
	}
	for k, n := range of {
		if 2*n > all {
			s.Common = &s.Levels[k]
		}
	}
}
