// Package locales carries the words of the interface inside the program: one
// folder a language, one file a room, one line a message. The room
// internal/locale reads them; nobody else does.
package locales

import "embed"

// FS holds {lang}/{room}.yaml.
//
//go:embed */*.yaml
var FS embed.FS
