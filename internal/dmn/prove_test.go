package dmn

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atonce/internal/feel"
	"atonce/internal/text"

	"pgregory.net/rapid"
)

// What the prover must find in each faulty table: kind, rules (of overlaps and
// masked rules), and the counter-example in words.
var seeded = map[string][]string{
	"age-benefit":    {"gap", "age is 60"},
	"any-eligible":   {"overlap 2 4", "veteran is no; disabled is yes; income is 1,000", "overlap 1 4", "veteran is yes; disabled is no; income is 1,000"},
	"bool-pair":      {"gap", "urgent is no; paid is no"},
	"default-output": {"overlap 1 2", "floor area is 41"},
	"fee-steps":      {"overlap 1 2", "use is 15"},
	"free-text":      {"gap", "code is “”"},
	"instant":        {"gap", "complete is yes; clean record is no; area is 1"},
	"late-fee":       {"gap", "delay is 3 days"},
	"moment":         {"gap", "received is 2 March 2026 17:00:00"},
	"negated":        {"overlap 1 2", "district is “north”", "gap", "district is “west”"},
	"priority":       {"gap", "income is 1,000; members is 3"},
	"risk":           {"masked 2", ""},
	"route":          {"gap", "kind is “objection”; level is “city”"},
	"season":         {"gap", "day is 1 May 2026"},
	"subsidy":        {"gap", "income is 1,100; household is “family”"},
	"sum-fee":        {"gap", "service is “certificate”; pages is 1"},
	"three-way":      {"gap", "a is 5; b is 5; c is 5"},
	"two-sided":      {"gap", "degrees is 35"},
	"typed":          {"gap", "status is “accepted”"},
	"warranty":       {"overlap 1 2", "age is 10 years"},
}

var findingNames = map[FindingKind]string{Gap: "gap", Overlap: "overlap", Never: "never", Masked: "masked", Unproved: "unproved"}

func TestProverFindsSeededFaults(t *testing.T) {
	for name, want := range seeded {
		m := mustModel(t, "prove/faulty-"+name+".yaml")
		proofs := m.Prove()
		if len(proofs) != 1 {
			t.Fatalf("%s: %d proofs", name, len(proofs))
		}
		var got []string
		for i := range proofs[0].Findings {
			f := &proofs[0].Findings[i]
			kind := findingNames[f.Kind]
			for _, r := range f.Rules {
				kind += " " + itoa(r)
			}
			var parts []string
			for _, g := range f.Example {
				parts = append(parts, g.Name+" is "+Say(g.Value, text.EN))
			}
			got = append(got, kind, strings.Join(parts, "; "))
			checkExample(t, m, name, f)
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%s: found %q, want %q", name, got, want)
		}
	}
}

// checkExample runs the counter-example: a gap must fire no rule, an overlap both.
func checkExample(t *testing.T, m *Model, name string, f *Finding) {
	t.Helper()
	if len(f.Example) == 0 {
		return
	}
	e := m.NewEvaluator(feel.Limits{})
	for _, g := range f.Example {
		e.Set(mustFind(t, m, g.Name), g.Value)
	}
	x := e.Explain(m.Elements(KindDecision)[0])
	fired := x.Steps[0].Tables[0].Fired
	if f.Kind == Gap && len(fired) != 0 || f.Kind == Overlap && len(fired) < 2 {
		t.Errorf("%s: %s: %d rules fire", name, f.Say(text.EN), len(fired))
	}
}

func TestProverPassesGoodTables(t *testing.T) {
	files, err := filepath.Glob("testdata/prove/good-*.yaml")
	if err != nil || len(files) != 20 {
		t.Fatal(len(files), err)
	}
	for _, f := range files {
		for _, p := range mustModel(t, "prove/"+filepath.Base(f)).Prove() {
			for i := range p.Findings {
				t.Errorf("%s: %s", f, p.Findings[i].Say(text.EN))
			}
		}
	}
}

// What the prover cannot read it says so, and never passes in silence.
func TestProverSaysWhatItCannotRead(t *testing.T) {
	for _, c := range []struct{ input, cell, want string }{
		{"{name: x, type: number, allowed: '[0..10]'}", "< 5 * y", "“< 5 * y” is not a constant test"},
		{"{name: x, type: number, allowed: '[0..10]'}", "? * ? > 5", "“? * ? > 5” is not a constant test"},
		{"{name: x}", "5", "no known, ordered type"},
		{"{name: x, type: number, allowed: '? * 2 < 10'}", "5", "are not constant"},
		{"{name: x, type: list}", "[1]", "no known, ordered type"},
	} {
		m := mustCompile(t, []byte("format: 1\nid: t\ninputs:\n  - "+c.input+"\n  - {name: y, type: number}\noutputs:\n  - {}\nhit: F\nrules:\n"+
			"  - when: ['"+c.cell+"', '-']\n    then: ['1']\n  - when: ['-', '-']\n    then: ['2']\n"))
		said := ""
		for _, p := range m.Prove() {
			for i := range p.Findings {
				said += p.Findings[i].Say(text.EN) + "\n"
			}
		}
		if !strings.Contains(said, c.want) {
			t.Errorf("%s %s: %q", c.input, c.cell, said)
		}
	}
}

// A random small table is tried on every value of a grid that is finer than its
// constants: the prover must say complete, and unique, exactly when it is. The
// index must find the same rules as asking cell by cell.
func TestProverAndIndexAgreeWithTrying(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.Custom(func(t *rapid.T) string {
			a := rapid.IntRange(0, 3).Draw(t, "a")
			b := rapid.IntRange(a, 3).Draw(t, "b")
			forms := []string{"-", "< A", "<= A", "> A", ">= A", "A", "[A..B]", "(A..B]", "[A..B)", "not(A)", "not([A..B))", "A, B", "!= A", "< A, > B"}
			return strings.NewReplacer("A", itoa(a), "B", itoa(b)).Replace(rapid.SampledFrom(forms).Draw(t, "form"))
		})
		y := "format: 1\nid: t\ninputs:\n  - {name: x, type: number, allowed: '[0..3]'}\n  - {name: y, type: number, allowed: '[0..3]'}\n" +
			"outputs:\n  - {type: number}\nhit: U\nrules:\n"
		n := rapid.IntRange(4, 7).Draw(t, "rules")
		for i := 0; i < n; i++ {
			y += "  - when: ['" + cell.Draw(t, "x") + "', '" + cell.Draw(t, "y") + "']\n    then: ['" + itoa(i) + "']\n"
		}
		d, err := ReadPlain([]byte(y), ReadLimits{})
		if err != nil {
			t.Fatal(sayAll(err))
		}
		m, err := Compile(d)
		if err != nil {
			t.Fatal(sayAll(err))
		}
		l := m.tables[0]
		e := m.NewEvaluator(feel.Limits{})
		gap, overlap := false, false
		vars := make([]feel.Value, 8)
		for i := 0; i <= 12; i++ {
			for j := 0; j <= 12; j++ {
				in := []feel.Value{feel.Decimal(int64(25*i), 2), feel.Decimal(int64(25*j), 2)}
				e.hits = e.hits[:0]
				l.match(e, vars, in)
				got := ruleList(e.hits)
				e.hits = e.hits[:0]
				l.scan(e, vars, in)
				if want := ruleList(e.hits); got != want {
					t.Fatalf("%v: index finds %s, cells say %s\n%s", in, got, want, y)
				}
				gap = gap || len(e.hits) == 0
				overlap = overlap || len(e.hits) > 1
			}
		}
		foundGap, foundOverlap := false, false
		for _, f := range m.Prove()[0].Findings {
			foundGap = foundGap || f.Kind == Gap
			foundOverlap = foundOverlap || f.Kind == Overlap
		}
		if gap != foundGap || overlap != foundOverlap {
			t.Fatalf("gap %v, proved %v; overlap %v, proved %v\n%s", gap, foundGap, overlap, foundOverlap, y)
		}
	})
}

func TestEveryFaultyTableIsExpected(t *testing.T) {
	entries, err := os.ReadDir("testdata/prove")
	if err != nil {
		t.Fatal(err)
	}
	faulty := 0
	for _, e := range entries {
		if name, ok := strings.CutPrefix(e.Name(), "faulty-"); ok {
			faulty++
			if seeded[strings.TrimSuffix(name, ".yaml")] == nil {
				t.Errorf("%s has no expectation", e.Name())
			}
		}
	}
	if faulty != 20 {
		t.Errorf("%d faulty tables, want 20", faulty)
	}
}
