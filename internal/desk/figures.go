package desk

import (
	"context"

	"atonce/internal/journal"
	"atonce/internal/measure"
	"atonce/internal/people"
	"atonce/internal/store"
)

// Figures counts the six numbers of a scope, grouped.
func (d *Desk) Figures(ctx context.Context, s measure.Scope, by measure.By) (out []measure.Figures, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = measure.Count(tx, s, by, d.Now())
		return err
	})
	return out, err
}

// CasesBehind lists the cases a figure counts, for a leader: numbers, services and
// times, and no name, because a figure needs none.
func (d *Desk) CasesBehind(ctx context.Context, by people.Person, s measure.Scope, state journal.State, after string, size int) (p journal.Page, err error) {
	f := journal.Filter{Service: s.Service, Duty: s.Duty, Area: s.Area, State: state, Now: d.Now(), From: s.From, To: s.To}
	if s.Office != "" {
		f.Offices = []string{s.Office}
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		p, err = journal.Recent(tx, f, after, size)
		return err
	})
	for i := range p.Rows {
		p.Rows[i].Applicant, p.Rows[i].Subject = "", ""
	}
	return p, err
}
