package casepage

import (
	"time"

	"atonce/internal/desk"
	"atonce/internal/form"
	"atonce/internal/text"
	"atonce/internal/web/ui"
)

// ShownIn is the licence behind the answer to a question of a case, if there is one.
func ShownIn(v desk.View, question string) (desk.Shown, bool) {
	for _, x := range v.Shown {
		if x.Field == question {
			return x, true
		}
	}
	return desk.Shown{}, false
}

// ShownLines are a licence behind an answer in words: which, how it stood when it was
// shown, and how it stands now.
func ShownLines(l text.Lang, x desk.Shown, now time.Time) []string {
	zone := x.As.Zone()
	out := []string{text.S(l, "casepage.shown", "kind", x.As.Kind(l), "number", x.Source.Licence),
		text.S(l, "casepage.shown-then", "time", ui.Moment(l, x.Source.AsOf.In(zone)))}
	switch {
	case x.Fallen():
		// The whole sentence stands in Warnings, once: a phone shows little at a time.
		out = append(out, text.S(l, "casepage.shown-over"))
	case x.Changed():
		out = append(out, text.S(l, "casepage.shown-changed", "time", ui.Moment(l, x.Since.At.In(zone))))
	default:
		out = append(out, text.S(l, "casepage.shown-now", "time", ui.Moment(l, now.In(zone))))
	}
	return out
}

// fallen says since when a licence no longer holds.
func fallen(l text.Lang, x desk.Shown) string {
	at := x.Since.At
	if x.Now == "expired" {
		at = x.As.Licence.Expires
	}
	return text.S(l, "casepage.shown-"+string(x.Now), "kind", x.As.Kind(l), "number", x.Source.Licence, "time", ui.Moment(l, at.In(x.As.Zone())))
}

// ShownFacts are what a licence said when it was shown: it stands in the place of the
// paper, so the official reads it here.
func ShownFacts(l text.Lang, x desk.Shown) []string {
	out := []string{x.As.Licence.Name}
	for _, id := range x.As.Fields() {
		f, _ := x.As.Service.Form().Field(id)
		for _, v := range Shown(l, x.As.Service, f, x.As.Licence.Fields[id], nil) {
			out = append(out, text.S(l, "casepage.shown-says", "what", x.As.FieldName(l, id), "words", v))
		}
	}
	return out
}

// Warnings are what has become of licences behind a case since they were shown, and
// which of them is on paper only: whoever decides must know it first.
func Warnings(l text.Lang, v desk.View) (out []string) {
	for _, x := range v.Shown {
		if x.Fallen() {
			out = append(out, fallen(l, x))
		}
	}
	for _, m := range v.Service.WalletMaterials() {
		if v.Case.Ended.IsZero() && OnPaper(v, m.Field) {
			out = append(out, text.S(l, "casepage.shown-paper", "what", v.Service.Text(l, "field."+m.Field)))
		}
	}
	return out
}

// OnPaper says whether a licence is shown on paper only, because its holder has no other.
func OnPaper(v desk.View, question string) bool { return v.Case.Answers[question] == form.OnPaper }
