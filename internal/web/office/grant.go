package office

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/grant"
	"atonce/internal/journal"
	"atonce/internal/law"
	"atonce/internal/share"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// grantListPage is what is granted to whom, what is needed and not granted, and which
// requests wait.
type grantListPage struct {
	table, requests ui.Table
	needs           []grantNeedRow
	problems        ui.Problems
	links           []ui.Link
}

type grantNeedRow struct {
	title  string
	rows   []ui.Row
	hidden [][2]string
	until  ui.TextField
}

type grantOnePage struct {
	title    string
	rows     []ui.Row
	cut, why string
	keeps    bool
	uses     ui.Table
	problems ui.Problems
}

func grantPath(id int64) string { return "/office/grants/" + strconv.FormatInt(id, 10) }

// grantList lists the grants that concern the keeper's offices.
func (f face) grantList(r *door.Request) error { return f.drawGrants(r, nil) }

// untilOf is the field of the day until which one need is granted: its name tells one need
// from the next on the page.
func untilOf(register, service, need string) string {
	return "until-" + register + "-" + service + "-" + need
}

func (f face) drawGrants(r *door.Request, problems ui.Problems) error {
	all, err := f.desk.GrantsTo(r.Context(), r.Person)
	if err != nil {
		return err
	}
	p := grantListPage{problems: problems, table: ui.Table{Caption: r.T("office.grant-all"), HideTitle: true, EmptyWords: r.T("office.grants-none"), Columns: []ui.Column{
		{Head: r.T("office.grant-what"), Place: ui.PlaceTitle}, {Head: r.T("office.grant-who"), Place: ui.PlaceLine}, {Head: r.T("office.grant-use"), Place: ui.PlaceLine},
		{Head: r.T("office.grant-until"), Place: ui.PlaceLine}, {Head: r.T("office.grant-read"), Place: ui.PlaceLine}, {Head: r.T("dataset.label.state"), Place: ui.PlaceLine}}}}
	for _, g := range all {
		state := ui.Cell{Tag: r.T("office.grant-stands"), Tone: ui.ToneGood}
		if !g.Cut.IsZero() {
			state = ui.Cell{Tag: r.T("office.grant-was-cut"), Tone: ui.ToneWaiting}
		} else if !g.Stands(f.today(r)) {
			state = ui.Cell{Tag: r.T("office.grant-over"), Tone: ui.ToneWaiting}
		}
		p.table.Rows = append(p.table.Rows, ui.TableRow{Cells: []ui.Cell{{Text: f.registerName(r.Lang, g.Grant), Href: grantPath(g.ID), Sub: f.grantFields(r.Lang, g.Grant)},
			{Text: f.grantReader(r, g.Grant), Sub: serviceOrPolicy(f, r, g.Service)}, {Text: r.T("office.data-use-" + g.Purpose)}, {Text: grantUntil(r, g.Grant)},
			{Text: strconv.Itoa(g.Use.Times)}, state}})
	}
	for _, reg := range f.desk.OwnRegisters(r.Person) {
		_, unmet, err := f.desk.Grants(r.Context(), r.Person, reg.ID())
		if err != nil {
			return err
		}
		for _, u := range unmet {
			name, until := u.Service.Text(r.Lang, "name"), untilOf(reg.ID(), u.Service.ID(), strconv.Itoa(u.Number))
			p.needs = append(p.needs, grantNeedRow{title: reg.Names().In(r.Lang) + " → " + name, rows: []ui.Row{
				{Key: r.T("dataset.label.fields"), Values: []string{f.fieldNames(r.Lang, reg.ID(), u.Need.Fields)}}, {Key: r.T("office.grant-use"), Values: []string{r.T("office.data-use-" + u.Need.Purpose)}},
				{Key: r.T("office.grant-basis"), Values: []string{u.Service.Book().SayCitation(r.Lang, u.Need.Basis)}}, {Key: r.T("office.grant-lacks"), Values: []string{r.T("office.grant-lack." + u.Why)}}},
				hidden: [][2]string{{"register", reg.ID()}, {"service", u.Service.ID()}, {"need", strconv.Itoa(u.Number)}},
				until: ui.TextField{Name: until, Label: r.T("office.grant-until") + r.T("office.grant-for", "name", name), Hint: r.T("office.day-hint"), Width: 10,
					Value: r.PostFormValue(until), Error: problems.Of(until)}})
		}
	}
	if p.requests, err = f.openRequests(r); err != nil {
		return err
	}
	for _, l := range [][2]string{{"/office/datasets", "office.data"}, {"/office/data-lists/duty", "office.data-duty"}, {"/office/data-lists/negative", "office.data-negative"}} {
		p.links = append(p.links, ui.Link{Href: l[0], Text: r.T(l[1])})
	}
	if len(problems) > 0 {
		return r.DrawAgain(f.dataFrame(r, r.T("office.grants")), grantListBody(p))
	}
	return r.Draw(f.dataFrame(r, r.T("office.grants")), grantListBody(p))
}

// openRequests are the requests for data that wait in the official's offices.
func (f face) openRequests(r *door.Request) (ui.Table, error) {
	out := ui.Table{Caption: r.T("office.grant-requests"), HideTitle: true, Columns: []ui.Column{{Head: r.T("office.grant-request"), Place: ui.PlaceTitle}, {Head: r.T("dataset.label.state"), Place: ui.PlaceLine}}}
	for _, s := range f.desk.Services() {
		if s.Sharing() == nil {
			continue
		}
		page, err := f.desk.Worklist(r.Context(), r.Person, desk.Asked{Service: s.ID(), State: journal.OpenOnly, Size: 50})
		if err != nil {
			return out, err
		}
		for _, row := range page.Rows {
			out.Rows = append(out.Rows, ui.TableRow{Cells: []ui.Cell{{Text: casepage.Name(s, row.Subject), Href: "/office/cases/" + url.PathEscape(row.Number), Sub: row.Number}, {Text: s.Text(r.Lang, "name")}}})
		}
	}
	return out, nil
}

// grantOne is one grant: what it covers, who read under it and how often.
func (f face) grantOne(r *door.Request) error { return f.drawGrant(r, nil, "") }

func (f face) drawGrant(r *door.Request, problems ui.Problems, why string) error {
	g, uses, err := f.desk.GrantOf(r.Context(), r.Person, grantID(r))
	if err != nil {
		return err
	}
	l := r.Lang
	p := grantOnePage{title: f.registerName(l, g.Grant), problems: problems, why: why, keeps: g.MayCut, rows: []ui.Row{
		{Key: r.T("dataset.label.fields"), Values: []string{f.grantFields(l, g.Grant)}}, {Key: r.T("office.grant-who"), Values: []string{f.grantReader(r, g.Grant)}},
		{Key: r.T("office.data-service"), Values: []string{serviceOrPolicy(f, r, g.Service)}}, {Key: r.T("office.grant-use"), Values: []string{r.T("office.data-use-" + g.Purpose), g.Words}},
		{Key: r.T("office.grant-period"), Values: []string{r.T("office.grant-days", "from", longDay(r, g.From), "until", grantUntil(r, g.Grant))}}, {Key: r.T("office.grant-from"), Values: []string{f.grantOrigin(r, g.Grant)}},
		{Key: r.T("office.grant-read"), Values: []string{strconv.Itoa(g.Use.Times)}}}}
	if !g.Cut.IsZero() {
		p.rows = append(p.rows, ui.Row{Key: r.T("office.grant-was-cut"), Values: []string{ui.Moment(l, g.Cut.In(f.desk.Zone())), g.Why}})
	} else if g.MayCut {
		p.cut = grantPath(g.ID) + "/cut"
	}
	p.uses = ui.Table{Caption: r.T("office.grant-uses"), HideTitle: true, EmptyWords: r.T("office.grant-unused"), Columns: []ui.Column{{Head: r.T("office.grant-when"), Place: ui.PlaceTitle},
		{Head: r.T("office.grant-who"), Place: ui.PlaceLine}, {Head: r.T("office.grant-case"), Place: ui.PlaceLine}, {Head: r.T("dataset.label.fields"), Place: ui.PlaceLine}}}
	for _, u := range uses {
		cell := ui.Cell{Text: f.useFields(l, u)}
		if u.Refused != "" {
			cell.Tag, cell.Tone = r.T("office.grant-refused"), ui.ToneWaiting
			cell.Sub = r.T("office.grant-lack." + u.Refused)
		}
		p.uses.Rows = append(p.uses.Rows, ui.TableRow{Cells: []ui.Cell{{Text: ui.ShortMoment(l, u.At.In(f.desk.Zone()))}, {Text: f.useReader(r, u), Sub: f.dataKnown(r).Office(u.Office)}, {Text: u.Number}, cell}})
	}
	if len(problems) > 0 {
		return r.DrawAgain(f.dataFrame(r, p.title), grantOneBody(p))
	}
	return r.Draw(f.dataFrame(r, p.title), grantOneBody(p))
}

func grantID(r *door.Request) int64 {
	id, err := strconv.ParseInt(r.PathValue("grant"), 10, 64)
	if err != nil {
		return 0 // no grant has it
	}
	return id
}

// grantCut ends a grant, at once and everywhere.
func (f face) grantCut(r *door.Request) error {
	id, why := grantID(r), r.PostFormValue("why")
	if err := f.desk.CutGrant(r.Context(), r.Person, id, why); err != nil {
		if problems := ui.ProblemsOf(r.Lang, err); len(problems) > 0 {
			return f.drawGrant(r, problems, why)
		}
		return err
	}
	return r.Redirect(grantPath(id))
}

// grantNeed grants what a service needs.
func (f face) grantNeed(r *door.Request) error {
	n, err := strconv.Atoi(r.PostFormValue("need"))
	if err != nil {
		return fail.New(fail.NotFound, "grant.unknown")
	}
	register, service := r.PostFormValue("register"), r.PostFormValue("service")
	field := untilOf(register, service, strconv.Itoa(n))
	until, err := law.ParseDate(strings.TrimSpace(r.PostFormValue(field)))
	if err == nil {
		err = f.desk.GrantNeed(r.Context(), r.Person, register, service, n, until)
	}
	e := fail.As(err)
	switch {
	case err == nil:
		return r.Redirect("/office/grants")
	case e.Kind != fail.Invalid:
		return err
	}
	wrong := &fail.Error{Kind: fail.Invalid, Key: e.Key, Fields: []fail.Field{{Path: field, Key: e.Key, Args: e.Args}}}
	if i := slices.IndexFunc(e.Fields, func(x fail.Field) bool { return x.Path == "until" }); i >= 0 {
		wrong.Fields[0].Key, wrong.Fields[0].Args = e.Fields[i].Key, e.Fields[i].Args
	}
	return f.drawGrants(r, ui.ProblemsOf(r.Lang, wrong))
}

func (f face) today(r *door.Request) law.Date { return law.DateOf(r.Now, f.desk.Zone()) }

// longDay is a day in words, as everywhere on the pages.
func longDay(r *door.Request, d law.Date) string { return ui.Date(r.Lang, d.At(0, time.UTC)) }

func (f face) registerName(l text.Lang, g grant.Grant) string {
	if x, ok := f.desk.Packs().Register(g.Register); ok {
		return x.Names().In(l)
	}
	return g.Register + g.Dataset
}

func (f face) grantFields(l text.Lang, g grant.Grant) string {
	return f.fieldNames(l, g.Register, g.Fields)
}

func (f face) fieldNames(l text.Lang, register string, fields []string) string {
	var out []string
	for _, id := range fields {
		if x, ok := f.desk.Packs().Register(register); ok {
			if y, ok := x.Field(id); ok {
				id = y.Names.In(l)
			}
		}
		out = append(out, id)
	}
	return strings.Join(out, text.S(l, "casepage.comma"))
}

func (f face) useFields(l text.Lang, u share.Look) string {
	var ids []string
	for _, id := range u.Fields {
		ids = append(ids, strings.TrimPrefix(id, u.Register+"."))
	}
	return f.fieldNames(l, u.Register, ids)
}

// kindName says a kind of office by one that is of it; the kind itself has no name.
func (f face) kindName(l text.Lang, kind string) string {
	for _, o := range f.desk.Offices() {
		if o.Kind == kind {
			return o.Name.In(l)
		}
	}
	return kind
}

// useReader says what read: a service for the person, a rule, or a system by its name.
// Of a person's own reading the owner learns the service and not the person.
func (f face) useReader(r *door.Request, u share.Look) string {
	switch u.Reader {
	case share.BySelf:
		return serviceOrPolicy(f, r, u.Service)
	case share.ByRule:
		return serviceOrPolicy(f, r, u.By)
	}
	return u.Name
}

func (f face) grantReader(r *door.Request, g grant.Grant) string {
	switch {
	case g.Reader != "":
		return f.dataKnown(r).Office(g.Reader)
	case g.Office != "":
		return r.T("office.grant-kind", "office", f.kindName(r.Lang, g.Office))
	}
	return r.T("office.grant-service")
}

func (f face) grantOrigin(r *door.Request, g grant.Grant) string {
	switch {
	case g.Request != "":
		return r.T("office.grant-by-request", "number", g.Request, "office", f.dataKnown(r).Office(g.Holder))
	case g.Declared != "":
		return r.T("office.grant-declared")
	}
	return r.T("office.grant-by-hand")
}

func grantUntil(r *door.Request, g grant.Grant) string {
	if g.Until.IsZero() {
		return r.T("office.grant-no-end")
	}
	return longDay(r, g.Until)
}

// serviceOrPolicy is the name of what is read for.
func serviceOrPolicy(f face, r *door.Request, id string) string {
	if s, err := f.desk.Service(id); err == nil {
		return s.Text(r.Lang, "name")
	}
	if b, ok := f.desk.Packs().Benefit(id); ok {
		return b.Names().In(r.Lang)
	}
	return id
}
