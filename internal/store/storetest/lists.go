package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sextant/internal/fault"
	"sextant/internal/record"
	"sextant/internal/store"
)

func testSummaries(t *testing.T, s *store.Store) {
	ctx := t.Context()
	names := []string{"Río Claro", "Monte Patria", "Ålesund", "Zürich", "100%_sure"}
	for i, n := range names {
		chain := record.Chain(fmt.Sprint("c", i))
		entries := Entries(chain, record.Head{}, "begin", "assessment.opened")
		sum := store.Summary{
			Chain: chain, Slug: fmt.Sprint("s", i), Place: "x", Country: []string{"CHL", "NOR"}[i%2], Level: "city",
			Framework: "mgi-local", FrameworkVersion: "2024", Round: 1, Date: "2024-09", Year: 2020 + i, State: "open",
			Languages: ",en,", Name: name(n), Data: "{}", Demonstration: i == 0, Head: HeadOf(entries), Updated: int64(i / 2),
		}
		var members []store.Member
		if i < 2 {
			members = []store.Member{{Chain: chain, Person: "ana", Role: "researcher", Domains: "d1", Due: 7}}
		}
		must(t, s.Append(ctx, store.Write{Chain: chain, Entries: entries, Summary: &sum, Members: members}))
		if diff := cmp.Diff(sum, get[store.Summary](t)(s.Summary(ctx, chain))); diff != "" {
			t.Fatal(diff)
		}
		got, err := s.Members(ctx, chain)
		must(t, err)
		if diff := cmp.Diff(members, got); diff != "" {
			t.Fatal(diff)
		}
	}
	parts, err := s.Parts(ctx, "ana")
	must(t, err)
	equal(t, "parts", len(parts), 2)
	cases := []struct {
		name   string
		filter store.SummaryFilter
		want   string
	}{
		{"newest change first", store.SummaryFilter{}, "c4 c3 c2 c1 c0"},
		{"by name", store.SummaryFilter{ByName: true}, "c4 c2 c1 c0 c3"},
		{"of a person", store.SummaryFilter{Person: "ana"}, "c1 c0"},
		{"of a stranger", store.SummaryFilter{Person: "eve"}, ""},
		{"country", store.SummaryFilter{Country: "NOR"}, "c3 c1"},
		{"year", store.SummaryFilter{Year: 2022}, "c2"},
		{"level and state", store.SummaryFilter{Level: "city", State: "closed"}, ""},
		{"text without accents", store.SummaryFilter{Text: "RIO claro"}, "c0"},
		{"text with accents", store.SummaryFilter{Text: "zürích"}, "c3"},
		{"text with signs of LIKE", store.SummaryFilter{Text: "%_s"}, "c4"},
		{"every word", store.SummaryFilter{Text: "monte claro"}, ""},
		{"limit", store.SummaryFilter{Limit: 2}, "c4 c3"},
	}
	for _, c := range cases {
		all, err := s.Summaries(ctx, c.filter)
		must(t, err)
		equal(t, c.name, chains(all), c.want)
	}
	for _, byName := range []bool{false, true} {
		whole, err := s.Summaries(ctx, store.SummaryFilter{ByName: byName})
		must(t, err)
		equal(t, "pages", chains(pages(t, s, byName)), chains(whole))
	}
	_, found, err := s.SummaryBySlug(ctx, "")
	must(t, err)
	equal(t, "the empty slug", found, false)
}

// pages reads all summaries two at a time.
func pages(t *testing.T, s *store.Store, byName bool) (all []store.Summary) {
	f := store.SummaryFilter{ByName: byName, Limit: 2}
	for {
		page, err := s.Summaries(t.Context(), f)
		must(t, err)
		if len(page) == 0 {
			return all
		}
		all = append(all, page...)
		f.After = page[len(page)-1].Cursor()
	}
}

func chains(all []store.Summary) string {
	var names []string
	for _, v := range all {
		names = append(names, string(v.Chain))
	}
	return strings.Join(names, " ")
}

func testDuties(t *testing.T, s *store.Store) {
	ctx := t.Context()
	head := begin(t, s, "a")
	w := store.Write{Chain: "a", Expect: head, Summary: &store.Summary{Chain: "a"}, Duties: []store.Duty{
		{Person: "ana", Kind: "answer", Item: "L-1", Text: "no date"},
		{Person: "ana", Kind: "answer", Item: "L-2", Due: 20},
		{Person: "ana", Kind: "answer", Item: "L-3", Due: 10, Since: 3},
		{Person: "ana", Kind: "answer", Item: "L-3", Due: 11, Since: 4},
		{Person: "ben", Kind: "answer", Item: "L-1"},
	}}
	for i := range 300 {
		w.Duties = append(w.Duties, store.Duty{Person: "cy", Kind: "answer", Item: fmt.Sprint(i)})
	}
	must(t, s.Append(ctx, w))
	got, err := s.Duties(ctx, "ana")
	must(t, err)
	want := []store.Duty{
		{Chain: "a", Person: "ana", Kind: "answer", Item: "L-3", Due: 11, Since: 4},
		{Chain: "a", Person: "ana", Kind: "answer", Item: "L-2", Due: 20},
		{Chain: "a", Person: "ana", Kind: "answer", Item: "L-1", Text: "no date"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	many, err := s.Duties(ctx, "cy")
	must(t, err)
	equal(t, "many", len(many), 300)
	must(t, s.Append(ctx, store.Write{Chain: "a", Expect: head, Summary: &store.Summary{Chain: "a"}}))
	got, err = s.Duties(ctx, "ana")
	must(t, err)
	equal(t, "replaced", len(got), 0)
}

func testSlugs(t *testing.T, s *store.Store) {
	ctx := t.Context()
	a, b := begin(t, s, "a"), begin(t, s, "b")
	claim := func(chain record.Chain, head record.Head, slug string) error {
		return s.Append(ctx, store.Write{Chain: chain, Expect: head, Summary: &store.Summary{Chain: chain, Slug: slug}})
	}
	must(t, claim("a", a, "chl-2024"))
	must(t, claim("a", a, "chl-2024"))
	wantKey(t, claim("b", b, "chl-2024"), fault.Exists, "store.slug_taken")
	must(t, claim("a", a, ""))
	must(t, claim("b", b, "chl-2024"))
	must(t, s.Append(ctx, store.Write{Chain: "b", Expect: b, Editions: []store.Edition{edition("b", "chl-2024", 1)}}))
	must(t, claim("b", b, ""))
	wantKey(t, claim("a", a, "chl-2024"), fault.Exists, "store.slug_taken")
	wantKey(t, s.Append(ctx, store.Write{Chain: "a", Expect: a, Editions: []store.Edition{edition("a", "chl-2024", 2)}}),
		fault.Exists, "store.slug_taken")
}

// edition is a small edition, out since 1970.
func edition(chain record.Chain, slug string, number int) store.Edition {
	body := []byte(fmt.Sprintf(`{"slug":%q,"number":%d}`, slug, number))
	return store.Edition{
		Slug: slug, Number: number, Chain: chain, Hash: record.SumOf(body), Published: int64(number), Country: "CHL",
		Level: "city", Year: 2024, Framework: "mgi-local", Languages: ",es,en,", Title: name("Profile of " + slug),
		Place: name(slug), Date: "2024-09", Demonstration: true, Body: body, Developed: 19, Potential: 15, Changes: "first",
	}
}

func testEditions(t *testing.T, s *store.Store) {
	ctx := t.Context()
	s.SetClock(func() time.Time { return time.UnixMicro(100) })
	head := begin(t, s, "a")
	one, two, later := edition("a", "x", 1), edition("a", "x", 2), edition("a", "x", 3)
	later.Published = 101
	must(t, s.Append(ctx, store.Write{Chain: "a", Expect: head, Editions: []store.Edition{one, two, later}}))
	for number, want := range map[int]store.Edition{1: one, 2: two, 3: later, 0: two} {
		if diff := cmp.Diff(want, get[store.Edition](t)(s.Edition(ctx, "x", number))); diff != "" {
			t.Fatal(number, diff)
		}
	}
	changed := one
	changed.Body = []byte("{}")
	wantKey(t, s.Append(ctx, store.Write{Chain: "a", Expect: head, Editions: []store.Edition{changed}}), fault.Exists, "store.edition_exists")
	lines, err := s.EditionLines(ctx, "x")
	must(t, err)
	equal(t, "lines", len(lines), 3)
	one.Body = nil
	if diff := cmp.Diff(one, lines[2]); diff != "" {
		t.Fatal(diff)
	}
	s.SetClock(func() time.Time { return time.UnixMicro(101) })
	equal(t, "the scheduled one is out", get[store.Edition](t)(s.Edition(ctx, "x", 0)).Number, 3)
	_, found, err := s.Edition(ctx, "y", 0)
	must(t, err)
	equal(t, "unknown", found, false)
}

func testNewest(t *testing.T, s *store.Store) {
	ctx := t.Context()
	s.SetClock(func() time.Time { return time.UnixMicro(100) })
	head := begin(t, s, "a")
	put := func(e store.Edition) {
		t.Helper()
		must(t, s.Append(ctx, store.Write{Chain: "a", Expect: head, Editions: []store.Edition{e}}))
	}
	x1, x2, y, z, future := edition("a", "x", 1), edition("a", "x", 2), edition("a", "y", 1), edition("a", "z", 1), edition("a", "w", 1)
	x2.Year, x2.Languages, x2.Published = 2025, ",ar,", 50
	y.Country, y.Published = "PER", 60
	z.Level, z.Framework, z.Place, z.Published = "country", "mgi-national", `{"es":"Perú","ar":"بيرو"}`, 70
	future.Published = 101
	for _, e := range []store.Edition{x1, x2, y, z, future} {
		put(e)
	}
	cases := []struct {
		filter store.EditionFilter
		want   string
		count  int
	}{
		{store.EditionFilter{}, "z1 y1 x2", 3},
		{store.EditionFilter{Year: 2024}, "z1 y1", 2},
		{store.EditionFilter{Country: "PER"}, "y1", 1},
		{store.EditionFilter{Language: "ar"}, "x2", 1},
		{store.EditionFilter{Language: "a"}, "", 0},
		{store.EditionFilter{Level: "country"}, "z1", 1},
		{store.EditionFilter{Framework: "mgi-national"}, "z1", 1},
		{store.EditionFilter{Text: "peru"}, "z1", 1},
		{store.EditionFilter{Text: "بيرو"}, "z1", 1},
		{store.EditionFilter{Limit: 1, Offset: 1}, "y1", 3},
	}
	for _, c := range cases {
		all, err := s.NewestEditions(ctx, c.filter)
		must(t, err)
		equal(t, fmt.Sprint(c.filter), lines(all), c.want)
		n, err := s.CountEditions(ctx, c.filter)
		must(t, err)
		equal(t, fmt.Sprint("count of ", c.filter), n, c.count)
	}
}

func lines(all []store.Edition) string {
	var names []string
	for _, e := range all {
		names = append(names, fmt.Sprint(e.Slug, e.Number))
	}
	return strings.Join(names, " ")
}

func testWithdraw(t *testing.T, s *store.Store) {
	ctx := t.Context()
	head := begin(t, s, "a")
	must(t, s.Append(ctx, store.Write{Chain: "a", Expect: head, Editions: []store.Edition{edition("a", "x", 1), edition("a", "x", 2)}}))
	withdraw := func(number int, command string) error {
		entries := Entries("a", head, command, "edition.withdrawn")
		err := s.Withdraw(ctx, "x", number, "a wrong figure", 77, store.Write{Chain: "a", Expect: head, Entries: entries})
		if err == nil {
			head = HeadOf(entries)
		}
		return err
	}
	wantKey(t, withdraw(9, "none"), fault.NotFound, "store.no_edition")
	must(t, withdraw(2, "two"))
	wantKey(t, withdraw(2, "again"), fault.Exists, "store.withdrawn_before")
	equal(t, "entries", len(verify(t, s, "a")), 3)
	equal(t, "what stands", get[store.Edition](t)(s.Edition(ctx, "x", 0)).Number, 1)
	all, err := s.NewestEditions(ctx, store.EditionFilter{})
	must(t, err)
	equal(t, "newest", lines(all), "x1")
	gone := get[store.Edition](t)(s.Edition(ctx, "x", 2))
	equal(t, "notice", gone.Notice+fmt.Sprint(gone.Withdrawn), "a wrong figure77")
	equal(t, "its bytes stay", string(gone.Body), string(edition("a", "x", 2).Body))
	must(t, withdraw(1, "one"))
	last := get[store.Edition](t)(s.Edition(ctx, "x", 0))
	equal(t, "when none stands", fmt.Sprint(last.Number, last.Notice), "2a wrong figure")
	said, err := s.Withdrawals(ctx, "x")
	must(t, err)
	if diff := cmp.Diff([]store.Withdrawal{{Slug: "x", Number: 1, Notice: "a wrong figure", At: 77}, {Slug: "x", Number: 2, Notice: "a wrong figure", At: 77}}, said); diff != "" {
		t.Fatal(diff)
	}
}

func document(name, version string) store.Document {
	body := []byte("body of " + name + " " + version)
	return store.Document{Hash: record.SumOf(body), Kind: "framework", Name: name, Version: version, Body: body, Created: 5}
}

func testDocuments(t *testing.T, s *store.Store) {
	ctx := t.Context()
	d := document("mgi-local", "2024")
	must(t, s.PutDocument(ctx, d))
	must(t, s.PutDocument(ctx, d))
	must(t, s.PutDocument(ctx, document("mgi-local", "2022")))
	if diff := cmp.Diff(d, get[store.Document](t)(s.Document(ctx, d.Hash))); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff(d, get[store.Document](t)(s.DocumentByName(ctx, "framework", "mgi-local", "2024"))); diff != "" {
		t.Fatal(diff)
	}
	other := d
	other.Body = []byte("other")
	wantKey(t, s.PutDocument(ctx, other), fault.Invalid, "store.wrong_hash")
	other.Hash = record.SumOf(other.Body)
	wantKey(t, s.PutDocument(ctx, other), fault.Exists, "store.document_taken")
	all, err := s.Documents(ctx, "framework")
	must(t, err)
	equal(t, "documents", len(all), 2)
	equal(t, "first", all[0].Version, "2022")
	equal(t, "no body in lists", all[0].Body == nil, true)
}
