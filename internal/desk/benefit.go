package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"time"

	"atonce/internal/benefit"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/ledger"
	"atonce/internal/merkle"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/share"
	"atonce/internal/store"
)

// The posts of those who pay benefits, in an office of the policy's owner.
const (
	RoleBenefitOfficer = "benefit-officer" // tries policies, puts runs forward, answers objections
	RoleBenefitHead    = "benefit-head"    // signs as the second person, orders payment
)

const kindBenefit = "benefit"

// Benefits are the policies that are loaded.
func (d *Desk) Benefits() []*pack.Benefit {
	if s := d.Packs(); s != nil {
		return s.Benefits()
	}
	return nil
}

func (d *Desk) benefitOf(id string) (*pack.Benefit, *pack.Register, error) {
	if s := d.Packs(); s != nil {
		if b, ok := s.Benefit(id); ok {
			if r, ok := s.Register(b.Register()); ok {
				return b, r, nil
			}
		}
	}
	return nil, nil, fail.New(fail.NotFound, "benefit.no-policy", "policy", id)
}

// benefitOffice is the office of by that pays b, in a role.
func (d *Desk) benefitOffice(by people.Person, owner string, roles ...string) (string, error) {
	for _, id := range by.Offices() {
		o, ok := d.Office(id)
		if !ok || o.Kind != owner {
			continue
		}
		for _, role := range roles {
			for _, has := range by.Roles(id) {
				if has == role {
					return id, nil
				}
			}
		}
	}
	return "", fail.New(fail.Forbidden, "benefit.officers")
}

// keepBenefit writes a deed and its entry in the log.
func keepBenefit(tx *store.Tx, b benefit.Body) error {
	b.At = moment(tx.Now())
	body, err := b.Bytes()
	if err != nil {
		return err
	}
	salt := make([]byte, 16)
	rand.Read(salt) // never fails since Go 1.24: it ends the program instead
	payload, err := merkle.Commit(salt, body)
	if err != nil {
		return fail.Wrap(err, "desk: entry of a benefit")
	}
	leaf, err := ledger.Append(tx, merkle.Entry{Kind: kindBenefit, Seq: b.Run, Payload: payload})
	if err != nil {
		return err
	}
	return benefit.KeepDeed(tx, b, leaf, salt, body)
}

// TryBenefits asks policies over one register about everybody, in one pass, and keeps
// nothing but that it was asked, which the log records: rules read people's data too.
func (d *Desk) TryBenefits(ctx context.Context, by people.Person, ids []string, day law.Date) ([]*Tried, error) {
	var policies []*pack.Benefit
	var over *pack.Register
	for _, id := range ids {
		b, r, err := d.benefitOf(id)
		if err != nil {
			return nil, err
		}
		if over != nil && over.ID() != r.ID() {
			return nil, fail.New(fail.Invalid, "benefit.one-register", "policy", id, "register", over.ID())
		}
		if _, err := d.benefitOffice(by, b.Owner(), RoleBenefitOfficer, RoleBenefitHead); err != nil {
			return nil, err
		}
		policies, over = append(policies, b), r
	}
	if over == nil {
		return nil, fail.New(fail.NotFound, "benefit.no-policy", "policy", "")
	}
	out := make([]map[string]bool, len(policies))
	var recorded time.Time
	err := d.reading(ctx, func(tx *store.Tx) (looks []share.Look, err error) {
		recorded = moment(tx.Now())
		for i, b := range policies {
			look, err := d.ruleLook(tx, b, over, by, day)
			if err != nil {
				return nil, err
			}
			looks = append(looks, look)
			if out[i], err = benefit.LeftOut(tx, b.ID(), b.Apart()); err != nil {
				return nil, err
			}
			if err = keepBenefit(tx, benefit.Body{Deed: benefit.Try, By: by.ID, Policy: b.ID(), Digest: b.Digest(), Day: day.String(), Fields: b.Fields()}); err != nil {
				return nil, err
			}
		}
		return looks, nil
	})
	if err != nil {
		return nil, err
	}
	return d.scanBenefits(ctx, over, policies, out, day, recorded, nil)
}

func (d *Desk) tryBenefit(ctx context.Context, by people.Person, b *pack.Benefit, r *pack.Register, day law.Date, recorded time.Time, each func(string, int64) error) (*Tried, time.Time, error) {
	var out map[string]bool
	if err := d.reading(ctx, func(tx *store.Tx) ([]share.Look, error) {
		if recorded.IsZero() {
			recorded = moment(tx.Now())
		}
		look, err := d.ruleLook(tx, b, r, by, day)
		if err != nil {
			return nil, err
		}
		out, err = benefit.LeftOut(tx, b.ID(), b.Apart())
		return []share.Look{look}, err
	}); err != nil {
		return nil, recorded, err
	}
	var every func(int, string, int64) error
	if each != nil {
		every = func(_ int, subject string, amount int64) error { return each(subject, amount) }
	}
	ts, err := d.scanBenefits(ctx, r, []*pack.Benefit{b}, []map[string]bool{out}, day, recorded, every)
	if err != nil {
		return nil, recorded, err
	}
	return ts[0], recorded, nil
}

// ProposeBenefit tries a policy and puts the run forward. A second person signs it.
func (d *Desk) ProposeBenefit(ctx context.Context, by people.Person, policy string, day law.Date) (out benefit.Run, err error) {
	b, r, err := d.benefitOf(policy)
	if err != nil {
		return out, err
	}
	office, err := d.benefitOffice(by, b.Owner(), RoleBenefitOfficer)
	if err != nil {
		return out, err
	}
	if day.Before(b.From()) {
		return out, fail.New(fail.Conflict, "benefit.not-in-force", "day", b.From().String())
	}
	t, recorded, err := d.tryBenefit(ctx, by, b, r, day, time.Time{}, nil)
	if err != nil {
		return out, err
	}
	if t.Unknown > 0 {
		return out, fail.New(fail.Conflict, "benefit.unknown", "count", strconv.FormatInt(t.Unknown, 10), "read", strconv.FormatInt(t.Read, 10))
	}
	out = benefit.Run{Policy: b.ID(), Digest: b.Digest(), Office: office, Day: day.String(), Recorded: recorded, Count: t.Count, Total: t.Total, List: t.List(), Proposed: by.ID}
	return out, d.store.Write(ctx, func(tx *store.Tx) error {
		if out.ID, err = benefit.Begin(tx, out); err != nil {
			return err
		}
		return keepBenefit(tx, benefit.Body{Run: out.ID, Deed: benefit.Propose, By: by.ID, Policy: out.Policy, Digest: out.Digest, Day: out.Day, Count: out.Count,
			Total: out.Total, List: out.List, Fields: b.Fields()})
	})
}

// benefitBatch is how many claims one transaction writes.
const benefitBatch = 2000

// ApproveBenefit signs a run as the second person. Everybody is looked at again, as
// the register was known when it was put forward: the list must come out the same.
// Broken off in the middle, it goes on when it is asked again.
func (d *Desk) ApproveBenefit(ctx context.Context, by people.Person, run int64) (out benefit.Run, err error) {
	if out, err = d.benefitRun(ctx, run); err != nil {
		return out, err
	}
	b, r, err := d.benefitOf(out.Policy)
	if err != nil {
		return out, err
	}
	if _, err := d.benefitOffice(by, b.Owner(), RoleBenefitHead); err != nil {
		return out, err
	}
	switch {
	case out.Approved != "":
		return out, fail.New(fail.Conflict, "benefit.approved-already")
	case out.Proposed == by.ID:
		return out, fail.New(fail.Forbidden, "benefit.two-people")
	case out.Digest != b.Digest():
		return out, fail.New(fail.Conflict, "benefit.changed-policy")
	}
	day, err := law.ParseDate(out.Day)
	if err != nil {
		return out, fail.Wrap(err, "desk: day of a run")
	}
	var held []benefit.Claim
	flush := func() error {
		some := held
		held = held[:0]
		return d.store.Write(ctx, func(tx *store.Tx) error {
			for _, c := range some {
				if err := benefit.Add(tx, c); err != nil {
					return err
				}
			}
			return nil
		})
	}
	t, _, err := d.tryBenefit(ctx, by, b, r, day, out.Recorded, func(subject string, amount int64) error {
		held = append(held, benefit.Claim{Run: run, Subject: subject, Amount: amount, State: benefit.Named, Drawn: drawn(out.List, subject, b.Audit())})
		if len(held) < benefitBatch {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return out, err
	}
	if t.List() != out.List || t.Count != out.Count {
		return out, fail.New(fail.Conflict, "benefit.other-list")
	}
	return out, d.store.Write(ctx, func(tx *store.Tx) error {
		now := moment(tx.Now())
		cal := b.Book().Calendar
		out.Ends, out.Approved = objectionEnds(cal, cal.Today(now), b.Objection()), by.ID
		if err := benefit.Open(tx, run, out.Ends); err != nil {
			return err
		}
		return keepBenefit(tx, benefit.Body{Run: run, Deed: benefit.Approve, By: by.ID, Count: out.Count, Total: out.Total, List: out.List})
	})
}

// drawn says whether a payment is looked at afterwards: one in every n, by a digest
// that nobody can choose.
func drawn(list, subject string, n int) bool {
	h := sha256.Sum256([]byte("audit\x00" + list + "\x00" + subject))
	return binary.BigEndian.Uint64(h[:])%uint64(n) == 0
}

// objectionEnds is the end of the last day on which people can object.
func objectionEnds(cal law.Calendar, day law.Date, l law.Limit) time.Time {
	switch l.Unit {
	case law.WorkingDays:
		day, _ = cal.AddWorkdays(day, l.N)
	case law.Months:
		day = day.AddMonths(l.N)
	case law.Years:
		day = day.AddMonths(12 * l.N)
	default:
		day = day.AddDays(l.N)
	}
	return day.AddDays(1).At(0, cal.Zone())
}

func (d *Desk) benefitRun(ctx context.Context, id int64) (out benefit.Run, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = benefit.FindRun(tx, id)
		return err
	})
	return out, err
}
