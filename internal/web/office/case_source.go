package office

import (
	"slices"
	"strings"

	"atonce/internal/desk"
	"atonce/internal/record"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

func (f face) sourced(r *door.Request, v desk.View, row ui.Row, x record.Source) ui.Row {
	return casepage.Sourced(r.Lang, f.desk.Packs(), row, x, v.Case.Procedure.Calendar.Zone())
}

// materials are what was looked up for the case, as the registers said it, or what the
// applicant sent where they said nothing.
func (f face) materials(r *door.Request, v desk.View) []answersPart {
	part, sources, names := answersPart{title: r.T("office.materials-fetched")}, desk.Sources(v.Case), casepage.FileNames(v)
	for _, m := range v.Service.Item().Materials {
		x, ok := sources[record.Material(m.ID)]
		if !ok {
			continue
		}
		row := ui.Row{Key: v.Service.Text(r.Lang, "material."+m.ID)}
		register, known := f.desk.Packs().Register(x.Register)
		switch {
		case x.Given() && known:
			row.Values = casepage.FetchedValues(r.Lang, register, x.Values, v.Hides)
			row.Body = casepage.HiddenFields(r.Lang, v, x, row.Key, r.PostForm[casepage.ShowField])
			row.Asks = row.Body != nil
		case len(x.Files) > 0:
			row.Values = []string{r.T("office.material-sent")}
			var list []ui.Link
			for _, id := range x.Files {
				list = append(list, ui.Link{Text: names[id], Href: fileHref(id)})
			}
			row.Body = fileLinks(list)
		default:
			row.Values = []string{r.T("office.material-nothing")}
		}
		part.rows = append(part.rows, f.sourced(r, v, row, x))
	}
	if len(part.rows) == 0 {
		return nil
	}
	return []answersPart{part}
}

// silentAbout names the answers and materials that a register should have given.
func silentAbout(r *door.Request, v desk.View, register string) string {
	var out []string
	for q, x := range desk.Sources(v.Case) {
		if !x.Down() || x.Register != register {
			continue
		}
		if m, material := strings.CutPrefix(q, record.Material("")); material {
			out = append(out, v.Service.Text(r.Lang, "material."+m))
		} else {
			out = append(out, v.Service.Text(r.Lang, "field."+q))
		}
	}
	slices.Sort(out)
	return strings.Join(out, r.T("casepage.comma"))
}
