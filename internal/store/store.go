// Package store is the database: one Write, one Read, migrations. It knows
// tables of no room but its own bookkeeping; rooms above write SQL beside their
// types and take a *Tx. Which engine is beneath is nobody's business above.
package store

import (
	"context"
	"errors"
	"time"
)

// NoRows says that a query drew nothing where one row was asked for.
var NoRows error = errors.New("store: no rows")

var errUnbuilt = errors.New("store: not opened")

// Config says where the database is and how it is run. The zero value of every
// field but Path has a good meaning.
type Config struct {
	Path  string           // file of the database
	Clock func() time.Time // the machine's clock if nil
	Queue int              // writes that may wait for their turn before load is shed
	Group int              // most writes in one commit
	Reads int              // read-only connections
}

// Store is one open database.
type Store struct{}

// Open opens the database, brings it to this program's version and starts its writer.
func Open(ctx context.Context, c Config) (*Store, error) { return nil, errUnbuilt }

// Write runs f in a savepoint on the single writer and returns after the commit.
func (s *Store) Write(ctx context.Context, f func(*Tx) error) error { return errUnbuilt }

// Read runs f on one snapshot of the committed data.
func (s *Store) Read(ctx context.Context, f func(*Tx) error) error { return errUnbuilt }

// Close lets queued writes finish and closes the database.
func (s *Store) Close() error { return errUnbuilt }

// IsUnique says whether err is a violated primary key or unique index.
func IsUnique(err error) bool { return false }

// Tx is one closure's view of the database. It must not outlive the closure.
type Tx struct{ now time.Time }

// Now is fixed when the closure starts and never before the last committed one.
func (tx *Tx) Now() time.Time { return tx.now }

// Exec runs a statement that returns no rows and says how many it changed.
func (tx *Tx) Exec(query string, args ...any) (int64, error) { return 0, errUnbuilt }

// Query runs a statement that returns rows.
func (tx *Tx) Query(query string, args ...any) (*Rows, error) { return nil, errUnbuilt }

// QueryRow runs a statement of which the first row matters.
func (tx *Tx) QueryRow(query string, args ...any) *Row { return &Row{} }

// Count is the number of statements this closure has run.
func (tx *Tx) Count() int { return 0 }

// After runs f after the commit, never if the closure was rolled back.
func (tx *Tx) After(f func()) {}

// Rows are the rows of a query, one at a time.
type Rows struct{}

// Next moves to the next row.
func (r *Rows) Next() bool { return false }

// Scan copies the row into dest: *int64, *int, *string, *[]byte, *bool, *time.Time, pointers to those for NULL, and *any.
func (r *Rows) Scan(dest ...any) error { return errUnbuilt }

// Err is what ended the rows before their end.
func (r *Rows) Err() error { return nil }

// Close lets go of the rows. It may be called twice.
func (r *Rows) Close() error { return nil }

// Row is the first row of a query.
type Row struct{}

// Scan copies the row into dest, or returns NoRows.
func (r *Row) Scan(dest ...any) error { return errUnbuilt }
