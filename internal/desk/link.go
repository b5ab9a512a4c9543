package desk

import (
	"net/url"
	"strings"

	"sextant/internal/framework"
	"sextant/internal/record"
)

// The addresses of the workbench that others lead to.
const (
	inboxPath       = "/desk/"
	signInPath      = "/desk/sign-in"
	assessmentsPath = "/desk/assessments"
	openPath        = "/desk/assessments/new"
	frameworksPath  = "/desk/frameworks"
	sourcesPath     = "/desk/sources"
	searchPath      = "/desk/search"
	peoplePath      = "/desk/people"
	accountPath     = "/desk/account"
)

// linkTo is an address within an assessment: linkTo(chain, "record") is
// /desk/a/{chain}/record.
func linkTo(chain record.Chain, parts ...string) string {
	var b strings.Builder
	b.WriteString("/desk/a/" + url.PathEscape(string(chain)))
	for _, p := range parts {
		b.WriteString("/" + url.PathEscape(p))
	}
	return b.String()
}

// linkDomain is the page on which a domain is answered.
func linkDomain(chain record.Chain, d framework.Code) string { return linkTo(chain, "d", string(d)) }

// linkItem is the page of one indicator.
func linkItem(chain record.Chain, c framework.Code) string { return linkTo(chain, "i", string(c)) }

// localPath lets a redirect lead only to the workbench.
func localPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(to, "/desk/") || strings.Contains(to, "\\") {
		return inboxPath
	}
	return to
}
