package workbook

import (
	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/framework"
)

// Field names what a change is about.
type Field string

const (
	FieldValue         Field = "value"
	FieldJustification Field = "justification"
	FieldLanguage      Field = "language"
	FieldConfidence    Field = "confidence"
	FieldSources       Field = "sources" // the citations, one a line
	FieldReady         Field = "ready"
	FieldChange        Field = "change" // the type of the difference from the round before
	FieldWhy           Field = "why"
	FieldConfirmed     Field = "confirmed"
	FieldKind          Field = "kind"
	FieldTitle         Field = "title"
	FieldIssuer        Field = "issuer"
	FieldDate          Field = "date"
	FieldLink          Field = "link"
	FieldPrivate       Field = "private"
	FieldStance        Field = "stance"
	FieldText          Field = "text" // of a remark
	FieldTranslation   Field = "translation"
	FieldEvidence      Field = "evidence" // one a line
	FieldReviewed      Field = "reviewed"
)

// Key is the catalog key of the field's name, for a preview.
func (f Field) Key() string {
	switch f {
	case FieldSources, FieldConfirmed, FieldEvidence, FieldTranslation:
		return "workbook.field_" + string(f)
	case FieldText:
		return "workbook.col_remark"
	}
	return "workbook.col_" + string(f)
}

// Subject is what a row of a workbook is about: one of its fields is filled.
type Subject struct {
	Code   framework.Code
	Source assessment.SourceID
	Unit   assessment.UnitID
}

// Change is one field that the workbook changes. Before and After are codes
// where the field has a fixed set ("partial", "high", "yes"), else texts; a
// citation is written "title · locator".
type Change struct {
	Subject
	Field  Field
	Before string
	After  string
	Sheet  string
	Cell   string
	// Added tells a field of something new: a source, a remark.
	Added bool
}

// Conflict is something that others saved after the workbook was made and that
// the workbook says differently.
type Conflict struct {
	Subject
	// Fields lists what differs.
	Fields []Difference
	// Since is the number of the entry that the others made.
	Since int64
	Sheet string
	Cell  string
}

// Difference is one field of a conflict: what stands now, and what the
// workbook says.
type Difference struct {
	Field        Field
	Theirs, Mine string
}

// Plan is what would happen if a workbook were taken.
type Plan struct {
	Meta      Meta
	Changes   []Change
	Conflicts []Conflict
	// Faults stand in the way, each with its cell and a cure.
	Faults fault.List
	// Notes say what the workbook leaves out, and why; they stop nothing.
	Notes fault.List
	// Unchanged counts the rows that bring nothing new.
	Unchanged int
	// Commands are what the workbook asks for, to be sent in one order. There
	// are none as long as there are faults or conflicts.
	Commands []assessment.Command

	steps []step
}

// step is one command with where it came from.
type step struct {
	Subject
	command  assessment.Command
	conflict bool
	at       cellFinder
}

// cellFinder says which cell a fault of the rules is about.
type cellFinder func(key string) fault.Where

// Settle gives the commands after someone decided the conflicts: where mine is
// true the workbook wins, elsewhere what the others saved stays. There are none
// as long as there are faults.
func (p *Plan) Settle(mine func(Conflict) bool) []assessment.Command {
	if len(p.Faults) > 0 {
		return nil
	}
	take := map[Subject]bool{}
	for _, c := range p.Conflicts {
		take[c.Subject] = mine(c)
	}
	var commands []assessment.Command
	for _, s := range p.steps {
		if !s.conflict || take[s.Subject] {
			commands = append(commands, s.command)
		}
	}
	return commands
}

// maxFaults is how many faults a plan lists; it says how many more there are.
const maxFaults = 300

// close makes the commands that can be sent as they are.
func (p *Plan) close() {
	if n := len(p.Faults); n > maxFaults {
		more := fault.New(fault.Invalid, "workbook.more_faults", "n", n-maxFaults).At(fault.Where{File: p.Faults[0].Where.File})
		p.Faults = append(p.Faults[:maxFaults:maxFaults], more)
	}
	if len(p.Faults) == 0 && len(p.Conflicts) == 0 {
		p.Commands = p.Settle(func(Conflict) bool { return false })
	}
}

// Empty tells whether the workbook would change nothing.
func (p *Plan) Empty() bool { return len(p.steps) == 0 }

// difference is one field with the column that it stands in.
type difference struct {
	Difference
	key string
}

func plain(ds []difference) []Difference {
	all := make([]Difference, len(ds))
	for i, d := range ds {
		all[i] = d.Difference
	}
	return all
}

func yesNo(b bool) string {
	if b {
		return yes
	}
	return no
}

// note lists differences as changes.
func (p *Plan) note(l line, subject Subject, ds []difference, added bool) {
	for _, d := range ds {
		p.Changes = append(p.Changes, Change{
			Subject: subject, Field: d.Field, Before: d.Theirs, After: d.Mine, Sheet: l.g.sheet.name, Cell: l.cell(d.key), Added: added,
		})
	}
}
