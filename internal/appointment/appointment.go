// Package appointment keeps times at counters that people reserve, so that nobody who
// comes in person waits in a line. It knows no hours of its own: the desk says which.
package appointment

import (
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Appointment 预约 is one time at one counter for one person.
type Appointment struct {
	ID      string
	Person  string
	Counter string
	Office  string // whose officials are met
	Begins  time.Time
	About   string // a service, or empty
	Dropped time.Time
}

// Long is how long one time at a counter lasts.
const Long = 30 * time.Minute

// Desks is how many people a counter takes at the same time.
const Desks = 2

// most is how many times ahead one person may hold: the others are for others.
const most = 3

// Make reserves a time. A full time and one too many are Conflicts.
func Make(tx *store.Tx, a Appointment) error {
	taken, err := Taken(tx, a.Counter, a.Begins, a.Begins.Add(time.Microsecond))
	if err != nil {
		return err
	}
	if taken[a.Begins.UnixMicro()] >= Desks {
		return fail.New(fail.Conflict, "appointment.full")
	}
	own, err := Of(tx, a.Person, tx.Now())
	if err != nil {
		return err
	}
	if len(own) >= most {
		return fail.New(fail.Conflict, "appointment.most")
	}
	_, err = tx.Exec(`INSERT INTO appointment (id, person, counter, office, begins, about, made, dropped) VALUES (?,?,?,?,?,?,?,0)`,
		a.ID, a.Person, a.Counter, a.Office, a.Begins.UnixMicro(), a.About, tx.Now().UnixMicro())
	return fail.Wrap(err, "appointment: make")
}

// Drop gives a time back. One that is somebody else's is not found.
func Drop(tx *store.Tx, id, person string) error {
	n, err := tx.Exec(`UPDATE appointment SET dropped = ? WHERE id = ? AND person = ? AND dropped = 0`, tx.Now().UnixMicro(), id, person)
	if err == nil && n != 1 {
		return fail.New(fail.NotFound, "appointment.none")
	}
	return fail.Wrap(err, "appointment: drop")
}

// Taken counts the reservations at a counter by when they begin (Unix microseconds).
func Taken(tx *store.Tx, counter string, from, to time.Time) (map[int64]int, error) {
	rows, err := tx.Query(`SELECT begins, COUNT(*) FROM appointment WHERE counter = ? AND begins >= ? AND begins < ? AND dropped = 0 GROUP BY begins`, counter, from.UnixMicro(), to.UnixMicro())
	if err != nil {
		return nil, fail.Wrap(err, "appointment: count")
	}
	defer rows.Close()
	out := map[int64]int{}
	for rows.Next() {
		var begins int64
		var n int
		if err := rows.Scan(&begins, &n); err != nil {
			return nil, fail.Wrap(err, "appointment: count")
		}
		out[begins] = n
	}
	return out, fail.Wrap(rows.Err(), "appointment: count")
}

// Of lists the times a person holds from a moment on.
func Of(tx *store.Tx, person string, from time.Time) ([]Appointment, error) {
	return list(tx, `WHERE person = ? AND begins >= ? AND dropped = 0 ORDER BY begins`, person, from.UnixMicro())
}

// With lists the times reserved with an office from a moment on.
func With(tx *store.Tx, office string, from time.Time) ([]Appointment, error) {
	return list(tx, `WHERE office = ? AND begins >= ? AND dropped = 0 ORDER BY begins, id`, office, from.UnixMicro())
}

// Count counts the times reserved with an office from a moment on.
func Count(tx *store.Tx, office string, from time.Time) (n int, err error) {
	err = tx.QueryRow(`SELECT COUNT(*) FROM appointment WHERE office = ? AND begins >= ? AND dropped = 0`, office, from.UnixMicro()).Scan(&n)
	return n, fail.Wrap(err, "appointment: count")
}

func list(tx *store.Tx, where string, args ...any) ([]Appointment, error) {
	rows, err := tx.Query(`SELECT id, person, counter, office, begins, about FROM appointment `+where, args...)
	if err != nil {
		return nil, fail.Wrap(err, "appointment: list")
	}
	defer rows.Close()
	var out []Appointment
	for rows.Next() {
		var a Appointment
		var begins int64
		if err := rows.Scan(&a.ID, &a.Person, &a.Counter, &a.Office, &begins, &a.About); err != nil {
			return nil, fail.Wrap(err, "appointment: list")
		}
		a.Begins = time.UnixMicro(begins).UTC()
		out = append(out, a)
	}
	return out, fail.Wrap(rows.Err(), "appointment: list")
}
