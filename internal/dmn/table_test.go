package dmn

import (
	"strings"
	"testing"

	"atonce/internal/feel"
)

// One table under every hit policy: rules 1, 2 and 4 match x = 5.
func TestHitPolicies(t *testing.T) {
	for _, c := range []struct{ hit, want string }{
		{"U", "null"}, {"A", "null"}, {"F", "30"}, {"P", "10"}, {"R", "[30, 10, 20]"}, {"O", "[10, 20, 30]"},
		{"C", "[30, 10, 20]"}, {"C+", "60"}, {"C<", "10"}, {"C>", "30"}, {"C#", "3"},
	} {
		m := mustCompile(t, []byte(`
format: 1
id: t
inputs:
  - {name: x, type: number}
outputs:
  - {type: number, allowed: "10, 20, 30, 40"}
hit: `+c.hit+`
rules:
  - {when: "> 1", then: "30"}
  - {when: "> 2", then: "x * 2"}
  - {when: "> 9", then: "40"}
  - {when: "[5..6]", then: "20"}
`))
		v, err := m.Decide("t", map[string]feel.Value{"x": feel.Int(5)}, feel.Limits{})
		if err != nil || v.String() != c.want {
			t.Errorf("%s: %s %v, want %s", c.hit, v, err, c.want)
		}
		if v.IsNull() && v.Reason() == nil {
			t.Errorf("%s: null without a reason", c.hit)
		}
	}
}

// What a table says when no rule matches.
func TestNoRuleMatches(t *testing.T) {
	for _, c := range []struct{ hit, output, want string }{
		{"U", "{type: number}", "null"}, {"U", "{type: number, default: '7'}", "7"}, {"F", "{default: 'x + 1'}", "1"},
		{"C", "{type: number}", "[]"}, {"C#", "{}", "0"}, {"C+", "{}", "null"}, {"C+", "{default: '0'}", "0"},
	} {
		m := mustCompile(t, []byte("format: 1\nid: t\ninputs:\n  - {name: x, type: number}\noutputs:\n  - "+c.output+"\nhit: "+c.hit+
			"\nrules:\n  - {when: '> 1', then: '1'}\n"))
		v, err := m.Decide("t", map[string]feel.Value{"x": feel.Int(0)}, feel.Limits{})
		if err != nil || v.String() != c.want {
			t.Errorf("%s %s: %s %v, want %s", c.hit, c.output, v, err, c.want)
		}
	}
}

func TestSeveralOutputsMakeAContext(t *testing.T) {
	m := mustCompile(t, []byte(`
format: 1
id: t
inputs:
  - {name: x, type: number}
outputs:
  - {name: level, type: string, allowed: '"high", "low"'}
  - {name: fee, type: number, allowed: "9, 5, 1"}
hit: O
rules:
  - {when: "-", then: ['"low"', "5"]}
  - {when: "-", then: ['"high"', "1"]}
  - {when: "-", then: ['"high"', "9"]}
`))
	v, err := m.Decide("t", map[string]feel.Value{"x": feel.Int(0)}, feel.Limits{})
	if want := `[{level: "high", fee: 9}, {level: "high", fee: 1}, {level: "low", fee: 5}]`; err != nil || v.String() != want {
		t.Errorf("%s %v, want %s", v, err, want)
	}
}

func TestInputsAreChecked(t *testing.T) {
	m := mustModel(t, "parking-fee.yaml")
	_, err := m.Decide("parking-fee", map[string]feel.Value{"zone": feel.Int(3), "hour": feel.Int(2)}, feel.Limits{})
	if err == nil {
		t.Fatal("a number passed for a zone")
	}
	for _, want := range []string{"no input called “hour”", "value 3 of “zone”"} {
		if !strings.Contains(sayAll(err), want) {
			t.Errorf("%s does not say %s", sayAll(err), want)
		}
	}
	v, err := m.Decide("parking-fee", map[string]feel.Value{"zone": feel.String("moon"), "vehicle": feel.String("small"), "hours": feel.Int(1)}, feel.Limits{})
	if err != nil || !v.IsNull() || v.Reason().Key != "dmn.null.input-not-allowed" {
		t.Errorf("%s %v %v", v, v.Reason(), err)
	}
}

func TestEvaluationAllocatesNothing(t *testing.T) {
	m := mustModel(t, "parking-fee.yaml")
	e := m.NewEvaluator(feel.Limits{})
	fee, zone, vehicle, hours := mustFind(t, m, "parking-fee"), mustFind(t, m, "zone"), mustFind(t, m, "vehicle"), mustFind(t, m, "hours")
	z, v, h := feel.String("inner"), feel.String("small"), feel.Decimal(75, 1)
	if n := testing.AllocsPerRun(100, func() {
		e.Set(zone, z)
		e.Set(vehicle, v)
		e.Set(hours, h)
		e.Evaluate(fee)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if n, _ := e.Value(fee).Int64(); n != 800 {
		t.Error(e.Value(fee))
	}
}

// Every error of a plain file comes at once, each with its line.
func TestPlainFormIsStrict(t *testing.T) {
	for _, c := range []struct{ yaml, want string }{
		{"format: 2\nid: t\ninputs: []\noutputs:\n  - {}\nrules:\n  - {then: '1'}\n", "format must be 1"},
		{"format: 1\nid: t\ncolour: red\noutputs:\n  - {}\nrules:\n  - {then: '1'}\n", "Line 3: there is no key “colour”"},
		{"format: 1\nid: t\nid: u\noutputs:\n  - {}\nrules:\n  - {then: '1'}\n", "Line 3"},
		{"format: 1\nid: t\ninputs:\n  - {name: x}\noutputs:\n  - {}\nrules:\n  - {when: ['1', '2'], then: '1'}\n", "there are 2 cells, 1 are needed"},
		{"format: 1\nid: t\noutputs:\n  - {}\nhit: X\nrules:\n  - {then: '1'}\n", "no hit policy “X”"},
		{"format: 1\nid: &a t\noutputs:\n  - {}\nrules:\n  - {then: '1'}\n", "anchors, aliases and tags"},
		{"format: 1\nid: t\ninputs:\n  - {name: x, label: {fr: a}}\noutputs:\n  - {}\nrules:\n  - {when: '-', then: '1'}\n", "“fr” is not a language"},
		{"format: 1\nid: t\ninputs: []\ndecisions:\n  - {id: d, needs: [y], value: '1'}\n", "no input or decision is called “y”"},
		{"format: 1\nid: t\ninputs: []\ndecisions:\n  - {id: d, needs: []}\n", "needs either value, or inputs"},
		{"format: 1\nid: t\noutputs:\n  - {}\nrules:\n  - {then: '1', basis: {article: '3'}}\n", "“law” is missing"},
		{"format: 1\nid: [\n", "the YAML is wrong"},
		{"", "no model in the file"},
	} {
		_, err := ReadPlain([]byte(c.yaml), ReadLimits{})
		if err == nil || !strings.Contains(sayAll(err), c.want) {
			t.Errorf("%q: want %q, got %v", c.yaml, c.want, err)
		}
	}
	_, err := ReadPlain([]byte("format: 2\nid: t\nx: 1\ny: 2\noutputs:\n  - {}\nrules:\n  - {then: '1'}\n"), ReadLimits{})
	if err == nil || strings.Count(sayAll(err), "\n  ") != 3 {
		t.Errorf("want three errors at once, got %s", sayAll(err))
	}
}
