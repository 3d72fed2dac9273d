package desk

import (
	"atonce/internal/casework"
	"atonce/internal/decision"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/precedent"
	"atonce/internal/store"
)

// places walks where the log commits to receipts, in the order of the leaves, a stretch
// at a time.
type places struct {
	tx   *store.Tx
	next []precedent.Place
	from int64
	done bool
}

// peek is the next place, if there is one.
func (p *places) peek() (precedent.Place, bool, error) {
	if len(p.next) == 0 && !p.done {
		var err error
		if p.next, err = precedent.Places(p.tx, p.from, stretch); err != nil {
			return precedent.Place{}, false, err
		}
		p.done = len(p.next) == 0
	}
	if len(p.next) == 0 {
		return precedent.Place{}, false, nil
	}
	return p.next[0], true, nil
}

// meet takes the place of entry e, which commits to a receipt. What the entry commits to
// is held to the acts with the rows of their case.
func (p *places) meet(e merkle.Entry) error {
	at, ok, err := p.peek()
	if err != nil {
		return err
	}
	if !ok || at.Leaf > e.Index {
		return bad("desk.verify-dropped", e.Index)
	}
	if at.Leaf < e.Index || int64(at.Seq) != e.Seq {
		return bad("desk.verify-added", at.Leaf, "case", at.Number)
	}
	p.next, p.from = p.next[1:], at.Leaf+1
	return nil
}

// over refuses a place that no entry was about.
func (p *places) over() error {
	at, ok, err := p.peek()
	if err == nil && ok {
		err = bad("desk.verify-added", at.Leaf, "case", at.Number)
	}
	return err
}

// ruledAgain makes what is kept of the decisions of a case from its acts, in order.
func (d *Desk) ruledAgain(tx *store.Tx, f *filed) (out []ruled, err error) {
	stored, err := journal.StoredOf(tx, f.header.Number)
	if err != nil {
		return nil, err
	}
	var c casework.Case
	for i, a := range f.was.Acts {
		if a.Model == nil {
			continue
		}
		s, err := d.pinnedTo(tx, a.Model.Digest)
		if err != nil {
			return nil, err
		}
		if c, err = d.caseBefore(tx, f, i); err != nil {
			return nil, err
		}
		r, err := receiptIn(tx, s, f.header.Number, c, a, stored[i].Salt)
		if err != nil {
			return nil, err
		}
		x := ruled{row: precedentOf(s, c, a, r)}
		if x.entry, err = r.Entry(stored[i].Salt); err != nil {
			return nil, err
		}
		for j := range out {
			out[j].row.Stands = out[j].row.Stands && !x.row.Stands
		}
		out = append(out, x)
	}
	return out, nil
}

// caseBefore is the case as it stood before its act at place i.
func (d *Desk) caseBefore(tx *store.Tx, f *filed, i int) (casework.Case, error) {
	first, err := d.pinnedTo(tx, f.was.Acts[0].Digest)
	if err != nil {
		return casework.Case{}, err
	}
	c := f.was
	c = casework.Case{ID: c.ID, Number: c.Number, Service: c.Service, Version: c.Version, Digest: f.was.Acts[0].Digest, Procedure: first.Procedure(),
		Applicant: c.Applicant, Subject: c.Subject, Parent: c.Parent, Branch: c.Branch}
	return casework.Fold(c, f.was.Acts[:i]...)
}

// verifyRuled holds the decisions of a case to the log and to what is kept of them.
func (d *Desk) verifyRuled(tx *store.Tx, f *filed) error {
	number := f.header.Number
	rows, err := precedent.OfCase(tx, number)
	if err != nil || len(rows) == 0 {
		return err // decided by a program that did not commit to receipts yet, or by nobody's rules
	}
	want, err := d.ruledAgain(tx, f)
	if err != nil {
		return fail.New(fail.Conflict, "desk.verify-torn", "case", number).Because(err)
	}
	for _, row := range rows {
		found := false
		for _, w := range want {
			if w.row.Seq != row.Seq {
				continue
			}
			found = true
			leaf, err := ledger.Leaf(tx, row.Leaf)
			if err != nil {
				return err
			}
			e, err := merkle.ParseEntry(leaf)
			if err != nil || e.Kind != decision.EntryKind || e.Case != w.entry.Case || e.Payload != w.entry.Payload || e.Seq != w.entry.Seq {
				return bad("desk.verify-edited", row.Leaf, "case", number)
			}
			w.row.Leaf = row.Leaf
			if !w.row.Same(row) {
				return fail.New(fail.Conflict, "desk.verify-row", "case", number)
			}
		}
		if !found {
			return bad("desk.verify-added", row.Leaf, "case", number)
		}
	}
	return nil
}

// rebuildRuled writes what is kept of the decisions of a case anew from its acts.
func (d *Desk) rebuildRuled(tx *store.Tx, f *filed) error {
	want, err := d.ruledAgain(tx, f)
	if err != nil {
		return err
	}
	for _, w := range want {
		at, ok, err := precedent.Find(tx, f.header.Number, w.row.Seq)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		w.row.Leaf = at.Leaf
		if err := precedent.Again(tx, w.row); err != nil {
			return err
		}
	}
	return nil
}
