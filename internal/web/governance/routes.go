// Package governance is the face 驾驶舱: how well the business runs, counted from the
// journal each time it is asked. Every figure says how it was counted and leads down
// by duty, office and service to the cases it counts; at each step the parts add up.
package governance

import (
	"time"

	"atonce/internal/desk"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

type face struct{ desk *desk.Desk }

// Routes is the site map of the face. Anybody may see the figures, where no group is
// so small that it would tell of a person; the cases behind them are for leaders.
func Routes(d *desk.Desk) []door.Route {
	f := face{d}
	var out []door.Route
	add := func(path string, who door.Who, data door.Data, about string, serve func(*door.Request) error) {
		out = append(out, door.Route{Method: "GET", Path: path, Face: ui.Governance, Who: who, Data: data, About: about, Serve: serve})
	}
	add("/governance", door.Visitor, door.Figures, "six figures of the whole", f.overview)
	add("/governance/figures.csv", door.Visitor, door.Figures, "the same figures for a spreadsheet", f.csv)
	add("/governance/definitions", door.Visitor, door.NoData, "how each figure is counted", f.definitions)
	add("/governance/log", door.Visitor, door.NoData, "the evidence log and how to verify it", f.log)
	add("/governance/quality", door.Visitor, door.NoData, "how the records of every office stand to their rules", f.quality)
	out = append(out, door.Route{Method: "GET", Path: "/governance/replay", Face: ui.Governance, Who: door.Officials, Data: door.Figures, About: "what a changed rule would have meant", Serve: f.replay},
		door.Route{Method: "POST", Path: "/governance/replay", Face: ui.Governance, Who: door.Officials, Data: door.Figures, About: "try a changed rule on past decisions", Serve: f.tryRules})
	add("/governance/cases", door.Leaders, door.Figures, "the cases a figure counts, without names", f.cases)
	add("/governance/{figure}", door.Visitor, door.Figures, "one figure and its parts", f.one)
	return out
}

// zone is where days begin: of the country whose packs are in force.
func (f face) zone() *time.Location {
	for _, s := range f.desk.Services() {
		return s.Procedure().Calendar.Zone()
	}
	return time.UTC
}
