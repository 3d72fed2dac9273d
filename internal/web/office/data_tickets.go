package office

import (
	"strconv"
	"time"

	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/pack"
	"atonce/internal/register"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

const ticketsPath = "/office/data/tickets"

func ticketPath(id int64) string { return ticketsPath + "/" + strconv.FormatInt(id, 10) }

// tickets lists the faults that the official's offices have to answer for.
func (f face) tickets(r *door.Request) error {
	some, err := f.desk.Tickets(r.Context(), r.Person)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: r.T("office.tickets"), HideTitle: true, EmptyWords: r.T("office.tickets-none"), Columns: []ui.Column{
		{Head: r.T("office.column.fault"), Place: ui.PlaceTitle}, {Head: r.T("office.column.register"), Place: ui.PlaceLine},
		{Head: r.T("office.column.broken"), Place: ui.PlaceLine}, {Head: r.T("office.column.due"), Place: ui.PlaceMark}}}
	for _, x := range some {
		book, err := f.desk.RegisterOf(x.Register)
		if err != nil {
			return err
		}
		row := ui.TableRow{ID: strconv.FormatInt(x.ID, 10), Cells: []ui.Cell{{Text: faultWords(r, book, x.Rule), Href: ticketPath(x.ID), Sub: batchWords(r, x.Batch)},
			{Text: book.Names().In(r.Lang)}, {Text: r.T("office.ticket-of", "broken", strconv.Itoa(x.Broken), "checked", strconv.Itoa(x.Checked))}, {}}}
		if x.Answer != "" {
			row.Cells[3] = ui.Cell{Tag: r.T("office.ticket-" + x.Answer), Tone: ui.ToneGood}
		} else {
			row.Cells[3].Due = dueMark(r, book, x)
		}
		t.Rows = append(t.Rows, row)
	}
	return r.Draw(r.Frame(r.T("office.tickets")), ticketsBody(t))
}

func dueMark(r *door.Request, book *pack.Register, x register.Ticket) *ui.Due {
	return casepage.Mark(r.Lang, journal.Row{Due: x.Due, Warn: x.Due.Add(-48 * time.Hour)}, book.Book().Calendar, r.Now)
}

// faultWords say what a record that breaks the rule has wrong. A rule that is no longer
// declared shows its id.
func faultWords(r *door.Request, book *pack.Register, rule string) string {
	for _, q := range book.Quality().Rules {
		if q.ID == rule {
			return q.Says.In(r.Lang)
		}
	}
	return rule
}

func batchWords(r *door.Request, batch string) string {
	if len(batch) > 4 && batch[:4] == "day:" {
		return r.T("office.ticket-night", "day", batch[4:])
	}
	return r.T("office.ticket-file")
}

// ticketPage is one ticket.
type ticketPage struct {
	problems       ui.Problems
	title, caption string
	rows           []ui.Row
	lead           string
	examples       []string
	answer         string // where the answer is sent; empty when it was given
	choices        []ui.Option
	words          string
}

// ticket shows one ticket with the records it names; people among them see the look.
func (f face) ticket(r *door.Request) error {
	p, frame, err := f.ticketOf(r, nil)
	if err != nil {
		return err
	}
	return r.Draw(frame, ticketBody(p))
}

func (f face) ticketOf(r *door.Request, wrong error) (p ticketPage, frame ui.Page, err error) {
	id, err := ticketID(r)
	if err != nil {
		return p, frame, err
	}
	x, book, err := f.desk.Ticket(r.Context(), r.Person, id)
	if err != nil {
		return p, frame, err
	}
	cal := book.Book().Calendar
	moment := func(t time.Time) string { return ui.Moment(r.Lang, t.In(cal.Zone())) }
	p = ticketPage{problems: ui.ProblemsOf(r.Lang, wrong), title: faultWords(r, book, x.Rule), caption: book.Names().In(r.Lang), words: r.FormValue("words"),
		lead: r.T("office.ticket-examples-lead", "n", strconv.Itoa(len(x.Examples)), "broken", strconv.Itoa(x.Broken))}
	limit, _ := book.Book().Limit(book.Quality().Limit)
	p.rows = []ui.Row{{Key: r.T("office.column.broken"), Values: []string{r.T("office.ticket-of", "broken", strconv.Itoa(x.Broken), "checked", strconv.Itoa(x.Checked))}},
		{Key: r.T("office.ticket-found"), Values: []string{batchWords(r, x.Batch)}}, {Key: r.T("office.ticket-opened"), Values: []string{moment(x.Opened)}},
		{Key: r.T("office.column.due"), Values: []string{moment(x.Due), book.Book().SayCitation(r.Lang, limit.Basis)}}}
	if limit.Illustrative {
		last := &p.rows[len(p.rows)-1]
		last.Values = append(last.Values, r.T("office.ticket-illustrative"))
	}
	for _, e := range x.Examples {
		s := e.Subject
		if e.Row > 0 {
			s = r.T("office.ticket-row", "subject", e.Subject, "row", strconv.Itoa(e.Row))
		}
		p.examples = append(p.examples, s)
	}
	if x.Answer != "" {
		p.rows = append(p.rows, ui.Row{Key: r.T("office.ticket-answer"), Values: []string{r.T("office.ticket-" + x.Answer), x.Words, moment(x.Answered)}})
	} else {
		p.answer = ticketPath(id)
		for _, a := range []string{register.Corrected, register.Upheld} {
			p.choices = append(p.choices, ui.Option{Value: a, Label: r.T("office.ticket-" + a), Chosen: r.FormValue("answer") == a})
		}
	}
	frame = r.Frame(p.title)
	frame.Failed = len(p.problems) > 0
	frame.Back = ui.Link{Text: r.T("office.tickets"), Href: ticketsPath}
	return p, frame, nil
}

func ticketID(r *door.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("ticket"), 10, 64)
	if err != nil {
		return 0, fail.New(fail.NotFound, "register.no-ticket")
	}
	return id, nil
}

// answerTicket closes a ticket; what was typed stays when something is missing.
func (f face) answerTicket(r *door.Request) error {
	id, err := ticketID(r)
	if err != nil {
		return err
	}
	err = f.desk.AnswerTicket(r.Context(), r.Person, id, r.FormValue("answer"), r.FormValue("words"))
	if err == nil {
		return r.Redirect(ticketPath(id))
	}
	if len(fail.As(err).Fields) == 0 {
		return err
	}
	p, frame, lerr := f.ticketOf(r, err)
	if lerr != nil {
		return lerr
	}
	return r.DrawAgain(frame, ticketBody(p))
}
