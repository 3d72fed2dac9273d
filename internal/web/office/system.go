package office

import (
	"net/url"
	"strconv"
	"strings"

	"atonce/internal/client"
	"atonce/internal/fail"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// systemsPage is the systems of other agencies, and what was refused to them.
type systemsPage struct {
	secret   string // of the system made or given a new one just now; shown this once
	whose    string
	problems ui.Problems
	systems  []systemCard
	fields   []ui.TextField
	office   ui.Choice
	refused  ui.Table
}

// systemCard is one system with what may be done to it.
type systemCard struct {
	title  string
	rows   []ui.Row
	action string // empty once it is shut out
	rate   ui.TextField
}

func systemPath(id string) string { return "/office/systems/" + url.PathEscape(id) }

// systems lists the systems that were let in.
func (f face) systems(r *door.Request) error {
	return f.drawSystems(r, systemsPage{}, client.Client{}, nil)
}

// drawSystems draws the page with a form as it was typed.
func (f face) drawSystems(r *door.Request, p systemsPage, typed client.Client, wrong *fail.Error) error {
	all, refused, err := f.desk.Clients(r.Context(), r.Person)
	if err != nil {
		return err
	}
	for _, c := range all {
		x := systemCard{title: c.Name, rows: []ui.Row{{Key: r.T("office.system-id"), Values: []string{c.ID}}, {Key: r.T("office.system-office"), Values: []string{f.office(r.Lang, c.Office)}},
			{Key: r.T("office.system-scopes"), Values: c.Scopes}, {Key: r.T("office.system-made"), Values: []string{ui.Moment(r.Lang, c.Made.In(f.desk.Zone()))}}}}
		if c.Revoked.IsZero() {
			x.action, x.rate = systemPath(c.ID), ui.TextField{Name: "rate-" + c.ID, Label: r.T("office.system-rate"), Value: strconv.Itoa(c.Rate), InputMode: "numeric", Width: 5}
			if wrong != nil && r.PostForm.Has(x.rate.Name) {
				x.rate.Value, x.rate.Error = r.PostFormValue(x.rate.Name), ui.ProblemsOf(r.Lang, wrong).Of(x.rate.Name)
			}
		} else {
			x.rows = append(x.rows, ui.Row{Key: r.T("office.system-revoked"), Values: []string{ui.Moment(r.Lang, c.Revoked.In(f.desk.Zone()))}})
		}
		p.systems = append(p.systems, x)
	}
	p.refused = ui.Table{Caption: r.T("office.system-refused"), HideTitle: true, EmptyWords: r.T("office.system-none-refused"), Columns: []ui.Column{
		{Head: r.T("office.system"), Place: ui.PlaceTitle}, {Head: r.T("office.system-time"), Place: ui.PlaceLine}, {Head: r.T("office.system-asked"), Place: ui.PlaceLine}, {Head: r.T("office.system-why"), Place: ui.PlaceLine}}}
	for i, x := range refused {
		p.refused.Rows = append(p.refused.Rows, ui.TableRow{ID: strconv.Itoa(i), Cells: []ui.Cell{{Text: x.Client}, {Text: ui.Moment(r.Lang, x.At.In(f.desk.Zone()))},
			{Text: strings.TrimSpace(x.Operation + " " + x.Register)}, {Text: refusalWords(r, x.Key)}}})
	}
	if wrong != nil {
		for _, x := range wrong.Fields {
			p.problems = append(p.problems, ui.Problem{Field: x.Path, Text: text.T(r.Lang, x.Key, x.Args)})
		}
	}
	rate := ""
	if typed.Rate > 0 {
		rate = strconv.Itoa(typed.Rate)
	}
	for _, x := range []ui.TextField{{Name: "id", Value: typed.ID, Width: 20}, {Name: "name", Value: typed.Name}, {Name: "scopes", Value: strings.Join(typed.Scopes, " ")},
		{Name: "rate", Value: rate, InputMode: "numeric", Width: 5}} {
		x.Label, x.Error = r.T("office.system-"+x.Name), p.problems.Of(x.Name)
		if x.Name == "scopes" || x.Name == "id" {
			x.Hint = r.T("office.system-" + x.Name + "-hint")
		}
		p.fields = append(p.fields, x)
	}
	p.office = ui.Choice{Name: "office", Label: r.T("office.system-office"), Error: p.problems.Of("office")}
	for _, o := range f.desk.Offices() {
		p.office.Options = append(p.office.Options, ui.Option{Value: o.ID, Label: o.Name.In(r.Lang), Chosen: o.ID == typed.Office})
	}
	frame := f.frame(r, r.T("office.systems"))
	frame.Back = ui.Link{Text: r.T("office.data"), Href: "/office/datasets"}
	if len(p.problems) > 0 {
		return r.DrawAgain(frame, systemsBody(p))
	}
	r.W.Header().Set("Cache-Control", "no-store")
	return r.Draw(frame, systemsBody(p))
}

// makeSystem lets a system in and shows its secret, once.
func (f face) makeSystem(r *door.Request) error {
	rate, _ := strconv.Atoi(strings.TrimSpace(r.PostFormValue("rate"))) // a number that is none is 0, which is refused
	c := client.Client{ID: strings.TrimSpace(r.PostFormValue("id")), Name: strings.TrimSpace(r.PostFormValue("name")), Office: r.PostFormValue("office"),
		Scopes: strings.Fields(r.PostFormValue("scopes")), Rate: rate}
	secret, err := f.desk.MakeClient(r.Context(), r.Person, c)
	if e := fail.As(err); err != nil && e.Kind == fail.Invalid {
		return f.drawSystems(r, systemsPage{}, c, e)
	}
	if err != nil {
		return err
	}
	return f.drawSystems(r, systemsPage{secret: secret, whose: c.Name}, client.Client{}, nil)
}

// changeSystem gives a system a new secret or another rate, or shuts it out.
func (f face) changeSystem(r *door.Request) error {
	id := r.PathValue("client")
	switch r.PostFormValue("do") {
	case "secret":
		secret, err := f.desk.RotateClient(r.Context(), r.Person, id)
		if err != nil {
			return err
		}
		return f.drawSystems(r, systemsPage{secret: secret, whose: id}, client.Client{}, nil)
	case "rate":
		rate, _ := strconv.Atoi(strings.TrimSpace(r.PostFormValue("rate-" + id))) // as above
		err := f.desk.ChangeClientRate(r.Context(), r.Person, id, rate)
		if e := fail.As(err); err != nil && e.Kind == fail.Invalid && len(e.Fields) > 0 {
			return f.drawSystems(r, systemsPage{}, client.Client{}, &fail.Error{Kind: e.Kind, Key: e.Key, Fields: []fail.Field{{Path: "rate-" + id, Key: e.Fields[0].Key, Args: e.Fields[0].Args}}})
		}
		if err != nil {
			return err
		}
	case "revoke":
		if err := f.desk.RevokeClient(r.Context(), r.Person, id); err != nil {
			return err
		}
	default:
		return fail.New(fail.Invalid, "office.system-do")
	}
	return r.Redirect("/office/systems")
}

// refusalWords is the reason of a refusal. What it was about is not kept, so that a
// sentence with places for it is said by its key.
func refusalWords(r *door.Request, key string) string {
	if words := r.T(key); !strings.Contains(words, "{") {
		return words
	}
	return key
}
