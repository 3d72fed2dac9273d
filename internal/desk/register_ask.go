package desk

import (
	"context"
	"maps"
	"slices"

	"atonce/internal/connect"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/register"
	"atonce/internal/share"
	"atonce/internal/store"
)

// AskRegister asks a register for the named fields of a subject, whether its records
// are kept here or by its owner, and records the look with what it served. Who may
// ask for which field is judged before. A source that is down, slow or lying is no
// error: the answer says so, and the person goes on by typing or with a file.
func (d *Desk) AskRegister(ctx context.Context, id, subject string, fields []string, look share.Look) (a register.Answer, err error) {
	r, err := d.RegisterOf(id)
	if err != nil {
		return a, err
	}
	for _, f := range fields {
		if _, ok := r.Field(f); !ok {
			return a, fail.New(fail.Invalid, "register.no-field", "register", id, "field", f)
		}
	}
	look.Fields = make([]string, len(fields))
	for i, f := range fields {
		look.Fields[i] = id + "." + f
	}
	if r.Source() == pack.Connected {
		if a, err = d.askOwner(ctx, r, subject, fields); err != nil || !a.Holds() {
			return a, err
		}
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if r.Source() == pack.Stored {
			if a, err = stored(tx, r, subject, fields); err != nil || !a.Holds() {
				return err
			}
		}
		return recordLooks(tx, look)
	})
	if err != nil {
		return register.Answer{}, err
	}
	return a, nil
}

func stored(tx *store.Tx, r *pack.Register, subject string, fields []string) (register.Answer, error) {
	values, rec, err := register.Read(tx, r, subject, register.At{}, fields...)
	if err != nil && fail.KindOf(err) == fail.NotFound {
		return register.Answer{Register: r.ID(), State: register.None, AsOf: tx.Now()}, nil
	}
	return register.Answer{Register: r.ID(), State: register.Fresh, Values: values, AsOf: rec.Recorded, From: rec.From}, err
}

var states = map[connect.State]register.State{connect.Down: register.Down, connect.None: register.None, connect.Cached: register.Cached, connect.Fresh: register.Fresh}

// askOwner asks the owner's own system.
func (d *Desk) askOwner(ctx context.Context, r *pack.Register, subject string, fields []string) (register.Answer, error) {
	said, err := d.sources.Ask(ctx, r, subject)
	if err != nil {
		return register.Answer{}, err
	}
	a := register.Answer{Register: r.ID(), State: states[said.State], AsOf: said.AsOf, Since: said.Since, Field: said.Field, Why: said.Key}
	if said.State == connect.Down {
		// The cause is the operator's; the subject is nobody's who reads a log.
		d.slog.Warn("a register's own system gave no answer that can be used", "register", r.ID(), "why", said.Key, "field", said.Field, "since", said.Since, "error", said.Cause)
		return a, nil
	}
	if !a.Holds() {
		return a, nil
	}
	a.Values = maps.Clone(said.Values)
	if key := r.Key(); slices.Contains(fields, key.ID) {
		if a.Values[key.ID], err = key.Type.Parse(subject); err != nil {
			return register.Answer{}, err
		}
	}
	for f := range a.Values {
		if !slices.Contains(fields, f) {
			delete(a.Values, f)
		}
	}
	return a, nil
}
