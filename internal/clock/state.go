package clock

import (
	"time"

	"atonce/internal/law"
)

// Phase is how a clock stands at a moment.
type Phase string

// The phases. Overdue is computed, never stored.
const (
	Normal  Phase = "normal"
	Soon    Phase = "soon"    // less than a fifth of the time left, or due today
	Overdue Phase = "overdue" // the last minute has passed
	Halted  Phase = "paused"  // stands still by a ground in law
	Met     Phase = "met"     // stopped in time
	MetLate Phase = "met-late"
)

// Left is how much time is left: negative when overdue.
type Left struct {
	Unit     law.Unit      // WorkingDays, Days or Hours
	N        int           // whole days after today up to and with the last; of Hours, whole hours
	Duration time.Duration // until due; zero while paused, unless the limit is in hours
}

// State is how a clock stands at a moment.
type State struct {
	Running Phase
	Due     Due
	Left    Left
}

// State says how the clock stands at now.
func (r Run) State(cal law.Calendar, now time.Time) State {
	due := r.Due(cal)
	s := State{Due: due}
	if !r.Stopped.IsZero() {
		s.Running = Met
		if !due.At.IsZero() && late(r.Stopped, due.At) {
			s.Running = MetLate
		}
		return s
	}
	if r.Rule.Limit.IsZero() {
		s.Running = Normal
		if _, paused := r.Paused(); paused {
			s.Running = Halted
		}
		return s
	}
	if due.At.IsZero() {
		s.Running = Halted
		s.Left = r.leftAtPause(cal)
		return s
	}
	s.Left = leftUntil(cal, r.dayUnit(), now, due)
	switch {
	case late(now, due.At):
		s.Running = Overdue
	case r.soon(cal, now, due):
		s.Running = Soon
	default:
		s.Running = Normal
	}
	return s
}

// dayUnit is the unit in which the time left is told.
func (r Run) dayUnit() law.Unit {
	legs := r.legs()
	switch u := legs[len(legs)-1].Unit; u {
	case law.Months, law.Years:
		return law.Days
	default:
		return u
	}
}

func leftUntil(cal law.Calendar, unit law.Unit, now time.Time, due Due) Left {
	l := Left{Unit: unit, Duration: due.At.Sub(now)}
	switch unit {
	case law.Hours:
		l.N = int(l.Duration / time.Hour)
	case law.WorkingDays:
		l.N, _ = cal.WorkdaysBetween(cal.Today(now), due.Day)
	default:
		l.N = due.Day.Sub(cal.Today(now))
	}
	return l
}

// leftAtPause is what will be left when a clock that stands still resumes.
func (r Run) leftAtPause(cal law.Calendar) Left {
	open := r.Pauses[len(r.Pauses)-1]
	// Without the open pause the clock has a due time; what was left of that
	// when the pause began is what is left now.
	before := r
	before.Pauses = r.Pauses[:len(r.Pauses)-1]
	l := leftUntil(cal, r.dayUnit(), open.From, before.Due(cal))
	if l.Unit != law.Hours {
		l.Duration = 0
	}
	return l
}

// soon says that less than a fifth of the time is left, or that today is the
// last day. Hours know no "today": two of two hours left are not yet soon.
func (r Run) soon(cal law.Calendar, now time.Time, due Due) bool {
	unit := r.dayUnit()
	if unit == law.Hours {
		return due.At.Sub(now)*5 < due.At.Sub(r.Started)
	}
	left := leftUntil(cal, unit, now, due).N
	total := 0
	for _, s := range due.Steps {
		total += s.N
	}
	return left <= 0 || left*5 < total
}

// SilenceAt is the moment from which silence counts as the rule's act: the
// minute after the last one. ok is false if the rule has no silence, the clock
// was stopped, or it stands still.
func (r Run) SilenceAt(cal law.Calendar) (at time.Time, silence Silence, ok bool) {
	due := r.Due(cal)
	if r.Rule.Silence.IsZero() || !r.Stopped.IsZero() || due.At.IsZero() {
		return time.Time{}, Silence{}, false
	}
	return due.At.Add(time.Minute), r.Rule.Silence, true
}
