// Package keeper keeps what the three keepers 三员 of a system did: of the system, of its
// security, of its audit. It can be added to and read only, and the log commits to it.
package keeper

import (
	"encoding/json"
	"time"

	"atonce/internal/fail"
	"atonce/internal/merkle"
	"atonce/internal/store"
)

// Kind is what a keeper did.
type Kind string

// The kinds of deed.
const (
	Import Kind = "import" // the organisation was read in
	Ending Kind = "ending" // every session of somebody was ended
	Review Kind = "review" // the deeds of the others were looked through
)

// Deed 管理操作 is one thing a keeper did, and why.
type Deed struct {
	Kind   Kind      `json:"kind"`
	By     string    `json:"by"`
	Name   string    `json:"name"` // as it was then
	Role   string    `json:"role"`
	Person string    `json:"person,omitempty"` // whom it was done to
	Words  string    `json:"words,omitempty"`  // why, or what came of it
	At     time.Time `json:"at"`
}

// LogKind is the kind of a deed's entry in the log.
const LogKind = "keeper"

// Entry is a deed's bytes and its entry in the log.
func (d Deed) Entry(salt []byte) (body []byte, e merkle.Entry, err error) {
	if body, err = json.Marshal(d); err != nil {
		return nil, e, fail.Wrap(err, "keeper: deed as JSON")
	}
	payload, err := merkle.Commit(salt, body)
	return body, merkle.Entry{Kind: LogKind, Payload: payload}, fail.Wrap(err, "keeper: entry of a deed")
}

// Add writes a deed with its place in the log.
func Add(tx *store.Tx, d Deed, leaf int64, salt, body []byte) error {
	_, err := tx.Exec(`INSERT INTO keeper_deed (leaf, at, salt, body) VALUES (?,?,?,?)`, leaf, d.At.UnixMicro(), salt, body)
	return fail.Wrap(err, "keeper: add deed")
}

// Each calls f for every deed as the log commits to it, in the order of their places.
func Each(tx *store.Tx, f func(leaf int64, salt, body []byte) error) error {
	return each(tx, f, `SELECT leaf, salt, body FROM keeper_deed ORDER BY leaf`)
}

// Kept is a deed with its place in the log.
type Kept struct {
	Deed
	Leaf int64
}

// Latest lists the latest deeds, the newest first, at most so many.
func Latest(tx *store.Tx, most int) (out []Kept, err error) {
	err = each(tx, func(leaf int64, _, body []byte) error {
		k := Kept{Leaf: leaf}
		if err := json.Unmarshal(body, &k.Deed); err != nil {
			return fail.Wrap(err, "keeper: read deed")
		}
		out = append(out, k)
		return nil
	}, `SELECT leaf, salt, body FROM keeper_deed ORDER BY leaf DESC LIMIT ?`, most)
	return out, err
}

func each(tx *store.Tx, f func(leaf int64, salt, body []byte) error, query string, args ...any) error {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return fail.Wrap(err, "keeper: read deeds")
	}
	defer rows.Close()
	for rows.Next() {
		var leaf int64
		var salt, body []byte
		if err := rows.Scan(&leaf, &salt, &body); err != nil {
			return fail.Wrap(err, "keeper: read deed")
		}
		if err := f(leaf, salt, body); err != nil {
			return err
		}
	}
	return fail.Wrap(rows.Err(), "keeper: read deeds")
}
