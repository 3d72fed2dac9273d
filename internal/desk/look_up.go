package desk

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"atonce/internal/fail"
	"atonce/internal/grant"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/register"
	"atonce/internal/share"
	"atonce/internal/store"
)

// LookUpAsk 无办件查询 is what an official asks of a register without a case. What for
// and why are asked for in its stead.
type LookUpAsk struct {
	Register string
	Subject  string
	Use      string   // one of pack.Purposes, as granted to the office
	Reason   string   // in words, which the subject reads
	Show     []string // sensitive fields that are to be shown
}

// LookedUp is what the official is shown.
type LookedUp struct {
	Register *pack.Register
	Answer   register.Answer
	Fields   []string // that the grant gives, in the order of the register
	Hidden   []string // of those, the sensitive ones that were not asked for
}

// leastLookWhy and mostLookWhy bound the words of a reason, in characters.
const leastLookWhy, mostLookWhy = 4, 500

// LookUp reads a record without a case, under a grant to the official's kind of office.
// Without a purpose and a reason nothing is read. The look is the subject's to see with
// both, at once.
func (d *Desk) LookUp(ctx context.Context, by people.Person, in LookUpAsk) (out LookedUp, err error) {
	in.Subject, in.Reason = strings.TrimSpace(in.Subject), strings.TrimSpace(in.Reason)
	var wrong []fail.Field
	r, unknown := d.RegisterOf(in.Register)
	// In the order of the page: whoever mends goes down it once.
	for _, x := range []struct {
		path    string
		missing bool
	}{{"register", unknown != nil}, {"subject", in.Subject == ""}, {"use", !slices.Contains(pack.Purposes, in.Use)},
		{"reason", utf8.RuneCountInString(in.Reason) < leastLookWhy || utf8.RuneCountInString(in.Reason) > mostLookWhy}} {
		if x.missing {
			wrong = append(wrong, fail.Field{Path: x.path, Key: "desk.look-up-" + x.path})
		}
	}
	if len(wrong) > 0 {
		return out, fail.New(fail.Invalid, "desk.form").WithFields(wrong...)
	}
	office, fields, person, err := d.lookUpUnder(ctx, by, r, in)
	if err != nil {
		return out, err
	}
	out.Register, out.Fields = r, fields
	var open []string
	for _, id := range fields {
		if x, _ := r.Field(id); x.Sensitivity >= MaskedField && !slices.Contains(in.Show, id) {
			out.Hidden = append(out.Hidden, id)
		} else {
			open = append(open, id)
		}
	}
	look := share.Look{Subject: person, By: by.ID, Name: by.In("zh"), Reader: share.ByPerson, Office: office.ID, Purpose: in.Reason}
	out.Answer, _, err = d.readRecord(ctx, recordWanted{register: r, fields: open, code: in.Subject, look: look, allow: func(tx *store.Tx) (grant.Grant, error) {
		return grant.Find(tx, grant.Ask{Register: r.ID(), Office: office.Kind, Reader: office.ID, Purpose: in.Use, Fields: open, Day: register.Today(tx, r)})
	}})
	return out, err
}

// MaskedField is the grade of a register's field from which it is hidden until shown.
const MaskedField = 3

// lookUpUnder finds the office of by that was granted the register for the purpose, what
// the grant gives, and whose record it is. An office that was granted nothing is the
// first: the refusal is recorded under it.
func (d *Desk) lookUpUnder(ctx context.Context, by people.Person, r *pack.Register, in LookUpAsk) (office people.Office, fields []string, person string, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if person, err = d.personOf(tx, in.Subject); err != nil {
			return err
		}
		all, err := grant.Of(tx, r.ID())
		if err != nil {
			return err
		}
		for _, id := range by.Offices() {
			o, _ := d.Office(id)
			if office.ID == "" {
				office = o
			}
			if fields = lookUpFields(all, o, in.Use, register.Today(tx, r)); fields != nil {
				office = o
				return nil
			}
		}
		return nil
	})
	return office, fields, person, err
}

func lookUpFields(all []grant.Grant, o people.Office, use string, day law.Date) []string {
	for _, g := range all {
		if g.Service == "" && g.Office == o.Kind && (use == "" || g.Purpose == use) && g.Stands(day) {
			return g.Fields
		}
	}
	return nil
}

// LookUps are the registers that an official may look something up in.
func (d *Desk) LookUps(ctx context.Context, by people.Person) (out []*pack.Register, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = nil
		for _, r := range d.registers() {
			all, err := grant.Of(tx, r.ID())
			if err != nil {
				return err
			}
			if slices.ContainsFunc(by.Offices(), func(id string) bool {
				o, _ := d.Office(id)
				return lookUpFields(all, o, "", register.Today(tx, r)) != nil
			}) {
				out = append(out, r)
			}
		}
		return nil
	})
	return out, err
}
