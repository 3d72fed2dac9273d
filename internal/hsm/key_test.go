package hsm_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"atonce/internal/fail"
	"atonce/internal/hsm"
	"atonce/internal/hsm/hsmtest"
	"atonce/internal/sign"
)

func uri(t *testing.T, text string) hsm.URI {
	t.Helper()
	u, err := hsm.ParseURI(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func made(t *testing.T, text string, suite sign.Suite) *hsm.Key {
	t.Helper()
	k, err := hsm.Make(uri(t, text), suite)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.Close)
	return k
}

func signs(t *testing.T, k *hsm.Key, message string) {
	t.Helper()
	s, err := k.Sign([]byte(message))
	if err != nil || !k.Public().Verify([]byte(message), s) {
		t.Fatalf("%v: %v", k.URI(), err)
	}
}

// A key made in the token signs; opened again by another session it is the same; several at once wait for each other.
func TestKeyInAToken(t *testing.T) {
	token := hsmtest.New(t)
	for _, suite := range []sign.Suite{sign.ES256, sign.Ed25519} {
		text := token.URI("key-" + string(suite))
		k := made(t, text, suite)
		if k.Public().Suite() != suite {
			t.Fatalf("made %s, got %s", suite, k.Public().Suite())
		}
		again, err := hsm.Open(uri(t, text))
		if err != nil || !again.Public().Equal(k.Public()) {
			t.Fatalf("%s: opened again: %v", suite, err)
		}
		var work sync.WaitGroup
		for i := range 8 {
			work.Go(func() { signs(t, k, strings.Repeat("x", i)+"message") })
		}
		work.Wait()
		signs(t, again, "message")
		again.Close()
		signs(t, again, "after it was closed")
		again.Close()
		if _, err := hsm.Make(uri(t, text), suite); fail.As(err).Key != "hsm.key-there" {
			t.Errorf("%s: made over another: %v", suite, err)
		}
	}
	if _, err := hsm.Make(uri(t, token.URI("sm2")), sign.SM2); fail.As(err).Key != "hsm.suite" {
		t.Errorf("SM2 in a module: %v", err)
	}
}

// A key that another program put into the token, found by its id.
func TestImportedKey(t *testing.T) {
	token := hsmtest.New(t)
	file := filepath.Join(t.TempDir(), "key.pem")
	for _, c := range []*exec.Cmd{
		exec.Command("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", file),
		exec.Command("softhsm2-util", "--import", file, "--token", token.Label, "--label", "imported", "--id", "0a0b", "--pin", token.PIN),
	} {
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", c, err, out)
		}
	}
	k, err := hsm.Open(uri(t, strings.Replace(token.URI("x"), "object=x", "id=%0a%0b", 1)))
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	signs(t, k, "message")
}

// The program that runs the module is killed, as a module that breaks would kill it: the next signature is given.
func TestLostSessionOpensAgain(t *testing.T) {
	token := hsmtest.New(t)
	k := made(t, token.URI("key"), sign.Ed25519)
	for range 3 {
		signs(t, k, "before")
		if err := k.Kill(); err != nil {
			t.Fatal(err)
		}
		signs(t, k, "after")
	}
	// A module that stays away is an error, and then comes back.
	settings := os.Getenv("SOFTHSM2_CONF")
	k.Close()
	t.Setenv("SOFTHSM2_CONF", filepath.Join(t.TempDir(), "none"))
	if _, err := k.Sign([]byte("x")); err == nil {
		t.Error("signed without a module")
	}
	t.Setenv("SOFTHSM2_CONF", settings)
	signs(t, k, "when it is back")
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	token := hsmtest.New(t)
	k := made(t, token.URI("key"), sign.ES256)
	k.Close()
	notLibrary := filepath.Join(t.TempDir(), "text.so")
	if err := os.WriteFile(notLibrary, []byte("no library"), 0o600); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(t.TempDir(), "pin")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	good := token.URI("key")
	for text, key := range map[string]string{
		strings.Replace(good, token.Module, "/none.so", 1):       "hsm.module",
		strings.Replace(good, token.Module, notLibrary, 1):       "hsm.module",
		strings.Replace(good, "token=signing", "token=other", 1): "hsm.no-token",
		strings.Replace(good, "token=signing", "serial=0", 1):    "hsm.no-token",
		token.URI("none"): "hsm.no-key",
		strings.Replace(good, ";object=key", ";object=key;id=%01", 1): "hsm.no-key",
		token.Bare("key"): "hsm.pin-missing",
		token.Bare("key") + "&pin-source=file:/none":    "hsm.pin-file",
		token.Bare("key") + "&pin-source=file:" + empty: "hsm.pin-file",
	} {
		if _, err := hsm.Open(uri(t, text)); fail.As(err).Key != key {
			t.Errorf("%s: %v, not %s", text, err, key)
		}
	}
	t.Setenv(hsm.PINVariable, token.PIN)
	if k, err := hsm.Open(uri(t, token.Bare("key"))); err != nil {
		t.Errorf("PIN from the environment: %v", err)
	} else {
		signs(t, k, "message")
		k.Close()
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := hsm.Open(uri(t, good)); fail.As(err).Key != "hsm.program" {
		t.Errorf("without atonce-hsm: %v", err)
	}
}

// counted puts a program before atonce-hsm that counts how often it is started.
func counted(t *testing.T) func() int {
	t.Helper()
	real, err := exec.LookPath("atonce-hsm")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	marks := filepath.Join(dir, "marks")
	script := "#!/bin/sh\necho >>'" + marks + "'\nexec '" + real + "'\n"
	if err := os.WriteFile(filepath.Join(dir, "atonce-hsm"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return func() int {
		b, err := os.ReadFile(marks)
		if err != nil {
			t.Fatal(err)
		}
		return len(b)
	}
}

// A wrong PIN is tried once for all keys of a token: SoftHSM never locks, a real module does after a few.
func TestWrongPINIsTriedOnce(t *testing.T) {
	token := hsmtest.New(t)
	k := made(t, token.URI("key"), sign.ES256)
	k.Close()
	second := made(t, token.URI("second"), sign.Ed25519)
	second.Close()
	third := made(t, token.URI("third"), sign.Ed25519)
	third.Close()
	started := counted(t)
	if err := os.WriteFile(token.PINFile, []byte("99999\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := hsm.Open(uri(t, token.URI("key"))); fail.As(err).Key != "hsm.pin" {
		t.Errorf("opened with a wrong PIN: %v", err)
	}
	if _, err := k.Sign([]byte("x")); fail.As(err).Key != "hsm.pin" {
		t.Errorf("signed with a wrong PIN: %v", err)
	}
	before := started()
	for range 2 {
		if _, err := second.Sign([]byte("x")); fail.As(err).Key != "hsm.pin" {
			t.Errorf("another key of the token: %v", err)
		}
	}
	if n := started(); n != before {
		t.Errorf("another key of the token went to the module %d times with a PIN that was refused", n-before)
	}
	// That it is not asked again shows when it would be right again.
	if err := os.WriteFile(token.PINFile, []byte(token.PIN+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Sign([]byte("x")); fail.As(err).Key != "hsm.pin" {
		t.Errorf("a refused PIN was tried again: %v", err)
	}
	if k, err := hsm.Open(uri(t, token.URI("key"))); err != nil {
		t.Errorf("read again: %v", err)
	} else {
		k.Close()
	}
	signs(t, third, "a key that was never refused takes the PIN that was mended")
}

// The file of a key holds no secret, and another key under the same name is noticed.
func TestFileOfAKey(t *testing.T) {
	token := hsmtest.New(t)
	k := made(t, token.URI("key"), sign.ES256)
	own := sign.Key{Purpose: sign.Licences, Issuer: "https://gov.example", Public: k.Public()}
	b, err := hsm.EncodeFile(own, k.URI())
	if err != nil || bytes.Contains(b, []byte(token.PIN)) || !hsm.IsFile(b) {
		t.Fatalf("%s, %v", b, err)
	}
	got, opened, err := hsm.OpenFile(b)
	if err != nil || got.Line() != own.Line() {
		t.Fatalf("%v, %v", got, err)
	}
	signs(t, opened, "message")
	opened.Close()
	other := made(t, token.URI("other"), sign.ES256)
	own.Public = other.Public()
	if b, err = hsm.EncodeFile(own, k.URI()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := hsm.OpenFile(b); fail.As(err).Key != "hsm.other-key" {
		t.Errorf("a file that speaks of another key: %v", err)
	}
}
