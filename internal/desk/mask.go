package desk

import (
	"slices"

	"atonce/internal/share"
)

// Whole asks for every answer of a case, the sensitive ones too: what a program or a
// file takes.
const Whole = "*"

// hidden is what of a case an official is not shown: the sensitive answers, and the
// sensitive fields of registers as "register.field", that they did not ask for.
func (d *Desk) hidden(f *filed, show []string) map[string]bool {
	out := map[string]bool{}
	if slices.Contains(show, Whole) {
		return out
	}
	for _, x := range f.service.Form().Fields() {
		if x.Sensitive() && f.was.Answers[x.ID] != "" && !slices.Contains(show, x.ID) {
			out[x.ID] = true
		}
	}
	for _, x := range Sources(f.was) {
		r, known := d.Packs().Register(x.Register)
		if !known {
			continue
		}
		for field := range x.Values {
			id := x.Register + "." + field
			if g, ok := r.Field(field); (!ok || g.Sensitivity >= MaskedField) && !slices.Contains(show, id) {
				out[id] = true
			}
		}
	}
	return out
}

// looksAtCase are what an official's page of a case is recorded as: the look at what
// stands open, and beside it the one at what they asked to be shown.
func (d *Desk) looksAtCase(look share.Look, f *filed, hidden map[string]bool, show []string) []share.Look {
	sensitive := d.hidden(f, nil)
	var open, shown []string
	for _, id := range answered(f) {
		switch {
		case hidden[id]:
		case sensitive[id] && slices.Contains(show, id):
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
