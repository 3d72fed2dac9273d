package desk

import (
	"context"

	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/store"
)

// Colleagues are the holders of posts in the person's offices, by id: what a list
// of cases needs to say who has which.
func (d *Desk) Colleagues(ctx context.Context, by people.Person) (map[string]people.Person, error) {
	out := map[string]people.Person{}
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		for _, office := range by.Offices() {
			ps, err := people.Colleagues(tx, office)
			if err != nil {
				return err
			}
			for _, p := range ps {
				out[p.ID] = p
			}
		}
		return nil
	})
	return out, err
}

// Named are people by their ids, for saying who did something. An id of nobody, such
// as the kernel's own, is left out.
func (d *Desk) Named(ctx context.Context, ids []string) (map[string]people.Person, error) {
	out := map[string]people.Person{}
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		for _, id := range ids {
			if _, known := out[id]; known || id == "" {
				continue
			}
			p, ok, err := people.Find(tx, id)
			if err != nil {
				return err
			}
			if ok {
				out[id] = p
			}
		}
		return nil
	})
	return out, err
}

// mayHandle refuses to hand a case to somebody without a post in its office: nobody
// would see it on their list, and they could not open it.
func (d *Desk) mayHandle(ctx context.Context, person, office string) error {
	return d.store.Read(ctx, func(tx *store.Tx) error {
		p, ok, err := people.Find(tx, person)
		if err != nil || ok && len(p.Roles(office)) > 0 {
			return err
		}
		return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "handler", Key: "desk.handler-unknown"})
	})
}
