package citizen

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/desk"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/pack"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"

	"github.com/a-h/templ"
)

// applyStart leads to where the draft was left, or to the first question.
func (f face) applyStart(r *door.Request) error {
	s, err := f.desk.Service(r.PathValue("service"))
	if err != nil {
		return err
	}
	if err := r.Demand(s.Item().Assurance); err != nil {
		return err
	}
	// Who cannot submit is told before the first question, not after the last.
	if err := f.desk.MayApply(r.Context(), s); err != nil {
		return err
	}
	d, err := f.desk.Draft(r.Context(), r.Person, s.ID())
	if err != nil {
		return err
	}
	page := d.Page
	if p, ok := s.Form().Page(page); !ok || !slices.ContainsFunc(s.Form().VisiblePages(d.Answers), func(v form.Page) bool { return v.ID == p.ID }) {
		first, ok := s.Form().Next("", d.Answers)
		if !ok {
			return fail.New(fail.NotFound, "citizen.no-questions")
		}
		page = first.ID
	}
	return r.Redirect(applyPath(s.ID(), page))
}

func applyPath(service, page string) string {
	return "/apply/" + url.PathEscape(service) + "/" + url.PathEscape(page)
}

// applyPage draws one page of questions with what was kept.
func (f face) applyPage(r *door.Request) error {
	s, page, err := f.pageOf(r)
	if err != nil {
		return err
	}
	d, err := f.desk.Prefill(r.Context(), r.Person, s.ID(), page.Fields)
	if err != nil {
		return err
	}
	p, err := f.question(r, s, page, d, nil)
	if err != nil {
		return err
	}
	return r.Draw(p.frame, questionPage(p))
}

func (f face) pageOf(r *door.Request) (*pack.Service, form.Page, error) {
	s, err := f.desk.Service(r.PathValue("service"))
	if err != nil {
		return nil, form.Page{}, err
	}
	if err := r.Demand(s.Item().Assurance); err != nil {
		return nil, form.Page{}, err
	}
	page, ok := s.Form().Page(r.PathValue("page"))
	if !ok || page.Office {
		return nil, page, fail.New(fail.NotFound, "door.no-page")
	}
	return s, page, nil
}

// savePage keeps what was typed first and judges it afterwards, so that a mistake,
// a closed browser or a lost session loses nothing.
func (f face) savePage(r *door.Request) error {
	s, page, err := f.pageOf(r)
	if err != nil {
		return err
	}
	before, err := f.desk.Draft(r.Context(), r.Person, s.ID())
	if err != nil {
		return err
	}
	if err := formpage.Parse(r.Request); err != nil {
		return err
	}
	answers, problems, err := f.readFields(r, s, sent(r, before, page.Fields), before.Answers)
	if err != nil {
		return err
	}
	if r.Header.Get("X-Keep") != "" {
		return f.keepTyped(r, s, page.ID, answers)
	}
	d, err := f.desk.SaveDraft(r.Context(), r.Person, s.ID(), page.ID, answers)
	if err != nil {
		return err
	}
	if r.FormValue("leave") != "" {
		return r.Redirect("/?kept=" + url.QueryEscape(s.ID()))
	}
	_, wrong := s.Form().CheckPage(page.ID, d.Answers)
	problems = append(problems, wrong...)
	if removed := r.FormValue("stay") != "" || formpage.Removing(r.Request, fieldsOf(s, page.Fields)); removed {
		return r.Redirect(applyPath(s.ID(), page.ID))
	}
	if fresh(s, page, d.Answers, r.FormValue("asked"), problems) {
		// An answer on this page brought up a question that nobody has seen yet: it is
		// asked now, and not answering it before is no mistake.
		return r.Redirect(applyPath(s.ID(), page.ID))
	}
	if len(problems) > 0 {
		p, err := f.question(r, s, page, d, problems)
		if err != nil {
			return err
		}
		return r.DrawAgain(p.frame, questionPage(p))
	}
	if r.FormValue("then") == "answers" {
		return r.Redirect("/apply/" + url.PathEscape(s.ID()) + "/answers")
	}
	if next, ok := s.Form().Next(page.ID, d.Answers); ok {
		return r.Redirect(applyPath(s.ID(), next.ID))
	}
	return r.Redirect("/apply/" + url.PathEscape(s.ID()) + "/answers")
}

// keepTyped keeps what a script sends while somebody still types, and judges nothing.
func (f face) keepTyped(r *door.Request, s *pack.Service, page string, answers map[string]string) error {
	d, err := f.desk.KeepTyped(r.Context(), r.Person, s.ID(), page, answers)
	if err != nil {
		return err
	}
	r.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
	r.W.Header().Set(stampHeader, stamp(r, d))
	_, _ = r.W.Write([]byte(r.T("citizen.kept", "time", ui.ShortMoment(r.Lang, d.Saved.In(s.Procedure().Calendar.Zone()))))) // the reader may be gone
	return nil
}

// stampHeader tells the script under which stamp what it keeps next would be newer.
const stampHeader = "X-Keep-Stamp"

// stamp tells one state of a person's draft from another, and from that of anybody else:
// what one person could not send must not stand in the form of the next at this device,
// nor in that of a firm they act for.
func stamp(r *door.Request, d draft.Draft) string {
	sum := sha256.Sum256([]byte(r.Session.Person.ID + "\n" + r.Person.ID))
	return hex.EncodeToString(sum[:6]) + "." + strconv.FormatInt(d.Saved.UnixMicro(), 10)
}

// fresh says whether all that is wrong is about questions that were not on the page
// when it was sent.
func fresh(s *pack.Service, page form.Page, answers map[string]string, asked string, problems []fail.Field) bool {
	if asked == "" || len(problems) == 0 {
		return false
	}
	seen := strings.Split(asked, ",")
	for _, p := range problems {
		if slices.Contains(seen, p.Path) || !s.Form().Visible(p.Path, answers) {
			return false
		}
	}
	return true
}

// readFields reads the answers of some fields from a sent form, with files kept by
// the desk.
func (f face) readFields(r *door.Request, s *pack.Service, ids []string, was map[string]string) (map[string]string, []fail.Field, error) {
	return formpage.Read(r.Request, fieldsOf(s, ids), was, func(name string, body []byte) (draft.File, error) {
		return f.desk.AddFile(r.Context(), r.Person, name, body)
	})
}

func fieldsOf(s *pack.Service, ids []string) []form.Field {
	var out []form.Field
	for _, id := range ids {
		if x, ok := s.Form().Field(id); ok {
			out = append(out, x)
		}
	}
	return out
}

// question is what one page of questions draws.
type question struct {
	frame    ui.Page
	service  *pack.Service
	caption  string
	title    string
	action   string
	given    []ui.Row // what registers gave: shown, not asked
	notes    []string // of registers that gave nothing
	fields   templ.Component
	problems ui.Problems
	upload   bool
	asked    string // the questions on the page, so that a later sending knows which are new
	then     string
	leave    bool
	button   string
	tasks    string
	stamp    string   // of the draft as the page shows it
	changed  []string // names of questions that are asked otherwise than before
}

func (f face) question(r *door.Request, s *pack.Service, page form.Page, d draft.Draft, problems []fail.Field) (question, error) {
	title := s.Text(r.Lang, "page."+page.ID)
	step, of := s.Form().Progress(page.ID, d.Answers)
	q := question{frame: r.Frame(title), service: s, title: title, action: applyPath(s.ID(), page.ID),
		caption: r.T("citizen.step", "service", s.Text(r.Lang, "name"), "step", strconv.Itoa(step), "of", strconv.Itoa(of)),
		then:    r.URL.Query().Get("then"), leave: true, button: r.T("citizen.save-go-on")}
	if r.Method == http.MethodPost {
		q.then = r.FormValue("then")
	}
	q.tasks = tasksPath(s.ID())
	q.frame.Back = ui.Link{Text: r.T("citizen.back-tasks"), Href: q.tasks}
	if prev, ok := s.Form().Previous(page.ID, d.Answers); ok {
		q.frame.Back = ui.Link{Text: r.T("citizen.back"), Href: applyPath(s.ID(), prev.ID)}
	}
	if !d.Saved.IsZero() {
		q.frame.Saved = r.T("citizen.kept", "time", ui.ShortMoment(r.Lang, d.Saved.In(s.Procedure().Calendar.Zone())))
	}
	q.stamp = stamp(r, d)
	q.frame.Scripts = append(q.frame.Scripts, "keep.js")
	q.problems = namedProblems(r.Lang, s, problems)
	fields := formpage.Fields(s.Form(), []form.Page{page}, d.Answers)
	q.given, q.notes, fields = f.given(r, s, d, fields, problems)
	if q.upload = formpage.Upload(fields); q.upload {
		q.frame.Scripts = append(q.frame.Scripts, "upload.js")
	}
	var ids []string
	for _, x := range fields {
		if slices.Contains(d.Changed, x.ID) {
			q.changed = append(q.changed, s.Text(r.Lang, "field."+x.ID))
		}
		ids = append(ids, x.ID)
	}
	q.asked = strings.Join(ids, ",")
	var err error
	q.fields, err = f.draw(r, s, fields, d.Answers, problems)
	return q, err
}

// draw draws questions with what was answered so far. No source stands beside a
// value: people typed it themselves, and no register is connected that could have
// given it.
func (f face) draw(r *door.Request, s *pack.Service, fields []form.Field, answers map[string]string, problems []fail.Field) (templ.Component, error) {
	files, err := f.desk.Files(r.Context(), r.Person, s.Form().Files(answers))
	if err != nil {
		return nil, err
	}
	var licences map[string]desk.Offered
	if slices.ContainsFunc(fields, func(x form.Field) bool { return x.Kind == form.Licence }) {
		if licences, err = f.desk.Offers(r.Context(), r.Person, s); err != nil {
			return nil, err
		}
	}
	return formpage.Draw(formpage.Sheet{Pieces: true, Lang: r.Lang, Service: s, Fields: fields, Answers: answers, Problems: problemsOf(r.Lang, problems), Files: files,
		FileHref: func(id string) string { return "/files/" + url.PathEscape(id) }, Areas: f.areas(r.Lang, s), Licences: licences, Now: r.Now}), nil
}

// areas are the places whose offices handle a service.
func (f face) areas(l text.Lang, s *pack.Service) []ui.Option {
	var out []ui.Option
	for _, o := range f.desk.Offices() {
		if o.Kind == s.Item().Agency {
			out = append(out, ui.Option{Value: o.Area, Label: o.Name.In(l)})
		}
	}
	return out
}

// namedProblems are problems with the question that each is about: "please fill this in"
// says nothing at the head of a page.
func namedProblems(l text.Lang, s *pack.Service, fields []fail.Field) ui.Problems {
	out := problemsOf(l, fields)
	for i, p := range out {
		if key := "field." + p.Field; s.HasText(key) {
			out[i].Text = ui.BeforeColon(s.Text(l, key)) + text.S(l, "citizen.colon") + p.Text
		}
	}
	return out
}

func problemsOf(l text.Lang, fields []fail.Field) ui.Problems {
	var out ui.Problems
	for _, p := range fields {
		out = append(out, ui.Problem{Field: p.Path, Text: text.T(l, p.Key, p.Args)})
	}
	return out
}
