package workbook

import (
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// guide writes the sheet of instructions: what the file is, which state it
// shows, and what to do, step by step. A demonstration says that it is one.
func (w *pen) guide(s *assessment.State, title string, steps []string) {
	own := w.p.Tag()
	name := w.sheet(w.p.T("workbook.sheet_guide"))
	const width = 110
	w.keep(w.f.SetColWidth(name, "A", "A", width))
	row := 1
	line := func(text string, l look) {
		w.text(name, 1, row, text, l)
		if w.height(name, row, linesOf(text, width)); l.title {
			w.height(name, row, 2)
		}
		row++
	}
	line(w.p.T(title), look{title: true})
	line(titleOf(s, own), look{bold: true})
	line(w.p.T("workbook.guide_framework", "title", s.Book.Title.Get(own, s.Source), "version", string(s.Book.Ref.Version)), look{})
	line(w.p.T("workbook.guide_state", "seq", w.p.Number(int(s.Head.Seq)), "when", w.p.DateTime(s.Changed.UTC())), look{})
	if s.Book.IsDemonstration() {
		line(s.Book.Note.Get(own, s.Source), look{})
	}
	row++
	line(w.p.T("workbook.guide_how"), look{head: true})
	for _, key := range steps {
		line(w.p.T(key), look{})
	}
	row++
	line(w.p.T("workbook.guide_scale"), look{head: true})
	for _, note := range scaleNotes(s.Book, own, s.Source) {
		line(note, look{})
	}
	w.print(name, paperA4)
	w.protect(name)
}

// scaleNotes says what each answer means.
func scaleNotes(book *framework.Framework, own, source lang.Tag) []string {
	var lines []string
	for _, s := range book.Scales {
		for _, o := range s.Options {
			line := o.Label.Get(own, source)
			if d := o.Description.Get(own, source); d != "" {
				line += ": " + d
			}
			lines = append(lines, "• "+line)
		}
	}
	return lines
}
