package citizen

import (
	"net/http"
	"net/url"

	"atonce/internal/fail"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// copyPage is what asking for a copy of a past application draws.
type copyPage struct {
	number, base string
	amend        bool
	there        string // the draft that is in the way
}

// copyAsk asks before a draft is begun with what was sent once: as a new application, or
// in the place of one under way.
func (f face) copyAsk(r *door.Request) error {
	v, err := f.own(r)
	if err != nil {
		return err
	}
	p := copyPage{number: v.Case.Number, base: "/cases/" + url.PathEscape(v.Case.Number), amend: r.FormValue("amend") != ""}
	d, err := f.desk.Draft(r.Context(), r.Person, v.Case.Service)
	if err != nil {
		return err
	}
	if !d.Saved.IsZero() {
		p.there = tasksPath(v.Case.Service)
	}
	title := "citizen.copy"
	if p.amend {
		title = "citizen.amend"
	}
	frame := r.Frame(r.T(title))
	frame.Back = ui.Link{Text: r.T("citizen.back"), Href: p.base}
	if r.Method == http.MethodPost {
		return r.DrawAgain(frame, copyBody(p))
	}
	return r.Draw(frame, copyBody(p))
}

func (f face) copyCase(r *door.Request) error {
	service, err := f.desk.CopyCase(r.Context(), r.Person, r.PathValue("number"), r.FormValue("amend") != "")
	if e := fail.As(err); err != nil && e.Key == "desk.draft-there" {
		return f.copyAsk(r)
	}
	if err != nil {
		return err
	}
	return r.Redirect(tasksPath(service))
}
