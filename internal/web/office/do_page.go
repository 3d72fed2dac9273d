package office

import (
	"net/url"
	"slices"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

// doPage is the page of one verb.
type doPage struct {
	caption  string
	form     verbForm
	summary  ui.Problems
	warnings []string // what became of licences since they were shown
	refusal  string   // the kernel's sentence, where nothing can be mended here
	preview  *preview
	changed  []ui.Step   // what others did meanwhile; not nil where the case has changed
	lost     []ui.Row    // what was typed for a verb that is not possible any more
	instead  []ui.Button // what is possible instead
	back     string
}

// preview is what the applicant would see of an act.
type preview struct {
	steps   []casepage.Said
	promise *ui.Promise
}

// view is the case of the address, with what the official may do and the verb asked
// for. Somebody's own case is theirs to follow as a citizen: the office's page holds
// internal notes.
func (f face) view(r *door.Request) (v desk.View, o offer, ok bool, err error) {
	v, err = f.desk.Case(r.Context(), r.Person, r.PathValue("number"))
	if err != nil {
		return v, o, false, err
	}
	if v.Own {
		return v, o, false, fail.New(fail.Forbidden, "office.own-case", "number", v.Case.Number)
	}
	if o, err = verbOf(r); err != nil {
		return v, o, false, err
	}
	o, ok = find(offers(v), o.verb, o.step)
	return v, o, ok, nil
}

// verbOf is the verb of the address, which the official may have or not.
func verbOf(r *door.Request) (offer, error) {
	o := offer{verb: casework.Verb(r.PathValue("verb")), step: r.PathValue("step")}
	if !o.verb.Known() || (o.step != "") != (o.verb == casework.Record) {
		return o, fail.New(fail.NotFound, "door.no-page")
	}
	return o, nil
}

// ask draws the form of one verb, or says why it is not possible and what is instead.
func (f face) ask(r *door.Request) error {
	v, o, ok, err := f.view(r)
	if err != nil {
		return err
	}
	if !ok {
		_, _, err := f.desk.Preview(r.Context(), r.Person, v.Case.Number, casework.Act{Verb: o.verb, Step: o.step})
		if err == nil || len(fail.As(err).Fields) > 0 {
			// The kernel grants what no page offers: a link that an applicant's verb stands behind.
			err = fail.New(fail.NotFound, "door.no-page")
		}
		return f.refused(r, v, o, err)
	}
	in, err := f.drafted(r, v, o)
	if err != nil {
		return err
	}
	form, err := f.form(r, v, o, in, nil)
	if err != nil {
		return err
	}
	p := f.doPage(r, v, form)
	if in.expect > 0 && in.expect < len(v.Case.Acts) {
		p.changed = meanwhile(r, v, in.expect)
	}
	return r.Draw(f.doFrame(r, v, form), doBody(p))
}

// refused says why a verb is not possible and leads to what is.
func (f face) refused(r *door.Request, v desk.View, o offer, refusal error) error {
	e := casepage.Refusal(r.Lang, v.Service, refusal)
	if e.Kind != fail.Conflict && e.Kind != fail.Forbidden {
		return e
	}
	form := verbForm{title: casepage.VerbName(r.Lang, v.Service, o.verb, o.step)}
	p := f.doPage(r, v, form)
	p.refusal, p.lost, p.instead = text.Error(r.Lang, e), []ui.Row{}, links(r, v, offers(v), "")
	ui.Render(r.W, r.Request, ui.Status(e.Kind), f.doFrame(r, v, form), doBody(p))
	return nil
}

func (f face) doFrame(r *door.Request, v desk.View, form verbForm) ui.Page {
	p := f.frame(r, form.title+" · "+v.Case.Number)
	p.Scripts = append(p.Scripts, "draft.js")
	p.Back = ui.Link{Text: r.T("office.to-case"), Href: casePath(v.Case.Number)}
	return p
}

func (f face) doPage(r *door.Request, v desk.View, form verbForm) doPage {
	return doPage{form: form, warnings: casepage.Warnings(r.Lang, v), back: casePath(v.Case.Number),
		caption: v.Case.Number + " · " + v.Service.Text(r.Lang, "name") + " · " + casepage.Name(v.Service, v.Case.Subject)}
}

// do does it, previews it, or draws the form again with everything typed still in it.
func (f face) do(r *door.Request) error {
	if err := formpage.Parse(r.Request); err != nil {
		return err
	}
	switch r.PostFormValue(fGo) {
	case goDraft:
		return f.keepDraft(r)
	case goDrop:
		return f.dropDraft(r)
	}
	v, o, ok, err := f.view(r)
	if err != nil {
		return err
	}
	in, problems, err := f.read(r, v.Service, o, v.Case.Answers)
	if err != nil {
		return err
	}
	switch {
	case in.button == goWords:
		return f.usualWords(r, v, o, in)
	case formpage.Removing(r.Request, in.fields):
		form, err := f.form(r, v, o, in, nil)
		if err != nil {
			return err
		}
		return r.Draw(f.doFrame(r, v, form), doBody(f.doPage(r, v, form)))
	}
	if o.handsOver(v) && in.act.Note == "" {
		problems = append(problems, fail.Field{Path: fNote, Key: "office.handover-note-missing"})
	}
	if len(problems) == 0 && in.button != goPreview {
		if problems = f.askedMore(v, o, in); len(problems) == 0 {
			done, err := f.desk.Act(r.Context(), r.Person, desk.Doing{Number: v.Case.Number, Act: in.act, Expect: in.expect, Submission: in.submission, Drafted: true})
			if err == nil {
				return f.done(r, o, done.Number, in.button)
			}
			return f.again(r, in, nil, err)
		}
	}
	before, after, err := f.desk.Preview(r.Context(), r.Person, v.Case.Number, in.act)
	if len(problems) > 0 && ok && fail.KindOf(err) == fail.Conflict {
		err = nil // may well be gone once the form is mended
	}
	if len(problems) > 0 || err != nil {
		return f.again(r, in, problems, err)
	}
	if !ok {
		return fail.New(fail.NotFound, "door.no-page")
	}
	form, err := f.form(r, v, o, in, nil)
	if err != nil {
		return err
	}
	p := f.doPage(r, v, form)
	p.preview = previewOf(r, v, before, after)
	return r.Draw(f.doFrame(r, v, form), doBody(p))
}

// askedMore asks for what only an answer on this page has opened: without JavaScript
// it comes with the next sending.
func (f face) askedMore(v desk.View, o offer, in typed) []fail.Field {
	if len(in.asked) == 0 {
		return nil
	}
	var out []fail.Field
	answers := sofar(v, in)
	for _, x := range o.fields(v, answers) {
		if !slices.Contains(in.asked, x.ID) && answers[x.ID] == "" {
			out = append(out, fail.Field{Path: x.ID, Key: "office.asked-more"})
		}
	}
	return out
}

func (f face) done(r *door.Request, o offer, number, button string) error {
	to, query := casePath(number), url.Values{"done": {string(o.verb)}, "of": {number}}
	if o.step != "" {
		query.Set("step", o.step)
	}
	if button == goNext {
		var err error
		if to, err = f.next(r, number); err != nil {
			return err
		}
	}
	return r.Redirect(to + "?" + query.Encode())
}

// again draws the form once more after a refusal. Nothing typed is lost, whatever the
// reason; what is broken or not there is not the form's to say.
func (f face) again(r *door.Request, in typed, problems []fail.Field, refusal error) error {
	e := &fail.Error{Kind: fail.Invalid, Key: "desk.form"}
	if refusal != nil {
		e = fail.As(refusal)
	}
	switch e.Kind {
	case fail.Invalid, fail.Conflict, fail.Forbidden:
	default:
		return refusal
	}
	// As it stands now: somebody may have acted since.
	v, o, ok, err := f.view(r)
	if err != nil {
		return err
	}
	e = casepage.Refusal(r.Lang, v.Service, e)
	all := &fail.Error{Kind: e.Kind, Key: e.Key, Args: e.Args, Fields: append(problems, placed(e.Fields)...)}
	all = casepage.Refusal(r.Lang, v.Service, all)
	summary := ui.ProblemsOf(r.Lang, all)
	said := ""
	switch {
	case e.Kind != fail.Invalid:
		said = text.Error(r.Lang, all)
	case len(summary) == 0:
		summary = ui.Problems{{Text: text.Error(r.Lang, all)}}
	}
	if e.Kind == fail.Conflict {
		// The next sending is another request, made after looking.
		in.submission = desk.NewSubmission()
	}
	form, err := f.form(r, v, o, in, unique(summary))
	if err != nil {
		return err
	}
	p := f.doPage(r, v, form)
	p.summary, p.refusal = form.problems, said
	if in.expect > 0 && in.expect < len(v.Case.Acts) {
		p.changed = meanwhile(r, v, in.expect)
		if e.Key == changedMeanwhileKey {
			p.refusal = "" // the banner says it, with what changed
		}
	}
	if !ok {
		p.lost = lost(r, v, in)
		if p.lost == nil {
			p.lost = []ui.Row{}
		}
		p.instead = links(r, v, offers(v), casework.Verb(""))
	}
	frame := f.doFrame(r, v, form)
	frame.Failed = true
	ui.Render(r.W, r.Request, ui.Status(e.Kind), frame, doBody(p))
	return nil
}

// changedMeanwhileKey is the journal's answer to who acts on what they have not seen.
const changedMeanwhileKey = "journal.changed-meanwhile"

// unique drops a second problem of a field that says the same.
func unique(ps ui.Problems) ui.Problems {
	var out ui.Problems
	for _, p := range ps {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// meanwhile is what was done after the first seen acts.
func meanwhile(r *door.Request, v desk.View, seen int) []ui.Step {
	out := []ui.Step{}
	for _, a := range v.Case.Acts[seen:] {
		if !casepage.Inside(a) {
			continue
		}
		who := a.Name
		if a.Role == casework.RoleSystem {
			who = casepage.RoleName(r.Lang, v.Service, a.Role)
		}
		out = append(out, ui.Step{Title: casepage.Say(r.Lang, v.Service, a, true).Title, Detail: who, When: ui.ShortMoment(r.Lang, inZone(v, a.At)), State: ui.StepDone})
	}
	return out
}

// lost is what was typed, to be copied: the form it was typed into is not possible
// any more.
func lost(r *door.Request, v desk.View, in typed) []ui.Row {
	var out []ui.Row
	add := func(key, value string) {
		if value != "" {
			out = append(out, ui.Row{Key: key, Values: []string{value}})
		}
	}
	if _, known := v.Case.Procedure.Outcome(in.act.Outcome); known {
		add(r.T("office.outcome"), casepage.OutcomeName(r.Lang, v.Service, in.act.Outcome))
	}
	add(r.T("office.reason"), in.act.Reason)
	for _, id := range missable(v) {
		add(casepage.FieldName(r.Lang, v.Service, id), in.why[id])
	}
	for _, x := range v.Service.Form().Fields() {
		if a := in.answers[x.ID]; a != "" {
			out = append(out, ui.Row{Key: casepage.FieldName(r.Lang, v.Service, x.ID), Values: casepage.Shown(r.Lang, v.Service, x, a, casepage.Names(r.Lang, v))})
		}
	}
	add(r.T("office.note"), in.act.Note)
	return out
}

// previewOf is what the applicant's page would say of the acts that would follow.
func previewOf(r *door.Request, v desk.View, before, after casework.Case) *preview {
	out := &preview{}
	for _, a := range after.Acts[len(before.Acts):] {
		if casepage.Public(a) {
			out.steps = append(out.steps, casepage.Say(r.Lang, v.Service, a, false))
		}
	}
	then := v
	then.Case, then.Clocks = after, nil
	for _, c := range after.Clocks {
		then.Clocks = append(then.Clocks, desk.ClockView{Running: c, Promise: c.Promise(after.Procedure), Statutory: c.Statutory(after.Procedure),
			State: c.State(after.Procedure, r.Now)})
	}
	out.promise = casepage.Promise(r.Lang, then, r.Now)
	return out
}

// links are the verbs as places to go, without one that is drawn as a form already.
func links(r *door.Request, v desk.View, os []offer, without casework.Verb) []ui.Button {
	var out []ui.Button
	for _, o := range os {
		if o.verb != without && o.step != casework.StepTaken {
			out = append(out, ui.Button{Label: casepage.VerbName(r.Lang, v.Service, o.verb, o.step), Href: o.path(v.Case.Number), Kind: ui.Secondary})
		}
	}
	return out
}
