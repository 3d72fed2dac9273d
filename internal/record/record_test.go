package record

import (
	"math"
	"strings"
	"testing"

	"atonce/internal/fail"

	"pgregory.net/rapid"
)

func typeOf(t testing.TB, s string) Type {
	t.Helper()
	var out Type
	if err := out.UnmarshalText([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if out.String() != s {
		t.Fatalf("%s came back as %s", s, out)
	}
	return out
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ typ, in, out, key string }{
		{"text", "林𠮷安", "林𠮷安", ""}, {"text", "", "", ""},
		{"text", " a", "", "record.space"}, {"text", "a\x00", "", "record.control"}, {"text", "a\xff", "", "record.not-utf8"},
		{"text", strings.Repeat("a", mostText+1), "", "record.text-long"},
		{"date", "2024-02-29", "2024-02-29", ""}, {"date", "20240229", "2024-02-29", ""}, {"date", "1899-12-31", "1899-12-31", ""},
		{"date", "2023-02-29", "", "record.date"}, {"date", "2024-2-9", "", "record.date"}, {"date", "24-02-29xx", "", "record.date"},
		{"integer", "-12", "-12", ""}, {"integer", "012", "", "record.integer"}, {"integer", "1.0", "", "record.integer"},
		{"integer", "-9223372036854775808", "", "record.integer"},
		{"money:CNY", "1234.5", "1234.50", ""}, {"money:CNY", "-0.07", "-0.07", ""}, {"money:CNY", "0", "0.00", ""},
		{"money:CNY", "1.005", "", "record.money"}, {"money:CNY", "01", "", "record.money"}, {"money:CNY", "1,000", "", "record.money"},
		{"money:CNY", "-0", "", "record.money"}, {"money:CNY", "5.", "", "record.money"}, {"money:JPY", "500", "500", ""}, {"money:JPY", "5.0", "", "record.money"},
		{"money:CNY", "92233720368547758079", "", "record.money"},
		{"decimal", "1.50", "1.50", ""}, {"decimal", "-0.001", "-0.001", ""}, {"decimal", "1e9", "", "record.decimal"},
		{"decimal", "NaN", "", "record.decimal"}, {"decimal", "1.", "", "record.decimal"}, {"decimal", "--1", "", "record.decimal"},
		{"boolean", "true", "true", ""}, {"boolean", "false", "false", ""}, {"boolean", "yes", "", "record.boolean"},
		{"code:identity", "330199199205171124", "330199199205171124", ""}, {"code:identity", "330199199205171125", "", "code.check"},
		{"code:credit", "91330199A00000011C", "91330199A00000011C", ""}, {"code:area", "330199101000", "330199101000", ""},
	} {
		v, err := typeOf(t, c.typ).Parse(c.in)
		if c.key != "" {
			if err == nil || fail.As(err).Key != c.key || fail.KindOf(err) != fail.Invalid {
				t.Errorf("%s %.40q: %v, want %s", c.typ, c.in, err, c.key)
			}
			continue
		}
		if err != nil || v.String() != c.out || v.Absent() != (c.in == "") {
			t.Errorf("%s %q: %q, %v", c.typ, c.in, v, err)
		}
	}
	for _, bad := range []string{"", "word", "money", "money:cny", "code", "code:passport", "text:x", "date:"} {
		if err := new(Type).UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("type %q was taken", bad)
		}
	}
}

// What is written is read back, whichever fields are asked for.
func TestLayoutRoundTrip(t *testing.T) {
	l := Layout{{"name", typeOf(t, "text")}, {"born", typeOf(t, "date")}, {"n", typeOf(t, "integer")}, {"pay", typeOf(t, "money:CNY")},
		{"rate", typeOf(t, "decimal")}, {"on", typeOf(t, "boolean")}}
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Int64Range(math.MinInt64+1, math.MaxInt64)
		all := []Value{
			{kind: Text, s: rapid.StringN(1, 40, 200).Draw(t, "name")}, {kind: Date, n: rapid.Int64Range(-700000, 2900000).Draw(t, "born")},
			{kind: Integer, n: number.Draw(t, "n")}, {kind: Money, digits: 2, n: number.Draw(t, "pay")},
			{kind: Decimal, s: "12.50"}, {kind: Boolean, n: rapid.Int64Range(0, 1).Draw(t, "on")}}
		want := make([]bool, len(all))
		for i := range all {
			if rapid.Bool().Draw(t, "absent") {
				all[i] = Value{}
			}
			want[i] = rapid.Bool().Draw(t, "want")
		}
		body := string(l.Append(nil, all))
		got := make([]Value, len(all))
		if err := l.Decode(body, nil, got); err != nil {
			t.Fatal(err)
		}
		some := make([]Value, len(all))
		if err := l.Decode(body, want, some); err != nil {
			t.Fatal(err)
		}
		for i := range all {
			if got[i] != all[i] || want[i] && some[i] != all[i] || !want[i] && !some[i].Absent() {
				t.Fatalf("field %d: wrote %v, read %v and %v", i, all[i], got[i], some[i])
			}
		}
		for cut := range len(body) {
			if err := l.Decode(body[:cut], nil, got); err == nil {
				t.Fatalf("a record cut at %d of %d was taken", cut, len(body))
			}
		}
	})
}

func FuzzDecode(f *testing.F) {
	l := Layout{{"name", typeOf(f, "text")}, {"n", typeOf(f, "integer")}, {"day", typeOf(f, "date")}}
	f.Add("\x03ab\x01\x00")
	f.Add("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")
	f.Fuzz(func(t *testing.T, body string) {
		values := make([]Value, len(l))
		if err := l.Decode(body, nil, values); err != nil {
			return
		}
		again := make([]Value, len(l))
		if err := l.Decode(string(l.Append(nil, values)), nil, again); err != nil {
			t.Fatal(err)
		}
		for i := range values {
			if values[i] != again[i] {
				t.Fatalf("%v became %v", values[i], again[i])
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"text", "date", "integer", "money:CNY", "decimal", "boolean", "code:identity", "code:credit", "code:area"} {
		f.Add(s, "12.50")
		f.Add(s, "2024-02-29")
	}
	f.Fuzz(func(t *testing.T, typ, s string) {
		var ty Type
		if ty.UnmarshalText([]byte(typ)) != nil {
			return
		}
		v, err := ty.Parse(s)
		if err != nil {
			return
		}
		if again, err := ty.Parse(v.String()); err != nil || again != v {
			t.Fatalf("%s %q: %v, then %v, %v", typ, s, v, again, err)
		}
		v.FEEL()
	})
}
