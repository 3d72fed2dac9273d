package client

import (
	"bytes"
	"errors"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// answerFor is how long an answer is kept to be given again.
const answerFor = 7 * 24 * time.Hour

// MostKey is the longest idempotency key.
const MostKey = 100

// Answered is what was answered to a request of c with this key, if there was one.
// The same key with another request is refused.
func Answered(tx *store.Tx, c Client, key string, request []byte) (body []byte, ok bool, err error) {
	var was []byte
	err = tx.QueryRow(`SELECT request, body FROM client_answer WHERE client = ? AND key = ?`, c.ID, key).Scan(&was, &body)
	if errors.Is(err, store.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fail.Wrap(err, "client: find answer")
	}
	if !bytes.Equal(was, request) {
		return nil, false, fail.New(fail.Conflict, "client.key-used", "key", key)
	}
	return body, true, nil
}

// KeepAnswer keeps what was answered, in the transaction that did it.
func KeepAnswer(tx *store.Tx, c Client, key string, request, body []byte) error {
	now := tx.Now()
	if _, err := tx.Exec(`DELETE FROM client_answer WHERE client = ? AND at < ?`, c.ID, now.Add(-answerFor).UnixMicro()); err != nil {
		return fail.Wrap(err, "client: drop old answers")
	}
	_, err := tx.Exec(`INSERT INTO client_answer (client, key, request, body, at) VALUES (?,?,?,?,?)`, c.ID, key, request, body, now.UnixMicro())
	return fail.Wrap(err, "client: keep answer")
}

// Refusal 拒绝记录 is one request of a client that was refused.
type Refusal struct {
	Client    string
	Operation string
	Register  string
	Subject   string
	Number    string // of the case it named
	Key       string // text key of the reason
	At        time.Time
}

// Refuse keeps a refusal. It can only be added to.
func Refuse(tx *store.Tx, r Refusal) error {
	_, err := tx.Exec(`INSERT INTO client_refusal (client, operation, register, subject, number, reason, at) VALUES (?,?,?,?,?,?,?)`,
		r.Client, r.Operation, r.Register, r.Subject, r.Number, r.Key, tx.Now().UnixMicro())
	return fail.Wrap(err, "client: keep refusal")
}

// Refusals lists the latest refusals, the newest first; of one client where id is given.
func Refusals(tx *store.Tx, id string, most int) ([]Refusal, error) {
	query, args := `SELECT client, operation, register, subject, number, reason, at FROM client_refusal ORDER BY at DESC, id DESC LIMIT ?`, []any{most}
	if id != "" {
		query, args = `SELECT client, operation, register, subject, number, reason, at FROM client_refusal WHERE client = ? ORDER BY at DESC, id DESC LIMIT ?`, []any{id, most}
	}
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, fail.Wrap(err, "client: list refusals")
	}
	defer rows.Close()
	var out []Refusal
	for rows.Next() {
		var r Refusal
		var at int64
		if err := rows.Scan(&r.Client, &r.Operation, &r.Register, &r.Subject, &r.Number, &r.Key, &at); err != nil {
			return nil, fail.Wrap(err, "client: list refusals")
		}
		r.At = time.UnixMicro(at).UTC()
		out = append(out, r)
	}
	return out, fail.Wrap(rows.Err(), "client: list refusals")
}
