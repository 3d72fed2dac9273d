package catalogue

import (
	"encoding/json"

	"atonce/internal/fail"
	"atonce/internal/text"
)

// write records the change, then each new version, then what lists are read from.
func (d *doing) write() error {
	c := d.c
	basis, err := json.Marshal(c.Basis)
	if err != nil {
		return fail.Wrap(err, "catalogue: write basis")
	}
	if err := d.tx.QueryRow(`SELECT COALESCE(MAX(id), 0) + 1 FROM catalogue_change`).Scan(&c.ID); err != nil {
		return fail.Wrap(err, "catalogue: number a change")
	}
	_, err = d.tx.Exec(`INSERT INTO catalogue_change (id, verb, list, by_id, at, effective, why, basis) VALUES (?,?,?,?,?,?,?,?)`,
		c.ID, c.Verb, c.List, c.By, c.At, c.Effective, c.Why, basis)
	if err != nil {
		return fail.Wrap(err, "catalogue: record a change")
	}
	for _, e := range d.next {
		if err := d.version(e); err != nil {
			return err
		}
	}
	for _, l := range d.links {
		_, err := d.tx.Exec(`INSERT INTO catalogue_link (list, source, target, change) VALUES (?,?,?,?)`, c.List, l[0], l[1], c.ID)
		if err != nil {
			return fail.Wrap(err, "catalogue: link")
		}
	}
	return nil
}

func (d *doing) version(e Entry) error {
	body, err := json.Marshal(e)
	if err != nil {
		return fail.Wrap(err, "catalogue: write entry")
	}
	_, err = d.tx.Exec(`INSERT INTO catalogue_version (list, code, version, change, from_at, body) VALUES (?,?,?,?,?,?)`,
		e.List, e.Code, e.Version, d.c.ID, e.From, body)
	if err != nil {
		return fail.Wrap(err, "catalogue: write version")
	}
	return d.show(e, body)
}

// show brings the table that lists are read from, and the index of articles, to e.
func (d *doing) show(e Entry, body []byte) error {
	name, english := e.Name.In(text.ZH), e.Name[text.EN]
	_, err := d.tx.Exec(`INSERT INTO catalogue_entry (list, code, version, state, agency, area, type, service, name, name_en, from_at, body)
 VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (list, code) DO UPDATE SET version = excluded.version, state = excluded.state,
 agency = excluded.agency, area = excluded.area, type = excluded.type, service = excluded.service, name = excluded.name,
 name_en = excluded.name_en, from_at = excluded.from_at, body = excluded.body`,
		e.List, e.Code, e.Version, e.State, e.Agency, e.Area, e.Type, e.Service, name, english, e.From, body)
	if err != nil {
		return fail.Wrap(err, "catalogue: show entry")
	}
	if e.Version > 1 {
		if _, err := d.tx.Exec(`DELETE FROM catalogue_basis WHERE list = ? AND code = ?`, e.List, e.Code); err != nil {
			return fail.Wrap(err, "catalogue: clear articles")
		}
	}
	if e.State == Cancelled {
		return nil
	}
	for _, b := range e.Basis {
		_, err := d.tx.Exec(`INSERT INTO catalogue_basis (law, article, list, code) VALUES (?,?,?,?) ON CONFLICT DO NOTHING`, b.Law, b.Article, e.List, e.Code)
		if err != nil {
			return fail.Wrap(err, "catalogue: index article")
		}
	}
	return nil
}
