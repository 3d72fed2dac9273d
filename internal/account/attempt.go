package account

import (
	"errors"
	"time"

	"atonce/internal/brake"
	"atonce/internal/fail"
	"atonce/internal/store"
)

// deviceFor is how long a device is known after its owner last signed in with it.
const deviceFor = 180 * 24 * time.Hour

// Failures is the count under a key.
func Failures(tx *store.Tx, key string) (c brake.Count, err error) {
	var last int64
	err = tx.QueryRow(`SELECT failures, last FROM failed_attempt WHERE key = ?`, digest(key)).Scan(&c.Failures, &last)
	if errors.Is(err, store.ErrNoRows) {
		return brake.Count{}, nil
	}
	c.Last = at(last)
	return c, fail.Wrap(err, "account: count failures")
}

// Fail adds a failure under a key.
func Fail(tx *store.Tx, key string, r brake.Rule) error {
	c, err := Failures(tx, key)
	if err != nil {
		return err
	}
	c = r.Fail(c, tx.Now())
	_, err = tx.Exec(`INSERT INTO failed_attempt (key, failures, last) VALUES (?,?,?)
 ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, last = excluded.last`, digest(key), c.Failures, c.Last.UnixMicro())
	return fail.Wrap(err, "account: keep failure")
}

// Forgive forgets the failures under a key.
func Forgive(tx *store.Tx, key string) error {
	_, err := tx.Exec(`DELETE FROM failed_attempt WHERE key = ?`, digest(key))
	return fail.Wrap(err, "account: forgive")
}

// Knows says whether a person has signed in with the device that holds secret.
func Knows(tx *store.Tx, secret, person string) (ok bool, err error) {
	if secret == "" {
		return false, nil
	}
	var n int
	err = tx.QueryRow(`SELECT COUNT(*) FROM known_device WHERE secret = ? AND person = ?`, digest(secret), person).Scan(&n)
	return n > 0, fail.Wrap(err, "account: find device")
}

// Know remembers that a person has signed in with a device. Without a secret it makes
// one, for the browser to keep.
func Know(tx *store.Tx, secret, person string) (string, error) {
	if secret == "" {
		secret = newSecret()
	}
	now := tx.Now().UnixMicro()
	_, err := tx.Exec(`INSERT INTO known_device (secret, person, since, used) VALUES (?,?,?,?) ON CONFLICT (secret, person) DO UPDATE SET used = excluded.used`,
		digest(secret), person, now, now)
	return secret, fail.Wrap(err, "account: know device")
}

// ForgetDevices forgets every device of a person.
func ForgetDevices(tx *store.Tx, person string) error {
	_, err := tx.Exec(`DELETE FROM known_device WHERE person = ?`, person)
	return fail.Wrap(err, "account: forget devices")
}

// Sweep removes what is over.
func Sweep(tx *store.Tx, now time.Time) error {
	for _, x := range []struct {
		query string
		at    time.Time
	}{
		{`DELETE FROM failed_attempt WHERE last < ?`, now.Add(-brake.Device.Forget)},
		{`DELETE FROM ceremony WHERE expires < ?`, now},
		{`DELETE FROM known_device WHERE used < ?`, now.Add(-deviceFor)},
		{`DELETE FROM invitation WHERE expires < ?`, now.Add(-InvitedFor)},
	} {
		if _, err := tx.Exec(x.query, x.at.UnixMicro()); err != nil {
			return fail.Wrap(err, "account: sweep")
		}
	}
	return nil
}
