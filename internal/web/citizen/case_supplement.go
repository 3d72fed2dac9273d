package citizen

import (
	"net/url"
	"slices"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"

	"github.com/a-h/templ"
)

// gapsPage is what completing an application draws: every gap at once, each with
// its reason and a place to mend it. What was sent before stays.
type gapsPage struct {
	frame      ui.Page
	number     string
	promise    *ui.Promise
	reasons    []string
	fields     templ.Component
	problems   ui.Problems
	action     string
	back       string
	submission string
}

func (f face) gaps(r *door.Request) error {
	v, err := f.own(r)
	if err != nil {
		return err
	}
	if len(v.Case.Gaps) == 0 {
		return r.Redirect("/cases/" + url.PathEscape(v.Case.Number))
	}
	p, err := f.gapsOf(r, v, v.Service.Form().AsTyped(v.Case.Answers), nil, desk.NewSubmission())
	if err != nil {
		return err
	}
	return r.Draw(p.frame, gapsBody(p))
}

// gapFields are the questions the notice names; a material is asked for by the
// question that carries it.
func gapFields(v desk.View) []form.Field {
	var out []form.Field
	for _, x := range v.Service.Form().Fields() {
		if slices.ContainsFunc(v.Case.Gaps, func(g casework.Gap) bool { return g.Field == x.ID || (x.Material != "" && g.Field == x.Material) }) {
			out = append(out, x)
		}
	}
	return out
}

func (f face) gapsOf(r *door.Request, v desk.View, answers map[string]string, problems []fail.Field, submission string) (gapsPage, error) {
	base := "/cases/" + url.PathEscape(v.Case.Number)
	p := gapsPage{frame: r.Frame(r.T("citizen.complete")), number: v.Case.Number, promise: casepage.Promise(r.Lang, v, r.Now),
		problems: problemsOf(r.Lang, problems), action: base + "/supplement", back: base, submission: submission}
	p.frame.Back = ui.Link{Text: r.T("citizen.back"), Href: base}
	for _, g := range v.Case.Gaps {
		p.reasons = append(p.reasons, text.S(r.Lang, "casepage.gap", "what", casepage.FieldName(r.Lang, v.Service, g.Field), "reason", g.Reason))
	}
	var err error
	p.fields, err = f.draw(r, v.Service, gapFields(v), answers, problems)
	return p, err
}

// supplement sends what was missing. Whatever is still wrong is drawn again with
// all that was typed; files sent meanwhile are kept.
func (f face) supplement(r *door.Request) error {
	v, err := f.own(r)
	if err != nil {
		return err
	}
	var ids []string
	for _, x := range gapFields(v) {
		ids = append(ids, x.ID)
	}
	answers, problems, err := f.readFields(r, v.Service, ids, v.Case.Answers)
	if err != nil {
		return err
	}
	submission := r.FormValue("submission")
	if len(problems) == 0 {
		// A gap may name a material; the kernel asks for an answer under the gap's own name.
		act := casework.Act{Verb: casework.Supplement, Answers: answers}
		_, err = f.desk.Act(r.Context(), r.Person, desk.Doing{Number: v.Case.Number, Act: act, Submission: submission})
		if err == nil {
			return r.Redirect("/cases/" + url.PathEscape(v.Case.Number))
		}
		e := fail.As(err)
		if len(e.Fields) == 0 {
			return err
		}
		problems = e.Fields
	}
	p, err := f.gapsOf(r, v, merge(v.Service.Form().AsTyped(v.Case.Answers), answers), problems, submission)
	if err != nil {
		return err
	}
	return r.DrawAgain(p.frame, gapsBody(p))
}
