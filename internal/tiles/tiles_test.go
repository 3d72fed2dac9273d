package tiles

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atonce/internal/fail"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/store"
	"atonce/internal/store/storetest"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"
)

// published is a log in a real database, as a Source.
type published struct {
	t     testing.TB
	store *store.Store
	key   merkle.LogKey
}

func newPublished(t testing.TB) published {
	skey, _, err := note.GenerateKey(rand.Reader, "example.org/log")
	must(t, err)
	key, err := merkle.ParseLogKey(skey)
	must(t, err)
	return published{t, storetest.New(t), key}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (p published) grow(n int) {
	storetest.Write(p.t, p.store, func(tx *store.Tx) error {
		for i := range n {
			if _, err := ledger.Append(tx, merkle.Entry{Kind: "act", Seq: int64(i)}); err != nil {
				return err
			}
		}
		head, err := ledger.Head(tx, p.key.Name())
		if err != nil {
			return err
		}
		signed, err := head.Sign(p.key)
		if err != nil {
			return err
		}
		return ledger.KeepHead(tx, head.Size, signed)
	})
}

func (p published) keys() []note.Verifier {
	_, vs, err := merkle.ParseKeys(p.key.Verifier)
	must(p.t, err)
	return vs
}

func (p published) Checkpoint(ctx context.Context) (b []byte, err error) {
	err = p.store.Read(ctx, func(tx *store.Tx) error { b, err = ledger.Checkpoint(tx); return err })
	return b, err
}

func (p published) Resource(ctx context.Context, r merkle.Resource) (b []byte, err error) {
	err = p.store.Read(ctx, func(tx *store.Tx) error {
		size, _, err := ledger.Published(tx, 0)
		if err != nil {
			return err
		}
		b, err = ledger.Resource(tx, size, r)
		return err
	})
	return b, err
}

// A folder that follows the log is a whole log at every step, and so is the log read
// over HTTP from a plain web server.
func TestExport(t *testing.T) {
	p, dir := newPublished(t), t.TempDir()
	old := merkle.Edge{}.Head("")
	for _, n := range []int{1, 4, 250, 1, 300, 66_000} {
		p.grow(n)
		files, head, err := Export(t.Context(), p, p.keys(), dir)
		must(t, err)
		if want := len(merkle.Resources(old.Size, head.Size)); files != want {
			t.Errorf("from %d to %d entries: %d files, want %d", old.Size, head.Size, files, want)
		}
		got, err := Check(t.Context(), Dir(dir), p.keys(), old)
		must(t, err)
		if got.Head != head || got.Each["act"] != head.Size {
			t.Errorf("%+v", got)
		}
		old = head
	}
	if files, _, err := Export(t.Context(), p, p.keys(), dir); err != nil || files != 0 {
		t.Errorf("nothing grew, but %d files were written: %v", files, err)
	}
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	got, err := Check(t.Context(), Site{server.URL, server.Client()}, p.keys())
	if err != nil || got.Head != old {
		t.Errorf("over HTTP: %+v, %v", got.Head, err)
	}
	// What once was partial may be swept away: the full one is found in its place.
	must(t, filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && strings.HasSuffix(name, "000.p") && !strings.Contains(name, "/2/") {
			must(t, os.RemoveAll(name))
			return fs.SkipDir
		}
		return err
	}))
	_, err = Check(t.Context(), Dir(dir), p.keys())
	must(t, err)
	if _, _, err := Export(t.Context(), newPublished(t).with(1), p.keys(), dir); err == nil {
		t.Error("another log was written over this one")
	}
}

func (p published) with(n int) published { p.grow(n); return p }

// Whatever is done to the files of a log, the check names the first bad entry.
func TestCheckNamesTheFirstBadEntry(t *testing.T) {
	const size = 520
	p := newPublished(t).with(size)
	good := t.TempDir()
	_, head, err := Export(t.Context(), p, p.keys(), good)
	must(t, err)
	rapid.Check(t, func(r *rapid.T) {
		dir := t.TempDir()
		must(t, os.CopyFS(dir, os.DirFS(good)))
		x := rapid.SampledFrom(merkle.Resources(0, size)).Draw(r, "file")
		name := filepath.Join(dir, x.Path())
		b, err := os.ReadFile(name)
		must(t, err)
		at := 0
		switch rapid.SampledFrom([]string{"flip", "cut", "remove"}).Draw(r, "attack") {
		case "flip":
			at = rapid.IntRange(0, len(b)-1).Draw(r, "byte")
			b[at] ^= 1 << rapid.IntRange(0, 7).Draw(r, "bit")
			must(t, os.WriteFile(name, b, 0o644))
		case "cut":
			at = rapid.IntRange(0, len(b)-1).Draw(r, "byte")
			must(t, os.WriteFile(name, b[:at], 0o644))
		case "remove":
			must(t, os.Remove(name))
		}
		first := x.N * merkle.TileWidth
		switch {
		case !x.Entries && x.Level == 0:
			first += int64(at / merkle.HashSize)
		case !x.Entries: // the entry that completes the node
			first = merkle.Completes(8*x.Level, first+int64(at/merkle.HashSize))
		}
		_, err = Check(t.Context(), Dir(dir), p.keys(), head)
		var f *merkle.Fault
		if !errors.As(err, &f) {
			r.Fatalf("%s: not found: %v", x.Path(), err)
		}
		if x.Entries { // a length that was changed spoils the whole bundle
			if f.Index < first || f.Index >= first+merkle.TileWidth || f.Index > first+int64(at)/4 {
				r.Fatalf("%s at byte %d: %v", x.Path(), at, f)
			}
			return
		}
		if f.Index != first {
			r.Fatalf("%s: %v, want entry %d", x.Path(), f, first)
		}
	})
}

// A log whose key is not trusted, and one that is not there, are told apart.
func TestOpen(t *testing.T) {
	p := newPublished(t).with(3)
	if _, err := Open(t.Context(), p, newPublished(t).keys()); fail.As(err).Key != "tiles.bad-head" {
		t.Errorf("another key: %v", err)
	}
	if _, err := Open(t.Context(), Dir(t.TempDir()), p.keys()); fail.As(err).Key != "tiles.no-head" {
		t.Errorf("an empty folder: %v", err)
	}
	silent := httptest.NewServer(http.NotFoundHandler())
	silent.Close()
	if _, err := Open(t.Context(), Site{silent.URL, silent.Client()}, p.keys()); fail.KindOf(err) != fail.Unavailable {
		t.Errorf("nobody there: %v", err)
	}
}
