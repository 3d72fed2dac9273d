package main

import (
	"atonce/internal/desk"
	"atonce/internal/web/citizen"
	"atonce/internal/web/door"
)

func routes(d *desk.Desk, dev bool) []door.Route { return citizen.Routes(d) }
