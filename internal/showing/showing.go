// Package showing keeps the codes 出示码 that holders made to show a licence, so that each
// is checked once. What a code says is in the code, not here.
package showing

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Kept is how long a code is remembered: far longer than it lives.
const Kept = 24 * time.Hour

// Showing 出示记录 is one code.
type Showing struct {
	ID      string
	Licence string
	Holder  string
	Case    string
	Fields  []string
	Made    time.Time
	Checked time.Time // zero while nobody has, with the network
}

// NewID is the number of a code: 128 random bits.
func NewID() string {
	raw := make([]byte, 16)
	rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// Add remembers a code made at tx's time, and forgets those that are long over.
func Add(tx *store.Tx, s Showing) error {
	now := tx.Now()
	if _, err := tx.Exec(`DELETE FROM showing WHERE made < ?`, now.Add(-Kept).UnixMicro()); err != nil {
		return fail.Wrap(err, "showing: forget")
	}
	_, err := tx.Exec(`INSERT INTO showing (id, licence, holder, casefile, fields, made, checked) VALUES (?,?,?,?,?,?,0)`,
		s.ID, s.Licence, s.Holder, s.Case, strings.Join(s.Fields, ","), now.UnixMicro())
	return fail.Wrap(err, "showing: add")
}

// Use marks a code as checked at tx's time and answers it as it was before; ok is false
// when no code has this number.
func Use(tx *store.Tx, id string) (s Showing, ok bool, err error) {
	var made, checked int64
	var fields string
	err = tx.QueryRow(`SELECT id, licence, holder, casefile, fields, made, checked FROM showing WHERE id = ?`, id).
		Scan(&s.ID, &s.Licence, &s.Holder, &s.Case, &fields, &made, &checked)
	if errors.Is(err, store.ErrNoRows) {
		return s, false, nil
	}
	if err != nil {
		return s, false, fail.Wrap(err, "showing: find")
	}
	s.Made = time.UnixMicro(made).UTC()
	if fields != "" {
		s.Fields = strings.Split(fields, ",")
	}
	if checked != 0 {
		s.Checked = time.UnixMicro(checked).UTC()
		return s, true, nil
	}
	_, err = tx.Exec(`UPDATE showing SET checked = ? WHERE id = ? AND checked = 0`, tx.Now().UnixMicro(), id)
	return s, true, fail.Wrap(err, "showing: use")
}
