package citizen

import (
	"net/url"
	"slices"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/pack"
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
	gaps       []gapPart
	problems   ui.Problems
	action     string
	back       string
	submission string
}

// gapPart is one gap: what is wrong and how to mend it, an example, and the place to
// mend it in.
type gapPart struct {
	title, reason, example string
	fields                 templ.Component
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

// example is the pack's own example of an answer or a material; where it has none, what
// the question itself explains.
func example(l text.Lang, s *pack.Service, x form.Field) string {
	for _, k := range []string{"material." + x.Material + ".example", "field." + x.ID + ".example"} {
		if s.HasText(k) {
			return s.Text(l, k)
		}
	}
	return ""
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
	p.frame.Scripts = append(p.frame.Scripts, "upload.js")
	drawn := map[string]bool{}
	for _, g := range v.Case.Gaps {
		part := gapPart{title: casepage.FieldName(r.Lang, v.Service, g.Field), reason: g.Reason}
		var fields []form.Field
		for _, x := range gapFields(v) {
			if mine := g.Field == x.ID || x.Material != "" && g.Field == x.Material; mine && !drawn[x.ID] {
				drawn[x.ID] = true
				fields = append(fields, x)
				part.example = example(r.Lang, v.Service, x)
			}
		}
		var err error
		if part.fields, err = f.draw(r, v.Service, fields, answers, problems); err != nil {
			return p, err
		}
		p.gaps = append(p.gaps, part)
	}
	return p, nil
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
