package feel

import "github.com/cockroachdb/apd/v3"

// Numeric functions (DMN 1.5, 10.3.4.5).
func numberBuiltins() []*builtin {
	return []*builtin{
		rounding("decimal", "n:n, scale:n", apd.RoundHalfEven),
		rounding("floor", "n:n, scale:n?", apd.RoundFloor),
		rounding("ceiling", "n:n, scale:n?", apd.RoundCeiling),
		rounding("round up", "n:n, scale:n", apd.RoundUp),
		rounding("round down", "n:n, scale:n", apd.RoundDown),
		rounding("round half up", "n:n, scale:n", apd.RoundHalfUp),
		rounding("round half down", "n:n, scale:n", apd.RoundHalfDown),
		define("abs", "n:a", TypeAny, absolute),
		define("modulo", "dividend:n, divisor:n", TypeNumber, func(m *Machine, a []Value) Value {
			return modulo(a[0], a[1])
		}),
		define("sqrt", "number:n", TypeNumber, func(m *Machine, a []Value) Value { return squareRoot(a[0]) }),
		define("log", "number:n", TypeNumber, func(m *Machine, a []Value) Value {
			if sign(a[0]) <= 0 {
				return nullDomainOf("log", a[0])
			}
			if !m.step(costOfPower) {
				return nullLimit
			}
			return unary(a[0], decimal128.Ln)
		}),
		define("exp", "number:n", TypeNumber, func(m *Machine, a []Value) Value {
			// e^14149 is beyond the largest decimal128, e^-14220 below the smallest.
			if compareNumbers(a[0], Int(14149)) > 0 {
				return nullOverflow
			}
			if compareNumbers(a[0], Int(-14220)) < 0 {
				return Int(0)
			}
			// The series takes longer the larger the exponent: up to 10 ms.
			if i, _ := truncated(a[0]); !m.step(costOfPower + int(abs64(i))) {
				return nullLimit
			}
			return unary(a[0], decimal128.Exp)
		}),
		define("odd", "number:n", TypeBool, func(m *Machine, a []Value) Value { return parity(a[0], 1) }),
		define("even", "number:n", TypeBool, func(m *Machine, a []Value) Value { return parity(a[0], 0) }),
	}
}

// costOfPower is how many steps a logarithm, an exponential or a power costs:
// they take up to a thousand times as long as other steps.
const costOfPower = 1000

// rounding is a function of a number and how many digits to keep after the
// point, -6111 to 6176.
func rounding(name, sig string, mode apd.Rounder) *builtin {
	return define(name, sig, TypeNumber, func(m *Machine, a []Value) Value {
		scale := int64(0)
		if len(a) > 1 {
			var ok bool
			scale, ok = truncated(a[1])
			if !ok || scale < -6111 || scale > 6176 {
				return NullBecause("feel.null.scale", "function", name, "scale", a[1].String())
			}
		}
		return round(a[0], int32(scale), mode)
	})
}

// truncated is a number as a whole one, its fraction cut off.
func truncated(v Value) (int64, bool) { return round(v, 0, apd.RoundDown).Int64() }

func absolute(m *Machine, a []Value) Value {
	v := a[0]
	if v.kind == KindList && v.n == 1 {
		v = v.items()[0]
	}
	switch {
	case v.kind == KindNumber && sign(v) < 0, v.isDuration() && v.n < 0:
		return negateValue(v)
	case v.kind == KindNumber, v.isDuration():
		return v
	}
	return nullArgument("abs", "n", v)
}

func nullArgument(fn, param string, v Value) Value {
	if v.kind == KindNull && v.p != nil {
		return v
	}
	return NullBecause("feel.null.argument", "function", fn, "parameter", param, "kind", v.kind.String())
}

func nullDomainOf(fn string, v Value) Value {
	return NullBecause("feel.null.domain", "function", fn, "value", v.String())
}

// modulo has the sign of the divisor: a - b·floor(a / b).
func modulo(a, b Value) Value {
	if sign(b) == 0 {
		return nullDivZero
	}
	if a.p == nil && b.p == nil {
		if x, y, s, ok := aligned(a, b); ok {
			return short(floorModSigned(x, y), s)
		}
	}
	var x, y, r apd.Decimal
	d, e := a.toDecimal(&x), b.toDecimal(&y)
	c := decimal128
	c.Precision = 200 // the quotient must keep all its whole digits, or the remainder is lost
	if cond, err := c.Rem(&r, d, e); err != nil || cond.InvalidOperation() || cond.DivisionImpossible() {
		return nullOverflow
	}
	v := FromDecimal(&r)
	if sign(v) != 0 && sign(v) != sign(b) {
		v = add(v, b)
	}
	return v
}

func floorModSigned(a, b int64) int64 {
	r := a % b
	if r != 0 && (r < 0) != (b < 0) {
		r += b
	}
	return r
}

func squareRoot(v Value) Value {
	if sign(v) < 0 {
		return nullDomainOf("sqrt", v)
	}
	return unary(v, decimal128.Sqrt)
}

func unary(v Value, op func(d, x *apd.Decimal) (apd.Condition, error)) Value {
	var x apd.Decimal
	r := new(apd.Decimal)
	cond, err := op(r, v.toDecimal(&x))
	return settled(r, cond, err)
}

func parity(v Value, rest int64) Value {
	r := modulo(v, Int(2))
	if r.IsNull() {
		return r
	}
	return Bool(compareNumbers(r, Int(rest)) == 0)
}
