package formpage

import (
	"net/url"
	"time"

	"atonce/internal/desk"
	"atonce/internal/form"
	"atonce/internal/text"
	"atonce/internal/web/ui"
)

// licence is a question that is answered with a licence from the wallet: those that
// hold to choose from, and the words for whoever has none.
type licence struct {
	choice ui.Choice
	none   string // there is none that holds; empty where there is one
	other  []string
	ways   []ui.Link // to the services that issue it
}

// licence draws a question for a licence with what the holder's wallet offers.
func (s Sheet) licence(x form.Field, o desk.Offered) licence {
	chosen := s.Answers[x.ID]
	out := licence{choice: ui.Choice{Name: x.ID, Label: s.label(x), Hint: s.hint(x), Error: s.Problems.Of(x.ID), Optional: !x.Required, Heading: s.heading(x)}}
	add := func(value, label, hint string) {
		out.choice.Options = append(out.choice.Options, ui.Option{Value: value, Label: label, Hint: hint, Chosen: chosen == value})
	}
	for _, i := range o.Valid {
		add(i.Licence.Number, text.S(s.Lang, "formpage.licence", "kind", i.Kind(s.Lang), "number", i.Licence.Number), s.validUntil(i))
	}
	for _, i := range o.Other {
		out.other = append(out.other, text.S(s.Lang, "formpage.licence-"+string(i.Licence.StatusAt(s.Now)), "kind", i.Kind(s.Lang), "number", i.Licence.Number))
	}
	if len(o.Valid) == 0 {
		out.none = text.S(s.Lang, "formpage.licence-none", "kind", s.label(x))
		for _, issuer := range o.Issuers {
			out.ways = append(out.ways, ui.Link{Text: text.S(s.Lang, "formpage.licence-get", "service", issuer.Text(s.Lang, "name")), Href: "/items/" + url.PathEscape(issuer.ID())})
		}
	}
	if o.Material.Paper != "" {
		add(form.OnPaper, text.S(s.Lang, "formpage.licence-paper"), text.S(s.Lang, "formpage.licence-paper-hint"))
	}
	if o.Material.Tolerance && len(out.choice.Options) > 0 {
		add("", text.S(s.Lang, "formpage.licence-later"), "")
	}
	return out
}

// validUntil is the last day of a licence and the office that issued it.
func (s Sheet) validUntil(i desk.Issued) string {
	office := i.Office.Name.In(s.Lang)
	if i.Licence.Expires.IsZero() {
		return text.S(s.Lang, "formpage.licence-no-end", "office", office)
	}
	return text.S(s.Lang, "formpage.licence-until", "office", office, "day", ui.Date(s.Lang, i.Licence.Expires.Add(-time.Minute).In(i.Zone())))
}

// anchor is where the error summary leads to when there is nothing to choose.
func (q licence) anchor() string {
	if len(q.choice.Options) > 0 {
		return q.choice.Name + "-none"
	}
	return q.choice.Name
}
