package pack

import (
	"path"
	"slices"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/declare"
	"atonce/internal/dmn"
	"atonce/internal/feel"
)

// model seals the model a permit names, and holds permit and model to one another.
// The name is what the kernel keeps.
func (d *draft) model(w permitDecl, p *casework.Permit) {
	if !w.Model.Set() {
		return
	}
	if p.Verb != casework.Propose && p.Verb != casework.Decide {
		d.add(w.Model.Problem("pack.model-verb", "verb", string(p.Verb)))
		return
	}
	i := slices.IndexFunc(d.decisions, func(x Decision) bool { return x.ID == w.Model.Value })
	if i < 0 && slices.ContainsFunc(d.in("decide"), func(f file) bool { return strings.HasPrefix(path.Base(f.path), w.Model.Value+".") }) {
		return // it is there and has problems of its own
	}
	if i < 0 {
		ids := make([]string, len(d.decisions))
		for i, x := range d.decisions {
			ids[i] = x.ID
		}
		d.add(w.Model.Problem("pack.model-unknown", "model", w.Model.Value, "models", strings.Join(ids, ", ")))
		return
	}
	r, seen := d.rules[w.Model.Value]
	if !seen {
		r = d.sealRules(d.decisions[i], w.Model)
		d.rules[w.Model.Value] = r
	}
	if r == nil {
		return // its own problems are told
	}
	p.Model = r.id
	if len(r.outcomes) > 0 && len(p.Only) > 0 && !slices.ContainsFunc(r.outcomes, func(o string) bool { return slices.Contains(p.Only, o) }) {
		d.add(w.Model.Problem("pack.model-idle", "model", r.id, "outcomes", list(r.outcomes), "only", list(p.Only)))
	}
	if w.by(casework.RoleSystem) {
		if len(p.By) != 1 || len(p.Only) != 1 || !slices.Contains(r.outcomes, p.Only[0]) {
			d.add(w.Model.Problem("pack.model-system", "model", r.id))
			return
		}
		p.When = alone{p.When, r, p.Only[0]}
	}
}

// sealRules makes a model ready to be asked about cases: one decision that answers,
// inputs that are questions or flags, and outcomes the procedure has.
func (d *draft) sealRules(x Decision, at declare.Text) *ruleset {
	asked := answering(x.Model)
	if asked == nil {
		d.add(at.Problem("pack.model-asked", "model", x.ID))
		return nil
	}
	r := &ruleset{id: x.ID, asked: asked, given: asked.Inputs(), scope: d.scope, book: d.book}
	ok := true
	for _, in := range r.given {
		_, t, there := d.scope.feel.Slot(in.Name)
		switch {
		case !there || in.Name == outcomeWord:
			d.add(at.Problem("pack.model-input", "model", x.ID, "input", in.Name))
			ok = false
		case in.Type != nil && !t.ConformsTo(in.Type):
			d.add(at.Problem("pack.model-type", "model", x.ID, "input", in.Name, "want", in.Type.String(), "have", t.String()))
			ok = false
		}
	}
	proposed, known := proposals(asked)
	if !known {
		d.add(at.Problem("pack.model-open", "model", x.ID, "decision", asked.Name))
		return nil
	}
	for _, o := range proposed {
		if !slices.ContainsFunc(d.proc.Outcomes, func(w outcomeDecl) bool { return w.ID.Value == o }) {
			d.add(at.Problem("pack.model-outcome", "model", x.ID, "outcome", o))
			ok = false
		}
	}
	if !ok {
		return nil
	}
	r.outcomes = proposed
	r.pool.New = func() any { return x.Model.NewEvaluator(limits) }
	return r
}

// answering is the decision of a model that a permit asks: the one called outcome,
// else the only one that no other rests on.
func answering(m *dmn.Model) *dmn.Element {
	all := m.Elements(dmn.KindDecision)
	needed := map[string]bool{}
	for _, x := range all {
		if x.Name == outcomeWord {
			return x
		}
		for _, n := range x.Decision.RequiredDecisions {
			needed[strings.TrimPrefix(n.Href, "#")] = true
		}
	}
	var last *dmn.Element
	for _, x := range all {
		if needed[x.ID] {
			continue
		}
		if last != nil {
			return nil
		}
		last = x
	}
	return last
}

// proposals are the outcomes a decision can answer; none where it answers a plain
// value. They must be written out as constants, so that no case can bring one that
// nobody has looked at.
func proposals(x *dmn.Element) (out []string, known bool) {
	scope := feel.NewScope()
	for _, e := range x.Inputs() {
		scope.Add(e.Name, feel.TypeAny)
	}
	known = true
	add := func(src string) {
		found, ok := constants(src, scope)
		known = known && ok
		for _, o := range found {
			if !slices.Contains(out, o) {
				out = append(out, o)
			}
		}
	}
	switch logic := x.Decision.Logic.(type) {
	case *dmn.Table:
		column := slices.IndexFunc(logic.Outputs, func(c *dmn.OutputClause) bool { return c.Name == outcomeWord })
		if column < 0 && x.Name == outcomeWord && len(logic.Outputs) == 1 {
			column = 0
		}
		if column < 0 {
			return nil, true
		}
		for _, r := range logic.Rules {
			if column < len(r.Outputs) {
				add(r.Outputs[column].Text)
			}
		}
		if d := logic.Outputs[column].Default; d != "" {
			add(d)
		}
		return out, known && logic.Hit.Single()
	case *dmn.Literal:
		if x.Name != outcomeWord {
			return nil, true
		}
		add(logic.Text)
		return out, known
	}
	return nil, x.Name != outcomeWord
}

// constants are the strings an expression can answer: itself, or the ends of its if.
func constants(src string, s *feel.Scope) (out []string, known bool) {
	x, err := feel.ParseExpression(src, s)
	if err != nil {
		return nil, false
	}
	return ends(x)
}

func ends(x feel.Expr) ([]string, bool) {
	switch x := x.(type) {
	case *feel.If:
		a, ok := ends(x.Then)
		b, too := ends(x.Else)
		return append(a, b...), ok && too
	case *feel.Literal:
		return []string{x.Value.Text()}, x.Value.Kind() == feel.KindString
	}
	return nil, false
}

// oneModel demands that a verb at one stage asks one model: two would answer one
// question twice.
func (d *draft) oneModel(s stageDecl) {
	first := map[string]declare.Text{}
	for _, w := range s.May {
		if !w.Model.Set() {
			continue
		}
		if f, ok := first[w.Verb.Value]; ok && f.Value != w.Model.Value {
			d.add(w.Model.Problem("pack.model-two", "verb", w.Verb.Value, "first", f.Value, "second", w.Model.Value))
		}
		first[w.Verb.Value] = w.Model
	}
}
