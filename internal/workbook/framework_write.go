package workbook

import (
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"sextant/internal/fault"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/locale"
)

// The room below the last filled row in which people add rows: it carries the
// same formats and drop-downs.
const spareRows = 200

// WriteFramework writes a framework as a workbook that ReadFramework reads
// back to an equal one. Headings and instructions are in the given language of
// the interface; the framework's texts stand in one column for each of its
// languages. The same framework and language give the same bytes.
func WriteFramework(w io.Writer, f *framework.Framework, tag lang.Tag) error {
	x := &frameWriter{file: excelize.NewFile(), f: f, p: locale.For(tag), tags: f.TagsOf(framework.Domains)}
	defer x.file.Close()
	if err := x.styles(); err != nil {
		return err
	}
	if err := x.guide(); err != nil {
		return err
	}
	rows := frameRows(f, x.tags)
	for _, t := range frameTables() {
		if err := x.sheet(t, rows[t.name]); err != nil {
			return fault.New(fault.Internal, "fault.internal").Because(err)
		}
	}
	return x.file.Write(w)
}

// frameWriter puts tables on sheets.
type frameWriter struct {
	file *excelize.File
	f    *framework.Framework
	p    *locale.Printer
	tags []lang.Tag
	head int // style of headings
	body int // style of cells: text, wrapped, from the top
}

func (x *frameWriter) styles() (err error) {
	order := 1
	if x.p.Dir() == "rtl" {
		order = 2
	}
	x.head, err = x.file.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Bold: true, Color: "FFFFFF"},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"0B2E4F"}},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "center", ReadingOrder: uint64(order)},
	})
	if err != nil {
		return err
	}
	x.body, err = x.file.NewStyle(&excelize.Style{
		NumFmt:    49, // text: a code such as 1.10 must not turn into a figure, nor 3.8 into a date
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"},
	})
	return err
}

// guide writes the sheet of instructions, which is not read back.
func (x *frameWriter) guide() error {
	name := x.p.T("framework.form_sheet_guide")
	if err := x.file.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	if err := x.direction(name); err != nil {
		return err
	}
	if err := x.file.SetColWidth(name, "A", "A", 110); err != nil {
		return err
	}
	for i := 1; i <= 5; i++ {
		cell := "A" + strconv.Itoa(2*i-1)
		if err := x.file.SetCellStr(name, cell, x.p.T("framework.form_guide_"+strconv.Itoa(i))); err != nil {
			return err
		}
		if err := x.file.SetCellStyle(name, cell, cell, x.body); err != nil {
			return err
		}
	}
	return nil
}

func (x *frameWriter) direction(sheet string) error {
	rtl := x.p.Dir() == "rtl"
	return x.file.SetSheetView(sheet, 0, &excelize.ViewOptions{RightToLeft: &rtl})
}

// sheet writes one table: hidden keys, headings, rows, formats, drop-downs.
func (x *frameWriter) sheet(t frameTable, rows []map[string]string) error {
	name := x.p.T("framework.form_sheet_" + t.name)
	if _, err := x.file.NewSheet(name); err != nil {
		return err
	}
	keys, columns, tags := frameKeys(t, x.tags)
	last := 2 + len(rows)
	if t.columns[0].key != "field" {
		last += spareRows
	}
	for i, key := range keys {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := x.column(name, letter, key, x.heading(columns[i], tags[i]), columns[i], rows, last); err != nil {
			return err
		}
	}
	return x.finish(name, t)
}

func (x *frameWriter) heading(c frameColumn, tag lang.Tag) string {
	what := x.p.T(c.words)
	if tag == "" {
		return what
	}
	return x.p.T("framework.form_in_language", "what", what, "language", tag)
}

func (x *frameWriter) column(sheet, letter, key, heading string, c frameColumn, rows []map[string]string, last int) error {
	if err := x.file.SetColWidth(sheet, letter, letter, c.width); err != nil {
		return err
	}
	if err := x.file.SetCellStr(sheet, letter+"1", key); err != nil {
		return err
	}
	if err := x.file.SetCellStr(sheet, letter+"2", heading); err != nil {
		return err
	}
	if err := x.file.SetCellStyle(sheet, letter+"2", letter+"2", x.head); err != nil {
		return err
	}
	if err := x.file.SetCellStyle(sheet, letter+"3", letter+strconv.Itoa(max(last, 3)), x.body); err != nil {
		return err
	}
	for i, row := range rows {
		value := row[key]
		if strings.HasSuffix(key, ".name") {
			value = x.fieldName(row[strings.TrimSuffix(key, ".name")+".field"])
		}
		if value == "" {
			continue
		}
		if err := x.file.SetCellStr(sheet, letter+strconv.Itoa(3+i), guard(clean(value))); err != nil {
			return err
		}
	}
	return x.choose(sheet, letter, key, c, rows, last)
}

// choose adds the drop-downs of a column, or of single fields.
func (x *frameWriter) choose(sheet, letter, key string, c frameColumn, rows []map[string]string, last int) error {
	if len(c.pick) > 0 {
		return x.dropDown(sheet, letter+"3:"+letter+strconv.Itoa(last), c.pick)
	}
	if key != bookTable+".value" {
		return nil
	}
	for i, row := range rows {
		field := row[bookTable+".field"]
		pick := map[string][]string{"level": wordsOfLevel, "status": wordsOfStatus}[field]
		if strings.HasPrefix(field, "languages.") {
			pick = wordsOfCoverage
		}
		if pick == nil {
			continue
		}
		if err := x.dropDown(sheet, letter+strconv.Itoa(3+i), pick); err != nil {
			return err
		}
	}
	return nil
}

func (x *frameWriter) dropDown(sheet, cells string, offered []string) error {
	v := excelize.NewDataValidation(true)
	v.SetSqref(cells)
	if err := v.SetDropList(offered); err != nil {
		return err
	}
	return x.file.AddDataValidation(sheet, v)
}

// finish hides the keys, keeps the headings in sight and sets the direction.
func (x *frameWriter) finish(sheet string, t frameTable) error {
	if err := x.file.SetRowVisible(sheet, 1, false); err != nil {
		return err
	}
	if t.columns[0].key == "field" {
		if err := x.file.SetColVisible(sheet, "A", false); err != nil {
			return err
		}
	}
	if err := x.file.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	return x.direction(sheet)
}

// fieldWords names the fields of the two tables that stand upright.
var fieldWords = map[string]string{
	"id": "framework.form_id", "version": "framework.form_version", "level": "framework.form_level",
	"status": "framework.form_status", "languages": "framework.form_languages", "title": "framework.form_title",
	"note": "framework.form_note", "succeeded_by": "framework.form_next",
	"ranking": "framework.form_ranking", "domain.kind": "framework.form_domain_kind",
	"domain.divide_by": "framework.form_divide_by", "domain.multiply_by": "framework.form_multiply_by",
	"domain.formula": "framework.form_formula", "overall.kind": "framework.form_overall_kind",
	"overall.divide_by": "framework.form_divide_by", "overall.multiply_by": "framework.form_multiply_by",
	"overall.formula": "framework.form_formula", "missing.rule": "framework.form_missing_rule",
	"missing.description": "framework.form_description", "bands_verified": "framework.form_bands_verified",
}

// fieldName is the name of a field for people: "Title (Spanish)".
func (x *frameWriter) fieldName(field string) string {
	if words, ok := fieldWords[field]; ok {
		return x.p.T(words)
	}
	i := strings.LastIndexByte(field, '.')
	return x.heading(frameColumn{words: fieldWords[field[:i]]}, lang.Tag(field[i+1:]))
}
