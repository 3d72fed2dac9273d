package desk

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"atonce/internal/casework"
	"atonce/internal/edition"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/store"
)

// The kinds of entry in the log.
const (
	kindAct        = "act"
	kindActivation = "activation"
)

// Verified is what a verification found good.
type Verified struct {
	Entries int64
	Acts    int64
	Cases   int
	Root    merkle.Hash
}

// Verify recomputes everything: the tree from the entries, each entry from the act
// or activation it commits to, the count of both, and every case's row from its
// acts. The error names the first bad entry.
func (d *Desk) Verify(ctx context.Context) (v Verified, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		edge, err := ledger.Verify(tx, nil)
		if err != nil {
			return err
		}
		v.Entries, v.Root = edge.Size(), edge.Root()
		if err := verifyBodies(tx, &v); err != nil {
			return err
		}
		return d.verifyRows(tx, &v)
	})
	return v, err
}

func bad(key string, leaf int64, args ...string) error {
	return fail.New(fail.Conflict, key, append([]string{"index", strconv.FormatInt(leaf, 10)}, args...)...)
}

// body is what one leaf commits to, from whichever room keeps it.
type body struct {
	leaf       int64
	number     string
	seq        int
	salt, body []byte
}

// verifyBodies walks the log and the records beside it, each in the order of the
// leaves: a gap on either side, or bytes that do not fit, is named at its place.
func verifyBodies(tx *store.Tx, v *Verified) error {
	records := map[int64]body{}
	err := edition.EachRecord(tx, func(leaf int64, salt, b []byte) error {
		records[leaf] = body{leaf: leaf, salt: salt, body: b}
		return nil
	})
	if err != nil {
		return err
	}
	var acts []body
	next := int64(-1)
	// Acts are read in stretches, so that memory stays flat however long the log is.
	refill := func() error {
		acts = acts[:0]
		err := journal.EachStored(tx, next+1, func(s journal.Stored) error {
			acts = append(acts, body{s.Leaf, s.Number, s.Seq, s.Salt, s.Body})
			next = s.Leaf
			if len(acts) == 10_000 {
				return io.EOF
			}
			return nil
		})
		if errors.Is(err, io.EOF) {
			return nil
		}
		return err
	}
	if err := refill(); err != nil {
		return err
	}
	i := 0
	for row, err := range ledger.Rows(tx) {
		if err != nil {
			return err
		}
		e, err := merkle.ParseEntry(row.Leaf)
		if err != nil {
			return bad("desk.verify-entry", row.Index)
		}
		if i == len(acts) && len(acts) > 0 {
			if err := refill(); err != nil {
				return err
			}
			i = 0
		}
		switch {
		case e.Kind == kindActivation:
			b, ok := records[row.Index]
			if !ok {
				return bad("desk.verify-dropped", row.Index)
			}
			delete(records, row.Index)
			if err := fits(e, b); err != nil {
				return err
			}
		case i == len(acts) || acts[i].leaf > row.Index:
			return bad("desk.verify-dropped", row.Index)
		case acts[i].leaf < row.Index:
			return bad("desk.verify-added", acts[i].leaf, "case", acts[i].number)
		default:
			if err := fits(e, acts[i]); err != nil {
				return err
			}
			v.Acts++
			i++
		}
	}
	if i < len(acts) {
		return bad("desk.verify-added", acts[i].leaf, "case", acts[i].number)
	}
	for leaf := range records {
		return bad("desk.verify-added", leaf, "case", "-")
	}
	return nil
}

// fits holds a record to its entry: the bytes, and for an act its case and number.
func fits(e merkle.Entry, b body) error {
	payload, err := merkle.Commit(b.salt, b.body)
	if err != nil || payload != e.Payload {
		return bad("desk.verify-edited", b.leaf, "case", b.number)
	}
	if e.Kind != kindAct {
		return nil
	}
	which, err := merkle.Commit(b.salt, []byte(b.number))
	if err != nil || which != e.Case || int64(b.seq) != e.Seq {
		return bad("desk.verify-moved", b.leaf, "case", b.number)
	}
	var a casework.Act
	if err := json.Unmarshal(b.body, &a); err != nil || a.Seq != b.seq {
		return bad("desk.verify-moved", b.leaf, "case", b.number)
	}
	return nil
}

// verifyRows folds every case anew and compares it with the row that lists show.
func (d *Desk) verifyRows(tx *store.Tx, v *Verified) error {
	after := ""
	for {
		numbers, err := journal.Numbers(tx, after, 500)
		if err != nil || len(numbers) == 0 {
			return err
		}
		for _, n := range numbers {
			f, err := d.readIn(tx, n)
			if err != nil {
				return fail.New(fail.Conflict, "desk.verify-torn", "case", n).Because(err)
			}
			row, _, err := journal.FindRow(tx, n)
			if err != nil {
				return err
			}
			if !journal.Project(f.header, f.was).Same(row) {
				return fail.New(fail.Conflict, "desk.verify-row", "case", n)
			}
			v.Cases++
		}
		after = numbers[len(numbers)-1]
	}
}

// Rebuild writes every case's row anew from its acts: what lists show can always be
// thrown away.
func (d *Desk) Rebuild(ctx context.Context) (cases int, err error) {
	after := ""
	for {
		var numbers []string
		err := d.store.Write(ctx, func(tx *store.Tx) (err error) {
			if numbers, err = journal.Numbers(tx, after, 200); err != nil {
				return err
			}
			for _, n := range numbers {
				f, err := d.readIn(tx, n)
				if err != nil {
					return err
				}
				if err := journal.Reproject(tx, f.header, f.was); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(numbers) == 0 {
			return cases, err
		}
		cases += len(numbers)
		after = numbers[len(numbers)-1]
	}
}
