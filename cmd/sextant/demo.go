package main

import (
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"sextant/internal/app"
	"sextant/internal/blob"
	"sextant/internal/fault"
	"sextant/internal/sample"
	"sextant/internal/store"
)

// demoCmd serves the sample world.
type demoCmd struct {
	Addr string `help:"Address to listen on; this machine only." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
}

// Help shows examples.
func (demoCmd) Help() string {
	return `Everything is temporary and gone when the command ends. Nobody outside this machine can reach it.

Examples:
  sextant demo
  sextant demo --addr 127.0.0.1:9000`
}

// Run fills a temporary folder with the sample world and serves it.
func (c *demoCmd) Run(s *session) (err error) {
	if err := loopbackOnly(c.Addr); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "sextant-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	a, err := openDemo(s, folder)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, a) }()
	log := slog.New(slog.NewTextHandler(s.errs, &slog.HandlerOptions{Level: slog.LevelWarn}))
	handler, err := doors(a, doorOptions{log: log})
	if err != nil {
		return err
	}
	defer working(s.ctx, a, log)()
	return listen(s.ctx, c.Addr, handler, log, func(address string) { c.tell(s, "http://"+address) })
}

// openDemo makes the sample world in a folder and opens the product on it.
func openDemo(s *session, folder string) (*app.App, error) {
	blobs, err := blob.NewDir(filepath.Join(folder, "sources"))
	if err != nil {
		return nil, err
	}
	db, err := store.Open(s.ctx, filepath.Join(folder, "sextant.db"))
	if err != nil {
		return nil, err
	}
	config := app.Config{Store: db, Blobs: blobs}
	if err := app.LoadDemo(s.ctx, config); err != nil {
		return nil, closing(err, db)
	}
	return app.New(config), nil
}

// loopbackOnly refuses addresses that others could reach: the log-ins of the
// demonstration are no secret.
func loopbackOnly(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	ip := net.ParseIP(host)
	if err != nil || (host != "localhost" && (ip == nil || !ip.IsLoopback())) {
		return fault.New(fault.Invalid, "cli.loopback_only", "address", addr)
	}
	return nil
}

func (c *demoCmd) tell(s *session, address string) {
	tag := string(s.say.Tag())
	fmt.Fprintf(s.out, "\n  Sextant  %s\n\n", address)
	for _, line := range [][2]string{
		{"cli.demo_wheel", "/" + tag + "/profiles/chl-monte-patria-2024"},
		{"cli.demo_arabic", "/ar/profiles/chl-monte-patria-2024"},
		{"cli.demo_list", "/" + tag + "/profiles"},
	} {
		fmt.Fprintf(s.out, "  %-34s %s%s\n", s.say.T(line[0]), address, line[1])
	}
	c.tellPeople(s, address)
	fmt.Fprintf(s.out, "\n  %s\n", s.say.T("cli.demo_end"))
}

// tellPeople prints the log-ins, one a role.
func (c *demoCmd) tellPeople(s *session, address string) {
	fmt.Fprintf(s.out, "\n  %-34s %s/desk/\n", s.say.T("cli.demo_desk"), address)
	fmt.Fprintf(s.out, "  %-34s %s\n", s.say.T("cli.demo_password"), app.DemoPassword)
	for _, p := range sample.Read().People {
		role := string(p.AccountRole())
		if role == "" {
			role = "admin"
		}
		fmt.Fprintf(s.out, "    %-14s %s, %s\n", p.Login, p.Name, s.say.T("account.role_"+role))
	}
}
