package decision

import (
	"os"
	"strings"
	"testing"

	"atonce/internal/text"
)

func golden(t testing.TB) (receipt []byte, key string) {
	t.Helper()
	b, err := os.ReadFile("testdata/decision-1.json")
	if err != nil {
		t.Fatal(err)
	}
	k, err := os.ReadFile("testdata/decision-1.key")
	if err != nil {
		t.Fatal(err)
	}
	return b, strings.TrimSpace(string(k))
}

// A receipt of the first form verifies for ever. If this fails, the program has broken
// its word to everybody who kept one: mend the program, never the file.
func TestFirstFormVerifiesForEver(t *testing.T) {
	b, key := golden(t)
	got, err := Check(b, key)
	if err != nil {
		t.Fatal(err)
	}
	r := got.File.Receipt
	if !got.Known || r.Answer != `"granted"` || r.Decided.By != ByRules || got.Head.Size == 0 {
		t.Errorf("%+v", r)
	}
	for _, l := range text.Langs {
		if len(got.Account(l)) == 0 {
			t.Errorf("nothing is told in %s", l)
		}
	}
	again, err := got.File.Bytes()
	if err != nil || string(again) != string(b) {
		t.Error("other bytes the second time", err)
	}
}

// Nothing that is read crashes, and nothing but the good receipt itself is good under
// its key.
func FuzzCheck(f *testing.F) {
	b, key := golden(f)
	f.Add(b)
	f.Add([]byte(`{"decision":{"format":"atonce-decision/1"},"parts":[],"pack":{"folder":"","files":null}}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		_, _ = Check(in)
		if _, err := Check(in, key); err == nil && string(in) != string(b) {
			t.Errorf("another file verifies under the key")
		}
	})
}
