// Package templates holds the pages as html/template files.
//
// A folder is a door: "site" for the public, "desk" for people at work.
// "parts" are pieces that any page may use. In a door's folder files whose
// name opens with an underscore are that door's layout and pieces; each other
// file is a page, named by folder and file without ".html": "site/home".
package templates

import "embed"

// Files are the templates.
//
//go:embed */*.html
var Files embed.FS
