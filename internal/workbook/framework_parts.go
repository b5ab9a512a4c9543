package workbook

import (
	"strconv"
	"strings"

	"sextant/internal/framework"
	"sextant/internal/lang"
)

func (b *frameBuilder) indicators() {
	s, lines := b.rows(indicatorTable)
	for i, l := range lines {
		p := framePath("indicators", i)
		b.places[p] = l.where
		in := framework.Indicator{
			Code:      framework.Code(b.str(l, "code", p+".code")),
			Subdomain: framework.Code(b.str(l, "subdomain", p+".subdomain")),
			Domain:    framework.Code(b.str(l, "domain", p+".domain")),
			Scale:     b.str(l, "scale", p+".scale"),
			Label:     b.text(s, l, "label", p+".label"),
			Question:  b.text(s, l, "question", p+".question"),
			Guidance:  b.text(s, l, "guidance", p+".guidance"),
			Potential: b.text(s, l, "potential", p+".potential"),
			Developed: b.text(s, l, "developed", p+".developed"),
			Evidence:  b.list(l, "evidence", p+".evidence"),
			Crosswalk: framework.Crosswalk{
				GCM: b.objectives(l, p+".crosswalk.gcm"), SDG: b.list(l, "sdg", p+".crosswalk.sdg"),
				Books: b.others(l, p+".crosswalk.books"),
			},
			Provenance: b.str(l, "provenance", p+".provenance"),
		}
		b.weight(&in, l, p+".weight")
		b.f.Indicators = append(b.f.Indicators, in)
	}
}

// weight takes the weight of an indicator. Complete makes 1 of one that is not
// given, so a zero that was given is told here.
func (b *frameBuilder) weight(in *framework.Indicator, l frameLine, path string) {
	w := b.number(l, "weight", path)
	if w == nil {
		return
	}
	in.Weight = *w
	if *w == 0 {
		b.fail(l.cells["weight"].where, "framework.weight_positive", "code", string(in.Code), "weight", "0")
	}
}

func (b *frameBuilder) objectives(l frameLine, path string) (numbers []int) {
	for _, s := range b.list(l, "gcm", path) {
		n, err := strconv.Atoi(s)
		if err != nil {
			b.fail(l.cells["gcm"].where, "framework.expected_whole", "key", "gcm")
			return numbers
		}
		numbers = append(numbers, n)
	}
	return numbers
}

// others reads pairs of framework and code: "mgi-national N-1.1.1, …".
func (b *frameBuilder) others(l frameLine, path string) map[framework.ID][]framework.Code {
	var books map[framework.ID][]framework.Code
	for _, pair := range framePieces(b.str(l, "books", path), ",;،，\n") {
		words := strings.Fields(pair)
		if len(words) != 2 {
			b.fail(l.cells["books"].where, "framework.sheet_pairs", "value", pair, "form", "mgi-national N-1.1.1, mgi-national N-1.1.2")
			return nil
		}
		if books == nil {
			books = map[framework.ID][]framework.Code{}
		}
		id := framework.ID(words[0])
		b.places[framePath(path+"."+words[0], len(books[id]))] = l.cells["books"].where
		books[id] = append(books[id], framework.Code(words[1]))
	}
	return books
}

// framePieces cuts a text at any of some signs and drops what is blank.
func framePieces(s, signs string) (all []string) {
	for _, p := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(signs, r) }) {
		if p = strings.TrimSpace(p); p != "" {
			all = append(all, p)
		}
	}
	return all
}

// method reads the method; a table without any value means that there is none.
func (b *frameBuilder) method() {
	s, l := b.fields(methodTable, []string{
		"ranking", "domain.kind", "domain.divide_by", "domain.multiply_by", "domain.formula",
		"overall.kind", "overall.divide_by", "overall.multiply_by", "overall.formula", "missing.rule", "bands_verified",
	}, []string{"missing.description"})
	bandSheet, bands := b.rows(bandTable)
	if !anyCell(l) && len(bands) == 0 {
		return
	}
	m := &framework.Method{
		Ranking: b.flag(l, "ranking", "method.ranking"), BandsVerified: b.flag(l, "bands_verified", "method.bands_verified"),
		Domain: b.aggregation(l, "domain"), Overall: b.aggregation(l, "overall"),
		Missing: framework.MissingRule{
			Rule:        b.str(l, "missing.rule", "method.missing.rule"),
			Description: b.text(s, l, "missing.description", "method.missing.description"),
		},
	}
	for i, l := range bands {
		m.Bands = append(m.Bands, b.band(bandSheet, l, framePath("method.bands", i)))
	}
	b.f.Method = m
}

// anyCell tells whether anything stands in a line.
func anyCell(l frameLine) bool {
	for _, c := range l.cells {
		if c.value != "" {
			return true
		}
	}
	return false
}

func (b *frameBuilder) aggregation(l frameLine, which string) framework.Aggregation {
	return framework.Aggregation{
		Kind:       b.str(l, which+".kind", "method."+which+".kind"),
		DivideBy:   orZero(b.number(l, which+".divide_by", "method."+which+".divide_by")),
		MultiplyBy: orZero(b.number(l, which+".multiply_by", "method."+which+".multiply_by")),
		Formula:    b.str(l, which+".formula", "method."+which+".formula"),
	}
}

func (b *frameBuilder) band(s *frameSheet, l frameLine, p string) framework.Band {
	b.places[p] = l.where
	from := b.number(l, "from", p+".from")
	if from == nil && l.get("from") == "" {
		b.fail(l.where, "framework.required", "item", l.get("code"), "field", "from")
	}
	return framework.Band{
		Code: b.str(l, "code", p+".code"), From: orZero(from),
		Below: b.number(l, "below", p+".below"), To: b.number(l, "to", p+".to"),
		Label: b.text(s, l, "label", p+".label"),
	}
}

func orZero(x *float64) float64 {
	if x == nil {
		return 0
	}
	return *x
}

// flag takes true or false; spreadsheets write them as 1 and 0 or in capitals.
func (b *frameBuilder) flag(l frameLine, column, path string) bool {
	switch strings.ToLower(b.str(l, column, path)) {
	case "true", "1":
		return true
	case "false", "0", "":
		return false
	}
	b.fail(l.cells[column].where, "framework.expected_bool", "key", column)
	return false
}

func (b *frameBuilder) mapping() {
	s, lines := b.rows(successionTable)
	if len(lines) == 0 {
		return
	}
	if b.f.Succession == nil {
		b.f.Succession = &framework.Succession{} // the check asks for its version
	}
	for i, l := range lines {
		p := framePath("succeeded_by.mapping", i)
		b.places[p] = l.where
		b.f.Succession.Mapping = append(b.f.Succession.Mapping, framework.Mapping{
			Item: b.str(l, "item", p+".item"), Type: framework.ChangeType(b.str(l, "type", p+".type")),
			From: namesOf[framework.Code](b.list(l, "from", p+".from")), To: namesOf[framework.Code](b.list(l, "to", p+".to")),
			FromSubdomain: framework.Code(b.str(l, "from_subdomain", p+".from_subdomain")),
			ToSubdomain:   framework.Code(b.str(l, "to_subdomain", p+".to_subdomain")),
			FromDomain:    framework.Code(b.str(l, "from_domain", p+".from_domain")),
			ToDomain:      framework.Code(b.str(l, "to_domain", p+".to_domain")),
			FromScale:     b.str(l, "from_scale", p+".from_scale"), ToScale: b.str(l, "to_scale", p+".to_scale"),
			Fields:     b.list(l, "fields", p+".fields"),
			Languages:  namesOf[lang.Tag](b.list(l, "languages", p+".languages")),
			Values:     b.values(l, p+".values"),
			Comparable: b.str(l, "comparable", p+".comparable"), CarryOver: b.str(l, "carry_over", p+".carry_over"),
			Reason: b.text(s, l, "reason", p+".reason"),
		})
	}
}

// values reads lines such as "present > partial, present".
func (b *frameBuilder) values(l frameLine, path string) (all []framework.ValueMapping) {
	for i, line := range framePieces(b.str(l, "values", path), ";\n") {
		from, to, ok := strings.Cut(line, ">")
		v := framework.ValueMapping{From: strings.TrimSpace(from), To: splitList(to)}
		if !ok || v.From == "" || len(v.To) == 0 {
			b.fail(l.cells["values"].where, "framework.sheet_pairs", "value", line, "form", "absent > absent; present > partial, present")
			return nil
		}
		p := framePath(path, i)
		b.places[p] = l.cells["values"].where
		all = append(all, v)
	}
	return all
}

// namesOf turns words into names of another type; nil where there are none.
func namesOf[T ~string](words []string) []T {
	var all []T
	for _, w := range words {
		all = append(all, T(w))
	}
	return all
}
