package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"

	"atonce/internal/declare"
	"atonce/internal/fail"
	"atonce/internal/law"
)

// A snapshot is every file a service rests on, in one run of bytes: the service's
// folder and the whole law of its country, since a calendar or a limit changed
// behind a case's back would change its deadlines. It is the head, the folder and
// then, in the order of paths, each file as path, length in decimal and bytes:
//
//	atonce-pack 1 NUL folder NUL (path NUL length NUL bytes)*
//
// The digest is the SHA-256 of exactly these bytes.
const snapshotHead = "atonce-pack 1"

func snapshot(dir string, files []file) []byte {
	var b bytes.Buffer
	b.WriteString(snapshotHead + "\x00" + dir + "\x00")
	for _, f := range files {
		b.WriteString(f.path + "\x00" + strconv.Itoa(len(f.data)) + "\x00")
		b.Write(f.data)
	}
	return b.Bytes()
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Snapshot is the bytes of all files the service rests on, to be kept for as long as
// a case is pinned to its digest.
func (s *Service) Snapshot() []byte { return bytes.Clone(s.snapshot) }

// SplitDigest parts a digest a case is pinned to into that of the snapshot and the
// area whose overlay applied; area is empty where none did.
func SplitDigest(digest string) (snapshot, area string) {
	snapshot, area, _ = strings.Cut(digest, "@")
	return snapshot, area
}

// LoadSnapshot makes a service again of a kept snapshot, whose digest it must have.
// It makes no check that a younger program has learnt since: a case received under
// an old declaration folds for ever. The error is Internal: the record is damaged.
func LoadSnapshot(data []byte, want string) (*Service, error) {
	snap, area := SplitDigest(want)
	if got := digest(data); got != snap {
		return nil, fail.New(fail.Internal, "pack.snapshot-digest", "want", snap, "got", got)
	}
	dir, files, ok := parseSnapshot(data)
	if !ok {
		return nil, fail.New(fail.Internal, "pack.snapshot-torn")
	}
	l := newLoader(files)
	l.walk()
	for _, d := range l.order {
		if d.dir != dir {
			continue
		}
		d.read()
		if d.broken || d.book == nil || d.procedure == nil {
			break
		}
		s := l.sealService(d)
		if area == "" {
			return s, nil
		}
		if o, ok := s.areas[area]; ok {
			return o, nil
		}
	}
	return nil, fail.New(fail.Internal, "pack.snapshot-broken", "problems", declare.Texts("en", l.problems))
}

// Part is one file of a snapshot.
type Part struct {
	Path string
	Data []byte
}

// SplitSnapshot parts the bytes of a snapshot into its files, so that a person can
// read them; dir is the service's folder among them.
func SplitSnapshot(data []byte) (dir string, parts []Part, ok bool) {
	dir, files, ok := parseSnapshot(data)
	for _, f := range files {
		parts = append(parts, Part{f.path, f.data})
	}
	return dir, parts, ok
}

// JoinSnapshot makes the bytes of a snapshot again of its files in their order.
func JoinSnapshot(dir string, parts []Part) []byte {
	files := make([]file, len(parts))
	for i, p := range parts {
		files[i] = file{p.Path, p.Data}
	}
	return snapshot(dir, files)
}

func parseSnapshot(data []byte) (dir string, files []file, ok bool) {
	next := func() (string, bool) {
		i := bytes.IndexByte(data, 0)
		if i < 0 {
			return "", false
		}
		s := string(data[:i])
		data = data[i+1:]
		return s, true
	}
	if head, ok := next(); !ok || head != snapshotHead {
		return "", nil, false
	}
	if dir, ok = next(); !ok {
		return "", nil, false
	}
	for len(data) > 0 {
		name, ok := next()
		if !ok || !fs.ValidPath(name) {
			return "", nil, false
		}
		length, ok := next()
		n, err := strconv.Atoi(length)
		if !ok || err != nil || n < 0 || n > len(data) {
			return "", nil, false
		}
		files = append(files, file{name, data[:n:n]})
		data = data[n:]
	}
	return dir, files, true
}

// below are files as the law room reads them: a folder in memory.
type below struct {
	dir   string
	files []file
}

// Open opens one file. There are no folders to list: law.Load knows its files by name.
func (b below) Open(name string) (fs.File, error) {
	for _, f := range b.files {
		if f.path == path.Join(b.dir, name) {
			return &open{name: path.Base(name), size: int64(len(f.data)), Reader: bytes.NewReader(f.data)}, nil
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

type open struct {
	name string
	size int64
	io.Reader
}

func (o *open) Stat() (fs.FileInfo, error) { return o, nil }
func (o *open) Close() error               { return nil }
func (o *open) Name() string               { return o.name }
func (o *open) Size() int64                { return o.size }
func (o *open) Mode() fs.FileMode          { return 0o444 }
func (o *open) ModTime() (t time.Time)     { return t }
func (o *open) IsDir() bool                { return false }
func (o *open) Sys() any                   { return nil }

func loadLaw(dir string, files []file) (*law.Book, []Problem) { return law.Load(below{dir, files}) }
