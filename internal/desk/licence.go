package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"atonce/internal/licence"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/share"
	"atonce/internal/store"
	"atonce/internal/text"
)

// Issued is a licence with the words and fields of the pack it was issued under.
type Issued struct {
	Licence licence.Licence
	Service *pack.Service
	Office  people.Office
}

// Kind is what the licence is called.
func (i Issued) Kind(l text.Lang) string { return i.Service.Text(l, "licence."+i.Licence.Kind) }

// Zone is the time zone its days are counted in.
func (i Issued) Zone() *time.Location { return i.Service.Procedure().Calendar.Zone() }

// Fields are the ids of what it carries, in the declared order.
func (i Issued) Fields() []string {
	k, _ := i.Service.Licence(i.Licence.Kind)
	return slices.DeleteFunc(slices.Clone(k.Fields), func(id string) bool { return i.Licence.Fields[id] == "" })
}

// FieldName is what a field is called on the licence.
func (i Issued) FieldName(l text.Lang, id string) string {
	if own := "licence." + i.Licence.Kind + "." + id; i.Service.HasText(own) {
		return i.Service.Text(l, own)
	}
	return i.Service.Text(l, "field."+id)
}

// SealLines are the words of the round seal: the office, in lines a circle holds.
func (i Issued) SealLines(l text.Lang) []string {
	name := []rune(i.Office.Name.In(l))
	if l != text.ZH {
		return strings.Fields(string(name))
	}
	var out []string
	for len(name) > 5 {
		out = append(out, string(name[:5]))
		name = name[5:]
	}
	return append(out, string(name))
}

func (d *Desk) issued(tx *store.Tx, l licence.Licence) (Issued, error) {
	s, err := d.pinnedTo(tx, l.Digest)
	o, _ := d.Office(l.Office)
	return Issued{l, s, o}, err
}

// Wallet lists a person's licences, the newest first.
func (d *Desk) Wallet(ctx context.Context, by people.Person) (out []Issued, err error) {
	if err := reachesLicences(by); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		ls, err := licence.OfHolder(tx, by.ID)
		if err != nil {
			return err
		}
		for _, l := range ls {
			i, err := d.issued(tx, l)
			if err != nil {
				return err
			}
			out = append(out, i)
		}
		return nil
	})
	return out, err
}

// Licence shows a licence to its holder.
func (d *Desk) Licence(ctx context.Context, by people.Person, number string) (out Issued, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = d.ownLicence(tx, by, number)
		return err
	})
	return out, err
}

// PurposeCheck is why the public check shows a licence.
const PurposeCheck = "desk.purpose.check"

// CheckLicence finds the licence a public check is about. The holder sees that it
// was checked, and when.
func (d *Desk) CheckLicence(ctx context.Context, mark string) (out Issued, ok bool, err error) {
	err = d.reading(ctx, func(tx *store.Tx) ([]share.Look, error) {
		l, found, err := licence.FindByMark(tx, mark)
		if err != nil || !found {
			return nil, err
		}
		ok = true
		if out, err = d.issued(tx, l); err != nil || l.Holder == "" {
			return nil, err
		}
		return []share.Look{{Subject: l.Holder, By: "public", Reader: share.ByPublic, Purpose: PurposeCheck, Number: l.Case, Service: l.Service,
			Basis: basisOf(out.Service), Fields: append([]string{"licence"}, out.Fields()...)}}, nil
	})
	return out, ok, err
}
