package precedent

import (
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Replay is one trial of changed rules on past decisions: who read them, when and for
// what, and what came out.
type Replay struct {
	ID        int64
	By        string
	At        time.Time
	Service   string
	Digest    string // of the version that was tried
	Since     time.Time
	Purpose   string
	Decisions int
	Body      []byte // what came out, as JSON
}

// KeepReplay writes a trial at tx's time.
func KeepReplay(tx *store.Tx, r Replay) (id int64, err error) {
	if _, err = tx.Exec(`INSERT INTO replay (by_id, at, service, digest, since, purpose, decisions, body) VALUES (?,?,?,?,?,?,?,?)`,
		r.By, tx.Now().UnixMicro(), r.Service, r.Digest, r.Since.UnixMicro(), r.Purpose, r.Decisions, r.Body); err != nil {
		return 0, fail.Wrap(err, "precedent: keep replay")
	}
	return id, fail.Wrap(tx.QueryRow(`SELECT MAX(id) FROM replay`).Scan(&id), "precedent: number of replay")
}

// Replays are the latest trials of a service, the newest first.
func Replays(tx *store.Tx, service string) (out []Replay, err error) {
	rows, err := tx.Query(`SELECT id, by_id, at, service, digest, since, purpose, decisions, body FROM replay WHERE service = ? ORDER BY id DESC LIMIT 20`, service)
	if err != nil {
		return nil, fail.Wrap(err, "precedent: list replays")
	}
	defer rows.Close()
	for rows.Next() {
		var r Replay
		var at, since int64
		if err := rows.Scan(&r.ID, &r.By, &at, &r.Service, &r.Digest, &since, &r.Purpose, &r.Decisions, &r.Body); err != nil {
			return nil, fail.Wrap(err, "precedent: list replay")
		}
		r.At, r.Since = time.UnixMicro(at).UTC(), time.UnixMicro(since).UTC()
		out = append(out, r)
	}
	return out, fail.Wrap(rows.Err(), "precedent: list replays")
}

// Fill adds decisions of one kind, each the only one of its case, faster than one by one:
// for measuring.
func Fill(tx *store.Tx, k Kind, rows []Row) error {
	kind, err := kindOf(tx, k)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if _, err := tx.Exec(`INSERT INTO precedent (leaf, number, seq, service, kind, at, stands, answer, amount, paid, told) VALUES (?,?,?,?,?,?,?,?,?,?,?)`,
			r.Leaf, r.Number, r.Seq, k.Service, kind, r.At.UnixMicro(), bit(r.Stands), r.Answer, r.Amount, bit(r.Paid), r.Told); err != nil {
			return fail.Wrap(err, "precedent: fill")
		}
	}
	return nil
}
