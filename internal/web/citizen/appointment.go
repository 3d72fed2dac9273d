package citizen

import (
	"strconv"
	"time"

	"atonce/internal/appointment"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// appointmentPage is what reserving a time at a counter draws.
type appointmentPage struct {
	problems ui.Problems
	own      []ownTime
	offices  ui.Choice
	office   string // chosen; empty while none is
	name     string
	times    ui.Choice
}

type ownTime struct{ id, words string }

func (f face) appointments(r *door.Request) error { return f.drawAppointments(r, nil) }

func (f face) drawAppointments(r *door.Request, problems ui.Problems) error {
	own, err := f.desk.Reserved(r.Context(), r.Person)
	if err != nil {
		return err
	}
	p := appointmentPage{problems: problems, offices: ui.Choice{Name: "office", Label: r.T("citizen.appointment-office"), Error: problems.Of("office")}}
	for _, a := range own {
		o, _ := f.desk.Office(a.Office)
		p.own = append(p.own, ownTime{a.ID, o.Name.In(r.Lang) + r.T("citizen.colon") + ui.Moment(r.Lang, a.Begins.In(f.zone()))})
	}
	chosen := r.FormValue("office")
	for _, o := range f.desk.Offices() {
		if f.receives(o.Kind) {
			p.offices.Options = append(p.offices.Options, ui.Option{Value: o.ID, Label: o.Name.In(r.Lang), Chosen: o.ID == chosen})
		}
	}
	if o, ok := f.desk.Office(chosen); ok {
		free, err := f.desk.FreeTimes(r.Context(), chosen)
		if err != nil {
			return err
		}
		p.office, p.name = chosen, o.Name.In(r.Lang)
		p.times = ui.Choice{Name: "begins", Label: r.T("citizen.appointment-when"), Error: problems.Of("begins")}
		for _, at := range free {
			v := strconv.FormatInt(at.Unix(), 10)
			p.times.Options = append(p.times.Options, ui.Option{Value: v, Label: ui.Moment(r.Lang, at.In(f.zone())), Chosen: r.FormValue("begins") == v})
		}
	}
	frame := r.Frame(r.T("citizen.appointment"))
	frame.Back = ui.Link{Text: r.T("citizen.counters"), Href: "/counters"}
	if len(problems) > 0 {
		return r.DrawAgain(frame, appointmentBody(p))
	}
	return r.Draw(frame, appointmentBody(p))
}

// receives says whether a kind of office deals with people at a counter.
func (f face) receives(kind string) bool {
	for _, s := range f.desk.Services() {
		if s.Item().Agency == kind && open(s) {
			return true
		}
	}
	return false
}

func (f face) reserve(r *door.Request) error {
	begins, _ := strconv.ParseInt(r.FormValue("begins"), 10, 64) // what is no number is no free time either
	err := f.desk.Reserve(r.Context(), r.Person, appointment.Appointment{Office: r.FormValue("office"), Begins: time.Unix(begins, 0)})
	if problems := ui.ProblemsOf(r.Lang, err); err != nil && len(problems) > 0 {
		return f.drawAppointments(r, problems)
	}
	if err != nil {
		return err
	}
	return r.Redirect("/appointments")
}

func (f face) giveBack(r *door.Request) error {
	if err := f.desk.GiveBack(r.Context(), r.Person, r.FormValue("id")); err != nil {
		return err
	}
	return r.Redirect("/appointments")
}
