package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sextant/internal/fault"
	"sextant/internal/record"
	"sextant/internal/store"
	"sextant/internal/store/storetest"
)

// childAddress makes the test binary write to a database until it is killed.
const childAddress = "SEXTANT_TEST_WRITE_TO"

func TestMain(m *testing.M) {
	if dsn := os.Getenv(childAddress); dsn != "" {
		writeUntilKilled(dsn)
	}
	os.Exit(m.Run())
}

const (
	chains  = 4
	writers = 6 // more than chains, so that some race for the same one
)

// writeUntilKilled appends to a few chains and says on standard output what was
// acknowledged, a line each: chain, number, hash.
func writeUntilKilled(dsn string) {
	s, err := store.Open(context.Background(), dsn)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for i := 0; ; i++ {
				chain := record.Chain(fmt.Sprint("chain-", (w+i)%chains))
				if err := writeOne(s, chain, fmt.Sprintf("%d-%d-%d", os.Getpid(), w, i)); err != nil {
					fmt.Fprintln(os.Stderr, err)
					return
				}
			}
		})
	}
	group.Wait()
	os.Exit(3)
}

func writeOne(s *store.Store, chain record.Chain, command string) error {
	ctx := context.Background()
	head, err := s.Head(ctx, chain)
	if err != nil {
		return err
	}
	entries := storetest.Entries(chain, head, command, "one", "two", "three")
	now := storetest.HeadOf(entries)
	err = s.Append(ctx, store.Write{
		Chain: chain, Expect: head, Entries: entries,
		Summary: &store.Summary{Chain: chain, Slug: string(chain), Head: now},
		Members: []store.Member{{Person: "ana", Role: "researcher"}},
		Duties:  []store.Duty{{Person: "ana", Kind: "answer", Since: now.Seq}},
	})
	if fault.HasKey(err, "store.moved") {
		return nil
	}
	if err == nil {
		// One write of one short line is not split by the system.
		fmt.Fprintf(os.Stdout, "%s %d %s\n", chain, now.Seq, now.Hash)
	}
	return err
}

// rounds is how often a process is killed: few in every run of the tests, more
// when SEXTANT_KILL_ROUNDS says so.
func rounds() int {
	if n, err := strconv.Atoi(os.Getenv("SEXTANT_KILL_ROUNDS")); err == nil {
		return n
	}
	return 3
}

// acknowledged collects what children said, by chain and number.
type acknowledged map[string]map[int64]record.Hash

// TestWhatWasAcknowledgedOutlivesAKill kills writing processes at any moment.
// Afterwards each acknowledged entry must be there, each chain must verify, and
// what was written beside the entries must stand where they stand.
func TestWhatWasAcknowledgedOutlivesAKill(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		dsn := filepath.Join(t.TempDir(), "x.db")
		killRounds(t, dsn, func(p *os.Process) error { return p.Kill() })
	})
	t.Run("postgres", func(t *testing.T) {
		server := storetest.Durable(t)
		dsn := server.Database(t)
		killRounds(t, dsn, func(p *os.Process) error { return p.Kill() })
		t.Run("the server crashes", func(t *testing.T) {
			killRounds(t, dsn, func(p *os.Process) error {
				if err := server.Crash(); err != nil {
					return err
				}
				if err := server.Wait(); err != nil {
					return err
				}
				return p.Kill()
			})
		})
	})
}

func killRounds(t *testing.T, dsn string, kill func(*os.Process) error) {
	told := acknowledged{}
	for range rounds() {
		runAndKill(t, dsn, told, kill)
		proveAll(t, dsn, told)
	}
	n := 0
	for _, entries := range told {
		n += len(entries)
	}
	t.Logf("%d kills, %d acknowledged writes, all there", rounds(), n)
	if n < rounds() {
		t.Fatal("too little was written to prove anything")
	}
}

func runAndKill(t *testing.T, dsn string, told acknowledged, kill func(*os.Process) error) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^$")
	c.Env = append(os.Environ(), childAddress+"="+dsn)
	var said strings.Builder
	c.Stderr = &said
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	first := lines.Scan() // by then it is at work
	killed := make(chan error, 1)
	go func() {
		time.Sleep(rand.N(250 * time.Millisecond))
		killed <- kill(c.Process)
	}()
	for ok := first; ok; ok = lines.Scan() {
		told.hear(t, lines.Text())
	}
	if err := <-killed; err != nil && first {
		t.Log(err) // it had ended by itself, as it may when its server crashed
	}
	_ = c.Wait() // killed: its state tells nothing
	if !first {
		t.Fatalf("the child wrote nothing: %s", said.String())
	}
}

// hear takes one line. The last one may be torn; it counts only when whole.
func (a acknowledged) hear(t *testing.T, line string) {
	var chain string
	var seq int64
	var hash record.Hash
	if n, err := fmt.Sscan(line, &chain, &seq, &hash); n != 3 || len(hash) != 64 {
		t.Logf("torn line %q: %v", line, err)
		return
	}
	if a[chain] == nil {
		a[chain] = map[int64]record.Hash{}
	}
	a[chain][seq] = hash
}

// proveAll proves a database that stands still. A server may still be busy with
// the last commit of a client that is dead, so what was seen while a head moved
// is looked at again.
func proveAll(t *testing.T, dsn string, told acknowledged) {
	t.Helper()
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for {
		before, err1 := s.Heads(t.Context())
		wrong := prove(t.Context(), s, told)
		after, err2 := s.Heads(t.Context())
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if !maps.Equal(before, after) {
			continue
		}
		if wrong != nil {
			t.Fatal(wrong)
		}
		return
	}
}

func prove(ctx context.Context, s *store.Store, told acknowledged) error {
	for chain, entries := range told {
		head, err := proveChain(ctx, s, record.Chain(chain), entries)
		if err != nil {
			return err
		}
		sum, found, err := s.Summary(ctx, record.Chain(chain))
		if err != nil || !found || sum.Head != head {
			return fmt.Errorf("%s: the summary stands at %v, the record at %v, %w", chain, sum.Head, head, err)
		}
	}
	duties, err := s.Duties(ctx, "ana")
	if err != nil || len(duties) < len(told) {
		return fmt.Errorf("%d duties for %d chains, %w", len(duties), len(told), err)
	}
	return nil
}

func proveChain(ctx context.Context, s *store.Store, chain record.Chain, told map[int64]record.Hash) (record.Head, error) {
	entries, err := s.Entries(ctx, chain, 0)
	if err != nil {
		return record.Head{}, err
	}
	head, err := record.Verify(record.Head{}, entries)
	if err != nil {
		return head, err
	}
	stands, err := s.Head(ctx, chain)
	if err != nil || stands != head || head.Seq%3 != 0 {
		return head, fmt.Errorf("%s: head %v, entries end at %v, %w", chain, stands, head, err)
	}
	for seq, hash := range told {
		if seq > head.Seq || entries[seq-1].Hash != hash {
			return head, fmt.Errorf("%s: entry %d was acknowledged and is not there", chain, seq)
		}
	}
	return head, nil
}
