package desk

import (
	"context"

	"atonce/internal/people"
	"atonce/internal/setting"
	"atonce/internal/store"
)

// Settings lists what a person set for themselves of a kind.
func (d *Desk) Settings(ctx context.Context, by people.Person, kind setting.Kind) (out []setting.Setting, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = setting.Of(tx, by.ID, kind)
		return err
	})
	return out, err
}

// Set sets one thing for oneself.
func (d *Desk) Set(ctx context.Context, by people.Person, kind setting.Kind, s setting.Setting) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return setting.Put(tx, by.ID, kind, s) })
}

// Unset forgets one thing somebody set for themselves.
func (d *Desk) Unset(ctx context.Context, by people.Person, kind setting.Kind, name string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return setting.Drop(tx, by.ID, kind, name) })
}
