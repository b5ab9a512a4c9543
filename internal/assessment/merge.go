package assessment

import (
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/record"
)

// Merged says that another copy of this record, which went on by itself after
// the entry Fork, was taken in. The entries of the same command that follow
// are those taken; Left lists the numbers, over there, of those that were not.
type Merged struct {
	Fork  int64       `json:"fork"`
	Head  record.Head `json:"head"` // of the other copy
	Taken int         `json:"taken"`
	Left  []int64     `json:"left,omitempty"`
}

func (*Merged) kind() string { return "record.merged" }

func (*Merged) apply(*State, Meta) {}

// Touches names what an event changes, as a merge and a comparison see it: an
// indicator's code, "finding:…", "section:…", "source:…", "person:…",
// "commitment:…", "remark:…", or the name of a part that there is only one of.
func Touches(e Event) string {
	if c := About(e); c != "" {
		return string(c)
	}
	switch x := e.(type) {
	case *SourceAdded:
		return "source:" + string(x.ID)
	case *SourceChanged:
		return "source:" + string(x.ID)
	case *SourceCopied:
		return "source:" + string(x.ID)
	case *SourceDropped:
		return "source:" + string(x.ID)
	case *FindingWritten:
		return "finding:" + string(x.ID)
	case *FindingDropped:
		return "finding:" + string(x.ID)
	case *FindingConfirmed:
		return "finding:" + string(x.ID)
	case *FindingsOrdered:
		return "order:" + string(x.Domain) + ":" + string(x.Side)
	case *SectionWritten:
		return "section:" + x.Kind
	case *Translated:
		return string(x.Unit) + ":" + string(x.Language)
	case *Granted:
		return "person:" + string(x.Person) + ":" + string(x.Role)
	case *Revoked:
		return "person:" + string(x.Person) + ":" + string(x.Role)
	case *Promised:
		return "commitment:" + string(x.ID)
	case *PromiseDropped:
		return "commitment:" + string(x.ID)
	case *Replied:
		return "remark:" + string(x.Remark)
	}
	part, _, _ := strings.Cut(kindOf(e), ".")
	return part
}

func kindOf(e Event) string {
	if e == nil {
		return "redacted"
	}
	return e.kind()
}

// Facet is one thing as it stands, for showing two sides beside each other.
type Facet struct {
	Value string
	Text  string
	By    account.ID
	At    time.Time
}

// Facet gives what Touches names, as it stands in this state.
func (s *State) Facet(name string) Facet {
	kind, id, _ := strings.Cut(name, ":")
	unit, language, _ := strings.Cut(id, ":")
	switch kind {
	case "finding", "section":
		u, _ := s.Unit(UnitID(kind + ":" + unit))
		if x, ok := u.Translations[lang.Tag(language)]; ok && language != "" {
			return Facet{Text: x.Text, By: x.By, At: x.At}
		}
		return Facet{Text: u.Text, By: u.By, At: u.At}
	case "source":
		x := s.Sources[SourceID(id)]
		return Facet{Value: x.Kind, Text: strings.TrimSpace(x.Title + ", " + x.Issuer + " " + x.Date), By: x.AddedBy, At: x.Added}
	case "commitment":
		p := s.Promises[PromiseID(id)]
		return Facet{Text: p.Action, By: p.By, At: p.At}
	case "remark":
		r := s.Remarks[RemarkID(id)]
		if r.Reply == nil {
			return Facet{}
		}
		by, at := r.Reply.Who()
		return Facet{Value: string(r.Reply.Outcome), Text: r.Reply.Text, By: by, At: at}
	case "stage":
		return Facet{Value: string(s.Stage), Text: s.StageReason, At: s.StageSince}
	}
	if _, ok := s.Book.Indicator(framework.Code(name)); ok {
		a := s.Item(framework.Code(name)).Standing()
		return Facet{Value: a.Value, Text: a.Justification, By: a.By, At: a.At}
	}
	return Facet{}
}
