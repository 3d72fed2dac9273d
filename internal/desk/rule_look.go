package desk

import (
	"slices"

	"atonce/internal/fail"
	"atonce/internal/grant"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/register"
	"atonce/internal/share"
	"atonce/internal/store"
)

// Rules read people's data as people do, and each reading is a look: the answers of a
// case that a model was asked about, and the records of a register that a policy is
// tried on.

// ruleLook is the look of a policy at everybody in a register, if its owner grants it.
// Everybody in the register sees it: no list of them is kept for that.
func (d *Desk) ruleLook(tx *store.Tx, b *pack.Benefit, r *pack.Register, by people.Person, day law.Date) (share.Look, error) {
	if err := putPolicyGrants(tx, r, b, by.ID); err != nil {
		return share.Look{}, err
	}
	look := share.Look{By: b.ID(), Name: b.Names().In("zh"), Reader: share.ByRule, Service: b.ID(), Purpose: PurposeDecide, Register: r.ID(), Whole: true}
	if bs := b.Basis(); len(bs) > 0 {
		look.Basis = bs[0]
	}
	look.Office, _ = d.benefitOffice(by, b.Owner(), RoleBenefitOfficer, RoleBenefitHead)
	for _, f := range b.Fields() {
		look.Fields = append(look.Fields, r.ID()+"."+f)
	}
	g, err := grant.Find(tx, policyAsk(tx, b, r))
	if fail.KindOf(err) == fail.Forbidden && err != nil {
		return look, refuseLook(err, look)
	}
	look.Grant = g.ID
	return look, err
}

func policyAsk(tx *store.Tx, b *pack.Benefit, r *pack.Register) grant.Ask {
	return grant.Ask{Register: r.ID(), Service: b.ID(), Office: b.Owner(), Purpose: "decide", Fields: b.Fields(), Day: register.Today(tx, r)}
}

// ruledLooks are the looks of the models that were asked about a case, each at the
// answers it was given.
func ruledLooks(f *filed) (out []share.Look) {
	if f.header.Applicant == "" {
		return nil
	}
	for _, a := range f.acts {
		if a.Model == nil || len(a.Model.Inputs) == 0 {
			continue
		}
		l := share.Look{Subject: f.header.Applicant, By: a.Model.ID, Reader: share.ByRule, Office: f.now.Office, Number: f.header.Number, Service: f.header.Service,
			Purpose: PurposeDecide, Basis: basisOf(f.service)}
		for id := range a.Model.Inputs {
			l.Fields = append(l.Fields, id)
		}
		slices.Sort(l.Fields)
		out = append(out, l)
	}
	return out
}
