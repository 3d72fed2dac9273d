package dmn

import (
	"os"
	"strconv"
	"testing"

	"atonce/internal/feel"
)

func mustModel(tb testing.TB, file string) *Model {
	tb.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		tb.Fatal(err)
	}
	return mustCompile(tb, data)
}

func mustCompile(tb testing.TB, plain []byte) *Model {
	tb.Helper()
	d, err := ReadPlain(plain, ReadLimits{})
	if err != nil {
		tb.Fatal(sayAll(err))
	}
	m, err := Compile(d)
	if err != nil {
		tb.Fatal(sayAll(err))
	}
	return m
}

func mustFind(tb testing.TB, m *Model, name string) *Element {
	tb.Helper()
	x, ok := m.Find(name)
	if !ok {
		tb.Fatalf("no element %s", name)
	}
	return x
}

func BenchmarkTable(b *testing.B) {
	m := mustModel(b, "parking-fee.yaml")
	e := m.NewEvaluator(feel.Limits{})
	fee, zone, vehicle, hours := mustFind(b, m, "parking-fee"), mustFind(b, m, "zone"), mustFind(b, m, "vehicle"), mustFind(b, m, "hours")
	z, v, h := feel.String("outer"), feel.String("large"), feel.Decimal(75, 1)
	b.ReportAllocs()
	for b.Loop() {
		e.Set(zone, z)
		e.Set(vehicle, v)
		e.Set(hours, h)
		e.Evaluate(fee)
	}
	if n, _ := e.Value(fee).Int64(); n != 900 {
		b.Fatal(e.Value(fee))
	}
}

// chain is ten decisions, each of which needs the one before.
func chain() []byte {
	y := "format: 1\nid: chain\ninputs:\n  - {name: x, type: number}\ndecisions:\n" +
		"  - {id: d1, type: number, needs: [x], value: x + 1}\n"
	for i := 2; i <= 10; i++ {
		y += "  - {id: d" + strconv.Itoa(i) + ", type: number, needs: [d" + strconv.Itoa(i-1) + "], value: 'd" + strconv.Itoa(i-1) + " * 1.1 + 0.5'}\n"
	}
	return []byte(y)
}

func BenchmarkChain10(b *testing.B) {
	m := mustCompile(b, chain())
	e := m.NewEvaluator(feel.Limits{})
	last, x := mustFind(b, m, "d10"), mustFind(b, m, "x")
	b.ReportAllocs()
	for b.Loop() {
		e.Set(x, feel.Int(7))
		e.Evaluate(last)
	}
	if got := e.Value(last).String(); got != "25.653319983" {
		b.Fatal(got, e.Value(last).Reason())
	}
}

func BenchmarkCompileTable(b *testing.B) {
	data, err := os.ReadFile("testdata/parking-fee.yaml")
	if err != nil {
		b.Fatal(err)
	}
	d, err := ReadPlain(data, ReadLimits{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile(d); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadAndCompileXML(b *testing.B) {
	data, err := os.ReadFile("testdata/parking-fee.yaml")
	if err != nil {
		b.Fatal(err)
	}
	d, err := ReadPlain(data, ReadLimits{})
	if err != nil {
		b.Fatal(err)
	}
	xml := Write(d)
	b.ReportAllocs()
	for b.Loop() {
		d, err := Read(xml, ReadLimits{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Compile(d); err != nil {
			b.Fatal(err)
		}
	}
}
