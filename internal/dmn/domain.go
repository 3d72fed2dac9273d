package dmn

import (
	"atonce/internal/feel"
)

// domain is what the allowed values of a column or type say of its values.
type domain struct {
	source  string
	known   bool          // constant: cell and whole say all of it
	cell    feel.Analysis // the values
	whole   bool          // only whole numbers
	limited bool          // there are allowed values at all
	typed   bool          // they come from the type, whose gate has asked them already
}

// newDomain reads allowed values. Besides constant tests it knows conditions
// joined by and, such as "? >= 0 and floor(?) = ?": that is how FEEL says that
// a number is whole.
func newDomain(t *feel.Tests, src string) domain {
	d := domain{source: src, limited: true, cell: feel.Analyse(t)}
	d.known = d.cell.Exact
	if !d.known && !t.Not && len(t.Items) == 1 {
		all := feel.Analysis{Exact: true, Any: true}
		if d.conjunction(t.Items[0], &all) {
			d.cell, d.known = all, true
		}
	}
	return d
}

// conjunction narrows all by x; false if x is more than the prover knows.
func (d *domain) conjunction(x feel.Expr, all *feel.Analysis) bool {
	switch x := x.(type) {
	case *feel.Binary:
		if x.Op == feel.OpAnd {
			return d.conjunction(x.Left, all) && d.conjunction(x.Right, all)
		}
		if x.Op == feel.OpEq && (wholeOf(x.Left) && input(x.Right) || wholeOf(x.Right) && input(x.Left)) {
			d.whole = true
			return true
		}
		if input(x.Left) {
			return narrow(all, &feel.UnaryTest{Op: x.Op, X: x.Right})
		}
	case *feel.In:
		if input(x.X) && len(x.Tests) == 1 {
			return narrow(all, x.Tests[0])
		}
	case *feel.Between:
		if input(x.X) {
			return narrow(all, &feel.RangeLit{Low: x.Low, High: x.High, LowClosed: true, HighClosed: true})
		}
	}
	return false
}

func input(x feel.Expr) bool {
	n, ok := x.(*feel.Name)
	return ok && n.Name == "?"
}

// wholeOf recognises floor(?), ceiling(?) and the like, which equal ? only for
// whole numbers.
func wholeOf(x feel.Expr) bool {
	c, ok := x.(*feel.Call)
	if !ok || len(c.Args) != 1 || !input(c.Args[0]) {
		return false
	}
	n, ok := c.Fn.(*feel.Name)
	return ok && (n.Name == "floor" || n.Name == "ceiling")
}

// narrow intersects all, which is anything or one interval, with one more test.
func narrow(all *feel.Analysis, x feel.Expr) bool {
	a := feel.Analyse(&feel.Tests{Items: []feel.Expr{x}})
	if !a.Exact || a.Any || a.Not || len(a.Tests) != 1 || a.Tests[0].Out || a.Tests[0].Null {
		return false
	}
	t := a.Tests[0]
	if all.Any {
		*all = a
		return true
	}
	r := &all.Tests[0].Range
	if !t.Low.IsNull() {
		if c := compareLow(r.Low, t.Low); c < 0 {
			r.Low, r.LowClosed = t.Low, t.LowClosed
		} else if c == 0 {
			r.LowClosed = r.LowClosed && t.LowClosed
		}
	}
	if !t.High.IsNull() {
		if r.High.IsNull() || order(r.High, t.High) > 0 {
			r.High, r.HighClosed = t.High, t.HighClosed
		} else if order(r.High, t.High) == 0 {
			r.HighClosed = r.HighClosed && t.HighClosed
		}
	}
	return true
}

// compareLow orders lower ends; an open end is before all.
func compareLow(a, b feel.Value) int {
	if a.IsNull() {
		return -1
	}
	return order(a, b)
}
