package witness

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"atonce/internal/merkle"

	"golang.org/x/mod/sumdb/note"
)

// log is a log in memory that can be made to lie.
type log struct {
	key   merkle.LogKey
	nodes map[[2]int64]merkle.Hash
	edges []merkle.Edge // by size
}

func newLog(t *testing.T, name string) *log {
	t.Helper()
	skey, _, err := note.GenerateKey(rand.Reader, name)
	must(t, err)
	key, err := merkle.ParseLogKey(skey)
	must(t, err)
	return &log{key: key, nodes: map[[2]int64]merkle.Hash{}, edges: []merkle.Edge{{}}}
}

func (l *log) grow(n int, what string) {
	for range n {
		last := l.edges[len(l.edges)-1]
		next, done := last.Append(merkle.LeafHash([]byte(what)))
		for level, h := range done {
			l.nodes[[2]int64{int64(level), last.Size() >> level}] = h
		}
		l.edges = append(l.edges, next)
	}
}

// fork is the same log, that can go on differently from a size on.
func (l *log) fork(size int) *log {
	f := &log{key: l.key, nodes: map[[2]int64]merkle.Hash{}, edges: l.edges[: size+1 : size+1]}
	for at, h := range l.nodes {
		if merkle.Completes(int(at[0]), at[1]) < int64(size) {
			f.nodes[at] = h
		}
	}
	return f
}

func (l *log) head(t *testing.T, size int) []byte {
	t.Helper()
	b, err := l.edges[size].Head(l.key.Name()).Sign(l.key)
	must(t, err)
	return b
}

func (l *log) proof(t *testing.T, size, old int) []merkle.Hash {
	t.Helper()
	p, err := merkle.ProveConsistency(int64(size), int64(old), func(level int, n int64) (merkle.Hash, error) {
		h, ok := l.nodes[[2]int64{int64(level), n}]
		if !ok {
			return h, errors.New("no such node")
		}
		return h, nil
	})
	must(t, err)
	return p
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A witness follows a log that grows, over a restart, and refuses everything else in
// the standard's own way. Who asks sees the same refusal behind an address.
func TestWitness(t *testing.T) {
	skey, _, err := note.GenerateKey(rand.Reader, "witness.example.org")
	must(t, err)
	signer, err := merkle.ParseCosigner(skey)
	must(t, err)
	l, other := newLog(t, "example.org/log"), newLog(t, "example.org/other")
	l.grow(7, "true")
	dir := filepath.Join(t.TempDir(), "heads")
	_, logs, err := merkle.ParseKeys(l.key.Verifier)
	must(t, err)
	open := func() Remote {
		w, err := New(signer, logs, dir, func() time.Time { return time.Unix(1_800_000_000, 0) })
		must(t, err)
		server := httptest.NewServer(w.Handler())
		t.Cleanup(server.Close)
		v, err := merkle.ParseCosignKey(signer.VerifierKey())
		must(t, err)
		return Remote{URL: server.URL, Key: v, Client: server.Client()}
	}
	w := open()
	add := func(old int, l *log, size int, proof []merkle.Hash) error {
		t.Helper()
		line, err := w.Add(context.Background(), int64(old), proof, l.head(t, size))
		if err != nil {
			return err
		}
		n, err := note.Open(append(l.head(t, size), line...), note.VerifierList(w.Key))
		must(t, err)
		at, err := merkle.CosignedAt(n.Sigs[0])
		must(t, err)
		if at.Unix() != 1_800_000_000 {
			t.Errorf("cosigned at %v", at)
		}
		return nil
	}
	must(t, add(0, l, 3, nil))
	must(t, add(3, l, 3, nil)) // asked again: the line was lost on the way
	must(t, add(3, l, 7, l.proof(t, 7, 3)))
	w = open() // a witness that is started anew has forgotten nothing
	l.grow(20, "true")
	must(t, add(7, l, 20, l.proof(t, 20, 7)))

	liar := l.fork(10)
	liar.grow(15, "false")
	impostor := newLog(t, "example.org/log")
	impostor.grow(25, "true")
	other.grow(1, "true")
	for _, c := range []struct {
		name string
		err  error
		want Refused
	}{
		{"another history with an honest proof of it", add(20, liar, 25, liar.proof(t, 25, 20)), Refused{Why: Inconsistent}},
		{"another history with the true proof", add(20, liar, 25, l.proof(t, 25, 20)), Refused{Why: Inconsistent}},
		{"another tree of the same size", add(20, liar, 20, nil), Refused{Why: OtherRoot, Size: 20}},
		{"a log that shrank", add(20, l, 15, nil), Refused{Why: Malformed}},
		{"a log that went back", add(7, l, 10, l.proof(t, 10, 7)), Refused{Why: OtherSize, Size: 20}},
		{"a first head again", add(0, l, 25, nil), Refused{Why: OtherSize, Size: 20}},
		{"no proof", add(20, l, 25, nil), Refused{Why: Inconsistent}},
		{"a proof where none is needed", add(20, l, 20, l.proof(t, 25, 20)), Refused{Why: Inconsistent}},
		{"a key that is not the log's", add(20, impostor, 25, impostor.proof(t, 25, 20)), Refused{Why: NotSigned}},
		{"a log it does not know", add(0, other, 1, nil), Refused{Why: UnknownLog}},
	} {
		var no *Refused
		if !errors.As(c.err, &no) || *no != c.want {
			t.Errorf("%s: %v, want %v", c.name, c.err, &c.want)
		}
	}
	must(t, add(20, l, 25, l.proof(t, 25, 20))) // nothing of it confused it

	// Whoever changes its memory stops it.
	files, err := filepath.Glob(filepath.Join(dir, "*.checkpoint"))
	must(t, err)
	must(t, os.WriteFile(files[0], []byte("example.org/log\n0\n"), 0o600))
	if err := add(25, l, 26, l.proof(t, 26, 25)); err == nil {
		t.Error("it cosigned with a memory that was changed")
	}
}

func FuzzParseRequest(f *testing.F) {
	f.Add([]byte("old 3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\nlog\n5\nroot\n\n— log sig\n"))
	f.Add([]byte("old 0\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		old, proof, checkpoint, err := ParseRequest(b)
		if err == nil && string(Request(old, proof, checkpoint)) != string(b) {
			t.Fatalf("%q came back as %q", b, Request(old, proof, checkpoint))
		}
	})
}
