package citizen

import (
	"maps"
	"net/url"
	"slices"

	"atonce/internal/desk"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// answers is the page on which everything is checked before it is sent.
func (f face) answers(r *door.Request) error {
	s, err := f.desk.Service(r.PathValue("service"))
	if err != nil {
		return err
	}
	if err := r.Demand(s.Item().Assurance); err != nil {
		return err
	}
	d, err := f.desk.Materials(r.Context(), r.Person, s.ID())
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
	fetched  []ui.Row
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
	if said != nil {
		// What only sending could tell, as that a licence holds no more.
		for _, x := range said.Fields {
			if !slices.ContainsFunc(wrong, func(w fail.Field) bool { return w.Path == x.Path }) {
				wrong = append(wrong, x)
			}
		}
	}
	shown := merge(d.Answers, canonical)
	p := checkPage{frame: r.Frame(r.T("citizen.check")), service: s, id: d.Submission,
		action: "/apply/" + url.PathEscape(s.ID()) + "/submit", delete: "/apply/" + url.PathEscape(s.ID()) + "/delete",
		agency: f.agencyName(r.Lang, s)}
	files, err := f.desk.Files(r.Context(), r.Person, s.Form().Files(d.Answers))
	if err != nil {
		return err
	}
	names := map[string]string{}
	for id, file := range files {
		names[id] = file.Name
	}
	for _, place := range f.areas(r.Lang, s) {
		names[place.Value] = text.S(r.Lang, "casepage.place", "office", place.Label, "area", place.Value)
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
			row := ui.Row{Key: s.Text(r.Lang, "field."+id), Values: values,
				Action: ui.Link{Text: r.T("citizen.change"), Href: applyPath(s.ID(), page.ID) + "?then=answers#" + id}}
			if shown[id] == "" {
				row.Action.Text = r.T("citizen.fill-in")
			}
			if source := d.Sources[id]; source.Given() && shown[id] != "" {
				row.Source = f.sourceNote(r, source)
				row.Action.Href = applyPath(s.ID(), page.ID) + "?then=answers&own=" + id + "#" + id
			} else if source.Down() && shown[id] != "" {
				row.Values = append(row.Values, r.T("citizen.typed-down", "register", f.registerName(r, source.Register)))
			}
			part.rows = append(part.rows, row)
		}
		p.parts = append(p.parts, part)
	}
	if p.fetched, err = f.fetched(r, s, d, said); err != nil {
		return err
	}
	p.frame.Back = ui.Link{Text: r.T("citizen.back"), Href: "/apply/" + url.PathEscape(s.ID())}
	if id := r.PathValue("material"); said != nil && id != "" {
		p.problems = append(p.problems, ui.Problem{Field: materialAsked(r), Text: s.Text(r.Lang, "material."+id) + r.T("citizen.colon") + text.Error(r.Lang, said)})
	}
	for _, w := range wrong {
		p.problems = append(p.problems, ui.Problem{Field: w.Path, Href: applyPath(s.ID(), pageOf[w.Path]) + "?then=answers#" + w.Path,
			Text: ui.BeforeColon(s.Text(r.Lang, "field."+w.Path)) + r.T("citizen.colon") + text.T(r.Lang, w.Key, w.Args)})
	}
	if said != nil {
		if len(p.problems) == 0 {
			p.problems = ui.Problems{{Text: text.Error(r.Lang, said)}}
		}
		return r.DrawAgain(p.frame, answersPage(p))
	}
	return r.Draw(p.frame, answersPage(p))
}

// merge is a with b over it.
func merge(a, b map[string]string) map[string]string {
	out := maps.Clone(a)
	if out == nil {
		out = map[string]string{}
	}
	maps.Copy(out, b)
	return out
}

// submit sends the application. Sent twice it is one case: the draft carries the id
// of its submission, and a page that was kept open says it too.
func (f face) submit(r *door.Request) error {
	s, err := f.desk.Service(r.PathValue("service"))
	if err != nil {
		return err
	}
	if err := r.Demand(s.Item().Assurance); err != nil {
		return err
	}
	d, err := f.desk.Draft(r.Context(), r.Person, s.ID())
	if err != nil {
		return err
	}
	id := r.FormValue("submission")
	if d.Saved.IsZero() {
		// The draft is gone: it was sent already, from here or from another page.
		if got, ok, err := f.desk.Answered(r.Context(), r.Person, id); err != nil || ok {
			if err != nil {
				return err
			}
			return r.Redirect("/cases/" + url.PathEscape(got) + "/receipt")
		}
	}
	got, err := f.desk.Submit(r.Context(), r.Person, desk.Filing{Service: s.ID(), Answers: d.Answers, Submission: id})
	if err != nil {
		if e := fail.As(err); e.Kind == fail.Invalid {
			return f.drawAnswers(r, s, d, e)
		}
		return err
	}
	return r.Redirect("/cases/" + url.PathEscape(got.Number) + "/receipt")
}

func (f face) deleteDraft(r *door.Request) error {
	if err := f.desk.DeleteDraft(r.Context(), r.Person, r.PathValue("service")); err != nil {
		return err
	}
	return r.Redirect("/")
}
