// Package static holds the files that pages need: stylesheets, scripts, fonts
// with their licences. page serves them under names that carry their hash.
package static

import "embed"

// Files are the assets by the names that templates use.
//
//go:embed *.css *.js *.svg fonts
var Files embed.FS
