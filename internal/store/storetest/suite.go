package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

// Run is the conformance suite. fresh makes a new empty database.
func Run(t *testing.T, fresh func(t testing.TB) Place) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Place)
	}{
		{"three starters at once", threeStarters},
		{"what is written is read", roundTrip},
		{"values of every type", valueTypes},
		{"placeholders in strings and comments", placeholders},
		{"refused statements", refused},
		{"an error undoes its closure only", errorUndoes},
		{"a panic undoes its closure only", panicUndoes},
		{"a closure that ends its goroutine", goexit},
		{"unique violation, then on", uniqueThenOn},
		{"cancelled before its turn", cancelled},
		{"a full queue sheds load", overload},
		{"many writers", manyWriters},
		{"readers see one snapshot", snapshot},
		{"a reader sees what was answered", readYourWrites},
		{"a reader cannot write", readerCannotWrite},
		{"hooks run after the commit", hooks},
		{"what is remembered follows the transaction", remembered},
		{"time never runs back", timeForward},
		{"a clock far back is refused", clockBack},
		{"closed", closed},
		{"rows left open", rowsLeftOpen},
		{"the same query within itself", nested},
		{"big values", big},
		{"append only", appendOnly},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, fresh(t)) })
	}
}

// probe opens the place and makes the table the tests write to.
func probe(t *testing.T, p Place, change ...func(*store.Config)) *store.Store {
	t.Helper()
	s := p.Open(t, change...)
	Write(t, s, func(tx *store.Tx) error {
		_, err := tx.Exec("CREATE TABLE probe (id BIGINT PRIMARY KEY, word TEXT, body BLOB)")
		return err
	})
	return s
}

func insert(id int64) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		_, err := tx.Exec("INSERT INTO probe (id, word) VALUES (?, ?)", id, fmt.Sprint(id))
		return err
	}
}

func ids(t testing.TB, s *store.Store) (out []int64) {
	t.Helper()
	Read(t, s, func(tx *store.Tx) error {
		rows, err := tx.Query("SELECT id FROM probe ORDER BY id")
		if err != nil {
			return err
		}
		for rows.Next() {
			var n int64
			if err := rows.Scan(&n); err != nil {
				return err
			}
			out = append(out, n)
		}
		return rows.Err()
	})
	return out
}

func want(t testing.TB, s *store.Store, expect ...int64) {
	t.Helper()
	if got := ids(t, s); !slices.Equal(got, expect) {
		t.Errorf("rows %v, want %v", got, expect)
	}
}

// together runs the closures in one group where the engine has groups: the
// first holds its turn until the others are queued.
func together(s *store.Store, fs ...func(*store.Tx) error) []error {
	errs := make([]error, len(fs))
	var wg sync.WaitGroup
	started, gate := make(chan struct{}), make(chan struct{})
	wg.Add(1)
	go func() {
		defer wg.Done()
		_ = s.Write(context.Background(), func(*store.Tx) error { close(started); <-gate; return nil })
	}()
	<-started
	for i, f := range fs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() {
				if p := recover(); p != nil {
					errs[i] = fmt.Errorf("panicked: %v", p)
				}
			}()
			errs[i] = s.Write(context.Background(), f)
		}()
		// The order of the queue is the order of the closures.
		time.Sleep(time.Millisecond)
	}
	close(gate)
	wg.Wait()
	return errs
}

func threeStarters(t *testing.T, p Place) {
	var wg sync.WaitGroup
	stores := make([]*store.Store, 3)
	for i := range stores {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s, err := p()
			if err != nil {
				t.Errorf("starter %d: %v", i, err)
				return
			}
			stores[i] = s
		}()
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	Write(t, stores[0], func(tx *store.Tx) error {
		_, err := tx.Exec("CREATE TABLE probe (id BIGINT PRIMARY KEY, word TEXT, body BLOB)")
		return err
	})
	// All three are one database, whoever writes.
	for i, s := range stores {
		Write(t, s, insert(int64(i)))
	}
	for _, s := range stores {
		want(t, s, 0, 1, 2)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	want(t, p.Open(t), 0, 1, 2) // opened again: nothing was migrated twice
}

func roundTrip(t *testing.T, p Place) {
	s := probe(t, p)
	Write(t, s, func(tx *store.Tx) error {
		n, err := tx.Exec("INSERT INTO probe (id, word) VALUES (1, 'a'), (2, 'b')")
		if n != 2 {
			t.Errorf("%d rows inserted, want 2", n)
		}
		if err != nil {
			return err
		}
		var word string
		if err := tx.QueryRow("SELECT word FROM probe WHERE id = ?", 2).Scan(&word); err != nil || word != "b" {
			t.Errorf("own write: %q, %v", word, err)
		}
		if err := tx.QueryRow("SELECT word FROM probe WHERE id = ?", 3).Scan(&word); !errors.Is(err, store.ErrNoRows) {
			t.Errorf("no row: %v", err)
		}
		if tx.Count() != 3 {
			t.Errorf("count %d, want 3", tx.Count())
		}
		return nil
	})
	want(t, s, 1, 2)
}

func errorUndoes(t *testing.T, p Place) {
	s := probe(t, p)
	mine := errors.New("mine")
	errs := together(s, insert(1), func(tx *store.Tx) error {
		if err := insert(2)(tx); err != nil {
			return err
		}
		return mine
	}, insert(3))
	if errs[0] != nil || !errors.Is(errs[1], mine) || errs[2] != nil {
		t.Errorf("errors %v", errs)
	}
	want(t, s, 1, 3)
}

func panicUndoes(t *testing.T, p Place) {
	s := probe(t, p)
	errs := together(s, insert(1), func(tx *store.Tx) error {
		if err := insert(2)(tx); err != nil {
			return err
		}
		panic("pear")
	}, insert(3))
	if errs[0] != nil || errs[1] == nil || errs[2] != nil {
		t.Errorf("errors %v", errs)
	}
	want(t, s, 1, 3)
	func() {
		defer func() {
			v, ok := recover().(*store.Panic)
			if !ok || v.Value != "plum" || len(v.Stack) == 0 {
				t.Errorf("recovered %v", v)
			}
		}()
		_ = s.Write(context.Background(), func(*store.Tx) error { panic("plum") })
	}()
	Write(t, s, insert(4))
}

func goexit(t *testing.T, p Place) {
	s := probe(t, p)
	errs := together(s, insert(1), func(tx *store.Tx) error {
		if err := insert(2)(tx); err != nil {
			return err
		}
		exit()
		return nil
	}, insert(3))
	if errs[0] != nil || errs[1] == nil || errs[2] != nil {
		t.Errorf("errors %v", errs)
	}
	want(t, s, 1, 3)
}

func uniqueThenOn(t *testing.T, p Place) {
	s := probe(t, p)
	Write(t, s, insert(1))
	Write(t, s, func(tx *store.Tx) error {
		err := insert(1)(tx)
		if !store.IsUnique(err) || fail.KindOf(err) != fail.Conflict {
			t.Errorf("twice: %v", err)
		}
		return nil
	})
	err := s.Write(context.Background(), insert(1))
	if !store.IsUnique(err) {
		t.Errorf("the error of the write is %v", err)
	}
	_, err = 0, s.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec("INSERT INTO nowhere (id) VALUES (1)")
		return err
	})
	if err == nil || store.IsUnique(err) {
		t.Errorf("no such table: %v", err)
	}
	Write(t, s, insert(2))
	want(t, s, 1, 2)
}

func cancelled(t *testing.T, p Place) {
	s := probe(t, p)
	ctx, cancel := context.WithCancel(context.Background())
	started, gate := make(chan struct{}), make(chan struct{})
	first := make(chan error, 1)
	go func() {
		first <- s.Write(context.Background(), func(tx *store.Tx) error { close(started); <-gate; return insert(1)(tx) })
	}()
	<-started
	second := make(chan error, 1)
	go func() { second <- s.Write(ctx, insert(2)) }()
	time.Sleep(5 * time.Millisecond)
	cancel()
	err := <-second // it comes while the first is still at work
	if fail.KindOf(err) != fail.Unavailable || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	close(gate)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if err := s.Write(ctx, insert(3)); !errors.Is(err, context.Canceled) {
		t.Errorf("already cancelled: %v", err)
	}
	// Once begun, a write is not interrupted and its answer is true.
	during, cancel := context.WithCancel(context.Background())
	if err := s.Write(during, func(tx *store.Tx) error { cancel(); return insert(4)(tx) }); err != nil {
		t.Errorf("cancelled while at work: %v", err)
	}
	want(t, s, 1, 4)
}

func overload(t *testing.T, p Place) {
	s := probe(t, p, func(c *store.Config) { c.Queue = 4 })
	started, gate := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		_ = s.Write(context.Background(), func(*store.Tx) error { close(started); <-gate; return nil })
	}()
	<-started
	var shed atomic.Int64
	for i := range 20 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := s.Write(context.Background(), insert(int64(i))); fail.KindOf(err) == fail.Unavailable {
				shed.Add(1)
			} else if err != nil {
				t.Error(err)
			}
		}()
	}
	for shed.Load() < 16 {
		time.Sleep(time.Millisecond)
	}
	close(gate)
	wg.Wait()
	if n := len(ids(t, s)); n != 4 || shed.Load() != 16 {
		t.Errorf("%d written and %d shed, want 4 and 16", n, shed.Load())
	}
}

func manyWriters(t *testing.T, p Place) {
	s := probe(t, p)
	const writers, each = 16, 25
	var wg sync.WaitGroup
	for w := range writers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range each {
				// Each adds one to the same row: a lost update would show.
				err := s.Write(context.Background(), func(tx *store.Tx) error {
					var n int64
					if err := tx.QueryRow("SELECT count(*) FROM probe").Scan(&n); err != nil {
						return err
					}
					return insert(n + 1)(tx)
				})
				if err != nil {
					t.Errorf("writer %d, write %d: %v", w, i, err)
				}
			}
		}()
	}
	wg.Wait()
	got := ids(t, s)
	if len(got) != writers*each || got[0] != 1 || got[len(got)-1] != writers*each {
		t.Errorf("%d rows from %d to %d", len(got), got[0], got[len(got)-1])
	}
}
