package hsm

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"atonce/internal/fail"
	"atonce/internal/sign"
)

// fault is the environment variable that makes this test's own program a module that breaks.
const fault = "HSM_TEST_FAULT"

func TestMain(m *testing.M) {
	if how := os.Getenv(fault); how != "" && filepath.Base(os.Args[0]) == program {
		broken(how)
		return
	}
	os.Exit(m.Run())
}

// broken answers as atonce-hsm does over a library that breaks in one way.
func broken(how string) {
	secret := []byte("a secret of 32 bytes for one test")[:32]
	key, err := sign.NewPrivate(sign.Ed25519, secret)
	if err != nil {
		os.Exit(1)
	}
	marks := os.Getenv("HSM_TEST_FOLDER")
	first := os.Mkdir(filepath.Join(marks, "asked"), 0o700) == nil
	fmt.Println("a library that prints what it likes") // is no answer
	answers := json.NewEncoder(os.NewFile(AnswerFD, "answers"))
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var q Request
		var a Answer
		if json.Unmarshal(lines.Bytes(), &q) != nil {
			os.Exit(1)
		}
		if q.Find != nil {
			a.Suite, a.Point = sign.Ed25519, key.Public().Point()
			answers.Encode(a)
			continue
		}
		a.Signature, _ = key.Sign(q.Sign)
		lost := &Refusal{Kind: fail.Unavailable, Key: "hsm.call", Args: fail.Pairs("call", "C_Sign", "code", "0xB3"), Lost: true}
		switch {
		case how == "session lost once" && first, how == "session lost for good":
			a = Answer{Refused: lost}
		case how == "device says no":
			lost.Lost = false
			a = Answer{Refused: lost}
		case how == "signs wrongly":
			a.Signature[5] ^= 1
		case how == "dies once" && first:
			os.Exit(3)
		case how == "hangs":
			time.Sleep(time.Minute)
		}
		answers.Encode(a)
	}
}

// A module may break in any way: what was lost is opened again once, a wrong signature is never given out, and nothing waits for ever.
func TestModulesThatBreak(t *testing.T) {
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(own, filepath.Join(dir, program)); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	was := patience
	defer func() { patience = was }()
	patience = 3 * time.Second
	for how, key := range map[string]string{"nothing": "", "session lost once": "", "dies once": "", "session lost for good": "hsm.call", "device says no": "hsm.call",
		"signs wrongly": "hsm.signature", "hangs": "hsm.silent"} {
		t.Setenv(fault, how)
		t.Setenv("HSM_TEST_FOLDER", t.TempDir())
		u, err := ParseURI("pkcs11:object=key?module-path=/none.so")
		if err != nil {
			t.Fatal(err)
		}
		k, err := Open(u)
		if err != nil {
			t.Fatalf("%s: %v", how, err)
		}
		s, err := k.Sign([]byte("message"))
		switch {
		case key == "" && (err != nil || !k.Public().Verify([]byte("message"), s)):
			t.Errorf("%s: %v", how, err)
		case key != "" && (err == nil || s != nil || !strings.HasPrefix(fail.As(err).Key, key)):
			t.Errorf("%s: %x, %v", how, s, err)
		}
		k.Close()
	}
}
