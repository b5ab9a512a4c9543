package main

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// An import that is killed at any moment leaves the whole profile or nothing
// of it, and what is there verifies.
func TestAKilledImportLeavesAllOrNothing(t *testing.T) {
	seed := filepath.Join(shared(t), "seeds", "monte-patria-2024.txt")
	if _, err := os.Stat(seed); err != nil {
		t.Skip("the seed is not beside the project: ", err)
	}
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	whole := sextant(t, "import", seed, "--data", t.TempDir())
	began := time.Now()
	if out, err := whole.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	full := time.Since(began)
	saved := 0
	for range rounds {
		data := t.TempDir()
		cmd := sextant(t, "import", seed, "--data", data)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// Most kills fall into the second half, where the writing is.
		time.Sleep(time.Duration((0.4 + 0.7*rand.Float64()) * float64(full)))
		_ = cmd.Process.Kill() // it may have ended already
		_ = cmd.Wait()
		out, err := sextant(t, "export", "profile", "chl-monte-patria-2024", "--data", data).Output()
		if err == nil {
			saved++
			if n := strings.Count(string(out), `"source_language"`); n != 35 {
				t.Errorf("%d texts in what was saved, want 34 findings and the profile", n)
			}
		}
		if out, err := sextant(t, "verify", "--data", data).CombinedOutput(); err != nil {
			t.Errorf("after a kill: %v: %s", err, out)
		}
		// What was lost can be brought in again.
		out, err = sextant(t, "import", seed, "--data", data).CombinedOutput()
		if there := strings.Contains(string(out), "/profiles/chl-monte-patria-2024"); !there {
			t.Errorf("importing again: %v: %s", err, out)
		}
	}
	t.Logf("%d of %d killed imports had been saved", saved, rounds)
}

func sextant(t *testing.T, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), "SEXTANT_RUN=1", "LC_ALL=C")
	return cmd
}
