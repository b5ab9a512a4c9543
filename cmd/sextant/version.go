package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is the release; the build stamps commit and time beside it.
const version = "0.1.0"

// versionCmd prints what this program is.
type versionCmd struct{}

// Run prints version, commit and Go version.
func (versionCmd) Run(s *session) error {
	commit := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, x := range info.Settings {
			if x.Key == "vcs.revision" {
				commit = x.Value
			}
		}
	}
	_, err := fmt.Fprintf(s.out, "sextant %s commit %s %s\n", version, commit, runtime.Version())
	return err
}
