package feel

import (
	"strings"
	"testing"
	"time"
)

// evaluate works with: age 20, name "Li Na", tags ["a", "b"], home {street
// name: "Long", no: 7}, people (a list of contexts), monthly fee 12.50, x-y 3.
func evaluate(t *testing.T, src string) Value {
	t.Helper()
	person := ContextType(Field{"name", TypeString}, Field{"birth year", TypeNumber})
	s := NewScope()
	s.Add("age", TypeNumber)
	s.Add("name", TypeString)
	s.Add("tags", ListOf(TypeString))
	s.Add("home", ContextType(Field{"street name", TypeString}, Field{"no", TypeNumber}))
	s.Add("people", ListOf(person))
	s.Add("monthly fee", TypeNumber)
	s.Add("x-y", TypeNumber)
	s.Add("untyped", nil)
	s.DefineType("tPerson", person)
	who := func(n string, y int64) Value { return ContextOf(Entry{"name", String(n)}, Entry{"birth year", Int(y)}) }
	vars := []Value{Int(20), String("Li Na"), List(String("a"), String("b")),
		ContextOf(Entry{"street name", String("Long")}, Entry{"no", Int(7)}),
		List(who("Wang", 1990), who("Zhao", 2001)), Decimal(1250, 2), Int(3),
		List(ContextOf(Entry{"full name", String("Q")}))}
	p, err := Compile(src, s)
	if err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	m := NewMachine(Limits{})
	m.SetNow(DateTimeOf(time.Date(2024, 2, 29, 12, 0, 0, 0, time.FixedZone("", 8*3600))))
	v := p.Eval(m, vars)
	if m.Err() != nil {
		t.Fatalf("%s: %v", src, m.Err())
	}
	return v
}

func TestExpressions(t *testing.T) {
	for area, cases := range map[string][][2]string{
		"numbers": {
			{`0.1 + 0.2`, `0.3`}, {`1 / 3`, `0.3333333333333333333333333333333333`}, {`10 / 4`, `2.5`}, {`2 ** 10`, `1024`}, {`2 ** 0.5`, `1.414213562373095048801688724209698`},
			{`-2 ** 2`, `4`}, {`2 ** 3 ** 2`, `64`}, {`7 - 2 - 1`, `4`}, {`1 / 0`, `null`}, {`99999999999 * 99999999999`, `9999999999800000000001`},
			{`decimal(2.5, 0)`, `2`}, {`decimal(3.5, 0)`, `4`}, {`round half up(-2.5, 0)`, `-3`}, {`round half down(2.5, 0)`, `2`}, {`round up(2.001, 2)`, `2.01`},
			{`round down(-2.019, 2)`, `-2.01`}, {`floor(-1.5)`, `-2`}, {`ceiling(1.23, 1)`, `1.3`}, {`floor(1234, -2)`, `1200`}, {`modulo(-7, 3)`, `2`}, {`modulo(7, -3)`, `-2`},
			{`abs(-3)`, `3`}, {`abs(@"-P1D")`, `@"P1D"`}, {`sqrt(16)`, `4`}, {`sqrt(-1)`, `null`}, {`log(1)`, `0`}, {`exp(0)`, `1`}, {`odd(3)`, `true`}, {`even(2.5)`, `false`},
			{`number("1.234,5", ".", ",")`, `1234.5`}, {`number("x")`, `null`}, {`1.50`, `1.5`},
		},
		"strings": {
			{`"a" + "b"`, `"ab"`}, {`string length("长安")`, `2`}, {`substring("字符串", 2)`, `"符串"`}, {`substring("abcdef", -3, 2)`, `"de"`}, {`substring("abc", 0)`, `null`},
			{`upper case("éa")`, `"ÉA"`}, {`substring before("2024-01", "-")`, `"2024"`}, {`substring after("2024-01", "-")`, `"01"`}, {`contains("abc", "bc")`, `true`},
			{`split("a, b,c", ",\s*")`, `["a", "b", "c"]`}, {`string join(["a", null, "b"], "+")`, `"a+b"`}, {`replace("a1b22", "(\d+)", "<$1>")`, `"a<1>b<22>"`},
			{`matches("Ab", "^ab$", "i")`, `true`}, {`matches("x", "[a-z-[x]]")`, `false`},
			{`matches("noon", "^(.)(.)\2\1$")`, `true`}, {`replace("aabbc", "(.)\1+", "[$1]")`, `"[a][b]c"`}, {`split("a--b==c", "([-=])\1")`, `["a", "b", "c"]`}, {`matches("xyx", "(x)(?:y|z)\1$")`, `true`},
			{`matches("a", "\1(a)")`, `null`}, {`matches("abab", "^(?:(a)|b|\1){4}$")`, `true`}, {`split("abc", "")`, `["a", "b", "c"]`}, {`split("a,", ",")`, `["a", ""]`}, {`matches("身份", "\p{IsCJKUnifiedIdeographs}+")`, `true`},
			{`"\u0041\n"`, `"A\n"`}, {`string(12.50)`, `"12.5"`}, {`string([1, "a", @"2024-01-01"])`, `"[1, \"a\", @\"2024-01-01\"]"`}, {`"a" < "b"`, `true`},
		},
		"time": {
			{`@"2024-01-31" + @"P1M"`, `@"2024-02-29"`}, {`date("2024-03-01") - date("2024-02-28")`, `@"P2D"`}, {`@"2024-02-29" - @"P1Y"`, `@"2023-02-28"`},
			{`time("23:30:00") + duration("PT1H")`, `@"00:30:00"`}, {`date and time("2024-01-01T00:00:00Z") = date and time("2024-01-01T08:00:00+08:00")`, `true`},
			{`@"2024-03-30T12:00:00@Europe/Paris" + @"P1D"`, `@"2024-03-31T13:00:00@Europe/Paris"`}, {`date and time("2024-01-01T00:00:00") < date and time("2024-01-01T00:00:00Z")`, `null`},
			{`date(2023, 2, 29)`, `null`}, {`time(8, 30, 0.5, @"PT8H")`, `@"08:30:00.5+08:00"`}, {`@"2024-02-29".weekday`, `4`}, {`@"10:11:12".minute`, `11`},
			{`@"2024-01-01T10:00:00+08:00".time offset`, `@"PT8H"`}, {`duration("P1DT25H").days`, `2`}, {`years and months duration(@"2020-05-31", @"2024-02-29")`, `@"P3Y8M"`},
			{`@"PT36H"`, `@"P1DT12H"`}, {`@"P14M"`, `@"P1Y2M"`}, {`@"P1Y" / 5`, `@"P2M"`}, {`@"P1D" * 1.5`, `@"P1DT12H"`}, {`@"P1Y" / @"P1M"`, `12`}, {`@"P1M" < @"P1D"`, `null`},
			{`day of year(@"2024-12-31")`, `366`}, {`day of week(@"2024-02-29")`, `"Thursday"`}, {`month of year(@"2024-02-29")`, `"February"`}, {`week of year(@"2021-01-03")`, `53`},
			{`now()`, `@"2024-02-29T12:00:00+08:00"`}, {`today()`, `@"2024-02-29"`}, {`is(@"10:00:00Z", @"10:00:00+00:00")`, `true`}, {`is(@"10:00:00Z", @"11:00:00+01:00")`, `false`},
			{`date("2024-01-01T10:00:00")`, `null`}, {`-@"PT0.5S"`, `@"-PT0.5S"`}, {`@"P1Y2D"`, `null`}, {`@"2024-01-01T24:00:00"`, `@"2024-01-02T00:00:00"`},
		},
		"logic": {
			{`true and null`, `null`}, {`false and null`, `false`}, {`true or "x"`, `true`}, {`not(null)`, `null`}, {`null = null`, `true`}, {`1 = "1"`, `null`}, {`null != 1`, `true`},
			{`if null then 1 else 2`, `2`}, {`3 between 1 and 3`, `true`}, {`every x in [1, 2] satisfies x > 1`, `false`}, {`some x in [], y in [1] satisfies true`, `false`},
			{`some x in [null, 1] satisfies x > 0`, `true`}, {`all([true, null])`, `null`}, {`any(false, true)`, `true`}, {`all([])`, `true`},
		},
		"in": {
			{`5 in (1, < 3, [5..9])`, `true`}, {`5 in > 4`, `true`}, {`5 in (1..5)`, `false`}, {`5 in ]4..5]`, `true`}, {`"b" in ["a", "b"]`, `true`}, {`5 in [[1..3], [4..6]]`, `true`},
			{`5 in (!= 5)`, `false`}, {`true in (= true)`, `true`}, {`5 in [9..1]`, `null`}, {`age in ([0..10], 20)`, `true`}, {`[1, 2] in [[1, 2], [3]]`, `true`},
		},
		"lists": {
			{`[1, 2, 3][-1]`, `3`}, {`[1, 2, 3][item > 1]`, `[2, 3]`}, {`[1][2]`, `null`}, {`[][1]`, `null`}, {`5[1]`, `5`}, {`null[1]`, `null`},
			{`[{a: 1}, {a: 2}].a`, `[1, 2]`}, {`[{a: 1}, {a: 2}][a = 2].a`, `[2]`}, {`people[birth year < 2000].name`, `["Wang"]`}, {`people[name = "Zhao"][1].birth year`, `2001`},
			{`untyped[full name = "Q"].full name`, `["Q"]`}, {`sublist([1, 2, 3], 2, 1)`, `[2]`}, {`append([1], 2, [3])`, `[1, 2, [3]]`}, {`concatenate([1], [2, 3])`, `[1, 2, 3]`},
			{`insert before([1, 3], 2, 2)`, `[1, 2, 3]`}, {`remove([1, 2], -1)`, `[1]`}, {`list replace([1, 2], 2, 5)`, `[1, 5]`}, {`list replace([1, 9], function(item, newItem) item < newItem, 5)`, `[5, 9]`},
			{`reverse([1, 2])`, `[2, 1]`}, {`index of([1, 2, 1], 1)`, `[1, 3]`}, {`union([1, 2], [2, 3])`, `[1, 2, 3]`}, {`distinct values([1, 1.0, null, null])`, `[1, null]`},
			{`flatten([[1, [2]], 3])`, `[1, 2, 3]`}, {`sort([3, 1, 2])`, `[1, 2, 3]`}, {`sort(["b", "a"], function(x, y) x > y)`, `["b", "a"]`}, {`list contains([1, null], null)`, `true`},
			{`count([])`, `0`}, {`sum([])`, `null`}, {`min(3, 1)`, `1`}, {`max(["a", "c"])`, `"c"`}, {`mean([1, 2, 4.5])`, `2.5`}, {`median(1, 4, 2, 3)`, `2.5`}, {`mode([2, 1, 2, 1, 3])`, `[1, 2]`},
			{`stddev([2, 4, 7, 5])`, `2.081665999466132735282297706979931`}, {`product(2, 3, 4)`, `24`}, {`sum([@"PT1H", @"PT2H"])`, `@"PT3H"`}, {`sum(1, "a")`, `null`}, {`[1, 2] = [1, 2.0]`, `true`},
		},
		"loops": {
			{`for i in 3..1 return i`, `[3, 2, 1]`}, {`for x in [1, 2], y in [x, 10] return x * y`, `[1, 10, 4, 20]`}, {`for i in 1..5 return if i < 3 then 1 else partial[-1] + partial[-2]`, `[1, 1, 2, 3, 5]`},
			{`for d in @"2024-02-28"..@"2024-03-01" return d.day`, `[28, 29, 1]`}, {`for i in [1..3) return i`, `[1, 2]`}, {`for i in "a".."c" return i`, `null`}, {`for i in null return i`, `null`},
		},
		"contexts": {
			{`{a: 1, b: a + 1}.b`, `2`}, {`{"x y": 1}.x y`, `1`}, {`home.street name + "!"`, `"Long!"`}, {`home.none`, `null`}, {`monthly fee * 12`, `150`}, {`x-y - 1`, `2`}, {`x - y`, `3`},
			{`context put({a: 1}, "b", 2)`, `{a: 1, b: 2}`}, {`context put({a: {b: 1}}, ["a", "b"], 2)`, `{a: {b: 2}}`}, {`context merge([{a: 1}, {a: 2}])`, `{a: 2}`},
			{`{年收入（元）: 3, 𠮷: 年收入（元） * 2}.𠮷`, `6`}, {`{"": 1, "a b!": 2}`, `{"": 1, "a b!": 2}`}, {`{a.b: 1, c: a.b}.c`, `1`},
			{`get value({a: 1}, "a")`, `1`}, {`get entries({a: 1})`, `[{key: "a", value: 1}]`}, {`context([{key: "a", value: 1}])`, `{a: 1}`}, {`{a: 1, b: 2} = {b: 2, a: 1}`, `true`},
		},
		"functions": {
			{`(function(n) n + age)(1)`, `21`}, {`{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(20)}.r`, `2432902008176640000`}, {`(function(a, b) a - b)(b: 1, a: 3)`, `2`},
			{`{add: function(a) function(b) a + b, r: add(1)(2)}.r`, `3`}, {`(function(a: number) a)("x")`, `null`}, {`(function(a: number) a)([5])`, `5`}, {`substring(start position: 2, string: "abc")`, `"bc"`},
			{`abs()`, `null`}, {`age(1)`, `null`}, {`sort(list: [2, 1])`, `[1, 2]`}, {`function(a) external {java: {class: "x", method signature: "y"}}`, `null`}, {`contains(name, "Li") and age >= 18`, `true`},
		},
		"ranges": {
			{`before(1, [2..3])`, `true`}, {`after([5..6], 5)`, `false`}, {`meets([1..5], [5..9])`, `true`}, {`overlaps([1..5], [5..9])`, `true`}, {`overlaps([1..5), [5..9])`, `false`},
			{`includes([1..9], [2..9])`, `true`}, {`during(5, (< 9))`, `true`}, {`starts(1, [1..2])`, `true`}, {`finished by([1..2], 2)`, `true`}, {`coincides([1..2], [1..2])`, `true`},
			{`[1..5].end included`, `true`}, {`(>= 5).start`, `5`}, {`range("[1..5)")`, `[1..5)`}, {`before(1, "a")`, `null`}, {`[1.."a"]`, `null`},
		},
		"types": {
			{`1 instance of number`, `true`}, {`null instance of Any`, `false`}, {`[1, 2] instance of list<number>`, `true`}, {`people[1] instance of tPerson`, `true`}, {`{a: 1} instance of context<a: string>`, `false`},
			{`@"P1D" instance of days and time duration`, `true`}, {`[1..2] instance of range<number>`, `true`}, {`(function(a: number) a) instance of function<number> -> Any`, `true`}, {`age instance of list<number>=false`, `true`},
		},
	} {
		t.Run(area, func(t *testing.T) {
			for _, c := range cases {
				v := evaluate(t, c[0])
				if v.String() != c[1] {
					t.Errorf("%s = %v (%v), want %s", c[0], v, v.Reason(), c[1])
				}
			}
		})
	}
}

// A null that the expression did not write says why.
func TestNullsHaveReasons(t *testing.T) {
	for src, key := range map[string]string{
		`1 / 0`: "feel.null.division-by-zero", `nobody + 1`: "feel.null.unknown-name", `date("x").year + 1`: "feel.null.no-date",
		`{a: 1}.b`: "feel.null.no-entry", `1 < "a"`: "feel.null.operands", `[1][5]`: "feel.null.no-element", `abs("a")`: "feel.null.argument",
		`matches("a", "(")`: "feel.null.pattern", `10 ** 7000`: "feel.null.overflow", `-name`: "feel.null.operands",
		`for i in true..false return i`: "feel.null.not-iterable", `@"2024-01-01T00:00:00" - @"2024-01-01T00:00:00Z"`: "feel.null.one-zone",
	} {
		v := evaluate(t, src)
		if !v.IsNull() || v.Reason() == nil || v.Reason().Key != key {
			t.Errorf("%s: %v because of %v, want %s", src, v, v.Reason(), key)
		}
	}
}

func TestSyntaxErrorsHaveAPlace(t *testing.T) {
	for src, want := range map[string]string{
		"1 +": "1:4: feel.syntax.want-expression-end", "if a then 1": "1:12: feel.syntax.expected-end expected=else",
		"(1\n+ ]": "2:4: feel.syntax.want-expression-end", "[1, 2": "1:6: feel.syntax.expected-end expected=]", `"abc`: "1:1: feel.syntax.string-open",
		"1 2": "1:3: feel.syntax.after found=2", "x instance of shoe": "1:15: feel.syntax.type found=shoe", "f(a: 1, 2)": "1:1: feel.syntax.mixed-arguments",
		"{a: 1, a: 2}": "1:8: feel.syntax.twice name=a", "/* x": "1:1: feel.syntax.comment-open", "for x return 1": "1:15: feel.syntax.want-name-end",
		strings.Repeat("(", 500) + "1": "1:201: feel.syntax.too-deep max=200", "1" + strings.Repeat("+1", 30000): "1:50001: feel.syntax.too-long max=50000",
	} {
		_, err := ParseExpression(src, nil)
		if err == nil || err.Error() != want {
			t.Errorf("%.30q: %v, want %s", src, err, want)
		}
	}
}

// However a source nests, the parser stops before the stack does.
func TestDeepNesting(t *testing.T) {
	for _, open := range []string{"(", "[", "]", "-", "{a:", "(<", "[<", "f(", "if a then 1 else ", "x in (", "not(", "function(x) ", "for x in ",
		"1[", "a instance of list<", "some x in 1 satisfies ", "1 + (", "1..", "1 in (<", "@", "1 in ]"} {
		for _, n := range []int{100, 20000} {
			src := strings.Repeat(open, n)
			if _, err := ParseExpression(src, nil); err == nil {
				t.Errorf("%.20q repeated is read as an expression", open)
			}
			ParseTests(src, nil)
		}
	}
}

// Long chains are not nested, but compiling and evaluating follow them in depth.
func TestLongChains(t *testing.T) {
	v := evaluate(t, "1"+strings.Repeat("+1", 20000))
	if v.String() != "20001" {
		t.Errorf("the sum is %v", v)
	}
	v = evaluate(t, "[[1]]"+strings.Repeat("[1]", 10000))
	if v.String() != "1" {
		t.Errorf("the element is %v", v)
	}
}
