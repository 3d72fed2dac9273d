package dataset

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/store"
	"atonce/internal/text"
)

func same(a, b Record) bool { return bytes.Equal(must(a), must(b)) }

func must(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("dataset: " + err.Error()) // texts, numbers and maps of texts
	}
	return b
}

// Bytes is the act as the log commits to it.
func (a Act) Bytes() []byte { return must(a) }

// ParseAct reads what Bytes wrote.
func ParseAct(b []byte) (a Act, err error) {
	err = json.Unmarshal(b, &a)
	return a, fail.Wrap(err, "dataset: read act")
}

// Keep writes what Judge answered: the entry as it now stands, and the act with the
// leaf of the log that commits to it. If somebody else acted in between it refuses.
func Keep(tx *store.Tx, e Entry, a Act, leaf int64, salt []byte) error {
	_, err := tx.Exec(`INSERT INTO dataset_act (dataset, seq, leaf, salt, body) VALUES (?,?,?,?,?)`, a.Dataset, a.Seq, leaf, salt, a.Bytes())
	if store.IsUnique(err) {
		return fail.New(fail.Conflict, "dataset.changed-meanwhile").Because(err)
	}
	if err != nil {
		return fail.Wrap(err, "dataset: keep act")
	}
	var public []byte
	shown := e.Record
	if e.Public != nil {
		public, shown = must(*e.Public), *e.Public
	}
	_, err = tx.Exec(`INSERT INTO dataset (id, code, provider, state, seq, words, share, open, hand, asked, record, public) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)
 ON CONFLICT (id) DO UPDATE SET code = excluded.code, state = excluded.state, seq = excluded.seq, words = excluded.words, share = excluded.share, open = excluded.open,
 hand = excluded.hand, asked = excluded.asked, record = excluded.record, public = excluded.public`,
		e.Record.ID, e.Record.Code, e.Record.Provider, e.State, e.Seq, found(shown), shown.Share.Way, shown.Open.Way, e.Hand, e.Asked, must(e.Record), public)
	if store.IsUnique(err) {
		return fail.New(fail.Invalid, "dataset.request").WithFields(fail.Field{Path: "code", Key: "dataset.code-taken"})
	}
	return fail.Wrap(err, "dataset: keep")
}

// found is what a search looks in: the words of a record in small letters.
func found(r Record) string {
	parts := []string{r.ID, r.Code}
	for _, l := range text.Langs {
		parts = append(parts, r.Name[l], r.Summary[l])
		for _, f := range r.Fields {
			parts = append(parts, f.Name[l])
		}
	}
	return strings.ToLower(strings.Join(parts, "\n"))
}

const columns = `state, seq, hand, asked, record, public`

func scan(row interface{ Scan(...any) error }) (e Entry, err error) {
	var record, public []byte
	if err := row.Scan(&e.State, &e.Seq, &e.Hand, &e.Asked, &record, &public); err != nil {
		return e, err
	}
	if err := json.Unmarshal(record, &e.Record); err != nil {
		return e, err
	}
	if public != nil {
		e.Public = &Record{}
		err = json.Unmarshal(public, e.Public)
	}
	return e, err
}

// Find is the entry of id. It gives fail.NotFound where there is none.
func Find(tx *store.Tx, id string) (Entry, error) {
	e, err := scan(tx.QueryRow(`SELECT `+columns+` FROM dataset WHERE id = ?`, id))
	if errors.Is(err, store.ErrNoRows) {
		return e, fail.New(fail.NotFound, "dataset.none", "id", id)
	}
	return e, fail.Wrap(err, "dataset: find")
}

// Filter narrows a list. Its zero value is everything.
type Filter struct {
	Words    string // within name, summary, code and the names of fields
	Provider string
	State    State
	Share    Way
	Open     Way
	Public   bool // only what is published
}

// List lists entries by code. after is the code of the last one seen.
func List(tx *store.Tx, f Filter, after string, size int) ([]Entry, error) {
	where, args := []string{"code > ?"}, []any{after}
	add := func(sql string, arg any) { where, args = append(where, sql), append(args, arg) }
	for _, w := range strings.Fields(strings.ToLower(f.Words)) {
		add(`words LIKE ? ESCAPE '\'`, "%"+escaped.Replace(w)+"%")
	}
	if f.Provider != "" {
		add("provider = ?", f.Provider)
	}
	if f.State != "" {
		add("state = ?", f.State)
	}
	if f.Share != "" {
		add("share = ?", f.Share)
	}
	if f.Open != "" {
		add("open = ?", f.Open)
	}
	if f.Public {
		where = append(where, "public IS NOT NULL")
	}
	rows, err := tx.Query(`SELECT `+columns+` FROM dataset WHERE `+strings.Join(where, " AND ")+` ORDER BY code LIMIT ?`, append(args, size)...)
	if err != nil {
		return nil, fail.Wrap(err, "dataset: list")
	}
	defer rows.Close()
	var out []Entry
	for rows.Next() {
		e, err := scan(rows)
		if err != nil {
			return nil, fail.Wrap(err, "dataset: list")
		}
		out = append(out, e)
	}
	return out, fail.Wrap(rows.Err(), "dataset: list")
}

var escaped = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// EachAct calls f for the acts in the order of the log; of one dataset where id is given.
func EachAct(tx *store.Tx, id string, f func(leaf int64, salt, body []byte) error) error {
	query, args := `SELECT leaf, salt, body FROM dataset_act ORDER BY leaf`, []any(nil)
	if id != "" {
		query, args = `SELECT leaf, salt, body FROM dataset_act WHERE dataset = ? ORDER BY leaf`, []any{id}
	}
	rows, err := tx.Query(query, args...)
	if err != nil {
		return fail.Wrap(err, "dataset: read acts")
	}
	defer rows.Close()
	for rows.Next() {
		var leaf int64
		var salt, body []byte
		if err := rows.Scan(&leaf, &salt, &body); err != nil {
			return fail.Wrap(err, "dataset: read act")
		}
		if err := f(leaf, salt, body); err != nil {
			return err
		}
	}
	return fail.Wrap(rows.Err(), "dataset: read acts")
}
