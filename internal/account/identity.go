package account

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Identity 身份关联 is who a person is at a provider of identities.
type Identity struct {
	Issuer, Subject string
	Person          string
	Mark            []byte // of the identity number it told; empty without
	Linked, Used    time.Time
}

// FindIdentity is who a provider means by a subject.
func FindIdentity(tx *store.Tx, issuer, subject string) (i Identity, ok bool, err error) {
	i = Identity{Issuer: issuer, Subject: subject}
	err = tx.QueryRow(`SELECT person, mark FROM identity_link WHERE issuer = ? AND subject = ?`, issuer, subject).Scan(&i.Person, &i.Mark)
	if errors.Is(err, store.ErrNoRows) {
		return i, false, nil
	}
	return i, err == nil, fail.Wrap(err, "account: find identity")
}

// PersonMarked is who some provider said to have the identity number of a mark.
func PersonMarked(tx *store.Tx, mark []byte) (person string, ok bool, err error) {
	err = tx.QueryRow(`SELECT person FROM identity_link WHERE mark = ? AND length(mark) > 0 ORDER BY linked LIMIT 1`, mark).Scan(&person)
	if errors.Is(err, store.ErrNoRows) {
		return "", false, nil
	}
	return person, err == nil, fail.Wrap(err, "account: find mark")
}

// Save links, or writes that the link was used now. A subject of somebody else is refused.
func (i Identity) Save(tx *store.Tx) error {
	now := tx.Now().UnixMicro()
	if i.Mark == nil {
		i.Mark = []byte{}
	}
	n, err := tx.Exec(`INSERT INTO identity_link (issuer, subject, person, mark, linked, used) VALUES (?,?,?,?,?,?)
 ON CONFLICT (issuer, subject) DO UPDATE SET used = excluded.used, mark = excluded.mark WHERE identity_link.person = excluded.person`,
		i.Issuer, i.Subject, i.Person, i.Mark, now, now)
	if err == nil && n == 0 {
		return fail.New(fail.Conflict, "account.identity-taken")
	}
	return fail.Wrap(err, "account: save identity")
}

// Identities lists a person's links.
func Identities(tx *store.Tx, person string) ([]Identity, error) {
	rows, err := tx.Query(`SELECT issuer, subject, linked, used FROM identity_link WHERE person = ? ORDER BY issuer, subject`, person)
	if err != nil {
		return nil, fail.Wrap(err, "account: list identities")
	}
	defer rows.Close()
	var out []Identity
	for rows.Next() {
		i := Identity{Person: person}
		var linked, used int64
		if err := rows.Scan(&i.Issuer, &i.Subject, &linked, &used); err != nil {
			return nil, fail.Wrap(err, "account: list identity")
		}
		i.Linked, i.Used = at(linked), at(used)
		out = append(out, i)
	}
	return out, fail.Wrap(rows.Err(), "account: list identities")
}

// Unlink removes a link of a person.
func Unlink(tx *store.Tx, person, issuer, subject string) error {
	_, err := tx.Exec(`DELETE FROM identity_link WHERE person = ? AND issuer = ? AND subject = ?`, person, issuer, subject)
	return fail.Wrap(err, "account: unlink")
}

// NewLogin is a name to sign in with that nobody chose: ten letters and digits.
func NewLogin() string {
	b := make([]byte, 7)
	rand.Read(b) // never fails since Go 1.24: it ends the program instead
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))[:10]
}
