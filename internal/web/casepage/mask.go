package casepage

import (
	"net/url"
	"slices"

	"atonce/internal/desk"
	"atonce/internal/form"
	"atonce/internal/pack"
	"atonce/internal/record"
	"atonce/internal/text"

	"github.com/a-h/templ"
)

// ShowField names what an official asks to be shown, in the form that asks.
const ShowField = "show"

// Answer is an answer as an official is shown it: hidden if it is sensitive and they did
// not ask for it.
func Answer(l text.Lang, v desk.View, x form.Field, a string, files map[string]string) []string {
	if v.Hides(x.ID) {
		return []string{text.S(l, "casepage.hidden")}
	}
	return Shown(l, v.Service, x, a, files)
}

// Hidden is what a summary list shows of a hidden answer: the button that asks for it.
// shown are those that were asked for before.
func Hidden(l text.Lang, v desk.View, x form.Field, shown []string) templ.Component {
	return hiddenBody(showHref(v), []string{x.ID}, true, FieldName(l, v.Service, x.ID), shown)
}

// HiddenFields is the button that asks for what is hidden of a register's answer, nil
// where nothing is. label says what the answer is.
func HiddenFields(l text.Lang, v desk.View, x record.Source, label string, shown []string) templ.Component {
	var ask []string
	for field := range x.Values {
		if id := x.Register + "." + field; v.Hides(id) {
			ask = append(ask, id)
		}
	}
	if len(ask) == 0 {
		return nil
	}
	slices.Sort(ask)
	return hiddenBody(showHref(v), ask, false, label, shown)
}

func showHref(v desk.View) string { return "/office/cases/" + url.PathEscape(v.Case.Number) + "/show" }

// Name is what a list shows of whom a case is about: the first character, where the
// form calls the answer sensitive.
func Name(s *pack.Service, subject string) string {
	if s == nil || subject == "" {
		return subject
	}
	for _, x := range s.Form().Fields() {
		if x.Subject && x.Sensitive() {
			return string([]rune(subject)[:1]) + "**"
		}
	}
	return subject
}
