// Package edition keeps every version of a pack that any case may be pinned to,
// and which one is in force: proposed by one person, approved by another.
package edition

import (
	"errors"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Keep stores the files of a pack's version under its digest. Keeping what is
// there already changes nothing.
func Keep(tx *store.Tx, service, digest string, files []byte) error {
	_, err := tx.Exec(`INSERT INTO edition (digest, service, kept, files) VALUES (?,?,?,?) ON CONFLICT (digest) DO NOTHING`,
		digest, service, tx.Now().UnixMicro(), files)
	return fail.Wrap(err, "edition: keep")
}

// Files are the files of a version, as kept.
func Files(tx *store.Tx, digest string) ([]byte, error) {
	var b []byte
	err := tx.QueryRow(`SELECT files FROM edition WHERE digest = ?`, digest).Scan(&b)
	if errors.Is(err, store.ErrNoRows) {
		return nil, fail.New(fail.NotFound, "edition.none", "digest", digest)
	}
	return b, fail.Wrap(err, "edition: read")
}

// Activation 启用 is one version put forward for a service, and who approved it.
type Activation struct {
	Service    string
	Seq        int
	Digest     string
	ProposedBy string
	Proposed   time.Time
	ApprovedBy string // empty while nobody has
	Approved   time.Time
}

// Propose puts a kept version forward. by is the first of the two people.
func Propose(tx *store.Tx, service, digest, by string) (Activation, error) {
	last, ok, err := Last(tx, service)
	if err != nil {
		return Activation{}, err
	}
	if ok && last.Digest == digest && last.ApprovedBy == "" {
		return last, nil
	}
	a := Activation{Service: service, Seq: last.Seq + 1, Digest: digest, ProposedBy: by, Proposed: tx.Now()}
	_, err = tx.Exec(`INSERT INTO activation (service, seq, digest, proposed_by, proposed, approved_by, approved) VALUES (?,?,?,?,?,'',0)`,
		a.Service, a.Seq, a.Digest, a.ProposedBy, a.Proposed.UnixMicro())
	return a, fail.Wrap(err, "edition: propose")
}

// Approve puts the last proposal of service in force. by must be a second person.
func Approve(tx *store.Tx, service, digest, by string) (Activation, error) {
	a, ok, err := Last(tx, service)
	switch {
	case err != nil:
		return a, err
	case !ok || a.ApprovedBy != "" || a.Digest != digest:
		return a, fail.New(fail.Conflict, "edition.no-proposal", "service", service)
	case a.ProposedBy == by:
		return a, fail.New(fail.Forbidden, "edition.two-people", "service", service)
	}
	a.ApprovedBy, a.Approved = by, tx.Now()
	_, err = tx.Exec(`UPDATE activation SET approved_by = ?, approved = ? WHERE service = ? AND seq = ?`, by, a.Approved.UnixMicro(), service, a.Seq)
	return a, fail.Wrap(err, "edition: approve")
}

// Last is the latest activation of service, approved or not.
func Last(tx *store.Tx, service string) (Activation, bool, error) {
	as, err := read(tx, `WHERE service = ? ORDER BY seq DESC LIMIT 1`, service)
	if err != nil || len(as) == 0 {
		return Activation{}, false, err
	}
	return as[0], true, nil
}

// InForce is the version in force of every service.
func InForce(tx *store.Tx) (map[string]Activation, error) {
	as, err := read(tx, `WHERE approved_by <> '' ORDER BY service, seq`)
	if err != nil {
		return nil, err
	}
	out := map[string]Activation{}
	for _, a := range as {
		out[a.Service] = a
	}
	return out, nil
}

// Same says whether two activations say the same, to the microsecond that is kept.
func (a Activation) Same(b Activation) bool {
	return a.Service == b.Service && a.Seq == b.Seq && a.Digest == b.Digest && a.ProposedBy == b.ProposedBy && a.ApprovedBy == b.ApprovedBy &&
		a.Proposed.UnixMicro() == b.Proposed.UnixMicro() && a.Approved.UnixMicro() == b.Approved.UnixMicro()
}

// All are all activations, service by service, the oldest first.
func All(tx *store.Tx) ([]Activation, error) { return read(tx, `ORDER BY service, seq`) }

// History lists all activations of service, the newest first.
func History(tx *store.Tx, service string) ([]Activation, error) {
	return read(tx, `WHERE service = ? ORDER BY seq DESC`, service)
}

func read(tx *store.Tx, where string, args ...any) ([]Activation, error) {
	rows, err := tx.Query(`SELECT service, seq, digest, proposed_by, proposed, approved_by, approved FROM activation `+where, args...)
	if err != nil {
		return nil, fail.Wrap(err, "edition: read activations")
	}
	defer rows.Close()
	var out []Activation
	for rows.Next() {
		var a Activation
		var proposed, approved int64
		if err := rows.Scan(&a.Service, &a.Seq, &a.Digest, &a.ProposedBy, &proposed, &a.ApprovedBy, &approved); err != nil {
			return nil, fail.Wrap(err, "edition: read activation")
		}
		a.Proposed = time.UnixMicro(proposed).UTC()
		if approved != 0 {
			a.Approved = time.UnixMicro(approved).UTC()
		}
		out = append(out, a)
	}
	return out, fail.Wrap(rows.Err(), "edition: read activations")
}

// Record keeps what the log commits to of an activation, under its leaf.
func Record(tx *store.Tx, leaf int64, salt, body []byte) error {
	_, err := tx.Exec(`INSERT INTO activation_record (leaf, salt, body) VALUES (?,?,?)`, leaf, salt, body)
	return fail.Wrap(err, "edition: record activation")
}

// EachRecord calls f for every record in the order of the log.
func EachRecord(tx *store.Tx, f func(leaf int64, salt, body []byte) error) error {
	rows, err := tx.Query(`SELECT leaf, salt, body FROM activation_record ORDER BY leaf`)
	if err != nil {
		return fail.Wrap(err, "edition: read records")
	}
	defer rows.Close()
	for rows.Next() {
		var leaf int64
		var salt, body []byte
		if err := rows.Scan(&leaf, &salt, &body); err != nil {
			return fail.Wrap(err, "edition: read record")
		}
		if err := f(leaf, salt, body); err != nil {
			return err
		}
	}
	return fail.Wrap(rows.Err(), "edition: read records")
}
