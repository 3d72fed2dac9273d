package feel

import (
	"testing"
	"unicode/utf8"
)

var fuzzSeeds = []string{
	`1 + 2 * 3 ** -2`, `if a > 1 then "x" else null`, `for i in 1..3, j in [i] return i * j + count(partial)`,
	`some x in [1, 2] satisfies x = a`, `{a: 1, "b c": a, f: function(n: number) if n < 2 then 1 else n * f(n - 1)}.f(5)`,
	`[1, 2, {item: 3}][item > 1]`, `]1..5[`, `(< 5)`, `a in (1, [2..3], > 7)`, `@"2024-02-30"`, `date("2024-01-31") + duration("P1M")`,
	`x instance of list<context<a: number>>`, `replace("aab", "(a)", "$1$1")`, `matches("x", "[a-z-[x]]", "ix")`,
	`replace("aabb", "(.)\1|([a-c-[b]]+?)", "$2", "i")`, `split("a1b", "[0-9]")`, `sort([3, 1], function(x, y) x < y)`, `not("a", [1..2))`, `-`, `? > 3 and ? < 5`, `string(1/3) + "\u00e9\U01F40E"`,
	`sum(for i in 1..100 return [i])`, `"a" between "b" and a.b.c[1]`, `// c` + "\n1 /* d */", `context put({}, ["a"], 1)`,
	`for i in 1..9999999 return for j in 1..9999999 return i`, `a b-c + d.e`, `range("[1..2]")`, `number("1 000,5", " ", ",")`,
}

func fuzzScope() *Scope {
	s := NewScope()
	s.Add("a", TypeNumber)
	s.Add("a b-c", nil)
	s.Add("d", ContextType(Field{"e f", TypeString}))
	s.SetInput(TypeNumber)
	return s
}

// The parser reads anything without a crash, and says where it stopped.
func FuzzParse(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		s := fuzzScope()
		if _, err := ParseExpression(src, s); err != nil {
			e, ok := err.(*SyntaxError)
			if !ok || e.Pos.Line < 1 || e.Pos.Col < 1 || e.Key == "" {
				t.Fatalf("%q: an error without a place: %v", src, err)
			}
		}
		if tests, err := ParseTests(src, s); err == nil {
			Analyse(tests)
			FreeNamesOfTests(tests, s)
		}
		ParseTemporal(src)
		ParseNumber(src)
	})
}

// Whatever is evaluated keeps within its limits, and its value can be shown.
func FuzzEval(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add(s, int64(3))
	}
	limits := Limits{Depth: 40, Steps: 20_000, List: 500, String: 5000}
	m := NewMachine(limits)
	f.Fuzz(func(t *testing.T, src string, n int64) {
		s := fuzzScope()
		m.Reset()
		vars := []Value{Decimal(n, 2), List(Int(n), String("x")), ContextOf(Entry{"e f", String("y")})}
		if p, err := Compile(src, s); err == nil {
			v := p.Eval(m, vars)
			within(t, src, v, limits, 0)
			text := v.String()
			if utf8.ValidString(src) && m.Err() == nil && v.isMoment() || v.isDuration() {
				again, err := Compile(text, s)
				if err != nil || !again.Eval(m, vars).Same(v) && m.Err() == nil {
					t.Fatalf("%q gives %s, which does not read back", src, text)
				}
			}
			v.JSON()
		}
		if p, err := CompileTests(src, s); err == nil {
			p.Matches(m, vars, Int(n))
		}
		if m.sp != 0 || m.depth != 0 {
			t.Fatalf("%q leaves %d values on the stack, depth %d", src, m.sp, m.depth)
		}
	})
}

func within(t *testing.T, src string, v Value, l Limits, depth int) {
	if depth > 100 {
		return
	}
	switch v.kind {
	case KindString:
		// A literal may be longer than what evaluation may build.
		if len(v.text()) > l.String && len(v.text()) > len(src) {
			t.Fatalf("%q makes a string of %d bytes", src, len(v.text()))
		}
	case KindList:
		if len(v.items()) > l.List && len(v.items()) > len(src) {
			t.Fatalf("%q makes a list of %d elements", src, len(v.items()))
		}
		for _, x := range v.items() {
			within(t, src, x, l, depth+1)
		}
	case KindContext:
		for _, e := range v.Context().entries {
			within(t, src, e.Value, l, depth+1)
		}
	}
}
