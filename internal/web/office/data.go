package office

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/dataset"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/text"
	"atonce/internal/web/datapage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

const dataSize = 50

func dataPath(id string) string { return "/office/datasets/" + url.PathEscape(id) }

func (f face) dataKnown(r *door.Request) datapage.Known {
	return datapage.Known{Lang: r.Lang, Offices: f.desk.Offices(), Service: func(id string) string {
		s, err := f.desk.Service(id)
		if err != nil {
			return ""
		}
		return s.Text(r.Lang, "name")
	}}
}

type dataListPage struct {
	title, lead string
	filter      ui.Filter
	table       ui.Table
	pages       ui.Pages
	tabs        []ui.Tab
}

// data lists every record of the catalogue, the unpublished too.
func (f face) data(r *door.Request) error {
	q := r.URL.Query()
	filter := dataset.Filter{Words: strings.TrimSpace(q.Get("q")), State: dataset.State(q.Get("state")), Share: dataset.Way(q.Get("share")), Open: dataset.Way(q.Get("open"))}
	return f.dataList(r, "/office/datasets", r.T("office.data"), r.T("office.data-lead"), filter)
}

// dataLists are the duties, what each office provides, and the negative list, what is
// not shared and why.
func (f face) dataLists(r *door.Request) error {
	switch list := r.PathValue("list"); list {
	case "duty":
		return f.dataList(r, "/office/data-lists/duty", r.T("office.data-duty"), r.T("office.data-duty-lead"), dataset.Filter{Public: true})
	case "negative":
		return f.dataList(r, "/office/data-lists/negative", r.T("office.data-negative"), r.T("office.data-negative-lead"), dataset.Filter{Public: true, Share: dataset.Never})
	}
	return fail.New(fail.NotFound, "door.no-page")
}

func (f face) dataList(r *door.Request, at, title, lead string, filter dataset.Filter) error {
	after := r.URL.Query().Get("after")
	some, err := f.desk.Datasets(r.Context(), filter, after, dataSize)
	if err != nil {
		return err
	}
	k := f.dataKnown(r)
	p := dataListPage{title: title, lead: lead, filter: datapage.Filter(r.Lang, "/office/datasets", filter, true), table: ui.Table{Caption: title, HideTitle: true,
		Columns: []ui.Column{{Head: r.T("dataset.label.name"), Place: ui.PlaceTitle}, {Head: r.T("dataset.label.provider"), Place: ui.PlaceLine},
			{Head: r.T("dataset.label.cycle"), Place: ui.PlaceLine}, {Head: r.T("dataset.label.share"), Place: ui.PlaceLine}, {Head: r.T("dataset.label.state"), Place: ui.PlaceLine}}}}
	for _, e := range some {
		x := e.Record
		tone := ui.ToneWaiting
		if e.State == dataset.Published {
			tone = ui.ToneGood
		}
		share := ui.Cell{Text: datapage.Word(r.Lang, "way", x.Share.Way), Sub: x.Share.Because.In(r.Lang)}
		p.table.Rows = append(p.table.Rows, ui.TableRow{Cells: []ui.Cell{{Text: x.Name.In(r.Lang), Href: dataPath(x.ID), Sub: x.Code}, {Text: k.Office(x.Provider)},
			{Text: datapage.Word(r.Lang, "cycle", x.Cycle)}, share, {Tag: datapage.Word(r.Lang, "state", e.State), Tone: tone}}})
	}
	for _, l := range [][2]string{{"/office/datasets", "office.data"}, {"/office/data-lists/duty", "office.data-duty"}, {"/office/data-lists/negative", "office.data-negative"}, {"/office/grants", "office.grants"}, {"/office/look-up", "office.look-up"}, {"/office/exports", "office.exports"}} {
		p.tabs = append(p.tabs, ui.Tab{Href: l[0], Label: r.T(l[1]), Count: -1, Current: l[0] == at})
	}
	if r.Person.Holds(desk.RoleDataKeeper) {
		p.tabs = append(p.tabs, ui.Tab{Href: dataRequestPath, Label: r.T("office.data-unlisted"), Count: -1})
	}
	if r.Person.Holds(desk.RoleClientKeeper) {
		p.tabs = append(p.tabs, ui.Tab{Href: "/office/systems", Label: r.T("office.systems"), Count: -1})
	}
	keep := r.URL.Query()
	keep.Del("after")
	if after != "" {
		p.pages.First = at + "?" + keep.Encode()
	}
	if len(some) == dataSize {
		keep.Set("after", some[len(some)-1].Record.Code)
		p.pages.Next = at + "?" + keep.Encode()
	}
	return r.Draw(r.Frame(title), dataListBody(p))
}

type dataPage struct {
	caption, title, summary, state string
	tone                           ui.TagTone
	rows                           []ui.Row
	fields                         ui.Table
	deeds                          []ui.Option
	action, request                string
	expect                         string
	reason                         string
	problems                       ui.Problems
	history                        []ui.Step
}

// dataOne shows one record, what was done to it and what may be done now.
func (f face) dataOne(r *door.Request) error {
	p, err := f.dataPage(r, "", nil)
	if err != nil {
		return err
	}
	return r.Draw(f.dataFrame(r, p.title), dataOneBody(p))
}

func (f face) dataFrame(r *door.Request, title string) ui.Page {
	frame := r.Frame(title)
	frame.Back = ui.Link{Text: r.T("office.data"), Href: "/office/datasets"}
	return frame
}

func (f face) dataPage(r *door.Request, reason string, problems []fail.Field) (p dataPage, err error) {
	id := r.PathValue("dataset")
	e, err := f.desk.Dataset(r.Context(), id)
	if err != nil {
		return p, err
	}
	acts, err := f.desk.DatasetActs(r.Context(), id)
	if err != nil {
		return p, err
	}
	k, x := f.dataKnown(r), e.Record
	p = dataPage{caption: x.Code, title: x.Name.In(r.Lang), summary: x.Summary.In(r.Lang), state: datapage.Word(r.Lang, "state", e.State), tone: ui.ToneWaiting,
		rows: k.Rows(x), fields: k.Fields(x), action: dataPath(id) + "/do", expect: strconv.Itoa(e.Seq), reason: reason, problems: problemsOf(r.Lang, problems)}
	if e.State == dataset.Published {
		p.tone = ui.ToneGood
	}
	for _, d := range desk.DatasetDeeds(r.Person, e) {
		if d != dataset.Edit { // a change brings a whole record: by declaration
			p.deeds = append(p.deeds, ui.Option{Value: string(d), Label: datapage.Word(r.Lang, "deed", d), Chosen: r.PostFormValue("deed") == string(d)})
		}
	}
	if len(f.dataOffices(r)) > 0 && !slices.Contains(f.dataOffices(r), x.Provider) && x.Share.Way != dataset.Never {
		p.request = dataPath(id) + "/request"
	}
	var ids []string
	for _, a := range acts {
		ids = append(ids, a.By)
	}
	names, err := f.desk.Named(r.Context(), ids)
	for _, a := range acts {
		by := a.By
		if n, ok := names[a.By]; ok {
			by = n.In(r.Lang)
		}
		p.history = append(p.history, ui.Step{Title: datapage.Word(r.Lang, "deed", a.Deed), State: ui.StepDone, When: ui.Moment(r.Lang, a.At.In(f.desk.Zone())), Detail: strings.TrimSpace(by + " " + a.Reason)})
	}
	return p, err
}

// dataOffices are the offices whose data the person keeps.
func (f face) dataOffices(r *door.Request) (out []string) {
	for _, p := range r.Person.Posts {
		if p.Role == desk.RoleDataKeeper {
			out = append(out, p.Office)
		}
	}
	return out
}

// dataDo does one deed.
func (f face) dataDo(r *door.Request) error {
	id := r.PathValue("dataset")
	expect, err := strconv.Atoi(r.PostFormValue("expect"))
	if err != nil {
		expect = -1 // no page showed that: it is refused as too old
	}
	if r.PostFormValue("deed") == "" {
		err = fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "deed", Key: "office.data-no-deed"})
	} else {
		_, err = f.desk.DoDataset(r.Context(), r.Person, desk.DatasetDeed{ID: id, Deed: dataset.Deed(r.PostFormValue("deed")), Reason: r.PostFormValue("reason"), Expect: expect})
	}
	if err == nil {
		return r.Redirect(dataPath(id))
	}
	e := fail.As(err)
	if e.Kind != fail.Invalid && e.Kind != fail.Conflict {
		return err
	}
	p, drawn := f.dataPage(r, r.PostFormValue("reason"), e.Fields)
	if drawn != nil {
		return drawn
	}
	if len(e.Fields) == 0 {
		p.problems = ui.Problems{{Text: text.Error(r.Lang, e)}}
	}
	return r.DrawAgain(f.dataFrame(r, p.title), dataOneBody(p))
}
