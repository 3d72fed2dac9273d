package citizen

import (
	"net/url"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

func notFound(number string) error { return fail.New(fail.NotFound, "desk.no-case", "number", number) }

// inbox lists messages: exactly one for each change of state.
func (f face) inbox(r *door.Request) error {
	ms, err := f.desk.Inbox(r.Context(), r.Person)
	if err != nil {
		return err
	}
	var tasks []ui.Task
	for _, m := range ms {
		t := ui.Task{Title: r.T("citizen.message." + m.Verb), Hint: m.Number + " · " + ui.ShortMoment(r.Lang, m.At.In(f.zone())), Href: "/cases/" + url.PathEscape(m.Number),
			Status: r.T("citizen.read"), Done: true}
		if strings.HasPrefix(m.Verb, "licence-") {
			t.Href = "/licences/" + url.PathEscape(m.Number)
		}
		if !m.Seen {
			t.Status, t.Done = r.T("citizen.new"), false
		}
		tasks = append(tasks, t)
	}
	return r.Draw(r.Frame(r.T("door.menu.inbox")), inboxBody(tasks))
}

// dataUse lists every look at the person's data: who, which office, what for, what.
func (f face) dataUse(r *door.Request) error {
	frame := r.Frame(r.T("citizen.data-use"))
	if !r.Signed {
		return r.Draw(frame, dataUseBody(nil, true, frame.SignIn))
	}
	looks, err := f.desk.Looks(r.Context(), r.Person)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: r.T("citizen.data-use"), HideTitle: true, EmptyWords: r.T("citizen.no-looks"), Columns: []ui.Column{
		{Head: r.T("citizen.look-when"), Place: ui.PlacePlain}, {Head: r.T("citizen.look-who"), Place: ui.PlaceTitle}, {Head: r.T("citizen.look-what"), Place: ui.PlaceLine},
		{Head: r.T("citizen.look-why"), Place: ui.PlaceLine}}}
	services := map[string]*pack.Service{}
	for _, l := range looks {
		who := l.Name
		if l.By == "public" {
			who = r.T("citizen.look-public")
		}
		office := ""
		if o, ok := f.desk.Office(l.Office); ok {
			office = o.Name.In(r.Lang)
		}
		why := ui.Cell{Text: text.S(r.Lang, l.Purpose), Sub: l.Number}
		if l.Number != "" {
			why.Href = "/cases/" + url.PathEscape(l.Number)
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: ui.ShortMoment(r.Lang, l.At.In(f.zone()))}, {Text: who, Sub: office},
			{Text: fieldNames(r, f.serviceOf(r, l.Number, services), l.Fields)}, why}})
	}
	return r.Draw(frame, dataUseBody(&t, false, ""))
}

// serviceOf is the service of the person's own case, read once for each case.
func (f face) serviceOf(r *door.Request, number string, seen map[string]*pack.Service) *pack.Service {
	s, known := seen[number]
	if !known {
		if v, err := f.desk.Case(r.Context(), r.Person, number); err == nil {
			s = v.Service
		}
		seen[number] = s
	}
	return s
}

// fieldNames are the words for the fields a look was about, where the case tells
// which service they belong to.
func fieldNames(r *door.Request, s *pack.Service, fields []string) string {
	var out []string
	for _, id := range fields {
		name := id
		if s != nil && s.HasText("field."+id) {
			name = s.Text(r.Lang, "field."+id)
		} else if id == "licence" {
			name = r.T("citizen.look-licence")
		} else if id == "paper" {
			name = r.T("citizen.look-paper")
		}
		out = append(out, name)
	}
	return strings.Join(out, r.T("casepage.comma"))
}

// file sends one file to whom it concerns, never to be run by the browser.
func (f face) file(r *door.Request) error {
	rec, body, err := f.desk.File(r.Context(), r.Person, r.PathValue("id"))
	if err != nil {
		return err
	}
	return casepage.SendFile(r.W, rec.Kind, rec.Name, body)
}

// account says who is signed in.
func (f face) account(r *door.Request) error {
	rows := []ui.Row{{Key: r.T("citizen.account-name"), Values: []string{r.Person.In(r.Lang)}}}
	for _, p := range r.Person.Posts {
		o, _ := f.desk.Office(p.Office)
		rows = append(rows, ui.Row{Key: o.Name.In(r.Lang), Values: []string{p.Role}})
	}
	var links []ui.Link
	links = append(links, ui.Link{Text: r.T("door.menu.cases"), Href: "/cases"}, ui.Link{Text: r.T("citizen.data-use"), Href: "/data-use"},
		ui.Link{Text: r.T("account.ways"), Href: "/account/ways"},
		ui.Link{Text: r.T("account.sessions"), Href: "/account/sessions"}, ui.Link{Text: r.T("account.tokens"), Href: "/account/tokens"},
		ui.Link{Text: r.T("account.acting"), Href: "/account/acting"})
	if door.Is(r.Person, door.Officials) {
		links = append(links, ui.Link{Text: r.T("citizen.to-office"), Href: "/office"})
	}
	if door.Is(r.Person, door.Leaders) {
		links = append(links, ui.Link{Text: r.T("citizen.to-governance"), Href: "/governance"})
	}
	return r.Draw(r.Frame(r.T("citizen.account")), accountBody(rows, links))
}

// signOut ends the session here and on the server.
func (f face) signOut(r *door.Request) error {
	if err := f.desk.SignOut(r.Context(), r.Secret); err != nil {
		return err
	}
	r.DropSession()
	return r.Redirect("/")
}
