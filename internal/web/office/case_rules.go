package office

import (
	"slices"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/pack"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// rulesPart is what one decision model says of the case, as checks: the result, how it
// came about, each rule with its article, and what it was told.
type rulesPart struct {
	title  string
	checks []ui.Check
	bad    bool // it stands in the way: it is drawn first
}

func rulesParts(r *door.Request, v desk.View) []rulesPart {
	var out []rulesPart
	for _, f := range v.Findings {
		p := rulesPart{title: r.T("office.rules")}
		if !f.Answered() {
			p.bad = true
			p.checks = append(p.checks, ui.Check{Text: r.T("office.rules-silent"), Detail: whySilent(r.Lang, v.Service, f), More: restsOn(r, v, f), Bad: true})
			out = append(out, p)
			continue
		}
		result := ui.Check{Text: r.T("office.rules-answer", "name", f.Name(r.Lang), "value", f.Value(r.Lang))}
		if f.Outcome != "" {
			x, _ := v.Case.Procedure.Outcome(f.Outcome)
			result = ui.Check{Text: r.T("office.rules-propose", "outcome", casepage.OutcomeName(r.Lang, v.Service, f.Outcome)), Bad: !x.Favours}
		}
		result.Detail = strings.Join(lookedAt(r, v, f), r.T("office.semicolon"))
		result.More, p.bad = restsOn(r, v, f), result.Bad
		p.checks = append(p.checks, result)
		for _, line := range f.Account(r.Lang) {
			p.checks = append(p.checks, ui.Check{Text: line, Bad: result.Bad})
		}
		out = append(out, p)
	}
	return out
}

// restsOn says which rules answered, in which version of the service, and when.
func restsOn(r *door.Request, v desk.View, f pack.Finding) []string {
	out := []string{r.T("office.rules-id", "model", f.ID, "version", v.Case.Version, "time", ui.ShortMoment(r.Lang, inZone(v, f.At)))}
	if len(f.Rules) > 0 {
		out = append(out, r.T("office.rules-fired", "rules", strings.Join(f.Rules, r.T("office.comma"))))
	}
	return out
}

// sourceOf says where an answer is from and of when: a register, or who gave it.
func sourceOf(r *door.Request, v desk.View, id string) string {
	for _, a := range slices.Backward(v.Case.Acts) {
		if _, ok := a.Answers[id]; !ok {
			continue
		}
		if s, ok := a.Sources[id]; ok && s.Given() {
			at := a.At
			if !s.AsOf.IsZero() {
				at = s.AsOf
			}
			return r.T("office.from-register", "register", s.Register, "time", ui.ShortMoment(r.Lang, inZone(v, at)))
		}
		return r.T("office.from-person", "person", a.Name, "time", ui.ShortMoment(r.Lang, inZone(v, a.At)))
	}
	return ""
}

// whySilent names what the model lacks, or what it stumbled over.
func whySilent(l text.Lang, s *pack.Service, f pack.Finding) string {
	if len(f.Missing) == 0 {
		return text.Error(l, f.Why())
	}
	names := make([]string, len(f.Missing))
	for i, id := range f.Missing {
		names[i] = inputName(l, s, id)
	}
	return text.S(l, "office.rules-missing", "names", strings.Join(names, text.S(l, "office.comma")))
}

// lookedAt are the answers and records the model looked at.
func lookedAt(r *door.Request, v desk.View, f pack.Finding) []string {
	var out []string
	for _, id := range f.Names() {
		value := f.Inputs[id]
		if x, ok := v.Service.Form().Field(id); ok {
			value = strings.Join(casepage.Answer(r.Lang, v, x, value, casepage.Names(r.Lang, v)), r.T("office.comma"))
		} else if v.Case.Flags[id] {
			value = r.T("casepage.yes")
		} else {
			value = r.T("casepage.no")
		}
		out = append(out, r.T("office.rules-given", "name", inputName(r.Lang, v.Service, id), "value", value)+sourceOf(r, v, id))
	}
	return out
}

func inputName(l text.Lang, s *pack.Service, id string) string {
	if s.HasText("flag." + id) {
		return s.Text(l, "flag."+id)
	}
	return casepage.FieldName(l, s, id)
}

// finding is what the model of this verb says, where one of its permits asks one.
func (o offer) finding(v desk.View) (pack.Finding, bool) {
	i := slices.IndexFunc(v.Findings, func(f pack.Finding) bool { return o.has(func(p casework.Permit) bool { return p.Model == f.ID }) })
	if i < 0 {
		return pack.Finding{}, false
	}
	return v.Findings[i], true
}

// rulesHint says beside the outcomes what the rules propose, and that another needs
// its reason.
func (o offer) rulesHint(r *door.Request, v desk.View) string {
	f, ok := o.finding(v)
	switch {
	case !ok || f.Answered() && f.Outcome == "":
		return ""
	case !f.Answered():
		return r.T("office.rules-no-proposal", "why", whySilent(r.Lang, v.Service, f))
	}
	key := "office.proposed-by-rules"
	if !slices.ContainsFunc(o.outcomes(v.Case.Procedure), func(x casework.Outcome) bool { return x.ID == f.Outcome }) {
		key = "office.proposed-not-here"
	}
	return r.T(key, "outcome", casepage.OutcomeName(r.Lang, v.Service, f.Outcome))
}
