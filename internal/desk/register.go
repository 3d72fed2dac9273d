package desk

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"path"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/register"
	"atonce/internal/store"
)

// RegisterOf finds a register as declared.
func (d *Desk) RegisterOf(id string) (*pack.Register, error) {
	if set := d.Packs(); set != nil {
		if r, ok := set.Register(id); ok {
			return r, nil
		}
	}
	return nil, fail.New(fail.NotFound, "desk.no-register", "register", id)
}

// keeps says whether p may bring records into a register: only a data keeper in an
// office of the kind that owns it.
func (d *Desk) keeps(p people.Person, r *pack.Register) bool {
	return d.keepsIn(p, r) != ""
}

// ImportRegister reads a file into a register for somebody who keeps it. What was read
// before an error stays, and the report says how far it came.
func (d *Desk) ImportRegister(ctx context.Context, by people.Person, id string, f io.ReadSeeker, opts register.ImportOptions) (register.Report, error) {
	r, err := d.RegisterOf(id)
	if err != nil {
		return register.Report{}, err
	}
	if !d.keeps(by, r) {
		return register.Report{}, fail.New(fail.Forbidden, "desk.register-keepers", "register", id)
	}
	opts.By = by.ID
	return register.Import(ctx, d.store, r, f, opts)
}

// RegisterImports lists the files read into a register, the latest first, for somebody
// who keeps it.
func (d *Desk) RegisterImports(ctx context.Context, by people.Person, id string, most int) (out []register.Report, err error) {
	r, err := d.RegisterOf(id)
	if err != nil {
		return nil, err
	}
	if !d.keeps(by, r) {
		return nil, fail.New(fail.Forbidden, "desk.register-keepers", "register", id)
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = register.Imports(tx, r, most)
		return err
	})
	return out, err
}

// RegisterRejects calls f with every reason for which a row of an import was not taken.
func (d *Desk) RegisterRejects(ctx context.Context, source int64, f func(register.Reject) error) error {
	return d.store.Read(ctx, func(tx *store.Tx) error { return register.Rejects(tx, source, f) })
}

// sampleRegisters is the folder of the records of the sample people and firms.
const sampleRegisters = "_sample/registers"

// LoadSampleRegisters reads the records of the sample people and firms: one file for
// each register. A file that was read before is not read again. Rows that cannot be
// taken are an error: a sample is sound.
func (d *Desk) LoadSampleRegisters(ctx context.Context, packs fs.FS) error {
	files, err := fs.Glob(packs, sampleRegisters+"/*.csv")
	if err != nil {
		return fail.Wrap(err, "desk: sample registers")
	}
	for _, name := range files {
		r, err := d.RegisterOf(strings.TrimSuffix(path.Base(name), ".csv"))
		if err != nil {
			return err
		}
		data, err := fs.ReadFile(packs, name)
		if err != nil {
			return fail.Wrap(err, "desk: sample registers")
		}
		rep, err := register.Import(ctx, d.store, r, bytes.NewReader(data), register.ImportOptions{Name: name, By: "sample", From: r.From(), Once: true})
		if err != nil {
			return err
		}
		if rep.Rejected > 0 {
			return fail.New(fail.Invalid, "desk.sample-register", "file", name)
		}
	}
	return nil
}
