package people

import (
	"encoding/json"
	"errors"
	"time"

	"atonce/internal/envelope"
	"atonce/internal/fail"
	"atonce/internal/store"
)

// keepForm is how long a form waits for its sender to sign in again.
const keepForm = 2 * time.Hour

// KeptForm 暂存的表单 is a form as it was sent, waiting until its sender has signed in.
type KeptForm struct {
	Path string // where it was sent, with the query
	Page string // where its sender had it before them; empty if the browser did not say
	Kind string // media type of Body
	Body []byte
}

// formPurpose is what the session's secret is used as a key for: the database alone
// cannot open a form.
const formPurpose = "kept-form/1"

// Keep keeps f for the holder of a session's secret, over what was kept before.
func (f KeptForm) Keep(tx *store.Tx, secret string) error {
	b, err := json.Marshal(f)
	if err != nil {
		return fail.Wrap(err, "people: form as JSON")
	}
	sealed, err := envelope.Key(secret).Seal(formPurpose, "", b)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO kept_form (session, body, kept) VALUES (?,?,?)
 ON CONFLICT (session) DO UPDATE SET body = excluded.body, kept = excluded.kept`, Digest(secret), sealed, tx.Now().UnixMicro())
	return fail.Wrap(err, "people: keep form")
}

// FindKept opens the form kept under a session's secret.
func FindKept(tx *store.Tx, secret string, now time.Time) (f KeptForm, ok bool, err error) {
	var sealed []byte
	var kept int64
	err = tx.QueryRow(`SELECT body, kept FROM kept_form WHERE session = ?`, Digest(secret)).Scan(&sealed, &kept)
	if errors.Is(err, store.ErrNoRows) {
		return f, false, nil
	}
	if err != nil {
		return f, false, fail.Wrap(err, "people: find form")
	}
	if now.Sub(time.UnixMicro(kept)) > keepForm {
		return f, false, nil
	}
	b, err := envelope.Key(secret).Open(formPurpose, "", sealed)
	if err != nil {
		return f, false, err
	}
	return f, true, fail.Wrap(json.Unmarshal(b, &f), "people: read form")
}

// DropKept removes the form kept under a session's secret.
func DropKept(tx *store.Tx, secret string) error {
	_, err := tx.Exec(`DELETE FROM kept_form WHERE session = ?`, Digest(secret))
	return fail.Wrap(err, "people: remove form")
}

// CarryKept hands what was kept under the secret of an old session to the new one of
// the same person. What belongs to somebody else is removed unread.
func CarryKept(tx *store.Tx, from, to, person string, limits Limits) error {
	old, ok, err := Session(tx, from, PageSession, limits)
	if err != nil {
		return err
	}
	if ok && old.Person.ID == person {
		f, ok, err := FindKept(tx, from, tx.Now())
		if err != nil {
			return err
		}
		if ok {
			if err := f.Keep(tx, to); err != nil {
				return err
			}
		}
	}
	return DropKept(tx, from)
}
