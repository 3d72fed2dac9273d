package desk

import (
	"context"
	"encoding/json"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/notify"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/store"

	"golang.org/x/mod/sumdb/note"
)

// Evidence is what a person can keep of their own case, and what of it is not
// there yet.
type Evidence struct {
	Receipt merkle.Receipt // without acts while none is under a signed head
	Service *pack.Service
	Acts    []casework.Act // those of the receipt, in its order
	Waiting int            // acts that the next signed head will cover
	Sealed  int            // acts inside government, of which the person was not told
}

// File is the receipt as a file. It is indented, so that a person can read it.
func (e Evidence) File() ([]byte, error) {
	b, err := json.MarshalIndent(e.Receipt, "", " ")
	return append(b, '\n'), fail.Wrap(err, "desk: receipt as JSON")
}

// Evidence makes the receipt of a case for its applicant: the acts that the person
// did or was told of, each with its proof under the newest published head. Acts with
// an internal note stay sealed: their bytes could not be shown without it.
func (d *Desk) Evidence(ctx context.Context, by people.Person, number string) (Evidence, error) {
	var e Evidence
	f, err := d.read(ctx, number)
	if err != nil {
		return e, err
	}
	if f.was.Applicant == "" || f.was.Applicant != by.ID {
		return e, fail.New(fail.NotFound, "desk.no-case", "number", number)
	}
	e.Service = f.service
	keys := d.logKeys()
	e.Receipt = merkle.Receipt{Format: merkle.ReceiptFormat, Case: number}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := journal.StoredOf(tx, number)
		if err != nil {
			return err
		}
		told, err := notify.Told(tx, by.ID, number)
		if err != nil {
			return err
		}
		size, signed, err := ledger.Published(tx, keys.Quorum)
		if fail.KindOf(err) == fail.NotFound {
			size, err = 0, nil
		}
		if err != nil {
			return err
		}
		if len(signed) > 0 {
			if e.Receipt.Key, _, err = keys.signedBy(signed); err != nil {
				return err
			}
		}
		e.Receipt.Checkpoint = string(signed)
		for _, s := range rows {
			var a casework.Act
			if err := json.Unmarshal(s.Body, &a); err != nil {
				return fail.Wrap(err, "desk: act of "+number)
			}
			switch {
			case a.By != by.ID && !told[a.Seq] || a.Note != "":
				e.Sealed++
			case s.Leaf >= size:
				e.Waiting++
			default:
				x, err := prove(tx, size, s)
				if err != nil {
					return err
				}
				e.Receipt.Acts, e.Acts = append(e.Receipt.Acts, x), append(e.Acts, a)
			}
		}
		return nil
	})
	return e, err
}

func prove(tx *store.Tx, size int64, s journal.Stored) (a merkle.ReceiptAct, err error) {
	a = merkle.ReceiptAct{Index: s.Leaf, Salt: s.Salt, Body: string(s.Body)}
	if a.Entry, err = ledger.Leaf(tx, s.Leaf); err != nil {
		return a, err
	}
	a.Proof, err = ledger.Proof(tx, size, s.Leaf)
	return a, err
}

// signedBy is the trusted key that signed a head, in a note's form and to check with. The keys are taken once by whoever
// asks: they may change at any moment, and two readings would fit two sets of them together.
func (k LogKeys) signedBy(signed []byte) (string, note.Verifier, error) {
	vs, err := k.verifiers()
	if err != nil {
		return "", nil, err
	}
	for i, v := range vs {
		if _, _, err := merkle.OpenHead(signed, v); err == nil {
			return k.Trusted[i], v, nil
		}
	}
	return "", nil, fail.New(fail.Internal, "desk.unknown-key")
}
