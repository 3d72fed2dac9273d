package signin

import (
	"slices"
	"strings"

	"atonce/internal/people"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
)

// group is the sample people of one kind.
type group struct {
	title  string
	people []entry
}

type entry struct{ id, name, posts, note string }

// samples shows the sample people: first people and firms, then officials by office.
func (f face) samples(r *door.Request) error {
	ps, err := f.desk.Samples(r.Context())
	if err != nil {
		return err
	}
	var groups []group
	put := func(title string, e entry) {
		i := slices.IndexFunc(groups, func(g group) bool { return g.title == title })
		if i < 0 {
			groups, i = append(groups, group{title: title}), len(groups)
		}
		groups[i].people = append(groups[i].people, e)
	}
	for _, p := range ps {
		if len(p.Posts) == 0 {
			put(r.T("signin.people"), f.entry(r, p))
		}
	}
	for _, p := range ps {
		if len(p.Posts) > 0 {
			o, _ := f.desk.Office(p.Posts[0].Office)
			put(o.Name.In(r.Lang), f.entry(r, p))
		}
	}
	return r.Draw(r.Frame(r.T("signin.title")), listBody(groups, door.LocalPath(r.URL.Query().Get("to"))))
}

func (f face) entry(r *door.Request, p people.Person) entry {
	var roles []string
	for _, x := range p.Posts {
		roles = append(roles, casepage.PostName(r.Lang, f.desk.Services(), x.Role))
	}
	return entry{id: p.ID, name: p.In(r.Lang), posts: strings.Join(roles, r.T("casepage.comma")), note: p.Note.In(r.Lang)}
}

// enter begins a session and goes where the person wanted to go.
func (f face) enter(r *door.Request) error {
	secret, p, err := f.desk.EnterSample(r.Context(), f.opening(r, r.FormValue("person")), r.Before)
	if err != nil {
		return err
	}
	r.KeepSession(secret)
	return r.Redirect(first(p, door.LocalPath(r.FormValue("to"))))
}

// first is where somebody goes who asked for no place.
func first(p people.Person, to string) string {
	switch {
	case to != "/":
		return to
	case p.Holds(door.LeaderRole):
		return "/governance"
	case len(p.Posts) > 0:
		return "/office"
	}
	return to
}
