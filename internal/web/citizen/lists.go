package citizen

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/catalogue"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// lists shows the four lists with how many entries each has.
func (f face) lists(r *door.Request) error {
	counts, err := f.desk.ListCounts(r.Context())
	if err != nil {
		return err
	}
	var cards []ui.Card
	for _, l := range catalogue.Lists {
		c := ui.Card{Title: r.T("catalogue.list-" + string(l)), Href: listPath(l), Lines: []string{r.T("citizen.list." + string(l) + ".what")}}
		for _, s := range catalogue.States {
			if n := counts[l][s]; n > 0 || s == catalogue.InForce {
				c.Lines = append(c.Lines, r.T("citizen.entries-n", "state", r.T("catalogue.state-"+string(s)), "n", strconv.Itoa(n)))
			}
		}
		cards = append(cards, c)
	}
	return r.Draw(r.Frame(r.T("door.menu.lists")), listsBody(cards))
}

func listPath(l catalogue.List) string { return "/lists/" + url.PathEscape(string(l)) }

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
	if !slices.Contains(catalogue.Lists, l) {
		return fail.New(fail.NotFound, "door.no-page")
	}
	q := r.URL.Query()
	filter := catalogue.Filter{List: l, Text: strings.TrimSpace(q.Get("q")), State: catalogue.State(q.Get("state"))}
	found, err := f.desk.ListPage(r.Context(), filter, q.Get("after"), listSize)
	if err != nil {
		return err
	}
	title := r.T("catalogue.list-" + string(l))
	p := listPage{frame: r.Frame(title), title: title}
	p.frame.Wide = true
	p.frame.Back = ui.Link{Text: r.T("door.menu.lists"), Href: "/lists"}
	states := []ui.Option{{Value: "", Label: r.T("citizen.every-state"), Chosen: filter.State == ""}}
	for _, s := range catalogue.States {
		states = append(states, ui.Option{Value: string(s), Label: r.T("catalogue.state-" + string(s)), Chosen: filter.State == s})
	}
	p.filter = ui.Filter{Action: listPath(l), Fields: []ui.FilterField{{Name: "q", Label: r.T("citizen.list-find"), Value: filter.Text},
		{Name: "state", Label: r.T("citizen.entry-state"), Options: states}}}
	keep := url.Values{}
	if filter.Text != "" {
		keep.Set("q", filter.Text)
	}
	if filter.State != "" {
		keep.Set("state", string(filter.State))
	}
	if len(keep) > 0 {
		p.filter.Clear = listPath(l)
	}
	p.table = f.entryTable(r, found.Entries)
	if q.Get("after") != "" {
		p.pages.First = listPath(l) + "?" + keep.Encode()
	}
	if found.Next != "" {
		keep.Set("after", found.Next)
		p.pages.Next = listPath(l) + "?" + keep.Encode()
	}
	return r.Draw(p.frame, listBody(p))
}

func (f face) entryTable(r *door.Request, es []catalogue.Entry) ui.Table {
	t := ui.Table{Caption: r.T("citizen.entries"), HideTitle: true, EmptyWords: r.T("citizen.list-empty"), Columns: []ui.Column{
		{Head: r.T("citizen.entry-name"), Place: ui.PlaceTitle}, {Head: r.T("citizen.entry-agency"), Place: ui.PlaceLine},
		{Head: r.T("citizen.entry-basis"), Place: ui.PlaceLine}, {Head: r.T("citizen.entry-state"), Place: ui.PlaceLine}}}
	for _, e := range es {
		state := ui.Cell{Tag: r.T("catalogue.state-" + string(e.State)), Tone: ui.ToneGood}
		switch e.State {
		case catalogue.Suspended:
			state.Tone = ui.ToneWaiting
		case catalogue.Cancelled:
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
	return listPath(e.List) + "/" + url.PathEscape(e.Code)
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
