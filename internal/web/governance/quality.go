package governance

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"atonce/internal/desk"
	"atonce/internal/register"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// qualityPage is how the records of every office stand to the rules they are held to.
type qualityPage struct {
	asOf   string
	kpis   []ui.KPI
	owners []qualityOwner
}

// qualityOwner is one office and the rules of its registers.
type qualityOwner struct {
	name  string
	table ui.Table
}

// quality shows, office by office, which share of the records satisfies each rule. The
// figures are counts of records and tell of nobody.
func (f face) quality(r *door.Request) error {
	qs, err := f.desk.Qualities(r.Context())
	if err != nil {
		return err
	}
	var p qualityPage
	var oldest time.Time // the figures are those of the last check of each rule
	slices.SortStableFunc(qs, func(a, b desk.Quality) int { return strings.Compare(a.Register.Owner(), b.Register.Owner()) })
	checked, broken, open, late := 0, 0, 0, 0
	for _, q := range qs {
		name := f.ownerName(r, q.Register.Owner())
		if n := len(p.owners); n == 0 || p.owners[n-1].name != name {
			p.owners = append(p.owners, qualityOwner{name: name, table: ui.Table{Caption: name, HideTitle: true, Columns: []ui.Column{
				{Head: r.T("governance.quality-rule"), Place: ui.PlaceTitle}, {Head: r.T("governance.quality-dimension"), Place: ui.PlaceLine},
				{Head: r.T("governance.quality-tickets"), Place: ui.PlaceLine}, {Head: r.T("governance.quality-broken"), Place: ui.PlaceNum},
				{Head: r.T("governance.quality-sound"), Place: ui.PlaceNum}}}})
		}
		t := &p.owners[len(p.owners)-1].table
		for _, rule := range q.Register.Quality().Rules {
			row := ui.TableRow{ID: q.Register.ID() + "." + rule.ID, Cells: []ui.Cell{{Text: rule.Says.In(r.Lang), Sub: q.Register.Names().In(r.Lang)},
				{Text: r.T("governance.dimension-" + rule.Dimension)}, {Text: r.T("governance.quality-open", "open", strconv.Itoa(q.Open), "late", strconv.Itoa(q.Late))}, {}, {Text: none}}}
			if i := slices.IndexFunc(q.Tallies, func(x register.Tally) bool { return x.Rule == rule.ID }); i >= 0 {
				x := q.Tallies[i]
				if oldest.IsZero() || x.At.Before(oldest) {
					oldest = x.At
				}
				checked, broken = checked+x.Checked, broken+x.Broken
				row.Cells[3].Text = r.T("governance.quality-of", "broken", strconv.Itoa(x.Broken), "checked", strconv.Itoa(x.Checked))
				if x.Checked > 0 {
					row.Cells[4].Text = percent(x.Checked-x.Broken, x.Checked)
				}
			}
			t.Rows = append(t.Rows, row)
		}
		open, late = open+q.Open, late+q.Late
	}
	if !oldest.IsZero() {
		p.asOf = r.T("governance.quality-as-of", "time", ui.Moment(r.Lang, oldest.In(f.zone())))
	}
	sound := ui.KPI{Label: r.T("governance.quality-sound"), Value: none, Note: r.T("governance.quality-of", "broken", strconv.Itoa(broken), "checked", strconv.Itoa(checked))}
	if checked > 0 {
		sound.Value = percent(checked-broken, checked)
	}
	p.kpis = []ui.KPI{sound, {Label: r.T("governance.quality-open-tickets"), Value: strconv.Itoa(open)}, {Label: r.T("governance.quality-late-tickets"), Value: strconv.Itoa(late), Missed: late > 0}}
	return r.Draw(r.Frame(r.T("governance.quality")), qualityBody(p))
}

// ownerName is the office of a kind, or the kind where there are several or none.
func (f face) ownerName(r *door.Request, kind string) string {
	name := ""
	for _, o := range f.desk.Offices() {
		if o.Kind != kind {
			continue
		}
		if name != "" {
			return kind
		}
		name = o.Name.In(r.Lang)
	}
	if name == "" {
		return kind
	}
	return name
}
