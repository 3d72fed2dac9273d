package pack

import (
	"slices"
	"strconv"

	"atonce/internal/dmn"
	"atonce/internal/law"
)

// Cause 变更之处 is one place where two versions of a model differ: the formula of a
// decision, or a cell of a rule.
type Cause struct {
	Element string    `json:"element"`
	Label   law.Words `json:"label,omitempty"`
	Rule    int       `json:"rule,omitempty"` // from 1; 0 for a formula, or for a table as a whole
	Column  law.Words `json:"column,omitempty"`
	Was     string    `json:"was"` // as the pack writes it; empty where it is new
	Now     string    `json:"now"` // empty where it is gone
}

// Causes are the places where a model of two versions of a service differs, in the order
// in which the younger one is written.
func Causes(was, now *Service, model string) []Cause {
	a, _ := was.Decision(model)
	b, ok := now.Decision(model)
	if !ok || a.Model == nil {
		return nil
	}
	var out []Cause
	for _, x := range b.Model.Elements(dmn.KindDecision) {
		old, _ := a.Model.Find(x.Name)
		out = append(out, differs(old, x)...)
	}
	for _, x := range a.Model.Elements(dmn.KindDecision) {
		if _, ok := b.Model.Find(x.Name); !ok {
			out = append(out, Cause{Element: x.Name, Label: law.Words(x.Labels), Was: formula(x)})
		}
	}
	return out
}

func formula(x *dmn.Element) string {
	if x == nil || x.Decision == nil {
		return ""
	}
	if l, ok := x.Decision.Logic.(*dmn.Literal); ok {
		return l.Text
	}
	return ""
}

func table(x *dmn.Element) *dmn.Table {
	if x == nil || x.Decision == nil {
		return nil
	}
	t, _ := x.Decision.Logic.(*dmn.Table)
	return t
}

// differs are the differences of one decision; a may be nil.
func differs(a, b *dmn.Element) (out []Cause) {
	add := func(rule int, column law.Words, was, now string) {
		if was != now {
			out = append(out, Cause{Element: b.Name, Label: law.Words(b.Labels), Rule: rule, Column: column, Was: was, Now: now})
		}
	}
	add(0, nil, formula(a), formula(b))
	s, t := table(a), table(b)
	if t == nil {
		return out
	}
	if s == nil || len(s.Inputs) != len(t.Inputs) || len(s.Outputs) != len(t.Outputs) || s.Hit != t.Hit {
		was := "-"
		if s != nil {
			was = shape(s)
		}
		add(0, nil, was, shape(t))
		return out
	}
	for i := range max(len(s.Rules), len(t.Rules)) {
		cell := func(x *dmn.Table, input bool, j int) string {
			if i >= len(x.Rules) {
				return ""
			}
			if input {
				return x.Rules[i].Inputs[j].Text
			}
			return x.Rules[i].Outputs[j].Text
		}
		for j, c := range t.Inputs {
			add(i+1, named(c.Labels, c.Text), cell(s, true, j), cell(t, true, j))
		}
		for j, c := range t.Outputs {
			add(i+1, named(c.Labels, c.Name), cell(s, false, j), cell(t, false, j))
		}
	}
	return out
}

// shape is a table in short: policy, columns and rules.
func shape(t *dmn.Table) string {
	return t.Code() + " " + strconv.Itoa(len(t.Inputs)) + "+" + strconv.Itoa(len(t.Outputs)) + " × " + strconv.Itoa(len(t.Rules))
}

func named(w dmn.Words, or string) law.Words {
	if len(w) > 0 {
		return law.Words(w)
	}
	return law.Words{"en": or}
}

// Articles are the articles that rule number of a decision rests on.
func (s *Service) Articles(model, element string, rule int) []law.Citation {
	d, ok := s.Decision(model)
	if !ok {
		return nil
	}
	x, _ := d.Model.Find(element)
	t := table(x)
	if t == nil || rule < 1 || rule > len(t.Rules) {
		return nil
	}
	var out []law.Citation
	for _, b := range t.Rules[rule-1].Basis {
		if c := (law.Citation{Law: b.Law, Article: b.Article}); !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}
