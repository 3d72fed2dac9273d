// Package measure computes the figures of the governance face from the rows the
// journal folds out of the acts. No figure is typed in or kept: each is counted
// anew, and each leads down to the cases it counts.
package measure

import (
	"strconv"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Figures are the six numbers of one group of cases.
type Figures struct {
	Group    string // what the cases have in common: area of duty, office, service, or empty for all
	Cases    int    // received in the period
	Open     int    // of them, not ended
	Counted  int    // of them, ended with a promise that was kept or broken
	InTime   int    // of the counted, promise kept
	Decided  int    // of them, decided
	Hours    int64  // sum of whole hours from receipt to decision, of the decided
	Ended    int    // applications of them that ended
	OneVisit int    // of the ended applications, at most one visit
	Overdue  int    // of the open, past the promise
	Gaps     int    // of the open, a correction is open
}

// Share is a of b in tenths of a percent, and whether there is anything to divide by.
func Share(a, b int) (tenths int, ok bool) {
	if b == 0 {
		return 0, false
	}
	return (a*1000 + b/2) / b, true
}

// MeanHours is the mean time from receipt to decision in whole hours.
func (f Figures) MeanHours() (int64, bool) {
	if f.Decided == 0 {
		return 0, false
	}
	return (f.Hours + int64(f.Decided)/2) / int64(f.Decided), true
}

// Plus is the figures of two groups that share no case, together. It keeps f's name.
func (f Figures) Plus(g Figures) Figures {
	return Figures{f.Group, f.Cases + g.Cases, f.Open + g.Open, f.Counted + g.Counted, f.InTime + g.InTime, f.Decided + g.Decided, f.Hours + g.Hours,
		f.Ended + g.Ended, f.OneVisit + g.OneVisit, f.Overdue + g.Overdue, f.Gaps + g.Gaps}
}

// By says what cases are grouped by.
type By string

// The ways down from the whole to the cases.
const (
	All       By = ""
	ByDuty    By = "duty"
	ByArea    By = "area"
	ByOffice  By = "office"
	ByService By = "service"
)

var column = map[By]string{All: `''`, ByDuty: `area_of_duty`, ByArea: `area`, ByOffice: `office`, ByService: `service`}

// Scope narrows what is counted. Empty fields do not narrow.
type Scope struct {
	Duty, Area, Office, Service string
	From, To                    time.Time // received from, and before
}

// Count counts the figures of a scope, grouped, in one query.
func Count(tx *store.Tx, s Scope, by By, now time.Time) ([]Figures, error) {
	col, ok := column[by]
	if !ok {
		return nil, fail.New(fail.Invalid, "measure.group", "group", string(by))
	}
	where, args := s.where()
	// The last minute of a promise is in time as a whole.
	late := strconv.FormatInt(now.Add(-time.Minute).UnixMicro(), 10)
	rows, err := tx.Query(`SELECT `+col+` AS grp, COUNT(*),
 SUM(CASE WHEN ended = 0 THEN 1 ELSE 0 END),
 SUM(CASE WHEN in_time >= 0 THEN 1 ELSE 0 END),
 SUM(CASE WHEN in_time = 1 THEN 1 ELSE 0 END),
 SUM(CASE WHEN decided > 0 THEN 1 ELSE 0 END),
 SUM(CASE WHEN decided > 0 THEN (decided - received) / 3600000000 ELSE 0 END),
 SUM(CASE WHEN ended > 0 AND shape = 'application' THEN 1 ELSE 0 END),
 SUM(CASE WHEN ended > 0 AND shape = 'application' AND visits <= 1 THEN 1 ELSE 0 END),
 SUM(CASE WHEN ended = 0 AND paused = 0 AND due <= `+late+` THEN 1 ELSE 0 END),
 SUM(CASE WHEN ended = 0 AND gaps > 0 THEN 1 ELSE 0 END)
 FROM casefile`+where+` GROUP BY grp ORDER BY grp`, args...)
	if err != nil {
		return nil, fail.Wrap(err, "measure: count")
	}
	defer rows.Close()
	var out []Figures
	for rows.Next() {
		var f Figures
		if err := rows.Scan(&f.Group, &f.Cases, &f.Open, &f.Counted, &f.InTime, &f.Decided, &f.Hours, &f.Ended, &f.OneVisit, &f.Overdue, &f.Gaps); err != nil {
			return nil, fail.Wrap(err, "measure: count group")
		}
		out = append(out, f)
	}
	return out, fail.Wrap(rows.Err(), "measure: count")
}

func (s Scope) where() (string, []any) {
	where, args := "", []any{}
	add := func(cond string, v any) {
		if where == "" {
			where = ` WHERE `
		} else {
			where += ` AND `
		}
		where += cond
		args = append(args, v)
	}
	for _, e := range []struct{ column, value string }{{`area_of_duty`, s.Duty}, {`area`, s.Area}, {`office`, s.Office}, {`service`, s.Service}} {
		if e.value != "" {
			add(e.column+` = ?`, e.value)
		}
	}
	if !s.From.IsZero() {
		add(`received >= ?`, s.From.UnixMicro())
	}
	if !s.To.IsZero() {
		add(`received < ?`, s.To.UnixMicro())
	}
	return where, args
}
