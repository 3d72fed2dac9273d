package office

import (
	"net/url"
	"slices"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/people"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// pageSize is the rows of one page: fewer would hide what is due, more would be slow
// to read out.
const pageSize = 50

// mostText bounds what is looked for in numbers and names.
const mostText = 100

// states are the piles the filter offers, in the order it offers them.
var states = []journal.State{journal.OpenOnly, journal.Soon, journal.Overdue, journal.Waiting, journal.Paused, journal.Ended}

// worklistPage is what the worklist draws.
type worklistPage struct {
	tabs   []ui.Tab
	filter ui.Filter
	table  ui.Table
	pages  ui.Pages
	found  string // a line above the list when it is filtered
	views  []ui.Link
	saved  bool   // the list shown is one of them
	query  string // of the list shown; empty for the whole list
	acts   []ui.Option
	visits ui.Link // who comes to the counter, where somebody does
}

// worklist lists the cases of the official's offices. Everything that was chosen is
// in the address, so that a list can be kept, shared and reached by "back".
func (f face) worklist(r *door.Request) error {
	asked, err := asked(r.URL.Query())
	if err != nil {
		return err
	}
	list, err := f.desk.Worklist(r.Context(), r.Person, asked)
	if err != nil {
		return err
	}
	counts, err := f.desk.PileCounts(r.Context(), r.Person)
	if err != nil {
		return err
	}
	colleagues, err := f.desk.Colleagues(r.Context(), r.Person)
	if err != nil {
		return err
	}
	p := worklistPage{filter: f.filter(r, asked), table: f.table(r, list.Rows, colleagues, asked)}
	if p.views, err = f.views(r); err != nil {
		return err
	}
	if p.visits, err = f.visitsLink(r); err != nil {
		return err
	}
	p.saved = slices.ContainsFunc(p.views, func(v ui.Link) bool { return v.Current })
	_, p.query, _ = strings.Cut(address(asked, ""), "?")
	if len(list.Rows) > 0 {
		p.table.Pick, p.acts = fCase, f.acts(r, batchHandlers(r, colleagues))
	}
	for _, pile := range desk.Piles {
		p.tabs = append(p.tabs, ui.Tab{Label: r.T("office.pile." + string(pile)), Href: address(desk.Asked{Pile: pile, Service: asked.Service, Text: asked.Text}, ""),
			Count: counts[pile], Current: pile == asked.Pile})
	}
	if asked.After != "" {
		p.pages.First = address(asked, "")
	}
	if list.Next != "" {
		p.pages.Next = address(asked, list.Next)
	}
	if p.filter.Clear != "" {
		p.found = r.T("office.filtered")
	}
	return r.Draw(f.frame(r, r.T("office.worklist")), worklistBody(p))
}

// asked reads the address of a worklist. What it does not know is an error: a list
// that silently ignored a filter would show the wrong cases.
func asked(q url.Values) (desk.Asked, error) {
	a := desk.Asked{Pile: desk.PileAll, Service: q.Get("service"), Text: strings.TrimSpace(q.Get("text")), State: journal.State(q.Get("state")),
		After: q.Get("after"), Size: pageSize}
	if p := desk.Pile(q.Get("pile")); p != "" {
		a.Pile = p
	}
	if !slices.Contains(desk.Piles, a.Pile) || (a.State != journal.Any && !slices.Contains(states, a.State)) {
		return a, fail.New(fail.NotFound, "office.no-such-list")
	}
	if len([]rune(a.Text)) > mostText {
		a.Text = string([]rune(a.Text)[:mostText])
	}
	return a, nil
}

func address(a desk.Asked, after string) string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	if a.Pile != desk.PileAll {
		set("pile", string(a.Pile))
	}
	set("service", a.Service)
	set("state", string(a.State))
	set("text", a.Text)
	set("after", after)
	if len(q) == 0 {
		return "/office"
	}
	return "/office?" + q.Encode()
}

func (f face) filter(r *door.Request, a desk.Asked) ui.Filter {
	services := []ui.Option{{Label: r.T("office.all-services")}}
	kinds := map[string]bool{}
	for _, id := range r.Person.Offices() {
		if o, ok := f.desk.Office(id); ok {
			kinds[o.Kind] = true
		}
	}
	known := a.Service == ""
	for _, s := range f.desk.Services() {
		if kinds[s.Item().Agency] || s.ID() == a.Service {
			known = known || s.ID() == a.Service
			services = append(services, ui.Option{Value: s.ID(), Label: s.Text(r.Lang, "name"), Chosen: s.ID() == a.Service})
		}
	}
	if !known {
		services = append(services, ui.Option{Value: a.Service, Label: a.Service, Chosen: true})
	}
	out := ui.Filter{Action: "/office", Keep: map[string]string{}, Fields: []ui.FilterField{
		{Name: "text", Label: r.T("office.find"), Value: a.Text},
		{Name: "service", Label: r.T("office.service"), Options: services}}}
	if a.Pile != desk.PileAll {
		out.Keep["pile"] = string(a.Pile)
	}
	if a.Pile != desk.PileOverdue { // that tab is a state itself
		var choices []ui.Option
		for _, s := range states {
			value := string(s)
			if s == journal.OpenOnly {
				value = ""
			}
			choices = append(choices, ui.Option{Value: value, Label: r.T("office.state." + string(s)), Chosen: value == string(a.State)})
		}
		out.Fields = append(out.Fields, ui.FilterField{Name: "state", Label: r.T("office.state"), Options: choices})
	}
	if a.Service != "" || a.Text != "" || a.State != journal.Any {
		out.Clear = address(desk.Asked{Pile: a.Pile}, "")
	}
	return out
}

func (f face) table(r *door.Request, rows []journal.Row, colleagues map[string]people.Person, a desk.Asked) ui.Table {
	t := ui.Table{Caption: r.T("office.worklist-caption"), HideTitle: true, EmptyWords: r.T("office.empty." + string(a.Pile)), Columns: []ui.Column{
		{Head: r.T("office.column.case"), Place: ui.PlaceTitle}, {Head: r.T("office.column.applicant"), Place: ui.PlacePlain},
		{Head: r.T("office.column.due"), Place: ui.PlaceMark}, {Head: r.T("office.column.stage"), Place: ui.PlaceLine},
		{Head: r.T("office.column.handler"), Place: ui.PlaceLine}}}
	if a.Service != "" || a.Text != "" || a.State != journal.Any {
		t.EmptyWords = r.T("office.empty.filtered")
	}
	for _, row := range rows {
		t.Rows = append(t.Rows, f.row(r, row, colleagues))
	}
	return t
}

func (f face) row(r *door.Request, row journal.Row, colleagues map[string]people.Person) ui.TableRow {
	name, stage, subject := row.Service, row.Stage, row.Subject
	var due *ui.Due
	if s, err := f.desk.Service(row.Service); err == nil {
		name, stage = s.Text(r.Lang, "name"), casepage.StageName(r.Lang, s, row.Stage)
		subject = casepage.Name(s, row.Subject)
		due = casepage.Mark(r.Lang, row, s.Procedure().Calendar, r.Now)
	}
	if row.Turn == string(casework.RoleApplicant) {
		stage += r.T("office.waits-for-applicant")
	}
	if row.Again {
		stage += r.T("office.asked-again")
	}
	handler := r.T("office.nobody")
	if row.Handler != "" {
		handler = row.Handler
		if p, ok := colleagues[row.Handler]; ok {
			handler = p.In(r.Lang)
		}
	}
	return ui.TableRow{ID: row.Number, Label: name + " " + row.Number, Cells: []ui.Cell{
		{Text: name, Href: casePath(row.Number), Sub: row.Number}, {Text: subject}, {Due: due}, {Text: stage}, {Text: handler}}}
}

// next is the address of the case that is this official's to do next: by due time,
// of those whose turn is a role they hold there, their own before anybody's.
func (f face) next(r *door.Request, done string) (string, error) {
	for _, pile := range []desk.Pile{desk.PileMine, desk.PileAll} {
		list, err := f.desk.Worklist(r.Context(), r.Person, desk.Asked{Pile: pile, Size: pageSize})
		if err != nil {
			return "", err
		}
		for _, row := range list.Rows {
			if row.Number != done && !row.Paused && row.Applicant != r.Person.ID && slices.Contains(r.Person.Roles(row.Office), row.Turn) {
				return casePath(row.Number), nil
			}
		}
	}
	return "/office", nil
}

// batchHandlers are those a batch can be assigned to, by name.
func batchHandlers(r *door.Request, colleagues map[string]people.Person) []ui.Option {
	var out []ui.Option
	for id, p := range colleagues {
		out = append(out, ui.Option{Value: "assign:" + id, Label: r.T("office.batch-assign-to", "person", p.In(r.Lang))})
	}
	slices.SortFunc(out, func(a, b ui.Option) int { return strings.Compare(a.Label+a.Value, b.Label+b.Value) })
	return out
}
