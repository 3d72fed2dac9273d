// Package brake slows guessing down without ever shutting the owner out. It is
// arithmetic over counts of failures and moments that enter as values.
//
// Nobody is locked. Failures slow the one who fails: the pair of account and network,
// and the network across all accounts. A guesser far away makes nothing slower for the
// owner, who comes from another network or with a device they have used before.
package brake

import "time"

// Count is what is remembered of failures under one key.
type Count struct {
	Failures int
	Last     time.Time // of the failures
}

// Rule says how failures under one key slow the next attempt.
type Rule struct {
	Free   int           // failures that cost nothing: typing errors
	First  time.Duration // the wait after the next one; it doubles with each
	Most   time.Duration // it never gets longer
	Forget time.Duration // without a failure for so long, all is forgotten
}

// The rules.
var (
	// Pair is one account from one network.
	Pair = Rule{Free: 4, First: 2 * time.Second, Most: 15 * time.Minute, Forget: 2 * time.Hour}
	// Network is one network over all accounts: trying one password on many is slow too.
	// An office behind one address keeps typing errors of many people free.
	Network = Rule{Free: 30, First: time.Second, Most: 2 * time.Minute, Forget: 15 * time.Minute}
	// Device is a device that its owner has signed in with before. It is outside the
	// other rules, so it has one of its own: it may have been stolen.
	Device = Rule{Free: 8, First: 5 * time.Second, Most: time.Hour, Forget: 24 * time.Hour}
	// Site is everybody without a known device together. It never asks for more than a
	// second: it bounds how much guessing the whole site takes, and shuts nobody out.
	Site = Rule{Free: 300, First: 250 * time.Millisecond, Most: time.Second, Forget: time.Minute}
)

// Fail is c with one more failure at now.
func (r Rule) Fail(c Count, now time.Time) Count {
	if c.Failures > 0 && now.Sub(c.Last) >= r.Forget {
		c.Failures = 0
	}
	return Count{Failures: c.Failures + 1, Last: now}
}

// Until is the moment from which the next attempt is taken; the zero one if at once.
func (r Rule) Until(c Count) time.Time {
	over := c.Failures - r.Free
	if over <= 0 {
		return time.Time{}
	}
	wait := r.First
	for i := 1; i < over && wait < r.Most; i++ {
		wait *= 2
	}
	return c.Last.Add(min(wait, r.Most))
}

// Wait is how long after now the next attempt is taken; 0 if at once.
func (r Rule) Wait(c Count, now time.Time) time.Duration {
	if now.Sub(c.Last) >= r.Forget {
		return 0
	}
	return max(0, r.Until(c).Sub(now))
}
