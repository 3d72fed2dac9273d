package feel

import "strings"

// ParseTemporal reads a date, time, date and time or duration in the ISO 8601
// forms that the @ literal takes; null with a reason if it is none.
func ParseTemporal(s string) Value {
	if v, ok := parseDate(s); ok {
		return v
	}
	if v, ok := parseDateTime(s); ok {
		return v
	}
	if v, ok := parseTime(s); ok {
		return v
	}
	if v, ok := parseDuration(s); ok {
		return v
	}
	return nullText("feel.null.no-temporal", s)
}

// nullText is a null whose reason quotes the text at fault, cut if it is long.
func nullText(key, s string) Value {
	if len(s) > 80 {
		s = strings.ToValidUTF8(s[:80], "") + "…"
	}
	return NullBecause(key, "text", s)
}

// cut reads digits at the start of s: at least min, at most max.
func cutDigits(s string, min, max int) (n int64, rest string, ok bool) {
	i := 0
	for i < len(s) && i < max && s[i] >= '0' && s[i] <= '9' {
		n = n*10 + int64(s[i]-'0')
		i++
	}
	return n, s[i:], i >= min
}

func cutByte(s string, c byte) (string, bool) {
	if s == "" || s[0] != c {
		return s, false
	}
	return s[1:], true
}

// cutDate reads [-]YYYY-MM-DD; years of more than four digits have no leading zero.
func cutDate(s string) (days int64, rest string, ok bool) {
	rest, neg := cutByte(s, '-')
	digits := rest
	y, rest, ok := cutDigits(rest, 4, 9)
	if !ok || digits[0] == '0' && len(digits)-len(rest) > 4 {
		return 0, s, false
	}
	if neg {
		y = -y
	}
	rest, ok1 := cutByte(rest, '-')
	m, rest, ok2 := cutDigits(rest, 2, 2)
	rest, ok3 := cutByte(rest, '-')
	d, rest, ok4 := cutDigits(rest, 2, 2)
	if !ok1 || !ok2 || !ok3 || !ok4 {
		return 0, s, false
	}
	days, ok = daysOf(y, m, d)
	return days, rest, ok
}

// cutTime reads HH:MM:SS[.fraction]; 24:00:00 is allowed and means a day more.
func cutTime(s string) (nano int64, rest string, ok bool) {
	h, rest, ok1 := cutDigits(s, 2, 2)
	rest, ok2 := cutByte(rest, ':')
	m, rest, ok3 := cutDigits(rest, 2, 2)
	rest, ok4 := cutByte(rest, ':')
	sec, rest, ok5 := cutDigits(rest, 2, 2)
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || m > 59 || sec > 59 {
		return 0, s, false
	}
	frac := int64(0)
	if after, point := cutByte(rest, '.'); point {
		var left string
		frac, left, ok = cutDigits(after, 1, 9)
		if !ok {
			return 0, s, false
		}
		for i := len(after) - len(left); i < 9; i++ {
			frac *= 10
		}
		rest = strings.TrimLeft(left, "0123456789") // finer than a nanosecond is cut
	}
	nano = ((h*60+m)*60+sec)*nanos + frac
	return nano, rest, h <= 23 || nano == dayNanos
}

// zoneSuffix reads what follows a time: nothing, Z, ±HH:MM[:SS], @Area/City.
func zoneSuffix(s string) (*Zone, bool) {
	switch {
	case s == "":
		return nil, true
	case s == "Z" || s == "z":
		return utc, true
	case s[0] == '@':
		z := zoneNamed(s[1:])
		return z, z != nil
	case s[0] == '+' || s[0] == '-':
		h, rest, ok1 := cutDigits(s[1:], 2, 2)
		rest, ok2 := cutByte(rest, ':')
		m, rest, ok3 := cutDigits(rest, 2, 2)
		sec := int64(0)
		if more, ok := cutByte(rest, ':'); ok {
			var ok4 bool
			sec, rest, ok4 = cutDigits(more, 2, 2)
			ok3 = ok3 && ok4
		}
		if !ok1 || !ok2 || !ok3 || rest != "" || m > 59 || sec > 59 {
			return nil, false
		}
		off := (h*60+m)*60 + sec
		if s[0] == '-' {
			off = -off
		}
		z := zoneAt(off)
		return z, z != nil
	}
	return nil, false
}

func parseDate(s string) (Value, bool) {
	days, rest, ok := cutDate(s)
	return dateOfDays(days), ok && rest == ""
}

func parseTime(s string) (Value, bool) {
	nano, rest, ok := cutTime(s)
	if !ok {
		return Null, false
	}
	z, ok := zoneSuffix(rest)
	return timeOf(nano%dayNanos, z), ok
}

func parseDateTime(s string) (Value, bool) {
	days, rest, ok := cutDate(s)
	if !ok {
		return Null, false
	}
	rest, ok = cutByte(rest, 'T')
	if !ok {
		return Null, false
	}
	nano, rest, ok := cutTime(rest)
	if !ok {
		return Null, false
	}
	z, ok := zoneSuffix(rest)
	return dateTimeOf(days*daySeconds+nano/nanos, int32(nano%nanos), z), ok
}

// parseDuration reads -P1Y2M or -P1DT2H3M4.5S; the two kinds do not mix
// (DMN 1.5, 10.3.2.3.7 and 10.3.2.3.8).
func parseDuration(s string) (Value, bool) {
	s, neg := cutByte(s, '-')
	s, ok := cutByte(s, 'P')
	if !ok || s == "" {
		return Null, false
	}
	date, clock, hasClock := strings.Cut(s, "T")
	if hasClock && clock == "" {
		return Null, false
	}
	var years, months, days, hours, minutes, seconds, frac int64
	date, y, ok1 := cutUnit(date, 'Y', &years)
	date, m, ok2 := cutUnit(date, 'M', &months)
	date, d, ok3 := cutUnit(date, 'D', &days)
	clock, _, ok4 := cutUnit(clock, 'H', &hours)
	clock, _, ok5 := cutUnit(clock, 'M', &minutes)
	ok6 := cutSeconds(clock, &seconds, &frac)
	if date != "" || !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || !ok6 {
		return Null, false
	}
	sign := int64(1)
	if neg {
		sign = -1
	}
	if y || m {
		total, ok := sumOf(years, 12, months, 1, 0, 0, 0, 0)
		return MonthsDuration(sign * total), ok && !d && !hasClock
	}
	total, ok := sumOf(days, daySeconds, hours, 3600, minutes, 60, seconds, 1)
	if neg {
		total = -total
		if frac > 0 {
			total, frac = total-1, nanos-frac
		}
	}
	return daysDurationOf(total, int32(frac)), ok
}

// cutUnit reads a count and its letter, if they stand at the start of s.
func cutUnit(s string, unit byte, n *int64) (rest string, found, ok bool) {
	v, rest, ok := cutDigits(s, 1, 18)
	if !ok || rest == "" || rest[0] != unit {
		return s, false, true
	}
	*n = v
	return rest[1:], true, true
}

func cutSeconds(s string, n, frac *int64) bool {
	if s == "" {
		return true
	}
	v, rest, ok := cutDigits(s, 1, 18)
	if !ok {
		return false
	}
	*n = v
	if after, point := cutByte(rest, '.'); point {
		f, left, _ := cutDigits(after, 0, 9)
		for i := len(after) - len(left); i < 9; i++ {
			f *= 10
		}
		*frac = f
		rest = strings.TrimLeft(left, "0123456789")
	}
	return rest == "S"
}

// sumOf is a·b + c·d + e·f + g·h for counts that are not negative; ok is false
// if it does not fit.
func sumOf(a, b, c, d, e, f, g, h int64) (sum int64, ok bool) {
	for _, p := range [4][2]int64{{a, b}, {c, d}, {e, f}, {g, h}} {
		m, ok := mul64(p[0], p[1])
		if !ok || sum+m < 0 {
			return 0, false
		}
		sum += m
	}
	return sum, true
}
