package casework

import (
	"slices"
	"time"
)

// lastMinute is in time as a whole (the clock room says why): silence speaks when
// it is over.
const lastMinute = time.Minute

// NextSilence is when the first clock with a rule of silence runs out, and whether
// there is one: the moment a timer must look at the case again.
func (c Case) NextSilence() (time.Time, bool) {
	_, at, ok := c.nextSilence()
	return at, ok
}

func (c Case) nextSilence() (Running, time.Time, bool) {
	var best Running
	var at time.Time
	found := false
	for _, r := range c.Clocks {
		if r.Decl.Silence == nil || !r.Live() || r.Paused() {
			continue
		}
		due := r.Statutory(c.Procedure).At
		if due.IsZero() {
			continue // the law leaves the limit to the office and none was set: nothing runs out
		}
		due = due.Add(lastMinute)
		if !found || due.Before(at) {
			best, at, found = r, due, true
		}
	}
	return best, at, found
}

// silences does what the law did by itself before now, oldest first. Silence is an
// act like any other: it is in the record, in the log and on the applicant's page.
// It takes effect when the last moment has passed, not at the moment itself.
func (r *run) silences() error {
	for range chain {
		k, at, ok := r.c.nextSilence()
		if !ok || r.now.Before(at) {
			return nil
		}
		s := k.Decl.Silence
		act := Act{Verb: s.Verb, By: System.ID, Name: System.Name, Role: RoleSystem, At: at, To: s.To, Outcome: s.Outcome,
			Step: s.Step, Clock: k.Decl.Rule.ID, Sets: slices.Clone(s.Sets)}
		if step, ok := r.c.Procedure.Step(s.Step); ok {
			act.Sets, act.Clears, act.Visit = append(act.Sets, step.Sets...), step.Clears, step.Visit
		}
		if s.FromReceipt {
			act.Backdated = r.c.receipt()
		}
		if err := r.add(act); err != nil {
			return err
		}
	}
	return nil
}

// receipt is when the papers that now lie with the office came in: the latest
// supplement, or the application itself.
func (c Case) receipt() time.Time {
	if a, ok := c.Last(Supplement); ok {
		return a.At
	}
	return c.Received
}
