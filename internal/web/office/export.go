package office

import (
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"atonce/internal/desk"
	"atonce/internal/export"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/record"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// exportListPage is what was asked for, and under which grants somebody may ask.
type exportListPage struct{ offers, exports ui.Table }

type exportAskPage struct {
	title                         string
	rows                          []ui.Row
	grant                         string
	fields, full, where, law      ui.Choice
	value, article, number, until ui.TextField
	words                         ui.TextArea
	problems                      ui.Problems
}

type exportOnePage struct {
	title        string
	rows         []ui.Row
	answer, file string // where the forms lead; empty for whom they are not
	why          string
	problems     ui.Problems
}

const exportsPath = "/office/exports"

func exportPath(id int64) string { return exportsPath + "/" + strconv.FormatInt(id, 10) }

func (f face) exportFrame(r *door.Request, title string) ui.Page {
	frame := f.frame(r, title)
	frame.Back = ui.Link{Text: r.T("office.exports"), Href: exportsPath}
	return frame
}

// exports lists what concerns the official.
func (f face) exports(r *door.Request) error {
	offers, err := f.desk.ExportOffers(r.Context(), r.Person)
	if err != nil {
		return err
	}
	all, err := f.desk.Exports(r.Context(), r.Person)
	if err != nil {
		return err
	}
	line := func(key string) ui.Column { return ui.Column{Head: r.T(key), Place: ui.PlaceLine} }
	p := exportListPage{offers: ui.Table{Caption: r.T("office.export-offers"), HideTitle: true, EmptyWords: r.T("office.export-no-offer"),
		Columns: []ui.Column{{Head: r.T("office.grant-what"), Place: ui.PlaceTitle}, line("office.grant-use"), line("office.grant-until")}},
		exports: ui.Table{Caption: r.T("office.export-all"), HideTitle: true, EmptyWords: r.T("office.export-none"),
			Columns: []ui.Column{{Head: r.T("office.grant-what"), Place: ui.PlaceTitle}, line("office.export-asker"), line("office.export-until"), line("dataset.label.state")}}}
	for _, o := range offers {
		var ids []string
		for _, x := range o.Fields {
			ids = append(ids, x.ID)
		}
		p.offers.Rows = append(p.offers.Rows, ui.TableRow{Cells: []ui.Cell{{Text: o.Register.Names().In(r.Lang), Href: exportsPath + "/new?grant=" + strconv.FormatInt(o.ID, 10), Sub: f.fieldNames(r.Lang, o.Register.ID(), ids)},
			{Text: r.T("office.data-use-" + o.Purpose), Sub: serviceOrPolicy(f, r, o.Service)}, {Text: grantUntil(r, o.Grant)}}})
	}
	for _, e := range all {
		tag, tone := exportState(r, e)
		p.exports.Rows = append(p.exports.Rows, ui.TableRow{Cells: []ui.Cell{{Text: f.exportTitle(r, e.Export), Href: exportPath(e.ID), Sub: f.fieldNames(r.Lang, e.Register, e.Fields)},
			{Text: e.Name, Sub: f.dataKnown(r).Office(e.Office)}, {Text: longDay(r, e.Until)}, {Tag: tag, Tone: tone}}})
	}
	return r.Draw(f.dataFrame(r, r.T("office.exports")), exportListBody(p))
}

func (f face) exportTitle(r *door.Request, e export.Export) string {
	name := e.Register
	if x, ok := f.desk.Packs().Register(e.Register); ok {
		name = x.Names().In(r.Lang)
	}
	return name + " " + r.T("office.export-number", "n", strconv.FormatInt(e.ID, 10))
}

func exportState(r *door.Request, e desk.ExportView) (string, ui.TagTone) {
	switch {
	case e.State == export.Refused:
		return r.T("office.export-refused"), ui.ToneWaiting
	case e.Over:
		return r.T("office.export-over"), ui.ToneWaiting
	case e.State == export.Approved:
		return r.T("office.export-approved"), ui.ToneGood
	}
	return r.T("office.export-asked"), ui.ToneWaiting
}

// exportForm is the form that asks for an export under one grant.
func (f face) exportForm(r *door.Request) error { return f.drawExportForm(r, nil) }

func (f face) drawExportForm(r *door.Request, problems ui.Problems) error {
	offers, err := f.desk.ExportOffers(r.Context(), r.Person)
	if err != nil {
		return err
	}
	grant := r.FormValue("grant")
	i := slices.IndexFunc(offers, func(o desk.ExportOffer) bool { return strconv.FormatInt(o.ID, 10) == grant })
	if i < 0 {
		return fail.New(fail.NotFound, "grant.unknown")
	}
	o := offers[i]
	book := o.Register.Book()
	statute, article := r.FormValue("law"), r.FormValue("article")
	if !r.PostForm.Has("law") {
		statute, article = o.Basis.Law, o.Basis.Article
	}
	p := exportAskPage{title: o.Register.Names().In(r.Lang), grant: grant, problems: problems, rows: []ui.Row{{Key: r.T("office.grant-use"), Values: []string{r.T("office.data-use-" + o.Purpose)}},
		{Key: r.T("office.export-grant-basis"), Values: []string{book.SayCitation(r.Lang, o.Basis)}}, {Key: r.T("office.grant-until"), Values: []string{grantUntil(r, o.Grant)}}},
		fields:  ui.Choice{Name: "fields", Label: r.T("office.export-fields"), Hint: r.T("office.export-fields-hint"), Error: problems.Of("fields")},
		full:    ui.Choice{Name: "full", Label: r.T("office.export-full"), Hint: r.T("office.export-full-hint"), Error: problems.Of("full"), Optional: true},
		where:   ui.Choice{Name: "where", Label: r.T("office.export-where"), Hint: r.T("office.export-where-hint"), Error: problems.Of("where"), Optional: true},
		value:   ui.TextField{Name: "value", Label: r.T("office.export-value"), Hint: r.T("office.export-value-hint"), Value: r.FormValue("value"), Error: problems.Of("value"), Width: 20, MaxLength: 100, Optional: true},
		words:   ui.TextArea{Name: "words", Label: r.T("office.export-words"), Hint: r.T("office.export-words-hint"), Value: r.FormValue("words"), Error: problems.Of("words"), Rows: 3, MaxLength: 500},
		law:     ui.Choice{Name: "law", Label: r.T("office.export-law"), Error: problems.Of("law")},
		article: ui.TextField{Name: "article", Label: r.T("office.export-article"), Hint: r.T("office.export-article-hint"), Value: article, Error: problems.Of("article"), Width: 10, MaxLength: 20},
		number:  ui.TextField{Name: "number", Label: r.T("office.export-case"), Hint: r.T("office.export-case-hint"), Value: r.FormValue("number"), Error: problems.Of("number"), Width: 20, MaxLength: 40, Optional: true},
		until:   ui.TextField{Name: "until", Label: r.T("office.export-until"), Hint: r.T("office.export-until-hint", "day", f.today(r).AddDays(7).String()), Value: r.FormValue("until"), Error: problems.Of("until"), Width: 10, MaxLength: 10}}
	for _, x := range o.Fields {
		name := x.Names.In(r.Lang)
		p.fields.Options = append(p.fields.Options, ui.Option{Value: x.ID, Label: name, Chosen: slices.Contains(r.PostForm["fields"], x.ID)})
		if x.Sensitivity >= desk.MaskedField {
			p.full.Options = append(p.full.Options, ui.Option{Value: x.ID, Label: name, Chosen: slices.Contains(r.PostForm["full"], x.ID)})
		} else {
			p.where.Options = append(p.where.Options, ui.Option{Value: x.ID, Label: name, Chosen: r.FormValue("where") == x.ID})
		}
	}
	for _, id := range book.Statutes() {
		p.law.Options = append(p.law.Options, ui.Option{Value: id, Label: book.SayCitation(r.Lang, law.Citation{Law: id}), Chosen: id == statute})
	}
	if len(problems) > 0 {
		return r.DrawAgain(f.exportFrame(r, p.title), exportAskBody(p))
	}
	return r.Draw(f.exportFrame(r, p.title), exportAskBody(p))
}

// exportAsk asks for an export.
func (f face) exportAsk(r *door.Request) error {
	if err := r.ParseForm(); err != nil {
		return fail.New(fail.Invalid, "door.no-page").Because(err)
	}
	grant, err := strconv.ParseInt(r.PostFormValue("grant"), 10, 64)
	if err != nil {
		return fail.New(fail.NotFound, "grant.unknown")
	}
	in := desk.ExportAsk{Grant: grant, Fields: r.PostForm["fields"], Full: r.PostForm["full"], Where: r.PostFormValue("where"), Value: r.PostFormValue("value"), Words: r.PostFormValue("words"),
		Basis: law.Citation{Law: r.PostFormValue("law"), Article: r.PostFormValue("article")}, Number: r.PostFormValue("number")}
	// A day that cannot be read is no day: the desk says which days there are.
	in.Until, _ = law.ParseDate(strings.TrimSpace(r.PostFormValue("until")))
	id, err := f.desk.AskExport(r.Context(), r.Person, in)
	if problems := ui.ProblemsOf(r.Lang, err); len(problems) > 0 {
		return f.drawExportForm(r, problems)
	}
	if err != nil {
		return err
	}
	return r.Redirect(exportPath(id))
}

// exportOne is one export: what was asked for, who answered, and what may be done now.
func (f face) exportOne(r *door.Request) error { return f.drawExport(r, nil) }

func (f face) drawExport(r *door.Request, problems ui.Problems) error {
	e, err := f.desk.Export(r.Context(), r.Person, exportID(r))
	if err != nil {
		return err
	}
	tag, _ := exportState(r, e)
	none := r.T("office.export-nothing")
	full, where, basis := f.fieldNames(r.Lang, e.Register, e.Full), r.T("office.export-where-all"), e.Basis.Law+" "+e.Basis.Article
	if full == "" {
		full = none
	}
	if e.Where != "" {
		where = f.fieldNames(r.Lang, e.Register, []string{e.Where}) + r.T("office.export-is") + e.Value
	}
	if x, ok := f.desk.Packs().Register(e.Register); ok {
		basis = x.Book().SayCitation(r.Lang, e.Basis)
	}
	p := exportOnePage{title: f.exportTitle(r, e.Export), problems: problems, why: r.PostFormValue("why"), rows: []ui.Row{{Key: r.T("dataset.label.state"), Values: []string{tag}},
		{Key: r.T("office.export-asker"), Values: []string{e.Name, f.dataKnown(r).Office(e.Office), ui.Moment(r.Lang, e.At.In(f.desk.Zone()))}},
		{Key: r.T("office.export-words"), Values: []string{e.Words}}, {Key: r.T("office.grant-basis"), Values: []string{basis}},
		{Key: r.T("dataset.label.fields"), Values: []string{f.fieldNames(r.Lang, e.Register, e.Fields)}}, {Key: r.T("office.export-full"), Values: []string{full}},
		{Key: r.T("office.export-where"), Values: []string{where}}, {Key: r.T("office.export-until"), Values: []string{longDay(r, e.Until)}}}}
	if e.Number != "" {
		p.rows = append(p.rows, ui.Row{Key: r.T("office.export-case"), Values: []string{e.Number}})
	}
	if e.SecondName != "" {
		p.rows = append(p.rows, ui.Row{Key: r.T("office.export-second"), Values: []string{e.SecondName, ui.Moment(r.Lang, e.Answered.In(f.desk.Zone())), e.Why}})
	}
	if e.Times > 0 {
		p.rows = append(p.rows, ui.Row{Key: r.T("office.export-taken"), Values: []string{r.T("office.export-times", "n", strconv.Itoa(e.Times)), ui.Moment(r.Lang, e.First.In(f.desk.Zone()))}})
	}
	if e.MayAnswer {
		p.answer = exportPath(e.ID) + "/answer"
	}
	if e.MayTake {
		p.file = exportPath(e.ID) + "/file"
	}
	if len(problems) > 0 {
		return r.DrawAgain(f.exportFrame(r, p.title), exportOneBody(p))
	}
	return r.Draw(f.exportFrame(r, p.title), exportOneBody(p))
}

func exportID(r *door.Request) int64 {
	id, err := strconv.ParseInt(r.PathValue("export"), 10, 64)
	if err != nil {
		return 0 // no export has it
	}
	return id
}

// exportAnswer approves or refuses, as the second person.
func (f face) exportAnswer(r *door.Request) error {
	id := exportID(r)
	err := f.desk.AnswerExport(r.Context(), r.Person, id, r.PostFormValue("answer") == "approve", r.PostFormValue("why"))
	if problems := ui.ProblemsOf(r.Lang, err); len(problems) > 0 {
		return f.drawExport(r, problems)
	}
	if err != nil {
		return err
	}
	return r.Redirect(exportPath(id))
}

// exportStall is how long the other side may take for some rows before the file ends.
const exportStall = 2 * time.Minute

// exportFile sends the file as it is read. What stops it on the way breaks the line off,
// so that nobody takes a part for the whole.
func (f face) exportFile(r *door.Request) error {
	format := r.PostFormValue("format")
	var file export.File
	line := http.NewResponseController(r.W)
	sent := 0
	begin := func(e export.Export, reg *pack.Register) (err error) {
		var columns []export.Column
		for _, id := range e.Fields {
			x, _ := reg.Field(id)
			masked := x.Sensitivity >= desk.MaskedField && !slices.Contains(e.Full, id)
			columns = append(columns, export.Column{ID: id, Name: x.Names.In(r.Lang), Text: masked || x.Type.Kind == record.Text || x.Type.Kind == record.Code})
		}
		h := r.W.Header()
		h.Set("Content-Type", map[string]string{"csv": "text/csv; charset=utf-8", "json": "application/json"}[format])
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": e.Register + "-export-" + strconv.FormatInt(e.ID, 10) + "." + format}))
		h.Set("Cache-Control", "private, no-store")
		r.W.WriteHeader(http.StatusOK)
		file, err = export.NewFile(r.W, format, columns)
		return err
	}
	rows, err := f.desk.TakeExport(r.Context(), r.Person, exportID(r), format, begin, func(values []string) error {
		if sent++; sent%500 == 1 {
			_ = line.SetWriteDeadline(time.Now().Add(exportStall)) // a test's recorder has none
		}
		return file.Row(values)
	})
	if err == nil {
		err = file.End(rows)
	}
	if err != nil && file != nil {
		panic(http.ErrAbortHandler)
	}
	return err
}
