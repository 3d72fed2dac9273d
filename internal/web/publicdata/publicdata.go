// Package publicdata is the catalogue of data for everybody: pages to search it, open
// data to download without an account, and the catalogue and the services as linked
// data (DCAT-AP, CPSV-AP) for other catalogues to harvest.
package publicdata

import (
	"net/url"
	"strings"

	"atonce/internal/dataset"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/text"
	"atonce/internal/web/datapage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

type face struct{ desk *desk.Desk }

// Routes are the addresses of the catalogue.
func Routes(d *desk.Desk) []door.Route {
	f := face{d}
	var out []door.Route
	add := func(path, about string, serve func(*door.Request) error) {
		out = append(out, door.Route{Method: "GET", Path: path, Face: ui.Citizen, Who: door.Anyone, Data: door.NoData, About: about, Serve: serve})
	}
	add("/data", "search the catalogue of public data", f.list)
	add("/data/{dataset}", "one dataset; with .csv or .json its open data, with .sha256 behind that the checksum", f.one)
	add("/data/catalog.jsonld", "the catalogue as DCAT-AP", f.catalogue)
	add("/services.jsonld", "the services as CPSV-AP", f.services)
	add("/items/{service}/cpsv.jsonld", "one service as CPSV-AP", f.service)
	return out
}

const pageSize = 30

type listPage struct {
	filter ui.Filter
	table  ui.Table
	pages  ui.Pages
}

func (f face) known(l text.Lang) datapage.Known {
	return datapage.Known{Lang: l, Offices: f.desk.Offices(), Service: func(id string) string {
		s, err := f.desk.Service(id)
		if err != nil {
			return ""
		}
		return s.Text(l, "name")
	}}
}

func pathOf(id string) string { return "/data/" + url.PathEscape(id) }

func (f face) list(r *door.Request) error {
	q := r.URL.Query()
	filter := dataset.Filter{Words: strings.TrimSpace(q.Get("q")), Share: dataset.Way(q.Get("share")), Open: dataset.Way(q.Get("open")), Public: true}
	some, err := f.desk.Datasets(r.Context(), filter, q.Get("after"), pageSize)
	if err != nil {
		return err
	}
	k := f.known(r.Lang)
	p := listPage{filter: datapage.Filter(r.Lang, "/data", filter, false), table: ui.Table{Caption: r.T("publicdata.title"), HideTitle: true, EmptyWords: r.T("publicdata.none"),
		Columns: []ui.Column{{Head: r.T("dataset.label.name"), Place: ui.PlaceTitle}, {Head: r.T("dataset.label.provider"), Place: ui.PlaceLine},
			{Head: r.T("dataset.label.cycle"), Place: ui.PlaceLine}, {Head: r.T("dataset.label.open"), Place: ui.PlaceLine}}}}
	for _, e := range some {
		x := *e.Public
		p.table.Rows = append(p.table.Rows, ui.TableRow{Cells: []ui.Cell{{Text: x.Name.In(r.Lang), Href: pathOf(x.ID), Sub: x.Code}, {Text: k.Office(x.Provider)},
			{Text: datapage.Word(r.Lang, "cycle", x.Cycle)}, {Text: datapage.Word(r.Lang, "way", x.Open.Way)}}})
	}
	keep := url.Values{}
	for _, name := range []string{"q", "share", "open"} {
		if v := q.Get(name); v != "" {
			keep.Set(name, v)
		}
	}
	if q.Get("after") != "" {
		p.pages.First = "/data?" + keep.Encode()
	}
	if len(some) == pageSize {
		keep.Set("after", some[len(some)-1].Record.Code)
		p.pages.Next = "/data?" + keep.Encode()
	}
	frame := r.Frame(r.T("publicdata.title"))
	frame.Wide = true
	return r.Draw(frame, listBody(p))
}

type onePage struct {
	caption, title, summary string
	rows                    []ui.Row
	fields                  ui.Table
	files                   []ui.Link
	note                    string
}

// one draws a dataset, or sends its open data where the address names a file.
func (f face) one(r *door.Request) error {
	id, kind, _ := strings.Cut(r.PathValue("dataset"), ".")
	if kind != "" {
		return f.file(r, id, kind)
	}
	x, err := f.desk.PublicDataset(r.Context(), id)
	if err != nil {
		return err
	}
	k := f.known(r.Lang)
	p := onePage{caption: x.Code, title: x.Name.In(r.Lang), summary: x.Summary.In(r.Lang), rows: k.Rows(x), fields: k.Fields(x)}
	open, err := f.desk.Open(r.Context(), id, r.Now)
	switch fail.KindOf(err) {
	case fail.Forbidden, fail.Unavailable, fail.Invalid:
		p.note = text.Error(r.Lang, fail.As(err))
	default:
		if err != nil {
			return err
		}
		at := "?at=" + url.QueryEscape(stamp(open.At))
		for _, kind := range []string{"csv", "json"} {
			p.files = append(p.files, ui.Link{Text: r.T("publicdata.file-" + kind), Href: pathOf(id) + "." + kind + at},
				ui.Link{Text: r.T("publicdata.sum-" + kind), Href: pathOf(id) + "." + kind + ".sha256" + at})
		}
		p.note = r.T("publicdata.as-of", "at", ui.Moment(r.Lang, open.At.In(f.zone())))
		if x.Counted != nil {
			p.note += " " + r.T("publicdata.suppressed")
		}
	}
	frame := r.Frame(p.title)
	frame.Wide = true
	frame.Back = ui.Link{Text: r.T("publicdata.title"), Href: "/data"}
	return r.Draw(frame, oneBody(p))
}
