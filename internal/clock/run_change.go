package clock

import (
	"slices"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
)

func refuse(key string, args ...string) error { return fail.New(fail.Conflict, key, args...) }

// running refuses what may only be done to a clock that was not stopped, at a
// time before its last act.
func (r Run) running(at time.Time) error {
	if !r.Stopped.IsZero() {
		return refuse("clock.stopped", "id", r.Rule.ID)
	}
	if at.Before(r.last()) {
		return refuse("clock.backwards", "id", r.Rule.ID)
	}
	return nil
}

// Pause lets the clock stand still from at, for one of the grounds the rule
// names. It is a Conflict if the ground is none of them or the clock is not running.
func (r Run) Pause(at time.Time, ground string) (Run, error) {
	if err := r.running(at); err != nil {
		return r, err
	}
	if g, paused := r.Paused(); paused {
		return r, refuse("clock.paused_already", "id", r.Rule.ID, "ground", g)
	}
	if len(r.Rule.Pauses) == 0 {
		return r, refuse("clock.no_pause", "id", r.Rule.ID)
	}
	if !slices.Contains(r.Rule.Pauses, ground) {
		return r, refuse("clock.ground", "id", r.Rule.ID, "ground", ground, "grounds", strings.Join(r.Rule.Pauses, ", "))
	}
	r.Pauses = append(slices.Clone(r.Pauses), Pause{From: at, Ground: ground})
	return r, nil
}

// Resume lets the clock run again from at.
func (r Run) Resume(at time.Time) (Run, error) {
	if err := r.running(at); err != nil {
		return r, err
	}
	if _, paused := r.Paused(); !paused {
		return r, refuse("clock.not_paused", "id", r.Rule.ID)
	}
	r.Pauses = slices.Clone(r.Pauses)
	r.Pauses[len(r.Pauses)-1].To = at
	return r, nil
}

// Extend adds time once, with a reason, while the clock is not overdue. It needs
// the calendar, because only that says whether at is still in time.
func (r Run) Extend(cal law.Calendar, at time.Time, by law.Limit, reason string) (Run, error) {
	if err := r.running(at); err != nil {
		return r, err
	}
	most := r.Rule.Extension
	switch {
	case most.IsZero():
		return r, refuse("clock.no_extension", "id", r.Rule.ID)
	case len(r.Extended) > 0:
		return r, refuse("clock.extended_already", "id", r.Rule.ID)
	case strings.TrimSpace(reason) == "":
		return r, refuse("clock.reason", "id", r.Rule.ID)
	case by.N <= 0:
		return r, refuse("clock.extend_by", "id", r.Rule.ID)
	}
	if ok, _ := law.AtMost(by, most); !ok {
		return r, refuse("clock.extend_most", "id", r.Rule.ID, "by", by.String(), "most", most.String())
	}
	if d := r.Due(cal); !d.At.IsZero() && late(at, d.At) {
		return r, refuse("clock.extend_late", "id", r.Rule.ID)
	}
	r.Extended = append(slices.Clone(r.Extended), Extension{At: at, By: by, Reason: reason})
	return r, nil
}

// Stop ends the clock at the moment the thing was done. A clock that stands
// still may be stopped too: what was waited for may make the rest needless.
func (r Run) Stop(at time.Time) (Run, error) {
	if err := r.running(at); err != nil {
		return r, err
	}
	r.Stopped = at
	return r, nil
}
