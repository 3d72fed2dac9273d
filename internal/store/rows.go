package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"time"
)

// value is what an engine hands over for one column: nil, int64, float64,
// string or []byte.
type value = driver.Value

// Rows are the rows of a query, one at a time.
type Rows struct {
	tx     *Tx
	cursor cursor
	row    []value
	err    error
	closed bool
}

// Next moves to the next row and says whether there is one. It closes the rows
// at their end.
func (r *Rows) Next() bool {
	if r.closed {
		return false
	}
	ok, err := r.cursor.next(r.row)
	if err != nil {
		r.err = err
	}
	if err != nil || !ok {
		r.Close()
		return false
	}
	return true
}

// Scan copies the row into dest: pointers to integers, string, []byte, bool,
// float64, time.Time, any, named types of these, and sql.Scanner. NULL needs a
// pointer to a pointer, an any or a []byte. Times are BIGINT microseconds since
// 1970 in UTC, truth is 0 or 1.
func (r *Rows) Scan(dest ...any) error {
	if r.closed {
		return internal(errors.New("store: Scan without a row"))
	}
	if len(dest) != len(r.row) {
		return internal(fmt.Errorf("store: Scan wants %d columns, the query has %d", len(dest), len(r.row)))
	}
	for i, d := range dest {
		if err := assign(d, r.row[i]); err != nil {
			return internal(fmt.Errorf("store: column %d (%s): %w", i+1, r.cursor.columns()[i], err))
		}
	}
	return nil
}

// Err is what ended the rows before their end, nil if nothing did.
func (r *Rows) Err() error { return r.err }

// Close lets go of the rows. It may be called twice.
func (r *Rows) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	r.tx.forget(r)
	if err := r.cursor.close(); err != nil && r.err == nil {
		r.err = err
	}
	return r.err
}

// Row is the first row of a query.
type Row struct {
	rows *Rows
	err  error
}

// Scan copies the row into dest, or returns ErrNoRows.
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if r.rows.err != nil {
			return r.rows.err
		}
		return ErrNoRows
	}
	return r.rows.Scan(dest...)
}

func assign(dest any, v value) error {
	switch d := dest.(type) {
	case *string:
		switch v := v.(type) {
		case string:
			*d = v
			return nil
		case []byte:
			*d = string(v)
			return nil
		}
	case *[]byte:
		switch v := v.(type) {
		case nil:
			*d = nil
			return nil
		case []byte:
			// The engine gives nil for an empty blob; NULL and empty must stay apart.
			if v == nil {
				v = []byte{}
			}
			*d = v
			return nil
		case string:
			*d = []byte(v)
			return nil
		}
	case *int64:
		if n, ok := v.(int64); ok {
			*d = n
			return nil
		}
	case *int:
		if n, ok := v.(int64); ok && int64(int(n)) == n {
			*d = int(n)
			return nil
		}
	case *bool:
		if n, ok := v.(int64); ok && (n == 0 || n == 1) {
			*d = n == 1
			return nil
		}
	case *time.Time:
		if n, ok := v.(int64); ok {
			*d = time.UnixMicro(n).UTC()
			return nil
		}
	case *any:
		*d = v
		return nil
	case sql.Scanner:
		return d.Scan(v)
	}
	return assignByKind(dest, v)
}

// assignByKind does named types, other widths and pointers for NULL.
func assignByKind(dest any, v value) error {
	p := reflect.ValueOf(dest)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return fmt.Errorf("cannot scan into %T: a pointer is needed", dest)
	}
	d := p.Elem()
	if d.Kind() == reflect.Pointer {
		if v == nil {
			d.SetZero()
			return nil
		}
		n := reflect.New(d.Type().Elem())
		if err := assign(n.Interface(), v); err != nil {
			return err
		}
		d.Set(n)
		return nil
	}
	switch x := v.(type) {
	case nil:
		return fmt.Errorf("NULL does not fit %T", dest)
	case int64:
		switch {
		case d.CanInt() && !d.OverflowInt(x):
			d.SetInt(x)
			return nil
		case d.CanUint() && x >= 0 && !d.OverflowUint(uint64(x)):
			d.SetUint(uint64(x))
			return nil
		case d.Kind() == reflect.Bool && (x == 0 || x == 1):
			d.SetBool(x == 1)
			return nil
		case d.CanFloat():
			d.SetFloat(float64(x))
			return nil
		}
	case float64:
		if d.CanFloat() {
			d.SetFloat(x)
			return nil
		}
	case string:
		if d.Kind() == reflect.String {
			d.SetString(x)
			return nil
		}
		if d.Kind() == reflect.Slice && d.Type().Elem().Kind() == reflect.Uint8 {
			d.SetBytes([]byte(x))
			return nil
		}
	case []byte:
		if d.Kind() == reflect.Slice && d.Type().Elem().Kind() == reflect.Uint8 {
			d.SetBytes(append([]byte{}, x...))
			return nil
		}
		if d.Kind() == reflect.Array && d.Type().Elem().Kind() == reflect.Uint8 && d.Len() == len(x) {
			reflect.Copy(d, reflect.ValueOf(x))
			return nil
		}
		if d.Kind() == reflect.String {
			d.SetString(string(x))
			return nil
		}
	}
	return fmt.Errorf("%T %v does not fit %T", v, v, dest)
}
