package feel

import "github.com/cockroachdb/apd/v3"

// Conversions to temporal values (DMN 1.5, 10.3.4.1), parts of dates (10.3.4.6)
// and the moment (10.3.4.10).
func temporalBuiltins() []*builtin {
	return []*builtin{
		define("date", "from:a|year:n, month:n, day:n", TypeDate, dateFrom),
		define("time", "from:a|hour:n, minute:n, second:n, offset:A?", TypeTime, timeFrom),
		define("date and time", "from:a|date:t, time:a", TypeDateTime, dateTimeFrom),
		define("duration", "from:s", TypeAny, func(m *Machine, a []Value) Value {
			v, ok := parseDuration(a[0].text())
			if !ok {
				return nullText("feel.null.no-duration", a[0].text())
			}
			return v
		}),
		define("years and months duration", "from:t, to:t", TypeMonthsDuration, func(m *Machine, a []Value) Value {
			return monthsBetween(a[0], a[1])
		}),
		define("day of year", "date:t", TypeNumber, func(m *Machine, a []Value) Value {
			y, _, _ := civil(a[0].day())
			first, _ := daysOf(y, 1, 1)
			return Int(a[0].day() - first + 1)
		}),
		define("day of week", "date:t", TypeString, func(m *Machine, a []Value) Value {
			return dayNames[weekday(a[0].day())-1]
		}),
		define("month of year", "date:t", TypeString, func(m *Machine, a []Value) Value {
			_, month, _ := civil(a[0].day())
			return monthNames[month-1]
		}),
		define("week of year", "date:t", TypeNumber, func(m *Machine, a []Value) Value {
			return Int(weekOfYear(a[0].day()))
		}),
		define("now", "", TypeDateTime, func(m *Machine, a []Value) Value {
			if m.now.kind != KindDateTime {
				return NullBecause("feel.null.no-clock")
			}
			return m.now
		}),
		define("today", "", TypeDate, func(m *Machine, a []Value) Value {
			if m.now.kind != KindDateTime {
				return NullBecause("feel.null.no-clock")
			}
			return dateOfDays(m.now.day())
		}),
	}
}

var (
	dayNames   = stringsOf("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
	monthNames = stringsOf("January", "February", "March", "April", "May", "June", "July", "August",
		"September", "October", "November", "December")
)

func stringsOf(names ...string) []Value {
	out := make([]Value, len(names))
	for i, n := range names {
		out[i] = String(n)
	}
	return out
}

// weekOfYear is the week of ISO 8601: the one with the year's first Thursday is 1.
func weekOfYear(days int64) int64 {
	thursday := days - weekday(days) + 4
	y, _, _ := civil(thursday)
	first, _ := daysOf(y, 1, 1)
	return (thursday-first)/7 + 1
}

func single(v Value) Value {
	if v.kind == KindList && v.n == 1 {
		return v.items()[0]
	}
	return v
}

func dateFrom(m *Machine, a []Value) Value {
	if len(a) == 3 {
		var p [3]int64
		for i := range p {
			n, ok := a[i].Int64()
			if !ok {
				return nullText("feel.null.no-date", a[i].String())
			}
			p[i] = n
		}
		days, ok := daysOf(p[0], p[1], p[2])
		if !ok {
			return NullBecause("feel.null.no-such-day", "year", a[0].String(), "month", a[1].String(), "day", a[2].String())
		}
		return dateOfDays(days)
	}
	v := single(a[0])
	switch v.kind {
	case KindString:
		if d, ok := parseDate(v.text()); ok {
			return d
		}
		return nullText("feel.null.no-date", v.text())
	case KindDate:
		return v
	case KindDateTime:
		return dateOfDays(v.day())
	}
	return nullArgument("date", "from", v)
}

func timeFrom(m *Machine, a []Value) Value {
	if len(a) > 1 {
		return timeOfParts(a)
	}
	v := single(a[0])
	switch v.kind {
	case KindString:
		if t, ok := parseTime(v.text()); ok {
			return t
		}
		return nullText("feel.null.no-time", v.text())
	case KindTime:
		return v
	case KindDateTime:
		return timeOf(floorMod(v.n, daySeconds)*nanos+int64(v.aux), v.zone())
	case KindDate:
		return timeOf(0, utc)
	}
	return nullArgument("time", "from", v)
}

func timeOfParts(a []Value) Value {
	h, ok1 := a[0].Int64()
	mins, ok2 := a[1].Int64()
	whole := round(a[2], 0, apd.RoundFloor)
	sec, ok3 := whole.Int64()
	nano, ok4 := round(multiply(subtract(a[2], whole), Int(nanos)), 0, apd.RoundFloor).Int64()
	if !ok1 || !ok2 || !ok3 || !ok4 || h < 0 || h > 23 || mins < 0 || mins > 59 || sec < 0 || sec > 59 {
		return nullText("feel.null.no-time", a[0].String()+":"+a[1].String()+":"+a[2].String())
	}
	var z *Zone
	switch off := single(optional(a, 3)); off.kind {
	case KindNull:
	case KindDaysDuration:
		if z = zoneAt(off.n); z == nil || off.aux != 0 {
			return nullText("feel.null.no-offset", off.String())
		}
	default:
		return nullArgument("time", "offset", off)
	}
	return timeOf(((h*60+mins)*60+sec)*nanos+nano, z)
}

func dateTimeFrom(m *Machine, a []Value) Value {
	if len(a) == 2 {
		t := single(a[1])
		if t.kind != KindTime {
			return nullArgument("date and time", "time", t)
		}
		return joinDateTime(a[0].day(), t)
	}
	v := single(a[0])
	switch v.kind {
	case KindString:
		if d, ok := parseDateTime(v.text()); ok {
			return d
		}
		if d, ok := parseDate(v.text()); ok {
			return dateTimeOf(d.n*daySeconds, 0, nil)
		}
		return nullText("feel.null.no-date-time", v.text())
	case KindDateTime:
		return v
	case KindDate:
		return v.asDateTime()
	}
	return nullArgument("date and time", "from", v)
}
