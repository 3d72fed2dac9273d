package dmn

import (
	"os"
	"slices"
	"strconv"
	"testing"

	"atonce/internal/feel"
)

// What is noted without an account is what the account says.
func TestNotedRulesAreThoseExplained(t *testing.T) {
	data, err := os.ReadFile("testdata/subsidy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defs, err := ReadPlain(data, ReadLimits{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := Compile(defs)
	if err != nil {
		t.Fatal(err)
	}
	noted := 0
	for _, x := range m.Elements(KindDecision) {
		e := m.NewEvaluator(feel.Limits{})
		e.NoteRules()
		for _, in := range x.Inputs() {
			for _, v := range []feel.Value{feel.Int(1), feel.String("x"), feel.True} {
				e.Set(in, v)
				if !e.Value(in).IsNull() {
					break
				}
			}
		}
		var told, got []string
		for _, s := range e.Explain(x).Steps {
			for _, table := range s.Tables {
				for _, f := range table.Fired {
					if f.Counted {
						told = append(told, s.Name+" "+strconv.Itoa(f.Rule))
					}
				}
			}
		}
		e.Evaluate(x)
		for _, r := range e.Noted() {
			got = append(got, r.Element.Name+" "+strconv.Itoa(r.Rule))
		}
		if !slices.Equal(told, got) {
			t.Errorf("%s: noted %v, explained %v", x.Name, got, told)
		}
		noted += len(got)
	}
	if noted == 0 {
		t.Error("no rule fired in the whole model")
	}
}
