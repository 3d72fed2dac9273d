package journal

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Filter says which cases a list shows. Empty fields do not filter.
type Filter struct {
	Offices   []string // any of these
	Applicant string
	Handler   string
	Nobody    bool // no handler yet
	Service   string
	Duty      string // area of duty
	Area      string // administrative division
	State     State
	Now       time.Time // for the states that look at the clock
	Text      string    // what the case is about, as Index was told
	From, To  time.Time // received from, and before
}

// State is one of the piles a list can show.
type State string

// The piles. Overdue and soon are computed from the due time; neither is stored.
const (
	Any      State = ""
	OpenOnly State = "open"
	Overdue  State = "overdue"
	Soon     State = "soon"
	Waiting  State = "waiting" // for the applicant: a correction is open
	Paused   State = "paused"
	Ended    State = "ended"
	InTime   State = "in-time"
	Late     State = "late"    // the promise was broken
	Promised State = "counted" // ended with a promise that was kept or broken
	OneVisit State = "one-visit"
	Decided  State = "decided"
	// Concluded are applications that ended, and ManyVisits those of them that took
	// more than one visit.
	Concluded  State = "concluded"
	ManyVisits State = "many-visits"
)

// Page is one keyset page: rows and where the next one begins.
type Page struct {
	Rows []Row
	Next string // empty on the last page
}

// Worklist lists first the cases whose applicants ask for another look, then all others,
// each by due time, the paused last, one query a page: the key of
// the next page is the sort key of the last row, so that a page is as fast at a
// million cases as at ten.
func Worklist(tx *store.Tx, f Filter, after string, size int) (Page, error) {
	where, args := f.where()
	if after != "" {
		var place, due int64
		var number string
		if !parseKey(after, &place, &due, &number) {
			return Page{}, fail.New(fail.Invalid, "journal.page-key")
		}
		ahead, paused := place/2, place%2
		where = append(where, `(ahead > ? OR (ahead = ? AND (paused > ? OR (paused = ? AND (due > ? OR (due = ? AND number > ?))))))`)
		args = append(args, ahead, ahead, paused, paused, due, due, number)
	}
	rows, more, err := list(tx, where, args, `ahead, paused, due, number`, size)
	if err != nil || !more {
		return Page{Rows: rows}, err
	}
	l := rows[len(rows)-1]
	return Page{Rows: rows, Next: key(int64(2*(1-bit(l.Again))+bit(l.Paused)), microOr(l.Due, never), l.Number)}, nil
}

// Recent lists cases by the time they came in, the newest first.
func Recent(tx *store.Tx, f Filter, after string, size int) (Page, error) {
	where, args := f.where()
	if after != "" {
		var zero, received int64
		var number string
		if !parseKey(after, &zero, &received, &number) {
			return Page{}, fail.New(fail.Invalid, "journal.page-key")
		}
		where = append(where, `(received < ? OR (received = ? AND number < ?))`)
		args = append(args, received, received, number)
	}
	rows, more, err := list(tx, where, args, `received DESC, number DESC`, size)
	if err != nil || !more {
		return Page{Rows: rows}, err
	}
	l := rows[len(rows)-1]
	return Page{Rows: rows, Next: key(0, micro(l.Received), l.Number)}, nil
}

func list(tx *store.Tx, where []string, args []any, order string, size int) ([]Row, bool, error) {
	q := `SELECT ` + columns + ` FROM casefile`
	if len(where) > 0 {
		q += ` WHERE ` + strings.Join(where, ` AND `)
	}
	rows, err := tx.Query(q+` ORDER BY `+order+` LIMIT ?`, append(args, size+1)...)
	if err != nil {
		return nil, false, fail.Wrap(err, "journal: list cases")
	}
	defer rows.Close()
	var out []Row
	for rows.Next() {
		r, err := scanRow(rows)
		if err != nil {
			return nil, false, fail.Wrap(err, "journal: list case")
		}
		out = append(out, r)
	}
	if err := rows.Err(); err != nil {
		return nil, false, fail.Wrap(err, "journal: list cases")
	}
	if len(out) > size {
		return out[:size], true, nil
	}
	return out, false, nil
}

func (f Filter) where() (where []string, args []any) {
	add := func(cond string, a ...any) { where, args = append(where, cond), append(args, a...) }
	if f.Offices != nil {
		marks := strings.TrimSuffix(strings.Repeat("?,", len(f.Offices)), ",")
		add(`office IN (` + marks + `)`)
		for _, o := range f.Offices {
			args = append(args, o)
		}
	}
	for _, e := range []struct{ column, value string }{{"applicant", f.Applicant}, {"handler", f.Handler}, {"service", f.Service},
		{"area_of_duty", f.Duty}, {"area", f.Area}} {
		if e.value != "" {
			add(e.column+` = ?`, e.value)
		}
	}
	if f.Nobody {
		add(`handler = ''`)
	}
	if f.Text != "" {
		cond, a := f.found()
		add(cond, a...)
	}
	if !f.From.IsZero() {
		add(`received >= ?`, f.From.UnixMicro())
	}
	if !f.To.IsZero() {
		add(`received < ?`, f.To.UnixMicro())
	}
	now := f.Now.UnixMicro()
	switch f.State {
	case OpenOnly:
		add(`ended = 0`)
	case Overdue:
		add(`ended = 0 AND paused = 0 AND due <= ?`, now-lastMinute.Microseconds())
	case Soon:
		add(`ended = 0 AND paused = 0 AND warn <= ? AND due > ?`, now, now-lastMinute.Microseconds())
	case Waiting:
		add(`ended = 0 AND gaps > 0`)
	case Paused:
		add(`ended = 0 AND paused = 1`)
	case Ended:
		add(`ended > 0`)
	case InTime:
		add(`in_time = 1`)
	case Late:
		add(`in_time = 0`)
	case Promised:
		add(`in_time >= 0`)
	case OneVisit:
		add(`ended > 0 AND visits <= 1 AND shape = 'application'`)
	case Decided:
		add(`decided > 0`)
	case Concluded:
		add(`ended > 0 AND shape = 'application'`)
	case ManyVisits:
		add(`ended > 0 AND visits > 1 AND shape = 'application'`)
	}
	return where, args
}

// lastMinute is in time as a whole, as the clock room counts it.
const lastMinute = time.Minute

func key(a, b int64, number string) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d.%s", a, b, number))
}

func parseKey(s string, a, b *int64, number *string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return false
	}
	n, err := fmt.Sscanf(string(raw), "%d.%d.%s", a, b, number)
	return err == nil && n == 3
}

// Count is how many cases a filter shows.
func Count(tx *store.Tx, f Filter) (int, error) {
	where, args := f.where()
	q := `SELECT COUNT(*) FROM casefile`
	if len(where) > 0 {
		q += ` WHERE ` + strings.Join(where, ` AND `)
	}
	var n int
	err := tx.QueryRow(q, args...).Scan(&n)
	return n, fail.Wrap(err, "journal: count cases")
}

// Piles are how many open cases of some offices there are, and of them how many one
// official handles, nobody handles, and are overdue.
type Piles struct{ Open, Handled, Nobody, Overdue int }

// CountPiles counts the piles of a worklist, in one query: each is counted along an index
// of its own, and no case is opened for it.
func CountPiles(tx *store.Tx, offices []string, handler string, now time.Time) (p Piles, err error) {
	var query []string
	var args []any
	count := func(f Filter, also string) {
		f.Offices, f.Now = offices, now
		where, a := f.where()
		query, args = append(query, `(SELECT COUNT(*) FROM casefile WHERE `+strings.Join(where, ` AND `)+also+`)`), append(args, a...)
	}
	count(Filter{State: OpenOnly}, ``)
	count(Filter{State: OpenOnly, Handler: handler}, ` AND handler <> ''`)
	count(Filter{State: OpenOnly, Nobody: true}, ``)
	count(Filter{State: Overdue}, ` AND ahead IN (0, 1)`)
	err = tx.QueryRow(`SELECT `+strings.Join(query, `, `), args...).Scan(&p.Open, &p.Handled, &p.Nobody, &p.Overdue)
	return p, fail.Wrap(err, "journal: count piles")
}

// DueSilences lists the cases at which the kernel must look by now, oldest first.
func DueSilences(tx *store.Tx, now time.Time, most int) ([]string, error) {
	rows, err := tx.Query(`SELECT number FROM casefile WHERE silence > 0 AND silence <= ? ORDER BY silence LIMIT ?`, now.UnixMicro(), most)
	if err != nil {
		return nil, fail.Wrap(err, "journal: due silences")
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return nil, fail.Wrap(err, "journal: due silence")
		}
		out = append(out, n)
	}
	return out, fail.Wrap(rows.Err(), "journal: due silences")
}

// Children lists the cases that are branches of parent.
func Children(tx *store.Tx, parent string) ([]Row, error) {
	rows, _, err := list(tx, []string{`parent = ?`}, []any{parent}, `number`, 100)
	return rows, err
}
