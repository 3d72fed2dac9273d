package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"atonce/internal/client"
	"atonce/internal/fail"
	"atonce/internal/grant"
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
	Use      string // one of pack.Purposes, as granted
	Purpose  string // in words
	Number   string // of the case
	Fields   []string
}

// SystemRecord is what was read.
type SystemRecord struct {
	Values  map[string]string // absent values are left out
	From    law.Date          // the first day it holds
	Request string            // by which it was granted; empty where the owner granted it unasked
}

// ReadForSystem reads granted fields of one subject. The look is written in the same
// transaction; a refusal is kept too, and answers nothing of whether there is such a
// subject.
func (d *Desk) ReadForSystem(ctx context.Context, c client.Client, in SystemRead) (out SystemRecord, err error) {
	out, err = d.readForSystem(ctx, c, in)
	if k := fail.KindOf(err); err != nil && (k == fail.Forbidden || k == fail.NotFound || k == fail.Invalid) {
		refusal := client.Refusal{Client: c.ID, Operation: "read", Register: in.Register, Subject: in.Subject, Number: in.Number, Key: fail.As(err).Key}
		if kept := d.store.Write(ctx, func(tx *store.Tx) error { return client.Refuse(tx, refusal) }); kept != nil {
			return out, kept
		}
	}
	return out, err
}

func (d *Desk) readForSystem(ctx context.Context, c client.Client, in SystemRead) (out SystemRecord, err error) {
	reg, ok := d.Packs().Register(in.Register)
	if !ok {
		return out, fail.New(fail.NotFound, "desk.no-register", "register", in.Register)
	}
	s, err := d.Service(in.Service)
	if err != nil {
		return out, fail.New(fail.Invalid, "api.request").WithFields(fail.Field{Path: "service", Key: "desk.no-service", Args: fail.Pairs("service", in.Service)})
	}
	office, _ := d.Office(c.Office)
	ask := grant.Ask{Register: reg.ID(), Service: s.ID(), Office: office.Kind, Reader: c.Office, Runs: office.Kind == s.Item().Agency, Purpose: in.Use, Fields: in.Fields}
	look := share.Look{By: c.ID, Name: c.Name, Reader: share.BySystem, Office: c.Office, Number: in.Number, Service: s.ID(), Purpose: in.Purpose, Basis: basisOf(s)}
	// Whose data it is must be known before anything is recorded of them.
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		look.Subject, err = d.personOf(tx, in.Subject)
		return err
	}); err != nil {
		return out, err
	}
	a, g, err := d.readRecord(ctx, recordWanted{register: reg, fields: in.Fields, code: in.Subject, look: look, allow: func(tx *store.Tx) (grant.Grant, error) {
		ask.Day = register.Today(tx, reg)
		g, err := grant.Find(tx, ask)
		if err == nil {
			err = d.caseNeeds(tx, reg, in, c.Office)
		}
		return g, err
	}})
	if err != nil {
		return out, err
	}
	switch a.State {
	case register.None:
		return out, fail.New(fail.NotFound, "register.none", "register", reg.ID())
	case register.Down:
		return out, fail.New(fail.Unavailable, "desk.register-down", "register", reg.ID())
	}
	out = SystemRecord{Values: map[string]string{}, From: a.From, Request: g.Request}
	for f, v := range a.Values {
		if !v.Absent() {
			out.Values[f] = v.String()
		}
	}
	return out, nil
}

// caseNeeds refuses a reading that the case named does not need: it must be under way
// at the office that reads, be of the service it is read for, and the subject must be
// the applicant, be named in the case, or stand in the register with one who is.
func (d *Desk) caseNeeds(tx *store.Tx, reg *pack.Register, in SystemRead, office string) error {
	f, err := d.readIn(tx, in.Number)
	if err != nil && fail.KindOf(err) != fail.NotFound {
		return err
	}
	if err != nil || f.header.Service != in.Service || f.was.Office != office && !touched(f.was, office) {
		return fail.New(fail.Forbidden, "grant.case", "case", in.Number)
	}
	if !f.was.Ended.IsZero() {
		return fail.New(fail.Forbidden, "grant.case-ended", "case", in.Number)
	}
	p, _, err := people.Find(tx, f.was.Applicant)
	if err != nil {
		return err
	}
	named := func(code string) bool {
		if code != "" && code == p.Identity {
			return true
		}
		for _, a := range f.was.Answers {
			if code != "" && a == code {
				return true
			}
		}
		return false
	}
	if named(in.Subject) {
		return nil
	}
	if reg.Source() == pack.Stored {
		var by []string
		for _, x := range reg.Fields() {
			if x.Lookup {
				by = append(by, x.ID)
			}
		}
		values, _, err := register.Read(tx, reg, in.Subject, register.At{}, by...)
		if err != nil && fail.KindOf(err) != fail.NotFound {
			return err
		}
		for _, v := range values {
			if named(v.String()) {
				return nil
			}
		}
	}
	return fail.New(fail.Forbidden, "grant.case-subject", "case", in.Number)
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

// RefuseSystem keeps a refusal that the door made.
func (d *Desk) RefuseSystem(ctx context.Context, c client.Client, operation, register, key string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		return client.Refuse(tx, client.Refusal{Client: c.ID, Operation: operation, Register: register, Key: key})
	})
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
