package office

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/resource"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// resourcePage is one resource.
type resourcePage struct {
	caption, title string
	rows           []ui.Row
	needs          []resting
	dependents     []resting
	warnings       []ui.Row
	does           []resourceWaiting
	history        []ui.Step
}

// resting is a resource that another rests on, or that rests on it, with what rests on
// that in turn: the graph as a list that can be read out.
type resting struct {
	words, href string
	further     []resting
}

func (f face) resting(r *door.Request, x resource.Resource) resting {
	return resting{words: r.T("office.resource-rests", "name", x.Name.In(r.Lang), "state", r.T("resource.state."+string(x.State)), "owner", f.officeName(r.Lang, x.Owner)),
		href: resourcePath(x.ID)}
}

// resource draws one resource with what it rests on and what rests on it.
func (f face) resource(r *door.Request) error {
	v, err := f.desk.DigitalResource(r.Context(), r.Person, r.PathValue("resource"))
	if err != nil {
		return err
	}
	x, l := v.Resource, r.Lang
	var users []string
	for _, u := range x.Users {
		users = append(users, r.T("resource.users."+u))
	}
	p := resourcePage{caption: x.ID, title: x.Name.In(l), rows: []ui.Row{
		{Key: r.T("office.resource-state"), Values: []string{r.T("resource.state." + string(x.State))}},
		{Key: r.T("office.resource-kind"), Values: []string{r.T("resource.kind." + string(x.Kind))}},
		{Key: r.T("office.resource-owner"), Values: []string{f.officeName(l, x.Owner)}},
		{Key: r.T("office.resource-duty"), Values: []string{x.Duty.In(l)}},
		{Key: r.T("office.resource-business"), Values: []string{x.Business}},
		{Key: r.T("office.resource-level"), Values: []string{r.T("resource.level." + x.Level)}},
		{Key: r.T("office.resource-grade"), Values: []string{strconv.Itoa(x.Grade)}},
		{Key: r.T("office.resource-users"), Values: []string{strings.Join(users, r.T("casepage.comma"))}}}}
	for _, n := range v.Needs {
		p.needs = append(p.needs, f.resting(r, n))
	}
	for _, d := range v.Dependents {
		one := f.resting(r, d)
		for _, next := range v.Further[d.ID] {
			one.further = append(one.further, f.resting(r, next))
		}
		p.dependents = append(p.dependents, one)
	}
	if err := f.warned(r, v, &p); err != nil {
		return err
	}
	if v.Keeper {
		p.does = append(p.does, keeperDoes(r, v)...)
	}
	var who []string
	for _, d := range v.Deeds {
		who = append(who, d.By)
	}
	named, err := f.desk.Named(r.Context(), who)
	if err != nil {
		return err
	}
	for _, d := range v.Deeds {
		name := d.Name
		if x, known := named[d.By]; known {
			name = x.In(l)
		}
		p.history = append(p.history, ui.Step{Title: r.T("resource.verb." + d.Verb), When: ui.Moment(l, d.At.In(f.zone())),
			Detail: strings.Trim(name+" · "+d.Reason, " ·"), State: ui.StepDone})
	}
	frame := r.Frame(p.title)
	frame.Back = ui.Link{Text: r.T("office.resources"), Href: "/office/resources"}
	return r.Draw(frame, resourceBody(p))
}

// warned draws who was told of the retirement, and what each answered.
func (f face) warned(r *door.Request, v desk.ResourceView, p *resourcePage) error {
	for i, w := range v.Warnings {
		d, err := f.desk.DigitalResource(r.Context(), r.Person, w.Dependent)
		if err != nil {
			return err
		}
		row := ui.Row{Key: d.Resource.Name.In(r.Lang), Values: []string{f.officeName(r.Lang, w.Owner), w.Answer}}
		if w.Answer == "" {
			row.Values[1] = r.T("office.resource-warning-open")
			if d.Keeper && v.Resource.State == resource.Retiring {
				p.does = append(p.does, answerForm(r, w, "answer-"+strconv.Itoa(i), r.T("office.resources-warned", "name", v.Resource.Name.In(r.Lang),
					"dependent", d.Resource.Name.In(r.Lang))))
			}
		}
		p.warnings = append(p.warnings, row)
	}
	return nil
}

// keeperDoes are the next steps of whoever answers for a resource.
func keeperDoes(r *door.Request, v desk.ResourceView) (out []resourceWaiting) {
	at := resourcePath(v.Resource.ID)
	retire := resourceWaiting{words: r.T("office.resource-retire-hint", "n", strconv.Itoa(len(v.Dependents))), action: at + "/do/retire",
		field: ui.TextField{Name: "reason", Label: r.T("office.resource-retire-why"), MaxLength: 500}, buttons: []ui.Button{{Label: r.T("office.resource-retire"), Kind: ui.Warning}}}
	switch v.Resource.State {
	case resource.Proposed:
		use := retire
		use.words, use.action, use.field = "", at+"/do/use", ui.TextField{}
		use.buttons = []ui.Button{{Label: r.T("office.resource-use")}}
		return []resourceWaiting{use}
	case resource.InUse:
		return []resourceWaiting{retire}
	case resource.Retiring:
		done := resourceWaiting{action: at + "/do/complete", buttons: []ui.Button{{Label: r.T("office.resource-complete"), Kind: ui.Warning}}}
		keep := resourceWaiting{action: at + "/do/keep", field: ui.TextField{Name: "reason", Label: r.T("office.resource-keep-why"), MaxLength: 500},
			buttons: []ui.Button{{Label: r.T("office.resource-keep"), Kind: ui.Secondary}}}
		return []resourceWaiting{done, keep}
	}
	return nil
}

// doResource does the next step.
func (f face) doResource(r *door.Request) (err error) {
	id, reason := r.PathValue("resource"), r.PostFormValue("reason")
	switch r.PathValue("deed") {
	case "use":
		err = f.desk.UseResource(r.Context(), r.Person, id)
	case "retire":
		_, err = f.desk.RetireResource(r.Context(), r.Person, id, reason)
	case "complete":
		err = f.desk.CompleteRetirement(r.Context(), r.Person, id)
	case "keep":
		err = f.desk.KeepResource(r.Context(), r.Person, id, reason)
	default:
		err = fail.New(fail.NotFound, "resource.none", "id", id)
	}
	if err != nil {
		return err
	}
	return r.Redirect(resourcePath(id))
}

// answerRetirement says what the owner of a dependent does.
func (f face) answerRetirement(r *door.Request) error {
	id := r.PathValue("resource")
	if err := f.desk.AnswerRetirement(r.Context(), r.Person, id, r.PathValue("dependent"), r.PostFormValue(r.PostFormValue("field"))); err != nil {
		return err
	}
	return r.Redirect(resourcePath(id))
}

// resourceNewPage is the form of a new resource, with what is like it.
type resourceNewPage struct {
	problems ui.Problems
	compared bool
	like     []likeness
	why      *ui.TextArea
	texts    []ui.TextField
	areas    []ui.TextArea
	choices  []ui.Choice
	users    ui.Choice
	buttons  []ui.Button
}

type likeness struct {
	name, href, points string
	much               bool
	reasons            []string
}

// newResource draws the empty form.
func (f face) newResource(r *door.Request) error {
	mine := f.keeps(r)
	if len(mine) == 0 {
		return fail.New(fail.Forbidden, "resource.keepers")
	}
	blank := resource.Resource{Kind: resource.Application, Owner: mine[0].Value, Level: "county", Grade: 2}
	return r.Draw(f.newFrame(r), resourceNewBody(f.resourceNew(r, blank, nil, nil, false)))
}

func (f face) newFrame(r *door.Request) ui.Page {
	frame := r.Frame(r.T("office.resource-new"))
	frame.Back = ui.Link{Text: r.T("office.resources"), Href: "/office/resources"}
	return frame
}

// proposeResource compares what was typed, and keeps it when told so.
func (f face) proposeResource(r *door.Request) error {
	if len(f.keeps(r)) == 0 {
		return fail.New(fail.Forbidden, "resource.keepers")
	}
	if err := r.ParseForm(); err != nil {
		return fail.New(fail.Invalid, "resource.form").Because(err)
	}
	form := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	grade, _ := strconv.Atoi(form("grade")) // what is no number is below the lowest grade, and is refused as such
	x := resource.Resource{ID: form("id"), Kind: resource.Kind(form("kind")), Name: law.Words{text.ZH: form("name-zh"), text.EN: form("name-en")},
		Duty: law.Words{text.ZH: form("duty-zh"), text.EN: form("duty-en")}, Owner: form("owner"), Business: form("business"), Level: form("level"), Grade: grade,
		Users: r.PostForm["users"], Needs: strings.Fields(form("needs")), State: resource.Proposed}
	if form("action") == "save" {
		_, err := f.desk.ProposeResource(r.Context(), r.Person, x, form("reason"))
		if err == nil {
			return r.Redirect(resourcePath(x.ID))
		}
		if len(fail.As(err).Fields) == 0 {
			return err
		}
		like, lerr := f.desk.SimilarResources(r.Context(), x)
		if lerr != nil {
			return lerr
		}
		return r.DrawAgain(f.newFrame(r), resourceNewBody(f.resourceNew(r, x, err, like, true)))
	}
	var problem error
	if wrong := x.Check(); len(wrong) > 0 {
		problem = fail.New(fail.Invalid, "resource.form").WithFields(wrong...)
	}
	like, err := f.desk.SimilarResources(r.Context(), x)
	if err != nil {
		return err
	}
	draw := r.Draw
	if problem != nil {
		draw = r.DrawAgain
	}
	return draw(f.newFrame(r), resourceNewBody(f.resourceNew(r, x, problem, like, problem == nil)))
}

// ordered are the problems in the order in which their fields stand on the page.
func ordered(ps ui.Problems, fields ...string) ui.Problems {
	out := slices.Clone(ps)
	slices.SortStableFunc(out, func(a, b ui.Problem) int {
		return cmp.Compare(slices.Index(fields, a.Field), slices.Index(fields, b.Field))
	})
	return out
}

func (f face) resourceNew(r *door.Request, x resource.Resource, problem error, like []resource.Match, compared bool) resourceNewPage {
	p := resourceNewPage{compared: compared, problems: ui.ProblemsOf(r.Lang, problem).Named(func(field string) string {
		if key := "office.resource-" + field; text.Has(r.Lang, key) {
			return r.T(key)
		}
		return ""
	})}
	field := func(name, value, hint string) ui.TextField {
		return ui.TextField{Name: name, Label: r.T("office.resource-" + name), Hint: hint, Value: value, Error: p.problems.Of(name)}
	}
	p.problems = ordered(p.problems, "id", "name-zh", "name-en", "business", "duty-zh", "duty-en", "needs", "kind", "owner", "level", "grade", "users")
	p.texts = []ui.TextField{field("id", x.ID, r.T("office.resource-id-hint")), field("name-zh", x.Name[text.ZH], ""), field("name-en", x.Name[text.EN], ""),
		field("business", x.Business, r.T("office.resource-business-hint"))}
	area := func(name, value, hint string) ui.TextArea {
		return ui.TextArea{Name: name, Label: r.T("office.resource-" + name), Hint: hint, Value: value, Error: p.problems.Of(name), Rows: 3}
	}
	p.areas = []ui.TextArea{area("duty-zh", x.Duty[text.ZH], ""), area("duty-en", x.Duty[text.EN], ""), area("needs", strings.Join(x.Needs, "\n"), r.T("office.resource-needs-hint"))}
	p.areas[2].Optional = true
	choice := func(name, chosen string, of []ui.Option) {
		for i := range of {
			of[i].Chosen = of[i].Value == chosen
		}
		p.choices = append(p.choices, ui.Choice{Name: name, Label: r.T("office.resource-" + name), Options: of, Error: p.problems.Of(name)})
	}
	said := func(group string, of ...string) (out []ui.Option) {
		for _, v := range of {
			out = append(out, ui.Option{Value: v, Label: r.T("resource." + group + "." + v)})
		}
		return out
	}
	var kinds []string
	for _, k := range resource.Kinds {
		kinds = append(kinds, string(k))
	}
	var grades []ui.Option
	for g := range resource.MostGrade {
		grades = append(grades, ui.Option{Value: strconv.Itoa(g + 1), Label: strconv.Itoa(g + 1)})
	}
	choice("kind", string(x.Kind), said("kind", kinds...))
	choice("owner", x.Owner, f.keeps(r))
	choice("level", x.Level, said("level", resource.Levels...))
	choice("grade", strconv.Itoa(x.Grade), grades)
	p.users = ui.Choice{Name: "users", Label: r.T("office.resource-users"), Options: said("users", resource.Users...), Error: p.problems.Of("users")}
	for i, o := range p.users.Options {
		for _, u := range x.Users {
			p.users.Options[i].Chosen = p.users.Options[i].Chosen || u == o.Value
		}
	}
	p.buttons = []ui.Button{{Label: r.T("office.resource-check"), Name: "action", Value: "check"}}
	if compared {
		p.buttons = []ui.Button{{Label: r.T("office.resource-save"), Name: "action", Value: "save"}, {Label: r.T("office.resource-check"), Name: "action", Value: "check", Kind: ui.Secondary}}
	}
	for _, m := range like {
		one := likeness{name: m.Resource.Name.In(r.Lang), href: resourcePath(m.Resource.ID), much: m.Flagged(), points: r.T("office.resource-like-points", "points", strconv.Itoa(m.Points))}
		if one.much {
			one.points += " · " + r.T("office.resource-like-much")
		}
		for _, reason := range m.Reasons {
			words := r.T(reason.Key, "shared", strings.Join(reason.Shared, r.T("casepage.comma")))
			one.reasons = append(one.reasons, r.T("office.resource-like-reason", "reason", words, "points", strconv.Itoa(reason.Points), "of", strconv.Itoa(reason.Of)))
		}
		p.like = append(p.like, one)
	}
	if compared && len(like) > 0 && like[0].Flagged() {
		a := area("why", r.PostFormValue("reason"), "")
		a.Name, a.Error = "reason", p.problems.Of("reason")
		p.why = &a
	}
	return p
}
