package main

import (
	"slices"

	"atonce/internal/desk"
	"atonce/internal/web/citizen"
	"atonce/internal/web/door"
	"atonce/internal/web/publiclog"
)

func routes(d *desk.Desk, dev bool) []door.Route {
	return slices.Concat(citizen.Routes(d), publiclog.Routes(d))
}
