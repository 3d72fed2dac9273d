package feel

import "github.com/cockroachdb/apd/v3"

// round rounds to scale digits after the point; a negative scale rounds before it.
func round(a Value, scale int32, mode apd.Rounder) Value {
	if a.p == nil {
		if scale >= int32(a.aux) {
			return a
		}
		if drop := int32(a.aux) - scale; scale >= 0 {
			return short(roundShort(a.n, pow10[drop], mode), scale)
		}
	}
	var buf apd.Decimal
	d := a.toDecimal(&buf)
	if -scale <= d.Exponent {
		return a
	}
	return roundLong(d, -scale, mode)
}

// roundLong rounds d to a multiple of 10^exp. It divides by itself: apd's
// Quantize makes 0 of what is smaller than a tenth of the unit, even when it is
// to round up.
func roundLong(d *apd.Decimal, exp int32, mode apd.Rounder) Value {
	r := &apd.Decimal{Exponent: exp, Negative: d.Negative}
	drop := int64(exp) - int64(d.Exponent)
	half := -1
	if drop <= d.NumDigits() {
		var unit, rest, twice apd.BigInt
		unit.Exp(apd.NewBigInt(10), apd.NewBigInt(drop), nil)
		r.Coeff.QuoRem(&d.Coeff, &unit, &rest)
		if rest.Sign() == 0 {
			return fromDecimal(r)
		}
		half = twice.Add(&rest, &rest).Cmp(&unit)
	} else if d.IsZero() {
		return short(0, 0)
	}
	if mode.ShouldAddOne(&r.Coeff, d.Negative, half) {
		r.Coeff.Add(&r.Coeff, apd.NewBigInt(1))
	}
	return FromDecimal(r)
}

func roundShort(n, unit int64, mode apd.Rounder) int64 {
	q, r := n/unit, n%unit
	if r == 0 {
		return q
	}
	step := int64(1)
	if n < 0 {
		step, r = -1, -r
	}
	half := compare64(r, unit-r)
	var away bool
	switch mode {
	case apd.RoundHalfEven:
		away = half > 0 || half == 0 && q%2 != 0
	case apd.RoundHalfUp:
		away = half >= 0
	case apd.RoundHalfDown:
		away = half > 0
	case apd.RoundUp:
		away = true
	case apd.RoundFloor:
		away = n < 0
	case apd.RoundCeiling:
		away = n > 0
	}
	if away {
		q += step
	}
	return q
}
