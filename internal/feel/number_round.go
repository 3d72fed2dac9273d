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
	c := decimal128
	c.Rounding = mode
	d := a.toDecimal(&buf)
	if -scale <= d.Exponent {
		return a
	}
	r := new(apd.Decimal)
	c.Precision = uint32(d.NumDigits()) + 40
	return checked(r, func() (apd.Condition, error) { return c.Quantize(r, d, -scale) })
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

