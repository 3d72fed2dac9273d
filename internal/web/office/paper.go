package office

import (
	"net/url"

	"atonce/internal/fail"
	"atonce/internal/paper"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// paperPage is what the page of a paper that somebody brought draws.
type paperPage struct {
	title   string
	shown   ui.Paper
	rows    []ui.Row
	file    string
	own     bool   // a statement in the holder's own words
	matches string // where the official says that it matches; empty when there is nothing to say
}

// paperAsk asks for what the holder tells at the counter.
func (f face) paperAsk(r *door.Request) error {
	if mark := r.URL.Query().Get("mark"); mark != "" {
		return r.Redirect(paperPath(mark))
	}
	return r.Draw(r.Frame(r.T("office.papers")), paperAskBody())
}

func paperPath(mark string) string { return "/office/papers/" + url.PathEscape(mark) }

// paper shows the paper that somebody brought; they see that it was looked at.
func (f face) paper(r *door.Request) error {
	p, _, err := f.desk.BroughtPaper(r.Context(), r.Person, r.PathValue("mark"))
	if err != nil {
		return err
	}
	o, _ := f.desk.Office(p.Office)
	office, zone := o.Name.In(r.Lang), f.desk.Zone()
	page := paperPage{title: p.Title, rows: casepage.PaperRows(r.Lang, p, office, zone),
		shown: casepage.PaperShown(r.Lang, p, paperPath(p.Mark)+"/file", casepage.PaperMark(r.Lang, p, office, zone))}
	page.own = p.Level == paper.Declared
	if p.Name != "" {
		page.file = paperPath(p.Mark) + "/file"
	}
	if p.Level == paper.Uploaded && p.Owner != r.Person.ID {
		page.matches = paperPath(p.Mark) + "/matches"
	}
	frame := r.Frame(p.Title)
	frame.Back = ui.Link{Text: r.T("office.papers"), Href: "/office/papers"}
	return r.Draw(frame, paperBody(page))
}

func (f face) paperFile(r *door.Request) error {
	p, body, err := f.desk.BroughtPaper(r.Context(), r.Person, r.PathValue("mark"))
	if err != nil {
		return err
	}
	if p.Name == "" {
		return fail.New(fail.NotFound, "paper.none")
	}
	return casepage.SendFile(r.W, p.Kind, p.Name, body)
}

// paperMatches says that the original was seen and is the same.
func (f face) paperMatches(r *door.Request) error {
	mark := r.PathValue("mark")
	if err := f.desk.PaperMatches(r.Context(), r.Person, mark); err != nil {
		return err
	}
	return r.Redirect(paperPath(mark))
}
