package desk

import (
	"encoding/json"
	"strconv"
	"time"

	"atonce/internal/archive"
	"atonce/internal/casework"
	"atonce/internal/decision"
	"atonce/internal/draft"
	"atonce/internal/edition"
	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/licence"
	"atonce/internal/pack"
	"atonce/internal/record"
	"atonce/internal/store"
)

// pieces are the files that the acts name, what rules said, and what was issued.
func (d *Desk) pieces(tx *store.Tx, f *filed, c *archive.Content, zone *time.Location) error {
	number, seen := f.was.Number, map[string]bool{}
	for _, fl := range f.service.Form().Fields() {
		if fl.Kind != form.File {
			continue
		}
		for _, a := range f.was.Acts {
			for _, id := range f.service.Form().Files(map[string]string{fl.ID: a.Answers[fl.ID]}) {
				if seen[id] {
					continue
				}
				seen[id] = true
				if err := d.piece(tx, c, id, said(f.service, "field."+fl.ID), a.Seq, zone); err != nil {
					return err
				}
			}
		}
	}
	for _, a := range f.was.Acts {
		for _, m := range f.service.Item().Materials {
			for _, id := range a.Sources[record.Material(m.ID)].Files {
				if err := d.piece(tx, c, id, said(f.service, "material."+m.ID), a.Seq, zone); err != nil {
					return err
				}
			}
		}
	}
	before := f.was
	for i, a := range f.was.Acts {
		if a.Model == nil {
			continue
		}
		before.Acts = f.was.Acts[:i]
		body, err := d.decisionIn(tx, number, before, a)
		if err != nil {
			return err
		}
		c.Pieces = append(c.Pieces, archive.Piece{Body: body, Element: archive.Element{Kind: archive.KindDecision, Title: c.Acts[i].Title, Format: "application/json",
			FormedBy: a.By, FormedAt: a.At.In(zone), Name: "decision-" + number + "-" + strconv.Itoa(a.Seq) + ".json", Seq: a.Seq}})
	}
	ls, err := licence.OfCase(tx, number)
	if err != nil {
		return err
	}
	for _, l := range ls {
		if err := d.archiveLicence(tx, l, c, zone); err != nil {
			return err
		}
	}
	return nil
}

// piece adds a file that somebody sent.
func (d *Desk) piece(tx *store.Tx, c *archive.Content, id string, title archive.Words, seq int, zone *time.Location) error {
	x, ok, err := draft.FindFile(tx, id)
	if err == nil && !ok {
		err = fail.New(fail.NotFound, "draft.no-file", "file", id)
	}
	if err != nil {
		return err
	}
	body, err := draft.Body(tx, id)
	if err != nil {
		return err
	}
	c.Pieces = append(c.Pieces, archive.Piece{Body: body, Element: archive.Element{Kind: archive.KindMaterial, Title: title,
		Format: x.Kind, FormedBy: x.Owner, FormedAt: x.Added.In(zone), File: id, Name: x.Name, Seq: seq}})
	return nil
}

// archivedLicence is a licence as a package says what was issued. What its checks and
// its hidden claims rest on stays here.
type archivedLicence struct {
	Number  string
	Kind    archive.Words
	Holder  string // person id
	Name    string // the holder's name as issued
	Office  string
	Issued  time.Time
	Expires time.Time `json:",omitzero"`
	Version int
	State   licence.State
	Fields  map[string]string
}

// archiveLicence adds a licence as data and, where licences are signed, as the signed
// credential.
func (d *Desk) archiveLicence(tx *store.Tx, l licence.Licence, c *archive.Content, zone *time.Location) error {
	i, err := d.issued(tx, l)
	if err != nil {
		return err
	}
	title := said(i.Service, "licence."+l.Kind)
	body, err := json.MarshalIndent(archivedLicence{l.Number, title, l.Holder, l.Name, l.Office, l.Issued, l.Expires, l.Version, l.State, l.Fields}, "", " ")
	if err != nil {
		return fail.Wrap(err, "desk: licence as JSON")
	}
	e := archive.Element{Kind: archive.KindLicence, Title: title, Format: "application/json", FormedBy: l.Office, FormedAt: l.Issued.In(zone), Name: l.Number}
	c.Pieces = append(c.Pieces, archive.Piece{Body: append(body, '\n'), Element: e})
	k := d.Keys().Licence
	if k.Signer == nil {
		return nil
	}
	signed, err := credentialOf(tx, k, i)
	if err != nil {
		return err
	}
	e.Format = archive.FormatCredential
	c.Pieces = append(c.Pieces, archive.Piece{Body: []byte(signed), Element: e})
	return nil
}

// decisionIn is the receipt of what rules said about one act, as a file.
func (d *Desk) decisionIn(tx *store.Tx, number string, before casework.Case, a casework.Act) ([]byte, error) {
	s, err := d.pinnedTo(tx, a.Model.Digest)
	if err != nil {
		return nil, err
	}
	salt, err := saltOf(tx, number, a.Seq)
	if err != nil {
		return nil, err
	}
	r, err := receiptIn(tx, s, number, before, a, salt)
	if err != nil {
		return nil, err
	}
	whole, _ := pack.SplitDigest(a.Model.Digest)
	files, err := edition.Files(tx, whole)
	if err != nil {
		return nil, err
	}
	proof, err := d.proofOf(tx, number, a.Seq)
	if err != nil {
		return nil, err
	}
	out, err := decision.NewFile(r, files, proof)
	if err != nil {
		return nil, err
	}
	return out.Bytes()
}
