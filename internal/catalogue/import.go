package catalogue

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"

	"atonce/internal/code"
	"atonce/internal/fail"
	"atonce/internal/store"
	"atonce/internal/text"
)

// ImportOptions say into which list rows go, and what the record of change says.
type ImportOptions struct {
	List List   // Powers if empty
	By   string // who imports
	Why  string // for the public: where the rows come from
}

// Problem is one thing wrong with one row.
type Problem struct {
	Line   int    // of the file, from 1
	Code   string // as found
	Reason *fail.Error
}

// Text is the problem as a sentence with line, code and reason.
func (p Problem) Text(lang text.Lang) string {
	return text.S(lang, "catalogue.problem", "line", strconv.Itoa(p.Line), "code", clip(p.Code), "reason", code.Reason(lang, p.Reason))
}

// Report says what became of a file. Read = Good + Malformed + Duplicates + Refused:
// no row goes without a word.
type Report struct {
	Read       int // rows, without the header
	Good       int // code right
	Malformed  int // code wrong: kept, flagged, with its reason among the problems
	Duplicates int // code of an earlier row: dropped if all of it is the same, else kept and flagged
	Refused    int // no row at all: nothing of it could be kept
	Added      int
	Changed    int
	Unchanged  int
	Problems   []Problem
}

// Written is the number of versions written.
func (r Report) Written() int { return r.Added + r.Changed }

func (r *Report) plus(o Report) {
	r.Added += o.Added
	r.Changed += o.Changed
	r.Unchanged += o.Unchanged
	r.Problems = append(r.Problems, o.Problems...)
}

// importBatch is how many rows go into one commit.
const importBatch = 200

// importing is one import under way.
type importing struct {
	opts    ImportOptions
	columns map[string]int
	seen    map[string]string // code as found to the row that had it first; and each other row
	holds   map[string]string // code as listed to the row that is kept under it
	report  Report
}

// Import reads a file of items (CSV, UTF-8, with a header of department, main_item,
// name, item_code, area_code, task_type and dept_code) into a list. It keeps every
// row it can read, a malformed code as it was found; it reports each thing that is
// wrong with its line; it writes a version only where something differs, so that the
// same file may be imported again. Entries that a pack's service handles are the
// pack's and are left alone. An error is Invalid for a file that is none, and then
// nothing was written; after any other error the report says how far it came.
func Import(ctx context.Context, st *store.Store, r io.Reader, opts ImportOptions) (Report, error) {
	if opts.List == "" {
		opts.List = Powers
	}
	im := &importing{opts: opts, seen: map[string]string{}, holds: map[string]string{}}
	err := im.run(ctx, st, newRecords(r))
	slices.SortStableFunc(im.report.Problems, func(a, b Problem) int { return a.Line - b.Line })
	return im.report, err
}

func (im *importing) run(ctx context.Context, st *store.Store, in *records) error {
	if err := in.encoding(); err != nil {
		return err
	}
	head, err := in.next()
	switch {
	case errors.Is(err, io.EOF):
		return fail.New(fail.Invalid, "catalogue.file-empty")
	case err != nil:
		return fail.Wrap(err, "catalogue: read file")
	case head.bad != nil:
		return head.bad
	}
	if im.columns, err = header(head.fields); err != nil {
		return err
	}
	for {
		batch, err := im.batch(in)
		if len(batch) > 0 {
			if err := im.write(ctx, st, batch); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fail.Wrap(err, "catalogue: read file")
		}
	}
}

// batch reads the rows of the next commit.
func (im *importing) batch(in *records) ([]row, error) {
	var out []row
	for len(out) < importBatch {
		rec, err := in.next()
		if err != nil {
			return out, err
		}
		im.report.Read++
		if rec.bad == nil && len(rec.fields) != len(im.columns) {
			rec.bad = fail.New(fail.Invalid, "catalogue.row-columns", "want", strconv.Itoa(len(im.columns)), "got", strconv.Itoa(len(rec.fields)))
		}
		if rec.bad != nil {
			im.report.Refused++
			im.report.Problems = append(im.report.Problems, Problem{Line: rec.line, Reason: rec.bad})
			continue
		}
		r := im.read(rec)
		if im.settle(&r) {
			out = append(out, r)
		} else {
			im.report.Problems = append(im.report.Problems, r.problems...)
		}
	}
	return out, nil
}

// settle counts a row and says whether it is to be written: not if it is an earlier
// row again.
func (im *importing) settle(r *row) bool {
	e := &r.entry
	if _, taken := im.seen[e.Code]; !taken {
		im.seen[e.Code] = r.other
		if e.Flagged(FlagCodeMalformed) {
			im.report.Malformed++
		} else {
			im.report.Good++
		}
		return true
	}
	im.report.Duplicates++
	_, again := im.seen[r.other]
	if again || im.seen[e.Code] == r.other {
		r.problems = append(r.problems, Problem{r.line, clip(e.Code), fail.New(fail.Invalid, "catalogue.row-repeated")})
		return false
	}
	im.seen[r.other], r.second = r.other, true
	return true
}

// rename keeps a row apart from the one that has its code.
func (r *row) rename() {
	if r.entry.Raw == "" {
		r.entry.Raw = r.entry.Code
	}
	r.entry.Code = r.other
	r.entry.Flags = append(r.entry.Flags, FlagCodeDuplicate)
}

// write puts a batch into the list.
func (im *importing) write(ctx context.Context, st *store.Store, batch []row) error {
	var done Report
	err := st.Write(ctx, func(tx *store.Tx) error {
		done = Report{}
		for _, r := range batch {
			if err := im.put(tx, r, &done); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	im.report.plus(done)
	return nil
}

func (im *importing) put(tx *store.Tx, r row, done *Report) error {
	done.Problems = append(done.Problems, r.problems...)
	// Of rows with one code the first keeps it. What an earlier import kept apart stays
	// apart, so that nothing changes when the file is sorted in another way.
	found := r.entry.Code
	_, err := Find(tx, r.entry.List, r.other)
	if err != nil && fail.KindOf(err) != fail.NotFound {
		return err
	}
	if holder := im.holds[found]; err == nil || holder != "" && holder != r.other {
		r.rename()
	} else {
		im.holds[found] = r.other
	}
	if r.second {
		done.Problems = append(done.Problems, Problem{r.line, clip(found), fail.New(fail.Invalid, "catalogue.row-duplicate", "kept", r.entry.Code)})
	}
	e := r.entry
	old, err := Find(tx, e.List, e.Code)
	if err == nil {
		e = overlay(old, e)
	} else if fail.KindOf(err) != fail.NotFound {
		return err
	}
	if err == nil && old.Service != "" {
		done.Unchanged++
		if !sameContent(old, e) {
			done.Problems = append(done.Problems, Problem{r.line, e.Code, fail.New(fail.Conflict, "catalogue.row-served")})
		}
		return nil
	}
	did, err := Put(tx, e, Change{By: im.opts.By, Why: im.opts.Why, imported: true})
	switch {
	case fail.KindOf(err) == fail.Conflict && err != nil:
		done.Unchanged++
		done.Problems = append(done.Problems, Problem{r.line, e.Code, fail.As(err)})
	case err != nil:
		return err
	case did == Added:
		done.Added++
	case did == Changed:
		done.Changed++
	default:
		done.Unchanged++
	}
	return nil
}
