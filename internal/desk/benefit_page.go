package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"atonce/internal/benefit"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/share"
	"atonce/internal/store"
)

// PurposeBenefit is why an official sees a claim, and why an account goes to a bank.
const PurposeBenefit = purposeKey + "benefit"

// BenefitFile is one run as the officials of its office see it: figures of everybody, and
// only those people of whom an official has to decide something.
type BenefitFile struct {
	Run          benefit.Run
	Policy       *pack.Benefit // nil where its pack is gone
	Count, Total map[benefit.State]int64
	Deeds        []benefit.Body // on the run as a whole
	Names        map[string]people.Person
	Waiting      []BenefitPerson // who objected
	Drawn        []BenefitPerson // paid, and drawn to be looked at afterwards 抽查
	MayApprove   bool
	MayOrder     bool
	// MayOrderAgain says that the last order can be fetched once more.
	MayOrderAgain bool
}

// BenefitPerson is somebody's claim. The number that it is due under is hidden: an
// official looks the person up with a reason, and that is a look of its own.
type BenefitPerson struct {
	Mark  string // what a form calls the claim by
	Code  string // with its middle hidden
	Claim benefit.Claim
	May   []benefit.Deed // of those that an official does
}

// mostClaims is how many people of one kind a page of a run shows.
const mostClaims = 50

// MyPolicies are the policies that an official tries or signs.
func (d *Desk) MyPolicies(by people.Person) (out []*pack.Benefit) {
	for _, b := range d.Benefits() {
		if _, err := d.benefitOffice(by, b.Owner(), RoleBenefitOfficer, RoleBenefitHead); err == nil {
			out = append(out, b)
		}
	}
	return out
}

// BenefitFile reads one run. Each person it shows sees that it was looked at.
func (d *Desk) BenefitFile(ctx context.Context, by people.Person, run int64) (out BenefitFile, err error) {
	err = d.reading(ctx, func(tx *store.Tx) ([]share.Look, error) {
		out = BenefitFile{}
		if out.Run, err = d.ownRun(tx, by, run, RoleBenefitOfficer, RoleBenefitHead); err != nil {
			return nil, err
		}
		if out.Policy, _, err = d.benefitOf(out.Run.Policy); err != nil && fail.KindOf(err) != fail.NotFound {
			return nil, err
		}
		if out.Count, out.Total, err = benefit.Standing(tx, run); err != nil {
			return nil, err
		}
		if out.Deeds, err = benefit.Deeds(tx, run, ""); err != nil {
			return nil, err
		}
		out.Names = map[string]people.Person{}
		for _, b := range out.Deeds {
			if p, ok, err := people.Find(tx, b.By); err != nil {
				return nil, err
			} else if ok {
				out.Names[b.By] = p
			}
		}
		head := slices.Contains(by.Roles(out.Run.Office), RoleBenefitHead)
		out.MayApprove = head && out.Run.Approved == "" && out.Run.Proposed != by.ID
		out.MayOrder = head && out.Run.Approved != "" && !tx.Now().Before(out.Run.Ends) && out.Count[benefit.Confirmed] > 0
		out.MayOrderAgain = head
		waiting, err := benefit.In(tx, run, benefit.Objected, "", mostClaims)
		if err != nil {
			return nil, err
		}
		drawn, err := benefit.Drawn(tx, run, mostClaims)
		if err != nil {
			return nil, err
		}
		out.Waiting, out.Drawn = benefitPeople(out.Run, waiting), benefitPeople(out.Run, drawn)
		look, err := d.claimsLook(tx, by, out.Run, []string{"amount", "words"}, append(waiting, drawn...))
		if err != nil || len(look.Of) == 0 {
			return nil, err
		}
		return []share.Look{look}, nil
	})
	return out, err
}

// claimsLook is a look at the claims of people in a run.
func (d *Desk) claimsLook(tx *store.Tx, by people.Person, r benefit.Run, fields []string, cs []benefit.Claim) (share.Look, error) {
	l := share.Look{By: by.ID, Name: by.In("zh"), Reader: share.ByPerson, Office: r.Office, Service: r.Policy, Purpose: PurposeBenefit, Fields: fields}
	if b, _, err := d.benefitOf(r.Policy); err == nil && len(b.Basis()) > 0 {
		l.Basis = b.Basis()[0]
	}
	for _, c := range cs {
		person, err := d.personOf(tx, c.Subject)
		if err != nil {
			return l, err
		}
		l.Of = append(l.Of, share.Of{Subject: person})
	}
	return l, nil
}

func benefitPeople(r benefit.Run, cs []benefit.Claim) (out []BenefitPerson) {
	for _, c := range cs {
		p := BenefitPerson{Mark: claimMark(r, c.Subject), Code: hiddenCode(c.Subject), Claim: c}
		for _, d := range c.May() {
			if slices.Contains([]benefit.Deed{benefit.Uphold, benefit.Exclude, benefit.Audit, benefit.Reclaim}, d) {
				p.May = append(p.May, d)
			}
		}
		out = append(out, p)
	}
	return out
}

// claimMark calls a claim by something that tells nobody whose it is: the digest of the
// run's list, which no page shows, is in it.
func claimMark(r benefit.Run, subject string) string {
	h := sha256.Sum256([]byte("claim\x00" + r.List + "\x00" + subject))
	return hex.EncodeToString(h[:12])
}

// hiddenCode is a number with all but its ends hidden.
func hiddenCode(s string) string {
	if len(s) < 8 {
		return strings.Repeat("*", len(s))
	}
	return s[:3] + strings.Repeat("*", len(s)-5) + s[len(s)-2:]
}

// SettleMarked is SettleBenefit for a claim as a page calls it.
func (d *Desk) SettleMarked(ctx context.Context, by people.Person, run int64, mark string, deed benefit.Deed, reason string) (benefit.Claim, error) {
	subject := ""
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		r, err := d.ownRun(tx, by, run, RoleBenefitOfficer, RoleBenefitHead)
		if err != nil {
			return err
		}
		waiting, err := benefit.In(tx, run, benefit.Objected, "", mostClaims)
		if err != nil {
			return err
		}
		drawn, err := benefit.Drawn(tx, run, mostClaims)
		for _, c := range append(waiting, drawn...) {
			if claimMark(r, c.Subject) == mark {
				subject = c.Subject
			}
		}
		return err
	})
	if err == nil && subject == "" {
		err = fail.New(fail.NotFound, "benefit.no-such-claim")
	}
	if err != nil {
		return benefit.Claim{}, err
	}
	return d.SettleBenefit(ctx, by, run, subject, deed, reason)
}
