package translation

import (
	"sextant/internal/assessment"
	"sextant/internal/fault"
)

// Fate is what becomes of a text of a file.
type Fate string

// What can become of a text. Only the first two are taken.
const (
	// Changed is a translation that is new or differs.
	Changed Fate = "changed"
	// Stale is one that is taken although its original changed after the file
	// was made: it is recorded as made from the older original, hence behind.
	Stale Fate = "stale"
	// Unchanged is one that nobody touched, or that stands here in the same
	// words.
	Unchanged Fate = "unchanged"
	// Empty is one that has no text in the file. What stands here stays.
	Empty Fate = "empty"
	// Unfinished is one that the file marks as fuzzy.
	Unfinished Fate = "unfinished"
	// Conflict is one that somebody else saved here after the file was made.
	Conflict Fate = "conflict"
	// Gone is one whose original was taken out since, or rewritten in the very
	// language of the file.
	Gone Fate = "gone"
	// Absent is a text of the assessment that the file does not hold.
	Absent Fate = "absent"
)

// Fates lists what can become of a text, in the order of a preview.
var Fates = []Fate{Conflict, Changed, Stale, Unfinished, Empty, Gone, Absent, Unchanged}

// Taken tells whether a text of this fate is saved.
func (f Fate) Taken() bool { return f == Changed || f == Stale }

// As is the catalog key that names a fate.
func (f Fate) As() string { return "translation.as_" + string(f) }

// Why is the catalog key of the reason for which a text is left out, or taken
// as behind; empty for what is taken as current and what is unchanged.
func (f Fate) Why() string {
	if f == Changed || f == Unchanged {
		return ""
	}
	return "translation.why_" + string(f)
}

// Line is one text of a plan.
type Line struct {
	Unit assessment.UnitID
	Fate
	Where fault.Where // in the file; zero for what the file does not hold
	// Source is the original as it stands now.
	Source string
	// Before is the translation that stands here, After the file's.
	Before, After string
	// Reviewed says that the file gives the translation as reviewed.
	Reviewed bool
	// Behind says that the original changed after the file was made.
	Behind bool
	// Since is the number of the entry that somebody else made, for a conflict.
	Since int64
}

// Plan is what would happen if a file were taken.
type Plan struct {
	Meta
	// Lines holds every text, in the order of the file; those that the file
	// does not hold come last.
	Lines []Line
	// Commands are what the file asks for, to be sent in one order. There are
	// none as long as there are conflicts; Settle gives them then.
	Commands []assessment.Command

	steps []step
}

// step is one command with the text that it is about.
type step struct {
	unit     assessment.UnitID
	conflict bool
	command  assessment.Command
}

// Of lists the texts of one fate.
func (p *Plan) Of(f Fate) []Line {
	var lines []Line
	for _, l := range p.Lines {
		if l.Fate == f {
			lines = append(lines, l)
		}
	}
	return lines
}

// Changed lists what is taken as current.
func (p *Plan) Changed() []Line { return p.Of(Changed) }

// Stale lists what is taken although its original changed since.
func (p *Plan) Stale() []Line { return p.Of(Stale) }

// Unchanged lists what nobody touched.
func (p *Plan) Unchanged() []Line { return p.Of(Unchanged) }

// Empty lists what has no text in the file.
func (p *Plan) Empty() []Line { return p.Of(Empty) }

// Conflicts lists what somebody else saved here after the file was made.
func (p *Plan) Conflicts() []Line { return p.Of(Conflict) }

// Settle gives the commands after someone decided the conflicts: where mine is
// true the file wins, elsewhere what stands here stays.
func (p *Plan) Settle(mine func(Line) bool) []assessment.Command {
	take := map[assessment.UnitID]bool{}
	for _, l := range p.Conflicts() {
		take[l.Unit] = mine(l)
	}
	var commands []assessment.Command
	for _, s := range p.steps {
		if !s.conflict || take[s.unit] {
			commands = append(commands, s.command)
		}
	}
	return commands
}

// close makes the commands that can be sent as they are.
func (p *Plan) close() {
	if len(p.Conflicts()) == 0 {
		p.Commands = p.Settle(func(Line) bool { return false })
	}
}
