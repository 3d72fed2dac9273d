package desk

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"atonce/internal/fail"
	"atonce/internal/mandate"
	"atonce/internal/notify"
	"atonce/internal/people"
	"atonce/internal/store"
)

// resetFirm makes one person the only owner of a firm, and tells everybody who could act
// for it until then, and the new owner, once.
func resetFirm(tx *store.Tx, firm, owner, by, number string) (string, error) {
	before, err := people.ActingFor(tx, firm)
	if err != nil {
		return "", err
	}
	told := []string{owner}
	for _, a := range before {
		if a.Holds(tx.Now()) && !slices.Contains(told, a.Person) {
			told = append(told, a.Person)
		}
	}
	id, err := people.ResetFirm(tx, firm, owner, by, number)
	if err != nil {
		return "", err
	}
	seq := 1
	if number == "" {
		number, seq = firm, int(tx.Now().Unix())
	}
	return id, tellMandate(tx, number, "firm", seq, told...)
}

// ResetFirm makes one person the only owner of a firm by a command of who runs the
// system, as an office decided.
func (d *Desk) ResetFirm(ctx context.Context, firm, owner, by string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if _, ok, err := people.Find(tx, owner); err != nil || !ok {
			if err == nil {
				err = fail.New(fail.NotFound, "desk.no-such-person", "person", owner)
			}
			return err
		}
		_, err := resetFirm(tx, firm, owner, by, "")
		return err
	})
}

func tellMandate(tx *store.Tx, number, what string, seq int, persons ...string) error {
	for _, p := range persons {
		if err := notify.Queue(tx, notify.Message{Person: p, Number: number, Seq: seq, Verb: mandateVerb + what, At: tx.Now()}); err != nil {
			return err
		}
	}
	return nil
}

// AcceptPaper lets by act as a mandate on paper says, which an office offers them.
func (d *Desk) AcceptPaper(ctx context.Context, by people.Person, acting string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := people.AcceptOffered(tx, acting, by.ID); err != nil {
			return err
		}
		return d.mandateMoved(tx, by, acting, mandate.Accept)
	})
}

// mandateMoved records what one of the sides did to a right to act that came of signed
// paper, and tells both. Of any other it says nothing.
func (d *Desk) mandateMoved(tx *store.Tx, by people.Person, acting string, v mandate.Verb) error {
	m, ok, err := mandate.OfActing(tx, acting)
	if err != nil || !ok {
		return err
	}
	if err := mandateDid(tx, by, mandate.Deed{Verb: v, Mandate: m}); err != nil {
		return err
	}
	if v == mandate.Accept {
		return tellMandate(tx, m.Number(), "accepted", 2, m.Giver, m.Taker)
	}
	return tellMandate(tx, m.Number(), "ended", 3, m.Giver, m.Taker)
}

// EndMandate ends a delegation at once, for who gave it and asks for it at the counter;
// the record says why.
func (d *Desk) EndMandate(ctx context.Context, by people.Person, id int64, why string) error {
	why = strings.TrimSpace(why)
	if n := utf8.RuneCountInString(why); n < leastMandateWords || n > mostMandateWords {
		return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "end", Key: "mandate.end"})
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := mandateFor(tx, by, id)
		if err != nil {
			return err
		}
		a, ok, err := people.FindActing(tx, m.Acting)
		if err != nil {
			return err
		}
		if !ok || m.Kind != mandate.Delegation || !a.Ended.IsZero() {
			return fail.New(fail.Conflict, "mandate.not-ended")
		}
		if err := people.EndActing(tx, a.ID, by.ID); err != nil {
			return err
		}
		if err := mandateDid(tx, by, mandate.Deed{Verb: mandate.End, Mandate: m, Words: why}); err != nil {
			return err
		}
		return tellMandate(tx, m.Number(), "ended", 3, m.Giver, m.Taker)
	})
}
