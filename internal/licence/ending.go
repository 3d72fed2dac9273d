package licence

import (
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Ending is a licence that holds and soon will no more.
type Ending struct {
	Number  string
	Holder  string
	Expires time.Time
}

// Endings lists licences that hold and expire after from and not after to, the soonest
// first, at most most, from the one after last on.
func Endings(tx *store.Tx, from, to time.Time, last Ending, most int) (out []Ending, err error) {
	since := from.UnixMicro()
	if !last.Expires.IsZero() {
		since = last.Expires.UnixMicro()
	}
	rows, err := tx.Query(`SELECT number, holder, expires FROM licence WHERE state = 'valid' AND holder <> '' AND expires > 0
 AND (expires > ? OR expires = ? AND number > ?) AND expires <= ? ORDER BY expires, number LIMIT ?`, since, since, last.Number, to.UnixMicro(), most)
	if err != nil {
		return nil, fail.Wrap(err, "licence: endings")
	}
	defer rows.Close()
	for rows.Next() {
		var e Ending
		var expires int64
		if err := rows.Scan(&e.Number, &e.Holder, &expires); err != nil {
			return nil, fail.Wrap(err, "licence: endings")
		}
		e.Expires = time.UnixMicro(expires).UTC()
		out = append(out, e)
	}
	return out, fail.Wrap(rows.Err(), "licence: endings")
}
