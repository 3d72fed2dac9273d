package casework

import (
	"slices"
	"time"

	"atonce/internal/fail"
	"atonce/internal/record"
)

// The steps every office may record in every case without declaring them.
const (
	StepNote  = "note"  // an internal note; the applicant never sees it
	StepTaken = "taken" // 接手: who was handed the case has taken it
	StepNudge = "nudge" // 催办: the applicant asks what is happening; it is logged and answered
)

// chain bounds how many acts may follow one act by themselves. A sealed pack has
// no loops; the bound keeps a defect from hanging the only writer.
const chain = 20

// Apply says what follows when by does act to c at now, or why it may not be done.
// It reads no clock, no database and no pack but the one c was received under.
//
// Whatever the law did by silence before now comes first in the answer. The
// returned acts are numbered and complete: folding them onto c gives the new case.
func Apply(c Case, by Actor, act Act, now time.Time) ([]Act, []Effect, error) {
	if n := len(c.Acts); n > 0 && now.Before(c.Acts[n-1].At) {
		return nil, nil, fail.New(fail.Conflict, "casework.clock-went-back")
	}
	run := &run{c: c.clone(), now: now}
	if err := run.silences(); err != nil {
		return nil, nil, err
	}
	if err := run.do(by, act); err != nil {
		return nil, nil, err
	}
	if err := run.follow(); err != nil {
		return nil, nil, err
	}
	return run.acts, run.effects, nil
}

// Silent says what the kernel does by itself up to now: the silence of clocks that
// ran out, and what follows from it. No acts means that nothing is due.
func Silent(c Case, now time.Time) ([]Act, []Effect, error) {
	run := &run{c: c.clone(), now: now}
	if err := run.silences(); err != nil {
		return nil, nil, err
	}
	if len(run.acts) == 0 {
		return nil, nil, nil
	}
	if err := run.follow(); err != nil {
		return nil, nil, err
	}
	return run.acts, run.effects, nil
}

// run is one Apply under way: the case as it stands so far and what was added.
type run struct {
	c       Case
	now     time.Time
	acts    []Act
	effects []Effect
}

// do judges one act of a person or of the kernel and adds it.
func (r *run) do(by Actor, act Act) error {
	permit, role, err := r.c.permit(by, act)
	if err != nil {
		return err
	}
	if err := r.check(by, act, permit); err != nil {
		return err
	}
	if len(r.c.Acts) == 0 {
		// The record says for itself where the case began and under which pack.
		act.Office, act.Digest = r.c.Office, r.c.Digest
	}
	act.By, act.Name, act.OnBehalf, act.Role = by.ID, by.Name, by.OnBehalf, role
	if act.At.IsZero() {
		act.At = r.now
	}
	if permit.To != "" {
		act.To = permit.To
	}
	act.Sets = append(slices.Clone(permit.Sets), act.Sets...)
	act.Clears = append(slices.Clone(permit.Clears), act.Clears...)
	act.Visit = act.Visit || permit.Visit
	if act.Verb == Record {
		if s, ok := r.c.Procedure.Step(act.Step); ok {
			act.Sets, act.Clears = append(act.Sets, s.Sets...), append(act.Clears, s.Clears...)
			act.Visit = act.Visit || s.Visit
		}
	}
	return r.add(act)
}

// add numbers an act, folds it and collects what it asks of the desk.
func (r *run) add(act Act) error {
	act.Seq, act.From = len(r.c.Acts)+1, r.c.Stage
	was := r.c
	next, err := Fold(was, act)
	if err != nil {
		return err
	}
	r.c, r.acts = next, append(r.acts, act)
	r.effects = append(r.effects, consequences(was, next, act)...)
	return nil
}

// follow lets the kernel do, by itself, what the procedure grants to the system at
// the stage now reached: deciding at once 秒办, or closing what is delivered.
func (r *run) follow() error {
	for range chain {
		s, _ := r.c.Procedure.Stage(r.c.Stage)
		p, ok := r.c.automatic(s, r.now)
		if !ok {
			return nil
		}
		if err := r.do(System, p.byItself()); err != nil {
			return err
		}
	}
	return fail.New(fail.Internal, "casework.endless", "stage", r.c.Stage)
}

// automatic is the first permit of the system at stage s whose conditions hold.
// One that would do again what it did at this visit to the stage is left out, and a
// decision where a register gave no answer 数据源故障 or is said to be wrong: a person decides.
func (c Case) automatic(s Stage, now time.Time) (Permit, bool) {
	for _, p := range s.May {
		if !slices.Contains(p.By, RoleSystem) || p.Verb == Link {
			continue
		}
		if p.To == "" && c.used(p.Verb) || p.Verb == Decide && slices.ContainsFunc(c.Acts, func(a Act) bool { return record.AnyUnsettled(a.Sources) }) {
			continue
		}
		// What cannot be decided, or not yet, is left to a person: the act that led here stands.
		if why, err := c.blocked(System, p, nil); err != nil || why != nil {
			continue
		}
		r := run{c: c, now: now}
		if r.check(System, p.byItself(), p) == nil {
			return p, true
		}
	}
	return Permit{}, false
}

// byItself is the act by which the kernel uses a permit of its own.
func (p Permit) byItself() Act {
	a := Act{Verb: p.Verb, Step: p.Step}
	if len(p.Only) > 0 {
		a.Outcome = p.Only[0]
	}
	return a
}

// consequences are the effects of one act that took the case from was to next.
func consequences(was, next Case, a Act) []Effect {
	var out []Effect
	if o, ok := next.Procedure.Outcome(a.Outcome); ok && a.Verb == Decide && o.Licence != "" {
		out = append(out, IssueLicence{Kind: o.Licence})
	}
	out = append(out, next.ready(a)...)
	if was.Ended.IsZero() && !next.Ended.IsZero() && next.Parent != "" {
		out = append(out, TellParent{Parent: next.Parent, Branch: next.Branch, Outcome: next.Outcome, Favours: next.favours()})
	}
	if a.Verb == Withdraw {
		for _, ch := range next.Children {
			if !ch.Ended {
				out = append(out, EndChild{Case: ch.Case})
			}
		}
	}
	return append(out, tell(next, a)...)
}

// ready opens branches: those without predecessors by what opens them, as a rule
// the acceptance, all at the same moment (浙江省保障“最多跑一次”改革规定 5), the others when the last
// of their predecessors has ended in the applicant's favour.
func (c Case) ready(a Act) []Effect {
	var out []Effect
	for _, b := range c.Procedure.Branches {
		opens := triggered(b.Opens, a)
		if len(b.After) > 0 {
			opens = a.Verb == Link && c.allEnded(b.After)
		}
		if c.opened(b.ID) || !opens {
			continue
		}
		if b.When != nil {
			if ok, err := b.When.Holds(c.Facts()); err != nil || !ok {
				continue
			}
		}
		handed := map[string]string{}
		for _, k := range b.Passes {
			if v, ok := c.Answers[k]; ok {
				handed[k] = v
			}
		}
		out = append(out, OpenChild{Branch: b.ID, Service: b.Service, Answers: handed})
	}
	return out
}

// favours says whether the case ended as the applicant wished. Where a procedure
// knows no outcomes, having ended is all there is to wish.
func (c Case) favours() bool {
	o, ok := c.Procedure.Outcome(c.Outcome)
	return ok && o.Favours || len(c.Procedure.Outcomes) == 0
}

func (c Case) opened(branch string) bool {
	return slices.ContainsFunc(c.Children, func(ch Child) bool { return ch.Branch == branch })
}

func (c Case) allEnded(branches []string) bool {
	for _, b := range branches {
		if !slices.ContainsFunc(c.Children, func(ch Child) bool { return ch.Branch == b && ch.Favours }) {
			return false
		}
	}
	return true
}

// tell says who learns of an act. Internal records tell nobody; the person who
// acted is answered on the page and gets no message about it.
func tell(c Case, a Act) []Effect {
	switch a.Verb {
	case Record, Assign, Propose, SendBack, Consult, Link, Move:
		if a.Step != StepNudge {
			return nil
		}
	}
	if a.Role == RoleApplicant && a.Verb != Submit && a.Verb != ReportIn {
		return []Effect{Tell{To: RoleSystem, Act: a.Seq}}
	}
	if c.Applicant == "" {
		return nil
	}
	return []Effect{Tell{To: RoleApplicant, Act: a.Seq}}
}
