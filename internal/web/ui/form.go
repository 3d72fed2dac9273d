package ui

import (
	"context"
	"strconv"
	"strings"

	"atonce/internal/text"
)

// Source says where a value that the person did not type came from (来自), and
// where to have it mended.
type Source struct {
	From    string // "全国人口库，今天 09:41 查询"
	Correct string // address of the correction page, "" if there is none
	What    string // what would be corrected, for readers who hear only the link
}

// TextField asks for one line.
type TextField struct {
	Name, Label, Hint, Value, Error string
	Type                            string // HTML input type; "text" if empty
	InputMode                       string // keyboard on a phone: numeric, decimal, tel, email
	Autocomplete                    string // purpose of the field (WCAG 1.3.5): name, tel, street-address
	Width                           int    // characters expected: 2, 3, 4, 5, 10, 20, 30; 0 is the full width
	MaxLength                       int
	Prefix, Suffix                  string // units such as "¥" or "m²"
	Optional                        bool   // says so; every other field is needed
	Heading                         bool   // the label is the h1 of a page with one question
	Source                          *Source
}

// TextArea asks for several lines.
type TextArea struct {
	Name, Label, Hint, Value, Error string
	Rows, MaxLength                 int
	Optional, Heading               bool
	Source                          *Source
}

// Option is one answer to choose.
type Option struct {
	Value, Label, Hint string
	Chosen             bool
}

// Choice asks for one of a few answers (Radios, Select) or some of them (Checkboxes).
type Choice struct {
	Name, Label, Hint, Error string
	Options                  []Option
	Inline                   bool // short answers side by side
	Optional, Heading        bool
	Source                   *Source
}

// DateField asks for a day in three boxes, because people know their dates and
// pickers are slow. The names sent are Name-year, Name-month and Name-day.
type DateField struct {
	Name, Label, Hint, Error string
	Year, Month, Day         string
	Birth                    bool // lets the browser fill the birthday
	Optional, Heading        bool
	Source                   *Source
}

// Uploaded is a file that is already there.
type Uploaded struct {
	Name   string
	Size   int64  // bytes
	Href   string // where it can be seen, "" if nowhere
	Said   string // what was found when it came in
	Remove string // value the remove button sends under the field's name + "-remove"
}

// FileField asks for a file. The form around it must be multipart/form-data.
type FileField struct {
	Name, Label, Hint, Error string
	Accept                   string // as the HTML attribute: ".pdf,image/*"
	Multiple, Optional       bool
	Pieces                   bool // upload.js may send it in pieces; it then offers the camera too
	Present                  []Uploaded
}

// Button is a button of a form, or a link that looks like one when Href is set.
type Button struct {
	Label, Name, Value, Href string
	Kind                     ButtonKind
}

// ButtonKind says how loud a button is. One primary button a page is enough.
type ButtonKind string

// The kinds of button.
const (
	Primary   ButtonKind = ""
	Secondary ButtonKind = "secondary"
	Warning   ButtonKind = "warning" // what cannot be undone
)

func (b Button) class() string {
	if b.Kind == Primary {
		return "govuk-button"
	}
	return "govuk-button govuk-button--" + string(b.Kind)
}

// describedBy lists the ids of what explains a field, in reading order. Screen
// readers read a hint, an error or a source only when it is listed here.
func describedBy(name, hint, problem string, source *Source) string {
	var ids []string
	// A refusal that repeats the hint stands in its place.
	if hint != "" && hint != problem {
		ids = append(ids, name+"-hint")
	}
	if problem != "" {
		ids = append(ids, name+"-error")
	}
	if source != nil {
		ids = append(ids, name+"-source")
	}
	return strings.Join(ids, " ")
}

func legendSize(heading bool) string {
	if heading {
		return "govuk-fieldset__legend--l"
	}
	return "govuk-fieldset__legend--s"
}

// optionID gives the first option the field's own id: the error summary links there.
func optionID(name string, i int) string {
	if i == 0 {
		return name
	}
	return name + "-" + strconv.Itoa(i+1)
}

// optionHintID differs from the hint of the whole field, which the first option's
// own id would run into.
func optionHintID(name string, i int) string { return name + "-option-" + strconv.Itoa(i+1) + "-hint" }

type datePart struct {
	name, value string
	width       int
}

// parts puts the three boxes in the order of the language: year first in
// Chinese, day first in English.
func (f DateField) parts(l text.Lang) []datePart {
	y, m, d := datePart{"year", f.Year, 4}, datePart{"month", f.Month, 2}, datePart{"day", f.Day, 2}
	if l == text.ZH {
		return []datePart{y, m, d}
	}
	return []datePart{d, m, y}
}

// partID gives the first box the field's own id: the error summary links there.
func partID(name, part string, i int) string {
	if i == 0 {
		return name
	}
	return name + "-" + part
}

// named is a label with its mark: what is not needed says so, everything else is needed.
func named(ctx context.Context, label string, optional bool) string {
	if optional {
		return label + T(ctx, "ui.optional")
	}
	return label
}
