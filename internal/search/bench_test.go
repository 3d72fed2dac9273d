package search

import (
	"fmt"
	"testing"
)

// many are n documents with names like the real ones.
func many(b *testing.B, n int) []Doc {
	items := realItems(b)
	docs := services(b)
	for i := 0; len(docs) < n; i++ {
		a, c := items[i%len(items)].Phrases[0], []rune(items[(i*7+i/len(items))%len(items)].Phrases[0])
		name := a
		if i >= len(items) {
			name = string(c[:len(c)/2]) + a
		}
		docs = append(docs, Doc{ID: fmt.Sprint(i), Phrases: []string{name}})
	}
	return docs
}

var sizes = []int{5_000, 100_000}

// One round asks every query of the set; ns/query is what one of them takes.
func BenchmarkFind(b *testing.B) {
	for _, n := range sizes {
		x := New(many(b, n), words(b))
		queries := table(b, inWords(b, "search-queries-second.csv"))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, q := range queries {
					x.Find(q[0], false, 10)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(queries)), "ns/query")
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for _, n := range sizes {
		docs, g := many(b, n), words(b)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				New(docs, g)
			}
		})
	}
}

// One document changed.
func BenchmarkWith(b *testing.B) {
	for _, n := range sizes {
		docs := many(b, n)
		x := New(docs, words(b))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				x.With(docs[:1])
			}
		})
	}
}
