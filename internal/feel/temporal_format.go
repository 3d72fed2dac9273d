package feel

import "strconv"

// appendTemporal writes a date, time, date and time or duration in the form
// that ParseTemporal reads.
func appendTemporal(b []byte, v Value) []byte {
	switch v.kind {
	case KindDate:
		return appendDate(b, v.n)
	case KindTime:
		return appendZone(appendClock(b, v.n), v.zone())
	case KindDateTime:
		b = append(appendDate(b, v.day()), 'T')
		b = appendClock(b, floorMod(v.n, daySeconds)*nanos+int64(v.aux))
		return appendZone(b, v.zone())
	case KindDaysDuration:
		return appendDays(b, v)
	case KindMonthsDuration:
		return appendMonths(b, v.n)
	}
	return b
}

func appendDate(b []byte, days int64) []byte {
	y, m, d := civil(days)
	if y < 0 {
		b = append(b, '-')
		y = -y
	}
	b = appendPadded(b, y, 4)
	b = appendPadded(append(b, '-'), m, 2)
	return appendPadded(append(b, '-'), d, 2)
}

func appendPadded(b []byte, n int64, width int) []byte {
	s := strconv.FormatInt(n, 10)
	for i := len(s); i < width; i++ {
		b = append(b, '0')
	}
	return append(b, s...)
}

func appendClock(b []byte, nano int64) []byte {
	s := nano / nanos
	b = appendPadded(b, s/3600, 2)
	b = appendPadded(append(b, ':'), s/60%60, 2)
	b = appendPadded(append(b, ':'), s%60, 2)
	return appendFraction(b, nano%nanos)
}

func appendFraction(b []byte, nano int64) []byte {
	if nano == 0 {
		return b
	}
	b = appendPadded(append(b, '.'), nano, 9)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	return b
}

func appendZone(b []byte, z *Zone) []byte {
	switch {
	case z == nil:
		return b
	case z.Name != "":
		return append(append(b, '@'), z.Name...)
	case z.Offset == 0:
		return append(b, 'Z')
	}
	off := int64(z.Offset)
	if off < 0 {
		b = append(b, '-')
		off = -off
	} else {
		b = append(b, '+')
	}
	b = appendPadded(b, off/3600, 2)
	b = appendPadded(append(b, ':'), off/60%60, 2)
	if off%60 != 0 {
		b = appendPadded(append(b, ':'), off%60, 2)
	}
	return b
}

func appendDays(b []byte, v Value) []byte {
	s, n := v.n, int64(v.aux)
	if s < 0 {
		b = append(b, '-')
		if n > 0 {
			s, n = s+1, nanos-n
		}
		s = -s
	}
	b = append(b, 'P')
	if d := s / daySeconds; d > 0 {
		b = append(strconv.AppendInt(b, d, 10), 'D')
		if s%daySeconds == 0 && n == 0 {
			return b
		}
	}
	b = append(b, 'T')
	if h := s / 3600 % 24; h > 0 {
		b = append(strconv.AppendInt(b, h, 10), 'H')
	}
	if m := s / 60 % 60; m > 0 {
		b = append(strconv.AppendInt(b, m, 10), 'M')
	}
	if sec := s % 60; sec > 0 || n > 0 || b[len(b)-1] == 'T' {
		b = append(appendFraction(strconv.AppendInt(b, sec, 10), n), 'S')
	}
	return b
}

func appendMonths(b []byte, months int64) []byte {
	if months < 0 {
		b = append(b, '-')
		months = -months
	}
	b = append(b, 'P')
	if y := months / 12; y > 0 {
		b = append(strconv.AppendInt(b, y, 10), 'Y')
	}
	if m := months % 12; m > 0 || b[len(b)-1] == 'P' {
		b = append(strconv.AppendInt(b, m, 10), 'M')
	}
	return b
}
