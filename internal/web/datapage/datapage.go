// Package datapage is what the faces draw of a record of the data catalogue, so that
// the public page and the office's say the same of it.
package datapage

import (
	"strconv"
	"strings"

	"atonce/internal/dataset"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/text"
	"atonce/internal/web/ui"
)

// Known names what a record refers to by id.
type Known struct {
	Lang    text.Lang
	Offices []people.Office
	Service func(id string) string // its name; empty where it is not in force
}

// Word is the word for one of the values a record chooses from: the state, the way.
func Word[T ~string](l text.Lang, what string, v T) string {
	return text.S(l, "dataset."+what+"-"+string(v))
}

// Office is the name of an office, or its id where nobody knows it.
func (k Known) Office(id string) string {
	for _, o := range k.Offices {
		if o.ID == id {
			return o.Name.In(k.Lang)
		}
	}
	return id
}

func (k Known) kind(kind string) string {
	for _, o := range k.Offices {
		if o.Kind == kind {
			return o.Name.In(k.Lang)
		}
	}
	return kind
}

// Rows is the whole record but its fields.
func (k Known) Rows(r dataset.Record) []ui.Row {
	l := k.Lang
	var rows []ui.Row
	add := func(key string, values ...string) {
		var said []string
		for _, v := range values {
			if v != "" {
				said = append(said, v)
			}
		}
		if len(said) > 0 {
			rows = append(rows, ui.Row{Key: text.S(l, "dataset.label."+key), Values: said})
		}
	}
	add("code", r.Code)
	add("provider", k.Office(r.Provider), r.Credit)
	add("system", r.System.In(l))
	var sources, scenarios []string
	for _, s := range r.Sources {
		sources = append(sources, k.kind(s))
	}
	for _, s := range r.Scenario {
		scenarios = append(scenarios, Word(l, "scenario", s))
	}
	add("sources", strings.Join(sources, text.S(l, "dataset.comma")))
	add("storage", Word(l, "storage", r.Storage))
	add("channel", Word(l, "channel", r.Channel))
	add("cycle", Word(l, "cycle", r.Cycle))
	add("licence", yes(l, r.Licence))
	add("scenario", strings.Join(scenarios, text.S(l, "dataset.comma")))
	service := ""
	if r.Service != "" {
		if service = k.Service(r.Service); service == "" {
			service = r.Service
		}
	}
	add("service", service, r.Items.Basic, r.Items.Business, r.Items.Implementation)
	add("unlinked", r.Unlinked)
	add("share", k.rule(r.Share)...)
	add("open", k.rule(r.Open)...)
	add("terms", r.Terms)
	return rows
}

func (k Known) rule(r dataset.Rule) []string {
	out := []string{Word(k.Lang, "way", r.Way), r.Condition.In(k.Lang)}
	if r.Reason != "" {
		out = append(out, Word(k.Lang, "reason", r.Reason))
	}
	return append(out, r.Because.In(k.Lang))
}

func yes(l text.Lang, v bool) string {
	if v {
		return text.S(l, "dataset.yes")
	}
	return text.S(l, "dataset.no")
}

// Fields is the table of a record's fields.
func (k Known) Fields(r dataset.Record) ui.Table {
	l := k.Lang
	head := func(key string) string { return text.S(l, "dataset.label."+key) }
	t := ui.Table{Caption: head("fields"), HideTitle: true, Columns: []ui.Column{{Head: head("field"), Place: ui.PlaceTitle}, {Head: head("type"), Place: ui.PlaceLine},
		{Head: head("sensitivity"), Place: ui.PlaceLine}, {Head: head("share"), Place: ui.PlaceLine}, {Head: head("open"), Place: ui.PlaceLine}}}
	for _, f := range r.Fields {
		kind := f.Type
		if key := "dataset.type-" + kind; text.Has(l, key) {
			kind = text.S(l, key)
		}
		if f.Length > 0 {
			kind += " " + strconv.Itoa(f.Length)
		}
		open := ui.Cell{Text: Word(l, "way", f.Open)}
		if f.Mask != "" {
			open.Sub = Word(l, "mask", f.Mask)
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: f.Name.In(l), Sub: f.ID}, {Text: kind}, {Text: text.S(l, "dataset.grade", "n", strconv.Itoa(f.Sensitivity))},
			{Text: Word(l, "way", f.Share)}, open}})
	}
	return t
}

// Filter is the bar above a list of records.
func Filter(l text.Lang, action string, f dataset.Filter, states bool) ui.Filter {
	choice := func(name, label string, value string, words string, all []string) ui.FilterField {
		x := ui.FilterField{Name: name, Label: text.S(l, "dataset.label."+label), Options: []ui.Option{{Label: text.S(l, "dataset.every"), Chosen: value == ""}}}
		for _, v := range all {
			x.Options = append(x.Options, ui.Option{Value: v, Label: text.S(l, "dataset."+words+"-"+v), Chosen: v == value})
		}
		return x
	}
	ways := []string{string(dataset.Unconditional), string(dataset.Conditional), string(dataset.Never)}
	out := ui.Filter{Action: action, Fields: []ui.FilterField{{Name: "q", Label: text.S(l, "dataset.find"), Value: f.Words},
		choice("share", "share", string(f.Share), "way", ways), choice("open", "open", string(f.Open), "way", ways)}}
	if states {
		var all []string
		for _, s := range dataset.States {
			all = append(all, string(s))
		}
		out.Fields = append(out.Fields, choice("state", "state", string(f.State), "state", all))
	}
	if f.Words != "" || f.Share != "" || f.Open != "" || f.State != "" {
		out.Clear = action
	}
	return out
}

// Both are words in the two languages, as a form sends them.
func Both(zh, en string) law.Words {
	if zh == "" && en == "" {
		return nil
	}
	return law.Words{text.ZH: zh, text.EN: en}
}
