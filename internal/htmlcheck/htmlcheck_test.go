package htmlcheck

import (
	"strings"
	"testing"
)

const page = `<html><body><h1 id="t">One  two</h1><form class="a b"><label for="q">Find</label><input id="q" name="q" value="1"><a href="#t">up</a></form>
<ul><li>x</li><li class="a">y <b>z</b></li></ul></body></html>`

func TestSelect(t *testing.T) {
	n := Parse(t, strings.NewReader(page))
	for _, c := range []struct {
		selector string
		want     int
	}{
		{"li", 2}, {"ul li.a", 1}, {".a", 2}, {"form.a.b", 1}, {"form.b.c", 0}, {"input[name=q]", 1}, {"input[name]", 1}, {"input[name=r]", 0},
		{"#q", 1}, {"form b", 0}, {"a[href='#t']", 1},
	} {
		if got := len(n.All(c.selector)); got != c.want {
			t.Errorf("%s matches %d, want %d", c.selector, got, c.want)
		}
	}
	n.WantText("h1", "One two")
	n.WantText("li.a", "y z")
	if f := n.Faults(); len(f) != 0 {
		t.Errorf("a clean page has faults: %v", f)
	}
}

// Each fault that Faults knows is found.
func TestFaults(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{`<h1 style="color:red">x</h1>`, "inline style"}, {`<h1 onclick="x()">x</h1>`, "inline onclick"}, {`<h1>x</h1><script>1</script>`, "inline script"},
		{`<h1>x</h1><style>a{}</style>`, "inline style"}, {`<h1 id="a">x</h1><p id="a">`, "id twice: a"}, {`<h1>x</h1><label for="no">y</label>`, "points to no id no"},
		{`<h1>x</h1><input aria-describedby="no">`, "points to no id no"}, {`<h1>x</h1><a href="#no">y</a>`, "link to no id"}, {`<p>x</p>`, "not one h1"}, {`<h1>x</h1><h1>y</h1>`, "not one h1"},
	} {
		f := strings.Join(Parse(t, strings.NewReader(c.body)).Faults(), "; ")
		if !strings.Contains(f, c.want) {
			t.Errorf("%s: faults %q, want %q among them", c.body, f, c.want)
		}
	}
}
