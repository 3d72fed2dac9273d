package merkle

import (
	"bytes"
	"encoding/hex"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

var sample = Entry{
	Index: 258, Kind: "act", Seq: 3, Time: time.Date(2026, 5, 1, 9, 30, 0, 123456000, time.UTC),
	Case:    must(Commit([]byte("sixteen bytes...."), []byte("case 1"))),
	Payload: must(Commit(bytes.Repeat([]byte{7}, 32), []byte(`{"name":"𠮷"}`))),
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// These bytes may never change: receipts in people's hands are checked against
// them. If this fails, add a new version; do not mend the vector.
func TestVectors(t *testing.T) {
	for _, c := range []struct{ name, got, want string }{
		{"commitment of a case number", sample.Case.String(), vectorCase},
		{"commitment of a payload", sample.Payload.String(), vectorPayload},
		{"entry", hex.EncodeToString(must(sample.Bytes())), vectorEntry},
		{"leaf hash", LeafHash(must(sample.Bytes())).String(), vectorLeaf},
		{"root of five", treeOf(5).Root().String(), vectorRoot5},
		{"empty root", Edge{}.Root().String(), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
	} {
		if c.got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, c.got, c.want)
		}
	}
}

func entryAt(i int64) []byte {
	e := sample
	e.Index = i
	return must(e.Bytes())
}

func treeOf(n int64) (e Edge) {
	for i := range n {
		e, _ = e.Append(LeafHash(entryAt(i)))
	}
	return e
}

// log is a whole log in memory.
func log(n int64) (rows []Row, edge Edge) {
	for i := range n {
		leaf := entryAt(i)
		next, completed := edge.Append(LeafHash(leaf))
		var hashes []byte
		for _, h := range completed {
			hashes = append(hashes, h[:]...)
		}
		rows, edge = append(rows, Row{Index: i, Leaf: leaf, Hashes: hashes}), next
	}
	return rows, edge
}

func nodesOf(rows []Row) Nodes {
	return func(level int, n int64) (Hash, error) {
		i := Completes(level, n)
		if i >= int64(len(rows)) || len(rows[i].Hashes) < (level+1)*HashSize {
			return Hash{}, errors.New("no such node")
		}
		return Hash(rows[i].Hashes[level*HashSize : (level+1)*HashSize]), nil
	}
}

func all(rows []Row) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// Our edge and tlog's arithmetic must be one tree.
func TestEdgeIsTlog(t *testing.T) {
	var edge Edge
	var stored []Hash
	reader := tlog.HashReaderFunc(func(idx []int64) (out []Hash, err error) {
		for _, i := range idx {
			out = append(out, stored[i])
		}
		return out, nil
	})
	rows, _ := log(300)
	for i := range int64(300) {
		want, err := tlog.StoredHashes(i, rows[i].Leaf, reader)
		if err != nil {
			t.Fatal(err)
		}
		next, got := edge.Append(LeafHash(rows[i].Leaf))
		if len(got) != len(want) {
			t.Fatalf("entry %d completes %d hashes, tlog says %d", i, len(got), len(want))
		}
		for k := range got {
			if got[k] != want[k] {
				t.Fatalf("entry %d: hash %d differs", i, k)
			}
		}
		stored, edge = append(stored, want...), next
		if root := must(tlog.TreeHash(i+1, reader)); root != edge.Root() {
			t.Fatalf("root of %d differs", i+1)
		}
		again := must(EdgeOf(i+1, nodesOf(rows)))
		if again.Root() != edge.Root() || again.Size() != edge.Size() {
			t.Fatalf("the edge of %d read back differs", i+1)
		}
	}
}

func TestProofs(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		rows, edge := log(rapid.Int64Range(1, 600).Draw(r, "size"))
		head := edge.Head("example.org/log")
		i := rapid.Int64Range(0, head.Size-1).Draw(r, "entry")
		proof := must(ProveInclusion(head.Size, i, nodesOf(rows)))
		if err := CheckInclusion(proof, head, i, LeafHash(rows[i].Leaf)); err != nil {
			r.Fatal(err)
		}
		if CheckInclusion(proof, head, i, LeafHash([]byte("other"))) == nil {
			r.Fatal("another entry is proved")
		}
		old := rapid.Int64Range(0, head.Size).Draw(r, "old")
		was := treeOf(old).Head("example.org/log")
		growth := must(ProveConsistency(head.Size, old, nodesOf(rows)))
		if err := CheckConsistency(growth, head, was); err != nil {
			r.Fatal(err)
		}
		was.Root[0] ^= 1
		if CheckConsistency(growth, head, was) == nil {
			r.Fatal("another history is proved")
		}
	})
}

// Whatever is done to the rows, the check names the first bad one.
func TestCheckNamesTheFirstBadEntry(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		rows, edge := log(rapid.Int64Range(2, 80).Draw(r, "size"))
		head := edge.Head("x")
		n := len(rows)
		i := rapid.IntRange(0, n-1).Draw(r, "entry")
		first := i
		flip := func(b []byte) []byte {
			c := bytes.Clone(b)
			c[rapid.IntRange(0, len(c)-1).Draw(r, "byte")] ^= byte(rapid.IntRange(1, 255).Draw(r, "bits"))
			return c
		}
		switch rapid.SampledFrom([]string{"leaf", "hashes", "both", "drop", "add", "swap"}).Draw(r, "attack") {
		case "leaf":
			rows[i].Leaf = flip(rows[i].Leaf)
		case "hashes":
			rows[i].Hashes = flip(rows[i].Hashes)
		case "both": // with its own hash recomputed, but not what lies above
			rows[i].Leaf = flip(rows[i].Leaf)
			h := LeafHash(rows[i].Leaf)
			rows[i].Hashes = append(h[:], rows[i].Hashes[HashSize:]...)
		case "drop":
			rows = append(rows[:i:i], rows[i+1:]...)
		case "add":
			rows = append(rows[:i+1:i+1], rows[i:]...) // the same row twice
		case "swap":
			j := rapid.IntRange(0, n-1).Filter(func(j int) bool { return j != i }).Draw(r, "other")
			first = min(i, j)
			rows[i], rows[j] = Row{rows[i].Index, rows[j].Leaf, rows[j].Hashes}, Row{rows[j].Index, rows[i].Leaf, rows[i].Hashes}
		}
		_, err := Check(all(rows), head)
		var f *Fault
		if !errors.As(err, &f) {
			r.Fatalf("not found: %v", err)
		}
		// Who recomputes an entry's own hash is found by the next node above it:
		// then the first entry in doubt is not after the bad one.
		if f.From > int64(first) || f.Index < int64(first) {
			r.Fatalf("%+v, but the first bad entry is %d", f, first)
		}
		if f.Kind != Unhashed && f.Kind != Rewritten && f.Index != int64(first) {
			r.Fatalf("%+v, but the first bad entry is %d", f, first)
		}
	})
}

func TestCheckOfAGoodLog(t *testing.T) {
	for _, n := range []int64{0, 1, 2, 7, 64, 100} {
		rows, edge := log(n)
		heads := []Head{edge.Head("x"), treeOf(n / 2).Head("x"), treeOf(0).Head("x")}
		got, err := Check(all(rows), heads...)
		if err != nil || got.Root() != edge.Root() {
			t.Errorf("%d entries: %v", n, err)
		}
	}
	broken := errors.New("disk")
	_, err := Check(func(yield func(Row, error) bool) { yield(Row{}, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("the error of the rows became %v", err)
	}
}

func TestSignedHead(t *testing.T) {
	skey, vkey, err := note.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{1}, 64)), "example.org/log")
	if err != nil {
		t.Fatal(err)
	}
	signer, verifier := must(note.NewSigner(skey)), must(note.NewVerifier(vkey))
	head := treeOf(5).Head("example.org/log")
	signed := must(head.Sign(signer))
	got, _, err := OpenHead(signed, verifier)
	if err != nil || got != head {
		t.Errorf("%+v, %v", got, err)
	}
	if _, _, err := OpenHead(bytes.Replace(signed, []byte("\n5\n"), []byte("\n6\n"), 1), verifier); err == nil {
		t.Error("a changed head was taken")
	}
	other := head
	other.Origin = "example.org/other"
	if _, err := other.Sign(signer); err == nil {
		t.Error("a head was signed under another log's name")
	}
	for _, bad := range []string{"", "a\n", "a\n1\n", "a\n01\n" + b64 + "\n", "a\n-1\n" + b64 + "\n", "a\n+1\n" + b64 + "\n",
		"a\n1\n" + b64, "\n1\n" + b64 + "\n", "a\n1\n" + b64 + "\n\n", "a\n1\n" + b64[:40] + "\n"} {
		if _, err := ParseHead(bad); err == nil {
			t.Errorf("taken: %q", bad)
		}
	}
	if h, err := ParseHead("a\n1\n" + b64 + "\nmore\n"); err != nil || h.Size != 1 {
		t.Errorf("extension line: %v", err)
	}
}

const b64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

func TestRefusedEntries(t *testing.T) {
	for _, e := range []Entry{{}, {Kind: strings.Repeat("k", 65)}, {Kind: "\xff"}, {Kind: "act", Index: -1}, {Kind: "act", Seq: -1}} {
		if _, err := e.Bytes(); err == nil {
			t.Errorf("taken: %+v", e)
		}
	}
	if _, err := Commit([]byte("short"), nil); !errors.Is(err, ErrSalt) {
		t.Errorf("short salt: %v", err)
	}
}

func TestTileAndBundle(t *testing.T) {
	rows, _ := log(300)
	tile := must(Tile(0, 1, 44, nodesOf(rows)))
	if len(tile) != 44*HashSize || Hash(tile[:HashSize]) != LeafHash(rows[256].Leaf) {
		t.Error("tile 0/1 does not begin with entry 256")
	}
	up := must(Tile(1, 0, 1, nodesOf(rows)))
	if Hash(up) != must(nodesOf(rows)(8, 0)) {
		t.Error("tile 1/0 does not begin with the node over 256 entries")
	}
	b := must(Bundle([][]byte{rows[0].Leaf, {}, rows[1].Leaf}))
	got := must(ParseBundle(b))
	if len(got) != 3 || !bytes.Equal(got[0], rows[0].Leaf) || len(got[1]) != 0 || !bytes.Equal(got[2], rows[1].Leaf) {
		t.Error("a bundle came back changed")
	}
	if _, err := ParseBundle(b[:len(b)-1]); err == nil {
		t.Error("a bundle that is cut off was taken")
	}
}

// What parses must be the one form of what it says.
func FuzzParseEntry(f *testing.F) {
	f.Add(must(sample.Bytes()))
	f.Add([]byte{1, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := ParseEntry(b)
		if err != nil {
			return
		}
		again, err := e.Bytes()
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%x became %x, %v", b, again, err)
		}
	})
}

func FuzzParseHead(f *testing.F) {
	f.Add("a\n1\n" + b64 + "\n")
	f.Fuzz(func(t *testing.T, s string) {
		h, err := ParseHead(s)
		if err == nil && !strings.HasPrefix(s, h.Text()) {
			t.Fatalf("%q became %q", s, h.Text())
		}
	})
}

func FuzzParseBundle(f *testing.F) {
	f.Add([]byte{0, 1, 7, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		entries, err := ParseBundle(b)
		if err == nil && !bytes.Equal(must(Bundle(entries)), b) {
			t.Fatal("a bundle came back changed")
		}
	})
}
