// Package api is the machine door: the same use-cases as the pages, with the same
// rules and the same errors, as JSON under bearer tokens. It is described by an
// OpenAPI 3.1 document made from the same table as the routes.
package api

import (
	"net/http"
	"reflect"

	"atonce/internal/desk"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

type face struct{ desk *desk.Desk }

// operation is one line of the table: a route, and what the document says of it.
type operation struct {
	id, method, path string
	who              door.Who
	token            people.Scope // that a person's token must hold
	scope            string       // that a system's token must hold
	data             door.Data
	about            string
	query            []query
	headers          []query
	in, out          any   // a zero value of what is sent and answered; nil is no JSON
	status           []int // of success
	most             int64
	serve            func(face, *door.Request) error
}

// query is one parameter of an address.
type query struct {
	name, about string
	among       []string
	required    bool
}

var after = query{name: "after", about: "The next of the page before: where this page begins."}

// operations is the whole door. It is a function because the document, which one of
// the operations serves, is made from it.
func operations() []operation {
	ok, made := []int{http.StatusOK}, []int{http.StatusCreated, http.StatusOK}
	return append([]operation{
		{id: "listItems", method: "GET", path: "/api/items", who: door.AnyBearer, data: door.NoData, about: "Search or list the services",
			query: []query{{name: "q", about: "What people type: words, synonyms, pinyin, initials."}, after}, out: Items{}, status: ok, serve: face.items},
		{id: "readItem", method: "GET", path: "/api/items/{service}", who: door.AnyBearer, data: door.NoData, about: "The guide of a service as data, with the form's schema and the limits",
			out: Item{}, status: ok, serve: face.item},
		{id: "listVersions", method: "GET", path: "/api/items/{service}/versions", who: door.AnyBearer, data: door.NoData, about: "Every version of a service's entry, the latest first",
			out: Versions{}, status: ok, serve: face.versions},
		{id: "listEntries", method: "GET", path: "/api/lists/{list}", who: door.AnyBearer, data: door.NoData, about: "One of the four lists: powers, duties, negative, funds",
			query: []query{{name: "q", about: "Within the name or the code."}, after}, out: Entries{}, status: ok, serve: face.entries},
		{id: "addFile", token: people.ScopeFile, method: "POST", path: "/api/files", who: door.Bearer, data: door.OwnData, about: "Send one file; its id is the answer to a question that asks for a file",
			query: []query{{name: "name", about: "The file's name.", required: true}}, out: File{}, status: []int{http.StatusCreated}, most: draft.MaxFile, serve: face.addFile},
		{id: "fileCase", token: people.ScopeFile, method: "POST", path: "/api/cases", who: door.Bearer, data: door.OwnData, about: "File for a service. The same submission again answers the same case",
			in: Filing{}, out: Receipt{}, status: made, serve: face.file},
		{id: "listCases", token: people.ScopeRead, method: "GET", path: "/api/cases", who: door.Bearer, data: door.CaseData, about: "Own cases, the newest first; for officials the worklist by due time",
			query: []query{after, {name: "state", about: "Only cases in this state.", among: states()}, {name: "whose", about: "Whose cases: own, or those of the official's offices.", among: []string{own, offices}}},
			out:   Cases{}, status: ok, serve: face.cases},
		{id: "listLicences", token: people.ScopeRead, method: "GET", path: "/api/licences", who: door.Bearer, data: door.OwnData, about: "Own licences, the newest first, as services take them",
			out: Licences{}, status: ok, serve: face.licences},
		{id: "readCase", token: people.ScopeRead, method: "GET", path: "/api/cases/{number}", who: door.Bearer, data: door.CaseData, about: "One case with its timeline and clocks. An official's look is recorded",
			out: Case{}, status: ok, serve: face.read},
		{id: "act", token: people.ScopeAct, method: "POST", path: "/api/cases/{number}/acts", who: door.Bearer, data: door.CaseData, about: "Do one act. The same submission again is the same act",
			in: Act{}, out: Receipt{}, status: made, serve: face.act},
		{id: "describe", method: "GET", path: "/api/openapi.json", who: door.AnyBearer, data: door.NoData, about: "This document", out: map[string]any{}, status: ok, serve: face.describe},
	}, append(exchangeOperations(), registerOperations()...)...)
}

// Routes is the machine door and the sign of life for who watches the program.
func Routes(d *desk.Desk) []door.Route {
	f := face{d}
	var out []door.Route
	for _, o := range operations() {
		out = append(out, door.Route{Method: o.method, Path: o.path, Face: ui.Citizen, Who: o.who, Data: o.data, About: o.about, Most: o.most, Scope: o.token,
			Serve: func(r *door.Request) error {
				if err := f.holds(o, r); err != nil {
					return err
				}
				return o.serve(f, r)
			}})
	}
	out = append(out, door.Route{Method: "POST", Path: tokenPath, Face: ui.Citizen, Who: door.Anyone, Data: door.NoData, About: "a token for a system that shows its secret", Most: mostToken, Serve: f.token})
	// Without them a mistyped address would answer a program with a page.
	for _, under := range []string{"/api/", "/exchange/"} {
		out = append(out, door.Route{Path: under, Face: ui.Citizen, Who: door.AnyBearer, Data: door.NoData, About: "an address that is not there",
			Serve: func(*door.Request) error { return fail.New(fail.NotFound, "api.no-address") }})
	}
	return append(out, door.Route{Method: "GET", Path: "/healthz", Face: ui.Citizen, Who: door.Anyone, Data: door.NoData, About: "whether the program and its database answer", Serve: f.healthy})
}

func (f face) healthy(r *door.Request) error {
	if err := f.desk.Healthy(r.Context()); err != nil {
		return fail.New(fail.Unavailable, "api.unhealthy").Because(err)
	}
	r.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
	r.W.Header().Set("Cache-Control", "no-store")
	_, _ = r.W.Write([]byte("ok\n")) // the reader may be gone: nobody is left to tell
	return nil
}

func typeOf(v any) reflect.Type { return reflect.TypeOf(v) }
