package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"sextant/internal/app"
	"sextant/internal/desk"
	"sextant/internal/fault"
	"sextant/internal/page"
	"sextant/internal/site"
)

// serveCmd serves the whole product.
type serveCmd struct {
	Addr string `help:"Address to listen on." default:"127.0.0.1:8080" env:"SEXTANT_ADDR" placeholder:"HOST:PORT"`
	Base string `help:"Address under which readers reach the site, for the sitemap, the feed and links in mail." env:"SEXTANT_BASE" placeholder:"URL"`
	// TrustProxy is for those who run a proxy in front: without it everybody
	// would share the proxy's address, and with it the limits of signing in.
	TrustProxy bool `help:"Take people's addresses from the X-Forwarded-For that your own proxy sets." env:"SEXTANT_TRUST_PROXY"`
	mailFlags
	Dev string `help:"Read templates and assets from this checkout at every request." placeholder:"DIR" type:"existingdir"`
	dataFlags
}

// Help shows examples.
func (serveCmd) Help() string {
	return `Put a web server with TLS in front; Sextant itself listens on loopback unless told otherwise.
Every flag can be given as an environment variable (SEXTANT_DATA, SEXTANT_DATABASE, …).

Examples:
  sextant serve --data ./data
  sextant serve --data ./data --addr 0.0.0.0:8080 --base https://profiles.example.org
  sextant serve --data ./data --database postgres://sextant@localhost/sextant`
}

// Run serves until it is told to stop, then lets running requests end.
func (c *serveCmd) Run(s *session) (err error) {
	mailer, err := c.mailer()
	if err != nil {
		return err
	}
	a, err := c.openWith(s.ctx, app.Config{Mail: mailer, Base: c.Base})
	if err != nil {
		return err
	}
	defer func() { err = closing(err, a) }()
	if err := a.DigestEveryMorning(s.ctx); err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(s.errs, nil))
	handler, err := doors(a, doorOptions{dev: c.Dev, base: c.Base, trustProxy: c.TrustProxy, log: log})
	if err != nil {
		return err
	}
	first, err := a.FirstLink(s.ctx)
	if err != nil {
		return err
	}
	defer working(s.ctx, a, log)()
	return listen(s.ctx, c.Addr, handler, log, func(address string) {
		at := "http://" + address
		fmt.Fprintln(s.out, s.say.T("cli.serving", "address", at))
		if c.Base != "" {
			at = strings.TrimSuffix(c.Base, "/")
		}
		if first != "" {
			fmt.Fprintln(s.out, s.say.T("cli.first_link", "address", at+first))
		}
	})
}

// doorOptions are what the doors need to know.
type doorOptions struct {
	dev, base  string
	trustProxy bool
	log        *slog.Logger
}

// address tells where a request comes from: the last hop that the operator's
// own proxy names, where there is one; nil leaves it to the connection.
func (o doorOptions) address() func(*http.Request) string {
	if !o.trustProxy {
		return nil
	}
	return func(r *http.Request) string {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last := strings.TrimSpace(hops[len(hops)-1]); last != "" {
			return last
		}
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			return r.RemoteAddr
		}
		return host
	}
}

// doors puts every door of the house under one handler: the workbench under
// /desk/, the public pages everywhere else.
func doors(a *app.App, o doorOptions) (http.Handler, error) {
	pages, err := loadPages(o.dev)
	if err != nil {
		return nil, err
	}
	public := site.New(a, pages, site.Options{Base: o.base, Ready: a.Ready, Log: o.log})
	work := desk.New(a, pages, desk.Options{
		Base: o.base, Secure: strings.HasPrefix(o.base, "https://"), Address: o.address(), Log: o.log,
		Preview: site.Preview(a, pages, site.Options{Base: o.base, Log: o.log}),
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/desk/") || r.URL.Path == "/desk" {
			work.ServeHTTP(w, r)
			return
		}
		public.ServeHTTP(w, r)
	}), nil
}

func loadPages(dev string) (*page.Set, error) {
	if dev != "" {
		return page.Dev(dev)
	}
	return page.Load()
}

// working does background work, and looks what other replicas publish, until the given function is called, which waits
// for the piece at hand.
func working(ctx context.Context, a *app.App, log *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.Work(ctx, log)
	}()
	go a.Watch(ctx)
	return func() { cancel(); <-done }
}

// listen serves until ctx ends. Ready is told the address once it can be
// called.
func listen(ctx context.Context, addr string, h http.Handler, log *slog.Logger, ready func(string)) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fault.New(fault.Unavailable, "cli.cannot_listen", "address", addr).Because(err)
	}
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute,
		WriteTimeout: 5 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	ready(l.Addr().String())
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping", "pid", os.Getpid())
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	err = server.Shutdown(grace)
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
