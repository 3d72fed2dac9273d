// Package storetest proves that an engine is a store: every engine passes Run
// before any room may rest on it. It also lends other rooms' tests a real
// database, and kills programs at random moments to see what they have lost.
package storetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"atonce/internal/store"
)

// Place is one database that can be opened again and again, with the
// configuration changed before it is opened.
type Place func(change ...func(*store.Config)) (*store.Store, error)

// made is the file of an empty store with all tables. To copy it takes a tenth of the
// time of making the tables, and there are hundreds of tests.
var made = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "atonce-storetest-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "atonce.db")
	// Its time is before that of every test: a store's time does not go back.
	s, err := store.Open(context.Background(), store.Config{Path: path, Clock: func() time.Time { return time.Unix(0, 0) }})
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// Furnish puts the file of an empty store with all tables at path.
func Furnish(t testing.TB, path string) {
	t.Helper()
	body, err := made()
	if err == nil {
		err = os.WriteFile(path, body, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// SQLite is a new place for an SQLite file in the test's own folder.
func SQLite(t testing.TB) Place { return file(filepath.Join(t.TempDir(), "atonce.db")) }

func file(path string) Place {
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
	path := filepath.Join(t.TempDir(), "atonce.db")
	Furnish(t, path)
	return file(path).Open(t, change...)
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
