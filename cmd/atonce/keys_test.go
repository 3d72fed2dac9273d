package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"atonce/internal/sign"
	"atonce/internal/web/door"
)

const testIssuer = "https://gov.example"

func newKeyFile(t *testing.T, file, purpose string, more ...string) {
	t.Helper()
	args := append([]string{"key", "new", purpose, file, "--name", testIssuer, "--packs", "../../packs"}, more...)
	if code := run(args); code != 0 {
		t.Fatalf("%q: exit code %d", args, code)
	}
}

// A key is for its owner only, never written over, sealed where a passphrase is given,
// and of the suite that the country's pack declares.
func TestKeyNew(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "licence.key")
	secret := filepath.Join(dir, "passphrase")
	if err := os.WriteFile(secret, []byte("correct horse\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	newKeyFile(t, file, "licence", "--passphrase-file", secret)
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	b, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(b), "SM4-GCM") {
		t.Errorf("a sealed key of the suite of packs/_law/cn: %s, %v", b, err)
	}
	if code := run([]string{"key", "new", "licence", file, "--name", testIssuer, "--suite", "es256"}); code != 1 {
		t.Errorf("a key was written over another: exit code %d", code)
	}
	if code := run([]string{"key", "new", "licence", filepath.Join(dir, "x"), "--name", "gov.example", "--suite", "es256"}); code != 1 {
		t.Errorf("an issuer that is no address: exit code %d", code)
	}
	if code := run([]string{"key", "new", "licence", filepath.Join(dir, "x"), "--name", testIssuer, "--suite", "none"}); code != 2 {
		t.Errorf("a suite that there is not: exit code %d", code)
	}
	sealed := keyFlags{LicencePassphraseFile: secret}
	k, err := sealed.read(dir)
	if err != nil || k.Licence.Signer == nil || k.Licence.Issuer != testIssuer || len(k.Licence.Trusted) != 1 || k.Receipt.Signer != nil {
		t.Fatalf("%+v, %v", k, err)
	}
	if again, err := sealed.read(dir); err != nil || len(again.Licence.Trusted) != 1 {
		t.Errorf("a key is listed twice: %v, %v", again.Licence.Trusted, err)
	}
	if _, err := (keyFlags{}).read(dir); err == nil || !strings.Contains(err.Error(), "sealed") {
		t.Errorf("without its passphrase: %v", err)
	}
	if _, err := (keyFlags{ReceiptKey: file, ReceiptPassphraseFile: secret, LicencePassphraseFile: secret}).read(dir); err == nil {
		t.Error("a licences' key is taken for receipts")
	}
	other := filepath.Join(dir, "other.key")
	newKeyFile(t, other, "licence", "--suite", "ed25519")
	h := testHouse(t, t.TempDir())
	if err := h.takeKeys(keyFlags{LicenceKey: other}, t.TempDir()); err == nil || !strings.Contains(err.Error(), "declares sm2") {
		t.Errorf("a key of another suite than the country's: %v", err)
	}
}

func testHouse(t *testing.T, dir string) *house {
	t.Helper()
	k, err := (keyFlags{}).read(dir)
	if err != nil {
		t.Fatal(err)
	}
	h, err := open(t.Context(), dir, os.DirFS("../../packs"), time.Now, k)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.close() })
	return h
}

// Keys change while requests run: none fails, what the former key signed stays good, and
// a file that does not read leaves the former key in use.
func TestKeysChangeWithoutAStop(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "receipt.key")
	newKeyFile(t, file, "receipt")
	if err := devLogKey(dir); err != nil {
		t.Fatal(err)
	}
	h := testHouse(t, dir)
	if _, err := h.desk.SignHead(t.Context()); err != nil {
		t.Fatal(err)
	}
	house := door.House{Keeper: h.desk, Routes: routes(h.desk, true), Dev: true, Log: h.log}
	site := httptest.NewServer(house.Handler())
	defer site.Close()
	message := []byte("what was decided")
	type signed struct {
		issuer, key string
		signature   []byte
	}
	var all sync.Map
	var done atomic.Bool
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			for !done.Load() {
				k := h.desk.Keys().Receipt
				s, err := k.Signer.Sign(message)
				p, ok := k.Known(k.Issuer, k.Signer.Public().ID())
				if err != nil || !ok || !p.Verify(message, s) {
					t.Errorf("signed while keys change: %v, known %t", err, ok)
					return
				}
				all.Store(p.ID(), signed{k.Issuer, p.ID(), s})
				r, err := http.Get(site.URL + "/log/checkpoint")
				if err != nil || r.StatusCode != http.StatusOK {
					t.Errorf("a request while keys change: %v, %v", r, err)
					return
				}
				r.Body.Close()
			}
		})
	}
	has := func(id string) func() bool { return func() bool { _, ok := all.Load(id); return ok } }
	await := func(what string, ok func() bool) {
		for !ok() && !t.Failed() {
			time.Sleep(time.Millisecond)
		}
		if t.Failed() {
			t.Fatal(what)
		}
	}
	first := h.desk.Keys().Receipt.Signer.Public().ID()
	await("the first key signs", has(first))
	logKey := h.desk.Keys().Log.Sign.Verifier
	for _, f := range []string{file, filepath.Join(dir, "log.key")} {
		if err := os.Rename(f, f+".old"); err != nil {
			t.Fatal(err)
		}
	}
	newKeyFile(t, file, "receipt")
	if err := devLogKey(dir); err != nil {
		t.Fatal(err)
	}
	if err := h.takeKeys(keyFlags{}, dir); err != nil {
		t.Fatal(err)
	}
	if grew, err := h.desk.SignHead(t.Context()); err != nil || !grew || h.desk.Keys().Log.Sign.Verifier == logKey {
		t.Errorf("the log's new key does not sign: %t, %v", grew, err)
	}
	second := h.desk.Keys().Receipt.Signer.Public().ID()
	if second == first {
		t.Fatal("the key did not change")
	}
	await("the second key signs", has(second))
	if err := os.WriteFile(file, []byte("half a fi"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := h.takeKeys(keyFlags{}, dir); err == nil || h.desk.Keys().Receipt.Signer.Public().ID() != second {
		t.Errorf("a file that does not read: %v", err)
	}
	done.Store(true)
	work.Wait()
	now := h.desk.Keys().Receipt
	all.Range(func(_, v any) bool {
		s := v.(signed)
		if p, ok := now.Known(s.issuer, s.key); !ok || !p.Verify(message, s.signature) {
			t.Errorf("what %s signed is no longer good", s.key)
		}
		return true
	})
	if _, err := h.desk.Verify(t.Context()); err != nil {
		t.Errorf("the log after the change: %v", err)
	}
}

// The watcher sees a key file that was not there before, and takes it.
func TestKeysAreWatched(t *testing.T) {
	dir := t.TempDir()
	h := testHouse(t, dir)
	if k := h.desk.Keys().Licence; k.Signer != nil {
		t.Fatal("a key before there is one")
	}
	f := keyFlags{}
	before := f.state(dir)
	newKeyFile(t, filepath.Join(dir, "licence.key"), "licence")
	if f.state(dir) == before {
		t.Error("a new key file is not seen")
	}
	if err := h.takeKeys(f, dir); err != nil {
		t.Fatal(err)
	}
	if k := h.desk.Keys().Licence; k.Signer == nil || k.Signer.Public().Suite() != sign.SM2 {
		t.Error("the new key is not in use")
	}
}
