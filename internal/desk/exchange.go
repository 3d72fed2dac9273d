package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"atonce/internal/client"
	"atonce/internal/entitlement"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/register"
	"atonce/internal/share"
	"atonce/internal/store"
)

// SystemRead is what a system wants to read of one subject.
type SystemRead struct {
	Register string
	Subject  string
	Service  string // it is needed for
	Purpose  string // in words
	Number   string // of the case
	Fields   []string
}

// SystemRecord is what was read.
type SystemRecord struct {
	Values      map[string]string // absent values are left out
	From        law.Date          // the first day it holds
	Entitlement string            // the request it was granted by
}

// ReadForSystem reads granted fields of one subject. The look is written in the same
// transaction; a refusal is kept too, and answers nothing of whether there is such a
// subject.
func (d *Desk) ReadForSystem(ctx context.Context, c client.Client, in SystemRead) (out SystemRecord, err error) {
	err = d.readForSystem(ctx, c, in, &out)
	if k := fail.KindOf(err); err != nil && (k == fail.Forbidden || k == fail.NotFound || k == fail.Invalid) {
		refusal := client.Refusal{Client: c.ID, Operation: "read", Register: in.Register, Subject: in.Subject, Number: in.Number, Key: fail.As(err).Key}
		if kept := d.store.Write(ctx, func(tx *store.Tx) error { return client.Refuse(tx, refusal) }); kept != nil {
			return out, kept
		}
	}
	return out, err
}

// RefuseSystem keeps a refusal that the door made.
func (d *Desk) RefuseSystem(ctx context.Context, c client.Client, operation, register, key string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		return client.Refuse(tx, client.Refusal{Client: c.ID, Operation: operation, Register: register, Key: key})
	})
}

func (d *Desk) readForSystem(ctx context.Context, c client.Client, in SystemRead, out *SystemRecord) error {
	reg, ok := d.Packs().Register(in.Register)
	if !ok {
		return fail.New(fail.NotFound, "desk.no-register", "register", in.Register)
	}
	s, err := d.Service(in.Service)
	if err != nil {
		return fail.New(fail.Invalid, "api.request").WithFields(fail.Field{Path: "service", Key: "desk.no-service", Args: fail.Pairs("service", in.Service)})
	}
	if reg.Source() != pack.Stored {
		return fail.New(fail.Unavailable, "desk.register-elsewhere", "register", in.Register)
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		e, err := entitlement.Allow(tx, c.Office, reg.ID(), in.Service, in.Fields, register.Today(tx, reg))
		if err != nil {
			return err
		}
		values, rec, err := register.Read(tx, reg, in.Subject, register.At{}, in.Fields...)
		if err != nil {
			return err
		}
		*out = SystemRecord{Values: map[string]string{}, From: rec.From, Entitlement: e.Number}
		var looked []string
		for _, f := range in.Fields {
			looked = append(looked, reg.ID()+"."+f)
			if v := values[f]; !v.Absent() {
				out.Values[f] = v.String()
			}
		}
		subject, err := d.personOf(tx, in.Subject)
		if err != nil {
			return err
		}
		return recordLooks(tx, share.Look{Subject: subject, By: c.ID, Name: c.Name, Reader: share.BySystem, Office: c.Office, Number: in.Number,
			Purpose: d.saidPurpose(in.Purpose, s), Fields: looked})
	})
}

// personOf is the person whose identity number a subject is; the subject itself where
// nobody here has it, so that whoever comes later still finds who looked.
func (d *Desk) personOf(tx *store.Tx, subject string) (string, error) {
	id, ok, err := people.WithIdentity(tx, subject)
	if err != nil || !ok {
		return subject, err
	}
	return id, nil
}

// saidPurpose is the purpose in the words that were given, with the article that the
// service rests on.
func (d *Desk) saidPurpose(purpose string, s *pack.Service) string {
	if b := s.Item().Basis; len(b) > 0 {
		return purpose + " (" + b[0].String() + ")"
	}
	return purpose
}

// SystemRow is one record that an owner's system pushes.
type SystemRow struct {
	Subject string            `json:"subject"`
	From    law.Date          `json:"from,omitzero"` // the first day it holds; today if zero
	Gone    bool              `json:"gone,omitempty"`
	Values  map[string]string `json:"values,omitempty"`
}

// Pushed says what became of the rows.
type Pushed struct {
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
}

// PushRecords writes records of a register that the client's office owns, all or none.
// The same key with the same rows is the same write, and answers the same.
func (d *Desk) PushRecords(ctx context.Context, c client.Client, name, key string, rows []SystemRow) (out Pushed, again bool, err error) {
	out, again, err = d.pushRecords(ctx, c, name, key, rows)
	if fail.KindOf(err) == fail.Forbidden && err != nil {
		refusal := client.Refusal{Client: c.ID, Operation: "push", Register: name, Key: fail.As(err).Key}
		if kept := d.store.Write(ctx, func(tx *store.Tx) error { return client.Refuse(tx, refusal) }); kept != nil {
			return out, again, kept
		}
	}
	return out, again, err
}

func (d *Desk) pushRecords(ctx context.Context, c client.Client, name, key string, in []SystemRow) (out Pushed, again bool, err error) {
	reg, ok := d.Packs().Register(name)
	if !ok {
		return out, false, fail.New(fail.NotFound, "desk.no-register", "register", name)
	}
	if o, ok := d.Office(c.Office); !ok || o.Kind != reg.Owner() {
		return out, false, fail.New(fail.Forbidden, "desk.register-owner", "register", name)
	}
	if reg.Source() != pack.Stored {
		return out, false, fail.New(fail.Unavailable, "desk.register-elsewhere", "register", name)
	}
	rows := make([]register.Row, len(in))
	var bad []fail.Field
	for i, x := range in {
		if x.Gone {
			rows[i] = register.Row{Subject: x.Subject}
		} else if rows[i], err = register.Parse(reg, x.Subject, x.Values); err != nil {
			for _, f := range fail.As(err).Fields {
				f.Path = fmt.Sprintf("records.%d.values.%s", i, f.Path)
				if strings.HasSuffix(f.Path, ".values."+reg.Key().ID) {
					f.Path = fmt.Sprintf("records.%d.subject", i)
				}
				bad = append(bad, f)
			}
		}
		rows[i].From, rows[i].Gone, rows[i].Number = x.From, x.Gone, i+1
	}
	if len(bad) > 0 {
		return out, false, fail.New(fail.Invalid, "api.request").WithFields(bad...)
	}
	request := digestOf("push", name, in)
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		out, again = Pushed{}, false
		was, ok, err := client.Answered(tx, c, key, request)
		if err != nil {
			return err
		}
		if ok {
			again = true
			return fail.Wrap(json.Unmarshal(was, &out), "desk: kept answer")
		}
		source, err := register.AddSource(tx, reg, register.Source{Kind: "call", Name: key, By: c.ID})
		if err != nil {
			return err
		}
		for _, row := range rows {
			done, err := register.Put(tx, reg, source, row)
			if err != nil {
				return err
			}
			switch done {
			case register.Added:
				out.Added++
			case register.Changed:
				out.Changed++
			default:
				out.Unchanged++
			}
		}
		answer, err := json.Marshal(out)
		if err != nil {
			return fail.Wrap(err, "desk: answer")
		}
		return client.KeepAnswer(tx, c, key, request, answer)
	})
	return out, again, err
}

// Entitlements lists what was granted to an office, and by it, the newest first.
func (d *Desk) Entitlements(ctx context.Context, by people.Person) (out []entitlement.Entitlement, err error) {
	office := ""
	if !by.Holds(RoleDataReviewer) && !by.Holds(RoleDataMediator) {
		i := slices.IndexFunc(by.Posts, func(p people.Post) bool { return p.Role == RoleDataKeeper })
		if i < 0 {
			return nil, fail.New(fail.Forbidden, "dataset.keepers")
		}
		office = by.Posts[i].Office
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = entitlement.List(tx, office, 200)
		return err
	})
	return out, err
}

// RoleDataMediator is the post of who settles disputes about data.
const RoleDataMediator = "data-mediator"

// CutEntitlement ends an entitlement at once. Who grants may, and so may the data
// bureau, at once and with a reason.
func (d *Desk) CutEntitlement(ctx context.Context, by people.Person, number, why string) error {
	if strings.TrimSpace(why) == "" {
		return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "reason", Key: "dataset.needed"})
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		e, err := entitlement.Find(tx, number)
		if err != nil {
			return err
		}
		if !slices.Contains(by.Roles(e.Holder), RoleDataKeeper) && !by.Holds(RoleDataReviewer) && !by.Holds(RoleDataMediator) {
			return fail.New(fail.Forbidden, "dataset.keepers")
		}
		return entitlement.Cut(tx, number, by.ID, why)
	})
}
