package main

import (
	"slices"

	"atonce/internal/api"
	"atonce/internal/desk"
	"atonce/internal/provider"
	"atonce/internal/web/account"
	"atonce/internal/web/citizen"
	"atonce/internal/web/credentials"
	"atonce/internal/web/door"
	"atonce/internal/web/governance"
	"atonce/internal/web/office"
	"atonce/internal/web/publicdata"
	"atonce/internal/web/publiclog"
	"atonce/internal/web/signin"
	"atonce/internal/web/ui"
	"atonce/internal/web/verify"
)

// routes is the whole table: what the mux is built from, what the documentation is
// written from, and what the test walks as every role.
func routes(d *desk.Desk, dev bool) []door.Route {
	return routesOf(d, dev, provider.Settings{Register: true})
}

// routesOf is the table of a site with its own settings.
func routesOf(d *desk.Desk, dev bool, set provider.Settings) []door.Route {
	all := slices.Concat(citizen.Routes(d), office.Routes(d), governance.Routes(d), publiclog.Routes(d), verify.Routes(d), publicdata.Routes(d), credentials.Routes(d),
		api.Routes(d))
	all = slices.Concat(all, signin.Routes(d, dev, set), account.Routes(d, set))
	if dev {
		pages := ui.Storybook()
		all = append(all, door.Route{Method: "GET", Path: ui.StorybookPath, Face: ui.Citizen, Who: door.Anyone, Data: door.NoData,
			About: "every component with made-up data (development only)", Serve: func(r *door.Request) error {
				pages.ServeHTTP(r.W, r.Request)
				return nil
			}})
	}
	return all
}
