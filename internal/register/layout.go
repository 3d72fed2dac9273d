package register

import (
	"errors"
	"strings"
	"sync"

	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/record"
	"atonce/internal/store"
)

// layouts are the layouts read so far, by their text, which never changes its meaning.
var layouts sync.Map

func layoutOf(fields string) (record.Layout, error) {
	if l, ok := layouts.Load(fields); ok {
		return l.(record.Layout), nil
	}
	var out record.Layout
	for line := range strings.Lines(fields) {
		id, typ, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		f := record.Field{ID: id}
		if err := f.Type.UnmarshalText([]byte(typ)); err != nil {
			return nil, fail.Wrap(errors.New("layout line "+line), "register: read layout")
		}
		out = append(out, f)
	}
	layouts.Store(fields, out)
	return out, nil
}

func fieldsText(l record.Layout) string {
	var b strings.Builder
	for _, f := range l {
		b.WriteString(f.ID + " " + f.Type.String() + "\n")
	}
	return b.String()
}

// book is a register as the tables know it, for one writer.
type book struct {
	id     int64
	layout int64
	fields record.Layout
	lookup []int // places of the fields that records can be found by
}

type bookKey struct{ digest string }

// open finds the numbers of a register and of its layout, and gives them where there
// are none yet.
func open(tx *store.Tx, r *pack.Register) (*book, error) {
	if b, ok := tx.Recall(bookKey{r.Digest()}); ok {
		return b.(*book), nil
	}
	b := &book{fields: r.Layout()}
	for i, f := range r.Fields() {
		if f.Lookup {
			b.lookup = append(b.lookup, i)
		}
	}
	if _, err := tx.Exec(`INSERT INTO register_book (name) VALUES (?) ON CONFLICT (name) DO NOTHING`, r.ID()); err != nil {
		return nil, fail.Wrap(err, "register: open")
	}
	if err := tx.QueryRow(`SELECT id FROM register_book WHERE name = ?`, r.ID()).Scan(&b.id); err != nil {
		return nil, fail.Wrap(err, "register: open")
	}
	fields := fieldsText(b.fields)
	if _, err := tx.Exec(`INSERT INTO register_layout (book, fields) VALUES (?,?) ON CONFLICT (book, fields) DO NOTHING`, b.id, fields); err != nil {
		return nil, fail.Wrap(err, "register: open layout")
	}
	if err := tx.QueryRow(`SELECT id FROM register_layout WHERE book = ? AND fields = ?`, b.id, fields).Scan(&b.layout); err != nil {
		return nil, fail.Wrap(err, "register: open layout")
	}
	tx.Remember(bookKey{r.Digest()}, b)
	return b, nil
}
