package workbook

import (
	"math"
	"strconv"
	"strings"

	"sextant/internal/framework"
	"sextant/internal/lang"
)

// frameBuilder makes a framework of the tables and notes in which cell each
// part stood, so that the faults of the framework become faults of cells.
type frameBuilder struct {
	*frameReader
	f      *framework.Framework
	places framework.Places
}

func (b *frameBuilder) build() {
	b.book()
	b.domains()
	b.scales()
	b.lists()
	b.indicators()
	b.method()
	b.mapping()
	b.f.Complete()
}

// rows gives the lines of a table, none where the sheet is not there.
func (b *frameBuilder) rows(table string) (*frameSheet, []frameLine) {
	if s, ok := b.tables[table]; ok {
		return s, s.lines
	}
	return &frameSheet{}, nil
}

// framePath is the path of one member of a list.
func framePath(path string, i int) string { return path + "." + strconv.Itoa(i) }

// str takes one cell as a text and notes its place.
func (b *frameBuilder) str(l frameLine, column, path string) string {
	c, there := l.cells[column]
	if there {
		b.places[path] = c.where
	}
	return c.value
}

// text takes the cells of a text, one for each language.
func (b *frameBuilder) text(s *frameSheet, l frameLine, column, path string) lang.Text {
	var t lang.Text
	for _, key := range s.keys {
		tag, ok := strings.CutPrefix(key, column+".")
		if !ok {
			continue
		}
		c := l.cells[key]
		if _, noted := b.places[path]; !noted {
			b.places[path] = c.where
		}
		b.places[path+"."+tag] = c.where
		if c.value == "" {
			continue
		}
		if t == nil {
			t = lang.Text{}
		}
		t[lang.Tag(tag)] = c.value
	}
	return t
}

// list takes a cell with several values.
func (b *frameBuilder) list(l frameLine, column, path string) []string {
	values := splitList(b.str(l, column, path))
	if len(values) == 0 {
		return nil
	}
	for i := range values {
		b.places[framePath(path, i)] = l.cells[column].where
	}
	return values
}

// number takes a figure; nil where the cell is empty. A comma counts as the
// decimal sign of the person's language.
func (b *frameBuilder) number(l frameLine, column, path string) *float64 {
	s := b.str(l, column, path)
	if s == "" {
		return nil
	}
	x, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		b.fail(l.cells[column].where, "framework.expected_number", "key", column)
		return nil
	}
	return &x
}

// fields gives the values of an upright table by the field that they belong
// to, as a line whose columns are the fields.
func (b *frameBuilder) fields(table string, plain []string, inLanguages []string) (*frameSheet, frameLine) {
	s, lines := b.rows(table)
	all := frameLine{cells: map[string]frameCell{}}
	upright := &frameSheet{name: s.name}
	for _, l := range lines {
		field := l.get("field")
		if field == "" && l.get("value") == "" {
			continue
		}
		if !fieldKnown(field, plain, inLanguages) {
			b.fail(l.cells["field"].where, "framework.sheet_field_unknown", "field", field)
			continue
		}
		if _, twice := all.cells[field]; twice {
			b.fail(l.cells["field"].where, "framework.sheet_column_twice", "column", field)
			continue
		}
		all.cells[field] = l.cells["value"]
		upright.keys = append(upright.keys, field)
	}
	return upright, all
}

func fieldKnown(field string, plain, inLanguages []string) bool {
	for _, p := range plain {
		if field == p {
			return true
		}
	}
	for _, p := range inLanguages {
		if tag, ok := strings.CutPrefix(field, p+"."); ok && tag != "" && !strings.Contains(tag, ".") {
			return true
		}
	}
	return false
}

func (b *frameBuilder) book() {
	s, l := b.fields(bookTable, []string{"id", "version", "level", "status", "succeeded_by"}, []string{"languages", "title", "note"})
	f := b.f
	f.Ref.ID = framework.ID(b.str(l, "id", "id"))
	f.Ref.Version = framework.Version(b.str(l, "version", "version"))
	f.Level = framework.Level(b.str(l, "level", "level"))
	f.Status = framework.Status(b.str(l, "status", "status"))
	f.Title = b.text(s, l, "title", "title")
	f.Note = b.text(s, l, "note", "note")
	for tag, coverage := range b.text(s, l, "languages", "languages") {
		if f.Languages == nil {
			f.Languages = map[lang.Tag]framework.Coverage{}
		}
		f.Languages[tag] = framework.Coverage(coverage)
	}
	if next := b.str(l, "succeeded_by", "succeeded_by.version"); next != "" {
		f.Succession = &framework.Succession{Version: framework.Version(next)}
	}
}

func (b *frameBuilder) domains() {
	s, lines := b.rows(domainTable)
	for i, l := range lines {
		p := framePath("domains", i)
		b.places[p] = l.where
		b.f.Domains = append(b.f.Domains, framework.Domain{
			Code:  framework.Code(b.str(l, "code", p+".code")),
			Title: b.text(s, l, "title", p+".title"), Short: b.text(s, l, "short", p+".short"),
			Description: b.text(s, l, "description", p+".description"),
			Colour:      strings.ToLower(b.str(l, "colour", p+".colour")), Dark: strings.ToLower(b.str(l, "dark", p+".dark")),
			Icon: b.str(l, "icon", p+".icon"), MiGOF: b.str(l, "migof", p+".migof"),
		})
	}
	s, lines = b.rows(subdomainTable)
	for _, l := range lines {
		b.subdomain(s, l)
	}
}

// subdomain puts a sub-domain under the domain that its row names.
func (b *frameBuilder) subdomain(s *frameSheet, l frameLine) {
	owner := framework.Code(l.get("domain"))
	var known []string
	for i := range b.f.Domains {
		d := &b.f.Domains[i]
		known = append(known, string(d.Code))
		if d.Code != owner || owner == "" {
			continue
		}
		p := framePath(framePath("domains", i)+".subdomains", len(d.Subdomains))
		b.places[p] = l.where
		d.Subdomains = append(d.Subdomains, framework.Subdomain{
			Code: framework.Code(b.str(l, "code", p+".code")), Title: b.text(s, l, "title", p+".title"),
		})
		return
	}
	where := l.where
	if c, ok := l.cells["domain"]; ok {
		where = c.where
	}
	b.fail(where, "framework.domain_unknown", "code", l.get("code"), "domain", string(owner), "known", strings.Join(known, ", "))
}

// scales gathers the answers of each scale. A row without the name of a scale
// goes on with the one above.
func (b *frameBuilder) scales() {
	s, lines := b.rows(scaleTable)
	index, last := map[string]int{}, ""
	for _, l := range lines {
		id := l.get("scale")
		if id == "" {
			id = last
		}
		last = id
		i, known := index[id]
		if !known {
			i = len(b.f.Scales)
			index[id] = i
			b.places[framePath("scales", i)] = l.where
			b.str(l, "scale", framePath("scales", i)+".id")
			b.f.Scales = append(b.f.Scales, framework.Scale{ID: id})
		}
		scale := &b.f.Scales[i]
		scale.Options = append(scale.Options, b.option(s, l, framePath(framePath("scales", i)+".options", len(scale.Options))))
	}
}

func (b *frameBuilder) option(s *frameSheet, l frameLine, p string) framework.Option {
	b.places[p] = l.where
	o := framework.Option{
		Code: b.str(l, "code", p+".code"), Value: b.number(l, "value", p+".value"),
		Label: b.text(s, l, "label", p+".label"), Description: b.text(s, l, "description", p+".description"),
	}
	switch kind := l.get("kind"); kind {
	case stateKind:
		o.State = true
	case levelKind, "":
	default:
		b.fail(l.cells["kind"].where, "framework.value_unknown", "item", o.Code, "field", "kind",
			"value", kind, "known", strings.Join(wordsOfKind, ", "))
	}
	return o
}

func (b *frameBuilder) lists() {
	s, lines := b.rows(evidenceTable)
	for i, l := range lines {
		p := framePath("evidence", i)
		b.places[p] = l.where
		b.f.Evidence = append(b.f.Evidence, framework.Kind{Code: b.str(l, "code", p+".code"), Label: b.text(s, l, "label", p+".label")})
	}
	s, lines = b.rows(slotTable)
	for i, l := range lines {
		p := framePath("slots", i)
		b.places[p] = l.where
		b.f.Slots = append(b.f.Slots, framework.Slot{Code: b.str(l, "code", p+".code"), Help: b.text(s, l, "help", p+".help")})
	}
}
