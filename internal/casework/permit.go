package casework

import (
	"maps"
	"slices"
	"strings"

	"atonce/internal/fail"
)

// permit finds what allows by to do act here, and the role it is done in, or says
// why nothing does. The nearest miss is named: the wrong stage before the wrong
// person, the wrong person before what is still lacking.
func (c Case) permit(by Actor, act Act) (Permit, Role, error) {
	if c.Procedure == nil {
		return Permit{}, "", fail.New(fail.Internal, "casework.no-procedure")
	}
	if len(c.Acts) == 0 {
		return c.opening(by, act)
	}
	if act.Verb == Link && by.Has(RoleSystem) {
		return Permit{Verb: Link}, RoleSystem, nil
	}
	s, ok := c.Procedure.Stage(c.Stage)
	if !ok {
		return Permit{}, "", fail.New(fail.Internal, "casework.no-stage", "stage", c.Stage)
	}
	var nearest *fail.Error
	var others []Role // who could have done it
	for _, p := range s.May {
		if p.Verb != act.Verb || (p.Verb == Record && p.Step != act.Step) || !p.covers(act) {
			continue
		}
		role, held := c.roleOf(by, p)
		if !held {
			others = append(others, p.By...)
			continue
		}
		why, err := c.blocked(by, p, act.Answers)
		if err != nil {
			return Permit{}, "", err
		}
		if why == nil {
			return p, role, nil
		}
		nearest = why
	}
	if p, role, ok := c.everywhere(by, act); ok {
		return p, role, nil
	}
	// Sending a person to the kernel itself would help nobody.
	others = slices.DeleteFunc(others, func(r Role) bool { return r == RoleSystem })
	switch {
	case nearest != nil:
	case len(others) > 0:
		slices.Sort(others)
		nearest = c.notYours(by, act, slices.Compact(others))
	default:
		nearest = c.notHere(by, act)
	}
	return Permit{}, "", nearest
}

func (p Permit) covers(act Act) bool {
	switch {
	case (act.Verb == Decide || act.Verb == Propose) && len(p.Only) > 0 && act.Outcome != "":
		return slices.Contains(p.Only, act.Outcome)
	case act.Verb == Extend && act.Clock != "":
		return p.Clock == act.Clock
	}
	return true
}

func (c Case) opening(by Actor, act Act) (Permit, Role, error) {
	p := c.Procedure.Opens
	if act.Verb != p.Verb || !c.Procedure.Shape.Opens(act.Verb) {
		return Permit{}, "", fail.New(fail.Conflict, "casework.opens-with", "verb", string(act.Verb), "opens", string(p.Verb))
	}
	for _, r := range p.By {
		if by.Has(r) {
			return p, r, nil
		}
	}
	return Permit{}, "", fail.New(fail.Forbidden, "casework.not-yours-to-open", "verb", string(act.Verb), "roles", roles(p.By))
}

// everywhere is what any stage allows without saying so: notes of the office, that who
// has a case hands it on or takes it, and the applicant's nudge.
func (c Case) everywhere(by Actor, act Act) (Permit, Role, bool) {
	i := slices.IndexFunc(by.Roles, func(r Role) bool { return r != RoleApplicant && r != RoleSystem })
	mine, note := by.ID == c.Handler && c.Ended.IsZero(), act.Verb == Record && act.Step == StepNote
	switch {
	case i >= 0 && (note || mine && (act.Verb == Assign || act.Verb == Record && act.Step == StepTaken)):
		return Permit{Verb: act.Verb, Step: act.Step}, by.Roles[i], true
	case act.Verb == Record && act.Step == StepNudge && c.isApplicant(by) && c.Ended.IsZero():
		return Permit{Verb: Record, Step: StepNudge}, RoleApplicant, true
	}
	return Permit{}, "", false
}

func (c Case) isApplicant(by Actor) bool {
	return by.Has(RoleApplicant) && c.Applicant != "" && (by.ID == c.Applicant || by.OnBehalf == c.Applicant)
}

// roleOf is the role in which by may use p. The applicant's role is only the
// applicant's own, and nobody uses an office role in a case of their own.
func (c Case) roleOf(by Actor, p Permit) (Role, bool) {
	for _, r := range p.By {
		switch {
		case r == RoleApplicant && c.isApplicant(by):
			return r, true
		case r == RoleApplicant:
		case by.ID == c.Applicant && c.Applicant != "":
		case by.Has(r):
			return r, true
		}
	}
	return "", false
}

// blocked says what still stands between by and p, or nil. The error is for a
// condition that cannot be decided; it looks at the answers the act brings too.
func (c Case) blocked(by Actor, p Permit, more map[string]string) (*fail.Error, error) {
	verb := string(p.Verb)
	for _, f := range p.Needs {
		if !c.Flags[f] {
			return fail.New(fail.Conflict, "casework.needs", "verb", verb, "flag", f), nil
		}
	}
	for _, f := range p.Unless {
		if c.Flags[f] {
			return fail.New(fail.Conflict, "casework.unless", "verb", verb, "flag", f), nil
		}
	}
	if len(p.NotBy) > 0 && c.did(by.ID, p.NotBy) {
		return fail.New(fail.Forbidden, "casework.four-eyes", "verb", verb, "did", triggers(p.NotBy)), nil
	}
	if p.Once && c.used(p.Verb) {
		return fail.New(fail.Conflict, "casework.once", "verb", verb), nil
	}
	if p.Again && !c.used(p.Verb) {
		return fail.New(fail.Conflict, "casework.again", "verb", verb), nil
	}
	if p.When != nil {
		facts := c.Facts()
		if len(more) > 0 {
			facts.Answers = maps.Clone(facts.Answers)
			maps.Copy(facts.Answers, more)
		}
		ok, err := p.When.Holds(facts)
		if err != nil {
			return nil, err
		}
		if !ok {
			return fail.New(fail.Conflict, "casework.when", "verb", verb), nil
		}
	}
	return nil, nil
}

// notHere refuses a verb that this stage does not have, and says what it has.
func (c Case) notHere(by Actor, act Act) *fail.Error {
	return fail.New(fail.Conflict, "casework.not-here", "verb", verbWithStep(act.Verb, act.Step), "stage", c.Stage,
		"allowed", c.allowed(by))
}

// notYours refuses a verb that this stage grants to others.
func (c Case) notYours(by Actor, act Act, others []Role) *fail.Error {
	return fail.New(fail.Forbidden, "casework.not-yours", "verb", verbWithStep(act.Verb, act.Step), "roles", roles(others),
		"allowed", c.allowed(by))
}

func (c Case) allowed(by Actor) string {
	var vs []string
	for _, o := range Options(c, by) {
		if v := verbWithStep(o.Verb, o.Step); !slices.Contains(vs, v) {
			vs = append(vs, v)
		}
	}
	if len(vs) == 0 {
		return "-"
	}
	return strings.Join(vs, ", ")
}

// Options are the permits that by could use on c as it stands: what a page offers
// as forms and what a refusal names. Conditions that cannot be decided hide theirs.
func Options(c Case, by Actor) []Permit {
	var out []Permit
	s, ok := c.Procedure.Stage(c.Stage)
	if !ok {
		return nil
	}
	for _, p := range s.May {
		if p.Verb == Link || (len(p.By) == 1 && p.By[0] == RoleSystem) {
			continue
		}
		if _, held := c.roleOf(by, p); !held {
			continue
		}
		if p.Verb == Resume && !c.paused() || p.Verb == Pause && c.paused() {
			continue
		}
		if why, err := c.blocked(by, p, nil); err == nil && why == nil {
			out = append(out, p)
		}
	}
	return out
}

func (c Case) paused() bool {
	return slices.ContainsFunc(c.Clocks, func(r Running) bool { return r.Live() && r.Paused() })
}

func verbWithStep(v Verb, step string) string {
	if v == Record && step != "" {
		return string(v) + " " + step
	}
	return string(v)
}

func roles(rs []Role) string {
	out := make([]string, len(rs))
	for i, r := range rs {
		out[i] = string(r)
	}
	return strings.Join(out, ", ")
}

func triggers(ts []Trigger) string {
	out := make([]string, len(ts))
	for i, t := range ts {
		out[i] = verbWithStep(t.Verb, t.Step)
	}
	return strings.Join(out, ", ")
}
