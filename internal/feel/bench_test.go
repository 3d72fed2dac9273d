package feel

import "testing"

func benchmark(b *testing.B, src string, names string, vals ...Value) {
	b.Helper()
	s := NewScope()
	for _, n := range names {
		s.Add(string(n), TypeNumber)
	}
	p, err := Compile(src, s)
	if err != nil {
		b.Fatal(err)
	}
	m := NewMachine(Limits{Steps: 1 << 60})
	if v := p.Eval(m, vals); v.IsNull() {
		b.Fatal(v.Reason())
	}
	b.ReportAllocs()
	for b.Loop() {
		p.Eval(m, vals)
	}
}

func BenchmarkArithmetic(b *testing.B) {
	benchmark(b, "a * b + c / 100", "abc", short(12550, 2), short(15, 1), short(37525, 2))
}

func BenchmarkArithmeticAddMul(b *testing.B) {
	benchmark(b, "a * b + c", "abc", short(12550, 2), short(15, 1), short(37525, 2))
}

func BenchmarkDivisionWithoutEnd(b *testing.B) {
	benchmark(b, "a / b", "ab", Int(1), Int(3))
}

func BenchmarkCondition(b *testing.B) {
	benchmark(b, "a >= 18 and b between 1 and 10 or c in (1, 2, [5..7])", "abc", Int(17), Int(3), Int(6))
}

func BenchmarkLoop100(b *testing.B) {
	benchmark(b, "sum(for i in 1..100 return i * a)", "a", short(15, 1))
}

func BenchmarkFilter(b *testing.B) {
	benchmark(b, "count([1, 2, 3, 4, 5, 6, 7, 8, 9, 10][item > a])", "a", Int(4))
}

func benchmarkTest(b *testing.B, cell string, in Value) {
	b.Helper()
	p, err := CompileTests(cell, NewScope())
	if err != nil {
		b.Fatal(err)
	}
	m := NewMachine(Limits{})
	b.ReportAllocs()
	for b.Loop() {
		p.Matches(m, nil, in)
	}
}

func BenchmarkCellString(b *testing.B)  { benchmarkTest(b, `"resident"`, String("resident")) }
func BenchmarkCellStrings(b *testing.B) { benchmarkTest(b, `"a", "b", "resident"`, String("resident")) }
func BenchmarkCellNumber(b *testing.B)  { benchmarkTest(b, `>= 18`, Int(20)) }
func BenchmarkCellRange(b *testing.B)   { benchmarkTest(b, `[18..65)`, Int(20)) }
func BenchmarkCellDate(b *testing.B)    { benchmarkTest(b, `< date("2024-01-01")`, DateOf(2023, 5, 6)) }

func BenchmarkCompile(b *testing.B) {
	s := NewScope()
	s.Add("a", TypeNumber)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile("if a > 3 then a * 1.5 else [1, 2, a][item > 2]", s); err != nil {
			b.Fatal(err)
		}
	}
}
