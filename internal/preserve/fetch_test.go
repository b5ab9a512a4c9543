package preserve

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sextant/internal/fault"
)

var testClock = time.Date(2026, 5, 4, 3, 2, 1, 0, time.FixedZone("", 3600))

// near is a Fetcher that may reach this machine.
func near(c Config) *Fetcher {
	c.AllowLoopback, c.Now = true, func() time.Time { return testClock }
	return New(c)
}

func served(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func TestFetchKeepsWhatItFinds(t *testing.T) {
	law := madePDF("Ley", true, lawPage)
	var asked http.Header
	s := served(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header.Clone()
		switch r.URL.Path {
		case "/from":
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
			http.Redirect(w, r, "/page?x=1#part", http.StatusFound)
		case "/page":
			w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
			_, _ = w.Write([]byte("<title>P\xe1gina</title><p>s\xed"))
		case "/law":
			w.Header().Set("Content-Type", "application/octet-stream")
			w.Header().Set("Content-Disposition", `attachment; filename="../../etc/Ley 21.325.PDF"`)
			_, _ = w.Write(law)
		case "/photo.png":
			w.Header().Set("Content-Type", "image/png")
			_, _ = w.Write([]byte("\x89PNG"))
		}
	})
	f := near(Config{})
	page, err := f.Fetch(t.Context(), " "+s.URL+"/from ")
	if err != nil {
		t.Fatal(err)
	}
	want := Copy{
		URL: " " + s.URL + "/from ", Final: s.URL + "/page?x=1#part", Fetched: testClock.UTC(), Type: "text/html",
		Charset: "windows-1252", Name: "page.html", Title: "Página", Text: "sí", Body: []byte("<title>P\xe1gina</title><p>s\xed"),
	}
	if fmt.Sprintf("%+v", *page) != fmt.Sprintf("%+v", want) {
		t.Errorf("got  %+v\nwant %+v", *page, want)
	}
	if asked.Get("Cookie") != "" || asked.Get("Referer") != "" || !strings.HasPrefix(asked.Get("User-Agent"), "Sextant/") {
		t.Errorf("asked with %v", asked)
	}
	pdf, err := f.Fetch(t.Context(), s.URL+"/law")
	if err != nil || pdf.Type != "application/pdf" || pdf.Name != "Ley 21.325.PDF" || pdf.Title != "Ley" ||
		!strings.Contains(pdf.Text, "igualdad") || !bytes.Equal(pdf.Body, law) {
		t.Errorf("%v: %q %q %q", err, pdf.Type, pdf.Name, pdf.Text)
	}
	photo, err := f.Fetch(t.Context(), s.URL+"/photo.png")
	if err != nil || photo.Type != "image/png" || photo.Text != "" || photo.NoText != nil {
		t.Errorf("%v: %+v", err, photo)
	}
}

func TestBrokenWordsDoNotLoseTheCopy(t *testing.T) {
	s := served(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("%PDF-1.4\nnothing")) })
	c, err := near(Config{}).Fetch(t.Context(), s.URL+"/x")
	if err != nil || len(c.Body) == 0 || !fault.HasKey(c.NoText, "preserve.pdf_unreadable") {
		t.Errorf("%v: %+v", err, c)
	}
}

func TestFetchRefusesAnswers(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 64 {
		_, _ = z.Write(make([]byte, 1<<20))
	}
	_ = z.Close()
	s := served(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/error":
			w.WriteHeader(http.StatusBadGateway)
		case "/empty":
		case "/long":
			_, _ = w.Write(make([]byte, 1<<20+1))
		case "/announced":
			w.Header().Set("Content-Length", "9000000")
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb.Bytes())
		case "/packed":
			w.Header().Set("Content-Encoding", "br")
			_, _ = w.Write([]byte("x"))
		case "/drip":
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte("."))
				_ = http.NewResponseController(w).Flush()
				time.Sleep(5 * time.Millisecond)
			}
		case "/silent":
			<-r.Context().Done()
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/inside":
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/named":
			http.Redirect(w, r, "http://user:secret@example.org/", http.StatusFound)
		}
	})
	patient, hasty := near(Config{MaxBytes: 1 << 20}), near(Config{MaxBytes: 1 << 20, Timeout: 200 * time.Millisecond})
	for path, want := range map[string]string{
		"/gone": "preserve.gone", "/error": "preserve.status", "/empty": "preserve.empty", "/long": "preserve.too_large",
		"/announced": "preserve.too_large", "/bomb": "preserve.too_large", "/packed": "preserve.packed",
		"/drip": "preserve.too_slow", "/silent": "preserve.too_slow", "/round": "preserve.redirects",
		"/inside": "preserve.private", "/file": "preserve.bad_link", "/named": "preserve.credentials",
	} {
		t.Run(path, func(t *testing.T) {
			f := patient
			if want == "preserve.too_slow" {
				f = hasty
			}
			if _, err := f.Fetch(t.Context(), s.URL+path); !fault.HasKey(err, want) {
				t.Errorf("got %v, want %s", err, want)
			} else if strings.Contains(err.Error(), "secret") {
				t.Errorf("tells a secret: %v", err)
			}
		})
	}
	s.Close()
	if _, err := patient.Fetch(t.Context(), s.URL); !fault.HasKey(err, "preserve.unreachable") {
		t.Errorf("a closed door: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := patient.Fetch(ctx, s.URL); !errors.Is(err, context.Canceled) {
		t.Errorf("called off: %v", err)
	}
}

func TestRedirectsAreCounted(t *testing.T) {
	s := served(t, func(w http.ResponseWriter, r *http.Request) {
		if n := len(r.URL.Path); n > 1 {
			http.Redirect(w, r, r.URL.Path[:n-1], http.StatusMovedPermanently)
			return
		}
		_, _ = w.Write([]byte("there"))
	})
	f := near(Config{MaxRedirects: 3})
	if _, err := f.Fetch(t.Context(), s.URL+"/aaa"); err != nil {
		t.Errorf("three: %v", err)
	}
	if _, err := f.Fetch(t.Context(), s.URL+"/aaaa"); !fault.HasKey(err, "preserve.redirects") {
		t.Errorf("four: %v", err)
	}
	if _, err := near(Config{MaxRedirects: -1}).Fetch(t.Context(), s.URL+"/a"); !fault.HasKey(err, "preserve.redirects") {
		t.Errorf("none allowed: %v", err)
	}
}

func TestLinksThatAreNotFollowed(t *testing.T) {
	f := New(Config{lookup: func(context.Context, string) ([]netip.Addr, error) {
		t.Error("a name was looked up")
		return nil, errors.New("no")
	}})
	for link, want := range map[string]string{
		"": "preserve.bad_link", "example.org": "preserve.bad_link", "ftp://example.org/x": "preserve.bad_link",
		"http://": "preserve.bad_link", "https:example.org": "preserve.bad_link", "http://exa mple.org": "preserve.bad_link",
		"http://user@example.org": "preserve.credentials", "http://example.org:8080": "preserve.port",
		"http://127.0.0.1/": "preserve.private", "http://[::1]/": "preserve.private", "https://10.1.2.3/": "preserve.private",
		"http://[::ffff:192.168.0.1]/": "preserve.private", "http://169.254.169.254/": "preserve.private",
		"http://[fe80::1%25eth0]/": "preserve.private", "http://127.0.0.1:443/": "preserve.private",
	} {
		if _, err := f.Fetch(t.Context(), link); !fault.HasKey(err, want) {
			t.Errorf("%q: got %v, want %s", link, err, want)
		}
		if _, err := f.Check(t.Context(), link); !fault.HasKey(err, want) {
			t.Errorf("check %q: got %v, want %s", link, err, want)
		}
	}
}

func TestOnlyPublicAddresses(t *testing.T) {
	for addr, want := range map[string]bool{
		"93.184.216.34": true, "8.8.8.8": true, "2606:4700::1111": true, "::ffff:8.8.8.8": true, "64:ff9b::808:808": true,
		"0.0.0.0": false, "0.1.2.3": false, "10.0.0.1": false, "100.64.0.1": false, "127.9.9.9": false, "169.254.169.254": false,
		"172.16.0.1": false, "192.0.0.8": false, "192.0.2.1": false, "192.168.1.1": false, "198.18.0.1": false,
		"203.0.113.9": false, "224.0.0.1": false, "240.0.0.1": false, "255.255.255.255": false,
		"::": false, "::1": false, "::ffff:127.0.0.1": false, "::127.0.0.1": false, "64:ff9b::7f00:1": false,
		"64:ff9b::a9fe:a9fe": false, "64:ff9b:1::1": false, "fe80::1": false, "fe80::1%eth0": false, "fc00::1": false,
		"fd00:ec2::254": false, "fec0::1": false, "ff02::1": false, "2002:7f00:1::": false, "2001::1": false,
		"2001:db8::1": false, "100::1": false, "2606:4700::1%eth0": false,
	} {
		if got := isPublic(netip.MustParseAddr(addr)); got != want {
			t.Errorf("%s: public %v, want %v", addr, got, want)
		}
	}
}

// TestANameCannotChangeItsMind: a name is looked up once for each connection,
// the connection goes to the address that was checked, and an address that is
// inside is refused whenever it turns up.
func TestANameCannotChangeItsMind(t *testing.T) {
	s := served(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) })
	at, _ := url.Parse(s.URL)
	link := "http://rebinding.example:" + at.Port() + "/"
	here, inside := netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("10.0.0.7")
	var calls atomic.Int32
	answers := [][]netip.Addr{{here}, {inside}, {here, inside}, {}}
	f := near(Config{lookup: func(context.Context, string) ([]netip.Addr, error) {
		return answers[calls.Add(1)-1], nil
	}})
	if c, err := f.Fetch(t.Context(), link); err != nil || c.Text != "hello" || calls.Load() != 1 {
		t.Fatalf("first: %v after %d look-ups", err, calls.Load())
	}
	for n, want := range []string{"preserve.private", "preserve.private", "preserve.unknown_host"} {
		if _, err := f.Fetch(t.Context(), link); !fault.HasKey(err, want) {
			t.Errorf("answer %d: got %v, want %s", n+2, err, want)
		}
	}
	if err := New(Config{}).control("tcp", "127.0.0.1:80", nil); !fault.HasKey(err, "preserve.private") {
		t.Errorf("the last look: %v", err)
	}
	if err := New(Config{}).control("tcp", "8.8.8.8:443", nil); err != nil {
		t.Errorf("the last look: %v", err)
	}
}

func TestCheck(t *testing.T) {
	s := served(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/gone":
			w.WriteHeader(http.StatusNotFound)
		case r.URL.Path == "/nohead" && r.Method == http.MethodHead:
			w.WriteHeader(http.StatusMethodNotAllowed)
		case r.URL.Path == "/broken" && r.Method == http.MethodHead:
			panic(http.ErrAbortHandler)
		case r.Method == http.MethodGet && r.Header.Get("Range") != "bytes=0-0":
			t.Error("the whole was asked for")
		case r.Method == http.MethodGet && r.URL.Path == "/nohead":
			w.WriteHeader(http.StatusPartialContent)
		case r.URL.Path == "/slow":
			<-r.Context().Done()
		}
	})
	f := near(Config{})
	for path, want := range map[string]int{"/": 200, "/gone": 404, "/nohead": 200, "/broken": 200} {
		if got, err := f.Check(t.Context(), s.URL+path); err != nil || got != want {
			t.Errorf("%s: %d, %v; want %d", path, got, err, want)
		}
	}
	if _, err := near(Config{Timeout: 200 * time.Millisecond}).Check(t.Context(), s.URL+"/slow"); !fault.HasKey(err, "preserve.too_slow") {
		t.Errorf("slow: %v", err)
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct{ disposition, path, media, want string }{
		{"", "/a/ley.pdf", typePDF, "ley.pdf"},
		{"", "/", typeHTML, "example.org.html"},
		{"", "/x.htm", typeHTML, "x.htm"},
		{"", "/..%2F..%2Fpasswd", "", "passwd"},
		{`attachment; filename*=UTF-8''%D9%82.pdf`, "/x", typePDF, "ق.pdf"},
		{`attachment; filename="a/b\\c:d?.txt"`, "/x", "text/plain", "c-d-.txt"},
		{"broken;;", "/n", "image/png", "n"},
		{"", "/" + strings.Repeat("ü", 300), "image/png", strings.Repeat("ü", 120)},
	} {
		u, err := url.Parse("https://example.org" + c.path)
		if err != nil {
			t.Fatal(err)
		}
		if got := nameOf(c.disposition, u, c.media); got != c.want {
			t.Errorf("%q %q: got %q, want %q", c.disposition, c.path, got, c.want)
		}
	}
}
