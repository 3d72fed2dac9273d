package feel

import (
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones must be the same on every machine, with or without its own data
	"unsafe"
)

// Years run from -999,999,999 to 999,999,999 (DMN 1.5, 10.3.4.1, date()).
const maxYear = 999_999_999

const (
	daySeconds = 86400
	nanos      = 1_000_000_000
	dayNanos   = daySeconds * nanos
)

// Zone is a time zone: a fixed offset, or a named zone of the IANA data.
type Zone struct {
	Name   string // "" for a fixed offset
	Offset int32  // seconds east of UTC, for a fixed offset
	loc    *time.Location
}

var utc = &Zone{}

// offsets holds the zones of whole quarters of an hour, so that a value with
// one of them needs no memory of its own.
var offsets = func() (z [4*36 + 1]*Zone) {
	for i := range z {
		z[i] = &Zone{Offset: int32(i-72) * 900}
	}
	z[72] = utc
	return z
}()

// zoneAt is the zone with a fixed offset of at most 18 hours.
func zoneAt(seconds int64) *Zone {
	if seconds < -18*3600 || seconds > 18*3600 {
		return nil
	}
	if seconds%900 == 0 {
		return offsets[seconds/900+72]
	}
	return &Zone{Offset: int32(seconds)}
}

var namedZones sync.Map // name: *Zone; only zones that exist, so it stays small

// zoneNamed is the zone of an IANA name, nil if there is none.
func zoneNamed(name string) *Zone {
	if z, ok := namedZones.Load(name); ok {
		return z.(*Zone)
	}
	// A zone that is called by its offset, such as UTC+08:00, is none: asking the system each time would be slow.
	if name == "" || name == "Local" || len(name) > 64 || strings.ContainsAny(name, `.\:`) {
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	z, _ := namedZones.LoadOrStore(name, &Zone{Name: name, loc: loc})
	return z.(*Zone)
}

// offsetAt is the offset that the zone has at an instant (seconds since 1970 in UTC).
func (z *Zone) offsetAt(instant int64) int64 {
	if z.loc == nil {
		return int64(z.Offset)
	}
	_, off := time.Unix(instant, 0).In(z.loc).Zone()
	return int64(off)
}

// instantOf is the instant at which clocks of the zone show the local seconds.
// Where a clock shows them twice it is the first time; where it skips them, the
// time after the gap.
func (z *Zone) instantOf(local int64) int64 {
	if z.loc == nil {
		return local - int64(z.Offset)
	}
	before := z.offsetAt(local - daySeconds)
	if i := local - before; z.offsetAt(i) == before {
		return i
	}
	after := z.offsetAt(local + daySeconds)
	if i := local - after; z.offsetAt(i) == after {
		return i
	}
	return local - before
}

// standard is the offset that a time of day without a date has in the zone:
// the one without daylight saving in the year 2000.
func (z *Zone) standard() int64 {
	if z.loc == nil {
		return int64(z.Offset)
	}
	t := time.Date(2000, 1, 1, 0, 0, 0, 0, z.loc)
	if t.IsDST() {
		t = time.Date(2000, 7, 1, 0, 0, 0, 0, z.loc)
	}
	_, off := t.Zone()
	return int64(off)
}

func (v Value) zone() *Zone { return (*Zone)(v.p) }

func dateOfDays(days int64) Value { return Value{kind: KindDate, n: days} }

func timeOf(nano int64, z *Zone) Value {
	return Value{kind: KindTime, n: nano, p: unsafe.Pointer(z)}
}

func dateTimeOf(local int64, nano int32, z *Zone) Value {
	return Value{kind: KindDateTime, n: local, aux: nano, p: unsafe.Pointer(z)}
}

// DateOf is a date; null if there is no such day.
func DateOf(year, month, day int) Value {
	days, ok := daysOf(int64(year), int64(month), int64(day))
	if !ok {
		return NullBecause("feel.null.no-such-day", "year", itoa(year), "month", itoa(month), "day", itoa(day))
	}
	return dateOfDays(days)
}

// DateTimeOf is the moment t with its zone: the named one if t's location is an
// IANA zone, else its offset.
func DateTimeOf(t time.Time) Value {
	_, off := t.Zone()
	z := zoneNamed(t.Location().String())
	if z == nil || t.Location() == time.UTC {
		z = zoneAt(int64(off))
	}
	return dateTimeOf(t.Unix()+int64(off), int32(t.Nanosecond()), z)
}

// DaysDuration is a days and time duration.
func DaysDuration(d time.Duration) Value {
	return daysDurationOf(floorDiv(int64(d), nanos), int32(floorMod(int64(d), nanos)))
}

// MonthsDuration is a years and months duration of so many months.
func MonthsDuration(months int64) Value { return Value{kind: KindMonthsDuration, n: months} }

// Time is v as a time.Time: a date at midnight UTC, a date and time in its zone
// (UTC if it has none). ok is false for other kinds.
func (v Value) Time() (t time.Time, ok bool) {
	switch v.kind {
	case KindDate:
		return time.Unix(v.n*daySeconds, 0).UTC(), true
	case KindDateTime:
		loc := time.UTC
		if z := v.zone(); z != nil && z.loc != nil {
			loc = z.loc
		} else if z != nil && z.Offset != 0 {
			loc = time.FixedZone("", int(z.Offset))
		}
		return time.Unix(v.instant(), int64(v.aux)).In(loc), true
	}
	return time.Time{}, false
}

func daysDurationOf(seconds int64, nano int32) Value {
	return Value{kind: KindDaysDuration, n: seconds, aux: nano}
}

// instant is the date and time in seconds since 1970 UTC; without a zone the
// local seconds.
func (v Value) instant() int64 {
	if z := v.zone(); z != nil {
		return z.instantOf(v.n)
	}
	return v.n
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 {
	r := a % b
	if r < 0 {
		r += b
	}
	return r
}

// daysOf counts the days from 1970-01-01 in the proleptic Gregorian calendar.
func daysOf(y, m, d int64) (int64, bool) {
	if y < -maxYear || y > maxYear || m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m) {
		return 0, false
	}
	// Years begin in March here, so that the leap day comes last (the
	// well-known algorithm of days_from_civil).
	if m <= 2 {
		y--
		m += 9
	} else {
		m -= 3
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	doy := (153*m+2)/5 + d - 1
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468, true
}

// civil is the inverse of daysOf.
func civil(days int64) (y, m, d int64) {
	days += 719468
	era := floorDiv(days, 146097)
	doe := days - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d = doy - (153*mp+2)/5 + 1
	m, y = mp+3, yoe+era*400
	if m > 12 {
		m -= 12
		y++
	}
	return y, m, d
}

func daysInMonth(y, m int64) int64 {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// day is the local calendar day of a date or a date and time.
func (v Value) day() int64 {
	if v.kind == KindDate {
		return v.n
	}
	return floorDiv(v.n, daySeconds)
}

// asDateTime is a date at its midnight in UTC; other values stay.
func (v Value) asDateTime() Value {
	if v.kind == KindDate {
		return dateTimeOf(v.n*daySeconds, 0, utc)
	}
	return v
}
