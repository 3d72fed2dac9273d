package citizen

import (
	"net/url"
	"slices"
	"strconv"

	"atonce/internal/desk"
	"atonce/internal/presentation"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// showPage is what the page that shows a licence to somebody draws.
type showPage struct {
	title   string
	number  string
	address string // what the code holds
	code    string // the code's own number
	site    string
	signed  string // the licence, for the device that has the holder's key; empty when it is bound to none
	made    string
	life    string // seconds the code lives, and the page waits before it asks for the next
	action  string
	choice  ui.Choice
}

// show makes a code that shows as much of a licence as its holder chooses. It lives a
// minute; the page asks for the next by itself, and by a button where nothing runs.
func (f face) show(r *door.Request) error {
	number := r.PathValue("number")
	l, err := f.desk.Licence(r.Context(), r.Person, number)
	if err != nil {
		return err
	}
	chosen, asked := r.URL.Query()["show"]
	if !asked && r.URL.Query().Get("chosen") == "" {
		chosen = []string{"holder"}
	}
	code, err := f.desk.NewCode(r.Context(), r.Person, number, chosen)
	if err != nil {
		return err
	}
	address, err := presentation.Address(r.Site(), code.Text)
	if err != nil {
		return err
	}
	p := showPage{title: l.Kind(r.Lang), number: number, address: address, code: code.ID, site: r.Site(), made: ui.Moment(r.Lang, code.Made.In(l.Zone())), life: strconv.Itoa(int(presentation.Life.Seconds())),
		action: licencePath(number) + "/show", choice: ui.Choice{Name: "show", Label: r.T("citizen.show-fields"), Hint: r.T("citizen.show-fields-hint"), Optional: true}}
	if l.Licence.Bound != "" {
		if p.signed, err = f.desk.Credential(r.Context(), r.Person, number); err != nil {
			return err
		}
	}
	for _, id := range l.Showable() {
		name := r.T("citizen.licence-holder")
		if id != "holder" {
			name = l.FieldName(r.Lang, id)
		}
		p.choice.Options = append(p.choice.Options, ui.Option{Value: id, Label: name, Chosen: slices.Contains(chosen, id)})
	}
	frame := r.Frame(r.T("citizen.show"))
	frame.Back = ui.Link{Text: p.title, Href: licencePath(number)}
	frame.Scripts = []string{"show.js"}
	f.keepable(r, &frame)
	return r.Draw(frame, showBody(p))
}

func licencePath(number string) string { return "/licences/" + url.PathEscape(number) }

// checks lists who checked a licence with the network: when, and at which office if an
// official did.
func (f face) checks(r *door.Request) error {
	number := r.PathValue("number")
	l, err := f.desk.Licence(r.Context(), r.Person, number)
	if err != nil {
		return err
	}
	looks, err := f.desk.LicenceChecks(r.Context(), r.Person, number)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: r.T("citizen.checks"), HideTitle: true, EmptyWords: r.T("citizen.no-checks"), Columns: []ui.Column{
		{Head: r.T("citizen.look-when"), Place: ui.PlacePlain}, {Head: r.T("citizen.look-who"), Place: ui.PlaceTitle}, {Head: r.T("citizen.look-what"), Place: ui.PlaceLine}}}
	for _, k := range looks {
		who := ui.Cell{Text: r.T("citizen.look-public")}
		if k.Purpose == desk.PurposeShown {
			who = ui.Cell{Text: f.officeName(r, k.Office), Sub: k.Name}
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: ui.ShortMoment(r.Lang, k.At.In(casepage.Zone(f.desk)))}, who, {Text: shownNames(r, l, k.Fields)}}})
	}
	frame := r.Frame(r.T("citizen.checks"))
	frame.Back = ui.Link{Text: l.Kind(r.Lang), Href: licencePath(number)}
	return r.Draw(frame, checksBody(t))
}

// shownNames are the words for what was shown.
func shownNames(r *door.Request, l desk.Issued, fields []string) string {
	out := r.T("citizen.look-licence")
	for _, id := range fields {
		switch {
		case id == "holder":
			out += r.T("casepage.comma") + r.T("citizen.licence-holder")
		case slices.Contains(l.Fields(), id):
			out += r.T("casepage.comma") + l.FieldName(r.Lang, id)
		}
	}
	return out
}
