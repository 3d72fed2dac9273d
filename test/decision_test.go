package test

import (
	"flag"
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/decision"
	"atonce/internal/fail"
	"atonce/internal/scene"
	"atonce/internal/sign"
	"atonce/internal/store"
	"atonce/internal/text"

	"pgregory.net/rapid"
)

var keepDecision = flag.Bool("keep-decision", false, "write internal/decision/testdata/decision-2.json; only for a new form of receipt")

// grant is a toy service whose rules decide by themselves, in favour only.
const grant = "reading-grant"

// ruledCase is a case that the rules decided with its submission, and one that a
// person decided after the rules were asked.
func ruledCase(t *testing.T) (s *scene.Scene, byRules, byPerson string) {
	t.Helper()
	s = scene.New(t)
	byRules = s.File(applicant, grant, map[string]string{"reader": "林晓", "born": "2012-05-01", "resident": "yes"})
	byPerson = s.File("li-xiao", grant, map[string]string{"reader": "周小满", "born": "1990-01-01", "resident": "yes"})
	s.Pass(time.Hour)
	s.Do("east-clerk", byPerson, casework.Act{Verb: casework.Decide, Outcome: "granted", Reason: "在读大学生", Note: "问过学校"})
	return s, byRules, byPerson
}

func decisionFile(t *testing.T, s *scene.Scene, who, number string, seq int) []byte {
	t.Helper()
	b, err := s.Desk.DecisionFile(t.Context(), s.Person(who), number, seq)
	must(t, err)
	return b
}

func TestDecisionReceipt(t *testing.T) {
	s, byRules, byPerson := ruledCase(t)
	early, err := decision.Check(decisionFile(t, s, applicant, byRules, 2))
	if err != nil || early.Head.Size != 0 {
		t.Fatalf("before any head: %+v, %v", early.Head, err)
	}
	s.SignLog()
	b := decisionFile(t, s, applicant, byRules, 2)
	got, err := decision.Check(b, s.Log.Verifier)
	must(t, err)
	r := got.File.Receipt
	if !got.Known || got.Entry.Kind != decision.EntryKind || r.Case != byRules || r.Decided.By != decision.ByRules || r.Decided.Outcome != "granted" || !r.Decided.Favours {
		t.Errorf("%+v", r)
	}
	sources := map[string]string{}
	for _, in := range r.Inputs {
		sources[in.Name] = in.Value + " " + in.Source.Kind
	}
	if sources["born"] != "2012-05-01 applicant" || sources["resident"] != "yes applicant" || sources["student"] != "false none" {
		t.Errorf("inputs %v", sources)
	}
	last := r.Steps[len(r.Steps)-1]
	if len(last.Rules) != 1 || last.Rules[0].Number != 1 || last.Rules[0].Text[text.ZH] != "住在本县、14 周岁，未满十八周岁，给予补贴" {
		t.Errorf("rules %+v", last.Rules)
	}
	if a := last.Rules[0].Basis[0]; a.Law != "administrative-licensing" || a.Article != "12" || a.Version != "2019-04-23" || !a.Illustrative {
		t.Errorf("the article is %+v", a)
	}
	if !slices.Contains(got.Account(text.EN), "The reader lives in the county and is 14, under eighteen, so the grant is due, under Administrative Licensing Law, art. 12 (illustrative, not real law).") {
		t.Errorf("told as %q", got.Account(text.EN))
	}
	// It is signed by who signs receipts, which only a key for that shows.
	keys := s.Desk.Keys()
	if signed, err := decision.CheckUnder(b, decision.Trust{Receipts: keys.Receipt.Trusted}); err != nil || !signed.SignerKnown || signed.File.Signature.Issuer != keys.Receipt.Issuer {
		t.Errorf("signed: %v", err)
	}
	for name, other := range map[string][]sign.Key{"another's key": keys.Licence.Trusted, "a key for licences": {{Purpose: sign.Licences, Issuer: keys.Receipt.Issuer, Public: keys.Receipt.Trusted[0].Public}}} {
		if _, err := decision.CheckUnder(b, decision.Trust{Receipts: other}); fail.As(err).Key != "decision.signer" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := decision.Check(edited(t, b, func(f *decision.File) { f.Signature.Value[9] ^= 1 }, false)); fail.As(err).Key != "decision.signed" {
		t.Errorf("a changed signature: %v", err)
	}
	again := decisionFile(t, s, applicant, byRules, 2)
	if string(again) != string(b) {
		t.Error("the same receipt has other bytes the second time")
	}

	// What a person decides against the rules says so, with the reason and without the note.
	b = decisionFile(t, s, "east-clerk", byPerson, 2)
	got, err = decision.Check(b, s.Log.Verifier)
	must(t, err)
	if r := got.File.Receipt; r.Decided.By != decision.ByPerson || r.Proposes != "refused" || r.Decided.Reason != "在读大学生" || strings.Contains(string(b), "问过学校") {
		t.Errorf("%+v", r)
	}
	for who, number := range map[string]string{"li-xiao": byRules, applicant: byPerson} {
		if _, err := s.Desk.DecisionFile(t.Context(), s.Person(who), number, 2); fail.KindOf(err) != fail.NotFound {
			t.Errorf("%s gets the receipt of another: %v", who, err)
		}
	}
	if _, err := s.Desk.DecisionFile(t.Context(), s.Person(applicant), byRules, 1); fail.As(err).Key != "decision.none" {
		t.Errorf("of an act without a model: %v", err)
	}
}

// edited changes a receipt as somebody would who knows its form, digests included, and
// leaves the proof as it is.
func edited(t *testing.T, b []byte, change func(*decision.File), digests bool) []byte {
	t.Helper()
	f, err := decision.Parse(b)
	must(t, err)
	change(&f)
	if digests {
		f.Parts, err = f.Receipt.Parts()
		must(t, err)
	}
	out, err := f.Bytes()
	must(t, err)
	return out
}

// Whatever is changed in a receipt, the refusal names it.
func TestChangedDecisionReceipts(t *testing.T) {
	s, number, _ := ruledCase(t)
	s.SignLog()
	good := decisionFile(t, s, applicant, number, 2)
	changes := map[string]func(*decision.File){
		"input born":     func(f *decision.File) { f.Receipt.Inputs[0].Value = "2011-05-01" },
		"input resident": func(f *decision.File) { f.Receipt.Inputs[1].Source.Kind = decision.FromOfficial },
		"decided":        func(f *decision.File) { f.Receipt.Decided.Outcome = "refused" },
		"answer":         func(f *decision.File) { f.Receipt.Answer = `"refused"` },
		"step 2 outcome": func(f *decision.File) { f.Receipt.Steps[1].Rules[0].Number = 2 },
		"step 1 age":     func(f *decision.File) { f.Receipt.Steps[0].Value = "15" },
		"model":          func(f *decision.File) { f.Receipt.Model.Digest = strings.Repeat("0", 64) },
		"service":        func(f *decision.File) { f.Receipt.Service.Version = "2027.1" },
		"asked":          func(f *decision.File) { f.Receipt.Asked = f.Receipt.Asked.Add(time.Hour) },
		"case":           func(f *decision.File) { f.Receipt.Act = 7 },
		"missing":        func(f *decision.File) { f.Receipt.Missing = []string{"born"} },
	}
	for part, change := range changes {
		_, err := decision.Check(edited(t, good, change, false), s.Log.Verifier)
		if e := fail.As(err); err == nil || e.Key != "decision.changed" || len(e.Fields) != 1 || e.Fields[0].Path != part {
			t.Errorf("%s: %v", part, err)
		}
		// With digests made anew it is the rules or the log that say no.
		_, err = decision.Check(edited(t, good, change, true), s.Log.Verifier)
		if e := fail.As(err); err == nil || !slices.Contains([]string{"decision.recomputed", "decision.pack", "decision.signed"}, e.Key) {
			t.Errorf("%s with its digests: %v", part, err)
		}
	}
	// Whoever takes the signature away as well is stopped by the log.
	_, err := decision.Check(edited(t, good, func(f *decision.File) { f.Signature = nil; f.Receipt.Decided.Reason = "x" }, true))
	if fail.As(err).Key != "decision.logged" {
		t.Errorf("without a signature: %v", err)
	}
	rules := func(f *decision.File) {
		for i := range f.Pack.Files {
			f.Pack.Files[i].Text = strings.Replace(f.Pack.Files[i].Text, "< 18", "< 21", 1)
		}
	}
	if _, err := decision.Check(edited(t, good, rules, false)); fail.As(err).Key != "decision.pack" {
		t.Errorf("a changed rule: %v", err)
	}
	// A result that the rules do not give is named as such.
	_, err = decision.Check(edited(t, good, changes["step 2 outcome"], true))
	if e := fail.As(err); e.Key != "decision.recomputed" || e.Fields[0].Path != "step 2 outcome" {
		t.Errorf("a rule that did not fire: %v", err)
	}
	_, err = decision.Check([]byte(strings.Replace(string(good), "\n", "\n ", 3)))
	if e := fail.As(err); e.Key != "decision.form" || e.Args["line"] != "2" {
		t.Errorf("spaces: %v", err)
	}
	stranger, n, _ := ruledCase(t)
	stranger.SignLog()
	if _, err := decision.Check(decisionFile(t, stranger, applicant, n, 2), s.Log.Verifier); fail.As(err).Key != "decision.signature" {
		t.Errorf("another log: %v", err)
	}
}

// No edit of a receipt verifies, with or without a trusted key.
func TestRandomEditsNeverVerify(t *testing.T) {
	s, number, _ := ruledCase(t)
	s.SignLog()
	good := decisionFile(t, s, applicant, number, 2)
	rapid.Check(t, func(t *rapid.T) {
		b := slices.Clone(good)
		at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		switch rapid.IntRange(0, 3).Draw(t, "how") {
		case 0:
			b[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		case 1:
			b = slices.Delete(b, at, min(len(b), at+rapid.IntRange(1, 40).Draw(t, "cut")))
		case 2:
			b = slices.Insert(b, at, []byte(rapid.StringN(1, 10, 40).Draw(t, "put"))...)
		case 3:
			// Another character of the same alphabet: base64 has slack in its last one.
			b[at] = rapid.SampledFrom([]byte("ABCDEFGHabcdefgh0123456789+/=")).Draw(t, "letter")
		}
		if string(b) == string(good) {
			return
		}
		for _, keys := range []decision.Trust{{Log: []string{s.Log.Verifier}, Receipts: s.Desk.Keys().Receipt.Trusted}, {}} {
			if _, err := decision.CheckUnder(b, keys); err == nil {
				t.Fatalf("a receipt changed at byte %d verifies", at)
			}
		}
	})
}

// Who changes what is kept of a decision behind the program's back is found out, and
// what can be made of the acts is made again.
func TestTamperedPrecedents(t *testing.T) {
	for name, c := range map[string]struct {
		sql, key string
		mends    bool
	}{
		"what was told":   {`UPDATE precedent SET told = x'00' WHERE seq = 2`, "desk.verify-row", true},
		"amount":          {`UPDATE precedent SET amount = 99, paid = 1`, "desk.verify-row", true},
		"stands no more":  {`UPDATE precedent SET stands = 0`, "desk.verify-row", true},
		"its kind":        {`DELETE FROM precedent_kind`, "desk.verify-row", true},
		"another's place": {`UPDATE precedent SET leaf = leaf + 100`, "desk.verify-dropped", false},
		"dropped":         {`DELETE FROM precedent WHERE leaf = (SELECT MIN(leaf) FROM precedent)`, "desk.verify-dropped", false},
		"of another act":  {`UPDATE precedent SET seq = 1`, "desk.verify-added", false},
	} {
		t.Run(name, func(t *testing.T) {
			s, _, _ := ruledCase(t)
			if _, err := s.Desk.Verify(t.Context()); err != nil {
				t.Fatal(err)
			}
			must(t, s.Store().Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Exec(c.sql); return err }))
			if _, err := s.Desk.Verify(t.Context()); fail.As(err).Key != c.key {
				t.Errorf("got %v, want %s", err, c.key)
			}
			if !c.mends {
				return
			}
			if _, err := s.Desk.Rebuild(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Desk.Verify(t.Context()); err != nil {
				t.Errorf("after it was built anew: %v", err)
			}
		})
	}
}
