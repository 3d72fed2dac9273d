// Package storetest proves that an engine is a store: every engine passes Run
// before any room may rest on it. It also lends other rooms' tests a real
// database, and kills programs at random moments to see what they have lost.
package storetest

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"atonce/internal/store"
)

// Place is one database that can be opened again and again, with the
// configuration changed before it is opened.
type Place func(change ...func(*store.Config)) (*store.Store, error)

// SQLite is a new place for an SQLite file in the test's own folder.
func SQLite(t testing.TB) Place {
	path := filepath.Join(t.TempDir(), "atonce.db")
	return func(change ...func(*store.Config)) (*store.Store, error) {
		c := store.Config{Path: path}
		for _, f := range change {
			f(&c)
		}
		return store.Open(context.Background(), c)
	}
}

// Open opens the place and closes the store with the test.
func (p Place) Open(t testing.TB, change ...func(*store.Config)) *store.Store {
	t.Helper()
	s, err := p(change...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// New is an empty store with all tables, for the tests of other rooms.
func New(t testing.TB, change ...func(*store.Config)) *store.Store {
	t.Helper()
	return SQLite(t).Open(t, change...)
}

// At is a change of configuration: a clock that shows what *now holds.
func At(now *time.Time) func(*store.Config) {
	return func(c *store.Config) { c.Clock = func() time.Time { return *now } }
}

// Write runs f in a write and stops the test on an error.
func Write(t testing.TB, s *store.Store, f func(*store.Tx) error) {
	t.Helper()
	if err := s.Write(context.Background(), f); err != nil {
		t.Fatalf("write: %v", err)
	}
}

// Read runs f in a read and stops the test on an error.
func Read(t testing.TB, s *store.Store, f func(*store.Tx) error) {
	t.Helper()
	if err := s.Read(context.Background(), f); err != nil {
		t.Fatalf("read: %v", err)
	}
}

// Int is the one number that query draws.
func Int(t testing.TB, s *store.Store, query string, args ...any) int64 {
	t.Helper()
	var n int64
	Read(t, s, func(tx *store.Tx) error { return tx.QueryRow(query, args...).Scan(&n) })
	return n
}
