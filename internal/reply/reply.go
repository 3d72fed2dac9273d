// Package reply keeps what an office owes people a word about beside the course of a
// case: a nudge, a delay, a low rating. It judges nothing and tells nobody: the desk does.
package reply

import (
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Kind says what a reply is about.
type Kind string

// The kinds there are.
const (
	Nudge  Kind = "nudge"  // the applicant asked what is happening 催办
	Late   Kind = "late"   // the promised day has passed 逾期说明
	Rating Kind = "rating" // somebody was not content 差评回访
)

// Owed 待答复 is one reply that is owed, or was given.
type Owed struct {
	ID       int64
	Kind     Kind
	Number   string
	Seq      int // of the act it is about; of a delay, how many acts the case had
	Service  string
	Office   string
	Person   string // who is told
	Stars    int    // of a rating
	Words    string // what the person said
	Opened   time.Time
	Due      time.Time
	Answer   string
	Until    time.Time // the new date that a delay was given; zero for others
	By, Name string    // who answered
	Answered time.Time // zero while it is owed
}

// Open says whether it is still owed.
func (o Owed) Open() bool { return o.Answered.IsZero() }

// Owe keeps that a reply is owed. Owed a second time for the same, it is the same.
func Owe(tx *store.Tx, o Owed) error {
	_, err := tx.Exec(`INSERT INTO reply (kind, number, seq, service, office, person, stars, words, opened, due, answer, until, by_whom, by_name, answered)
 VALUES (?,?,?,?,?,?,?,?,?,?,'',0,'','',0) ON CONFLICT (number, kind, seq) DO NOTHING`,
		string(o.Kind), o.Number, o.Seq, o.Service, o.Office, o.Person, o.Stars, o.Words, o.Opened.UnixMicro(), o.Due.UnixMicro())
	return fail.Wrap(err, "reply: owe")
}

// Give answers one that is owed. One that was answered meanwhile is a Conflict.
func Give(tx *store.Tx, o Owed) error {
	until := int64(0)
	if !o.Until.IsZero() {
		until = o.Until.UnixMicro()
	}
	n, err := tx.Exec(`UPDATE reply SET answer = ?, until = ?, by_whom = ?, by_name = ?, answered = ? WHERE id = ? AND answered = 0`,
		o.Answer, until, o.By, o.Name, tx.Now().UnixMicro(), o.ID)
	if err == nil && n != 1 {
		return fail.New(fail.Conflict, "reply.answered")
	}
	return fail.Wrap(err, "reply: give")
}

// Drop takes away the replies of a kind about a case that are still owed.
func Drop(tx *store.Tx, number string, k Kind) error {
	_, err := tx.Exec(`DELETE FROM reply WHERE number = ? AND kind = ? AND answered = 0`, number, string(k))
	return fail.Wrap(err, "reply: drop")
}

// Find is one by its id.
func Find(tx *store.Tx, id int64) (Owed, error) {
	os, err := list(tx, `WHERE id = ?`, id)
	if err == nil && len(os) == 0 {
		return Owed{}, fail.New(fail.NotFound, "reply.none")
	}
	if err != nil {
		return Owed{}, err
	}
	return os[0], nil
}

// At lists what an office owes and owed, what is due first.
func At(tx *store.Tx, office string) ([]Owed, error) {
	return list(tx, `WHERE office = ? ORDER BY answered > 0, due, id LIMIT 200`, office)
}

// Of lists the replies about a case, in order.
func Of(tx *store.Tx, number string) ([]Owed, error) {
	return list(tx, `WHERE number = ? ORDER BY id`, number)
}

// Unexplained lists open cases of applicants whose binding promise is broken, for which no
// explanation is owed and none that was given still holds, at most most of them.
func Unexplained(tx *store.Tx, now time.Time, most int) ([]Owed, error) {
	rows, err := tx.Query(`SELECT c.number, c.service, c.office, c.applicant, (SELECT COUNT(*) FROM reply r WHERE r.number = c.number AND r.kind = 'late') + 1
 FROM casefile c WHERE c.ended = 0 AND c.paused = 0 AND c.due <= ? AND c.applicant <> ''
 AND NOT EXISTS (SELECT 1 FROM reply r WHERE r.number = c.number AND r.kind = 'late' AND (r.answered = 0 OR r.until > ?))
 ORDER BY c.due LIMIT ?`, now.Add(-lastMinute).UnixMicro(), now.UnixMicro(), most)
	if err != nil {
		return nil, fail.Wrap(err, "reply: unexplained")
	}
	defer rows.Close()
	var out []Owed
	for rows.Next() {
		o := Owed{Kind: Late}
		if err := rows.Scan(&o.Number, &o.Service, &o.Office, &o.Person, &o.Seq); err != nil {
			return nil, fail.Wrap(err, "reply: unexplained")
		}
		out = append(out, o)
	}
	return out, fail.Wrap(rows.Err(), "reply: unexplained")
}

// lastMinute is in time as a whole, as the clock room counts it.
const lastMinute = time.Minute

// Erase takes away the replies about a case.
func Erase(tx *store.Tx, number string) error {
	_, err := tx.Exec(`DELETE FROM reply WHERE number = ?`, number)
	return fail.Wrap(err, "reply: erase")
}

func list(tx *store.Tx, where string, args ...any) ([]Owed, error) {
	rows, err := tx.Query(`SELECT id, kind, number, seq, service, office, person, stars, words, opened, due, answer, until, by_whom, by_name, answered FROM reply `+where, args...)
	if err != nil {
		return nil, fail.Wrap(err, "reply: list")
	}
	defer rows.Close()
	var out []Owed
	for rows.Next() {
		var o Owed
		var kind string
		var opened, due, until, answered int64
		if err := rows.Scan(&o.ID, &kind, &o.Number, &o.Seq, &o.Service, &o.Office, &o.Person, &o.Stars, &o.Words, &opened, &due, &o.Answer, &until, &o.By, &o.Name, &answered); err != nil {
			return nil, fail.Wrap(err, "reply: list")
		}
		o.Kind, o.Opened, o.Due = Kind(kind), time.UnixMicro(opened).UTC(), time.UnixMicro(due).UTC()
		if until != 0 {
			o.Until = time.UnixMicro(until).UTC()
		}
		if answered != 0 {
			o.Answered = time.UnixMicro(answered).UTC()
		}
		out = append(out, o)
	}
	return out, fail.Wrap(rows.Err(), "reply: list")
}
