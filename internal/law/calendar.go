package law

import (
	"maps"
	"time"

	"atonce/internal/fail"
)

// Exception is a day that differs from the weekly rule: a public holiday 节假日
// on a weekday, or a make-up working day 调休上班 at a weekend.
type Exception struct {
	Date    Date
	Workday bool
	Name    Words
}

// CalendarSpec is a working-day calendar as declared.
type CalendarSpec struct {
	Zone       *time.Location // one fixed offset
	Close      time.Duration  // close of business, since midnight; noon or later
	Weekend    []time.Weekday
	First      int // first and last year whose holidays were published
	Last       int
	Exceptions []Exception
	// RollForward lists the units whose last day moves to the next working day
	// when it is none. Only Days, Months and Years may be in it.
	RollForward []Unit
	RollBasis   Citation
}

// Calendar is a country's working-day calendar 工作日历. A year whose holidays
// were not published yet is counted by weekends only, and every day of it is
// provisional. The zero Calendar has no days; use NewCalendar.
type Calendar struct {
	zone       *time.Location
	close      time.Duration
	weekend    [7]bool
	first      int
	last       int
	exceptions map[Date]Exception
	roll       map[Unit]bool
	rollBasis  Citation
}

// NewCalendar checks a declared calendar. The errors are Invalid.
func NewCalendar(s CalendarSpec) (Calendar, error) {
	c := Calendar{zone: s.Zone, close: s.Close, first: s.First, last: s.Last, rollBasis: s.RollBasis,
		exceptions: map[Date]Exception{}, roll: map[Unit]bool{}}
	if s.Zone == nil {
		return Calendar{}, fail.New(fail.Invalid, "law.calendar_zone")
	}
	if s.Close < 12*time.Hour || s.Close > 24*time.Hour {
		return Calendar{}, fail.New(fail.Invalid, "law.calendar_close")
	}
	if s.First > s.Last {
		return Calendar{}, fail.New(fail.Invalid, "law.calendar_years")
	}
	for _, d := range s.Weekend {
		c.weekend[d] = true
	}
	if c.weekend == [7]bool{true, true, true, true, true, true, true} {
		return Calendar{}, fail.New(fail.Invalid, "law.calendar_week")
	}
	for _, u := range s.RollForward {
		if u != Days && u != Months && u != Years {
			return Calendar{}, fail.New(fail.Invalid, "law.calendar_roll")
		}
		c.roll[u] = true
	}
	for _, e := range s.Exceptions {
		if _, twice := c.exceptions[e.Date]; twice {
			return Calendar{}, fail.New(fail.Invalid, "law.calendar_twice", "date", e.Date.String())
		}
		if e.Date.Year < s.First || e.Date.Year > s.Last {
			return Calendar{}, fail.New(fail.Invalid, "law.calendar_outside", "date", e.Date.String())
		}
		// A holiday on a weekend or a working day on a Monday changes nothing, so
		// it is a slip of the pen in the one list every deadline rests on.
		if e.Workday != c.weekend[e.Date.Weekday()] {
			return Calendar{}, fail.New(fail.Invalid, "law.calendar_idle", "date", e.Date.String())
		}
		c.exceptions[e.Date] = e
	}
	return c, nil
}

// Zone is the country's time zone, a fixed offset.
func (c Calendar) Zone() *time.Location { return c.zone }

// Close is the hour offices close, counted from midnight.
func (c Calendar) Close() time.Duration { return c.close }

// Published is the first and the last year whose holidays are known.
func (c Calendar) Published() (first, last int) { return c.first, c.last }

// RollsForward says whether a limit in u whose last day is no working day ends
// on the next working day, and by which article.
func (c Calendar) RollsForward(u Unit) (bool, Citation) { return c.roll[u], c.rollBasis }

// Exceptions are the days that differ from the weekly rule.
func (c Calendar) Exceptions() map[Date]Exception { return maps.Clone(c.exceptions) }

// Exception is what is special about d, if anything.
func (c Calendar) Exception(d Date) (Exception, bool) { e, ok := c.exceptions[d]; return e, ok }

// IsWorkday says whether offices work on d. provisional is true outside the
// published years: then only weekends are known.
func (c Calendar) IsWorkday(d Date) (workday, provisional bool) {
	if e, ok := c.exceptions[d]; ok {
		return e.Workday, false
	}
	return !c.weekend[d.Weekday()], d.Year < c.first || d.Year > c.last
}

// Today is the civil date of a moment in the country's zone.
func (c Calendar) Today(t time.Time) Date { return DateOf(t, c.zone) }

// CloseOf is the moment offices close on d.
func (c Calendar) CloseOf(d Date) time.Time { return d.At(c.close, c.zone) }

// NextWorkday is the first working day on or after d.
func (c Calendar) NextWorkday(d Date) (day Date, provisional bool) {
	for {
		w, p := c.IsWorkday(d)
		provisional = provisional || p
		if w {
			return d, provisional
		}
		d = d.AddDays(1)
	}
}

// AddWorkdays is the n-th working day after d (before it if n is negative); d
// itself is not counted. provisional is true if any day looked at is.
func (c Calendar) AddWorkdays(d Date, n int) (day Date, provisional bool) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.AddDays(step)
		w, p := c.IsWorkday(d)
		provisional = provisional || p
		if w {
			n--
		}
	}
	return d, provisional
}

// WorkdaysBetween counts the working days after from up to and with to. It is
// negative if to is before from.
func (c Calendar) WorkdaysBetween(from, to Date) (n int, provisional bool) {
	if to.Before(from) {
		n, provisional = c.WorkdaysBetween(to, from)
		return -n, provisional
	}
	for d := from; d.Before(to); {
		d = d.AddDays(1)
		w, p := c.IsWorkday(d)
		provisional = provisional || p
		if w {
			n++
		}
	}
	return n, provisional
}

// AtMost is the function AtMost with holidays known: it answers also for limits
// in different units, by trying every day of the published years as the day of
// the start. A calendar of other years may hold a longer run of holidays, so
// the answer is good for these.
func (c Calendar) AtMost(a, b Limit) (atMost, comparable bool) {
	if _, same := a.Compare(b); same || a.IsZero() || b.IsZero() || a.Unit == Hours || b.Unit == Hours {
		return AtMost(a, b)
	}
	for d := (Date{c.first, time.January, 1}); d.Year <= c.last; d = d.AddDays(1) {
		if c.end(d, a).After(c.end(d, b)) {
			return false, true
		}
	}
	return true, true
}

// end is the last day of a limit in days, months or years that starts on d.
func (c Calendar) end(d Date, l Limit) Date {
	switch l.Unit {
	case WorkingDays:
		d, _ = c.AddWorkdays(d, l.N)
		return d
	case Months:
		d = d.AddMonths(l.N)
	case Years:
		d = d.AddMonths(12 * l.N)
	default:
		d = d.AddDays(l.N)
	}
	if c.roll[l.Unit] {
		d, _ = c.NextWorkday(d)
	}
	return d
}
