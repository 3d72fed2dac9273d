// Package notify keeps messages to people: one for each change of state, in the
// inbox at once, and in the outbox for each other channel its reader chose. What a
// message says is drawn from the act it is about, when it is read.
package notify

import (
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Message 消息 tells a person that an act was done in a case.
type Message struct {
	Person string
	Number string
	Seq    int
	Verb   string
	At     time.Time
	Seen   bool
}

// Queue writes a message. A second one about the same act to the same person is
// quietly the same message, and goes out no second time.
func Queue(tx *store.Tx, m Message) error {
	n, err := tx.Exec(`INSERT INTO message (person, number, seq, verb, at, seen) VALUES (?,?,?,?,?,0) ON CONFLICT (person, number, seq) DO NOTHING`,
		m.Person, m.Number, m.Seq, m.Verb, m.At.UnixMicro())
	if err != nil || n == 0 {
		return fail.Wrap(err, "notify: queue")
	}
	return post(tx, m)
}

// Inbox lists person's messages, the newest first, at most size from before on.
// A zero before begins with the newest.
func Inbox(tx *store.Tx, person string, before time.Time, size int) ([]Message, error) {
	limit := int64(1) << 62
	if !before.IsZero() {
		limit = before.UnixMicro()
	}
	rows, err := tx.Query(`SELECT number, seq, verb, at, seen FROM message WHERE person = ? AND at < ? ORDER BY at DESC LIMIT ?`, person, limit, size)
	if err != nil {
		return nil, fail.Wrap(err, "notify: inbox")
	}
	defer rows.Close()
	var out []Message
	for rows.Next() {
		m := Message{Person: person}
		var at, seen int64
		if err := rows.Scan(&m.Number, &m.Seq, &m.Verb, &at, &seen); err != nil {
			return nil, fail.Wrap(err, "notify: inbox")
		}
		m.At, m.Seen = time.UnixMicro(at).UTC(), seen != 0
		out = append(out, m)
	}
	return out, fail.Wrap(rows.Err(), "notify: inbox")
}

// OfCase lists every message about a case, the oldest first.
func OfCase(tx *store.Tx, number string) ([]Message, error) {
	rows, err := tx.Query(`SELECT person, seq, verb, at FROM message WHERE number = ? ORDER BY at, seq, person`, number)
	if err != nil {
		return nil, fail.Wrap(err, "notify: of case")
	}
	defer rows.Close()
	var out []Message
	for rows.Next() {
		m := Message{Number: number}
		var at int64
		if err := rows.Scan(&m.Person, &m.Seq, &m.Verb, &at); err != nil {
			return nil, fail.Wrap(err, "notify: of case")
		}
		m.At = time.UnixMicro(at).UTC()
		out = append(out, m)
	}
	return out, fail.Wrap(rows.Err(), "notify: of case")
}

// Told are the acts of a case that person was told of, by their number.
func Told(tx *store.Tx, person, number string) (map[int]bool, error) {
	rows, err := tx.Query(`SELECT seq FROM message WHERE person = ? AND number = ?`, person, number)
	if err != nil {
		return nil, fail.Wrap(err, "notify: told")
	}
	defer rows.Close()
	out := map[int]bool{}
	for rows.Next() {
		var seq int
		if err := rows.Scan(&seq); err != nil {
			return nil, fail.Wrap(err, "notify: told")
		}
		out[seq] = true
	}
	return out, fail.Wrap(rows.Err(), "notify: told")
}

// MostCounted is where Unseen stops counting: a menu says no more than that there are many.
const MostCounted = 1000

// Unseen counts person's unread messages, and the notices shown by now, each up to
// MostCounted.
func Unseen(tx *store.Tx, person string) (n int, err error) {
	err = tx.QueryRow(`SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE person = ? AND seen = 0 LIMIT ?) m) + (SELECT COUNT(*) FROM notice WHERE person = ? AND shown <= ? AND seen = 0)`,
		person, MostCounted, person, tx.Now().UnixMicro()).Scan(&n)
	return n, fail.Wrap(err, "notify: count")
}

// See marks person's messages up to now as read.
func See(tx *store.Tx, person string) error {
	_, err := tx.Exec(`UPDATE message SET seen = ? WHERE person = ? AND seen = 0`, tx.Now().UnixMicro(), person)
	return fail.Wrap(err, "notify: see")
}

// Erase takes away the messages, letters and notices about a case.
func Erase(tx *store.Tx, number string) error {
	if _, err := tx.Exec(`DELETE FROM notice WHERE number = ?`, number); err != nil {
		return fail.Wrap(err, "notify: erase notices")
	}
	if _, err := tx.Exec(`DELETE FROM outbox WHERE number = ?`, number); err != nil {
		return fail.Wrap(err, "notify: erase letters")
	}
	_, err := tx.Exec(`DELETE FROM message WHERE number = ?`, number)
	return fail.Wrap(err, "notify: erase")
}
