// Package store is the database: one Write, one Read, migrations. It knows the
// tables of no room but its own bookkeeping; the rooms above keep their SQL
// beside their types and take a *Tx. Which engine is beneath is nobody's
// business above this package.
package store

import (
	"context"
	"time"

	"atonce/internal/fail"
)

// Config says where the database is and how it is run. The zero value of every
// field but Path has a good meaning.
type Config struct {
	Path  string           // file of the database; its folder must exist
	Clock func() time.Time // the machine's clock if nil
	Queue int              // writes that may wait for their turn before load is shed; 4096 if 0
	Group int              // most writes in one commit; 256 if 0
	Reads int              // read-only connections; two per processor, at least 4, if 0

	// Hold is how far the clock may go back before writes are refused; a minute
	// if 0. Within it time stands still until the clock has caught up.
	Hold time.Duration

	// NoMigration leaves the tables as they are and refuses a database that is
	// older than the program: for a verifier that must not change what it looks at.
	NoMigration bool

	// Trace, if set, is given every changing statement before it is run, on the
	// writer's goroutine. The benchmark replays them on the bare engine.
	Trace func(query string, args []any)
}

func (c Config) filled() Config {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Queue <= 0 {
		c.Queue = 4096
	}
	if c.Group <= 0 {
		c.Group = 256
	}
	if c.Reads <= 0 {
		c.Reads = defaultReads()
	}
	if c.Hold <= 0 {
		c.Hold = time.Minute
	}
	return c
}

// Store is one open database. Its methods may be called from many goroutines.
type Store struct{ engine engine }

// engine is what a database must be able to do. A second engine is a second
// implementation of these three, proved by storetest.
type engine interface {
	// write runs f in a transaction of its own, or in one it shares with others
	// so that f's failure undoes f's statements and nobody else's, and returns
	// when the outcome is durable.
	write(ctx context.Context, f func(*Tx) error) error
	// read runs f on one snapshot that holds every write answered before.
	read(ctx context.Context, f func(*Tx) error) error
	close() error
}

// Open opens the database, creates it if the file is missing, brings its tables
// to this program's version and starts its writer. A database of a newer
// program is refused with fail.Conflict: this one would not know what it spoils.
func Open(ctx context.Context, c Config) (*Store, error) {
	if c.Path == "" {
		return nil, fail.New(fail.Invalid, "store.no-path")
	}
	e, err := openSQLite(ctx, c.filled())
	if err != nil {
		return nil, err
	}
	return &Store{engine: e}, nil
}

// Write runs f alone on the newest state and returns after what f did is on the
// disk. If f returns an error or panics, all f did is undone and Write returns
// the error, or panics with a *Panic; other writes are not touched.
//
// f is not run if ctx ended before its turn; once begun it is not interrupted,
// so the answer is never in doubt. Too many waiting writes and a closed store
// give fail.Unavailable. f must not call Write: it would wait for itself.
func (s *Store) Write(ctx context.Context, f func(*Tx) error) error {
	return s.engine.write(ctx, counted(ctx, f))
}

// Read runs f on one snapshot of the committed data, in which every write that
// was answered before is seen. Statements that change data are refused.
func (s *Store) Read(ctx context.Context, f func(*Tx) error) error {
	return s.engine.read(ctx, counted(ctx, f))
}

// Close lets the writes that are queued finish, refuses new ones and closes the
// database. It may be called twice.
func (s *Store) Close() error { return s.engine.close() }
