package framework

import (
	"regexp"
	"slices"
	"strconv"
)

// Objectives is the number of objectives of the Global Compact for Safe,
// Orderly and Regular Migration (A/RES/73/195).
const Objectives = 23

// targets gives, for each Sustainable Development Goal, how many numbered and
// how many lettered targets it has (A/RES/70/1; 169 in all).
var targets = [18]struct{ numbered, lettered int }{
	1: {5, 2}, 2: {5, 3}, 3: {9, 4}, 4: {7, 3}, 5: {6, 3}, 6: {6, 2}, 7: {3, 2}, 8: {10, 2}, 9: {5, 3},
	10: {7, 3}, 11: {7, 3}, 12: {8, 3}, 13: {3, 2}, 14: {7, 3}, 15: {9, 3}, 16: {10, 2}, 17: {19, 0},
}

var targetForm = regexp.MustCompile(`^([1-9][0-9]?)\.([1-9][0-9]?|[a-z])$`)

// KnownTarget tells whether there is an SDG target with this number, such as
// "10.7" or "8.b". The second flag is false where it does not even look like
// one.
func KnownTarget(target string) (known, formed bool) {
	m := targetForm.FindStringSubmatch(target)
	if m == nil {
		return false, false
	}
	goal, _ := strconv.Atoi(m[1])
	if goal >= len(targets) {
		return false, true
	}
	if n, err := strconv.Atoi(m[2]); err == nil {
		return n <= targets[goal].numbered, true
	}
	return int(m[2][0]-'a') < targets[goal].lettered, true
}

// crosswalk checks what an indicator is bound to.
func (c *checker) crosswalk(path string, in Indicator) {
	for i, n := range in.Crosswalk.GCM {
		p := index(path+".gcm", i)
		if n < 1 || n > Objectives {
			c.fail(p, "framework.gcm_range", "code", in.Code, "objective", n, "most", Objectives)
		}
		if slices.Contains(in.Crosswalk.GCM[:i], n) {
			c.fail(p, "framework.repeated", "item", in.Code, "field", "gcm", "value", n)
		}
	}
	for i, t := range in.Crosswalk.SDG {
		p := index(path+".sdg", i)
		known, formed := KnownTarget(t)
		switch {
		case !formed:
			c.fail(p, "framework.sdg_form", "code", in.Code, "target", t)
		case !known:
			c.fail(p, "framework.sdg_unknown", "code", in.Code, "target", t)
		}
		if slices.Contains(in.Crosswalk.SDG[:i], t) {
			c.fail(p, "framework.repeated", "item", in.Code, "field", "sdg", "value", t)
		}
	}
	c.otherBooks(path+".books", in)
}

// otherBooks checks codes of books that are on the shelf: an indicator of any
// version of the book will do, since a code is never used again.
func (c *checker) otherBooks(path string, in Indicator) {
	for _, id := range sortedKeys(in.Crosswalk.Books) {
		var versions []*Framework
		for _, f := range c.shelf {
			if f.Ref.ID == id {
				versions = append(versions, f)
			}
		}
		for i, code := range in.Crosswalk.Books[id] {
			if len(versions) > 0 && !anyHas(versions, code) {
				c.fail(index(join(path, string(id)), i), "framework.book_code_unknown", "code", in.Code, "book", id, "other", code)
			}
		}
	}
}

func anyHas(versions []*Framework, code Code) bool {
	return slices.ContainsFunc(versions, func(f *Framework) bool {
		_, ok := f.Indicator(code)
		return ok
	})
}

func sortedKeys[K ~string, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
