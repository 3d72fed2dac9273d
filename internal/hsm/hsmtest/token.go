// Package hsmtest makes tokens of SoftHSM, the security module in software of the DNSSEC world, for tests.
package hsmtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Token is a fresh token in a folder of its own.
type Token struct {
	Label   string
	PIN     string
	PINFile string
	Module  string // library of the module
}

// needed is what ./all sets: there nothing may be missing.
const needed = "ATONCE_NEED_BROWSER"

// New makes a token, and builds atonce-hsm and puts it on the path. A test is skipped where SoftHSM is missing,
// and fails there in ./all.
func New(t testing.TB) Token {
	t.Helper()
	util, err := exec.LookPath("softhsm2-util")
	module := library()
	if err != nil || module == "" {
		if os.Getenv(needed) == "1" {
			t.Fatal("SoftHSM is missing: apt-get install softhsm2")
		}
		t.Skip("SoftHSM is missing: apt-get install softhsm2")
	}
	dir := t.TempDir()
	tokens := filepath.Join(dir, "tokens")
	must(t, os.Mkdir(tokens, 0o700))
	settings := filepath.Join(dir, "softhsm2.conf")
	must(t, os.WriteFile(settings, []byte("directories.tokendir = "+tokens+"\nobjectstore.backend = file\nlog.level = ERROR\n"), 0o600))
	t.Setenv("SOFTHSM2_CONF", settings)
	k := Token{Label: "signing", PIN: "24680", PINFile: filepath.Join(dir, "pin"), Module: module}
	must(t, os.WriteFile(k.PINFile, []byte(k.PIN+"\n"), 0o600))
	run(t, exec.Command(util, "--init-token", "--free", "--label", k.Label, "--pin", k.PIN, "--so-pin", "13579"))
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "atonce-hsm"), "atonce/cmd/atonce-hsm")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	run(t, build)
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return k
}

// URI names the key with this label in the token, with the PIN's file.
func (k Token) URI(object string) string {
	return k.Bare(object) + "&pin-source=file:" + k.PINFile
}

// Bare names the key without a PIN.
func (k Token) Bare(object string) string {
	return fmt.Sprintf("pkcs11:token=%s;object=%s?module-path=%s", k.Label, object, k.Module)
}

func library() string {
	places, _ := filepath.Glob("/usr/lib/*/softhsm/libsofthsm2.so") // the pattern is well formed
	for _, p := range append([]string{"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so"}, places...) {
		if _, err := os.Stat(p); err == nil {
			return p
		}
	}
	return ""
}

func run(t testing.TB, c *exec.Cmd) {
	t.Helper()
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", c, err, out)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
