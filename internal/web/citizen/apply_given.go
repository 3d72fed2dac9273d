package citizen

import (
	"slices"

	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/pack"
	"atonce/internal/record"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// given parts the questions of a page: those that registers answered are shown with
// source and time, the others are asked. A question is asked all the same where the
// person said that the register is wrong 信息有误, or where the answer has a problem.
// notes say which register did not answer.
func (f face) given(r *door.Request, s *pack.Service, d draft.Draft, fields []form.Field, problems []fail.Field) (rows []ui.Row, notes []string, asked []form.Field) {
	own := r.URL.Query().Get("own")
	for _, x := range fields {
		source, known := d.Sources[x.ID]
		wrong := slices.ContainsFunc(problems, func(p fail.Field) bool { return p.Path == x.ID })
		if known && source.Given() && own != x.ID && !wrong && d.Answers[x.ID] != "" {
			page := r.PathValue("page")
			note := f.sourceNote(r, source)
			note.Correct, note.What = applyPath(s.ID(), page)+"?own="+x.ID+"#"+x.ID, s.Text(r.Lang, "field."+x.ID)
			rows = append(rows, ui.Row{Key: s.Text(r.Lang, "field."+x.ID), Values: casepage.Shown(r.Lang, s, x, d.Answers[x.ID], nil), Source: note})
			continue
		}
		asked = append(asked, x)
		if own == x.ID && known {
			notes = append(notes, r.T("citizen.given-own", "register", f.registerName(r, source.Register)))
		}
		if note := r.T("citizen.given-"+source.State, "register", f.registerName(r, source.Register)); known && (source.State == "down" || source.State == "refused") && !slices.Contains(notes, note) {
			notes = append(notes, note)
		}
	}
	return rows, notes, asked
}

// sourceNote says where a value is from and as of when.
func (f face) sourceNote(r *door.Request, x record.Source) *ui.Source {
	return &ui.Source{From: r.T("citizen.given-from", "register", f.registerName(r, x.Register), "time", ui.ShortMoment(r.Lang, x.AsOf.In(f.zone())))}
}

func (f face) registerName(r *door.Request, id string) string {
	if x, ok := f.desk.Packs().Register(id); ok {
		return x.Names().In(r.Lang)
	}
	return id
}

// sent are the questions of a page whose answers a sent form holds: what a register
// gave stays unless the form asked for it.
func sent(r *door.Request, d draft.Draft, fields []string) []string {
	return slices.DeleteFunc(slices.Clone(fields), func(id string) bool {
		x, known := d.Sources[id]
		if !known || !x.Given() {
			return false
		}
		return !r.PostForm.Has(id) && !r.PostForm.Has(id+"-year") && (r.MultipartForm == nil || len(r.MultipartForm.File[id]) == 0)
	})
}
