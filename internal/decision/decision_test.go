package decision

import (
	"os"
	"strings"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/record"
	"atonce/internal/text"
)

func golden(t testing.TB, form string) (receipt []byte, key string) {
	t.Helper()
	b, err := os.ReadFile("testdata/decision-" + form + ".json")
	if err != nil {
		t.Fatal(err)
	}
	k, err := os.ReadFile("testdata/decision-" + form + ".key")
	if err != nil {
		t.Fatal(err)
	}
	return b, strings.TrimSpace(string(k))
}

// A receipt of any form verifies for ever. If this fails, the program has broken its
// word to everybody who kept one: mend the program, never the file.
func TestEveryFormVerifiesForEver(t *testing.T) {
	for _, form := range []string{"1", "2"} {
		b, key := golden(t, form)
		got, err := Check(b, key)
		if err != nil {
			t.Fatal(form, err)
		}
		r := got.File.Receipt
		if !got.Known || r.Format != "atonce-decision/"+form || r.Answer != `"granted"` || r.Decided.By != ByRules || got.Head.Size == 0 {
			t.Errorf("%s: %+v", form, r)
		}
		for _, l := range text.Langs {
			if len(got.Account(l)) == 0 {
				t.Errorf("%s: nothing is told in %s", form, l)
			}
		}
		again, err := got.File.Bytes()
		if err != nil || string(again) != string(b) {
			t.Error(form, "other bytes the second time", err)
		}
	}
}

// The second form names what stands behind each input.
func TestSecondFormNamesSources(t *testing.T) {
	b, _ := golden(t, "2")
	got, err := Check(b)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{}
	for _, in := range got.File.Receipt.Inputs {
		kinds[in.Name] = in.Source.Kind
		if in.Source.Kind == FromRegister && (in.Source.Register == "" || in.Source.Field == "" || in.Source.AsOf.IsZero()) {
			t.Errorf("%s: %+v", in.Name, in.Source)
		}
	}
	for name, kind := range map[string]string{"born": FromRegister, "resident": FromApplicant, "student": FromOfficial} {
		if kinds[name] != kind {
			t.Errorf("%s is from %q", name, kinds[name])
		}
	}
}

// A licence and a correction of a register stand behind an input as the act says; the
// first form cannot say it, and refuses to.
func TestSourcesOfActs(t *testing.T) {
	b, _ := golden(t, "2")
	got, err := Check(b)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 10, 12, 1, 0, 0, 0, time.UTC)
	act := casework.Act{Seq: 1, Role: casework.RoleApplicant, At: at, Answers: map[string]string{"born": "2012-05-01"}}
	for _, c := range []struct {
		from record.Source
		want Source
	}{
		{record.Source{}, Source{Kind: FromApplicant, Act: 1, At: at}},
		{record.Source{Register: "population", Field: "birth_date", State: "cached", AsOf: at}, Source{Kind: FromRegister, Act: 1, At: at, Register: "population", Field: "birth_date", AsOf: at}},
		{record.Source{Register: "population", Field: "birth_date", State: "fresh", Own: true}, Source{Kind: FromApplicant, Act: 1, At: at, Disputed: "population"}},
		{record.Source{Field: "card", State: "valid", Licence: "LC-1", Version: 2, Digest: "ab", AsOf: at}, Source{Kind: FromLicence, Act: 1, At: at, Field: "card", Licence: "LC-1", Version: 2, Digest: "ab", AsOf: at}},
	} {
		act.Sources = map[string]record.Source{"born": c.from}
		before := casework.Case{Acts: []casework.Act{act}}
		asked := casework.Act{Seq: 2, Role: casework.RoleSystem, At: at}
		if s := sourceOf(Format, got.Service, before, asked, "born"); s != c.want {
			t.Errorf("%+v: %+v", c.from, s)
		}
		if s := sourceOf(firstFormat, got.Service, before, asked, "born"); !s.of(firstFormat) || s.Kind != FromApplicant {
			t.Errorf("in the first form: %+v", s)
		}
		if c.want.Kind != FromApplicant && c.want.of(firstFormat) {
			t.Errorf("the first form says %+v", c.want)
		}
	}
	// What the procedure sets by itself was worked out by the program.
	set := casework.Act{Seq: 1, Role: casework.RoleSystem, At: at, Sets: []string{"student"}}
	if s := sourceOf(Format, got.Service, casework.Case{Acts: []casework.Act{set}}, casework.Act{Seq: 2}, "student"); s.Kind != Computed {
		t.Errorf("a flag set by the program: %+v", s)
	}
}

// Nothing that is read crashes, and nothing but the good receipt itself is good under
// its key.
func FuzzCheck(f *testing.F) {
	b, key := golden(f, "1")
	f.Add(b)
	later, _ := golden(f, "2")
	f.Add(later)
	f.Add([]byte(`{"decision":{"format":"atonce-decision/1"},"parts":[],"pack":{"folder":"","files":null}}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		_, _ = Check(in)
		if _, err := Check(in, key); err == nil && string(in) != string(b) {
			t.Errorf("another file verifies under the key")
		}
	})
}
