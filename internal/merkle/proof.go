package merkle

import (
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// ProveInclusion is the proof that entry index is in the tree of size entries,
// RFC 6962 section 2.1.1: what a receipt carries.
func ProveInclusion(size, index int64, nodes Nodes) ([]Hash, error) {
	return tlog.ProveRecord(size, index, nodes.reader())
}

// CheckInclusion says nil if proof shows that the entry with this leaf hash is
// entry index of the tree that head names.
func CheckInclusion(proof []Hash, head Head, index int64, leaf Hash) error {
	return tlog.CheckRecord(proof, head.Size, head.Root, index, leaf)
}

// ProveConsistency is the proof that the tree of old entries is the beginning of
// the tree of size entries, RFC 6962 section 2.1.2.
func ProveConsistency(size, old int64, nodes Nodes) ([]Hash, error) {
	if old == 0 && size >= 0 {
		return nil, nil // an empty tree is the beginning of every tree
	}
	return tlog.ProveTree(size, old, nodes.reader())
}

// CheckConsistency says nil if proof shows that the log only grew from old to head.
func CheckConsistency(proof []Hash, head, old Head) error {
	if old.Size == 0 {
		if len(proof) != 0 || old.Root != emptyRoot {
			return errors.New("merkle: the empty tree has one root and needs no proof")
		}
		return nil
	}
	return tlog.CheckTree(proof, head.Size, head.Root, old.Size, old.Root)
}

// The measures of C2SP tlog-tiles: a tile is 8 levels high and 256 hashes wide,
// an entry bundle holds up to 256 entries.
const (
	TileHeight = 8
	TileWidth  = 1 << TileHeight
)

// Tile is the bytes of tile n of a level of tiles, width hashes wide, from a
// tree of at least so many entries.
func Tile(level int, n int64, width int, nodes Nodes) ([]byte, error) {
	if level < 0 || level > 7 || n < 0 || width < 1 || width > TileWidth {
		return nil, fmt.Errorf("merkle: no tile at level %d, number %d, width %d", level, n, width)
	}
	return tlog.ReadTileData(tlog.Tile{H: TileHeight, L: level, N: n, W: width}, nodes.reader())
}

// Bundle is an entry bundle of C2SP tlog-tiles: each entry's bytes after their
// length in two bytes, big-endian.
func Bundle(entries [][]byte) ([]byte, error) {
	var b []byte
	for i, e := range entries {
		if len(e) > 1<<16-1 {
			return nil, fmt.Errorf("merkle: entry %d of the bundle has %d bytes", i, len(e))
		}
		b = appendField(b, e)
	}
	return b, nil
}

// ParseBundle is the entries of a bundle.
func ParseBundle(b []byte) ([][]byte, error) {
	var out [][]byte
	for len(b) > 0 {
		if len(b) < 2 || len(b) < 2+int(binary.BigEndian.Uint16(b)) {
			return nil, fmt.Errorf("merkle: entry %d of the bundle is cut off", len(out))
		}
		if len(out) == TileWidth {
			return nil, fmt.Errorf("merkle: a bundle of more than %d entries", TileWidth)
		}
		n := 2 + int(binary.BigEndian.Uint16(b))
		out = append(out, b[2:n])
		b = b[n:]
	}
	return out, nil
}
