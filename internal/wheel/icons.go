package wheel

import "sort"

// icons are drawn on a square of 24 units with a round pen, no fill. They are
// neutral on purpose: none of them says good or bad.
var icons = map[string]string{
	"scales":      "M12 3v18M7 21h10M4.5 7h15M4.5 7 1.8 13.4a2.9 2.9 0 0 0 5.4 0zM19.5 7l-2.7 6.4a2.9 2.9 0 0 0 5.4 0z",
	"institution": "M3 21h18M5.5 18v-7M9.8 18v-7M14.2 18v-7M18.5 18v-7M2.8 8.2 12 3.2l9.2 5z",
	"rings":       "M3 12a5.7 5.7 0 1 0 11.4 0a5.7 5.7 0 1 0-11.4 0zM9.6 12a5.7 5.7 0 1 0 11.4 0a5.7 5.7 0 1 0-11.4 0z",
	"heart":       "M12 20.2S3.5 15.3 3.5 9.2A4.7 4.7 0 0 1 12 6.5a4.7 4.7 0 0 1 8.5 2.7c0 6.1-8.5 11-8.5 11z",
	"bolt":        "M12.8 2.5 4.2 13.6h6.9l-1 7.9 8.7-11.6h-7z",
	"compass":     "M2.8 12a9.2 9.2 0 1 0 18.4 0a9.2 9.2 0 1 0-18.4 0zM16 8l-2.3 5.7L8 16l2.3-5.7z",
	"people":      "M5.6 8.2a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0-6.8 0zM2.5 20v-1.6a5 5 0 0 1 5-5h3a5 5 0 0 1 5 5V20M15.6 4.9a3.4 3.4 0 0 1 0 6.6M18 13.9a5 5 0 0 1 3.5 4.7V20",
	"globe":       "M2.8 12a9.2 9.2 0 1 0 18.4 0a9.2 9.2 0 1 0-18.4 0zM3 12h18M12 2.8c2.6 2.5 3.9 5.6 3.9 9.2s-1.3 6.7-3.9 9.2c-2.6-2.5-3.9-5.6-3.9-9.2s1.3-6.7 3.9-9.2z",
	"book":        "M12 6.2C9.8 4.6 6.8 4 3 4.2v14.6c3.8-.2 6.8.4 9 2 2.2-1.6 5.2-2.2 9-2V4.2c-3.8-.2-6.8.4-9 2zM12 6.2v14.6",
	"house":       "M3 11.2 12 3.5l9 7.7M5.5 9.2V20.5h13V9.2M10 20.5v-6h4v6",
	"briefcase":   "M3 8h18v11.5H3zM8.5 8V5.5a1.5 1.5 0 0 1 1.5-1.5h4a1.5 1.5 0 0 1 1.5 1.5V8M3 13h18M12 11.8v2.4",
	"shield":      "M12 2.8c2.6 1.8 5.3 2.7 8.2 2.8 0 7.6-2.7 12.7-8.2 15.6-5.5-2.9-8.2-8-8.2-15.6 2.9-.1 5.6-1 8.2-2.8z",
	"leaf":        "M5 19C3.5 10 8.5 4.5 20 4c.5 11.5-5 16.5-14 15M4 21c2.5-6 6-9.5 10.5-11.5",
	"document":    "M6 2.8h8l4.5 4.5v13.9H6zM14 2.8v4.5h4.5M9 12h6.5M9 16h6.5",
	"path":        "M3.3 18.5a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0zM16.3 5.5a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0zM7.7 18.5h8a3.25 3.25 0 0 0 0-6.5h-7.4a3.25 3.25 0 0 1 0-6.5h8",
	"key":         "M3.5 15.5a5 5 0 1 0 10 0a5 5 0 1 0-10 0zM12 12 20.5 3.5M16.5 7.5l3 3",
	"star":        "M12 3l2.7 5.8 6.3.8-4.6 4.4 1.2 6.3-5.6-3.1-5.6 3.1 1.2-6.3L3 9.6l6.3-.8z",
	"dot":         "M5.5 12a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0z",
}

// Icons lists the names of the icons, sorted.
func Icons() []string {
	names := make([]string, 0, len(icons))
	for n := range icons {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// HasIcon tells whether there is an icon of this name.
func HasIcon(name string) bool { _, ok := icons[name]; return ok }

// Icon is the path of an icon on a square of 24 units, to be stroked and not
// filled. A name that is not known gives a plain ring.
func Icon(name string) string {
	if d, ok := icons[name]; ok {
		return d
	}
	return icons["dot"]
}
