package feel

import (
	"math"
	"math/bits"
	"unsafe"

	"github.com/cockroachdb/apd/v3"
)

// Numbers are decimals of 34 digits (DMN 1.5, 10.3.2.3.1; IEEE 754-2008
// decimal128, half even). Most live as a 64-bit coefficient and a scale; what
// does not fit goes through apd. Both ways give the same answer: a property
// test compares them.

// maxScale is the largest scale of the short form: 10^18 still fits an int64.
const maxScale = 18

var pow10 = [maxScale + 1]int64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}

// decimal128 is the long way's arithmetic.
var decimal128 = apd.Context{Precision: 34, MaxExponent: 6144, MinExponent: -6143, Rounding: apd.RoundHalfEven}

// Decimal is coefficient × 10^-scale, for example Decimal(1250, 2) for 12.50.
// Scales above 18 are taken the long way.
func Decimal(coefficient int64, scale uint8) Value {
	if scale <= maxScale && coefficient != math.MinInt64 {
		return short(coefficient, int32(scale))
	}
	return fromDecimal(apd.New(coefficient, -int32(scale)))
}

func short(n int64, scale int32) Value { return Value{kind: KindNumber, aux: scale, n: n} }

// toDecimal is the number in the long form. buf spares an allocation.
func (v Value) toDecimal(buf *apd.Decimal) *apd.Decimal {
	if v.p != nil {
		return (*apd.Decimal)(v.p)
	}
	buf.SetFinite(v.n, -int32(v.aux))
	return buf
}

// Decimal is the number as an apd decimal of its own; nil if v is no number.
func (v Value) Decimal() *apd.Decimal {
	if v.kind != KindNumber {
		return nil
	}
	d := new(apd.Decimal)
	var buf apd.Decimal
	return d.Set(v.toDecimal(&buf))
}

// FromDecimal is the number d, rounded to 34 digits; null if d is not finite
// or out of the range of decimal128.
func FromDecimal(d *apd.Decimal) Value {
	r := new(apd.Decimal)
	cond, err := decimal128.Round(r, d)
	return settled(r, cond, err)
}

var (
	nullOverflow = NullBecause("feel.null.overflow")
	nullDivZero  = NullBecause("feel.null.division-by-zero")
)

// settled makes the result of an operation of the long way a value; r belongs
// to the value from then on.
func settled(r *apd.Decimal, cond apd.Condition, err error) Value {
	if err != nil || r.Form != apd.Finite || cond.Overflow() || cond.InvalidOperation() {
		return nullOverflow
	}
	return fromDecimal(r)
}

// fromDecimal keeps d itself, or answers its short form if it has one.
func fromDecimal(d *apd.Decimal) Value {
	if d.IsZero() {
		return short(0, 0)
	}
	digits := d.NumDigits()
	if d.Exponent < -maxScale || digits > 18 {
		if digits > 18 && endsInZero(d) || digits <= 18 {
			d.Reduce(d)
			digits = d.NumDigits()
		}
	}
	switch {
	case d.Exponent > 0 && digits+int64(d.Exponent) <= 18:
		return short(signed(d)*pow10[d.Exponent], 0)
	case d.Exponent <= 0 && d.Exponent >= -maxScale && d.Coeff.IsInt64():
		return short(signed(d), -d.Exponent)
	}
	return Value{kind: KindNumber, p: unsafe.Pointer(d)}
}

// signed is the coefficient with its sign.
func signed(d *apd.Decimal) int64 {
	if d.Negative {
		return -d.Coeff.Int64()
	}
	return d.Coeff.Int64()
}

// endsInZero tells whether zeros can be taken off the end. Results of division
// mostly have none, and looking is cheaper than reducing.
func endsInZero(d *apd.Decimal) bool {
	var rest apd.BigInt
	return rest.Rem(&d.Coeff, bigTen).Sign() == 0
}

var bigTen = apd.NewBigInt(10)

// aligned brings two short numbers to one scale; ok is false if that overflows.
func aligned(a, b Value) (x, y int64, scale int32, ok bool) {
	x, y = a.n, b.n
	switch {
	case a.aux == b.aux:
		return x, y, a.aux, true
	case a.aux < b.aux:
		x, ok = mul64(x, pow10[b.aux-a.aux])
		return x, y, b.aux, ok
	default:
		y, ok = mul64(y, pow10[a.aux-b.aux])
		return x, y, a.aux, ok
	}
}

func mul64(a, b int64) (int64, bool) {
	if (a+1<<31)>>32 == 0 && (b+1<<31)>>32 == 0 {
		return a * b, true
	}
	hi, lo := bits.Mul64(uint64(abs64(a)), uint64(abs64(b)))
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	if (a < 0) != (b < 0) {
		return -int64(lo), true
	}
	return int64(lo), true
}

func abs64(a int64) int64 {
	if a < 0 {
		return -a
	}
	return a
}

// add is a + b for numbers.
func add(a, b Value) Value {
	if a.p == nil && b.p == nil {
		if x, y, s, ok := aligned(a, b); ok {
			r := x + y
			if (x^r)&(y^r) >= 0 && r != math.MinInt64 {
				return short(r, s)
			}
		}
	}
	if v, ok := withoutSmall(a, b); ok {
		return v
	}
	return long(OpAdd, a, b)
}

// withoutSmall answers a + b where one of them is too small to change a digit of
// the other: apd would write out all the zeros between them.
func withoutSmall(a, b Value) (Value, bool) {
	var x, y apd.Decimal
	d, e := a.toDecimal(&x), b.toDecimal(&y)
	switch gap := magnitude(d) - magnitude(e); {
	case e.IsZero() || gap > 40 && !d.IsZero():
		return a, true
	case d.IsZero() || gap < -40:
		return b, true
	}
	return Null, false
}

// magnitude is the exponent of the first digit.
func magnitude(d *apd.Decimal) int64 { return int64(d.Exponent) + d.NumDigits() }

// subtract is a - b for numbers.
func subtract(a, b Value) Value {
	if a.p == nil && b.p == nil {
		if x, y, s, ok := aligned(a, b); ok {
			r := x - y
			if (x^y)&(x^r) >= 0 && r != math.MinInt64 {
				return short(r, s)
			}
		}
	}
	if v, ok := withoutSmall(a, negate(b)); ok {
		return v
	}
	return long(OpSub, a, b)
}

// multiply is a * b for numbers.
func multiply(a, b Value) Value {
	if a.p == nil && b.p == nil && a.aux+b.aux <= maxScale {
		if r, ok := mul64(a.n, b.n); ok {
			return short(r, a.aux+b.aux)
		}
	}
	return long(OpMul, a, b)
}

// divide is a / b for numbers; null if b is zero.
func divide(a, b Value) Value {
	if sign(b) == 0 {
		return nullDivZero
	}
	if a.p == nil && b.p == nil {
		if v, ok := divideShort(a, b); ok {
			return v
		}
	}
	return long(OpDiv, a, b)
}

// divideShort divides as long as the quotient ends within the short form.
func divideShort(a, b Value) (Value, bool) {
	q, r := a.n/b.n, a.n%b.n
	scale := int(a.aux) - int(b.aux)
	for r != 0 || scale < 0 {
		if scale >= maxScale || abs64(r) > math.MaxInt64/10 || abs64(q) > math.MaxInt64/10-1 {
			return Value{}, false
		}
		r *= 10
		q = q*10 + r/b.n
		r %= b.n
		scale++
	}
	if scale > maxScale {
		return Value{}, false
	}
	return short(q, int32(scale)), true
}

// long does an operation with 34 digits. The methods are called one by one, so
// that x and y can stay on the stack.
func long(op Op, a, b Value) Value {
	var x, y apd.Decimal
	d, e := a.toDecimal(&x), b.toDecimal(&y)
	r := new(apd.Decimal)
	var cond apd.Condition
	var err error
	switch op {
	case OpAdd:
		cond, err = decimal128.Add(r, d, e)
	case OpSub:
		cond, err = decimal128.Sub(r, d, e)
	case OpMul:
		cond, err = decimal128.Mul(r, d, e)
	case OpDiv:
		cond, err = decimal128.Quo(r, d, e)
	default:
		cond, err = decimal128.Pow(r, d, e)
	}
	return settled(r, cond, err)
}

func negate(a Value) Value {
	if a.p == nil {
		return short(-a.n, a.aux)
	}
	r := new(apd.Decimal)
	r.Neg((*apd.Decimal)(a.p))
	return fromDecimal(r)
}

// power is a ** b; null where it has no real value or leaves the range. 0 ** 0 is 1.
func power(a, b Value) Value {
	switch {
	case sign(b) == 0:
		return short(1, 0)
	case sign(a) == 0 && sign(b) < 0:
		return nullDivZero
	}
	if i, ok := b.Int64(); ok && i >= 0 && i <= 64 && a.p == nil {
		if v, ok := powerShort(a, i); ok {
			return v
		}
	}
	return long(OpPow, a, b)
}

func powerShort(a Value, n int64) (Value, bool) {
	r := short(1, 0)
	for ; n > 0; n-- {
		if r.aux+a.aux > maxScale {
			return r, false
		}
		p, ok := mul64(r.n, a.n)
		if !ok {
			return r, false
		}
		r = short(p, r.aux+a.aux)
	}
	return r, true
}

func sign(a Value) int {
	if a.p != nil {
		return (*apd.Decimal)(a.p).Sign()
	}
	switch {
	case a.n < 0:
		return -1
	case a.n > 0:
		return 1
	}
	return 0
}

// compareNumbers orders two numbers: -1, 0, 1.
func compareNumbers(a, b Value) int {
	if a.p == nil && b.p == nil {
		if a.aux == b.aux {
			return compare64(a.n, b.n)
		}
		if x, y, _, ok := aligned(a, b); ok {
			return compare64(x, y)
		}
	}
	var x, y apd.Decimal
	return a.toDecimal(&x).Cmp(b.toDecimal(&y))
}

func compare64(x, y int64) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}
