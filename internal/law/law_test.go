package law

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"atonce/internal/declare"
	"atonce/internal/fail"
	"atonce/internal/text"

	"pgregory.net/rapid"
)

func TestParseLimit(t *testing.T) {
	for _, c := range []struct{ s, key, en string }{
		{"20wd", "", "20 working days"}, {"10d", "", "10 calendar days"}, {"2h", "", "2 hours"}, {"3mo", "", "3 months"},
		{"1y", "", "1 year"}, {"0wd", "", "on the spot"}, {"1wd", "", "1 working day"},
		{"", "law.limit_form", ""}, {"wd", "law.limit_form", ""}, {"20", "law.limit_unit", ""}, {"20 wd", "law.limit_unit", ""},
		{"20WD", "law.limit_unit", ""}, {"-1d", "law.limit_form", ""}, {"020d", "law.limit_form", ""}, {"２d", "law.limit_form", ""},
		{"1.5d", "law.limit_unit", ""}, {"20wdx", "law.limit_unit", ""}, {"99999999999999999999d", "law.limit_large", ""},
	} {
		l, err := ParseLimit(c.s)
		if c.key != "" {
			if fail.As(err).Key != c.key || fail.KindOf(err) != fail.Invalid {
				t.Errorf("%q: want %s, got %v", c.s, c.key, err)
			}
			continue
		}
		if err != nil || l.String() != c.s || l.Say(text.EN) != c.en || strings.Contains(l.Say(text.ZH), "[") {
			t.Errorf("%q: %v %q %q %v", c.s, l, l.Say(text.EN), l.Say(text.ZH), err)
		}
	}
	if !Instant.IsInstant() || Instant.IsZero() || !(Limit{}).IsZero() || (Limit{}).IsInstant() {
		t.Error("no limit is not on the spot")
	}
}

func limit(t testing.TB, s string) Limit {
	t.Helper()
	l, err := ParseLimit(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestAtMost(t *testing.T) {
	for _, c := range []struct {
		a, b       string
		most, says bool
	}{
		{"5wd", "20wd", true, true}, {"20wd", "20wd", true, true}, {"21wd", "20wd", false, true},
		{"0wd", "1h", true, true}, {"0wd", "60d", true, true}, {"1d", "0wd", false, true}, {"0d", "0wd", true, true},
		{"2h", "1wd", true, true}, {"12h", "1d", true, true}, {"20h", "1d", false, false}, {"72h", "1d", false, true},
		{"5d", "20wd", true, true}, {"5wd", "20d", false, false}, {"30wd", "20d", false, true},
		{"20d", "1mo", true, true}, {"30d", "1mo", false, false}, {"60d", "1mo", false, true},
		{"1d", "72h", false, false}, {"11mo", "1y", true, true}, {"12mo", "1y", false, false}, {"1y", "1mo", false, true},
	} {
		most, says := AtMost(limit(t, c.a), limit(t, c.b))
		if most != c.most || says != c.says {
			t.Errorf("%s at most %s: %v %v, want %v %v", c.a, c.b, most, says, c.most, c.says)
		}
	}
	if _, says := AtMost(Limit{}, limit(t, "1d")); says {
		t.Error("no limit cannot be compared")
	}
}

// What AtMost claims holds on every day, with hours, weekends and holidays.
func TestAtMostHoldsOnTheCalendar(t *testing.T) {
	cal := cn(t).Calendar
	end := func(l Limit, start time.Time) time.Time {
		if l.Unit == Hours {
			return start.Add(time.Duration(l.N) * time.Hour)
		}
		d := cal.end(cal.Today(start), l)
		return cal.CloseOf(d)
	}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) Limit {
			return Limit{rapid.IntRange(1, 90).Draw(t, name), Unit(rapid.IntRange(int(Hours), int(Years)).Draw(t, name+" unit"))}
		}
		a, b := draw("a"), draw("b")
		most, says := AtMost(a, b)
		start := time.Date(2020, 1, 1, 0, 0, 0, 0, cal.Zone()).Add(time.Duration(rapid.IntRange(0, 6*365*24*60).Draw(t, "start")) * time.Minute)
		if says && most && end(a, start).After(end(b, start)) {
			t.Fatalf("%s at most %s, but not from %s", a, b, start)
		}
	})
}

// With the calendar, working days and calendar days can be compared.
func TestCalendarAtMost(t *testing.T) {
	cal := cn(t).Calendar
	for _, c := range []struct {
		a, b       string
		most, says bool
	}{{"20wd", "60d", true, true}, {"20wd", "30d", false, true}, {"5wd", "5d", false, true}, {"1wd", "15d", true, true}, {"1mo", "31d", true, true},
		{"40wd", "2mo", false, true}, {"20h", "1d", false, false}, {"3wd", "2wd", false, true}} {
		most, says := cal.AtMost(limit(t, c.a), limit(t, c.b))
		if most != c.most || says != c.says {
			t.Errorf("%s at most %s: %v %v", c.a, c.b, most, says)
		}
	}
}

func TestDate(t *testing.T) {
	for _, s := range []string{"2024-02-29", "0001-01-01", "9999-12-31"} {
		if d, err := ParseDate(s); err != nil || d.String() != s || !d.Valid() {
			t.Errorf("%s: %v %v", s, d, err)
		}
	}
	for _, s := range []string{"", "2023-02-29", "2024-13-01", "2024-1-1", "20240101", "2024-01-01 ", "2024-01-01T00:00", "２024-01-01"} {
		if _, err := ParseDate(s); fail.As(err).Key != "law.date" {
			t.Errorf("%q was taken: %v", s, err)
		}
	}
	for _, c := range []struct {
		from, want string
		months     int
	}{{"2024-01-31", "2024-02-29", 1}, {"2023-01-31", "2023-02-28", 1}, {"2024-02-29", "2025-02-28", 12}, {"2024-02-29", "2028-02-29", 48},
		{"2024-03-31", "2024-02-29", -1}, {"2024-12-15", "2025-01-15", 1}, {"2024-01-15", "2023-12-15", -1}} {
		d, _ := ParseDate(c.from)
		if got := d.AddMonths(c.months).String(); got != c.want {
			t.Errorf("%s and %d months: %s, want %s", c.from, c.months, got, c.want)
		}
	}
	// The civil day is the zone's, not the machine's.
	late := time.Date(2026, 6, 1, 16, 30, 0, 0, time.UTC)
	if d := DateOf(late, time.FixedZone("", 8*3600)); d.String() != "2026-06-02" {
		t.Errorf("half past midnight in Beijing is %s", d)
	}
	var m MonthDay
	if m.UnmarshalText([]byte("02-29")) == nil || m.UnmarshalText([]byte("01-31")) != nil || m.In(2027).String() != "2027-01-31" {
		t.Error("a day of every year")
	}
}

// Before its first day a value is not there; a repealed one is gone.
func TestDated(t *testing.T) {
	day := func(s string) Date { d, _ := ParseDate(s); return d }
	n := func(i int) *int { return &i }
	d, ok := NewDated(Since[int]{day("2025-01-01"), n(2)}, Since[int]{day("2020-01-01"), n(1)}, Since[int]{day("2030-01-01"), nil})
	if !ok {
		t.Fatal("three days are three")
	}
	for _, c := range []struct {
		on   string
		want int
		ok   bool
	}{{"2019-12-31", 0, false}, {"2020-01-01", 1, true}, {"2024-12-31", 1, true}, {"2025-01-01", 2, true}, {"2029-12-31", 2, true}, {"2030-01-01", 0, false}, {"2099-01-01", 0, false}} {
		if got, ok := d.At(day(c.on)); got != c.want || ok != c.ok {
			t.Errorf("on %s: %d %v", c.on, got, ok)
		}
	}
	if _, ok := NewDated(Since[int]{day("2020-01-01"), n(1)}, Since[int]{day("2020-01-01"), n(2)}); ok {
		t.Error("two values from one day")
	}
	if _, ok := (Dated[int]{}).At(day("2020-01-01")); ok {
		t.Error("nothing has a value")
	}
}

func TestCalendar(t *testing.T) {
	cal := cn(t).Calendar
	day := func(s string) Date { d, _ := ParseDate(s); return d }
	for _, c := range []struct {
		day                  string
		workday, provisional bool
	}{
		{"2026-09-30", true, false}, {"2026-10-01", false, false}, {"2026-10-03", false, false}, {"2026-10-08", true, false},
		{"2026-10-10", true, false},                             // a Saturday made up
		{"2027-01-01", true, true}, {"2027-01-02", false, true}, // 1 January 2027 will be a holiday, but that is not announced
		{"2019-10-01", true, true}, {"2020-01-01", false, false}, {"2026-12-31", true, false},
	} {
		if w, p := cal.IsWorkday(day(c.day)); w != c.workday || p != c.provisional {
			t.Errorf("%s: %v %v", c.day, w, p)
		}
	}
	for _, c := range []struct {
		from, want  string
		n           int
		provisional bool
	}{{"2026-09-30", "2026-10-08", 1, false}, {"2026-10-08", "2026-09-30", -1, false}, {"2026-09-30", "2026-09-30", 0, false}, {"2026-12-31", "2027-01-01", 1, true}} {
		if d, p := cal.AddWorkdays(day(c.from), c.n); d.String() != c.want || p != c.provisional {
			t.Errorf("%s and %d working days: %s %v", c.from, c.n, d, p)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		from := day("2020-01-01").AddDays(rapid.IntRange(0, 2500).Draw(t, "from"))
		n := rapid.IntRange(0, 80).Draw(t, "n")
		to, _ := cal.AddWorkdays(from, n)
		if got, _ := cal.WorkdaysBetween(from, to); got != n {
			t.Fatalf("%s to %s: %d, not %d", from, to, got, n)
		}
		if back, _ := cal.WorkdaysBetween(to, from); back != -n {
			t.Fatalf("back: %d", back)
		}
	})
}

// The pack's calendar is the shared list, day by day.
func TestCalendarIsTheSharedList(t *testing.T) {
	dir := os.Getenv("ATONCE_SHARED")
	if dir == "" {
		dir = "../../../shared"
	}
	f, err := os.Open(filepath.Join(dir, "data", "workdays-cn.csv"))
	if err != nil {
		t.Skip("the shared list is not here: set ATONCE_SHARED to the folder that has data/workdays-cn.csv")
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cal := cn(t).Calendar
	if len(cal.Exceptions()) != len(rows)-1 {
		t.Errorf("%d days in the pack, %d in the list", len(cal.Exceptions()), len(rows)-1)
	}
	for _, r := range rows[1:] {
		d, _ := ParseDate(r[0])
		if w, p := cal.IsWorkday(d); w != (r[1] == "workday") || p {
			t.Errorf("%s is not %s", r[0], r[1])
		}
	}
}

func FuzzParseLimit(f *testing.F) {
	for _, s := range []string{"20wd", "0wd", "1y", "", "٣d", "1e5d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if l, err := ParseLimit(s); err == nil && l.String() != s {
			t.Fatalf("%q was changed to %q", s, l)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2024-02-29", "0000-01-01", "2024-00-00", "+024-01-01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := ParseDate(s); err == nil && (d.String() != s || !d.Valid()) {
			t.Fatalf("%q was changed to %q", s, d)
		}
	})
}

func FuzzParseExceptions(f *testing.F) {
	f.Add("date,kind,name_en,name_zh\n2026-01-01,holiday,New Year,元旦\n")
	f.Add("date,kind,name_en,name_zh\n\"2026-01-01,holiday\n")
	f.Fuzz(func(t *testing.T, s string) {
		days, ps := ParseExceptions("x.csv", []byte(s))
		for _, d := range days {
			if !d.Value.Date.Valid() || !d.Set() {
				t.Fatalf("%+v", d)
			}
		}
		for _, p := range ps {
			if p.Line < 1 || strings.Contains(p.Text(text.EN), "[law.") {
				t.Fatalf("%v", p)
			}
		}
	})
}

// A whole pack of foreign bytes never brings the reader down.
func FuzzLoad(f *testing.F) {
	f.Add("limits.yaml", "limits: {}")
	f.Add("country.yaml", "calendar: {weekend: [monday]}")
	f.Add("statutes.yaml", "statutes:\n  a: {}")
	f.Fuzz(func(t *testing.T, name, data string) {
		fs := files(t, "testdata/islands")
		old, ok := fs[name]
		if !ok {
			return
		}
		old.Data = []byte(data)
		if b, ps := Load(fs); (b == nil) == (len(ps) == 0) {
			t.Fatalf("book %v with problems %s", b != nil, declare.Texts(text.EN, ps))
		}
	})
}
