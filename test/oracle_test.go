package test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/scene"
	"atonce/internal/store"
	"atonce/internal/web/publiclog"
	"atonce/internal/witness"

	"golang.org/x/mod/sumdb/note"
)

// oracle builds the tools of others. Only where the module proxy cannot be reached
// is the test left out, and says so.
func oracle(t *testing.T) (fsck, prove string) {
	t.Helper()
	dir := t.TempDir()
	out, err := exec.Command("go", "build", "-C", filepath.Join(scene.Root(t), "test", "oracle"), "-o", dir+"/", "./prove",
		"github.com/transparency-dev/tessera/cmd/fsck").CombinedOutput()
	if err != nil {
		for _, sign := range []string{"dial tcp", "no such host", "proxyconnect", "i/o timeout", "connection refused", "403 Forbidden", "module lookup disabled"} {
			if bytes.Contains(out, []byte(sign)) {
				t.Skipf("the module proxy cannot be reached, so Tessera's tools cannot be built: %s", out)
			}
		}
		t.Fatalf("%v: %s", err, out)
	}
	return filepath.Join(dir, "fsck"), filepath.Join(dir, "prove")
}

// run lets a tool judge; a hang counts as not accepting.
func run(t *testing.T, long time.Duration, name string, args ...string) (out string, ended bool, err error) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), long)
	defer stop()
	b, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	return string(b), ctx.Err() == nil, err
}

// Tessera's own tools accept the log as it is served, with its proofs and the
// cosignature of our witness, and do not accept it with one entry changed.
func TestTesseraAcceptsTheLog(t *testing.T) {
	fsck, prove := oracle(t)
	s := scene.New(t)
	s.SignLog()
	old, err := s.Desk.Checkpoint(t.Context())
	must(t, err)
	watcher, watcherKey := newWitness(t, s.Log.Verifier)
	// Enough for full tiles, a partial one, and a second level; through the whole
	// program for some, straight into the log for the rest.
	for range 3 {
		number := s.File(applicant, registration, answers())
		s.Do("zhang-min", number, casework.Act{Verb: casework.Accept})
	}
	st := s.Store()
	for range 7 {
		must(t, st.Write(t.Context(), func(tx *store.Tx) error {
			for i := range 100 {
				if _, err := ledger.Append(tx, merkle.Entry{Kind: "act", Seq: int64(i)}); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	d := desk.New(desk.Config{Store: st, Clock: s.Now, Slog: slog.New(slog.DiscardHandler), Keys: desk.Keys{Log: desk.LogKeys{Sign: &s.Log, Trusted: []string{s.Log.Verifier},
		Witnesses: []witness.Remote{watcher}, Quorum: 1}}})
	_, err = d.SignHead(t.Context())
	must(t, err)
	d.AskWitnesses(t.Context())
	site := httptest.NewServer(s.Handler(publiclog.Routes(d), false))
	defer site.Close()

	dir := t.TempDir()
	key, older := filepath.Join(dir, "key"), filepath.Join(dir, "older")
	must(t, os.WriteFile(key, []byte(s.Log.Verifier+"\n"), 0o644))
	must(t, os.WriteFile(older, old, 0o644))
	judge := func() (string, bool, error) {
		return run(t, 20*time.Second, fsck, "--storage_url", site.URL+"/log/", "--public_key", key, "--ui=false", "--N=2")
	}
	proofs := []string{"-url", site.URL + "/log/", "-key", s.Log.Verifier, "-old", older, "-witness", watcherKey}
	out, ended, err := judge()
	if !ended || err != nil || !strings.Contains(out, "Successfully fsck'd log") {
		t.Fatalf("fsck does not accept the log (ended: %v, %v): %s", ended, err, out)
	}
	out, ended, err = run(t, 60*time.Second, prove, proofs...)
	if !ended || err != nil || !strings.Contains(out, "proved: ") {
		t.Fatalf("the client library proves nothing (ended: %v, %v): %s", ended, err, out)
	}
	t.Log(strings.TrimSpace(out))

	// One byte of one entry, behind the program's back.
	db := raw(t, filepath.Join(s.Folder, "atonce.db"))
	for _, q := range []string{"DROP TRIGGER log_leaf_no_UPDATE",
		"UPDATE log_leaf SET leaf = substr(leaf, 1, length(leaf)-1) || x'01' WHERE idx = 300"} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	if out, ended, _ := judge(); ended && strings.Contains(out, "Successfully fsck'd log") {
		t.Errorf("fsck accepts a log with a changed entry: %s", out)
	}
	if out, ended, err := run(t, 60*time.Second, prove, proofs...); ended && err == nil {
		t.Errorf("the client library proves a log with a changed entry: %s", out)
	} else if !strings.Contains(out, "entry 300") {
		t.Errorf("the client library stumbles over something else: %s", out)
	}
}

// newWitness is a witness that watches one log, as a program of its own would.
func newWitness(t *testing.T, logKey string) (witness.Remote, string) {
	t.Helper()
	skey, _, err := note.GenerateKey(rand.Reader, "witness.example.org")
	must(t, err)
	signer, err := merkle.ParseCosigner(skey)
	must(t, err)
	_, logs, err := merkle.ParseKeys(logKey)
	must(t, err)
	w, err := witness.New(signer, logs, t.TempDir(), time.Now)
	must(t, err)
	server := httptest.NewServer(w.Handler())
	t.Cleanup(server.Close)
	v, err := merkle.ParseCosignKey(signer.VerifierKey())
	must(t, err)
	return witness.Remote{URL: server.URL, Key: v, Client: server.Client()}, signer.VerifierKey()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
