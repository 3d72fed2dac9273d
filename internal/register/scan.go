package register

import (
	"context"
	"errors"
	"math"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/record"
	"atonce/internal/store"
)

// Span is a part of a register: the subjects after After, up to and with Upto. Empty
// is from the beginning, and to the end.
type Span struct{ After, Upto string }

// Line is one record of a scan. Values stand in the order of the fields asked for and
// are overwritten for the next one; a Value that is kept is a copy.
type Line struct {
	Subject string
	From    law.Date // the first day it holds
	Values  []record.Value
}

// scanPage is how many versions one snapshot gives: a snapshot that lasted for the
// whole scan would keep the log of changes from being carried home.
const scanPage = 20_000

// Scan calls f with the named fields of every record of a register at a point in both
// times, in the order of the subjects, in flat memory. All of it is as known at one
// moment: at.Recorded, or now. It stops at f's first error and gives it back.
func Scan(ctx context.Context, st *store.Store, r *pack.Register, span Span, at At, fields []string, f func(Line) error) error {
	return ScanWhile(ctx, st, r, span, at, fields, func(*store.Tx) error { return nil }, f)
}

// ScanWhile is a scan that asks may before each page, in the transaction that reads it,
// and stops at its error: a reading of all ends within a page when it may go on no
// longer.
func ScanWhile(ctx context.Context, st *store.Store, r *pack.Register, span Span, at At, fields []string, may func(*store.Tx) error, f func(Line) error) error {
	s, err := newScanner(r, span, fields, scanPage, f)
	if err != nil {
		return err
	}
	for !s.ended {
		if err := st.Read(ctx, func(tx *store.Tx) error {
			if err := may(tx); err != nil {
				return err
			}
			if at.Recorded.IsZero() {
				at.Recorded = tx.Now()
			}
			if at.Valid.IsZero() {
				at.Valid = Today(tx, r)
			}
			s.day, s.recorded = at.point(tx, r)
			return s.page(tx)
		}); err != nil {
			return err
		}
	}
	return s.give()
}

// ScanPage is one page of a scan, of at most so many versions, in a transaction of the
// caller's: what it reads can be recorded where it is read. at names both times, so that
// all pages show one state. more says that a page begins at after.
func ScanPage(tx *store.Tx, r *pack.Register, span Span, at At, fields []string, most int, f func(Line) error) (after string, more bool, err error) {
	s, err := newScanner(r, span, fields, most, f)
	if err != nil {
		return "", false, err
	}
	s.day, s.recorded = at.point(tx, r)
	if err := s.page(tx); err != nil {
		return "", false, err
	}
	if !s.ended {
		return s.after, true, nil
	}
	return s.after, false, s.give()
}

func newScanner(r *pack.Register, span Span, fields []string, most int, f func(Line) error) (*scanner, error) {
	s := &scanner{r: r, line: Line{Values: make([]record.Value, len(fields))}, fields: fields, most: most, f: f, after: span.After, upto: span.Upto}
	for i, name := range fields {
		if _, ok := r.Field(name); !ok {
			return nil, fail.New(fail.Invalid, "register.no-field", "register", r.ID(), "field", name)
		}
		if name == r.Key().ID {
			s.keyAt = append(s.keyAt, i)
		}
	}
	if s.upto == "" {
		s.upto = "\U0010ffff"
	}
	return s, nil
}

type scanner struct {
	r             *pack.Register
	most          int // versions of one page
	book          int64
	fields        []string
	keyAt         []int
	f             func(Line) error
	after, upto   string
	day, recorded int64
	ended         bool

	line    Line
	best    version // of the subject at hand
	has     bool
	layouts map[int64]*plan
	values  []record.Value
}

type version struct {
	subject string
	from    int64
	layout  int64
	body    string
}

// plan says where the wanted fields stand in a layout.
type plan struct {
	layout record.Layout
	want   []bool
	from   []int // place in the layout of each wanted field; -1 if it has none
}

func (s *scanner) page(tx *store.Tx) error {
	if s.layouts == nil {
		err := tx.QueryRow(`SELECT id FROM register_book WHERE name = ?`, s.r.ID()).Scan(&s.book)
		if errors.Is(err, store.ErrNoRows) {
			s.ended = true
			return nil
		}
		if err != nil {
			return fail.Wrap(err, "register: scan")
		}
	}
	if err := s.plans(tx); err != nil {
		return err
	}
	rows, err := tx.Query(`SELECT subject, from_day, recorded, layout, body FROM register_version WHERE book = ? AND subject > ? AND subject <= ? ORDER BY subject, seq`,
		s.book, s.after, s.upto)
	if err != nil {
		return fail.Wrap(err, "register: scan")
	}
	defer rows.Close()
	read := 0
	var v version
	var recorded int64
	for rows.Next() {
		if err := rows.Scan(&v.subject, &v.from, &recorded, &v.layout, &v.body); err != nil {
			return fail.Wrap(err, "register: scan")
		}
		if v.subject != s.best.subject {
			if err := s.give(); err != nil {
				return err
			}
			// A page ends between two subjects, never within one's versions.
			if read >= s.most {
				return nil
			}
			s.best = version{subject: v.subject, from: math.MinInt64}
			s.after = v.subject
		}
		read++
		if v.from <= s.day && recorded <= s.recorded && v.from >= s.best.from {
			s.best, s.has = v, true
		}
	}
	s.ended = true
	return fail.Wrap(rows.Err(), "register: scan")
}

// give hands the subject at hand over.
func (s *scanner) give() error {
	if !s.has {
		return nil
	}
	s.has = false
	if s.best.layout == 0 {
		return nil
	}
	p := s.layouts[s.best.layout]
	if p == nil {
		return fail.Wrap(errors.New("a layout is missing"), "register: scan")
	}
	if err := p.layout.Decode(s.best.body, p.want, s.values); err != nil {
		return fail.Wrap(err, "register: scan")
	}
	s.line.Subject, s.line.From = s.best.subject, record.DateOf(s.best.from)
	for i, from := range p.from {
		if s.line.Values[i] = (record.Value{}); from >= 0 {
			s.line.Values[i] = s.values[from]
		}
	}
	for _, i := range s.keyAt {
		s.line.Values[i], _ = s.r.Key().Type.Parse(s.best.subject)
	}
	return s.f(s.line)
}

// plans reads the layouts; one may have come since the last page.
func (s *scanner) plans(tx *store.Tx) error {
	rows, err := tx.Query(`SELECT id, fields FROM register_layout WHERE book = ?`, s.book)
	if err != nil {
		return fail.Wrap(err, "register: layouts")
	}
	defer rows.Close()
	if s.layouts == nil {
		s.layouts = map[int64]*plan{}
	}
	for rows.Next() {
		var id int64
		var fields string
		if err := rows.Scan(&id, &fields); err != nil {
			return fail.Wrap(err, "register: layouts")
		}
		if s.layouts[id] != nil {
			continue
		}
		l, err := layoutOf(fields)
		if err != nil {
			return err
		}
		p := &plan{layout: l, want: make([]bool, len(l))}
		for _, name := range s.fields {
			at := -1
			for i, f := range l {
				if f.ID == name {
					at, p.want[i] = i, true
				}
			}
			p.from = append(p.from, at)
		}
		s.layouts[id] = p
		if len(l) > len(s.values) {
			s.values = make([]record.Value, len(l))
		}
	}
	return fail.Wrap(rows.Err(), "register: layouts")
}

// Split parts a register into at most n spans with about as many versions each, to be
// scanned side by side.
func Split(ctx context.Context, st *store.Store, r *pack.Register, n int) ([]Span, error) {
	var spans []Span
	err := st.Read(ctx, func(tx *store.Tx) error {
		spans = nil
		var total int64
		if err := tx.QueryRow(`SELECT count(*) FROM register_version v JOIN register_book b ON b.id = v.book WHERE b.name = ?`, r.ID()).Scan(&total); err != nil {
			return fail.Wrap(err, "register: split")
		}
		after := ""
		for i := 1; i < n && total/int64(n) > 0; i++ {
			var upto string
			err := tx.QueryRow(`SELECT v.subject FROM register_version v JOIN register_book b ON b.id = v.book
				WHERE b.name = ? AND v.subject > ? ORDER BY v.subject, v.seq LIMIT 1 OFFSET ?`, r.ID(), after, total/int64(n)-1).Scan(&upto)
			if errors.Is(err, store.ErrNoRows) {
				break
			}
			if err != nil {
				return fail.Wrap(err, "register: split")
			}
			spans = append(spans, Span{after, upto})
			after = upto
		}
		spans = append(spans, Span{After: after})
		return nil
	})
	return spans, err
}
