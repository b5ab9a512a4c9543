// Package preserve makes a dated copy of a page or file that somebody cited.
//
// A Fetcher follows a link as a stranger on the public internet would: no
// cookies, no log-in, no referrer, and never to an address inside a private
// network, whatever a name or a redirect says (guard.go). What comes back is
// bounded in size and time and kept as it was; its words are drawn out beside
// it for the search (text.go, html.go, pdf.go), and where that fails the copy
// is kept all the same and says why. Check asks whether a link still answers
// (check.go).
//
//	p := preserve.New(preserve.Config{})
//	c, err := p.Fetch(ctx, "https://www.example.org/law.pdf")
//
// PDF comes from anywhere and its reader is not ours: a program that calls
// Isolate first in its main reads each one in a process of its own, with bounds
// on memory and time (isolate.go).
package preserve

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"sextant/internal/fault"
)

// Config says how far a Fetcher goes. Zero fields take the stated values.
type Config struct {
	MaxBytes     int64         // of a copy, unpacked; 25 MiB
	Timeout      time.Duration // of everything from name to last byte; 30 s
	MaxRedirects int           // 5; below zero none
	UserAgent    string
	// Now is the clock; time.Now where nil.
	Now func() time.Time
	// AllowLoopback lets tests fetch from this machine, on any port. The
	// product never sets it.
	AllowLoopback bool
	// lookup finds the addresses of a name; the system's resolver where nil.
	lookup func(ctx context.Context, host string) ([]netip.Addr, error)
}

// Fetcher fetches and checks links. It is safe for use by many goroutines.
type Fetcher struct {
	config Config
	client *http.Client
}

// New makes a Fetcher.
func New(c Config) *Fetcher {
	if c.MaxBytes <= 0 {
		c.MaxBytes = 25 << 20
	}
	if c.Timeout <= 0 {
		c.Timeout = 30 * time.Second
	}
	if c.MaxRedirects == 0 {
		c.MaxRedirects = 5
	}
	if c.UserAgent == "" {
		c.UserAgent = "Sextant/1 (keeps a copy of a cited source)"
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.lookup == nil {
		c.lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	f := &Fetcher{config: c}
	f.client = &http.Client{
		CheckRedirect: f.checkRedirect,
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy of the environment would dial past the guards
			DialContext:            f.dial,
			TLSHandshakeTimeout:    c.Timeout,
			ResponseHeaderTimeout:  c.Timeout,
			MaxResponseHeaderBytes: 64 << 10,
			DisableKeepAlives:      true, // a copy is a single visit
			ForceAttemptHTTP2:      true,
		},
	}
	return f
}

// Copy is a dated copy of what a link led to.
type Copy struct {
	URL     string    // as cited
	Final   string    // where redirects led
	Fetched time.Time // UTC
	Type    string    // media type without parameters: "text/html"
	Charset string    // of a text, as it was decoded: "utf-8"; empty for others
	Name    string    // a file name to offer
	Title   string    // of the page or document; may be empty
	Body    []byte    // as it was
	Text    string    // its words, for the search; may be empty
	// NoText says why no words could be drawn out of a form that has words;
	// nil otherwise. The copy itself is whole.
	NoText error
}

// Fetch makes a copy of what a link leads to.
//
// Faults: "preserve.bad_link", "preserve.credentials", "preserve.port" and
// "preserve.private" for links that are not followed; "preserve.unknown_host",
// "preserve.unreachable", "preserve.too_slow", "preserve.status" and
// "preserve.gone" for the answer; "preserve.redirects", "preserve.too_large",
// "preserve.empty" and "preserve.packed" for what came.
func (f *Fetcher) Fetch(ctx context.Context, link string) (*Copy, error) {
	u, err := f.parse(link)
	if err != nil {
		return nil, err
	}
	timed, cancel := context.WithTimeout(ctx, f.config.Timeout)
	defer cancel()
	resp, err := f.ask(timed, http.MethodGet, u, nil)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusNonAuthoritativeInfo {
		return nil, badStatus(resp.StatusCode)
	}
	body, err := f.read(resp)
	if err != nil {
		return nil, f.say(u, err)
	}
	c := &Copy{URL: link, Final: resp.Request.URL.String(), Fetched: f.config.Now().UTC(), Body: body}
	c.Type = typeOf(resp.Header.Get("Content-Type"), body)
	c.Name = nameOf(resp.Header.Get("Content-Disposition"), resp.Request.URL, c.Type)
	words, err := read(ctx, resp.Header.Get("Content-Type"), body)
	c.Charset, c.Title, c.Text, c.NoText = words.charset, words.title, words.text, err
	return c, nil
}

// ask sends one request and follows redirects. The caller closes the body.
func (f *Fetcher) ask(ctx context.Context, method string, u *url.URL, header http.Header) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, u.String(), nil)
	if err != nil {
		return nil, fault.New(fault.Invalid, "preserve.bad_link", "link", u.Redacted()).Because(err)
	}
	for name, values := range header {
		req.Header[name] = values
	}
	req.Header.Set("User-Agent", f.config.UserAgent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5")
	resp, err := f.client.Do(req)
	if err != nil {
		return nil, f.say(u, err)
	}
	return resp, nil
}

// read takes the body up to the bound, counted after unpacking.
func (f *Fetcher) read(resp *http.Response) ([]byte, error) {
	tooLarge := fault.New(fault.TooLarge, "preserve.too_large", "max", f.config.MaxBytes>>20)
	if packed := resp.Header.Get("Content-Encoding"); packed != "" && !strings.EqualFold(packed, "identity") {
		return nil, fault.New(fault.Unavailable, "preserve.packed", "form", packed)
	}
	if resp.ContentLength > f.config.MaxBytes {
		return nil, tooLarge
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, f.config.MaxBytes+1))
	switch {
	case int64(len(body)) > f.config.MaxBytes:
		return nil, tooLarge
	case err != nil:
		return nil, err
	case len(body) == 0:
		return nil, fault.New(fault.Invalid, "preserve.empty")
	}
	return body, nil
}

// say turns what went wrong on the way into a fault: ours come through, the
// rest is a name that nobody knows, a wait that was too long, or a host that
// does not answer.
func (f *Fetcher) say(u *url.URL, err error) error {
	var ours *fault.Error
	var name *net.DNSError
	var slow net.Error
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return fault.New(fault.Unavailable, "preserve.too_slow", "host", u.Hostname(), "seconds", int(f.config.Timeout.Seconds())).Because(err)
	case errors.As(err, &name):
		return fault.New(fault.Unavailable, "preserve.unknown_host", "host", u.Hostname()).Because(err)
	}
	return fault.New(fault.Unavailable, "preserve.unreachable", "host", u.Hostname()).Because(err)
}

func badStatus(status int) error {
	if status == http.StatusNotFound || status == http.StatusGone {
		return fault.New(fault.NotFound, "preserve.gone", "status", status)
	}
	return fault.New(fault.Unavailable, "preserve.status", "status", status)
}
