package office

import (
	"strconv"

	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

const visitsPath = "/office/visits"

// visits lists who has booked a time to come and meet an office of the official, the next
// first, so that nobody who comes is a surprise.
func (f face) visits(r *door.Request) error {
	all, err := f.desk.Visits(r.Context(), r.Person)
	if err != nil {
		return err
	}
	line := func(key string) ui.Column { return ui.Column{Head: r.T(key), Place: ui.PlaceLine} }
	list := ui.Table{Caption: r.T("office.visits"), HideTitle: true, EmptyWords: r.T("office.visits-none"),
		Columns: []ui.Column{{Head: r.T("office.visit-when"), Place: ui.PlaceTitle}, line("office.visit-who"), line("office.visit-about"), line("office.visit-where")}}
	for _, v := range all {
		about := r.T("office.visit-other")
		if s, err := f.desk.Service(v.About); err == nil {
			about = s.Text(r.Lang, "name")
		}
		list.Rows = append(list.Rows, ui.TableRow{Cells: []ui.Cell{{Text: ui.Moment(r.Lang, v.Begins.In(f.desk.Zone()))}, {Text: v.Who.In(r.Lang)}, {Text: about}, {Text: v.At.Name.In(r.Lang)}}})
	}
	return r.Draw(f.frame(r, r.T("office.visits")), visitsBody(list))
}

// visitsLink leads to who comes, where somebody does; else it is empty.
func (f face) visitsLink(r *door.Request) (ui.Link, error) {
	n, err := f.desk.VisitCount(r.Context(), r.Person)
	if err != nil || n == 0 {
		return ui.Link{}, err
	}
	return ui.Link{Text: r.T("office.visits-n", "n", strconv.Itoa(n)), Href: visitsPath}, nil
}
