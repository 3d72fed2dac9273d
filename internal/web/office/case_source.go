package office

import (
	"slices"
	"strings"

	"atonce/internal/desk"
	"atonce/internal/record"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"

	"github.com/a-h/templ"
)

func (f face) sourced(r *door.Request, v desk.View, row ui.Row, x record.Source) ui.Row {
	return casepage.Sourced(r.Lang, f.desk.Packs(), row, x, v.Case.Procedure.Calendar.Zone())
}

// materials are what was looked up for the case, as the registers said it, and what the
// applicant says or sent where they said nothing or are said to be wrong.
func (f face) materials(r *door.Request, v desk.View) []answersPart {
	part, sources, names := answersPart{title: r.T("office.materials-fetched")}, desk.Sources(v.Case), casepage.Names(r.Lang, v)
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
		case x.Own:
			if known {
				row.Values = casepage.FetchedValues(r.Lang, register, x.Values, v.Hides)
			}
			row.Body = materialFiles(x, names)
			if hidden := casepage.HiddenFields(r.Lang, v, x, row.Key, r.PostForm[casepage.ShowField]); hidden != nil {
				row.Body = templ.Join(row.Body, hidden) // the words say what the register should
			} else {
				row.Values = append(row.Values, r.T("office.material-words", "words", x.Words))
			}
		case len(x.Files) > 0:
			row.Values = []string{r.T("office.material-sent")}
			row.Body = materialFiles(x, names)
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

// materialFiles are links to what the applicant sent for a material.
func materialFiles(x record.Source, names map[string]string) templ.Component {
	var list []ui.Link
	for _, id := range x.Files {
		list = append(list, ui.Link{Text: names[id], Href: fileHref(id)})
	}
	return fileLinks(list)
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
