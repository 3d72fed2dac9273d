// Command decisions measures the project's decision engine beside others on the
// same conditions, in one run, and writes the table of docs/decisions-benchmark.md.
// A losing row is a row. Run it by run.sh, which installs what it compares with.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// condition is one thing to decide, in the words of each engine.
type condition struct {
	Name, Table     string
	Feel, Cel, Expr string
	Inputs          []map[string]any
	Answers         []any
}

// measured is one row. Allocations are -1 where the engine's runtime does not tell.
type measured struct {
	Name, Engine string
	NS           float64
	Allocs       int64
	Right        bool
	Missing      string // why there is no number
}

// engine prepares a condition once and answers a function that evaluates it for
// input i.
type engine struct {
	name    string
	prepare func(c *condition) (func(i int) any, error)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	data, err := os.ReadFile("conditions.json")
	if err != nil {
		return err
	}
	var conditions []condition
	if err := json.Unmarshal(data, &conditions); err != nil {
		return err
	}
	testing.Init()
	if err := flag.Set("test.benchtime", "300ms"); err != nil {
		return err
	}
	var rows []measured
	for range rounds {
		round, err := runRound(conditions)
		if err != nil {
			return err
		}
		rows = best(rows, round)
	}
	report := write(conditions, rows)
	fmt.Print(report)
	return os.WriteFile("../../docs/decisions-benchmark.md", []byte(report), 0o644)
}

// rounds are run one after another over all engines, and the best of each is
// kept: what else the machine does then falls on all alike.
const rounds = 5

func runRound(conditions []condition) ([]measured, error) {
	var rows []measured
	for i := range conditions {
		c := &conditions[i]
		for _, e := range engines {
			rows = append(rows, measure(c, e))
		}
	}
	out, err := exec.Command("node", "bench.mjs").Output()
	if err != nil {
		return nil, fmt.Errorf("node bench.mjs: %w", err)
	}
	var other []measured
	if err := json.Unmarshal(out, &other); err != nil {
		return nil, err
	}
	for _, r := range other {
		r.Allocs = -1
		rows = append(rows, r)
	}
	return rows, nil
}

func best(a, b []measured) []measured {
	if a == nil {
		return b
	}
	for i := range a {
		if b[i].NS < a[i].NS {
			a[i].NS = b[i].NS
		}
		a[i].Right = a[i].Right && b[i].Right
	}
	return a
}

func measure(c *condition, e engine) measured {
	row := measured{Name: c.Name, Engine: e.name, Right: true}
	once, err := e.prepare(c)
	if err != nil {
		row.Missing = err.Error()
		return row
	}
	for i := range c.Inputs {
		if !same(once(i), c.Answers[i]) {
			row.Right = false
		}
	}
	r := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; i < b.N; i++ {
			once(i % len(c.Inputs))
		}
	})
	row.NS, row.Allocs = float64(r.T.Nanoseconds())/float64(r.N), r.AllocsPerOp()
	return row
}

func same(have, want any) bool {
	if have == nil {
		have = answer(last) // our own engines leave their answer there
	}
	if b, ok := want.(bool); ok {
		return have == b
	}
	a, okA := number(have)
	b, okB := number(want)
	return okA && okB && a-b < 1e-9 && b-a < 1e-9
}

func number(x any) (float64, bool) {
	switch x := x.(type) {
	case float64:
		return x, true
	case int64:
		return float64(x), true
	case int:
		return float64(x), true
	case json.Number:
		f, err := x.Float64()
		return f, err == nil
	}
	return 0, false
}

func write(conditions []condition, rows []measured) string {
	var b strings.Builder
	b.WriteString(intro())
	for _, c := range conditions {
		fmt.Fprintf(&b, "\n## %s\n\n```\n%s\n```\n\n| engine | ns per evaluation | allocations | against ours |\n|---|---:|---:|---:|\n",
			strings.ToUpper(c.Name[:1])+c.Name[1:], wrap(c.Feel))
		ours := 0.0
		for _, r := range rows {
			if r.Name != c.Name {
				continue
			}
			if r.Missing != "" {
				if r.Missing != absent {
					fmt.Fprintf(&b, "| %s | — | — | %s |\n", r.Engine, r.Missing)
				}
				continue
			}
			if ours == 0 {
				ours = r.NS
			}
			allocs := "not told"
			if r.Allocs >= 0 {
				allocs = fmt.Sprint(r.Allocs)
			}
			note := ""
			if !r.Right {
				note = " (wrong answer)"
			}
			fmt.Fprintf(&b, "| %s%s | %.0f | %s | %.2f× |\n", r.Engine, note, r.NS, allocs, r.NS/ours)
		}
	}
	return b.String()
}

// wrap breaks a long condition where a person would.
func wrap(s string) string { return strings.ReplaceAll(s, " else if ", "\nelse if ") }
