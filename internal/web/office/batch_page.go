package office

import (
	"net/url"
	"slices"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// The fields of the forms of a batch.
const (
	fCase  = "case"
	fVerb  = "verb"
	fSpace = "from" // the query of the list it came from
	fUndo  = "undo"
	fWhole = "whole" // every case that fits the list, not only those ticked
)

const batchPath = "/office/batch"

// batchPage is what a batch would do, or did.
type batchPage struct {
	title string
	about string
	table ui.Table
	// do sends it; absent where nothing can be done, or it was done.
	numbers    []string
	verb       string
	handler    string
	submission string
	from       string
	button     string
	// undo gives back what was assigned; absent where nothing can be given back.
	undo []string
	back string
}

// batch previews an act on the ticked cases and, when it is confirmed, does it.
func (f face) batch(r *door.Request) error {
	if err := r.ParseForm(); err != nil {
		return fail.New(fail.Invalid, "office.batch-form").Because(err)
	}
	in := desk.Batch{Numbers: r.PostForm[fCase], Verb: casework.Verb(r.PostFormValue(fVerb)), Handler: r.PostFormValue(fHandler), Submission: r.PostFormValue(fSubmission)}
	from := r.PostFormValue(fSpace)
	// A batch approves what was proposed, or hands on: one list of choices says both.
	if h, ok := strings.CutPrefix(string(in.Verb), "assign:"); ok {
		in.Verb, in.Handler = casework.Assign, h
	}
	if r.PostFormValue(fWhole) != "" {
		var err error
		if in.Numbers, err = f.whole(r, from); err != nil {
			return err
		}
	}
	slices.Sort(in.Numbers)
	in.Numbers = slices.Compact(in.Numbers)
	done := in.Submission != "" && r.PostFormValue(fGo) == goNext
	run := f.desk.PreviewBatch
	if done {
		run = f.desk.RunBatch
	} else {
		in.Submission = desk.NewSubmission()
	}
	items, err := run(r.Context(), r.Person, in)
	if e := fail.As(err); err != nil && e.Kind == fail.Invalid {
		p := batchPage{title: r.T("office.batch"), back: listAddress(from)}
		for _, x := range e.Fields {
			p.about += text.T(r.Lang, x.Key, x.Args) + " "
		}
		if p.about == "" {
			p.about = text.Error(r.Lang, e)
		}
		return r.DrawAgain(f.batchFrame(r, p), batchBody(p))
	}
	if err != nil {
		return err
	}
	colleagues, err := f.desk.Colleagues(r.Context(), r.Person)
	if err != nil {
		return err
	}
	p := f.batchPage(r, in, items, colleagues, done)
	p.from, p.back = from, listAddress(from)
	return r.Draw(f.batchFrame(r, p), batchBody(p))
}

func (f face) batchFrame(r *door.Request, p batchPage) ui.Page {
	frame := f.frame(r, p.title)
	frame.Back = ui.Link{Text: r.T("office.worklist"), Href: p.back}
	return frame
}

// whole are the numbers of every case that the list shows, as many as a batch takes.
func (f face) whole(r *door.Request, from string) ([]string, error) {
	q, err := url.ParseQuery(from)
	if err != nil {
		return nil, fail.New(fail.NotFound, "office.no-such-list")
	}
	a, err := asked(q)
	if err != nil {
		return nil, err
	}
	a.After, a.Size = "", desk.MostBatch
	list, err := f.desk.Worklist(r.Context(), r.Person, a)
	if err != nil {
		return nil, err
	}
	if list.Next != "" {
		return nil, fail.New(fail.Conflict, "office.batch-too-many", "most", itoa(desk.MostBatch))
	}
	var out []string
	for _, row := range list.Rows {
		out = append(out, row.Number)
	}
	return out, nil
}

// listAddress leads back to the list that the query describes; what is no such query
// leads to the whole list.
func listAddress(from string) string {
	q, err := url.ParseQuery(from)
	if err != nil {
		return "/office"
	}
	a, err := asked(q)
	if err != nil {
		return "/office"
	}
	return address(a, a.After)
}

func (f face) batchPage(r *door.Request, in desk.Batch, items []desk.BatchItem, colleagues map[string]people.Person, done bool) batchPage {
	p := batchPage{title: r.T("office.batch-preview"), verb: string(in.Verb), handler: in.Handler, submission: in.Submission,
		table: ui.Table{Caption: r.T("office.batch-caption"), HideTitle: true, Columns: []ui.Column{{Head: r.T("office.column.case"), Place: ui.PlaceTitle},
			{Head: r.T("office.column.applicant"), Place: ui.PlacePlain}, {Head: r.T("office.batch-effect"), Place: ui.PlaceLine}}}}
	if done {
		p.title = r.T("office.batch-done")
	}
	good := 0
	for _, x := range items {
		name := x.Row.Service
		s, err := f.desk.Service(x.Row.Service)
		if err == nil {
			name = s.Text(r.Lang, "name")
		}
		cell := ui.Cell{Tag: r.T("office.batch-will"), Tone: ui.ToneGood}
		if done {
			cell.Tag = r.T("office.batch-was-done")
		}
		switch {
		case x.Refused != nil:
			e := fail.As(x.Refused)
			if s != nil {
				e = casepage.Refusal(r.Lang, s, x.Refused)
			}
			cell = ui.Cell{Tag: r.T("office.batch-refused"), Tone: ui.ToneBad, Sub: text.Error(r.Lang, e)}
		case in.Verb == casework.Assign:
			cell.Sub = r.T("office.batch-assign", "person", nameOf(r, colleagues, in.Handler))
			if done && x.Before != "" && x.Before != in.Handler {
				p.undo = append(p.undo, x.Number+" "+x.Before)
			}
		case s != nil:
			cell.Sub = r.T("office.batch-decide", "outcome", casepage.OutcomeName(r.Lang, s, x.Act.Outcome))
		}
		if x.Refused == nil {
			good++
			p.numbers = append(p.numbers, x.Number)
		}
		href := casePath(x.Number)
		p.table.Rows = append(p.table.Rows, ui.TableRow{ID: x.Number, Cells: []ui.Cell{{Text: name, Sub: x.Number, Href: href}, {Text: casepage.Name(s, x.Row.Subject)}, cell}})
	}
	bad := len(items) - good
	switch {
	case done:
		p.about, p.numbers = r.T("office.batch-said-done", "good", itoa(good), "bad", itoa(bad)), nil
	case good == 0:
		p.about = r.T("office.batch-said-none")
	default:
		p.about = r.T("office.batch-said", "good", itoa(good), "bad", itoa(bad))
		p.button = r.T("office.batch-do", "n", itoa(good))
	}
	return p
}

func nameOf(r *door.Request, colleagues map[string]people.Person, id string) string {
	if p, ok := colleagues[id]; ok {
		return p.In(r.Lang)
	}
	return id
}

// batchUndo gives assigned cases back to who had them.
func (f face) batchUndo(r *door.Request) error {
	if err := r.ParseForm(); err != nil {
		return fail.New(fail.Invalid, "office.batch-form").Because(err)
	}
	p := batchPage{title: r.T("office.batch-undone"), back: listAddress(r.PostFormValue(fSpace)),
		table: ui.Table{Caption: r.T("office.batch-caption"), HideTitle: true, Columns: []ui.Column{{Head: r.T("office.column.case"), Place: ui.PlaceTitle},
			{Head: r.T("office.batch-effect"), Place: ui.PlaceLine}}}}
	undo := r.PostForm[fUndo]
	if len(undo) > desk.MostBatch {
		return fail.New(fail.Invalid, "desk.batch-most", "most", itoa(desk.MostBatch))
	}
	for _, u := range undo {
		number, before, ok := strings.Cut(u, " ")
		if !ok {
			return fail.New(fail.Invalid, "office.batch-form")
		}
		cell := ui.Cell{Tag: r.T("office.batch-given-back"), Tone: ui.ToneGood}
		if err := f.desk.UndoAssign(r.Context(), r.Person, number, before, r.PostFormValue(fSubmission)+number); err != nil {
			cell = ui.Cell{Tag: r.T("office.batch-refused"), Tone: ui.ToneBad, Sub: text.Error(r.Lang, fail.As(err))}
		}
		p.table.Rows = append(p.table.Rows, ui.TableRow{ID: number, Cells: []ui.Cell{{Text: onlyNumber(number), Href: casePath(onlyNumber(number))}, cell}})
	}
	return r.Draw(f.batchFrame(r, p), batchBody(p))
}
