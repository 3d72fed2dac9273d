// Package licence keeps the instruments 电子证照 that decisions issue: what was
// issued to whom, on which day, until when, and the address at which anybody may
// check it. Which kinds there are is the packs' to say.
package licence

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Licence 电子证照 is one issued instrument, as it was issued.
type Licence struct {
	Number  string
	Kind    string
	Service string
	Digest  string // of the pack whose words and fields it carries
	Case    string
	Office  string
	Holder  string // person id
	Name    string // the holder's name as issued
	Issued  time.Time
	Expires time.Time // zero without end
	Fields  map[string]string
	Mark    string // unguessable: the public check opens by it, not by the number
}

// Status is how a licence stands on a day.
type Status string

// The statuses there are without revocation, which belongs to the evidence.
const (
	Valid   Status = "valid"
	Expired Status = "expired"
)

// StatusAt is the licence's status at now.
func (l Licence) StatusAt(now time.Time) Status {
	if !l.Expires.IsZero() && !now.Before(l.Expires) {
		return Expired
	}
	return Valid
}

// NewMark is an address part of 100 random bits, in letters that are hard to
// misread when somebody has to type them.
func NewMark() string {
	raw := make([]byte, 13)
	rand.Read(raw)
	return strings.ToLower(base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding).EncodeToString(raw))[:20]
}

// Issue writes a licence.
func Issue(tx *store.Tx, l Licence) error {
	fields, err := json.Marshal(l.Fields)
	if err != nil {
		return fail.Wrap(err, "licence: write fields")
	}
	expires := int64(0)
	if !l.Expires.IsZero() {
		expires = l.Expires.UnixMicro()
	}
	_, err = tx.Exec(`INSERT INTO licence (number, kind, service, digest, casefile, office, holder, name, issued, expires, fields, mark)
 VALUES (?,?,?,?,?,?,?,?,?,?,?,?)`, l.Number, l.Kind, l.Service, l.Digest, l.Case, l.Office, l.Holder, l.Name, l.Issued.UnixMicro(), expires, fields, l.Mark)
	return fail.Wrap(err, "licence: issue")
}

const columns = `number, kind, service, digest, casefile, office, holder, name, issued, expires, fields, mark`

// Find is the licence with this number, if there is one.
func Find(tx *store.Tx, number string) (Licence, bool, error) {
	return one(tx, `SELECT `+columns+` FROM licence WHERE number = ?`, number)
}

// FindByMark is the licence whose public check has this mark, if there is one.
func FindByMark(tx *store.Tx, mark string) (Licence, bool, error) {
	return one(tx, `SELECT `+columns+` FROM licence WHERE mark = ?`, mark)
}

// OfCase lists the licences a case issued.
func OfCase(tx *store.Tx, number string) ([]Licence, error) {
	return many(tx, `SELECT `+columns+` FROM licence WHERE casefile = ? ORDER BY number`, number)
}

// OfHolder lists a person's licences, the newest first.
func OfHolder(tx *store.Tx, person string) ([]Licence, error) {
	return many(tx, `SELECT `+columns+` FROM licence WHERE holder = ? ORDER BY issued DESC, number LIMIT 200`, person)
}

func one(tx *store.Tx, query string, arg any) (Licence, bool, error) {
	l, err := scan(tx.QueryRow(query, arg))
	if errors.Is(err, store.ErrNoRows) {
		return Licence{}, false, nil
	}
	return l, err == nil, fail.Wrap(err, "licence: find")
}

func many(tx *store.Tx, query string, arg any) ([]Licence, error) {
	rows, err := tx.Query(query, arg)
	if err != nil {
		return nil, fail.Wrap(err, "licence: list")
	}
	defer rows.Close()
	var out []Licence
	for rows.Next() {
		l, err := scan(rows)
		if err != nil {
			return nil, fail.Wrap(err, "licence: list one")
		}
		out = append(out, l)
	}
	return out, fail.Wrap(rows.Err(), "licence: list")
}

func scan(s interface{ Scan(...any) error }) (Licence, error) {
	var l Licence
	var issued, expires int64
	var fields []byte
	if err := s.Scan(&l.Number, &l.Kind, &l.Service, &l.Digest, &l.Case, &l.Office, &l.Holder, &l.Name, &issued, &expires, &fields, &l.Mark); err != nil {
		return l, err
	}
	l.Issued = time.UnixMicro(issued).UTC()
	if expires != 0 {
		l.Expires = time.UnixMicro(expires).UTC()
	}
	return l, json.Unmarshal(fields, &l.Fields)
}
