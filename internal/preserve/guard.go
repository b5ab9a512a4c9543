package preserve

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"

	"sextant/internal/fault"
)

// The guards keep a link from leading into the network that the product
// itself stands in. A link is checked when it is given and at every redirect;
// a name is resolved once, all its addresses are checked, and exactly those
// are dialled. The dialler checks the address again at the moment of
// connecting, so that no name can change its mind between check and use.

// parse reads a link and refuses what is never followed.
func (f *Fetcher) parse(link string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil {
		return nil, fault.New(fault.Invalid, "preserve.bad_link", "link", link)
	}
	return u, f.checkURL(u)
}

func (f *Fetcher) checkURL(u *url.URL) error {
	port := map[string]string{"http": "80", "https": "443"}[u.Scheme]
	switch {
	case u.User != nil:
		return fault.New(fault.Invalid, "preserve.credentials")
	case port == "" || u.Hostname() == "" || u.Opaque != "":
		return fault.New(fault.Invalid, "preserve.bad_link", "link", u.String())
	case u.Port() != "" && u.Port() != "80" && u.Port() != "443" && !f.config.AllowLoopback:
		return fault.New(fault.Invalid, "preserve.port", "port", u.Port())
	}
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil && !f.mayReach(addr) {
		return private(u.Hostname())
	}
	return nil
}

// checkRedirect looks at each further link before it is followed.
func (f *Fetcher) checkRedirect(req *http.Request, before []*http.Request) error {
	req.Header.Del("Referer")
	if len(before) > max(f.config.MaxRedirects, 0) {
		return fault.New(fault.Unavailable, "preserve.redirects", "max", max(f.config.MaxRedirects, 0))
	}
	return f.checkURL(req.URL)
}

// dial connects to one of the addresses of a name, if all of them may be
// reached: a name that points outside and inside at once is not trusted.
func (f *Fetcher) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	addrs, err := f.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	for _, a := range addrs {
		if !f.mayReach(a) {
			return nil, private(host)
		}
	}
	d := net.Dialer{Control: f.control}
	var failed error
	for _, a := range addrs {
		conn, err := d.DialContext(ctx, network, net.JoinHostPort(a.String(), port))
		if err == nil {
			return conn, nil
		}
		failed = errors.Join(failed, err)
	}
	return nil, failed
}

func (f *Fetcher) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr}, nil
	}
	addrs, err := f.config.lookup(ctx, host)
	if err == nil && len(addrs) == 0 {
		err = &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
	}
	return addrs, err
}

// control is the last look, at the address that is connected to.
func (f *Fetcher) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !f.mayReach(at.Addr()) {
		return private(address)
	}
	return nil
}

func private(host string) error { return fault.New(fault.Invalid, "preserve.private", "host", host) }

func (f *Fetcher) mayReach(a netip.Addr) bool {
	if f.config.AllowLoopback && a.Unmap().IsLoopback() {
		return true
	}
	return isPublic(a)
}

// notPublic are the special blocks of the IANA registries (IPv4 and IPv6
// Special-Purpose Address Space, RFC 6890 and its successors) that the methods
// of netip.Addr do not name: this network, shared space of carriers, protocol
// assignments, documentation, benchmarks, 6to4 relays, reserved; in IPv6
// discard, Teredo and its block, documentation, 6to4, segment routing, site-local.
var notPublic = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
	"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
)

// nat64 is where translators put IPv4 addresses (RFC 6052).
var nat64 = netip.MustParsePrefix("64:ff9b::/96")

func prefixes(all ...string) []netip.Prefix {
	ps := make([]netip.Prefix, len(all))
	for i, p := range all {
		ps[i] = netip.MustParsePrefix(p)
	}
	return ps
}

// isPublic tells whether an address is one of the open internet. An IPv4
// address inside an IPv6 one counts as what it is.
func isPublic(a netip.Addr) bool {
	a = a.Unmap()
	if nat64.Contains(a.WithZone("")) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	if a.Zone() != "" || !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range notPublic {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
