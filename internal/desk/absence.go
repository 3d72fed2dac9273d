package desk

import (
	"context"
	"slices"
	"time"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/store"
)

// standsFor are those in whose place an official acts at this moment.
func (d *Desk) standsFor(tx *store.Tx, by people.Person) (out []standing, err error) {
	if by.Kind != people.Official || len(by.Posts) == 0 || by.Acting != nil {
		return nil, nil
	}
	as, err := people.StandsInFor(tx, by.ID, d.Now())
	if err != nil {
		return nil, err
	}
	for _, a := range as {
		p, ok, err := people.Find(tx, a.Person)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, standing{a, p})
		}
	}
	return out, nil
}

// standing is an absence that holds, with who is away.
type standing struct {
	people.Absence
	person people.Person
}

// deputy is by as they act in the place of s in a case, and s as they would act
// themselves. ok is false where the case is beyond what they stand in for.
func deputy(f *filed, by people.Person, s standing) (as, self casework.Actor, ok bool) {
	roles := s.person.Roles(f.was.Office)
	if len(roles) == 0 || !s.Reaches(f.header.Service) || len(by.Roles(f.was.Office)) == 0 {
		return as, self, false
	}
	self = officialOnly(actor(s.person, f.was.Office, f.was.Applicant))
	as = self
	as.ID, as.OnBehalf = by.ID, s.person.ID
	as.Name = by.Name["zh"] + actingFor + s.person.Name["zh"] + "）"
	return as, self, true
}

// instead judges an act that by may not do themselves as that of somebody they stand in
// for. Both must be free to do it: whom a deputy stands in for lends a post, not clean
// hands. The first refusal is answered where nothing helps.
func (d *Desk) instead(f *filed, by people.Person, act casework.Act, now time.Time, refused error) ([]casework.Act, []casework.Effect, error) {
	if fail.KindOf(refused) != fail.Forbidden || by.ID == f.was.Applicant && by.ID != "" {
		return nil, nil, refused
	}
	for _, s := range f.stand {
		as, self, ok := deputy(f, by, s)
		if !ok {
			continue
		}
		if _, _, err := casework.Apply(f.was, self, act, now); err != nil {
			continue
		}
		acts, effects, err := casework.Apply(f.was, as, act, now)
		if err == nil || fail.KindOf(err) != fail.Forbidden {
			return acts, effects, err
		}
		refused = err
	}
	return nil, nil, refused
}

// optionsFor adds to what by may do themselves what they may do in somebody's place, and
// names those for whom they may not do what the other could, because they had a hand in
// the case.
func (d *Desk) optionsFor(f *filed, by people.Person, own []casework.Permit) (all []casework.Permit, stood []Stood, conflict []string) {
	all = own
	has := func(ps []casework.Permit, p casework.Permit) bool {
		return slices.ContainsFunc(ps, func(x casework.Permit) bool { return x.Verb == p.Verb && x.Step == p.Step && x.Clock == p.Clock })
	}
	for _, s := range f.stand {
		as, self, ok := deputy(f, by, s)
		if !ok || by.ID == f.was.Applicant {
			continue
		}
		mine := casework.Options(f.was, as)
		for _, p := range casework.Options(f.was, self) {
			switch {
			case has(own, p):
			case has(mine, p):
				all, stood = append(all, p), append(stood, Stood{p, s.person.ID})
			case !slices.Contains(conflict, s.person.ID):
				conflict = append(conflict, s.person.ID)
			}
		}
	}
	return all, stood, conflict
}

// Absences lists for whom by stands in and who stands in for them, now and later.
func (d *Desk) Absences(ctx context.Context, by people.Person) (out []people.Absence, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = people.AbsencesOf(tx, by.ID, d.Now())
		return err
	})
	return out, err
}

// longestAbsence is the longest that a deputy stands in, in days: who is away for longer
// is replaced.
const longestAbsence = 366

// GoAway lets a colleague of the same office stand in for by, for a time and within a
// scope. fail.Invalid names what does not fit; nobody stands in who is away themselves.
func (d *Desk) GoAway(ctx context.Context, by people.Person, a people.Absence) (id string, err error) {
	var bad []fail.Field
	now := d.Now()
	a.Person = by.ID
	if !a.Until.After(a.From) || !a.Until.After(now) || a.Until.After(now.AddDate(0, 0, longestAbsence)) {
		bad = append(bad, fail.Field{Path: "until", Key: "desk.absence-until"})
	}
	for _, s := range a.Services {
		if _, err := d.Service(s); err != nil {
			bad = append(bad, fail.Field{Path: "services", Key: "desk.no-service", Args: fail.Pairs("service", s)})
		}
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		p, ok, err := people.Find(tx, a.Deputy)
		if err != nil {
			return err
		}
		shared := ok && slices.ContainsFunc(p.Offices(), func(o string) bool { return slices.Contains(by.Offices(), o) })
		if !shared || a.Deputy == by.ID {
			bad = append(bad, fail.Field{Path: "deputy", Key: "desk.absence-deputy"})
		} else {
			away, err := people.Away(tx, a.Deputy, a.From, a.Until)
			if err != nil {
				return err
			}
			if len(away) > 0 {
				bad = append(bad, fail.Field{Path: "deputy", Key: "desk.absence-away", Args: fail.Pairs("deputy", p.In("zh"))})
			}
		}
		if len(bad) > 0 {
			return fail.New(fail.Invalid, "desk.form").WithFields(bad...)
		}
		id, err = a.Save(tx)
		return err
	})
	return id, err
}

// ComeBack ends one of by's own absences before its time.
func (d *Desk) ComeBack(ctx context.Context, by people.Person, id string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return people.EndAbsence(tx, by.ID, id) })
}
