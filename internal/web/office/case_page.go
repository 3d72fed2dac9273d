package office

import (
	"slices"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/journal"
	"atonce/internal/licence"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// casePage is what the page of one case draws.
type casePage struct {
	caption, title string
	done           string
	due            *ui.Due
	warnings       []string // what became of licences since they were shown
	facts          []string
	flags          []string
	gaps           []ui.Row
	parts          []answersPart
	silent         []string // registers that gave no answer
	files          []ui.Uploaded
	licences       []ui.Row
	children       *ui.Table
	checks         []ui.Check
	checksTitle    string
	rules          []rulesPart
	form           *verbForm
	changed        []ui.Step // what others did since the form was kept
	links          []ui.Button
	turn           string // whose move it is, where the official can do nothing
	viewer         *viewer
	waits          *handover
	beside         []string // who else is at this case
	deputies       []string // in whose place the official may act here, or may not
	asked          string   // that a correction was asked for before
	aside          []ui.Link
	clocks         []ui.Row
	course         []ui.Step
}

// answersPart is one page of the form as it was answered.
type answersPart struct {
	title string
	rows  []ui.Row
}

// caseFile draws everything that is known of a case, and every verb the official may
// use on it now.
func (f face) caseFile(r *door.Request) error { return f.drawCase(r) }

// showAnswer draws the case with a sensitive answer shown that was hidden. That is a
// look, and the applicant sees it.
func (f face) showAnswer(r *door.Request) error {
	if err := r.ParseForm(); err != nil {
		return fail.New(fail.Invalid, "door.no-page").Because(err)
	}
	return f.drawCase(r, slices.DeleteFunc(slices.Clone(r.PostForm[casepage.ShowField]), func(id string) bool { return id == desk.Whole })...)
}

func (f face) drawCase(r *door.Request, show ...string) error {
	v, err := f.desk.Case(r.Context(), r.Person, r.PathValue("number"), show...)
	if err != nil {
		return err
	}
	if v.Own {
		// Their own case is theirs to follow as a citizen: this page holds internal notes.
		return r.Redirect("/cases/" + v.Case.Number)
	}
	s, l := v.Service, r.Lang
	p := f.fileOf(r, v, false)
	p.done, p.viewer, p.beside, p.deputies, p.asked, p.aside = f.doneWords(r, v), viewerOf(r, v), f.beside(r, v), f.deputies(r, v), askedWords(r, v), asideLinks(r, v)
	p.due = casepage.Mark(l, journal.Project(v.Header, v.Case), v.Case.Procedure.Calendar, r.Now)
	if v.Together.From != "" {
		p.waits = &handover{who: f.personName(r, v.Together.From), words: v.Together.Words, expect: itoa(len(v.Case.Acts)), submission: desk.NewSubmission(),
			take: casePath(v.Case.Number) + "/do/record/taken", back: casePath(v.Case.Number) + "/do/assign"}
	}
	if v.Case.Ended.IsZero() {
		p.checks, p.checksTitle = f.checks(r, v)
		p.rules = rulesParts(r, v)
	}
	os := offers(v)
	first := casework.Verb("")
	if o, ok := foremost(os); ok {
		in, err := f.drafted(r, v, o)
		if err != nil {
			return err
		}
		form, err := f.form(r, v, o, in, nil)
		if err != nil {
			return err
		}
		if 0 < in.expect && in.expect < len(v.Case.Acts) {
			p.changed = meanwhile(r, v, in.expect)
		}
		p.form, first = &form, o.verb
	} else if v.Case.Ended.IsZero() {
		st, _ := v.Case.Procedure.Stage(v.Case.Stage)
		if !holds(r.Person, v, st.Turn) {
			p.turn = r.T("office.turn", "role", casepage.RoleName(l, s, st.Turn))
		}
	}
	p.links = append(links(r, v, os, first), archiveLink(r, v)...)
	frame := f.frame(r, s.Text(l, "name")+" "+v.Case.Number)
	frame.Back = ui.Link{Text: r.T("office.worklist"), Href: "/office"}
	frame.Scripts = append(frame.Scripts, "draft.js")
	return r.Draw(frame, caseBody(p))
}

// fileOf is everything that is known of a case. On paper what is hidden has no button.
func (f face) fileOf(r *door.Request, v desk.View, paper bool) casePage {
	s, l := v.Service, r.Lang
	p := casePage{caption: v.Case.Number, title: s.Text(l, "name") + " · " + casepage.Name(s, v.Case.Subject),
		warnings: casepage.Warnings(l, v), facts: facts(r, v), gaps: gaps(r, v), parts: append(f.answers(r, v), f.materials(r, v)...),
		licences: licences(r, v), children: f.children(r, v), clocks: casepage.ClockRows(l, v), course: casepage.Course(l, v, true, r.Now)}
	for _, id := range flags(v.Case) {
		p.flags = append(p.flags, s.Text(l, "flag."+id))
	}
	for _, id := range casepage.Silent(v.Case) {
		p.silent = append(p.silent, r.T("office.source-flag", "register", casepage.RegisterName(l, f.desk.Packs(), id)))
	}
	for _, x := range v.Files {
		p.files = append(p.files, ui.Uploaded{Name: x.Name, Size: int64(x.Size), Href: viewHref(v.Case.Number, x)})
	}
	for i := range p.parts {
		for j := range p.parts[i].rows {
			if row := &p.parts[i].rows[j]; paper && row.Asks {
				if row.Body = nil; len(row.Values) == 0 {
					row.Values = []string{r.T("casepage.hidden")}
				}
			}
		}
	}
	return p
}

// foremost is the verb whose form stands on the page itself: what the case is waiting
// for.
func foremost(os []offer) (offer, bool) {
	for _, verb := range []casework.Verb{casework.Decide, casework.Propose, casework.Accept, casework.Deliver} {
		if o, ok := find(os, verb, ""); ok {
			return o, true
		}
	}
	return offer{}, false
}

// doneWords says what was just done, here or in the case before this one.
func (f face) doneWords(r *door.Request, v desk.View) string {
	q := r.URL.Query()
	verb := casework.Verb(q.Get("done"))
	if !verb.Known() {
		return ""
	}
	if q.Get("of") != v.Case.Number {
		return r.T("office.done-before", "number", onlyNumber(q.Get("of")))
	}
	a, ok := v.Case.Last(verb)
	if !ok || a.By != r.Person.ID {
		return ""
	}
	return r.T("office.done", "what", casepage.Say(r.Lang, v.Service, a, true).Title)
}

// onlyNumber keeps what a case number can hold: an address is anybody's to write.
func onlyNumber(s string) string {
	s = strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c == '-' {
			return c
		}
		return -1
	}, s)
	return s[:min(len(s), 40)]
}

func facts(r *door.Request, v desk.View) []string {
	l, s := r.Lang, v.Service
	out := []string{r.T("office.stage", "stage", casepage.StageName(l, s, v.Case.Stage))}
	if v.Case.Outcome != "" {
		out = append(out, r.T("office.outcome-is", "outcome", casepage.OutcomeName(l, s, v.Case.Outcome)))
	}
	handled := r.T("office.handled-by-nobody", "office", v.Office.Name.In(l))
	if v.Handler != "" {
		handled = r.T("office.handled-by", "office", v.Office.Name.In(l), "person", v.Handler)
	}
	out = append(out, handled,
		r.T("office.received", "time", ui.Moment(l, inZone(v, v.Case.Received))),
		r.T("office.version", "version", v.Case.Version))
	if v.Header.Parent != "" {
		out = append(out, r.T("office.parent", "number", v.Header.Parent))
	}
	return out
}

func flags(c casework.Case) []string {
	var out []string
	for id, set := range c.Flags {
		if set {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

func gaps(r *door.Request, v desk.View) []ui.Row {
	var out []ui.Row
	for _, g := range v.Case.Gaps {
		out = append(out, ui.Row{Key: casepage.FieldName(r.Lang, v.Service, g.Field), Values: []string{g.Reason}})
	}
	return out
}

// answers are the answers page by page; what officials found stands apart, last.
func (f face) answers(r *door.Request, v desk.View) []answersPart {
	form, sources := v.Service.Form(), desk.Sources(v.Case)
	var out []answersPart
	for _, p := range append(form.VisiblePages(v.Case.Answers), form.OfficePages(v.Case.Answers)...) {
		part := answersPart{title: v.Service.Text(r.Lang, "page."+p.ID)}
		if p.Office {
			part.title = r.T("office.found", "page", part.title)
		}
		for _, id := range p.Fields {
			x, ok := form.Field(id)
			if !ok || !form.Visible(id, v.Case.Answers) || p.Office && v.Case.Answers[id] == "" {
				continue
			}
			row := answerRow(r, v, x)
			if source, ok := sources[id]; ok && !source.Shown() {
				row = f.sourced(r, v, row, source)
			}
			part.rows = append(part.rows, row)
		}
		if len(part.rows) > 0 {
			out = append(out, part)
		}
	}
	return out
}

func answerRow(r *door.Request, v desk.View, x form.Field) ui.Row {
	row := ui.Row{Key: v.Service.Text(r.Lang, "field."+x.ID)}
	a := v.Case.Answers[x.ID]
	shown, isShown := casepage.ShownIn(v, x.ID)
	switch {
	case isShown:
		row.Values = append(casepage.ShownLines(r.Lang, shown, r.Now), casepage.ShownFacts(r.Lang, shown)...)
	case a == "":
		row.Values = []string{r.T("office.not-given")}
	case x.Kind == form.File:
		names := casepage.Names(r.Lang, v)
		var list []ui.Link
		for i, name := range casepage.Shown(r.Lang, v.Service, x, a, names) {
			id := strings.Split(a, ",")[i]
			list = append(list, ui.Link{Text: name, Href: viewHrefOf(v, id)})
			row.Marked = row.Marked || r.URL.Query().Get(qFile) == id
		}
		row.Body = fileLinks(list)
	case v.Hides(x.ID):
		row.Body, row.Asks = casepage.Hidden(r.Lang, v, x, r.PostForm[casepage.ShowField]), true
	default:
		row.Values = casepage.Shown(r.Lang, v.Service, x, a, casepage.Names(r.Lang, v))
	}
	return row
}

func licences(r *door.Request, v desk.View) []ui.Row {
	var out []ui.Row
	for _, x := range v.Licences {
		status := "office.licence-valid"
		if x.StatusAt(r.Now) == licence.Expired {
			status = "office.licence-expired"
		}
		values := []string{x.Number, r.T(status)}
		if !x.Expires.IsZero() {
			values = append(values, r.T("office.licence-until", "day", ui.Date(r.Lang, inZone(v, x.Expires).AddDate(0, 0, -1))))
		}
		out = append(out, ui.Row{Key: v.Service.Text(r.Lang, "licence."+x.Kind), Values: values,
			Action: ui.Link{Text: r.T("office.licence-check"), Href: "/verify/" + x.Mark}})
	}
	return out
}

// children are the branches that were opened, each a case of its own.
func (f face) children(r *door.Request, v desk.View) *ui.Table {
	if len(v.Children) == 0 {
		return nil
	}
	t := &ui.Table{Caption: r.T("office.children"), HideTitle: true, Columns: []ui.Column{{Head: r.T("office.column.case"), Place: ui.PlaceTitle},
		{Head: r.T("office.column.due"), Place: ui.PlaceMark}, {Head: r.T("office.column.stage"), Place: ui.PlaceLine},
		{Head: r.T("office.column.office"), Place: ui.PlaceLine}}}
	for _, row := range v.Children {
		cells := f.row(r, row, nil).Cells // case, applicant, due, stage, handler
		if row.Branch != "" {
			cells[0].Text = v.Service.Text(r.Lang, "branch."+row.Branch)
		}
		if !slices.Contains(r.Person.Offices(), row.Office) {
			cells[0].Href = "" // another office's case: its page would not open
		}
		t.Rows = append(t.Rows, ui.TableRow{ID: row.Number, Cells: []ui.Cell{cells[0], cells[2], cells[3], {Text: f.office(r.Lang, row.Office)}}})
	}
	return t
}
