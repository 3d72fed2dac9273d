package ui

import (
	"atonce/internal/fail"
	"atonce/internal/text"
	"context"
	"slices"
	"strings"
)

// fullTitle is what the window and the screen reader say first: an error before
// anything else, then the page, then the face (WCAG 2.4.2).
func fullTitle(p Page) string {
	t := p.Title
	if p.Failed {
		t = text.S(p.Lang, "ui.error.title", "title", t)
	}
	if t == "" {
		return faceName(p.Lang, p.Face)
	}
	return t + " - " + faceName(p.Lang, p.Face)
}

func faceName(l text.Lang, f Face) string {
	if f == "" {
		f = Citizen
	}
	return text.S(l, "ui.face."+string(f))
}

// menuRow is how many links of a menu stand open on a phone; more are folded there.
const menuRow = 6

// menuWords stand for a folded menu: where one is, and what it counts, such as notices.
func menuWords(ctx context.Context, links []Link) string {
	words := []string{T(ctx, "ui.menu.fold")}
	for _, l := range links {
		if l.Current || strings.ContainsAny(l.Text, "(（") {
			words = append(words, l.Text)
		}
	}
	return strings.Join(words, " · ")
}

// Problem is one line of an error summary and of the field it leads to. Href is
// for a field that stands on another page; without it the line leads to the field
// on this one.
type Problem struct{ Field, Text, Href, Label string }

// Named says of each problem in the summary what it is about, where label knows it: the
// same sentence three times would tell nobody where to look.
func (ps Problems) Named(label func(field string) string) Problems {
	out := slices.Clone(ps)
	for i, p := range out {
		if p.Label == "" {
			out[i].Label = BeforeColon(label(p.Field))
		}
	}
	return out
}

func (p Problem) leadsTo() string {
	if p.Href == "" && p.Field != "" {
		return "#" + p.Field
	}
	return p.Href
}

// Problems are the problems that a refused submission is about, in the words of l.
// It is empty for an error that names no field.
type Problems []Problem

// ProblemsOf turns the fields of err into words.
func ProblemsOf(l text.Lang, err error) Problems {
	var ps Problems
	if err == nil {
		return nil
	}
	for _, f := range fail.As(err).Fields {
		ps = append(ps, Problem{Field: f.Path, Text: text.T(l, f.Key, f.Args)})
	}
	return ps
}

// Of is the first problem of field, or "": what a field's Error takes.
func (ps Problems) Of(field string) string {
	for _, p := range ps {
		if p.Field == field {
			return p.Text
		}
	}
	return ""
}

// said is the problem as the summary says it.
func (p Problem) said(ctx context.Context) string {
	if p.Label == "" {
		return p.Text
	}
	return T(ctx, "ui.error.of", "what", p.Label, "problem", p.Text)
}

// BeforeColon is a label that a colon follows: a question mark before it would double it.
func BeforeColon(label string) string { return strings.TrimRight(label, "？?") }
