package signin

import (
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"atonce/internal/people"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// stay answers until when the session now holds: any look at a page makes it longer.
func (f face) stay(r *door.Request) error {
	at := r.Session.Ends
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		return r.JSON(http.StatusOK, map[string]int{"left": int(at.Sub(r.Now).Seconds())})
	}
	return r.Draw(r.Frame(r.T("signin.stay")), saidBody(r.T("signin.stay"), r.T("signin.stay-until", "time", ui.ShortMoment(r.Lang, at.In(f.desk.Zone()))), r.T("signin.stay-close")))
}

// provePage is the page of the ways in for somebody who is signed in.
func (f face) provePage(r *door.Request, to string) (waysPage, error) {
	ways, err := f.desk.WaysOf(r.Context(), r.Person)
	if err != nil {
		return waysPage{}, err
	}
	p := f.waysOf(r, to)
	p.title, p.why, p.action, p.login, p.fixed = r.T("signin.again"), r.T("signin.again-why"), door.ProvePath, ways.Login, ways.Login != ""
	p.other = r.T("signin.other", "name", r.Person.In(r.Lang))
	if l, ok := people.ParseLevel(r.FormValue("level")); ok && r.Session.Level < l {
		p.why = r.T("signin.level-why", "level", r.T("account.level."+l.String()), "now", r.T("account.level."+r.Session.Level.String()))
		p.surer = true
	}
	for i := range p.providers {
		p.providers[i].Href += "&again=1"
	}
	return p, nil
}

// proveAsk asks who is signed in to prove once more that it is them.
func (f face) proveAsk(r *door.Request) error {
	to := door.LocalPath(r.URL.Query().Get("to"))
	if f.dev && r.Person.Sample {
		return r.Draw(r.Frame(r.T("signin.again")), proveSampleBody(r.Person.In(r.Lang), to))
	}
	p, err := f.provePage(r, to)
	if err != nil {
		return err
	}
	return f.drawWays(r, http.StatusOK, p)
}

// prove begins the session anew, with a proof as of now. It takes the name from the
// session: nobody becomes somebody else in the middle of something.
func (f face) prove(r *door.Request) error {
	to := door.LocalPath(r.FormValue("to"))
	if f.dev && r.Person.Sample {
		secret, _, err := f.desk.EnterSample(r.Context(), f.opening(r, r.Person.ID), r.Secret)
		if err != nil {
			return err
		}
		return f.goOn(r, secret, to)
	}
	p, err := f.provePage(r, to)
	if err != nil {
		return err
	}
	k := f.knock(r)
	k.Login, k.Password = p.login, r.FormValue("password")
	if k.Login == "" {
		k.Login = r.FormValue("login")
	}
	in, err := f.desk.SignIn(r.Context(), k)
	return f.entered(r, in, err, p)
}

// goOn lets whoever has just proved who they are do what they were about to do. A form
// that they sent is not asked for again.
func (f face) goOn(r *door.Request, secret, to string) error {
	r.KeepSession(secret)
	if to != door.ResumePath {
		return r.Redirect(to)
	}
	form, ok, err := f.desk.KeptForm(r.Context(), secret, true)
	if err != nil {
		return err
	}
	if !ok {
		return r.Redirect("/")
	}
	return r.Replay(form, secret)
}

// resumeAsk shows what had been typed before the session ended, and lets it go on.
func (f face) resumeAsk(r *door.Request) error {
	form, ok, err := f.desk.KeptForm(r.Context(), r.Secret, false)
	if err != nil {
		return err
	}
	if !ok {
		return r.Redirect("/")
	}
	return r.Draw(r.Frame(r.T("signin.resume")), resumeBody(typed(form)))
}

// resume lets the kept form go on, or drops it and goes back to its page.
func (f face) resume(r *door.Request) error {
	drop := r.FormValue("drop") != ""
	form, ok, err := f.desk.KeptForm(r.Context(), r.Secret, true)
	if err != nil {
		return err
	}
	switch {
	case !ok:
		return r.Redirect("/")
	case drop:
		return r.Redirect(door.LocalPath(form.Page))
	}
	return r.Replay(form, r.Secret)
}

// mostShown bounds one text of a kept form as the page repeats it, in characters.
const mostShown = 2000

// typed is what a person wrote into a form, so that they see that it is there: texts
// with a blank or a character beyond ASCII, and names of files. Ids mean nothing to them.
func typed(form people.KeptForm) []string {
	var out []string
	put := func(s string) {
		s = strings.TrimSpace(s)
		if strings.ContainsFunc(s, func(c rune) bool { return c == ' ' || c >= utf8.RuneSelf }) && !slices.Contains(out, s) {
			if cut := []rune(s); len(cut) > mostShown {
				s = string(cut[:mostShown]) + "…"
			}
			out = append(out, s)
		}
	}
	kind, args, err := mime.ParseMediaType(form.Kind)
	switch {
	case err != nil:
	case kind == "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(form.Body))
		if err != nil {
			return nil
		}
		for _, name := range slices.Sorted(maps.Keys(values)) {
			for _, v := range values[name] {
				put(v)
			}
		}
	case kind == "multipart/form-data":
		all, err := multipart.NewReader(strings.NewReader(string(form.Body)), args["boundary"]).ReadForm(int64(len(form.Body)))
		if err != nil {
			return nil
		}
		defer all.RemoveAll()
		for _, name := range slices.Sorted(maps.Keys(all.Value)) {
			for _, v := range all.Value[name] {
				put(v)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(all.File)) {
			for _, file := range all.File[name] {
				if file.Size > 0 {
					out = append(out, file.Filename)
				}
			}
		}
	}
	return out
}
