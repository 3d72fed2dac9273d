package store

import (
	"context"
	"slices"
	"sync"
)

// Statements are the statements that were run on behalf of one context: what a page
// costs. They may be read from any goroutine.
type Statements struct {
	mu   sync.Mutex
	said []string
}

// N is how many there were so far.
func (s *Statements) N() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.said)
}

// Said are they, in the order in which their transactions ended, with ? for each value.
func (s *Statements) Said() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.said)
}

type countKey struct{}

// Counting is ctx with a counter: every Read and Write under it adds its statements
// when it ends. The store's own, which begin and end transactions, are not counted.
func Counting(ctx context.Context) (context.Context, *Statements) {
	s := &Statements{}
	return context.WithValue(ctx, countKey{}, s), s
}

// counted is f, with its statements added to the counter of ctx if there is one.
func counted(ctx context.Context, f func(*Tx) error) func(*Tx) error {
	s, ok := ctx.Value(countKey{}).(*Statements)
	if !ok {
		return f
	}
	return func(tx *Tx) error {
		tx.said = []string{}
		defer func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.said, tx.said = append(s.said, tx.said...), nil
		}()
		return f(tx)
	}
}
