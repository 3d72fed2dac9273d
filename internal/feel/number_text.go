package feel

import (
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// ParseNumber reads a number as a FEEL literal has it, with a sign and an
// exponent allowed; digits beyond the 34th are rounded.
func ParseNumber(s string) (Value, bool) {
	if v, ok := parseShort(s); ok {
		return v, true
	}
	if len(s) > 10_000 || strings.ContainsFunc(s, func(r rune) bool {
		return !isDigit(r) && r != '.' && r != '-' && r != '+' && r != 'e' && r != 'E'
	}) {
		return Null, false
	}
	if i := strings.IndexByte(s, '.'); i >= 0 && (i+1 == len(s) || !isDigit(rune(s[i+1]))) {
		return Null, false
	}
	d, _, err := apd.NewFromString(s)
	if err != nil || d.Form != apd.Finite {
		return Null, false
	}
	v := FromDecimal(d)
	return v, v.kind == KindNumber
}

// parseShort reads up to 18 digits with a point, the form of nearly all numbers.
func parseShort(s string) (Value, bool) {
	neg := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		neg = s[0] == '-'
		s = s[1:]
	}
	var n int64
	point, digits := -1, 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			n = n*10 + int64(c-'0')
			digits++
		case c == '.' && point < 0:
			point = i
		default:
			return Null, false
		}
	}
	if digits == 0 || digits > 18 || point == len(s)-1 {
		return Null, false
	}
	scale := 0
	if point >= 0 {
		scale = len(s) - 1 - point
	}
	if neg {
		n = -n
	}
	return short(n, int32(scale)), true
}

// formatNumber writes a number without exponent and without zeros at the end
// of its fraction: 1.50 is 1.5.
func formatNumber(v Value) string {
	var buf apd.Decimal
	d := v.toDecimal(&buf)
	s := d.Text('f')
	if strings.IndexByte(s, '.') >= 0 {
		s = strings.TrimRight(s, "0")
		s = strings.TrimSuffix(s, ".")
	}
	if s == "-0" {
		return "0"
	}
	return s
}
