package office

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"atonce/internal/archive"
	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// archivePage says what will be in the package before it leaves.
type archivePage struct {
	caption, title, post string
	rows                 []ui.Row
	problems             ui.Problems
	keep                 ui.Choice
	basis                ui.TextField
}

func archivePath(number string) string { return casePath(number) + "/archive" }

// archiveLink is the way to the package, for whom it is open.
func archiveLink(r *door.Request, v desk.View) []ui.Button {
	if !desk.MayArchive(r.Person, v) {
		return nil
	}
	return []ui.Button{{Label: r.T("office.archive"), Href: archivePath(v.Case.Number), Kind: ui.Secondary}}
}

// archive shows what would be packed.
func (f face) archive(r *door.Request) error { return f.archiveDraw(r, nil) }

// archiveDraw draws the page, again where something was wrong with what was typed.
func (f face) archiveDraw(r *door.Request, problem error) error {
	number := r.PathValue("number")
	if err := f.desk.MayPack(r.Context(), r.Person, number); err != nil {
		return err
	}
	v, err := f.desk.Case(r.Context(), r.Person, number)
	if err != nil {
		return err
	}
	l, s := r.Lang, v.Service
	count := func(n int) []string { return []string{strconv.Itoa(n)} }
	asked := 0
	for _, a := range v.Case.Acts {
		if a.Model != nil {
			asked++
		}
	}
	p := archivePage{caption: number, title: r.T("office.archive"), post: archivePath(number), rows: []ui.Row{
		{Key: r.T("office.archive-case"), Values: []string{s.Text(l, "name") + " · " + casepage.Name(s, v.Case.Subject)}},
		{Key: r.T("office.archive-ended"), Values: []string{ui.Moment(l, inZone(v, v.Case.Ended))}},
		{Key: r.T("office.archive-acts"), Values: count(len(v.Case.Acts))},
		{Key: r.T("office.archive-materials"), Values: count(len(v.Files))},
		{Key: r.T("office.archive-decisions"), Values: count(asked)},
		{Key: r.T("office.archive-licences"), Values: count(len(v.Licences))},
	}}
	if a, ok := v.Case.Last(casework.Decide); ok && a.Outcome != "" {
		p.rows = append(p.rows, ui.Row{Key: r.T("office.archive-outcome"), Values: []string{casepage.OutcomeName(l, s, a.Outcome)}})
	}
	frame := r.Frame(r.T("office.archive") + " " + number)
	frame.Back = ui.Link{Text: number, Href: casePath(number)}
	p.problems = ui.ProblemsOf(l, problem)
	p.keep = ui.Choice{Name: "keep", Label: r.T("office.archive-keep"), Error: p.problems.Of("keep"), Optional: true}
	for _, x := range []string{"permanent", "30y", "10y"} {
		p.keep.Options = append(p.keep.Options, ui.Option{Value: x, Label: r.T("office.archive-keep-" + x), Chosen: x == r.PostFormValue("keep")})
	}
	p.basis = ui.TextField{Name: "keep-basis", Label: r.T("office.archive-keep-basis"), Hint: r.T("office.archive-keep-hint"), Value: r.PostFormValue("keep-basis"),
		Error: p.problems.Of("keep-basis"), MaxLength: 300, Optional: true}
	if problem != nil {
		return r.DrawAgain(frame, archiveBody(p))
	}
	return r.Draw(frame, archiveBody(p))
}

// archiveFile sends the package.
func (f face) archiveFile(r *door.Request) error {
	number := r.PathValue("number")
	var keep *archive.Retention
	if period, basis := r.PostFormValue("keep"), strings.TrimSpace(r.PostFormValue("keep-basis")); period != "" || basis != "" {
		keep = &archive.Retention{Period: period, Basis: basis}
	}
	b, err := f.desk.Archive(r.Context(), r.Person, number, keep, casepage.Telling())
	if err != nil && len(fail.As(err).Fields) > 0 {
		return f.archiveDraw(r, err)
	}
	if err != nil {
		return err
	}
	h := r.W.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "archive-" + number + ".zip"}))
	h.Set("Content-Length", strconv.Itoa(len(b)))
	h.Set("Cache-Control", "private, no-store")
	r.W.WriteHeader(http.StatusOK)
	_, _ = r.W.Write(b) // the reader may be gone: nobody is left to tell
	return nil
}
