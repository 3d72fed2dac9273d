package desk

import (
	"context"

	"atonce/internal/catalogue"
	"atonce/internal/journal"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/store"
)

// MineIn lists a person's own cases that are in a state, the newest first.
func (d *Desk) MineIn(ctx context.Context, by people.Person, state journal.State, after string, size int) (p journal.Page, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		p, err = journal.Recent(tx, journal.Filter{Applicant: by.ID, State: state, Now: d.Now()}, after, size)
		p.Rows = reached(by, p.Rows)
		return err
	})
	return p, err
}

// Listed is where a service stands in the four lists: the list and its code there.
func (d *Desk) Listed(s *pack.Service) (catalogue.List, string) { return listing(s) }
