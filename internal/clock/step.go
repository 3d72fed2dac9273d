package clock

import (
	"strconv"

	"atonce/internal/law"
	"atonce/internal/text"
)

// StepKind says what was done with a run of days.
type StepKind string

// The kinds of step.
const (
	NotCounted   StepKind = "not-counted" // the day of the start
	Counted      StepKind = "counted"
	HoursCounted StepKind = "hours"
	Weekend      StepKind = "weekend"
	Holiday      StepKind = "holiday"  // a public holiday on a weekday
	MakeUp       StepKind = "make-up"  // a working day at a weekend: counted
	Paused       StepKind = "paused"   // taken out by a pause
	MovedForward StepKind = "moved-on" // the last day was no working day
)

// Step is a run of days that were treated alike, in the order of the calendar.
type Step struct {
	Kind     StepKind
	From, To law.Date  // both included; To is zero while a pause lasts
	N        int       // days (or hours) counted
	Name     law.Words // of a holiday
	Ground   string    // of a pause
}

// step adds s, or lengthens the last step if it is of the same kind.
func (c *counter) step(s Step) {
	if n := len(c.steps); n > 0 {
		last := &c.steps[n-1]
		if last.Kind == s.Kind && last.Ground == s.Ground && last.Name.In(text.ZH) == s.Name.In(text.ZH) &&
			!last.To.IsZero() && last.To.AddDays(1) == s.From && s.Kind != MovedForward {
			last.To, last.N = s.To, last.N+s.N
			return
		}
	}
	c.steps = append(c.steps, s)
}

// Say is the step in words, as the page that explains a deadline shows it.
func (s Step) Say(lang text.Lang) string {
	days := s.From.String()
	if s.To != s.From && !s.To.IsZero() {
		days = text.S(lang, "clock.from_to", "from", s.From.String(), "to", s.To.String())
	}
	return text.S(lang, "clock.step_"+string(s.Kind), "days", days, "n", strconv.Itoa(s.N),
		"name", s.Name.In(lang), "ground", s.Ground, "to", s.To.String())
}
