// Package journal keeps the acts of cases and what is folded from them: the
// evidence, the current state and the worklists, all written in the transaction
// of the act. It judges nothing (the kernel does) and knows no licence, person or
// message (their rooms do).
package journal

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"time"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/store"
)

// Header is what a case has from its first moment and keeps.
type Header struct {
	Number    string
	Service   string
	Duty      string // the pack's area of duty
	Version   string
	Digest    string
	Applicant string
	Subject   string
	Office    string
	Area      string // administrative division of the office
	Parent    string
	Branch    string
}

// Kept is one act as it is written: the bytes the log commits to, and their salt.
type Kept struct {
	Act  casework.Act
	Body []byte
	Salt []byte
}

// saltSize is enough that a commitment to a short act cannot be guessed.
const saltSize = 16

// Prepare makes the bytes of acts before any transaction is open. The bytes are
// canonical: Go writes struct fields in order and map keys sorted.
func Prepare(acts []casework.Act) ([]Kept, error) {
	out := make([]Kept, len(acts))
	salts := make([]byte, saltSize*len(acts))
	rand.Read(salts) // never fails since Go 1.24: it ends the program instead
	for i, a := range acts {
		a.At, a.Until, a.Backdated = utc(a.At), utc(a.Until), utc(a.Backdated)
		body, err := json.Marshal(a)
		if err != nil {
			return nil, fail.Wrap(err, "journal: write act as JSON")
		}
		out[i] = Kept{Act: a, Body: body, Salt: salts[saltSize*i : saltSize*(i+1)]}
	}
	return out, nil
}

func utc(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC().Truncate(time.Microsecond)
}

// Append writes acts and the case they lead to. leaf is the index of the first
// act's leaf in the log; the caller writes the leaves in the same transaction.
// The key (number, seq) refuses a second official who acted on the same state.
func Append(tx *store.Tx, h Header, c casework.Case, acts []Kept, leaf int64) error {
	for i, k := range acts {
		_, err := tx.Exec(`INSERT INTO act (number, seq, verb, by_id, at, leaf, salt, body) VALUES (?,?,?,?,?,?,?,?)`,
			h.Number, k.Act.Seq, string(k.Act.Verb), k.Act.By, k.Act.At.UnixMicro(), leaf+int64(i), k.Salt, k.Body)
		if store.IsUnique(err) {
			return fail.New(fail.Conflict, "journal.changed-meanwhile", "number", h.Number).Because(err)
		}
		if err != nil {
			return fail.Wrap(err, "journal: add act")
		}
	}
	return project(tx, h, c)
}

// Acts reads the acts of a case in order.
func Acts(tx *store.Tx, number string) ([]casework.Act, error) {
	rows, err := tx.Query(`SELECT body FROM act WHERE number = ? ORDER BY seq`, number)
	if err != nil {
		return nil, fail.Wrap(err, "journal: read acts")
	}
	defer rows.Close()
	var out []casework.Act
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return nil, fail.Wrap(err, "journal: read act")
		}
		var a casework.Act
		if err := json.Unmarshal(body, &a); err != nil {
			return nil, fail.Wrap(err, "journal: act of "+number)
		}
		out = append(out, a)
	}
	return out, fail.Wrap(rows.Err(), "journal: read acts")
}

// Stored is the raw row of one act, for those who check the log against it.
type Stored struct {
	Number     string
	Seq        int
	Leaf       int64
	Verb, By   string
	At         int64
	Salt, Body []byte
}

// EachStored calls f for every act in the order of its leaf. It reads in one pass
// with flat memory.
func EachStored(tx *store.Tx, from int64, f func(Stored) error) error {
	rows, err := tx.Query(`SELECT number, seq, leaf, verb, by_id, at, salt, body FROM act WHERE leaf >= ? ORDER BY leaf`, from)
	if err != nil {
		return fail.Wrap(err, "journal: read acts by leaf")
	}
	defer rows.Close()
	for rows.Next() {
		var s Stored
		if err := rows.Scan(&s.Number, &s.Seq, &s.Leaf, &s.Verb, &s.By, &s.At, &s.Salt, &s.Body); err != nil {
			return fail.Wrap(err, "journal: read act by leaf")
		}
		if err := f(s); err != nil {
			return err
		}
	}
	return fail.Wrap(rows.Err(), "journal: read acts by leaf")
}

// StoredOf reads the raw rows of a case's acts in order.
func StoredOf(tx *store.Tx, number string) (out []Stored, err error) {
	rows, err := tx.Query(`SELECT number, seq, leaf, verb, by_id, at, salt, body FROM act WHERE number = ? ORDER BY seq`, number)
	if err != nil {
		return nil, fail.Wrap(err, "journal: read rows of acts")
	}
	defer rows.Close()
	for rows.Next() {
		var s Stored
		if err := rows.Scan(&s.Number, &s.Seq, &s.Leaf, &s.Verb, &s.By, &s.At, &s.Salt, &s.Body); err != nil {
			return nil, fail.Wrap(err, "journal: read row of act")
		}
		out = append(out, s)
	}
	return out, fail.Wrap(rows.Err(), "journal: read rows of acts")
}

// NextSerial hands out the next number under a name, starting at 1, without gaps:
// it is part of the caller's transaction.
func NextSerial(tx *store.Tx, name string) (int, error) {
	var n int
	err := tx.QueryRow(`SELECT next FROM serial WHERE name = ?`, name).Scan(&n)
	switch {
	case errors.Is(err, store.ErrNoRows):
		n = 1
		_, err = tx.Exec(`INSERT INTO serial (name, next) VALUES (?, 2)`, name)
	case err == nil:
		_, err = tx.Exec(`UPDATE serial SET next = ? WHERE name = ?`, n+1, name)
	}
	return n, fail.Wrap(err, "journal: next serial")
}

// Answered is what was answered to a submission.
type Answered struct {
	Number string
	Seq    int
}

// AnsweredTo is what was answered to submission id of person by, if it came before.
func AnsweredTo(tx *store.Tx, by, id string) (Answered, bool, error) {
	a, _, ok, err := answered(tx, by, id)
	return a, ok, err
}

// FindSubmission is AnsweredTo for a request: the same id with another request is
// an error, not a second answer.
func FindSubmission(tx *store.Tx, by, id string, request []byte) (Answered, bool, error) {
	a, was, ok, err := answered(tx, by, id)
	if ok && string(was) != string(request) {
		return a, false, fail.New(fail.Conflict, "journal.submission-reused", "id", id)
	}
	return a, ok, err
}

func answered(tx *store.Tx, by, id string) (a Answered, request []byte, ok bool, err error) {
	err = tx.QueryRow(`SELECT number, seq, request FROM submission WHERE by_id = ? AND id = ?`, by, id).Scan(&a.Number, &a.Seq, &request)
	if errors.Is(err, store.ErrNoRows) {
		return a, nil, false, nil
	}
	return a, request, err == nil, fail.Wrap(err, "journal: find submission")
}

// KeepSubmission remembers what was answered to a submission.
func KeepSubmission(tx *store.Tx, by, id string, request []byte, a Answered) error {
	_, err := tx.Exec(`INSERT INTO submission (by_id, id, number, seq, at, request) VALUES (?,?,?,?,?,?)`,
		by, id, a.Number, a.Seq, tx.Now().UnixMicro(), request)
	return fail.Wrap(err, "journal: keep submission")
}

// Submission is what was answered to one submission.
type Submission struct {
	By, ID string
	Seq    int
}

// SubmissionsOf are all that were answered in a case.
func SubmissionsOf(tx *store.Tx, number string) (out []Submission, err error) {
	rows, err := tx.Query(`SELECT by_id, id, seq FROM submission WHERE number = ?`, number)
	if err != nil {
		return nil, fail.Wrap(err, "journal: read submissions")
	}
	defer rows.Close()
	for rows.Next() {
		var s Submission
		if err := rows.Scan(&s.By, &s.ID, &s.Seq); err != nil {
			return nil, fail.Wrap(err, "journal: read submission")
		}
		out = append(out, s)
	}
	return out, fail.Wrap(rows.Err(), "journal: read submissions")
}

// StraySubmission is a case to which something was answered though there is no such
// case, or its record was erased.
func StraySubmission(tx *store.Tx) (number string, ok bool, err error) {
	err = tx.QueryRow(`SELECT number FROM submission WHERE NOT EXISTS (SELECT 1 FROM casefile c WHERE c.number = submission.number)
 OR EXISTS (SELECT 1 FROM erasure e WHERE e.number = submission.number AND e.approved_by <> '') LIMIT 1`).Scan(&number)
	if errors.Is(err, store.ErrNoRows) {
		return "", false, nil
	}
	return number, err == nil, fail.Wrap(err, "journal: find stray submissions")
}
