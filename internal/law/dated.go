package law

import (
	"slices"
	"sort"
)

// Since is a value from a day on. A nil Value says that there is none from that
// day: repealed.
type Since[T any] struct {
	From  Date
	Value *T
}

// Dated is a value that changes on days 分期有效的数值. Before its first day it
// has no value: a number that law has not set yet is never the nearest one.
type Dated[T any] struct {
	steps []Since[T] // by From, ascending, no day twice
}

// NewDated makes a dated value of steps in any order. ok is false if a day is
// there twice.
func NewDated[T any](steps ...Since[T]) (d Dated[T], ok bool) {
	d.steps = slices.Clone(steps)
	slices.SortFunc(d.steps, func(a, b Since[T]) int { return a.From.Compare(b.From) })
	for i := 1; i < len(d.steps); i++ {
		if d.steps[i].From == d.steps[i-1].From {
			return Dated[T]{}, false
		}
	}
	return d, true
}

// At is the value in force on day. ok is false before the first day and after
// a repeal.
func (d Dated[T]) At(day Date) (value T, ok bool) {
	i := sort.Search(len(d.steps), func(i int) bool { return d.steps[i].From.After(day) })
	if i == 0 || d.steps[i-1].Value == nil {
		return value, false
	}
	return *d.steps[i-1].Value, true
}

// Steps are the changes in order.
func (d Dated[T]) Steps() []Since[T] { return slices.Clone(d.steps) }

func sorted[V any](m map[string]V) []string {
	ks := make([]string, 0, len(m))
	for k := range m {
		ks = append(ks, k)
	}
	sort.Strings(ks)
	return ks
}
