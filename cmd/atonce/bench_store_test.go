package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"atonce/internal/text"
)

// The benchmark runs to its end and prints a line for each number of clients.
// ATONCE_BENCH_TIME makes it a real measurement.
func TestBenchStore(t *testing.T) {
	c := benchStoreCommand{Clients: []int{1, 8, 64}, Time: 50 * time.Millisecond, Rounds: 1, Dir: t.TempDir()}
	if d, err := time.ParseDuration(os.Getenv("ATONCE_BENCH_TIME")); err == nil {
		c.Time, c.Rounds = d, 3
	}
	var out bytes.Buffer
	w, err := journalWrite(os.DirFS("../../packs"))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.measure(context.Background(), &out, text.EN, w); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "%"); n != 3 {
		t.Errorf("%d lines of numbers, want 3", n)
	}
	t.Log("\n" + out.String())
}
