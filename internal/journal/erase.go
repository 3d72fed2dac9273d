package journal

import (
	"errors"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Erasure is the end of a record that may no longer be kept: two people, a ground,
// and afterwards nothing but this.
type Erasure struct {
	Number     string
	Ground     string
	ProposedBy string
	Proposed   time.Time
	ApprovedBy string // empty while nobody has
	Approved   time.Time
}

// ErasureRecord is an erasure with what the log commits to.
type ErasureRecord struct {
	Erasure
	Leaf       int64
	Salt, Body []byte
}

// Blank says whether nothing is left of an act but its place.
func (s Stored) Blank() bool {
	return len(s.Body) == 0 && len(s.Salt) == 0 && s.By == "" && s.Verb == "" && s.At == 0
}

// Done says whether the record is gone.
func (e Erasure) Done() bool { return e.ApprovedBy != "" }

const erasureColumns = `number, ground, proposed_by, proposed, approved_by, approved, leaf, salt, body`

func scanErasure(s scanner) (e ErasureRecord, err error) {
	var proposed, approved int64
	err = s.Scan(&e.Number, &e.Ground, &e.ProposedBy, &proposed, &e.ApprovedBy, &approved, &e.Leaf, &e.Salt, &e.Body)
	e.Proposed, e.Approved = timeOf(proposed), timeOf(approved)
	return e, err
}

// FindErasure is what was proposed or done to erase a case, if anything was.
func FindErasure(tx *store.Tx, number string) (Erasure, bool, error) {
	e, err := scanErasure(tx.QueryRow(`SELECT `+erasureColumns+` FROM erasure WHERE number = ?`, number))
	if errors.Is(err, store.ErrNoRows) {
		return Erasure{}, false, nil
	}
	return e.Erasure, err == nil, fail.Wrap(err, "journal: find erasure")
}

// Erasures are all that were carried out, in the order of the log.
func Erasures(tx *store.Tx) (out []ErasureRecord, err error) {
	rows, err := tx.Query(`SELECT ` + erasureColumns + ` FROM erasure WHERE approved_by <> '' ORDER BY leaf`)
	if err != nil {
		return nil, fail.Wrap(err, "journal: read erasures")
	}
	defer rows.Close()
	for rows.Next() {
		e, err := scanErasure(rows)
		if err != nil {
			return nil, fail.Wrap(err, "journal: read erasure")
		}
		out = append(out, e)
	}
	return out, fail.Wrap(rows.Err(), "journal: read erasures")
}

// ProposeErasure writes down that a case should be erased. A later proposal takes the
// place of one that nobody has approved.
func ProposeErasure(tx *store.Tx, number, ground, by string) error {
	_, err := tx.Exec(`INSERT INTO erasure (number, ground, proposed_by, proposed, approved_by, approved, leaf, salt, body) VALUES (?,?,?,?,'',0,-1,?,?)
 ON CONFLICT (number) DO UPDATE SET ground = excluded.ground, proposed_by = excluded.proposed_by, proposed = excluded.proposed`,
		number, ground, by, tx.Now().UnixMicro(), []byte{}, []byte{})
	return fail.Wrap(err, "journal: propose erasure")
}

// Erase takes a case's record away, after its erasure was written into the log: the
// bytes and salts of its acts, whose it was, and what it was about. The database lets
// nobody else change an act.
func Erase(tx *store.Tx, e ErasureRecord) error {
	_, err := tx.Exec(`UPDATE erasure SET approved_by = ?, approved = ?, leaf = ?, salt = ?, body = ? WHERE number = ?`,
		e.ApprovedBy, e.Approved.UnixMicro(), e.Leaf, e.Salt, e.Body, e.Number)
	if err != nil {
		return fail.Wrap(err, "journal: approve erasure")
	}
	for _, q := range []string{
		`UPDATE act SET body = x'', salt = x'', by_id = '', verb = '', at = 0 WHERE number = ?`,
		`UPDATE casefile SET applicant = '', subject = '', handler = '', silence = 0 WHERE number = ?`,
		`DELETE FROM submission WHERE number = ?`,
	} {
		if _, err := tx.Exec(q, e.Number); err != nil {
			return fail.Wrap(err, "journal: erase")
		}
	}
	return forget(tx, e.Number)
}
