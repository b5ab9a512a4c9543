package framework_test

import (
	"strings"
	"testing"

	"sextant/internal/fault"
	"sextant/internal/framework"
)

// Files made to unfold, to nest or to tire the reader out end in a fault, in
// the time that any other file takes.
func TestHostileFilesAreRefused(t *testing.T) {
	const most = 4 << 20
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for _, c := range "bcdefghi" {
		bomb += string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+",", 8) + "*" + string(c-1) + "]\n"
	}
	tests := map[string]struct{ text, key string }{
		"billion laughs":       {bomb, "framework.alias"},
		"merge key":            {"a: {b: 1}\n<<: {id: x}\n", "framework.unknown_key_here"},
		"open brackets":        {strings.Repeat("[", most), "framework.yaml_syntax"},
		"nested lists":         {strings.Repeat("- ", 5000) + "x", "framework.too_deep"},
		"closed brackets":      {"a: " + strings.Repeat("[", 500) + strings.Repeat("]", 500), "framework.too_deep"},
		"comments alone":       {strings.Repeat("# c\n", most/4), "framework.empty_file"},
		"lines without end":    {strings.Repeat("\n", most), "framework.empty_file"},
		"one long text":        {strings.Repeat("x", most), "framework.expected_map"},
		"keys without end":     {keys(100_000), "framework.more_faults"},
		"a key that is a list": {"? [a, b]\n: c\n", "framework.expected_text"},
		"another language":     {"<html><body>404</body></html>", "framework.expected_map"},
		"binary tag":           {"id: !!binary aGk=\n", "framework.expected_text"},
		"not a number":         {"method: {domain: {divide_by: .nan}}\n", "framework.expected_number"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := framework.Load("hostile.yaml", []byte(tt.text))
			if !fault.HasKey(err, tt.key) {
				t.Errorf("no fault %s, but:\n%.400v", tt.key, err)
			}
			if len(fault.All(err)) > 301 {
				t.Errorf("%d faults are told", len(fault.All(err)))
			}
		})
	}
}

func keys(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("k")
		b.WriteString(strings.Repeat("x", i%40))
		b.WriteByte(byte('a' + i%26))
		b.WriteString(": 1\n")
	}
	return b.String()
}
