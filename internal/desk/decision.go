package desk

import (
	"context"
	"maps"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/decision"
	"atonce/internal/edition"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/precedent"
	"atonce/internal/store"
)

// ruled is one act about which a model was asked, as it is kept beside the act: the
// entry that commits to its receipt, and what other rules can be tried on.
type ruled struct {
	entry merkle.Entry
	row   precedent.Row // without its leaf
}

// ruledBy makes what is kept of acts that follow c. salts are those of the acts. A
// decision whose model does not answer the same again is not made at all.
func ruledBy(s *pack.Service, number string, c casework.Case, acts []casework.Act, salts func(int) []byte) (out []ruled, err error) {
	for i, a := range acts {
		if a.Model != nil {
			r, err := decision.Make(s, number, c, a)
			if err != nil {
				return nil, err
			}
			entry, err := r.Entry(salts(i))
			if err != nil {
				return nil, err
			}
			out = append(out, ruled{entry, precedentOf(s, c, a, r)})
		}
		if c, err = casework.Fold(c, a); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// precedentOf is what of a decision other rules can be tried on.
func precedentOf(s *pack.Service, c casework.Case, a casework.Act, r decision.Receipt) precedent.Row {
	m := *a.Model
	f, _ := s.Recount(m)
	facts := c.Facts()
	facts.Answers = maps.Clone(facts.Answers)
	maps.Copy(facts.Answers, a.Answers)
	row := precedent.Row{Number: r.Case, Seq: a.Seq, At: m.At, Stands: a.Verb == casework.Decide, Told: s.Told(facts, m),
		Kind: precedent.Kind{Service: s.ID(), Digest: m.Digest, Model: m.ID, Verb: string(a.Verb), Outcome: a.Outcome, Proposed: m.Outcome,
			Rules: strings.Join(m.Rules, "\n"), Answered: f.Answered()}}
	if m.Outcome == "" {
		row.Answer = m.Answer
	}
	row.Amount, row.Paid = f.Amount()
	return row
}

// keepRuled writes what is kept of the decisions among the acts of f.
func keepRuled(tx *store.Tx, f *filed) error {
	asked := false
	for _, a := range f.acts {
		asked = asked || a.Model != nil
	}
	if !asked {
		return nil
	}
	rs, err := ruledBy(f.service, f.header.Number, f.was, f.acts, func(i int) []byte { return f.kept[i].Salt })
	if err != nil {
		return err
	}
	for _, r := range rs {
		if r.row.Leaf, err = ledger.Append(tx, r.entry); err != nil {
			return err
		}
		if err := precedent.Add(tx, r.row); err != nil {
			return err
		}
	}
	return nil
}

// receiptIn is the receipt of an act in the form that the log commits to: decisions made
// before a form came up keep theirs. Where the log commits to none it is the newest.
func receiptIn(tx *store.Tx, s *pack.Service, number string, before casework.Case, a casework.Act, salt []byte) (decision.Receipt, error) {
	newest, err := decision.Make(s, number, before, a)
	if err != nil {
		return newest, err
	}
	at, ok, err := precedent.Find(tx, number, a.Seq)
	if err != nil || !ok {
		return newest, err
	}
	leaf, err := ledger.Leaf(tx, at.Leaf)
	if err != nil {
		return newest, err
	}
	logged, err := merkle.ParseEntry(leaf)
	if err != nil {
		return newest, nil // whoever holds the receipt to the log says what is wrong with it
	}
	for _, format := range decision.Formats {
		r, err := decision.MakeAs(format, s, number, before, a)
		if err != nil {
			return r, err
		}
		e, err := r.Entry(salt)
		if err != nil {
			return r, err
		}
		if e.Payload == logged.Payload {
			return r, nil
		}
	}
	return newest, nil
}

// saltOf is the salt of an act of a case.
func saltOf(tx *store.Tx, number string, seq int) ([]byte, error) {
	rows, err := journal.StoredOf(tx, number)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.Seq == seq {
			return r.Salt, nil
		}
	}
	return nil, fail.New(fail.Internal, "casework.torn")
}

// Explained is one decision of a case as its page shows it.
type Explained struct {
	Act     casework.Act
	Receipt decision.Receipt
	Service *pack.Service // under which the model was asked
	Finding pack.Finding
	before  casework.Case
}

// Explained are the decisions of a case that a model was asked about, in order, for whom
// the case concerns. Its applicant is shown what they were told of: decisions, and not
// what officials proposed to one another. An official's look is recorded.
func (d *Desk) Explained(ctx context.Context, by people.Person, number string, show ...string) ([]Explained, View, error) {
	v, err := d.Case(ctx, by, number, show...)
	if err != nil {
		return nil, v, err
	}
	var out []Explained
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		c := v.Case
		for i, a := range v.Case.Acts {
			if a.Model == nil || v.Own && a.Verb != casework.Decide {
				continue
			}
			s, err := d.pinnedTo(tx, a.Model.Digest)
			if err != nil {
				return err
			}
			x := Explained{Act: a, Service: s}
			c.Acts = v.Case.Acts[:i]
			if x.Receipt, err = decision.Make(s, number, c, a); err != nil {
				return err
			}
			x.before = c
			x.Finding, _ = s.Recount(*a.Model)
			out = append(out, x)
		}
		return nil
	})
	return out, v, err
}

// DecisionFile is the receipt of one decision as a file, with the proof that the log
// commits to it where a signed head covers it already.
func (d *Desk) DecisionFile(ctx context.Context, by people.Person, number string, seq int) ([]byte, error) {
	all, _, err := d.Explained(ctx, by, number, Whole)
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		if x.Act.Seq != seq {
			continue
		}
		var f decision.File
		err := d.store.Read(ctx, func(tx *store.Tx) error {
			whole, _ := pack.SplitDigest(x.Act.Model.Digest)
			files, err := edition.Files(tx, whole)
			if err != nil {
				return err
			}
			proof, err := d.proofOf(tx, number, seq)
			if err != nil {
				return err
			}
			salt, err := saltOf(tx, number, seq)
			if err != nil {
				return err
			}
			r, err := receiptIn(tx, x.Service, number, x.before, x.Act, salt)
			if err != nil {
				return err
			}
			f, err = decision.NewFile(r, files, proof)
			return err
		})
		if err != nil {
			return nil, err
		}
		if err := f.Sign(d.Keys().Receipt); err != nil {
			return nil, err
		}
		return f.Bytes()
	}
	return nil, fail.New(fail.NotFound, "decision.none", "case", number)
}

// proofOf is the proof of a receipt under the newest published head; nil while none
// covers it.
func (d *Desk) proofOf(tx *store.Tx, number string, seq int) (*decision.Proof, error) {
	at, ok, err := precedent.Find(tx, number, seq)
	if err != nil || !ok {
		return nil, err
	}
	keys := d.logKeys()
	size, signed, err := ledger.Published(tx, keys.Quorum)
	if fail.KindOf(err) == fail.NotFound || err == nil && at.Leaf >= size {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	p := &decision.Proof{Index: at.Leaf}
	key, v, err := keys.signedBy(signed)
	if err != nil {
		return nil, err
	}
	p.Key = key
	if p.Checkpoint, err = decision.PlainHead(signed, v); err != nil {
		return nil, err
	}
	salt, err := saltOf(tx, number, seq)
	if err != nil {
		return nil, err
	}
	p.Salt = decision.Salt(salt)
	if p.Entry, err = ledger.Leaf(tx, at.Leaf); err != nil {
		return nil, err
	}
	p.Path, err = ledger.Proof(tx, size, at.Leaf)
	return p, err
}
