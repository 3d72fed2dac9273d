// Package account is what somebody may see and change about their own ways in: where
// they are signed in, what proves that it is them, what programs may do in their name.
package account

import (
	"atonce/internal/desk"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

type face struct{ desk *desk.Desk }

// Routes are the pages below /account/.
func Routes(d *desk.Desk) []door.Route {
	f := face{d}
	var out []door.Route
	add := func(method, path, about string, serve func(*door.Request) error) {
		out = append(out, door.Route{Method: method, Path: path, Face: ui.Citizen, Who: door.SignedIn, Data: door.OwnData, About: about, Serve: serve})
	}
	add("GET", "/account/sessions", "where I am signed in", f.sessions)
	add("POST", "/account/sessions", "end one of my sign-ins, or all others", f.endSession)
	return out
}
