package clock

import (
	"time"

	"atonce/internal/law"
)

// Before is the last moment to do what law wants done at least limit before the
// day of event: 30 days before a licence expires, 7 working days before a
// hearing. The day of the event is not counted. Nothing moves to another day:
// later would shorten the time the other side is given, earlier the holder's.
func Before(cal law.Calendar, limit law.Limit, event law.Date) Due {
	d := Due{Day: event}
	switch limit.Unit {
	case law.Hours:
		d.At = event.At(0, cal.Zone()).Add(-time.Duration(limit.N) * time.Hour)
		d.Day = cal.Today(d.At)
		return d
	case law.WorkingDays:
		d.Day, d.Provisional = cal.AddWorkdays(event, -limit.N)
	case law.Months:
		d.Day = event.AddMonths(-limit.N)
	case law.Years:
		d.Day = event.AddMonths(-12 * limit.N)
	default:
		d.Day = event.AddDays(-limit.N)
	}
	d.At = cal.CloseOf(d.Day)
	return d
}

// BeforeSilence is the moment from which silence counts when nothing was
// decided before event (a renewal asked for in time). ok is false for a period
// that knows no silence.
func BeforeSilence(cal law.Calendar, p law.Period, event law.Date) (at time.Time, silence Silence, ok bool) {
	t, ok := p.On(event)
	if !ok || p.Kind != law.Before || p.Silence.IsZero() {
		return time.Time{}, Silence{}, false
	}
	return Before(cal, t.Limit, event).At.Add(time.Minute), p.Silence, true
}

// OnDay is when what is due on a day of every year is due in year. A fixed date
// is itself the limit and does not move when it is no working day.
func OnDay(cal law.Calendar, day law.MonthDay, year int) Due {
	d := day.In(year)
	return Due{At: cal.CloseOf(d), Day: d}
}

// Late says whether a thing done at the moment at is overdue: the whole last
// minute is in time.
func (d Due) Late(at time.Time) bool { return !d.At.IsZero() && late(at, d.At) }
