// Package share keeps who looked at whose data, when, in which case, on which article
// and for what. The record is written with what it served and can be added to and
// read only; the log commits to each line.
package share

import (
	"encoding/json"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/merkle"
	"atonce/internal/store"
)

// Reader says what looked.
type Reader string

// The kinds of reader.
const (
	ByPerson Reader = "person" // an official, in the office named
	BySelf   Reader = "self"   // the person themselves, through a service that fetched for them
	ByRule   Reader = "rule"   // a decision model
	BySystem Reader = "system" // a system of another agency
	ByPublic Reader = "public" // whoever holds a licence's mark
)

// Look 数据使用记录 is one reading of personal data, or one that was refused.
type Look struct {
	ID      int64        `json:"-"`
	Subject string       `json:"subject"` // whose data
	By      string       `json:"by"`
	Name    string       `json:"name,omitempty"` // of the reader, as it was then
	Reader  Reader       `json:"reader"`
	Office  string       `json:"office,omitempty"`
	Number  string       `json:"number,omitempty"` // of the case
	Service string       `json:"service,omitempty"`
	Purpose string       `json:"purpose"` // text key of the purpose, or the words that were given
	Basis   law.Citation `json:"basis,omitzero"`
	Fields  []string     `json:"fields"`            // answers by their ids; fields of registers as register.field
	Refused string       `json:"refused,omitempty"` // text key of why nothing was served
	At      time.Time    `json:"at"`
}

// Kept is a look as it is kept: what the log commits to.
type Kept struct {
	Look
	Leaf       int64
	Salt, Body []byte
}

// LogKind is the kind of a look's entry in the log.
const LogKind = "look"

// Prepare gives a look its time and the bytes that the log commits to.
func Prepare(l Look, at time.Time, salt []byte) (Kept, merkle.Entry, error) {
	l.At = at.UTC()
	if l.Reader == "" {
		l.Reader = ByPerson
	}
	body, err := json.Marshal(l)
	if err != nil {
		return Kept{}, merkle.Entry{}, fail.Wrap(err, "share: look as JSON")
	}
	payload, err := merkle.Commit(salt, body)
	return Kept{Look: l, Salt: salt, Body: body}, merkle.Entry{Kind: LogKind, Payload: payload}, fail.Wrap(err, "share: entry of a look")
}

// Add writes a look with its place in the log.
func Add(tx *store.Tx, k Kept) error {
	_, err := tx.Exec(`INSERT INTO look (subject, by_id, by_name, reader, office, number, service, purpose, law, article, fields, refused, at, leaf, salt, body)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`, k.Subject, k.By, k.Name, string(k.Reader), k.Office, k.Number, k.Service, k.Purpose, k.Basis.Law, k.Basis.Article,
		strings.Join(k.Fields, ","), k.Refused, k.At.UnixMicro(), k.Leaf, k.Salt, k.Body)
	return fail.Wrap(err, "share: add look")
}

// Filter bounds a list of looks; empty fields bound nothing.
type Filter struct {
	Who      string // part of the name or the id of the reader, or of the office
	Purpose  string
	Service  string
	From, To time.Time // To is the first moment that no longer counts
	Most     int
}

const lookColumns = `id, subject, by_id, by_name, reader, office, number, service, purpose, law, article, fields, refused, at, leaf, salt, body`

// Looks lists the latest looks at subject's data, the newest first.
func Looks(tx *store.Tx, subject string, f Filter) (out []Look, err error) {
	query, args := `SELECT `+lookColumns+` FROM look WHERE subject = ?`, []any{subject}
	and := func(where string, arg ...any) { query, args = query+` AND `+where, append(args, arg...) }
	if f.Who != "" {
		and(`(instr(by_name, ?) > 0 OR by_id = ? OR office = ?)`, f.Who, f.Who, f.Who)
	}
	if f.Purpose != "" {
		and(`purpose = ?`, f.Purpose)
	}
	if f.Service != "" {
		and(`service = ?`, f.Service)
	}
	if !f.From.IsZero() {
		and(`at >= ?`, f.From.UnixMicro())
	}
	if !f.To.IsZero() {
		and(`at < ?`, f.To.UnixMicro())
	}
	err = each(tx, func(k Kept) error { out = append(out, k.Look); return nil }, query+` ORDER BY at DESC, id DESC LIMIT ?`, append(args, f.Most)...)
	return out, err
}

// OfCase lists the looks made in a case since a moment, the newest first.
func OfCase(tx *store.Tx, number string, since time.Time, most int) (out []Look, err error) {
	err = each(tx, func(k Kept) error { out = append(out, k.Look); return nil },
		`SELECT `+lookColumns+` FROM look WHERE number = ? AND number <> '' AND at >= ? ORDER BY at DESC, id DESC LIMIT ?`, number, since.UnixMicro(), most)
	return out, err
}

// Find is one look at subject's data. The error is NotFound where there is none.
func Find(tx *store.Tx, subject string, id int64) (l Look, err error) {
	found := false
	err = each(tx, func(k Kept) error { l, found = k.Look, true; return nil }, `SELECT `+lookColumns+` FROM look WHERE id = ? AND subject = ?`, id, subject)
	if err == nil && !found {
		err = fail.New(fail.NotFound, "share.no-look")
	}
	return l, err
}

// EachLogged walks the looks in the log from a place on, at most so many, in the order
// of their places.
func EachLogged(tx *store.Tx, from int64, most int, f func(Kept) error) error {
	return each(tx, f, `SELECT `+lookColumns+` FROM look WHERE leaf >= ? AND leaf >= 0 ORDER BY leaf LIMIT ?`, from, most)
}

// Same says whether a row says what its bytes say: the log holds only the bytes.
func (k Kept) Same() bool {
	var l Look
	if json.Unmarshal(k.Body, &l) != nil {
		return false
	}
	row := k.Look
	row.ID = 0
	a, errA := json.Marshal(l)
	b, errB := json.Marshal(row)
	return errA == nil && errB == nil && string(a) == string(b)
}

func each(tx *store.Tx, f func(Kept) error, query string, args ...any) error {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return fail.Wrap(err, "share: read looks")
	}
	defer rows.Close()
	for rows.Next() {
		var k Kept
		var reader, fields string
		var at int64
		err := rows.Scan(&k.ID, &k.Subject, &k.By, &k.Name, &reader, &k.Office, &k.Number, &k.Service, &k.Purpose, &k.Basis.Law, &k.Basis.Article,
			&fields, &k.Refused, &at, &k.Leaf, &k.Salt, &k.Body)
		if err != nil {
			return fail.Wrap(err, "share: read look")
		}
		k.Reader, k.At = Reader(reader), time.UnixMicro(at).UTC()
		if fields != "" {
			k.Fields = strings.Split(fields, ",")
		}
		if err := f(k); err != nil {
			return err
		}
	}
	return fail.Wrap(rows.Err(), "share: read looks")
}

// Looked says whether somebody looked at subject's data in a case since a moment.
func Looked(tx *store.Tx, subject, by, number string, since time.Time) (bool, error) {
	var n int
	err := tx.QueryRow(`SELECT COUNT(*) FROM look WHERE subject = ? AND at >= ? AND by_id = ? AND number = ?`, subject, since.UnixMicro(), by, number).Scan(&n)
	return n > 0, fail.Wrap(err, "share: find look")
}
