package feel

// Analysis is what a prover can know of a cell without its variables: see Analyse.
type Analysis struct {
	Any   bool       // anything matches: -
	Not   bool       // the alternatives are negated: none of them may hold
	Tests []Interval // alternatives: the cell matches if one of them holds
	Exact bool       // Tests is all of the cell; else part of it depends on variables and is not in Tests
}

// Interval is one alternative: the values of a range, or all others.
// Equality with v is [v..v]; a side that is null is unbounded.
type Interval struct {
	Range
	Null bool // the test is for null; Range is empty
	Out  bool // the complement: != v
}

// Contains tells whether v, which is not null, satisfies the alternative.
func (i Interval) Contains(v Value) bool {
	if i.Null {
		return v.IsNull() != i.Out
	}
	if i.Low.kind == KindBool { // booleans have no order, only equality
		return i.Low.Same(v) != i.Out
	}
	return i.Range.Contains(v).IsTrue() != i.Out
}

// Analyse turns the tests of a cell into intervals as far as they are constant:
// literals, comparisons, ranges, lists of these, not(…), -, and calls such as
// date("2024-01-01").
func Analyse(t *Tests) Analysis {
	a := Analysis{Any: t.Any, Not: t.Not, Exact: true}
	for _, x := range t.Items {
		is, ok := intervals(x)
		a.Tests = append(a.Tests, is...)
		a.Exact = a.Exact && ok
	}
	return a
}

// intervals are the alternatives that one test stands for; ok is false if it is
// not constant.
func intervals(x Expr) (out []Interval, ok bool) {
	switch x := x.(type) {
	case *UnaryTest:
		v, ok := Constant(x.X)
		if !ok {
			return nil, false
		}
		return comparisonInterval(x.Op, v)
	case *Binary:
		// ? < 5 says the same as < 5.
		if n, ok := x.Left.(*Name); ok && n.Name == "?" && x.Op >= OpEq {
			if v, ok := Constant(x.Right); ok {
				return comparisonInterval(x.Op, v)
			}
		}
		if x.Op == OpOr {
			a, ok1 := intervals(x.Left)
			b, ok2 := intervals(x.Right)
			return append(a, b...), ok1 && ok2 && uses(x.Left, "?") && uses(x.Right, "?")
		}
	case *In:
		if n, ok := x.X.(*Name); ok && n.Name == "?" {
			for _, t := range x.Tests {
				is, ok := intervals(t)
				if !ok {
					return nil, false
				}
				out = append(out, is...)
			}
			return out, true
		}
	}
	v, ok := Constant(x)
	if !ok {
		return nil, false
	}
	return valueIntervals(v)
}

func valueIntervals(v Value) (out []Interval, ok bool) {
	switch v.kind {
	case KindNull:
		return []Interval{{Null: true}}, v.p == nil
	case KindRange:
		r := *v.Range()
		if r.Op == OpEq || r.Op == OpNe {
			return comparisonInterval(r.Op, r.Low)
		}
		r.Op = OpNone
		return []Interval{{Range: r}}, true
	case KindList:
		for _, e := range v.items() {
			is, ok := valueIntervals(e)
			if !ok {
				return nil, false
			}
			out = append(out, is...)
		}
		return out, true
	case KindContext, KindFunction:
		return nil, false
	}
	return []Interval{{Range: Range{Low: v, High: v, LowClosed: true, HighClosed: true}}}, true
}

func comparisonInterval(op Op, v Value) ([]Interval, bool) {
	if v.IsNull() {
		return []Interval{{Null: true, Out: op == OpNe}}, v.p == nil && (op == OpEq || op == OpNe)
	}
	i := Interval{}
	switch op {
	case OpEq, OpNe:
		i.Range, i.Out = Range{Low: v, High: v, LowClosed: true, HighClosed: true}, op == OpNe
	case OpLt, OpLe:
		i.High, i.HighClosed = v, op == OpLe
	case OpGt, OpGe:
		i.Low, i.LowClosed = v, op == OpGe
	}
	return []Interval{i}, true
}
