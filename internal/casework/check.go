package casework

import (
	"slices"
	"strings"

	"atonce/internal/fail"
)

// check judges what an act carries, beyond who may do it: the one complete notice,
// the ground in law, the reasons. Every problem is named with the field it is in.
func (r *run) check(by Actor, a Act, p Permit) error {
	e := fail.New(fail.Invalid, "casework.incomplete", "verb", string(a.Verb))
	field := func(path, key string, args ...string) {
		e.Fields = append(e.Fields, fail.Field{Path: path, Key: key, Args: fail.Pairs(args...)})
	}
	if p.Reason && blank(a.Reason) {
		field("reason", "casework.reason-missing")
	}
	switch a.Verb {
	case AskCorrection:
		r.checkGaps(a, field)
	case Supplement:
		for _, g := range r.c.Gaps {
			if blank(a.Answers[g.Field]) {
				field(g.Field, "casework.gap-open", "reason", g.Reason)
			}
		}
	case Accept:
		if len(a.Gaps) > 0 {
			r.checkGaps(a, field)
		}
	case RefuseIntake:
		if blank(a.Reason) && by.ID != System.ID {
			field("reason", "casework.reason-missing")
		}
	case Pause:
		if !slices.Contains(p.Grounds, a.Ground) {
			field("ground", "casework.ground-unknown", "ground", a.Ground, "grounds", strings.Join(p.Grounds, ", "))
		} else if !slices.ContainsFunc(r.c.Clocks, func(k Running) bool { return k.Live() && !k.Paused() && k.pausable(a.Ground) }) {
			return fail.New(fail.Conflict, "casework.nothing-to-pause")
		}
		if !a.Until.IsZero() && !a.Until.After(r.now) {
			field("until", "casework.until-past")
		}
	case Resume:
		if !r.c.paused() {
			return fail.New(fail.Conflict, "casework.not-paused")
		}
	case Extend:
		return r.checkExtend(a, p, e)
	case Propose, Decide:
		return r.checkOutcome(by, a, p, e)
	case Assign:
		if blank(a.Handler) {
			field("handler", "casework.handler-missing")
		}
	case Refer:
		if blank(a.Office) {
			field("office", "casework.office-missing")
		} else if a.Office == r.c.Office {
			field("office", "casework.office-same")
		}
	case Rate:
		if a.Stars < 1 || a.Stars > 5 {
			field("stars", "casework.stars")
		}
		if r.c.Stars != 0 {
			return fail.New(fail.Conflict, "casework.rated")
		}
	case Move:
		return r.checkMove(a)
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// checkGaps holds a notice to 行政许可法 32: once, complete, each with its reason,
// and with the day by which it must be answered.
func (r *run) checkGaps(a Act, field func(path, key string, args ...string)) {
	if len(a.Gaps) == 0 {
		field("gaps", "casework.gaps-none")
	}
	seen := map[string]bool{}
	for _, g := range a.Gaps {
		if blank(g.Field) || blank(g.Reason) {
			field("gaps", "casework.gap-reason", "field", g.Field)
		}
		if seen[g.Field] {
			field("gaps", "casework.gap-twice", "field", g.Field)
		}
		seen[g.Field] = true
	}
	if !a.Until.After(r.now) {
		field("until", "casework.until-past")
	}
	for _, old := range r.c.Acts {
		if old.Verb != AskCorrection || a.Verb != AskCorrection {
			continue
		}
		for _, g := range old.Gaps {
			if seen[g.Field] && blank(a.Reason) {
				field("reason", "casework.gap-again", "field", g.Field)
			}
		}
	}
}

func (r *run) checkExtend(a Act, p Permit, e *fail.Error) error {
	for _, k := range r.c.Clocks {
		if k.Live() && k.Run.Rule.ID == p.Clock && (a.Clock == "" || a.Clock == p.Clock) {
			_, err := k.Run.Extend(r.c.Procedure.Calendar, r.now, k.Decl.Rule.Extension, a.Reason)
			return err
		}
	}
	return fail.New(fail.Conflict, "casework.nothing-to-extend", "clock", p.Clock)
}

func (r *run) checkOutcome(by Actor, a Act, p Permit, e *fail.Error) error {
	o, ok := r.c.Procedure.Outcome(a.Outcome)
	if !ok || (len(p.Only) > 0 && !slices.Contains(p.Only, a.Outcome)) {
		var ids []string
		for _, x := range r.c.Procedure.Outcomes {
			if len(p.Only) == 0 || slices.Contains(p.Only, x.ID) {
				ids = append(ids, x.ID)
			}
		}
		e.Fields = append(e.Fields, fail.Field{Path: "outcome", Key: "casework.outcome-unknown",
			Args: fail.Pairs("outcome", a.Outcome, "outcomes", strings.Join(ids, ", "))})
		return e
	}
	if r.c.paused() && a.Verb == Decide {
		return fail.New(fail.Conflict, "casework.decide-while-paused")
	}
	if a.Verb == Decide && r.c.Procedure.Joint != "" && r.c.OpenChildren() > 0 {
		return fail.New(fail.Conflict, "casework.branches-open")
	}
	differs := a.Verb == Decide && r.c.Proposed != "" && r.c.Proposed != a.Outcome
	if (o.Reasons || differs) && blank(a.Reason) && by.ID != System.ID {
		key := "casework.reason-missing"
		if differs {
			key = "casework.reason-override"
		}
		e.Fields = append(e.Fields, fail.Field{Path: "reason", Key: key})
		return e
	}
	return nil
}

// checkMove holds a case to one place in both versions: a stage that the new
// procedure lacks would strand it.
func (r *run) checkMove(a Act) error {
	if a.Onto == nil || a.Onto.Digest != a.Digest {
		return fail.New(fail.Invalid, "casework.move-without-pack")
	}
	if a.Digest == r.c.Digest {
		return fail.New(fail.Conflict, "casework.move-same")
	}
	if _, ok := a.Onto.Stage(r.c.Stage); !ok || a.Onto.Shape != r.c.Procedure.Shape || a.Onto.Service != r.c.Procedure.Service {
		return fail.New(fail.Conflict, "casework.move-stranded", "stage", r.c.Stage)
	}
	return nil
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }
