package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"atonce/internal/dmn"
	"atonce/internal/fail"
	"atonce/internal/feel"
	"atonce/internal/text"
)

type dmnBatch struct {
	Model    string `arg:"" help:"Model file: .dmn (XML) or .yaml (plain form)."`
	In       string `required:"" help:"CSV file whose first line names the inputs; - reads standard input."`
	Out      string `required:"" help:"CSV file to write: the columns of the input, then the decision, then the reason where it is null."`
	Decision string `help:"Name of the decision; may be left out if the model has only one."`
	Cores    int    `help:"Number of cores to use; default all."`
	Quiet    bool   `help:"Show no progress."`
	Lang     string `default:"en" enum:"zh,en" help:"Language of messages and reasons: zh or en."`
}

// Run evaluates every row. Memory does not grow with the number of rows, and the
// rows come out in the order they went in.
func (c *dmnBatch) Run() error {
	return finish(text.Lang(c.Lang), c.run(os.Stderr))
}

func (c *dmnBatch) run(progress io.Writer) error {
	lang := text.Lang(c.Lang)
	m, err := loadModel(c.Model)
	if err != nil {
		return err
	}
	x, err := c.decision(m)
	if err != nil {
		return err
	}
	in, out := os.Stdin, os.Stdout
	if c.In != "-" {
		if in, err = os.Open(c.In); err != nil {
			return fail.New(fail.NotFound, "dmn.cli.file", "file", c.In).Because(err)
		}
		defer in.Close()
	}
	if c.Out != "-" {
		if out, err = os.Create(c.Out); err != nil {
			return fail.New(fail.Invalid, "dmn.cli.file", "file", c.Out).Because(err)
		}
		defer out.Close()
	}
	b := &batch{model: m, decision: x, lang: lang, cores: c.Cores, now: momentNow()}
	if b.cores <= 0 {
		b.cores = runtime.GOMAXPROCS(0)
	}
	if !c.Quiet {
		stop := b.tell(progress)
		defer stop()
	}
	start := time.Now()
	if err := b.run(in, out); err != nil {
		return err
	}
	b.report(progress, time.Since(start))
	return nil
}

func (c *dmnBatch) decision(m *dmn.Model) (*dmn.Element, error) {
	all := m.Elements(dmn.KindDecision)
	if c.Decision == "" {
		if len(all) != 1 {
			return nil, fail.New(fail.Invalid, "dmn.cli.batch-many", "known", decisionNames(m))
		}
		return all[0], nil
	}
	x, ok := m.Find(c.Decision)
	if !ok || x.Kind != dmn.KindDecision && x.Kind != dmn.KindService {
		return nil, fail.New(fail.NotFound, "dmn.cli.no-decision", "name", c.Decision, "known", decisionNames(m))
	}
	return x, nil
}

// batch is one run over a CSV stream: a reader cuts it into chunks at line ends,
// workers evaluate them, a writer puts them out in order.
type batch struct {
	model    *dmn.Model
	decision *dmn.Element
	lang     text.Lang
	cores    int
	now      feel.Value
	columns  []*dmn.Element // by CSV column; nil: carried along, not an input
	rows     atomic.Int64
	nulls    atomic.Int64
	pure     atomic.Int64 // nanoseconds of evaluation, all workers together
}

// chunkBytes is about as much as stays in a core's cache.
const chunkBytes = 256 << 10

// lineBytes bounds one line: a quote that is never closed must not swallow the file into memory.
const lineBytes = 16 << 20

type chunk struct {
	in, out []byte
	ready   chan error
}

func (b *batch) run(in io.Reader, out io.Writer) error {
	r := bufio.NewReaderSize(in, chunkBytes)
	if err := b.header(r, out); err != nil {
		return err
	}
	jobs := make(chan *chunk, b.cores)
	order := make(chan *chunk, 3*b.cores)
	free := make(chan *chunk, 4*b.cores)
	for i := 0; i < cap(free); i++ {
		free <- &chunk{ready: make(chan error, 1)}
	}
	var workers sync.WaitGroup
	for i := 0; i < b.cores; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			w := b.worker()
			for c := range jobs {
				c.ready <- w.do(c)
			}
		}()
	}
	stopped := make(chan struct{})
	read := make(chan error, 1)
	go func() {
		read <- cut(r, free, stopped, func(c *chunk) {
			order <- c
			jobs <- c
		})
		close(jobs)
		close(order)
	}()
	var failed error
	for c := range order {
		err := <-c.ready
		if failed == nil && err == nil {
			_, err = out.Write(c.out)
		}
		if err != nil && failed == nil {
			failed = err
			close(stopped)
		}
		free <- c
	}
	workers.Wait()
	if err := <-read; failed == nil {
		failed = err
	}
	return failed
}

// cut reads chunks that end at the end of a row and gives them to next.
func cut(r io.Reader, free <-chan *chunk, stopped <-chan struct{}, next func(*chunk)) error {
	var rest []byte
	for {
		var c *chunk
		select {
		case <-stopped:
			return nil
		case c = <-free:
		}
		c.in = append(c.in[:0], rest...)
		var end int
		var err error
		for end == 0 && err == nil {
			if len(c.in) > lineBytes {
				return fail.New(fail.TooLarge, "dmn.cli.batch-line", "limit", strconv.Itoa(lineBytes))
			}
			at := len(c.in)
			c.in = append(c.in, make([]byte, chunkBytes)...)
			var n int
			n, err = io.ReadFull(r, c.in[at:])
			c.in = c.in[:at+n]
			end = rowEnd(c.in)
		}
		switch {
		case err == io.EOF || err == io.ErrUnexpectedEOF:
			if len(c.in) > 0 {
				next(c)
			}
			return nil
		case err != nil:
			return fail.Wrap(err, "read the CSV")
		}
		rest = append(rest[:0], c.in[end:]...)
		c.in = c.in[:end]
		next(c)
	}
}

// rowEnd is the place after the last line end that is outside of quotes, 0 if there is none.
func rowEnd(b []byte) int {
	if bytes.IndexByte(b, '"') < 0 {
		return bytes.LastIndexByte(b, '\n') + 1
	}
	end, quoted := 0, false
	for i, ch := range b {
		switch {
		case ch == '"':
			quoted = !quoted
		case ch == '\n' && !quoted:
			end = i + 1
		}
	}
	return end
}

// tell shows progress once a second until stop is called.
func (b *batch) tell(w io.Writer) (stop func()) {
	done := make(chan struct{})
	var gone sync.WaitGroup
	gone.Add(1)
	go func() {
		defer gone.Done()
		t := time.NewTicker(time.Second)
		defer t.Stop()
		start := time.Now()
		for {
			select {
			case <-done:
				return
			case <-t.C:
				n := b.rows.Load()
				fmt.Fprintln(w, text.S(b.lang, "dmn.cli.batch-progress", "rows", strconv.FormatInt(n, 10), "rate", rate(n, time.Since(start))))
			}
		}
	}()
	return func() { close(done); gone.Wait() }
}

func rate(n int64, d time.Duration) string {
	if d <= 0 {
		return "-"
	}
	return strconv.FormatInt(int64(float64(n)/d.Seconds()), 10)
}

func (b *batch) report(w io.Writer, took time.Duration) {
	n := b.rows.Load()
	// The workers run side by side, so their time together counts cores times.
	pure := time.Duration(b.pure.Load() / int64(b.cores))
	fmt.Fprintln(w, text.S(b.lang, "dmn.cli.batch-done", "rows", strconv.FormatInt(n, 10), "seconds", strconv.FormatFloat(took.Seconds(), 'f', 2, 64),
		"rate", rate(n, took), "pure", rate(n, pure), "cores", strconv.Itoa(b.cores), "nulls", strconv.FormatInt(b.nulls.Load(), 10)))
}
