package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"

	"atonce/internal/benefit"
	"atonce/internal/casework"
	"atonce/internal/dataset"
	"atonce/internal/decision"
	"atonce/internal/edition"
	"atonce/internal/export"
	"atonce/internal/fail"
	"atonce/internal/grant"
	"atonce/internal/journal"
	"atonce/internal/keeper"
	"atonce/internal/ledger"
	"atonce/internal/licence"
	"atonce/internal/mandate"
	"atonce/internal/merkle"
	"atonce/internal/paper"
	"atonce/internal/share"
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
	Erased  int  // cases whose record was erased, each by two people on a ground
	Heads   bool // signed heads were held to the log: there are keys to check them with
	Root    merkle.Hash
}

// Verify recomputes everything: the tree from the entries, each entry from the act,
// activation or key it commits to, the count of each, every case's row from its acts,
// and holds the tree to every signed head, also to those that were kept elsewhere.
// The error names the first bad entry.
func (d *Desk) Verify(ctx context.Context, elsewhere ...merkle.Head) (v Verified, err error) {
	keys, err := d.logKeys().verifiers()
	if err != nil {
		return v, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		edge, err := ledger.Verify(tx, keys, elsewhere...)
		if err != nil {
			return err
		}
		v.Entries, v.Root, v.Heads = edge.Size(), edge.Root(), len(keys) > 0
		if err := verifyBodies(tx, &v); err != nil {
			return err
		}
		if err := verifyActivations(tx); err != nil {
			return err
		}
		if err := verifyDatasets(tx); err != nil {
			return err
		}
		if err := verifyGrants(tx); err != nil {
			return err
		}
		if err := verifyExports(tx); err != nil {
			return err
		}
		if err := verifyMandates(tx); err != nil {
			return err
		}
		if err := verifyPapers(tx); err != nil {
			return err
		}
		if err := verifyLicences(tx); err != nil {
			return err
		}
		if err := d.verifyRows(tx, &v); err != nil {
			return err
		}
		if err := verifyStray(tx); err != nil {
			return err
		}
		return d.verifyCosignatures(tx)
	})
	return v, err
}

func bad(key string, leaf int64, args ...string) error {
	return fail.New(fail.Conflict, key, append([]string{"index", strconv.FormatInt(leaf, 10)}, args...)...)
}

// body is what one leaf commits to, if it is no act.
type body struct {
	kind   string
	leaf   int64
	commit func(merkle.Entry) error
}

// besides are the records that are not acts, in the order of their leaves:
// activations, deeds of the data catalogue, checks of papers and keys.
func besides(tx *store.Tx) (out []body, err error) {
	err = edition.EachRecord(tx, func(leaf int64, salt, b []byte) error {
		out = append(out, body{kindActivation, leaf, func(e merkle.Entry) error { return fits(e, leaf, salt, b) }})
		return nil
	})
	if err != nil {
		return nil, err
	}
	// Of these the log commits to the bytes as they are.
	for _, x := range []struct {
		kind string
		each func(*store.Tx, func(leaf int64, salt, body []byte) error) error
	}{
		{kindDataset, func(tx *store.Tx, f func(int64, []byte, []byte) error) error { return dataset.EachAct(tx, "", f) }},
		{kindPaper, paper.EachCheck},
		{kindBenefit, benefit.EachDeed},
		{keeper.LogKind, keeper.Each},
		{export.LogKind, export.Each},
		{mandate.LogKind, mandate.Each},
	} {
		err := x.each(tx, func(leaf int64, salt, b []byte) error {
			out = append(out, body{x.kind, leaf, func(e merkle.Entry) error { return fits(e, leaf, salt, b) }})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	err = grant.EachAct(tx, func(leaf int64, salt, b []byte) error {
		out = append(out, body{grant.LogKind, leaf, func(e merkle.Entry) error { return fits(e, leaf, salt, b) }})
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = licence.EachRecord(tx, func(r licence.Record) error {
		out = append(out, body{kindLicence, r.Leaf, func(e merkle.Entry) error { return deedFits(e, r) }})
		return nil
	})
	if err != nil {
		return nil, err
	}
	keys, err := ledger.Keys(tx)
	for _, k := range keys {
		out = append(out, body{ledger.KeyKind, k.Leaf, func(e merkle.Entry) error {
			if want, err := ledger.KeyEntry(k.Verifier); err != nil || want.Payload != e.Payload {
				return bad("desk.verify-edited", k.Leaf, "case", "-")
			}
			return nil
		}})
	}
	if err != nil {
		return nil, err
	}
	erasures, err := journal.Erasures(tx)
	for _, r := range erasures {
		out = append(out, body{kindErasure, r.Leaf, func(e merkle.Entry) error { _, err := erasureFits(e, r); return err }})
	}
	slices.SortStableFunc(out, func(a, b body) int { return cmp.Compare(a.leaf, b.leaf) })
	return out, err
}

// stretch is how many acts are read at once, so that memory stays flat however long
// the log is.
const stretch = 10_000

// actsFrom reads a stretch of acts by their leaf. It never ends between two acts
// that claim the same leaf.
func actsFrom(tx *store.Tx, from int64) (acts []journal.Stored, err error) {
	err = journal.EachStored(tx, from, func(s journal.Stored) error {
		if len(acts) >= stretch && acts[len(acts)-1].Leaf != s.Leaf {
			return io.EOF
		}
		acts = append(acts, s)
		return nil
	})
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return acts, err
}

// verifyBodies walks the log and the records beside it, each in the order of the
// leaves: a gap on either side, or bytes that do not fit, is named at its place.
func verifyBodies(tx *store.Tx, v *Verified) error {
	records, err := besides(tx)
	if err != nil {
		return err
	}
	gone, err := erasedCases(tx)
	if err != nil {
		return err
	}
	v.Erased = len(gone.cases)
	acts, err := actsFrom(tx, math.MinInt64)
	if err != nil {
		return err
	}
	i, k := 0, 0 // the next act, the next of the other records
	receipts, looks := &places{tx: tx}, &lookWalk{tx: tx}
	for row, err := range ledger.Rows(tx) {
		if err != nil {
			return err
		}
		e, err := merkle.ParseEntry(row.Leaf)
		if err != nil {
			return bad("desk.verify-entry", row.Index)
		}
		if i == len(acts) && i > 0 {
			if acts, err = actsFrom(tx, acts[i-1].Leaf+1); err != nil {
				return err
			}
			i = 0
		}
		if err := leftBehind(acts[i:], records[k:], row.Index); err != nil {
			return err
		}
		if err := looks.meet(e, row.Index); err != nil {
			return err
		}
		switch {
		case e.Kind == kindAct && i < len(acts) && acts[i].Leaf == row.Index:
			// An act without its bytes is good only where the log says that it was erased;
			// the entry that says so is held to its record like any other.
			a := acts[i]
			if was, ok := gone.leaves[a.Leaf]; !a.Blank() || !ok || was != (place{a.Number, a.Seq}) {
				err = actFits(e, a)
			}
			v.Acts++
			i++
		case e.Kind != kindAct && k < len(records) && records[k].leaf == row.Index && records[k].kind == e.Kind:
			err = records[k].commit(e)
			k++
		case e.Kind == share.LogKind: // held to its look above
		case e.Kind == decision.EntryKind:
			err = receipts.meet(e)
		default:
			err = bad("desk.verify-dropped", row.Index)
		}
		if err != nil {
			return err
		}
	}
	if err := leftBehind(acts[i:], records[k:], math.MaxInt64); err != nil {
		return err
	}
	if err := looks.rest(); err != nil {
		return err
	}
	return receipts.over()
}

// leftBehind is the error of a record that no entry before next was about.
func leftBehind(acts []journal.Stored, records []body, next int64) error {
	if len(acts) > 0 && acts[0].Leaf < next && (len(records) == 0 || acts[0].Leaf <= records[0].leaf) {
		return bad("desk.verify-added", acts[0].Leaf, "case", acts[0].Number)
	}
	if len(records) > 0 && records[0].leaf < next {
		return bad("desk.verify-added", records[0].leaf, "case", "-")
	}
	return nil
}

func fits(e merkle.Entry, leaf int64, salt, b []byte) error {
	payload, err := merkle.Commit(salt, b)
	if err != nil || payload != e.Payload {
		return bad("desk.verify-edited", leaf, "case", "-")
	}
	return nil
}

// actFits holds an act to its entry: the bytes, the case and number, and what its
// row says beside the bytes.
func actFits(e merkle.Entry, s journal.Stored) error {
	payload, err := merkle.Commit(s.Salt, s.Body)
	if err != nil || payload != e.Payload {
		return bad("desk.verify-edited", s.Leaf, "case", s.Number)
	}
	which, err := merkle.Commit(s.Salt, []byte(s.Number))
	if err != nil || which != e.Case || int64(s.Seq) != e.Seq {
		return bad("desk.verify-moved", s.Leaf, "case", s.Number)
	}
	var a casework.Act
	if err := json.Unmarshal(s.Body, &a); err != nil || a.Seq != s.Seq {
		return bad("desk.verify-moved", s.Leaf, "case", s.Number)
	}
	if string(a.Verb) != s.Verb || a.By != s.By || a.At.UnixMicro() != s.At {
		return bad("desk.verify-edited", s.Leaf, "case", s.Number)
	}
	return nil
}
