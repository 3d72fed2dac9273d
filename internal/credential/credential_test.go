package credential

import (
	"bytes"
	"compress/gzip"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/sign"

	"pgregory.net/rapid"
)

const (
	issuer  = "https://gov.example"
	kind    = "https://gov.example/credentials/type/shop"
	listURI = "https://gov.example/credentials/status/0"
)

var now = time.Date(2026, 10, 12, 1, 0, 0, 0, time.UTC)

func newKey(t testing.TB, s sign.Suite) *sign.Private {
	t.Helper()
	k, err := sign.Generate(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// trusting trusts these keys as the issuer's.
func trusting(keys ...*sign.Private) Trust {
	var all sign.Keys
	for _, k := range keys {
		all.Trusted = append(all.Trusted, sign.Key{Purpose: sign.Licences, Issuer: issuer, Public: k.Public()})
	}
	return all.Known
}

func salt(name string) []byte {
	m := hmac.New(sha256.New, []byte("a secret of the test"))
	m.Write([]byte(name))
	return m.Sum(nil)[:16]
}

func content(holder sign.Public) Content {
	return Content{Issuer: issuer, Type: kind, Issued: now, Expires: now.AddDate(5, 0, 0), Status: &StatusRef{7, listURI}, Holder: holder,
		Open: []Field{{"number", "SL-LX-2026-000001"}}, Hidden: []Field{{"name", "张三"}, {"address", map[string]any{"area": "330000", "street": "北街"}}, {"seats", 12}}}
}

func issue(t testing.TB, s sign.Signer, c Content) string {
	t.Helper()
	text, err := Issue(s, c, salt)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestIssueShowVerify(t *testing.T) {
	for _, suite := range sign.Suites {
		t.Run(string(suite), func(t *testing.T) {
			k, holder := newKey(t, suite), newKey(t, suite)
			text := issue(t, k, content(holder.Public()))
			if again := issue(t, k, content(holder.Public())); again != text {
				t.Error("the same licence is not the same bytes")
			}
			if strings.Contains(text, "张三") || !strings.HasSuffix(text, "~") {
				t.Errorf("issued as %s", text)
			}
			c, err := Verify(text, Expect{Trust: trusting(k), Now: now})
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]any{"number": "SL-LX-2026-000001", "name": "张三", "address": map[string]any{"area": "330000", "street": "北街"}, "seats": json.Number("12")}
			if !reflect.DeepEqual(c.Claims, want) || c.Issuer != issuer || c.Type != kind || !c.Issued.Equal(now) || *c.Status != (StatusRef{7, listURI}) || !c.Holder.Equal(holder.Public()) || c.KeyID != k.Public().ID() {
				t.Errorf("verified %+v", c)
			}
			shown, err := Show(text, []string{"seats"})
			if err != nil {
				t.Fatal(err)
			}
			bound, err := Bind(holder, shown, "https://desk.example", "n-1", now)
			if err != nil {
				t.Fatal(err)
			}
			ask := Expect{Trust: trusting(k), Now: now, Bound: true, Audience: "https://desk.example", Nonce: "n-1"}
			if c, err = Verify(bound, ask); err != nil {
				t.Fatal(err)
			}
			if len(c.Claims) != 2 || c.Claims["name"] != nil || c.Claims["seats"] != json.Number("12") || c.Binding.Nonce != "n-1" {
				t.Errorf("shown %+v", c)
			}
		})
	}
}

// resign signs a changed payload, as whoever has the key could.
func resign(t testing.TB, k sign.Signer, text string, change func(map[string]any)) string {
	t.Helper()
	jwt, rest, _ := strings.Cut(text, "~")
	b, err := sign.DecodeBase64(strings.Split(jwt, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	var p map[string]any
	if err := json.Unmarshal(b, &p); err != nil {
		t.Fatal(err)
	}
	change(p)
	jwt, err = signToken(k, typeLicence, p)
	if err != nil {
		t.Fatal(err)
	}
	return jwt + "~" + rest
}

func hidden(t testing.TB, v ...any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return encode(b)
}

func TestWhatIsRefused(t *testing.T) {
	for _, suite := range sign.Suites {
		k, other, holder := newKey(t, suite), newKey(t, suite), newKey(t, suite)
		good := issue(t, k, content(holder.Public()))
		jwt, rest, _ := strings.Cut(good, "~")
		part := strings.Split(jwt, ".")
		all := strings.Split(strings.TrimSuffix(rest, "~"), "~")
		header := func(h string) string { return encode([]byte(h)) + "." + part[1] + "." + part[2] + "~" + rest }
		ask := Expect{Trust: trusting(k), Now: now, Bound: true, Audience: "https://desk.example", Nonce: "n-1"}
		bind := func(signer sign.Signer, text, audience, nonce string, at time.Time) string {
			s, err := Bind(signer, text, audience, nonce, at)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		bound := bind(holder, good, ask.Audience, ask.Nonce, now)
		kb := bound[strings.LastIndexByte(bound, '~')+1:]
		fewer, err := Show(good, []string{"name"})
		if err != nil {
			t.Fatal(err)
		}
		flipped := []byte(part[2])
		flipped[5] = map[bool]byte{true: 'B', false: 'A'}[flipped[5] == 'A']
		cases := []struct {
			what, text string
			as         Expect
			why        Reason
		}{
			{"nothing", "", ask, Malformed},
			{"no disclosures and no end", jwt, ask, Malformed},
			{"truncated", good[:len(good)-20], ask, Malformed},
			{"truncated in the token", jwt[:len(jwt)-2] + "~", ask, Signature},
			{"too long", strings.Repeat("a", mostBytes+1), ask, Malformed},
			{"padding", part[0] + "=." + part[1] + "." + part[2] + "~", ask, Malformed},
			{"a line break", part[0] + "\n." + part[1] + "." + part[2] + "~", ask, Malformed},
			{"algorithm none", header(`{"alg":"none","kid":"` + k.Public().ID() + `","typ":"dc+sd-jwt"}`), ask, Algorithm},
			{"algorithm none without a signature", strings.Join([]string{encode([]byte(`{"alg":"none","typ":"dc+sd-jwt"}`)), part[1], ""}, ".") + "~", ask, Algorithm},
			{"a shared secret", header(`{"alg":"HS256","kid":"` + k.Public().ID() + `","typ":"dc+sd-jwt"}`), ask, Algorithm},
			{"the header twice", header(`{"alg":"none","alg":"` + suite.Algorithm() + `","typ":"dc+sd-jwt"}`), ask, Malformed},
			{"a critical header", header(`{"alg":"` + suite.Algorithm() + `","kid":"` + k.Public().ID() + `","typ":"dc+sd-jwt","crit":["x"]}`), ask, Algorithm},
			{"another type", header(`{"alg":"` + suite.Algorithm() + `","kid":"` + k.Public().ID() + `","typ":"kb+jwt"}`), ask, OtherType},
			{"no key id", header(`{"alg":"` + suite.Algorithm() + `","typ":"dc+sd-jwt"}`), ask, Untrusted},
			{"a changed header", header(`{"typ":"dc+sd-jwt","alg":"` + suite.Algorithm() + `","kid":"` + k.Public().ID() + `"}`), ask, Signature},
			{"a changed claim", part[0] + "." + encode(bytes.Replace(decoded(t, part[1]), []byte("000001"), []byte("000002"), 1)) + "." + part[2] + "~", ask, Signature},
			{"a changed signature", part[0] + "." + part[1] + "." + string(flipped) + "~", ask, Signature},
			{"a key that is not trusted", issue(t, other, content(holder.Public())), ask, Untrusted},
			{"another key under the trusted one's id", part[0] + "." + part[1] + "." + strings.Split(strings.Split(issue(t, other, content(holder.Public())), "~")[0], ".")[2] + "~", ask, Signature},
			{"another issuer", resign(t, k, good, func(p map[string]any) { p["iss"] = "https://other.example" }), ask, Untrusted},
			{"a hidden claim changed", jwt + "~" + hidden(t, encode(salt("name")), "name", "李四") + "~", ask, Disclosure},
			{"a hidden claim swapped into another", jwt + "~" + hidden(t, encode(salt("name")), "number", "张三") + "~", ask, Disclosure},
			{"a disclosure twice", good + all[0] + "~", ask, Disclosure},
			{"a disclosure that is none", jwt + "~" + hidden(t, "x") + "~", ask, Malformed},
			{"a disclosure of the status", resign(t, k, jwt+"~"+hidden(t, "c2FsdA", "status", 1)+"~", func(p map[string]any) { p["_sd"] = []string{digestOf(hidden(t, "c2FsdA", "status", 1))} }), ask, Disclosure},
			{"a disclosure of what is there", resign(t, k, jwt+"~"+hidden(t, "c2FsdA", "number", 1)+"~", func(p map[string]any) { p["_sd"] = []string{digestOf(hidden(t, "c2FsdA", "number", 1))} }), ask, Disclosure},
			{"a digest twice", resign(t, k, good, func(p map[string]any) { p["_sd"] = append(p["_sd"].([]any), p["_sd"].([]any)[0]) }), ask, Disclosure},
			{"a digest twice in two places", resign(t, k, good, func(p map[string]any) { p["more"] = map[string]any{"_sd": p["_sd"]} }), ask, Disclosure},
			{"digests by another hash", resign(t, k, good, func(p map[string]any) { p["_sd_alg"] = "sha-1" }), ask, Algorithm},
			{"no time of issue", resign(t, k, good, func(p map[string]any) { delete(p, "iat") }), ask, Malformed},
			{"a time in words", resign(t, k, good, func(p map[string]any) { p["exp"] = "2099" }), ask, Malformed},
			{"a time in parts", resign(t, k, good, func(p map[string]any) { p["exp"] = 1.5 }), ask, Malformed},
			{"no kind", resign(t, k, good, func(p map[string]any) { delete(p, "vct") }), ask, Malformed},
			{"a status below none", resign(t, k, good, func(p map[string]any) {
				p["status"] = map[string]any{"status_list": map[string]any{"idx": -1, "uri": listURI}}
			}), ask, Malformed},
			{"not yet", bound, Expect{Trust: ask.Trust, Now: now.Add(-time.Hour)}, Early},
			{"expired", bound, Expect{Trust: ask.Trust, Now: now.AddDate(5, 0, 0)}, Lapsed},
			{"not bound", good, ask, Unbound},
			{"bound by somebody else", bind(other, good, ask.Audience, ask.Nonce, now), ask, NotHolder},
			{"bound by the issuer", bind(k, good, ask.Audience, ask.Nonce, now), ask, NotHolder},
			{"bound for another question", bind(holder, good, ask.Audience, "n-0", now), ask, Replayed},
			{"bound for another place", bind(holder, good, "https://else.example", ask.Nonce, now), ask, Replayed},
			{"bound long ago", bind(holder, good, ask.Audience, ask.Nonce, now.Add(-bindingLasts-time.Second)), ask, Replayed},
			{"bound later", bind(holder, good, ask.Audience, ask.Nonce, now.Add(leeway+time.Second)), ask, Replayed},
			{"bound to less than is shown", good + bind(holder, fewer, ask.Audience, ask.Nonce, now)[len(fewer):], ask, Replayed},
			{"a binding for a licence of nobody", issue(t, k, content(sign.Public{})) + kb, ask, NotHolder},
			{"asked with no question", bind(holder, good, ask.Audience, "", now), Expect{Trust: ask.Trust, Now: now, Bound: true, Audience: ask.Audience}, Replayed},
			{"a foreign binding where none is asked", bind(other, good, ask.Audience, ask.Nonce, now), Expect{Trust: ask.Trust, Now: now}, NotHolder},
		}
		for _, c := range cases {
			if _, err := Verify(c.text, c.as); Why(err) != c.why {
				t.Errorf("%s: %s: %v, want %s", suite, c.what, err, c.why)
			}
		}
		if _, err := Verify(bound, ask); err != nil {
			t.Errorf("%s: the good one: %v", suite, err)
		}
	}
}

func decoded(t testing.TB, s string) []byte {
	t.Helper()
	b, err := sign.DecodeBase64(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A key of one suite is not taken for another's, whatever the header says.
func TestAlgorithmMustBeTheKeys(t *testing.T) {
	ed, sm := newKey(t, sign.Ed25519), newKey(t, sign.SM2)
	jwt := strings.Split(strings.Split(issue(t, ed, content(sign.Public{})), "~")[0], ".")
	h := encode([]byte(`{"alg":"EdDSA","kid":"` + sm.Public().ID() + `","typ":"dc+sd-jwt"}`))
	if _, err := Verify(h+"."+jwt[1]+"."+jwt[2]+"~", Expect{Trust: trusting(sm), Now: now}); Why(err) != Algorithm {
		t.Errorf("an SM2 key under EdDSA: %v", err)
	}
}

// Hidden claims in lists and in hidden claims, as other issuers make them.
func TestNestedDisclosures(t *testing.T) {
	k := newKey(t, sign.ES256)
	item := hidden(t, "c2FsdDE", "flour")
	inner := hidden(t, "c2FsdDI", "house", "7")
	outer := hidden(t, "c2FsdDM", "address", map[string]any{"_sd": []string{digestOf(inner)}, "street": "North"})
	text := resign(t, k, issue(t, k, content(sign.Public{})), func(p map[string]any) {
		p["_sd"] = []string{digestOf(outer)}
		p["goods"] = []any{"bread", map[string]any{"...": digestOf(item)}, map[string]any{"...": digestOf("decoy")}}
	})
	jwt, _, _ := strings.Cut(text, "~")
	c, err := Verify(jwt+"~"+item+"~"+outer+"~"+inner+"~", Expect{Trust: trusting(k), Now: now})
	want := map[string]any{"number": "SL-LX-2026-000001", "goods": []any{"bread", "flour"}, "address": map[string]any{"street": "North", "house": "7"}}
	if err != nil || !reflect.DeepEqual(c.Claims, want) {
		t.Errorf("%v, %v", c.Claims, err)
	}
	if _, err := Verify(jwt+"~"+inner+"~", Expect{Trust: trusting(k), Now: now}); Why(err) != Disclosure {
		t.Errorf("an inner claim without the one it lies in: %v", err)
	}
}

// The lists that draft-ietf-oauth-status-list, section 4 and appendix A print.
func TestPublishedStatusLists(t *testing.T) {
	k := newKey(t, sign.ES256)
	text, err := signToken(k, typeStatusList, map[string]any{"iss": issuer, "sub": listURI, "iat": now.Unix(), "status_list": map[string]any{"bits": 2, "lst": "eNo76fITAAPfAgc"}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := OpenList(text, trusting(k))
	if err != nil {
		t.Fatal(err)
	}
	want := []Status{1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3}
	for i, w := range want {
		got, err := l.Get(int64(i))
		if err != nil || got != w {
			t.Errorf("index %d: %d, %v; want %d", i, got, err, w)
		}
	}
	if _, err := l.Get(12); Why(err) != NoIndex {
		t.Errorf("an index beyond the list: %v", err)
	}
	if err := l.Check(StatusRef{3, listURI}, now); Why(err) != Withdrawn {
		t.Errorf("a status without a meaning: %v", err)
	}
}

func TestLists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		suite := rapid.SampledFrom(sign.Suites).Draw(t, "suite")
		k, err := sign.Generate(suite)
		if err != nil {
			t.Fatal(err)
		}
		l := NewList(issuer, listURI, now, time.Minute, 24*time.Hour)
		set := rapid.MapOf(rapid.Int64Range(0, ListSize-1), rapid.Custom(func(t *rapid.T) Status { return Status(rapid.IntRange(0, 2).Draw(t, "status")) })).Draw(t, "set")
		for i, s := range set {
			if err := l.Set(i, s); err != nil {
				t.Fatal(err)
			}
		}
		text, err := l.Sign(k)
		if err != nil {
			t.Fatal(err)
		}
		back, err := OpenList(text, trusting(k))
		if err != nil || !bytes.Equal(back.bytes, l.bytes) || back.TTL != time.Minute || !back.Expires.Equal(l.Expires) {
			t.Fatal(back, err)
		}
		for i, s := range set {
			want := map[Status]Reason{StatusInvalid: Withdrawn, StatusSuspended: Suspended}[s]
			if err := back.Check(StatusRef{i, listURI}, now); Why(err) != want {
				t.Fatalf("index %d: %v, want %q", i, err, want)
			}
		}
		for _, p := range []Purpose{Revocation, Suspension} {
			bits := bitstring(t, l, k, p)
			for i, s := range set {
				one := bits[i/8]&(0x80>>(i%8)) != 0
				if one != (s == StatusInvalid && p == Revocation || s == StatusSuspended && p == Suspension) {
					t.Fatalf("index %d of status %d is %t for %s", i, s, one, p)
				}
			}
		}
	})
}

func bitstring(t *rapid.T, l *StatusList, k *sign.Private, p Purpose) []byte {
	text, err := l.Bitstring(k, listURI+"/b", p)
	if err != nil {
		t.Fatal(err)
	}
	tok, err := parseToken(text, typeBitstring)
	if err != nil || tok.check(k.Public()) != nil {
		t.Fatal(err)
	}
	var c struct {
		Subject struct {
			Purpose string `json:"statusPurpose"`
			List    string `json:"encodedList"`
		} `json:"credentialSubject"`
	}
	if err := json.Unmarshal(tok.payload, &c); err != nil || c.Subject.Purpose != string(p) || c.Subject.List[0] != 'u' {
		t.Fatal(string(tok.payload), err)
	}
	packed, err := sign.DecodeBase64(c.Subject.List[1:])
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil || len(b)*8 < ListSize {
		t.Fatalf("%d bytes, %v", len(b), err)
	}
	return b
}

func TestListsThatAreRefused(t *testing.T) {
	k, other := newKey(t, sign.SM2), newKey(t, sign.SM2)
	l := NewList(issuer, listURI, now, time.Minute, time.Hour)
	if l.Set(ListSize, StatusInvalid) == nil || l.Set(-1, StatusInvalid) == nil || l.Set(0, 3) == nil {
		t.Error("a status is put where there is no place, or one that there is not")
	}
	if err := l.Check(StatusRef{0, listURI + "1"}, now); Why(err) != OtherList {
		t.Errorf("another list: %v", err)
	}
	if err := l.Check(StatusRef{0, listURI}, now.Add(time.Hour)); Why(err) != StaleList {
		t.Errorf("an old list: %v", err)
	}
	text, err := l.Sign(k)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenList(text, trusting(other)); Why(err) != Untrusted {
		t.Errorf("signed with another key: %v", err)
	}
	if _, err := OpenList(issue(t, k, content(sign.Public{}))[:0]+strings.Split(issue(t, k, content(sign.Public{})), "~")[0], trusting(k)); Why(err) != OtherType {
		t.Errorf("a licence as a list: %v", err)
	}
	bomb := &StatusList{URI: listURI, Issuer: issuer, Issued: now, Expires: now.Add(time.Hour), bytes: make([]byte, longestList+1)}
	if text, err = bomb.Sign(k); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenList(text, trusting(k)); Why(err) != TooBig {
		t.Errorf("a list that unpacks without end: %v", err)
	}
}

func TestFieldsThatAreRefused(t *testing.T) {
	k := newKey(t, sign.Ed25519)
	for _, c := range []Content{
		{Issuer: "gov.example", Type: kind, Issued: now},
		{Issuer: issuer, Type: kind, Issued: now, Open: []Field{{"status", 1}}},
		{Issuer: issuer, Type: kind, Issued: now, Hidden: []Field{{"_sd", 1}}},
		{Issuer: issuer, Type: kind, Issued: now, Open: []Field{{"a", 1}}, Hidden: []Field{{"a", 2}}},
		{Issuer: issuer, Type: kind, Issued: now, Hidden: []Field{{"a", 1}, {"a", 2}}},
	} {
		if _, err := Issue(k, c, salt); err == nil {
			t.Errorf("issued %+v", c)
		}
	}
	if _, err := Issue(k, content(sign.Public{}), func(string) []byte { return []byte("short") }); err == nil {
		t.Error("a salt that can be guessed")
	}
}

func FuzzVerify(f *testing.F) {
	var keys []*sign.Private
	for _, suite := range sign.Suites {
		k := newKey(f, suite)
		keys = append(keys, k)
		text := issue(f, k, content(k.Public()))
		bound, err := Bind(k, text, "a", "n", now)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
		f.Add(bound)
		f.Add(resign(f, k, text, func(p map[string]any) { p["x"] = []any{map[string]any{"...": "y"}} }))
	}
	var made []string
	for _, k := range keys {
		made = append(made, strings.Split(issue(f, k, content(k.Public())), "~")[0])
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Verify(text, Expect{Trust: trusting(keys...), Now: now})
		if err != nil {
			if Why(err) == "" {
				t.Errorf("an error without a reason: %v", err)
			}
			return
		}
		jwt, _, _ := strings.Cut(text, "~")
		if c.Claims["number"] != "SL-LX-2026-000001" && slices.Contains(made, jwt) {
			t.Errorf("verified as %v", c.Claims)
		}
		if _, err := Show(text, []string{"name"}); err != nil {
			t.Errorf("verified, but cannot be shown: %v", err)
		}
	})
}

func FuzzOpenList(f *testing.F) {
	k := newKey(f, sign.Ed25519)
	l := NewList(issuer, listURI, now, time.Minute, time.Hour)
	text, err := l.Sign(k)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(text))
	f.Add([]byte(`{"iss":"https://gov.example","sub":"s","iat":1,"status_list":{"bits":2,"lst":"eNo76fITAAPfAgc"}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		// Once as it is, once signed, so that what lies behind the signature is reached.
		texts := []string{string(b)}
		if sign.Strict(b) == nil {
			signed, err := signToken(k, typeStatusList, json.RawMessage(b))
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, signed)
		}
		for _, text := range texts {
			l, err := OpenList(text, trusting(k))
			if err != nil && Why(err) == "" {
				t.Errorf("an error without a reason: %v", err)
			}
			if err == nil {
				_ = l.Check(StatusRef{int64(len(b)), l.URI}, now) // must not panic
			}
		}
	})
}

func ExampleIssue() {
	seed := bytes.Repeat([]byte{1}, 32) // of an example: a real key comes from a key file
	key, err := sign.NewPrivate(sign.Ed25519, seed)
	if err != nil {
		panic(err)
	}
	text, err := Issue(key, Content{Issuer: issuer, Type: kind, Issued: now, Open: []Field{{"number", "SL-1"}}, Hidden: []Field{{"name", "Zhang"}}}, salt)
	if err != nil {
		panic(err)
	}
	shown, err := Show(text, []string{})
	if err != nil {
		panic(err)
	}
	c, err := Verify(shown, Expect{Trust: trusting(key), Now: now})
	fmt.Println(c.Claims, err)
	// Output: map[number:SL-1] <nil>
}
