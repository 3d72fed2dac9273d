package pack

import (
	"slices"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/declare"
)

// verbsOf are the verbs that make sense in each shape. An inquiry and a task have no
// applicant, so nobody can supplement, withdraw or rate one.
var verbsOf = map[casework.Shape][]casework.Verb{
	casework.Application: {casework.Submit, casework.Accept, casework.RefuseIntake, casework.AskCorrection, casework.Supplement,
		casework.Assign, casework.Refer, casework.Consult, casework.Record, casework.Pause, casework.Resume, casework.Extend,
		casework.Propose, casework.SendBack, casework.Decide, casework.Deliver, casework.Withdraw, casework.Close,
		casework.Reopen, casework.Rate, casework.Link, casework.Move},
	casework.Report: {casework.ReportIn, casework.Accept, casework.RefuseIntake, casework.AskCorrection, casework.Supplement,
		casework.Assign, casework.Refer, casework.Consult, casework.Record, casework.Pause, casework.Resume, casework.Extend,
		casework.Propose, casework.SendBack, casework.Decide, casework.Deliver, casework.Withdraw, casework.Close,
		casework.Reopen, casework.Rate, casework.Link, casework.Move},
	casework.Inquiry: {casework.Open, casework.Assign, casework.Refer, casework.Consult, casework.Record, casework.Pause,
		casework.Resume, casework.Extend, casework.Propose, casework.SendBack, casework.Decide, casework.Deliver, casework.Close,
		casework.Reopen, casework.Link, casework.Move},
	casework.Task: {casework.Open, casework.Accept, casework.Assign, casework.Refer, casework.Consult, casework.Record,
		casework.Pause, casework.Resume, casework.Extend, casework.Propose, casework.SendBack, casework.Decide, casework.Deliver,
		casework.Close, casework.Reopen, casework.Link, casework.Move},
}

// An applicant may ask, tell, take back and judge; everything else is the office's.
var applicants = []casework.Verb{casework.Submit, casework.ReportIn, casework.Supplement, casework.Withdraw, casework.Record,
	casework.Rate, casework.Reopen}

// onlyApplicants are done by nobody else. A withdrawal can be deemed, by the kernel.
var onlyApplicants = []casework.Verb{casework.Supplement, casework.Rate}

// checkPermit holds one permit to what its verb needs.
func (d *draft) checkPermit(w permitDecl, s casework.Stage) {
	v := casework.Verb(w.Verb.Value)
	if v.Known() && slices.Contains([]casework.Verb{casework.Open, casework.Submit, casework.ReportIn}, v) {
		d.add(w.Verb.Problem("pack.opens-only", "verb", w.Verb.Value))
	}
	wants := func(ok bool, at declare.Pos, key string) {
		if !ok {
			d.add(at.Problem(key, "verb", w.Verb.Value, "stage", s.ID))
		}
	}
	wants(v != casework.Record || w.Step.Set(), w.Pos, "pack.permit-step")
	wants(v == casework.Record || !w.Step.Set(), w.Step.Pos, "pack.permit-step-idle")
	wants(v != casework.Pause || len(w.Grounds) > 0, w.Pos, "pack.permit-grounds")
	wants(v == casework.Pause || len(w.Grounds) == 0, w.Pos, "pack.permit-grounds-idle")
	wants(v != casework.Extend || w.Clock.Set(), w.Pos, "pack.permit-clock")
	wants(v == casework.Extend || !w.Clock.Set(), w.Clock.Pos, "pack.permit-clock-idle")
	wants(v == casework.Decide || v == casework.Propose || len(w.Only) == 0, w.Pos, "pack.permit-only-idle")
	wants(!w.Once || !w.Again, w.Pos, "pack.permit-once-again")
	wants(v != casework.Record || !w.To.Set(), w.To.Pos, "pack.permit-record-to")
	for _, r := range w.By {
		d.checkBy(w, v, r)
	}
	d.checkAlone(w, v)
	if v == casework.Pause {
		d.checkPause(w)
	}
	if v == casework.Extend {
		for _, c := range d.proc.Clocks {
			if c.ID.Value == w.Clock.Value {
				if d.neverExtended(c) {
					d.add(w.Clock.Problem("pack.extend-nothing", "clock", w.Clock.Value))
				}
			}
		}
	}
}

func (d *draft) checkBy(w permitDecl, v casework.Verb, r declare.Text) {
	role := casework.Role(r.Value)
	shape := casework.Shape(d.proc.Shape.Value)
	switch {
	case role == casework.RoleApplicant && (shape == casework.Inquiry || shape == casework.Task):
		d.add(r.Problem("pack.applicant-none", "shape", string(shape)))
	case role == casework.RoleApplicant && v.Known() && !slices.Contains(applicants, v):
		d.add(r.Problem("pack.applicant-verb", "verb", string(v), "verbs", join(applicants)))
	case role != casework.RoleApplicant && slices.Contains(onlyApplicants, v):
		d.add(r.Problem("pack.applicant-only", "verb", string(v)))
	}
}

// checkPause demands that each ground pauses some clock: else the office could
// announce a pause that stops nothing.
func (d *draft) checkPause(w permitDecl) {
	for _, g := range w.Grounds {
		if _, ok := d.book.Ground(g.Value); !ok {
			continue
		}
		if !slices.ContainsFunc(d.proc.Clocks, func(c clockDecl) bool { return slices.Contains(d.pausesOf(c), g.Value) }) {
			d.add(g.Problem("pack.ground-idle", "ground", g.Value))
		}
	}
}

func (d *draft) pausesOf(c clockDecl) []string {
	if len(c.Pauses) > 0 {
		return values(c.Pauses)
	}
	p, _ := d.book.Limit(c.Law.Value)
	return p.Pauses
}

// neverExtended says whether neither law nor the pack lets a clock be extended.
func (d *draft) neverExtended(c clockDecl) bool {
	if c.Extension.Set() {
		return c.Extension.Value.IsZero()
	}
	if !c.Law.Set() {
		return true
	}
	p, ok := d.book.Limit(c.Law.Value)
	terms, in := p.On(d.pack.From.Value)
	return ok && in && terms.Extension.IsZero()
}

func (w permitDecl) by(r casework.Role) bool {
	return slices.ContainsFunc(w.By, func(t declare.Text) bool { return t.Value == string(r) })
}

func join(vs []casework.Verb) string {
	out := make([]string, len(vs))
	for i, v := range vs {
		out[i] = string(v)
	}
	return strings.Join(out, ", ")
}
