package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// errNoServer says that this machine has no PostgreSQL to start.
var errNoServer = errors.New("no PostgreSQL server (initdb) on this machine: apt-get install postgresql")

// Postgres gives the address of a database of its own, with nothing in
// it, on a server that
// is started once for this test process. Without a server on the machine the
// test is skipped, unless SEXTANT_REQUIRE_POSTGRES=1.
func Postgres(t testing.TB) (dsn string) {
	t.Helper()
	s, err := shared()
	if err != nil {
		absent(t, err)
	}
	return s.used(t)
}

// Empty gives the address of a database that has no schema yet, on the same
// server.
func Empty(t testing.TB) (dsn string) {
	t.Helper()
	s, err := shared()
	if err != nil {
		absent(t, err)
	}
	return s.Database(t)
}

func absent(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("SEXTANT_REQUIRE_POSTGRES") == "1" || !errors.Is(err, errNoServer) {
		t.Fatalf("starting PostgreSQL for tests: %v", err)
	}
	t.Skip("skipped, not proved on PostgreSQL: ", err)
}

// shared is the one server of this test process. It does not sync, since no
// test of ours cuts the power.
var shared = sync.OnceValues(func() (*Server, error) { return startServer("off") })

// Server is a PostgreSQL server of this test process. A shell watches over it
// and holds the other end of a pipe: when the test process ends, in whatever
// way, the shell stops the server and removes its folder.
type Server struct {
	folder string
	bin    string
	who    *syscall.Credential
	hold   io.Closer
	fsync  string
	next   atomic.Int64

	lock sync.Mutex
	free []string // databases with the schema and nothing in it
}

// Durable starts a server that syncs as in earnest, for tests that crash it.
func Durable(t testing.TB) *Server {
	t.Helper()
	s, err := startServer("on")
	if err != nil {
		absent(t, err)
	}
	t.Cleanup(func() { s.hold.Close() })
	return s
}

// watch makes the database folder, runs the server and takes everything away
// when its input ends. A server that was crashed on purpose is started again.
const watch = `
umask 077
"$1/initdb" -D "$2/data" --no-sync -U sextant -A trust -E UTF8 --locale=C >"$2/log" 2>&1 || { echo failed; exit 1; }
serve() {
	while [ ! -e "$2/stop" ]; do
		"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=$3 -c full_page_writes=$3 \
			-c max_connections=200 -c shared_buffers=32MB >>"$2/log" 2>&1
	done
}
serve "$@" &
echo ready
cat >/dev/null
touch "$2/stop"
kill -INT "$(head -n 1 "$2/data/postmaster.pid")" 2>/dev/null
wait
rm -rf "$2"
`

func startServer(fsync string) (*Server, error) {
	bin, err := serverFolder()
	if err != nil {
		return nil, err
	}
	who, err := ordinaryUser()
	if err != nil {
		return nil, err
	}
	root := os.TempDir()
	if len(root) > 60 { // the path of a socket is at most 107 bytes long
		root = "/tmp"
	}
	folder, err := os.MkdirTemp(root, "sextant-pg-")
	if err != nil {
		return nil, err
	}
	if who != nil {
		if err := os.Chown(folder, int(who.Uid), int(who.Gid)); err != nil {
			return nil, err
		}
	}
	s := &Server{folder: folder, bin: bin, who: who, fsync: fsync}
	if err := s.start(); err != nil {
		log, _ := os.ReadFile(filepath.Join(folder, "log"))
		return nil, fmt.Errorf("%w\n%s", err, log)
	}
	return s, nil
}

func (s *Server) start() error {
	c := exec.Command("/bin/sh", "-c", watch, "sh", s.bin, s.folder, s.fsync)
	c.Dir = s.folder
	// A group of its own, so that an interrupt at the keyboard reaches the tests
	// alone and the shell can still clean up.
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: s.who}
	hold, err := c.StdinPipe()
	if err != nil {
		return err
	}
	said, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	s.hold = hold
	if err := c.Start(); err != nil {
		return err
	}
	word := make([]byte, 16)
	n, _ := said.Read(word)
	if got := strings.TrimSpace(string(word[:n])); got != "ready" {
		return fmt.Errorf("the server was not made: %q", got)
	}
	return s.Wait()
}

// Wait waits until the server takes connections.
func (s *Server) Wait() error {
	var err error
	for range 600 {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		err = s.exec(ctx, "postgres", "SELECT 1")
		cancel()
		if err == nil {
			return nil
		}
		time.Sleep(25 * time.Millisecond)
	}
	return fmt.Errorf("the server does not answer: %w", err)
}

// Crash ends the server as a power cut would, as far as a process can: all of
// its processes stop at once and nothing is written any more. It starts again
// by itself and recovers; Wait for it.
func (s *Server) Crash() error {
	b, err := os.ReadFile(filepath.Join(s.folder, "data", "postmaster.pid"))
	if err != nil {
		return err
	}
	pid, err := strconv.Atoi(strings.TrimSpace(strings.SplitN(string(b), "\n", 2)[0]))
	if err != nil {
		return err
	}
	return syscall.Kill(pid, syscall.SIGQUIT)
}

// Database makes an empty database, without a schema, on this server.
func (s *Server) Database(t testing.TB) (dsn string) {
	t.Helper()
	name := s.create(t)
	t.Cleanup(func() {
		if err := s.exec(context.Background(), "postgres", "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return s.dsn(name)
}

func (s *Server) create(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("test_%d", s.next.Add(1))
	if err := s.exec(context.Background(), "postgres", "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return name
}

// used gives a database that an earlier test is done with, emptied, or a new
// one: making one takes ten times as long as emptying one.
func (s *Server) used(t testing.TB) (dsn string) {
	t.Helper()
	name := s.take()
	if name == "" {
		name = s.create(t)
	}
	t.Cleanup(func() {
		// A test that left a transaction open loses it, and its database is not
		// used again.
		if s.exec(context.Background(), name, empty) == nil {
			s.lock.Lock()
			defer s.lock.Unlock()
			s.free = append(s.free, name)
		}
	})
	return s.dsn(name)
}

func (s *Server) take() (name string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if n := len(s.free); n > 0 {
		name, s.free = s.free[n-1], s.free[:n-1]
	}
	return name
}

// empty empties all tables save the list of migrations.
const empty = `DO $$ DECLARE t record; BEGIN
	SET LOCAL lock_timeout = '2s';
	FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'goose_db_version' LOOP
		EXECUTE 'LOCK TABLE ' || t.tablename || ' IN EXCLUSIVE MODE';
		EXECUTE 'DELETE FROM ' || t.tablename;
	END LOOP;
END $$`

func (s *Server) dsn(name string) string {
	return "postgres:///" + name + "?user=sextant&host=" + url.QueryEscape(s.folder)
}

func (s *Server) exec(ctx context.Context, database, query string) error {
	c, err := pgx.Connect(ctx, s.dsn(database))
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, query)
	return err
}

// serverFolder finds the newest server of the machine: in the path, or where
// Debian keeps it.
func serverFolder() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(real), nil
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", errNoServer
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

// ordinaryUser is whom the server runs as when the tests run as root, which
// PostgreSQL refuses; nil when they do not.
func ordinaryUser() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, fmt.Errorf("%w that could run as an ordinary user", errNoServer)
}
