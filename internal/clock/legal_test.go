package clock

import (
	"os"
	"testing"
	"time"

	"atonce/internal/declare"
	"atonce/internal/law"
	"atonce/internal/text"
)

var beijing = time.FixedZone("", 8*3600)

// at reads 2026-09-23 10:00 in Beijing time.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	m, err := time.ParseInLocation("2006-01-02 15:04", s, beijing)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func book(t testing.TB) *law.Book {
	t.Helper()
	b, ps := law.Load(os.DirFS("../../packs/_law/cn"))
	if len(ps) > 0 {
		t.Fatal(declare.Texts(text.EN, ps))
	}
	return b
}

// legalClocks is every clock of the law pack that is counted from a start, with
// what law and article say and when it falls due:
//
//	holiday   started 2026-09-23 10:00; 25 September and 1 to 7 October are
//	          holidays, Saturday 10 October is a make-up working day
//	leap      started 2024-02-27 10:00, counting 29 February 2024
//	paused    as holiday, standing still from 24 September to 9 October
//	extended  as holiday, extended once by all the law allows
//
// A day is due at 17:30. The dates were counted by another program than this one.
var legalClocks = []struct{ id, basis, limit, extension, holiday, leap, paused, extended string }{
	{"licence-correction-notice", "administrative-licensing 32.1.4", "5wd", "", "2026-10-08", "2024-03-05", "", ""},
	{"licence-decision", "administrative-licensing 42.1", "20wd", "10wd", "2026-10-28", "2024-03-26", "2026-11-04", "2026-11-11"},
	{"licence-joint-decision", "administrative-licensing 42.2", "45wd", "15wd", "2026-12-02", "2024-04-30", "2026-12-09", "2026-12-23"},
	{"licence-lower-review", "administrative-licensing 43", "20wd", "", "2026-10-28", "2024-03-26", "2026-11-04", ""},
	{"licence-delivery", "administrative-licensing 44", "10wd", "", "2026-10-14", "2024-03-12", "2026-10-21", ""},
	{"licence-hearing-request", "administrative-licensing 47.1", "5wd", "", "2026-10-08", "2024-03-05", "", ""},
	{"licence-hearing", "administrative-licensing 47.1", "20wd", "", "2026-10-28", "2024-03-26", "", ""},
	{"commitment-check", "zhejiang-visit-at-most-once 14.2", "60wd", "", "2026-12-23", "2024-05-23", "", ""},
	{"online-application-check", "anyang-government-services 42.1", "1wd", "", "2026-09-24", "2024-02-28", "", ""},
	{"enterprise-opening-on-spot", "anyang-government-services 39", "0wd", "", "2026-09-23", "2024-02-27", "", ""},
	{"enterprise-opening", "anyang-government-services 39", "1wd", "", "2026-09-24", "2024-02-28", "", ""},
	{"real-estate-registration", "anyang-government-services 40.1", "1wd", "2wd", "2026-09-24", "2024-02-28", "", "2026-09-29"},
	{"bad-rating-contact", "anyang-government-services 52.2", "1wd", "", "2026-09-24", "2024-02-28", "", ""},
	{"bad-rating-fix", "sichuan-rating-practice", "15wd", "", "2026-10-21", "2024-03-19", "", ""},
	{"market-registration-on-spot", "market-entity-registration 19.1", "0wd", "", "2026-09-23", "2024-02-27", "", ""},
	{"market-registration", "market-entity-registration 19.1", "3wd", "3wd", "2026-09-29", "2024-03-01", "", "2026-10-09"},
	{"simple-deregistration-publicity", "market-entity-registration 33.2", "20d", "", "2026-10-13", "2024-03-18", "", ""},
	{"simple-deregistration-request", "market-entity-registration 33.2", "20d", "", "2026-10-13", "2024-03-18", "", ""},
	{"household-deregistration-objection", "market-entity-registration 33.3", "10d", "", "2026-10-08", "2024-03-08", "", ""},
	{"hotline-handling", "anyang-government-services 50.1", "5wd", "5wd", "2026-10-08", "2024-03-05", "", "2026-10-14"},
	{"hotline-handling-weifang", "weifang-12345 20.1.1", "5wd", "", "2026-10-08", "2024-03-05", "", ""},
	{"hotline-return", "anyang-government-services 50.2", "24h", "", "2026-09-24 10:00", "2024-02-28 10:00", "", ""},
	{"grid-event-acceptance", "haining-grid-practice", "2wd", "", "2026-09-28", "2024-02-29", "", ""},
	{"grid-event-handling", "haining-grid-practice", "7wd", "", "2026-10-10", "2024-03-07", "", ""},
	{"petition-routing", "petitions 22.1", "15d", "", "2026-10-08", "2024-03-13", "", ""},
	{"petition-notice", "petitions 23.2", "15d", "", "2026-10-08", "2024-03-13", "", ""},
	{"petition-transfer-objection", "petitions 23.3", "5wd", "", "2026-10-08", "2024-03-05", "", ""},
	{"petition-handling", "petitions 34", "60d", "30d", "2026-11-23", "2024-04-28", "", "2026-12-22"},
	{"petition-review", "petitions 35.1", "30d", "", "2026-10-23", "2024-03-28", "", ""},
	{"petition-second-review", "petitions 36.1", "30d", "", "2026-10-23", "2024-03-28", "", ""},
	{"disclosure-clarification", "information-disclosure 30", "7wd", "", "2026-10-10", "2024-03-07", "", ""},
	{"disclosure-answer", "information-disclosure 33.2", "20wd", "20wd", "2026-10-28", "2024-03-26", "2026-11-04", "2026-11-25"},
	{"disclosure-third-party", "information-disclosure 32", "15wd", "", "2026-10-21", "2024-03-19", "", ""},
	{"disclosure-other-agency", "information-disclosure 34", "15wd", "", "2026-10-21", "2024-03-19", "", ""},
	{"disclosure-proactive", "information-disclosure 26", "20wd", "", "2026-10-28", "2024-03-26", "", ""},
	{"penalty-decision", "administrative-penalty 60", "90d", "", "2026-12-22", "2024-05-27", "", ""},
	{"penalty-delivery", "administrative-penalty 61.1", "7wd", "", "2026-10-10", "2024-03-07", "", ""},
	{"penalty-hearing-request", "administrative-penalty 64.1.1", "5wd", "", "2026-10-08", "2024-03-05", "", ""},
	{"penalty-retraction", "administrative-penalty 48.2", "3wd", "", "2026-09-29", "2024-03-01", "", ""},
	{"penalty-evidence", "administrative-penalty 56", "7wd", "", "2026-10-10", "2024-03-07", "", ""},
	{"penalty-payment", "administrative-penalty 67.3", "15d", "", "2026-10-08", "2024-03-13", "", ""},
	{"credit-objection", "zhejiang-public-credit 31.1", "5wd", "15wd", "2026-10-08", "2024-03-05", "", "2026-10-28"},
	{"credit-record-entry", "zhejiang-public-credit 13.3", "5wd", "", "2026-10-08", "2024-03-05", "", ""},
	{"credit-adverse-record", "zhejiang-public-credit 16", "5y", "", "2031-09-23", "2029-02-27", "", ""},
	{"credit-query-log", "zhejiang-public-credit 20.1", "10y", "", "2036-09-23", "2034-02-27", "", ""},
	{"data-request-check", "data-sharing-practice", "2wd", "", "2026-09-28", "", "", ""},
	{"data-conditional-published", "data-sharing-practice", "5wd", "", "2026-10-08", "", "", ""},
	{"data-conditional-unpublished", "data-sharing-practice", "10wd", "", "2026-10-14", "", "", ""},
	{"data-uncatalogued", "shanghai-data 39", "15wd", "", "2026-10-21", "2024-03-19", "", ""},
	{"data-quality-answer", "data-sharing-practice", "5wd", "", "2026-10-08", "", "", ""},
	{"personal-information-record", "personal-information 56.2", "3y", "", "2029-09-24", "2027-03-01", "", ""},
	{"data-transfer-record", "network-data 12", "3y", "", "2029-09-24", "", "", ""},
	{"network-log", "cybersecurity 21", "6mo", "", "2027-03-23", "2024-08-27", "", ""},
	{"subsistence-investigation", "zhejiang-social-assistance 11.2", "15wd", "", "2026-10-21", "2024-03-19", "", ""},
	{"subsistence-publicity", "zhejiang-social-assistance 11.2", "7d", "", "2026-09-30", "2024-03-05", "", ""},
	{"subsistence-approval", "zhejiang-social-assistance 11.3", "5wd", "", "2026-10-08", "2024-03-05", "", ""},
}

// due adds the close of business to a day.
func due(t testing.TB, s string) time.Time {
	if len(s) == len("2026-09-23") {
		s += " 17:30"
	}
	return at(t, s)
}

// inTimeUntil checks a run at its last minute, in that minute's last second,
// and one minute later.
func inTimeUntil(t *testing.T, what string, cal law.Calendar, r Run, want time.Time) {
	t.Helper()
	if d := r.Due(cal); !d.At.Equal(want) {
		t.Errorf("%s: due %v, want %v: %v", what, d.At, want, d.Steps)
		return
	}
	for _, c := range []struct {
		after       time.Duration
		late        bool
		stoppedThen Phase
	}{{0, false, Met}, {59 * time.Second, false, Met}, {time.Minute, true, MetLate}} {
		now := want.Add(c.after)
		if got := r.State(cal, now).Running == Overdue; got != c.late {
			t.Errorf("%s: %v after the last minute: overdue is %v", what, c.after, got)
		}
		stopped, err := r.Stop(now)
		if err != nil {
			t.Fatal(err)
		}
		if got := stopped.State(cal, now.AddDate(0, 1, 0)).Running; got != c.stoppedThen {
			t.Errorf("%s: stopped %v after the last minute: %s", what, c.after, got)
		}
	}
}

func TestLegalClocks(t *testing.T) {
	b := book(t)
	cal := b.Calendar
	covered := map[string]bool{}
	for _, c := range legalClocks {
		covered[c.id] = true
		p, ok := b.Limit(c.id)
		if !ok {
			t.Errorf("%s is not declared", c.id)
			continue
		}
		start := at(t, "2026-09-23 10:00")
		rule, ok := FromPeriod(p, cal.Today(start))
		if !ok || p.Basis.String() != c.basis || rule.Limit.String() != c.limit || rule.Extension.String() != c.extension {
			t.Errorf("%s: declared as %s %s +%s", c.id, p.Basis, rule.Limit, rule.Extension)
		}
		run := Start(rule, start)
		inTimeUntil(t, c.id+" over a holiday", cal, run, due(t, c.holiday))
		if c.leap != "" {
			inTimeUntil(t, c.id+" over 29 February", cal, Start(rule, at(t, "2024-02-27 10:00")), due(t, c.leap))
		}
		if (len(rule.Pauses) > 0) != (c.paused != "") {
			t.Errorf("%s: pauses %v", c.id, rule.Pauses)
		}
		if c.paused != "" {
			for _, ground := range rule.Pauses {
				paused, err := run.Pause(at(t, "2026-09-24 10:00"), ground)
				if err != nil {
					t.Fatal(err)
				}
				resumed, err := paused.Resume(at(t, "2026-10-09 09:00"))
				if err != nil {
					t.Fatal(err)
				}
				inTimeUntil(t, c.id+" over a pause", cal, resumed, due(t, c.paused))
			}
		}
		if c.extended != "" {
			longer, err := run.Extend(cal, at(t, "2026-09-24 17:30"), rule.Extension, "many papers to read")
			if err != nil {
				t.Fatal(err)
			}
			inTimeUntil(t, c.id+" over an extension", cal, longer, due(t, c.extended))
		}
	}
	for _, id := range b.Limits() {
		p, _ := b.Limit(id)
		if (p.Kind == law.Within || p.Kind == law.Lasts) && !covered[id] {
			t.Errorf("no row tests %s", id)
		}
	}
}

// What is counted back from a day, or due on a day of every year.
func TestLegalDays(t *testing.T) {
	b := book(t)
	cal := b.Calendar
	for _, c := range []struct{ id, basis, event, want string }{
		{"licence-renewal-request", "administrative-licensing 50.1", "2026-10-31", "2026-10-01 17:30"},
		{"licence-renewal-request", "administrative-licensing 50.1", "2024-03-30", "2024-02-29 17:30"},
		{"licence-renewal-decision", "administrative-licensing 50.2", "2026-10-31", "2026-10-31 17:30"},
		// 10 October, 9, 8 and 30, 29, 28, 24 September are the seven working days.
		{"licence-hearing-notice", "administrative-licensing 48.1.1", "2026-10-12", "2026-09-24 17:30"},
		{"penalty-hearing-notice", "administrative-penalty 64.1.2", "2026-10-12", "2026-09-24 17:30"},
		{"penalty-hearing-notice", "administrative-penalty 64.1.2", "2024-03-08", "2024-02-28 17:30"},
	} {
		p, _ := b.Limit(c.id)
		event, err := law.ParseDate(c.event)
		if err != nil {
			t.Fatal(err)
		}
		terms, ok := p.On(event)
		if !ok || p.Kind != law.Before || p.Basis.String() != c.basis {
			t.Errorf("%s: %+v", c.id, p)
		}
		d := Before(cal, terms.Limit, event)
		if want := at(t, c.want); !d.At.Equal(want) || d.Late(want) || !d.Late(want.Add(time.Minute)) {
			t.Errorf("%s before %s: %v, want %s", c.id, c.event, d.At, c.want)
		}
	}
	for _, c := range []struct{ id, basis, want string }{
		{"disclosure-report-department", "information-disclosure 49.1", "2027-01-31 17:30"},
		{"disclosure-report-government", "information-disclosure 49.2", "2027-03-31 17:30"},
	} {
		p, _ := b.Limit(c.id)
		d := OnDay(cal, p.Day, 2027)
		if want := at(t, c.want); p.Kind != law.Yearly || p.Basis.String() != c.basis || !d.At.Equal(want) || d.Late(want) || !d.Late(want.Add(time.Minute)) {
			t.Errorf("%s: %v, want %s", c.id, d.At, c.want)
		}
	}
}

// What silence means, and from which minute.
func TestSilence(t *testing.T) {
	b := book(t)
	cal := b.Calendar
	for _, c := range []struct{ id, act, basis, from string }{
		{"licence-correction-notice", "deemed-accepted", "administrative-licensing 32.1.4", "2026-10-08 17:31"},
		{"disclosure-other-agency", "deemed-consented", "information-disclosure 34", "2026-10-21 17:31"},
		{"household-deregistration-objection", "deemed-no-objection", "market-entity-registration 33.3", "2026-10-08 17:31"},
	} {
		p, _ := b.Limit(c.id)
		rule, _ := FromPeriod(p, law.Date{Year: 2026, Month: 9, Day: 23})
		run := Start(rule, at(t, "2026-09-23 10:00"))
		from, s, ok := run.SilenceAt(cal)
		if !ok || s.Act != c.act || s.Basis.String() != c.basis || !from.Equal(at(t, c.from)) {
			t.Errorf("%s: %v %v %v", c.id, from, s, ok)
		}
		done, _ := run.Stop(at(t, "2026-09-24 10:00"))
		if _, _, ok := done.SilenceAt(cal); ok {
			t.Errorf("%s: silence after it was done", c.id)
		}
	}
	p, _ := b.Limit("licence-renewal-decision")
	if from, s, ok := BeforeSilence(cal, p, law.Date{Year: 2026, Month: 10, Day: 31}); !ok || s.Act != "deemed-renewed" || !from.Equal(at(t, "2026-10-31 17:31")) {
		t.Errorf("renewal: %v %v %v", from, s, ok)
	}
	// What the agency sets: the rule has the silence, the agency the number.
	p, _ = b.Limit("correction-supplement")
	rule, ok := FromPeriod(p, law.Date{Year: 2026, Month: 9, Day: 23})
	if !ok || !rule.Limit.IsZero() || rule.Silence.Act != "deemed-withdrawn" {
		t.Errorf("correction-supplement: %+v", rule)
	}
}
