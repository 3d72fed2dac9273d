package desk

import (
	"context"
	"slices"

	"atonce/internal/dataset"
	"atonce/internal/declare"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/store"
)

// DeclareDatasets makes the records that a file says the catalogue should hold and
// that are not there yet. by must keep data in the office that provides each; those
// of other offices are left out and counted. A record that is there stays as it is:
// people have changed it since.
func (d *Desk) DeclareDatasets(ctx context.Context, by people.Person, in []dataset.Declared) (made []string, err error) {
	var records []dataset.Record
	for _, x := range in {
		r, problems := d.declaredRecord(by, x)
		if len(problems) > 0 {
			return nil, fail.New(fail.Invalid, "desk.dataset-declared", "id", x.Record.ID, "at", x.Pos.String()).WithFields(problems...)
		}
		if slices.Contains(by.Roles(r.Provider), RoleDataKeeper) {
			records = append(records, r)
		}
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		made = nil
		for _, r := range records {
			_, err := dataset.Find(tx, r.ID)
			if err == nil {
				continue
			}
			if fail.KindOf(err) != fail.NotFound {
				return err
			}
			if _, err := d.doDataset(tx, by, DatasetDeed{Deed: dataset.Make, Record: &r}); err != nil {
				return err
			}
			made = append(made, r.ID)
		}
		return nil
	})
	return made, err
}

// CheckDatasets holds declared records to the registers they name, without any office.
func CheckDatasets(set *pack.Set, in []dataset.Declared) (out []declare.Problem) {
	for _, x := range in {
		r, problems := withRegister(set, x)
		for _, f := range append(problems, r.Check()...) {
			p := x.Pos.Problem("dataset.declared", "id", r.ID, "part", f.Path)
			out = append(out, p, declare.Problem{File: p.File, Line: p.Line, Column: p.Column, Key: f.Key, Args: f.Args})
		}
	}
	return out
}

// declaredRecord fills a declared record: the office of the kind it names, nearest to
// who declares it, and the fields of its register.
func (d *Desk) declaredRecord(by people.Person, x dataset.Declared) (dataset.Record, []fail.Field) {
	r, problems := withRegister(d.Packs(), x)
	area := ""
	for _, id := range by.Offices() {
		if o, ok := d.Office(id); ok {
			area = o.Area
		}
	}
	o, err := d.officeFor(x.Record.Provider, area)
	if err != nil {
		problems = append(problems, fail.Field{Path: "provider", Key: "desk.no-office", Args: fail.Pairs("kind", x.Record.Provider)})
	}
	r.Provider = o.ID
	return r, append(problems, r.Check()...)
}

func withRegister(set *pack.Set, x dataset.Declared) (dataset.Record, []fail.Field) {
	r := x.Record
	if r.Register == "" {
		return r, nil
	}
	reg, ok := set.Register(r.Register)
	if !ok {
		return r, []fail.Field{{Path: "register", Key: "dataset.no-register", Args: fail.Pairs("register", r.Register)}}
	}
	if reg.Owner() != r.Provider {
		return r, []fail.Field{{Path: "provider", Key: "dataset.not-owner", Args: fail.Pairs("register", r.Register, "owner", reg.Owner())}}
	}
	for _, f := range append([]pack.RegisterField{reg.Key()}, reg.Fields()...) {
		if len(x.Only) == 0 || slices.Contains(x.Only, f.ID) {
			out := fieldOf(f)
			out.Mask = x.Masks[f.ID]
			r.Fields = append(r.Fields, out)
		}
	}
	var problems []fail.Field
	for _, id := range x.Only {
		if _, ok := reg.Field(id); !ok {
			problems = append(problems, fail.Field{Path: "only", Key: "dataset.counted-field", Args: fail.Pairs("field", id)})
		}
	}
	return r, problems
}

// fieldOf is a register's field as the catalogue says it. The two use the same words
// for how far data goes out.
func fieldOf(f pack.RegisterField) dataset.Field {
	out := dataset.Field{ID: f.ID, Name: f.Names, Type: f.Type.String(), Sensitivity: f.Sensitivity, Share: dataset.Way(f.Share.Type), Open: dataset.Way(f.Open.Type)}
	for _, a := range []pack.Access{f.Share, f.Open} {
		if a.Reason != "" {
			out.Reason = a.Reason
			break
		}
	}
	return out
}

// PublishDeclared makes and publishes declared records: each keeper those of their
// office, and the reviewer as the second person of all. It furnishes a development
// system; a government's own people do it one by one.
func (d *Desk) PublishDeclared(ctx context.Context, in []dataset.Declared, keepers []people.Person, reviewer people.Person) error {
	for _, k := range keepers {
		made, err := d.DeclareDatasets(ctx, k, in)
		if err != nil {
			return err
		}
		for _, id := range made {
			if _, err := d.DoDataset(ctx, k, DatasetDeed{ID: id, Deed: dataset.AskPublish}); err != nil {
				return err
			}
			if _, err := d.DoDataset(ctx, reviewer, DatasetDeed{ID: id, Deed: dataset.ApprovePublish}); err != nil {
				return err
			}
		}
	}
	return nil
}
