package feel

func (c *compiler) binary(x *Binary) code {
	c.checkOperands(x)
	switch x.Op {
	case OpAnd:
		return c.and(x)
	case OpOr:
		return c.or(x)
	case OpAdd, OpSub, OpMul, OpDiv, OpPow:
		return c.arithmetic(x)
	}
	return c.comparison(x)
}

// checkOperands notes an operator whose operands can never fit.
func (c *compiler) checkOperands(x *Binary) {
	a, b := x.Left.Type(), x.Right.Type()
	if a.Kind == TypeKindAny || b.Kind == TypeKindAny || a.Kind == TypeKindNull || b.Kind == TypeKindNull {
		return
	}
	wrong := false
	switch x.Op {
	case OpAnd, OpOr:
		wrong = a.Kind != TypeKindBool && b.Kind != TypeKindBool
	case OpPow:
		wrong = a.Kind != TypeKindNumber || b.Kind != TypeKindNumber
	case OpAdd, OpSub, OpMul, OpDiv:
		wrong = arithmeticType(x.Op, a, b) == TypeAny && !hasContainer(a, b)
	default:
		wrong = a.Kind != b.Kind && !hasContainer(a, b)
	}
	if wrong {
		c.problem(x.Pos(), "feel.check.operands", "operator", x.Op.String(), "left", a.label(), "right", b.label())
	}
}

// hasContainer keeps the check silent where the static type is a guess: a list
// of one, or a filter that may have taken one element.
func hasContainer(a, b *Type) bool {
	return a.Kind >= TypeKindList || b.Kind >= TypeKindList
}

// and is three-valued (DMN 1.5, table 50): false and anything is false; what is
// no boolean counts as null.
func (c *compiler) and(x *Binary) code {
	left, right := c.compile(x.Left), c.compile(x.Right)
	return func(m *Machine) Value {
		a := left(m)
		if a.IsFalse() {
			return False
		}
		b := right(m)
		switch {
		case b.IsFalse():
			return False
		case a.kind == KindBool && b.kind == KindBool:
			return True
		}
		return nullOperands(OpAnd, a, b)
	}
}

func (c *compiler) or(x *Binary) code {
	left, right := c.compile(x.Left), c.compile(x.Right)
	return func(m *Machine) Value {
		a := left(m)
		if a.IsTrue() {
			return True
		}
		b := right(m)
		switch {
		case b.IsTrue():
			return True
		case a.kind == KindBool && b.kind == KindBool:
			return False
		}
		return nullOperands(OpOr, a, b)
	}
}

// arithmetic has the case of two numbers in front, and knows operands that are
// plain variables: these two cover the formulas that run millions of times.
func (c *compiler) arithmetic(x *Binary) code {
	var number, other func(a, b Value) Value
	switch x.Op {
	case OpAdd:
		return c.addition(x)
	case OpSub:
		number, other = subtract, subtractValues
	case OpMul:
		return c.multiplication(x)
	case OpDiv:
		number, other = divide, divideValues
	default:
		return c.power(x)
	}
	left, right := c.compile(x.Left), c.compile(x.Right)
	return func(m *Machine) Value {
		a, b := left(m), right(m)
		if a.kind == KindNumber && b.kind == KindNumber {
			return number(a, b)
		}
		return other(a, b)
	}
}

func (c *compiler) power(x *Binary) code {
	left, right := c.compile(x.Left), c.compile(x.Right)
	return func(m *Machine) Value {
		a, b := left(m), right(m)
		if a.kind != KindNumber || b.kind != KindNumber {
			return nullOperands(OpPow, a, b)
		}
		if i, ok := b.Int64(); (!ok || abs64(i) > 64) && !m.step(costOfPower) {
			return nullLimit
		}
		return power(a, b)
	}
}

func (c *compiler) addition(x *Binary) code {
	left, right := c.compile(x.Left), c.compile(x.Right)
	return func(m *Machine) Value {
		a, b := left(m), right(m)
		switch {
		case a.kind == KindNumber && b.kind == KindNumber:
			return add(a, b)
		case a.kind == KindString && b.kind == KindString && !m.stringFits(int(a.n+b.n)):
			return nullLimit
		}
		return addValues(a, b)
	}
}

func (c *compiler) multiplication(x *Binary) code {
	i, iok := c.slotOf(x.Left)
	j, jok := c.slotOf(x.Right)
	if iok && jok {
		return func(m *Machine) Value {
			a, b := m.in[i], m.in[j]
			if a.kind == KindNumber && b.kind == KindNumber {
				return multiply(a, b)
			}
			return multiplyValues(a, b)
		}
	}
	left, right := c.compile(x.Left), c.compile(x.Right)
	return func(m *Machine) Value {
		a, b := left(m), right(m)
		if a.kind == KindNumber && b.kind == KindNumber {
			return multiply(a, b)
		}
		return multiplyValues(a, b)
	}
}

func (c *compiler) comparison(x *Binary) code {
	op := x.Op
	left, right := c.compile(x.Left), c.compile(x.Right)
	if limit, ok := c.literal(x.Right); ok && limit.kind == KindNumber && op != OpEq && op != OpNe {
		return func(m *Machine) Value {
			a := left(m)
			if a.kind == KindNumber {
				return Bool(op.holds(compareNumbers(a, limit)))
			}
			return compareOp(op, a, limit)
		}
	}
	return func(m *Machine) Value { return compareOp(op, left(m), right(m)) }
}

func (c *compiler) between(x *Between) code {
	v, low, high := c.compile(x.X), c.compile(x.Low), c.compile(x.High)
	return func(m *Machine) Value {
		a, l, h := v(m), low(m), high(m)
		r := compareOp(OpGe, a, l)
		s := compareOp(OpLe, a, h)
		switch {
		case r.IsNull():
			return r
		case s.IsNull():
			return s
		}
		return Bool(r.IsTrue() && s.IsTrue())
	}
}
