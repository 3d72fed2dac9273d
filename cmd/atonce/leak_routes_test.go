package main

import (
	"net/http"

	"atonce/internal/web/door"
)

// unanswered are the routes to read that answer none of the walk's readers with 200, and why that is no blind spot of it.
var unanswered = map[string]string{
	"GET /apply/{service}":                "leads on to the first page, which is walked",
	"GET /cases/{number}/appeal":          "nothing was decided against these people",
	"GET /cases/{number}/appeal/{remedy}": "nothing was decided against these people",
	"GET /cases/{number}/supplement":      "nobody was asked for corrections",
	"GET /papers/{id}/file":               "the papers here are words without a file",
	"GET /office/papers/{mark}/file":      "the papers here are words without a file",
	"GET /office/replies/{reply}":         "the office owes these people no word",
	"GET /office/resources/{resource}":    "a resource is no person's, and there is none here",
	"GET /office/data-lists/{list}":       "the duties and the negative list of data are about no person",
	"GET /office/start/{service}":         "the service here is applied for, not started by an official",
	"GET /office/data/tickets/{ticket}":   "no record broke a rule of its register",
	"GET /sign-in/with/{provider}":        "no provider of identities is set up",
	"GET /sign-in/back/{provider}":        "no provider of identities is set up",
	"GET /sign-in/resume":                 "nothing was sent after a session's end",
	" /api/":                              "says only that nothing is there",
	" /exchange/":                         "says only that nothing is there",
}

// everyRouteAnswered demands that each route to read told some reader what it has: one that only refuses was not walked. A
// route that writes leads on to one that reads, or says what is wrong with what was sent; how many answered is told.
func (w *leaks) everyRouteAnswered() {
	w.t.Helper()
	writes, silent := 0, 0
	for _, r := range w.table {
		why, known := unanswered[r.Pattern()]
		switch {
		case writing(r):
			if writes++; !w.answered[r.Pattern()] {
				silent++
			}
		case !w.answered[r.Pattern()] && !known:
			w.t.Errorf("%s answered nobody with %d: what it would tell was not looked at", r.Pattern(), http.StatusOK)
		case w.answered[r.Pattern()] && known:
			w.t.Errorf("%s is answered, and stands among those that are not (%s)", r.Pattern(), why)
		}
	}
	w.t.Logf("%d routes, %d of them write; of these %d answered %d to nobody", len(w.table), writes, silent, http.StatusOK)
}

func writing(r door.Route) bool {
	return r.Method != "" && r.Method != http.MethodGet
}
