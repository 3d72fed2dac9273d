package credential

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"atonce/internal/sign"
)

// Licences that this version made. They must verify for ever: whoever changes the form
// adds another file, and never touches these. The keys that signed them are gone.
func TestLicencesOfOldVerifyForEver(t *testing.T) {
	for _, suite := range sign.Suites {
		name := filepath.Join("testdata", "licence-1-"+string(suite))
		if os.Getenv("ATONCE_MAKE_GOLDEN") != "" {
			makeGolden(t, suite, name)
		}
		text, err := os.ReadFile(name + ".sd-jwt")
		if err != nil {
			t.Fatal(err)
		}
		lines, err := os.ReadFile(name + ".keys")
		if err != nil {
			t.Fatal(err)
		}
		keys, err := sign.ParseKeys(lines)
		if err != nil {
			t.Fatal(err)
		}
		trust := sign.Keys{Trusted: keys}.Known
		at := time.Date(2056, 10, 12, 0, 0, 0, 0, time.UTC)
		c, err := Verify(strings.TrimSpace(string(text)), Expect{Trust: trust, Now: at})
		if err != nil || c.Claims["number"] != "SL-LX-2026-000001" || c.Claims["name"] != "林𠮷安" || c.Status.Index != 7 {
			t.Errorf("%s: %+v, %v", suite, c, err)
		}
		list, err := os.ReadFile(name + ".statuslist")
		if err != nil {
			t.Fatal(err)
		}
		l, err := OpenList(string(list), trust)
		if err != nil {
			t.Fatal(err)
		}
		if got := Why(l.Check(*c.Status, l.Issued)); got != Suspended {
			t.Errorf("%s: the list of old says %q", suite, got)
		}
		if got := Why(l.Check(*c.Status, at)); got != StaleList {
			t.Errorf("%s: thirty years later the list is %q", suite, got)
		}
	}
}

func makeGolden(t *testing.T, suite sign.Suite, name string) {
	t.Helper()
	k := newKey(t, suite)
	c := content(sign.Public{})
	c.Expires, c.Hidden = time.Time{}, []Field{{"name", "林𠮷安"}}
	l := NewList(issuer, listURI, now, time.Minute, 24*time.Hour)
	if err := l.Set(7, StatusSuspended); err != nil {
		t.Fatal(err)
	}
	list, err := l.Sign(k)
	if err != nil {
		t.Fatal(err)
	}
	for ending, s := range map[string]string{".sd-jwt": issue(t, k, c), ".keys": (sign.Key{Purpose: sign.Licences, Issuer: issuer, Public: k.Public()}).Line(), ".statuslist": list} {
		if err := os.WriteFile(name+ending, []byte(s+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
