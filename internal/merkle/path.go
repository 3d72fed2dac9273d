package merkle

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Resource is one file of a published log, as C2SP tlog-tiles names it: a tile of
// hashes, or the bundle of entries under it.
type Resource struct {
	Entries bool  // a bundle of entries; Level is 0 then
	Level   int   // of tiles, from 0: the leaves' hashes
	N       int64 // which one of its level, from 0
	Width   int   // hashes or entries in it: TileWidth if it is full
}

// Full says whether the resource can never grow.
func (r Resource) Full() bool { return r.Width == TileWidth }

// Path is the address below the log's own: tile/0/x001/234 or tile/entries/000.p/5.
func (r Resource) Path() string {
	n := r.N
	s := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		s = fmt.Sprintf("x%03d/%s", n%1000, s)
	}
	level := "entries"
	if !r.Entries {
		level = strconv.Itoa(r.Level)
	}
	s = "tile/" + level + "/" + s
	if !r.Full() {
		s += ".p/" + strconv.Itoa(r.Width)
	}
	return s
}

// maxTileLevel is the highest level of tiles that a log of 64-bit size can have.
const maxTileLevel = 7

var errPath = errors.New("merkle: not the path of a tile or an entry bundle")

// ParsePath reads a resource's path, and only the one form that Path writes:
// another spelling of the same tile would be kept twice by every cache.
func ParsePath(path string) (Resource, error) {
	r := Resource{Width: TileWidth}
	rest, ok := strings.CutPrefix(path, "tile/")
	level, rest, ok2 := strings.Cut(rest, "/")
	if !ok || !ok2 {
		return r, errPath
	}
	var err error
	if r.Entries = level == "entries"; !r.Entries {
		if r.Level, err = strconv.Atoi(level); err != nil || r.Level < 0 || r.Level > maxTileLevel {
			return r, errPath
		}
	}
	if n, w, partial := strings.Cut(rest, ".p/"); partial {
		if r.Width, err = strconv.Atoi(w); err != nil || r.Width < 1 || r.Width >= TileWidth {
			return r, errPath
		}
		rest = n
	}
	for part := range strings.SplitSeq(rest, "/") {
		d, err := strconv.ParseUint(strings.TrimPrefix(part, "x"), 10, 10)
		if err != nil || d > 999 || r.N > 1<<50 {
			return r, errPath
		}
		r.N = r.N*1000 + int64(d)
	}
	if r.Path() != path {
		return r, errPath
	}
	return r, nil
}

// Resources are the files that a log of size entries consists of, beside its
// checkpoint, but only those that a log of old entries did not have yet.
func Resources(old, size int64) []Resource {
	var out []Resource
	add := func(r Resource, old, size int64) {
		for n := old / TileWidth; n*TileWidth < size; n++ {
			if w := min(size-n*TileWidth, TileWidth); n*TileWidth+w > old {
				r.N, r.Width = n, int(w)
				out = append(out, r)
			}
		}
	}
	add(Resource{Entries: true}, old, size)
	for level := 0; size > 0; level++ {
		add(Resource{Level: level}, old, size)
		old, size = old/TileWidth, size/TileWidth
	}
	return out
}
