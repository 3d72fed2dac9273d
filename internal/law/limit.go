package law

import (
	"strconv"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/text"
)

// Unit is the unit a time limit 期限 is counted in. The unit matters: ten days
// and ten working days differ by a week when a holiday is near.
type Unit int

// The units. The zero Unit belongs to the zero Limit: none is set.
const (
	NoUnit      Unit = iota
	Hours            // exact hours 小时
	Days             // calendar days 日（自然日）
	WorkingDays      // working days 工作日
	Months           // calendar months 月
	Years            // calendar years 年
)

var unitSigns = [...]string{NoUnit: "", Hours: "h", Days: "d", WorkingDays: "wd", Months: "mo", Years: "y"}

// Limit is a length of time that law or a promise sets.
type Limit struct {
	N    int
	Unit Unit
}

// Instant is the limit of what is done on the spot 当场: due the same day.
var Instant = Limit{0, WorkingDays}

// greatest is the largest number each unit takes: some two hundred years. No law
// counts in more, and a day-by-day count stays short.
var greatest = [...]int{Hours: 1_800_000, Days: 75_000, WorkingDays: 50_000, Months: 2_400, Years: 200}

// ParseLimit reads a limit as declarations write it: digits and a unit without
// a space, such as 20wd, 10d, 2h, 3mo, 1y. 0wd is Instant. The error is Invalid.
func ParseLimit(s string) (Limit, error) {
	i := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	bad := func(key string) (Limit, error) { return Limit{}, fail.New(fail.Invalid, key, "value", s) }
	if i < 0 && s != "" {
		return bad("law.limit_unit")
	}
	if i <= 0 {
		return bad("law.limit_form")
	}
	l := Limit{}
	for u, sign := range unitSigns {
		if u != int(NoUnit) && s[i:] == sign {
			l.Unit = Unit(u)
		}
	}
	if l.Unit == NoUnit {
		return bad("law.limit_unit")
	}
	if i > 1 && s[0] == '0' {
		return bad("law.limit_form")
	}
	n, err := strconv.Atoi(s[:i])
	if err != nil || n > greatest[l.Unit] {
		return bad("law.limit_large")
	}
	l.N = n
	return l, nil
}

// UnmarshalText reads a limit in a declaration.
func (l *Limit) UnmarshalText(b []byte) (err error) { *l, err = ParseLimit(string(b)); return err }

// MarshalText writes a limit as ParseLimit reads it; the zero Limit is "".
func (l Limit) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// String is the limit as ParseLimit reads it.
func (l Limit) String() string {
	if l.IsZero() {
		return ""
	}
	return strconv.Itoa(l.N) + unitSigns[l.Unit]
}

// IsZero says that no limit is set. That is not Instant.
func (l Limit) IsZero() bool { return l.Unit == NoUnit }

// IsInstant says that the thing is due on the spot 当场.
func (l Limit) IsInstant() bool { return l.Unit != NoUnit && l.N == 0 }

// Say is the limit in words: 20 working days, 20个工作日, on the spot.
func (l Limit) Say(lang text.Lang) string {
	switch {
	case l.IsZero():
		return text.S(lang, "law.limit_none")
	case l.IsInstant():
		return text.S(lang, "law.limit_instant")
	case l.N == 1:
		return text.S(lang, "law.one_"+unitSigns[l.Unit])
	}
	return text.S(lang, "law.many_"+unitSigns[l.Unit], "n", strconv.Itoa(l.N))
}

// Compare orders two limits of the same unit: -1, 0 or 1. ok is false when the
// units differ, and Instant is less than every other limit in any unit.
func (l Limit) Compare(m Limit) (order int, ok bool) {
	if l.IsZero() || m.IsZero() || (l.Unit != m.Unit && !l.IsInstant() && !m.IsInstant()) {
		return 0, false
	}
	switch {
	case l.N < m.N:
		return -1, true
	case l.N > m.N:
		return 1, true
	}
	return 0, true
}

// AtMost says whether a never ends later than b, whatever day both start on.
// It is used for promised ≤ statutory ≤ law. comparable is false when that
// depends on the day or on holidays that no calendar was given for (20
// working days and 30 days): the caller must then refuse, or ask
// Calendar.AtMost, which tries the published days. A last day that moves to a
// working day moves alike in both; against hours, which never move, a limit in
// days is never certain to be at most.
func AtMost(a, b Limit) (atMost, comparable bool) {
	if order, ok := a.Compare(b); ok {
		return order <= 0, true
	}
	if a.IsZero() || b.IsZero() {
		return false, false
	}
	aLow, aHigh := a.span()
	bLow, bHigh := b.span()
	switch {
	case aHigh >= 0 && aHigh <= bLow && (b.Unit != Hours || a.Unit == Hours):
		return true, true
	case bHigh >= 0 && aLow > bHigh:
		return false, true
	}
	return false, false
}

// span is the least and the greatest number of hours a limit can last; -1 when
// there is no greatest. Day limits fall due at close of business, which
// NewCalendar holds to noon or later: N days last from N days less half a day
// (begun a minute before midnight) to N days and one. Working days may meet
// any number of holidays, so they have no greatest.
func (l Limit) span() (least, most int) {
	switch l.Unit {
	case Hours:
		return l.N, l.N
	case WorkingDays:
		return l.N*24 - 12, -1
	case Months:
		return l.N*28*24 - 12, (l.N*31 + 1) * 24
	case Years:
		return l.N*365*24 - 12, (l.N*366 + 1) * 24
	default:
		return l.N*24 - 12, (l.N + 1) * 24
	}
}
