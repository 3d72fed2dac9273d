package hsm

import (
	"reflect"
	"testing"

	"atonce/internal/fail"
)

const lib = "?module-path=/usr/lib/module.so"

func TestParseURI(t *testing.T) {
	slot := uint64(7)
	for text, want := range map[string]URI{
		"pkcs11:object=licence" + lib: {Module: "/usr/lib/module.so", Object: "licence"},
		// The forms of RFC 7512, section 3.
		"pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;model=1.0;serial=;object=x" + lib: {},
		"pkcs11:token=A%20B;manufacturer=Snake%20Oil,%20Inc.;model=1.0;serial=0123;slot-id=7;object=x;type=private;id=%69%95%3E%00" + lib + "&pin-source=file:/etc/token_pin": {
			Module: "/usr/lib/module.so", Token: "A B", Manufacturer: "Snake Oil, Inc.", Model: "1.0", Serial: "0123", Slot: &slot, Object: "x", ID: []byte("\x69\x95\x3e\x00"), PINFile: "/etc/token_pin"},
		"pkcs11:id=a&b" + lib: {Module: "/usr/lib/module.so", ID: []byte("a&b")},
		"pkcs11:object=%E7%AD%BE%E5%8F%91?pin-source=file:///etc/pin&module-path=/m.so": {Module: "/m.so", Object: "签发", PINFile: "/etc/pin"},
	} {
		u, err := ParseURI(text)
		if want.Module == "" {
			if err == nil {
				t.Errorf("%s is read as %+v", text, u)
			}
			continue
		}
		if err != nil || !reflect.DeepEqual(u, want) {
			t.Errorf("%s\n got %+v, %v\nwant %+v", text, u, err, want)
		}
		if back, err := ParseURI(u.String()); err != nil || !reflect.DeepEqual(back, u) {
			t.Errorf("%s is not read back: %+v, %v", u, back, err)
		}
	}
}

func TestParseURIRefuses(t *testing.T) {
	for text, key := range map[string]string{
		"":                                                  "hsm.uri",
		"pkcs12:object=a" + lib:                             "hsm.uri",
		"pkcs11:object=a":                                   "hsm.uri-module",
		"pkcs11:object=a?module-path=module.so":             "hsm.uri-module",
		"pkcs11:token=a" + lib:                              "hsm.uri-key",
		"pkcs11:object=a;object=b" + lib:                    "hsm.uri-twice",
		"pkcs11:object=a;object=a" + lib:                    "hsm.uri-twice",
		"pkcs11:object=a;type=public" + lib:                 "hsm.uri-type",
		"pkcs11:object=a;colour=red" + lib:                  "hsm.uri-attribute",
		"pkcs11:object=a;library-version=3" + lib:           "hsm.uri-attribute",
		"pkcs11:object=a b" + lib:                           "hsm.uri-attribute",
		"pkcs11:object=%zz" + lib:                           "hsm.uri-attribute",
		"pkcs11:object" + lib:                               "hsm.uri-attribute",
		"pkcs11:object=a;slot-id=one" + lib:                 "hsm.uri-attribute",
		"pkcs11:object=a" + lib + "&pin-value=1234":         "hsm.uri-pin-value",
		"pkcs11:object=a" + lib + "&pin-source=|/bin/pin":   "hsm.uri-pin-source",
		"pkcs11:object=a" + lib + "&pin-source=http://a/b":  "hsm.uri-pin-source",
		"pkcs11:object=a" + lib + "&pin-source=file://a/b":  "hsm.uri-pin-source",
		"pkcs11:object=a" + lib + "&pin-source=pin":         "hsm.uri-pin-source",
		"pkcs11:module-path=/m.so;object=a":                 "hsm.uri-attribute",
		"pkcs11:object=a?module-path=/m.so;pin-source=/pin": "hsm.uri-attribute",
	} {
		if u, err := ParseURI(text); err == nil || fail.As(err).Key != key {
			t.Errorf("%s: %+v, %v, not %s", text, u, err, key)
		}
	}
}

func FuzzParseURI(f *testing.F) {
	f.Add("pkcs11:token=a;object=b;id=%01%02;slot-id=3" + lib + "&pin-source=file:/etc/pin")
	f.Add("pkcs11:object=%00" + lib)
	f.Fuzz(func(t *testing.T, text string) {
		u, err := ParseURI(text)
		if err != nil {
			return
		}
		back, err := ParseURI(u.String())
		if err != nil || !reflect.DeepEqual(back, u) {
			t.Fatalf("%q is %+v, written %s, read back %+v, %v", text, u, u, back, err)
		}
	})
}

func FuzzDecodeFile(f *testing.F) {
	f.Add([]byte(`{"format":"atonce-module-key/1","purpose":"licence","issuer":"https://gov.example","jwk":{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},"pkcs11":"pkcs11:object=a?module-path=/m.so"}`))
	f.Add([]byte("example.org/log+1+AA pkcs11:object=a?module-path=/m.so"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if k, u, err := DecodeFile(b); err == nil {
			again, err := EncodeFile(k, u)
			if err != nil {
				t.Fatal(err)
			}
			if l, v, err := DecodeFile(again); err != nil || !l.Public.Equal(k.Public) || !reflect.DeepEqual(u, v) {
				t.Fatalf("%q is not read back: %v", again, err)
			}
		}
		ParseLogFile(b)
	})
}
