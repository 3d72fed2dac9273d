// Package export keeps what is taken out of registers in bulk 批量导出: what one official
// asked for, what a second person answered, and each time it was taken. One who asks
// takes nothing, and one who answers asks nothing. The log commits to every deed, those
// that were refused too.
package export

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/merkle"
	"atonce/internal/store"
)

// State is where an export stands.
type State string

// The states. An answer is for good: who was refused asks anew.
const (
	Asked    State = "asked"
	Approved State = "approved"
	Refused  State = "refused"
)

// Window is how long after the first time it may be taken again: a line that broke
// needs no second approval.
const Window = time.Hour

// Terms are what is asked for.
type Terms struct {
	Register string       `json:"register"`
	Service  string       `json:"service,omitempty"` // it is read for; empty where the office was granted it
	Use      string       `json:"use"`               // purpose of the grant
	Fields   []string     `json:"fields"`
	Full     []string     `json:"full,omitempty"`  // sensitive fields that stand whole in the file
	Where    string       `json:"where,omitempty"` // field that narrows it
	Value    string       `json:"value,omitempty"` // what it must be; of an area, or lie in it
	Words    string       `json:"words"`           // what for, as those it is about read it
	Basis    law.Citation `json:"basis"`
	Number   string       `json:"number,omitempty"` // of the case it is for
	Until    law.Date     `json:"until,omitzero"`   // the last day to take it
}

// Reads are all fields that are read for the file: those in it, and the one it is
// narrowed by.
func (t Terms) Reads() []string {
	if t.Where == "" || slices.Contains(t.Fields, t.Where) {
		return t.Fields
	}
	return append(slices.Clone(t.Fields), t.Where)
}

// Export 批量导出 is one file, with who asked and who answered.
type Export struct {
	ID int64 `json:"id"`
	Terms
	Office     string    `json:"office"` // of who asked
	By         string    `json:"by"`
	Name       string    `json:"name"` // as it was then
	At         time.Time `json:"at"`
	State      State     `json:"state"`
	Second     string    `json:"second,omitempty"` // who answered
	SecondName string    `json:"second_name,omitempty"`
	Answered   time.Time `json:"answered,omitzero"`
	Why        string    `json:"why,omitempty"`   // it was refused
	First      time.Time `json:"first,omitzero"`  // when it was first taken
	Times      int       `json:"times,omitempty"` // it was taken
}

// Over says whether it can be taken no longer: its last day is past, or the hour after
// it was first taken.
func (e Export) Over(now time.Time, today law.Date) bool {
	return e.Until.Before(today) || !e.First.IsZero() && now.After(e.First.Add(Window))
}

// Kind is what was done.
type Kind string

// The kinds of deed.
const (
	Ask     Kind = "ask"
	Approve Kind = "approve"
	Refuse  Kind = "refuse"
	Take    Kind = "take" // the file began
	End     Kind = "end"  // it ended: whole, or broken off
	Deny    Kind = "deny" // the program refused a deed
)

// Deed is one thing that was done, with the export as it stood after it.
type Deed struct {
	Kind   Kind      `json:"kind"`
	Export Export    `json:"export"`
	By     string    `json:"by"`
	Name   string    `json:"name"`
	At     time.Time `json:"at"`
	Tried  Kind      `json:"tried,omitempty"`  // of a deed that was denied
	Key    string    `json:"key,omitempty"`    // text key of why it was denied or broke off
	Format string    `json:"format,omitempty"` // csv or json
	Rows   int64     `json:"rows,omitempty"`   // records in the file
}

// LogKind is the kind of a deed's entry in the log.
const LogKind = "data-export"

// Entry is a deed's bytes and its entry in the log.
func (d Deed) Entry(salt []byte) (body []byte, e merkle.Entry, err error) {
	if body, err = json.Marshal(d); err != nil {
		return nil, e, fail.Wrap(err, "export: deed as JSON")
	}
	payload, err := merkle.Commit(salt, body)
	return body, merkle.Entry{Kind: LogKind, Payload: payload}, fail.Wrap(err, "export: entry of a deed")
}

// Record keeps the bytes of a deed with its place in the log.
func Record(tx *store.Tx, leaf int64, salt, body []byte) error {
	_, err := tx.Exec(`INSERT INTO data_export_act (leaf, salt, body) VALUES (?,?,?)`, leaf, salt, body)
	return fail.Wrap(err, "export: record")
}

// Each calls f for every deed as the log commits to it, in the order of their places.
func Each(tx *store.Tx, f func(leaf int64, salt, body []byte) error) error {
	rows, err := tx.Query(`SELECT leaf, salt, body FROM data_export_act ORDER BY leaf`)
	if err != nil {
		return fail.Wrap(err, "export: read deeds")
	}
	defer rows.Close()
	for rows.Next() {
		var leaf int64
		var salt, body []byte
		if err := rows.Scan(&leaf, &salt, &body); err != nil {
			return fail.Wrap(err, "export: read deed")
		}
		if err := f(leaf, salt, body); err != nil {
			return err
		}
	}
	return fail.Wrap(rows.Err(), "export: read deeds")
}

// Save writes an export as it stands, and gives a new one its id.
func Save(tx *store.Tx, e Export) (Export, error) {
	if e.ID == 0 {
		if err := tx.QueryRow(`INSERT INTO data_export (register, office, by_id, state, body) VALUES (?,?,?,?,x'') RETURNING id`, e.Register, e.Office, e.By, string(e.State)).Scan(&e.ID); err != nil {
			return e, fail.Wrap(err, "export: add")
		}
	}
	body, err := json.Marshal(e)
	if err == nil {
		_, err = tx.Exec(`UPDATE data_export SET state = ?, body = ? WHERE id = ?`, string(e.State), body, e.ID)
	}
	return e, fail.Wrap(err, "export: save")
}

// Find is an export by its id. The error is NotFound where there is none.
func Find(tx *store.Tx, id int64) (Export, error) {
	some, err := list(tx, `WHERE id = ?`, id)
	if err == nil && len(some) == 0 {
		err = fail.New(fail.NotFound, "export.unknown")
	}
	if err != nil {
		return Export{}, err
	}
	return some[0], nil
}

// Of lists the latest exports that somebody asked for, that were asked for in some
// offices, or out of some registers: the newest first, at most so many.
func Of(tx *store.Tx, by string, offices, registers []string, most int) ([]Export, error) {
	where, args := `by_id = ?`, []any{by}
	for column, ids := range map[string][]string{"office": offices, "register": registers} {
		if len(ids) == 0 {
			continue
		}
		where += ` OR ` + column + ` IN (?` + strings.Repeat(`,?`, len(ids)-1) + `)`
		for _, id := range ids {
			args = append(args, id)
		}
	}
	return list(tx, `WHERE `+where+` ORDER BY id DESC LIMIT ?`, append(args, most)...)
}

// All lists every export in the order of ids.
func All(tx *store.Tx) ([]Export, error) { return list(tx, `ORDER BY id`) }

var errOther = errors.New("a row says otherwise than its columns")

func list(tx *store.Tx, where string, args ...any) (out []Export, err error) {
	rows, err := tx.Query(`SELECT id, register, office, by_id, state, body FROM data_export `+where, args...)
	if err != nil {
		return nil, fail.Wrap(err, "export: read")
	}
	defer rows.Close()
	for rows.Next() {
		var e, row Export
		var state string
		var body []byte
		if err := rows.Scan(&row.ID, &row.Register, &row.Office, &row.By, &state, &body); err != nil {
			return nil, fail.Wrap(err, "export: read one")
		}
		if err := json.Unmarshal(body, &e); err != nil {
			return nil, fail.Wrap(err, "export: read one")
		}
		if e.ID != row.ID || e.Register != row.Register || e.Office != row.Office || e.By != row.By || string(e.State) != state {
			return nil, fail.Wrap(errOther, "export: read one")
		}
		out = append(out, e)
	}
	return out, fail.Wrap(rows.Err(), "export: read")
}
