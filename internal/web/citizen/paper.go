package citizen

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/paper"
	"atonce/internal/pdf"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

// paperPage is what the page of one paper draws.
type paperPage struct {
	title string
	shown ui.Paper
	rows  []ui.Row
	code  string // to tell at the counter; empty when there is nothing to check
	links []ui.Link
	drop  string
}

func paperPath(id string) string { return "/papers/" + url.PathEscape(id) }

// papers lists a person's papers.
func (f face) papers(r *door.Request) error {
	ps, err := f.desk.Papers(r.Context(), r.Person)
	if err != nil {
		return err
	}
	var cards []ui.Card
	for _, p := range ps {
		cards = append(cards, ui.Card{Title: p.Title, Href: paperPath(p.ID), Lines: []string{r.T("casepage.level-" + string(p.Level))}})
	}
	frame := r.Frame(r.T("citizen.papers"))
	frame.Back = ui.Link{Text: r.T("door.menu.wallet"), Href: "/wallet"}
	return r.Draw(frame, papersBody(cards))
}

func (f face) paperAsk(r *door.Request) error {
	return r.Draw(f.paperFrame(r, r.T("citizen.paper-new")), paperAskBody(nil, desk.NewPaper{}))
}

func (f face) paperFrame(r *door.Request, title string) ui.Page {
	frame := r.Frame(title)
	frame.Back = ui.Link{Text: r.T("citizen.papers"), Href: "/papers"}
	return frame
}

// paperKeep adds a paper.
func (f face) paperKeep(r *door.Request) error {
	if err := formpage.Parse(r.Request); err != nil {
		return err
	}
	in := desk.NewPaper{Title: r.PostFormValue("title"), Words: r.PostFormValue("words"), Promise: r.PostFormValue("promise") == "yes"}
	if file, head, err := r.FormFile("file"); err == nil {
		in.Name = head.Filename
		in.Body, err = io.ReadAll(file)
		_ = file.Close() // it was only read
		if err != nil {
			return fail.Wrap(err, "citizen: read paper")
		}
	}
	p, err := f.desk.KeepPaper(r.Context(), r.Person, in)
	if problems := ui.ProblemsOf(r.Lang, err); len(problems) > 0 {
		return r.DrawAgain(f.paperFrame(r, r.T("citizen.paper-new")), paperAskBody(problems, in))
	}
	if err != nil {
		return err
	}
	return r.Redirect(paperPath(p.ID))
}

func (f face) officeName(r *door.Request, id string) string {
	o, _ := f.desk.Office(id)
	return o.Name.In(r.Lang)
}

// paper shows one paper to its owner.
func (f face) paper(r *door.Request) error {
	p, _, err := f.desk.Paper(r.Context(), r.Person, r.PathValue("id"))
	if err != nil {
		return err
	}
	office, base := f.officeName(r, p.Office), paperPath(p.ID)
	page := paperPage{title: p.Title, rows: casepage.PaperRows(r.Lang, p, office, f.zone()), drop: base + "/delete",
		shown: casepage.PaperShown(r.Lang, p, base+"/file", casepage.PaperMark(r.Lang, p, office, f.zone())),
		links: []ui.Link{{Text: r.T("citizen.paper-pdf"), Href: base + "/pdf"}}}
	if p.Name != "" {
		page.links = append(page.links, ui.Link{Text: r.T("citizen.paper-file"), Href: base + "/file"})
	}
	if p.Level == paper.Uploaded {
		page.code = p.Mark
	}
	return r.Draw(f.paperFrame(r, p.Title), paperBody(page))
}

func (f face) paperFile(r *door.Request) error {
	p, body, err := f.desk.Paper(r.Context(), r.Person, r.PathValue("id"))
	if err != nil {
		return err
	}
	if p.Name == "" {
		return fail.New(fail.NotFound, "paper.none")
	}
	return casepage.SendFile(r.W, p.Kind, p.Name, body)
}

func (f face) paperDrop(r *door.Request) error {
	if err := f.desk.DropPaper(r.Context(), r.Person, r.PathValue("id")); err != nil {
		return err
	}
	return r.Redirect("/papers")
}

// markColor is light enough to read through.
var markColor = pdf.Color{R: 0xb4, G: 0xcd, B: 0xca}

// paperPDF sends a sheet to print: the paper under its watermark, with the file inside.
func (f face) paperPDF(r *door.Request) error {
	p, body, err := f.desk.Paper(r.Context(), r.Person, r.PathValue("id"))
	if err != nil {
		return err
	}
	office := f.officeName(r, p.Office)
	mark := casepage.PaperMark(r.Lang, p, office, f.zone())
	missing := pdf.Missing(p.Title, p.Words, mark, office)
	if len(missing) > 0 {
		return fail.New(fail.Conflict, "citizen.pdf-missing", "runes", pdf.Names(missing))
	}
	doc := pdf.New(pdf.Info{Title: p.Title, Lang: r.Lang.Tag()})
	page := doc.Page()
	y := 30 * pdf.MM
	page.Block("H1", "", func() {
		for _, line := range pdf.Wrap(p.Title, 22, paperRight-paperLeft) {
			page.Text(paperLeft, y, 22, inkColor, line)
			y += 30
		}
	})
	for _, row := range casepage.PaperRows(r.Lang, p, office, f.zone()) {
		page.Block("P", "", func() {
			page.Text(paperLeft, y, factSize, softColor, row.Key)
			for _, v := range row.Values {
				page.Text(valueLeft, y, factSize, inkColor, v)
				y += factLeading
			}
		})
	}
	top, bottom := y+6*pdf.MM, pdf.PageHeight-30*pdf.MM
	switch {
	case pdf.IsPicture(body):
		page.Picture(paperLeft, top, paperRight-paperLeft, bottom-top, body, p.Title)
	case p.Words != "":
		page = paperWords(doc, page, p.Words, top, bottom, mark)
	default:
		page.Text(paperLeft, top+factLeading, factSize, softColor, r.T("citizen.paper-inside"))
	}
	page.Watermark(paperLeft, top, paperRight-paperLeft, bottom-top, 13, markColor, mark)
	page.Text(paperLeft, pdf.PageHeight-20*pdf.MM, smallSize, softColor, mark)
	if p.Name != "" {
		doc.Attach(p.Name, p.Kind, body)
	}
	b, err := doc.Bytes()
	if err != nil {
		return err
	}
	return sendPDF(r, p.Mark, b)
}

// paperWords writes words, on as many sheets as they need, each under the watermark.
func paperWords(doc *pdf.Doc, page *pdf.Page, words string, top, bottom float64, mark string) *pdf.Page {
	y := top + factLeading
	for _, line := range pdf.Wrap(words, factSize, paperRight-paperLeft) {
		if y > bottom {
			page.Watermark(paperLeft, top, paperRight-paperLeft, bottom-top, 13, markColor, mark)
			page = doc.Page()
			y = top + factLeading
		}
		page.Text(paperLeft, y, factSize, inkColor, line)
		y += factLeading
	}
	return page
}

// sendPDF sends a PDF to keep, under a name.
func sendPDF(r *door.Request, name string, b []byte) error {
	h := r.W.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + ".pdf"}))
	h.Set("Content-Length", strconv.Itoa(len(b)))
	h.Set("Cache-Control", "private, no-store")
	r.W.WriteHeader(http.StatusOK)
	_, _ = r.W.Write(b) // the reader may be gone: nobody is left to tell
	return nil
}
