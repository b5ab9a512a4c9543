package workbook

import (
	"strings"

	"sextant/internal/framework"
	"sextant/internal/lang"
)

// A framework as a workbook has one table a sheet. The hidden first row of a
// sheet names its columns as "table.column" or "table.column.language"; the
// tables "book" and "method" hold fields below one another, named in their
// hidden first column.
const (
	bookTable       = "book"
	domainTable     = "domains"
	subdomainTable  = "subdomains"
	scaleTable      = "scales"
	evidenceTable   = "evidence"
	slotTable       = "slots"
	indicatorTable  = "indicators"
	methodTable     = "method"
	bandTable       = "bands"
	successionTable = "mapping"
)

// frameColumn is one column of a table. Words names its heading in the
// catalog; a text column stands once for each language.
type frameColumn struct {
	key, words string
	text       bool
	width      float64
	pick       []string // what a drop-down offers
}

// frameTable is one sheet.
type frameTable struct {
	name     string
	columns  []frameColumn
	required bool // a workbook without it is none of ours
}

var (
	wordsOfLevel      = []string{string(framework.National), string(framework.Local)}
	wordsOfStatus     = []string{string(framework.Demonstration), string(framework.Official)}
	wordsOfCoverage   = []string{string(framework.Full), string(framework.Core), string(framework.Domains)}
	wordsOfKind       = []string{levelKind, stateKind}
	wordsOfComparable = []string{framework.FullyComparable, framework.PartlyComparable, framework.NotComparable}
	wordsOfCarryOver  = []string{framework.CopyAnswer, framework.ReviewAnswer, framework.NoAnswer}
	wordsOfItem       = []string{framework.IndicatorItem, framework.SubdomainItem, framework.DomainItem, framework.ScaleItem}
	wordsOfType       = []string{
		string(framework.Wording), string(framework.Added), string(framework.Removed), string(framework.Moved),
		string(framework.Split), string(framework.Merged), string(framework.ScaleChanged),
		string(framework.TitleChanged), string(framework.DetailChanged),
	}
)

// An answer of a scale is a level or a state.
const (
	levelKind = "level"
	stateKind = "state"
)

func frameFields() []frameColumn {
	return []frameColumn{
		{key: "field", words: "framework.form_field", width: 14},
		{key: "name", words: "framework.form_field", width: 44},
		{key: "value", words: "framework.form_value", width: 90},
	}
}

// frameTables lists the sheets in the order in which they stand.
func frameTables() []frameTable {
	code := frameColumn{key: "code", words: "framework.form_code", width: 14}
	title := frameColumn{key: "title", words: "framework.form_title", text: true, width: 36}
	label := frameColumn{key: "label", words: "framework.form_label", text: true, width: 26}
	return []frameTable{
		{bookTable, frameFields(), true},
		{domainTable, []frameColumn{
			code, title,
			{key: "short", words: "framework.form_short", text: true, width: 24},
			{key: "description", words: "framework.form_description", text: true, width: 50},
			{key: "colour", words: "framework.form_colour", width: 12},
			{key: "dark", words: "framework.form_dark", width: 12},
			{key: "icon", words: "framework.form_icon", width: 12, pick: framework.Icons},
			{key: "migof", words: "framework.form_migof", width: 12},
		}, true},
		{subdomainTable, []frameColumn{code, {key: "domain", words: "framework.form_domain", width: 14}, title}, false},
		{scaleTable, []frameColumn{
			{key: "scale", words: "framework.form_scale", width: 16},
			code,
			{key: "kind", words: "framework.form_kind", width: 12, pick: wordsOfKind},
			{key: "value", words: "framework.form_value", width: 10},
			label,
			{key: "description", words: "framework.form_description", text: true, width: 50},
		}, true},
		{evidenceTable, []frameColumn{code, label}, false},
		{slotTable, []frameColumn{code, {key: "help", words: "framework.form_help", text: true, width: 50}}, false},
		{indicatorTable, indicatorColumns(code, label), true},
		{methodTable, frameFields(), false},
		{bandTable, []frameColumn{
			code,
			{key: "from", words: "framework.form_band_from", width: 12},
			{key: "below", words: "framework.form_band_below", width: 12},
			{key: "to", words: "framework.form_band_to", width: 12},
			label,
		}, false},
		{successionTable, successionColumns(), false},
	}
}

func indicatorColumns(code, label frameColumn) []frameColumn {
	return []frameColumn{
		code,
		{key: "subdomain", words: "framework.form_subdomain", width: 12},
		{key: "domain", words: "framework.form_domain", width: 12},
		label,
		{key: "question", words: "framework.form_question", text: true, width: 50},
		{key: "guidance", words: "framework.form_guidance", text: true, width: 60},
		{key: "potential", words: "framework.form_potential", text: true, width: 44},
		{key: "developed", words: "framework.form_developed", text: true, width: 50},
		{key: "scale", words: "framework.form_scale", width: 14},
		{key: "weight", words: "framework.form_weight", width: 10},
		{key: "evidence", words: "framework.form_evidence", width: 26},
		{key: "gcm", words: "framework.form_gcm", width: 14},
		{key: "sdg", words: "framework.form_sdg", width: 14},
		{key: "books", words: "framework.form_books", width: 26},
		{key: "provenance", words: "framework.form_provenance", width: 26},
	}
}

func successionColumns() []frameColumn {
	return []frameColumn{
		{key: "item", words: "framework.form_item", width: 14, pick: wordsOfItem},
		{key: "type", words: "framework.form_type", width: 16, pick: wordsOfType},
		{key: "from", words: "framework.form_from", width: 18},
		{key: "to", words: "framework.form_to", width: 18},
		{key: "from_subdomain", words: "framework.form_from_subdomain", width: 14},
		{key: "to_subdomain", words: "framework.form_to_subdomain", width: 14},
		{key: "from_domain", words: "framework.form_from_domain", width: 14},
		{key: "to_domain", words: "framework.form_to_domain", width: 14},
		{key: "from_scale", words: "framework.form_from_scale", width: 14},
		{key: "to_scale", words: "framework.form_to_scale", width: 14},
		{key: "fields", words: "framework.form_fields", width: 20},
		{key: "languages", words: "framework.form_tags", width: 16},
		{key: "values", words: "framework.form_values", width: 34},
		{key: "comparable", words: "framework.form_comparable", width: 16, pick: wordsOfComparable},
		{key: "carry_over", words: "framework.form_carry_over", width: 16, pick: wordsOfCarryOver},
		{key: "reason", words: "framework.form_reason", text: true, width: 50},
	}
}

// FrameworkTemplate is the framework that a template workbook shows: the
// scales, kinds of evidence, slots and domains of an existing one in the
// languages that were asked for, without id, version and indicators. It is no
// sound book; people make one of it.
func FrameworkTemplate(from *framework.Framework, languages []lang.Tag) *framework.Framework {
	t := &framework.Framework{Level: from.Level, Languages: map[lang.Tag]framework.Coverage{}}
	for _, tag := range languages {
		t.Languages[tag] = framework.Full
	}
	only := func(text lang.Text) lang.Text {
		kept := lang.Text{}
		for _, tag := range languages {
			if text.Has(tag) {
				kept[tag] = text[tag]
			}
		}
		return kept
	}
	for _, s := range from.Scales {
		c := framework.Scale{ID: s.ID}
		for _, o := range s.Options {
			o.Label, o.Description = only(o.Label), only(o.Description)
			c.Options = append(c.Options, o)
		}
		t.Scales = append(t.Scales, c)
	}
	for _, k := range from.Evidence {
		t.Evidence = append(t.Evidence, framework.Kind{Code: k.Code, Label: only(k.Label)})
	}
	for _, s := range from.Slots {
		t.Slots = append(t.Slots, framework.Slot{Code: s.Code, Help: only(s.Help)})
	}
	for _, d := range from.Domains {
		d.Title, d.Short, d.Description = only(d.Title), only(d.Short), only(d.Description)
		subs := d.Subdomains
		d.Subdomains = nil
		for _, s := range subs {
			d.Subdomains = append(d.Subdomains, framework.Subdomain{Code: s.Code, Title: only(s.Title)})
		}
		t.Domains = append(t.Domains, d)
	}
	return t
}

// frameKeys lists the full keys of a table's columns: "indicators.code",
// "indicators.question.en".
func frameKeys(t frameTable, tags []lang.Tag) (keys []string, columns []frameColumn, languages []lang.Tag) {
	add := func(c frameColumn, tag lang.Tag) {
		key := t.name + "." + c.key
		if tag != "" {
			key += "." + string(tag)
		}
		keys, columns, languages = append(keys, key), append(columns, c), append(languages, tag)
	}
	for _, c := range t.columns {
		if !c.text {
			add(c, "")
			continue
		}
		for _, tag := range tags {
			add(c, tag)
		}
	}
	return keys, columns, languages
}

// splitList cuts a cell with several values at commas, semicolons and blanks.
func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		return r == ',' || r == ';' || r == '،' || r == '，' || r == ' ' || r == '\n' || r == '\t' || r == '\u00a0'
	})
}
