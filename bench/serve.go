package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sextant/internal/app"
	"sextant/internal/blob"
	"sextant/internal/page"
	"sextant/internal/site"
	"sextant/internal/store"
)

// W4: a published profile page from the product, beside a bare Go handler that
// holds the same compressed body, in turn, each in a process of its own.

const w4Path = "/es/profiles/chl-monte-patria-2024"

func init() {
	workloads = append(workloads, workload{"W4", servePage})
	modes["serve-site"] = serveSite
	modes["serve-bare"] = serveBare
}

// serveSite serves the sample world.
func serveSite([]string) error {
	dir, err := os.MkdirTemp("", "sextant-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(dir, "sextant.db"))
	if err != nil {
		return err
	}
	blobs, err := blob.NewDir(filepath.Join(dir, "sources"))
	if err != nil {
		return err
	}
	config := app.Config{Store: db, Blobs: blobs}
	if err := app.LoadWorld(ctx, config); err != nil {
		return err
	}
	pages, err := page.Load()
	if err != nil {
		return err
	}
	return serveUntilEOF(site.New(app.New(config), pages, site.Options{Log: slog.New(slog.DiscardHandler)}))
}

// serveBare serves one body from memory, with the headers that any such
// handler would set. The body is the product's page, read from the address in
// the arguments.
func serveBare(args []string) error {
	body, tag, err := fetch(args[0])
	if err != nil {
		return err
	}
	length := strconv.Itoa(len(body))
	return serveUntilEOF(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h["Content-Type"] = []string{"text/html; charset=utf-8"}
		h["Content-Encoding"] = []string{"gzip"}
		h["Content-Length"] = []string{length}
		h["Vary"] = []string{"Accept-Encoding"}
		h["Etag"] = []string{tag}
		_, _ = w.Write(body)
	}))
}

// serveUntilEOF prints its address and serves until standard input ends.
func serveUntilEOF(h http.Handler) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	go func() { _, _ = io.Copy(io.Discard, os.Stdin); _ = l.Close() }()
	if err := http.Serve(l, h); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

func fetch(url string) (body []byte, tag string, err error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, "", err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, "", err
	}
	body, err = io.ReadAll(res.Body)
	return body, res.Header.Get("ETag"), errors.Join(err, res.Body.Close())
}

// child is a server in a process of its own.
type child struct {
	cmd  *exec.Cmd
	in   io.Closer
	base string
}

func start(mode string, args ...string) (*child, error) {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "SEXTANT_BENCH_MODE="+mode)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line := make([]byte, 64)
	n, err := out.Read(line)
	return &child{cmd: cmd, in: in, base: "http://" + strings.TrimSpace(string(line[:n]))}, err
}

func (c *child) stop() error { return errors.Join(c.in.Close(), c.cmd.Wait()) }

// cpu is what the process has used so far, user and system.
func (c *child) cpu() (time.Duration, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(data[bytes.LastIndexByte(data, ')')+1:]))
	ticks := 0
	for _, f := range fields[11:13] {
		n, err := strconv.Atoi(f)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}

// load asks a server as fast as it answers from 64 connections for a while.
func load(url string, d time.Duration) (n int64, waits []time.Duration, err error) {
	transport := &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}
	defer transport.CloseIdleConnections()
	var count atomic.Int64
	var failed atomic.Value
	all := make([][]time.Duration, 64)
	var wg sync.WaitGroup
	end := time.Now().Add(d)
	for i := range all {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for time.Now().Before(end) {
				began := time.Now()
				if err := ask(transport, url); err != nil {
					failed.Store(err)
					return
				}
				count.Add(1)
				all[i] = append(all[i], time.Since(began))
			}
		}()
	}
	wg.Wait()
	if err, ok := failed.Load().(error); ok {
		return 0, nil, err
	}
	return count.Load(), slices.Concat(all...), nil
}

func ask(t *http.Transport, url string) error {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := t.RoundTrip(req)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, res.Body)
	if err = errors.Join(err, res.Body.Close()); err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", url, res.Status)
	}
	return err
}

func servePage() ([]result, error) {
	product, err := start("serve-site")
	if err != nil {
		return nil, err
	}
	defer product.stop()
	body, _, err := fetch(product.base + w4Path)
	if err != nil {
		return nil, err
	}
	plain, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	html, err := io.ReadAll(plain)
	if err != nil || bytes.Count(html, []byte("<li")) < 34 {
		return nil, fmt.Errorf("the page that is measured is not the profile: %w", err)
	}
	bare, err := start("serve-bare", product.base+w4Path)
	if err != nil {
		return nil, err
	}
	defer bare.stop()
	targets := []*child{bare, product}
	perRequest := make([][]float64, 2)
	var rate, p50, p99 [2]float64
	for round := range 6 {
		for i, c := range targets {
			us, n, waits, err := measure(c, 3*time.Second)
			if err != nil {
				return nil, err
			}
			if round == 0 {
				continue // warm-up
			}
			perRequest[i] = append(perRequest[i], us)
			slices.Sort(waits)
			rate[i], p50[i], p99[i] = float64(n)/3, ms(waits[len(waits)/2]), ms(waits[len(waits)*99/100])
		}
	}
	cpu := [2]float64{median(perRequest[0]), median(perRequest[1])}
	note := fmt.Sprintf("median of 5; page %d bytes, %d compressed", len(html), len(body))
	return []result{
		{"W4", "bare Go handler, CPU a request", cpu[0], "µs", note},
		{"W4", "published page, CPU a request", cpu[1], "µs", note},
		{"W4", "published page / bare handler", cpu[1] / cpu[0], "×", "aim 1.15"},
		{"W4", "bare Go handler, requests a second", rate[0], "1/s", fmt.Sprintf("p50 %.2f ms, p99 %.1f ms", p50[0], p99[0])},
		{"W4", "published page, requests a second", rate[1], "1/s", fmt.Sprintf("p50 %.2f ms, p99 %.1f ms", p50[1], p99[1])},
	}, nil
}

func measure(c *child, d time.Duration) (us float64, n int64, waits []time.Duration, err error) {
	before, err := c.cpu()
	if err != nil {
		return 0, 0, nil, err
	}
	if n, waits, err = load(c.base+w4Path, d); err != nil {
		return 0, 0, nil, err
	}
	after, err := c.cpu()
	return float64((after - before).Microseconds()) / float64(n), n, waits, err
}

func median(xs []float64) float64 {
	if len(xs) == 0 {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(xs))
	return s[len(s)/2]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
