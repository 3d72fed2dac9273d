package main

import (
	"slices"

	"atonce/internal/desk"
	"atonce/internal/web/citizen"
	"atonce/internal/web/door"
	"atonce/internal/web/governance"
	"atonce/internal/web/office"
	"atonce/internal/web/signin"
)

// routes is the whole table: what the mux is built from, what the documentation is
// written from, and what the test walks as every role.
func routes(d *desk.Desk, dev bool) []door.Route {
	return slices.Concat(citizen.Routes(d), office.Routes(d), governance.Routes(d), signin.Routes(d, dev))
}
