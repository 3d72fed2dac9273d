package feel

import "slices"

// children are the expressions directly inside of x.
func children(x Expr) []Expr {
	switch x := x.(type) {
	case *ListLit:
		return x.Items
	case *ContextLit:
		out := make([]Expr, len(x.Entries))
		for i, e := range x.Entries {
			out[i] = e.Value
		}
		return out
	case *RangeLit:
		return present(x.Low, x.High)
	case *Binary:
		return []Expr{x.Left, x.Right}
	case *Neg:
		return []Expr{x.X}
	case *Between:
		return []Expr{x.X, x.Low, x.High}
	case *In:
		return append([]Expr{x.X}, x.Tests...)
	case *UnaryTest:
		return []Expr{x.X}
	case *InstanceOf:
		return []Expr{x.X}
	case *Path:
		return []Expr{x.X}
	case *Filter:
		return []Expr{x.X, x.Cond}
	case *Call:
		return append([]Expr{x.Fn}, x.Args...)
	case *FuncLit:
		return []Expr{x.Body}
	case *If:
		return []Expr{x.Cond, x.Then, x.Else}
	case *For:
		return append(iterated(x.Iters), x.Body)
	case *Quantified:
		return append(iterated(x.Iters), x.Cond)
	}
	return nil
}

func present(xs ...Expr) []Expr {
	return slices.DeleteFunc(xs, func(x Expr) bool { return x == nil })
}

func iterated(its []Iterator) []Expr {
	var out []Expr
	for _, it := range its {
		out = append(out, present(it.In, it.To)...)
	}
	return out
}

// cost is how many steps one evaluation of x takes in a loop or a function: one,
// and more for a long expression, so that a budget of steps bounds the time
// whatever stands in the body.
func cost(x Expr) int { return 1 + size(x)/16 }

func size(x Expr) int {
	n := 1
	for _, c := range children(x) {
		n += size(c)
	}
	return n
}

// uses tells whether the name stands anywhere in x.
func uses(x Expr, name string) bool {
	if n, ok := x.(*Name); ok {
		return n.Name == name
	}
	return slices.ContainsFunc(children(x), func(c Expr) bool { return uses(c, name) })
}

// isConstant tells that x is made of literals and built-in functions that do
// not depend on the moment.
func isConstant(x Expr) bool {
	switch x := x.(type) {
	case *Name:
		// A variable that hides a built-in function has a type of its own.
		return x.typ == TypeAnyFunction && builtinByName(x.Name) != nil && x.Name != "now" && x.Name != "today"
	case *Filter, *For, *Quantified, *FuncLit, *ContextLit, *UnaryTest:
		return false
	}
	for _, c := range children(x) {
		if !isConstant(c) {
			return false
		}
	}
	return true
}

// FreeNames are the variables of the scope that the expression uses, each once,
// in the order of their appearance. Built-in functions and names that the
// expression itself introduces are not counted; entries of a filter's items
// that hide a variable are.
func FreeNames(x Expr, s *Scope) []string {
	var out []string
	collect(x, s, nil, &out)
	return out
}

// FreeNamesOfTests is FreeNames for a cell.
func FreeNamesOfTests(t *Tests, s *Scope) []string {
	var out []string
	for _, x := range t.Items {
		collect(x, s, nil, &out)
	}
	return out
}

func collect(x Expr, s *Scope, bound []string, out *[]string) {
	switch x := x.(type) {
	case *Name:
		_, _, known := s.Slot(x.Name)
		if known && !slices.Contains(bound, x.Name) && !slices.Contains(*out, x.Name) {
			*out = append(*out, x.Name)
		}
		return
	case *ContextLit:
		for _, e := range x.Entries {
			collect(e.Value, s, bound, out)
			bound = append(bound[:len(bound):len(bound)], normalName(e.Name))
		}
		return
	case *FuncLit:
		for _, p := range x.Params {
			bound = append(bound[:len(bound):len(bound)], normalName(p.Name))
		}
	case *For:
		bound = collectIters(x.Iters, s, bound, out)
		collect(x.Body, s, bound, out)
		return
	case *Quantified:
		bound = collectIters(x.Iters, s, bound, out)
		collect(x.Cond, s, bound, out)
		return
	case *Filter:
		collect(x.X, s, bound, out)
		collect(x.Cond, s, append(bound[:len(bound):len(bound)], "item"), out)
		return
	}
	for _, c := range children(x) {
		collect(c, s, bound, out)
	}
}

func collectIters(its []Iterator, s *Scope, bound []string, out *[]string) []string {
	for _, it := range its {
		for _, x := range present(it.In, it.To) {
			collect(x, s, bound, out)
		}
		bound = append(bound[:len(bound):len(bound)], normalName(it.Name))
	}
	return bound
}
