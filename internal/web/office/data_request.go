package office

import (
	"net/url"
	"slices"
	"strings"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/web/datapage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

const dataRequestPath = "/office/data-requests"

type dataRequestPage struct {
	title, action, submission string
	problems                  ui.Problems
	fields, service           ui.Choice
	name                      *ui.TextField // of what no catalogue lists; nil for a record
	holder                    ui.Choice
	wanted                    ui.TextArea
	use, method               ui.Choice
	basis, purpose, scope     ui.TextArea
	office                    ui.Choice // no options where the person keeps the data of one office
	until                     ui.TextField
}

// dataAsk is the form of a request for another office's data.
func (f face) dataAsk(r *door.Request) error {
	p, err := f.dataRequestPage(r, nil)
	if err != nil {
		return err
	}
	return r.Draw(f.dataFrame(r, p.title), dataRequestBody(p))
}

func (f face) dataRequestPage(r *door.Request, problems []fail.Field) (p dataRequestPage, err error) {
	if r.PathValue("dataset") == "" {
		return f.uncataloguedPage(r, problems), nil
	}
	e, err := f.desk.Dataset(r.Context(), r.PathValue("dataset"))
	if err != nil {
		return p, err
	}
	record := e.Record
	if e.Public != nil {
		record = *e.Public
	}
	l := r.Lang
	p = f.whyPage(r, problems)
	p.title, p.action = record.Name.In(l), dataPath(record.ID)+"/request"
	p.fields = ui.Choice{Name: "fields", Label: r.T("office.data-fields"), Hint: r.T("office.data-fields-hint"), Error: p.problems.Of("fields")}
	for _, x := range record.Shared() {
		p.fields.Options = append(p.fields.Options, ui.Option{Value: x.ID, Label: x.Name.In(l), Hint: datapage.Word(l, "way", x.Share), Chosen: slices.Contains(r.PostForm["fields"], x.ID)})
	}
	return p, nil
}

// uncataloguedPage asks for what no catalogue lists: what it is, and who should hold it.
func (f face) uncataloguedPage(r *door.Request, problems []fail.Field) dataRequestPage {
	p := f.whyPage(r, problems)
	p.title, p.action = r.T("office.data-unlisted"), dataRequestPath
	p.name = &ui.TextField{Name: "title", Label: r.T("office.data-unlisted-title"), Value: r.PostFormValue("title"), Error: p.problems.Of("title"), MaxLength: 120}
	p.holder = ui.Choice{Name: "holder", Label: r.T("office.data-unlisted-holder"), Error: p.problems.Of("holder"), Options: []ui.Option{{Label: r.T("office.data-unlisted-choose")}}}
	own := f.dataOffices(r)
	for _, o := range f.desk.Offices() {
		if !slices.Contains(own, o.ID) {
			p.holder.Options = append(p.holder.Options, ui.Option{Value: o.ID, Label: o.Name.In(r.Lang), Chosen: r.PostFormValue("holder") == o.ID})
		}
	}
	p.wanted = ui.TextArea{Name: "fields", Label: r.T("office.data-unlisted-fields"), Hint: r.T("office.data-unlisted-fields-hint"), Value: r.PostFormValue("fields"), Error: p.problems.Of("fields"), Rows: 4, MaxLength: 4000}
	return p
}

// whyPage is what every request says: who asks, for what, on which basis, how, how long.
func (f face) whyPage(r *door.Request, problems []fail.Field) dataRequestPage {
	l := r.Lang
	p := dataRequestPage{submission: desk.NewSubmission(), problems: problemsOf(l, problems)}
	if s := r.PostFormValue(fSubmission); s != "" {
		p.submission = s
	}
	p.service = ui.Choice{Name: "service", Label: r.T("office.data-service"), Error: p.problems.Of("service")}
	for _, s := range f.desk.Services() {
		p.service.Options = append(p.service.Options, ui.Option{Value: s.ID(), Label: s.Text(l, "name"), Chosen: r.PostFormValue("service") == s.ID()})
	}
	p.method = ui.Choice{Name: "method", Label: r.T("office.data-method"), Error: p.problems.Of("method")}
	for _, m := range []string{"interface", "page", "check"} {
		p.method.Options = append(p.method.Options, ui.Option{Value: m, Label: r.T("office.data-method-" + m), Chosen: r.PostFormValue("method") == m})
	}
	p.use = ui.Choice{Name: "use", Label: r.T("office.data-use"), Error: p.problems.Of("use")}
	for _, u := range pack.Purposes {
		p.use.Options = append(p.use.Options, ui.Option{Value: u, Label: r.T("office.data-use-" + u), Chosen: r.PostFormValue("use") == u})
	}
	if offices := f.dataOffices(r); len(offices) > 1 {
		p.office = ui.Choice{Name: "office", Label: r.T("office.data-for"), Error: p.problems.Of("office")}
		for _, id := range offices {
			p.office.Options = append(p.office.Options, ui.Option{Value: id, Label: f.dataKnown(r).Office(id), Chosen: r.PostFormValue("office") == id})
		}
	}
	area := func(name string) ui.TextArea {
		return ui.TextArea{Name: name, Label: r.T("office.data-" + name), Value: r.PostFormValue(name), Rows: 3, MaxLength: 500, Error: p.problems.Of(name)}
	}
	p.basis, p.purpose, p.scope = area("basis"), area("purpose"), area("scope")
	p.until = ui.TextField{Name: "until", Label: r.T("office.data-until"), Hint: r.T("office.day-hint"), Value: r.PostFormValue("until"), Width: 10, Error: p.problems.Of("until")}
	return p
}

// dataRequest files it and leads to the case.
func (f face) dataRequest(r *door.Request) error {
	if err := r.ParseForm(); err != nil {
		return fail.New(fail.Invalid, "door.no-page").Because(err)
	}
	in := desk.DataRequest{Dataset: r.PathValue("dataset"), Fields: r.PostForm["fields"], Service: r.PostFormValue("service"), Basis: r.PostFormValue("basis"), Use: r.PostFormValue("use"), Purpose: r.PostFormValue("purpose"),
		Scope: r.PostFormValue("scope"), Method: r.PostFormValue("method"), Submission: r.PostFormValue(fSubmission)}
	if in.Dataset == "" {
		in.Title, in.Holder, in.Fields = strings.TrimSpace(r.PostFormValue("title")), r.PostFormValue("holder"), nil
		for _, x := range strings.FieldsFunc(r.PostFormValue("fields"), func(c rune) bool { return strings.ContainsRune("\r\n,，、", c) }) {
			if x = strings.TrimSpace(x); x != "" {
				in.Fields = append(in.Fields, x)
			}
		}
	}
	offices := f.dataOffices(r)
	if i := slices.Index(offices, r.PostFormValue("office")); i >= 0 {
		in.Office = offices[i]
	} else if len(offices) == 1 {
		in.Office = offices[0]
	}
	var problems []fail.Field
	if typed := strings.TrimSpace(r.PostFormValue("until")); typed != "" {
		var err error
		if in.Until, err = law.ParseDate(typed); err != nil {
			problems = append(problems, fail.Field{Path: "until", Key: fail.As(err).Key, Args: fail.As(err).Args})
		}
	}
	if in.Office == "" && len(offices) > 1 {
		return f.dataAgain(r, append(problems, fail.Field{Path: "office", Key: "office.data-no-office"}))
	}
	got, err := f.desk.RequestData(r.Context(), r.Person, in)
	if err == nil {
		return r.Redirect("/cases/" + url.PathEscape(got.Number))
	}
	if fail.KindOf(err) != fail.Invalid || len(fail.As(err).Fields) == 0 {
		return err
	}
	for _, x := range fail.As(err).Fields {
		// A day that cannot be read is not a day that is missing.
		if len(problems) == 0 || x.Path != "until" {
			problems = append(problems, x)
		}
	}
	return f.dataAgain(r, problems)
}

// dataAgain draws the form of a request once more, with everything typed.
func (f face) dataAgain(r *door.Request, problems []fail.Field) error {
	p, err := f.dataRequestPage(r, problems)
	if err != nil {
		return err
	}
	return r.DrawAgain(f.dataFrame(r, p.title), dataRequestBody(p))
}
