package ledger

import (
	"errors"

	"atonce/internal/fail"
	"atonce/internal/merkle"
	"atonce/internal/store"
)

// Published is the newest signed head that at least so many witnesses have
// cosigned: what the world may be told of. The note carries the cosignatures. It
// gives fail.NotFound while there is none.
func Published(tx *store.Tx, cosignatures int) (size int64, note []byte, err error) {
	query, args := "SELECT size, note FROM log_head ORDER BY size DESC LIMIT 1", []any(nil)
	if cosignatures > 0 {
		query = `SELECT size, note FROM log_head WHERE size = (SELECT size FROM log_cosignature
 GROUP BY size HAVING COUNT(*) >= ? ORDER BY size DESC LIMIT 1)`
		args = []any{cosignatures}
	}
	var text string
	err = tx.QueryRow(query, args...).Scan(&size, &text)
	if errors.Is(err, store.ErrNoRows) {
		return 0, nil, fail.New(fail.NotFound, "ledger.no-head")
	}
	if err != nil {
		return 0, nil, err
	}
	rows, err := tx.Query("SELECT line FROM log_cosignature WHERE size = ? ORDER BY witness", size)
	if err != nil {
		return 0, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return 0, nil, err
		}
		text += line
	}
	return size, []byte(text), rows.Err()
}

// KeepCosignature keeps a witness's signature line under the head of size entries.
// The caller has checked it. A second one of the same witness is not needed.
func KeepCosignature(tx *store.Tx, size int64, witness, line string) error {
	_, err := tx.Exec("INSERT INTO log_cosignature (size, witness, line, kept) VALUES (?,?,?,?) ON CONFLICT (size, witness) DO NOTHING",
		size, witness, line, tx.Now())
	return err
}

// CosignedSize is the size of the largest head that a witness has cosigned, 0
// before the first.
func CosignedSize(tx *store.Tx, witness string) (n int64, err error) {
	err = tx.QueryRow("SELECT coalesce(max(size), 0) FROM log_cosignature WHERE witness = ?", witness).Scan(&n)
	return n, err
}

// Resource is the bytes of a tile or an entry bundle of a log of size entries.
// What lies beyond size is fail.NotFound.
func Resource(tx *store.Tx, size int64, r merkle.Resource) ([]byte, error) {
	beyond := fail.New(fail.NotFound, "ledger.no-tile", "path", r.Path())
	hashes := size
	for range r.Level {
		hashes /= merkle.TileWidth
	}
	first := r.N * merkle.TileWidth
	last := first + int64(r.Width) - 1
	if last >= hashes {
		return nil, beyond
	}
	if !r.Entries && r.Level > 0 {
		return merkle.Tile(r.Level, r.N, r.Width, Nodes(tx))
	}
	query := "SELECT idx, hashes FROM log_hash WHERE idx >= ? AND idx <= ? ORDER BY idx"
	if r.Entries {
		query = "SELECT idx, leaf FROM log_leaf WHERE idx >= ? AND idx <= ? ORDER BY idx"
	}
	rows, err := tx.Query(query, first, last)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var parts [][]byte
	for rows.Next() {
		var idx int64
		var b []byte
		if err := rows.Scan(&idx, &b); err != nil {
			return nil, err
		}
		if want := first + int64(len(parts)); idx != want || !r.Entries && len(b) < merkle.HashSize {
			return nil, (&merkle.Fault{Kind: merkle.Dropped, Index: want, From: want}).Fail()
		}
		parts = append(parts, b)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if want := first + int64(len(parts)); want <= last {
		return nil, (&merkle.Fault{Kind: merkle.Dropped, Index: want, From: want}).Fail()
	}
	if r.Entries {
		return merkle.Bundle(parts)
	}
	out := make([]byte, 0, merkle.HashSize*len(parts))
	for _, b := range parts {
		out = append(out, b[:merkle.HashSize]...)
	}
	return out, nil
}

// Key is a key that signed the log from an entry on.
type Key struct {
	Leaf     int64 // the entry that announced it
	Verifier string
}

// Keys are all keys that the log announces, in order.
func Keys(tx *store.Tx) ([]Key, error) {
	rows, err := tx.Query("SELECT leaf, vkey FROM log_key ORDER BY leaf")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Key
	for rows.Next() {
		var k Key
		if err := rows.Scan(&k.Leaf, &k.Verifier); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, rows.Err()
}

// KeyKind is the kind of the entry that announces a key.
const KeyKind = "key"

// KeyEntry is the entry that announces a verifier key. Nothing in it is secret: the
// salt is a constant, so that anybody who has the key can recompute it.
func KeyEntry(vkey string) (merkle.Entry, error) {
	payload, err := merkle.Commit([]byte("atonce/log-key/1"), []byte(vkey))
	return merkle.Entry{Kind: KeyKind, Payload: payload}, err
}

// Announce adds the entry of a key, if it is not the one announced last.
func Announce(tx *store.Tx, vkey string) error {
	var last string
	err := tx.QueryRow("SELECT vkey FROM log_key ORDER BY leaf DESC LIMIT 1").Scan(&last)
	if err != nil && !errors.Is(err, store.ErrNoRows) || err == nil && last == vkey {
		return err
	}
	e, err := KeyEntry(vkey)
	if err != nil {
		return fail.Wrap(err, "announce a key of the log")
	}
	leaf, err := Append(tx, e)
	if err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO log_key (leaf, vkey) VALUES (?, ?)", leaf, vkey)
	return err
}
