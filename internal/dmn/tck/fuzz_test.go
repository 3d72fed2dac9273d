package tck

import (
	"testing"
	"testing/fstest"

	"atonce/internal/feel"
)

// FuzzCases: any bytes as a file of cases end in rows or in nothing.
func FuzzCases(f *testing.F) {
	f.Add([]byte(`<testCases xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName>m.dmn</modelName><testCase id="1">
		<inputNode name="x"><list><item><value xsi:type="xsd:decimal">1</value></item></list></inputNode>
		<resultNode name="d"><expected><component name="a"><value xsi:type="xsd:date">2026-01-01</value></component></expected></resultNode></testCase></testCases>`))
	model := []byte(`<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n"><inputData id="x" name="x"/>
		<decision name="d"><informationRequirement><requiredInput href="#x"/></informationRequirement><literalExpression><text>x</text></literalExpression></decision></definitions>`)
	f.Fuzz(func(t *testing.T, data []byte) {
		root := fstest.MapFS{"l/m.dmn": {Data: model}, "l/t.xml": {Data: data}}
		if err := Run(root, feel.Limits{Steps: 10_000}, feel.Null, func(r Row) {
			if r.Outcome == "" {
				t.Error("a row without an outcome")
			}
		}); err != nil {
			t.Fatal(err)
		}
	})
}
