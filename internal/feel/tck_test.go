package feel

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"
)

// The standard's test kit is read from beside the repository. The full runner
// belongs to the room of DMN; here are only the decisions that are one literal
// expression, over input data and other such decisions.

type tckModel struct {
	Items     []tckItem     `xml:"itemDefinition"`
	Inputs    []tckVariable `xml:"inputData"`
	Decisions []tckDecision `xml:"decision"`
}

type tckItem struct {
	Name       string    `xml:"name,attr"`
	Collection bool      `xml:"isCollection,attr"`
	TypeRef    string    `xml:"typeRef"`
	Parts      []tckItem `xml:"itemComponent"`
	Allowed    string    `xml:"allowedValues>text"`
	Function   *struct{} `xml:"functionItem"`
}

type tckVariable struct {
	ID       string `xml:"id,attr"`
	Name     string `xml:"name,attr"`
	Variable struct {
		TypeRef string `xml:"typeRef,attr"`
	} `xml:"variable"`
}

type tckDecision struct {
	tckVariable
	Needs []struct {
		Decision *tckRef `xml:"requiredDecision"`
		Input    *tckRef `xml:"requiredInput"`
	} `xml:"informationRequirement"`
	Knowledge []struct{} `xml:"knowledgeRequirement"`
	Literal   *struct {
		Text string `xml:"text"`
	} `xml:"literalExpression"`
}

type tckRef struct {
	Href string `xml:"href,attr"`
}

type tckCases struct {
	Cases []struct {
		ID      string    `xml:"id,attr"`
		Type    string    `xml:"type,attr"`
		Inputs  []tckNode `xml:"inputNode"`
		Results []struct {
			Name     string   `xml:"name,attr"`
			Type     string   `xml:"type,attr"`
			Expected *tckNode `xml:"expected"`
		} `xml:"resultNode"`
	} `xml:"testCase"`
}

type tckNode struct {
	Name       string    `xml:"name,attr"`
	Nil        bool      `xml:"nil,attr"`
	Value      *tckValue `xml:"value"`
	List       *tckList  `xml:"list"`
	Components []tckNode `xml:"component"`
}

type tckList struct {
	Nil   bool      `xml:"nil,attr"`
	Items []tckNode `xml:"item"`
}

type tckValue struct {
	Type string `xml:"type,attr"`
	Nil  bool   `xml:"nil,attr"`
	Text string `xml:",chardata"`
}

func (n *tckNode) value(t *testing.T) Value {
	switch {
	case n == nil, n.Nil, n.List != nil && n.List.Nil:
		return Null
	case n.List != nil:
		var out []Value
		for i := range n.List.Items {
			out = append(out, n.List.Items[i].value(t))
		}
		return List(out...)
	case len(n.Components) > 0:
		c := NewContext(0)
		for i := range n.Components {
			c.Put(n.Components[i].Name, n.Components[i].value(t))
		}
		return c.Value()
	case n.Value == nil || n.Value.Nil:
		return Null
	}
	text := n.Value.Text
	switch _, kind, _ := strings.Cut(n.Value.Type, ":"); kind {
	case "boolean":
		return Bool(strings.TrimSpace(text) == "true")
	case "decimal", "double", "integer", "int", "long", "float":
		v, ok := ParseNumber(strings.TrimSpace(text))
		if !ok {
			t.Fatalf("the kit has a number %q that cannot be read", text)
		}
		return v
	case "date", "time", "dateTime", "duration":
		return ParseTemporal(strings.TrimSpace(text))
	}
	return String(text)
}

type tckRun struct {
	model  tckModel
	scope  *Scope
	inputs map[string]Value
}

func (r *tckRun) typ(items []tckItem, ref string) *Type {
	_, local, ok := strings.Cut(ref, ":")
	if !ok {
		local = ref
	}
	if t := TypeByName(strings.TrimSpace(local)); t != nil {
		return t
	}
	for _, it := range items {
		if it.Name == strings.TrimSpace(ref) {
			return r.itemType(items, it)
		}
	}
	return TypeAny
}

func (r *tckRun) itemType(items []tckItem, it tckItem) *Type {
	var t *Type
	switch {
	case it.Function != nil:
		t = TypeAnyFunction
	case len(it.Parts) > 0:
		t = &Type{Kind: TypeKindContext, Name: it.Name}
		for _, p := range it.Parts {
			t.Fields = append(t.Fields, Field{p.Name, r.itemType(items, p)})
		}
	default:
		t = r.typ(items, it.TypeRef)
	}
	if it.Allowed != "" {
		s := NewScope()
		s.SetInput(t)
		if p, err := CompileTests(it.Allowed, s); err == nil {
			c := *t
			c.Allowed = func(v Value) bool { return p.Matches(NewMachine(Limits{}), nil, v) }
			t = &c
		}
	}
	if it.Collection {
		return ListOf(t)
	}
	return t
}

// decide evaluates a decision and those it needs; ok is false if one of them is
// more than a literal expression.
func (r *tckRun) decide(d *tckDecision, depth int) (v Value, ok bool, err error) {
	if d.Literal == nil || len(d.Knowledge) > 0 || depth > 20 {
		return Null, false, nil
	}
	s := r.scope.Extend()
	var vars []Value
	for _, n := range d.Needs {
		if n.Input != nil {
			id := strings.TrimPrefix(n.Input.Href, "#")
			for _, in := range r.model.Inputs {
				if in.ID == id {
					t := r.typ(r.model.Items, in.Variable.TypeRef)
					s.Add(in.Name, t)
					vars = append(vars, t.Coerce(r.inputs[in.Name]))
				}
			}
		}
		if n.Decision != nil {
			id := strings.TrimPrefix(n.Decision.Href, "#")
			for i := range r.model.Decisions {
				if e := &r.model.Decisions[i]; e.ID == id {
					v, ok, err := r.decide(e, depth+1)
					if !ok || err != nil {
						return v, ok, err
					}
					s.Add(e.Name, r.typ(r.model.Items, e.Variable.TypeRef))
					vars = append(vars, v)
				}
			}
		}
	}
	p, err := Compile(d.Literal.Text, s)
	if err != nil {
		return Null, true, err
	}
	m := NewMachine(Limits{})
	m.SetNow(DateTimeOf(time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)))
	v = p.Eval(m, vars)
	if m.Err() != nil {
		return v, true, m.Err()
	}
	return r.typ(r.model.Items, d.Variable.TypeRef).Coerce(v), true, nil
}

func tckDir(t *testing.T) string {
	shared := os.Getenv("ATONCE_SHARED")
	if shared == "" {
		dir, _ := os.Getwd()
		for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
				shared = filepath.Join(filepath.Dir(dir), "shared")
				break
			}
		}
	}
	dir := filepath.Join(shared, "tck")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the DMN test kit is not beside the repository (%s); set ATONCE_SHARED to the folder that holds tck", dir)
	}
	return dir
}

func TestKitLiteralExpressions(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(tckDir(t), "*", "*", "*.dmn"))
	sort.Strings(files)
	var all, passed, valued, valuedPassed int
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		run := &tckRun{}
		if err := xml.Unmarshal(data, &run.model); err != nil {
			t.Fatal(err)
		}
		run.scope = NewScope()
		for _, it := range run.model.Items {
			run.scope.DefineType(it.Name, run.itemType(run.model.Items, it))
		}
		tests, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*.xml"))
		for _, test := range tests {
			data, err := os.ReadFile(test)
			if err != nil {
				t.Fatal(err)
			}
			var cases tckCases
			if err := xml.Unmarshal(data, &cases); err != nil || !strings.Contains(string(data), filepath.Base(file)) {
				continue
			}
			for _, c := range cases.Cases {
				if c.Type != "" && c.Type != "decision" {
					continue
				}
				run.inputs = map[string]Value{}
				for i := range c.Inputs {
					run.inputs[c.Inputs[i].Name] = c.Inputs[i].value(t)
				}
				for _, res := range c.Results {
					for i := range run.model.Decisions {
						d := &run.model.Decisions[i]
						if d.Name != res.Name || res.Type != "" && res.Type != "decision" {
							continue
						}
						got, ok, err := run.decide(d, 0)
						if !ok {
							continue
						}
						want := res.Expected.value(t)
						all++
						good := kitEqual(got, want)
						if !want.IsNull() {
							valued++
						}
						if good {
							passed++
							if !want.IsNull() {
								valuedPassed++
							}
							continue
						}
						t.Logf("%s %s: %q = %v (%v, %v), want %v", filepath.Base(filepath.Dir(file)), c.ID, strings.TrimSpace(d.Literal.Text), got, got.Reason(), err, want)
					}
				}
			}
		}
	}
	t.Logf("literal expressions of the kit: %d of %d, with a value expected %d of %d", passed, all, valuedPassed, valued)
	if passed < all || all < 1000 {
		t.Errorf("not all of the kit's literal expressions pass")
	}
}

// kitEqual compares as the kit's runner does: numbers to 8 digits after the point.
func kitEqual(a, b Value) bool {
	switch {
	case a.kind == KindNumber && b.kind == KindNumber:
		d := subtract(a, b)
		return compareNumbers(d, short(1, 8)) < 0 && compareNumbers(d, short(-1, 8)) > 0
	case a.kind == KindList && b.kind == KindList:
		x, y := a.items(), b.items()
		if len(x) != len(y) {
			return false
		}
		for i := range x {
			if !kitEqual(x[i], y[i]) {
				return false
			}
		}
		return true
	case a.kind == KindContext && b.kind == KindContext:
		x, y := a.Context(), b.Context()
		for _, e := range x.Entries() {
			if v, ok := y.Get(e.Name); !ok || !kitEqual(e.Value, v) {
				return false
			}
		}
		return x.Len() == y.Len()
	}
	return a.Same(b)
}
