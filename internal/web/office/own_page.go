package office

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/notify"
	"atonce/internal/people"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

func hexOf(b []byte) string { return hex.EncodeToString(b) }

// ownPage is an official's own work, for nobody else to see, and what they set for
// themselves.
type ownPage struct {
	figures  []ui.Row
	drafts   []ui.Row
	absences []ownAbsence
	deputy   ui.Choice
	services ui.Choice
	from     ui.DateField
	until    ui.DateField
	quiet    []ui.TextField
	problems ui.Problems
	done     string
}

type ownAbsence struct {
	words, end string // end is where it is ended; empty where another is away
}

// own draws the official's own work. There is no page that shows it to anybody else, and
// none that sets it beside a colleague's.
func (f face) own(r *door.Request) error { return f.drawOwn(r, nil) }

func (f face) drawOwn(r *door.Request, problems ui.Problems) error {
	o, drafts, err := f.desk.OwnWork(r.Context(), r.Person)
	if err != nil {
		return err
	}
	p := ownPage{problems: problems.Named(func(field string) string {
		if key := "office.away-" + field; text.Has(r.Lang, key) {
			return r.T(key)
		}
		return ""
	})}
	if k := r.URL.Query().Get("done"); slices.Contains([]string{"away", "back", "quiet"}, k) {
		p.done = r.T("office.own-done-" + k)
	}
	row := func(key string, n int) {
		p.figures = append(p.figures, ui.Row{Key: r.T("office.own." + key), Values: []string{strconv.Itoa(n)}})
	}
	row("open", o.Open)
	row("soon", o.Soon)
	row("overdue", o.Overdue)
	row("ended", o.Ended)
	if o.Counted > 0 {
		p.figures = append(p.figures, ui.Row{Key: r.T("office.own.kept"), Values: []string{r.T("office.own.kept-of", "kept", itoa(o.Kept), "of", itoa(o.Counted))}})
	}
	if o.Ended > 0 {
		row("days", o.Days)
	}
	zone := f.desk.Zone()
	for _, d := range drafts {
		verb, step, _ := strings.Cut(d.Act, "/")
		p.drafts = append(p.drafts, ui.Row{Key: d.Number, Values: []string{r.T("office.draft-kept", "time", ui.ShortMoment(r.Lang, d.Saved.In(zone)))},
			Action: ui.Link{Text: r.T("office.draft-go-on"), Href: offer{verb: casework.Verb(verb), step: step}.path(d.Number)}})
	}
	if err := f.ownAbsences(r, &p, zone); err != nil {
		return err
	}
	q, err := f.desk.QuietHours(r.Context(), r.Person)
	if err != nil {
		return err
	}
	for _, x := range []struct {
		name string
		hour int
	}{{"from", q.From}, {"until", q.Until}} {
		value := itoa(x.hour)
		if problems != nil && r.PostForm.Has("quiet-"+x.name) {
			value = r.PostFormValue("quiet-" + x.name)
		}
		p.quiet = append(p.quiet, ui.TextField{Name: "quiet-" + x.name, Label: r.T("office.quiet-" + x.name), Value: value, Width: 2, MaxLength: 2, Error: problems.Of("quiet-" + x.name)})
	}
	frame := f.frame(r, r.T("office.own"))
	if len(problems) > 0 {
		return r.DrawAgain(frame, ownBody(p))
	}
	return r.Draw(frame, ownBody(p))
}

func (f face) ownAbsences(r *door.Request, p *ownPage, zone *time.Location) error {
	as, err := f.desk.Absences(r.Context(), r.Person)
	if err != nil {
		return err
	}
	for _, a := range as {
		key, who := "office.away-you", a.Deputy
		if a.Deputy == r.Person.ID {
			key, who = "office.away-other", a.Person
		}
		var services []string
		for _, id := range a.Services {
			if s, err := f.desk.Service(id); err == nil {
				services = append(services, s.Text(r.Lang, "name"))
			}
		}
		scope := r.T("office.away-all")
		if len(services) > 0 {
			scope = strings.Join(services, r.T("office.comma"))
		}
		x := ownAbsence{words: r.T(key, "person", f.personName(r, who), "from", ui.Date(r.Lang, a.From.In(zone)), "until", ui.Date(r.Lang, a.Until.In(zone).AddDate(0, 0, -1)), "scope", scope)}
		if a.Person == r.Person.ID {
			x.end = "/office/own/away/" + a.ID + "/end"
		}
		p.absences = append(p.absences, x)
	}
	colleagues, err := f.desk.Colleagues(r.Context(), r.Person)
	if err != nil {
		return err
	}
	p.deputy = ui.Choice{Name: "deputy", Label: r.T("office.away-deputy"), Hint: r.T("office.away-deputy-hint"), Error: p.problems.Of("deputy"), Options: []ui.Option{{Label: r.T("office.away-choose")}}}
	var options []ui.Option
	for id, c := range colleagues {
		if id != r.Person.ID {
			options = append(options, ui.Option{Value: id, Label: c.In(r.Lang), Chosen: r.PostFormValue("deputy") == id})
		}
	}
	slices.SortFunc(options, func(a, b ui.Option) int { return strings.Compare(a.Label+a.Value, b.Label+b.Value) })
	p.deputy.Options = append(p.deputy.Options, options...)
	p.services = ui.Choice{Name: "services", Label: r.T("office.away-services"), Hint: r.T("office.away-services-hint"), Optional: true, Error: p.problems.Of("services")}
	for _, s := range f.desk.Services() {
		if slices.ContainsFunc(r.Person.Offices(), func(id string) bool { o, ok := f.desk.Office(id); return ok && o.Kind == s.Item().Agency }) {
			p.services.Options = append(p.services.Options, ui.Option{Value: s.ID(), Label: s.Text(r.Lang, "name"), Chosen: slices.Contains(r.PostForm["services"], s.ID())})
		}
	}
	day := func(name, label string) ui.DateField {
		y, m, d := formpage.SplitDate(formpage.Date(r.Request, name))
		return ui.DateField{Name: name, Label: r.T(label), Hint: r.T("office.away-day-hint"), Year: y, Month: m, Day: d, Error: p.problems.Of(name)}
	}
	p.from, p.until = day("from", "office.away-from"), day("until", "office.away-until")
	return nil
}

// goAway lets a colleague stand in, both days included.
func (f face) goAway(r *door.Request) error {
	if err := formpage.Parse(r.Request); err != nil {
		return err
	}
	zone := f.desk.Zone()
	var problems []fail.Field
	day := func(name string) law.Date {
		d, p := dayOf(formpage.Date(r.Request, name))
		if p.Key != "" {
			p.Path = name
			problems = append(problems, p)
		}
		return d
	}
	if r.PostFormValue("deputy") == "" {
		problems = append(problems, fail.Field{Path: "deputy", Key: "office.away-nobody"})
	}
	from, until := day("from"), day("until")
	if len(problems) == 0 {
		a := people.Absence{Deputy: r.PostFormValue("deputy"), Services: r.PostForm["services"], From: from.At(0, zone), Until: until.AddDays(1).At(0, zone)}
		_, err := f.desk.GoAway(r.Context(), r.Person, a)
		if err == nil {
			return r.Redirect("/office/own?done=away")
		}
		if fail.KindOf(err) != fail.Invalid {
			return err
		}
		problems = fail.As(err).Fields
	}
	return f.drawOwn(r, ui.ProblemsOf(r.Lang, fail.New(fail.Invalid, "desk.form").WithFields(problems...)))
}

func (f face) comeBack(r *door.Request) error {
	if err := f.desk.ComeBack(r.Context(), r.Person, r.PathValue("absence")); err != nil {
		return err
	}
	return r.Redirect("/office/own?done=back")
}

func (f face) setQuiet(r *door.Request) error {
	if err := formpage.Parse(r.Request); err != nil {
		return err
	}
	var hours [2]int
	var problems []fail.Field
	for i, name := range []string{"quiet-from", "quiet-until"} {
		n, err := strconv.Atoi(strings.TrimSpace(r.PostFormValue(name)))
		if err != nil || n < 0 || n > 23 {
			problems = append(problems, fail.Field{Path: name, Key: "desk.quiet-hours"})
		}
		hours[i] = n
	}
	if len(problems) > 0 {
		return f.drawOwn(r, ui.ProblemsOf(r.Lang, fail.New(fail.Invalid, "desk.form").WithFields(problems...)))
	}
	if err := f.desk.SetQuiet(r.Context(), r.Person, desk.Quiet{From: hours[0], Until: hours[1]}); err != nil {
		return err
	}
	return r.Redirect("/office/own?done=quiet")
}

// noticesPage is what an official is told.
type noticesPage struct {
	notices  []noticeBox
	problems ui.Problems
}

type noticeBox struct {
	title, when, href string
	due               *ui.Due
	reasons           []string
	said              string // what the reader said to it
	answer            *ui.TextArea
	action            string
	submission        string
}

func (f face) notices(r *door.Request) error { return f.drawNotices(r, 0, nil) }

func (f face) drawNotices(r *door.Request, wrong int64, problems ui.Problems) error {
	told, err := f.desk.Notices(r.Context(), r.Person)
	if err != nil {
		return err
	}
	zone := f.desk.Zone()
	p := noticesPage{problems: problems}
	for _, t := range told {
		name, subject := t.Row.Service, t.Row.Subject
		box := noticeBox{when: ui.ShortMoment(r.Lang, t.Shown.In(zone)), href: casePath(t.Number), said: t.Reason, submission: desk.NewSubmission()}
		if s, err := f.desk.Service(t.Row.Service); err == nil {
			name, subject = s.Text(r.Lang, "name"), casepage.Name(s, subject)
			box.due = casepage.Mark(r.Lang, t.Row, s.Procedure().Calendar, r.Now)
		}
		box.title = r.T("office.notice."+string(t.Kind), "case", name+" "+t.Number, "person", subject)
		for _, x := range t.Reasons {
			box.reasons = append(box.reasons, r.T("office.notice-said", "person", t.Names[x.Person].In(r.Lang), "reason", x.Reason))
		}
		if t.Kind != notify.Mention && t.Reason == "" && t.Row.Ended.IsZero() {
			id := "reason"
			if t.ID != wrong || wrong == 0 {
				id = "reason-" + strconv.FormatInt(t.ID, 10)
			}
			box.action = "/office/notices/" + strconv.FormatInt(t.ID, 10)
			box.answer = &ui.TextArea{Name: id, Label: r.T("office.notice-reason"), Hint: r.T("office.notice-reason-hint"), Rows: 2, MaxLength: 500}
			if id == "reason" {
				box.answer.Value, box.answer.Error = r.PostFormValue(reasonField(r)), problems.Of("reason")
			}
		}
		p.notices = append(p.notices, box)
	}
	frame := f.frame(r, r.T("office.notices"))
	if len(problems) > 0 {
		return r.DrawAgain(frame, noticesBody(p))
	}
	return r.Draw(frame, noticesBody(p))
}

// answerNotice keeps why a case is late, or will be.
func (f face) answerNotice(r *door.Request) error {
	id, err := strconv.ParseInt(r.PathValue("notice"), 10, 64)
	if err != nil {
		return fail.New(fail.NotFound, "notify.no-notice")
	}
	if err := formpage.Parse(r.Request); err != nil {
		return err
	}
	err = f.desk.AnswerNotice(r.Context(), r.Person, id, r.PostFormValue(reasonField(r)), r.PostFormValue(fSubmission))
	if problems := ui.ProblemsOf(r.Lang, err); err != nil && len(problems) > 0 {
		return f.drawNotices(r, id, problems)
	}
	if err != nil {
		return err
	}
	return r.Redirect("/office/notices")
}

// reasonField is the field that a notice is answered in: its name tells one notice from
// the next on the page.
func reasonField(r *door.Request) string {
	if name := "reason-" + r.PathValue("notice"); r.PostForm.Has(name) {
		return name
	}
	return "reason"
}
