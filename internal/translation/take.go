package translation

import (
	"slices"
	"strings"

	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
)

// maxFaults is how many faults are listed; the last says how many more there
// are.
const maxFaults = 200

// Read reads a file that came back from a translator and says what would
// happen if it were taken. It changes nothing. The error lists every fault with
// its line; then there is no plan, for a file is taken whole or not at all.
func Read(name string, data []byte, s *assessment.State) (*Plan, error) {
	d, err := parse(name, data)
	if err != nil {
		return nil, err
	}
	t := taking{d: d, s: s, seen: map[assessment.UnitID]fault.Where{}, faults: d.faults}
	if len(d.entries) > 0 {
		t.plan.Meta = d.meta()
		if err := t.belongs(name); err != nil {
			return nil, err
		}
		t.all()
	}
	if n := len(t.faults); n > maxFaults {
		more := fault.New(fault.Invalid, "translation.more_faults", "n", n-maxFaults).At(fault.Where{File: name})
		t.faults = append(t.faults[:maxFaults:maxFaults], more)
	}
	if err := t.faults.Err(); err != nil {
		return nil, err
	}
	t.absent()
	t.plan.close()
	return &t.plan, nil
}

// taking holds the entries of a file against an assessment.
type taking struct {
	d      *document
	s      *assessment.State
	plan   Plan
	seen   map[assessment.UnitID]fault.Where
	faults fault.List
}

// belongs refuses a file of another assessment or for another language.
func (t *taking) belongs(name string) error {
	at := fault.Where{File: name}
	m := t.plan.Meta
	switch {
	case m.Chain != string(t.s.Chain):
		return fault.New(fault.Invalid, "translation.other_assessment", "have", shorten(m.Chain), "want", string(t.s.Chain)).At(t.d.entries[0].at)
	case !slices.Contains(t.s.Languages, m.Target):
		return fault.New(fault.Invalid, "translation.not_a_language", "language", shorten(string(m.Target)), "have", tags(t.s.Languages)).At(at)
	case m.Head > t.s.Head.Seq:
		return fault.New(fault.Invalid, "translation.other_history", "have", m.Head, "want", t.s.Head.Seq).At(at)
	}
	for _, x := range t.d.declared {
		if tag, ok := lang.Parse(strings.ReplaceAll(x.language, "_", "-")); !ok || tag != m.Target {
			return fault.New(fault.Invalid, "translation.other_language", "have", shorten(x.language), "want", string(m.Target)).At(x.at)
		}
	}
	return nil
}

func (t *taking) all() {
	for _, e := range t.d.entries {
		if first, twice := t.seen[e.Unit]; twice {
			t.refuse(e, "translation.unit_twice", "first", first.Line)
			continue
		}
		t.seen[e.Unit] = e.at
		if e.Chain != t.plan.Chain || e.Target != t.plan.Target || e.Head != t.plan.Head {
			t.refuse(e, "translation.mixed")
			continue
		}
		t.one(e)
	}
}

func (t *taking) refuse(e entry, key string, pairs ...any) {
	t.faults.Add(fault.New(fault.Invalid, key, append([]any{"unit", shorten(string(e.Unit))}, pairs...)...).At(e.at))
}

// one decides the fate of a text.
func (t *taking) one(e entry) {
	u, ok := t.s.Unit(e.Unit)
	x := u.Translations[e.Target]
	l := Line{Unit: e.Unit, Where: e.at, Source: u.Text, Before: x.Text, After: e.text}
	switch {
	case !ok && !t.was(e.Unit):
		t.refuse(e, "translation.foreign_unit")
		return
	case !ok, u.Source == e.Target:
		l.Fate = Gone
	case e.Basis > u.Seq || e.Base > x.Seq:
		t.refuse(e, "translation.bad_ticket")
		return
	case e.Basis == u.Seq && !sameWords(e.source, plain(u.Text)):
		t.refuse(e, "translation.source_altered", "text", shorten(u.Text))
		return
	case len(e.text) > assessment.MaxText:
		t.refuse(e, "translation.text_long", "n", len(e.text), "max", assessment.MaxText)
		return
	case e.text == "":
		l.Fate = Empty
	case !e.touched():
		l.Fate = Unchanged
	case e.unfinished:
		l.Fate = Unfinished
	default:
		t.take(e, u, &l)
	}
	t.plan.Lines = append(t.plan.Lines, l)
}

// was tells whether the assessment had a text that is no longer there.
func (t *taking) was(id assessment.UnitID) bool {
	kind, name, _ := strings.Cut(string(id), ":")
	switch kind {
	case "finding":
		return t.s.Findings[assessment.FindingID(name)].Dropped
	case "section":
		_, had := t.s.Sections[name]
		return had
	}
	return false
}

// touched tells whether a translator did something to a text: other words, a
// review, or the word that a translation which was behind is right again.
func (e entry) touched() bool {
	switch {
	case printOf(e.text) != e.Was:
		return true
	case e.says == assessment.TextReviewed:
		return e.State != assessment.TextReviewed
	case e.says == assessment.TextDraft:
		return e.State == assessment.TextStale
	}
	return false
}

// reviewed tells whether the file gives a translation as reviewed. Other words
// under a review that was there before are a draft: whoever changed them may
// have left the old mark standing.
func (e entry) reviewed() bool {
	return e.says == assessment.TextReviewed && (e.State != assessment.TextReviewed || printOf(e.text) == e.Was)
}

// take makes the command that a touched text asks for, unless the same stands
// here already. A translation of an original that changed since cannot be a
// reviewed one.
func (t *taking) take(e entry, u assessment.Unit, l *Line) {
	now := u.Translations[e.Target]
	l.Reviewed = e.reviewed() && e.Basis == u.Seq
	same := e.text == plain(now.Text)
	if same && now.Basis >= e.Basis && (now.Reviewed || !l.Reviewed) {
		l.Fate = Unchanged
		return
	}
	l.Fate, l.Behind = Changed, e.Basis < u.Seq
	if l.Behind {
		l.Fate = Stale
	}
	base := e.Base
	if now.Seq > base {
		if base = now.Seq; !same {
			l.Fate, l.Since = Conflict, now.Seq
		}
	}
	t.plan.steps = append(t.plan.steps, step{
		unit: e.Unit, conflict: l.Fate == Conflict,
		command: assessment.Translate{Base: base, Translated: assessment.Translated{
			Unit: e.Unit, Language: e.Target, Text: e.text, Reviewed: l.Reviewed, Basis: e.Basis,
		}},
	})
}

// absent lists the texts that the file does not hold.
func (t *taking) absent() {
	for _, id := range t.s.Units() {
		u, _ := t.s.Unit(id)
		if _, held := t.seen[id]; held || u.Source == t.plan.Target {
			continue
		}
		t.plan.Lines = append(t.plan.Lines, Line{Unit: id, Fate: Absent, Source: u.Text, Before: u.Translations[t.plan.Target].Text})
	}
}
