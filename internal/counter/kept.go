package counter

import (
	"strings"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/store"
	"atonce/internal/text"
)

// Save writes the whole list over the one before. A counter that is not in it is closed.
func (l List) Save(tx *store.Tx) error {
	if _, err := tx.Exec(`UPDATE counter SET closed = 1`); err != nil {
		return fail.Wrap(err, "counter: close")
	}
	for i, c := range l.Counters {
		if _, err := tx.Exec(`INSERT INTO counter (id, at, name_zh, name_en, address_zh, address_en, hours_zh, hours_en, point, offices, closed) VALUES (?,?,?,?,?,?,?,?,?,?,0)
 ON CONFLICT (id) DO UPDATE SET at = excluded.at, name_zh = excluded.name_zh, name_en = excluded.name_en, address_zh = excluded.address_zh, address_en = excluded.address_en,
 hours_zh = excluded.hours_zh, hours_en = excluded.hours_en, point = excluded.point, offices = excluded.offices, closed = 0`,
			c.ID, i, c.Name[text.ZH], c.Name[text.EN], c.Address[text.ZH], c.Address[text.EN], c.Hours[text.ZH], c.Hours[text.EN], c.At.String(), strings.Join(c.Offices, "\n")); err != nil {
			return fail.Wrap(err, "counter: save")
		}
	}
	if _, err := tx.Exec(`DELETE FROM place`); err != nil {
		return fail.Wrap(err, "counter: drop places")
	}
	for i, p := range l.Places {
		if _, err := tx.Exec(`INSERT INTO place (area, at, name_zh, name_en, point) VALUES (?,?,?,?,?)`, p.Area, i, p.Name[text.ZH], p.Name[text.EN], p.At.String()); err != nil {
			return fail.Wrap(err, "counter: save place")
		}
	}
	return nil
}

const columns = `id, name_zh, name_en, address_zh, address_en, hours_zh, hours_en, point, offices, closed`

// Open lists the counters that are open, in the order of their list.
func Open(tx *store.Tx) ([]Counter, error) {
	return read(tx, `SELECT `+columns+` FROM counter WHERE closed = 0 ORDER BY at`)
}

// Find is the counter with an id, also a closed one: somebody may have a time there.
func Find(tx *store.Tx, id string) (Counter, bool, error) {
	cs, err := read(tx, `SELECT `+columns+` FROM counter WHERE id = ?`, id)
	if err != nil || len(cs) == 0 {
		return Counter{}, false, err
	}
	return cs[0], true, nil
}

func read(tx *store.Tx, query string, args ...any) ([]Counter, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, fail.Wrap(err, "counter: list")
	}
	defer rows.Close()
	var out []Counter
	for rows.Next() {
		var c Counter
		var name, address, hours [2]string
		var point, offices string
		var closed int
		if err := rows.Scan(&c.ID, &name[0], &name[1], &address[0], &address[1], &hours[0], &hours[1], &point, &offices, &closed); err != nil {
			return nil, fail.Wrap(err, "counter: list")
		}
		both := func(w [2]string) law.Words { return law.Words{text.ZH: w[0], text.EN: w[1]} }
		c.Name, c.Address, c.Hours, c.Offices, c.Closed = both(name), both(address), both(hours), strings.Split(offices, "\n"), closed == 1
		if c.At, err = ParsePoint(point); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, fail.Wrap(rows.Err(), "counter: list")
}

// Places lists the places people may name, in the order of their list.
func Places(tx *store.Tx) ([]Place, error) {
	rows, err := tx.Query(`SELECT area, name_zh, name_en, point FROM place ORDER BY at`)
	if err != nil {
		return nil, fail.Wrap(err, "counter: places")
	}
	defer rows.Close()
	var out []Place
	for rows.Next() {
		var p Place
		var zh, en, point string
		if err := rows.Scan(&p.Area, &zh, &en, &point); err != nil {
			return nil, fail.Wrap(err, "counter: places")
		}
		p.Name = law.Words{text.ZH: zh, text.EN: en}
		if p.At, err = ParsePoint(point); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, fail.Wrap(rows.Err(), "counter: places")
}
