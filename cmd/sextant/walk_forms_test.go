package main

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// filled is a form of a page with what a browser would send of it.
type filled struct {
	page      shown
	method    string
	action    string
	multipart bool
	values    url.Values
	files     map[string][]byte
	buttons   [][2]string
	names     map[string]bool // of every field and button, also of what is not chosen
}

// forms reads every form of a page as a browser does: hidden fields, what is
// chosen already, fields that name their form from elsewhere.
func (p shown) forms() []*filled {
	doc, err := html.Parse(strings.NewReader(p.body))
	if err != nil {
		p.by.Fatal(err)
	}
	var forms []*filled
	byID, byNode := map[string]*filled{}, map[*html.Node]*filled{}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" {
			f := &filled{page: p, method: strings.ToUpper(attr(n, "method")), action: attr(n, "action"), values: url.Values{}, files: map[string][]byte{}, names: map[string]bool{}}
			f.multipart = attr(n, "enctype") == "multipart/form-data"
			if f.action == "" {
				f.action = p.path
			}
			forms, byNode[n] = append(forms, f), f
			if id := attr(n, "id"); id != "" {
				byID[id] = f
			}
		}
	}
	for n := range doc.Descendants() {
		f := byID[attr(n, "form")]
		for up := n.Parent; f == nil && up != nil; up = up.Parent {
			f = byNode[up]
		}
		if f != nil && n.Type == html.ElementNode && attr(n, "name") != "" && !has(n, "disabled") {
			f.take(n)
		}
	}
	return forms
}

func (f *filled) take(n *html.Node) {
	name, value := attr(n, "name"), attr(n, "value")
	f.names[name] = true
	switch n.Data {
	case "textarea":
		f.values.Add(name, strings.TrimPrefix(textOf(n), "\n"))
	case "select":
		f.values.Add(name, chosen(n))
	case "button":
		f.buttons = append(f.buttons, [2]string{name, value})
	case "input":
		switch attr(n, "type") {
		case "submit":
			f.buttons = append(f.buttons, [2]string{name, value})
		case "file", "button":
		case "radio", "checkbox":
			if has(n, "checked") {
				f.values.Add(name, value)
			}
		default:
			f.values.Add(name, value)
		}
	}
}

func chosen(list *html.Node) string {
	first, any := "", false
	for n := range list.Descendants() {
		if n.Data != "option" {
			continue
		}
		value := attr(n, "value")
		if !has(n, "value") {
			value = textOf(n)
		}
		if has(n, "selected") {
			return value
		}
		if !any {
			first, any = value, true
		}
	}
	return first
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// form is the form whose address ends like this and that has these fields or
// buttons.
func (p shown) form(action string, fields ...string) *filled {
	p.by.Helper()
	for _, f := range p.forms() {
		path, _, _ := strings.Cut(f.action, "?")
		if !strings.HasSuffix(path, action) {
			continue
		}
		if !slices.ContainsFunc(fields, func(name string) bool { return !f.names[name] }) {
			return f
		}
	}
	var there []string
	for _, f := range p.forms() {
		there = append(there, f.action)
	}
	p.by.Fatalf("%s, %s (%d): there is no form for %q with %v; there are %v: %s", p.by.name, p.path, p.status, action, fields, there, p.plain())
	return nil
}

// set types into fields, in place of what is there.
func (f *filled) set(pairs ...string) *filled {
	for i := 0; i+1 < len(pairs); i += 2 {
		f.values.Del(pairs[i])
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.values.Add(pairs[i], pairs[i+1])
	}
	return f
}

// send presses a button of the form by its value; "" sends it by the first.
func (f *filled) send(button string) shown {
	v := f.page.by
	v.Helper()
	values := url.Values{}
	for k, all := range f.values {
		values[k] = slices.Clone(all)
	}
	for _, b := range f.buttons {
		if button == "" || b[1] == button {
			values.Set(b[0], b[1])
			button = ""
			break
		}
	}
	if button != "" {
		v.Fatalf("%s: the form has no button %q, only %v", f.action, button, f.buttons)
	}
	if f.method != http.MethodPost { // the default of a form
		path, _, _ := strings.Cut(f.action, "?")
		return v.get(path + "?" + values.Encode())
	}
	if !f.multipart {
		return v.ask(http.MethodPost, f.action, formKind, values.Encode())
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, all := range values {
		for _, x := range all {
			_ = m.WriteField(k, x)
		}
	}
	for k, body := range f.files {
		w, _ := m.CreateFormFile(k, k+".xlsx")
		_, _ = w.Write(body)
	}
	_ = m.Close()
	return v.ask(http.MethodPost, f.action, m.FormDataContentType(), b.String())
}

// done sends a form that must be taken, and goes where it leads.
func (f *filled) done(button string) shown {
	f.page.by.Helper()
	p := f.send(button)
	if p.status != http.StatusSeeOther {
		p.by.Fatalf("%s: the form was not taken: %d %s", f.action, p.status, p.plain())
	}
	return p.follow().must(http.StatusOK)
}
