package register

import (
	"errors"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/record"
	"atonce/internal/store"
)

// Row is what a source says of one subject.
type Row struct {
	Subject string
	From    law.Date       // the first day it holds; today if zero
	Values  []record.Value // one for each field of the register, in order
	Gone    bool           // the subject is not in the register from that day
	Number  int            // of the row in its source, from 1; 0 without rows
}

// Done is what Put did.
type Done int

// What became of a row.
const (
	Unchanged Done = iota // the register says so already
	Added                 // the subject is new
	Changed               // a version more
)

// Parse types what a source says of a subject, by the ids of the fields. The error is
// Invalid and names every field that is wrong; it repeats no value.
func Parse(r *pack.Register, subject string, values map[string]string) (Row, error) {
	p := NewParser(r)
	row := Row{Subject: subject, Values: make([]record.Value, len(p.fields))}
	var bad []fail.Field
	for id := range values {
		if _, ok := p.place[id]; !ok {
			bad = append(bad, fail.Field{Path: id, Key: "register.no-field", Args: fail.Pairs("register", r.ID(), "field", id)})
		}
	}
	bad = append(bad, p.subject(subject)...)
	for i, f := range p.fields {
		v, field := p.value(i, values[f.ID])
		if row.Values[i] = v; field.Key != "" {
			bad = append(bad, field)
		}
	}
	if len(bad) > 0 {
		return row, fail.New(fail.Invalid, "register.row").WithFields(bad...)
	}
	return row, nil
}

// Parser types rows of one register quickly. It may be used by one goroutine.
type Parser struct {
	key    pack.RegisterField
	fields []pack.RegisterField
	place  map[string]int
}

// NewParser makes a parser for a register.
func NewParser(r *pack.Register) *Parser {
	p := &Parser{key: r.Key(), fields: r.Fields(), place: map[string]int{}}
	for i, f := range p.fields {
		p.place[f.ID] = i
	}
	return p
}

// subject says what is wrong with a key.
func (p *Parser) subject(s string) []fail.Field {
	v, err := p.key.Type.Parse(s)
	switch {
	case err != nil:
		return []fail.Field{problem(p.key.ID, err)}
	case v.Absent():
		return []fail.Field{{Path: p.key.ID, Key: "register.required"}}
	}
	return nil
}

// value types the i-th field; a problem has a key.
func (p *Parser) value(i int, s string) (record.Value, fail.Field) {
	f := &p.fields[i]
	v, err := f.Type.Parse(s)
	if err != nil {
		return v, problem(f.ID, err)
	}
	if v.Absent() {
		if f.Required {
			return v, fail.Field{Path: f.ID, Key: "register.required"}
		}
		return v, fail.Field{}
	}
	if len(f.Options) > 0 {
		ids := make([]string, 0, 8)
		for _, o := range f.Options {
			if o.ID == s {
				return v, fail.Field{}
			}
			ids = append(ids, o.ID)
		}
		return v, fail.Field{Path: f.ID, Key: "register.option", Args: fail.Pairs("options", strings.Join(ids, ", "))}
	}
	return v, fail.Field{}
}

func problem(path string, err error) fail.Field {
	e := fail.As(err)
	return fail.Field{Path: path, Key: e.Key, Args: e.Args}
}

// AddSource records where versions will come from and gives its id.
func AddSource(tx *store.Tx, r *pack.Register, s Source) (int64, error) {
	b, err := open(tx, r)
	if err != nil {
		return 0, err
	}
	var id int64
	err = tx.QueryRow(`INSERT INTO register_source (book, kind, name, digest, by_id, at) VALUES (?,?,?,?,?,?) RETURNING id`,
		b.id, s.Kind, s.Name, s.Digest, s.By, tx.Now()).Scan(&id)
	return id, fail.Wrap(err, "register: add source")
}

// Put writes a row as a new version, unless the register says the same already. A row
// with a day before later versions says what held until the next of them; since a row
// that says nothing new is not kept, it also holds over those that said the same.
func Put(tx *store.Tx, r *pack.Register, source int64, row Row) (Done, error) {
	b, err := open(tx, r)
	if err != nil {
		return Unchanged, err
	}
	if row.From.IsZero() {
		row.From = Today(tx, r)
	}
	done, _, err := b.put(tx, source, row, b.fields.Append(nil, row.Values))
	return done, err
}

// before is the version a row is compared with.
type before struct {
	seq    int // of the last version of the subject; 0 if there is none
	from   int64
	source int64
	row    int
	layout int64
	body   string
	held   bool // a version holds on the row's day
}

func (b *book) before(tx *store.Tx, subject string, day int64) (last before, err error) {
	rows, err := tx.Query(`SELECT seq, from_day, source, row, layout, body FROM register_version WHERE book = ? AND subject = ? ORDER BY seq`, b.id, subject)
	if err != nil {
		return last, fail.Wrap(err, "register: read versions")
	}
	defer rows.Close()
	for rows.Next() {
		var v before
		if err := rows.Scan(&v.seq, &v.from, &v.source, &v.row, &v.layout, &v.body); err != nil {
			return last, fail.Wrap(err, "register: read versions")
		}
		if v.from <= day && (!last.held || v.from >= last.from) {
			v.held = true
			last = v
		}
		last.seq = v.seq
	}
	return last, fail.Wrap(rows.Err(), "register: read versions")
}

func (b *book) put(tx *store.Tx, source int64, row Row, body []byte) (Done, before, error) {
	day := record.DayOf(row.From)
	was, err := b.before(tx, row.Subject, day)
	if err != nil {
		return Unchanged, was, err
	}
	if same, err := b.same(tx, was, row, body); err != nil || same {
		return Unchanged, was, err
	}
	if err := b.insert(tx, source, row, day, was.seq+1, body); err != nil {
		return Unchanged, was, err
	}
	if was.seq == 0 {
		return Added, was, nil
	}
	return Changed, was, nil
}

// same says whether the version that holds says what the row says.
func (b *book) same(tx *store.Tx, was before, row Row, body []byte) (bool, error) {
	switch {
	case row.Gone:
		return !was.held || was.layout == 0, nil
	case !was.held || was.layout == 0:
		return false, nil
	case was.layout == b.layout:
		return was.body == string(body), nil
	}
	// Written under an older declaration: compared field by field.
	var fields string
	if err := tx.QueryRow(`SELECT fields FROM register_layout WHERE id = ?`, was.layout).Scan(&fields); err != nil {
		return false, fail.Wrap(err, "register: old layout")
	}
	l, err := layoutOf(fields)
	if err != nil {
		return false, err
	}
	old := make([]record.Value, len(l))
	if err := l.Decode(was.body, nil, old); err != nil {
		return false, fail.Wrap(err, "register: old record")
	}
	moved := make([]record.Value, len(b.fields))
	for i, f := range b.fields {
		for j, o := range l {
			if o.ID == f.ID && o.Type == f.Type {
				moved[i] = old[j]
			}
		}
	}
	return string(b.fields.Append(nil, moved)) == string(body), nil
}

const insertVersion = `INSERT INTO register_version (book, subject, seq, from_day, recorded, source, row, layout, body) VALUES (?,?,?,?,?,?,?,?,?)`

func (b *book) insert(tx *store.Tx, source int64, row Row, day int64, seq int, body []byte) error {
	links := make([]string, 0, len(b.lookup))
	for _, i := range b.lookup {
		if !row.Gone {
			links = append(links, row.Values[i].String())
		}
	}
	return b.write(tx, source, row, day, seq, body, links)
}

// write adds a version; links are the values of the lookup fields, in their order.
func (b *book) write(tx *store.Tx, source int64, row Row, day int64, seq int, body []byte, links []string) error {
	layout := b.layout
	if row.Gone {
		layout, body = 0, []byte{}
	}
	if _, err := tx.Exec(insertVersion, b.id, row.Subject, seq, day, tx.Now(), source, row.Number, layout, body); err != nil {
		return fail.Wrap(err, "register: add version")
	}
	for n, i := range b.lookup {
		if row.Gone || links[n] == "" {
			continue
		}
		_, err := tx.Exec(`INSERT INTO register_link (book, field, value, subject) VALUES (?,?,?,?) ON CONFLICT DO NOTHING`,
			b.id, b.fields[i].ID, links[n], row.Subject)
		if err != nil {
			return fail.Wrap(err, "register: add lookup")
		}
	}
	return nil
}

// last is the last subject in the order of the table; empty where there is none.
func (b *book) last(tx *store.Tx) (string, error) {
	var s string
	err := tx.QueryRow(`SELECT subject FROM register_version WHERE book = ? ORDER BY subject DESC LIMIT 1`, b.id).Scan(&s)
	if errors.Is(err, store.ErrNoRows) {
		return "", nil
	}
	return s, fail.Wrap(err, "register: last subject")
}
