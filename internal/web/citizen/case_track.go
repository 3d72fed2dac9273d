package citizen

import (
	"net/url"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// trackPage is what the tracker draws.
type trackPage struct {
	frame    ui.Page
	problems ui.Problems
	number   string
	title    string
	promise  *ui.Promise
	outcome  string
	why      []string // how a decision came about, in words
	whyHref  string   // the page that explains it; empty where no model was asked
	whyText  string
	appeal   string // the page of what may be done against it; empty where it went the applicant's way
	course   []ui.Step
	base     string
	gaps     bool
	nudge    bool
	withdraw bool
	rate     bool
	rated    int
	copy     bool
	replies  [][]string // what the office said beside the course, or owes
	licences []ui.Link
	children []ui.Task
	answers  []ui.Row
	silent   string // registers that did not answer when it was sent; empty without one
	form     string // submission id of the small forms on the page
}

// cases lists a person's cases, the newest first.
func (f face) cases(r *door.Request) error {
	page, err := f.desk.Mine(r.Context(), r.Person, r.URL.Query().Get("after"), 20)
	if err != nil {
		return err
	}
	var tasks []ui.Task
	for _, c := range page.Rows {
		t := f.caseTask(r, c)
		if !c.Ended.IsZero() {
			t.Status, t.Done = r.T("citizen.ended"), true
			if s, err := f.desk.Service(c.Service); err == nil && c.Outcome != "" {
				t.Status = casepage.OutcomeName(r.Lang, s, c.Outcome)
			}
		}
		tasks = append(tasks, t)
	}
	next := ui.Pages{}
	if page.Next != "" {
		next.Next = "/cases?after=" + url.QueryEscape(page.Next)
	}
	return r.Draw(r.Frame(r.T("door.menu.cases")), casesBody(tasks, next))
}

// track is the tracker: where the case is, who has it, when the answer comes.
func (f face) track(r *door.Request) error {
	v, err := f.own(r)
	if err != nil {
		return err
	}
	p := f.trackOf(r, v)
	if err := f.saidBeside(r, v, &p); err != nil {
		return err
	}
	return r.Draw(p.frame, trackBody(p))
}

// own is the case in the address when it is the person's own.
func (f face) own(r *door.Request) (desk.View, error) {
	v, err := f.desk.Case(r.Context(), r.Person, r.PathValue("number"))
	if err != nil {
		return v, err
	}
	if !v.Own {
		return v, notFound(r.PathValue("number"))
	}
	return v, nil
}

func (f face) trackOf(r *door.Request, v desk.View) trackPage {
	s := v.Service
	p := trackPage{frame: r.Frame(s.Text(r.Lang, "name")), number: v.Case.Number, title: s.Text(r.Lang, "name"), promise: casepage.Promise(r.Lang, v, r.Now),
		course: casepage.Course(r.Lang, v, false, r.Now), base: "/cases/" + url.PathEscape(v.Case.Number), form: desk.NewSubmission(),
		answers: casepage.Answers(r.Lang, s, v.Case.Answers, casepage.Names(r.Lang, v)), rated: v.Case.Stars}
	p.frame.Back = ui.Link{Text: r.T("door.menu.cases"), Href: "/cases"}
	if !v.Case.Ended.IsZero() || v.Case.Outcome != "" {
		p.outcome = casepage.OutcomeName(r.Lang, s, v.Case.Outcome)
		if a, ok := v.Case.Last(casework.Decide); ok && v.Case.Outcome != "" {
			p.why = casepage.Say(r.Lang, s, a, false).Detail
			if a.Model != nil {
				p.whyHref, p.whyText = casepage.WhyPath(v), r.T("casepage.why")
			}
		}
	}
	if _, _, against := casepage.Against(r.Lang, v, r.Now); against {
		p.appeal = p.base + "/appeal"
	}
	for _, o := range v.Options {
		switch o.Verb {
		case casework.Supplement:
			p.gaps = true
		case casework.Withdraw:
			p.withdraw = true
		case casework.Reopen:
			p.whyText = r.T("citizen.why-link")
		case casework.Rate:
			p.rate = v.Case.Stars == 0
		}
	}
	p.nudge = v.Case.Ended.IsZero() && !v.Case.Waiting()
	p.copy = v.Header.Parent == ""
	if v.Header.Parent != "" {
		p.withdraw = false // a part is withdrawn with the whole
	}
	for _, l := range v.Licences {
		p.licences = append(p.licences, ui.Link{Text: s.Text(r.Lang, "licence."+l.Kind) + " " + l.Number, Href: "/licences/" + url.PathEscape(l.Number)})
	}
	for _, c := range v.Children {
		p.children = append(p.children, f.caseTask(r, c))
	}
	return p
}

// receipt says that it is done, under which number, and when the answer comes.
func (f face) receipt(r *door.Request) error {
	v, err := f.own(r)
	if err != nil {
		return err
	}
	p := f.trackOf(r, v)
	var silent []string
	for _, id := range casepage.Silent(v.Case) {
		silent = append(silent, f.registerName(r, id))
	}
	p.silent = strings.Join(silent, r.T("casepage.comma"))
	return r.Draw(r.Frame(r.T("citizen.sent")), receiptBody(p))
}

// nudge 催办 records that the applicant asks; it is logged, and the office sees it.
func (f face) nudge(r *door.Request) error {
	return f.small(r, casework.Act{Verb: casework.Record, Step: casework.StepNudge})
}

// rate takes one to five stars. One star is as easy as five.
func (f face) rate(r *door.Request) error {
	stars := 0
	if s := r.FormValue("stars"); len(s) == 1 && s[0] >= '1' && s[0] <= '5' {
		stars = int(s[0] - '0')
	}
	if stars == 0 {
		return f.rateAgain(r)
	}
	return f.small(r, casework.Act{Verb: casework.Rate, Stars: stars, Reason: r.FormValue("reason")})
}

// rateAgain asks for the stars where none were chosen.
func (f face) rateAgain(r *door.Request) error {
	v, err := f.own(r)
	if err != nil {
		return err
	}
	p := f.trackOf(r, v)
	if err := f.saidBeside(r, v, &p); err != nil {
		return err
	}
	if !p.rate {
		return r.Redirect(p.base) // rated already, or nothing to rate
	}
	p.problems = ui.Problems{{Field: "stars", Text: r.T("citizen.rate-choose")}}
	return r.DrawAgain(p.frame, trackBody(p))
}

// small does an act of one press and leads back to the tracker.
func (f face) small(r *door.Request, a casework.Act) error {
	if _, err := f.desk.Act(r.Context(), r.Person, desk.Doing{Number: r.PathValue("number"), Act: a, Submission: r.FormValue("submission")}); err != nil {
		return err
	}
	return r.Redirect("/cases/" + url.PathEscape(r.PathValue("number")))
}

// withdrawAsk asks once: a withdrawal cannot be undone.
func (f face) withdrawAsk(r *door.Request) error {
	v, err := f.own(r)
	if err != nil {
		return err
	}
	p := f.trackOf(r, v)
	p.frame = r.Frame(r.T("citizen.withdraw"))
	p.frame.Back = ui.Link{Text: r.T("citizen.back"), Href: p.base}
	return r.Draw(p.frame, withdrawBody(p))
}

func (f face) withdraw(r *door.Request) error {
	return f.small(r, casework.Act{Verb: casework.Withdraw, Reason: r.FormValue("reason")})
}
