package feel

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestCells(t *testing.T) {
	s := NewScope()
	s.Add("limit", TypeNumber)
	s.Add("allowed", ListOf(TypeString))
	vars := []Value{Int(10), List(String("x"), String("y"))}
	for _, c := range []struct {
		cell  string
		input Value
		want  string
	}{
		{"-", Null, "true"}, {"", Int(1), "true"}, {"5", Int(5), "true"}, {"5.0", Int(5), "true"}, {"> 3, < 1", Int(2), "false"}, {"> limit", Int(11), "true"},
		{"[1..5]", Int(5), "true"}, {"[1..5)", Int(5), "false"}, {"[1..5]", String("a"), "null"}, {`"a", "b"`, String("b"), "true"}, {`not("a", "b")`, String("b"), "false"},
		{`not("a")`, String("c"), "true"}, {"null", Null, "true"}, {"not(null)", Null, "false"}, {"not(null)", Int(1), "true"}, {"allowed", String("y"), "true"}, {"allowed", String("z"), "false"},
		{"? > 3 and ? < limit", Int(5), "true"}, {"contains(?, \"b\")", String("abc"), "true"}, {"limit = 10", String("anything"), "true"}, {"true", True, "true"}, {"true", Null, "false"},
		{"not(true)", False, "true"}, {"not(contains(?, \"b\")) and limit > 1", String("a"), "true"}, {`date("2024-01-01")`, DateOf(2024, 1, 1), "true"}, {`< @"2024-01-01"`, DateOf(2024, 1, 1), "false"},
		{"[1, 2]", Int(2), "true"}, {"(< 5), (> 7)", Int(8), "true"}, {"count(?) > 1", List(Int(1), Int(2)), "true"}, {"every x in ? satisfies x > 0", List(Int(1), Int(2)), "true"},
		{"-5", Int(-5), "true"}, {"< -5", Int(-6), "true"}, {`"-"`, String("-"), "true"}, {"!= 5", Int(4), "true"}, {"= 5", Int(5), "true"},
	} {
		p, err := CompileTests(c.cell, s)
		if err != nil {
			t.Errorf("%s: %v", c.cell, err)
			continue
		}
		m := NewMachine(Limits{})
		if got := p.Test(m, vars, c.input); got.String() != c.want {
			t.Errorf("%v against %s is %v (%v), want %s", c.input, c.cell, got, got.Reason(), c.want)
		}
		if p.Matches(m, vars, c.input) != (c.want == "true") {
			t.Errorf("%v against %s: Matches says otherwise", c.input, c.cell)
		}
		// What the prover reads out of the cell must say the same.
		tests, _ := ParseTests(c.cell, s)
		if a := Analyse(tests); a.Exact && !c.input.IsNull() && c.want != "null" {
			any := a.Any
			for _, i := range a.Tests {
				any = any || i.Contains(c.input)
			}
			if (any != a.Not) != (c.want == "true") {
				t.Errorf("Analyse(%s) = %+v says otherwise of %v", c.cell, a, c.input)
			}
		}
	}
}

// The hot paths of tables and formulas use no memory.
func TestHotPathsDoNotAllocate(t *testing.T) {
	s := NewScope()
	s.Add("a", TypeNumber)
	s.Add("b", TypeNumber)
	s.Add("p", ContextType(Field{"q", TypeNumber}))
	vars := []Value{Decimal(1250, 2), Int(3), ContextOf(Entry{"q", Int(4)})}
	m := NewMachine(Limits{Steps: 1 << 60})
	for _, src := range []string{"a * b + p.q / 8", "if a > b then a - 1 else -b", "a in (1, [2..3], > 10) and not(b = 4)", "abs(round half up(a, 1))", "max(a, b, 7)", "a ** 2", "1 < \"x\""} {
		p, err := Compile(src, s)
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(100, func() { p.Eval(m, vars) }); n != 0 {
			t.Errorf("%s allocates %v times", src, n)
		}
	}
	for _, cell := range []string{"-", "> 5", "[1..20)", "1, 2, 12.5", "not(4)", "> b", "\"x\"", `< date("2024-01-01")`} {
		p, err := CompileTests(cell, s)
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(100, func() { p.Matches(m, vars, vars[0]) }); n != 0 {
			t.Errorf("the cell %s allocates %v times", cell, n)
		}
	}
}

func TestLimits(t *testing.T) {
	for src, key := range map[string]string{
		"for i in 1..1000000 return for j in 1..1000000 return 1":                                   "feel.limit",
		"{f: function(n) f(n + 1), r: f(0)}.r":                                                      "feel.limit.depth",
		`matches("` + strings.Repeat("a", 60) + `", "^(a*)(a*)(a*)(a*)(a*)(a*)\\1b$")`:              "feel.limit.steps",
		`for i in 1..50000 return matches("x", string(i) + "a{900}b{900}c{900}d{900}e{900}f{900}")`: "feel.limit.steps",
		"for i in 1..200000 return i":                                                               "feel.limit.list",
		`for i in 1..100 return if i = 1 then "abcdefgh" else partial[-1] + partial[-1]`:            "feel.limit.string",
		`for i in 1..100 return if i = 1 then [1, 2] else concatenate(partial[-1], partial[-1])`:    "feel.limit",
		`some x in 1..100000000 satisfies matches(string(x), "never")`:                              "feel.limit.steps",
	} {
		p, err := Compile(src, nil)
		if err != nil {
			t.Fatal(err)
		}
		m := NewMachine(Limits{Steps: 1_000_000, List: 100_000, String: 1 << 16})
		v := p.Eval(m, nil)
		if m.Err() == nil || !strings.Contains(m.Err().Error(), key) || !v.IsNull() {
			t.Errorf("%s: %.40v, %v, want %s", src, v.Kind(), m.Err(), key)
		}
		m.Reset()
		if ok, _ := Compile("1 + 1", nil); ok.Eval(m, nil).String() != "2" {
			t.Errorf("after a reset the machine does not work")
		}
	}
	asked := 0
	m := NewMachine(Limits{Poll: func() error { asked++; return nil }})
	p, _ := Compile("count(for i in 1..100000 return i)", nil)
	if p.Eval(m, nil); asked < 10 {
		t.Errorf("Poll was asked %d times in 100,000 turns", asked)
	}
}

func TestProblems(t *testing.T) {
	s := NewScope()
	s.Add("n", TypeNumber)
	s.Add("c", ContextType(Field{"d", TypeString}))
	for src, want := range map[string]string{
		`n + "a"`: "1:1 feel.check.operands", `nn + 1`: "1:1 feel.check.unknown-name", `1 + abs(1, 2)`: "1:5 feel.check.arguments", `if n then 1 else 2`: "1:4 feel.check.condition",
		`n.year`: "1:1 feel.check.no-entries", `c.d = n`: "1:1 feel.check.operands", `n + 1 > 2 and c.d = "x"`: "", `[1, n][item > 1]`: "", `abs(n) + n`: "",
	} {
		p, err := Compile(src, s)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, x := range p.Problems {
			got += itoa(x.Pos.Line) + ":" + itoa(x.Pos.Col) + " " + x.Key
		}
		if got != want {
			t.Errorf("%s: %q, want %q", src, got, want)
		}
	}
}

func TestFreeNames(t *testing.T) {
	s := NewScope()
	for _, n := range []string{"a", "b", "the list", "c"} {
		s.Add(n, nil)
	}
	x, err := ParseExpression("for b in the list return b + c + {a: 1, d: a}.d + count(the list[item > a])", s)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(FreeNames(x, s), ","); got != "the list,c,a" {
		t.Errorf("free names are %s", got)
	}
}

func TestJSON(t *testing.T) {
	typ := ContextType(Field{"day", TypeDate}, Field{"sum", TypeNumber}, Field{"tags", ListOf(TypeString)}, Field{"missing", TypeString})
	d := json.NewDecoder(strings.NewReader(`{"day": "2024-02-29", "sum": 12.50, "tags": "one", "more": [true, null]}`))
	d.UseNumber()
	var raw any
	if err := d.Decode(&raw); err != nil {
		t.Fatal(err)
	}
	v, err := FromJSON(raw, typ)
	if err != nil || v.String() != `{day: @"2024-02-29", sum: 12.5, tags: ["one"], missing: null, more: [true, null]}` {
		t.Errorf("the context is %v, %v", v, err)
	}
	out, _ := json.Marshal(v.JSON())
	if string(out) != `{"day":"2024-02-29","missing":null,"more":[true,null],"sum":12.5,"tags":["one"]}` {
		t.Errorf("the JSON is %s", out)
	}
	for in, want := range map[string]string{`{"day": "yesterday"}`: "path=\"day\"", `{"sum": true}`: "path=\"sum\"", `{"tags": [1]}`: "path=\"tags[1]\""} {
		d := json.NewDecoder(strings.NewReader(in))
		d.UseNumber()
		if err := d.Decode(&raw); err != nil {
			t.Fatal(err)
		}
		if _, err := FromJSON(raw, typ); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want the place %s", in, err, want)
		}
	}
	if _, err := FromJSON(1.5, nil); err == nil {
		t.Error("a float is taken: it would not be exact")
	}
}
