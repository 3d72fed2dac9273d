package dmn

import (
	"flag"
	"os"
	"strings"
	"testing"

	"atonce/internal/feel"
	"atonce/internal/text"
)

var update = flag.Bool("update", false, "rewrite the expected explanations")

// The account of a subsidy is read by a person: it is kept whole, in both
// languages, and read in the diff.
func TestExplanationReadsWell(t *testing.T) {
	m := mustModel(t, "subsidy.yaml")
	e := m.NewEvaluator(feel.Limits{})
	var b strings.Builder
	for _, c := range []map[string]feel.Value{
		{"income per person": feel.Int(820), "members": feel.Int(3), "residence": feel.String("urban"), "disabled members": feel.Int(1)},
		{"income per person": feel.Int(1200), "members": feel.Int(6), "residence": feel.String("rural"), "disabled members": feel.Int(0)},
		{"income per person": feel.Int(820), "members": feel.Int(0), "residence": feel.String("urban"), "disabled members": feel.Int(0)},
	} {
		e.Clear()
		if err := e.SetAll(c); err != nil {
			t.Fatal(sayAll(err))
		}
		x := e.Explain(mustFind(t, m, "monthly amount"))
		for _, lang := range text.Langs {
			b.WriteString(x.Text(lang, nil) + "\n\n")
		}
	}
	const golden = "testdata/subsidy.explained.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the explanation changed; read the diff and run with -update:\n%s", b.String())
	}
}

// A rule that has no words of its own is told from its cells.
func TestGeneratedSentences(t *testing.T) {
	for _, c := range []struct{ cell, en, zh string }{
		{"< 1100", "less than 1,100", "低于1,100"},
		{"[1..5)", "at least 1 and less than 5", "1以上（含）、5以下（不含）"},
		{`"a", "b"`, "“a” or “b”", "“a”或“b”"},
		{`not("a")`, "not “a”", "不是“a”"},
		{`>= @"2026-05-01"`, "1 May 2026 or later", "2026年5月1日及以后"},
		{`< @"P1Y2M"`, "less than 1 year 2 months", "低于1年2个月"},
		{`<= @"P3DT12H"`, "at most 3 days 12 hours", "不超过3天12小时"},
		{"true", "yes", "是"},
		{"null", "not given", "未提供"},
		{"x + 1", "what meets “x + 1”", "满足条件“x + 1”"},
	} {
		if got := sayCell(c.cell, text.EN); got != c.en {
			t.Errorf("%s: %q, want %q", c.cell, got, c.en)
		}
		if got := sayCell(c.cell, text.ZH); got != c.zh {
			t.Errorf("%s: %q, want %q", c.cell, got, c.zh)
		}
	}
}

func TestCiteNamesTheLawOfThePack(t *testing.T) {
	m := mustModel(t, "subsidy.yaml")
	e := m.NewEvaluator(feel.Limits{})
	e.Set(mustFind(t, m, "residence"), feel.String("rural"))
	x := e.Explain(mustFind(t, m, "standard"))
	said := x.Text(text.EN, func(b Basis, _ text.Lang) string {
		return "Interim Measures for Social Assistance, article " + b.Article
	})
	if !strings.Contains(said, "under Interim Measures for Social Assistance, article 10.") {
		t.Error(said)
	}
}
