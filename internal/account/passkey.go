package account

import (
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Passkey 通行密钥 is a key pair on a device of its owner's, of which the public half is
// kept here (W3C Web Authentication).
type Passkey struct {
	ID     []byte
	Person string
	Name   string
	Body   []byte // the credential as JSON
	Added  time.Time
	Used   time.Time
}

// Save writes a passkey over what was there under its id. An id that another person
// has is refused.
func (p Passkey) Save(tx *store.Tx) error {
	now := tx.Now().UnixMicro()
	n, err := tx.Exec(`INSERT INTO passkey (id, person, name, body, added, used) VALUES (?,?,?,?,?,0)
 ON CONFLICT (id) DO UPDATE SET body = excluded.body, used = ? WHERE passkey.person = excluded.person`, p.ID, p.Person, p.Name, p.Body, now, now)
	if err == nil && n == 0 {
		return fail.New(fail.Conflict, "account.passkey-taken")
	}
	return fail.Wrap(err, "account: save passkey")
}

// Passkeys lists a person's passkeys, the first added first.
func Passkeys(tx *store.Tx, person string) ([]Passkey, error) {
	rows, err := tx.Query(`SELECT id, name, body, added, used FROM passkey WHERE person = ? ORDER BY added, id`, person)
	if err != nil {
		return nil, fail.Wrap(err, "account: list passkeys")
	}
	defer rows.Close()
	var out []Passkey
	for rows.Next() {
		p := Passkey{Person: person}
		var added, used int64
		if err := rows.Scan(&p.ID, &p.Name, &p.Body, &added, &used); err != nil {
			return nil, fail.Wrap(err, "account: list passkey")
		}
		p.Added, p.Used = at(added), at(used)
		out = append(out, p)
	}
	return out, fail.Wrap(rows.Err(), "account: list passkeys")
}

// RemovePasskey removes one of a person's passkeys.
func RemovePasskey(tx *store.Tx, person string, id []byte) error {
	n, err := tx.Exec(`DELETE FROM passkey WHERE person = ? AND id = ?`, person, id)
	if err == nil && n == 0 {
		return fail.New(fail.NotFound, "account.no-passkey")
	}
	return fail.Wrap(err, "account: remove passkey")
}
