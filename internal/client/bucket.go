package client

import (
	"sync"
	"time"
)

// Buckets 限流 hold each client to its rate: a minute's worth can be taken at once, and
// flows back evenly. They live in one process; several processes on one database
// give each client its rate each.
type Buckets struct {
	mu sync.Mutex
	m  map[string]*bucket
}

type bucket struct {
	level float64 // of requests
	at    time.Time
}

// Take takes one request of c at now. When there is none left it says after how long
// there is.
func (b *Buckets) Take(c Client, now time.Time) (wait time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.m == nil {
		b.m = map[string]*bucket{}
	}
	k := b.m[c.ID]
	most := float64(c.Rate)
	if k == nil {
		k = &bucket{level: most, at: now}
		b.m[c.ID] = k
	}
	// A rate that was lowered, or a clock that went back, gives nothing away.
	if passed := now.Sub(k.at); passed > 0 {
		k.level += passed.Minutes() * most
		k.at = now
	}
	k.level = min(k.level, most)
	if k.level < 1 {
		return time.Duration((1 - k.level) / most * float64(time.Minute)), false
	}
	k.level--
	return 0, true
}
