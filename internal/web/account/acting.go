package account

import (
	"net/http"
	"slices"
	"time"

	"atonce/internal/fail"
	"atonce/internal/mandate"
	"atonce/internal/people"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

// actingPage is the page of who acts for whom.
type actingPage struct {
	mine, others []actingRow
	services     ui.Choice
	until        ui.DateField
	firms        []firmRow
	code         string // shown once
	typed        string // code of an offer, as it was typed
	licences     bool
	stale        bool // the session still names a right to act that is over
	offer        bool // something in the offer of a person is to be mended
	problems     ui.Problems
}

type actingRow struct {
	id, title string
	rows      []ui.Row
	holds     bool
	end       bool // it can be ended
	accept    bool // an office offers it on signed paper, and it can be accepted here
}

type firmRow struct {
	id, name string
	roles    ui.Choice
}

func (f face) acting(r *door.Request) error { return f.drawActing(r, http.StatusOK, "", nil) }

func (f face) drawActing(r *door.Request, status int, code string, problems ui.Problems) error {
	mine, others, err := f.desk.Actings(r.Context(), r.Person)
	if err != nil {
		return err
	}
	papers, err := f.desk.PaperOf(r.Context(), slices.Concat(mine, others))
	if err != nil {
		return err
	}
	p := actingPage{code: code, problems: problems, typed: r.FormValue("code"), licences: r.FormValue("licences") != "",
		offer: len(problems) > 0 && problems.Of("code") == "" && r.FormValue("firm") == "" && r.FormValue("id") == ""}
	p.stale = r.Session.Acting != "" && r.Session.For == nil
	for _, a := range mine {
		p.mine = append(p.mine, f.actingRow(r, a, a.ForName.In(r.Lang), papers))
		p.mine[len(p.mine)-1].accept = a.Mandate != "" && a.Accepted.IsZero() && a.Ended.IsZero()
		if a.Role == people.Owner && a.Holds(r.Now) {
			firm := firmRow{id: a.For, name: a.ForName.In(r.Lang), roles: ui.Choice{Name: roleField(a.For), Label: r.T("account.acting-role"), Error: problems.Of(roleField(a.For))}}
			for _, role := range []people.ActingRole{people.Agent, people.Finance, people.Owner} {
				firm.roles.Options = append(firm.roles.Options, ui.Option{Value: string(role), Label: r.T("account.role." + string(role)), Chosen: r.FormValue(roleField(a.For)) == string(role)})
			}
			p.firms = append(p.firms, firm)
		}
	}
	for _, a := range others {
		who := a.Name.In(r.Lang)
		if a.Person == "" {
			who = r.T("account.acting-open")
		}
		if a.For != r.Person.ID {
			who = r.T("account.acting-of", "name", who, "firm", a.ForName.In(r.Lang))
		}
		p.others = append(p.others, f.actingRow(r, a, who, papers))
	}
	p.services = ui.Choice{Name: "services", Label: r.T("account.acting-services"), Hint: r.T("account.acting-all"), Optional: true, Error: problems.Of("services")}
	chosen := r.Form["services"]
	for _, s := range f.desk.Services() {
		if !s.ForApplicants() {
			continue // only offices open it: nobody can be stood in for
		}
		p.services.Options = append(p.services.Options, ui.Option{Value: s.ID(), Label: s.Text(r.Lang, "name"), Chosen: slices.Contains(chosen, s.ID())})
	}
	p.until = ui.DateField{Name: "until", Label: r.T("account.acting-until"), Error: problems.Of("until"), Year: r.FormValue("until-year"), Month: r.FormValue("until-month"), Day: r.FormValue("until-day")}
	frame := r.Frame(r.T("account.acting"))
	frame.Back = ui.Link{Text: r.T("citizen.account"), Href: "/account"}
	frame.Failed = len(problems) > 0
	ui.Render(r.W, r.Request, status, frame, actingBody(p))
	return nil
}

func (f face) actingRow(r *door.Request, a people.Acting, title string, papers map[string]mandate.Mandate) actingRow {
	zone := f.desk.Zone()
	row := actingRow{id: a.ID, title: title, holds: a.Holds(r.Now), end: a.Ended.IsZero()}
	put := func(key, value string) { row.rows = append(row.rows, ui.Row{Key: r.T(key), Values: []string{value}}) }
	put("account.acting-role", r.T("account.role."+string(a.Role)))
	services := []string{r.T("account.acting-all-services")}
	if len(a.Services) > 0 {
		services = nil
		for _, id := range a.Services {
			if s, err := f.desk.Service(id); err == nil {
				services = append(services, s.Text(r.Lang, "name"))
			}
		}
	}
	row.rows = append(row.rows, ui.Row{Key: r.T("account.acting-services"), Values: services})
	if a.Licences {
		put("account.acting-licences", r.T("account.yes"))
	}
	if !a.Until.IsZero() {
		put("account.acting-until", ui.Date(r.Lang, a.Until.Add(-time.Second).In(zone)))
	}
	switch {
	case !a.Ended.IsZero():
		put("account.acting-state", r.T("account.acting-ended", "time", ui.Moment(r.Lang, a.Ended.In(zone))))
	case a.Accepted.IsZero():
		put("account.acting-state", r.T("account.acting-waits"))
	case !row.holds:
		put("account.acting-state", r.T("account.acting-over"))
	default:
		put("account.acting-state", r.T("account.acting-since", "time", ui.Moment(r.Lang, a.Accepted.In(zone))))
	}
	if m, ok := papers[a.ID]; ok {
		o, _ := f.desk.Office(m.Office)
		put("account.acting-paper", r.T("account.acting-paper-of", "number", m.Number(), "office", o.Name.In(r.Lang), "name", m.Name, "second", m.SecondName))
	}
	return row
}

// offerActing shows the code with which the other side accepts, once.
func (f face) offerActing(r *door.Request) error {
	a := people.Acting{For: r.FormValue("firm"), Role: people.ActingRole(r.FormValue(roleField(r.FormValue("firm")))), Services: r.Form["services"], Licences: r.FormValue("licences") != ""}
	if a.For == "" {
		a.For = r.Person.ID
		if day, err := time.ParseInLocation("2006-1-2", formpage.Date(r.Request, "until"), f.desk.Zone()); err == nil {
			a.Until = day.AddDate(0, 0, 1) // the day itself still counts
		}
	} else {
		a.Services, a.Licences = nil, true
	}
	code, err := f.desk.OfferActing(r.Context(), r.Person, a)
	if err != nil {
		if problems, ok := problemsOf(r, err); ok {
			for i := range problems {
				if problems[i].Field == "role" {
					problems[i].Field = roleField(a.For)
				}
			}
			return f.drawActing(r, ui.Status(fail.KindOf(err)), "", problems)
		}
		return err
	}
	return f.drawActing(r, http.StatusOK, code, nil)
}

// roleField is the question for the role at one firm: its name tells one firm from the
// next on the page.
func roleField(firm string) string { return "role-" + firm }

func (f face) acceptActing(r *door.Request) error {
	if id := r.FormValue("id"); id != "" {
		if err := f.desk.AcceptPaper(r.Context(), r.Person, id); err != nil {
			return err
		}
		return r.Redirect("/account/acting")
	}
	err := f.desk.AcceptActing(r.Context(), r.Person, r.FormValue("code"))
	if fail.KindOf(err) == fail.NotFound && err != nil {
		return f.drawActing(r, http.StatusUnprocessableEntity, "", ui.Problems{{Field: "code", Text: r.T("people.no-offer")}})
	}
	if err != nil {
		return err
	}
	return r.Redirect("/account/acting")
}

func (f face) endActing(r *door.Request) error {
	err := f.desk.EndActing(r.Context(), r.Person, r.FormValue("id"))
	if err != nil {
		if problems, ok := problemsOf(r, err); ok {
			return f.drawActing(r, ui.Status(fail.KindOf(err)), "", problems)
		}
		return err
	}
	return r.Redirect("/account/acting")
}

// actAs begins to act for somebody, or without an id ends it.
func (f face) actAs(r *door.Request) error {
	id := r.FormValue("id")
	if err := f.desk.ActAs(r.Context(), r.Person, r.Secret, id); err != nil {
		return err
	}
	if id == "" {
		return r.Redirect("/account/acting")
	}
	return r.Redirect("/cases")
}
