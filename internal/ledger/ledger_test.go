package ledger_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"testing"

	"atonce/internal/fail"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/store"
	"atonce/internal/store/storetest"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"
)

func entry(seq int64) merkle.Entry { return merkle.Entry{Kind: "act", Seq: seq} }

func fill(t testing.TB, s *store.Store, n int) {
	t.Helper()
	for i := range n {
		storetest.Write(t, s, func(tx *store.Tx) error {
			first, err := ledger.Append(tx, entry(int64(i)))
			if first != int64(i) {
				t.Errorf("entry %d went to %d", i, first)
			}
			return err
		})
	}
}

func verify(t testing.TB, s *store.Store, log []note.Verifier, heads ...merkle.Head) (edge merkle.Edge, err error) {
	t.Helper()
	rerr := s.Read(context.Background(), func(tx *store.Tx) error {
		edge, err = ledger.Verify(tx, log, heads...)
		return nil
	})
	if rerr != nil {
		t.Fatal(rerr)
	}
	return edge, err
}

// An append reads nothing once the writer knows the edge: two statements an
// entry. The edge it knows must be the one that was committed, whatever failed.
func TestEdgeFollowsTheTransaction(t *testing.T) {
	place := storetest.SQLite(t)
	s := place.Open(t)
	fill(t, s, 5)
	storetest.Write(t, s, func(tx *store.Tx) error {
		before := tx.Count()
		first, err := ledger.Append(tx, entry(5), entry(6))
		if first != 5 || tx.Count()-before != 4 {
			t.Errorf("first %d with %d statements, want 5 with 4", first, tx.Count()-before)
		}
		return err
	})
	no := errors.New("no")
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { _ = recover() }()
			err := s.Write(context.Background(), func(tx *store.Tx) error {
				if _, err := ledger.Append(tx, entry(int64(i)), entry(int64(i))); err != nil {
					return err
				}
				switch i % 3 {
				case 1:
					return no
				case 2:
					panic("no")
				}
				return nil
			})
			if i%3 == 0 && err != nil || i%3 == 1 && !errors.Is(err, no) {
				t.Errorf("%d: %v", i, err)
			}
		}()
	}
	wg.Wait()
	edge, err := verify(t, s, nil)
	if err != nil || edge.Size() != 7+2*20 {
		t.Errorf("%d entries, %v", edge.Size(), err)
	}
	// Another program appends; then this one again.
	other := place.Open(t)
	storetest.Write(t, other, func(tx *store.Tx) error { _, err := ledger.Append(tx, entry(0)); return err })
	storetest.Write(t, s, func(tx *store.Tx) error { _, err := ledger.Append(tx, entry(0)); return err })
	if edge, err := verify(t, s, nil); err != nil || edge.Size() != 49 {
		t.Errorf("after another program: %d entries, %v", edge.Size(), err)
	}
}

func TestHeadsAndProofs(t *testing.T) {
	skey, vkey, err := note.GenerateKey(rand.Reader, "example.org/log")
	if err != nil {
		t.Fatal(err)
	}
	signer, _ := note.NewSigner(skey)
	verifier, _ := note.NewVerifier(vkey)
	s := storetest.New(t)
	var heads []merkle.Head
	for range 20 {
		storetest.Write(t, s, func(tx *store.Tx) error {
			if _, err := ledger.Append(tx, entry(1), entry(2), entry(3)); err != nil {
				return err
			}
			head, err := ledger.Head(tx, signer.Name())
			if err != nil {
				return err
			}
			signed, err := head.Sign(signer)
			if err != nil {
				return err
			}
			if err := ledger.KeepHead(tx, head.Size, signed); err != nil {
				return err
			}
			if err := ledger.KeepHead(tx, head.Size-1, []byte("an older one")); err != nil {
				return err
			}
			if err := ledger.KeepHead(tx, head.Size, []byte("the same again")); err != nil {
				return err
			}
			if kept, err := ledger.Checkpoint(tx); err != nil || string(kept) != string(signed) {
				t.Errorf("another head is kept over one as large: %q, %v", kept, err)
			}
			h, _, oerr := merkle.OpenHead(signed, verifier)
			if oerr != nil {
				t.Fatal(oerr)
			}
			heads = append(heads, h)
			return err
		})
	}
	storetest.Read(t, s, func(tx *store.Tx) error {
		for _, h := range heads {
			for idx := range h.Size {
				proof, err := ledger.Proof(tx, h.Size, idx)
				if err != nil {
					return err
				}
				leaf, err := ledger.Leaf(tx, idx)
				if err != nil {
					return err
				}
				if err := merkle.CheckInclusion(proof, h, idx, merkle.LeafHash(leaf)); err != nil {
					t.Errorf("entry %d in %d: %v", idx, h.Size, err)
				}
			}
			for _, old := range heads {
				if old.Size > h.Size {
					break
				}
				proof, err := ledger.Consistency(tx, h.Size, old.Size)
				if err != nil {
					return err
				}
				if err := merkle.CheckConsistency(proof, h, old); err != nil {
					t.Errorf("%d begins %d: %v", old.Size, h.Size, err)
				}
			}
		}
		if _, err := ledger.Proof(tx, 61, 0); fail.KindOf(err) != fail.NotFound {
			t.Errorf("a tree beyond the log: %v", err)
		}
		if _, err := ledger.Proof(tx, 60, 60); fail.KindOf(err) != fail.NotFound {
			t.Errorf("an entry beyond the tree: %v", err)
		}
		return nil
	})
	if _, err := verify(t, s, []note.Verifier{verifier}); err != nil {
		t.Error(err)
	}
	// A head that was edited is not believed.
	attack(t, s, "UPDATE log_head SET note = replace(note, 'example', 'exempla') WHERE size = 6")
	if _, err := verify(t, s, []note.Verifier{verifier}); fail.KindOf(err) != fail.Conflict {
		t.Errorf("an edited head: %v", err)
	}
}

// attack does what somebody with the file in hand would: undo the guard, then change rows.
func attack(t testing.TB, s *store.Store, statements ...string) {
	t.Helper()
	storetest.Write(t, s, func(tx *store.Tx) error {
		for _, table := range []string{"log_leaf", "log_hash", "log_head"} {
			for _, verb := range []string{"UPDATE", "DELETE"} {
				if _, err := tx.Exec("DROP TRIGGER IF EXISTS " + table + "_no_" + verb); err != nil {
					return err
				}
			}
		}
		for _, q := range statements {
			if _, err := tx.Exec(q); err != nil {
				return fmt.Errorf("%s: %w", q, err)
			}
		}
		return nil
	})
}

// Whatever is done to a row of the log, the first bad entry is named.
func TestTamperingIsFound(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := storetest.New(t)
		defer s.Close()
		n := rapid.IntRange(2, 40).Draw(r, "entries")
		fill(t, s, n)
		var head merkle.Head
		storetest.Read(t, s, func(tx *store.Tx) (err error) { head, err = ledger.Head(tx, "example.org/log"); return err })
		i := rapid.IntRange(0, n-1).Draw(r, "row")
		j := rapid.IntRange(0, n-1).Filter(func(j int) bool { return j != i }).Draw(r, "other row")
		table, column := "log_leaf", "leaf"
		if rapid.Bool().Draw(r, "hashes") {
			table, column = "log_hash", "hashes"
		}
		first := i
		swap := func(table, column string) []string {
			return []string{
				fmt.Sprintf("INSERT INTO %s (idx, %s) SELECT 1000, %s FROM %s WHERE idx = %d", table, column, column, table, i),
				fmt.Sprintf("UPDATE %s SET %s = (SELECT %s FROM %s WHERE idx = %d) WHERE idx = %d", table, column, column, table, j, i),
				fmt.Sprintf("UPDATE %s SET %s = (SELECT %s FROM %s WHERE idx = 1000) WHERE idx = %d", table, column, column, table, j),
				fmt.Sprintf("DELETE FROM %s WHERE idx = 1000", table),
			}
		}
		drop := func(table string) []string {
			return []string{
				fmt.Sprintf("DELETE FROM %s WHERE idx = %d", table, i),
				fmt.Sprintf("UPDATE %s SET idx = idx + 10000 WHERE idx > %d", table, i), // in two steps: each place once
				fmt.Sprintf("UPDATE %s SET idx = idx - 10001 WHERE idx > 5000", table),
			}
		}
		switch rapid.SampledFrom([]string{"edit", "drop", "drop both", "drop and close up", "add", "swap", "swap both"}).Draw(r, "attack") {
		case "edit":
			at := rapid.IntRange(1, 32).Draw(r, "byte")
			attack(t, s, fmt.Sprintf("UPDATE %s SET %s = CAST(substr(%s, 1, %d) || x'5a' || substr(%s, %d) AS BLOB) WHERE idx = %d",
				table, column, column, at-1, column, at, i)) // one byte more
		case "drop":
			attack(t, s, fmt.Sprintf("DELETE FROM %s WHERE idx = %d", table, i))
		case "drop both":
			attack(t, s, fmt.Sprintf("DELETE FROM log_leaf WHERE idx = %d", i), fmt.Sprintf("DELETE FROM log_hash WHERE idx = %d", i))
		case "drop and close up":
			attack(t, s, append(drop("log_leaf"), drop("log_hash")...)...)
		case "add":
			first = n
			attack(t, s, fmt.Sprintf("INSERT INTO %s (idx, %s) SELECT %d, %s FROM %s WHERE idx = %d", table, column, n, column, table, i))
		case "swap":
			first = min(i, j)
			attack(t, s, swap(table, column)...)
		case "swap both":
			first = min(i, j)
			attack(t, s, append(swap("log_leaf", "leaf"), swap("log_hash", "hashes")...)...)
		}
		_, err := verify(t, s, nil, head)
		var f *merkle.Fault
		if !errors.As(err, &f) {
			r.Fatalf("not found: %v", err)
		}
		if f.Index != int64(first) {
			r.Fatalf("entry %d named, the first bad one is %d (%v)", f.Index, first, err)
		}
	})
}

// Who rewrites an entry with all that hangs on it, to the end of the log, is
// still found by the head that somebody else has kept.
func TestRewritingIsFoundByAHead(t *testing.T) {
	s := storetest.New(t)
	fill(t, s, 10)
	var head, early merkle.Head
	storetest.Read(t, s, func(tx *store.Tx) (err error) { head, err = ledger.Head(tx, "x"); return err })
	forged := storetest.New(t)
	storetest.Write(t, forged, func(tx *store.Tx) error {
		for i := range int64(10) {
			e := entry(i)
			if i == 7 {
				e.Seq = 99
			}
			if _, err := ledger.Append(tx, e); err != nil {
				return err
			}
			if i == 3 {
				h, err := ledger.Head(tx, "x")
				if err != nil {
					return err
				}
				early = h
			}
		}
		return nil
	})
	if _, err := verify(t, forged, nil); err != nil {
		t.Fatalf("the forgery is not whole: %v", err)
	}
	_, err := verify(t, forged, nil, head, early)
	var f *merkle.Fault
	if !errors.As(err, &f) || f.Kind != merkle.Rewritten || f.From != 4 || f.Index != 9 {
		t.Errorf("fault %+v, %v", f, err)
	}
}
