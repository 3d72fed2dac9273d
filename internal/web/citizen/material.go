package citizen

import (
	"io"
	"net/url"

	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/record"
	"atonce/internal/text"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/formpage"
	"atonce/internal/web/ui"
)

// instead is the small form with which a paper is sent for a material that no register
// gave.
type instead struct {
	action  string
	file    ui.FileField
	buttons []ui.Button
}

func materialPath(service, material string) string {
	return "/apply/" + url.PathEscape(service) + "/materials/" + url.PathEscape(material)
}

// fetched are the materials that registers gave, with source and time; where none did,
// what happens now and the way to send a paper instead.
func (f face) fetched(r *door.Request, s *pack.Service, d draft.Draft, said *fail.Error) ([]ui.Row, error) {
	var rows []ui.Row
	for _, m := range s.Item().Materials {
		x, asked := d.Sources[record.Material(m.ID)]
		if !asked {
			continue
		}
		row := ui.Row{Key: s.Text(r.Lang, "material."+m.ID)}
		register, known := f.desk.Packs().Register(x.Register)
		if (x.Given() || x.Own) && known {
			row.Values = casepage.FetchedValues(r.Lang, register, x.Values, nil)
		}
		if x.Given() && known || x.Own && asksWrong(r, m.ID) {
			row.Source = f.sourceNote(r, x)
			f.mayBeWrong(r, s, m.ID, x, said, &row)
			rows = append(rows, row)
			continue
		}
		if x.Own {
			row.Values = append(row.Values, r.T("citizen.material-own", "words", x.Words))
			row.Action = ui.Link{Text: r.T("citizen.change"), Href: wrongPath(s.ID(), m.ID)}
		} else {
			row.Values = []string{r.T("citizen.material-"+x.State, "register", f.registerName(r, x.Register))}
		}
		sent, err := f.desk.Files(r.Context(), r.Person, x.Files)
		if err != nil {
			return nil, err
		}
		form := instead{action: materialPath(s.ID(), m.ID), buttons: []ui.Button{{Label: r.T("citizen.material-send"), Kind: ui.Secondary}},
			file: ui.FileField{Name: m.ID, Label: r.T("citizen.material-file"), Accept: formpage.Accepted}}
		if said != nil && r.PathValue("material") == m.ID {
			form.file.Error = text.Error(r.Lang, said)
		}
		for _, id := range x.Files {
			form.file.Present = append(form.file.Present, ui.Uploaded{Name: sent[id].Name, Size: int64(sent[id].Size), Href: "/files/" + url.PathEscape(id), Remove: id})
		}
		if x.Own {
			form.buttons = append(form.buttons, ui.Button{Label: r.T("citizen.material-believe"), Name: m.ID + believed, Value: "yes", Kind: ui.Secondary})
		}
		row.Body = insteadForm(form)
		rows = append(rows, row)
	}
	return rows, nil
}

// sendMaterial keeps, or takes back, a paper that stands in for what no register gave, or
// that a register is wrong.
func (f face) sendMaterial(r *door.Request) error {
	s, err := f.desk.Service(r.PathValue("service"))
	if err != nil {
		return err
	}
	if err := r.Demand(s.Item().Assurance); err != nil {
		return err
	}
	if err := formpage.Parse(r.Request); err != nil {
		return err
	}
	material := r.PathValue("material")
	if done, err := f.sayWrong(r, s, material); done || err != nil {
		return err
	}
	if gone := r.PostFormValue(material + "-remove"); gone != "" {
		if err := f.desk.DropMaterial(r.Context(), r.Person, s.ID(), material, gone); err != nil {
			return err
		}
	} else if err := f.keepMaterial(r, s, material); err != nil {
		e := fail.As(err)
		if e.Kind != fail.Invalid && e.Kind != fail.TooLarge {
			return err
		}
		d, err := f.desk.Draft(r.Context(), r.Person, s.ID())
		if err != nil {
			return err
		}
		return f.drawAnswers(r, s, d, e)
	}
	return r.Redirect("/apply/" + url.PathEscape(s.ID()) + "/answers#" + material)
}

func (f face) keepMaterial(r *door.Request, s *pack.Service, material string) error {
	file, head, err := r.FormFile(material)
	if err != nil {
		return fail.New(fail.Invalid, "citizen.material-choose")
	}
	body, err := io.ReadAll(file)
	_ = file.Close() // it was only read
	if err != nil {
		return fail.Wrap(err, "citizen: read material")
	}
	return f.desk.SendMaterial(r.Context(), r.Person, s.ID(), material, head.Filename, body)
}
