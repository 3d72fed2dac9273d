package desk

import (
	"context"

	"atonce/internal/fail"
	"atonce/internal/notify"
	"atonce/internal/people"
	"atonce/internal/store"
)

// WhoIs finds the holder of a live session's secret.
func (d *Desk) WhoIs(ctx context.Context, secret string, kind people.SessionKind) (p people.Person, ok bool, err error) {
	var stale bool
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		p, ok, stale, err = people.Session(tx, secret, kind, d.Now())
		return err
	})
	if err == nil && ok && stale {
		err = d.store.Write(ctx, func(tx *store.Tx) error { return people.Touch(tx, secret) })
	}
	return p, ok, err
}

// Unread counts a person's unread messages.
func (d *Desk) Unread(ctx context.Context, p people.Person) (n int, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		n, err = notify.Unseen(tx, p.ID)
		return err
	})
	return n, err
}

// Inbox lists a person's messages, the newest first, and marks them as read.
func (d *Desk) Inbox(ctx context.Context, by people.Person) (out []notify.Message, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = notify.Inbox(tx, by.ID, d.Now().AddDate(1, 0, 0), 100)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, m := range out {
		if !m.Seen {
			return out, d.store.Write(ctx, func(tx *store.Tx) error { return notify.See(tx, by.ID) })
		}
	}
	return out, nil
}

// SignInSample begins a session of a sample person. It works for nobody else: real
// people come in by real sign-in.
func (d *Desk) SignInSample(ctx context.Context, id string, kind people.SessionKind) (secret string, p people.Person, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		var ok bool
		if p, ok, err = people.Find(tx, id); err != nil {
			return err
		}
		if !ok || !p.Sample {
			return fail.New(fail.NotFound, "desk.no-person", "person", id)
		}
		secret, err = people.Begin(tx, id, kind)
		return err
	})
	return secret, p, err
}

// SignOut ends a session.
func (d *Desk) SignOut(ctx context.Context, secret string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return people.End(tx, secret) })
}

// Samples lists the sample people.
func (d *Desk) Samples(ctx context.Context) (out []people.Person, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = people.Samples(tx)
		return err
	})
	return out, err
}

// SavePeople writes offices and people.
func (d *Desk) SavePeople(ctx context.Context, s people.Sample) error {
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		for _, o := range s.Offices {
			if err := o.Save(tx); err != nil {
				return err
			}
		}
		for _, p := range s.People {
			if err := p.Save(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return d.loadOffices(ctx)
}
