package governance

import (
	"atonce/internal/fail"
	"atonce/internal/measure"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// overviewPage is six figures, the map of duties and the table of the same numbers.
type overviewPage struct {
	title, asOf string
	filter      ui.Filter
	kpis        []ui.KPI
	tiles       []ui.Tile
	legend      []ui.Legend
	table       ui.Table
	veiled      bool
	links       []ui.Link
}

func (f face) overview(r *door.Request) error {
	s, err := scopeOf(r.URL.Query(), r.Now.In(f.zone()))
	if err != nil {
		return err
	}
	top := s.way()[0]
	c, err := f.count(r, top)
	if err != nil {
		return err
	}
	p := overviewPage{title: r.T("governance.title"), asOf: f.asOf(r, top), filter: filter(r, "/governance", top), veiled: !leader(r),
		links: []ui.Link{{Text: r.T("governance.csv"), Href: top.href("/governance/figures.csv")}, {Text: r.T("governance.definitions"), Href: "/governance/definitions"},
			{Text: r.T("door.menu.log"), Href: "/governance/log"}}}
	for _, x := range figures {
		p.kpis = append(p.kpis, ui.KPI{Label: x.name(r.Lang), Value: c.whole.shows(r.Lang, x), Note: c.whole.note(r.Lang, x), Href: top.href(path(x)),
			Missed: x == overdue && c.whole.hidden[x] == shown && c.whole.moment.Overdue > 0})
	}
	for _, x := range c.parts {
		t := ui.Tile{Name: f.named(r.Lang, measure.ByDuty, x.id), Value: x.shows(r.Lang, onTime), Href: top.into(x.id).href(path(onTime))}
		if x.hidden[onTime] == shown {
			t.Band = band(x.period.InTime, x.period.Counted)
		}
		p.tiles = append(p.tiles, t)
	}
	for _, b := range []int{4, 3, 2, 1, 0} {
		p.legend = append(p.legend, ui.Legend{Band: b, Text: r.T("governance.band-" + string(rune('0'+b)))})
	}
	p.table = f.table(r, c, received)
	return r.Draw(r.Frame(p.title), overviewBody(p))
}

func leader(r *door.Request) bool { return r.Signed && door.Is(r.Person, door.Leaders) }

func path(x figure) string { return "/governance/" + string(x) }

// asOf says which cases were counted, and when.
func (f face) asOf(r *door.Request, s scope) string {
	now := r.Now.In(f.zone())
	span := r.T("governance.all-time")
	if !s.from.IsZero() {
		span = r.T("governance.since", "day", ui.Date(r.Lang, s.from))
	}
	return r.T("governance.as-of", "span", span, "time", ui.Moment(r.Lang, now))
}

// filter is the choice of a period. The rest of the address stays as it is.
func filter(r *door.Request, action string, s scope) ui.Filter {
	field := ui.FilterField{Name: "period", Label: r.T("governance.period")}
	for _, p := range periods {
		field.Options = append(field.Options, ui.Option{Value: p, Label: r.T("governance.period-" + p), Chosen: p == s.period})
	}
	keep := map[string]string{}
	for k, v := range map[string]string{"duty": s.duty, "office": s.office, "service": s.service} {
		if v != "" {
			keep[k] = v
		}
	}
	return ui.Filter{Action: action, Fields: []ui.FilterField{field}, Keep: keep}
}

// table is the parts of a scope with all six figures, and their sum. A part's name
// leads one step down, on the page of figure x.
func (f face) table(r *door.Request, c counted, x figure) ui.Table {
	by := c.scope.by()
	t := ui.Table{Caption: r.T("governance.by-" + string(by)), HideTitle: true, EmptyWords: r.T("governance.nothing"),
		Columns: []ui.Column{{Head: r.T("governance.by-" + string(by)), Place: ui.PlaceTitle}}}
	for _, x := range figures {
		t.Columns = append(t.Columns, ui.Column{Head: x.name(r.Lang), Place: ui.PlaceNum})
	}
	row := func(name, href string, p part) {
		cells := []ui.Cell{{Text: name, Href: href}}
		for _, x := range figures {
			cells = append(cells, ui.Cell{Text: p.shows(r.Lang, x), Sub: p.note(r.Lang, x)})
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: cells})
	}
	for _, p := range c.parts {
		href := ""
		if c.scope.service == "" {
			href = c.scope.into(p.id).href(path(x))
		}
		row(f.named(r.Lang, by, p.id), href, p)
	}
	if len(c.parts) > 1 {
		row(r.T("governance.sum"), "", c.whole)
	}
	return t
}

// onePage is one figure of one scope, its parts, and the way here and on.
type onePage struct {
	title, value, note, asOf, means string
	way                             []ui.Link
	tabs                            []ui.Tab
	filter                          ui.Filter
	table                           ui.Table
	veiled                          bool
	links                           []ui.Link
}

func (f face) one(r *door.Request) error {
	x := figure(r.PathValue("figure"))
	if !x.known() {
		return fail.New(fail.NotFound, "door.no-page")
	}
	s, err := scopeOf(r.URL.Query(), r.Now.In(f.zone()))
	if err != nil {
		return err
	}
	c, err := f.count(r, s)
	if err != nil {
		return err
	}
	p := onePage{title: x.name(r.Lang), value: c.whole.shows(r.Lang, x), note: c.whole.note(r.Lang, x), asOf: f.asOf(r, s),
		means: text.S(r.Lang, "governance.def."+string(x)+".formula"), way: f.way(r, s, path(x)), filter: filter(r, path(x), s), table: f.table(r, c, x), veiled: !leader(r)}
	for _, y := range figures {
		p.tabs = append(p.tabs, ui.Tab{Label: y.name(r.Lang), Href: s.href(path(y)), Count: -1, Current: x == y})
	}
	if leader(r) {
		p.links = append(p.links, ui.Link{Text: r.T("governance.to-cases"), Href: s.href("/governance/cases", "figure", string(x))})
	}
	p.links = append(p.links, ui.Link{Text: r.T("governance.csv"), Href: s.href("/governance/figures.csv")},
		ui.Link{Text: r.T("governance.how"), Href: "/governance/definitions#" + string(x)})
	frame := r.Frame(p.title)
	frame.Back = f.back(r, s, path(x))
	return r.Draw(frame, oneBody(p))
}

// where is the scope in words.
func (f face) where(l text.Lang, s scope) string {
	way := s.way()
	if len(way) == 1 {
		return text.S(l, "governance.whole")
	}
	return f.named(l, way[len(way)-2].by(), s.last())
}

// way leads from the whole down to here; the last link is where one is.
func (f face) way(r *door.Request, s scope, path string) []ui.Link {
	out := []ui.Link{{Text: r.T("governance.title"), Href: s.way()[0].href("/governance")}}
	for i, at := range s.way() {
		out = append(out, ui.Link{Text: f.where(r.Lang, at), Href: at.href(path), Current: i == len(s.way())-1})
	}
	return out
}

// back is one step up.
func (f face) back(r *door.Request, s scope, path string) ui.Link {
	way := s.way()
	if len(way) == 1 {
		return ui.Link{Text: r.T("governance.title"), Href: s.href("/governance")}
	}
	up := way[len(way)-2]
	return ui.Link{Text: f.where(r.Lang, up), Href: up.href(path)}
}
