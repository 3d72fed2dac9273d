package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"atonce/internal/credential"
	"atonce/internal/fail"
	"atonce/internal/hsm"
	"atonce/internal/hsm/hsmtest"
	"atonce/internal/merkle"
	"atonce/internal/scene"
	"atonce/internal/sign"
	"atonce/internal/text"
)

// keysIn makes the keys of all purposes in a folder: in files, or in a token if there is one.
func keysIn(t *testing.T, dir string, token *hsmtest.Token) {
	t.Helper()
	for what, args := range map[string][]string{
		"log":     {"--name", "example.org/log"},
		"licence": {"--name", scene.Issuer, "--suite", "es256"},
		"receipt": {"--name", scene.Issuer, "--suite", "ed25519"},
	} {
		args = append([]string{"key", "new", what, filepath.Join(dir, what+".key")}, args...)
		if token != nil {
			args = append(args, "--pkcs11", token.URI(what), "--make")
		}
		if code := run(args); code != 0 {
			t.Fatalf("%q: exit code %d", args, code)
		}
	}
}

// Keys of all purposes move from files into a security module while licences are asked for: none fails, what the
// former keys signed stays good, and what the module signs is checked by the ordinary verifiers.
func TestKeysMoveIntoASecurityModule(t *testing.T) {
	token := hsmtest.New(t)
	dir := t.TempDir()
	keysIn(t, dir, nil)
	s := scene.New(t)
	use := func() {
		t.Helper()
		k, err := (keyFlags{}).read(dir)
		if err != nil {
			t.Fatal(err)
		}
		s.Desk.UseKeys(k)
	}
	use()
	reader := s.Person("lin-jian")
	s.File(reader.ID, scene.Card, scene.Renewal("王𠂇"))
	s.SignLog()
	held, err := s.Desk.Wallet(t.Context(), reader)
	if err != nil || len(held) != 1 {
		t.Fatalf("%d licences, %v", len(held), err)
	}
	number := held[0].Licence.Number
	before, err := s.Desk.Credential(t.Context(), reader, number)
	if err != nil {
		t.Fatal(err)
	}
	var done atomic.Bool
	var work sync.WaitGroup
	for range 2 {
		work.Go(func() {
			for !done.Load() {
				text, err := s.Desk.Credential(t.Context(), reader, number)
				if err == nil {
					_, err = credential.Verify(text, credential.Expect{Trust: s.Desk.Keys().Licence.Known, Now: s.Now()})
				}
				if err != nil {
					t.Errorf("a licence while keys move: %v", err)
					return
				}
			}
		})
	}
	fileKeys := s.Desk.Keys()
	for _, what := range []string{"log", "licence", "receipt"} {
		if err := os.Rename(filepath.Join(dir, what+".key"), filepath.Join(dir, what+".old")); err != nil {
			t.Fatal(err)
		}
	}
	state := (keyFlags{}).state(dir)
	keysIn(t, dir, &token)
	if (keyFlags{}).state(dir) == state {
		t.Error("the watcher does not see the new files")
	}
	use()
	s.File(reader.ID, scene.Card, scene.Renewal("王𠂇"))
	s.SignLog()
	done.Store(true)
	work.Wait()

	now := s.Desk.Keys()
	if now.Licence.Signer.Public().Equal(fileKeys.Licence.Signer.Public()) || len(now.Licence.Trusted) != 2 || now.Licence.Signer.Public().Suite() != sign.ES256 {
		t.Errorf("the licences' keys are %+v", now.Licence)
	}
	after, err := s.Desk.Credential(t.Context(), reader, number)
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{"before": before, "after": after} {
		file := filepath.Join(dir, what+".sd-jwt")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code := run([]string{"verify", "licence", file, "--keys", filepath.Join(dir, "licence.keys"), "--as-of", s.Now().AddDate(0, 0, 1).Format("2006-01-02")}); code != 0 {
			t.Errorf("the licence signed %s the change: exit code %d", what, code)
		}
	}
	message := []byte("a decision")
	if signature, err := now.Receipt.Signer.Sign(message); err != nil || !now.Receipt.Signer.Public().Verify(message, signature) {
		t.Errorf("a receipt: %v", err)
	}
	head, err := s.Desk.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, vs, err := merkle.ParseKeys(now.Log.Sign.Verifier)
	if err != nil {
		t.Fatal(err)
	}
	if h, _, err := merkle.OpenHead(head, vs[0]); err != nil || h.Size == 0 {
		t.Errorf("the log's head is not signed by the module: %v\n%s", err, head)
	}
	if v, err := s.Desk.Verify(t.Context()); err != nil || !v.Heads {
		t.Errorf("the log over both keys: %+v, %v", v, err)
	}
	noSecretIn(t, dir, token.PIN)

	// Who checks a copy has no module: the list and the public halves are enough.
	t.Setenv("PATH", t.TempDir())
	if k, err := (logFlags{}).trusted(dir); err != nil || len(k.Trusted) != 2 || k.Sign != nil {
		t.Errorf("the keys to check by: %+v, %v", k, err)
	}
}

func noSecretIn(t *testing.T, dir, secret string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f.Name(), ".key") && strings.Contains(string(b), secret) {
			t.Errorf("%s holds the PIN", f.Name())
		}
	}
}

// What cannot be is refused before anything is written, and a key file of a module is held to its key.
func TestKeysInASecurityModuleAreHeldToTheirFiles(t *testing.T) {
	token := hsmtest.New(t)
	dir := t.TempDir()
	for what, args := range map[string][]string{
		"SM2":                  {"licence", "--name", scene.Issuer, "--suite", "sm2", "--pkcs11", token.URI("a"), "--make"},
		"PIN in the URI":       {"log", "--name", "example.org/log", "--pkcs11", token.Bare("a") + "&pin-value=1", "--make"},
		"a key that is not":    {"log", "--name", "example.org/log", "--pkcs11", token.URI("none")},
		"a name that is none":  {"log", "--name", "example.org/a log", "--pkcs11", token.URI("a"), "--make"},
		"an issuer that is no": {"licence", "--name", "gov.example", "--suite", "es256", "--pkcs11", token.URI("a"), "--make"},
	} {
		file := filepath.Join(dir, "a.key")
		if code := run(append([]string{"key", "new", args[0], file}, args[1:]...)); code != 1 {
			t.Errorf("%s: exit code %d", what, code)
		}
		if _, err := os.Stat(file); err == nil {
			t.Errorf("%s: a file was written", what)
		}
	}
	taken := filepath.Join(dir, "taken.key")
	if err := os.WriteFile(taken, []byte("another key"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"log", taken, "--name", "example.org/log"}, {"licence", taken, "--name", scene.Issuer, "--suite", "es256"}} {
		args = append([]string{"key", "new"}, append(args, "--pkcs11", token.URI("a"), "--make")...)
		if code := run(args); code != 1 {
			t.Errorf("%q over a file: exit code %d", args, code)
		}
	}
	// None of these left a key behind in the module.
	if u, err := hsm.ParseURI(token.URI("a")); err != nil {
		t.Fatal(err)
	} else if _, err := hsm.Open(u); fail.As(err).Key != "hsm.no-key" {
		t.Errorf("a refused command made a key in the module: %v", err)
	}
	keysIn(t, dir, &token)
	// Made again it is refused, and the refusal says how to go on; without --make it is used.
	again := []string{"key", "new", "receipt", filepath.Join(dir, "again.key"), "--name", scene.Issuer, "--suite", "ed25519", "--pkcs11", token.URI("receipt")}
	if code := run(append(again, "--make")); code != 1 {
		t.Errorf("made over a key in the module: exit code %d", code)
	}
	for _, l := range text.Langs {
		if s := text.Error(l, fail.New(fail.Conflict, "hsm.key-there", "uri", "x")); !strings.Contains(s, "--make") {
			t.Errorf("%s: %s", l, s)
		}
	}
	if code := run(again); code != 0 {
		t.Errorf("a key that was there, without --make: exit code %d", code)
	}
	if _, err := (keyFlags{LicencePassphraseFile: token.PINFile}).read(dir); err == nil || !strings.Contains(err.Error(), "not sealed") {
		t.Errorf("a passphrase for a key in a module: %v", err)
	}
	// An ES256 key is no log's key.
	if code := run([]string{"key", "new", "log", filepath.Join(dir, "b.key"), "--name", "example.org/log", "--pkcs11", token.URI("licence")}); code != 1 {
		t.Errorf("a log with an ES256 key: exit code %d", code)
	}
	// The file of one key with the address of another.
	b, err := os.ReadFile(filepath.Join(dir, "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openLogKey([]byte(strings.Replace(string(b), "object=log", "object=receipt", 1))); fail.As(err).Key != "hsm.other-key" {
		t.Errorf("another key under the log's name: %v", err)
	}
}

// The program itself needs no C library: only atonce-hsm links what loads one (docs/adr/0023).
func TestProgramLinksNoCLibrary(t *testing.T) {
	links := func(program string) bool {
		out, err := exec.Command("go", "list", "-deps", "atonce/cmd/"+program).Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(out), "github.com/ebitengine/purego")
	}
	if links("atonce") {
		t.Error("atonce links purego")
	}
	if !links("atonce-hsm") {
		t.Error("atonce-hsm does not link purego: the test above shows nothing")
	}
}
