package dmn

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atonce/internal/fail"
	"atonce/internal/feel"
	"atonce/internal/text"
)

const head = `<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="urn:m">`

func readXML(t *testing.T, body string) *Definitions {
	t.Helper()
	d, err := Read([]byte(head+body+"</definitions>"), ReadLimits{})
	if err != nil {
		t.Fatal(sayAll(err))
	}
	return d
}

// A plain file becomes XML and comes back as it was, bases and texts included.
func TestPlainFormSurvivesXML(t *testing.T) {
	files, err := filepath.Glob("testdata/prove/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(files, "testdata/subsidy.yaml", "testdata/parking-fee.yaml") {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		first, err := ReadPlain(data, ReadLimits{})
		if err != nil {
			t.Fatal(f, sayAll(err))
		}
		written, err := WritePlain(first)
		if err != nil {
			t.Fatal(f, sayAll(err))
		}
		second, err := Read(Write(first), ReadLimits{})
		if err != nil {
			t.Fatal(f, sayAll(err))
		}
		again, err := WritePlain(second)
		if err != nil {
			t.Fatal(f, sayAll(err))
		}
		back, err := ReadPlain(again, ReadLimits{})
		if err != nil {
			t.Fatal(f, sayAll(err))
		}
		// Namespaces are given to those that have none.
		back.Namespace, second.Namespace = "", ""
		if !bytes.Equal(Write(back), Write(first)) || len(again) < len(written) {
			t.Errorf("%s changed:\n%s\n%s", f, Write(back), Write(first))
		}
	}
}

func TestOlderReleasesAreRead(t *testing.T) {
	for space, version := range versions {
		if !strings.HasSuffix(space, "/") && version != "1.1" {
			continue
		}
		d, err := Read([]byte(`<d:definitions xmlns:d="`+space+`" xmlns:f="urn:feel" name="m" namespace="n">
			<d:inputData id="i" name="x"><d:variable name="x" typeRef="f:number"/></d:inputData>
			<d:decision id="a" name="twice"><d:variable name="twice" typeRef="f:number"/>
			<d:informationRequirement><d:requiredInput href="#i"/></d:informationRequirement>
			<d:literalExpression><d:text>x * 2</d:text></d:literalExpression></d:decision></d:definitions>`), ReadLimits{})
		if err != nil {
			t.Fatal(space, sayAll(err))
		}
		m, err := Compile(d)
		if err != nil {
			t.Fatal(space, sayAll(err))
		}
		v, err := m.Decide("twice", map[string]feel.Value{"x": feel.Int(21)}, feel.Limits{})
		if n, _ := v.Int64(); err != nil || n != 42 || d.Version != version {
			t.Error(space, v, err, d.Version)
		}
	}
}

func TestWrongModelsSayWhereAndWhy(t *testing.T) {
	decision := func(id, needs, body string) string {
		for _, n := range strings.Fields(needs) {
			body = `<informationRequirement><requiredDecision href="#` + n + `"/></informationRequirement>` + body
		}
		return "\n" + `<decision id="` + id + `" name="` + id + `"><variable name="` + id + `"/>` + body + `</decision>`
	}
	literal := func(s string) string { return `<literalExpression><text>` + s + `</text></literalExpression>` }
	for _, c := range []struct{ body, want string }{
		{decision("a", "b", literal("b")) + decision("b", "a", literal("a")), "a → b → a"},
		{decision("a", "", literal("1 +")), "a:2"},
		{decision("a", "c", literal("1")), "“#c” leads to no element"},
		{decision("a", "", `<literalExpression typeRef="tMissing"><text>1</text></literalExpression>`), "no type “tMissing”"},
		{`<import name="x" namespace="urn:x" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>`, "“urn:x” was not given"},
		{decision("a", "", `<functionDefinition kind="Java"/>`), "kind Java, which cannot run here"},
		{`<itemDefinition name="t"><itemComponent name="t"><typeRef>t</typeRef></itemComponent></itemDefinition>`, "contains itself"},
	} {
		_, err := Compile(readXML(t, c.body))
		if err == nil || !strings.Contains(sayAll(err), c.want) {
			t.Errorf("%s: want %q, got %v", c.body, c.want, err)
		}
	}
}

func TestReaderRefuses(t *testing.T) {
	for _, c := range []struct {
		name, data, want string
		limits           ReadLimits
	}{
		{"not XML", "hello", "no model", ReadLimits{}},
		{"unclosed", head, "the XML is wrong", ReadLimits{}},
		{"not DMN", "<html/>", "is not the definitions of DMN", ReadLimits{}},
		{"doctype", `<!DOCTYPE x [<!ENTITY a "b">]>` + head + "</definitions>", "document type", ReadLimits{}},
		{"entity", head + "<description>&a;</description></definitions>", "the XML is wrong", ReadLimits{}},
		{"charset", `<?xml version="1.0" encoding="GBK"?>` + head + "</definitions>", "Save it as UTF-8", ReadLimits{}},
		{"deep", head + strings.Repeat("<context>", 300), "nested deeper than 200", ReadLimits{}},
		{"many", head + strings.Repeat("<import/>", 20) + "</definitions>", "more than 10 elements", ReadLimits{Elements: 10}},
		{"large", head + "</definitions>", "larger than 10 bytes", ReadLimits{Bytes: 10}},
		{"hit policy", head + `<decision name="a"><decisionTable hitPolicy="BEST"><output/></decisionTable></decision></definitions>`, "no hit policy “BEST”", ReadLimits{}},
	} {
		_, err := Read([]byte(c.data), c.limits)
		if err == nil || !strings.Contains(sayAll(err), c.want) {
			t.Errorf("%s: want %q, got %v", c.name, c.want, err)
		}
		if err != nil && fail.KindOf(err) == fail.Internal {
			t.Errorf("%s: internal: %v", c.name, err)
		}
	}
}

// A decision that cannot be compiled answers null and says why; the others work.
func TestLenientCompileKeepsWhatWorks(t *testing.T) {
	m, err := CompileLenient(readXML(t, `<decision id="a" name="a"><literalExpression><text>1 +</text></literalExpression></decision>
		<decision id="b" name="b"><literalExpression><text>2</text></literalExpression></decision>`))
	if err != nil {
		t.Fatal(err)
	}
	e := m.NewEvaluator(feel.Limits{})
	a := e.Evaluate(mustFind(t, m, "a"))
	b := e.Evaluate(mustFind(t, m, "b"))
	if !a.IsNull() || a.Reason() == nil || b.String() != "2" {
		t.Error(a, a.Reason(), b)
	}
}

// A model from outside can neither hang nor exhaust the program.
func TestLimitsHold(t *testing.T) {
	bkm := func(body string) string {
		return `<businessKnowledgeModel id="f" name="f"><encapsulatedLogic><formalParameter name="n"/>` + body + `</encapsulatedLogic></businessKnowledgeModel>
		<decision id="a" name="a"><knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement><literalExpression><text>f(1)</text></literalExpression></decision>`
	}
	for name, body := range map[string]string{
		"endless recursion": bkm(`<literalExpression><text>f(n + 1)</text></literalExpression>`),
		"nested loops":      bkm(`<literalExpression><text>count(for a in 1..100000, b in 1..100000 return a * b)</text></literalExpression>`),
		"boxed loops": bkm(`<for iteratorVariable="x"><in><literalExpression><text>[1..100000]</text></literalExpression></in><return>
			<for iteratorVariable="y"><in><literalExpression><text>[1..100000]</text></literalExpression></in><return>
			<context><contextEntry><variable name="z"/><literalExpression><text>x * y</text></literalExpression></contextEntry></context></return></for></return></for>`),
		"growing string": bkm(`<literalExpression><text>if n &gt; 60 then "x" else f(n + 1) + f(n + 1)</text></literalExpression>`),
	} {
		m, err := Compile(readXML(t, body))
		if err != nil {
			t.Fatal(name, sayAll(err))
		}
		e := m.NewEvaluator(feel.Limits{Depth: 100, Steps: 200_000, List: 50_000, String: 1 << 20})
		if v := e.Evaluate(mustFind(t, m, "a")); !v.IsNull() {
			t.Errorf("%s: %s", name, v.Kind())
		}
		if err := e.Err(); err == nil || text.Error(text.EN, err) == "" {
			t.Errorf("%s: no limit met: %v", name, err)
		}
	}
}
