package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxStatements bounds the prepared statements of a connection. Queries are
// constants of the program, so the bound is met only by one that is built from
// what users send, which should not be.
const maxStatements = 512

// sqliteConn is one connection with its prepared statements, used beneath
// database/sql: its locks and copies cost a fifth of a small write.
type sqliteConn struct {
	c     driver.Conn
	stmts map[string]*prepared
	// broken is set when the engine may have ended the transaction by itself.
	// Statements run after that would be committed one by one; none is run.
	broken error
}

// prepared is a statement and whether rows of it are open: running it again
// would cut those short.
type prepared struct {
	stmt   driver.Stmt
	marks  int
	named  []driver.NamedValue
	busy   bool
	oneOff bool // a second one made while the first was busy
}

func newSQLiteConn(c driver.Conn) *sqliteConn {
	return &sqliteConn{c: c, stmts: map[string]*prepared{}}
}

func (c *sqliteConn) close() error {
	if c.c == nil {
		return nil
	}
	c.drop()
	err := c.c.Close()
	c.c = nil
	return err
}

// drop closes every statement that has no rows open.
func (c *sqliteConn) drop() {
	for q, p := range c.stmts {
		if !p.busy {
			p.stmt.Close()
			delete(c.stmts, q)
		}
	}
}

// prepare gives the cached statement of a closure's query, after the shim has
// looked at it.
func (c *sqliteConn) prepare(query string) (*prepared, error) {
	if p := c.stmts[query]; p != nil && !p.busy {
		return p, nil
	}
	st, err := read(query)
	if err != nil {
		return nil, internal(fmt.Errorf("store: %w in %q", err, query))
	}
	return c.compile(query, st)
}

// own gives the cached statement of one of the engine's own words.
func (c *sqliteConn) own(query string) (*prepared, error) {
	if p := c.stmts[query]; p != nil {
		return p, nil
	}
	return c.compile(query, statement{text: query, marks: make([]int, strings.Count(query, "?"))})
}

func (c *sqliteConn) compile(query string, st statement) (*prepared, error) {
	s, err := c.c.Prepare(st.text)
	if err != nil {
		return nil, sqliteError(err)
	}
	p := &prepared{stmt: s, marks: len(st.marks), named: make([]driver.NamedValue, len(st.marks))}
	if c.stmts[query] != nil {
		p.oneOff = true
		return p, nil
	}
	if len(c.stmts) >= maxStatements {
		c.drop()
	}
	c.stmts[query] = p
	return p, nil
}

func (p *prepared) bind(args []any) error {
	if len(args) != p.marks {
		return internal(fmt.Errorf("store: %d arguments for %d places", len(args), p.marks))
	}
	for i, a := range args {
		v, err := bind(a)
		if err != nil {
			return internal(fmt.Errorf("store: argument %d: %w", i+1, err))
		}
		p.named[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return nil
}

// unbind lets go of the arguments: the driver has copied them, and a large one
// would stay in memory until the statement is next run.
func (p *prepared) unbind() {
	for i := range p.named {
		p.named[i].Value = nil
	}
}

// run runs one of the engine's own words.
func (c *sqliteConn) run(query string, args ...any) error {
	p, err := c.own(query)
	if err != nil {
		return err
	}
	if err := p.bind(args); err != nil {
		return err
	}
	_, err = p.stmt.(driver.StmtExecContext).ExecContext(context.Background(), p.named)
	return sqliteError(err)
}

// ask gives the integers of the first row of one of the engine's own queries.
func (c *sqliteConn) ask(query string, dest ...*int64) error {
	p, err := c.own(query)
	if err != nil {
		return err
	}
	rows, err := p.stmt.(driver.StmtQueryContext).QueryContext(context.Background(), nil)
	if err != nil {
		return sqliteError(err)
	}
	defer rows.Close()
	row := make([]driver.Value, len(rows.Columns()))
	if err := rows.Next(row); err != nil {
		return sqliteError(err)
	}
	for i, d := range dest {
		n, ok := row[i].(int64)
		if !ok {
			return internal(fmt.Errorf("store: %s gave %v", query, row))
		}
		*d = n
	}
	return nil
}

func (c *sqliteConn) exec(ctx context.Context, query string, args []any) (int64, error) {
	if c.broken != nil {
		return 0, c.broken
	}
	p, err := c.prepare(query)
	if err != nil {
		return 0, err
	}
	if p.oneOff {
		defer p.stmt.Close()
	}
	if err := p.bind(args); err != nil {
		return 0, err
	}
	res, err := p.stmt.(driver.StmtExecContext).ExecContext(ctx, p.named)
	p.unbind()
	if err != nil {
		return 0, c.failed(err)
	}
	n, err := res.RowsAffected()
	return n, sqliteError(err)
}

func (c *sqliteConn) query(ctx context.Context, query string, args []any) (cursor, error) {
	if c.broken != nil {
		return nil, c.broken
	}
	p, err := c.prepare(query)
	if err != nil {
		return nil, err
	}
	if err := p.bind(args); err != nil {
		if p.oneOff {
			p.stmt.Close()
		}
		return nil, err
	}
	rows, err := p.stmt.(driver.StmtQueryContext).QueryContext(ctx, p.named)
	p.unbind()
	if err != nil {
		if p.oneOff {
			p.stmt.Close()
		}
		return nil, c.failed(err)
	}
	p.busy = true
	return &sqliteRows{c: c, p: p, rows: rows, ctx: ctx}, nil
}

func (c *sqliteConn) failed(err error) error {
	mapped := sqliteError(err)
	if spoils(err) {
		c.broken = mapped
	}
	return mapped
}

type sqliteRows struct {
	c    *sqliteConn
	p    *prepared
	rows driver.Rows
	ctx  context.Context
	n    int
}

func (r *sqliteRows) columns() []string { return r.rows.Columns() }

func (r *sqliteRows) next(dest []value) (bool, error) {
	// The driver watches the context only up to the first row.
	r.n++
	if r.n%64 == 0 && r.ctx.Err() != nil {
		return false, errCancelled(r.ctx)
	}
	err := r.rows.Next(dest)
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil {
		return false, r.c.failed(err)
	}
	return true, nil
}

func (r *sqliteRows) close() error {
	err := r.rows.Close()
	r.p.busy = false
	if r.p.oneOff {
		r.p.stmt.Close()
	}
	return sqliteError(err)
}
