package feel

import (
	"slices"

	"github.com/cockroachdb/apd/v3"
)

// Functions that make one value of a list (DMN 1.5, 10.3.4.4). They take a list,
// or its elements as arguments.
func aggregateBuiltins() []*builtin {
	return []*builtin{
		define("count", "list:l", TypeNumber, func(m *Machine, a []Value) Value { return Int(int64(len(a[0].items()))) }),
		aggregate("min", TypeAny, func(m *Machine, items []Value) Value { return extreme("min", items, OpLt) }),
		aggregate("max", TypeAny, func(m *Machine, items []Value) Value { return extreme("max", items, OpGt) }),
		aggregate("sum", TypeAny, func(m *Machine, items []Value) Value {
			if len(items) == 0 {
				return nullEmpty("sum")
			}
			return fold("sum", items, addValues)
		}),
		aggregate("product", TypeNumber, func(m *Machine, items []Value) Value {
			if len(items) == 0 {
				return nullEmpty("product")
			}
			return fold("product", items, multiplyValues)
		}),
		aggregate("mean", TypeAny, mean),
		aggregate("median", TypeAny, median),
		aggregate("stddev", TypeNumber, stddev),
		aggregate("mode", ListOf(TypeNumber), mode),
		aggregate("all", TypeBool, func(m *Machine, items []Value) Value { return quantify("all", items, true) }),
		aggregate("any", TypeBool, func(m *Machine, items []Value) Value { return quantify("any", items, false) }),
	}
}

func aggregate(name string, result *Type, fn func(m *Machine, items []Value) Value) *builtin {
	return define(name, "list:a*", result, func(m *Machine, a []Value) Value {
		items := a
		if len(a) == 1 && a[0].kind == KindList {
			items = a[0].items()
		} else if len(a) == 0 || len(a) == 1 && a[0].kind == KindNull {
			return nullArgument(name, "list", optional(a, 0))
		}
		if !m.step(len(items)) {
			return nullLimit
		}
		return fn(m, items)
	})
}

func nullEmpty(fn string) Value { return NullBecause("feel.null.empty-list", "function", fn) }

func nullElement(fn string, v Value) Value {
	if v.kind == KindNull && v.p != nil {
		return v
	}
	return NullBecause("feel.null.element", "function", fn, "kind", v.kind.String())
}

func extreme(fn string, items []Value, op Op) Value {
	if len(items) == 0 {
		return nullEmpty(fn)
	}
	best := items[0]
	if _, ok := Compare(best, best); !ok {
		return nullElement(fn, best)
	}
	for _, v := range items[1:] {
		c, ok := Compare(v, best)
		if !ok {
			return nullElement(fn, v)
		}
		if op.holds(c) {
			best = v
		}
	}
	return best
}

// fold takes numbers, or for sum durations of one kind.
func fold(fn string, items []Value, op func(a, b Value) Value) Value {
	for _, v := range items {
		if v.kind != KindNumber && (fn != "sum" && fn != "mean" || !v.isDuration()) {
			return nullElement(fn, v)
		}
	}
	sum := items[0]
	for _, v := range items[1:] {
		if sum = op(sum, v); sum.IsNull() {
			return sum
		}
	}
	return sum
}

func mean(m *Machine, items []Value) Value {
	if len(items) == 0 {
		return nullEmpty("mean")
	}
	return divideValues(fold("mean", items, addValues), Int(int64(len(items))))
}

func onlyNumbers(fn string, items []Value) Value {
	for _, v := range items {
		if v.kind != KindNumber {
			return nullElement(fn, v)
		}
	}
	return Null
}

func median(m *Machine, items []Value) Value {
	if len(items) == 0 {
		return nullEmpty("median")
	}
	if bad := onlyNumbers("median", items); bad.p != nil {
		return bad
	}
	s := slices.Clone(items)
	slices.SortFunc(s, compareNumbers)
	mid := len(s) / 2
	if len(s)%2 == 1 {
		return s[mid]
	}
	return divide(add(s[mid-1], s[mid]), Int(2))
}

// stddev is the sample standard deviation. It counts with more digits than it
// answers, so that the squares do not eat the last of them.
func stddev(m *Machine, items []Value) Value {
	if len(items) < 2 {
		return nullEmpty("stddev")
	}
	if bad := onlyNumbers("stddev", items); bad.p != nil {
		return bad
	}
	c := decimal128
	c.Precision = 72
	var sum, avg, squares, d, buf apd.Decimal
	n := apd.New(int64(len(items)), 0)
	step := func(_ apd.Condition, err error) bool { return err == nil }
	ok := true
	for _, v := range items {
		ok = ok && step(c.Add(&sum, &sum, v.toDecimal(&buf)))
	}
	ok = ok && step(c.Quo(&avg, &sum, n))
	for _, v := range items {
		ok = ok && step(c.Sub(&d, v.toDecimal(&buf), &avg)) && step(c.Mul(&d, &d, &d)) && step(c.Add(&squares, &squares, &d))
	}
	ok = ok && step(c.Quo(&d, &squares, apd.New(int64(len(items)-1), 0))) && step(c.Sqrt(&d, &d))
	if !ok || d.Form != apd.Finite {
		return nullOverflow
	}
	return FromDecimal(&d)
}

// mode are the most frequent numbers, in ascending order.
func mode(m *Machine, items []Value) Value {
	if bad := onlyNumbers("mode", items); bad.p != nil {
		return bad
	}
	s := slices.Clone(items)
	slices.SortFunc(s, compareNumbers)
	var out []Value
	best := 0
	for i := 0; i < len(s); {
		j := i
		for j < len(s) && compareNumbers(s[i], s[j]) == 0 {
			j++
		}
		if j-i > best {
			best, out = j-i, out[:0]
		}
		if j-i == best {
			out = append(out, s[i])
		}
		i = j
	}
	return List(out...)
}

// quantify is all (the and of a list) or any (the or); what is no boolean
// counts as null, and an element that decides alone wins over it.
func quantify(fn string, items []Value, all bool) Value {
	bad := Null
	for _, v := range items {
		switch {
		case v.kind != KindBool:
			if bad.p == nil {
				bad = nullElement(fn, v)
			}
		case v.IsTrue() != all:
			return Bool(!all)
		}
	}
	if bad.p != nil {
		return bad
	}
	return Bool(all)
}
