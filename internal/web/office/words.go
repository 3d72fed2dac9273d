package office

import (
	"strconv"
	"strings"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

func itoa(n int) string { return strconv.Itoa(n) }

// wrongNames names the questions whose answers do not fit, each with what is wrong.
func wrongNames(r *door.Request, v desk.View, wrong []fail.Field) string {
	var out []string
	for _, w := range wrong {
		out = append(out, r.T("office.field-problem", "field", casepage.FieldName(r.Lang, v.Service, w.Path), "problem", text.T(r.Lang, w.Key, w.Args)))
	}
	return strings.Join(out, " ")
}

// problemsOf turns problems into words.
func problemsOf(l text.Lang, fields []fail.Field) ui.Problems {
	var out ui.Problems
	for _, p := range fields {
		out = append(out, ui.Problem{Field: p.Path, Text: text.T(l, p.Key, p.Args)})
	}
	return out
}

// changeValues say one difference between two versions: what stood there and what will.
func changeValues(r *door.Request, c pack.Change) []string {
	switch {
	case c.Before == "":
		return []string{r.T("office.change-added", "after", c.After)}
	case c.After == "":
		return []string{r.T("office.change-removed", "before", c.Before)}
	}
	return []string{r.T("office.change-before", "before", c.Before), r.T("office.change-after", "after", c.After)}
}

// join writes ids as the kernel does in the arguments of a refusal.
func join(ids []string) string { return strings.Join(ids, ", ") }
