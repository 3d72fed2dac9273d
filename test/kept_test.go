package test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atonce/internal/archive"
	"atonce/internal/credential"
	"atonce/internal/decision"
	"atonce/internal/scene"
	"atonce/internal/sign"
)

var keepSuites = flag.Bool("keep-suites", false, "write testdata/kept-1-SUITE; only for a new form of what is kept")

// A decision receipt, a licence and an archive of each signature suite, made by the first version that signed in it, verify for ever. If
// this fails, the program has broken its word to everybody who kept one: mend the program, never the files.
func TestKeptInEverySuiteVerifyForEver(t *testing.T) {
	folder := func(suite sign.Suite) string { return filepath.Join("testdata", "kept-1-"+string(suite)) }
	if *keepSuites {
		for _, suite := range sign.Suites {
			keepIn(t, suite, folder(suite))
		}
	}
	for i, suite := range sign.Suites {
		dir := folder(suite)
		read := func(name string) []byte {
			t.Helper()
			b, err := os.ReadFile(filepath.Join(dir, name))
			must(t, err)
			return b
		}
		log := strings.TrimSpace(string(read("log.keys")))
		receipts, err := sign.ParseKeys(read("receipt.keys"))
		must(t, err)
		licences, err := sign.ParseKeys(read("licence.keys"))
		must(t, err)
		if receipts[0].Public.Suite() != suite || licences[0].Public.Suite() != suite {
			t.Fatalf("%s: keys of another suite are kept", suite)
		}
		known := sign.Keys{Trusted: licences}

		d, err := decision.CheckUnder(read("decision.json"), decision.Trust{Log: []string{log}, Receipts: receipts})
		if err != nil || !d.SignerKnown || !d.Known || d.File.Signature.Key.Suite() != suite {
			t.Errorf("%s: the decision receipt: %v", suite, err)
		}
		r := archive.Check(read("archive.zip"), trust([]string{log}, receipts, known))
		if got := wrong(r); len(got) > 0 || len(r.Of(archive.Truth, archive.Unknown)) > 0 {
			t.Errorf("%s: the archive: %v", suite, got)
		}
		c, err := credential.Verify(string(read("licence.sd-jwt")), credential.Expect{Trust: known.Known, Now: scene1})
		if err != nil || c.Claims["trade_name"] != answers()["trade_name"] {
			t.Errorf("%s: the licence: %v %v", suite, c.Claims, err)
		}

		// The same files under the keys of another suite are good to nobody.
		b, err := os.ReadFile(filepath.Join(folder(sign.Suites[(i+1)%len(sign.Suites)]), "receipt.keys"))
		must(t, err)
		others, err := sign.ParseKeys(b)
		must(t, err)
		if _, err := decision.CheckUnder(read("decision.json"), decision.Trust{Log: []string{log}, Receipts: others}); err == nil {
			t.Errorf("%s: the receipt is good under the keys of another suite", suite)
		}
		if got := wrong(archive.Check(read("archive.zip"), trust([]string{log}, others, known))); len(got) == 0 {
			t.Errorf("%s: the archive is good under the keys of another suite", suite)
		}
	}
}

// scene1 is a day after a scene begins, when what it made is valid.
var scene1 = scene.Monday.AddDate(0, 0, 1)

func keepIn(t *testing.T, suite sign.Suite, dir string) {
	t.Helper()
	must(t, os.MkdirAll(dir, 0o755))
	write := func(name string, b []byte) {
		t.Helper()
		must(t, os.WriteFile(filepath.Join(dir, name), b, 0o644))
	}
	s, _ := houseIn(t, suite)
	ruled := s.File(applicant, grant, map[string]string{"reader": "林晓", "born": "2012-05-01", "resident": "yes"})
	_, packed := packedIn(t, s)
	write("archive.zip", packed)
	write("decision.json", decisionFile(t, s, applicant, ruled, 2))
	for _, l := range licencesOf(t, s) {
		if l.Service == registration {
			text, err := s.Desk.Credential(t.Context(), s.Person(applicant), l.Number)
			must(t, err)
			write("licence.sd-jwt", []byte(text))
		}
	}
	write("log.keys", []byte(s.Log.Verifier+"\n"))
	write("receipt.keys", []byte(s.Desk.Keys().Receipt.Trusted[0].Line()+"\n"))
	write("licence.keys", []byte(s.Desk.Keys().Licence.Trusted[0].Line()+"\n"))
}
