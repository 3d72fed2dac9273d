package catalogue

import (
	"encoding/json"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/store"
)

// Filter narrows a list. Empty fields do not.
type Filter struct {
	List   List
	Agency string
	State  State
	Text   string // within the name or the code
}

// Page lists entries in the order of their codes, from after on, in one query. next
// is where the following page begins; empty on the last.
func Page(tx *store.Tx, f Filter, after string, size int) (out []Entry, next string, err error) {
	where, args := []string{`list = ?`, `code > ?`}, []any{string(f.List), after}
	if f.Agency != "" {
		where, args = append(where, `agency = ?`), append(args, f.Agency)
	}
	if f.State != "" {
		where, args = append(where, `state = ?`), append(args, string(f.State))
	}
	if f.Text != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(f.Text) + "%"
		where, args = append(where, `(name LIKE ? ESCAPE '\' OR code LIKE ? ESCAPE '\')`), append(args, like, like)
	}
	out, err = entries(tx, `SELECT body FROM list_entry WHERE `+strings.Join(where, ` AND `)+` ORDER BY code LIMIT ?`, append(args, size+1)...)
	if len(out) > size {
		out, next = out[:size], out[size-1].Code
	}
	return out, next, err
}

// Each calls f for every entry of every list.
func Each(tx *store.Tx, f func(Entry)) error {
	es, err := entries(tx, `SELECT body FROM list_entry ORDER BY list, code`)
	for _, e := range es {
		f(e)
	}
	return err
}

// Count is how many entries each list has in force.
func Count(tx *store.Tx) (map[List]int, error) {
	rows, err := tx.Query(`SELECT list, COUNT(*) FROM list_entry WHERE state = 'in-force' GROUP BY list`)
	if err != nil {
		return nil, fail.Wrap(err, "catalogue: count")
	}
	defer rows.Close()
	out := map[List]int{}
	for rows.Next() {
		var l string
		var n int
		if err := rows.Scan(&l, &n); err != nil {
			return nil, fail.Wrap(err, "catalogue: count")
		}
		out[List(l)] = n
	}
	return out, fail.Wrap(rows.Err(), "catalogue: count")
}

// RestingOn lists the entries that rest on an article of a law; an empty article
// asks for the whole law.
func RestingOn(tx *store.Tx, c law.Citation) ([]Entry, error) {
	q, args := `SELECT e.body FROM list_basis b JOIN list_entry e ON e.list = b.list AND e.code = b.code WHERE b.law = ?`, []any{c.Law}
	if c.Article != "" {
		q, args = q+` AND b.article = ?`, append(args, c.Article)
	}
	return entries(tx, q+` ORDER BY e.list, e.code LIMIT 500`, args...)
}

func entries(tx *store.Tx, query string, args ...any) ([]Entry, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, fail.Wrap(err, "catalogue: list")
	}
	defer rows.Close()
	var out []Entry
	for rows.Next() {
		var body []byte
		var e Entry
		if err := rows.Scan(&body); err != nil {
			return nil, fail.Wrap(err, "catalogue: list entry")
		}
		if err := json.Unmarshal(body, &e); err != nil {
			return nil, fail.Wrap(err, "catalogue: list entry")
		}
		out = append(out, e)
	}
	return out, fail.Wrap(rows.Err(), "catalogue: list")
}
