package desk

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"atonce/internal/export"
	"atonce/internal/fail"
	"atonce/internal/grant"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/register"
	"atonce/internal/store"
)

// ExportAsk 导出申请 is what an official asks to take out of a register. The grant says
// which register it is and what for.
type ExportAsk struct {
	Grant        int64
	Fields       []string
	Full         []string // of those, the sensitive ones that are to stand whole in the file
	Where, Value string   // a field that narrows it, and its value
	Words        string   // what for: everybody in the file reads it
	Basis        law.Citation
	Number       string // of the case it is for; empty without one
	Until        law.Date
}

const (
	highestField   = 4  // grade of a field that no file holds
	exportDays     = 30 // the longest that an approved export waits; a promise of the program
	mostExports    = 100
	leastExportWhy = 4
	mostExportWhy  = 500
	// mostExportValue bounds a value and the number of a case, in bytes.
	mostExportValue = 300
)

// bulkPurposes are the purposes of grants that a list may be taken out for. To fill in a
// form or to stand for a paper serves one applicant, and takes one record.
var bulkPurposes = []string{"identify", "decide", "inspect"}

// ExportOffer is a grant under which an official's office reads, with the fields of it
// that a file may hold.
type ExportOffer struct {
	grant.Grant
	Register *pack.Register
	Fields   []pack.RegisterField
}

// ExportOffers are the grants an official may ask an export under, the newest first.
func (d *Desk) ExportOffers(ctx context.Context, by people.Person) (out []ExportOffer, err error) {
	var kinds, services []string
	for _, id := range by.Offices() {
		o, _ := d.Office(id)
		kinds = append(kinds, o.Kind)
	}
	for _, s := range d.Services() {
		if slices.Contains(kinds, s.Item().Agency) {
			services = append(services, s.ID())
		}
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = nil
		all, err := grant.All(tx)
		if err != nil {
			return err
		}
		for _, g := range slices.Backward(all) {
			r, known := d.register(g.Register)
			if !known || r.Source() != pack.Stored || !slices.Contains(bulkPurposes, g.Purpose) || !g.Stands(register.Today(tx, r)) || !g.ReadBy(by.Offices(), kinds, services) {
				continue
			}
			o := ExportOffer{Grant: g, Register: r}
			for _, id := range g.Fields {
				if f, ok := r.Field(id); ok && f.Sensitivity < highestField {
					o.Fields = append(o.Fields, f)
				}
			}
			if len(o.Fields) > 0 {
				out = append(out, o)
			}
		}
		return nil
	})
	return out, err
}

func (d *Desk) register(id string) (*pack.Register, bool) {
	r, err := d.RegisterOf(id)
	return r, err == nil
}

// AskExport asks for an export. Nothing is read yet. What the grant does not give, or
// no file may hold, is refused, and the refusal is in the log.
func (d *Desk) AskExport(ctx context.Context, by people.Person, in ExportAsk) (id int64, err error) {
	in.Words, in.Value, in.Number = strings.TrimSpace(in.Words), strings.TrimSpace(in.Value), strings.TrimSpace(in.Number)
	in.Basis.Article = strings.TrimSpace(in.Basis.Article)
	in.Fields, in.Full = once(in.Fields), once(in.Full)
	e, err := d.onExport(ctx, by, export.Ask, func(tx *store.Tx) (export.Deed, error) {
		g, err := grant.One(tx, in.Grant)
		if err != nil {
			return export.Deed{}, err
		}
		r, err := d.RegisterOf(g.Register)
		if err != nil {
			return export.Deed{}, err
		}
		e := export.Export{By: by.ID, Name: by.In("zh"), At: moment(tx.Now()), State: export.Asked, Terms: export.Terms{Register: g.Register, Service: g.Service, Use: g.Purpose,
			Fields: in.Fields, Full: in.Full, Where: in.Where, Value: in.Value, Words: in.Words, Basis: in.Basis, Number: in.Number, Until: in.Until}}
		if wrong := exportWrong(e.Terms, r, register.Today(tx, r)); len(wrong) > 0 {
			return export.Deed{}, fail.New(fail.Invalid, "desk.form").WithFields(wrong...)
		}
		if e.Office, err = d.exportOffice(tx, by, e, r); err == nil {
			err = d.mayExport(tx, e, r)
		}
		if err != nil {
			return export.Deed{Export: e}, err
		}
		e, err = export.Save(tx, e)
		return export.Deed{Kind: export.Ask, Export: e}, err
	})
	return e.ID, err
}

// once leaves each id where it stands first.
func once(ids []string) (out []string) {
	for _, id := range ids {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// exportWrong is what is missing in the form, or cannot be understood.
func exportWrong(t export.Terms, r *pack.Register, today law.Date) (out []fail.Field) {
	wrong := func(path, key string, args ...string) {
		out = append(out, fail.Field{Path: path, Key: key, Args: fail.Pairs(args...)})
	}
	if len(t.Fields) == 0 {
		wrong("fields", "export.fields")
	}
	for _, id := range t.Fields {
		if _, ok := r.Field(id); !ok {
			wrong("fields", "register.no-field", "register", r.ID(), "field", id)
		}
	}
	for _, id := range t.Full {
		if !slices.Contains(t.Fields, id) {
			wrong("full", "export.full")
			break
		}
	}
	where, known := r.Field(t.Where)
	switch {
	case t.Where == "" && t.Value != "":
		wrong("where", "export.where")
	case t.Where == "":
	case !known:
		wrong("where", "register.no-field", "register", r.ID(), "field", t.Where)
	case where.Sensitivity >= MaskedField:
		wrong("where", "export.where-grade")
	default:
		if _, err := where.Type.Parse(t.Value); err != nil || t.Value == "" || len(t.Value) > mostExportValue {
			wrong("value", "export.value")
		}
	}
	if n := utf8.RuneCountInString(t.Words); n < leastExportWhy || n > mostExportWhy {
		wrong("words", "export.words")
	}
	if _, ok := r.Book().Cite(t.Basis); !ok {
		wrong("law", "export.law")
	}
	if len(t.Number) > mostExportValue {
		wrong("number", "export.case-long")
	}
	if t.Basis.Article == "" || len(t.Basis.Article) > 20 {
		wrong("article", "export.article")
	}
	if t.Until.Before(today) || today.AddDays(exportDays).Before(t.Until) {
		wrong("until", "export.until", "last", today.AddDays(exportDays).String())
	}
	return out
}

// exportOffice is the office of by that was granted what is asked for. The error says
// what the first of them lacks.
func (d *Desk) exportOffice(tx *store.Tx, by people.Person, e export.Export, r *pack.Register) (office string, err error) {
	err = fail.New(fail.Forbidden, "grant.none", "register", e.Register, "fields", strings.Join(e.Reads(), ", "))
	for i, id := range by.Offices() {
		e.Office = id
		_, lacks := d.exportGrant(tx, e, r)
		if lacks == nil {
			return id, nil
		}
		if fail.KindOf(lacks) != fail.Forbidden {
			return "", lacks
		}
		if i == 0 {
			office, err = id, lacks
		}
	}
	return office, err
}

// exportGrant is the grant under which an export may be read now.
func (d *Desk) exportGrant(tx *store.Tx, e export.Export, r *pack.Register) (grant.Grant, error) {
	o, _ := d.Office(e.Office)
	ask := grant.Ask{Register: e.Register, Service: e.Service, Office: o.Kind, Reader: o.ID, Purpose: e.Use, Fields: e.Reads(), Day: register.Today(tx, r)}
	if s, err := d.Service(e.Service); err == nil {
		ask.Runs = s.Item().Agency == o.Kind
	}
	return grant.Find(tx, ask)
}

// mayExport refuses what no grant makes right: fields of the highest grade, a purpose
// that takes one record, a register that is not here, a case of another office.
func (d *Desk) mayExport(tx *store.Tx, e export.Export, r *pack.Register) error {
	for _, id := range e.Reads() {
		if f, ok := r.Field(id); !ok || f.Sensitivity >= highestField {
			return fail.New(fail.Forbidden, "export.highest", "field", id)
		}
	}
	if !slices.Contains(bulkPurposes, e.Use) {
		return fail.New(fail.Forbidden, "export.purpose", "purpose", e.Use)
	}
	if r.Source() != pack.Stored {
		return fail.New(fail.Forbidden, "export.elsewhere", "register", r.ID())
	}
	if e.Number == "" {
		return nil
	}
	f, err := d.readIn(tx, e.Number)
	if err != nil && fail.KindOf(err) != fail.NotFound {
		return err
	}
	if err != nil || f.was.Office != e.Office && !touched(f.was, e.Office) {
		return fail.New(fail.Forbidden, "export.case", "case", e.Number)
	}
	return nil
}

// AnswerExport 审批 approves or refuses an export, as the data protection of the office
// that asked: somebody else than who asked. A refusal says why. The grant is asked anew.
func (d *Desk) AnswerExport(ctx context.Context, by people.Person, id int64, approve bool, why string) error {
	why = strings.TrimSpace(why)
	if n := utf8.RuneCountInString(why); !approve && n < leastExportWhy || n > mostExportWhy {
		return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "why", Key: "export.why"})
	}
	kind := export.Refuse
	if approve {
		kind = export.Approve
	}
	_, err := d.onExport(ctx, by, kind, func(tx *store.Tx) (export.Deed, error) {
		e, err := export.Find(tx, id)
		if err != nil {
			return export.Deed{}, err
		}
		did := export.Deed{Kind: kind, Export: e}
		if err := d.mayAnswer(tx, by, e); err != nil {
			return did, err
		}
		r, err := d.RegisterOf(e.Register)
		if err != nil {
			return did, err
		}
		if approve && e.Over(tx.Now(), register.Today(tx, r)) {
			return did, fail.New(fail.Conflict, "export.over")
		}
		if _, err = d.exportGrant(tx, e, r); approve && err != nil {
			return did, err
		}
		e.State, e.Second, e.SecondName, e.Answered, e.Why = export.Refused, by.ID, by.In("zh"), moment(tx.Now()), why
		if approve {
			e.State = export.Approved
		}
		did.Export, err = export.Save(tx, e)
		return did, err
	})
	return err
}

// mayAnswer refuses whoever is not the second person.
func (d *Desk) mayAnswer(tx *store.Tx, by people.Person, e export.Export) error {
	asker, _, err := people.Find(tx, e.By)
	if err != nil {
		return err
	}
	if by.ID == e.By || by.Identity != "" && by.Identity == asker.Identity {
		return fail.New(fail.Forbidden, "export.same")
	}
	office, err := d.protectorOf(tx, e.Office)
	if err != nil {
		return err
	}
	if !slices.Contains(by.Roles(office), RoleDataProtection) {
		if err := d.knowsExport(tx, by, e); err != nil {
			return err
		}
		return fail.New(fail.Forbidden, "export.second")
	}
	if e.State != export.Asked {
		return fail.New(fail.Conflict, "export.answered")
	}
	return nil
}

// knowsExport refuses whom an export does not concern: only who asked, the data
// protection of their office and who keeps the register know that it is there.
func (d *Desk) knowsExport(tx *store.Tx, by people.Person, e export.Export) error {
	if r, ok := d.register(e.Register); by.ID == e.By || ok && d.keeps(by, r) {
		return nil
	}
	office, err := d.protectorOf(tx, e.Office)
	if err == nil && !slices.Contains(by.Roles(office), RoleDataProtection) {
		err = fail.New(fail.NotFound, "export.unknown")
	}
	return err
}

// onExport does a deed to an export and puts it into the log. A deed that is refused
// changes nothing and is in the log too.
func (d *Desk) onExport(ctx context.Context, by people.Person, tried export.Kind, do func(*store.Tx) (export.Deed, error)) (e export.Export, err error) {
	var refused error
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		refused = nil
		did, err := do(tx)
		e = did.Export
		if err != nil {
			k := fail.KindOf(err)
			if k != fail.Forbidden && k != fail.Conflict && (k != fail.NotFound || e.ID == 0) {
				return err
			}
			refused, did.Kind, did.Tried, did.Key = err, export.Deny, tried, fail.As(err).Key
		}
		return recordExport(tx, by, did)
	})
	if err == nil {
		err = refused
	}
	return e, err
}
