package citizen

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/pack"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// applyStart leads to where the draft was left, or to the first question.
func (f face) applyStart(r *door.Request) error {
	s, err := f.desk.Service(r.PathValue("service"))
	if err != nil {
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
	d, err := f.desk.Draft(r.Context(), r.Person, s.ID())
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
	page, ok := s.Form().Page(r.PathValue("page"))
	if !ok {
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
	answers, problems, err := f.readFields(r, s, page.Fields, before.Answers)
	if err != nil {
		return err
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
	if removed := r.FormValue("stay") != "" || removing(r, page.Fields); removed {
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

func removing(r *door.Request, fields []string) bool {
	return slices.ContainsFunc(fields, func(id string) bool { return r.FormValue(id+"-remove") != "" })
}

// readFields reads the answers of some fields from a sent form, with files kept by
// the desk. A file that cannot be used is a problem of its field, not of the page.
func (f face) readFields(r *door.Request, s *pack.Service, fields []string, was map[string]string) (map[string]string, []fail.Field, error) {
	if err := parseForm(r); err != nil {
		return nil, nil, err
	}
	answers := map[string]string{}
	var problems []fail.Field
	for _, id := range fields {
		x, ok := s.Form().Field(id)
		if !ok {
			continue
		}
		switch x.Kind {
		case form.SomeOf:
			answers[id] = strings.Join(r.Form[id], ",")
		case form.Date:
			y, m, d := strings.TrimSpace(r.FormValue(id+"-year")), strings.TrimSpace(r.FormValue(id+"-month")), strings.TrimSpace(r.FormValue(id+"-day"))
			if y+m+d == "" {
				answers[id] = ""
			} else {
				answers[id] = y + "-" + m + "-" + d
			}
		case form.File:
			ids, wrong, err := f.readFiles(r, id, was[id])
			if err != nil {
				return nil, nil, err
			}
			answers[id] = strings.Join(ids, ",")
			problems = append(problems, wrong...)
		default:
			answers[id] = r.FormValue(id)
		}
	}
	return answers, problems, nil
}

func parseForm(r *door.Request) error {
	var err error
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		err = r.ParseMultipartForm(bodyWithFiles)
	} else {
		err = r.ParseForm()
	}
	if err == nil {
		return nil
	}
	if strings.Contains(err.Error(), "request body too large") {
		return fail.New(fail.TooLarge, "door.too-large").Because(err)
	}
	return fail.New(fail.Invalid, "citizen.unreadable").Because(err)
}

// mostFiles is how many files one question takes.
const mostFiles = 10

func (f face) readFiles(r *door.Request, field, was string) (ids []string, problems []fail.Field, err error) {
	removed := r.FormValue(field + "-remove")
	for _, id := range strings.Split(was, ",") {
		if id != "" && id != removed {
			ids = append(ids, id)
		}
	}
	if r.MultipartForm == nil {
		return ids, nil, nil
	}
	for _, h := range r.MultipartForm.File[field] {
		if len(ids) >= mostFiles {
			return ids, append(problems, fail.Field{Path: field, Key: "citizen.too-many-files", Args: fail.Pairs("most", strconv.Itoa(mostFiles))}), nil
		}
		file, err := h.Open()
		if err != nil {
			return nil, nil, fail.Wrap(err, "open uploaded file")
		}
		body, err := io.ReadAll(file)
		file.Close()
		if err != nil {
			return nil, nil, fail.Wrap(err, "read uploaded file")
		}
		kept, err := f.desk.AddFile(r.Context(), r.Person, h.Filename, body)
		if k := fail.KindOf(err); err != nil && (k == fail.Invalid || k == fail.TooLarge) {
			e := fail.As(err)
			problems = append(problems, fail.Field{Path: field, Key: e.Key, Args: e.Args})
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		ids = append(ids, kept.ID)
	}
	return ids, problems, nil
}

// question is what one page of questions draws.
type question struct {
	frame    ui.Page
	service  *pack.Service
	caption  string
	title    string
	action   string
	fields   []fieldView
	problems ui.Problems
	upload   bool
	then     string
	leave    bool
	button   string
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
	q.frame.Back = ui.Link{Text: r.T("citizen.back"), Href: "/items/" + url.PathEscape(s.ID())}
	if prev, ok := s.Form().Previous(page.ID, d.Answers); ok {
		q.frame.Back.Href = applyPath(s.ID(), prev.ID)
	}
	if !d.Saved.IsZero() {
		q.frame.Saved = r.T("citizen.kept", "time", ui.ShortMoment(r.Lang, d.Saved.In(s.Procedure().Calendar.Zone())))
	}
	q.problems = problemsOf(r.Lang, problems)
	var fields []form.Field
	for _, id := range page.Fields {
		if x, ok := s.Form().Field(id); ok && (s.Form().Visible(id, d.Answers) || conditionalHere(s, page, x)) {
			fields = append(fields, x)
		}
	}
	var err error
	q.fields, q.upload, err = f.drawn(r, s, fields, d.Answers, problems)
	return q, err
}

// conditionalHere keeps a question that hangs on another one of the same page out
// until that one is answered: without JavaScript it comes with the next sending.
func conditionalHere(*pack.Service, form.Page, form.Field) bool { return false }

func problemsOf(l text.Lang, fields []fail.Field) ui.Problems {
	var out ui.Problems
	for _, p := range fields {
		out = append(out, ui.Problem{Field: p.Path, Text: text.T(l, p.Key, p.Args)})
	}
	return out
}

// answers is the page on which everything is checked before it is sent.
func (f face) answers(r *door.Request) error {
	s, err := f.desk.Service(r.PathValue("service"))
	if err != nil {
		return err
	}
	d, err := f.desk.Draft(r.Context(), r.Person, s.ID())
	if err != nil {
		return err
	}
	return f.drawAnswers(r, s, d, nil)
}

// checkPage is what the check-answers page draws.
type checkPage struct {
	frame    ui.Page
	service  *pack.Service
	parts    []checkPart
	problems ui.Problems
	action   string
	delete   string
	id       string
	agency   string
}

type checkPart struct {
	title string
	rows  []ui.Row
}

func (f face) drawAnswers(r *door.Request, s *pack.Service, d draft.Draft, said *fail.Error) error {
	canonical, wrong := s.Form().Check(d.Answers)
	shown := merge(d.Answers, canonical)
	p := checkPage{frame: r.Frame(r.T("citizen.check")), service: s, id: d.Submission,
		action: "/apply/" + url.PathEscape(s.ID()) + "/submit", delete: "/apply/" + url.PathEscape(s.ID()) + "/delete",
		agency: f.agencyName(r.Lang, s)}
	names, err := f.fileNames(r, s, d.Answers)
	if err != nil {
		return err
	}
	pageOf := map[string]string{}
	for _, page := range s.Form().VisiblePages(shown) {
		part := checkPart{title: s.Text(r.Lang, "page."+page.ID)}
		for _, id := range page.Fields {
			x, _ := s.Form().Field(id)
			pageOf[id] = page.ID
			if !s.Form().Visible(id, shown) {
				continue
			}
			values := []string{r.T("citizen.not-given")}
			if shown[id] != "" {
				values = casepage.Shown(r.Lang, s, x, shown[id], names)
			}
			part.rows = append(part.rows, ui.Row{Key: s.Text(r.Lang, "field."+id), Values: values,
				Action: ui.Link{Text: r.T("citizen.change"), Href: applyPath(s.ID(), page.ID) + "?then=answers#" + id}})
		}
		p.parts = append(p.parts, part)
	}
	p.frame.Back = ui.Link{Text: r.T("citizen.back"), Href: "/apply/" + url.PathEscape(s.ID())}
	for _, w := range wrong {
		p.problems = append(p.problems, ui.Problem{Field: w.Path, Href: applyPath(s.ID(), pageOf[w.Path]) + "?then=answers#" + w.Path,
			Text: s.Text(r.Lang, "field."+w.Path) + r.T("citizen.colon") + text.T(r.Lang, w.Key, w.Args)})
	}
	if said != nil {
		if len(p.problems) == 0 {
			p.problems = ui.Problems{{Text: text.Error(r.Lang, said)}}
		}
		return r.DrawAgain(p.frame, answersPage(p))
	}
	return r.Draw(p.frame, answersPage(p))
}

func merge(a, b map[string]string) map[string]string {
	out := map[string]string{}
	for k, v := range a {
		out[k] = v
	}
	for k, v := range b {
		out[k] = v
	}
	return out
}
