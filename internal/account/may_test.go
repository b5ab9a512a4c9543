package account

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestMay writes down the whole matrix, role by right by stage, and compares it
// with the file that people read and agreed on. A dot is no; a letter stands
// for a stage: s set-up, c coding, r review, k consultation, f findings, o
// consent, p published.
func TestMay(t *testing.T) {
	var b strings.Builder
	for _, who := range matrixStandings() {
		b.WriteString(who.name + "\n")
		for _, right := range Rights {
			line := ""
			for i, stage := range Stages {
				if who.standing.May(right, Scope{Stage: stage}) {
					line += "scrkfop"[i : i+1]
				} else {
					line += "."
				}
			}
			b.WriteString("  " + line + " " + string(right) + "\n")
		}
	}
	const file = "testdata/may.txt"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("who may what has changed; look at it and run with -update:\n%s", b.String())
	}
}

type namedStanding struct {
	name     string
	standing Standing
}

func matrixStandings() []namedStanding {
	all := []namedStanding{
		{"stranger", Standing{}},
		{"person without a role", Standing{Person: "p"}},
		{"administrator", Standing{Person: "p", Admin: true}},
		{"coordinator of the instance", Standing{Person: "p", Coordinator: true}},
		{"system", Standing{Person: System}},
	}
	for _, r := range Roles {
		all = append(all, namedStanding{string(r), Standing{Person: "p", Grants: []Grant{{Role: r}}}})
	}
	return all
}

// What must hold whatever the table says.
func TestMayInPrinciple(t *testing.T) {
	holding := func(r Role) Standing { return Standing{Person: "p", Grants: []Grant{{Role: r}}} }
	for _, stage := range Stages {
		on := Scope{Stage: stage}
		for _, right := range Rights {
			if (Standing{Person: "p"}).May(right, on) || (Standing{}).May(right, on) {
				t.Errorf("without a role one may %s", right)
			}
			instance := right == ManageInstance || right == OpenAssessment || right == EditFrameworks || right == Redact
			if !instance && (Standing{Person: "p", Admin: true, Coordinator: true}).May(right, on) {
				t.Errorf("a post in the instance alone lets one %s in an assessment", right)
			}
		}
		for _, right := range []Right{SeeAnswers, SeeRecord, SeeBoth, SeeDraft, Answer} {
			if holding(SecondCoder).May(right, on) {
				t.Errorf("who codes blind may %s at %s", right, stage)
			}
		}
		for _, role := range []Role{FocalPoint, Government} {
			if holding(role).May(SeeAnswers, on) || holding(role).May(SeeRecord, on) {
				t.Errorf("%s sees answers in the making", role)
			}
		}
		if holding(Reviewer).May(ManagePeople, on) {
			t.Error("a reviewer manages people")
		}
	}
}

func TestGrantsAreNarrow(t *testing.T) {
	s := Standing{Person: "p", Grants: []Grant{{Role: Coder, Domains: []string{"D1"}}, {Role: Translator, Languages: []string{"fr"}}}}
	for _, c := range []struct {
		right Right
		on    Scope
		want  bool
	}{
		{Answer, Scope{Stage: Coding, Domain: "D1"}, true},
		{Answer, Scope{Stage: Coding, Domain: "D2"}, false},
		{Answer, Scope{Stage: Setup, Domain: "D1"}, false},
		{Translate, Scope{Stage: Findings, Language: "fr"}, true},
		{Translate, Scope{Stage: Findings, Language: "ar"}, false},
	} {
		if got := s.May(c.right, c.on); got != c.want {
			t.Errorf("%s %+v: %v", c.right, c.on, got)
		}
	}
}
