package office

import (
	"slices"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

// startPage is the form that opens a case.
type startPage struct {
	title, caption, about string
	action                string
	submission            string
	problems              ui.Problems
	office                *ui.Choice
	parts                 []startPart
	upload                bool
	button                string
}

// startPart is one page of the form; an official answers them all on one.
type startPart struct {
	title string
	sheet formpage.Sheet
}

// opens are the offices in which the official may open a case of a service.
func (f face) opens(by people.Person, s *pack.Service) []people.Office {
	var out []people.Office
	for _, post := range by.Posts {
		o, ok := f.desk.Office(post.Office)
		if ok && o.Kind == s.Item().Agency && slices.Contains(s.Procedure().Opens.By, casework.Role(post.Role)) &&
			!slices.ContainsFunc(out, func(x people.Office) bool { return x.ID == o.ID }) {
			out = append(out, o)
		}
	}
	return out
}

// start lists what the official may open: inspections, tasks, reports that come in.
func (f face) start(r *door.Request) error {
	var cards []ui.Card
	for _, s := range f.desk.Services() {
		if len(f.opens(r.Person, s)) > 0 {
			cards = append(cards, ui.Card{Title: s.Text(r.Lang, "name"), Href: startPath(s.ID()), Lines: []string{
				casepage.VerbName(r.Lang, s, s.Procedure().Opens.Verb, "") + " · " + s.Text(r.Lang, "summary")}})
		}
	}
	return r.Draw(f.frame(r, r.T("office.start")), startList(cards))
}

// opening is the service of the address, if the official may open a case of it.
func (f face) opening(r *door.Request) (*pack.Service, []people.Office, error) {
	s, err := f.desk.Service(r.PathValue("service"))
	if err != nil {
		return nil, nil, err
	}
	offices := f.opens(r.Person, s)
	if len(offices) == 0 {
		p := s.Procedure().Opens
		var roles []string
		for _, x := range p.By {
			roles = append(roles, string(x))
		}
		e := fail.New(fail.Forbidden, "casework.not-yours-to-open", "verb", string(p.Verb), "roles", join(roles))
		return nil, nil, casepage.Refusal(r.Lang, s, e)
	}
	return s, offices, nil
}

// startForm draws the form with what was kept of it.
func (f face) startForm(r *door.Request) error {
	s, offices, err := f.opening(r)
	if err != nil {
		return err
	}
	d, err := f.desk.Draft(r.Context(), r.Person, s.ID())
	if err != nil {
		return err
	}
	p, err := f.startPage(r, s, offices, d, nil)
	if err != nil {
		return err
	}
	return r.Draw(f.startFrame(r, p), startBody(p))
}

func (f face) startFrame(r *door.Request, p startPage) ui.Page {
	frame := f.frame(r, p.title)
	frame.Back = ui.Link{Text: r.T("office.start"), Href: "/office/start"}
	return frame
}

// open keeps what was typed, then opens the case. Sent twice it is one case.
func (f face) open(r *door.Request) error {
	s, offices, err := f.opening(r)
	if err != nil {
		return err
	}
	was, err := f.desk.Draft(r.Context(), r.Person, s.ID())
	if err != nil {
		return err
	}
	pages := filerPages(s.Form())
	fields := allFields(s.Form(), pages)
	answers, problems, err := formpage.Read(r.Request, fields, was.Answers, func(name string, body []byte) (draft.File, error) {
		return f.desk.AddFile(r.Context(), r.Person, name, body)
	})
	if err != nil {
		return err
	}
	id := r.PostFormValue(fSubmission)
	if number, ok, err := f.desk.Answered(r.Context(), r.Person, id); err != nil || ok {
		if err != nil {
			return err
		}
		return r.Redirect(opened(s, number))
	}
	d, err := f.desk.SaveDraft(r.Context(), r.Person, s.ID(), "", answers)
	if err != nil {
		return err
	}
	if formpage.Removing(r.Request, fields) {
		return r.Redirect(startPath(s.ID()))
	}
	filing := desk.Filing{Service: s.ID(), Answers: d.Answers, Office: r.PostFormValue(fOffice), Post: true, Submission: id}
	if filing.Office == "" && len(offices) == 1 {
		filing.Office = offices[0].ID
	}
	if filing.Office == "" {
		problems = append(problems, fail.Field{Path: fOffice, Key: "casework.office-missing"})
	}
	if _, wrong := s.Form().Check(d.Answers); len(problems)+len(wrong) > 0 {
		return f.startAgain(r, s, offices, d, append(problems, wrong...))
	}
	got, err := f.desk.Submit(r.Context(), r.Person, filing)
	if fail.KindOf(err) == fail.Invalid && err != nil {
		return f.startAgain(r, s, offices, d, placed(fail.As(err).Fields))
	}
	if err != nil {
		return casepage.Refusal(r.Lang, s, err)
	}
	return r.Redirect(opened(s, got.Number))
}

func opened(s *pack.Service, number string) string {
	return casePath(number) + "?done=" + string(s.Procedure().Opens.Verb) + "&of=" + number
}

func (f face) startAgain(r *door.Request, s *pack.Service, offices []people.Office, d draft.Draft, problems []fail.Field) error {
	p, err := f.startPage(r, s, offices, d, problems)
	if err != nil {
		return err
	}
	return r.DrawAgain(f.startFrame(r, p), startBody(p))
}

// filerPages are the pages that whoever files answers.
func filerPages(f *form.Form) []form.Page {
	var out []form.Page
	for _, p := range f.Pages() {
		if !p.Office {
			out = append(out, p)
		}
	}
	return out
}

func allFields(f *form.Form, pages []form.Page) []form.Field {
	var out []form.Field
	for _, p := range pages {
		for _, id := range p.Fields {
			if x, ok := f.Field(id); ok {
				out = append(out, x)
			}
		}
	}
	return out
}

func (f face) startPage(r *door.Request, s *pack.Service, offices []people.Office, d draft.Draft, problems []fail.Field) (startPage, error) {
	l := r.Lang
	p := startPage{title: s.Text(l, "name"), caption: casepage.VerbName(l, s, s.Procedure().Opens.Verb, ""), about: s.Text(l, "summary"),
		action: startPath(s.ID()), submission: d.Submission, problems: problemsOf(l, problems).Named(func(field string) string {
			if key := "field." + field; s.HasText(key) {
				return s.Text(l, key)
			}
			return ""
		}), button: r.T("office.open")}
	files, err := f.desk.Files(r.Context(), r.Person, s.Form().Files(d.Answers))
	if err != nil {
		return p, err
	}
	if len(offices) > 1 {
		p.office = &ui.Choice{Name: fOffice, Label: r.T("office.in-office"), Error: p.problems.Of(fOffice)}
		for _, o := range offices {
			p.office.Options = append(p.office.Options, ui.Option{Value: o.ID, Label: o.Name.In(l), Chosen: r.PostFormValue(fOffice) == o.ID})
		}
	}
	for _, page := range s.Form().VisiblePages(d.Answers) {
		fields := formpage.Fields(s.Form(), []form.Page{page}, d.Answers)
		p.upload = p.upload || formpage.Upload(fields)
		p.parts = append(p.parts, startPart{s.Text(l, "page."+page.ID), formpage.Sheet{Lang: l, Service: s, Fields: fields, Answers: d.Answers,
			Problems: p.problems, Files: files, FileHref: fileHref, Areas: f.allAreas(l)}})
	}
	return p, nil
}

// allAreas are all places that have an office: where something happened need not be
// where the opening office is.
func (f face) allAreas(l text.Lang) []ui.Option {
	var out []ui.Option
	for _, o := range f.desk.Offices() {
		if !slices.ContainsFunc(out, func(x ui.Option) bool { return x.Value == o.Area }) {
			out = append(out, ui.Option{Value: o.Area, Label: text.S(l, "office.area", "area", o.Area, "office", o.Name.In(l))})
		}
	}
	return out
}
