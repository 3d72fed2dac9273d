package merkle

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
)

func TestPaths(t *testing.T) {
	for path, want := range map[string]Resource{
		"tile/0/000":                {N: 0, Width: 256},
		"tile/3/x001/x234/067":      {Level: 3, N: 1234067, Width: 256},
		"tile/entries/x001/000.p/5": {Entries: true, N: 1000, Width: 5},
	} {
		got, err := ParsePath(path)
		if err != nil || got != want || got.Path() != path {
			t.Errorf("%s: %+v, %v", path, got, err)
		}
	}
	for _, bad := range []string{"", "tile/0/0", "tile/0/1000", "tile/0/x000/001", "tile/0/001.p/0", "tile/0/001.p/256", "tile/0/001.p/05", "tile/8/000",
		"tile/00/000", "tile/-1/000", "tile/0/../000", "tile/entries/000/", "tile/0/x001", "tile/0/+01", "tile/0/x999/x999/x999/x999/x999/x999/x999/999"} {
		if r, err := ParsePath(bad); err == nil {
			t.Errorf("taken: %q as %+v", bad, r)
		}
	}
}

func FuzzParsePath(f *testing.F) {
	f.Add("tile/0/x001/234.p/5")
	f.Fuzz(func(t *testing.T, s string) {
		if r, err := ParsePath(s); err == nil && r.Path() != s {
			t.Fatalf("%q became %q", s, r.Path())
		}
	})
}

// What was there and what is new make up what is there now.
func TestResources(t *testing.T) {
	for _, c := range [][2]int64{{0, 0}, {0, 1}, {0, 256}, {255, 257}, {256, 256}, {300, 70_000}} {
		have := map[Resource]bool{}
		for _, r := range append(Resources(0, c[0]), Resources(c[0], c[1])...) {
			have[r] = true
		}
		for _, r := range Resources(0, c[1]) {
			if !have[r] {
				t.Errorf("from %d to %d: no %s", c[0], c[1], r.Path())
			}
		}
	}
	var paths []string
	for _, r := range Resources(0, 257) {
		paths = append(paths, r.Path())
	}
	want := "tile/entries/000 tile/entries/001.p/1 tile/0/000 tile/0/001.p/1 tile/1/000.p/1"
	if got := strings.Join(paths, " "); got != want {
		t.Errorf("a log of 257: %s", got)
	}
}

func TestCosignature(t *testing.T) {
	skey, vkey := must2(note.GenerateKey(rand.Reader, "witness.example.org"))
	c := must(ParseCosigner(skey))
	v := must(ParseCosignKey(c.VerifierKey()))
	at := time.Unix(1_800_000_000, 5)
	text := treeOf(5).Head("example.org/log").Text()
	n := must(note.Open([]byte(text+"\n"+must(c.Cosign(text, at))), note.VerifierList(v)))
	if got := must(CosignedAt(n.Sigs[0])); !got.Equal(at.Truncate(time.Second)) {
		t.Errorf("cosigned at %v", got)
	}
	other := treeOf(6).Head("example.org/log").Text()
	if _, err := note.Open([]byte(other+"\n"+must(c.Cosign(text, at))), note.VerifierList(v)); err == nil {
		t.Error("a cosignature was taken under another head")
	}
	if _, err := c.Cosign("anything", at); err == nil {
		t.Error("something was cosigned that is no head")
	}
	for _, bad := range []string{"", vkey, "x+00000000+AAAA", strings.Replace(c.VerifierKey(), "witness", "wittness", 1)} {
		if _, err := ParseCosignKey(bad); err == nil {
			t.Errorf("taken as a witness's key: %q", bad)
		}
	}
	for _, bad := range []string{"", vkey, "PRIVATE+KEY+x+00000000+AAAA"} {
		if _, err := ParseCosigner(bad); err == nil {
			t.Errorf("taken as a private key: %q", bad)
		}
		if _, err := ParseLogKey(bad); err == nil {
			t.Errorf("taken as a log's private key: %q", bad)
		}
	}
}

func must2(a, b string, err error) (string, string) {
	if err != nil {
		panic(err)
	}
	return a, b
}

func TestParseKeys(t *testing.T) {
	skey, vkey := must2(note.GenerateKey(rand.Reader, "example.org/log"))
	w := must(ParseCosigner(skey)).VerifierKey()
	lines, keys, err := ParseKeys("# past and present\n\n" + vkey + "\n" + w + "\n")
	if err != nil || len(keys) != 2 || lines[0] != vkey || lines[1] != w {
		t.Errorf("%v, %v", lines, err)
	}
	if _, _, err := ParseKeys(vkey[1:]); err == nil {
		t.Error("a broken key was taken")
	}
	if k := must(ParseLogKey(skey)); k.Verifier != vkey {
		t.Errorf("%s is checked by %s", vkey, k.Verifier)
	}
}

func FuzzParseKeys(f *testing.F) {
	f.Add([]byte("x+12345678+AAAA\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		lines, keys, err := ParseKeys(string(b))
		if err == nil && len(lines) != len(keys) {
			t.Fatal("a key without its line")
		}
	})
}

func FuzzCheckReceipt(f *testing.F) {
	f.Add([]byte(`{"format":"atonce-receipt/1","case":"A-1","key":"k","checkpoint":"c","acts":[]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, err := CheckReceipt(b); err == nil && (len(r.Acts) == 0 || !bytes.Contains(b, []byte(ReceiptFormat))) {
			t.Fatalf("taken: %q", b)
		}
	})
}
