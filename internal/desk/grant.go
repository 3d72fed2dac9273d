package desk

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/grant"
	"atonce/internal/law"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/store"
)

// putGrants makes the grants that owners declare for a service that comes into force.
// One that was declared otherwise before is replaced; one that its owner cut stays cut.
func putGrants(tx *store.Tx, set *pack.Set, s *pack.Service, by string) error {
	for _, r := range set.Registers() {
		for _, g := range r.Grants() {
			if g.Service != s.ID() && (g.Office == "" || g.Office != s.Item().Agency) {
				continue
			}
			want := grant.Grant{Register: g.Register, Declared: g.ID, Service: g.Service, Office: g.Office, Purpose: g.Purpose, Fields: g.Fields, Basis: g.Basis,
				From: g.From, Until: g.Until, By: by}
			was, ok, err := grant.Declared(tx, g.Register, g.ID)
			if err != nil {
				return err
			}
			if ok && (!was.Cut.IsZero() || sameTerms(was, want)) {
				continue
			}
			if ok {
				if was, err = grant.Cut(tx, was, by, "declared anew"); err != nil {
					return err
				}
				if err := recordGrant(tx, was); err != nil {
					return err
				}
			}
			if want, err = grant.Add(tx, want); err != nil {
				return err
			}
			if err := recordGrant(tx, want); err != nil {
				return err
			}
		}
	}
	return nil
}

func sameTerms(a, b grant.Grant) bool {
	return a.Service == b.Service && a.Office == b.Office && a.Purpose == b.Purpose && slices.Equal(a.Fields, b.Fields) && a.Basis == b.Basis &&
		a.From == b.From && a.Until == b.Until
}

// recordGrant puts a grant as it stands after a deed into the log.
func recordGrant(tx *store.Tx, g grant.Grant) error {
	body, err := json.Marshal(g)
	if err != nil {
		return fail.Wrap(err, "desk: grant as JSON")
	}
	salt := make([]byte, merkle.MinSalt)
	rand.Read(salt)
	payload, err := merkle.Commit(salt, body)
	if err != nil {
		return fail.Wrap(err, "desk: entry of a grant")
	}
	leaf, err := ledger.Append(tx, merkle.Entry{Kind: grant.LogKind, Payload: payload})
	if err != nil {
		return err
	}
	return grant.Record(tx, leaf, salt, body)
}

// verifyGrants holds every grant to what the log records of it.
func verifyGrants(tx *store.Tx) error {
	last := map[int64][]byte{}
	err := grant.EachAct(tx, func(_ int64, _, body []byte) error {
		var g grant.Grant
		if err := json.Unmarshal(body, &g); err != nil {
			return fail.Wrap(err, "desk: grant record")
		}
		last[g.ID] = body
		return nil
	})
	if err != nil {
		return err
	}
	gs, err := grant.All(tx)
	if err != nil {
		return err
	}
	for _, g := range gs {
		if body, err := json.Marshal(g); err != nil || string(body) != string(last[g.ID]) {
			return fail.New(fail.Conflict, "desk.verify-grant", "register", g.Register)
		}
		delete(last, g.ID)
	}
	if len(last) > 0 {
		return fail.New(fail.Conflict, "desk.verify-grant", "register", "-")
	}
	return nil
}

// OwnRegisters are the registers that a data keeper's offices own.
func (d *Desk) OwnRegisters(by people.Person) (out []*pack.Register) {
	for _, r := range d.Packs().Registers() {
		if d.keeps(by, r) {
			out = append(out, r)
		}
	}
	return out
}

// Unmet is a need of a service in force that no grant covers today.
type Unmet struct {
	Service *pack.Service
	Need    pack.Need
	Number  int // of the need in the service, from 0
	Why     string
}

// Grants lists what the owner of a register gives, the newest first, and which needs of
// services in force have no grant today.
func (d *Desk) Grants(ctx context.Context, by people.Person, register string) (gs []grant.Grant, unmet []Unmet, err error) {
	r, err := d.ownRegister(by, register)
	if err != nil {
		return nil, nil, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if gs, err = grant.Of(tx, r.ID()); err != nil {
			return err
		}
		for _, s := range d.Services() {
			for i, n := range s.Needs() {
				if n.Register != r.ID() {
					continue
				}
				_, err := grant.Find(tx, readingFor(s, n, d.today(tx)))
				if k := fail.KindOf(err); err != nil && k != fail.Forbidden {
					return err
				}
				if err != nil {
					unmet = append(unmet, Unmet{s, n, i, fail.As(err).Key})
				}
			}
		}
		return nil
	})
	return gs, unmet, err
}

func (d *Desk) ownRegister(by people.Person, id string) (*pack.Register, error) {
	r, err := d.RegisterOf(id)
	if err == nil && !d.keeps(by, r) {
		err = fail.New(fail.Forbidden, "desk.register-keepers", "register", id)
	}
	return r, err
}

func readingFor(s *pack.Service, n pack.Need, day law.Date) grant.Ask {
	return grant.Ask{Register: n.Register, Service: s.ID(), Office: s.Item().Agency, Purpose: n.Purpose, Fields: n.Fields, Day: day}
}

// today is the day of tx where the packs count days.
func (d *Desk) today(tx *store.Tx) law.Date {
	for _, s := range d.Services() {
		return s.Procedure().Calendar.Today(tx.Now())
	}
	return law.DateOf(tx.Now(), tx.Now().Location())
}

// GrantNeed gives what a service needs of a register, from today to a day. Only a keeper
// of the register may.
func (d *Desk) GrantNeed(ctx context.Context, by people.Person, register, service string, need int, until law.Date) error {
	if _, err := d.ownRegister(by, register); err != nil {
		return err
	}
	s, err := d.Service(service)
	if err != nil {
		return err
	}
	needs := s.Needs()
	if need < 0 || need >= len(needs) || needs[need].Register != register {
		return fail.New(fail.NotFound, "grant.unknown")
	}
	n := needs[need]
	return d.store.Write(ctx, func(tx *store.Tx) error {
		today := d.today(tx)
		if until.Before(today) {
			return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "until", Key: "grant.until-past"})
		}
		g, err := grant.Add(tx, grant.Grant{Register: register, Service: service, Purpose: n.Purpose, Fields: n.Fields, Basis: n.Basis, From: today, Until: until, By: by.ID})
		if err != nil {
			return err
		}
		return recordGrant(tx, g)
	})
}

// CutGrant ends a grant at once: a reading that asks after this commit is refused, in
// every process. Only a keeper of the register may.
func (d *Desk) CutGrant(ctx context.Context, by people.Person, id int64, why string) error {
	why = strings.TrimSpace(why)
	if why == "" || len([]rune(why)) > mostMatter {
		return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "why", Key: "desk.matter-words"})
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		g, err := grant.One(tx, id)
		if err != nil {
			return err
		}
		if _, err := d.ownRegister(by, g.Register); err != nil {
			return err
		}
		if g, err = grant.Cut(tx, g, by.ID, why); err != nil {
			return err
		}
		return recordGrant(tx, g)
	})
}
