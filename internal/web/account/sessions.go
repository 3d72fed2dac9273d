package account

import (
	"atonce/internal/people"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// place is one sign-in as its owner reads it.
type place struct {
	id, title string
	rows      []ui.Row
	here      bool
}

// sessions lists where somebody is signed in, this browser first.
func (f face) sessions(r *door.Request) error {
	live, err := f.desk.Sessions(r.Context(), r.Person)
	if err != nil {
		return err
	}
	var here, others []place
	for _, s := range live {
		p := f.place(r, s)
		if p.here {
			here = append(here, p)
		} else {
			others = append(others, p)
		}
	}
	frame := r.Frame(r.T("account.sessions"))
	frame.Back = ui.Link{Text: r.T("citizen.account"), Href: "/account"}
	return r.Draw(frame, sessionsBody(here, others))
}

func (f face) place(r *door.Request, s people.Signed) place {
	zone := f.desk.Zone()
	title := s.Device
	if title == "" {
		title = r.T("account.device-unknown")
	}
	if s.Kind == people.APISession {
		title = r.T("account.program")
	}
	p := place{id: s.ID, title: title, here: s.ID == r.Session.ID}
	put := func(key, value string) {
		if value != "" {
			p.rows = append(p.rows, ui.Row{Key: r.T(key), Values: []string{value}})
		}
	}
	put("account.began", ui.Moment(r.Lang, s.Began.In(zone)))
	put("account.used", ui.Moment(r.Lang, s.Used.In(zone)))
	put("account.network", s.Network)
	if s.Way != "" {
		put("account.way", r.T("account.way."+s.Way))
	}
	put("account.level", r.T("account.level."+s.Level.String()))
	return p
}

// endSession ends one sign-in by its name, or with no name all but this one.
func (f face) endSession(r *door.Request) error {
	if err := f.desk.EndSession(r.Context(), r.Person, r.FormValue("id"), r.Session.ID); err != nil {
		return err
	}
	return r.Redirect("/account/sessions")
}
