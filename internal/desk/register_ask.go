package desk

import (
	"context"
	"maps"
	"slices"

	"atonce/internal/connect"
	"atonce/internal/fail"
	"atonce/internal/grant"
	"atonce/internal/pack"
	"atonce/internal/register"
	"atonce/internal/share"
	"atonce/internal/store"
)

// recordWanted is a reading of one subject's record, for whomever: a person's own
// service, an official, a rule, a system.
type recordWanted struct {
	register *pack.Register
	fields   []string
	code     string // of the subject
	by       string // lookup field the code is looked for in; empty for the key
	look     share.Look
	// allow says under which grant, in the transaction that serves. A Forbidden refusal
	// is recorded with the look.
	allow func(*store.Tx) (grant.Grant, error)
}

// readRecord is the one door to the records of registers: whoever reads what a register
// says of somebody comes through here. The grant is asked in the transaction that
// serves, and the look is written in it: once the owner cut the grant nothing more is
// served, also by another process. A source that is down, slow or lying is no error:
// the answer says so, and the person goes on by typing or with a file.
func (d *Desk) readRecord(ctx context.Context, w recordWanted) (a register.Answer, g grant.Grant, err error) {
	r := w.register
	for _, f := range w.fields {
		if _, ok := r.Field(f); !ok {
			return a, g, fail.New(fail.Invalid, "register.no-field", "register", r.ID(), "field", f)
		}
	}
	w.look.Register, w.look.Fields = r.ID(), nil
	for _, f := range w.fields {
		w.look.Fields = append(w.look.Fields, r.ID()+"."+f)
	}
	granted := func(tx *store.Tx) (err error) {
		if g, err = w.allow(tx); err != nil && fail.KindOf(err) == fail.Forbidden {
			return refuseLook(err, w.look)
		}
		w.look.Grant = g.ID
		return err
	}
	if r.Source() == pack.Connected {
		// Asked before, so that the owner's system is not troubled for nothing, and again
		// below, because that took its time.
		if err := d.reading(ctx, func(tx *store.Tx) ([]share.Look, error) { return nil, granted(tx) }); err != nil {
			return a, g, err
		}
		if a, err = d.askOwner(ctx, r, w.code, w.fields); err != nil || !a.Holds() {
			return a, g, err
		}
	}
	err = d.reading(ctx, func(tx *store.Tx) ([]share.Look, error) {
		if err := granted(tx); err != nil {
			return nil, err
		}
		if r.Source() == pack.Stored {
			if a, err = stored(tx, r, w); err != nil {
				return nil, err
			}
		}
		if !a.Holds() {
			return nil, nil
		}
		return d.looksAtNamed(tx, w, a)
	})
	if err != nil {
		a = register.Answer{}
	}
	return a, g, err
}

// looksAtNamed are the look at whose record it is, and one at everybody else whom the
// record names by their number: a firm's representative is read with the firm.
func (d *Desk) looksAtNamed(tx *store.Tx, w recordWanted, a register.Answer) ([]share.Look, error) {
	out := []share.Look{w.look}
	for _, f := range w.fields {
		x, _ := w.register.Field(f)
		v := a.Values[f]
		if x.Type.String() != "code:identity" || v.Absent() || v.String() == w.code {
			continue
		}
		person, err := d.personOf(tx, v.String())
		if err != nil {
			return nil, err
		}
		if person != w.look.Subject {
			l := w.look
			l.Subject, l.Fields = person, []string{w.register.ID() + "." + f}
			out = append(out, l)
		}
	}
	return out, nil
}

func stored(tx *store.Tx, r *pack.Register, w recordWanted) (register.Answer, error) {
	none := register.Answer{Register: r.ID(), State: register.None, AsOf: tx.Now()}
	subject := w.code
	if w.by != "" {
		found, err := register.FindBy(tx, r, w.by, w.code, register.At{}, 1)
		if err != nil || len(found) == 0 {
			return none, err
		}
		subject = found[0]
	}
	values, rec, err := register.Read(tx, r, subject, register.At{}, w.fields...)
	if err != nil && fail.KindOf(err) == fail.NotFound {
		return none, nil
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
