package feel

// property is x.name for one value that is no list (DMN 1.5, 10.3.2.5 and table 65).
func property(x Value, name string) Value {
	switch x.kind {
	case KindNull:
		if x.p != nil {
			return x
		}
	case KindContext:
		if v, ok := x.Context().Get(name); ok {
			return v
		}
	case KindRange:
		if v, ok := rangeProperty(x.Range(), name); ok {
			return v
		}
	default:
		if v, ok := temporalProperty(x, name); ok {
			return v
		}
	}
	return NullBecause("feel.null.no-entry", "name", name, "kind", x.kind.String())
}

func rangeProperty(r *Range, name string) (Value, bool) {
	switch name {
	case "start":
		return r.Low, true
	case "end":
		return r.High, true
	case "start included":
		return Bool(r.LowClosed), true
	case "end included":
		return Bool(r.HighClosed), true
	}
	return Null, false
}

func temporalProperty(x Value, name string) (Value, bool) {
	switch x.kind {
	case KindDate, KindDateTime:
		y, m, d := civil(x.day())
		switch name {
		case "year":
			return Int(y), true
		case "month":
			return Int(m), true
		case "day":
			return Int(d), true
		case "weekday":
			return Int(weekday(x.day())), true
		}
		if x.kind == KindDateTime {
			return clockProperty(floorMod(x.n, daySeconds), x.zone(), x.n, name)
		}
		// A date counts as its midnight in UTC.
		return clockProperty(0, utc, 0, name)
	case KindTime:
		return clockProperty(x.n/nanos, x.zone(), 0, name)
	case KindDaysDuration:
		return daysProperty(x, name)
	case KindMonthsDuration:
		switch name {
		case "years":
			return Int(x.n / 12), true
		case "months":
			return Int(x.n % 12), true
		}
	}
	return Null, false
}

// weekday is 1 for Monday to 7 for Sunday.
func weekday(days int64) int64 { return floorMod(days+3, 7) + 1 }

func clockProperty(second int64, z *Zone, local int64, name string) (Value, bool) {
	switch name {
	case "hour":
		return Int(second / 3600), true
	case "minute":
		return Int(second / 60 % 60), true
	case "second":
		return Int(second % 60), true
	case "time offset":
		switch {
		case z == nil:
			return Null, true
		case z.loc != nil && local == 0:
			return daysDurationOf(z.standard(), 0), true
		}
		return daysDurationOf(local-z.instantOf(local), 0), true
	case "timezone":
		if z == nil || z.Name == "" {
			return Null, true
		}
		return String(z.Name), true
	}
	return Null, false
}

func daysProperty(x Value, name string) (Value, bool) {
	s := x.n
	if s < 0 && x.aux > 0 {
		s++ // toward zero
	}
	switch name {
	case "days":
		return Int(s / daySeconds), true
	case "hours":
		return Int(s / 3600 % 24), true
	case "minutes":
		return Int(s / 60 % 60), true
	case "seconds":
		return Int(s % 60), true
	}
	return Null, false
}
