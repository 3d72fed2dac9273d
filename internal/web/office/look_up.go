package office

import (
	"slices"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// lookUpPage asks what is to be looked up, what for and why.
type lookUpPage struct {
	register ui.Choice
	subject  ui.TextField
	use      ui.Choice
	reason   ui.TextArea
	problems ui.Problems
}

// lookedUpPage is what a register says.
type lookedUpPage struct {
	title, none string
	rows        []ui.Row
}

// lookUpForm is the form of a look-up without a case.
func (f face) lookUpForm(r *door.Request) error {
	p, err := f.lookUpPage(r, nil)
	if err != nil {
		return err
	}
	return r.Draw(f.frame(r, r.T("office.look-up")), lookUpBody(p))
}

func (f face) lookUpPage(r *door.Request, problems ui.Problems) (p lookUpPage, err error) {
	all, err := f.desk.LookUps(r.Context(), r.Person)
	if err != nil {
		return p, err
	}
	p = lookUpPage{problems: problems, register: ui.Choice{Name: "register", Label: r.T("office.look-up-register"), Error: problems.Of("register")},
		subject: ui.TextField{Name: "subject", Label: r.T("office.look-up-subject"), Hint: r.T("office.look-up-subject-hint"), Value: r.PostFormValue("subject"), Error: problems.Of("subject"), Width: 20, MaxLength: 100},
		use:     ui.Choice{Name: "use", Label: r.T("office.data-use"), Error: problems.Of("use")},
		reason: ui.TextArea{Name: "reason", Label: r.T("office.look-up-reason"), Hint: r.T("office.look-up-reason-hint"), Value: r.PostFormValue("reason"), Error: problems.Of("reason"),
			Rows: 3, MaxLength: 500}}
	for _, x := range all {
		p.register.Options = append(p.register.Options, ui.Option{Value: x.ID(), Label: x.Names().In(r.Lang), Chosen: r.PostFormValue("register") == x.ID()})
	}
	for _, u := range pack.Purposes {
		p.use.Options = append(p.use.Options, ui.Option{Value: u, Label: r.T("office.data-use-" + u), Chosen: r.PostFormValue("use") == u})
	}
	return p, nil
}

// lookUp shows what a register says. What is sensitive in it is hidden until it is asked
// for, which is another look.
func (f face) lookUp(r *door.Request) error {
	if err := r.ParseForm(); err != nil {
		return fail.New(fail.Invalid, "door.no-page").Because(err)
	}
	in := desk.LookUpAsk{Register: r.PostFormValue("register"), Subject: r.PostFormValue("subject"), Use: r.PostFormValue("use"), Reason: r.PostFormValue("reason"), Show: r.PostForm["show"]}
	got, err := f.desk.LookUp(r.Context(), r.Person, in)
	if problems := ui.ProblemsOf(r.Lang, err); err != nil && len(problems) > 0 {
		p, err := f.lookUpPage(r, problems)
		if err != nil {
			return err
		}
		return r.DrawAgain(f.frame(r, r.T("office.look-up")), lookUpBody(p))
	}
	if err != nil {
		return err
	}
	p := lookedUpPage{title: got.Register.Names().In(r.Lang)}
	if !got.Answer.Holds() {
		p.none = r.T("office.look-up-silent")
	}
	kept := [][2]string{{"register", in.Register}, {"subject", in.Subject}, {"use", in.Use}, {"reason", in.Reason}}
	for _, id := range in.Show {
		kept = append(kept, [2]string{"show", id})
	}
	for _, id := range got.Fields {
		x, _ := got.Register.Field(id)
		row := ui.Row{Key: x.Names.In(r.Lang)}
		if slices.Contains(got.Hidden, id) && got.Answer.Holds() {
			row.Body = hiddenField(kept, id, row.Key)
		} else if v, ok := got.Answer.Values[id]; ok && !v.Absent() {
			row.Values = []string{v.String()}
		} else {
			row.Values = []string{r.T("office.not-given")}
		}
		p.rows = append(p.rows, row)
	}
	frame := f.frame(r, p.title)
	frame.Back = ui.Link{Text: r.T("office.look-up"), Href: "/office/look-up"}
	return r.Draw(frame, lookedUpBody(p))
}
