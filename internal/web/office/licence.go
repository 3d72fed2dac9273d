package office

import (
	"net/url"
	"strconv"
	"strings"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/licence"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

// licencePage is what the page of one licence draws.
type licencePage struct {
	caption, title string
	rows           []ui.Row
	history        []ui.Step
	post           string
	seen           string
	summary        ui.Problems
	deeds          ui.Choice // each verb on each ground that the pack declares
	sheet          *formpage.Sheet
	changes        bool // the sheet stands open: a change was chosen, or is all that may be done
	words          ui.TextArea
	overdue        string
	waiting        string // what somebody proposed and another person decides
	reason         string // given with it
}

// The page's own questions. A hyphen keeps them apart from a form's fields.
const (
	fLicenceDeed  = "licence-deed"
	fLicenceWords = "licence-words"
	fLicenceSeen  = "licence-seen"
)

func licencePath(number string) string { return "/office/licences/" + url.PathEscape(number) }

// licences lists what the official's offices issued and they may do something to.
func (f face) licences(r *door.Request) error {
	if n := strings.TrimSpace(r.URL.Query().Get("number")); n != "" {
		return r.Redirect(licencePath(n))
	}
	all, err := f.desk.LicencesOf(r.Context(), r.Person)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: r.T("office.licence-list"), HideTitle: true, EmptyWords: r.T("office.licence-list-empty"), Columns: []ui.Column{
		{Head: r.T("office.licence-number"), Place: ui.PlaceTitle}, {Head: r.T("office.licence-kind"), Place: ui.PlaceLine},
		{Head: r.T("office.licence-standing"), Place: ui.PlaceMark}, {Head: r.T("office.licence-due"), Place: ui.PlaceLine}}}
	for _, x := range all {
		row := ui.TableRow{Cells: []ui.Cell{{Text: x.Licence.Number, Href: licencePath(x.Licence.Number)}, {Text: x.Kind(r.Lang)}, licenceTag(r, x), {Text: dueWords(r, x)}}}
		t.Rows = append(t.Rows, row)
	}
	return r.Draw(r.Frame(r.T("office.licence-list")), licencesBody(t))
}

// licenceTag is how a licence stands, and louder where its check is overdue.
func licenceTag(r *door.Request, f desk.LicenceFile) ui.Cell {
	s := f.Licence.StatusAt(r.Now)
	c := ui.Cell{Tag: r.T("office.licence-" + string(s)), Tone: ui.ToneGood}
	if s != licence.Valid {
		c.Tone = ui.ToneBad
	} else if f.Overdue(r.Now) {
		c.Tag, c.Tone = r.T("office.licence-overdue"), ui.ToneBad
	}
	return c
}

func dueWords(r *door.Request, f desk.LicenceFile) string {
	if f.Due.IsZero() || f.Licence.State == licence.TakenAway {
		return r.T("office.licence-no-check")
	}
	return ui.Date(r.Lang, f.Due.AddDate(0, 0, -1).In(f.Zone()))
}

// licence shows one licence, what was done to it and what may be done.
func (f face) licence(r *door.Request) error {
	x, err := f.desk.LicenceFile(r.Context(), r.Person, r.PathValue("number"))
	if err != nil {
		return err
	}
	return r.Draw(f.licenceFrame(r), licenceBody(f.licencePage(r, x)))
}

func (f face) licenceFrame(r *door.Request) ui.Page {
	frame := r.Frame(r.PathValue("number"))
	frame.Back = ui.Link{Text: r.T("office.licence-list"), Href: "/office/licences"}
	return frame
}

func (f face) licencePage(r *door.Request, x desk.LicenceFile) licencePage {
	l, number := r.Lang, x.Licence.Number
	row := func(key, value string) ui.Row { return ui.Row{Key: key, Values: []string{value}} }
	p := licencePage{caption: number, title: x.Kind(l), post: licencePath(number), seen: strconv.Itoa(x.Licence.Seq),
		rows:  []ui.Row{row(r.T("office.licence-standing"), r.T("office.licence-"+string(x.Licence.StatusAt(r.Now)))), row(r.T("office.licence-holder"), x.Licence.Name)},
		deeds: ui.Choice{Name: fLicenceDeed, Label: r.T("office.licence-deed")},
		words: ui.TextArea{Name: fLicenceWords, Label: r.T("office.licence-words"), Hint: r.T("office.licence-words-hint"), Rows: 4, MaxLength: 1000}}
	if x.Overdue(r.Now) {
		p.overdue = r.T("office.licence-overdue-since", "day", dueWords(r, x))
	}
	for _, id := range x.Fields() {
		field, _ := x.Service.Form().Field(id)
		p.rows = append(p.rows, ui.Row{Key: x.FieldName(l, id), Values: casepage.Shown(l, x.Service, field, x.Licence.Fields[id], nil)})
	}
	p.rows = append(p.rows, row(r.T("office.licence-version"), strconv.Itoa(x.Licence.Version)), row(r.T("office.licence-due"), dueWords(r, x)))
	if w := x.Waiting; w != nil {
		p.waiting = r.T("office.licence-waits", "deed", r.T("office.deed."+string(w.Of)), "who", x.By.In(l))
		p.reason = strings.TrimSpace(x.Service.Book().SayCitation(l, law.Citation{Law: w.Law, Article: w.Article}) + " " + w.Words)
	}
	if x.Licence.State != licence.TakenAway {
		for _, deed := range x.May {
			if !x.Licence.State.Lets(licence.Verb(deed.Verb)) {
				continue
			}
			for _, c := range deed.Basis {
				p.deeds.Options = append(p.deeds.Options, ui.Option{Value: deed.Verb + " " + c.String(), Label: deedLabel(r, x, deed), Hint: x.Service.Book().SayCitation(l, c)})
			}
			if deed.Verb == string(licence.Change) {
				p.sheet = &formpage.Sheet{Lang: l, Service: x.Service, Fields: x.Changeable(), Answers: x.Service.Form().AsTyped(x.Licence.Fields), Terse: true}
			}
		}
	}
	p.changes = p.sheet != nil && len(p.deeds.Options) == 1
	for i := len(x.Deeds) - 1; i >= 0; i-- {
		d := x.Deeds[i]
		s := ui.Step{Title: r.T("office.deed." + string(d.Verb)), When: ui.Moment(l, d.At.In(x.Zone())), Detail: d.Words, State: ui.StepDone}
		if d.Of != "" {
			s.Title = r.T("office.deed."+string(d.Verb), "deed", r.T("office.deed."+string(d.Of)))
		}
		if d.Law != "" {
			s.Detail = strings.TrimSpace(x.Service.Book().SayCitation(l, law.Citation{Law: d.Law, Article: d.Article}) + " " + d.Words)
		}
		p.history = append(p.history, s)
	}
	return p
}

// deedLabel is what a choice is called: the deed itself, or the official's part in it.
func deedLabel(r *door.Request, x desk.LicenceFile, may desk.LicenceMay) string {
	switch may.Step {
	case desk.StepPropose, desk.StepDecide:
		return r.T("office.licence-"+string(may.Step), "deed", r.T("office.deed."+may.Verb))
	case desk.StepDecline:
		if x.Waiting.By == r.Person.ID {
			return r.T("office.licence-take-back", "deed", r.T("office.deed."+string(x.Waiting.Of)))
		}
		return r.T("office.licence-decline", "deed", r.T("office.deed."+string(x.Waiting.Of)))
	}
	return r.T("office.deed." + may.Verb)
}

// licenceDo does what the official chose, or says what is wrong and keeps what was typed.
func (f face) licenceDo(r *door.Request) error {
	number := r.PathValue("number")
	if err := formpage.Parse(r.Request); err != nil {
		return err
	}
	seen, err := strconv.Atoi(r.PostFormValue(fLicenceSeen))
	if err != nil {
		seen = -1 // no page showed that: it is refused as too old
	}
	chosen := r.PostFormValue(fLicenceDeed)
	verb, ground, _ := strings.Cut(chosen, " ")
	a := desk.LicenceAct{Seen: seen, Verb: licence.Verb(verb), Words: r.PostFormValue(fLicenceWords)}
	if a.Ground.UnmarshalText([]byte(ground)) != nil {
		a.Ground = law.Citation{} // which no pack declares
	}
	x, err := f.desk.LicenceFile(r.Context(), r.Person, number)
	if err != nil {
		return err
	}
	typed, _, err := formpage.Read(r.Request, x.Changeable(), nil, nil)
	if err != nil {
		return err
	}
	if a.Verb == licence.Change {
		a.Fields = typed
	}
	_, why := f.desk.DoLicence(r.Context(), r.Person, number, a)
	if why == nil {
		return r.Redirect(licencePath(number))
	}
	if k := fail.KindOf(why); k != fail.Invalid && k != fail.Conflict {
		return why
	}
	p := f.licencePage(r, x)
	p.words.Value = a.Words
	for i := range p.deeds.Options {
		p.deeds.Options[i].Chosen = p.deeds.Options[i].Value == chosen
	}
	e := fail.As(why)
	if len(e.Fields) == 0 {
		p.summary = ui.Problems{{Text: text.Error(r.Lang, e)}}
	}
	for _, wrong := range ui.ProblemsOf(r.Lang, e) {
		switch wrong.Field {
		case "words":
			p.words.Error, wrong.Field = wrong.Text, fLicenceWords
		case "ground":
			p.deeds.Error, wrong.Field = wrong.Text, fLicenceDeed
		}
		p.summary = append(p.summary, wrong)
	}
	if p.sheet != nil {
		p.sheet.Answers, p.sheet.Problems, p.changes = typed, p.summary, p.changes || a.Verb == licence.Change
	}
	return r.DrawAgain(f.licenceFrame(r), licenceBody(p))
}
