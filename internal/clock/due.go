package clock

import (
	"time"

	"atonce/internal/law"
)

// Due 到期 is when a clock falls due, and how that was counted.
type Due struct {
	At          time.Time // the last minute that is in time; zero while the clock is paused
	Day         law.Date  // the civil day of At
	Provisional bool      // holidays of a day counted are not published yet
	Steps       []Step    // which days were counted and which skipped
}

// late says whether at is past due: the whole last minute is in time.
func late(at, due time.Time) bool { return !at.Before(due.Add(time.Minute)) }

// Due counts when the clock falls due. While it is paused in time it has no due
// time, only State's days left; one whose rule has no limit never has.
func (r Run) Due(cal law.Calendar) Due {
	if r.Rule.Limit.IsZero() {
		return Due{} // the agency has not set one: never due
	}
	c := counter{cal: cal, pauses: r.Pauses}
	at := r.Started
	c.step(Step{Kind: NotCounted, From: cal.Today(at), To: cal.Today(at)})
	legs := r.legs()
	for i, l := range legs {
		var open bool
		if l.Unit == law.Hours {
			at, open = c.hours(at, l.N)
		} else {
			at, open = c.days(at, l, i == len(legs)-1)
		}
		if open {
			return Due{Provisional: c.provisional, Steps: c.steps}
		}
	}
	return Due{At: at, Day: cal.Today(at), Provisional: c.provisional, Steps: c.steps}
}

// legs are the limit and its extensions; those in the same unit are one sum,
// others follow one another.
func (r Run) legs() []law.Limit {
	legs := []law.Limit{r.Rule.Limit}
	for _, e := range r.Extended {
		if last := &legs[len(legs)-1]; last.Unit == e.By.Unit {
			last.N += e.By.N
		} else {
			legs = append(legs, e.By)
		}
	}
	return legs
}

// counter counts one clock's days.
type counter struct {
	cal         law.Calendar
	pauses      []Pause
	provisional bool
	steps       []Step
}

// hours is n hours of running time after from. open says that a pause begun in
// time has not ended.
func (c *counter) hours(from time.Time, n int) (at time.Time, open bool) {
	at = from.Add(time.Duration(n) * time.Hour)
	for _, p := range c.pauses {
		if p.From.Before(from) || late(p.From, at) {
			continue
		}
		c.step(Step{Kind: Paused, From: c.cal.Today(p.From), To: c.endOf(p), Ground: p.Ground})
		if p.Open() {
			return time.Time{}, true
		}
		at = at.Add(p.To.Sub(p.From))
	}
	c.step(Step{Kind: HoursCounted, From: c.cal.Today(from), To: c.cal.Today(at), N: n})
	return at, false
}

// endOf is the last day a pause takes out; none while it is open.
func (c *counter) endOf(p Pause) law.Date {
	if p.Open() {
		return law.Date{}
	}
	return c.cal.Today(p.To)
}

// days is the close of business of the day a limit of days, months or years
// that runs from from ends on.
func (c *counter) days(from time.Time, l law.Limit, final bool) (at time.Time, open bool) {
	start := c.cal.Today(from)
	day := start
	switch l.Unit {
	case law.Months:
		day, open = c.count(start, start.AddMonths(l.N).Sub(start), law.Days)
	case law.Years:
		day, open = c.count(start, start.AddMonths(12*l.N).Sub(start), law.Days)
	default:
		day, open = c.count(start, l.N, l.Unit)
	}
	if open {
		return time.Time{}, true
	}
	if l.N == 0 {
		// Nobody can act on the spot when offices are closed.
		if late(from, c.cal.CloseOf(day)) {
			day = day.AddDays(1)
		}
		day = c.forward(day)
	}
	// A pause begun on the last day, in time, leaves the day of resumption.
	for _, p := range c.pauses {
		if p.From.Before(from) || c.cal.Today(p.From) != day || late(p.From, c.cal.CloseOf(day)) {
			continue
		}
		if p.Open() {
			c.step(Step{Kind: Paused, From: day, Ground: p.Ground})
			return time.Time{}, true
		}
		if resumed := c.cal.Today(p.To); resumed.After(day) {
			c.step(Step{Kind: Paused, From: day.AddDays(1), To: resumed, Ground: p.Ground})
			day = resumed
			if l.Unit == law.WorkingDays {
				day = c.forward(day)
			}
		}
	}
	if rolls, _ := c.cal.RollsForward(l.Unit); rolls && final {
		day = c.forward(day)
	}
	return c.cal.CloseOf(day), false
}

// forward moves a day to the next working day.
func (c *counter) forward(day law.Date) law.Date {
	next, provisional := c.cal.NextWorkday(day)
	c.provisional = c.provisional || provisional
	if next != day {
		c.step(Step{Kind: MovedForward, From: day, To: next})
	}
	return next
}

// count goes day by day from the day after start until n days were counted. A
// day inside a pause is not counted.
func (c *counter) count(start law.Date, n int, unit law.Unit) (day law.Date, open bool) {
	day = start
	if unit != law.WorkingDays && len(c.pauses) == 0 && n > 0 {
		// Nothing to skip: ten years need no three thousand steps.
		c.step(Step{Kind: Counted, From: start.AddDays(1), To: start.AddDays(n), N: n})
		return start.AddDays(n), false
	}
	for counted := 0; counted < n; {
		day = day.AddDays(1)
		if p, in := c.pausedOn(day); in {
			if p.Open() {
				c.step(Step{Kind: Paused, From: day, Ground: p.Ground})
				return law.Date{}, true
			}
			c.step(Step{Kind: Paused, From: day, To: day, Ground: p.Ground})
			continue
		}
		if unit == law.WorkingDays {
			if kind, name, counts := c.kindOf(day); !counts {
				c.step(Step{Kind: kind, From: day, To: day, Name: name})
				continue
			} else if kind == MakeUp {
				counted++
				c.step(Step{Kind: kind, From: day, To: day, N: 1, Name: name})
				continue
			}
		}
		counted++
		c.step(Step{Kind: Counted, From: day, To: day, N: 1})
	}
	return day, false
}

// pausedOn is the pause that takes day out: begun before it and not ended
// before it.
func (c *counter) pausedOn(day law.Date) (Pause, bool) {
	for _, p := range c.pauses {
		if c.cal.Today(p.From).Before(day) && (p.Open() || !c.cal.Today(p.To).Before(day)) {
			return p, true
		}
	}
	return Pause{}, false
}

// kindOf says how a day counts in working days and what it is called.
func (c *counter) kindOf(day law.Date) (kind StepKind, name law.Words, counts bool) {
	workday, provisional := c.cal.IsWorkday(day)
	c.provisional = c.provisional || provisional
	e, special := c.cal.Exception(day)
	switch {
	case special && workday:
		return MakeUp, e.Name, true
	case special:
		return Holiday, e.Name, false
	case workday:
		return Counted, nil, true
	}
	return Weekend, nil, false
}
