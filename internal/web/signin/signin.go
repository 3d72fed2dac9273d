// Package signin is the way in. A development system lists its sample people; a
// real one has no sign-in of its own yet and says so. Both use the same sessions.
package signin

import (
	"slices"
	"strings"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

type face struct{ desk *desk.Desk }

// Routes are the sample sign-in when dev is true. Without it there is a page that
// says what is missing, and nothing that takes a name: the route does not exist.
func Routes(d *desk.Desk, dev bool) []door.Route {
	f := face{d}
	if !dev {
		return []door.Route{{Method: "GET", Path: "/sign-in", Face: ui.Citizen, Who: door.Anyone, Data: door.NoData,
			About: "sign-in is not set up", Serve: func(*door.Request) error { return fail.New(fail.Unavailable, "signin.none") }}}
	}
	return []door.Route{
		{Method: "GET", Path: "/sign-in", Face: ui.Citizen, Who: door.Anyone, Data: door.NoData, About: "sample people by role (development only)", Serve: f.list},
		{Method: "POST", Path: "/sign-in", Face: ui.Citizen, Who: door.Anyone, Data: door.NoData, About: "sign in as a sample person (development only)", Serve: f.enter},
	}
}

// group is the sample people of one kind.
type group struct {
	title  string
	people []entry
}

type entry struct{ id, name, posts, note string }

// list shows the sample people: first people and firms, then officials by office.
func (f face) list(r *door.Request) error {
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
		roles = append(roles, f.roleName(r, x.Role))
	}
	return entry{id: p.ID, name: p.In(r.Lang), posts: strings.Join(roles, r.T("casepage.comma")), note: p.Note.In(r.Lang)}
}

// roleName is the word the first pack that knows the role has for it.
func (f face) roleName(r *door.Request, role string) string {
	for _, s := range f.desk.Services() {
		if key := "role." + role; s.HasText(key) {
			return s.Text(r.Lang, key)
		}
	}
	return r.T("signin.role." + role)
}

// enter begins a session and goes where the person wanted to go.
func (f face) enter(r *door.Request) error {
	secret, p, err := f.desk.SignInSample(r.Context(), r.FormValue("person"), people.PageSession)
	if err != nil {
		return err
	}
	if r.Secret != "" {
		// Whoever was signed in before is signed out: a session is never taken over.
		if err := f.desk.SignOut(r.Context(), r.Secret); err != nil {
			return err
		}
	}
	r.KeepSession(secret)
	to := door.LocalPath(r.FormValue("to"))
	if to == "/" && p.Holds(door.LeaderRole) {
		to = "/governance"
	} else if to == "/" && len(p.Posts) > 0 {
		to = "/office"
	}
	return r.Redirect(to)
}
