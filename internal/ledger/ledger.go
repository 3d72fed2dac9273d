// Package ledger keeps the log: it appends entries in the transaction of the act
// they are about, gives heads and proofs, and checks the whole log against what
// is stored. What an entry says is its caller's business.
package ledger

import (
	"errors"
	"fmt"
	"iter"

	"atonce/internal/fail"
	"atonce/internal/merkle"
	"atonce/internal/store"

	"golang.org/x/mod/sumdb/note"
)

// edgeKey is under what the writer remembers the right edge of the tree, so
// that an append reads nothing. The store forgets it with a failed write.
type edgeKey struct{}

// Append adds entries at the end of the log, in their order, and gives the place
// of the first; their Index and Time are set here. An error must end the
// closure: part of the entry may be written.
func Append(tx *store.Tx, entries ...merkle.Entry) (first int64, err error) {
	edge, err := edgeOf(tx)
	if err != nil {
		return 0, err
	}
	first = edge.Size()
	for _, e := range entries {
		e.Index, e.Time = edge.Size(), tx.Now()
		leaf, err := e.Bytes()
		if err != nil {
			return 0, fail.Wrap(err, "append to the log")
		}
		next, completed := edge.Append(merkle.LeafHash(leaf))
		hashes := make([]byte, 0, merkle.HashSize*len(completed))
		for _, h := range completed {
			hashes = append(hashes, h[:]...)
		}
		if _, err := tx.Exec("INSERT INTO log_leaf (idx, leaf) VALUES (?, ?)", e.Index, leaf); err != nil {
			return 0, err
		}
		if _, err := tx.Exec("INSERT INTO log_hash (idx, hashes) VALUES (?, ?)", e.Index, hashes); err != nil {
			return 0, err
		}
		edge = next
		tx.Remember(edgeKey{}, edge)
	}
	return first, nil
}

func edgeOf(tx *store.Tx) (merkle.Edge, error) {
	if e, ok := tx.Recall(edgeKey{}); ok {
		return e.(merkle.Edge), nil
	}
	size, err := Size(tx)
	if err != nil {
		return merkle.Edge{}, err
	}
	return merkle.EdgeOf(size, Nodes(tx))
}

// Size is the number of entries.
func Size(tx *store.Tx) (int64, error) {
	var n int64
	err := tx.QueryRow("SELECT coalesce(max(idx) + 1, 0) FROM log_hash").Scan(&n)
	return n, err
}

// Nodes reads single hashes of the tree.
func Nodes(tx *store.Tx) merkle.Nodes {
	return func(level int, n int64) (h merkle.Hash, err error) {
		var b []byte
		idx := merkle.Completes(level, n)
		err = tx.QueryRow("SELECT hashes FROM log_hash WHERE idx = ?", idx).Scan(&b)
		if errors.Is(err, store.ErrNoRows) || err == nil && len(b) < (level+1)*merkle.HashSize {
			return h, (&merkle.Fault{Kind: merkle.Dropped, Index: idx, From: idx}).Fail()
		}
		if err != nil {
			return h, err
		}
		copy(h[:], b[level*merkle.HashSize:])
		return h, nil
	}
}

// Head is the tree head of all that tx sees, in the log named origin.
func Head(tx *store.Tx, origin string) (merkle.Head, error) {
	e, err := edgeOf(tx)
	if err != nil {
		return merkle.Head{}, err
	}
	return e.Head(origin), nil
}

// Leaf is the bytes of entry idx.
func Leaf(tx *store.Tx, idx int64) ([]byte, error) {
	var b []byte
	err := tx.QueryRow("SELECT leaf FROM log_leaf WHERE idx = ?", idx).Scan(&b)
	if errors.Is(err, store.ErrNoRows) {
		return nil, fail.New(fail.NotFound, "ledger.no-entry", "index", fmt.Sprint(idx))
	}
	return b, err
}

// Proof is the proof that entry idx is in the tree of size entries.
func Proof(tx *store.Tx, size, idx int64) ([]merkle.Hash, error) {
	if err := within(tx, size, idx); err != nil {
		return nil, err
	}
	return merkle.ProveInclusion(size, idx, Nodes(tx))
}

// Consistency is the proof that the tree of old entries is the beginning of the
// tree of size entries.
func Consistency(tx *store.Tx, size, old int64) ([]merkle.Hash, error) {
	if err := within(tx, size, old-1); err != nil {
		return nil, err
	}
	return merkle.ProveConsistency(size, old, Nodes(tx))
}

// within refuses a tree that is larger than the log and an entry beyond the tree.
func within(tx *store.Tx, size, idx int64) error {
	have, err := Size(tx)
	if err != nil {
		return err
	}
	if size > have || idx >= size || idx < -1 {
		return fail.New(fail.NotFound, "ledger.no-entry", "index", fmt.Sprint(max(idx, size-1)))
	}
	return nil
}

// Checkpoint is the newest signed checkpoint, with what witnesses signed under it,
// or fail.NotFound.
func Checkpoint(tx *store.Tx) ([]byte, error) {
	_, note, err := Published(tx, 0)
	return note, err
}

// Verify recomputes the whole log and compares it with every stored hash, with
// every kept head (its signature checked with the keys in log, past and
// present) and with heads that were kept elsewhere. A bad log gives an error
// that holds a *merkle.Fault naming the first bad entry. The edge is that of
// the entries found good.
func Verify(tx *store.Tx, log []note.Verifier, elsewhere ...merkle.Head) (merkle.Edge, error) {
	heads, err := keptHeads(tx, log)
	if err != nil {
		return merkle.Edge{}, err
	}
	if err := unbroken(tx); err != nil {
		return merkle.Edge{}, err
	}
	edge, err := merkle.Check(Rows(tx), append(heads, elsewhere...)...)
	var f *merkle.Fault
	if errors.As(err, &f) {
		return edge, f.Fail().Because(f)
	}
	return edge, err
}

// keptHeads are the heads in the database, each opened with the key it names.
func keptHeads(tx *store.Tx, log []note.Verifier) ([]merkle.Head, error) {
	if len(log) == 0 {
		return nil, nil // without a key a kept head proves nothing
	}
	rows, err := tx.Query("SELECT size, note FROM log_head ORDER BY size")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var heads []merkle.Head
	for rows.Next() {
		var size int64
		var text string
		if err := rows.Scan(&size, &text); err != nil {
			return nil, err
		}
		h, err := open(text, log)
		twice := len(heads) > 0 && heads[len(heads)-1].Size == size // no program keeps two
		if err != nil || h.Size != size || twice {
			return nil, fail.New(fail.Conflict, "ledger.bad-head", "size", fmt.Sprint(size)).Because(err)
		}
		heads = append(heads, h)
	}
	return heads, rows.Err()
}

func open(text string, log []note.Verifier) (h merkle.Head, err error) {
	for _, v := range log {
		if h, _, err = merkle.OpenHead([]byte(text), v); err == nil {
			return h, nil
		}
	}
	return h, err
}

// Rows are all entries in order, also those of which only the bytes or only the
// hashes are left.
func Rows(tx *store.Tx) iter.Seq2[merkle.Row, error] {
	return func(yield func(merkle.Row, error) bool) {
		leaves, err := openPart(tx, "SELECT idx, leaf FROM log_leaf ORDER BY idx")
		if err != nil {
			yield(merkle.Row{}, err)
			return
		}
		defer leaves.rows.Close()
		hashes, err := openPart(tx, "SELECT idx, hashes FROM log_hash ORDER BY idx")
		if err != nil {
			yield(merkle.Row{}, err)
			return
		}
		defer hashes.rows.Close()
		for leaves.ok || hashes.ok {
			var row merkle.Row
			l, h := leaves.ok && (!hashes.ok || leaves.idx <= hashes.idx), hashes.ok && (!leaves.ok || hashes.idx <= leaves.idx)
			if l {
				row.Index, row.Leaf = leaves.idx, leaves.body
			}
			if h {
				row.Index, row.Hashes = hashes.idx, hashes.body
			}
			if !yield(row, nil) {
				return
			}
			if l {
				err = leaves.next()
			}
			if h && err == nil {
				err = hashes.next()
			}
			if err != nil {
				yield(merkle.Row{}, err)
				return
			}
		}
	}
}

// part is one of the two tables of the log, read in order.
type part struct {
	rows *store.Rows
	ok   bool
	idx  int64
	body []byte
}

func openPart(tx *store.Tx, query string) (*part, error) {
	rows, err := tx.Query(query)
	if err != nil {
		return nil, err
	}
	p := &part{rows: rows}
	if err := p.next(); err != nil {
		rows.Close()
		return nil, err
	}
	return p, nil
}

func (p *part) next() error {
	p.ok = p.rows.Next()
	if !p.ok {
		return p.rows.Err()
	}
	return p.rows.Scan(&p.idx, &p.body)
}
