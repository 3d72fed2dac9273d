package store

import (
	"context"
	"sync/atomic"
)

// Statements counts the statements that were run on behalf of one context: what a page
// costs. It may be read from any goroutine.
type Statements struct{ n atomic.Int64 }

// N is how many there were so far.
func (s *Statements) N() int { return int(s.n.Load()) }

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
		before := tx.Count()
		defer func() { s.n.Add(int64(tx.Count() - before)) }()
		return f(tx)
	}
}
