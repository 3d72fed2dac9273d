package test

import (
	"bytes"
	"encoding/asn1"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"atonce/internal/credential"
	"atonce/internal/sign"
)

const (
	oracleIssuer = "https://gov.example"
	oracleList   = oracleIssuer + "/credentials/status/0"
)

// foreignIssuer is an issuer of one suite, with a list on which place 1 is revoked.
type foreignIssuer struct {
	t           *testing.T
	key, holder *sign.Private
	now         time.Time
}

func (o foreignIssuer) keys() sign.Keys {
	return sign.Keys{Trusted: []sign.Key{{Purpose: sign.Licences, Issuer: oracleIssuer, Public: o.key.Public()}}}
}

func (o foreignIssuer) issue(k sign.Signer, issuer string, place int64, expires time.Time) string {
	text, err := credential.Issue(k, credential.Content{Issuer: issuer, Type: oracleIssuer + "/credentials/type/shop/licence", Issued: o.now.Add(-time.Hour), Expires: expires,
		Status: &credential.StatusRef{Index: place, URI: oracleList}, Holder: o.holder.Public(), Open: []credential.Field{{Name: "number", Value: "SL-2026-000001"}},
		Hidden: []credential.Field{{Name: "holder", Value: "林𠮷安"}, {Name: "premises", Value: "北街 7 号"}}}, func(name string) []byte { return []byte("a salt of the test " + name) })
	must(o.t, err)
	return text
}

func (o foreignIssuer) bind(k sign.Signer, text, nonce string) string {
	text, err := credential.Bind(k, text, "https://desk.example", nonce, o.now)
	must(o.t, err)
	return text
}

// swap changes a part of the token without signing anew.
func swap(text string, part int, change func([]byte) []byte) string {
	jwt, rest, _ := strings.Cut(text, "~")
	parts := strings.Split(jwt, ".")
	b, err := sign.DecodeBase64(parts[part])
	if err != nil {
		panic(err)
	}
	parts[part] = base64url(change(b))
	return strings.Join(parts, ".") + "~" + rest
}

// Another program, by other people, takes our licences and refuses the same ten kinds of
// forgery that we refuse, in every suite.
func TestOutsideLibraryJudgesLicences(t *testing.T) {
	if _, err := os.Stat("credentials/node_modules/@sd-jwt/sd-jwt-vc"); err != nil {
		t.Skip("the libraries of others are not installed: npm ci --prefix test/credentials")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	for _, suite := range sign.Suites {
		t.Run(string(suite), func(t *testing.T) {
			key := func() *sign.Private {
				k, err := sign.Generate(suite)
				must(t, err)
				return k
			}
			o := foreignIssuer{t: t, key: key(), holder: key(), now: time.Unix(1790000000, 0)}
			other, end := key(), o.now.AddDate(1, 0, 0)
			good := o.issue(o.key, oracleIssuer, 0, end)
			_, rest, _ := strings.Cut(good, "~")
			first, _, _ := strings.Cut(rest, "~")
			forged := base64url([]byte(`["YSBzYWx0IG9mIHRoZSB0ZXN0IGhvbGRlcg","holder","李四"]`))
			cases := []struct{ what, text string }{
				{"good", o.bind(o.holder, good, "n-1")},
				{"changed claim", o.bind(o.holder, swap(good, 1, func(b []byte) []byte { return bytes.Replace(b, []byte("000001"), []byte("000002"), 1) }), "n-1")},
				{"hidden claim swapped", o.bind(o.holder, strings.Replace(good, first, forged, 1), "n-1")},
				{"wrong key", o.bind(o.holder, o.issue(other, oracleIssuer, 0, end), "n-1")},
				{"wrong holder", o.bind(other, good, "n-1")},
				{"expired", o.bind(o.holder, o.issue(o.key, oracleIssuer, 0, o.now.Add(-time.Minute)), "n-1")},
				{"revoked", o.bind(o.holder, o.issue(o.key, oracleIssuer, 1, end), "n-1")},
				{"replayed presentation", o.bind(o.holder, good, "n-0")},
				{"algorithm none", o.bind(o.holder, swap(swap(good, 0, func(b []byte) []byte {
					return bytes.Replace(b, []byte(suite.Algorithm()), []byte("none"), 1)
				}), 2, func([]byte) []byte { return nil }), "n-1")},
				{"truncated", o.bind(o.holder, good, "n-1")[:len(good)+40]},
				{"other issuer", o.bind(o.holder, o.issue(o.key, "https://else.example", 0, end), "n-1")},
			}
			l := credential.NewList(oracleIssuer, oracleList, o.now.Add(-time.Minute), time.Minute, time.Hour)
			must(t, l.Set(1, credential.StatusInvalid))
			signed, err := l.Sign(o.key)
			must(t, err)
			opened, err := credential.OpenList(signed, o.keys().Known)
			must(t, err)

			type judged struct {
				Text  string `json:"text"`
				Nonce string `json:"nonce"`
				Now   int64  `json:"now"`
			}
			var ask []judged
			for _, c := range cases {
				ask = append(ask, judged{c.text, "n-1", o.now.Unix()})
			}
			in, err := json.Marshal(map[string]any{"trusted": o.keys().Trusted, "lists": map[string]string{oracleList: signed}, "cases": ask})
			must(t, err)
			cmd := exec.Command(node, "judge.mjs")
			cmd.Dir, cmd.Stdin, cmd.Stderr = "credentials", bytes.NewReader(in), os.Stderr
			b, err := cmd.Output()
			must(t, err)
			var said []struct{ Refused, Number, Holder string }
			must(t, json.Unmarshal(b, &said))
			if len(said) != len(cases) {
				t.Fatalf("%d answers", len(said))
			}
			for i, c := range cases {
				got, ours := credential.Verify(c.text, credential.Expect{Trust: o.keys().Known, Now: o.now, Bound: true, Audience: "https://desk.example", Nonce: "n-1"})
				if ours == nil {
					ours = opened.Check(*got.Status, o.now)
				}
				if i == 0 {
					if said[i].Refused != "" || said[i].Number != "SL-2026-000001" || said[i].Holder != "林𠮷安" || ours != nil {
						t.Errorf("a good licence: they say %+v, we say %v", said[i], ours)
					}
					continue
				}
				if said[i].Refused == "" || ours == nil {
					t.Errorf("%s: they say %+v, we say %v", c.what, said[i], ours)
				}
				t.Logf("%s: they say %q, we say %s", c.what, said[i].Refused, credential.Why(ours))
			}
		})
	}
}

func base64url(b []byte) string {
	p, err := json.Marshal(b)
	if err != nil {
		panic(err)
	}
	s := strings.Trim(string(p), `"`)
	return strings.TrimRight(strings.NewReplacer("+", "-", "/", "_").Replace(s), "=")
}

// OpenSSL takes our SM2 signatures under the default user id, and no changed message.
func TestOpenSSLTakesSM2(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not installed")
	}
	k, err := sign.Generate(sign.SM2)
	must(t, err)
	var jwk struct{ X, Y string }
	b, err := json.Marshal(k.Public())
	must(t, err)
	must(t, json.Unmarshal(b, &jwk))
	x, err := sign.DecodeBase64(jwk.X)
	must(t, err)
	y, err := sign.DecodeBase64(jwk.Y)
	must(t, err)
	type algorithm struct{ Key, Curve asn1.ObjectIdentifier }
	point := append(append([]byte{4}, x...), y...)
	der, err := asn1.Marshal(struct {
		Algorithm algorithm
		Key       asn1.BitString
	}{algorithm{asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}, asn1.ObjectIdentifier{1, 2, 156, 10197, 1, 301}}, asn1.BitString{Bytes: point, BitLength: 8 * len(point)}})
	must(t, err)
	message := []byte("准予登记")
	raw, err := k.Sign(message)
	must(t, err)
	signature, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:])})
	must(t, err)
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		file := filepath.Join(dir, name)
		must(t, os.WriteFile(file, b, 0o600))
		return file
	}
	key := write("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	sig := write("signature", signature)
	run := func(file string) (string, error) {
		out, err := exec.Command(openssl, "pkeyutl", "-verify", "-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678", "-pubin", "-inkey", key, "-in", file, "-sigfile", sig).CombinedOutput()
		return string(out), err
	}
	if out, err := run(write("message", message)); err != nil {
		t.Errorf("openssl refuses: %s %v", out, err)
	}
	if out, err := run(write("other", append(message, '.'))); err == nil {
		t.Errorf("openssl takes another message: %s", out)
	}
}
