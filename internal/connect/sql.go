package connect

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strconv"
	"time"

	"atonce/internal/pack"
	"atonce/internal/record"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// mostConnections is how many connections one source is asked over at once: the system
// is its owner's, and has other work.
const mostConnections = 8

// sqlAsker asks a database. It only ever reads.
type sqlAsker struct {
	db      *sql.DB
	query   string
	columns map[string]string // column to field
}

func newSQL(db *sql.DB, l pack.Connector) *sqlAsker {
	db.SetMaxOpenConns(mostConnections)
	db.SetMaxIdleConns(2)
	db.SetConnMaxIdleTime(time.Minute)
	return &sqlAsker{db: db, query: l.Query, columns: fieldsOf(l)}
}

func dialPostgreSQL(l pack.Connector, address string) (asker, error) {
	c, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("connect: address of the database cannot be read") // the error would repeat the password
	}
	return newSQL(stdlib.OpenDB(*c), l), nil
}

func dialMySQL(l pack.Connector, address string) (asker, error) {
	c, err := mysql.ParseDSN(address)
	if err != nil {
		return nil, fmt.Errorf("connect: address of the database cannot be read")
	}
	// The context ends a question in time; these end what it cannot, such as a handshake.
	c.ParseTime, c.Timeout, c.ReadTimeout, c.WriteTimeout = true, 2*l.Timeout, 2*l.Timeout, 2*l.Timeout
	c.AllowAllFiles, c.MultiStatements, c.Logger = false, false, &mysql.NopLogger{}
	connector, err := mysql.NewConnector(c)
	if err != nil {
		return nil, err
	}
	return newSQL(sql.OpenDB(connector), l), nil
}

// fieldsOf turns the declared mapping round.
func fieldsOf(l pack.Connector) map[string]string {
	out := map[string]string{}
	for field, name := range l.Fields {
		out[name] = field
	}
	return out
}

func (a *sqlAsker) close() error { return a.db.Close() }

func (a *sqlAsker) ask(ctx context.Context, subject string) (map[string]any, error) {
	tx, err := a.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() // nothing was changed: that it fails says nothing
	rows, err := tx.QueryContext(ctx, a.query, subject)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	if !rows.Next() {
		return nil, rows.Err()
	}
	values, into := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	if err := rows.Scan(into...); err != nil {
		return nil, err
	}
	out := map[string]any{}
	for i, n := range names {
		if field, ok := a.columns[n]; ok {
			out[field] = values[i]
		}
	}
	if len(out) != len(a.columns) {
		return nil, fmt.Errorf("%w: a column is missing", errShape)
	}
	if rows.Next() {
		return nil, errRows
	}
	return out, rows.Err()
}

// textOf is a value of a database or of JSON as the record room reads it; ok is false
// where it is of another sort than the declared type.
func textOf(t record.Type, v any) (s string, ok bool) {
	number := t.Kind == record.Integer || t.Kind == record.Decimal || t.Kind == record.Money
	switch v := v.(type) {
	case nil:
		return "", true
	case []byte:
		return textOf(t, string(v))
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), t.Kind == record.Boolean
	case int64:
		if t.Kind == record.Boolean && (v == 0 || v == 1) { // MySQL has no other
			return strconv.FormatBool(v == 1), true
		}
		return strconv.FormatInt(v, 10), number
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return "", false
		}
		return strconv.FormatFloat(v, 'f', -1, 64), number
	case time.Time:
		h, m, sec := v.Clock()
		return v.Format(time.DateOnly), t.Kind == record.Date && h == 0 && m == 0 && sec == 0
	case numeral:
		return string(v), number
	}
	return "", false
}

// numeral is a number as JSON writes it.
type numeral string
