package connect

import (
	"sync"
	"time"
)

// breaker 熔断 stops asking a source that failed several times in a row, so that nobody
// waits for it, and lets one question through when it has rested.
type breaker struct {
	mu      sync.Mutex
	most    int // failures in a row that open it
	fails   int
	since   time.Time // of the first failure of this run
	until   time.Time // it rests until then
	testing bool      // one question is under way after the rest
}

// open says whether the source rests, and since when it has failed.
func (b *breaker) open(now time.Time) (since time.Time, open bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.fails < b.most:
		return time.Time{}, false
	case now.Before(b.until) || b.testing:
		return b.since, true
	}
	b.testing = true
	return time.Time{}, false
}

// failed counts a failure and says since when the source fails.
func (b *breaker) failed(now time.Time, rest time.Duration) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fails == 0 {
		b.since = now
	}
	b.fails++
	b.testing = false
	if b.fails >= b.most {
		b.until = now.Add(rest)
	}
	return b.since
}

// answered ends a run of failures.
func (b *breaker) answered() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fails, b.testing = 0, false
}

// undecided lets the next question try, since this one's asker left.
func (b *breaker) undecided() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.testing = false
}

// mostCached bounds what is held of one source in memory.
const mostCached = 10_000

// cache holds recent answers of one source, in memory only.
type cache struct {
	mu    sync.Mutex
	held  map[string]Answer
	order []string // by age, the oldest first
}

// get is an answer that is not older than oldest.
func (c *cache) get(subject string, oldest time.Time) (Answer, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a, ok := c.held[subject]
	if !ok || !a.AsOf.After(oldest) {
		return Answer{}, false
	}
	if a.State == Fresh {
		a.State = Cached
	}
	return a, true
}

func (c *cache) put(subject string, a Answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held == nil {
		c.held = map[string]Answer{}
	}
	if _, again := c.held[subject]; !again {
		if len(c.order) >= mostCached {
			delete(c.held, c.order[0])
			c.order = c.order[1:]
		}
		c.order = append(c.order, subject)
	}
	c.held[subject] = a
}
