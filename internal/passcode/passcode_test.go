package passcode

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"strings"
	"testing"
	"time"
)

// RFC 6238 appendix B, all eighteen.
func TestVectorsOfRFC6238(t *testing.T) {
	const seed = "1234567890123456789012345678901234567890123456789012345678901234"
	for _, c := range []struct {
		at                     int64
		sha1, sha2of256, of512 string
	}{
		{59, "94287082", "46119246", "90693936"},
		{1111111109, "07081804", "68084774", "25091201"},
		{1111111111, "14050471", "67062674", "99943326"},
		{1234567890, "89005924", "91819424", "93441116"},
		{2000000000, "69279037", "90698825", "38618901"},
		{20000000000, "65353130", "77737706", "47863826"},
	} {
		for _, x := range []struct {
			h    func() hash.Hash
			key  string
			want string
		}{{sha1.New, seed[:20], c.sha1}, {sha256.New, seed[:32], c.sha2of256}, {sha512.New, seed, c.of512}} {
			if got := hotp(x.h, []byte(x.key), uint64(step(time.Unix(c.at, 0))), 8); got != x.want {
				t.Errorf("at %d: %s, want %s", c.at, got, x.want)
			}
		}
	}
}

func TestCodeIsGoodOnceAndNotLong(t *testing.T) {
	key, now := NewCodeKey(), time.Unix(1_800_000_000, 0)
	code := Code(key, now)
	at, ok := MatchCode(key, code[:3]+" "+code[3:], now, 0)
	if !ok {
		t.Fatal("the code of now is refused")
	}
	if _, ok := MatchCode(key, code, now, at); ok {
		t.Error("a code is good twice")
	}
	if _, ok := MatchCode(key, code, now.Add(30*time.Second), 0); !ok {
		t.Error("a clock half a minute off is refused")
	}
	if _, ok := MatchCode(key, code, now.Add(90*time.Second), 0); ok {
		t.Error("a code is good for a minute and a half")
	}
	for _, wrong := range []string{"", "12345", "abcdef", strings.Repeat("1", 1000)} {
		if wrong != code {
			if _, ok := MatchCode(key, wrong, now, 0); ok {
				t.Errorf("%q fits", wrong)
			}
		}
	}
}

func TestPasswordIsKeptAsArgon2id(t *testing.T) {
	kept := Hash("ｗoods and rivers 山", Usual)
	if !strings.HasPrefix(kept, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatal(kept)
	}
	if fits, old := Check(kept, "woods and rivers 山"); !fits || old {
		t.Errorf("the same characters, written in another width: fits %v, old %v", fits, old)
	}
	if fits, _ := Check(kept, "woods and rivers"); fits {
		t.Error("another password fits")
	}
	weak := Hash("woods and rivers", Params{Memory: 8 * 1024, Passes: 1, Lanes: 1})
	if fits, old := Check(weak, "woods and rivers"); !fits || !old {
		t.Errorf("kept with other parameters: fits %v, old %v", fits, old)
	}
	for _, bad := range []string{"", "plain", "$argon2id$v=19$m=4294967295,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", kept[:40]} {
		if fits, _ := Check(bad, ""); fits {
			t.Errorf("%q fits", bad)
		}
	}
}

func TestWhichPasswordsAreTaken(t *testing.T) {
	for _, c := range []struct {
		password, want string
		about          []string
	}{
		{"short", "passcode.short", nil},
		{"一二三四五六七八九十一二三四", "passcode.short", nil},
		{strings.Repeat("ab cd ef gh", 30), "passcode.long", nil},
		{"aaaaaaaaaaaaaaaaa", "passcode.common", nil},
		{"123123123123123123", "passcode.common", nil},
		{"Password Password", "passcode.common", nil},
		{"abcdefghijklmnopq", "passcode.common", nil},
		{"lin-jian lin-jian lin-jian", "passcode.yours", []string{"lin-jian"}},
		{"330199199205171124", "passcode.yours", []string{"330199199205171124"}},
		{"the river is wide", "", []string{"lin-jian"}},
		{"溪边的面包坊星期一开门很早啊真的", "", nil},
		{"all lower case letters", "", nil}, // no composition rule
	} {
		if got := Weak(c.password, c.about...); got != c.want {
			t.Errorf("%q: %q, want %q", c.password, got, c.want)
		}
	}
}

func TestRecoveryCodes(t *testing.T) {
	codes := NewRecovery()
	seen := map[string]bool{}
	for _, c := range codes {
		seen[c] = true
		if FoldRecovery(strings.ToLower(strings.ReplaceAll(c, "-", " "))) != strings.ReplaceAll(c, "-", "") {
			t.Errorf("%s is not recognised as people type it", c)
		}
	}
	if len(seen) != Recoveries {
		t.Errorf("%d different codes", len(seen))
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=0,t=0,p=0$$")
	f.Fuzz(func(t *testing.T, kept string) {
		p, _, _, ok := parse(kept)
		if ok && (p.Memory > mostMemory || p.Passes > mostPasses) {
			t.Errorf("%q would cost %+v", kept, p)
		}
	})
}
