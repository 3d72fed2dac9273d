// Package register keeps authoritative records 数据资源 about subjects: what a register
// says of a person, a firm or an address from a day on (valid time), as it was known
// from a moment on (recorded time), with where each version comes from. Nothing is
// overwritten: a change, a correction of the past and the end of a record are versions
// too. A reader names the fields it wants and gets no others.
//
// The room knows no rights and no cases: who may read which field, and that every
// reading of personal data is recorded with it, is the desk's to see to.
package register

import (
	"errors"
	"math"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/record"
	"atonce/internal/store"
)

// At is a point in both times. The zero value is today, as known now.
type At struct {
	Valid    law.Date  // what held on that day
	Recorded time.Time // as the register knew it then
}

// Source 来源 is where a version comes from.
type Source struct {
	ID     int64
	Kind   string // file, call, correction, sample
	Name   string // of the file or the case
	Digest string // SHA-256 of the file in hexadecimal; empty without one
	By     string // who brought it in
	At     time.Time
}

// Record 数据记录 is one version of what a register says of a subject.
type Record struct {
	Subject  string
	Seq      int
	From     law.Date  // the first day it holds
	Until    law.Date  // the first day another version holds instead; zero if none is known. History fills it
	Recorded time.Time // since when the register knows it
	Source   int64
	Row      int  // of the source, from 1; 0 without rows
	Gone     bool // the subject is not in the register from that day
	layout   record.Layout
	body     string
}

// Read decodes the named fields; a field that the version does not hold is absent.
// The error is Internal: the record is damaged.
func (r Record) Read(fields ...string) (map[string]record.Value, error) {
	want := make([]bool, len(r.layout))
	for i, f := range r.layout {
		for _, name := range fields {
			want[i] = want[i] || f.ID == name
		}
	}
	values := make([]record.Value, len(r.layout))
	if err := r.decode(want, values); err != nil {
		return nil, err
	}
	out := make(map[string]record.Value, len(fields))
	for _, name := range fields {
		out[name] = record.Value{}
	}
	for i, f := range r.layout {
		if want[i] {
			out[f.ID] = values[i]
		}
	}
	return out, nil
}

func (r Record) decode(want []bool, values []record.Value) error {
	if r.Gone {
		return nil
	}
	return fail.Wrap(r.layout.Decode(r.body, want, values), "register: read record")
}

// Find is what a register says of a subject. The error is NotFound where it says
// nothing, or nothing any more.
func Find(tx *store.Tx, r *pack.Register, subject string, at At) (Record, error) {
	day, recorded := at.point(tx, r)
	rows, err := tx.Query(`SELECT v.seq, v.from_day, v.recorded, v.source, v.row, v.layout, v.body, l.fields
		FROM register_version v JOIN register_book b ON b.id = v.book LEFT JOIN register_layout l ON l.id = v.layout
		WHERE b.name = ? AND v.subject = ? AND v.from_day <= ? AND v.recorded <= ? ORDER BY v.from_day DESC, v.seq DESC LIMIT 1`,
		r.ID(), subject, day, recorded)
	if err != nil {
		return Record{}, fail.Wrap(err, "register: find")
	}
	defer rows.Close()
	if rows.Next() {
		rec, err := scan(rows, subject)
		if err != nil || !rec.Gone {
			return rec, err
		}
	}
	if err := rows.Err(); err != nil {
		return Record{}, fail.Wrap(err, "register: find")
	}
	return Record{}, fail.New(fail.NotFound, "register.none", "register", r.ID())
}

// Read is the named fields of what a register says of a subject, with the version they
// come from.
func Read(tx *store.Tx, r *pack.Register, subject string, at At, fields ...string) (map[string]record.Value, Record, error) {
	for _, f := range fields {
		if _, ok := r.Field(f); !ok {
			return nil, Record{}, fail.New(fail.Invalid, "register.no-field", "register", r.ID(), "field", f)
		}
	}
	rec, err := Find(tx, r, subject, at)
	if err != nil {
		return nil, rec, err
	}
	values, err := rec.Read(fields...)
	if _, asked := values[r.Key().ID]; asked && err == nil {
		values[r.Key().ID], err = r.Key().Type.Parse(subject)
	}
	return values, rec, err
}

// FindBy lists the subjects whose record has a value in a field declared as lookup, in
// order, at most that many.
func FindBy(tx *store.Tx, r *pack.Register, field, value string, at At, most int) ([]string, error) {
	if f, ok := r.Field(field); !ok || !f.Lookup {
		return nil, fail.New(fail.Invalid, "register.no-lookup", "register", r.ID(), "field", field)
	}
	rows, err := tx.Query(`SELECT k.subject FROM register_link k JOIN register_book b ON b.id = k.book
		WHERE b.name = ? AND k.field = ? AND k.value = ? ORDER BY k.subject`, r.ID(), field, value)
	if err != nil {
		return nil, fail.Wrap(err, "register: look up")
	}
	defer rows.Close()
	var out []string
	for len(out) < most && rows.Next() {
		var subject string
		if err := rows.Scan(&subject); err != nil {
			return nil, fail.Wrap(err, "register: look up")
		}
		rec, err := Find(tx, r, subject, at)
		if fail.KindOf(err) == fail.NotFound && err != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		values, err := rec.Read(field)
		if err != nil {
			return nil, err
		}
		if values[field].String() == value {
			out = append(out, subject)
		}
	}
	return out, fail.Wrap(rows.Err(), "register: look up")
}

// Since says when a register first came to know a subject, gone or not. ok is false
// where it never did.
func Since(tx *store.Tx, r *pack.Register, subject string) (at time.Time, ok bool, err error) {
	var first int64
	err = tx.QueryRow(`SELECT COALESCE(MIN(v.recorded), 0) FROM register_version v JOIN register_book b ON b.id = v.book WHERE b.name = ? AND v.subject = ?`, r.ID(), subject).Scan(&first)
	return time.UnixMicro(first).UTC(), first != 0, fail.Wrap(err, "register: since when")
}

// History lists every version of a subject's record that is known now, in the order
// they were recorded.
func History(tx *store.Tx, r *pack.Register, subject string) ([]Record, error) {
	rows, err := tx.Query(`SELECT v.seq, v.from_day, v.recorded, v.source, v.row, v.layout, v.body, l.fields
		FROM register_version v JOIN register_book b ON b.id = v.book LEFT JOIN register_layout l ON l.id = v.layout
		WHERE b.name = ? AND v.subject = ? ORDER BY v.seq`, r.ID(), subject)
	if err != nil {
		return nil, fail.Wrap(err, "register: history")
	}
	defer rows.Close()
	var out []Record
	for rows.Next() {
		rec, err := scan(rows, subject)
		if err != nil {
			return nil, err
		}
		out = append(out, rec)
	}
	for i := range out {
		for _, o := range out {
			if out[i].From.Before(o.From) && (out[i].Until.IsZero() || o.From.Before(out[i].Until)) {
				out[i].Until = o.From
			}
		}
	}
	return out, fail.Wrap(rows.Err(), "register: history")
}

// SourceOf is where versions with that source come from.
func SourceOf(tx *store.Tx, id int64) (Source, error) {
	s := Source{ID: id}
	err := tx.QueryRow(`SELECT kind, name, digest, by_id, at FROM register_source WHERE id = ?`, id).Scan(&s.Kind, &s.Name, &s.Digest, &s.By, &s.At)
	if errors.Is(err, store.ErrNoRows) {
		return s, fail.New(fail.NotFound, "register.no-source")
	}
	return s, fail.Wrap(err, "register: source")
}

// point is at as the table keeps it.
func (a At) point(tx *store.Tx, r *pack.Register) (day, recorded int64) {
	if a.Valid.IsZero() {
		a.Valid = Today(tx, r)
	}
	recorded = math.MaxInt64
	if !a.Recorded.IsZero() {
		recorded = a.Recorded.UnixMicro()
	}
	return record.DayOf(a.Valid), recorded
}

// Today is the day in the register's country.
func Today(tx *store.Tx, r *pack.Register) law.Date {
	return law.DateOf(tx.Now(), r.Book().Calendar.Zone())
}

func scan(rows *store.Rows, subject string) (Record, error) {
	rec := Record{Subject: subject}
	var day, layout int64
	var fields *string
	if err := rows.Scan(&rec.Seq, &day, &rec.Recorded, &rec.Source, &rec.Row, &layout, &rec.body, &fields); err != nil {
		return rec, fail.Wrap(err, "register: read version")
	}
	rec.From, rec.Gone = record.DateOf(day), layout == 0
	if rec.Gone {
		return rec, nil
	}
	if fields == nil {
		return rec, fail.Wrap(errors.New("a layout is missing"), "register: read version")
	}
	var err error
	rec.layout, err = layoutOf(*fields)
	return rec, err
}
