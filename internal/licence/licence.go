// Package licence keeps the instruments 电子证照 that decisions issue: what was
// issued to whom, on which day, until when, what became of it, and the address at
// which anybody may check it. Which kinds there are is the packs' to say.
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

	Seq     int       // deeds so far; the first issued it
	Version int       // 1 is what was issued; each change of what it says makes the next
	State   State     // what an official made of it
	Place   int64     // on the status lists; below 0 on none
	Secret  string    // makes the salts of hidden claims, in hexadecimal
	Bound   string    // the holder's public key as a JSON Web Key, empty where they have none
	Checked time.Time // of the last yearly check; zero where there was none yet
}

// State is what was done to a licence, its days apart.
type State string

// The states.
const (
	InForce   State = "valid"
	OnHold    State = "suspended" // until it is resumed
	TakenAway State = "revoked"   // for good
)

// Status is how a licence stands on a day.
type Status string

// The statuses.
const (
	Valid     Status = "valid"
	Expired   Status = "expired"
	Suspended Status = "suspended"
	Revoked   Status = "revoked"
)

// StatusAt is the licence's status at now. Who was revoked does not merely expire.
func (l Licence) StatusAt(now time.Time) Status {
	switch {
	case l.State == TakenAway:
		return Revoked
	case !l.Expires.IsZero() && !now.Before(l.Expires):
		return Expired
	case l.State == OnHold:
		return Suspended
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

// put writes a licence as it now stands.
func put(tx *store.Tx, l Licence) error {
	fields, err := json.Marshal(l.Fields)
	if err != nil {
		return fail.Wrap(err, "licence: write fields")
	}
	_, err = tx.Exec(`INSERT INTO licence (`+columns+`) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
 ON CONFLICT (number) DO UPDATE SET name = excluded.name, expires = excluded.expires, fields = excluded.fields, seq = excluded.seq, version = excluded.version,
 state = excluded.state, bound = excluded.bound, checked = excluded.checked`,
		l.Number, l.Kind, l.Service, l.Digest, l.Case, l.Office, l.Holder, l.Name, l.Issued.UnixMicro(), micro(l.Expires), fields, l.Mark,
		l.Seq, l.Version, string(l.State), l.Place, l.Secret, l.Bound, micro(l.Checked))
	return fail.Wrap(err, "licence: write")
}

// micro is a time as it is kept; 0 for none.
func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

const columns = `number, kind, service, digest, casefile, office, holder, name, issued, expires, fields, mark, seq, version, state, place, secret, bound, checked`

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

// OfOffice lists the licences an office issued, the newest first, at most most.
func OfOffice(tx *store.Tx, office string, most int) ([]Licence, error) {
	return many(tx, `SELECT `+columns+` FROM licence WHERE office = ? ORDER BY issued DESC, number LIMIT ?`, office, most)
}

// After lists licences by their number, from the one after number on, at most most.
func After(tx *store.Tx, number string, most int) ([]Licence, error) {
	return many(tx, `SELECT `+columns+` FROM licence WHERE number > ? ORDER BY number LIMIT ?`, number, most)
}

// NotInForce lists what stands on hold or was taken away, of the places from first on
// and before end.
func NotInForce(tx *store.Tx, first, end int64) ([]Licence, error) {
	return many(tx, `SELECT `+columns+` FROM licence WHERE state <> 'valid' AND place >= ? AND place < ? ORDER BY place`, first, end)
}

func one(tx *store.Tx, query string, arg any) (Licence, bool, error) {
	l, err := scan(tx.QueryRow(query, arg))
	if errors.Is(err, store.ErrNoRows) {
		return Licence{}, false, nil
	}
	return l, err == nil, fail.Wrap(err, "licence: find")
}

func many(tx *store.Tx, query string, args ...any) ([]Licence, error) {
	rows, err := tx.Query(query, args...)
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
	var issued, expires, checked int64
	var fields []byte
	if err := s.Scan(&l.Number, &l.Kind, &l.Service, &l.Digest, &l.Case, &l.Office, &l.Holder, &l.Name, &issued, &expires, &fields, &l.Mark,
		&l.Seq, &l.Version, &l.State, &l.Place, &l.Secret, &l.Bound, &checked); err != nil {
		return l, err
	}
	l.Issued = time.UnixMicro(issued).UTC()
	if expires != 0 {
		l.Expires = time.UnixMicro(expires).UTC()
	}
	if checked != 0 {
		l.Checked = time.UnixMicro(checked).UTC()
	}
	return l, json.Unmarshal(fields, &l.Fields)
}

// Places is how many places on the status lists are taken.
func Places(tx *store.Tx) (n int64, err error) {
	err = tx.QueryRow(`SELECT COALESCE(MAX(place), -1) + 1 FROM licence`).Scan(&n)
	return n, fail.Wrap(err, "licence: count places")
}
