package office

import (
	"slices"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/form"
)

// offer is one verb an official may use on a case now, with every permit that grants
// it: a page draws one form of them together.
type offer struct {
	verb    casework.Verb
	step    string
	permits []casework.Permit
}

// offers groups what the kernel would allow by verb and step, in the pack's order.
// The internal note, which every stage allows, comes last.
func offers(v desk.View) []offer {
	var out []offer
	for _, p := range v.Options {
		i := slices.IndexFunc(out, func(o offer) bool { return o.verb == p.Verb && o.step == stepOf(p) })
		if i < 0 {
			out = append(out, offer{verb: p.Verb, step: stepOf(p)})
			i = len(out) - 1
		}
		out[i].permits = append(out[i].permits, p)
	}
	if _, may := find(out, casework.Assign, ""); v.Together.Mine && !may {
		out = append(out, offer{casework.Assign, "", []casework.Permit{{Verb: casework.Assign}}})
	}
	if v.Together.From != "" {
		out = append(out, offer{casework.Record, casework.StepTaken, []casework.Permit{{Verb: casework.Record, Step: casework.StepTaken}}})
	}
	note := casework.Permit{Verb: casework.Record, Step: casework.StepNote}
	return append(out, offer{note.Verb, note.Step, []casework.Permit{note}})
}

func stepOf(p casework.Permit) string {
	if p.Verb == casework.Record {
		return p.Step
	}
	return ""
}

func find(os []offer, verb casework.Verb, step string) (offer, bool) {
	i := slices.IndexFunc(os, func(o offer) bool { return o.verb == verb && o.step == step })
	if i < 0 {
		return offer{verb: verb, step: step}, false
	}
	return os[i], true
}

func (o offer) path(number string) string {
	p := casePath(number) + "/do/" + string(o.verb)
	if o.step != "" {
		p += "/" + o.step
	}
	return p
}

// act is the act that names a draft of the verb's form.
func (o offer) act() casework.Act { return casework.Act{Verb: o.verb, Step: o.step} }

func (o offer) is(vs ...casework.Verb) bool { return slices.Contains(vs, o.verb) }

func (o offer) note() bool { return o.verb == casework.Record && o.step == casework.StepNote }

// inner says whether it is one of the acts that every office may do in every case, of
// which no applicant learns.
func (o offer) inner() bool {
	return o.note() || o.verb == casework.Record && o.step == casework.StepTaken
}

// handsOver says whether who has the case hands it to somebody else: a colleague who is
// handed a case is told why.
func (o offer) handsOver(v desk.View) bool { return o.is(casework.Assign) && v.Together.Mine }

func (o offer) has(f func(casework.Permit) bool) bool { return slices.ContainsFunc(o.permits, f) }

// needsReason says whether the act cannot be without one.
func (o offer) needsReason() bool {
	return o.is(casework.RefuseIntake, casework.Extend) || o.has(func(p casework.Permit) bool { return p.Reason })
}

// takesReason says whether a reason can be told to the applicant with the act.
func (o offer) takesReason() bool {
	return !o.inner() && (o.needsReason() || o.is(casework.Propose, casework.Decide, casework.Pause, casework.SendBack, casework.Refer,
		casework.Reopen, casework.Close, casework.Deliver, casework.Withdraw, casework.AskCorrection))
}

// outcomes are those that the permits cover, in the pack's order.
func (o offer) outcomes(p *casework.Procedure) []casework.Outcome {
	var out []casework.Outcome
	for _, x := range p.Outcomes {
		if o.has(func(p casework.Permit) bool { return len(p.Only) == 0 || slices.Contains(p.Only, x.ID) }) {
			out = append(out, x)
		}
	}
	return out
}

func (o offer) grounds() []string {
	var out []string
	for _, p := range o.permits {
		for _, g := range p.Grounds {
			if !slices.Contains(out, g) {
				out = append(out, g)
			}
		}
	}
	return out
}

func (o offer) clocks() []string {
	var out []string
	for _, p := range o.permits {
		if p.Clock != "" && !slices.Contains(out, p.Clock) {
			out = append(out, p.Clock)
		}
	}
	return out
}

// until says whether the act announces a day, and whether it cannot be without one:
// a correction needs its deadline, and a limit that the law leaves to the office is
// whatever the act announces.
func (o offer) until(v desk.View) (takes, needs bool) {
	switch {
	case o.is(casework.AskCorrection):
		return true, true
	case o.is(casework.Accept) && len(tolerable(v)) > 0, o.is(casework.Pause):
		return true, false
	}
	for _, d := range v.Case.Procedure.Clocks {
		if d.Rule.Limit.IsZero() && o.starts(d) {
			return true, true
		}
	}
	return false, false
}

func (o offer) starts(d casework.ClockDecl) bool {
	return slices.ContainsFunc(d.Starts, func(t casework.Trigger) bool { return t.Verb == o.verb && (t.Step == "" || t.Step == o.step) })
}

// fields are the questions the official answers with the act. A page named like a
// step belongs to that step; the others go with any step, proposal or ending.
func (o offer) fields(v desk.View, answers map[string]string) []form.Field {
	f := v.Service.Form()
	if o.verb == casework.Supplement {
		var out []form.Field
		for _, g := range v.Case.Gaps {
			if x, ok := f.Field(g.Field); ok {
				out = append(out, x)
			}
		}
		return out
	}
	if o.inner() || !o.is(casework.Record, casework.Propose, casework.Decide, casework.Deliver, casework.Close) ||
		o.verb == casework.Decide && v.Case.Proposed != "" {
		return nil
	}
	var out []form.Field
	own := o.step != "" && slices.ContainsFunc(f.Pages(), func(p form.Page) bool { return p.Office && p.ID == o.step })
	for _, p := range f.OfficePages(answers) {
		_, ofStep := v.Case.Procedure.Step(p.ID)
		if own && p.ID != o.step || !own && ofStep {
			continue
		}
		for _, id := range p.Fields {
			if x, ok := f.Field(id); ok && f.Visible(id, answers) {
				out = append(out, x)
			}
		}
	}
	return out
}

// missable are what a correction notice may name: every question that was asked of
// the applicant, and every material of theirs that no question carries.
func missable(v desk.View) []string {
	f := v.Service.Form()
	var out []string
	for _, p := range f.VisiblePages(v.Case.Answers) {
		for _, id := range p.Fields {
			if f.Visible(id, v.Case.Answers) {
				out = append(out, id)
			}
		}
	}
	for _, m := range v.Service.Item().Materials {
		if !m.Fetched() && m.Field == "" {
			out = append(out, m.ID)
		}
	}
	return out
}

// tolerable are the materials that may follow after acceptance 容缺受理 and are not
// there yet (浙江省保障“最多跑一次”改革规定 4).
func tolerable(v desk.View) []string {
	var out []string
	for _, m := range v.Service.Item().Materials {
		if !m.Tolerance || m.Fetched() || v.Service.Given(m, v.Case.Answers) {
			continue
		}
		id := m.Field
		if id == "" {
			id = m.ID
		}
		out = append(out, id)
	}
	return out
}
