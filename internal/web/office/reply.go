package office

import (
	"strconv"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/reply"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

// replyPage is what the page of one reply draws.
type replyPage struct {
	caption, title string
	rows           []ui.Row
	problems       ui.Problems
	action         string
	until          *ui.DateField
	answer         string
}

func replyPath(id int64) string { return "/office/replies/" + strconv.FormatInt(id, 10) }

// replies lists what people are owed a word about, what is due first.
func (f face) replies(r *door.Request) error {
	os, err := f.desk.Replies(r.Context(), r.Person)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: r.T("office.replies"), HideTitle: true, EmptyWords: r.T("office.replies-none"), Columns: []ui.Column{
		{Head: r.T("office.reply-kind"), Place: ui.PlaceTitle}, {Head: r.T("office.reply-due"), Place: ui.PlaceMark}, {Head: r.T("office.reply-state"), Place: ui.PlaceLine}}}
	for _, o := range os {
		due := ui.Due{Text: ui.Moment(r.Lang, o.Due.In(f.desk.Zone())), State: ui.DueNormal}
		state := r.T("office.reply-open")
		switch {
		case !o.Open():
			state = r.T("office.reply-done")
		case o.Due.Before(r.Now):
			due.State = ui.DueLate
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: r.T("office.reply-" + string(o.Kind)), Href: replyPath(o.ID), Sub: o.Number}, {Due: &due}, {Text: state}}})
	}
	return r.Draw(r.Frame(r.T("office.replies")), repliesBody(t))
}

func (f face) reply(r *door.Request) error { return f.drawReply(r, nil) }

func replyID(r *door.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("reply"), 10, 64)
	if err != nil {
		return 0, fail.New(fail.NotFound, "reply.none")
	}
	return id, nil
}

func (f face) drawReply(r *door.Request, problems ui.Problems) error {
	id, err := replyID(r)
	if err != nil {
		return err
	}
	o, err := f.desk.Owed(r.Context(), r.Person, id)
	if err != nil {
		return err
	}
	p := replyPage{caption: o.Number, title: r.T("office.reply-" + string(o.Kind)), problems: problems, answer: r.FormValue("answer")}
	row := func(key string, values ...string) {
		p.rows = append(p.rows, ui.Row{Key: r.T(key), Values: values})
	}
	if o.Number != "" {
		p.rows = append(p.rows, ui.Row{Key: r.T("office.reply-case"), Values: []string{o.Number}, Action: ui.Link{Text: r.T("office.reply-look"), Href: "/office/cases/" + o.Number}})
	}
	if s, err := f.desk.Service(o.Service); err == nil {
		row("office.reply-service", s.Text(r.Lang, "name"))
	}
	if o.Stars > 0 {
		row("office.reply-stars", strings.Repeat("★", o.Stars)+strings.Repeat("☆", 5-o.Stars))
	}
	if o.Words != "" {
		row("office.reply-words", o.Words)
	}
	row("office.reply-due", ui.Moment(r.Lang, o.Due.In(f.desk.Zone())))
	if o.Open() {
		p.action = replyPath(o.ID)
		if o.Kind == reply.Late {
			p.until = &ui.DateField{Name: "until", Label: r.T("office.reply-until"), Hint: r.T("office.reply-until-hint"), Error: problems.Of("until"),
				Year: r.FormValue("until-year"), Month: r.FormValue("until-month"), Day: r.FormValue("until-day")}
		}
	} else {
		row("office.reply-answer", o.Answer, o.Name)
	}
	frame := r.Frame(p.title)
	frame.Back = ui.Link{Text: r.T("office.replies"), Href: "/office/replies"}
	if len(problems) > 0 {
		return r.DrawAgain(frame, replyBody(p))
	}
	return r.Draw(frame, replyBody(p))
}

func (f face) answerReply(r *door.Request) error {
	id, err := replyID(r)
	if err != nil {
		return err
	}
	var until time.Time
	if day, err := time.ParseInLocation("2006-1-2", formpage.Date(r.Request, "until"), f.desk.Zone()); err == nil {
		until = f.desk.CloseOf(day)
	}
	if err := f.desk.Reply(r.Context(), r.Person, id, r.FormValue("answer"), until); err != nil {
		if problems := ui.ProblemsOf(r.Lang, err); len(problems) > 0 {
			return f.drawReply(r, problems)
		}
		return err
	}
	return r.Redirect("/office/replies")
}
