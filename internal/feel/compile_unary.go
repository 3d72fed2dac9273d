package feel

// tests compiles a cell.
func (c *compiler) tests(t *Tests) matcher {
	if t.Any {
		return func(*Machine, Value) Value { return True }
	}
	all := make([]matcher, len(t.Items))
	for i, it := range t.Items {
		all[i] = c.test(it)
	}
	either := all[0]
	if len(all) > 1 {
		either = anyOf(all)
	}
	if !t.Not {
		return either
	}
	return func(m *Machine, in Value) Value {
		v := either(m, in)
		if v.kind == KindBool {
			return Bool(v.n == 0)
		}
		return v // what cannot be compared is unknown, and so is its negation
	}
}

// anyOf is the or of the alternatives.
func anyOf(all []matcher) matcher {
	return func(m *Machine, in Value) Value {
		r := False
		for _, t := range all {
			v := t(m, in)
			if v.kind == KindBool {
				if v.n == 1 {
					return True
				}
			} else if r.kind == KindBool {
				r = v
			}
		}
		return r
	}
}

// test compiles one positive unary test. Constants get matchers of their own:
// tables live on them.
func (c *compiler) test(x Expr) matcher {
	switch x := x.(type) {
	case *UnaryTest:
		return c.comparisonTest(x)
	case *RangeLit:
		if c.isLiteral(x.Low) && c.isLiteral(x.High) {
			r := c.rangeLit(x)(nil)
			if r.kind == KindRange {
				return rangeTest(r.Range())
			}
			return func(*Machine, Value) Value { return r }
		}
	}
	if v, ok := c.literal(x); ok {
		return literalTest(v)
	}
	run := c.compile(x)
	if uses(x, "?") {
		return func(m *Machine, in Value) Value {
			outer := m.input
			m.input = in
			v := run(m)
			m.input = outer
			if v.kind == KindBool {
				return v
			}
			return testValue(in, v)
		}
	}
	boolean := c.scope.input.kind() == TypeKindBool
	return func(m *Machine, in Value) Value {
		outer := m.input
		m.input = in
		v := run(m)
		m.input = outer
		// An expression that is true by other variables holds for any input,
		// unless the input is itself a boolean and is compared with it.
		if v.kind == KindBool && in.kind != KindBool && !boolean {
			return v
		}
		return testValue(in, v)
	}
}

func (c *compiler) comparisonTest(x *UnaryTest) matcher {
	op := x.Op
	if limit, ok := c.literal(x.X); ok {
		if limit.kind == KindNumber && limit.p == nil {
			return numberTest(op, limit)
		}
		return func(m *Machine, in Value) Value { return compareOp(op, in, limit) }
	}
	run := c.compile(x.X)
	return func(m *Machine, in Value) Value {
		outer := m.input
		m.input = in
		v := run(m)
		m.input = outer
		return compareOp(op, in, v)
	}
}

func numberTest(op Op, limit Value) matcher {
	return func(m *Machine, in Value) Value {
		if in.kind == KindNumber {
			return Bool(op.holds(compareNumbers(in, limit)))
		}
		return compareOp(op, in, limit)
	}
}

func literalTest(want Value) matcher {
	switch want.kind {
	case KindString:
		s := want.text()
		return func(m *Machine, in Value) Value {
			if in.kind == KindString {
				return Bool(in.text() == s)
			}
			return testValue(in, want)
		}
	case KindNumber:
		return func(m *Machine, in Value) Value {
			if in.kind == KindNumber {
				return Bool(compareNumbers(in, want) == 0)
			}
			return testValue(in, want)
		}
	}
	return func(m *Machine, in Value) Value { return testValue(in, want) }
}

func rangeTest(r *Range) matcher {
	if r.Low.kind == KindNumber && r.High.kind == KindNumber && r.Op == OpNone {
		return func(m *Machine, in Value) Value {
			if in.kind != KindNumber {
				return testValue(in, r.Value())
			}
			c, d := compareNumbers(in, r.Low), compareNumbers(in, r.High)
			return Bool((c > 0 || c == 0 && r.LowClosed) && (d < 0 || d == 0 && r.HighClosed))
		}
	}
	return func(m *Machine, in Value) Value { return testValue(in, r.Value()) }
}

// testValue is in against the value v of a test (DMN 1.5, table 55, the in
// operator): equal to it, in the range, or with a list: equal to it or in
// any of its elements. A list that is tested against a single value counts as it if it has one element.
func testValue(in, v Value) Value {
	switch {
	case v.kind == KindRange && in.kind != KindRange:
		return v.Range().Contains(in)
	case v.kind == KindList:
		if in.kind == KindList && equal(in, v, 0).IsTrue() {
			return True
		}
		for _, e := range v.items() {
			if e.kind == KindRange && in.kind != KindRange {
				if e.Range().Contains(in).IsTrue() {
					return True
				}
			} else if equal(in, e, 0).IsTrue() {
				return True
			}
		}
		return False
	case in.kind == KindList && in.n == 1:
		return testValue(in.items()[0], v)
	}
	return Equal(in, v)
}

// in is x in test, or x in (test, test).
func (c *compiler) in(x *In) code {
	value := c.compile(x.X)
	all := make([]matcher, len(x.Tests))
	for i, t := range x.Tests {
		if u, ok := t.(*UnaryTest); ok {
			all[i] = c.comparisonTest(u)
			continue
		}
		run := c.compile(t)
		all[i] = func(m *Machine, in Value) Value {
			outer := m.input
			m.input = in
			v := run(m)
			m.input = outer
			return testValue(in, v)
		}
		switch l := t.(type) {
		case *Literal:
			all[i] = literalTest(l.Value)
		case *RangeLit:
			all[i] = c.test(t)
		}
	}
	either := all[0]
	if len(all) > 1 {
		either = anyOf(all)
	}
	return func(m *Machine) Value { return either(m, value(m)) }
}
