package envelope

import (
	"bytes"
	"testing"
)

// What was sealed opens only under the same key, for the same purpose, of the same thing.
func TestOpensOnlyWhatItIsFor(t *testing.T) {
	k, other := Key(bytes.Repeat([]byte{1}, KeySize)), Key(bytes.Repeat([]byte{2}, KeySize))
	sealed, err := k.Seal("code", "lin", []byte("secret"))
	if err != nil || bytes.Contains(sealed, []byte("secret")) {
		t.Fatal(err)
	}
	if b, err := k.Open("code", "lin", sealed); err != nil || string(b) != "secret" {
		t.Error(string(b), err)
	}
	changed := bytes.Clone(sealed)
	changed[len(changed)-1]++
	for name, open := range map[string]func() ([]byte, error){
		"another key":     func() ([]byte, error) { return other.Open("code", "lin", sealed) },
		"another purpose": func() ([]byte, error) { return k.Open("form", "lin", sealed) },
		"another person":  func() ([]byte, error) { return k.Open("code", "wang", sealed) },
		"changed":         func() ([]byte, error) { return k.Open("code", "lin", changed) },
		"empty":           func() ([]byte, error) { return k.Open("code", "lin", nil) },
	} {
		if b, err := open(); err == nil {
			t.Errorf("%s opens it: %q", name, b)
		}
	}
	a, _ := k.Mark("identity", "330199199205171124")
	b, _ := k.Mark("identity", "330199199205171124")
	c, _ := other.Mark("identity", "330199199205171124")
	if !bytes.Equal(a, b) || bytes.Equal(a, c) {
		t.Error("a mark must be the same again, and another under another key")
	}
}
