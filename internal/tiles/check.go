package tiles

import (
	"context"
	"errors"
	"iter"
	"math/bits"
	"time"

	"atonce/internal/fail"
	"atonce/internal/merkle"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checked is what a check of a published log found good.
type Checked struct {
	Head merkle.Head
	Raw  []byte     // the checkpoint as it came
	Note *note.Note // the same, with cosignatures not yet checked
	Key  note.Verifier
	Each map[string]int64 // entries of each kind
}

// Open reads the signed head of a log and checks it with the keys of the log that
// the reader trusts, past and present.
func Open(ctx context.Context, src Source, keys []note.Verifier) (Checked, error) {
	b, err := src.Checkpoint(ctx)
	if missing(err) {
		return Checked{}, fail.New(fail.NotFound, "tiles.no-head").Because(err)
	}
	if err != nil {
		return Checked{}, err
	}
	return open(b, keys)
}

func open(checkpoint []byte, keys []note.Verifier) (Checked, error) {
	for _, v := range keys {
		h, n, err := merkle.OpenHead(checkpoint, v)
		if err == nil {
			return Checked{Head: h, Raw: checkpoint, Note: n, Key: v, Each: map[string]int64{}}, nil
		}
	}
	return Checked{}, fail.New(fail.Conflict, "tiles.bad-head")
}

// Cosigned says whether a witness cosigned the head, and when.
func (c Checked) Cosigned(witness note.Verifier) (at time.Time, ok bool) {
	n, err := note.Open(c.Raw, note.VerifierList(witness))
	if err != nil {
		return at, false
	}
	at, err = merkle.CosignedAt(n.Sigs[0])
	return at, err == nil
}

// Check reads every entry and every tile of a log, computes the tree anew and
// compares it with the tiles, with the signed head and with heads that were kept
// elsewhere. A bad log gives an error that holds a *merkle.Fault naming the first
// bad entry.
func Check(ctx context.Context, src Source, keys []note.Verifier, elsewhere ...merkle.Head) (Checked, error) {
	c, err := Open(ctx, src, keys)
	if err != nil {
		return c, err
	}
	r := reader{ctx: ctx, src: src, size: c.Head.Size, tiles: map[merkle.Resource][]merkle.Hash{}}
	count := func(yield func(merkle.Row, error) bool) {
		for row, err := range r.rows() {
			if e, perr := merkle.ParseEntry(row.Leaf); err == nil && perr == nil {
				c.Each[e.Kind]++
			}
			if !yield(row, err) {
				return
			}
		}
	}
	_, err = merkle.Check(count, append(elsewhere, c.Head)...)
	var f *merkle.Fault
	if errors.As(err, &f) {
		return c, f.Fail().Because(f)
	}
	return c, err
}

// reader reads a log of size entries once, from left to right.
type reader struct {
	ctx   context.Context
	src   Source
	size  int64
	tiles map[merkle.Resource][]merkle.Hash // the newest of each level, under a key without number
	at    [8]int64
}

// rows are the entries with the hashes that each completes, as the tiles have them.
func (r *reader) rows() iter.Seq2[merkle.Row, error] {
	return func(yield func(merkle.Row, error) bool) {
		for first := int64(0); first < r.size; first += merkle.TileWidth {
			width := int(min(r.size-first, merkle.TileWidth))
			b, err := r.fetch(merkle.Resource{Entries: true, N: first / merkle.TileWidth, Width: width})
			if err != nil && !missing(err) {
				yield(merkle.Row{}, err)
				return
			}
			entries, perr := merkle.ParseBundle(b)
			if err != nil || perr != nil {
				entries = nil // what cannot be read is gone: the check names the first of it
			}
			for i := range width {
				row := merkle.Row{Index: first + int64(i), Hashes: []byte{}}
				if i < len(entries) {
					row.Leaf = entries[i]
				}
				if row.Hashes, err = r.completed(row.Index); err != nil {
					yield(merkle.Row{}, err)
					return
				}
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

// fetch reads a file, the full one where the partial one is no longer kept.
func (r *reader) fetch(x merkle.Resource) ([]byte, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	b, err := r.src.Resource(r.ctx, x)
	if missing(err) && !x.Full() {
		width := x.Width
		x.Width = merkle.TileWidth
		whole, err2 := r.src.Resource(r.ctx, x)
		if err2 != nil {
			return nil, err
		}
		if !x.Entries {
			return whole[:min(len(whole), width*merkle.HashSize)], nil
		}
		entries, err2 := merkle.ParseBundle(whole)
		if err2 != nil {
			return nil, err
		}
		return merkle.Bundle(entries[:min(len(entries), width)])
	}
	return b, err
}

// completed is what the tiles say that an entry completes. A hash that no tile holds
// any more is left out, which the check calls unhashed.
func (r *reader) completed(i int64) ([]byte, error) {
	n := bits.TrailingZeros64(^uint64(i)) + 1
	out := make([]byte, 0, n*merkle.HashSize)
	for level := range n {
		h, ok, err := r.node(level, i>>level)
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		out = append(out, h[:]...)
	}
	return out, nil
}

// node is a hash of the tree, computed from the tile that holds it or its children.
func (r *reader) node(level int, n int64) (merkle.Hash, bool, error) {
	up, within := level/merkle.TileHeight, level%merkle.TileHeight
	first := n << within
	tile, err := r.tile(up, first/merkle.TileWidth)
	if err != nil {
		return merkle.Hash{}, false, err
	}
	at := int(first % merkle.TileWidth)
	if at+1<<within > len(tile) {
		return merkle.Hash{}, false, nil
	}
	return combine(tile[at : at+1<<within]), true, nil
}

func combine(hashes []merkle.Hash) merkle.Hash {
	if len(hashes) == 1 {
		return hashes[0]
	}
	half := len(hashes) / 2
	return tlog.NodeHash(combine(hashes[:half]), combine(hashes[half:]))
}

// tile reads a tile, and keeps the last one of each level.
func (r *reader) tile(level int, n int64) ([]merkle.Hash, error) {
	key := merkle.Resource{Level: level}
	if have, ok := r.tiles[key]; ok && r.at[level] == n {
		return have, nil
	}
	size := r.size >> (merkle.TileHeight * level)
	b, err := r.fetch(merkle.Resource{Level: level, N: n, Width: int(min(size-n*merkle.TileWidth, merkle.TileWidth))})
	if err != nil && !missing(err) {
		return nil, err
	}
	var hashes []merkle.Hash
	for ; len(b) >= merkle.HashSize; b = b[merkle.HashSize:] {
		hashes = append(hashes, merkle.Hash(b[:merkle.HashSize]))
	}
	r.tiles[key], r.at[level] = hashes, n
	return hashes, nil
}
