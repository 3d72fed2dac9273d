package citizen

import (
	"net/url"
	"strconv"

	"atonce/internal/catalogue"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// lists shows the four lists with how many entries each has in force.
func (f face) lists(r *door.Request) error {
	counts, err := f.desk.ListCounts(r.Context())
	if err != nil {
		return err
	}
	var cards []ui.Card
	for _, l := range catalogue.Lists {
		cards = append(cards, ui.Card{Title: r.T("citizen.list." + string(l)), Href: "/lists/" + string(l),
			Lines: []string{r.T("citizen.list." + string(l) + ".what"), r.T("citizen.in-force-n", "n", strconv.Itoa(counts[l]))}})
	}
	return r.Draw(r.Frame(r.T("door.menu.lists")), listsBody(cards))
}

// listPage is what one list draws.
type listPage struct {
	frame  ui.Page
	title  string
	filter ui.Filter
	table  ui.Table
	pages  ui.Pages
}

const listSize = 50

func (f face) list(r *door.Request) error {
	l := catalogue.List(r.PathValue("list"))
	if !l.Known() {
		return fail.New(fail.NotFound, "door.no-page")
	}
	q := r.URL.Query()
	es, next, err := f.desk.ListPage(r.Context(), catalogue.Filter{List: l, Text: q.Get("q")}, q.Get("after"), listSize)
	if err != nil {
		return err
	}
	base := "/lists/" + string(l)
	p := listPage{frame: r.Frame(r.T("citizen.list." + string(l))), title: r.T("citizen.list." + string(l)),
		filter: ui.Filter{Action: base, Fields: []ui.FilterField{{Name: "q", Label: r.T("citizen.list-find"), Value: q.Get("q")}}}}
	p.frame.Wide = true
	p.frame.Back = ui.Link{Text: r.T("door.menu.lists"), Href: "/lists"}
	if q.Get("q") != "" {
		p.filter.Clear = base
	}
	p.table = f.entryTable(r, es)
	if next != "" {
		p.pages.Next = base + "?" + url.Values{"q": {q.Get("q")}, "after": {next}}.Encode()
	}
	if q.Get("after") != "" {
		p.pages.First = base + "?" + url.Values{"q": {q.Get("q")}}.Encode()
	}
	return r.Draw(p.frame, listBody(p))
}

func (f face) entryTable(r *door.Request, es []catalogue.Entry) ui.Table {
	t := ui.Table{Caption: r.T("citizen.entries"), HideTitle: true, EmptyWords: r.T("citizen.list-empty"), Columns: []ui.Column{
		{Head: r.T("citizen.entry-name"), Place: ui.PlaceTitle}, {Head: r.T("citizen.entry-agency"), Place: ui.PlaceLine},
		{Head: r.T("citizen.entry-basis"), Place: ui.PlaceLine}, {Head: r.T("citizen.entry-state"), Place: ui.PlaceLine}}}
	for _, e := range es {
		state := ui.Cell{Tag: r.T("citizen.entry-" + string(e.State)), Tone: ui.ToneGood}
		if e.State != catalogue.InForce {
			state.Tone = ui.ToneBad
		}
		basis := r.T("citizen.no-basis")
		if len(e.Basis) > 0 {
			basis = f.cite(r.Lang, e.Basis[0])
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{
			{Text: e.Name.In(r.Lang), Href: entryPath(e), Sub: e.Code}, {Text: f.agencyOf(r.Lang, e.Agency)}, {Text: basis}, state}})
	}
	return t
}

func entryPath(e catalogue.Entry) string {
	return "/lists/" + string(e.List) + "/" + url.PathEscape(e.Code)
}

// agencyOf is the name of a kind of office, or what an imported row called it.
func (f face) agencyOf(l text.Lang, kind string) string {
	for _, o := range f.desk.Offices() {
		if o.Kind == kind {
			return o.Name.In(l)
		}
	}
	return kind
}

// cite is a citation in words, where a pack in force knows the law.
func (f face) cite(l text.Lang, c law.Citation) string {
	for _, s := range f.desk.Services() {
		if _, ok := s.Book().Cite(c); ok {
			return s.Book().SayCitation(l, c)
		}
	}
	return c.String()
}

// entryPage is what one entry draws: what it is now and how it came to be.
type entryPage struct {
	frame    ui.Page
	title    string
	code     string
	rows     []ui.Row
	flags    []string
	guide    string
	versions []versionPart
}

type versionPart struct {
	title string
	rows  []ui.Row
}

func (f face) entry(r *door.Request) error {
	l := catalogue.List(r.PathValue("list"))
	vs, err := f.desk.EntryVersions(r.Context(), l, r.PathValue("code"))
	if err != nil {
		return err
	}
	if len(vs) == 0 {
		return fail.New(fail.NotFound, "catalogue.not-listed", "code", r.PathValue("code"))
	}
	e := vs[0].Entry
	p := entryPage{frame: r.Frame(e.Name.In(r.Lang)), title: e.Name.In(r.Lang), code: e.Code}
	p.frame.Back = ui.Link{Text: r.T("citizen.list." + string(l)), Href: "/lists/" + string(l)}
	if e.Service != "" && e.State == catalogue.InForce {
		p.guide = "/items/" + url.PathEscape(e.Service)
	}
	row := func(key string, values ...string) { p.rows = append(p.rows, ui.Row{Key: r.T(key), Values: values}) }
	row("citizen.entry-state", r.T("citizen.entry-"+string(e.State)))
	row("citizen.entry-agency", f.agencyOf(r.Lang, e.Agency))
	if e.Type != "" {
		row("citizen.entry-type", r.T("citizen.type-"+e.Type))
	}
	for _, c := range e.Basis {
		p.rows = append(p.rows, ui.Row{Key: r.T("citizen.entry-basis"), Values: []string{f.cite(r.Lang, c)},
			Action: ui.Link{Text: r.T("citizen.what-rests"), Href: "/laws/" + url.PathEscape(c.Law) + "/" + url.PathEscape(c.Article)}})
	}
	for _, flag := range e.Flags {
		p.flags = append(p.flags, r.T("citizen.flag."+flag))
	}
	for i, v := range vs {
		part := versionPart{title: r.T("citizen.version", "n", strconv.Itoa(v.Entry.Version), "verb", r.T("citizen.verb."+string(v.Made.Verb)),
			"day", ui.Date(r.Lang, v.Made.At.In(f.zone())))}
		if i+1 < len(vs) {
			for _, d := range catalogue.Diff(vs[i+1].Entry, v.Entry) {
				part.rows = append(part.rows, ui.Row{Key: d.Field, Values: []string{r.T("citizen.before", "value", d.Before), r.T("citizen.after", "value", d.After)}})
			}
		}
		if v.Made.Reason != "" {
			part.rows = append(part.rows, ui.Row{Key: r.T("citizen.reason"), Values: []string{v.Made.Reason}})
		}
		p.versions = append(p.versions, part)
	}
	return r.Draw(p.frame, entryBody(p))
}

// article shows every entry that rests on an article of a law.
func (f face) article(r *door.Request) error {
	c := law.Citation{Law: r.PathValue("law"), Article: r.PathValue("article")}
	es, err := f.desk.RestingOn(r.Context(), c)
	if err != nil {
		return err
	}
	if len(es) == 0 {
		return fail.New(fail.NotFound, "citizen.nothing-rests")
	}
	frame := r.Frame(f.cite(r.Lang, c))
	frame.Wide = true
	return r.Draw(frame, articleBody(f.cite(r.Lang, c), f.entryTable(r, es)))
}
