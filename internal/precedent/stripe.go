package precedent

import (
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Brief is a decision as a replay reads it. Its bytes are good only while the row is
// looked at.
type Brief struct {
	Leaf   int64
	Kind   int64
	At     int64 // microseconds since 1970, UTC
	Answer string
	Amount int64
	Paid   int64
	Told   []byte
}

// Span is the first and the last place in the log of the decisions of a service made
// since a time, and how many stand; none where last is before first.
func Span(tx *store.Tx, service string, since time.Time) (first, last int64, err error) {
	err = tx.QueryRow(`SELECT COALESCE(MIN(leaf), 0), COALESCE(MAX(leaf), -1) FROM precedent WHERE service = ? AND at >= ?`,
		service, since.UnixMicro()).Scan(&first, &last)
	return first, last, fail.Wrap(err, "precedent: span")
}

// Stripe calls f for each decision of service that stands and was made since, from one
// leaf to before another. It reads in one pass with flat memory.
func Stripe(tx *store.Tx, service string, since time.Time, from, before int64, f func(*Brief) error) error {
	rows, err := tx.Query(`SELECT leaf, kind, at, answer, amount, paid, told FROM precedent WHERE service = ? AND leaf >= ? AND leaf < ? AND at >= ? AND stands = 1`,
		service, from, before, since.UnixMicro())
	if err != nil {
		return fail.Wrap(err, "precedent: read stripe")
	}
	defer rows.Close()
	var b Brief
	for rows.Next() {
		if err := rows.Scan(&b.Leaf, &b.Kind, &b.At, &b.Answer, &b.Amount, &b.Paid, &b.Told); err != nil {
			return fail.Wrap(err, "precedent: read of a stripe")
		}
		if err := f(&b); err != nil {
			return err
		}
	}
	return fail.Wrap(rows.Err(), "precedent: read stripe")
}

// Number is the case of the decision whose receipt has this leaf.
func Number(tx *store.Tx, leaf int64) (number string, err error) {
	err = tx.QueryRow(`SELECT number FROM precedent WHERE leaf = ?`, leaf).Scan(&number)
	return number, fail.Wrap(err, "precedent: find number")
}
