package dmn

import (
	"strings"

	"atonce/internal/feel"
	"atonce/internal/text"
)

// Say puts a value into the words of a language, as a person writes it: numbers
// with their thousands marked, yes and no, dates by day, month and year.
func Say(v feel.Value, lang text.Lang) string {
	switch v.Kind() {
	case feel.KindNull:
		return text.S(lang, "dmn.say.null")
	case feel.KindBool:
		if v.IsTrue() {
			return text.S(lang, "dmn.say.yes")
		}
		return text.S(lang, "dmn.say.no")
	case feel.KindNumber:
		return grouped(v.String())
	case feel.KindString:
		return text.S(lang, "dmn.say.quoted", "text", v.Text())
	case feel.KindDate:
		return sayDate(unwrapped(v), lang)
	case feel.KindDateTime:
		date, clock, _ := strings.Cut(unwrapped(v), "T")
		return text.S(lang, "dmn.say.date-time", "date", sayDate(date, lang), "time", clock)
	case feel.KindTime:
		return unwrapped(v)
	case feel.KindDaysDuration, feel.KindMonthsDuration:
		return sayDuration(unwrapped(v), lang)
	case feel.KindList:
		var parts []string
		for _, i := range v.Items() {
			parts = append(parts, Say(i, lang))
		}
		if len(parts) == 0 {
			return text.S(lang, "dmn.say.none")
		}
		return join(parts, lang, "dmn.say.comma")
	case feel.KindContext:
		var parts []string
		for _, e := range v.Context().Entries() {
			parts = append(parts, text.S(lang, "dmn.say.given", "name", e.Name, "value", Say(e.Value, lang)))
		}
		return join(parts, lang, "dmn.say.semicolon")
	case feel.KindRange:
		return sayInterval(feel.Interval{Range: *v.Range()}, lang)
	}
	return v.String()
}

// unwrapped is the ISO 8601 text within @"…".
func unwrapped(v feel.Value) string {
	return strings.TrimSuffix(strings.TrimPrefix(v.String(), `@"`), `"`)
}

// grouped marks the thousands of a plain decimal: 1234567.5 is 1,234,567.5.
func grouped(s string) string {
	if strings.ContainsAny(s, "eE") {
		return s
	}
	sign, rest := "", s
	if strings.HasPrefix(s, "-") {
		sign, rest = "-", s[1:]
	}
	whole, fraction, dotted := strings.Cut(rest, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if dotted {
		b.WriteString("." + fraction)
	}
	return b.String()
}

func sayDate(iso string, lang text.Lang) string {
	parts := strings.Split(iso, "-")
	if len(parts) != 3 {
		return iso // a year before the common era has a sign: it is written as it is
	}
	month := strings.TrimLeft(parts[1], "0")
	return text.S(lang, "dmn.say.date", "year", parts[0], "month", text.S(lang, "dmn.say.month-"+month), "day", strings.TrimLeft(parts[2], "0"))
}

// sayDuration reads P1Y2M or P3DT4H5M6S part by part.
func sayDuration(iso string, lang text.Lang) string {
	sign := ""
	if strings.HasPrefix(iso, "-") {
		sign, iso = "-", iso[1:]
	}
	var parts []string
	number, clock := "", false
	for _, c := range strings.TrimPrefix(iso, "P") {
		switch {
		case c == 'T':
			clock = true
		case c >= '0' && c <= '9' || c == '.':
			number += string(c)
		default:
			unit := map[rune]string{'Y': "years", 'M': "months", 'D': "days", 'H': "hours", 'S': "seconds"}[c]
			if c == 'M' && clock {
				unit = "minutes"
			}
			if number != "0" || len(iso) <= 4 {
				key := "dmn.say." + unit
				if number == "1" {
					key = "dmn.say.one-" + unit
				}
				parts = append(parts, text.S(lang, key, "n", number))
			}
			number = ""
		}
	}
	said := ""
	for i, p := range parts {
		if i == 0 {
			said = p
			continue
		}
		said = text.S(lang, "dmn.say.duration-join", "first", said, "next", p)
	}
	return sign + said
}
