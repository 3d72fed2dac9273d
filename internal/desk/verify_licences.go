package desk

import (
	"atonce/internal/fail"
	"atonce/internal/licence"
	"atonce/internal/merkle"
	"atonce/internal/store"
)

// deedFits holds a deed to its entry: the bytes, the licence and number, and what its
// row says beside the bytes.
func deedFits(e merkle.Entry, r licence.Record) error {
	payload, err := merkle.Commit(r.Salt, r.Body)
	if err != nil || payload != e.Payload {
		return bad("desk.verify-edited", r.Leaf, "case", r.Number)
	}
	which, err := merkle.Commit(r.Salt, []byte(r.Number))
	if err != nil || which != e.Case || int64(r.Seq) != e.Seq {
		return bad("desk.verify-moved", r.Leaf, "case", r.Number)
	}
	d, err := licence.ParseDeed(r.Body)
	if err != nil || d.Number != r.Number || d.Seq != r.Seq {
		return bad("desk.verify-moved", r.Leaf, "case", r.Number)
	}
	return nil
}

// verifyLicences holds every licence to what its last deed made of it. A licence that
// was never issued, or was brought back from revocation, stands on no deed.
func verifyLicences(tx *store.Tx) error {
	after := ""
	for {
		ls, err := licence.After(tx, after, 500)
		if err != nil {
			return err
		}
		if len(ls) == 0 {
			break
		}
		for _, l := range ls {
			d, ok, err := licence.Last(tx, l.Number)
			if err != nil {
				return err
			}
			if !ok || d.Seq != l.Seq || !d.After.Same(l) {
				return fail.New(fail.Conflict, "desk.verify-licence", "number", l.Number)
			}
		}
		after = ls[len(ls)-1].Number
	}
	number, ok, err := licence.Orphan(tx)
	if err == nil && ok {
		err = fail.New(fail.Conflict, "desk.verify-licence", "number", number)
	}
	return err
}
