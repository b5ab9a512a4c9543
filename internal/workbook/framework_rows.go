package workbook

import (
	"sort"
	"strconv"
	"strings"

	"sextant/internal/framework"
	"sextant/internal/lang"
)

// frameRows lays a framework out as rows of cells by table.
func frameRows(f *framework.Framework, tags []lang.Tag) map[string][]map[string]string {
	r := map[string][]map[string]string{bookTable: bookRows(f, tags), methodTable: methodRows(f.Method, tags)}
	for _, d := range f.Domains {
		r[domainTable] = append(r[domainTable], frameRow(domainTable, []string{
			"code", string(d.Code), "colour", d.Colour, "dark", d.Dark, "icon", d.Icon, "migof", d.MiGOF,
		}, map[string]lang.Text{"title": d.Title, "short": d.Short, "description": d.Description}))
		for _, s := range d.Subdomains {
			r[subdomainTable] = append(r[subdomainTable], frameRow(subdomainTable,
				[]string{"code", string(s.Code), "domain", string(d.Code)}, map[string]lang.Text{"title": s.Title}))
		}
	}
	for _, s := range f.Scales {
		for _, o := range s.Options {
			r[scaleTable] = append(r[scaleTable], optionRow(s.ID, o))
		}
	}
	for _, k := range f.Evidence {
		r[evidenceTable] = append(r[evidenceTable], frameRow(evidenceTable, []string{"code", k.Code}, map[string]lang.Text{"label": k.Label}))
	}
	for _, s := range f.Slots {
		r[slotTable] = append(r[slotTable], frameRow(slotTable, []string{"code", s.Code}, map[string]lang.Text{"help": s.Help}))
	}
	for _, in := range f.Indicators {
		r[indicatorTable] = append(r[indicatorTable], indicatorRow(f, in))
	}
	if f.Method != nil {
		for _, b := range f.Method.Bands {
			r[bandTable] = append(r[bandTable], frameRow(bandTable, []string{
				"code", b.Code, "from", figureCell(&b.From),
				"below", figureCell(b.Below), "to", figureCell(b.To),
			}, map[string]lang.Text{"label": b.Label}))
		}
	}
	if f.Succession != nil {
		for _, m := range f.Succession.Mapping {
			r[successionTable] = append(r[successionTable], mappingRow(m))
		}
	}
	return r
}

// frameRow makes a row of pairs of column and value, and of texts by language.
func frameRow(table string, pairs []string, texts map[string]lang.Text) map[string]string {
	row := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		row[table+"."+pairs[i]] = pairs[i+1]
	}
	for column, t := range texts {
		for tag, s := range t {
			row[table+"."+column+"."+string(tag)] = s
		}
	}
	return row
}

func optionRow(scale string, o framework.Option) map[string]string {
	kind := levelKind
	if o.State {
		kind = stateKind
	}
	return frameRow(scaleTable, []string{"scale", scale, "code", o.Code, "kind", kind, "value", figureCell(o.Value)},
		map[string]lang.Text{"label": o.Label, "description": o.Description})
}

func indicatorRow(f *framework.Framework, in framework.Indicator) map[string]string {
	var gcm, books []string
	for _, n := range in.Crosswalk.GCM {
		gcm = append(gcm, strconv.Itoa(n))
	}
	for id, codes := range in.Crosswalk.Books {
		for _, c := range codes {
			books = append(books, string(id)+" "+string(c))
		}
	}
	sort.SliceStable(books, func(i, j int) bool {
		a, _, _ := strings.Cut(books[i], " ")
		b, _, _ := strings.Cut(books[j], " ")
		return a < b
	})
	domain, weight := string(in.Domain), figureCell(&in.Weight)
	if owner, ok := f.DomainOf(in.Subdomain); ok && owner == in.Domain {
		domain = ""
	}
	if in.Weight == 1 {
		weight = ""
	}
	return frameRow(indicatorTable, []string{
		"code", string(in.Code), "subdomain", string(in.Subdomain), "domain", domain, "scale", in.Scale, "weight", weight,
		"evidence", strings.Join(in.Evidence, ", "), "gcm", strings.Join(gcm, ", "), "sdg", strings.Join(in.Crosswalk.SDG, ", "),
		"books", strings.Join(books, ", "), "provenance", in.Provenance,
	}, map[string]lang.Text{
		"label": in.Label, "question": in.Question, "guidance": in.Guidance, "potential": in.Potential, "developed": in.Developed,
	})
}

func mappingRow(m framework.Mapping) map[string]string {
	var values []string
	for _, v := range m.Values {
		values = append(values, v.From+" > "+strings.Join(v.To, ", "))
	}
	return frameRow(successionTable, []string{
		"item", m.Item, "type", string(m.Type), "from", strings.Join(texts(m.From), ", "), "to", strings.Join(texts(m.To), ", "),
		"from_subdomain", string(m.FromSubdomain), "to_subdomain", string(m.ToSubdomain),
		"from_domain", string(m.FromDomain), "to_domain", string(m.ToDomain), "from_scale", m.FromScale, "to_scale", m.ToScale,
		"fields", strings.Join(m.Fields, ", "), "languages", strings.Join(texts(m.Languages), ", "), "values", strings.Join(values, "\n"),
		"comparable", m.Comparable, "carry_over", m.CarryOver,
	}, map[string]lang.Text{"reason": m.Reason})
}

// bookRows and methodRows lay out the fields that stand upright.
func bookRows(f *framework.Framework, tags []lang.Tag) []map[string]string {
	next := ""
	if f.Succession != nil {
		next = string(f.Succession.Version)
	}
	rows := upright(bookTable, "id", string(f.Ref.ID), "version", string(f.Ref.Version), "level", string(f.Level), "status", string(f.Status))
	for _, t := range tags {
		rows = append(rows, upright(bookTable, "languages."+string(t), string(f.Languages[t]))...)
	}
	for _, t := range tags {
		rows = append(rows, upright(bookTable, "title."+string(t), f.Title[t])...)
	}
	for _, t := range tags {
		rows = append(rows, upright(bookTable, "note."+string(t), f.Note[t])...)
	}
	return append(rows, upright(bookTable, "succeeded_by", next)...)
}

func methodRows(m *framework.Method, tags []lang.Tag) []map[string]string {
	given := m != nil
	if !given {
		m = &framework.Method{}
	}
	flag := func(b bool) string {
		if !given {
			return ""
		}
		return strconv.FormatBool(b)
	}
	rows := upright(methodTable, "ranking", flag(m.Ranking),
		"domain.kind", m.Domain.Kind, "domain.divide_by", nonZero(m.Domain.DivideBy),
		"domain.multiply_by", nonZero(m.Domain.MultiplyBy), "domain.formula", m.Domain.Formula,
		"overall.kind", m.Overall.Kind, "overall.divide_by", nonZero(m.Overall.DivideBy),
		"overall.multiply_by", nonZero(m.Overall.MultiplyBy), "overall.formula", m.Overall.Formula,
		"missing.rule", m.Missing.Rule)
	for _, t := range tags {
		rows = append(rows, upright(methodTable, "missing.description."+string(t), m.Missing.Description[t])...)
	}
	return append(rows, upright(methodTable, "bands_verified", flag(m.BandsVerified))...)
}

func upright(table string, pairs ...string) (rows []map[string]string) {
	for i := 0; i < len(pairs); i += 2 {
		rows = append(rows, map[string]string{table + ".field": pairs[i], table + ".value": pairs[i+1]})
	}
	return rows
}

func figureCell(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'g', -1, 64)
}

func nonZero(x float64) string {
	if x == 0 {
		return ""
	}
	return figureCell(&x)
}
