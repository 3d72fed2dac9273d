package feel

import (
	"math"
	"testing"
	"unsafe"

	"github.com/cockroachdb/apd/v3"
	"pgregory.net/rapid"
)

// longForm is the number in the form that takes the 34-digit path whatever its size.
func longForm(v Value) Value {
	var buf apd.Decimal
	d := new(apd.Decimal).Set(v.toDecimal(&buf))
	return Value{kind: KindNumber, p: unsafe.Pointer(d)}
}

// anyNumber favours the edges of the short form.
func anyNumber() *rapid.Generator[Value] {
	edges := []int64{0, 1, -1, 10, 99, 1 << 31, 1<<31 - 1, 1 << 32, math.MaxInt64, -math.MaxInt64, math.MaxInt64 / 10, 1e18, -1e18}
	return rapid.Custom(func(t *rapid.T) Value {
		n := rapid.OneOf(rapid.SampledFrom(edges), rapid.Int64Range(-1000, 1000),
			rapid.Int64Range(-math.MaxInt64, math.MaxInt64)).Draw(t, "coefficient")
		return short(n, int32(rapid.IntRange(0, maxScale).Draw(t, "scale")))
	})
}

// What the short way answers is what the 34-digit way answers, for every operation.
func TestShortNumbersAnswerAsLongOnes(t *testing.T) {
	two := map[string]func(a, b Value) Value{"+": add, "-": subtract, "*": multiply, "/": divide, "modulo": modulo,
		"compare": func(a, b Value) Value { return Int(int64(compareNumbers(a, b))) },
		"=":       func(a, b Value) Value { return Bool(a.Same(b)) },
	}
	modes := []apd.Rounder{apd.RoundHalfEven, apd.RoundHalfUp, apd.RoundHalfDown, apd.RoundUp, apd.RoundDown, apd.RoundFloor, apd.RoundCeiling}
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyNumber().Draw(t, "a"), anyNumber().Draw(t, "b")
		same := func(name string, fast, slow Value) {
			if fast.kind != slow.kind || fast.String() != slow.String() || fast.kind == KindNumber && compareNumbers(fast, slow) != 0 {
				t.Fatalf("%v %s %v: short way %v, long way %v", a, name, b, fast, slow)
			}
		}
		for name, op := range two {
			same(name, op(a, b), op(longForm(a), longForm(b)))
			same(name, op(a, b), op(a, longForm(b)))
		}
		n := Int(rapid.Int64Range(-8, 12).Draw(t, "exponent"))
		same("**", power(a, n), power(longForm(a), longForm(n)))
		same("neg", negate(a), negate(longForm(a)))
		scale := rapid.Int32Range(-20, 20).Draw(t, "digits")
		for _, mode := range modes {
			same(string(mode), round(a, scale, mode), round(longForm(a), scale, mode))
		}
		i, ok := a.Int64()
		j, ok2 := longForm(a).Int64()
		if ok != ok2 || i != j {
			t.Fatalf("Int64 of %v: %d %v, %d %v", a, i, ok, j, ok2)
		}
	})
}

// A number that is written and read again is the same number.
func TestNumbersReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := multiply(anyNumber().Draw(t, "a"), anyNumber().Draw(t, "b"))
		b, ok := ParseNumber(a.String())
		if !ok || compareNumbers(a, b) != 0 {
			t.Fatalf("%v is read as %v", a, b)
		}
	})
}

func TestNumberLiterals(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "007": "7", "1.50": "1.5", "-0": "0", "-0.0": "0", ".5": "0.5", "1e3": "1000", "1.2E-2": "0.012",
		"123456789012345678901234567890123456": "123456789012345678901234567890123500",
		"0.1":                                  "0.1", "9223372036854775807": "9223372036854775807", "9223372036854775808": "9223372036854775808",
	} {
		v, ok := ParseNumber(in)
		if !ok || v.String() != want {
			t.Errorf("%s is read as %v, want %s", in, v, want)
		}
	}
	for _, in := range []string{"", ".", "1.", "-", "1,5", "NaN", "Infinity", "0x10", "1e99999", "1 2"} {
		if v, ok := ParseNumber(in); ok {
			t.Errorf("%q is read as %v, want no number", in, v)
		}
	}
}

// Far from each other, the smaller number changes nothing; near the border both
// ways must say the same.
func TestAddingNumbersFarApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := add(anyNumber().Draw(t, "a"), divide(Int(rapid.Int64Range(-9, 9).Draw(t, "n")), Int(7)))
		b := anyNumber().Draw(t, "b")
		shift := rapid.Int32Range(0, 80).Draw(t, "gap")
		var buf, want apd.Decimal
		tiny := new(apd.Decimal).Set(b.toDecimal(&buf))
		tiny.Exponent -= shift
		b = FromDecimal(tiny)
		if _, err := decimal128.Add(&want, longForm(a).toDecimal(&buf), tiny); err != nil {
			t.Fatal(err)
		}
		if got := add(a, b); got.String() != FromDecimal(&want).String() {
			t.Fatalf("%v + %v is %v, want %v", a, b, got, FromDecimal(&want))
		}
	})
}
