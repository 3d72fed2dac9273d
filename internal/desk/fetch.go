package desk

import (
	"context"
	"slices"
	"time"

	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/grant"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/record"
	"atonce/internal/register"
	"atonce/internal/share"
	"atonce/internal/store"
)

// Prefill 免填 fetches for the person's draft what registers hold of the questions named
// and keeps it in the draft, each with its source and time. What was typed already, or
// asked before, stays, also what is typed while a register is asked. A source that is down or says nothing, and a reading that its
// owner does not grant, leave the question to the person.
func (d *Desk) Prefill(ctx context.Context, by people.Person, service string, questions []string) (draft.Draft, error) {
	out, err := d.Draft(ctx, by, service)
	if err != nil {
		return out, err
	}
	s, err := d.Service(service)
	if err != nil {
		return out, err
	}
	for i, n := range s.Needs() {
		fresh := slices.DeleteFunc(slices.Clone(questions), func(q string) bool { return n.Answers[q] == "" || !unanswered(out, q) })
		if len(fresh) == 0 || !d.fits(n, by) {
			continue
		}
		a, err := d.readOrLeave(ctx, by, s, i)
		if err != nil {
			return out, err
		}
		out, err = d.changeDraft(ctx, by, service, func(out *draft.Draft) error {
			for _, q := range fresh {
				if unanswered(*out, q) {
					d.fill(out, q, n.Answers[q], a)
				}
			}
			return nil
		})
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// unanswered says whether a register may answer a question of a draft: nothing is typed, and
// none has said what it knows.
func unanswered(out draft.Draft, question string) bool {
	x, asked := out.Sources[question]
	return out.Answers[question] == "" && (!asked || x.Down())
}

// fill puts what a register said into a draft, with its source and time.
func (d *Desk) fill(out *draft.Draft, question, field string, a register.Answer) {
	x := d.sourceFrom(a)
	x.Field = field
	if v, ok := a.Values[field]; a.Holds() && ok && !v.Absent() {
		x.Said = v.String()
		out.Answers[question] = x.Said
	} else if a.Holds() {
		x.State, x.AsOf = string(register.None), time.Time{}
	}
	out.Sources[question] = x
}

// readOrLeave reads one need; a reading that its owner does not grant is an answer
// that leaves the matter to the person.
func (d *Desk) readOrLeave(ctx context.Context, p people.Person, s *pack.Service, need int) (register.Answer, error) {
	a, err := d.ReadGranted(ctx, p, s, need, "")
	if fail.KindOf(err) == fail.Forbidden {
		return register.Answer{Register: s.Needs()[need].Register, State: refusedState}, nil
	}
	return a, err
}

// sourceFrom is how an answer of a register stands in the record.
func (d *Desk) sourceFrom(a register.Answer) record.Source {
	return record.Source{Register: a.Register, State: string(a.State), AsOf: a.AsOf, Asked: moment(d.Now()), Why: a.Why}
}

// refusedState is the state of an answer that the owner does not grant.
const refusedState register.State = "refused"

// fits says whether a need is about somebody like p: a person's register knows no firm.
func (d *Desk) fits(n pack.Need, p people.Person) bool {
	r, err := d.RegisterOf(n.Register)
	if err != nil || p.Identity == "" {
		return false
	}
	switch {
	case n.By != "":
		return true
	case r.Subject() == "person":
		return p.Kind != people.Firm
	case r.Subject() == "firm":
		return p.Kind == people.Firm
	}
	return false
}

// ReadGranted reads what one need of a service asks of a register about p, the person
// whose case it is or will be. What no grant gives is refused with Forbidden, and
// recorded as refused. Who acts for p is named in the look.
func (d *Desk) ReadGranted(ctx context.Context, p people.Person, s *pack.Service, need int, number string) (register.Answer, error) {
	n := s.Needs()[need]
	r, err := d.RegisterOf(n.Register)
	if err != nil {
		return register.Answer{}, err
	}
	who, reader := actor(p, "", p.ID), share.BySelf
	if p.Acting != nil {
		reader = share.ByPerson
	}
	a, _, err := d.readRecord(ctx, recordWanted{register: r, fields: n.Fields, code: p.Identity, by: n.By,
		look:  share.Look{Subject: p.ID, By: who.ID, Name: who.Name, Reader: reader, Number: number, Service: s.ID(), Purpose: purposeKey + n.Purpose, Basis: n.Basis},
		allow: func(tx *store.Tx) (grant.Grant, error) { return grant.Find(tx, readingFor(s, n, d.today(tx))) }})
	return a, err
}

// disputes opens a task for the owner of each register that the person says is wrong.
// Where nobody answers for data protection it is the owner's own, and where there is no
// office of the owner's the dispute stands in the case alone: nobody's application fails
// because a post is empty.
func (d *Desk) disputes(tx *store.Tx, person, number string, sources map[string]record.Source, answers map[string]string) error {
	for q, x := range sources {
		if !x.Own {
			continue
		}
		r, err := d.RegisterOf(x.Register)
		if err != nil {
			continue // the register is declared no longer: nobody is left to ask
		}
		owner, err := d.officeFor(r.Owner(), "")
		if err != nil {
			continue
		}
		office, err := d.protectorOf(tx, owner.ID)
		if fail.KindOf(err) == fail.Unavailable {
			office, err = owner.ID, nil
		}
		if err != nil {
			return err
		}
		about, words := x.Register+"."+x.Field, answers[q]
		if x.Field == "" {
			about, words = x.Register, x.Words // a material: all that it took from the register
		}
		_, err = share.AddMatter(tx, share.Matter{Kind: share.Correction, Person: person, Office: office, Number: number, Field: about,
			Words: words, Due: d.matterDue(tx.Now(), correctionDays)})
		if err != nil {
			return err
		}
	}
	return nil
}
