package desk

import (
	"context"

	"atonce/internal/counter"
	"atonce/internal/fail"
	"atonce/internal/store"
)

// SaveCounters writes the list of counters over the one before.
func (d *Desk) SaveCounters(ctx context.Context, l counter.List) error {
	return d.store.Write(ctx, l.Save)
}

// Counters are the counters that are open and the places people may name.
func (d *Desk) Counters(ctx context.Context) (l counter.List, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) (err error) {
		if l.Counters, err = counter.Open(tx); err != nil {
			return err
		}
		l.Places, err = counter.Places(tx)
		return err
	})
	return l, err
}

// Counter is one counter that is open.
func (d *Desk) Counter(ctx context.Context, id string) (c counter.Counter, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		var ok bool
		if c, ok, err = counter.Find(tx, id); err == nil && (!ok || c.Closed) {
			return fail.New(fail.NotFound, "counter.none")
		}
		return err
	})
	return c, err
}

// MetAt says whether a service is dealt with at a counter.
func (d *Desk) MetAt(c counter.Counter, service string) bool {
	_, ok := d.metAt(c, service)
	return ok
}

// metAt is the office that deals with a service at a counter.
func (d *Desk) metAt(c counter.Counter, service string) (office string, ok bool) {
	s, err := d.Service(service)
	if err != nil {
		return "", false
	}
	for _, id := range c.Offices {
		if o, ok := d.Office(id); ok && o.Kind == s.Item().Agency {
			return id, true
		}
	}
	return "", false
}
