package citizen

import (
	"net/url"
	"strings"

	"atonce/internal/fail"
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
	tasks, err := f.awaited(r)
	if err != nil {
		return err
	}
	for _, m := range ms {
		t := ui.Task{Title: r.T("citizen.message." + m.Verb), Hint: m.Number + " · " + ui.ShortMoment(r.Lang, m.At.In(f.zone())), Href: "/cases/" + url.PathEscape(m.Number),
			Status: r.T("citizen.read"), Done: true}
		if s, err := f.desk.Service(m.Service); err == nil {
			t.Title += " · " + s.Text(r.Lang, "name")
		}
		if strings.HasPrefix(m.Verb, "licence-") {
			t.Href = "/licences/" + url.PathEscape(m.Number)
		}
		if strings.HasPrefix(m.Verb, "mandate-") {
			t.Href = "/account/acting"
		}
		if !m.Seen {
			t.Status, t.Done = r.T("citizen.new"), false
		}
		tasks = append(tasks, t)
	}
	letters, err := f.desk.LettersOf(r.Context(), r.Person)
	if err != nil {
		return err
	}
	return r.Draw(r.Frame(r.T("door.menu.inbox")), inboxBody(tasks, letters.Unreached()))
}

// awaited tells of benefits that nobody applied for and that wait for the person's answer.
func (f face) awaited(r *door.Request) (out []ui.Task, err error) {
	mine, err := f.desk.MyBenefits(r.Context(), r.Person)
	for _, c := range mine {
		if !c.Awaits() {
			continue
		}
		name := c.Run.Policy
		if c.Policy != nil {
			name = c.Policy.Names().In(r.Lang)
		}
		out = append(out, ui.Task{Title: r.T("citizen.benefit-waits", "name", name), Hint: r.T("casepage.money", "amount", yuan(c.Amount)) + " · " + r.T("citizen.benefit-state."+string(c.State)),
			Href: "/benefits", Status: r.T("citizen.new")})
	}
	return out, err
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
		rows = append(rows, ui.Row{Key: o.Name.In(r.Lang), Values: []string{casepage.PostName(r.Lang, f.desk.Services(), p.Role)}})
	}
	var cards []ui.Card
	card := func(name, href, what string) {
		cards = append(cards, ui.Card{Title: r.T(name), Href: href, Lines: []string{r.T(what)}})
	}
	if door.Is(r.Person, door.Officials) {
		card("citizen.to-office", "/office", "citizen.account-office")
	}
	if door.Is(r.Person, door.Leaders) {
		card("citizen.to-governance", "/governance", "citizen.account-governance")
	}
	card("door.menu.cases", "/cases", "citizen.account-cases")
	card("citizen.data-use", "/data-use", "citizen.account-data-use")
	card("citizen.benefits", "/benefits", "citizen.account-benefits")
	card("account.acting", "/account/acting", "citizen.account-acting")
	card("account.notices", "/account/notices", "citizen.account-notices")
	card("account.ways", "/account/ways", "citizen.account-ways")
	card("account.sessions", "/account/sessions", "citizen.account-sessions")
	card("account.tokens", "/account/tokens", "citizen.account-tokens")
	return r.Draw(r.Frame(r.T("citizen.account")), accountBody(rows, cards))
}

// signOut ends the session here and on the server.
func (f face) signOut(r *door.Request) error {
	if err := f.desk.SignOut(r.Context(), r.Secret); err != nil {
		return err
	}
	r.DropSession()
	return r.Redirect("/")
}
