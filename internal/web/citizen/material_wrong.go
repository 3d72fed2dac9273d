package citizen

import (
	"net/url"
	"slices"

	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/record"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// What follows the id of a material in the names of the form that says it is wrong.
const (
	wrongWords = "-words"
	believed   = "-believed"
)

// mostWrong bounds what a person writes about a material, in characters, as the desk does.
const mostWrong = 1000

// objection is the small form with which a person says what is wrong with a material that
// a register gave.
type objection struct {
	action string
	words  ui.TextArea
	cancel string
}

// wrongPath is the check page with the form that says that a material is wrong.
func wrongPath(service, material string) string {
	return "/apply/" + url.PathEscape(service) + "/answers?wrong=" + url.QueryEscape(material) + "#" + material + wrongWords
}

// asksWrong says whether the form is drawn: it was asked for, or was sent and is drawn
// again with what was typed.
func asksWrong(r *door.Request, material string) bool {
	return r.URL.Query().Get("wrong") == material || r.PathValue("material") == material && r.PostForm.Has(material+wrongWords)
}

// materialAsked is the part of the page in which something was sent for a material; empty
// where the whole was sent.
func materialAsked(r *door.Request) string {
	material := r.PathValue("material")
	if material != "" && r.PostForm.Has(material+wrongWords) {
		return material + wrongWords
	}
	return material
}

// mayBeWrong adds to the row of a material the way to say that it is wrong 信息有误, or the
// form in which that is said.
func (f face) mayBeWrong(r *door.Request, s *pack.Service, material string, x record.Source, said *fail.Error, row *ui.Row) {
	if !asksWrong(r, material) {
		row.Source.Correct, row.Source.What = wrongPath(s.ID(), material), row.Key
		return
	}
	o := objection{action: materialPath(s.ID(), material), cancel: "/apply/" + url.PathEscape(s.ID()) + "/answers",
		words: ui.TextArea{Name: material + wrongWords, Label: r.T("citizen.material-wrong", "material", row.Key), Value: x.Words, MaxLength: mostWrong,
			Hint: r.T("citizen.material-wrong-hint", "register", f.registerName(r, x.Register))}}
	if said != nil && r.PathValue("material") == material {
		o.words.Value, o.words.Error = r.PostFormValue(o.words.Name), text.Error(r.Lang, said)
	}
	row.Body = objectionForm(o)
}

// sayWrong keeps what a sent form says against a material, or that it is right after all.
// done says that the answer is drawn.
func (f face) sayWrong(r *door.Request, s *pack.Service, material string) (done bool, err error) {
	switch {
	case r.PostForm.Has(material + believed):
		err = f.desk.BelieveMaterial(r.Context(), r.Person, s.ID(), material)
	case r.PostForm.Has(material + wrongWords):
		err = f.desk.DisputeMaterial(r.Context(), r.Person, s.ID(), material, r.PostFormValue(material+wrongWords))
	default:
		return false, nil
	}
	if i := slices.IndexFunc(fail.As(err).Fields, func(x fail.Field) bool { return x.Path == "words" }); err != nil && i >= 0 {
		d, derr := f.desk.Draft(r.Context(), r.Person, s.ID())
		if derr != nil {
			return true, derr
		}
		return true, f.drawAnswers(r, s, d, fail.New(fail.Invalid, fail.As(err).Fields[i].Key))
	}
	if err != nil {
		return true, err
	}
	return true, r.Redirect("/apply/" + url.PathEscape(s.ID()) + "/answers#" + material)
}
