package desk

import (
	"slices"

	"atonce/internal/share"
)

// Whole asks for every answer of a case, the sensitive ones too: what a program or a
// file takes.
const Whole = "*"

// hidden are the answers of a case that an official is not shown: the sensitive ones
// that they did not ask for.
func hidden(f *filed, show []string) map[string]bool {
	out := map[string]bool{}
	for _, x := range f.service.Form().Fields() {
		if x.Sensitive() && f.was.Answers[x.ID] != "" && !slices.Contains(show, x.ID) && !slices.Contains(show, Whole) {
			out[x.ID] = true
		}
	}
	return out
}

// looksAtCase are what an official's page of a case is recorded as: the look at what
// stands open, and beside it the one at what they asked to be shown.
func looksAtCase(look share.Look, f *filed, hidden map[string]bool, show []string) []share.Look {
	var open, shown []string
	for _, id := range answered(f) {
		x, _ := f.service.Form().Field(id)
		switch {
		case hidden[id]:
		case x.Sensitive() && slices.Contains(show, id):
			shown = append(shown, id)
		default:
			open = append(open, id)
		}
	}
	look.Fields = append(open, "applicant") // the course of the case says who did what
	out := []share.Look{look}
	if len(shown) > 0 {
		look.Fields, look.Purpose = shown, PurposeShow
		out = append(out, look)
	}
	return out
}

// Hides says whether the viewer is not shown an answer.
func (v View) Hides(field string) bool { return v.Hidden[field] }
