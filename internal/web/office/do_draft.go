package office

import (
	"net/http"
	"net/url"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

// drafted is what the official typed into this form before and did not send; empty
// where nothing is kept.
func (f face) drafted(r *door.Request, v desk.View, o offer) (typed, error) {
	d, ok, err := f.desk.FindAct(r.Context(), r.Person, v.Case.Number, o.act())
	if err != nil || !ok {
		return typed{}, err
	}
	values, err := url.ParseQuery(d.Form)
	if err != nil {
		return typed{}, fail.Wrap(err, "office: draft of an act")
	}
	again := *r
	again.Request = r.Clone(r.Context())
	again.Form, again.PostForm, again.MultipartForm = values, values, nil
	again.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	in, _, err := f.read(&again, v.Service, o, v.Case.Answers)
	in.button, in.saved = "", d.Saved
	return in, err
}

// keepDraft keeps what is typed and attached, and does nothing to the case. It draws no
// page of the case, and so it is no look at whom the case is about: who types for ten
// minutes has looked once. A page that keeps by itself is answered without a page.
func (f face) keepDraft(r *door.Request) error {
	o, err := verbOf(r)
	if err != nil {
		return err
	}
	form := url.Values{}
	for name, values := range r.PostForm {
		if name != fGo {
			form[name] = values
		}
	}
	problems, err := f.attached(r, form)
	if err != nil {
		return err
	}
	if err := f.desk.SaveAct(r.Context(), r.Person, r.PathValue("number"), o.act(), form.Encode()); err != nil {
		return err
	}
	if len(problems) > 0 {
		v, o, _, err := f.view(r)
		if err != nil {
			return err
		}
		in, err := f.drafted(r, v, o)
		if err != nil {
			return err
		}
		return f.again(r, in, problems, nil)
	}
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		r.W.WriteHeader(http.StatusNoContent)
		return nil
	}
	return r.Redirect(o.path(r.PathValue("number")))
}

// attached stores the files of a form that is kept, and names them in it.
func (f face) attached(r *door.Request, form url.Values) (problems []fail.Field, err error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	for field := range r.MultipartForm.File {
		ids, wrong, err := formpage.ReadFiles(r.Request, field, "", func(name string, body []byte) (draft.File, error) {
			return f.desk.AddFile(r.Context(), r.Person, name, body)
		})
		if err != nil {
			return nil, err
		}
		form[field+"-sent"], problems = ids, append(problems, wrong...)
	}
	return problems, nil
}

// dropDraft forgets what was kept.
func (f face) dropDraft(r *door.Request) error {
	o, err := verbOf(r)
	if err != nil {
		return err
	}
	if err := f.desk.DropAct(r.Context(), r.Person, r.PathValue("number"), o.act()); err != nil {
		return err
	}
	return r.Redirect(o.path(r.PathValue("number")))
}

// usualWords draws the form again with the usual words for what was chosen in its
// reason: a beginning that the official completes. What they typed stays in front.
func (f face) usualWords(r *door.Request, v desk.View, o offer, in typed) error {
	words := usualReason(r, v, o, in.act.Outcome)
	switch {
	case in.act.Reason == "":
		in.act.Reason = words
	case !strings.Contains(in.act.Reason, words):
		in.act.Reason += "\n" + words
	}
	form, err := f.form(r, v, o, in, nil)
	if err != nil {
		return err
	}
	return r.Draw(f.doFrame(r, v, form), doBody(f.doPage(r, v, form)))
}

// usualReason are words an applicant can read: what was asked for, when, what came of
// it, on which article; and how the rules came to it, where they did.
func usualReason(r *door.Request, v desk.View, o offer, outcome string) string {
	l, s := r.Lang, v.Service
	args := []string{"day", ui.Date(l, inZone(v, v.Case.Received)), "service", s.Text(l, "name"), "number", v.Case.Number}
	out := []string{r.T("office.words-asked", args...)}
	if x, ok := v.Case.Procedure.Outcome(outcome); ok {
		out = append(out, r.T("office.words-outcome", "outcome", casepage.OutcomeName(l, s, x.ID)))
	} else if o.is(casework.RefuseIntake) {
		out = append(out, r.T("office.words-intake"))
	}
	if f, ok := o.finding(v); ok && f.Answered() && f.Outcome == outcome {
		out = append(out, f.Account(l)...)
	}
	for _, b := range s.Item().Basis {
		out = append(out, r.T("office.words-basis", "basis", s.Book().SayCitation(l, b)))
		break
	}
	return strings.Join(append(out, r.T("office.words-why")), "\n")
}

// askedBefore says whether the applicant was asked for a correction in this case before:
// a second request is an exception that a supervisor answers for (行政许可法 32).
func askedBefore(v desk.View) bool {
	_, ok := v.Case.Last(casework.AskCorrection)
	return ok
}
