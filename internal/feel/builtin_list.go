package feel

import "slices"

// List functions (DMN 1.5, 10.3.4.4) but the aggregates, and sort (10.3.4.9).
func listBuiltins() []*builtin {
	return []*builtin{
		define("list contains", "list:l, element:a", TypeBool, func(m *Machine, a []Value) Value {
			return Bool(indexOf(m, a[0].items(), a[1]) >= 0)
		}),
		define("sublist", "list:l, start position:n, length:n?", TypeAnyList, sublist),
		define("append", "list:l, item:a*", TypeAnyList, func(m *Machine, a []Value) Value {
			return m.concat(a[0].items(), a[1:])
		}),
		define("concatenate", "list:l*", TypeAnyList, concatenate),
		define("insert before", "list:l, position:n, newItem:a", TypeAnyList, insertBefore),
		define("remove", "list:l, position:n", TypeAnyList, remove),
		define("list replace", "list:l, position:n, newItem:a|list:l, match:f, newItem:a", TypeAnyList, listReplace),
		define("reverse", "list:l", TypeAnyList, func(m *Machine, a []Value) Value {
			out := slices.Clone(a[0].items())
			slices.Reverse(out)
			return m.list(out)
		}),
		define("index of", "list:l, match:a", ListOf(TypeNumber), func(m *Machine, a []Value) Value {
			var out []Value
			for i, v := range a[0].items() {
				if !m.step(1) {
					return nullLimit
				}
				if equal(v, a[1], 0).IsTrue() {
					out = append(out, Int(int64(i+1)))
				}
			}
			return List(out...)
		}),
		define("union", "list:l*", TypeAnyList, func(m *Machine, a []Value) Value {
			v := concatenate(m, a)
			if v.IsNull() {
				return v
			}
			return distinct(m, v.items())
		}),
		define("distinct values", "list:l", TypeAnyList, func(m *Machine, a []Value) Value {
			return distinct(m, a[0].items())
		}),
		define("flatten", "list:l", TypeAnyList, func(m *Machine, a []Value) Value {
			out, ok := flatten(m, nil, a[0].items(), 0)
			if !ok {
				return nullLimit
			}
			return List(out...)
		}),
		define("sort", "list:l, precedes:F?", TypeAnyList, sortList),
	}
}

func indexOf(m *Machine, items []Value, v Value) int {
	if !m.step(len(items)) {
		return -1
	}
	return slices.IndexFunc(items, func(x Value) bool { return equal(x, v, 0).IsTrue() })
}

func (m *Machine) concat(a, b []Value) Value {
	if !m.listFits(len(a) + len(b)) {
		return nullLimit
	}
	out := make([]Value, 0, len(a)+len(b))
	return List(append(append(out, a...), b...)...)
}

func concatenate(m *Machine, a []Value) Value {
	n := 0
	for _, l := range a {
		n += len(l.items())
	}
	if !m.listFits(n) {
		return nullLimit
	}
	out := make([]Value, 0, n)
	for _, l := range a {
		out = append(out, l.items()...)
	}
	return List(out...)
}

// position turns 1..n or -1..-n into an index from 0.
func position(v Value, n int) (int, bool) {
	i, ok := truncated(v)
	if i < 0 {
		i += int64(n) + 1
	}
	return int(i - 1), ok && i >= 1 && i <= int64(n)
}

func nullPosition(v Value, n int) Value {
	return NullBecause("feel.null.position", "position", v.String(), "size", itoa(n))
}

func sublist(m *Machine, a []Value) Value {
	items := a[0].items()
	from, ok := position(a[1], len(items))
	if !ok {
		return nullPosition(a[1], len(items))
	}
	to := len(items)
	if len(a) > 2 {
		n, ok := truncated(a[2])
		if !ok || n < 1 || n > int64(to-from) {
			return NullBecause("feel.null.length", "length", a[2].String())
		}
		to = from + int(n)
	}
	return List(items[from:to:to]...)
}

func insertBefore(m *Machine, a []Value) Value {
	items := a[0].items()
	at, ok := position(a[1], len(items))
	if !ok {
		return nullPosition(a[1], len(items))
	}
	if !m.listFits(len(items) + 1) {
		return nullLimit
	}
	return List(slices.Concat(items[:at], a[2:3], items[at:])...)
}

func remove(m *Machine, a []Value) Value {
	items := a[0].items()
	at, ok := position(a[1], len(items))
	if !ok {
		return nullPosition(a[1], len(items))
	}
	if !m.listFits(len(items)) {
		return nullLimit
	}
	return List(slices.Concat(items[:at], items[at+1:])...)
}

// listReplace puts newItem at a position, or wherever match(item, newItem) is true.
func listReplace(m *Machine, a []Value) Value {
	items := a[0].items()
	if !m.listFits(len(items)) {
		return nullLimit
	}
	out := slices.Clone(items)
	if a[1].kind == KindNumber {
		at, ok := position(a[1], len(items))
		if !ok {
			return nullPosition(a[1], len(items))
		}
		out[at] = a[2]
		return List(out...)
	}
	for i := range out {
		yes := m.Call(a[1], out[i], a[2])
		if yes.kind != KindBool {
			return yes.orReason("feel.null.match")
		}
		if yes.IsTrue() {
			out[i] = a[2]
		}
	}
	return List(out...)
}

// orReason is v if it is a null with a reason, else a null with this one.
func (v Value) orReason(key string) Value {
	if v.kind == KindNull && v.p != nil {
		return v
	}
	return NullBecause(key, "kind", v.kind.String())
}

func distinct(m *Machine, items []Value) Value {
	var out []Value
	for _, v := range items {
		if !m.step(1) {
			return nullLimit
		}
		if indexOf(m, out, v) < 0 {
			out = append(out, v)
		}
	}
	return m.list(out)
}

func flatten(m *Machine, out, items []Value, depth int) ([]Value, bool) {
	if depth > maxNesting || !m.step(len(items)) {
		return nil, false
	}
	for _, v := range items {
		if v.kind != KindList {
			out = append(out, v)
			continue
		}
		var ok bool
		if out, ok = flatten(m, out, v.items(), depth+1); !ok {
			return nil, false
		}
	}
	return out, len(out) <= m.limits.List
}

// sortList sorts stably by precedes(a, b), or by < where there is none.
func sortList(m *Machine, a []Value) Value {
	out := slices.Clone(a[0].items())
	if !m.listFits(len(out)) {
		return nullLimit
	}
	bad := Null
	precedes := func(x, y Value) bool {
		if bad.p != nil {
			return false
		}
		var v Value
		if len(a) > 1 && a[1].kind == KindFunction {
			v = m.Call(a[1], x, y)
		} else if m.step(1) {
			v = compareOp(OpLt, x, y)
		} else {
			v = nullLimit
		}
		if v.kind != KindBool {
			bad = v.orReason("feel.null.precedes")
		}
		return v.IsTrue()
	}
	slices.SortStableFunc(out, func(x, y Value) int {
		switch {
		case precedes(x, y):
			return -1
		case precedes(y, x):
			return 1
		}
		return 0
	})
	if bad.p != nil {
		return bad
	}
	return List(out...)
}
