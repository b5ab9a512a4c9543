package desk

import (
	"slices"

	"sextant/internal/account"
)

func init() {
	register("GET /desk/help", (*Desk).help)
	register("POST /desk/tour", (*Desk).tourPut)
}

const helpPath = "/desk/help"

// helpView is the page of help: words, roles, stages, keys.
type helpView struct {
	Frame
	Words  []string // keys of the glossary, without their prefix
	Roles  []roleHelp
	Stages []account.Stage
	Keys   []string // of help.key_{name} and help.does_{name}
	Tour   bool     // there is one to bring back
}

// roleHelp is a role with what it lets a person do, at some stage or at all.
type roleHelp struct {
	Role   string
	Rights []account.Right
}

// glossary is the words in the order in which a newcomer meets them.
var glossary = []string{
	"place", "framework", "domain", "sub_domain", "indicator", "assessment", "answer", "source", "locator", "preserved_copy",
	"record", "adjudication", "remark", "consent", "finding", "profile", "edition", "follow_up_round", "commitment", "crosswalk", "coverage",
	"coordinator", "coder", "second_coder", "reviewer", "focal_point", "government_contributor", "editor", "translator", "viewer", "administrator",
}

// roleWords are the words of the glossary that are roles: the page has a list
// of its own for them.
const firstRoleWord = "coordinator"

// helpKeys are the keys of the keyboard that the workbench knows.
var helpKeys = []string{"tab", "arrows", "save", "enter", "escape"}

func (d *Desk) help(a *ask) (answer, error) {
	v := helpView{Frame: a.frame("help.title"), Words: glossary[:slices.Index(glossary, firstRoleWord)], Stages: account.Stages, Keys: helpKeys}
	for _, r := range account.Roles {
		v.Roles = append(v.Roles, roleHelp{string(r), rightsOf(account.Standing{Grants: []account.Grant{{Role: r}}})})
	}
	v.Roles = append(v.Roles, roleHelp{"admin", rightsOf(account.Standing{Admin: true})})
	var err error
	v.Tour, err = d.app.IsDemo(a.Context())
	if err != nil {
		return answer{}, err
	}
	return a.page("help", &v)
}

// rightsOf lists what somebody may do at one stage or another.
func rightsOf(who account.Standing) []account.Right {
	var rights []account.Right
	for _, r := range account.Rights {
		if slices.ContainsFunc(account.Stages, func(s account.Stage) bool { return who.May(r, account.Scope{Stage: s}) }) {
			rights = append(rights, r)
		}
	}
	return rights
}
