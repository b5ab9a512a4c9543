package workbook

import (
	"regexp"
	"slices"
	"strconv"
	"time"

	"sextant/internal/assessment"
	"sextant/internal/fault"
	"sextant/internal/lang"
	"sextant/internal/locale"
)

// cited is a source as the file numbers it.
type cited struct {
	id     assessment.SourceID
	faulty bool // its row has a fault; what cites it has none of its own
}

// maxNewSources bounds what one file may bring.
const maxNewSources = 1000

// sourceInputs are the cells of a source that people write into.
var sourceInputs = []string{keyKind, keyTitle, keyIssuer, keyDate, keyLink, keyLanguage, keyPrivate}

// readSources reads the sheet of sources: those known by their hidden id, and
// new ones. Without that sheet no citation can be understood.
func (q *answers) readSources() bool {
	q.found, q.named = map[int]cited{}, map[assessment.SourceID]string{}
	faults := &q.plan.Faults
	known := visible(q.s, q.hand)
	rows, added := once{}, 0
	grids := q.book.grids(keySource, append([]string{keySeq, keyPrint, keyNumber}, sourceInputs...), faults)
	if len(grids) == 0 && len(*faults) == 0 {
		faults.Add(q.book.fault("workbook.sources_lost"))
	}
	for _, g := range grids {
		for _, l := range g.rows {
			if l.id == "" {
				if _, filled := l.stray(sourceInputs); !filled {
					continue
				}
				if added++; added > maxNewSources {
					faults.Add(fault.New(fault.TooLarge, "workbook.many_sources", "limit", maxNewSources).At(l.where(keyTitle)))
					return false
				}
			}
			q.readSource(l, known, rows)
		}
	}
	return len(grids) > 0
}

func (q *answers) readSource(l line, known []assessment.Source, rows once) {
	faults := &q.plan.Faults
	before := len(*faults)
	c := q.cited(l)
	id := assessment.SourceID(l.id)
	switch {
	case id == "":
		if len(*faults) == before {
			id = q.newSource(l, c, known)
		}
	case rows.again(l, keyNumber, faults):
	case !slices.ContainsFunc(known, func(x assessment.Source) bool { return x.ID == id }):
		q.lostSource(l, id)
	case len(*faults) == before:
		q.weighSource(l, id, c)
	}
	q.number(l, cited{id, len(*faults) > before})
	q.named[id] = c.Title
}

// lostSource is one whose id this assessment does not have, or no longer. One
// that was taken out meanwhile is left alone.
func (q *answers) lostSource(l line, id assessment.SourceID) {
	if q.s.Sources[id].Dropped && q.hand == assessment.FirstHand {
		q.plan.Notes.Add(fault.New(fault.Invalid, "workbook.source_gone", "title", q.s.Sources[id].Title).At(l.where(keyNumber)))
		return
	}
	q.plan.Faults.Add(fault.New(fault.Invalid, "workbook.foreign_source").At(l.where(keyNumber)))
}

// number notes what a source is called in the file.
func (q *answers) number(l line, x cited) {
	faults := &q.plan.Faults
	typed := l.text(keyNumber, faults)
	if typed == "" {
		return
	}
	n, ok := readNumber(typed)
	if !ok {
		faults.Add(fault.New(fault.Invalid, "workbook.bad_number", "number", shorten(typed, 60)).At(l.where(keyNumber)))
		return
	}
	if _, twice := q.found[n]; twice {
		faults.Add(fault.New(fault.Invalid, "workbook.number_twice", "number", sourceNumber(n)).At(l.where(keyNumber)))
		return
	}
	q.found[n] = x
}

// cited reads what a row says of a source.
func (q *answers) cited(l line) assessment.Cited {
	faults := &q.plan.Faults
	now := q.s.Sources[assessment.SourceID(l.id)]
	c := assessment.Cited{
		Kind:  l.pick(keyKind, q.words.kinds, faults),
		Title: keptText(l.text(keyTitle, faults), now.Title), Issuer: l.text(keyIssuer, faults),
		Date: readDate(l, keyDate, faults), Link: l.text(keyLink, faults),
		Language: readLanguage(l, keyLanguage, q.words, faults),
		Private:  l.pick(keyPrivate, q.words.yesno, faults) == yes,
	}
	if l.id == "" && c.Kind == "" && c.Title != "" && len(*faults) == 0 {
		faults.Add(fault.New(fault.Invalid, "workbook.no_kind").At(l.where(keyKind)))
	}
	return c
}

// newSource adds a source, unless the same one is there already: the same file
// sent twice must not double its sources.
func (q *answers) newSource(l line, c assessment.Cited, known []assessment.Source) assessment.SourceID {
	for _, x := range known {
		if cleanCited(x.Cited) == c {
			q.plan.Unchanged++
			return x.ID
		}
	}
	for _, s := range q.plan.steps {
		if a, ok := s.command.(assessment.AddSource); ok && a.Cited == c {
			return a.ID
		}
	}
	id := assessment.SourceID(q.newID())
	subject := Subject{Source: id}
	q.plan.note(l, subject, sourceDifferences(assessment.Cited{}, c), true)
	q.plan.steps = append(q.plan.steps, step{
		Subject: subject, at: sourceCells(l), command: assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: id, Cited: c}},
	})
	return id
}

// weighSource holds what a row says of a known source against what stands.
func (q *answers) weighSource(l line, id assessment.SourceID, c assessment.Cited) {
	now, faults := q.s.Sources[id], &q.plan.Faults
	base := l.seq(q.plan.Meta.Head.Seq, faults)
	stands := cleanCited(now.Cited)
	if printOf(c) == l.text(keyPrint, faults) || c == stands {
		q.plan.Unchanged++
		return
	}
	subject := Subject{Source: id}
	moved := now.Seq > base
	if moved {
		q.plan.Conflicts = append(q.plan.Conflicts, Conflict{
			Subject: subject, Fields: plain(sourceDifferences(stands, c)), Since: now.Seq, Sheet: l.g.sheet.name, Cell: l.cell(keyTitle),
		})
		base = now.Seq
	} else {
		q.plan.note(l, subject, sourceDifferences(stands, c), false)
	}
	q.plan.steps = append(q.plan.steps, step{
		Subject: subject, conflict: moved, at: sourceCells(l),
		command: assessment.ChangeSource{Base: base, SourceChanged: assessment.SourceChanged{ID: id, Cited: c}},
	})
}

func sourceDifferences(now, mine assessment.Cited) []difference {
	var ds []difference
	add := func(f Field, key, theirs, mine string) {
		if theirs != mine {
			ds = append(ds, difference{Difference{f, theirs, mine}, key})
		}
	}
	add(FieldKind, keyKind, now.Kind, mine.Kind)
	add(FieldTitle, keyTitle, now.Title, mine.Title)
	add(FieldIssuer, keyIssuer, now.Issuer, mine.Issuer)
	add(FieldDate, keyDate, now.Date, mine.Date)
	add(FieldLink, keyLink, now.Link, mine.Link)
	add(FieldLanguage, keyLanguage, string(now.Language), string(mine.Language))
	add(FieldPrivate, keyPrivate, yesNo(now.Private), yesNo(mine.Private))
	return ds
}

func sourceCells(l line) cellFinder {
	keys := map[string]string{
		"assessment.source_kind": keyKind, "assessment.source_link": keyLink, "assessment.bad_date": keyDate,
	}
	return func(key string) fault.Where {
		if k, ok := keys[key]; ok {
			return l.where(k)
		}
		return l.where(keyTitle)
	}
}

// dayMonthYear is a day as many write it. Points alone are read so, because
// with strokes the first number is the month elsewhere.
var dayMonthYear = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})\.(\d{4})$`)

// readDate understands a day, a month or a year.
func readDate(l line, key string, faults *fault.List) string {
	typed := l.text(key, faults)
	if typed == "" {
		return ""
	}
	if m := dayMonthYear.FindStringSubmatch(typed); m != nil {
		day, _ := strconv.Atoi(m[1])
		month, _ := strconv.Atoi(m[2])
		typed = m[3] + "-" + twoDigits(month) + "-" + twoDigits(day)
	}
	for _, form := range []string{"2006-01-02", "2006-01", "2006"} {
		if _, err := time.Parse(form, typed); err == nil {
			return typed
		}
	}
	faults.Add(fault.New(fault.Invalid, "workbook.bad_date", "value", shorten(typed, 60)).At(l.where(key)))
	return ""
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// everyWord is a message in each language of the interface.
func everyWord(key string) []string {
	var all []string
	for _, t := range lang.Interface {
		all = append(all, locale.For(t).T(key))
	}
	return all
}
