package feel

import (
	"math"
	"unsafe"

	"github.com/cockroachdb/apd/v3"
)

var (
	nullOutOfTime = NullBecause("feel.null.out-of-time")
	nullMixedZone = NullBecause("feel.null.one-zone")
)

// Local seconds of the first and the last moment of the years that FEEL has.
var firstSecond, lastSecond = func() (int64, int64) {
	a, _ := daysOf(-maxYear, 1, 1)
	b, _ := daysOf(maxYear, 12, 31)
	return a * daySeconds, b*daySeconds + daySeconds - 1
}()

func checkedDateTime(local int64, nano int32, z *Zone) Value {
	if local < firstSecond || local > lastSecond {
		return nullOutOfTime
	}
	return dateTimeOf(local, nano, z)
}

// addDuration is moment + duration, or moment - duration with sign -1.
func addDuration(v, d Value, sign int64) Value {
	if d.kind == KindMonthsDuration {
		return addMonths(v, d.n, sign)
	}
	if d.n > lastSecond*2 || d.n < firstSecond*2 {
		return nullOutOfTime
	}
	sec, nano := d.n, int64(d.aux)
	if sign < 0 {
		sec, nano = -sec, -nano
		if nano < 0 {
			sec, nano = sec-1, nano+nanos
		}
	}
	switch v.kind {
	case KindTime:
		return timeOf(floorMod(v.n+floorMod(sec, daySeconds)*nanos+nano, dayNanos), v.zone())
	case KindDate:
		r := checkedDateTime(v.n*daySeconds+sec, 0, nil)
		if r.IsNull() {
			return r
		}
		return dateOfDays(r.day())
	}
	nano += int64(v.aux)
	sec += nano / nanos
	z := v.zone()
	if z == nil || z.loc == nil {
		return checkedDateTime(v.n+sec, int32(nano%nanos), z)
	}
	instant := v.instant() + sec
	return checkedDateTime(instant+z.offsetAt(instant), int32(nano%nanos), z)
}

// addMonths moves a date or date and time by months; a day that the month does
// not have becomes its last day.
func addMonths(v Value, months, sign int64) Value {
	if v.kind == KindTime {
		return nullOperands(OpAdd, v, MonthsDuration(months))
	}
	if months > 24*maxYear || months < -24*maxYear {
		return nullOutOfTime
	}
	y, m, d := civil(v.day())
	total := y*12 + m - 1 + sign*months
	y, m = floorDiv(total, 12), floorMod(total, 12)+1
	days, ok := daysOf(y, m, min(d, daysInMonth(y, m)))
	if !ok {
		return nullOutOfTime
	}
	if v.kind == KindDate {
		return dateOfDays(days)
	}
	return dateTimeOf(days*daySeconds+floorMod(v.n, daySeconds), v.aux, v.zone())
}

// between is a - b for two moments: a days and time duration.
func between(a, b Value) Value {
	if a.kind == KindTime && b.kind == KindTime {
		if (a.p == nil) != (b.p == nil) {
			return nullMixedZone
		}
		d := a.timeInstant() - b.timeInstant()
		return daysDurationOf(floorDiv(d, nanos), int32(floorMod(d, nanos)))
	}
	if a.kind == KindTime || b.kind == KindTime {
		return nullOperands(OpSub, a, b)
	}
	a, b = a.asDateTime(), b.asDateTime()
	if (a.p == nil) != (b.p == nil) {
		return nullMixedZone
	}
	sec, nano := a.instant()-b.instant(), a.aux-b.aux
	if nano < 0 {
		sec, nano = sec-1, nano+nanos
	}
	return daysDurationOf(sec, nano)
}

// timeInstant is the time of day in nanoseconds of UTC, for comparing.
func (v Value) timeInstant() int64 {
	if z := v.zone(); z != nil {
		return v.n - z.standard()*nanos
	}
	return v.n
}

// addDurations is a + sign·b for two durations of one kind.
func addDurations(a, b Value, sign int64) Value {
	if b.n == math.MinInt64 {
		return nullOverflow
	}
	n := a.n + sign*b.n
	if (sign*b.n > 0) != (n > a.n) && b.n != 0 {
		return nullOverflow
	}
	if a.kind == KindMonthsDuration {
		return MonthsDuration(n)
	}
	nano := int64(a.aux) + sign*int64(b.aux)
	return daysDurationOf(n+floorDiv(nano, nanos), int32(floorMod(nano, nanos)))
}

func negateDuration(d Value) Value {
	return addDurations(Value{kind: d.kind}, d, -1)
}

// number is the size of a duration as a decimal: months, or seconds with nanoseconds.
func (v Value) durationNumber() Value {
	if v.kind == KindMonthsDuration {
		return Int(v.n)
	}
	return add(Int(v.n), short(int64(v.aux), 9))
}

// durationOfNumber is the duration of that many months or seconds; what is
// smaller than a month or a nanosecond is cut.
func durationOfNumber(k Kind, n Value) Value {
	if n.IsNull() {
		return n
	}
	if k == KindMonthsDuration {
		i, ok := round(n, 0, apd.RoundDown).Int64()
		if !ok {
			return nullOverflow
		}
		return MonthsDuration(i)
	}
	sec := round(n, 0, apd.RoundFloor)
	i, ok := sec.Int64()
	frac, ok2 := round(multiply(subtract(n, sec), Int(nanos)), 0, apd.RoundFloor).Int64()
	if !ok || !ok2 {
		return nullOverflow
	}
	return daysDurationOf(i, int32(frac))
}

// monthsBetween is years and months duration(from, to): whole months between
// the two days, cut toward zero; the time of day does not count.
func monthsBetween(from, to Value) Value {
	y1, m1, d1 := civil(from.day())
	y2, m2, d2 := civil(to.day())
	months := (y2-y1)*12 + m2 - m1
	rest := compare64(d2, d1)
	if months > 0 && rest < 0 {
		months--
	} else if months < 0 && rest > 0 {
		months++
	}
	return MonthsDuration(months)
}

// inZone is a date and time of a calendar day and a time of day.
func joinDateTime(day int64, clock Value) Value {
	return Value{kind: KindDateTime, n: day*daySeconds + clock.n/nanos, aux: int32(clock.n % nanos), p: unsafe.Pointer(clock.zone())}
}
