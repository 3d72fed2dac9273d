package signin

import (
	"net/http"
	"net/url"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"

	"github.com/a-h/templ"
)

// waysPage is the page that offers every way in.
type waysPage struct {
	title     string
	why       string // said first, where somebody has to prove who they are once more
	action    string // where name and password go
	login     string
	fixed     bool   // the name is known: it is not asked for
	other     string // for somebody else, who has to sign out first; empty where nobody is signed in
	surer     bool   // a surer way is wanted than they came in by
	to        string
	kept      bool // something waits that was typed before
	providers []ui.Link
	register  bool
	problems  ui.Problems
}

func (f face) waysOf(r *door.Request, to string) waysPage {
	p := waysPage{title: r.T("signin.ways"), action: "/sign-in/password", to: to, kept: to == door.ResumePath, register: f.set.Register}
	for _, x := range f.set.Providers {
		p.providers = append(p.providers, ui.Link{Text: r.T("signin.with", "name", x.Name.In(r.Lang)), Href: "/sign-in/with/" + x.ID + "?to=" + url.QueryEscape(to)})
	}
	return p
}

// ways is the page of all ways in.
func (f face) ways(r *door.Request) error {
	return f.drawWays(r, http.StatusOK, f.waysOf(r, door.LocalPath(r.URL.Query().Get("to"))))
}

func (f face) drawWays(r *door.Request, status int, p waysPage) error {
	frame := r.Frame(p.title)
	frame.Scripts = append(frame.Scripts, "passkey.js")
	return draw(r, status, frame, waysBody(p))
}

// draw sends a page with a status; one that is not 200 has something to mend.
func draw(r *door.Request, status int, frame ui.Page, body templ.Component) error {
	frame.Failed = status != http.StatusOK
	ui.Render(r.W, r.Request, status, frame, body)
	return nil
}

// mend is what of an error the person can mend on the page they are on, and the status
// with which the page is sent; an error of another kind is not theirs to mend.
func mend(r *door.Request, err error) (ui.Problems, int, bool) {
	e := fail.As(err)
	if e.Kind != fail.Invalid && e.Kind != fail.TooMany && e.Kind != fail.Conflict {
		return nil, 0, false
	}
	if e.Kind == fail.TooMany {
		r.W.Header().Set("Retry-After", e.Args["after"])
	}
	var out ui.Problems
	for _, f := range e.Fields {
		out = append(out, ui.Problem{Field: f.Path, Text: text.T(r.Lang, f.Key, f.Args)})
	}
	if len(out) == 0 {
		out = ui.Problems{{Text: text.Error(r.Lang, e)}}
	}
	return out, ui.Status(e.Kind), true
}

// password takes name and password, and asks for a code where one is set up.
func (f face) password(r *door.Request) error {
	k := f.knock(r)
	k.Login, k.Password = r.FormValue("login"), r.FormValue("password")
	in, err := f.desk.SignIn(r.Context(), k)
	p := f.waysOf(r, door.LocalPath(r.FormValue("to")))
	p.login = k.Login
	return f.entered(r, in, err, p)
}

// entered answers a password: with the page again, with the page of the code, or with
// the way in.
func (f face) entered(r *door.Request, in desk.Entered, err error, p waysPage) error {
	if err != nil {
		problems, status, ok := mend(r, err)
		if !ok {
			return err
		}
		p.problems = problems
		return f.drawWays(r, status, p)
	}
	if in.Second != "" {
		return r.Draw(r.Frame(r.T("signin.code")), codeBody(in.Second, p.to, nil))
	}
	return f.let(r, in, p.to)
}

// code takes the one-time code.
func (f face) code(r *door.Request) error {
	step, to := r.FormValue("step"), door.LocalPath(r.FormValue("to"))
	in, err := f.desk.SignInCode(r.Context(), step, r.FormValue("code"), f.knock(r))
	if err != nil {
		problems, status, ok := mend(r, err)
		if !ok {
			return err
		}
		return draw(r, status, r.Frame(r.T("signin.code")), codeBody(step, to, problems))
	}
	return f.let(r, in, to)
}

// joinPage is the page on which somebody makes an account.
type joinPage struct {
	title, lead, action string
	code, name, login   string
	invited             bool
	problems            ui.Problems
}

func (f face) inviteAsk(r *door.Request) error {
	return r.Draw(r.Frame(r.T("signin.join")), joinBody(f.invitePage(r, r.URL.Query().Get("code"))))
}

func (f face) invitePage(r *door.Request, code string) joinPage {
	return joinPage{title: r.T("signin.join"), lead: r.T("signin.join-lead"), action: "/sign-in/invitation", code: code, login: r.FormValue("login"), invited: true}
}

func (f face) invite(r *door.Request) error {
	j := desk.Joining{Code: r.FormValue("code"), Login: r.FormValue("login"), Password: r.FormValue("password"), Knock: f.knock(r)}
	in, err := f.desk.Join(r.Context(), j)
	if err != nil {
		p := f.invitePage(r, j.Code)
		if fail.KindOf(err) == fail.NotFound {
			p.problems = ui.Problems{{Field: "code", Text: text.Error(r.Lang, fail.As(err))}}
			return draw(r, http.StatusUnprocessableEntity, r.Frame(p.title), joinBody(p))
		}
		problems, status, ok := mend(r, err)
		if !ok {
			return err
		}
		p.problems = problems
		return draw(r, status, r.Frame(p.title), joinBody(p))
	}
	f.keep(r, in)
	return r.Redirect("/account/ways")
}

func (f face) registerPage(r *door.Request) joinPage {
	return joinPage{title: r.T("signin.register"), lead: r.T("signin.register-lead"), action: "/sign-in/register", name: r.FormValue("name")}
}

func (f face) registerAsk(r *door.Request) error {
	return r.Draw(r.Frame(r.T("signin.register")), joinBody(f.registerPage(r)))
}

func (f face) register(r *door.Request) error {
	j := desk.Joining{Name: r.FormValue("name"), Password: r.FormValue("password"), Knock: f.knock(r)}
	in, login, err := f.desk.Register(r.Context(), j)
	if err != nil {
		problems, status, ok := mend(r, err)
		if !ok {
			return err
		}
		p := f.registerPage(r)
		p.problems = problems
		return draw(r, status, r.Frame(p.title), joinBody(p))
	}
	f.keep(r, in)
	return r.Draw(r.Frame(r.T("signin.registered")), registeredBody(login))
}
