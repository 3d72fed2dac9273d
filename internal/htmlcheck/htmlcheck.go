// Package htmlcheck tests pages by their structure, not their bytes: parse a page,
// find elements by a simple selector, ask what they hold. It is test support only.
package htmlcheck

import (
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Node is an element of a parsed page, with the test that asks about it.
type Node struct {
	t testing.TB
	n *html.Node
}

// Parse reads a page; one that is not HTML ends the test.
func Parse(t testing.TB, r io.Reader) Node {
	t.Helper()
	n, err := html.Parse(r)
	if err != nil {
		t.Fatalf("page is not HTML: %v", err)
	}
	return Node{t, n}
}

// All are the elements below n that match selector, in the order of the page. A
// selector is compounds such as `form`, `.due--late`, `a[href=/x]`, `input[name=q]`
// or `#main`, with a space for "somewhere below".
func (n Node) All(selector string) []Node {
	n.t.Helper()
	found := []*html.Node{n.n}
	for _, part := range strings.Fields(selector) {
		c := compile(n.t, part)
		var next []*html.Node
		seen := map[*html.Node]bool{}
		for _, f := range found {
			for d := range f.Descendants() {
				if d.Type == html.ElementNode && !seen[d] && c.matches(d) {
					seen[d] = true
					next = append(next, d)
				}
			}
		}
		found = next
	}
	out := make([]Node, len(found))
	for i, f := range found {
		out[i] = Node{n.t, f}
	}
	return out
}

// One is the only element that matches selector; none or several is a failure.
func (n Node) One(selector string) Node {
	n.t.Helper()
	all := n.All(selector)
	if len(all) != 1 {
		n.t.Fatalf("%d elements match %q, want one", len(all), selector)
	}
	return all[0]
}

// Has says whether anything matches selector.
func (n Node) Has(selector string) bool { n.t.Helper(); return len(n.All(selector)) > 0 }

// Text is the text below n with its white space as a browser shows it.
func (n Node) Text() string {
	var b strings.Builder
	for d := range n.n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Attr is the value of an attribute, "" when it is not there.
func (n Node) Attr(name string) string {
	for _, a := range n.n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Tag is the element's name.
func (n Node) Tag() string { return n.n.Data }

// WantText fails the test unless the one element that matches selector holds
// exactly these words.
func (n Node) WantText(selector, want string) {
	n.t.Helper()
	if got := n.One(selector).Text(); got != want {
		n.t.Errorf("%s says %q, want %q", selector, got, want)
	}
}

// Faults lists what no page may have: inline script or style (the content policy
// forbids them), ids twice, labels and descriptions that point nowhere, fields
// without a name to be heard, no or several h1.
func (n Node) Faults() []string {
	n.t.Helper()
	var bad []string
	ids := map[string]bool{}
	for _, e := range n.All("*") {
		if id := e.Attr("id"); id != "" {
			if ids[id] {
				bad = append(bad, "id twice: "+id)
			}
			ids[id] = true
		}
	}
	for _, e := range n.All("*") {
		for _, a := range e.n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				bad = append(bad, "inline "+a.Key+" on "+e.Tag())
			}
		}
		if (e.Tag() == "script" && e.Attr("src") == "") || e.Tag() == "style" {
			bad = append(bad, "inline "+e.Tag())
		}
		for _, k := range []string{"for", "aria-describedby", "aria-labelledby"} {
			for _, id := range strings.Fields(e.Attr(k)) {
				if !ids[id] {
					bad = append(bad, k+" of "+e.Tag()+" points to no id "+id)
				}
			}
		}
		if h := e.Attr("href"); e.Tag() == "a" && len(h) > 1 && h[0] == '#' && !ids[h[1:]] {
			bad = append(bad, "link to no id "+h)
		}
	}
	if h := len(n.All("h1")); h != 1 {
		bad = append(bad, "not one h1 but "+strings.Repeat("|", h))
	}
	return bad
}

type compound struct {
	tag, id       string
	classes       []string
	attr, attrVal string
	hasAttr       bool
}

func compile(t testing.TB, s string) compound {
	t.Helper()
	var c compound
	if i := strings.IndexByte(s, '['); i >= 0 {
		if !strings.HasSuffix(s, "]") {
			t.Fatalf("selector %q lacks its ]", s)
		}
		name, val, found := strings.Cut(s[i+1:len(s)-1], "=")
		c.attr, c.attrVal, c.hasAttr = name, strings.Trim(val, `"'`), true
		if !found {
			c.attrVal = "\x00"
		}
		s = s[:i]
	}
	for s != "" {
		end := strings.IndexAny(s[1:], ".#")
		part := s
		if end >= 0 {
			part, s = s[:end+1], s[end+1:]
		} else {
			s = ""
		}
		switch part[0] {
		case '.':
			c.classes = append(c.classes, part[1:])
		case '#':
			c.id = part[1:]
		case '*':
		default:
			c.tag = part
		}
	}
	return c
}

func (c compound) matches(n *html.Node) bool {
	get := func(k string) (string, bool) {
		for _, a := range n.Attr {
			if a.Key == k {
				return a.Val, true
			}
		}
		return "", false
	}
	if c.tag != "" && c.tag != n.Data {
		return false
	}
	if id, _ := get("id"); c.id != "" && id != c.id {
		return false
	}
	class, _ := get("class")
	for _, want := range c.classes {
		found := false
		for _, have := range strings.Fields(class) {
			found = found || have == want
		}
		if !found {
			return false
		}
	}
	if c.hasAttr {
		v, ok := get(c.attr)
		if !ok || (c.attrVal != "\x00" && v != c.attrVal) {
			return false
		}
	}
	return true
}
