package presentation

import (
	"encoding/base64"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWhatIsPackedComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var parts []string
		for range rapid.IntRange(1, 6).Draw(t, "parts") {
			var pieces []string
			for range rapid.IntRange(1, 3).Draw(t, "pieces") {
				pieces = append(pieces, base64.RawURLEncoding.EncodeToString(rapid.SliceOfN(rapid.Byte(), 0, 90).Draw(t, "bytes")))
			}
			parts = append(parts, strings.Join(pieces, "."))
		}
		want := strings.Join(parts, "~")
		packed, err := Pack(want)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Trim(packed, "0123456789") != "" {
			t.Fatalf("not digits: %s", packed)
		}
		got, err := Unpack(packed)
		if err != nil || got != want {
			t.Fatalf("%q came back as %q, %v", want, got, err)
		}
	})
}

func TestWhatIsNoCredentialIsNotPacked(t *testing.T) {
	for _, s := range []string{"not base64url!", "YQ==", "YR", "a b", strings.Repeat("A", Most+1)} {
		if packed, err := Pack(s); err == nil {
			t.Errorf("%.20q became %.20q", s, packed)
		}
	}
}

func TestDigitsThatWereNotPackedAreRefused(t *testing.T) {
	whole, err := Pack("YWJj.ZGVm.Z2hp~")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"", "1", "2" + whole[1:], whole[:len(whole)-1], whole[:len(whole)-5], whole + "000", "1+" + whole[2:], "1999", "abc"} {
		if got, err := Unpack(s); err == nil {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	whole, err := Pack("YWJj.ZGVm.Z2hp~YWJj~")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add("1")
	f.Fuzz(func(t *testing.T, s string) {
		text, err := Unpack(s)
		if err != nil {
			return
		}
		again, err := Pack(text)
		if err != nil {
			t.Fatalf("unpacked to %q, which cannot be packed: %v", text, err)
		}
		if back, err := Unpack(again); err != nil || back != text {
			t.Fatalf("%q, packed again, is %q", text, back)
		}
	})
}
