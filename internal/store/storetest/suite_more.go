package storetest

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"atonce/internal/fail"
	"atonce/internal/store"
)

func exit() { runtime.Goexit() }

func snapshot(t *testing.T, p Place) {
	s := probe(t, p)
	Write(t, s, insert(1))
	Read(t, s, func(tx *store.Tx) error {
		var before, after int64
		if err := tx.QueryRow("SELECT count(*) FROM probe").Scan(&before); err != nil {
			return err
		}
		Write(t, s, insert(2)) // a reader does not stop the writer
		if err := tx.QueryRow("SELECT count(*) FROM probe").Scan(&after); err != nil {
			return err
		}
		if before != 1 || after != 1 {
			t.Errorf("%d, then %d rows in one snapshot", before, after)
		}
		return nil
	})
	want(t, s, 1, 2)
}

func readYourWrites(t *testing.T, p Place) {
	s := probe(t, p)
	for i := range int64(200) {
		Write(t, s, insert(i))
		if n := Int(t, s, "SELECT count(*) FROM probe WHERE id = ?", i); n != 1 {
			t.Fatalf("row %d was answered and is not seen", i)
		}
	}
}

func readerCannotWrite(t *testing.T, p Place) {
	s := probe(t, p)
	if err := s.Read(context.Background(), insert(1)); err == nil {
		t.Error("a reader wrote")
	}
	want(t, s)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := s.Read(ctx, func(tx *store.Tx) error {
		var n int64
		return tx.QueryRow("SELECT count(*) FROM probe").Scan(&n)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	want(t, s)
}

func hooks(t *testing.T, p Place) {
	s := probe(t, p)
	var ran []string
	Write(t, s, func(tx *store.Tx) error {
		tx.After(func() {
			want(t, s, 1)
			ran = append(ran, "first")
		})
		tx.After(func() { ran = append(ran, "second") })
		return insert(1)(tx)
	})
	_ = s.Write(context.Background(), func(tx *store.Tx) error {
		tx.After(func() { ran = append(ran, "never") })
		return errors.New("no")
	})
	Read(t, s, func(tx *store.Tx) error { tx.After(func() { ran = append(ran, "read") }); return nil })
	if got := strings.Join(ran, " "); got != "first second read" {
		t.Errorf("hooks %q", got)
	}
}

// remembered: an engine may always have forgotten, but it may never remember
// what was undone.
func remembered(t *testing.T, p Place) {
	s := probe(t, p)
	type key struct{}
	put := func(v int, err error) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			tx.Remember(key{}, v)
			if got, _ := tx.Recall(key{}); got != v {
				t.Errorf("own memory %v, want %d", got, v)
			}
			return err
		}
	}
	check := func(v int) func(*store.Tx) error {
		return func(tx *store.Tx) error {
			if got, ok := tx.Recall(key{}); ok && got != v {
				t.Errorf("recalled %v, want %d or nothing", got, v)
			}
			return nil
		}
	}
	together(s, put(1, nil), check(1), put(2, errors.New("no")), check(1), func(tx *store.Tx) error {
		tx.Remember(key{}, 3)
		panic("no")
	}, check(1), put(4, nil), check(4))
	Write(t, s, check(4))
	Read(t, s, func(tx *store.Tx) error {
		tx.Remember(key{}, 9)
		if _, ok := tx.Recall(key{}); ok {
			t.Error("a reader remembers")
		}
		return nil
	})

	// Another program writes: what this one remembers may be stale.
	other := p.Open(t)
	Write(t, other, insert(1))
	Write(t, s, func(tx *store.Tx) error {
		if got, ok := tx.Recall(key{}); ok {
			t.Errorf("recalled %v after another program wrote", got)
		}
		return nil
	})
}

func timeForward(t *testing.T, p Place) {
	now := time.Date(2026, 5, 1, 9, 0, 0, 1500, time.UTC)
	s := probe(t, p, At(&now))
	var times []time.Time
	tell := func(tx *store.Tx) error { times = append(times, tx.Now()); return nil }
	Write(t, s, tell)
	now = now.Add(-time.Second)
	Write(t, s, tell)
	Read(t, s, tell)
	now = now.Add(time.Hour)
	Write(t, s, tell)
	if times[0] != time.Date(2026, 5, 1, 9, 0, 0, 1000, time.UTC) || times[1] != times[0] || times[2] != times[0] ||
		!times[3].Equal(time.Date(2026, 5, 1, 9, 59, 59, 1000, time.UTC)) {
		t.Errorf("times %v", times)
	}
}

func clockBack(t *testing.T, p Place) {
	now := time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	s := probe(t, p, At(&now))
	Write(t, s, insert(1))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	now = now.Add(-time.Hour)
	s = p.Open(t, At(&now))
	err := s.Write(context.Background(), insert(2))
	if fail.KindOf(err) != fail.Unavailable {
		t.Errorf("an hour back: %v", err)
	}
	now = now.Add(2 * time.Hour)
	Write(t, s, insert(3))
	want(t, s, 1, 3)
}

func closed(t *testing.T, p Place) {
	s := probe(t, p)
	done := make(chan error, 1)
	started := make(chan struct{})
	go func() {
		done <- s.Write(context.Background(), func(tx *store.Tx) error {
			close(started)
			time.Sleep(5 * time.Millisecond)
			return insert(1)(tx)
		})
	}()
	<-started
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Errorf("a write begun before the close: %v", err)
	}
	if err := s.Write(context.Background(), insert(2)); fail.KindOf(err) != fail.Unavailable {
		t.Errorf("write after close: %v", err)
	}
	if err := s.Read(context.Background(), insert(2)); fail.KindOf(err) != fail.Unavailable {
		t.Errorf("read after close: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	want(t, p.Open(t), 1)
}

func rowsLeftOpen(t *testing.T, p Place) {
	s := probe(t, p)
	var kept *store.Tx
	Write(t, s, func(tx *store.Tx) error {
		for i := range int64(5) {
			if err := insert(i)(tx); err != nil {
				return err
			}
		}
		rows, err := tx.Query("SELECT id FROM probe")
		if err != nil {
			return err
		}
		rows.Next()
		kept = tx
		return nil
	})
	if _, err := kept.Exec("DELETE FROM probe"); err == nil {
		t.Error("a transaction was used after its end")
	}
	Read(t, s, func(tx *store.Tx) error {
		rows, err := tx.Query("SELECT id FROM probe")
		if err == nil {
			rows.Next()
		}
		return err
	})
	want(t, s, 0, 1, 2, 3, 4)
}

func nested(t *testing.T, p Place) {
	s := probe(t, p)
	Write(t, s, func(tx *store.Tx) error {
		for i := range int64(4) {
			if err := insert(i)(tx); err != nil {
				return err
			}
		}
		return nil
	})
	const q = "SELECT id FROM probe WHERE id >= ? ORDER BY id"
	pairs := 0
	Read(t, s, func(tx *store.Tx) error {
		outer, err := tx.Query(q, 0)
		if err != nil {
			return err
		}
		for outer.Next() {
			inner, err := tx.Query(q, 1)
			if err != nil {
				return err
			}
			for inner.Next() {
				pairs++
			}
		}
		return outer.Err()
	})
	if pairs != 12 {
		t.Errorf("%d pairs, want 12", pairs)
	}
}

func big(t *testing.T, p Place) {
	s := probe(t, p)
	body := bytes.Repeat([]byte("0123456789abcdef"), 1<<20) // 16 MiB
	long := strings.Repeat("𠮷", 1<<18)
	for i := range int64(3) {
		Write(t, s, func(tx *store.Tx) error {
			_, err := tx.Exec("INSERT INTO probe (id, word, body) VALUES (?, ?, ?)", i, long, body)
			return err
		})
	}
	Read(t, s, func(tx *store.Tx) error {
		var w string
		var b []byte
		if err := tx.QueryRow("SELECT word, body FROM probe WHERE id = 2").Scan(&w, &b); err != nil {
			return err
		}
		if w != long || !bytes.Equal(b, body) {
			t.Error("a big value came back changed")
		}
		return nil
	})
}

func appendOnly(t *testing.T, p Place) {
	s := probe(t, p)
	Write(t, s, func(tx *store.Tx) error {
		_, err := tx.Exec("INSERT INTO log_leaf (idx, leaf) VALUES (0, ?)", []byte("leaf"))
		return err
	})
	for _, q := range []string{"UPDATE log_leaf SET leaf = leaf", "DELETE FROM log_leaf", "INSERT OR REPLACE INTO log_leaf (idx, leaf) VALUES (0, 'x')"} {
		err := s.Write(context.Background(), func(tx *store.Tx) error { _, err := tx.Exec(q); return err })
		if !store.IsRefused(err) {
			t.Errorf("%s: %v", q, err)
		}
	}
	if n := Int(t, s, "SELECT count(*) FROM log_leaf"); n != 1 {
		t.Errorf("%d leaves", n)
	}
}
