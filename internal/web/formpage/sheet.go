// Package formpage draws the questions of a form and reads the answers back. Both
// faces use it, so that a question looks and behaves the same wherever it is asked.
// It judges nothing: the form room does, and the caller keeps what was typed.
package formpage

import (
	"slices"
	"strings"
	"time"

	"atonce/internal/desk"
	"atonce/internal/draft"
	"atonce/internal/form"
	"atonce/internal/pack"
	"atonce/internal/text"
	"atonce/internal/web/ui"
)

// Sheet is some questions of a service's form with what was answered so far.
type Sheet struct {
	Lang     text.Lang
	Service  *pack.Service // whose words the questions are asked in
	Fields   []form.Field
	Answers  map[string]string // as typed, right and wrong alike; what a case keeps goes through form.AsTyped
	Problems ui.Problems
	Files    map[string]draft.File // those already there, by id
	FileHref func(id string) string
	Pieces   bool        // a script may send files in pieces to /uploads
	Areas    []ui.Option // places an area question offers; none asks for the code
	// Heading makes the label of an only question the h1 of the page.
	Heading bool
	// Terse leaves out the pack's hints: they speak to the applicant, and an official reads.
	Terse bool
	// Licences are what the holder's wallet offers, by question; without it the number of a
	// licence is asked for in a box.
	Licences map[string]desk.Offered
	Now      time.Time // when the licences are looked at
	// SourceName says in words where a value is fetched from; nil shows no note.
	SourceName func(register string) string
}

// manyOptions is the number from which a list is shorter to use than radios.
const manyOptions = 8

// Fields are the visible questions of some pages, in the form's order.
func Fields(f *form.Form, pages []form.Page, answers map[string]string) []form.Field {
	var out []form.Field
	for _, p := range pages {
		for _, id := range p.Fields {
			if x, ok := f.Field(id); ok && f.Visible(id, answers) {
				out = append(out, x)
			}
		}
	}
	return out
}

// Upload says whether the sheet asks for a file: the form around it must then be
// sent as multipart/form-data.
func Upload(fields []form.Field) bool {
	return slices.ContainsFunc(fields, func(x form.Field) bool { return x.Kind == form.File })
}

func (s Sheet) label(x form.Field) string { return s.Service.Text(s.Lang, "field."+x.ID) }

// hint is the pack's own, or what the kind of question always needs said.
func (s Sheet) hint(x form.Field) string {
	if k := "field." + x.ID + ".hint"; s.Service.HasText(k) && !s.Terse {
		return s.Service.Text(s.Lang, k)
	}
	if x.Kind == form.Area && len(s.Areas) > 0 {
		return "" // chosen from a list: nothing to be typed
	}
	if k := "formpage.hint." + string(x.Kind); text.Has(s.Lang, k) {
		return text.S(s.Lang, k)
	}
	return ""
}

func (s Sheet) heading(x form.Field) bool {
	return s.Heading && len(s.Fields) == 1 && x.Kind != form.File
}

func (s Sheet) source(x form.Field) *ui.Source {
	if x.Source == "" || s.SourceName == nil || s.Answers[x.ID] == "" {
		return nil
	}
	register, _, _ := strings.Cut(x.Source, ".")
	return &ui.Source{From: s.SourceName(register), What: s.label(x)}
}

// text is a question of one line: its keyboard on a phone, what the browser may
// fill in (WCAG 1.3.5) and its length follow from the kind.
func (s Sheet) text(x form.Field) ui.TextField {
	f := ui.TextField{Name: x.ID, Label: s.label(x), Hint: s.hint(x), Value: s.Answers[x.ID], Error: s.Problems.Of(x.ID),
		Optional: !x.Required, Heading: s.heading(x), Source: s.source(x), MaxLength: x.MaxLength}
	switch x.Kind {
	case form.Money:
		// Room for signs and commas, which are forgiven.
		f.InputMode, f.Width, f.MaxLength = "decimal", 10, 24
		f.Prefix, f.Suffix = text.S(s.Lang, "formpage.money-prefix"), text.S(s.Lang, "formpage.money-suffix")
	case form.Number:
		f.InputMode, f.Width, f.MaxLength = "decimal", 10, 24
	case form.PersonID:
		f.Width, f.MaxLength = 20, 40
	case form.CreditCode:
		f.Width, f.MaxLength = 20, 40
	case form.Phone:
		f.Type, f.InputMode, f.Width, f.MaxLength = "tel", "tel", 20, 30
	case form.Area:
		f.InputMode, f.Width, f.MaxLength = "numeric", 10, 20
	case form.Address, form.Text:
		if x.MaxLength > 0 && x.MaxLength <= 30 {
			f.Width = 30
		}
	}
	f.Autocomplete = autocomplete(x)
	return f
}

// autocomplete names the purpose of a question about whoever fills in the form. Only
// what can be told from the kind and the usual ids is named: a wrong purpose fills
// in wrong values.
func autocomplete(x form.Field) string {
	switch {
	case x.Office:
		return "off"
	case x.Kind == form.Phone:
		return "tel"
	case x.Kind == form.Address && x.ID == "address":
		return "street-address"
	case x.Kind == form.Text && (x.ID == "name" || x.ID == "applicant_name"):
		return "name"
	case x.Kind == form.Text && x.ID == "email":
		return "email"
	}
	return ""
}

func (s Sheet) area(x form.Field) ui.TextArea {
	return ui.TextArea{Name: x.ID, Label: s.label(x), Hint: s.hint(x), Value: s.Answers[x.ID], Error: s.Problems.Of(x.ID), Rows: 5,
		MaxLength: x.MaxLength, Optional: !x.Required, Heading: s.heading(x), Source: s.source(x)}
}

func (s Sheet) choice(x form.Field) ui.Choice {
	c := ui.Choice{Name: x.ID, Label: s.label(x), Hint: s.hint(x), Error: s.Problems.Of(x.ID), Optional: !x.Required,
		Heading: s.heading(x), Source: s.source(x)}
	chosen := strings.Split(s.Answers[x.ID], ",")
	add := func(value, label string) {
		c.Options = append(c.Options, ui.Option{Value: value, Label: label, Chosen: slices.Contains(chosen, value)})
	}
	switch x.Kind {
	case form.YesNo:
		c.Inline = true
		add("yes", text.S(s.Lang, "formpage.yes"))
		add("no", text.S(s.Lang, "formpage.no"))
	case form.Area:
		for _, o := range s.Areas {
			add(o.Value, o.Label)
		}
		// A place that is no longer offered stays in sight: sending the form again must not drop it.
		if v := s.Answers[x.ID]; v != "" && !slices.ContainsFunc(s.Areas, func(o ui.Option) bool { return o.Value == v }) {
			add(v, v)
		}
	default:
		for _, o := range x.Options {
			add(o, s.Service.Text(s.Lang, "option."+x.ID+"."+o))
		}
	}
	return c
}

func (s Sheet) date(x form.Field) ui.DateField {
	f := ui.DateField{Name: x.ID, Label: s.label(x), Hint: s.hint(x), Error: s.Problems.Of(x.ID), Optional: !x.Required,
		Heading: s.heading(x), Source: s.source(x), Birth: !x.Office && (x.ID == "birthday" || x.ID == "birth_date")}
	f.Year, f.Month, f.Day = SplitDate(s.Answers[x.ID])
	return f
}

// SplitDate parts a date as it was typed into the three boxes: "2026-8-3" into
// 2026, 8 and 3. What does not look like a date stays whole in the first box.
func SplitDate(v string) (year, month, day string) {
	parts := strings.SplitN(v, "-", 3)
	for len(parts) < 3 {
		parts = append(parts, "")
	}
	return strings.TrimSpace(parts[0]), unpad(parts[1]), unpad(parts[2])
}

func unpad(s string) string {
	if s = strings.TrimSpace(s); len(s) == 2 && s[0] == '0' {
		return s[1:]
	}
	return s
}

func (s Sheet) file(x form.Field) ui.FileField {
	f := ui.FileField{Name: x.ID, Label: s.label(x), Hint: s.hint(x), Error: s.Problems.Of(x.ID), Accept: Accepted, Multiple: true, Pieces: s.Pieces, Optional: !x.Required}
	for _, id := range strings.Split(s.Answers[x.ID], ",") {
		if id == "" {
			continue
		}
		u := ui.Uploaded{Name: text.S(s.Lang, "formpage.file"), Remove: id}
		if k, ok := s.Files[id]; ok {
			u.Name, u.Size = k.Name, int64(k.Size)
			u.Said = text.S(s.Lang, "formpage.file-"+orElse(k.Scanned, "format"))
		}
		if s.FileHref != nil {
			u.Href = s.FileHref(id)
		}
		f.Present = append(f.Present, u)
	}
	return f
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// Accepted tells the browser which files to offer first; the content decides.
const Accepted = ".pdf,.ofd,image/*"
