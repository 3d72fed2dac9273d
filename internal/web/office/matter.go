package office

import (
	"strconv"
	"strings"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/share"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// matterPage is what the page of one matter draws.
type matterPage struct {
	caption, title string
	rows           []ui.Row
	problems       ui.Problems
	action         string
	outcome        ui.Choice
	answer         string
}

func matterPath(id int64) string { return "/office/matters/" + strconv.FormatInt(id, 10) }

// matters lists what people ask about their data, what is due first.
func (f face) matters(r *door.Request) error {
	ms, err := f.desk.MattersToAnswer(r.Context(), r.Person)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: r.T("office.matters"), HideTitle: true, EmptyWords: r.T("office.matters-none"), Columns: []ui.Column{
		{Head: r.T("office.matter-kind"), Place: ui.PlaceTitle}, {Head: r.T("office.matter-due"), Place: ui.PlaceMark}, {Head: r.T("office.matter-state"), Place: ui.PlaceLine}}}
	for _, m := range ms {
		due := ui.Due{Text: ui.Date(r.Lang, m.Due.In(f.desk.Zone())), State: ui.DueNormal}
		state := r.T("office.matter-open")
		switch {
		case !m.Open():
			state = r.T("citizen.outcome." + m.Outcome)
		case m.Due.Before(r.Now):
			due.State = ui.DueLate
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: r.T("citizen.matter." + string(m.Kind)), Href: matterPath(m.ID), Sub: m.Number}, {Due: &due}, {Text: state}}})
	}
	return r.Draw(r.Frame(r.T("office.matters")), mattersBody(t, r.Person.Holds(desk.RoleDataProtection)))
}

func (f face) matter(r *door.Request) error { return f.drawMatter(r, nil) }

func matterID(r *door.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("matter"), 10, 64)
	if err != nil {
		return 0, fail.New(fail.NotFound, "share.no-matter")
	}
	return id, nil
}

func (f face) drawMatter(r *door.Request, problems ui.Problems) error {
	id, err := matterID(r)
	if err != nil {
		return err
	}
	m, l, err := f.desk.Matter(r.Context(), r.Person, id)
	if err != nil {
		return err
	}
	p := matterPage{caption: m.Number, title: r.T("citizen.matter." + string(m.Kind)), problems: problems, answer: r.FormValue("answer")}
	row := func(key string, values ...string) {
		p.rows = append(p.rows, ui.Row{Key: r.T(key), Values: values})
	}
	row("office.matter-words", m.Words)
	row("office.matter-due", ui.Moment(r.Lang, m.Due.In(f.desk.Zone())))
	if m.Field != "" {
		row("office.matter-field", f.registerField(r.Lang, m.Field))
	}
	if m.Look != 0 {
		o, _ := f.desk.Office(l.Office)
		purpose := l.Purpose
		if text.Has(r.Lang, purpose) {
			purpose = r.T(purpose)
		}
		row("office.matter-look", ui.Moment(r.Lang, l.At.In(f.desk.Zone())), strings.TrimSpace(l.Name+" "+o.Name.In(r.Lang)), purpose)
	}
	if m.Open() {
		p.action = matterPath(m.ID)
		p.outcome = ui.Choice{Name: "outcome", Label: r.T("office.matter-outcome"), Error: problems.Of("outcome")}
		for _, o := range share.Outcomes[m.Kind] {
			p.outcome.Options = append(p.outcome.Options, ui.Option{Value: o, Label: r.T("citizen.outcome." + o), Chosen: r.FormValue("outcome") == o})
		}
	} else {
		row("office.matter-answer", r.T("citizen.outcome."+m.Outcome), m.Answer)
	}
	frame := r.Frame(p.title)
	frame.Back = ui.Link{Text: r.T("office.matters"), Href: "/office/matters"}
	if len(problems) > 0 {
		return r.DrawAgain(frame, matterBody(p))
	}
	return r.Draw(frame, matterBody(p))
}

// registerField is a field of a register in words, or the register alone.
func (f face) registerField(l text.Lang, name string) string {
	register, field, _ := strings.Cut(name, ".")
	if x, ok := f.desk.Packs().Register(register); ok {
		if y, ok := x.Field(field); ok {
			return x.Names().In(l) + text.S(l, "citizen.colon") + y.Names.In(l)
		}
		if field == "" {
			return x.Names().In(l)
		}
	}
	return name
}

func (f face) answerMatter(r *door.Request) error {
	id, err := matterID(r)
	if err != nil {
		return err
	}
	if err := f.desk.AnswerMatter(r.Context(), r.Person, id, r.FormValue("outcome"), r.FormValue("answer")); err != nil {
		if problems := ui.ProblemsOf(r.Lang, err); len(problems) > 0 {
			return f.drawMatter(r, problems)
		}
		return err
	}
	return r.Redirect("/office/matters")
}
