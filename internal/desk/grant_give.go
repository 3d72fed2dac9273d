package desk

import (
	"context"
	"slices"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/grant"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/share"
	"atonce/internal/store"
)

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
		return addGrant(tx, grant.Grant{Register: register, Service: service, Purpose: n.Purpose, Fields: n.Fields, Basis: n.Basis, From: today, Until: until, By: by.ID})
	})
}

// CutGrant 停止授权 ends a grant at once: a reading that asks after this commit is
// refused, in every process. A keeper of the register may, who granted the request, and
// the data bureau.
func (d *Desk) CutGrant(ctx context.Context, by people.Person, id int64, why string) error {
	why = strings.TrimSpace(why)
	if why == "" || len([]rune(why)) > mostMatter {
		return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "why", Key: "desk.grant-why"})
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		g, err := grant.One(tx, id)
		if err != nil {
			return err
		}
		if !d.mayCut(by, g) {
			return fail.New(fail.Forbidden, "desk.register-keepers", "register", g.Register)
		}
		return cutGrant(tx, g, by.ID, why)
	})
}

func (d *Desk) mayCut(by people.Person, g grant.Grant) bool {
	if by.Holds(RoleDataReviewer) || by.Holds(RoleDataMediator) || slices.Contains(by.Roles(g.Holder), RoleDataKeeper) {
		return true
	}
	r, err := d.RegisterOf(g.Register)
	return err == nil && d.keeps(by, r)
}

// RoleDataMediator is the post of who settles disputes about data.
const RoleDataMediator = "data-mediator"

// Given is a grant with how it was used.
type Given struct {
	grant.Grant
	Use    share.Use
	MayCut bool // whoever asked gave it, or watches over it
}

// GrantsTo lists the grants that concern a data keeper: those by which their offices
// read, and those they gave; all for the data bureau. The newest first.
func (d *Desk) GrantsTo(ctx context.Context, by people.Person) (out []Given, err error) {
	bureau := by.Holds(RoleDataReviewer) || by.Holds(RoleDataMediator)
	var offices, kinds, services []string
	for _, p := range by.Posts {
		if o, ok := d.Office(p.Office); ok && p.Role == RoleDataKeeper {
			offices, kinds = append(offices, o.ID), append(kinds, o.Kind)
		}
	}
	if len(offices) == 0 && !bureau {
		return nil, fail.New(fail.Forbidden, "dataset.keepers")
	}
	for _, s := range d.Services() {
		if slices.Contains(kinds, s.Item().Agency) {
			services = append(services, s.ID())
		}
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all, err := grant.All(tx)
		if err != nil {
			return err
		}
		out, err = nil, nil
		used := map[string]map[int64]share.Use{}
		for _, g := range slices.Backward(all) {
			may := d.mayCut(by, g)
			if !bureau && !may && !g.ReadBy(offices, kinds, services) {
				continue
			}
			if used[g.Register] == nil {
				if used[g.Register], err = share.Used(tx, g.Register); err != nil {
					return err
				}
			}
			out = append(out, Given{g, used[g.Register][g.ID], may})
		}
		return nil
	})
	return out, err
}

// GrantOf is one grant that concerns a data keeper, with the latest readings of the
// register for who keeps it: those under the grant, and those that were refused to its
// reader.
func (d *Desk) GrantOf(ctx context.Context, by people.Person, id int64) (out Given, uses []share.Look, err error) {
	all, err := d.GrantsTo(ctx, by)
	if err != nil {
		return out, nil, err
	}
	i := slices.IndexFunc(all, func(g Given) bool { return g.ID == id })
	if i < 0 {
		return out, nil, fail.New(fail.NotFound, "grant.unknown")
	}
	if out = all[i]; !out.MayCut {
		return out, nil, nil
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		uses, err = share.Uses(tx, out.Register, mostLooks)
		uses = slices.DeleteFunc(uses, func(l share.Look) bool { return l.Grant != id && (l.Refused == "" || l.Service != out.Service) })
		return err
	})
	return out, uses, err
}
