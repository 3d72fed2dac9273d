package ledger

import (
	"errors"
	"fmt"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// KeepHead keeps the signed head of size entries and links it to the one before: a head that is
// taken away leaves a gap, also the newest. It does nothing if one as large is kept already. The
// signature was made before, outside the writer's turn: a key may be slow or far away.
func KeepHead(tx *store.Tx, size int64, signed []byte) error {
	last, err := lastHead(tx)
	if err != nil || last >= size {
		return err
	}
	if _, err := tx.Exec("INSERT INTO log_head (size, signed, note, prev) VALUES (?, ?, ?, ?)", size, tx.Now(), string(signed), last); err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO log_head_last (one, size) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET size = excluded.size", size)
	return err
}

// lastHead is the size of the newest head that was kept, -1 before the first.
func lastHead(tx *store.Tx) (size int64, err error) {
	err = tx.QueryRow("SELECT size FROM log_head_last").Scan(&size)
	if errors.Is(err, store.ErrNoRows) {
		return -1, nil
	}
	return size, err
}

// unbroken says nil if no kept head was taken away or put between. That all of them
// were, together with what counts them, only who kept one elsewhere can show.
func unbroken(tx *store.Tx) error {
	rows, err := tx.Query("SELECT size, prev FROM log_head ORDER BY size")
	if err != nil {
		return err
	}
	defer rows.Close()
	at := int64(-1)
	bad := func(key string, size int64) error {
		return fail.New(fail.Conflict, key, "size", fmt.Sprint(size))
	}
	for rows.Next() {
		var size, prev int64
		if err := rows.Scan(&size, &prev); err != nil {
			return err
		}
		if err := gap(at, prev, bad); err != nil {
			return err
		}
		at = size
	}
	if err := rows.Err(); err != nil {
		return err
	}
	last, err := lastHead(tx)
	if err != nil {
		return err
	}
	return gap(at, last, bad)
}

// gap compares the head that is there with the one that should be.
func gap(have, want int64, bad func(string, int64) error) error {
	switch {
	case want > have:
		return bad("ledger.lost-head", want)
	case want < have:
		return bad("ledger.bad-head", have)
	}
	return nil
}

// Cosignature is a witness's line under a head, with the head's note as it was kept.
type Cosignature struct {
	Size          int64
	Witness, Line string
	Head          string // empty where the head is gone
}

// Cosignatures are all that were kept, in the order of the heads.
func Cosignatures(tx *store.Tx) (out []Cosignature, err error) {
	rows, err := tx.Query(`SELECT c.size, c.witness, c.line, coalesce(h.note, '') FROM log_cosignature c LEFT JOIN log_head h ON h.size = c.size
 ORDER BY c.size, c.witness`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c Cosignature
		if err := rows.Scan(&c.Size, &c.Witness, &c.Line, &c.Head); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}
