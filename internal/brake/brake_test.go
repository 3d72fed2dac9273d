package brake

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var begin = time.Date(2026, 10, 12, 9, 0, 0, 0, time.UTC)

// guess tries as fast as the rule lets it and answers how often it could in span.
func guess(r Rule, span time.Duration) int {
	var c Count
	now, n := begin, 0
	for now.Sub(begin) < span {
		if w := r.Wait(c, now); w > 0 {
			now = now.Add(w)
			continue
		}
		c = r.Fail(c, now)
		n++
	}
	return n
}

func TestHowMuchGuessingEachRuleTakes(t *testing.T) {
	for _, c := range []struct {
		name string
		rule Rule
		most int // in a day
	}{
		// 4 free, a dozen while the wait grows, then four an hour.
		{"one account from one network", Pair, 120},
		{"one network over all accounts", Network, 800},
		{"a stolen device", Device, 50},
	} {
		if n := guess(c.rule, 24*time.Hour); n > c.most || n < c.rule.Free {
			t.Errorf("%s: %d attempts a day, at most %d wanted", c.name, n, c.most)
		}
	}
}

func TestTypingErrorsAreFree(t *testing.T) {
	var c Count
	for range Pair.Free {
		c = Pair.Fail(c, begin)
		if w := Pair.Wait(c, begin); w != 0 {
			t.Errorf("after %d errors: wait %s", c.Failures, w)
		}
	}
	c = Pair.Fail(c, begin)
	if w := Pair.Wait(c, begin); w != Pair.First {
		t.Errorf("wait %s", w)
	}
	if w := Pair.Wait(c, begin.Add(Pair.Forget)); w != 0 {
		t.Errorf("after the time of forgetting: wait %s", w)
	}
}

// Whatever the failures, the wait is bounded, never negative, and never shorter after
// one more failure at the same moment.
func TestWaitIsBoundedAndGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom([]Rule{Pair, Network, Device, Site}).Draw(t, "rule")
		c := Count{Failures: rapid.IntRange(0, 1<<30).Draw(t, "failures"), Last: begin}
		now := begin.Add(time.Duration(rapid.Int64Range(0, int64(48*time.Hour)).Draw(t, "later")))
		w := r.Wait(c, now)
		if w < 0 || w > r.Most {
			t.Fatalf("wait %s", w)
		}
		if more := r.Wait(r.Fail(c, begin), begin); c.Failures > 0 && more < r.Wait(c, begin) {
			t.Fatalf("one more failure makes it shorter: %s", more)
		}
	})
}
