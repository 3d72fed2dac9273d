package account

import (
	"encoding/json"
	"errors"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// mostTries is how often a step may fail before the ceremony begins anew.
const mostTries = 5

// Begin keeps v between two steps of a way in and answers the secret that finds it
// again, good for a while.
func Begin(tx *store.Tx, kind string, v any, good time.Duration) (secret string, err error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fail.Wrap(err, "account: ceremony as JSON")
	}
	secret = newSecret()
	_, err = tx.Exec(`INSERT INTO ceremony (id, kind, body, tries, expires) VALUES (?,?,?,0,?)`, digest(secret), kind, b, tx.Now().Add(good).UnixMicro())
	return secret, fail.Wrap(err, "account: begin ceremony")
}

// Look reads what Begin kept. One that is over, or tried too often, is not there.
func Look(tx *store.Tx, kind, secret string, now time.Time, v any) (ok bool, err error) {
	var b []byte
	var tries int
	var expires int64
	err = tx.QueryRow(`SELECT body, tries, expires FROM ceremony WHERE id = ? AND kind = ?`, digest(secret), kind).Scan(&b, &tries, &expires)
	if errors.Is(err, store.ErrNoRows) || err == nil && (tries >= mostTries || !now.Before(at(expires))) {
		return false, nil
	}
	if err != nil {
		return false, fail.Wrap(err, "account: find ceremony")
	}
	return true, fail.Wrap(json.Unmarshal(b, v), "account: read ceremony")
}

// Take reads what Begin kept and removes it: nobody takes a step twice.
func Take(tx *store.Tx, kind, secret string, v any) (ok bool, err error) {
	if ok, err = Look(tx, kind, secret, tx.Now(), v); err != nil || !ok {
		return ok, err
	}
	_, err = tx.Exec(`DELETE FROM ceremony WHERE id = ?`, digest(secret))
	return true, fail.Wrap(err, "account: take ceremony")
}

// Try counts one failed step.
func Try(tx *store.Tx, secret string) error {
	_, err := tx.Exec(`UPDATE ceremony SET tries = tries + 1 WHERE id = ?`, digest(secret))
	return fail.Wrap(err, "account: count try")
}
