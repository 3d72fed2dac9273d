package clock

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/text"

	"pgregory.net/rapid"
)

func rule(limit string) Rule {
	l, err := law.ParseLimit(limit)
	if err != nil {
		panic(err)
	}
	return Rule{ID: "test", Limit: l, Pauses: []string{"hearing", "testing"}}
}

// acts plays pauses: "2026-09-24 10:00 > 2026-09-28 09:00", the second part
// missing while the pause lasts.
func acts(t testing.TB, r Run, pauses ...string) Run {
	t.Helper()
	for _, p := range pauses {
		from, to, ended := strings.Cut(p, " > ")
		var err error
		if r, err = r.Pause(at(t, from), "hearing"); err != nil {
			t.Fatal(err)
		}
		if ended {
			if r, err = r.Resume(at(t, to)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return r
}

func TestDueOverPauses(t *testing.T) {
	cal := book(t).Calendar
	for _, c := range []struct {
		name, limit, start string
		pauses             []string
		want               string
	}{
		{"no pause", "5wd", "2026-06-01 09:00", nil, "2026-06-08 17:30"},
		{"begun and ended on one day", "5wd", "2026-06-01 09:00", []string{"2026-06-02 09:00 > 2026-06-02 17:00"}, "2026-06-08 17:30"},
		{"the day of resumption is not counted", "5wd", "2026-06-01 09:00", []string{"2026-06-02 09:00 > 2026-06-03 09:00"}, "2026-06-09 17:30"},
		{"over a weekend only", "5wd", "2026-06-01 09:00", []string{"2026-06-05 17:00 > 2026-06-07 09:00"}, "2026-06-08 17:30"},
		{"on the day of the start", "5wd", "2026-06-01 09:00", []string{"2026-06-01 10:00 > 2026-06-03 09:00"}, "2026-06-10 17:30"},
		{"two pauses", "5wd", "2026-06-01 09:00", []string{"2026-06-02 09:00 > 2026-06-03 09:00", "2026-06-04 09:00 > 2026-06-08 09:00"}, "2026-06-11 17:30"},
		{"two pauses that meet", "5wd", "2026-06-01 09:00", []string{"2026-06-02 09:00 > 2026-06-03 09:00", "2026-06-03 10:00 > 2026-06-04 09:00"}, "2026-06-10 17:30"},
		{"begun on the last day, resumed on a working day", "5wd", "2026-06-01 09:00", []string{"2026-06-08 10:00 > 2026-06-11 09:00"}, "2026-06-11 17:30"},
		{"begun on the last day, resumed on a Sunday", "5wd", "2026-06-01 09:00", []string{"2026-06-08 10:00 > 2026-06-14 09:00"}, "2026-06-15 17:30"},
		{"begun after the last minute: no help", "5wd", "2026-06-01 09:00", []string{"2026-06-08 17:31 > 2026-06-11 09:00"}, "2026-06-08 17:30"},
		{"still open, begun too late: no help", "5wd", "2026-06-01 09:00", []string{"2026-06-09 09:00"}, "2026-06-08 17:30"},
		{"calendar days", "10d", "2026-06-01 09:00", []string{"2026-06-03 09:00 > 2026-06-06 09:00"}, "2026-06-15 17:30"}, // 14 June is a Sunday
		{"a month", "1mo", "2026-06-01 09:00", []string{"2026-06-03 09:00 > 2026-06-06 09:00"}, "2026-07-06 17:30"},       // 4 July is a Saturday
		{"hours are exact", "24h", "2026-06-01 09:00", []string{"2026-06-01 10:00 > 2026-06-01 11:30"}, "2026-06-02 10:30"},
		{"hours over a night", "2h", "2026-06-01 17:00", nil, "2026-06-01 19:00"},
		{"on the spot", "0wd", "2026-06-01 09:00", nil, "2026-06-01 17:30"},
		{"on the spot at the last minute", "0wd", "2026-06-01 17:30", nil, "2026-06-01 17:30"},
		{"on the spot after hours", "0wd", "2026-06-01 17:31", nil, "2026-06-02 17:30"},
		{"on the spot on a Saturday", "0wd", "2026-06-06 09:00", nil, "2026-06-08 17:30"},
		{"on the spot on a make-up Saturday", "0wd", "2026-10-10 09:00", nil, "2026-10-10 17:30"},
		{"started on a Saturday", "1wd", "2026-06-06 09:00", nil, "2026-06-08 17:30"},
		{"started before midnight", "1wd", "2026-06-01 23:59", nil, "2026-06-02 17:30"},
		{"a month from 31 January of a leap year", "1mo", "2024-01-31 09:00", nil, "2024-02-29 17:30"},
		{"a month from 31 January", "1mo", "2025-01-31 09:00", nil, "2025-02-28 17:30"},
		{"a year from 29 February", "1y", "2024-02-29 09:00", nil, "2025-02-28 17:30"},
		{"four years from 29 February", "4y", "2020-02-29 09:00", nil, "2024-02-29 17:30"},
		{"days that end on 29 February", "2d", "2024-02-27 09:00", nil, "2024-02-29 17:30"},
		{"days that end in a holiday", "10d", "2026-09-23 09:00", nil, "2026-10-08 17:30"},
		{"days that end on a make-up Saturday", "5d", "2026-10-05 09:00", nil, "2026-10-10 17:30"},
	} {
		run := acts(t, Start(rule(c.limit), at(t, c.start)), c.pauses...)
		if d := run.Due(cal); !d.At.Equal(at(t, c.want)) {
			t.Errorf("%s: due %v, want %s: %v", c.name, d.At, c.want, d.Steps)
		}
	}
}

func TestState(t *testing.T) {
	cal := book(t).Calendar
	for _, c := range []struct {
		name, limit, now string
		pauses           []string
		want             Phase
		left             int
	}{
		{"fresh", "10wd", "2026-06-01 09:30", nil, Normal, 10},
		{"two of ten left is a fifth", "10wd", "2026-06-11 09:00", nil, Normal, 2},
		{"one of ten left", "10wd", "2026-06-12 09:00", nil, Soon, 1},
		{"due today", "10wd", "2026-06-15 09:00", nil, Soon, 0},
		{"last minute", "10wd", "2026-06-15 17:30", nil, Soon, 0},
		{"one minute later", "10wd", "2026-06-15 17:31", nil, Overdue, 0},
		{"a day later", "10wd", "2026-06-16 09:00", nil, Overdue, -1},
		{"one of three left", "3wd", "2026-06-03 09:00", nil, Normal, 1},
		{"hours", "10h", "2026-06-01 17:00", nil, Normal, 2},
		{"hours, soon", "10h", "2026-06-01 17:01", nil, Soon, 1},
		{"hours, last minute", "10h", "2026-06-01 19:00", nil, Soon, 0},
		{"hours, late", "10h", "2026-06-01 19:01", nil, Overdue, 0},
		{"paused", "10wd", "2026-06-20 09:00", []string{"2026-06-03 09:00"}, Halted, 8},
		{"paused on the last day", "10wd", "2026-06-20 09:00", []string{"2026-06-15 09:00"}, Halted, 0},
		{"paused too late", "10wd", "2026-06-20 09:00", []string{"2026-06-16 09:00"}, Overdue, -3}, // 19 June is a holiday
		{"paused hours", "10h", "2026-06-02 09:00", []string{"2026-06-01 12:00"}, Halted, 7},
	} {
		run := acts(t, Start(rule(c.limit), at(t, "2026-06-01 09:00")), c.pauses...)
		s := run.State(cal, at(t, c.now))
		if s.Running != c.want || s.Left.N != c.left {
			t.Errorf("%s: %s with %d left, want %s with %d", c.name, s.Running, s.Left.N, c.want, c.left)
		}
	}
	if s := Start(Rule{ID: "unset"}, at(t, "2026-06-01 09:00")).State(cal, at(t, "2036-06-01 09:00")); s.Running != Normal || !s.Due.At.IsZero() {
		t.Errorf("a clock without limit: %+v", s)
	}
}

// Every refusal is a Conflict that says why, in both languages.
func TestRefusals(t *testing.T) {
	cal := book(t).Calendar
	start := at(t, "2026-06-01 09:00")
	r := rule("5wd")
	r.Extension = law.Limit{N: 5, Unit: law.WorkingDays}
	run := Start(r, start)
	paused := acts(t, run, "2026-06-02 09:00")
	stopped, _ := run.Stop(start.Add(time.Hour))
	five := r.Extension
	extended, err := run.Extend(cal, start, five, "why")
	if err != nil {
		t.Fatal(err)
	}
	noPause := Start(Rule{ID: "test", Limit: r.Limit}, start)
	later := at(t, "2026-06-03 09:00")
	for _, c := range []struct {
		key string
		do  func() (Run, error)
	}{
		{"clock.stopped", func() (Run, error) { return stopped.Pause(later, "hearing") }},
		{"clock.stopped", func() (Run, error) { return stopped.Stop(later) }},
		{"clock.backwards", func() (Run, error) { return paused.Resume(start) }},
		{"clock.backwards", func() (Run, error) { return run.Stop(start.Add(-time.Second)) }},
		{"clock.paused_already", func() (Run, error) { return paused.Pause(later, "testing") }},
		{"clock.no_pause", func() (Run, error) { return noPause.Pause(later, "hearing") }},
		{"clock.ground", func() (Run, error) { return run.Pause(later, "lunch") }},
		{"clock.not_paused", func() (Run, error) { return run.Resume(later) }},
		{"clock.no_extension", func() (Run, error) { return noPause.Extend(cal, later, five, "why") }},
		{"clock.extended_already", func() (Run, error) { return extended.Extend(cal, later, five, "why") }},
		{"clock.reason", func() (Run, error) { return run.Extend(cal, later, five, " ") }},
		{"clock.extend_by", func() (Run, error) { return run.Extend(cal, later, law.Limit{Unit: law.WorkingDays}, "why") }},
		{"clock.extend_most", func() (Run, error) { return run.Extend(cal, later, law.Limit{N: 6, Unit: law.WorkingDays}, "why") }},
		{"clock.extend_most", func() (Run, error) { return run.Extend(cal, later, law.Limit{N: 5, Unit: law.Months}, "why") }},
		{"clock.extend_late", func() (Run, error) { return run.Extend(cal, at(t, "2026-06-08 17:31"), five, "why") }},
	} {
		before := run
		_, err := c.do()
		if fail.KindOf(err) != fail.Conflict || fail.As(err).Key != c.key {
			t.Errorf("want %s, got %v", c.key, err)
		}
		for _, l := range text.Langs {
			if s := text.Error(l, err); strings.ContainsAny(s, "{[") {
				t.Errorf("badly said: %s", s)
			}
		}
		if len(run.Pauses) != len(before.Pauses) {
			t.Errorf("%s changed the run", c.key)
		}
	}
	if _, err := run.Extend(cal, at(t, "2026-06-08 17:30"), five, "why"); err != nil {
		t.Errorf("extension at the last minute: %v", err)
	}
}

// A date past the last published year is marked, never silent.
func TestProvisional(t *testing.T) {
	cal := book(t).Calendar
	for _, c := range []struct {
		limit, start string
		want         bool
	}{
		{"5wd", "2026-12-01 09:00", false},
		{"20wd", "2026-12-15 09:00", true},
		{"20wd", "2019-12-15 09:00", true},
		{"30d", "2026-12-15 09:00", true},  // whether its last day is a working day is not known
		{"24h", "2027-01-05 09:00", false}, // hours rest on no holidays
	} {
		if d := Start(rule(c.limit), at(t, c.start)).Due(cal); d.Provisional != c.want {
			t.Errorf("%s from %s: provisional %v", c.limit, c.start, d.Provisional)
		}
	}
}

// The explanation is short and says each kind of day by its name.
func TestSteps(t *testing.T) {
	cal := book(t).Calendar
	run := acts(t, Start(rule("5wd"), at(t, "2026-09-29 09:00")), "2026-10-08 09:00 > 2026-10-09 09:00")
	var got []string
	for _, s := range run.Due(cal).Steps {
		got = append(got, s.Say(text.EN))
	}
	want := `2026-09-29: the day of the start is not counted
2026-09-30: 1 counted
2026-10-01 to 2026-10-02: National Day
2026-10-03 to 2026-10-04: weekend
2026-10-05 to 2026-10-07: National Day
2026-10-08: 1 counted
2026-10-09: stands still (hearing)
2026-10-10: make-up working day (National Day), 1 counted
2026-10-11: weekend
2026-10-12 to 2026-10-13: 2 counted`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// Branches start together; one that follows others starts when they are done.
func TestJoint(t *testing.T) {
	cal := book(t).Calendar
	start := at(t, "2026-06-01 09:00")
	branch := func(id, limit string, after ...string) Branch { return Branch{ID: id, Rule: rule(limit), After: after} }
	whole, each, err := Joint(cal, start, []Branch{branch("licence", "3wd", "plan", "fire"), branch("plan", "5wd"), branch("fire", "10wd"), branch("tax", "1wd")})
	if err != nil || !whole.At.Equal(at(t, "2026-06-18 17:30")) || !each["tax"].At.Equal(at(t, "2026-06-02 17:30")) {
		t.Errorf("slowest path: %v %v %v", whole.At, each["tax"].At, err)
	}
	// Fire is done early: the licence starts at its notice, and the whole moves.
	fire := Start(rule("10wd"), start)
	fire, _ = fire.Stop(at(t, "2026-06-03 11:00"))
	whole, _, err = Joint(cal, start, []Branch{branch("licence", "3wd", "plan", "fire"), branch("plan", "5wd"), {ID: "fire", Run: &fire}})
	if err != nil || !whole.At.Equal(at(t, "2026-06-11 17:30")) {
		t.Errorf("fire done early: %v %v", whole.At, err)
	}
	halted := acts(t, Start(rule("10wd"), start), "2026-06-02 09:00")
	whole, each, err = Joint(cal, start, []Branch{branch("licence", "3wd", "fire"), {ID: "fire", Run: &halted}})
	if err != nil || !whole.At.IsZero() || !each["licence"].At.IsZero() {
		t.Errorf("a branch stands still: %v %v", whole.At, err)
	}
	for key, bs := range map[string][]Branch{
		"clock.joint_circle":  {branch("a", "1wd", "b"), branch("b", "1wd", "a")},
		"clock.joint_unknown": {branch("a", "1wd", "b")},
		"clock.joint_twice":   {branch("a", "1wd"), branch("a", "1wd")},
	} {
		if _, _, err := Joint(cal, start, bs); fail.As(err).Key != key {
			t.Errorf("want %s, got %v", key, err)
		}
	}
}

// Whatever happens, a pause never makes a clock due earlier, more time is never
// less, the last minute is in time and the steps add up to the limit.
func TestClockProperties(t *testing.T) {
	cal := book(t).Calendar
	rapid.Check(t, func(t *rapid.T) {
		units := []law.Unit{law.WorkingDays, law.Days, law.Hours, law.Months}
		r := rule("1wd")
		r.Limit = law.Limit{N: rapid.IntRange(1, 60).Draw(t, "n"), Unit: rapid.SampledFrom(units).Draw(t, "unit")}
		now := time.Date(2023, 1, 1, 0, 0, 0, 0, beijing).Add(time.Duration(rapid.IntRange(0, 365*24*60).Draw(t, "start")) * time.Minute)
		run := Start(r, now)
		bare := run.Due(cal)
		for i := rapid.IntRange(0, 3).Draw(t, "pauses"); i > 0; i-- {
			gap := func(name string) time.Duration {
				return time.Duration(rapid.IntRange(0, 20*24*60).Draw(t, name)) * time.Minute
			}
			before := run.Due(cal)
			now = now.Add(gap("until pause"))
			run, _ = run.Pause(now, "hearing")
			now = now.Add(gap("until resume"))
			run, _ = run.Resume(now)
			if run.Due(cal).At.Before(before.At) {
				t.Fatalf("a pause made it due earlier: %v, before %v", run.Due(cal).At, before.At)
			}
		}
		d := run.Due(cal)
		if d.At.Before(bare.At) {
			t.Fatal("due earlier than without pauses")
		}
		more := run
		more.Rule.Limit.N++
		if more.Due(cal).At.Before(d.At) {
			t.Fatal("more time is less")
		}
		if run.State(cal, d.At).Running == Overdue || run.State(cal, d.At.Add(time.Minute)).Running != Overdue {
			t.Fatal("the last minute")
		}
		sum := 0
		for _, s := range d.Steps {
			sum += s.N
		}
		if r.Limit.Unit != law.Months && sum != r.Limit.N {
			t.Fatalf("steps add up to %d of %s: %v", sum, r.Limit, d.Steps)
		}
	})
}

// A run that was stored comes back as it was.
func TestRunAsJSON(t *testing.T) {
	r := rule("20wd")
	r.Basis, r.Silence = law.Citation{Law: "a", Article: "1.2"}, Silence{Act: "deemed-accepted"}
	run := acts(t, Start(r, at(t, "2026-06-01 09:00").UTC()), "2026-06-02 09:00")
	b, err := json.Marshal(run)
	if err != nil {
		t.Fatal(err)
	}
	var back Run
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if again, _ := json.Marshal(back); string(again) != string(b) || back.Rule.Limit != r.Limit || !back.Rule.Extension.IsZero() || back.Rule.Basis != r.Basis {
		t.Errorf("%s came back as %s", b, again)
	}
}

func ExampleRun_Due() {
	cal, err := law.NewCalendar(law.CalendarSpec{Zone: time.FixedZone("", 8*3600), Close: 17*time.Hour + 30*time.Minute,
		Weekend: []time.Weekday{time.Saturday, time.Sunday}, First: 2026, Last: 2026})
	if err != nil {
		fmt.Println(err)
		return
	}
	run := Start(Rule{ID: "decision", Limit: law.Limit{N: 3, Unit: law.WorkingDays}}, time.Date(2026, 6, 4, 9, 0, 0, 0, cal.Zone()))
	due := run.Due(cal)
	fmt.Println(due.At.Format("Mon 2 Jan 2006 15:04"))
	for _, s := range due.Steps {
		fmt.Println(s.Say(text.EN))
	}
	// Output:
	// Tue 9 Jun 2026 17:30
	// 2026-06-04: the day of the start is not counted
	// 2026-06-05: 1 counted
	// 2026-06-06 to 2026-06-07: weekend
	// 2026-06-08 to 2026-06-09: 2 counted
}

func BenchmarkDue(b *testing.B) {
	cal := book(b).Calendar
	run := acts(b, Start(rule("20wd"), at(b, "2026-09-23 09:00")), "2026-09-24 09:00 > 2026-10-09 09:00")
	for b.Loop() {
		run.Due(cal)
	}
}
