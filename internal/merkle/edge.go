package merkle

import (
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// Edge is the right edge of the tree (树的右缘): the hashes of the complete
// subtrees of which a tree of Size entries is made, largest first. It is all
// that an append needs. An Edge is never changed; Append makes the next one.
type Edge struct {
	size   int64
	hashes []Hash
}

// Size is the number of entries.
func (e Edge) Size() int64 { return e.size }

// Append gives the edge after an entry with this leaf hash, and the hashes that
// the entry completes: its own first, then each node whose last entry it is,
// lowest first. They are those of tlog.StoredHashes and are what is to be kept.
func (e Edge) Append(leaf Hash) (Edge, []Hash) {
	done := bits.TrailingZeros64(^uint64(e.size)) // complete subtrees that it closes
	completed := make([]Hash, 1, done+1)
	completed[0] = leaf
	keep := len(e.hashes) - done
	for i := len(e.hashes) - 1; i >= keep; i-- {
		leaf = tlog.NodeHash(e.hashes[i], leaf)
		completed = append(completed, leaf)
	}
	hashes := make([]Hash, keep+1)
	copy(hashes, e.hashes[:keep])
	hashes[keep] = leaf
	return Edge{size: e.size + 1, hashes: hashes}, completed
}

// Root is the hash of the whole tree, RFC 6962 section 2.1.
func (e Edge) Root() Hash {
	if e.size == 0 {
		return emptyRoot
	}
	h := e.hashes[len(e.hashes)-1]
	for i := len(e.hashes) - 2; i >= 0; i-- {
		h = tlog.NodeHash(e.hashes[i], h)
	}
	return h
}

// emptyRoot is SHA-256 of nothing.
var emptyRoot = func() Hash {
	h, err := tlog.TreeHash(0, nil)
	if err != nil {
		panic(err)
	}
	return h
}()

// EdgeOf is the edge of a tree of size entries, whose hashes node gives.
func EdgeOf(size int64, node Nodes) (Edge, error) {
	if size < 0 {
		return Edge{}, fmt.Errorf("merkle: a tree of %d entries", size)
	}
	e := Edge{size: size}
	for at := int64(0); at < size; {
		level := bits.Len64(uint64(size-at)) - 1
		h, err := node(level, at>>level)
		if err != nil {
			return Edge{}, err
		}
		e.hashes = append(e.hashes, h)
		at += 1 << level
	}
	return e, nil
}

// Nodes gives the n-th hash of a level, both from 0; level 0 are the leaves.
type Nodes func(level int, n int64) (Hash, error)

// Completes is the entry that completes the n-th node of a level: the hash is
// at place level of what that entry's Append gave.
func Completes(level int, n int64) int64 { return (n+1)<<level - 1 }

// reader lets the arithmetic of tlog read from Nodes.
func (f Nodes) reader() tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		out := make([]Hash, len(indexes))
		for i, x := range indexes {
			level, n := tlog.SplitStoredHashIndex(x)
			h, err := f(level, n)
			if err != nil {
				return nil, err
			}
			out[i] = h
		}
		return out, nil
	})
}
