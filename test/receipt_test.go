package test

import (
	"encoding/base64"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/merkle"
	"atonce/internal/scene"
)

var keepReceipt = flag.Bool("keep-receipt", false, "write testdata/receipt-1.json; only for a new form of receipt")

// decided is a case with its receipt, among others in the log.
func decided(t *testing.T) (*scene.Scene, string, desk.Evidence) {
	t.Helper()
	s := scene.New(t)
	number := s.File(applicant, registration, answers())
	s.Do("zhang-min", number, casework.Act{Verb: casework.Accept})
	s.Do("zhou-hang", number, casework.Act{Verb: casework.Propose, Outcome: "registered", Note: "内部意见"})
	s.Do("wu-fang", number, casework.Act{Verb: casework.Decide, Outcome: "registered"})
	s.File("li-xiao", registration, answers())
	e, err := s.Desk.Evidence(t.Context(), s.Person(applicant), number)
	must(t, err)
	if len(e.Acts) != 0 || e.Waiting == 0 {
		t.Errorf("before any head: %d acts, %d waiting", len(e.Acts), e.Waiting)
	}
	s.SignLog()
	e, err = s.Desk.Evidence(t.Context(), s.Person(applicant), number)
	must(t, err)
	return s, number, e
}

// The applicant gets what they did and were told, never what is said inside; nobody
// else gets anything.
func TestEvidence(t *testing.T) {
	s, number, e := decided(t)
	var verbs []casework.Verb
	for _, a := range e.Acts {
		verbs = append(verbs, a.Verb)
	}
	if want := []casework.Verb{casework.Submit, casework.Accept, casework.Decide, casework.Deliver}; !slices.Equal(verbs, want) || e.Sealed != 1 || e.Waiting != 0 {
		t.Errorf("%v, %d sealed, %d waiting; want %v and the proposal sealed", verbs, e.Sealed, e.Waiting, want)
	}
	b, err := e.File()
	must(t, err)
	if strings.Contains(string(b), "内部意见") {
		t.Error("the receipt tells an internal note")
	}
	got, err := merkle.CheckReceipt(b, s.Log.Verifier)
	if err != nil || !got.Known || len(got.Acts) != 4 || got.Case != number {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := merkle.CheckReceipt(b); err != nil || got.Known || got.Key != s.Log.Verifier {
		t.Errorf("without a trusted key: %+v, %v", got, err)
	}
	for _, who := range []string{"li-xiao", "zhang-min", "wu-fang"} {
		if _, err := s.Desk.Evidence(t.Context(), s.Person(who), number); fail.KindOf(err) != fail.NotFound {
			t.Errorf("%s gets the receipt of another: %v", who, err)
		}
	}
	if *keepReceipt {
		must(t, os.WriteFile(filepath.Join("testdata", "receipt-1.json"), b, 0o644))
		must(t, os.WriteFile(filepath.Join("testdata", "receipt-1.key"), []byte(s.Log.Verifier+"\n"), 0o644))
	}
}

// Whatever is changed in a receipt, it is no receipt any more.
func TestForgedReceipts(t *testing.T) {
	s, _, e := decided(t)
	good, err := e.File()
	must(t, err)
	_, _, stranger := decided(t) // the same acts in the log of another
	forge := func(f func(*merkle.Receipt)) []byte {
		var r merkle.Receipt
		must(t, json.Unmarshal(good, &r))
		f(&r)
		b, err := json.Marshal(r)
		must(t, err)
		return b
	}
	replace := func(old, new string) []byte { return []byte(strings.Replace(string(good), old, new, 1)) }
	for name, c := range map[string]struct {
		b    []byte
		want string
	}{
		"what was answered": {forge(func(r *merkle.Receipt) { r.Acts[0].Body = strings.Replace(r.Acts[0].Body, "面包", "烟花", 1) }), "act"},
		"when it was":       {forge(func(r *merkle.Receipt) { r.Acts[2].Body = strings.Replace(r.Acts[2].Body, "2026", "2025", 1) }), "act"},
		"salt":              {forge(func(r *merkle.Receipt) { r.Acts[0].Salt[0] ^= 1 }), "act"},
		"no salt":           {forge(func(r *merkle.Receipt) { r.Acts[0].Salt = nil }), "act"},
		"case":              {forge(func(r *merkle.Receipt) { r.Case += "1" }), "case"},
		"entry":             {forge(func(r *merkle.Receipt) { r.Acts[1].Entry[0] ^= 2 }), "entry"},
		"entry's time":      {forge(func(r *merkle.Receipt) { r.Acts[1].Entry[69] ^= 1 }), "proof"},
		"index":             {forge(func(r *merkle.Receipt) { r.Acts[1].Index++ }), "entry"},
		"proof":             {forge(func(r *merkle.Receipt) { r.Acts[1].Proof[0][3] ^= 1 }), "proof"},
		"shorter proof":     {forge(func(r *merkle.Receipt) { r.Acts[1].Proof = r.Acts[1].Proof[1:] }), "proof"},
		"longer proof":      {forge(func(r *merkle.Receipt) { r.Acts[1].Proof = append(r.Acts[1].Proof, merkle.Hash{}) }), "proof"},
		"bodies swapped": {forge(func(r *merkle.Receipt) {
			r.Acts[0].Body, r.Acts[1].Body = r.Acts[1].Body, r.Acts[0].Body
		}), "act"},
		"size":         {forge(func(r *merkle.Receipt) { r.Checkpoint = strings.Replace(r.Checkpoint, "\n", "\n1", 1) }), "signature"},
		"another log":  {must1(stranger.File())(t), "signature"},
		"other's head": {forge(func(r *merkle.Receipt) { r.Checkpoint, r.Key = stranger.Receipt.Checkpoint, stranger.Receipt.Key }), "signature"},
		"no acts":      {forge(func(r *merkle.Receipt) { r.Acts = nil }), "empty"},
		"format":       {replace("atonce-receipt/1", "atonce-receipt/9"), "format"},
		"cut off":      {good[:len(good)/2], "unread"},
		"more":         {append(slices.Clone(good), good...), "unread"},
		"other field":  {replace(`"case"`, `"valid": true, "case"`), "unread"},
		"not JSON":     {[]byte("a receipt, I swear"), "unread"},
	} {
		_, err := merkle.CheckReceipt(c.b, s.Log.Verifier)
		if e := fail.As(err); err == nil || e.Key != "merkle.receipt-"+c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func must1(b []byte, err error) func(*testing.T) []byte {
	return func(t *testing.T) []byte {
		must(t, err)
		return b
	}
}

// A receipt that somebody took home verifies for ever. If this fails, the reader is
// wrong: mend it, never the file.
func TestKeptReceipt(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("testdata", "receipt-1.json"))
	must(t, err)
	key, err := os.ReadFile(filepath.Join("testdata", "receipt-1.key"))
	must(t, err)
	got, err := merkle.CheckReceipt(b, strings.TrimSpace(string(key)))
	if err != nil || len(got.Acts) != 4 {
		t.Fatalf("%+v, %v", got, err)
	}
	// Every bit of it counts, of what is evidence.
	var r merkle.Receipt
	must(t, json.Unmarshal(b, &r))
	for i := range r.Acts {
		entry := base64.StdEncoding.EncodeToString(r.Acts[i].Entry)
		for at := 0; at < len(entry)-4; at += 7 {
			bad := []byte(entry)
			bad[at] ^= 3
			if _, err := merkle.CheckReceipt([]byte(strings.Replace(string(b), entry, string(bad), 1)), strings.TrimSpace(string(key))); err == nil {
				t.Errorf("act %d is good with its entry changed at %d", i, at)
			}
		}
	}
}
