package citizen

import (
	"net/url"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/journal"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// whyPage explains the decisions of a case, and lets its applicant ask for a person.
type whyPage struct {
	number  string
	parts   []casepage.Why
	again   string // address that asks for another look; empty where it cannot be asked
	asked   string // that it was asked, and who has it
	promise *ui.Promise
	answer  string // what came of it
	form    string // submission id
}

// why says why a case was decided as it was.
func (f face) why(r *door.Request) error {
	all, v, err := f.desk.Explained(r.Context(), r.Person, r.PathValue("number"))
	if err != nil {
		return err
	}
	if !v.Own || len(all) == 0 {
		return notFound(r.PathValue("number"))
	}
	base := "/cases/" + url.PathEscape(v.Case.Number)
	p := whyPage{number: v.Case.Number, parts: casepage.Explain(r.Lang, v, all, casepage.Registers(r.Lang, f.desk.Packs())), form: desk.NewSubmission()}
	for _, o := range v.Options {
		if o.Verb == casework.Reopen {
			p.again = base + "/again"
		}
	}
	zone := v.Case.Procedure.Calendar.Zone()
	if last, ok := v.Case.Last(casework.Reopen); ok && last.Role == casework.RoleApplicant {
		when := ui.Moment(r.Lang, last.At.In(zone))
		if journal.AskedAgain(v.Case) {
			p.promise = casepage.Promise(r.Lang, v, r.Now)
			p.asked = r.T("citizen.again-waits", "time", when, "office", v.Office.Name.In(r.Lang))
			if v.Handler != "" {
				p.asked = r.T("citizen.again-with", "time", when, "office", v.Office.Name.In(r.Lang), "person", v.Handler)
			}
		} else if d, ok := v.Case.Last(casework.Decide); ok && d.Seq > last.Seq {
			p.answer = r.T("citizen.again-answer", "time", when, "outcome", casepage.OutcomeName(r.Lang, v.Service, d.Outcome), "answered", ui.Moment(r.Lang, d.At.In(zone)))
		}
	}
	frame := r.Frame(r.T("casepage.why"))
	frame.Back = ui.Link{Text: r.T("citizen.back"), Href: base}
	return r.Draw(frame, whyBody(p))
}

// lookAgain 请求人工复核 asks that a person look again, in one press; a reason may be given.
func (f face) lookAgain(r *door.Request) error {
	number := r.PathValue("number")
	_, err := f.desk.Act(r.Context(), r.Person, desk.Doing{Number: number, Submission: r.FormValue("submission"),
		Act: casework.Act{Verb: casework.Reopen, Reason: r.FormValue("reason")}})
	if err != nil {
		return err
	}
	return r.Redirect("/cases/" + url.PathEscape(number) + "/why")
}

// decisionFile sends the receipt of one decision as a file.
func (f face) decisionFile(r *door.Request) error {
	v, err := f.own(r)
	if err != nil {
		return err
	}
	return casepage.SendDecision(r.Context(), r.W, f.desk, r.Person, v.Case.Number, r.PathValue("act"))
}
