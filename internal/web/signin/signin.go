// Package signin is the way in: how somebody says who they are, says it once more
// before an act of weight, and goes on with what they were doing. A development system
// lists its sample people instead of asking.
package signin

import (
	"strings"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

type face struct {
	desk *desk.Desk
	dev  bool
}

// Routes are the ways in. Only with dev can anybody be a sample person: without it
// nothing takes a name.
func Routes(d *desk.Desk, dev bool) []door.Route {
	f := face{d, dev}
	var out []door.Route
	add := func(method, path string, who door.Who, data door.Data, about string, serve func(*door.Request) error) {
		out = append(out, door.Route{Method: method, Path: path, Face: ui.Citizen, Who: who, Data: data, About: about, Serve: serve})
	}
	if dev {
		add("GET", "/sign-in", door.Anyone, door.NoData, "sample people by role (development only)", f.samples)
		add("POST", "/sign-in", door.Anyone, door.NoData, "sign in as a sample person (development only)", f.enter)
	} else {
		add("GET", "/sign-in", door.Anyone, door.NoData, "sign-in is not set up", func(*door.Request) error { return fail.New(fail.Unavailable, "signin.none") })
	}
	add("GET", door.StayPath, door.SignedIn, door.OwnData, "stay signed in", f.stay)
	add("GET", door.ProvePath, door.SignedIn, door.OwnData, "prove once more who you are", f.proveAsk)
	add("POST", door.ProvePath, door.SignedIn, door.OwnData, "prove once more who you are", f.prove)
	add("GET", door.ResumePath, door.SignedIn, door.OwnData, "what you had typed before you signed in again", f.resumeAsk)
	add("POST", door.ResumePath, door.SignedIn, door.OwnData, "let it go on, or drop it", f.resume)
	return out
}

// opening is what the browser says about itself, for the owner's list of sessions.
func (f face) opening(r *door.Request, person string) people.Opening {
	return people.Opening{Person: person, Kind: people.PageSession, Device: device(r.UserAgent()), Network: door.Network(r.From())}
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
