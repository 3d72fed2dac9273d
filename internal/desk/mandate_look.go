package desk

import (
	"context"
	"slices"

	"atonce/internal/mandate"
	"atonce/internal/people"
	"atonce/internal/share"
	"atonce/internal/store"
)

// MandateView is a mandate with the right to act that came of it, and what by may do.
type MandateView struct {
	mandate.Mandate
	Acting    people.Acting // zero before it was confirmed
	MayAnswer bool
	MayEnd    bool
}

// MandateKinds are the kinds that by may record; none for who holds no such post.
func MandateKinds(by people.Person) (out []mandate.Kind) {
	for _, k := range []mandate.Kind{mandate.Delegation, mandate.Ownership} {
		if by.Holds(mandateRole(k)) {
			out = append(out, k)
		}
	}
	return out
}

// Mandates lists what was recorded in the offices of by, the newest first. Everybody
// named in the list sees that by looked.
func (d *Desk) Mandates(ctx context.Context, by people.Person) (out []mandate.Mandate, err error) {
	err = d.reading(ctx, func(tx *store.Tx) (looks []share.Look, err error) {
		out = nil
		for _, office := range by.Offices() {
			ms, err := mandate.OfOffice(tx, office, mostMandates)
			if err != nil {
				return nil, err
			}
			for _, m := range ms {
				if slices.Contains(by.Roles(office), mandateRole(m.Kind)) {
					out = append(out, m)
					looks = append(looks, mandateLooks(by, m)...)
				}
			}
		}
		return looks, nil
	})
	return out, err
}

// Mandate is one of them, with the scan of its paper. Both sides see that by looked.
func (d *Desk) Mandate(ctx context.Context, by people.Person, id int64) (v MandateView, scan []byte, err error) {
	err = d.reading(ctx, func(tx *store.Tx) ([]share.Look, error) {
		if v.Mandate, err = mandateFor(tx, by, id); err != nil {
			return nil, err
		}
		if v.Acting, _, err = people.FindActing(tx, v.Mandate.Acting); err != nil {
			return nil, err
		}
		v.MayAnswer = maySecond(tx, by, v.Mandate) == nil
		v.MayEnd = v.Kind == mandate.Delegation && v.State == mandate.Confirmed && v.Acting.Ended.IsZero()
		if scan, err = mandate.Scan(tx, id); err != nil {
			return nil, err
		}
		return mandateLooks(by, v.Mandate), nil
	})
	return v, scan, err
}

// PaperOf says of rights to act that came of signed paper, by their ids, which it was.
func (d *Desk) PaperOf(ctx context.Context, as []people.Acting) (map[string]mandate.Mandate, error) {
	out := map[string]mandate.Mandate{}
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		for _, a := range as {
			if a.Mandate == "" {
				continue
			}
			m, ok, err := mandate.OfActing(tx, a.ID)
			if err != nil {
				return err
			}
			if ok {
				out[a.ID] = m
			}
		}
		return nil
	})
	return out, err
}
