// Package sample is one invented world, and Monte Patria: what the
// demonstration shows, what tests run on, and what pictures are taken of.
//
// The content is data (content/*.yaml): places, people, and published rounds
// with their answers, sources, findings and translations. A Story turns one
// round into the commands of the assessment, so that the sample comes into
// being through the record like everything else. Places of the Indigo Sea do
// not exist; Monte Patria's facts are those of its published profile, told in
// our own words, and both are marked as a demonstration.
package sample

import (
	"embed"
	"fmt"
	"sync"
	"time"

	"go.yaml.in/yaml/v3"

	"sextant/internal/account"
	"sextant/internal/framework"
	"sextant/internal/lang"
	"sextant/internal/place"
)

//go:embed content/*.yaml
var content embed.FS

// World is all of the sample.
type World struct {
	Places  map[place.Code]place.Place
	Stories []*Story // in the order of their dates: a round follows the one before it
	People  []Person
	works   []*Work
}

// Person is someone of the demonstration.
type Person struct {
	Login    string
	Name     string
	Role     string // a role of account, "administrator", or "coordinator"
	Language lang.Tag
	Office   lang.Text
	Domains  []string
	Works    []string // languages a translator writes
}

// AccountRole is the person's role in an assessment; empty for an
// administrator.
func (p Person) AccountRole() account.Role {
	switch p.Role {
	case "administrator":
		return ""
	case "contributor":
		return account.Government
	}
	return account.Role(p.Role)
}

// The world is read once; it is shared and must not be changed.
var read = sync.OnceValue(func() *World {
	w := &World{Places: map[place.Code]place.Place{}}
	var all struct {
		Places   []placeDoc
		Profiles []*Story
	}
	mustRead("content/world.yaml", &all)
	var monte struct {
		Places []placeDoc
		Story  `yaml:",inline"`
	}
	mustRead("content/monte-patria-2024.yaml", &monte)
	for _, p := range append(all.Places, monte.Places...) {
		w.Places[p.Code] = place.Place(p)
	}
	w.Stories = append(all.Profiles, &monte.Story)
	for _, s := range w.Stories {
		s.world = w
	}
	var progress struct {
		Places []placeDoc
		Works  []*Work
		Words  map[lang.Tag]words
	}
	mustRead("content/progress.yaml", &progress)
	for _, p := range progress.Places {
		w.Places[p.Code] = place.Place(p)
	}
	w.works = progress.Works
	for _, k := range w.works {
		k.world, k.words = w, progress.Words[k.Language]
	}
	var people struct{ People []Person }
	mustRead("content/people.yaml", &people)
	w.People = people.People
	return w
})

// Read gives the sample world.
func Read() *World { return read() }

func mustRead(name string, into any) {
	data, err := content.ReadFile(name)
	if err == nil {
		err = yaml.Unmarshal(data, into)
	}
	if err != nil {
		panic(fmt.Sprintf("sample: the built-in %s cannot be read: %v", name, err))
	}
}

// placeDoc is a place as the content writes it.
type placeDoc place.Place

// UnmarshalYAML reads the names by which the content calls the fields.
func (p *placeDoc) UnmarshalYAML(n *yaml.Node) error {
	var doc struct {
		Code     place.Code
		Local    string
		Level    place.Level
		Parent   place.Code
		Invented bool
		Name     lang.Text
	}
	if err := n.Decode(&doc); err != nil {
		return err
	}
	*p = placeDoc{Code: doc.Code, Name: doc.Name, Level: doc.Level, Parent: doc.Parent, Local: doc.Local, Invented: doc.Invented}
	return nil
}

// Story gives the story with an address.
func (w *World) Story(slug string) *Story {
	for _, s := range w.Stories {
		if s.Slug == slug {
			return s
		}
	}
	return nil
}

// parents lists the places above one, nearest first, the country last.
func (w *World) parents(code place.Code) []place.Place {
	var up []place.Place
	for p := w.Places[code].Parent; p != ""; {
		x, ok := w.Places[p]
		if !ok {
			x, _ = place.ByCode(p)
		}
		if x.Code == "" {
			break
		}
		up, p = append(up, x), x.Parent
	}
	return up
}

// Book names the framework that a story was assessed with.
func (s *Story) Book() framework.Ref { return s.Framework }

// At is when the story was published: in the middle of the month after its
// reference date, so that the same world has the same bytes every time.
func (s *Story) At() time.Time {
	t, err := time.Parse("2006-01", s.Date)
	if err != nil {
		panic("sample: " + s.Slug + " has no month: " + s.Date)
	}
	return t.AddDate(0, 1, 14).Add(9 * time.Hour)
}
