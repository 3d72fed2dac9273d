// Package verify checks what somebody shows, for everybody and without signing in: the
// page /verify, which works in the browser and without the network once it was open,
// the same check on the server where there is no JavaScript, and the worker that keeps
// the page at hand.
package verify

import (
	"atonce/internal/desk"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

type face struct{ desk *desk.Desk }

// Routes are the addresses of the check.
func Routes(d *desk.Desk) []door.Route {
	f := face{d}
	var out []door.Route
	add := func(method, path string, data door.Data, about string, serve func(*door.Request) error) {
		out = append(out, door.Route{Method: method, Path: path, Face: ui.Citizen, Who: door.Visitor, Data: data, About: about, Serve: serve})
	}
	add("GET", "/verify", door.NoData, "check a licence, in the browser where it can", f.page)
	add("POST", "/verify", door.OwnData, "check what is sent, on the server; nothing is kept of it", f.check)
	out[len(out)-1].Most = formpage.MostBody
	add("GET", "/verify/known", door.NoData, "who issues, and what became of licences, for checks in the browser", f.known)
	add("POST", "/verify/seen", door.NoData, "a code was checked: its holder is told, and it is used up", f.seen)
	add("GET", "/worker.js", door.NoData, "keeps the check and the wallet at hand without the network", f.worker)
	return out
}
