package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"sextant/internal/account"
	"sextant/internal/app"
	"sextant/internal/lang"
)

// userCmd looks after accounts from the machine on which the product runs: for
// the first ones, and for the day on which every administrator is locked out.
type userCmd struct {
	Add     userAdd     `cmd:"" help:"Make an account and print the link by which its owner chooses a password."`
	List    userList    `cmd:"" help:"List the accounts."`
	Reset   userReset   `cmd:"" help:"Print a one-time link for a new password; turns the second step off."`
	Disable userDisable `cmd:"" help:"Close an account, or open it again with --undo."`
	Admin   userAdmin   `cmd:"" help:"Make somebody administrator, or no longer with --undo."`
}

// Help shows examples.
func (userCmd) Help() string {
	return `Examples:
  sextant user add ana --name "Ana Núñez" --email ana@example.org --data ./data
  sextant user list nunez --data ./data
  sextant user reset ana --data ./data
  sextant user disable ana --data ./data
  sextant user admin ana --data ./data`
}

type userAdd struct {
	Login       string `arg:"" help:"Log-in name."`
	Name        string `required:"" help:"Name by which others know the person."`
	Email       string `help:"Mail address." placeholder:"ADDRESS"`
	Language    string `help:"Language of the interface." default:"en" enum:"en,es,fr,pt,ar,ru,zh"`
	Admin       bool   `help:"Administrator: looks after people and settings."`
	Coordinator bool   `help:"Coordinator: opens assessments."`
	dataFlags
}

// Run makes the account.
func (c *userAdd) Run(s *session) error {
	return withApp(s, c.dataFlags, func(a *app.App) error {
		id, err := a.AddPerson(s.ctx, app.NewPerson{
			Profile: app.Profile{Login: c.Login, Name: c.Name, Email: c.Email, Language: lang.Tag(c.Language), Digest: true},
			Admin:   c.Admin, Coordinator: c.Coordinator,
		})
		if err != nil {
			return err
		}
		fmt.Fprintln(s.out, s.say.T("people.cli_added", "name", c.Name, "login", c.Login))
		return printLink(s, a, id)
	})
}

type userList struct {
	Words string `arg:"" optional:"" help:"Only people in whose names every word is found."`
	JSON  bool   `name:"json" help:"As JSON."`
	dataFlags
}

// Run lists the people.
func (c *userList) Run(s *session) error {
	return withApp(s, c.dataFlags, func(a *app.App) error {
		people, err := a.FindPeople(s.ctx, app.System, c.Words)
		if err != nil {
			return err
		}
		if c.JSON {
			return writeUsers(s, people)
		}
		if len(people) == 0 && c.Words == "" {
			fmt.Fprintln(s.out, s.say.T("people.cli_nobody"))
		}
		w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
		for _, p := range people {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", p.Login, p.Name, p.Email, postOf(s, p))
		}
		return w.Flush()
	})
}

func postOf(s *session, p app.Person) string {
	switch {
	case p.Disabled:
		return s.say.T("people.cli_closed")
	case p.Admin:
		return s.say.T("account.role_admin")
	case p.Coordinator:
		return s.say.T("account.role_coordinator")
	}
	return ""
}

type userReset struct {
	Login string `arg:"" help:"Log-in name."`
	dataFlags
}

// Run prints the link.
func (c *userReset) Run(s *session) error {
	return withPerson(s, c.dataFlags, c.Login, func(a *app.App, p app.Person) error { return printLink(s, a, p.ID) })
}

type userDisable struct {
	Login string `arg:"" help:"Log-in name."`
	Undo  bool   `help:"Open the account again."`
	dataFlags
}

// Run closes the account and ends its sessions.
func (c *userDisable) Run(s *session) error {
	return changePost(s, c.dataFlags, c.Login, func(p *app.Post) { p.Disabled = !c.Undo })
}

type userAdmin struct {
	Login string `arg:"" help:"Log-in name."`
	Undo  bool   `help:"No longer administrator."`
	dataFlags
}

// Run changes the post.
func (c *userAdmin) Run(s *session) error {
	return changePost(s, c.dataFlags, c.Login, func(p *app.Post) { p.Admin = !c.Undo })
}

func changePost(s *session, f dataFlags, login string, change func(*app.Post)) error {
	return withPerson(s, f, login, func(a *app.App, p app.Person) error {
		post := app.Post{Admin: p.Admin, Coordinator: p.Coordinator, Disabled: p.Disabled}
		change(&post)
		if err := a.SetPost(s.ctx, app.System, p.ID, post); err != nil {
			return err
		}
		fmt.Fprintln(s.out, s.say.T("people.cli_changed", "name", p.Name, "login", p.Login))
		return nil
	})
}

func printLink(s *session, a *app.App, id account.ID) error {
	path, err := a.ResetLink(s.ctx, app.System, id)
	if err == nil {
		fmt.Fprintln(s.out, s.say.T("people.cli_link", "path", path))
	}
	return err
}

// withApp opens the product on the data, does something and closes it.
func withApp(s *session, f dataFlags, do func(*app.App) error) (err error) {
	a, err := f.open(s.ctx)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, a) }()
	return do(a)
}

func withPerson(s *session, f dataFlags, login string, do func(*app.App, app.Person) error) error {
	return withApp(s, f, func(a *app.App) error {
		p, err := a.PersonByLogin(s.ctx, login)
		if err != nil {
			return err
		}
		return do(a, p)
	})
}

// userLine is an account in JSON.
type userLine struct {
	ID          string `json:"id"`
	Login       string `json:"login"`
	Name        string `json:"name"`
	Email       string `json:"email,omitempty"`
	Admin       bool   `json:"admin"`
	Coordinator bool   `json:"coordinator"`
	Disabled    bool   `json:"disabled"`
}

func writeUsers(s *session, people []app.Person) error {
	lines := make([]userLine, len(people))
	for i, p := range people {
		lines[i] = userLine{string(p.ID), p.Login, p.Name, p.Email, p.Admin, p.Coordinator, p.Disabled}
	}
	enc := json.NewEncoder(s.out)
	enc.SetIndent("", "  ")
	return enc.Encode(lines)
}
