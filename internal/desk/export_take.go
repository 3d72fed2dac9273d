package desk

import (
	"context"
	"errors"
	"slices"

	"atonce/internal/code"
	"atonce/internal/dataset"
	"atonce/internal/export"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/record"
	"atonce/internal/register"
	"atonce/internal/share"
	"atonce/internal/store"
)

// ExportView is an export as an official sees it.
type ExportView struct {
	export.Export
	Over      bool // it can be taken no longer
	MayAnswer bool
	MayTake   bool
}

// Exports lists the exports that an official asked for, may answer or keeps the register
// of, the newest first.
func (d *Desk) Exports(ctx context.Context, by people.Person) (out []ExportView, err error) {
	var registers []string
	for _, r := range d.OwnRegisters(by) {
		registers = append(registers, r.ID())
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = nil
		var offices []string
		for _, o := range d.Offices() {
			if len(protects(by)) == 0 {
				break
			}
			answers, err := d.protectorOf(tx, o.ID)
			if err != nil {
				return err
			}
			if slices.Contains(protects(by), answers) {
				offices = append(offices, o.ID)
			}
		}
		all, err := export.Of(tx, by.ID, offices, registers, mostExports)
		if err != nil {
			return err
		}
		for _, e := range all {
			out = append(out, d.exportView(tx, by, e))
		}
		return nil
	})
	return out, err
}

// Export is one of them. The error is NotFound for whom it does not concern.
func (d *Desk) Export(ctx context.Context, by people.Person, id int64) (v ExportView, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		e, err := export.Find(tx, id)
		if err != nil {
			return err
		}
		if err := d.knowsExport(tx, by, e); err != nil {
			return err
		}
		v = d.exportView(tx, by, e)
		return nil
	})
	return v, err
}

func (d *Desk) exportView(tx *store.Tx, by people.Person, e export.Export) ExportView {
	day := d.today(tx)
	if r, ok := d.register(e.Register); ok {
		day = register.Today(tx, r)
	}
	v := ExportView{Export: e, Over: e.Over(tx.Now(), day)}
	v.MayAnswer = d.mayAnswer(tx, by, e) == nil
	v.MayTake = e.By == by.ID && e.State == export.Approved && !v.Over
	return v
}

// exportPage is how many versions one transaction of an export reads: the one writer is
// held no longer than that takes.
const exportPage = 500

// TakeExport 取走 gives the records of an approved export to who asked for it, page by
// page in the order of the subjects, all as known at one moment, in flat memory. begin is
// called once, before row. The grant is asked anew in the transaction of each page, which
// writes the look at everybody whom its rows are about: no row is given before its look
// is on the disk. How it began and ended is in the log. The error is what stopped it.
func (d *Desk) TakeExport(ctx context.Context, by people.Person, id int64, format string, begin func(export.Export, *pack.Register) error, row func([]string) error) (rows int64, err error) {
	if !slices.Contains(export.Formats, format) {
		return 0, fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "format", Key: "export.format"})
	}
	var r *pack.Register
	var at register.At
	e, err := d.onExport(ctx, by, export.Take, func(tx *store.Tx) (export.Deed, error) {
		e, err := export.Find(tx, id)
		if err != nil {
			return export.Deed{}, err
		}
		did := export.Deed{Kind: export.Take, Export: e, Format: format}
		if r, err = d.RegisterOf(e.Register); err != nil {
			return did, err
		}
		if err := d.mayTake(tx, by, e, r); err != nil {
			return did, err
		}
		at = register.At{Valid: register.Today(tx, r), Recorded: tx.Now()}
		if e.Times++; e.First.IsZero() {
			e.First = moment(tx.Now())
		}
		did.Export, err = export.Save(tx, e)
		return did, err
	})
	if err != nil {
		return 0, err
	}
	if err = begin(e, r); err == nil {
		rows, err = d.exportRows(ctx, by, e, r, at, row)
	}
	// Who took it may be gone by now: how it ended is recorded all the same.
	kept := d.store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		now, errNow := export.Find(tx, e.ID) // it may have been taken once more meanwhile
		if errNow != nil {
			return errNow
		}
		did := export.Deed{Kind: export.End, Export: now, Format: format, Rows: rows}
		if err != nil {
			did.Key = fail.As(err).Key
		}
		return recordExport(tx, by, did)
	})
	return rows, errors.Join(err, kept)
}

func (d *Desk) mayTake(tx *store.Tx, by people.Person, e export.Export, r *pack.Register) error {
	if err := d.knowsExport(tx, by, e); err != nil {
		return err
	}
	switch {
	case e.By != by.ID:
		return fail.New(fail.Forbidden, "export.asker")
	case e.State != export.Approved:
		return fail.New(fail.Forbidden, "export.unapproved")
	case !slices.Contains(by.Offices(), e.Office):
		return fail.New(fail.Forbidden, "export.left")
	case e.Over(tx.Now(), register.Today(tx, r)):
		return fail.New(fail.Forbidden, "export.over")
	}
	if err := d.mayExport(tx, e, r); err != nil {
		return err
	}
	_, err := d.exportGrant(tx, e, r)
	return err
}

// exportRows reads and gives page after page.
func (d *Desk) exportRows(ctx context.Context, by people.Person, e export.Export, r *pack.Register, at register.At, row func([]string) error) (rows int64, err error) {
	w := wantedRows(e, r)
	span, more := register.Span{}, true
	for more {
		var page [][]string
		err := d.reading(ctx, func(tx *store.Tx) ([]share.Look, error) {
			page = nil
			g, err := d.exportGrant(tx, e, r)
			if err != nil {
				return nil, err
			}
			look := share.Look{By: e.By, Name: by.In("zh"), Office: e.Office, Service: e.Service, Purpose: e.Words, Basis: e.Basis, Fields: w.looked, Register: e.Register,
				Grant: g.ID, Export: e.ID, Second: e.SecondName}
			after := ""
			after, more, err = register.ScanPage(tx, r, span, at, w.fields, exportPage, func(l register.Line) error {
				if !w.takes(l) {
					return nil
				}
				page = append(page, w.shown(l))
				return d.lookAtAll(tx, &look, w, l)
			})
			if err != nil || len(page) == 0 {
				span.After = after
				return nil, err
			}
			span.After = after
			return []share.Look{look}, nil
		})
		if err != nil {
			return rows, err
		}
		for _, values := range page {
			if err := row(values); err != nil {
				return rows, err
			}
			rows++
		}
	}
	return rows, nil
}

// exportWanted is what is read of each record: the fields of the file, the one that
// narrows it, and those that name people.
type exportWanted struct {
	fields []string
	looked []string // as a look names them
	where  int      // place of the field that narrows it; -1 without
	area   code.Area
	value  string
	people []int          // places of the fields that name people
	masks  []dataset.Mask // of the fields of the file; empty where one stands whole
}

func wantedRows(e export.Export, r *pack.Register) exportWanted {
	w := exportWanted{fields: slices.Clone(e.Reads()), where: -1, value: e.Value}
	for _, f := range w.fields {
		w.looked = append(w.looked, r.ID()+"."+f)
	}
	for _, id := range e.Fields {
		w.masks = append(w.masks, exportMask(e, r, id))
	}
	if e.Where != "" {
		w.where = slices.Index(w.fields, e.Where)
		if f, _ := r.Field(e.Where); f.Type.System == "area" {
			w.area, _ = code.ParseArea(e.Value) // it was parsed when it was asked
		}
	}
	for _, f := range r.Fields() {
		if f.Type.System != "identity" {
			continue
		}
		i := slices.Index(w.fields, f.ID)
		if i < 0 {
			i = len(w.fields)
			w.fields = append(w.fields, f.ID)
		}
		w.people = append(w.people, i)
	}
	return w
}

// hiddenMask leaves nothing of a value: how a number begins tells too much of it.
const hiddenMask dataset.Mask = "hidden"

// exportMask is what is left of a field in a file: a sensitive one shows how a text
// begins unless it was asked for whole, and the second person saw that it was.
func exportMask(e export.Export, r *pack.Register, id string) dataset.Mask {
	f, ok := r.Field(id)
	switch {
	case ok && f.Sensitivity < MaskedField, slices.Contains(e.Full, id):
		return ""
	case ok && f.Type.Kind == record.Text:
		return dataset.Initial
	}
	return hiddenMask
}

// shown are the values of a record as they stand in the file.
func (w exportWanted) shown(l register.Line) []string {
	out := make([]string, len(w.masks))
	for i, m := range w.masks {
		out[i] = m.Of(l.Values[i].String())
	}
	return out
}

// takes says whether a record is one that was asked for.
func (w exportWanted) takes(l register.Line) bool {
	if w.where < 0 {
		return true
	}
	v := l.Values[w.where].String()
	if w.area != (code.Area{}) {
		a, err := code.ParseArea(v)
		return err == nil && w.area.Contains(a)
	}
	return v == w.value
}

// lookAtAll puts whom a record is about into the look of its page, and everybody whom it
// names by number, shown or not: the record of a house is its holder's.
func (d *Desk) lookAtAll(tx *store.Tx, look *share.Look, w exportWanted, l register.Line) error {
	codes := []string{l.Subject}
	for _, i := range w.people {
		if v := l.Values[i]; !v.Absent() && !slices.Contains(codes, v.String()) {
			codes = append(codes, v.String())
		}
	}
	for _, c := range codes {
		person, err := d.personOf(tx, c)
		if err != nil {
			return err
		}
		look.Of = append(look.Of, share.Of{Subject: person})
	}
	return nil
}
