// Package clock is deadline arithmetic: when a time limit 期限 that law or a
// promise sets falls due, after pauses and extensions, and how it stands at a
// moment. Everything is a value and nothing reads the time of day. Which limits
// there are is the law room's data; what follows from an overdue one is the
// kernel's.
//
// # How time is counted
//
//   - The day of the start is not counted (Civil Code art. 201). Day limits
//     count from the next day, hours from the minute itself.
//   - A limit in working days counts the calendar's working days only: weekends
//     and holidays are skipped, make-up working days count (Administrative
//     Licensing Law art. 82, Administrative Penalty Law art. 85).
//   - Months and years end on the day of the same number, or on the last day of
//     the month (Civil Code art. 202).
//   - A day limit falls due at close of business of its last day (Civil Code art.
//     203). The last minute is in time, one minute later is overdue.
//   - Where the country pack says so, a limit in calendar days, months or years
//     whose last day is no working day ends on the next one (Civil Code art. 203).
//   - On the spot 当场 is due at close of business of the same day; of the next
//     working day if offices are closed when it starts. This is our choice: no
//     article says what "on the spot" means for a form sent on a Sunday.
//   - A pause takes out the days after the day it begins up to and with the day
//     it ends: a pause of less than a day changes nothing, and the day of
//     resumption is not counted, as the day of the start is not. A pause begun
//     on the last day, in time, leaves the day of resumption as the last day.
package clock

import (
	"time"

	"atonce/internal/law"
)

// Silence is what is taken as done when the clock runs out: the act the kernel
// then does by itself.
type Silence = law.Silence

// Rule is what one clock runs by.
type Rule struct {
	ID             string
	Limit          law.Limit
	Basis          law.Citation
	Extension      law.Limit // the most it may be extended by, once; zero: not at all
	ExtensionBasis law.Citation
	Pauses         []string // ids of the grounds in law that pause it
	Silence        Silence
}

// FromPeriod is the rule a period of the law pack sets on a day. ok is false
// where the period is not in force on it, or is not counted from a start (see
// Before and OnDay). A Set period has a rule without limit: the agency sets it.
func FromPeriod(p law.Period, on law.Date) (rule Rule, ok bool) {
	t, ok := p.On(on)
	switch {
	case p.Kind == law.Set:
	case !ok || (p.Kind != law.Within && p.Kind != law.Lasts):
		return Rule{}, false
	}
	return Rule{ID: p.ID, Limit: t.Limit, Basis: p.Basis, Extension: t.Extension,
		ExtensionBasis: p.ExtensionBasis, Pauses: append([]string(nil), p.Pauses...), Silence: p.Silence}, true
}

// Pause 中止计时 is a time the clock stood still. To is zero while it does.
type Pause struct {
	From, To time.Time
	Ground   string
}

// Open says that the pause has not ended.
func (p Pause) Open() bool { return p.To.IsZero() }

// Extension 延长 is more time, granted once, with reasons the applicant is told.
type Extension struct {
	At     time.Time
	By     law.Limit
	Reason string
}

// Run is one clock that was started. It is a value: the acts return a new one
// and leave the old as it was.
type Run struct {
	Rule     Rule
	Started  time.Time
	Pauses   []Pause
	Extended []Extension
	Stopped  time.Time // zero while it runs
}

// Start starts a clock.
func Start(rule Rule, at time.Time) Run { return Run{Rule: rule, Started: at} }

// Paused says whether the clock stands still now, and by which ground.
func (r Run) Paused() (ground string, paused bool) {
	if n := len(r.Pauses); n > 0 && r.Stopped.IsZero() && r.Pauses[n-1].Open() {
		return r.Pauses[n-1].Ground, true
	}
	return "", false
}

// last is the moment of the run's latest act: time goes forward.
func (r Run) last() time.Time {
	t := r.Started
	for _, p := range r.Pauses {
		if p.From.After(t) {
			t = p.From
		}
		if p.To.After(t) {
			t = p.To
		}
	}
	for _, e := range r.Extended {
		if e.At.After(t) {
			t = e.At
		}
	}
	return t
}
