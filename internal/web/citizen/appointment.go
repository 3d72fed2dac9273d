package citizen

import (
	"strconv"
	"time"

	"atonce/internal/appointment"
	"atonce/internal/desk"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// appointmentPage is what reserving a time at a counter draws.
type appointmentPage struct {
	problems ui.Problems
	own      []ownTime
	counters ui.Choice
	counter  string // chosen; empty while none is
	name     string
	address  string
	times    ui.Choice
	about    ui.Choice
}

type ownTime struct {
	id, when string
	lines    []string
}

func (f face) appointments(r *door.Request) error { return f.drawAppointments(r, nil) }

func (f face) drawAppointments(r *door.Request, problems ui.Problems) error {
	own, err := f.desk.Reserved(r.Context(), r.Person)
	if err != nil {
		return err
	}
	p := appointmentPage{problems: problems, counters: ui.Choice{Name: "counter", Label: r.T("citizen.appointment-counter"), Error: problems.Of("counter")}}
	for _, v := range own {
		p.own = append(p.own, f.ownTime(r, v))
	}
	if chosen := r.FormValue("counter"); chosen == "" {
		all, err := f.desk.Counters(r.Context())
		if err != nil {
			return err
		}
		if len(problems) == 0 && r.URL.Query().Has("sent") {
			p.problems = ui.Problems{{Field: "counter", Text: r.T("citizen.appointment-choose")}}
			p.counters.Error = p.problems.Of("counter")
		}
		for _, c := range all.Counters {
			p.counters.Options = append(p.counters.Options, ui.Option{Value: c.ID, Label: c.Name.In(r.Lang), Hint: c.Address.In(r.Lang)})
		}
	} else if err := f.timesAt(r, chosen, &p); err != nil {
		return err
	}
	frame := r.Frame(r.T("citizen.appointment"))
	frame.Back = ui.Link{Text: r.T("citizen.counters"), Href: "/counters"}
	if len(p.problems) > 0 {
		return r.DrawAgain(frame, appointmentBody(p))
	}
	return r.Draw(frame, appointmentBody(p))
}

// ownTime says of a reserved time what somebody needs on the way there.
func (f face) ownTime(r *door.Request, v desk.Visit) ownTime {
	out := ownTime{id: v.ID, when: ui.Moment(r.Lang, v.Begins.In(f.zone()))}
	if v.At.ID != "" {
		out.lines = []string{v.At.Name.In(r.Lang), v.At.Address.In(r.Lang)}
	} else if o, ok := f.desk.Office(v.Office); ok {
		out.lines = []string{o.Name.In(r.Lang)}
	}
	if v.At.Closed {
		out.lines = append(out.lines, r.T("citizen.appointment-closed"))
	}
	if s, err := f.desk.Service(v.About); err == nil {
		out.lines = append(out.lines, s.Text(r.Lang, "name"))
	}
	return out
}

// timesAt puts the free times of a counter on the page, and what one can come there for.
func (f face) timesAt(r *door.Request, id string, p *appointmentPage) error {
	c, err := f.desk.Counter(r.Context(), id)
	if err != nil {
		return err
	}
	free, err := f.desk.FreeTimes(r.Context(), id)
	if err != nil {
		return err
	}
	p.counter, p.name, p.address = id, c.Name.In(r.Lang), c.Address.In(r.Lang)
	p.times = ui.Choice{Name: "begins", Label: r.T("citizen.appointment-when"), Error: p.problems.Of("begins")}
	for _, at := range free {
		v := strconv.FormatInt(at.Unix(), 10)
		p.times.Options = append(p.times.Options, ui.Option{Value: v, Label: ui.Moment(r.Lang, at.In(f.zone())), Chosen: r.FormValue("begins") == v})
	}
	p.about = ui.Choice{Name: "about", Label: r.T("citizen.appointment-about"), Error: p.problems.Of("about"), Optional: true}
	for _, s := range f.metThere(c) {
		p.about.Options = append(p.about.Options, ui.Option{Value: s.ID(), Label: s.Text(r.Lang, "name"), Chosen: r.FormValue("about") == s.ID()})
	}
	return nil
}

func (f face) reserve(r *door.Request) error {
	begins, _ := strconv.ParseInt(r.FormValue("begins"), 10, 64) // what is no number is no free time either
	err := f.desk.Reserve(r.Context(), r.Person, appointment.Appointment{Counter: r.FormValue("counter"), About: r.FormValue("about"), Begins: time.Unix(begins, 0)})
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
