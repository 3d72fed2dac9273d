package casework

import (
	"maps"
	"slices"
	"time"

	"atonce/internal/clock"
	"atonce/internal/fail"
	"atonce/internal/law"
)

// fold adds one act. It looks at the act and the procedure only, never at a
// person or the time of day, so that a record folds to the same case for ever.
func (c *Case) fold(a Act) error {
	if a.Verb == Move {
		if a.Onto == nil || a.Onto.Digest != a.Digest {
			return &fail.Error{Kind: fail.Internal, Key: "casework.move-without-pack"}
		}
		c.Procedure, c.Digest = a.Onto, a.Digest
	}
	if len(c.Acts) == 0 {
		c.Received, c.Round, c.Office = a.At, 1, a.Office
	}
	c.Acts = append(c.Acts, a)
	maps.Copy(c.Answers, a.Answers)
	for _, f := range a.Sets {
		c.Flags[f] = true
	}
	for _, f := range a.Clears {
		delete(c.Flags, f)
	}
	if a.Visit {
		c.Visits++
	}
	switch a.Verb {
	case AskCorrection:
		c.Gaps = a.Gaps
	case Supplement:
		c.Gaps = nil
	case Accept:
		c.Gaps = a.Gaps // tolerance acceptance 容缺受理 leaves named gaps open
	case Assign:
		c.Handler = a.Handler
	case Refer:
		c.Office, c.Handler = a.Office, ""
	case Propose:
		c.Proposed = a.Outcome
	case SendBack:
		c.Proposed = ""
	case Decide:
		c.Outcome = a.Outcome
	case Rate:
		c.Stars = a.Stars
	case Reopen:
		c.Outcome, c.Proposed, c.Round = "", "", c.Round+1
	case Link:
		c.link(a)
	}
	if a.To != "" {
		c.Stage = a.To
	}
	if err := c.wind(a); err != nil {
		return err
	}
	s, _ := c.Procedure.Stage(c.Stage)
	if !s.End {
		c.Ended = time.Time{}
	} else if c.Ended.IsZero() {
		c.Ended = a.At
		return c.stop(a, func(ClockDecl) bool { return true })
	}
	return nil
}

func (c *Case) link(a Act) {
	if a.Branch == "" {
		return
	}
	for i, ch := range c.Children {
		if ch.Case == a.Case {
			c.Children[i].Ended, c.Children[i].Outcome, c.Children[i].Favours = true, a.Outcome, a.Step == StepEnded
			return
		}
	}
	c.Children = append(c.Children, Child{Branch: a.Branch, Case: a.Case})
}

// wind stops, starts, pauses, resumes and extends clocks as the act says.
func (c *Case) wind(a Act) error {
	at := a.At
	if !a.Backdated.IsZero() {
		at = a.Backdated
	}
	if err := c.stop(a, func(d ClockDecl) bool { return triggered(d.Stops, a) }); err != nil {
		return err
	}
	for _, d := range c.Procedure.Clocks {
		if triggered(d.Starts, a) && !c.running(d.Rule.ID) {
			c.Clocks = append(c.Clocks, Running{Decl: d, Run: clock.Start(c.ruled(d, a), at)})
		}
	}
	switch a.Verb {
	case Pause:
		return c.each(func(r Running) (clock.Run, error) { return r.Run.Pause(a.At, a.Ground) },
			func(r Running) bool { return r.pausable(a.Ground) })
	case Resume:
		return c.each(func(r Running) (clock.Run, error) { return r.Run.Resume(a.At) },
			Running.Paused)
	case Extend:
		return c.each(func(r Running) (clock.Run, error) {
			return r.Run.Extend(c.Procedure.Calendar, a.At, r.Decl.Rule.Extension, a.Reason)
		},
			func(r Running) bool { return r.Run.Rule.ID == a.Clock })
	}
	return nil
}

// ruled is the rule a clock starts by. Where the law leaves the limit to the office
// (浙江省保障“最多跑一次”改革规定 11) it ends with the day the act announces.
func (c *Case) ruled(d ClockDecl, a Act) clock.Rule {
	if d.Rule.Limit.IsZero() && !a.Until.IsZero() {
		cal := c.Procedure.Calendar
		d.Rule.Limit = law.Limit{N: max(1, cal.Today(a.Until).Sub(cal.Today(a.At))), Unit: law.Days}
	}
	return d.Rule
}

func (c *Case) each(change func(Running) (clock.Run, error), of func(Running) bool) error {
	for i, r := range c.Clocks {
		if !r.Live() || !of(r) {
			continue
		}
		run, err := change(r)
		if err != nil {
			return err
		}
		c.Clocks[i].Run = run
	}
	return nil
}

func (c *Case) stop(a Act, of func(ClockDecl) bool) error {
	return c.each(func(r Running) (clock.Run, error) { return r.Run.Stop(a.At) }, func(r Running) bool { return of(r.Decl) })
}

func (c *Case) running(id string) bool {
	for _, r := range c.Clocks {
		if r.Live() && r.Run.Rule.ID == id {
			return true
		}
	}
	return false
}

func (r Running) pausable(ground string) bool {
	return slices.Contains(r.Decl.Rule.Pauses, ground)
}

func triggered(ts []Trigger, a Act) bool {
	for _, t := range ts {
		if t.Verb == a.Verb && (t.Step == "" || t.Step == a.Step) && (t.Outcome == "" || t.Outcome == a.Outcome) {
			return true
		}
	}
	return false
}
