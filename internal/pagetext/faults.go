package pagetext

import (
	"sort"

	"sextant/internal/fault"
)

// faults gathers what is wrong with a page.
type faults struct {
	name string
	list fault.List
}

// add notes a fault at a line; line 0 stands for the whole file.
func (f *faults) add(line int, key string, pairs ...any) *fault.Error {
	e := fault.New(fault.Invalid, key, pairs...).At(fault.Line(f.name, line))
	f.list.Add(e)
	return e
}

// sorted gives the faults in the order of the page, at most maxFaults of them
// and then one that counts the rest.
func (f *faults) sorted() error {
	sort.SliceStable(f.list, func(i, j int) bool { return f.list[i].Where.Line < f.list[j].Where.Line })
	if more := len(f.list) - maxFaults; more > 0 {
		f.list = f.list[:maxFaults]
		f.list.Add(fault.New(fault.Invalid, "pagetext.more_faults", "n", more).At(fault.Where{File: f.name}))
	}
	return f.list.Err()
}

// excerpt shortens a text for a message.
func excerpt(s string) string {
	const most = 80
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most]) + "…"
}

// noProfile says that a text has no sign of a profile at all.
func noProfile(name string) error {
	return fault.New(fault.Invalid, "pagetext.no_profile").At(fault.Where{File: name})
}
