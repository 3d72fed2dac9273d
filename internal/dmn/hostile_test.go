package dmn

import (
	"fmt"
	"strings"
	"testing"

	"atonce/internal/feel"
)

// Files within the limits that are made to cost much. Nothing is timed: where a
// cost grows with the square of a size, the test does not end.
func TestHostileModelsEnd(t *testing.T) {
	decision := func(id, needs, logic string) string {
		for _, n := range strings.Fields(needs) {
			logic = `<informationRequirement><requiredDecision href="#` + n + `"/></informationRequirement>` + logic
		}
		return `<decision id="` + id + `" name="` + id + `">` + logic + `</decision>`
	}
	literal := func(s string) string { return `<literalExpression><text>` + s + `</text></literalExpression>` }

	var prefixes, nested strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&prefixes, ` xmlns:p%d="u"`, i)
		fmt.Fprintf(&nested, `<x%d xmlns:q="u"/>`, i)
	}
	chain := decision("d0", "", literal("1"))
	for i := 1; i < 9000; i++ {
		chain += decision(fmt.Sprintf("d%d", i), fmt.Sprintf("d%d", i-1), literal(fmt.Sprintf("d%d + 1", i-1)))
	}
	service := chain + `<decisionService id="s" name="s"><outputDecision href="#d8999"/></decisionService>
		<decision id="last" name="last"><knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>` +
		literal("for i in 1..1000000 return s()") + `</decision>`
	var table strings.Builder
	table.WriteString(`<inputData id="x" name="x"><variable name="x" typeRef="number"/></inputData><decision id="last" name="last"><informationRequirement>
		<requiredInput href="#x"/></informationRequirement><decisionTable hitPolicy="FIRST"><input><inputExpression typeRef="number"><text>x</text></inputExpression></input><output/>`)
	for i := range 20_000 {
		fmt.Fprintf(&table, `<rule><inputEntry><text>[%d..%d]</text></inputEntry><outputEntry><text>%d</text></outputEntry></rule>`, i, 3*i, i)
	}
	table.WriteString(`</decisionTable></decision>`)
	wide := `<businessKnowledgeModel id="f" name="f"><encapsulatedLogic><context>`
	for i := range 6000 {
		wide += fmt.Sprintf(`<contextEntry><variable name="v%d"/>%s</contextEntry>`, i, literal("1"))
	}
	wide += `</context></encapsulatedLogic></businessKnowledgeModel>`

	for name, body := range map[string]string{
		"prefixes":     `<description` + prefixes.String() + `>` + nested.String() + `</description>`,
		"split text":   decision("last", "", `<literalExpression><text>`+strings.Repeat("1<!---->", 200_000)+`</text></literalExpression>`),
		"chain":        chain,
		"service":      service,
		"large table":  table.String(),
		"wide context": wide,
		"many":         strings.Repeat(`<itemDefinition name="t"><typeRef>number</typeRef></itemDefinition>`, 20_000),
	} {
		d, err := Read([]byte(head+body+"</definitions>"), ReadLimits{})
		if err != nil {
			t.Fatal(name, sayAll(err))
		}
		m, err := CompileLenient(d)
		if err != nil {
			continue // refused with a reason
		}
		e := m.NewEvaluator(feel.Limits{Steps: 1_000_000})
		for _, x := range []string{"last", "d8999"} {
			if x, ok := m.Find(x); ok {
				e.Evaluate(x)
			}
		}
		m.Prove()
		if name == "chain" && e.Value(mustFind(t, m, "d8999")).String() != "9000" {
			t.Error(e.Value(mustFind(t, m, "d8999")), e.Err())
		}
	}
}
