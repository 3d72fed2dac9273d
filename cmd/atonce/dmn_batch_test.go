package main

import (
	"bytes"
	"encoding/csv"
	"io"
	"testing"

	"pgregory.net/rapid"
)

// What encoding/csv writes, the fast splitter reads.
func TestSplitterReadsWhatCSVWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.StringMatching(`[ab,"\n 学]{0,6}`)
		records := rapid.SliceOfN(rapid.SliceOfN(field, 2, 4), 1, 6).Draw(t, "records")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		if err := w.WriteAll(records); err != nil {
			t.Fatal(err)
		}
		data := b.Bytes()
		if end := rowEnd(data); end != len(data) {
			t.Fatalf("last row ends at %d of %d", end, len(data))
		}
		for _, want := range records {
			var row []byte
			row, data = nextRow(data)
			got, ok := splitRow(row, nil)
			if !ok || len(got) != len(want) {
				t.Fatalf("%q: %q, want %q", row, got, want)
			}
			for i := range want {
				if string(got[i]) != want[i] {
					t.Fatalf("%q: %q, want %q", row, got, want)
				}
			}
		}
		if len(data) != 0 {
			t.Fatalf("%q is left", data)
		}
	})
}

// FuzzBatch: any bytes as CSV end in rows or an error, never in a panic, and no
// non-empty row is lost.
func FuzzBatch(f *testing.F) {
	in, _ := rows(20)
	f.Add(in)
	f.Add([]byte("zone,vehicle,hours\n\"core,small,1\ncore\"x,small,1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b := newBatch(t, 2)
		_ = b.run(bytes.NewReader(append([]byte("zone,vehicle,hours\n"), data...)), io.Discard)
		var want int64
		for rest := data; len(rest) > 0; {
			var row []byte
			if row, rest = nextRow(rest); len(row) > 0 {
				want++
			}
		}
		if got := b.rows.Load(); got != want {
			t.Fatalf("%d rows of %d", got, want)
		}
	})
}
