package desk

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/journal"
	"atonce/internal/ledger"
	"atonce/internal/licence"
	"atonce/internal/merkle"
	"atonce/internal/notify"
	"atonce/internal/people"
	"atonce/internal/precedent"
	"atonce/internal/reply"
	"atonce/internal/store"
)

// RoleRecordsKeeper is the post of those who may erase records, two together.
const RoleRecordsKeeper = "records-keeper"

// kindErasure is the kind of entry that says that a record was erased.
const kindErasure = "erasure"

// mostGround is how many characters a ground may have.
const mostGround = 300

// ProposeErasure puts forward that the record of an ended case be erased, because the
// law demands it (Personal Information Protection Law, article 47) or its time of
// keeping is over. ground says so and is kept for ever: it must not tell what is erased.
func (d *Desk) ProposeErasure(ctx context.Context, by people.Person, number, ground string) error {
	if !by.Holds(RoleRecordsKeeper) {
		return fail.New(fail.Forbidden, "desk.records-keepers")
	}
	ground = strings.TrimSpace(ground)
	if n := utf8.RuneCountInString(ground); n == 0 || n > mostGround {
		return fail.New(fail.Invalid, "desk.erase-ground").WithFields(fail.Field{Path: "ground", Key: "desk.erase-ground"})
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := d.mayErase(tx, number); err != nil {
			return err
		}
		return journal.ProposeErasure(tx, number, ground, by.ID)
	})
}

// mayErase refuses what is still needed: a case under way or with a part under way,
// and one on which a licence rests. One that is erased already is refused by being read.
func (d *Desk) mayErase(tx *store.Tx, number string) error {
	f, err := d.readIn(tx, number)
	if err != nil {
		return err
	}
	ls, err := licence.OfCase(tx, number)
	if err != nil {
		return err
	}
	children, err := journal.Children(tx, number)
	if err != nil {
		return err
	}
	open := slices.ContainsFunc(children, func(r journal.Row) bool { return r.Ended.IsZero() })
	if f.was.Ended.IsZero() || len(ls) > 0 || open {
		return fail.New(fail.Conflict, "desk.erase-needed", "number", number)
	}
	return nil
}

// ApproveErasure erases the record that another person put forward. The log keeps
// every entry and gets one more, which says that it was done; it stays whole.
func (d *Desk) ApproveErasure(ctx context.Context, by people.Person, number string) error {
	if !by.Holds(RoleRecordsKeeper) {
		return fail.New(fail.Forbidden, "desk.records-keepers")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := d.mayErase(tx, number); err != nil {
			return err
		}
		e, ok, err := journal.FindErasure(tx, number)
		if err != nil {
			return err
		}
		if !ok {
			return fail.New(fail.Conflict, "desk.erase-not-proposed", "number", number)
		}
		if e.ProposedBy == by.ID {
			return fail.New(fail.Forbidden, "desk.erase-two-people")
		}
		e.ApprovedBy, e.Approved = by.ID, tx.Now()
		r := journal.ErasureRecord{Erasure: e, Salt: make([]byte, merkle.MinSalt)}
		rand.Read(r.Salt) // never fails since Go 1.24: it ends the program instead
		acts, err := journal.StoredOf(tx, number)
		if err != nil {
			return err
		}
		said := erasureBody{Erasure: e}
		for _, a := range acts {
			said.Leaves = append(said.Leaves, a.Leaf)
		}
		if r.Body, err = json.Marshal(said); err != nil {
			return fail.Wrap(err, "desk: erasure as JSON")
		}
		payload, err := merkle.Commit(r.Salt, r.Body)
		if err != nil {
			return fail.Wrap(err, "desk: entry of an erasure")
		}
		if r.Leaf, err = ledger.Append(tx, merkle.Entry{Kind: kindErasure, Payload: payload}); err != nil {
			return err
		}
		if err := journal.Erase(tx, r); err != nil {
			return err
		}
		if err := precedent.Erase(tx, number); err != nil {
			return err
		}
		if err := draft.EraseFiles(tx, number); err != nil {
			return err
		}
		if err := reply.Erase(tx, number); err != nil {
			return err
		}
		if err := draft.EraseActs(tx, number); err != nil {
			return err
		}
		return notify.Erase(tx, number)
	})
}

// erasureBody is what the log commits to of an erasure: also which entries lost their
// record, those of the case's acts in order.
type erasureBody struct {
	journal.Erasure
	Leaves []int64
}

// notErased refuses a case whose record is gone, and says when and on which ground.
func notErased(tx *store.Tx, number string) error {
	e, ok, err := journal.FindErasure(tx, number)
	if err != nil || !ok || !e.Done() {
		return err
	}
	return fail.New(fail.NotFound, "desk.erased", "number", number, "date", e.Approved.Format("2006-01-02"), "ground", e.Ground)
}
