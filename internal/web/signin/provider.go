package signin

import (
	"slices"
	"time"

	"atonce/internal/fail"
	"atonce/internal/provider"
	"atonce/internal/web/door"
)

// providerCookie binds what comes back from a provider to the browser that left.
const providerCookie = "provider"

func (f face) provider(r *door.Request) (*provider.Provider, string, error) {
	id := r.PathValue("provider")
	i := slices.IndexFunc(f.set.Providers, func(p *provider.Provider) bool { return p.ID == id })
	if i < 0 {
		return nil, "", fail.New(fail.NotFound, "door.no-page")
	}
	return f.set.Providers[i], f.site(r) + "/sign-in/back/" + id, nil
}

// leave sends the browser to a provider. With link=1 the provider is linked to whoever
// is signed in; with again=1 it proves once more that they are who they were.
func (f face) leave(r *door.Request) error {
	p, redirect, err := f.provider(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	a := provider.Attempt{To: door.LocalPath(q.Get("to")), Link: q.Get("link") != "", Fresh: q.Get("again") != ""}
	if a.Link || a.Fresh {
		if !r.Signed {
			return fail.New(fail.Unauthenticated, "door.sign-in")
		}
		if a.Link && (r.Session.Locked || r.Now.Sub(r.Session.Proved) > linkWithin) {
			return door.AskProof("account")
		}
		a.Person = r.Person.ID
	}
	to, err := p.Start(r.Context(), redirect, &a)
	if err != nil {
		return err
	}
	secret, err := f.desk.LeaveForProvider(r.Context(), a)
	if err != nil {
		return err
	}
	r.SetCookie(providerCookie, secret, int((10 * time.Minute).Seconds()))
	return r.Redirect(to)
}

// linkWithin is how old the proof of who links another way in may be.
const linkWithin = 5 * time.Minute

// back takes what the provider sent along.
func (f face) back(r *door.Request) error {
	p, redirect, err := f.provider(r)
	if err != nil {
		return err
	}
	secret := r.CookieValue(providerCookie)
	r.SetCookie(providerCookie, "", -1)
	a, err := f.desk.BackFromProvider(r.Context(), secret)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	claims, err := p.Finish(r.Context(), redirect, a, q.Get("state"), q.Get("code"), r.Now)
	if err != nil {
		return err
	}
	if a.Link {
		if !r.Signed || r.Session.Locked || r.Person.ID != a.Person {
			return fail.New(fail.Forbidden, "provider.not-yours")
		}
		if err := f.desk.LinkProvided(r.Context(), r.Person, claims); err != nil {
			return err
		}
		return r.Redirect("/account/ways")
	}
	k := f.knock(r)
	if a.Fresh {
		k.Person = a.Person // also where the session ended on the way
	}
	in, err := f.desk.EnterProvided(r.Context(), claims, k)
	if err != nil {
		return err
	}
	return f.let(r, in, a.To)
}
