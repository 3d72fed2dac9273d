package main

import (
	"context"
	"database/sql/driver"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"atonce/internal/store"
	"atonce/internal/text"

	"modernc.org/sqlite"
)

// benchStoreCommand is `atonce bench store`: the journal write beside the bare
// engine's own limit for the same rows, in the same run.
type benchStoreCommand struct {
	Clients []int         `help:"How many clients write at once." default:"1,8,64"`
	Time    time.Duration `help:"How long each measurement runs." default:"2s"`
	Rounds  int           `help:"How often each is measured, in turns." default:"3"`
	Packs   string        `default:"packs" help:"Folder of the packs." placeholder:"DIR"`
	Dir     string        `help:"Folder for the databases: the disk that is measured." type:"existingdir"`
}

// Run measures and prints.
func (c *benchStoreCommand) Run() error {
	w, err := journalWrite(os.DirFS(c.Packs))
	if err != nil {
		return err
	}
	return c.measure(context.Background(), os.Stdout, text.EN, w)
}

// benchWrite is a write to be measured.
type benchWrite struct {
	tables []string                          // statements that make what it needs beside the migrations
	write  func(tx *store.Tx, n int64) error // the n-th write, from 0
}

// benchRow is a changing statement that a write ran.
type benchRow struct {
	query string
	args  []driver.NamedValue
}

// result is what one kind of writing came to.
type result struct {
	writes int
	took   time.Duration
	waits  []time.Duration
}

func (r *result) add(o result) {
	r.writes += o.writes
	r.took += o.took
	r.waits = append(r.waits, o.waits...)
}

func (r *result) rate() float64 { return float64(r.writes) / r.took.Seconds() }

func (r *result) quantile(q float64) time.Duration {
	slices.Sort(r.waits)
	return r.waits[int(q*float64(len(r.waits)-1))].Round(10 * time.Microsecond)
}

func (c *benchStoreCommand) measure(ctx context.Context, out io.Writer, lang text.Lang, w benchWrite) error {
	dir, err := os.MkdirTemp(c.Dir, "atonce-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	// Enough for the bare engine to be busy all the time on a fast disk, but not
	// so many that a short run waits for the recording.
	many := int64(min(max(c.Time.Seconds()*20_000, 2000), 40_000))
	rows, err := record(ctx, filepath.Join(dir, "recorded.db"), w, many)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, text.S(lang, "bench.store-head"))
	for _, clients := range c.Clients {
		var ours, bare result
		for round := range c.Rounds {
			path := filepath.Join(dir, fmt.Sprintf("%d-%d", clients, round))
			r, err := measureStore(ctx, path+"-store.db", w, clients, c.Time)
			if err != nil {
				return err
			}
			ours.add(r)
			r, err = measureBare(ctx, path+"-bare.db", w, rows, clients, c.Time)
			if err != nil {
				return err
			}
			bare.add(r)
		}
		fmt.Fprintf(table, "%d\t%.0f\t%v\t%v\t%.0f\t%v\t%v\t%.0f %%\t\n", clients,
			ours.rate(), ours.quantile(0.5), ours.quantile(0.99),
			bare.rate(), bare.quantile(0.5), bare.quantile(0.99), 100*ours.rate()/bare.rate())
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, text.S(lang, "bench.store-foot"))
	return err
}

func openBench(ctx context.Context, c store.Config, w benchWrite) (*store.Store, error) {
	s, err := store.Open(ctx, c)
	if err != nil {
		return nil, err
	}
	err = s.Write(ctx, func(tx *store.Tx) error {
		for _, q := range w.tables {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// record runs many writes and keeps what each changed, for the bare engine.
func record(ctx context.Context, path string, w benchWrite, many int64) (writes [][]benchRow, err error) {
	var now []benchRow
	s, err := openBench(ctx, store.Config{Path: path, Trace: func(query string, args []any) {
		row := benchRow{query: query, args: make([]driver.NamedValue, len(args))}
		for i, a := range args {
			if t, ok := a.(time.Time); ok {
				a = t.UnixMicro()
			}
			v, err := driver.DefaultParameterConverter.ConvertValue(a)
			if err != nil {
				panic(err) // the store has other rules than the driver: the benchmark's mistake
			}
			row.args[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
		}
		now = append(now, row)
	}}, w)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	for n := int64(0); n < many; {
		err := s.Write(ctx, func(tx *store.Tx) error {
			for range 1000 {
				now = nil
				if err := w.write(tx, n); err != nil {
					return err
				}
				writes = append(writes, now)
				n++
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return writes, nil
}

// measureStore lets clients write one after the other, each waiting for its answer.
func measureStore(ctx context.Context, path string, w benchWrite, clients int, d time.Duration) (result, error) {
	s, err := openBench(ctx, store.Config{Path: path}, w)
	if err != nil {
		return result{}, err
	}
	defer s.Close()
	var next atomic.Int64
	var mu sync.Mutex
	var all result
	var first error
	var wg sync.WaitGroup
	begin := time.Now()
	for range clients {
		wg.Go(func() {
			var mine []time.Duration
			var err error
			for err == nil && time.Since(begin) < d {
				at := time.Now()
				err = s.Write(ctx, func(tx *store.Tx) error { return w.write(tx, next.Add(1)-1) })
				mine = append(mine, time.Since(at))
			}
			mu.Lock()
			defer mu.Unlock()
			all.writes += len(mine)
			all.waits = append(all.waits, mine...)
			if err != nil && first == nil {
				first = err
			}
		})
	}
	wg.Wait()
	all.took = time.Since(begin)
	return all, first
}

// measureBare writes the recorded rows through one connection of the driver
// itself, prepared, in explicit transactions of as many writes as there are
// clients, with the same durability: what the engine can do at best.
func measureBare(ctx context.Context, path string, w benchWrite, writes [][]benchRow, group int, d time.Duration) (result, error) {
	s, err := openBench(ctx, store.Config{Path: path}, w)
	if err != nil {
		return result{}, err
	}
	if err := s.Close(); err != nil {
		return result{}, err
	}
	q := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "temp_store(MEMORY)", "cache_size(-32768)"}}
	connector, err := sqlite.NewConnector((&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String())
	if err != nil {
		return result{}, err
	}
	conn, err := connector.Connect(ctx)
	if err != nil {
		return result{}, err
	}
	defer conn.Close()
	prepared := map[string]driver.StmtExecContext{}
	run := func(r benchRow) error {
		st := prepared[r.query]
		if st == nil {
			s, err := conn.Prepare(r.query)
			if err != nil {
				return err
			}
			st = s.(driver.StmtExecContext)
			prepared[r.query] = st
		}
		_, err := st.ExecContext(ctx, r.args)
		return err
	}
	var all result
	begin := time.Now()
	for len(writes) > 0 && time.Since(begin) < d {
		n := min(group, len(writes))
		at := time.Now()
		if err := run(benchRow{query: "BEGIN IMMEDIATE"}); err != nil {
			return all, err
		}
		for _, rows := range writes[:n] {
			for _, r := range rows {
				if err := run(r); err != nil {
					return all, err
				}
			}
		}
		if err := run(benchRow{query: "COMMIT"}); err != nil {
			return all, err
		}
		wait := time.Since(at)
		for range n {
			all.waits = append(all.waits, wait)
		}
		all.writes += n
		writes = writes[n:]
	}
	all.took = time.Since(begin)
	return all, nil
}
