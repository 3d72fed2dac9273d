package feel

import "strings"

// Conversion functions (DMN 1.5, 10.3.4.1) and not (10.3.4.2).
func conversionBuiltins() []*builtin {
	return []*builtin{
		define("not", "negand:A", TypeBool, func(m *Machine, a []Value) Value {
			if a[0].kind != KindBool {
				return nullArgument("not", "negand", a[0])
			}
			return Bool(a[0].n == 0)
		}),
		define("string", "from:a", TypeString, func(m *Machine, a []Value) Value {
			switch a[0].kind {
			case KindNull:
				return a[0]
			case KindString:
				return a[0]
			}
			if !m.step(weight(a[0], 0)) {
				return nullLimit
			}
			return m.text(a[0].Plain())
		}),
		define("number", "from:s, grouping separator:S?, decimal separator:S?", TypeNumber, numberOf),
		define("range", "from:s", TypeAnyRange, rangeOf),
	}
}

// weight is how many values a value holds, as far as limits care.
func weight(v Value, depth int) int {
	n := 1
	if depth > maxNesting {
		return n
	}
	switch v.kind {
	case KindList:
		for _, x := range v.items() {
			n += weight(x, depth+1)
		}
	case KindContext:
		for _, e := range v.Context().entries {
			n += weight(e.Value, depth+1)
		}
	case KindString:
		n += int(v.n) / 64
	}
	return n
}

// numberOf is number(from, grouping separator, decimal separator): the
// grouping is a blank, a comma or a point, the decimal a comma or a point.
func numberOf(m *Machine, a []Value) Value {
	s := a[0].text()
	group, point := optional(a, 1), optional(a, 2)
	if group.kind == KindString {
		g := group.text()
		if g != " " && g != "," && g != "." || point.kind == KindString && point.text() == g {
			return nullText("feel.null.separator", g)
		}
		s = strings.ReplaceAll(s, g, "")
	}
	if point.kind == KindString {
		p := point.text()
		if p != "," && p != "." {
			return nullText("feel.null.separator", p)
		}
		if p == "," {
			if strings.Contains(s, ".") {
				return nullText("feel.null.no-number", a[0].text())
			}
			s = strings.Replace(s, ",", ".", 1)
		}
	}
	v, ok := ParseNumber(s)
	if !ok {
		return nullText("feel.null.no-number", a[0].text())
	}
	return v
}

// rangeOf reads a range whose ends are literals (DMN 1.5, 10.3.4.1, range).
func rangeOf(m *Machine, a []Value) Value {
	s := a[0].text()
	if len(s) > 1000 {
		return nullText("feel.null.no-range", s)
	}
	r := readRange(s)
	if r == nil {
		return nullText("feel.null.no-range", s)
	}
	low, ok := rangeEnd(r.Low)
	high, ok2 := rangeEnd(r.High)
	if !ok || !ok2 || low.IsNull() && high.IsNull() {
		return nullText("feel.null.no-range", s)
	}
	if !low.IsNull() && !high.IsNull() {
		if c, ok := Compare(low, high); !ok || c > 0 {
			return nullText("feel.null.no-range", s)
		}
	}
	return (&Range{low, high, r.LowClosed, r.HighClosed, r.Op}).Value()
}

// readRange parses s as a range; nil if it is none.
func readRange(s string) *RangeLit {
	x, err := ParseExpression(s, nil)
	if err != nil {
		return nil
	}
	r, ok := x.(*RangeLit)
	if !ok {
		return nil
	}
	return r
}

// rangeEnd is the value of an end: a literal, or a conversion of a string literal.
func rangeEnd(x Expr) (Value, bool) {
	switch x := x.(type) {
	case nil:
		return Null, true
	case *Literal:
		return x.Value, !x.Value.IsNull() || x.Value.p == nil
	case *Call:
		n, ok := x.Fn.(*Name)
		if !ok || len(x.Args) != 1 {
			return Null, false
		}
		if _, ok := x.Args[0].(*Literal); !ok {
			return Null, false
		}
		switch n.Name {
		case "date", "time", "date and time", "duration":
			v, ok := Constant(x)
			return v, ok && !v.IsNull()
		}
	}
	return Null, false
}
