package sign

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"atonce/internal/fail"
)

const issuer = "https://gov.example"

func TestKeyFile(t *testing.T) {
	for _, s := range Suites {
		for _, passphrase := range []string{"", "correct horse 电池"} {
			k, err := Generate(s)
			if err != nil {
				t.Fatal(err)
			}
			b, err := EncodeFile(Licences, issuer, k, []byte(passphrase))
			if err != nil {
				t.Fatal(err)
			}
			if sealed := !bytes.Contains(b, []byte(encode(k.secret))); sealed != (passphrase != "") {
				t.Errorf("%s: the secret lies open: %t", s, !sealed)
			}
			if usesSM4 := bytes.Contains(b, []byte("SM4")); usesSM4 != (s == SM2 && passphrase != "") {
				t.Errorf("%s: sealed with SM4: %t", s, usesSM4)
			}
			got, back, err := DecodeFile(b, []byte(passphrase))
			if err != nil || got.Purpose != Licences || got.Issuer != issuer || !got.Public.Equal(k.Public()) || !bytes.Equal(back.secret, k.secret) {
				t.Fatalf("%s: read back %v, %v", s, got, err)
			}
			if _, _, err := DecodeFile(b, []byte(passphrase+"x")); err == nil {
				t.Errorf("%s: another passphrase than %q is accepted", s, passphrase)
			}
			// What the file says in the open is bound to what is sealed.
			other := bytes.Replace(b, []byte(`"licence"`), []byte(`"receipt"`), 1)
			if _, _, err := DecodeFile(other, []byte(passphrase)); passphrase != "" && fail.As(err).Key != "sign.passphrase" {
				t.Errorf("%s: a sealed key of another purpose: %v", s, err)
			}
		}
	}
}

func TestKeyLines(t *testing.T) {
	var file strings.Builder
	var keys []Key
	for _, s := range Suites {
		k, err := Generate(s)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, Key{Receipts, issuer + "/" + string(s), k.Public()})
		file.WriteString("# a comment\n\n" + keys[len(keys)-1].Line() + "\n")
	}
	got, err := ParseKeys([]byte(file.String()))
	if err != nil || len(got) != len(keys) {
		t.Fatal(got, err)
	}
	all := Keys{Trusted: got}
	for i, k := range keys {
		if p, ok := all.Known(k.Issuer, k.Public.ID()); !ok || !p.Equal(k.Public) || got[i].Purpose != Receipts {
			t.Errorf("%s is not known again", k.Issuer)
		}
		if _, ok := all.Known(issuer, k.Public.ID()); ok {
			t.Error("a key is known under another issuer")
		}
	}
}

func TestKeysThatAreRefused(t *testing.T) {
	const x, y = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
	for name, jwk := range map[string]string{
		"another curve":         `{"kty":"EC","crv":"secp256k1","x":"` + x + `","y":"` + y + `"}`,
		"a point off the curve": `{"kty":"EC","crv":"P-256","x":"` + y + `","y":"` + x + `"}`,
		"P-256's point on SM2":  `{"kty":"EC","crv":"SM2","x":"` + x + `","y":"` + y + `"}`,
		"another algorithm":     `{"kty":"EC","crv":"P-256","alg":"SM2","x":"` + x + `","y":"` + y + `"}`,
		"no algorithm":          `{"kty":"EC","crv":"P-256","alg":"none","x":"` + x + `","y":"` + y + `"}`,
		"for encryption":        `{"kty":"EC","crv":"P-256","use":"enc","x":"` + x + `","y":"` + y + `"}`,
		"private":               `{"kty":"EC","crv":"P-256","d":"AA","x":"` + x + `","y":"` + y + `"}`,
		"one coordinate":        `{"kty":"EC","crv":"P-256","x":"` + x + `"}`,
		"an octet pair with y":  `{"kty":"OKP","crv":"Ed25519","x":"` + x + `","y":"` + y + `"}`,
		"a short coordinate":    `{"kty":"EC","crv":"P-256","x":"AAAA","y":"` + y + `"}`,
		"loose bits":            `{"kty":"EC","crv":"P-256","x":"` + x[:42] + `V","y":"` + y + `"}`,
		"padding":               `{"kty":"EC","crv":"P-256","x":"` + x + `=","y":"` + y + `"}`,
		"x twice":               `{"kty":"EC","crv":"P-256","x":"` + x + `","x":"` + x + `","y":"` + y + `"}`,
		"x in two cases":        `{"kty":"EC","crv":"P-256","x":"` + x + `","X":"` + x + `","y":"` + y + `"}`,
		"something behind it":   `{"kty":"EC","crv":"P-256","x":"` + x + `","y":"` + y + `"}{}`,
		"an array":              `[]`,
		"nothing":               ``,
		"a symmetric key":       `{"kty":"oct","k":"AAAA"}`,
		"too long":              `{"a":"` + strings.Repeat("a", MostJWK) + `"}`,
		"nested without an end": strings.Repeat(`{"a":`, 500),
		"broken text":           "{\"kty\":\"\xff\"}",
	} {
		if p, err := ParseJWK([]byte(jwk)); err == nil {
			t.Errorf("%s is taken: %v", name, p)
		}
	}
	if _, err := ParseJWK([]byte(`{"kty":"EC","crv":"P-256","x":"` + x + `","y":"` + y + `"}`)); err != nil {
		t.Error("the key itself:", err)
	}
	for _, bad := range []string{"", "gov.example", "http://gov.example", "https://", "https://gov.example/", "https://a@gov.example", "https://gov.example?x", "https://gov.example#x", "https://gov.example\n"} {
		if CheckIssuer(bad) == nil {
			t.Errorf("%q is taken as an issuer", bad)
		}
	}
}

func TestSuitesByName(t *testing.T) {
	for _, s := range Suites {
		if got, ok := SuiteOf(s.Algorithm()); !ok || got != s {
			t.Errorf("%s is not found by %s", s, s.Algorithm())
		}
	}
	for _, bad := range []string{"", "none", "None", "HS256", "RS256", "es256"} {
		if s, ok := SuiteOf(bad); ok {
			t.Errorf("%q is the suite %s", bad, s)
		}
	}
}

func FuzzParseJWK(f *testing.F) {
	for _, s := range Suites {
		k, err := Generate(s)
		if err != nil {
			f.Fatal(err)
		}
		b, err := json.Marshal(k.Public())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := ParseJWK(b)
		if err != nil {
			return
		}
		again, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if q, err := ParseJWK(again); err != nil || !q.Equal(p) || q.ID() != p.ID() {
			t.Errorf("%s is read back as another key, %v", again, err)
		}
	})
}

func FuzzDecodeFile(f *testing.F) {
	for _, s := range Suites {
		k, err := Generate(s)
		if err != nil {
			f.Fatal(err)
		}
		b, err := EncodeFile(Receipts, issuer, k, nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add([]byte(Key{Licences, issuer, k.Public()}.Line()))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if k, p, err := DecodeFile(b, nil); err == nil {
			if !k.Public.Equal(p.Public()) || k.Check() != nil {
				t.Error("a key file gives a key that it does not name")
			}
		}
		keys, err := ParseKeys(b)
		if err != nil {
			return
		}
		for _, k := range keys {
			if again, err := ParseKeys([]byte(k.Line())); err != nil || len(again) != 1 || !again[0].Public.Equal(k.Public) {
				t.Errorf("%s is read back as another key, %v", k.Line(), err)
			}
		}
	})
}
