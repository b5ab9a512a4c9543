// Package workbook lets people work in a spreadsheet and brings back what they
// wrote.
//
// Three workbooks go out and come in again:
//
//   - the questionnaire, for coders away from a good line (WriteQuestionnaire,
//     ReadQuestionnaire);
//   - the draft under consultation, for the remarks of an institution
//     (WriteRemarks, ReadRemarks);
//   - the texts of a profile beside their translation, for translators without
//     tools of their own (WriteBilingual, ReadBilingual).
//
// Writing and reading are pure: a state goes in, bytes come out; bytes and a
// state go in, a Plan comes out. A Plan says what would change, cell by cell,
// what others saved meanwhile, and every fault with its sheet and cell; its
// commands are empty as long as anything stands in the way, so that a workbook
// is taken as a whole or not at all.
//
// The tour: pen.go puts cells, styles and drop-downs on sheets and guide.go the
// sheet of instructions; words.go knows what the drop-downs offer and
// understands an answer in any of the languages; guard.go keeps texts from
// becoming formulas. container.go and sheets.go read foreign bytes within bounds,
// grid.go finds rows and columns by their hidden keys, meta.go the hidden sheet
// that says what a workbook belongs to. plan.go is the outcome, rehearse.go
// tries the commands on the state before anyone is told that they will do.
//
// Nothing is found by its position: sheets are known by the hidden row of keys
// that each carries, columns by their key in it, rows by a hidden id. What was
// hidden, moved, renamed or coloured therefore does not matter. Sheet
// protection helps people not to spoil a file by accident; it is no security,
// and nothing that is read rests on it.
package workbook

import (
	"time"

	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// The formats that this room writes. The number rises when a reader of the
// earlier one could misread a file.
const (
	QuestionnaireFormat = "sextant-questionnaire/1"
	RemarksFormat       = "sextant-remarks/1"
	BilingualFormat     = "sextant-bilingual/1"
)

// Options say what a questionnaire holds.
type Options struct {
	// Language is that of the instructions, questions and drop-downs.
	Language lang.Tag
	// Domains are those that go in; all of the book where empty.
	Domains []framework.Code
	// Hand is whose answers go in and come back; the first where empty.
	Hand assessment.Hand
	// Created is written into the file as the time of its making; the time of
	// the state's last entry where zero. The same state and options give the
	// same bytes.
	Created time.Time
}

// Reading says for whom a workbook is read.
type Reading struct {
	// Hand is the one that the person answers with; the first where empty. A
	// questionnaire of the other hand is refused, so that a preview never
	// shows one coder the other's answers.
	Hand assessment.Hand
	// Institution is the one that the person speaks for in a consultation.
	Institution string
	// NewID makes ids for what is new: sources and remarks.
	NewID func() string
}

func handOr(h assessment.Hand) assessment.Hand {
	if h == "" {
		return assessment.FirstHand
	}
	return h
}

// domainsOf lists the domains of a book that were asked for, in its order.
func domainsOf(book *framework.Framework, wanted []framework.Code) []framework.Domain {
	if len(wanted) == 0 {
		return book.Domains
	}
	var in []framework.Domain
	for _, d := range book.Domains {
		for _, w := range wanted {
			if d.Code == w {
				in = append(in, d)
				break
			}
		}
	}
	return in
}
