// Package share keeps who looked at whose data, when, in which case, on which article
// and for what. The record is written with what it served and can be added to and
// read only; the log commits to each line.
package share

import (
	"encoding/json"
	"maps"
	"slices"
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
	// Register and Grant say whose data it was and what let it be read; empty for
	// answers of a case.
	Register string `json:"register,omitempty"`
	Grant    int64  `json:"grant,omitempty"`
	// Of are the people of a look at many; Subject and Number are then empty. A look at
	// everybody in a register is Whole.
	Of    []Of `json:"of,omitempty"`
	Whole bool `json:"whole,omitempty"`
	// Export and Second say that it was taken out in bulk, and who approved that.
	Export int64  `json:"export,omitempty"`
	Second string `json:"second,omitempty"`
}

// Of is one of the people a look at many was at, and the case they were shown with.
type Of struct {
	Subject string `json:"subject"`
	Number  string `json:"number,omitempty"`
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
	var id int64
	err := tx.QueryRow(`INSERT INTO look (subject, by_id, by_name, reader, office, number, service, purpose, law, article, fields, refused, at, register, data_grant, whole, export, second, leaf, salt, body)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id`, k.Subject, k.By, k.Name, string(k.Reader), k.Office, k.Number, k.Service, k.Purpose, k.Basis.Law, k.Basis.Article,
		strings.Join(k.Fields, ","), k.Refused, k.At.UnixMicro(), k.Register, k.Grant, k.Whole, k.Export, k.Second, k.Leaf, k.Salt, k.Body).Scan(&id)
	place := 0
	for some := range slices.Chunk(k.Of, ofAtOnce) {
		var args []any
		for _, o := range some {
			args = append(args, id, place, o.Subject, o.Number)
			place++
		}
		if err == nil {
			_, err = tx.Exec(`INSERT INTO look_of (look, place, subject, number) VALUES (?,?,?,?)`+strings.Repeat(`,(?,?,?,?)`, len(some)-1), args...)
		}
	}
	return fail.Wrap(err, "share: add look")
}

// ofAtOnce is how many of a look at many one statement writes: the look of a page of a
// list costs one, however long the page.
const ofAtOnce = 100

// Filter bounds a list of looks; empty fields bound nothing.
type Filter struct {
	Who      string   // part of the name or the id of the reader, or of the office
	Offices  []string // offices that Who means by name
	Purpose  string
	Service  string
	From, To time.Time // To is the first moment that no longer counts
	// Known are the registers that know the subject, and since when: looks at all of
	// one of them were at the subject too.
	Known map[string]time.Time
	Most  int
}

const lookColumns = `id, subject, by_id, by_name, reader, office, number, service, purpose, law, article, fields, refused, at, register, data_grant, whole, export, second, leaf, salt, body`

// lookOfColumns are the same of a look at many, as one of them sees it.
const lookOfColumns = `l.id, o.subject, by_id, by_name, reader, office, o.number, service, purpose, law, article, fields, refused, at, register, data_grant, whole, export, second, leaf, salt, body`

// Looks lists the latest looks at subject's data, the newest first.
func Looks(tx *store.Tx, subject string, f Filter) (out []Look, err error) {
	query, args := seenBy(subject, f.Known)
	query = `SELECT ` + lookColumns + ` FROM (` + query + `) WHERE 1 = 1`
	and := func(where string, arg ...any) { query, args = query+` AND `+where, append(args, arg...) }
	if f.Who != "" {
		where, args := `(instr(by_name, ?) > 0 OR by_id = ? OR office = ?`, []any{f.Who, f.Who, f.Who}
		for _, o := range f.Offices {
			where, args = where+` OR office = ?`, append(args, o)
		}
		and(where+`)`, args...)
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

// seenBy selects every look that was at subject: alone, among many, or in a register.
func seenBy(subject string, known map[string]time.Time) (query string, args []any) {
	query = `SELECT ` + lookColumns + ` FROM look WHERE subject = ? UNION ALL SELECT ` + lookOfColumns + ` FROM look_of o JOIN look l ON l.id = o.look WHERE o.subject = ?`
	args = []any{subject, subject}
	for _, register := range slices.Sorted(maps.Keys(known)) {
		query += ` UNION ALL SELECT ` + lookColumns + ` FROM look WHERE whole = 1 AND register = ? AND at >= ?`
		args = append(args, register, known[register].UnixMicro())
	}
	return query, args
}

// Find is one look at subject's data. The error is NotFound where there is none.
func Find(tx *store.Tx, subject string, id int64, known map[string]time.Time) (l Look, err error) {
	found := false
	query, args := seenBy(subject, known)
	err = each(tx, func(k Kept) error { l, found = k.Look, true; return nil }, `SELECT `+lookColumns+` FROM (`+query+`) WHERE id = ?`, append(args, id)...)
	if err == nil && !found {
		err = fail.New(fail.NotFound, "share.no-look")
	}
	return l, err
}

// Uses lists the latest looks at the records of a register, refused ones too, the newest
// first: what its owner sees of its use.
func Uses(tx *store.Tx, register string, most int) (out []Look, err error) {
	err = each(tx, func(k Kept) error { out = append(out, k.Look); return nil },
		`SELECT `+lookColumns+` FROM look WHERE register = ? AND register <> '' ORDER BY at DESC, id DESC LIMIT ?`, register, most)
	return out, err
}

// Used counts the looks under each grant of a register that served something, and says
// when the last was.
func Used(tx *store.Tx, register string) (map[int64]Use, error) {
	rows, err := tx.Query(`SELECT data_grant, COUNT(*), MAX(at) FROM look WHERE register = ? AND data_grant <> 0 AND refused = '' GROUP BY data_grant`, register)
	if err != nil {
		return nil, fail.Wrap(err, "share: count looks")
	}
	defer rows.Close()
	out := map[int64]Use{}
	for rows.Next() {
		var id, at int64
		var u Use
		if err := rows.Scan(&id, &u.Times, &at); err != nil {
			return nil, fail.Wrap(err, "share: count looks")
		}
		u.Last = time.UnixMicro(at).UTC()
		out[id] = u
	}
	return out, fail.Wrap(rows.Err(), "share: count looks")
}

// Use is how often something was read, and when last.
type Use struct {
	Times int
	Last  time.Time
}

// EachLogged walks the looks in the log from a place on, at most so many, in the order
// of their places.
func EachLogged(tx *store.Tx, from int64, most int, f func(Kept) error) error {
	var some []Kept
	err := each(tx, func(k Kept) error { some = append(some, k); return nil },
		`SELECT `+lookColumns+` FROM look WHERE leaf >= ? AND leaf >= 0 ORDER BY leaf LIMIT ?`, from, most)
	for _, k := range some {
		if err != nil {
			return err
		}
		if k.Subject == "" {
			if k.Of, err = ofLook(tx, k.ID); err != nil {
				return err
			}
		}
		err = f(k)
	}
	return err
}

func ofLook(tx *store.Tx, look int64) (out []Of, err error) {
	rows, err := tx.Query(`SELECT subject, number FROM look_of WHERE look = ? ORDER BY place`, look)
	if err != nil {
		return nil, fail.Wrap(err, "share: people of a look")
	}
	defer rows.Close()
	for rows.Next() {
		var o Of
		if err := rows.Scan(&o.Subject, &o.Number); err != nil {
			return nil, fail.Wrap(err, "share: people of a look")
		}
		out = append(out, o)
	}
	return out, fail.Wrap(rows.Err(), "share: people of a look")
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
			&fields, &k.Refused, &at, &k.Register, &k.Grant, &k.Whole, &k.Export, &k.Second, &k.Leaf, &k.Salt, &k.Body)
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
