package clock

import (
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
)

// Branch is one agency's part of a joint handling 并联审批.
type Branch struct {
	ID    string
	Rule  Rule     // what its clock will run by when it has not started
	Run   *Run     // its clock; nil until it starts
	After []string // branches that must be done before it starts
}

// Joint is the promise of the whole: when the slowest path falls due. Branches
// that wait for nothing start together at start, as if all agencies had received
// at the same moment; one that follows others starts at the written notice that
// they are done (Zhejiang visit-at-most-once regulation art. 5), for which the
// promise takes their last moment. A branch that was stopped counts as done
// when it was. Paused is true, and Due.At zero, while a branch that is needed
// stands still. The errors are Conflict: an unknown branch or a circle.
func Joint(cal law.Calendar, start time.Time, branches []Branch) (whole Due, each map[string]Due, err error) {
	j := joint{cal: cal, start: start, byID: map[string]Branch{}, due: map[string]Due{}, visiting: map[string]bool{}}
	for _, b := range branches {
		if _, twice := j.byID[b.ID]; twice {
			return Due{}, nil, fail.New(fail.Conflict, "clock.joint_twice", "id", b.ID)
		}
		j.byID[b.ID] = b
	}
	open := false
	for _, b := range branches {
		d, err := j.branch(b.ID)
		if err != nil {
			return Due{}, nil, err
		}
		open = open || d.At.IsZero()
		provisional := whole.Provisional || d.Provisional
		if d.At.After(whole.At) {
			whole = d
		}
		whole.Provisional = provisional
	}
	if open {
		whole.At, whole.Day = time.Time{}, law.Date{}
	}
	return whole, j.due, nil
}

type joint struct {
	cal      law.Calendar
	start    time.Time
	byID     map[string]Branch
	due      map[string]Due
	visiting map[string]bool
}

func (j *joint) branch(id string) (Due, error) {
	if d, known := j.due[id]; known {
		return d, nil
	}
	b, ok := j.byID[id]
	if !ok {
		return Due{}, fail.New(fail.Conflict, "clock.joint_unknown", "id", id)
	}
	if j.visiting[id] {
		return Due{}, fail.New(fail.Conflict, "clock.joint_circle", "id", id)
	}
	j.visiting[id] = true
	defer delete(j.visiting, id)
	begin, provisional, open := j.start, false, false
	for _, before := range b.After {
		d, err := j.branch(before)
		if err != nil {
			return Due{}, err
		}
		provisional = provisional || d.Provisional
		open = open || d.At.IsZero()
		if d.At.After(begin) {
			begin = d.At
		}
	}
	var d Due
	switch {
	case b.Run != nil && !b.Run.Stopped.IsZero():
		d = Due{At: b.Run.Stopped, Day: j.cal.Today(b.Run.Stopped)}
	case b.Run != nil:
		d = b.Run.Due(j.cal)
	case open:
		d = Due{Provisional: provisional}
	default:
		d = Start(b.Rule, begin).Due(j.cal)
		d.Provisional = d.Provisional || provisional
	}
	j.due[id] = d
	return d, nil
}
