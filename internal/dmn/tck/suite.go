// Package tck reads and runs the test cases of the DMN Technology Compatibility
// Kit (github.com/dmn-tck/tck): models with inputs and expected values. It
// knows the kit's format and nothing of its cases.
package tck

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"atonce/internal/feel"
)

type suite struct {
	ModelName string     `xml:"modelName"`
	Cases     []testCase `xml:"testCase"`
}

type testCase struct {
	ID        string   `xml:"id,attr"`
	Type      string   `xml:"type,attr"`
	Invocable string   `xml:"invocableName,attr"`
	Inputs    []input  `xml:"inputNode"`
	Results   []result `xml:"resultNode"`
}

type input struct {
	Name      string `xml:"name,attr"`
	Namespace string `xml:"namespace,attr"`
	value
}

type result struct {
	Name      string `xml:"name,attr"`
	Namespace string `xml:"namespace,attr"`
	Error     bool   `xml:"errorResult,attr"`
	Expected  *value `xml:"expected"`
}

type value struct {
	Name       string      `xml:"name,attr"`
	Nil        string      `xml:"http://www.w3.org/2001/XMLSchema-instance nil,attr"`
	Simple     *simple     `xml:"value"`
	Components []component `xml:"component"`
	List       *list       `xml:"list"`
}

type component struct {
	Name string `xml:"name,attr"`
	value
}

type simple struct {
	Type string `xml:"http://www.w3.org/2001/XMLSchema-instance type,attr"`
	Nil  string `xml:"http://www.w3.org/2001/XMLSchema-instance nil,attr"`
	Text string `xml:",chardata"`
}

type list struct {
	Nil   string  `xml:"http://www.w3.org/2001/XMLSchema-instance nil,attr"`
	Items []value `xml:"item"`
}

func parse(data []byte) (*suite, error) {
	var s suite
	d := xml.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&s); err != nil {
		return nil, err
	}
	return &s, nil
}

// feel is the value as FEEL knows it.
func (v *value) feel() (feel.Value, error) {
	switch {
	case v == nil || v.Nil == "true":
		return feel.Null, nil
	case v.List != nil:
		if v.List.Nil == "true" {
			return feel.Null, nil
		}
		items := make([]feel.Value, 0, len(v.List.Items))
		for i := range v.List.Items {
			item, err := v.List.Items[i].feel()
			if err != nil {
				return feel.Null, err
			}
			items = append(items, item)
		}
		return feel.List(items...), nil
	case len(v.Components) > 0:
		c := feel.NewContext(len(v.Components))
		for i := range v.Components {
			item, err := v.Components[i].feel()
			if err != nil {
				return feel.Null, err
			}
			c.Put(v.Components[i].Name, item)
		}
		return c.Value(), nil
	case v.Simple == nil || v.Simple.Nil == "true":
		return feel.Null, nil
	}
	return v.Simple.feel()
}

func (s *simple) feel() (feel.Value, error) {
	_, kind, _ := strings.Cut(s.Type, ":")
	text := strings.TrimSpace(s.Text)
	switch kind {
	case "boolean":
		return feel.Bool(text == "true" || text == "1"), nil
	case "decimal", "double", "float", "integer", "int", "long", "short":
		if n, ok := feel.ParseNumber(text); ok {
			return n, nil
		}
	case "date", "time", "dateTime", "duration":
		if v := feel.ParseTemporal(text); !v.IsNull() {
			return v, nil
		}
	default:
		return feel.String(s.Text), nil
	}
	return feel.Null, fmt.Errorf("not a %s: %q", kind, text)
}

// same compares as the kit's own runners do: numbers to within 1e-8, everything
// else as FEEL does, contexts entry by entry.
func same(want, have feel.Value) bool {
	if want.Kind() != have.Kind() {
		return false
	}
	switch want.Kind() {
	case feel.KindNull:
		return true
	case feel.KindNumber:
		return close(want, have)
	case feel.KindList:
		a, b := want.Items(), have.Items()
		if len(a) != len(b) {
			return false
		}
		for i := range a {
			if !same(a[i], b[i]) {
				return false
			}
		}
		return true
	case feel.KindContext:
		a, b := want.Context(), have.Context()
		if a.Len() != b.Len() {
			return false
		}
		for _, e := range a.Entries() {
			v, ok := b.Get(e.Name)
			if !ok || !same(e.Value, v) {
				return false
			}
		}
		return true
	}
	return feel.Equal(want, have).IsTrue()
}

func close(a, b feel.Value) bool {
	if feel.Equal(a, b).IsTrue() {
		return true
	}
	s := feel.NewScope()
	s.Add("a", feel.TypeNumber)
	s.Add("b", feel.TypeNumber)
	p, err := feel.Compile("abs(a - b) <= 0.00000001 * max(1, abs(a))", s)
	if err != nil {
		return false
	}
	m := feel.NewMachine(feel.Limits{})
	m.Reset()
	return p.Eval(m, []feel.Value{a, b}).IsTrue()
}
