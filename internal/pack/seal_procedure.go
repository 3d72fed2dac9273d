package pack

import (
	"slices"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/declare"
	"atonce/internal/law"
)

// sealProcedure seals procedure.yaml into what the kernel runs by. Names are judged
// here; whether the whole leads anywhere is judged by checkProcedure.
func (d *draft) sealProcedure() {
	w := d.proc
	p := &casework.Procedure{Service: d.id, Shape: casework.Shape(w.Shape.Value), Joint: w.Joint.Value, Calendar: d.book.Calendar}
	d.procedure = p
	if w.Shape.Set() && !p.Shape.Known() {
		d.add(w.Shape.Problem("pack.shape-unknown", "shape", w.Shape.Value))
	}
	flags := map[string]bool{}
	for _, f := range w.Flags {
		d.named(f, flags)
		d.need("flag."+f.Value, f.Pos)
	}
	steps := map[string]bool{casework.StepNote: true, casework.StepNudge: true, casework.StepTaken: true}
	for _, s := range w.Steps {
		d.named(s.ID, steps)
		d.need("step."+s.ID.Value, s.ID.Pos)
		p.Steps = append(p.Steps, casework.Step{ID: s.ID.Value, Sets: d.flags(s.Sets), Clears: d.flags(s.Clears), Visit: s.Visit})
	}
	d.sealOutcomes()
	p.Opens = d.permit(w.Opens)
	if w.Opens.Verb.Set() && p.Shape.Known() && !p.Shape.Opens(p.Opens.Verb) {
		d.add(w.Opens.Verb.Problem("pack.opens-verb", "shape", string(p.Shape), "verb", string(p.Opens.Verb)))
	}
	for _, r := range w.Opens.By {
		d.checkBy(w.Opens, p.Opens.Verb, r)
	}
	stages := map[string]bool{}
	for _, s := range w.Stages {
		d.named(s.ID, stages)
		d.need("stage."+s.ID.Value, s.ID.Pos)
		if !s.End && !s.Turn.Set() {
			d.add(s.Pos.Problem("pack.turn-missing", "stage", s.ID.Value))
		}
		stage := casework.Stage{ID: s.ID.Value, Turn: d.role(s.Turn), End: s.End}
		for _, m := range s.May {
			stage.May = append(stage.May, d.permit(m))
			d.checkPermit(m, stage)
		}
		d.oneModel(s)
		p.Stages = append(p.Stages, stage)
	}
	d.sealPays()
	d.sealClocks()
	d.sealBranches()
}

// flags holds flags to those declared.
func (d *draft) flags(ts []declare.Text) []string {
	for _, t := range ts {
		if !slices.ContainsFunc(d.proc.Flags, func(f declare.Text) bool { return f.Value == t.Value }) {
			d.add(t.Problem("pack.flag-unknown", "flag", t.Value, "flags", strings.Join(values(d.proc.Flags), ", ")))
		}
	}
	return values(ts)
}

// role says that a text must name the role: one nobody could name is one nobody holds.
func (d *draft) role(t declare.Text) casework.Role {
	if t.Set() && t.Value != string(casework.RoleApplicant) && t.Value != string(casework.RoleSystem) {
		if !idForm.MatchString(t.Value) {
			d.add(t.Problem("pack.id", "id", t.Value))
		} else if !d.hasText("role." + t.Value) {
			d.add(t.Problem("pack.role-unknown", "role", t.Value))
		}
		d.optional["role."+t.Value] = true
	}
	return casework.Role(t.Value)
}

func (d *draft) hasText(key string) bool {
	for _, m := range d.texts {
		if _, ok := m[key]; ok {
			return true
		}
	}
	return false
}

// stage holds the name of a next stage to those declared.
func (d *draft) stage(t declare.Text) string {
	if t.Set() && !slices.ContainsFunc(d.proc.Stages, func(s stageDecl) bool { return s.ID.Value == t.Value }) {
		d.add(t.Problem("pack.stage-unknown", "stage", t.Value))
	}
	return t.Value
}

func (d *draft) step(t declare.Text) string {
	if t.Set() && !slices.ContainsFunc(d.proc.Steps, func(s stepDecl) bool { return s.ID.Value == t.Value }) {
		d.add(t.Problem("pack.step-unknown", "step", t.Value))
	}
	return t.Value
}

func (d *draft) outcome(t declare.Text) string {
	if t.Set() && !slices.ContainsFunc(d.proc.Outcomes, func(o outcomeDecl) bool { return o.ID.Value == t.Value }) {
		d.add(t.Problem("pack.outcome-unknown", "outcome", t.Value))
	}
	return t.Value
}

// clockNamed holds the name of a clock to those declared.
func (d *draft) clockNamed(t declare.Text) string {
	if t.Set() && !slices.ContainsFunc(d.proc.Clocks, func(c clockDecl) bool { return c.ID.Value == t.Value }) {
		d.add(t.Problem("pack.clock-unknown", "clock", t.Value))
	}
	return t.Value
}

func (d *draft) verb(t declare.Text) casework.Verb {
	v := casework.Verb(t.Value)
	switch {
	case !t.Set():
	case !v.Known():
		all := make([]string, len(casework.Verbs))
		for i, k := range casework.Verbs {
			all[i] = string(k)
		}
		d.add(t.Problem("pack.verb-unknown", "verb", t.Value, "verbs", strings.Join(all, ", ")))
	case v.System():
		d.add(t.Problem("pack.verb-system", "verb", t.Value))
	case casework.Shape(d.proc.Shape.Value).Known() && !slices.Contains(verbsOf[casework.Shape(d.proc.Shape.Value)], v):
		d.add(t.Problem("pack.verb-shape", "verb", t.Value, "shape", d.proc.Shape.Value))
	}
	return v
}

// permit seals one permit.
func (d *draft) permit(w permitDecl) casework.Permit {
	p := casework.Permit{Verb: d.verb(w.Verb), To: d.stage(w.To), Step: d.step(w.Step), Clock: d.clockNamed(w.Clock),
		Grounds: values(w.Grounds), Needs: d.flags(w.Needs), Unless: d.flags(w.Unless), When: d.condition(w.When),
		Once: w.Once, Again: w.Again, Reason: w.Reason, Visit: w.Visit, Sets: d.flags(w.Sets), Clears: d.flags(w.Clears)}
	if w.Verb.Set() && len(w.By) == 0 {
		d.add(w.Pos.Problem("pack.by-nobody", "verb", w.Verb.Value))
	}
	for _, r := range w.By {
		p.By = append(p.By, d.role(r))
	}
	for _, o := range w.Only {
		p.Only = append(p.Only, d.outcome(o))
	}
	p.NotBy = d.triggers(w.NotBy)
	for _, g := range w.Grounds {
		ground, ok := d.book.Ground(g.Value)
		if !ok {
			d.add(g.Problem("pack.ground-unknown", "ground", g.Value, "grounds", strings.Join(d.book.Grounds(), ", ")))
			continue
		}
		if ground.Illustrative && !d.pack.Illustrative {
			d.add(g.Problem("pack.practice", "law", ground.Basis.Law))
		}
		if !slices.ContainsFunc(d.procedure.Grounds, func(x law.Ground) bool { return x.ID == ground.ID }) {
			d.procedure.Grounds = append(d.procedure.Grounds, ground)
		}
	}
	d.model(w, &p)
	return p
}

// sealOutcomes seals outcomes. One that refuses must say why and what can be done
// against it (行政许可法 38; 行政处罚法 59).
func (d *draft) sealOutcomes() {
	seen := map[string]bool{}
	shape := casework.Shape(d.proc.Shape.Value)
	for _, w := range d.proc.Outcomes {
		d.named(w.ID, seen)
		d.need("outcome."+w.ID.Value, w.ID.Pos)
		o := casework.Outcome{ID: w.ID.Value, Favours: w.Favours, Licence: w.Licence.Value, Reasons: w.Reasons}
		if w.Licence.Set() && !slices.ContainsFunc(d.licences, func(k LicenceKind) bool { return k.ID == w.Licence.Value }) {
			d.add(w.Licence.Problem("pack.licence-unknown", "licence", w.Licence.Value))
		}
		for _, r := range w.Remedies {
			i := slices.IndexFunc(d.book.Remedies(), func(x law.Remedy) bool { return x.ID == r.Value })
			if i < 0 {
				d.add(r.Problem("pack.remedy-unknown", "remedy", r.Value))
				continue
			}
			o.Remedies = append(o.Remedies, d.book.Remedies()[i])
		}
		if !w.Favours && !w.Reasons {
			d.add(w.Pos.Problem("pack.outcome-reasons", "outcome", w.ID.Value))
		}
		if !w.Favours && len(w.Remedies) == 0 && (shape == casework.Application || shape == casework.Inquiry) {
			d.add(w.Pos.Problem("pack.outcome-remedies", "outcome", w.ID.Value))
		}
		if !w.Favours && w.Licence.Set() {
			d.add(w.Licence.Problem("pack.licence-refused", "outcome", w.ID.Value))
		}
		d.procedure.Outcomes = append(d.procedure.Outcomes, o)
	}
}

func (d *draft) sealBranches() {
	seen := map[string]bool{}
	for _, w := range d.proc.Branches {
		d.named(w.ID, seen)
		b := casework.Branch{ID: w.ID.Value, Service: w.Service.Value, Opens: d.triggers(w.Opens), After: values(w.After), When: d.condition(w.When), Passes: values(w.Passes)}
		if len(w.Opens) == 0 {
			b.Opens = []casework.Trigger{{Verb: casework.Accept}}
		}
		for _, f := range w.Passes {
			if _, ok := d.field(f.Value); !ok {
				d.add(f.Problem("pack.field-unknown", "field", f.Value, "fields", d.fieldIDs()))
			}
		}
		for _, a := range w.After {
			if !slices.ContainsFunc(d.proc.Branches, func(o branchDecl) bool { return o.ID.Value == a.Value }) {
				d.add(a.Problem("pack.branch-unknown", "branch", a.Value))
			}
		}
		d.need("branch."+w.ID.Value, w.ID.Pos)
		d.procedure.Branches = append(d.procedure.Branches, b)
	}
	if d.proc.Joint.Set() {
		d.clockNamed(d.proc.Joint)
		if len(d.proc.Branches) == 0 {
			d.add(d.proc.Joint.Problem("pack.joint-alone"))
		}
	} else if len(d.proc.Branches) > 0 {
		d.add(d.proc.Branches[0].Pos.Problem("pack.joint-missing"))
	}
}
