package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sextant/internal/app"
	"sextant/internal/assessment"
	"sextant/internal/record"
	"sextant/internal/store"
	"sextant/internal/store/storetest"
)

// killRounds is how often the server is killed: five times, or as often as
// SEXTANT_KILL_ROUNDS says.
func killRounds(t *testing.T) int {
	if text := os.Getenv("SEXTANT_KILL_ROUNDS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			t.Fatalf("SEXTANT_KILL_ROUNDS is %q", text)
		}
		return n
	}
	return 5
}

// A server that is killed at any moment while people save loses nothing that
// it told them was saved, keeps every chain whole, and records what is sent
// again afterwards once.
func TestAKilledServerKeepsEveryAcknowledgedAnswer(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { killWhileSaving(t, "") })
	t.Run("postgres", func(t *testing.T) { killWhileSaving(t, storetest.Postgres(t)) })
}

func killWhileSaving(t *testing.T, database string) {
	k := newKilled(t, database)
	rounds := killRounds(t)
	for n := range rounds {
		k.round()
		if k.check(); t.Failed() {
			t.Fatalf("in round %d of %d", n+1, rounds)
		}
	}
	if k.saved == 0 {
		t.Error("nothing was saved in any round")
	}
	t.Logf("%d kills: %d answers acknowledged, %d were under way when the server died, %d of these had been recorded", rounds, k.saved, k.cut, k.cutButKept)
}

// killed is a server that is killed again and again, and what was said to its
// clients.
type killed struct {
	*testing.T
	folder, database, address string
	chain                     record.Chain
	clients                   []*saver
	saved, cut, cutButKept    int
}

// saver is somebody who saves answers to one indicator, one after the other.
type saver struct {
	*visitor
	path    string
	base    string
	n       int
	texts   []string   // acknowledged, in their order
	pending url.Values // was sent and not acknowledged
	lost    error
}

// newKilled fills a folder with the demonstration and finds work for six
// browsers of its coder.
func newKilled(t *testing.T, database string) *killed {
	k := &killed{T: t, folder: t.TempDir(), database: database}
	if k.address = database; database == "" {
		k.address = filepath.Join(k.folder, "sextant.db")
	}
	db, err := store.Open(t.Context(), k.address)
	if err != nil {
		t.Fatal(err)
	}
	if err := app.LoadDemo(t.Context(), app.Config{Store: db}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	k.choose()
	return k
}

// choose finds six indicators of the assessment that is being coded.
func (k *killed) choose() {
	a := k.open()
	defer a.Close()
	coder, err := a.PersonByLogin(k.Context(), "coder")
	if err != nil {
		k.Fatal(err)
	}
	lines, err := a.Assessments(k.Context(), coder.Standing(), app.AssessmentFilter{Stage: "coding"})
	if err != nil || len(lines) == 0 {
		k.Fatal("nothing is being coded: ", err)
	}
	k.chain = lines[0].Chain
	s, err := a.State(k.Context(), coder.Standing(), k.chain)
	if err != nil {
		k.Fatal(err)
	}
	for _, ind := range s.Book.Indicators {
		if s.Item(ind.Code).Status() == assessment.NotStarted && len(k.clients) < 6 {
			k.clients = append(k.clients, &saver{path: fmt.Sprintf("/desk/a/%s/i/%s", k.chain, ind.Code), base: "0", visitor: newVisitor(k, "", "coder")})
		}
	}
}

func (k *killed) open() *app.App {
	k.Helper()
	a, err := openAt(k.Context(), k.address, filepath.Join(k.folder, "sources"), app.Config{})
	if err != nil {
		k.Fatal(err)
	}
	return a
}

// serve starts the server as an operator does, and gives its address.
func (k *killed) serve() (*exec.Cmd, string) {
	args := []string{"serve", "--data", k.folder, "--addr", "127.0.0.1:0"}
	if k.database != "" {
		args = append(args, "--database", k.database)
	}
	cmd := sextant(k.T, args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		k.Fatal(err)
	}
	var errs strings.Builder
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		k.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, address, ok := strings.Cut(lines.Text(), "http://"); ok {
			return cmd, "http://" + strings.Fields(address)[0]
		}
	}
	_ = cmd.Wait()
	k.Fatalf("the server does not start: %s", errs.String())
	return nil, ""
}

// round serves, lets everybody save at once, and kills the server while they
// do.
func (k *killed) round() {
	cmd, base := k.serve()
	began := make(chan struct{})
	first := sync.OnceFunc(func() { close(began) })
	var all sync.WaitGroup
	for _, c := range k.clients {
		c.visitor.base = base
		all.Go(func() { c.save(first) })
	}
	<-began
	time.Sleep(time.Duration(rand.IntN(400)) * time.Millisecond)
	if err := cmd.Process.Kill(); err != nil {
		k.Error(err)
	}
	_ = cmd.Wait() // it was killed
	all.Wait()
}

// save saves answer after answer until the line breaks. What had no reply the
// last time is sent again first, with the same mark.
func (c *saver) save(began func()) {
	defer began()
	for c.lost = nil; c.lost == nil; {
		if !c.signed() {
			continue
		}
		if c.pending == nil {
			c.n++
			c.pending = url.Values{
				"do": {"save"}, "command": {app.NewID()}, "base": {c.base}, "value": {[]string{"absent", "partial"}[c.n%2]}, "language": {"es"},
				"justification": {fmt.Sprintf("text-%s-%d.", c.path[len(c.path)-7:], c.n)},
			}
		}
		c.send()
		began()
	}
}

// signed signs the browser in where it is not yet.
func (c *saver) signed() bool {
	if c.client.Jar.Cookies(mustURL(c.visitor.base)) != nil {
		return true
	}
	form := url.Values{"login": {"coder"}, "password": {app.DemoPassword}}
	p, err := c.try(http.MethodPost, "/desk/sign-in", formKind, form.Encode())
	if c.lost = err; err == nil && p.status != http.StatusSeeOther {
		c.lost = fmt.Errorf("status %d", p.status)
		c.Errorf("cannot sign in: %d %s", p.status, p.plain())
	}
	return err == nil
}

func mustURL(text string) *url.URL {
	u, err := url.Parse(text)
	if err != nil {
		panic(err)
	}
	return u
}

// send saves as the script of the page does, and believes what it is told.
func (c *saver) send() {
	r, err := http.NewRequestWithContext(c.Context(), http.MethodPost, c.visitor.base+c.path, strings.NewReader(c.pending.Encode()))
	if err != nil {
		c.Error(err)
	}
	r.Header.Set("Content-Type", formKind)
	r.Header.Set("X-Part", "1")
	answer, err := c.client.Do(r)
	if err != nil {
		c.lost = err
		return
	}
	defer answer.Body.Close()
	var told struct{ Base int64 }
	if err := json.NewDecoder(answer.Body).Decode(&told); err != nil {
		if answer.StatusCode != http.StatusOK {
			c.Errorf("%s: status %d", c.path, answer.StatusCode)
		}
		c.lost = err
		return
	}
	c.base = strconv.FormatInt(told.Base, 10)
	c.texts = append(c.texts, c.pending.Get("justification"))
	c.pending = nil
}

// check opens what the killed server left: every chain is whole, and every
// text that was acknowledged stands in the record, once and in order.
func (k *killed) check() {
	a := k.open()
	proof, err := a.Verify(k.Context(), nil)
	if err != nil || len(proof.Broken) > 0 {
		k.Errorf("after a kill: %v %v", err, proof)
	}
	if err := a.Close(); err != nil {
		k.Error(err)
	}
	db, err := store.Open(k.Context(), k.address)
	if err != nil {
		k.Fatal(err)
	}
	defer db.Close()
	entries, err := db.Entries(k.Context(), k.chain, 0)
	if err != nil {
		k.Fatal(err)
	}
	var bodies strings.Builder
	for _, e := range entries {
		bodies.Write(e.Body)
	}
	k.compare(bodies.String())
}

func (k *killed) compare(written string) {
	k.saved = 0
	for _, c := range k.clients {
		k.saved += len(c.texts)
		at := 0
		for _, text := range c.texts {
			found := strings.Index(written[at:], text)
			if found < 0 {
				k.Errorf("%q was acknowledged and is not in the record", text)
				continue
			}
			at += found
			if strings.Count(written, text) != 1 {
				k.Errorf("%q is in the record %d times", text, strings.Count(written, text))
			}
		}
		if c.pending != nil {
			k.cut++
			k.cutButKept += strings.Count(written, c.pending.Get("justification"))
		}
	}
}
