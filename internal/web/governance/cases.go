package governance

import (
	"net/url"
	"slices"

	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/measure"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// pageSize is how many cases one page lists.
const pageSize = 50

// casesPage lists the cases a figure counts.
type casesPage struct {
	title, asOf string
	way         []ui.Link
	tabs        []ui.Tab
	table       ui.Table
	pages       ui.Pages
}

// cases lists what a figure counts, for a leader: number, service, office, how it
// stands. No name and no answer: a figure needs none. The case itself opens only for
// who holds a post where it lies, and that look is recorded.
func (f face) cases(r *door.Request) error {
	q := r.URL.Query()
	x := figure(q.Get("figure"))
	if x == "" {
		x = received
	}
	if !x.known() {
		return fail.New(fail.NotFound, "door.no-page")
	}
	pile := journal.State(q.Get("state"))
	if pile == "" {
		pile = x.piles()[0]
	}
	if !slices.Contains(x.piles(), pile) {
		return fail.New(fail.Invalid, "governance.no-pile", "state", string(pile))
	}
	s, err := scopeOf(q, r.Now.In(f.zone()))
	if err != nil {
		return err
	}
	c, err := f.count(r, s)
	if err != nil {
		return err
	}
	list, err := f.desk.CasesBehind(r.Context(), r.Person, s.asked(x.now()), pile, q.Get("after"), pageSize)
	if err != nil {
		return err
	}
	here := func(pile journal.State, after string) string {
		return s.href("/governance/cases", "figure", string(x), "state", string(pile), "after", after)
	}
	p := casesPage{title: r.T("governance.cases-of", "figure", x.name(r.Lang)), asOf: f.asOf(r, s), way: f.way(r, s, path(x)), table: f.caseTable(r, list.Rows)}
	p.way[len(p.way)-1].Current = false
	for _, st := range x.piles() {
		p.tabs = append(p.tabs, ui.Tab{Label: r.T("governance.pile-" + pileName(st)), Href: here(st, ""), Count: inPile(c.whole.of(x), st), Current: st == pile})
	}
	if list.Next != "" {
		p.pages.Next = here(pile, list.Next)
	}
	if q.Get("after") != "" {
		p.pages.First = here(pile, "")
	}
	frame := r.Frame(p.title)
	frame.Back = ui.Link{Text: x.name(r.Lang), Href: s.href(path(x))}
	return r.Draw(frame, casesBody(p))
}

func pileName(s journal.State) string {
	if s == journal.Any {
		return "any"
	}
	return string(s)
}

func (f face) caseTable(r *door.Request, rows []journal.Row) ui.Table {
	t := ui.Table{Caption: r.T("governance.case-list"), HideTitle: true, EmptyWords: r.T("governance.no-cases")}
	for _, c := range []struct {
		key   string
		place ui.Place
	}{{"number", ui.PlaceTitle}, {"by-service", ui.PlaceLine}, {"by-office", ui.PlaceLine}, {"stands", ui.PlaceLine}, {"came", ui.PlaceLine}, {"due", ui.PlaceMark}} {
		t.Columns = append(t.Columns, ui.Column{Head: r.T("governance." + c.key), Place: c.place})
	}
	mine := r.Person.Offices()
	for _, c := range rows {
		number := ui.Cell{Text: c.Number}
		if slices.Contains(mine, c.Office) {
			number.Href = "/office/cases/" + url.PathEscape(c.Number)
		}
		stands, due, zone := ui.Cell{Text: c.Stage}, ui.Cell{Text: none}, f.zone()
		if s, err := f.desk.Service(c.Service); err == nil {
			zone = s.Procedure().Calendar.Zone()
			stands.Text = casepage.StageName(r.Lang, s, c.Stage)
			stands.Sub = casepage.OutcomeName(r.Lang, s, c.Outcome)
			if m := casepage.Mark(r.Lang, c, s.Procedure().Calendar, r.Now); m != nil {
				due = ui.Cell{Due: m}
			}
		}
		if !c.Ended.IsZero() {
			due = ui.Cell{Text: r.T("governance.ended", "time", ui.ShortMoment(r.Lang, c.Ended.In(zone)))}
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{number, {Text: f.named(r.Lang, measure.ByService, c.Service)},
			{Text: f.named(r.Lang, measure.ByOffice, c.Office)}, stands, {Text: ui.ShortMoment(r.Lang, c.Received.In(zone))}, due}})
	}
	return t
}
