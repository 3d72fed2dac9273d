package dmn

import (
	"atonce/internal/feel"
)

// Explanation says how a decision came about 决策说明: every decision, table and
// business knowledge model that was evaluated, in the order it was.
type Explanation struct {
	Name   string
	Labels Words
	Result feel.Value
	Steps  []*Step
	// Given are the inputs of the model that the decision depends on.
	Given []Given
}

// Given is a named value that went in or came out.
type Given struct {
	Name   string
	Labels Words
	Value  feel.Value
}

// Step is the evaluation of one decision or business knowledge model.
type Step struct {
	Kind   Kind
	Name   string
	Labels Words
	Value  feel.Value
	Needs  []Given      // what it was told: inputs and other decisions
	Tables []*TableStep // tables that ran in it
	Depth  int          // 0: a decision of the graph; more: called from one
}

// TableStep is one run of a table.
type TableStep struct {
	Table  *Table
	Inputs []Given // by column
	Fired  []Fired
	Result feel.Value
}

// Fired is a rule that matched. Rule counts from 1.
type Fired struct {
	Rule    int
	Def     *Rule
	Outputs []Given
	// Counted says that the answer of the rule is in the answer of the table: of a
	// priority table only the first is.
	Counted bool
}

type trace struct {
	steps []*Step
	open  []*Step
	e     *Evaluator
}

// Explain is Evaluate with an account of it. It allocates; decisions that
// nobody asks about should use Evaluate.
func (e *Evaluator) Explain(x *Element) *Explanation {
	t := &trace{e: e}
	e.trace = t
	v := e.Evaluate(x)
	e.trace = nil
	out := &Explanation{Name: x.Name, Labels: x.Labels, Result: v, Steps: t.steps}
	for _, in := range x.Inputs() {
		out.Given = append(out.Given, Given{in.Name, in.Labels, e.of(in)})
	}
	return out
}

func (t *trace) enter(x *Element) {
	s := &Step{Kind: x.Kind, Name: x.Name, Labels: x.Labels, Depth: len(t.open)}
	for _, l := range x.links {
		if l.from.Kind == KindInput || l.from.Kind == KindDecision {
			s.Needs = append(s.Needs, Given{l.from.Name, l.from.Labels, t.e.of(l.from)})
		}
	}
	t.open = append(t.open, s)
}

func (t *trace) leave(v feel.Value) {
	s := t.open[len(t.open)-1]
	s.Value = v
	t.open = t.open[:len(t.open)-1]
	t.steps = append(t.steps, s)
}

func (t *trace) table(l *tableLogic, in []feel.Value, hits []int32) *TableStep {
	s := &TableStep{Table: l.def}
	for i, c := range l.def.Inputs {
		name := c.Label
		if name == "" {
			name = c.Text
		}
		s.Inputs = append(s.Inputs, Given{name, c.Labels, in[i]})
	}
	for _, h := range hits {
		s.Fired = append(s.Fired, Fired{Rule: int(h) + 1, Def: l.def.Rules[h]})
	}
	if len(t.open) > 0 {
		owner := t.open[len(t.open)-1]
		owner.Tables = append(owner.Tables, s)
	}
	return s
}

// finish notes what each rule answered, and whether that is in the result.
func (s *TableStep) finish(l *tableLogic, e *Evaluator, vars []feel.Value, result feel.Value) {
	s.Result = result
	for i := range s.Fired {
		f := &s.Fired[i]
		v := l.output(e, vars, int32(f.Rule-1))
		for _, c := range l.def.Outputs {
			part := v
			if ctx := v.Context(); ctx != nil && len(l.def.Outputs) > 1 {
				part, _ = ctx.Get(c.Name)
			}
			name := c.Name
			if name == "" {
				name = c.Label
			}
			f.Outputs = append(f.Outputs, Given{name, c.Labels, part})
		}
		f.Counted = l.counts(v, result, len(s.Fired))
	}
}
