package journal

import (
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Warned is a case of which nobody was told yet that its time runs out.
type Warned struct {
	Number, Service, Office, Handler, Turn string
	Due                                    time.Time
}

// The kinds of notice by which somebody is told.
const (
	WarnSoon = "soon" // a fifth of the time is left
	WarnLate = "late" // the promise is broken
)

// Unwarned lists open cases whose time runs out, or is over, and of which no notice of
// this kind tells, at most so many. Whatever waits for its applicant is left out.
func Unwarned(tx *store.Tx, now time.Time, kind string, most int) ([]Warned, error) {
	column, at := "warn", now
	if kind == WarnLate {
		column, at = "due", now.Add(-lastMinute)
	}
	rows, err := tx.Query(`SELECT number, service, office, handler, turn, due FROM casefile c WHERE ended = 0 AND paused = 0 AND warn <= ? AND `+column+` <= ? AND turn <> 'applicant'
 AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.number = c.number AND n.kind = ? AND n.about = c.due) ORDER BY warn LIMIT ?`, now.UnixMicro(), at.UnixMicro(), kind, most)
	if err != nil {
		return nil, fail.Wrap(err, "journal: unwarned")
	}
	defer rows.Close()
	var out []Warned
	for rows.Next() {
		var w Warned
		var due int64
		if err := rows.Scan(&w.Number, &w.Service, &w.Office, &w.Handler, &w.Turn, &due); err != nil {
			return nil, fail.Wrap(err, "journal: unwarned")
		}
		w.Due = timeOf(due)
		out = append(out, w)
	}
	return out, fail.Wrap(rows.Err(), "journal: unwarned")
}

// Own are the figures of one official's own work: what they have open, and what ended.
type Own struct {
	Open, Soon, Overdue int
	Ended               int // since a moment
	Kept                int // of these, with the promise kept
	Counted             int // of these, with a promise that was kept or broken
	Days                int // of these, on average from receipt to end: whole days
}

// OwnFigures counts one official's own work, in one query.
func OwnFigures(tx *store.Tx, handler string, now, since time.Time) (o Own, err error) {
	var took int64
	err = tx.QueryRow(`SELECT COALESCE(SUM(CASE WHEN ended = 0 THEN 1 ELSE 0 END), 0),
 COALESCE(SUM(CASE WHEN ended = 0 AND paused = 0 AND warn <= ? AND due > ? THEN 1 ELSE 0 END), 0),
 COALESCE(SUM(CASE WHEN ended = 0 AND paused = 0 AND due <= ? THEN 1 ELSE 0 END), 0),
 COALESCE(SUM(CASE WHEN ended >= ? THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN ended >= ? AND in_time = 1 THEN 1 ELSE 0 END), 0),
 COALESCE(SUM(CASE WHEN ended >= ? AND in_time >= 0 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN ended >= ? THEN ended - received ELSE 0 END), 0)
 FROM casefile WHERE handler = ? AND handler <> '' AND (ended = 0 OR ended >= ?)`, now.UnixMicro(), now.Add(-lastMinute).UnixMicro(), now.Add(-lastMinute).UnixMicro(),
		since.UnixMicro(), since.UnixMicro(), since.UnixMicro(), since.UnixMicro(), handler, since.UnixMicro()).
		Scan(&o.Open, &o.Soon, &o.Overdue, &o.Ended, &o.Kept, &o.Counted, &took)
	if o.Ended > 0 {
		o.Days = int((took/int64(o.Ended) + day/2) / day)
	}
	return o, fail.Wrap(err, "journal: own figures")
}

// day is a day in microseconds.
const day = int64(24 * time.Hour / time.Microsecond)
