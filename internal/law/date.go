package law

import (
	"fmt"
	"time"

	"atonce/internal/fail"
)

// Date is a civil date 日期: a day of the calendar without hour or zone. The
// zero Date is no date.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day t falls on in zone.
func DateOf(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(zone).Date()
	return Date{y, m, d}
}

// ParseDate reads YYYY-MM-DD and refuses days that do not exist. The error is Invalid.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil || len(s) != 10 || t.Year() < 1 {
		return Date{}, fail.New(fail.Invalid, "law.date", "value", s)
	}
	return DateOf(t, time.UTC), nil
}

// UnmarshalText reads a date in a declaration.
func (d *Date) UnmarshalText(b []byte) (err error) { *d, err = ParseDate(string(b)); return err }

// MarshalText writes a date as ParseDate reads it; the zero Date is "".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// String is YYYY-MM-DD, or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// IsZero says that there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Valid says whether the day exists in the calendar.
func (d Date) Valid() bool {
	return d.Year >= 1 && d.Year <= 9999 && d == DateOf(d.utc(), time.UTC)
}

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// At is the moment of the day, counted from midnight in zone.
func (d Date) At(sinceMidnight time.Duration, zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone).Add(sinceMidnight)
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// AddDays is n calendar days later (earlier if n is negative).
func (d Date) AddDays(n int) Date { return DateOf(d.utc().AddDate(0, 0, n), time.UTC) }

// AddMonths is the day of the same number n months later, or the last day of
// that month where it has no such day: 31 January and one month is 28 or 29
// February (Civil Code art. 202).
func (d Date) AddMonths(n int) Date {
	first := time.Date(d.Year, d.Month, 1, 0, 0, 0, 0, time.UTC).AddDate(0, n, 0)
	last := first.AddDate(0, 1, -1).Day()
	return Date{first.Year(), first.Month(), min(d.Day, last)}
}

// Sub is the number of calendar days from e to d.
func (d Date) Sub(e Date) int { return int(d.utc().Sub(e.utc()) / (24 * time.Hour)) }

// Compare is -1, 0 or 1 as d is before, the same as or after e.
func (d Date) Compare(e Date) int { return d.utc().Compare(e.utc()) }

// Before says whether d is before e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After says whether d is after e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// MonthDay is a day of every year: 31 January.
type MonthDay struct {
	Month time.Month
	Day   int
}

// UnmarshalText reads MM-DD. 02-29 is refused: three years in four lack it.
func (m *MonthDay) UnmarshalText(b []byte) error {
	d, err := ParseDate("2001-" + string(b))
	if err != nil {
		return fail.New(fail.Invalid, "law.month_day", "value", string(b))
	}
	*m = MonthDay{d.Month, d.Day}
	return nil
}

// String is MM-DD.
func (m MonthDay) String() string { return fmt.Sprintf("%02d-%02d", int(m.Month), m.Day) }

// In is the day in the given year.
func (m MonthDay) In(year int) Date { return Date{year, m.Month, m.Day} }
