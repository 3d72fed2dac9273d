package merkle

import (
	"iter"
	"slices"
	"strconv"

	"atonce/internal/fail"
)

// Row is what is stored of one entry. Leaf or Hashes is nil if that part is gone.
type Row struct {
	Index  int64
	Leaf   []byte // the entry's bytes
	Hashes []byte // the hashes it completed, one after the other
}

// The ways in which a log can have been tampered with.
const (
	Dropped   = "dropped"   // an entry is gone
	Added     = "added"     // a row stands where none was written
	Edited    = "edited"    // an entry's bytes are not those that were hashed
	Moved     = "moved"     // an entry stands at another's place
	Unhashed  = "unhashed"  // the stored hashes are not those of the entries
	Rewritten = "rewritten" // all fits together, but not to a head that was signed
)

// Fault names the first bad entry of a log.
type Fault struct {
	Kind string
	// Index is the entry at which the log first contradicts itself.
	Index int64
	// From is the first entry that may have been changed: before Index only if
	// someone recomputed an entry's own hash as well, or rewrote what lies
	// between two signed heads.
	From int64
}

// Error is the operator's line.
func (f *Fault) Error() string { return f.Fail().Error() }

// Fail is the fault as a sentence for people.
func (f *Fault) Fail() *fail.Error {
	return fail.New(fail.Conflict, "merkle."+f.Kind,
		"index", strconv.FormatInt(f.Index, 10), "from", strconv.FormatInt(f.From, 10))
}

// Check recomputes a log from its entries and compares every stored hash and
// every head. Rows come in rising order of Index, also those of which only one
// part is left. heads are heads that were given out, whose signatures are
// checked already. The error is a *Fault if the log is bad, else the one that
// rows gave. The edge is that of the entries found good.
func Check(rows iter.Seq2[Row, error], heads ...Head) (Edge, error) {
	heads = slices.Clone(heads)
	slices.SortFunc(heads, func(a, b Head) int { return int(min(max(a.Size-b.Size, -1), 1)) })
	c := checker{heads: heads}
	if err := c.meetHeads(); err != nil {
		return c.edge, err
	}
	for row, err := range rows {
		if err != nil {
			return c.edge, err
		}
		if err := c.next(row); err != nil {
			return c.edge, err
		}
		if err := c.meetHeads(); err != nil {
			return c.edge, err
		}
	}
	if len(c.heads) > 0 {
		// A signed head knows of more entries than there are.
		return c.edge, &Fault{Kind: Dropped, Index: c.edge.size, From: c.edge.size}
	}
	return c.edge, nil
}

type checker struct {
	edge    Edge
	heads   []Head // not yet met, by size
	vouched int64  // size of the last head that fitted
}

func (c *checker) next(row Row) error {
	i := c.edge.size
	fault := func(kind string, from int64) error { return &Fault{Kind: kind, Index: i, From: from} }
	switch {
	case row.Index > i:
		return fault(Dropped, i)
	case row.Index < i, row.Hashes == nil:
		return &Fault{Kind: Added, Index: row.Index, From: row.Index}
	case row.Leaf == nil:
		return fault(Dropped, i)
	}
	entry, err := ParseEntry(row.Leaf)
	switch {
	case err == nil && entry.Index != i:
		return fault(Moved, i)
	case err != nil:
		return fault(Edited, i)
	}
	leaf := LeafHash(row.Leaf)
	edge, completed := c.edge.Append(leaf)
	if len(row.Hashes) != HashSize*len(completed) {
		return fault(Unhashed, i)
	}
	for level, h := range completed {
		if Hash(row.Hashes[level*HashSize:(level+1)*HashSize]) == h {
			continue
		}
		if level == 0 {
			return fault(Edited, i)
		}
		// The node covers the entries from here on; one of them or the hash is
		// not what it was. A head that fitted since vouches for those before it.
		return fault(Unhashed, max(i>>level<<level, c.vouched))
	}
	c.edge = edge
	return nil
}

func (c *checker) meetHeads() error {
	for len(c.heads) > 0 && c.heads[0].Size <= c.edge.size {
		h := c.heads[0]
		if h.Size < c.edge.size || h.Root != c.edge.Root() {
			return &Fault{Kind: Rewritten, Index: max(c.vouched, c.edge.size-1), From: c.vouched}
		}
		c.vouched = h.Size
		c.heads = c.heads[1:]
	}
	return nil
}
