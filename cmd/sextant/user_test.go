package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"sextant/internal/lang"
	"sextant/internal/locale"
)

// The operator makes an account, is told its link, and looks after it.
func TestUserCommands(t *testing.T) {
	data := dataFlags{Data: t.TempDir()}
	var out bytes.Buffer
	s := &session{ctx: context.Background(), out: &out, errs: &out, say: locale.For(lang.English)}
	step := func(want string, run func(*session) error) {
		t.Helper()
		out.Reset()
		if err := run(s); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), want) {
			t.Fatalf("%q is missing in %q", want, out.String())
		}
	}
	step("Nobody has an account yet", (&userList{dataFlags: data}).Run)
	step("/desk/welcome/", (&userAdd{Login: "ana", Name: "Ana Núñez", Language: "es", Admin: true, dataFlags: data}).Run)
	step("made (bo)", (&userAdd{Login: "bo", Name: "Ana Núñez", Language: "en", dataFlags: data}).Run)
	step("Administrator", (&userList{Words: "nunez ana", dataFlags: data}).Run)
	step(`"login": "ana"`, (&userList{JSON: true, dataFlags: data}).Run)
	step("/desk/welcome/", (&userReset{Login: "ANA", dataFlags: data}).Run)
	step("changed", (&userDisable{Login: "bo", dataFlags: data}).Run)
	step("closed", (&userList{dataFlags: data}).Run)
	if err := (&userDisable{Login: "ana", dataFlags: data}).Run(s); err == nil {
		t.Error("the last administrator is closed")
	}
	if err := (&userReset{Login: "nobody", dataFlags: data}).Run(s); err == nil {
		t.Error("a link for nobody")
	}
}
