package pack

import (
	"slices"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/clock"
	"atonce/internal/declare"
	"atonce/internal/law"
)

// silent says which verb the kernel does for each thing that law takes as done.
var silent = map[string][]casework.Verb{
	"deemed-accepted":     {casework.Accept},
	"deemed-withdrawn":    {casework.Withdraw},
	"acceptance-revoked":  {casework.RefuseIntake, casework.Close},
	"deemed-renewed":      {casework.Decide},
	"deemed-no-objection": {casework.Record, casework.Decide},
	"deemed-consented":    {casework.Record, casework.Resume},
	"agency-decides":      {casework.Record, casework.Resume},
}

func (d *draft) sealClocks() {
	seen := map[string]bool{}
	for _, w := range d.proc.Clocks {
		d.named(w.ID, seen)
		d.need("clock."+w.ID.Value, w.ID.Pos)
		rule, kind := d.rule(w)
		c := casework.ClockDecl{Rule: rule, Promised: w.Promised.Value, Turn: d.role(w.Turn), Main: w.Main, WarnShare: w.Warn.Value,
			Starts: d.triggers(w.Starts), Stops: d.triggers(w.Stops)}
		if w.Warn.Set() && (w.Warn.Value < 1 || w.Warn.Value > 99) {
			d.add(w.Warn.Problem("pack.warn"))
		}
		if kind == law.Lasts && w.Promised.Set() {
			d.add(w.Promised.Problem("pack.lasts-promised", "clock", w.ID.Value))
		}
		c.Silence = d.silence(w)
		d.procedure.Clocks = append(d.procedure.Clocks, c)
	}
}

// rule is what a clock runs by: the law's limit in force on the pack's first day,
// tightened by what the pack declares. A pack may never loosen it.
func (d *draft) rule(w clockDecl) (clock.Rule, law.Kind) {
	if !w.Law.Set() {
		if !w.Illustrative {
			d.add(w.Pos.Problem("pack.clock-law", "clock", w.ID.Value))
		}
		if !w.Statutory.Set() {
			d.add(w.Pos.Problem("pack.clock-limit", "clock", w.ID.Value))
		}
		d.groundsKnown(w.Pauses)
		return clock.Rule{ID: w.ID.Value, Limit: w.Statutory.Value, Extension: w.Extension.Value, Pauses: values(w.Pauses)}, law.Within
	}
	period, ok := d.book.Limit(w.Law.Value)
	if !ok {
		d.add(w.Law.Problem("pack.limit-unknown", "law", w.Law.Value))
		return clock.Rule{ID: w.ID.Value}, law.Within
	}
	rule, ok := clock.FromPeriod(period, d.pack.From.Value)
	switch {
	case ok:
	case period.Kind == law.Before || period.Kind == law.Yearly:
		d.add(w.Law.Problem("pack.limit-kind", "law", w.Law.Value, "kind", string(period.Kind)))
	default:
		d.add(w.Law.Problem("pack.limit-not-in-force", "law", w.Law.Value, "from", d.pack.From.Value.String()))
	}
	if w.Illustrative != period.Illustrative {
		key := "pack.clock-illustrative"
		if w.Illustrative {
			key = "pack.clock-not-illustrative"
		}
		d.add(w.Pos.Problem(key, "clock", w.ID.Value))
	}
	rule.ID = w.ID.Value
	if w.Statutory.Set() {
		d.holdToLaw(w, period, rule)
		rule.Limit = w.Statutory.Value
	}
	if w.Extension.Set() {
		if !atMost(w.Extension.Value, rule.Extension) {
			d.add(w.Extension.Problem("pack.extension-law", "clock", w.ID.Value, "declared", w.Extension.Value.String(), "law", orNone(rule.Extension)))
		}
		rule.Extension = w.Extension.Value
	}
	if len(w.Pauses) > 0 {
		for _, g := range w.Pauses {
			if !slices.Contains(rule.Pauses, g.Value) {
				d.add(g.Problem("pack.clock-ground", "clock", w.ID.Value, "ground", g.Value, "grounds", strings.Join(rule.Pauses, ", ")))
			}
		}
		rule.Pauses = values(w.Pauses)
	}
	return rule, period.Kind
}

// holdToLaw compares a declared statutory limit with every value the law has from
// the pack's first day on: a later, shorter one would make the pack unlawful on a
// day that is known already.
func (d *draft) holdToLaw(w clockDecl, period law.Period, rule clock.Rule) {
	if period.Kind == law.Set {
		return
	}
	limits := []law.Limit{rule.Limit}
	for _, s := range period.Values.Steps() {
		if s.Value != nil && s.From.After(d.pack.From.Value) {
			limits = append(limits, s.Value.Limit)
		}
	}
	for _, l := range limits {
		ok := atMost(w.Statutory.Value, l)
		if period.Kind == law.Lasts { // what has to last may not be cut short
			ok = atMost(l, w.Statutory.Value)
		}
		if !ok && !l.IsZero() {
			d.add(w.Statutory.Problem("pack.statutory-law", "clock", w.ID.Value, "declared", w.Statutory.Value.String(), "law", l.String()))
		}
	}
}

// atMost says whether a never ends later than b; what cannot be compared is not.
func atMost(a, b law.Limit) bool {
	ok, comparable := law.AtMost(a, b)
	return ok && comparable
}

func orNone(l law.Limit) string {
	if l.IsZero() {
		return "-"
	}
	return l.String()
}

func (d *draft) groundsKnown(gs []declare.Text) {
	for _, g := range gs {
		if _, ok := d.book.Ground(g.Value); !ok {
			d.add(g.Problem("pack.ground-unknown", "ground", g.Value, "grounds", strings.Join(d.book.Grounds(), ", ")))
		}
	}
}

// silence seals what happens by itself, and holds it to what law takes as done.
func (d *draft) silence(w clockDecl) *casework.Silence {
	s := w.Silence
	if s == nil {
		return nil
	}
	out := &casework.Silence{Verb: d.verb(s.Verb), To: d.stage(s.To), Step: d.step(s.Step), Outcome: d.outcome(s.Outcome),
		FromReceipt: s.FromReceipt, Sets: d.flags(s.Sets), Basis: d.cite(s.Basis)}
	period, _ := d.book.Limit(w.Law.Value)
	switch {
	case !period.Silence.IsZero():
		out.Basis = period.Silence.Basis
		if allowed, known := silent[period.Silence.Act]; known && !slices.Contains(allowed, out.Verb) {
			d.add(s.Verb.Problem("pack.silence-verb", "clock", w.ID.Value, "verb", s.Verb.Value, "act", period.Silence.Act))
		}
	case period.Kind == law.Lasts && out.Verb == casework.Record:
		out.Basis = period.Basis // nothing is taken as done: the time that had to pass has passed
	case out.Basis.IsZero() && !w.Illustrative:
		d.add(s.Pos.Problem("pack.silence-law", "clock", w.ID.Value))
	}
	if out.Verb == casework.Decide && s.Outcome.Value == "" {
		d.add(s.Pos.Problem("pack.silence-outcome", "clock", w.ID.Value))
	}
	act := casework.Trigger{Verb: out.Verb, Step: out.Step, Outcome: out.Outcome}
	if !slices.ContainsFunc(d.triggers(w.Stops), func(t casework.Trigger) bool { return meets(t, act) }) {
		d.add(s.Pos.Problem("pack.silence-stops", "clock", w.ID.Value, "verb", s.Verb.Value))
	}
	return out
}

// meets says whether an act of the kind act sets off trigger t.
func meets(t, act casework.Trigger) bool {
	return t.Verb == act.Verb && (t.Step == "" || t.Step == act.Step) && (t.Outcome == "" || t.Outcome == act.Outcome)
}

// triggers reads what starts or stops a clock: verb, record:step, decide:outcome.
func (d *draft) triggers(ts []declare.Text) []casework.Trigger {
	var out []casework.Trigger
	for _, t := range ts {
		verb, detail, more := strings.Cut(t.Value, ":")
		v := casework.Verb(verb)
		trigger := casework.Trigger{Verb: v}
		at := declare.Text{Value: detail, Pos: t.Pos}
		switch {
		case !v.Known():
			d.add(t.Problem("pack.trigger", "trigger", t.Value))
		case !more:
		case v == casework.Record:
			trigger.Step = d.step(at)
		case v == casework.Decide || v == casework.Propose:
			trigger.Outcome = d.outcome(at)
		default:
			d.add(t.Problem("pack.trigger", "trigger", t.Value))
		}
		out = append(out, trigger)
	}
	return out
}
