package office

import (
	"strings"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// checks are what must hold before the case can go on, what is lacking first: papers,
// answers, and the records that the verbs of this stage need.
func (f face) checks(r *door.Request, v desk.View) ([]ui.Check, string) {
	var bad, good []ui.Check
	add := func(ok bool, text, detail string) {
		c := ui.Check{Text: text, Detail: detail, Bad: !ok}
		if ok {
			good = append(good, c)
		} else {
			bad = append(bad, c)
		}
	}
	l, s := r.Lang, v.Service
	for _, m := range s.Item().Materials {
		if m.Fetched() || m.Field != "" && !s.Form().Visible(m.Field, v.Case.Answers) {
			continue
		}
		if x, ok := casepage.ShownIn(v, m.Field); ok {
			add(!x.Fallen(), s.Text(l, "material."+m.ID), strings.Join(casepage.ShownLines(l, x, r.Now), r.T("casepage.comma")))
		} else if m.Field != "" && (!m.Tolerance || !m.FromWallet()) {
			add(s.Given(m, v.Case.Answers) && !casepage.OnPaper(v, m.Field), s.Text(l, "material."+m.ID), r.T("office.check-material", "basis", s.Book().SayCitation(l, m.Basis)))
		}
	}
	for _, id := range casepage.Silent(v.Case) {
		add(false, r.T("office.source-check", "register", casepage.RegisterName(l, f.desk.Packs(), id)), r.T("office.source-check-what", "what", silentAbout(r, v, id)))
	}
	_, wrong := s.Form().Check(s.Form().AsTyped(v.Case.Answers))
	add(len(wrong) == 0, r.T("office.check-answers"), wrongNames(r, v, wrong))
	st, _ := v.Case.Procedure.Stage(v.Case.Stage)
	seen := map[string]bool{}
	for _, p := range st.May {
		if p.Verb == casework.Record {
			continue // a step is work to be done, not what stands in the way
		}
		for _, flag := range p.Needs {
			if !seen[flag] {
				seen[flag] = true
				add(v.Case.Flags[flag], s.Text(l, "flag."+flag), r.T("office.check-needs", "verb", casepage.VerbName(l, s, p.Verb, p.Step)))
			}
		}
		for _, flag := range p.Unless {
			if v.Case.Flags[flag] && !seen[flag] {
				seen[flag] = true
				add(false, s.Text(l, "flag."+flag), r.T("office.check-unless", "verb", casepage.VerbName(l, s, p.Verb, p.Step)))
			}
		}
	}
	title := r.T("office.checks-good")
	if len(bad) > 0 {
		title = r.T("office.checks-bad", "bad", itoa(len(bad)), "good", itoa(len(good)))
	}
	return append(bad, good...), title
}
