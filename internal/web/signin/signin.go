// Package signin is the way in: how somebody says who they are, says it once more
// before an act of weight, and goes on with what they were doing. A development system
// also lists its sample people.
package signin

import (
	"strings"

	"atonce/internal/desk"
	"atonce/internal/people"
	"atonce/internal/provider"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

type face struct {
	desk *desk.Desk
	dev  bool
	set  provider.Settings
}

// DeviceCookie tells a browser that somebody has signed in with before from a strange
// one. It opens nothing: it only keeps the guessing of others from slowing its owner.
const DeviceCookie = "device"

// aYear is how long a browser keeps the device cookie, in seconds.
const aYear = 365 * 24 * 3600

// Routes are the ways in. Only with dev can anybody be a sample person: without it
// nothing takes a name without a proof.
func Routes(d *desk.Desk, dev bool, set provider.Settings) []door.Route {
	f := face{d, dev, set}
	var out []door.Route
	add := func(method, path string, who door.Who, about string, serve func(*door.Request) error) {
		data := door.NoData
		if who == door.SignedIn {
			data = door.OwnData
		}
		out = append(out, door.Route{Method: method, Path: path, Face: ui.Citizen, Who: who, Data: data, About: about, Serve: serve})
	}
	if dev {
		add("GET", "/sign-in", door.Anyone, "sample people by role (development only)", f.samples)
		add("POST", "/sign-in", door.Anyone, "sign in as a sample person (development only)", f.enter)
	} else {
		add("GET", "/sign-in", door.Anyone, "the ways to sign in", f.ways)
	}
	add("GET", "/sign-in/password", door.Anyone, "the ways to sign in", f.ways)
	add("POST", "/sign-in/password", door.Anyone, "name and password", f.password)
	add("POST", "/sign-in/code", door.Anyone, "the one-time code after the password", f.code)
	add("GET", "/sign-in/invitation", door.Anyone, "make an account by invitation of an office", f.inviteAsk)
	add("POST", "/sign-in/invitation", door.Anyone, "make an account by invitation of an office", f.invite)
	if set.Register {
		add("GET", "/sign-in/register", door.Anyone, "make an account that nobody has identified", f.registerAsk)
		add("POST", "/sign-in/register", door.Anyone, "make an account that nobody has identified", f.register)
	}
	add("POST", "/sign-in/passkey/begin", door.Anyone, "what a browser is asked for a passkey", f.passkeyAsk)
	add("POST", "/sign-in/passkey", door.Anyone, "sign in with a passkey", f.passkey)
	add("GET", "/sign-in/with/{provider}", door.Anyone, "go to a provider of identities", f.leave)
	add("GET", "/sign-in/back/{provider}", door.Anyone, "come back from it", f.back)
	add("GET", door.StayPath, door.SignedIn, "stay signed in", f.stay)
	add("GET", door.ProvePath, door.SignedIn, "prove once more who you are", f.proveAsk)
	add("POST", door.ProvePath, door.SignedIn, "prove once more who you are", f.prove)
	add("GET", door.ResumePath, door.SignedIn, "what you had typed before you signed in again", f.resumeAsk)
	add("POST", door.ResumePath, door.SignedIn, "let it go on, or drop it", f.resume)
	return out
}

// opening is what the browser says about itself, for the owner's list of sessions.
func (f face) opening(r *door.Request, person string) people.Opening {
	return people.Opening{Person: person, Kind: people.PageSession, Device: device(r.UserAgent()), Network: door.Network(r.From())}
}

func (f face) knock(r *door.Request) desk.Knock {
	k := desk.Knock{Device: r.CookieValue(DeviceCookie), Opening: f.opening(r, ""), Old: r.Before}
	if r.Signed {
		k.Person = r.Person.ID
	}
	return k
}

// site is the address at which people reach this site.
func (f face) site(r *door.Request) string {
	if f.set.Site != nil {
		return f.set.Site.String()
	}
	return r.Site()
}

// let gives the browser its session and lets the person do what they came for.
func (f face) let(r *door.Request, in desk.Entered, to string) error {
	f.keep(r, in)
	if to == door.ResumePath && r.Signed {
		// Proved once more in the middle of something: it goes on by itself.
		return f.goOn(r, in.Secret, to)
	}
	return r.Redirect(first(in.Person, to))
}

func (f face) keep(r *door.Request, in desk.Entered) {
	r.KeepSession(in.Secret)
	if in.Device != "" {
		r.SetCookie(DeviceCookie, in.Device, aYear)
	}
}

// device is how a browser calls itself, in the few words its owner knows it by.
func device(agent string) string {
	var words []string
	for _, x := range []struct{ mark, word string }{
		{"MicroMessenger", "WeChat"}, {"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	} {
		if strings.Contains(agent, x.mark) {
			words = append(words, x.word)
			break
		}
	}
	for _, x := range []struct{ mark, word string }{
		{"HarmonyOS", "HarmonyOS"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"},
	} {
		if strings.Contains(agent, x.mark) {
			words = append(words, x.word)
			break
		}
	}
	return strings.Join(words, ", ")
}
