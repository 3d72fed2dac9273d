package pack

import (
	"slices"

	"atonce/internal/casework"
	"atonce/internal/declare"
	"atonce/internal/law"
)

// checkAlone holds what the program decides by itself to the law. It decides in the
// applicant's favour, or under the article that lets rules alone refuse: whoever is
// refused must else have been looked at by a person (行政许可法 38, 个人信息保护法 24).
func (d *draft) checkAlone(w permitDecl, v casework.Verb) {
	alone := w.by(casework.RoleSystem) && (v == casework.Decide || v == casework.RefuseIntake)
	if !alone {
		if w.Basis != nil {
			d.add(w.Basis.Pos.Problem("pack.permit-basis-idle"))
		}
		return
	}
	if v == casework.Decide && len(w.Only) == 0 {
		d.add(w.Pos.Problem("pack.system-only"))
	}
	cited := d.cite(w.Basis)
	if cited.Law != "" && cited.Article != "" {
		return
	}
	if v == casework.RefuseIntake {
		d.add(w.Pos.Problem("pack.system-refuses", "outcome", string(v)))
	}
	for _, o := range d.proc.Outcomes {
		if !o.Favours && v == casework.Decide && slices.ContainsFunc(w.Only, func(t declare.Text) bool { return t.Value == o.ID.Value }) {
			d.add(w.Pos.Problem("pack.system-refuses", "outcome", o.ID.Value))
		}
	}
}

// checkAgain demands that whoever the program alone decided about can have a person look
// again in one step, and that it is not who decided (个人信息保护法 24).
func (d *draft) checkAgain() {
	if casework.Shape(d.proc.Shape.Value) != casework.Application {
		return
	}
	for _, s := range d.proc.Stages {
		for _, w := range s.May {
			if w.Verb.Value == string(casework.Decide) && w.by(casework.RoleSystem) && !d.canAsk(d.reachable(w.To.Value)) {
				d.add(w.Pos.Problem("pack.again-none"))
			}
			if w.Verb.Value == string(casework.Reopen) && w.by(casework.RoleApplicant) {
				d.checkAsked(w)
			}
		}
	}
}

// canAsk says whether the applicant may reopen the case, without a reason, at a stage.
func (d *draft) canAsk(stages []string) bool {
	return slices.ContainsFunc(stages, func(id string) bool {
		return slices.ContainsFunc(d.stageDecl(id).May, func(w permitDecl) bool {
			return w.Verb.Value == string(casework.Reopen) && w.by(casework.RoleApplicant) && !w.Reason
		})
	})
}

// checkAsked holds what follows when the applicant asked: people decide, and others than
// before.
func (d *draft) checkAsked(w permitDecl) {
	for _, id := range d.reachable(w.To.Value) {
		for _, p := range d.stageDecl(id).May {
			if p.Verb.Value != string(casework.Decide) {
				continue
			}
			if id == w.To.Value && p.by(casework.RoleSystem) {
				d.add(p.Pos.Problem("pack.again-alone", "stage", id))
			}
			if !p.by(casework.RoleSystem) && !slices.ContainsFunc(p.NotBy, func(t declare.Text) bool { return t.Value == string(casework.Decide) }) {
				d.add(p.Pos.Problem("pack.again-same", "stage", id))
			}
		}
	}
}

// reachable are the stages that permits lead to from a stage, itself first.
func (d *draft) reachable(from string) []string {
	out := []string{from}
	for i := 0; i < len(out); i++ {
		for _, w := range d.stageDecl(out[i]).May {
			if w.To.Set() && !slices.Contains(out, w.To.Value) {
				out = append(out, w.To.Value)
			}
		}
	}
	return out
}

// Alone is the article that lets rules alone decide an outcome that does not favour the
// applicant, if the procedure cites one.
func (s *Service) Alone(outcome string) (law.Citation, bool) {
	c, ok := s.alone[outcome]
	return c, ok
}

// sealAlone keeps the articles that permits of the system cite, by outcome.
func (d *draft) sealAlone() map[string]law.Citation {
	out := map[string]law.Citation{}
	for _, s := range d.proc.Stages {
		for _, w := range s.May {
			if w.Basis == nil || w.Verb.Value != string(casework.Decide) {
				continue
			}
			for _, o := range w.Only {
				out[o.Value] = law.Citation{Law: w.Basis.Law.Value, Article: w.Basis.Article.Value}
			}
		}
	}
	return out
}
