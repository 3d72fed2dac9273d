package store

import (
	"context"
	"errors"
	"time"
)

// session is a connection inside a transaction, as an engine lends it to a Tx.
type session interface {
	exec(ctx context.Context, query string, args []any) (int64, error)
	query(ctx context.Context, query string, args []any) (cursor, error)
}

// cursor is an engine's rows. next fills dest and says whether there was a row.
type cursor interface {
	columns() []string
	next(dest []value) (bool, error)
	close() error
}

// Tx is one closure's view of the database. It belongs to the closure's
// goroutine and is dead when the closure has returned.
type Tx struct {
	ctx     context.Context // ends a long query of a reader; a writer's never ends
	session session
	now     time.Time
	count   int
	said    []string // the statements, where somebody counts them; else nil
	after   []func()
	open    []*Rows // rows not yet closed: a forgotten one would hold its snapshot
	memory  *memory // nil in a reader
	dead    bool
}

var errDead = errors.New("store: the transaction is over")

// Now is the time of this closure: fixed when it starts, in UTC to the
// microsecond, and never before that of a write committed earlier.
func (tx *Tx) Now() time.Time { return tx.now }

// Exec runs one statement that returns no rows and says how many rows it
// changed. Arguments stand for ? in order; see Rows.Scan for the types.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	if tx.dead {
		return 0, internal(errDead)
	}
	tx.note(query)
	return tx.session.exec(tx.ctx, query, args)
}

// Query runs one statement that returns rows. Close the rows, or read them to
// their end; what is left open is closed with the closure.
func (tx *Tx) Query(query string, args ...any) (*Rows, error) {
	if tx.dead {
		return nil, internal(errDead)
	}
	tx.note(query)
	c, err := tx.session.query(tx.ctx, query, args)
	if err != nil {
		return nil, err
	}
	r := &Rows{tx: tx, cursor: c, row: make([]value, len(c.columns()))}
	tx.open = append(tx.open, r)
	return r, nil
}

func (tx *Tx) note(query string) {
	if tx.count++; tx.said != nil {
		tx.said = append(tx.said, query)
	}
}

// QueryRow runs a statement of which the first row matters. Its errors come
// with Row.Scan.
func (tx *Tx) QueryRow(query string, args ...any) *Row {
	rows, err := tx.Query(query, args...)
	return &Row{rows: rows, err: err}
}

// Count is the number of statements run so far. Tests hold lists to one.
func (tx *Tx) Count() int { return tx.count }

// After runs f when the commit is on the disk, before Write returns; never if
// the closure or the commit failed. In a reader it runs when the reading is
// done. It is for wake-ups, not for work: f cannot fail and sees no Tx.
func (tx *Tx) After(f func()) { tx.after = append(tx.after, f) }

// Recall is what an earlier write, or this one, remembered under key. It may
// forget at any time: after a failed write, a restart, or a commit made by
// another process. A reader recalls nothing.
func (tx *Tx) Recall(key any) (any, bool) {
	if tx.memory == nil {
		return nil, false
	}
	return tx.memory.get(key)
}

// Remember keeps v for the writes that come after this one. What is remembered
// follows the transaction: it is gone if the closure or its commit fails. v
// must not be changed afterwards. An engine with many writers remembers nothing
// beyond the closure.
func (tx *Tx) Remember(key, v any) {
	if tx.memory != nil {
		tx.memory.put(key, v)
	}
}

func (tx *Tx) forget(r *Rows) {
	for i, o := range tx.open {
		if o == r {
			tx.open = append(tx.open[:i], tx.open[i+1:]...)
			return
		}
	}
}

// end closes what the closure left open and makes the Tx refuse further use.
func (tx *Tx) end() {
	for len(tx.open) > 0 {
		tx.open[len(tx.open)-1].Close()
	}
	tx.dead = true
}

// memory is one layer of what the writer remembers: a closure's over its
// group's over what is committed. Only the writer's goroutine touches it.
type memory struct {
	under *memory
	m     map[any]any
}

func (m *memory) get(key any) (any, bool) {
	for ; m != nil; m = m.under {
		if v, ok := m.m[key]; ok {
			return v, true
		}
	}
	return nil, false
}

func (m *memory) put(key, v any) {
	if m.m == nil {
		m.m = map[any]any{}
	}
	m.m[key] = v
}

// settle moves this layer's entries into the one under it and empties it.
func (m *memory) settle() {
	for k, v := range m.m {
		m.under.put(k, v)
	}
	clear(m.m)
}
