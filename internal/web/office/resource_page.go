package office

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/resource"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// resourcesPage is the resource ledger as a list.
type resourcesPage struct {
	done     string
	waits    []resourceWaiting
	filter   ui.Filter
	table    ui.Table
	pages    ui.Pages
	problems ui.Problems
	office   ui.Choice
	purpose  ui.TextField
	propose  bool
	asked    []ui.Row
}

// resourceWaiting is one thing to answer, as a small form.
type resourceWaiting struct {
	words, action string
	field         ui.TextField
	buttons       []ui.Button
}

func resourcePath(id string) string { return "/office/resources/" + url.PathEscape(id) }

// keeps are the offices whose resources the official keeps.
func (f face) keeps(r *door.Request) (out []ui.Option) {
	for _, p := range r.Person.Posts {
		if o, ok := f.desk.Office(p.Office); ok && p.Role == desk.RoleResourceKeeper {
			out = append(out, ui.Option{Value: o.ID, Label: o.Name.In(r.Lang)})
		}
	}
	return out
}

func (f face) officeName(l text.Lang, id string) string {
	if o, ok := f.desk.Office(id); ok {
		return o.Name.In(l)
	}
	return id
}

// resources lists the ledger, with what waits for the official first.
func (f face) resources(r *door.Request) error {
	p, err := f.resourcesPage(r, nil)
	if err != nil {
		return err
	}
	return r.Draw(r.Frame(r.T("office.resources")), resourcesBody(p))
}

func (f face) resourcesPage(r *door.Request, problem error) (resourcesPage, error) {
	q := r.URL.Query()
	asked := resource.Filter{Kind: resource.Kind(q.Get("kind")), State: resource.State(q.Get("state")), Text: clip(q.Get("text")), After: q.Get("after"), Size: pageSize}
	var p resourcesPage
	rows, next, err := f.desk.Resources(r.Context(), asked)
	if err != nil {
		return p, err
	}
	work, err := f.desk.ResourceWork(r.Context(), r.Person)
	if err != nil {
		return p, err
	}
	mine := f.keeps(r)
	p.propose, p.office = len(mine) > 0, ui.Choice{Name: "office", Label: r.T("office.resources-for"), Options: mine}
	p.problems = ui.ProblemsOf(r.Lang, problem)
	p.purpose = ui.TextField{Name: "purpose", Label: r.T("office.resources-purpose"), Hint: r.T("office.resources-purpose-hint"), MaxLength: 500,
		Value: r.PostFormValue("purpose"), Error: p.problems.Of("purpose")}
	if q.Get("sent") != "" {
		p.done = r.T("office.resources-sent")
	}
	p.filter = f.resourceFilter(r, asked)
	p.table = ui.Table{Caption: r.T("office.resources"), HideTitle: true, EmptyWords: r.T("office.resources-none"), Columns: []ui.Column{
		{Head: r.T("office.resources"), Place: ui.PlaceTitle}, {Head: r.T("office.resource-kind"), Place: ui.PlaceLine},
		{Head: r.T("office.resource-owner"), Place: ui.PlaceLine}, {Head: r.T("office.resource-state"), Place: ui.PlaceLine}}}
	if len(mine) > 0 {
		p.table.Pick = "id"
	}
	for _, x := range rows {
		p.table.Rows = append(p.table.Rows, ui.TableRow{ID: x.ID, Label: x.Name.In(r.Lang), Cells: []ui.Cell{
			{Text: x.Name.In(r.Lang), Href: resourcePath(x.ID), Sub: x.ID}, {Text: r.T("resource.kind." + string(x.Kind))},
			{Text: f.officeName(r.Lang, x.Owner)}, {Tag: r.T("resource.state." + string(x.State)), Tone: stateTone(x.State)}}})
	}
	if asked.After != "" {
		p.pages.First = resourcesAddress(asked, "")
	}
	if next != "" {
		p.pages.Next = resourcesAddress(asked, next)
	}
	if err := f.resourceWork(r, work, &p); err != nil {
		return p, err
	}
	return p, nil
}

func clip(s string) string {
	s = strings.TrimSpace(s)
	if c := []rune(s); len(c) > mostText {
		s = string(c[:mostText])
	}
	return s
}

func stateTone(s resource.State) ui.TagTone {
	switch s {
	case resource.InUse:
		return ui.ToneGood
	case resource.Retiring, resource.Proposed:
		return ui.ToneWaiting
	}
	return ui.ToneNeutral
}

func resourcesAddress(f resource.Filter, after string) string {
	q := url.Values{}
	for name, v := range map[string]string{"kind": string(f.Kind), "state": string(f.State), "text": f.Text, "after": after} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if len(q) == 0 {
		return "/office/resources"
	}
	return "/office/resources?" + q.Encode()
}

func (f face) resourceFilter(r *door.Request, a resource.Filter) ui.Filter {
	out := ui.Filter{Action: "/office/resources", Keep: map[string]string{}}
	kinds, states := []ui.Option{{Label: r.T("office.resources-all")}}, []ui.Option{{Label: r.T("office.resources-all")}}
	for _, k := range resource.Kinds {
		kinds = append(kinds, ui.Option{Value: string(k), Label: r.T("resource.kind." + string(k)), Chosen: k == a.Kind})
	}
	for _, s := range resource.States {
		states = append(states, ui.Option{Value: string(s), Label: r.T("resource.state." + string(s)), Chosen: s == a.State})
	}
	out.Fields = []ui.FilterField{{Name: "text", Label: r.T("office.resources-find"), Value: a.Text},
		{Name: "kind", Label: r.T("office.resources-kind"), Options: kinds}, {Name: "state", Label: r.T("office.resources-state"), Options: states}}
	if a.Kind != "" || a.State != "" || a.Text != "" {
		out.Clear = "/office/resources"
	}
	return out
}

// resourceWork draws what waits for the official, and what their offices asked for.
func (f face) resourceWork(r *door.Request, work desk.ResourceDesk, p *resourcesPage) error {
	names := map[string]string{}
	name := func(id string) (string, error) {
		if _, ok := names[id]; !ok {
			v, err := f.desk.DigitalResource(r.Context(), r.Person, id)
			if err != nil {
				return "", err
			}
			names[id] = v.Resource.Name.In(r.Lang)
		}
		return names[id], nil
	}
	for i, w := range work.Warnings {
		of, err := name(w.Resource)
		if err != nil {
			return err
		}
		on, err := name(w.Dependent)
		if err != nil {
			return err
		}
		p.waits = append(p.waits, answerForm(r, w, "answer-"+strconv.Itoa(i), r.T("office.resources-warned", "name", of, "dependent", on)))
	}
	for _, q := range work.ToAnswer {
		of, err := name(q.Resource)
		if err != nil {
			return err
		}
		words := r.T("office.resources-asked", "office", f.officeName(r.Lang, q.Office), "name", of, "purpose", q.Purpose) + " · " + f.dueWords(r, q.Due)
		p.waits = append(p.waits, resourceWaiting{words: words, action: "/office/resources/requests/" + strconv.FormatInt(q.ID, 10),
			field:   ui.TextField{Name: "reason", Label: r.T("office.resource-refuse-why"), Optional: true, MaxLength: 500},
			buttons: []ui.Button{{Label: r.T("office.resource-grant"), Name: "granted", Value: "yes"}, {Label: r.T("office.resource-refuse"), Name: "granted", Value: "no", Kind: ui.Secondary}}})
	}
	for _, q := range work.Asked {
		of, err := name(q.Resource)
		if err != nil {
			return err
		}
		answer := r.T("office.resources-open") + " · " + f.dueWords(r, q.Due)
		if q.Granted == 1 {
			answer = r.T("office.resources-granted")
		} else if q.Granted == 0 {
			answer = r.T("office.resources-refused", "reason", q.Reason)
		}
		p.asked = append(p.asked, ui.Row{Key: of, Values: []string{q.Purpose, answer}})
	}
	return nil
}

func (f face) dueWords(r *door.Request, due time.Time) string {
	if due.IsZero() {
		return r.T("office.resources-no-due")
	}
	return r.T("office.resources-due", "time", ui.Moment(r.Lang, due.In(f.zone())))
}

// zone is where the offices are.
func (f face) zone() *time.Location {
	for _, s := range f.desk.Services() {
		return s.Procedure().Calendar.Zone()
	}
	return time.UTC
}

// answerForm is how the owner of a dependent answers a retirement.
func answerForm(r *door.Request, w resource.Warning, name, words string) resourceWaiting {
	return resourceWaiting{words: words, action: resourcePath(w.Resource) + "/answer/" + url.PathEscape(w.Dependent),
		field:   ui.TextField{Name: name, Label: r.T("office.resource-answer"), MaxLength: 500},
		buttons: []ui.Button{{Label: r.T("office.resource-answer-send"), Name: "field", Value: name}}}
}

// requestResources sends one request for each resource that was chosen.
func (f face) requestResources(r *door.Request) error {
	if err := r.ParseForm(); err != nil {
		return fail.New(fail.Invalid, "resource.form").Because(err)
	}
	err := f.desk.RequestResources(r.Context(), r.Person, r.PostFormValue("office"), r.PostForm["id"], r.PostFormValue("purpose"))
	if err != nil && len(fail.As(err).Fields) > 0 {
		p, perr := f.resourcesPage(r, err)
		if perr != nil {
			return perr
		}
		return r.DrawAgain(r.Frame(r.T("office.resources")), resourcesBody(p))
	}
	if err != nil {
		return err
	}
	return r.Redirect("/office/resources?sent=1")
}

// answerRequest grants or refuses a request.
func (f face) answerRequest(r *door.Request) error {
	id, err := strconv.ParseInt(r.PathValue("request"), 10, 64)
	if err != nil {
		return fail.New(fail.NotFound, "resource.no-request")
	}
	if err := f.desk.AnswerResourceRequest(r.Context(), r.Person, id, r.PostFormValue("granted") == "yes", r.PostFormValue("reason")); err != nil {
		return err
	}
	return r.Redirect("/office/resources")
}
