package site

import (
	"net/url"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"sextant/internal/lang"
	"sextant/internal/place"
)

// perPage is how many profiles one page of the list shows.
const perPage = 30

// listPage is "/{lang}/profiles". Its order is the newest first, as the library
// gives it; it is never one of results.
type listPage struct {
	view
	Filter    CardFilter
	Filtered  bool
	Cards     []Card
	Total     int
	Countries []option
	Levels    []option
	Languages []option
	Years     []option
	Page      int
	Pages     int
	Earlier   string // address of the page before; "" on the first
	Later     string
}

// option is one choice of a filter.
type option struct {
	Value, Label string
	Chosen       bool
}

func (s *Site) list(a *ask) (answer, error) {
	p := listPage{view: s.view(a, a.words().T("site.profiles")), Page: 1}
	p.Here, p.Description = "profiles", a.words().T("site.list_lead")
	q := a.URL.Query()
	p.Filter = readFilter(q)
	p.Filtered = p.Filter != (CardFilter{})
	p.Hidden = a.URL.RawQuery != ""
	if n, err := strconv.Atoi(q.Get("page")); err == nil && n > 1 && n < 10_000 {
		p.Page = n
	}
	p.Filter.Limit, p.Filter.Offset = perPage, (p.Page-1)*perPage
	var err error
	if p.Cards, p.Total, err = s.lib.Cards(a.Context(), p.Filter); err != nil {
		return answer{}, err
	}
	facets, err := s.lib.CardFacets(a.Context())
	if err != nil {
		return answer{}, err
	}
	names, err := s.countryNames(a, facets.Countries)
	if err != nil {
		return answer{}, err
	}
	p.offer(a, facets, names)
	p.turn(q)
	return s.queried(a, "site/list", p)
}

func readFilter(q url.Values) CardFilter {
	f := CardFilter{
		Country: strings.ToUpper(strings.TrimSpace(q.Get("country"))), Level: place.Level(q.Get("level")),
		Text: strings.TrimSpace(q.Get("q")), Framework: q.Get("framework"),
	}
	if tag, ok := lang.Parse(q.Get("language")); ok {
		f.Language = tag
	}
	f.Year, _ = strconv.Atoi(q.Get("year"))
	if len(f.Text) > 200 {
		f.Text = f.Text[:200]
	}
	return f
}

// offer fills the choices of the filters, by name in the reader's language.
func (p *listPage) offer(a *ask, f Facets, countries map[string]string) {
	w := a.words()
	for _, c := range f.Countries {
		p.Countries = append(p.Countries, option{c, countries[c], c == p.Filter.Country})
	}
	for _, l := range f.Levels {
		p.Levels = append(p.Levels, option{string(l), w.T("place.level_" + string(l)), l == p.Filter.Level})
	}
	for _, t := range f.Languages {
		p.Languages = append(p.Languages, option{string(t), w.Language(t), t == p.Filter.Language})
	}
	for _, y := range f.Years {
		p.Years = append(p.Years, option{strconv.Itoa(y), strconv.Itoa(y), y == p.Filter.Year})
	}
	byName := collate.New(language.Make(string(a.tag)))
	for _, o := range [][]option{p.Countries, p.Languages} {
		sort.SliceStable(o, func(i, j int) bool { return byName.CompareString(o[i].Label, o[j].Label) < 0 })
	}
	sort.SliceStable(p.Years, func(i, j int) bool { return p.Years[i].Value > p.Years[j].Value })
}

// countryNames gives countries their names in the reader's language: from the
// reference data, else, for an invented country, from a profile that has it.
func (s *Site) countryNames(a *ask, codes []string) (map[string]string, error) {
	names := map[string]string{}
	for _, iso := range codes {
		if c, ok := place.ByCode(place.Code(iso)); ok {
			names[iso] = c.Name.Get(a.tag)
			continue
		}
		names[iso] = iso
		cards, _, err := s.lib.Cards(a.Context(), CardFilter{Country: iso, Limit: 1})
		if err != nil {
			return nil, err
		}
		if len(cards) > 0 {
			names[iso] = cards[0].Country.Get(a.tag)
		}
	}
	return names, nil
}

// turn makes the addresses of the pages before and after.
func (p *listPage) turn(q url.Values) {
	p.Pages = (p.Total + perPage - 1) / perPage
	address := func(n int) string {
		next := url.Values{}
		for k, v := range q {
			if k != "page" && v[0] != "" {
				next.Set(k, v[0])
			}
		}
		if n > 1 {
			next.Set("page", strconv.Itoa(n))
		}
		if len(next) == 0 {
			return "profiles"
		}
		return "profiles?" + next.Encode()
	}
	if p.Page > 1 {
		p.Earlier = address(p.Page - 1)
	}
	if p.Page < p.Pages {
		p.Later = address(p.Page + 1)
	}
}
