package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atonce/internal/casework"
	"atonce/internal/merkle"
	"atonce/internal/scene"
	"atonce/internal/web/casepage"
	"atonce/internal/witness"
)

// What the office hands out is checked by the commands that it names, against the log as it is served, as it is exported and as it
// lies in the data; each is refused when a byte of it changed or under the key of another log.
func TestEvidenceIsCheckedByCommands(t *testing.T) {
	s := scene.New(t)
	dir := s.Folder
	keysIn(t, dir, nil)
	work := t.TempDir()
	at := func(name string) string { return filepath.Join(work, name) }
	write := func(name string, b []byte) string {
		t.Helper()
		if err := os.WriteFile(at(name), b, 0o600); err != nil {
			t.Fatal(err)
		}
		return at(name)
	}
	says := func(want int, args ...string) {
		t.Helper()
		if code := run(args); code != want {
			t.Errorf("%q: exit code %d, not %d", args, code, want)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}

	// The log's keys, and a witness that watches it.
	says(0, "key", "new", "witness", at("witness.key"), "--name", "witness.example.org")
	secret, err := os.ReadFile(at("witness.key"))
	must(err)
	cosigner, err := merkle.ParseCosigner(strings.TrimSpace(string(secret)))
	must(err)
	plain, err := (keyFlags{}).read(dir)
	must(err)
	_, logs, err := merkle.ParseKeys(plain.Log.Sign.Verifier)
	must(err)
	w, err := witness.New(cosigner, logs, work, s.Now)
	must(err)
	watching := httptest.NewServer(w.Handler())
	defer watching.Close()
	keys, err := keyFlags{logFlags: logFlags{Witness: []string{watching.URL + " " + cosigner.VerifierKey()}}}.read(dir)
	must(err)
	s.Desk.UseKeys(keys)

	reader := s.Person("lin-jian")
	number := s.File(reader.ID, "individual-household-registration", map[string]string{"operator": "林𠮷安", "identity": "330199199205171124", "phone": "13800000000",
		"residence": "晓溪县溪前路 2 号", "trade_name": "晓溪县林家面包坊", "scope": "面包销售", "start_date": "2026-10-08", "area": "330199",
		"premises": "晓溪县溪前路 100 号", "held": "own", "delivery": "electronic"})
	ruled := s.File(reader.ID, "reading-grant", map[string]string{"reader": "林晓", "born": "2012-05-01", "resident": "yes"})
	s.Do(reader.ID, number, casework.Act{Verb: casework.Withdraw})
	s.SignLog()
	s.Desk.AskWitnesses(t.Context())

	site := httptest.NewServer(s.Handler(routes(s.Desk, true), true))
	defer site.Close()
	get := func(path string) string {
		t.Helper()
		r, err := http.Get(site.URL + path)
		must(err)
		defer r.Body.Close()
		b, err := io.ReadAll(r.Body)
		must(err)
		return string(b)
	}
	if got := strings.TrimSpace(get("/log/key")); got != keys.Log.Sign.Verifier {
		t.Errorf("/log/key is %q", got)
	}
	if got := get("/log/keys"); strings.TrimSpace(got) != strings.Join(keys.Log.Trusted, "\n") {
		t.Errorf("/log/keys is %q", got)
	}
	if got := get("/log/checkpoint"); !strings.Contains(got, "— witness.example.org ") {
		t.Errorf("the checkpoint is not cosigned: %s", got)
	}
	if got := get("/log"); !strings.Contains(got, "witness.example.org") {
		t.Error("the page of the log does not show the witness")
	}

	trusted := write("trusted.keys", []byte("# from a notice of the office\n"+keys.Log.Sign.Verifier+"\n"+cosigner.VerifierKey()+"\n"))
	says(0, "key", "new", "log", at("other.key"), "--name", keys.Log.Sign.Name())
	other, err := readLogKey(at("other.key"), "")
	must(err)
	others := write("other.keys", []byte(other.Verifier+"\n"))
	kept := write("kept.head", []byte(get("/log/checkpoint")))

	// Served, in the data, exported into a folder, and that folder behind a plain web server.
	says(0, "log", "export", "--data", dir, "--out", at("out"))
	published := httptest.NewServer(http.FileServer(http.Dir(at("out"))))
	defer published.Close()
	for _, where := range [][]string{{"--url", site.URL + "/log"}, {"--data", dir, "--packs", "../../packs"}, {"--dir", at("out")}, {"--url", published.URL}} {
		args := append([]string{"verify"}, where...)
		says(0, args...)
		says(0, append(args, "--log-keys", trusted, "--head", kept)...)
		says(1, append(args, "--log-keys", others)...)
	}
	entries, err := filepath.Glob(filepath.Join(at("out"), "tile", "entries", "*"))
	must(err)
	spoil(t, firstFile(t, entries))
	says(1, "verify", "--dir", at("out"))
	says(1, "verify", "--url", published.URL)

	// A receipt, a decision receipt, an archive.
	e, err := s.Desk.Evidence(t.Context(), reader, number)
	must(err)
	receipt, err := json.Marshal(e.Receipt)
	must(err)
	decided, err := s.Desk.DecisionFile(t.Context(), reader, ruled, 2)
	must(err)
	packed, err := s.Desk.Archive(t.Context(), s.Person("wu-fang"), number, nil, casepage.Telling())
	must(err)
	for what, b := range map[string][]byte{"receipt": receipt, "decision": decided, "archive": packed} {
		file := write(what, b)
		says(0, "verify", what, file, "--log-keys", trusted)
		says(1, "verify", what, file, "--log-keys", others)
		spoil(t, file)
		says(1, "verify", what, file, "--log-keys", trusted)
	}
}

// firstFile is the first of some paths that is a file, or the first file below the first folder.
func firstFile(t *testing.T, paths []string) string {
	t.Helper()
	for _, p := range paths {
		if info, err := os.Stat(p); err == nil && !info.IsDir() {
			return p
		}
		if below, _ := filepath.Glob(filepath.Join(p, "*")); len(below) > 0 {
			return firstFile(t, below)
		}
	}
	t.Fatalf("no file in %v", paths)
	return ""
}

// spoil changes one byte in the middle of a file.
func spoil(t *testing.T, file string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
}
