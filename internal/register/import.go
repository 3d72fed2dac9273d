package register

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"sort"
	"strconv"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/record"
	"atonce/internal/store"
)

// ImportOptions say how a file is read into a register.
type ImportOptions struct {
	Name     string       // of the file, for the record
	By       string       // who answers for it
	From     law.Date     // the first day rows hold that name none; the day of the import if zero
	Batch    int          // rows in one commit; 5,000 if 0. Others wait for their turn that long
	Abandon  bool         // give up another file that was begun and not finished
	Once     bool         // do nothing if a file with this content was read to its end before
	Progress func(Report) // called after each commit; may be nil
}

const defaultBatch = 5_000

// Import reads a file into a register: CSV with a header, one JSON object on each line,
// or one JSON array of objects. Every row is taken, or rejected with all its reasons;
// the report counts them and Rejects lists them. How far it came is committed with the
// rows: a file that was begun, with the same content, goes on where it was, and none of
// its rows is lost or taken twice. The error is Invalid for a file that cannot be read
// as one, and Conflict while another file is unfinished.
//
// Memory is flat: two batches of rows at a time, whatever the size of the file.
func Import(ctx context.Context, st *store.Store, r *pack.Register, f io.ReadSeeker, opts ImportOptions) (Report, error) {
	if opts.Batch <= 0 {
		opts.Batch = defaultBatch
	}
	if r.Source() != pack.Stored {
		return Report{}, fail.New(fail.Conflict, "register.not-stored", "register", r.ID())
	}
	digest, size, err := digestOf(f)
	if err != nil {
		return Report{}, err
	}
	p := NewParser(r)
	// The header is looked at before anything is written.
	if _, err := openFile(f, p, 0, 0); err != nil {
		return Report{}, err
	}
	im := &importing{r: r, p: p, opts: opts}
	err = st.Write(ctx, func(tx *store.Tx) (err error) {
		im.judge = newJudge(r, Today(tx, r))
		im.report, err = begin(tx, r, Source{Kind: "file", Name: opts.Name, Digest: digest, By: opts.By}, size, opts)
		return err
	})
	if err != nil || im.report.State == Finished {
		return im.report, err
	}
	im.day = im.report.fromDay
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return im.report, fail.Wrap(err, "register: read file")
	}
	in, err := openFile(f, p, im.report.AtByte, im.report.Rows)
	if err != nil {
		return im.report, err
	}
	return im.report, im.run(ctx, st, in)
}

func digestOf(f io.ReadSeeker) (string, int64, error) {
	h := sha256.New()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", 0, fail.Wrap(err, "register: read file")
	}
	n, err := io.Copy(h, f)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	return hex.EncodeToString(h.Sum(nil)), n, fail.Wrap(err, "register: read file")
}

// importing is one import under way.
type importing struct {
	r      *pack.Register
	p      *Parser
	opts   ImportOptions
	day    int64 // from when rows hold that name none
	judge  *judge
	report Report
}

// batch is the rows of one commit, typed and encoded.
type batch struct {
	rows    []ready
	bytes   bytes.Buffer // the bodies, one after the other
	links   []string     // values of the lookup fields, row by row
	rejects []reject
	tallies []Tally // what the rules of quality say of the rows
	read    int
	end     int64
	err     error // io.EOF at the end of the file
}

// ready is one row to be written.
type ready struct {
	subject  string
	day      int64
	number   int
	at, size int // body within the batch
	links    int // where its lookup values begin
	gone     bool
}

type reject struct {
	number int
	fields []fail.Field
}

// run reads and types rows on one processor while the store writes on another.
func (im *importing) run(ctx context.Context, st *store.Store, in reader) error {
	reading, stop := context.WithCancel(ctx)
	full, empty := make(chan *batch), make(chan *batch, 2)
	defer func() {
		stop()
		for range full { // until the file is let go of
		}
	}()
	empty <- &batch{}
	empty <- &batch{}
	go func() {
		defer close(full)
		row := raw{cells: make([]string, len(im.p.fields))}
		values := make([]record.Value, len(im.p.fields))
		layout := im.r.Layout()
		for {
			var b *batch
			select {
			case b = <-empty:
			case <-reading.Done():
				return
			}
			im.fill(b, in, &row, values, layout)
			select {
			case full <- b:
			case <-reading.Done():
				return
			}
			if b.err != nil {
				return
			}
		}
	}()
	for b := range full {
		if err := im.write(ctx, st, b); err != nil {
			return err
		}
		if im.opts.Progress != nil {
			im.opts.Progress(im.report)
		}
		if b.err != nil && !errors.Is(b.err, io.EOF) {
			return b.err
		}
		empty <- b
	}
	if ctx.Err() != nil {
		return fail.New(fail.Unavailable, "store.cancelled").Because(ctx.Err())
	}
	return nil
}

// fill reads the next rows into b.
func (im *importing) fill(b *batch, in reader, row *raw, values []record.Value, layout record.Layout) {
	b.rows, b.links, b.rejects, b.read = b.rows[:0], b.links[:0], b.rejects[:0], 0
	b.bytes.Reset()
	im.judge.clear()
	defer func() { b.tallies = im.judge.tallies }()
	for b.read < im.opts.Batch {
		if b.err = in.next(row); b.err != nil {
			return
		}
		b.read++
		b.end = row.end
		x, bad := im.ready(row, values)
		if len(bad) > 0 {
			b.rejects = append(b.rejects, reject{row.number, bad})
			continue
		}
		if !x.gone {
			im.judge.record(x.subject, x.number, values, record.DateOf(x.day))
		}
		x.at, x.links = b.bytes.Len(), len(b.links)
		if !x.gone {
			b.bytes.Write(layout.Append(b.bytes.AvailableBuffer(), values))
			for i := range im.p.fields {
				if im.p.fields[i].Lookup {
					b.links = append(b.links, values[i].String())
				}
			}
		}
		x.size = b.bytes.Len() - x.at
		b.rows = append(b.rows, x)
	}
}

// ready types one row; bad lists everything that is wrong with it.
func (im *importing) ready(row *raw, values []record.Value) (x ready, bad []fail.Field) {
	if len(row.bad) > 0 {
		return x, row.bad
	}
	x = ready{subject: row.subject, day: im.day, number: row.number}
	bad = im.p.subject(row.subject)
	if row.from != "" {
		v, err := record.Type{Kind: record.Date}.Parse(row.from)
		if err != nil {
			bad = append(bad, problem(ValidFrom, err))
		}
		x.day = v.Int()
	}
	if row.gone != "" {
		v, err := record.Type{Kind: record.Boolean}.Parse(row.gone)
		if err != nil {
			bad = append(bad, problem(Gone, err))
		}
		if x.gone = v.Int() == 1; x.gone {
			return x, bad
		}
	}
	for i := range im.p.fields {
		var f fail.Field
		if values[i], f = im.p.value(i, row.cells[i]); f.Key != "" {
			bad = append(bad, f)
		}
	}
	return x, bad
}

// write commits a batch with how far it brings the import.
func (im *importing) write(ctx context.Context, st *store.Store, b *batch) error {
	// In the order of the table: rows that follow one another land on the same pages.
	sort.SliceStable(b.rows, func(i, j int) bool { return b.rows[i].subject < b.rows[j].subject })
	var done Report
	err := st.Write(ctx, func(tx *store.Tx) error {
		done = im.report
		book, err := open(tx, im.r)
		if err != nil {
			return err
		}
		if err := im.rows(tx, book, b, &done); err != nil {
			return err
		}
		for _, x := range b.rejects {
			done.Rejected++
			if err := keepReject(tx, done.Source, x); err != nil {
				return err
			}
		}
		if err := keepTallies(tx, book.id, importBatch(done.Source), b.tallies); err != nil {
			return err
		}
		done.Rows += b.read
		if b.read > 0 {
			done.AtByte = b.end
		}
		switch {
		case errors.Is(b.err, io.EOF):
			done.State = Finished
			if err := openTickets(tx, im.r, book.id, importBatch(done.Source)); err != nil {
				return err
			}
		case fail.KindOf(b.err) == fail.Invalid && b.err != nil:
			done.State = Abandoned // the same file would stop at the same place
		}
		return done.save(tx, im.report.AtByte)
	})
	if err == nil {
		im.report = done
	}
	return err
}

func (im *importing) rows(tx *store.Tx, book *book, b *batch, done *Report) error {
	last, err := book.last(tx)
	if err != nil {
		return err
	}
	for i := range b.rows {
		x := &b.rows[i]
		body := b.bytes.Bytes()[x.at : x.at+x.size]
		row := Row{Subject: x.subject, From: record.DateOf(x.day), Gone: x.gone, Number: x.number}
		var was before
		// Behind everything the register holds no look is needed.
		if x.subject <= last {
			if was, err = book.before(tx, x.subject, x.day); err != nil {
				return err
			}
			same, err := book.same(tx, was, row, body)
			if err != nil {
				return err
			}
			if same {
				done.Unchanged++
				continue
			}
			if was.held && was.source == done.Source && was.from == x.day {
				done.Rejected++
				first := fail.Field{Path: im.p.key.ID, Key: "register.row-twice", Args: fail.Pairs("row", strconv.Itoa(was.row))}
				if err := keepReject(tx, done.Source, reject{x.number, []fail.Field{first}}); err != nil {
					return err
				}
				continue
			}
		} else {
			last = x.subject
			if x.gone {
				done.Unchanged++
				continue
			}
		}
		if err := book.write(tx, done.Source, row, x.day, was.seq+1, body, b.links[x.links:]); err != nil {
			return err
		}
		if was.seq == 0 {
			done.Added++
		} else {
			done.Changed++
		}
	}
	return nil
}
