package office

import (
	"net/url"

	"atonce/internal/fail"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// why shows an official what the applicant is shown of every decision, and what was
// proposed besides.
func (f face) why(r *door.Request) error {
	all, v, err := f.desk.Explained(r.Context(), r.Person, r.PathValue("number"))
	if err != nil {
		return err
	}
	if v.Own {
		return r.Redirect("/cases/" + url.PathEscape(v.Case.Number) + "/why")
	}
	if len(all) == 0 {
		return fail.New(fail.NotFound, "decision.none", "case", v.Case.Number)
	}
	frame := r.Frame(r.T("casepage.why"))
	frame.Back = ui.Link{Text: v.Case.Number, Href: casePath(v.Case.Number)}
	return r.Draw(frame, whyBody(v.Case.Number, casepage.Explain(r.Lang, v, all, casepage.Registers(r.Lang, f.desk.Packs()))))
}

// decisionFile sends the receipt of one decision as a file.
func (f face) decisionFile(r *door.Request) error {
	return casepage.SendDecision(r.Context(), r.W, f.desk, r.Person, r.PathValue("number"), r.PathValue("act"))
}
