package desk

import (
	"strconv"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/fault"
	"sextant/internal/record"
)

func init() {
	register("GET /desk/admin/redact", (*Desk).redactPage)
	register("POST /desk/admin/redact", (*Desk).redact)
}

// redactView is where the administrator blanks an entry that should never have
// been written. What the entry says is not shown: whoever asks for it names
// assessment and number.
type redactView struct {
	Frame
	Chain  string
	Seq    string
	Reason string
	Entry  *redactEntry // set once both are known
}

// redactEntry is what may be known of the entry.
type redactEntry struct {
	app.EntryFacts
	At        time.Time
	By        personView
	EntryKind string // in words
	Blank     bool   // was blanked before
}

// redactForm reads the form. The address of a moment of the past can be given
// as it is: it holds both.
func (a *ask) redactForm() redactView {
	v := redactView{Chain: a.value("chain"), Seq: a.value("seq"), Reason: a.value("reason")}
	if _, rest, ok := strings.Cut(v.Chain, "/desk/a/"); ok {
		chain, seq, _ := strings.Cut(rest, "/at/")
		v.Chain, _, _ = strings.Cut(chain, "/")
		if v.Seq == "" {
			v.Seq, _, _ = strings.Cut(seq, "/")
		}
	}
	v.Frame = a.frame("record_page.redact")
	return v
}

// find looks up which entry is meant.
func (a *ask) find(v *redactView) error {
	if v.Chain == "" && v.Seq == "" {
		return nil
	}
	seq, err := strconv.ParseInt(v.Seq, 10, 64)
	if err != nil {
		return fault.New(fault.Invalid, "assessment.no_entry")
	}
	f, err := a.desk.app.EntryFactsOf(a.Context(), a.who, record.Chain(v.Chain), seq)
	if err != nil {
		return err
	}
	names, err := a.desk.app.Names(a.Context(), account.ID(f.Actor))
	if err != nil {
		return err
	}
	by := personView{ID: account.ID(f.Actor), Name: names[account.ID(f.Actor)]}
	v.Entry = &redactEntry{EntryFacts: f, At: f.Time(), By: by, Blank: f.Redacted, EntryKind: a.kindName(f.Kind)}
	return nil
}

func (d *Desk) redactPage(a *ask) (answer, error) {
	if err := a.must(account.Redact); err != nil {
		return answer{}, err
	}
	v := a.redactForm()
	if err := a.find(&v); err != nil {
		return a.again("record-redact", &v, err)
	}
	return a.page("record-redact", &v)
}

func (d *Desk) redact(a *ask) (answer, error) {
	if err := a.must(account.Redact); err != nil {
		return answer{}, err
	}
	v := a.redactForm()
	err := a.find(&v)
	if err == nil && v.Entry == nil {
		err = fault.New(fault.Invalid, "record_page.no_record")
	}
	if err == nil {
		err = d.app.Redact(a.Context(), a.who, record.Chain(v.Chain), v.Entry.Seq, v.Reason)
	}
	if err != nil {
		return a.again("record-redact", &v, err)
	}
	return a.seeOther("/desk/admin/redact", "record_page.done_redacted")
}
