package register

import (
	"encoding/json"
	"errors"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/record"
	"atonce/internal/store"
)

// The states of an import.
const (
	Running   = "running"
	Finished  = "finished"
	Abandoned = "abandoned"
)

// Report says what became of a file. Rows = Added + Changed + Unchanged + Rejected: no
// row goes without a word.
type Report struct {
	Source    int64 // of the versions it brought
	Name      string
	By        string
	Digest    string // SHA-256 of the file in hexadecimal
	State     string
	Resumed   bool // it went on where an earlier run was
	Rows      int  // read, without the header
	Added     int
	Changed   int
	Unchanged int
	Rejected  int
	Size      int64 // bytes of the file
	AtByte    int64 // read up to here
	Started   time.Time
	Moved     time.Time // when it last came further
	fromDay   int64
}

// Good is the rows that were taken.
func (r Report) Good() int { return r.Added + r.Changed + r.Unchanged }

// From is the first day that rows hold which name none.
func (r Report) From() law.Date { return record.DateOf(r.fromDay) }

const importColumns = `i.source, s.name, s.by_id, s.digest, i.state, i.from_day, i.size, i.at_byte, i.rows, i.added, i.changed, i.unchanged, i.rejected, i.started, i.moved`

func scanReport(row interface{ Scan(...any) error }) (r Report, err error) {
	err = row.Scan(&r.Source, &r.Name, &r.By, &r.Digest, &r.State, &r.fromDay, &r.Size, &r.AtByte, &r.Rows, &r.Added, &r.Changed, &r.Unchanged, &r.Rejected, &r.Started, &r.Moved)
	return r, err
}

// begin finds the unfinished import of the same file, or begins one.
func begin(tx *store.Tx, r *pack.Register, s Source, size int64, opts ImportOptions) (Report, error) {
	b, err := open(tx, r)
	if err != nil {
		return Report{}, err
	}
	if opts.Once {
		done, err := scanReport(tx.QueryRow(`SELECT `+importColumns+` FROM register_import i JOIN register_source s ON s.id = i.source
			WHERE i.book = ? AND i.state = ? AND s.digest = ? ORDER BY i.source DESC LIMIT 1`, b.id, Finished, s.Digest))
		if err == nil || !errors.Is(err, store.ErrNoRows) {
			return done, fail.Wrap(err, "register: finished import")
		}
	}
	old, err := scanReport(tx.QueryRow(`SELECT `+importColumns+` FROM register_import i JOIN register_source s ON s.id = i.source
		WHERE i.book = ? AND i.state = ? ORDER BY i.source DESC LIMIT 1`, b.id, Running))
	switch {
	case errors.Is(err, store.ErrNoRows):
	case err != nil:
		return old, fail.Wrap(err, "register: unfinished import")
	case old.Digest == s.Digest:
		if !opts.From.IsZero() && record.DayOf(opts.From) != old.fromDay {
			return old, fail.New(fail.Conflict, "register.import-day", "day", old.From().String())
		}
		old.Resumed = true
		return old, nil
	case !opts.Abandon:
		return old, fail.New(fail.Conflict, "register.import-unfinished", "file", old.Name)
	default:
		if _, err := tx.Exec(`UPDATE register_import SET state = ? WHERE source = ?`, Abandoned, old.Source); err != nil {
			return old, fail.Wrap(err, "register: abandon import")
		}
	}
	day := opts.From
	if day.IsZero() {
		day = Today(tx, r)
	}
	out := Report{Name: s.Name, By: s.By, Digest: s.Digest, State: Running, Size: size, Started: tx.Now(), Moved: tx.Now(), fromDay: record.DayOf(day)}
	if out.Source, err = AddSource(tx, r, s); err != nil {
		return out, err
	}
	_, err = tx.Exec(`INSERT INTO register_import (source, book, state, from_day, size, at_byte, rows, added, changed, unchanged, rejected, started, moved)
		VALUES (?,?,?,?,?,0,0,0,0,0,0,?,?)`, out.Source, b.id, out.State, out.fromDay, size, out.Started, out.Moved)
	return out, fail.Wrap(err, "register: begin import")
}

// save writes how far the import has come since it was at before. Where somebody else
// reads the same file, or gave it up, nothing of this batch stays.
func (r *Report) save(tx *store.Tx, before int64) error {
	r.Moved = tx.Now()
	n, err := tx.Exec(`UPDATE register_import SET state = ?, at_byte = ?, rows = ?, added = ?, changed = ?, unchanged = ?, rejected = ?, moved = ?
		WHERE source = ? AND at_byte = ? AND state = ?`, r.State, r.AtByte, r.Rows, r.Added, r.Changed, r.Unchanged, r.Rejected, r.Moved, r.Source, before, Running)
	if err == nil && n == 0 {
		return fail.New(fail.Conflict, "register.import-elsewhere", "file", r.Name)
	}
	return fail.Wrap(err, "register: save import")
}

// Imports lists the files read into a register, the latest first.
func Imports(tx *store.Tx, r *pack.Register, most int) ([]Report, error) {
	rows, err := tx.Query(`SELECT `+importColumns+` FROM register_import i JOIN register_source s ON s.id = i.source
		JOIN register_book b ON b.id = i.book WHERE b.name = ? ORDER BY i.source DESC LIMIT ?`, r.ID(), most)
	if err != nil {
		return nil, fail.Wrap(err, "register: imports")
	}
	defer rows.Close()
	var out []Report
	for rows.Next() {
		x, err := scanReport(rows)
		if err != nil {
			return nil, fail.Wrap(err, "register: imports")
		}
		out = append(out, x)
	}
	return out, fail.Wrap(rows.Err(), "register: imports")
}

// Reject is one reason for which a row was not taken.
type Reject struct {
	Row   int // of the file, from 1
	Field fail.Field
}

func keepReject(tx *store.Tx, source int64, x reject) error {
	for n, f := range x.fields {
		args, err := json.Marshal(f.Args)
		if err != nil {
			return fail.Wrap(err, "register: reason as JSON")
		}
		if _, err := tx.Exec(`INSERT INTO register_reject (source, row, n, field, reason, args) VALUES (?,?,?,?,?,?)`, source, x.number, n, f.Path, f.Key, string(args)); err != nil {
			return fail.Wrap(err, "register: keep reason")
		}
	}
	return nil
}

// Rejects calls f with every reason for which a row of an import was not taken, in the
// order of the rows.
func Rejects(tx *store.Tx, source int64, f func(Reject) error) error {
	rows, err := tx.Query(`SELECT row, field, reason, args FROM register_reject WHERE source = ? ORDER BY row, n`, source)
	if err != nil {
		return fail.Wrap(err, "register: rejects")
	}
	defer rows.Close()
	for rows.Next() {
		var x Reject
		var args []byte
		if err := rows.Scan(&x.Row, &x.Field.Path, &x.Field.Key, &args); err != nil {
			return fail.Wrap(err, "register: rejects")
		}
		if err := json.Unmarshal(args, &x.Field.Args); err != nil {
			return fail.Wrap(err, "register: rejects")
		}
		if err := f(x); err != nil {
			return err
		}
	}
	return fail.Wrap(rows.Err(), "register: rejects")
}
