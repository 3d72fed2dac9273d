package pack

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"atonce/internal/declare"
	"atonce/internal/form"
	"atonce/internal/law"
	"atonce/internal/text"
)

// dataDecl is data.yaml as written.
type dataDecl struct {
	Format     declare.At[int] `yaml:"format,required"`
	Needs      []needDecl      `yaml:"needs"`
	Exceptions []exceptionDecl `yaml:"exceptions"`
}

type needDecl struct {
	Pos      declare.Pos
	Register declare.Text              `yaml:"register,required"`
	By       declare.Text              `yaml:"by"`
	Fields   []declare.Text            `yaml:"fields,required"`
	Purpose  declare.Text              `yaml:"purpose,required"`
	Basis    *basisDecl                `yaml:"basis,required"`
	Answers  declare.Map[declare.Text] `yaml:"answers"`
	Material declare.Text              `yaml:"material"`
}

type exceptionDecl struct {
	Pos      declare.Pos
	Asked    declare.Text `yaml:"asked,required"`
	Register declare.Text `yaml:"register"`
	Field    declare.Text `yaml:"field"`
	Licence  declare.Text `yaml:"licence"`
	Basis    *basisDecl   `yaml:"basis,required"`
}

// grantsDecl is grants.yaml of a register as written.
type grantsDecl struct {
	Format declare.At[int] `yaml:"format,required"`
	Grants []grantDecl     `yaml:"grants,required"`
}

type grantDecl struct {
	Pos     declare.Pos
	ID      declare.Text         `yaml:"id,required"`
	Service declare.Text         `yaml:"service"`
	Office  declare.Text         `yaml:"office"`
	Fields  []declare.Text       `yaml:"fields,required"`
	Purpose declare.Text         `yaml:"purpose,required"`
	Basis   *basisDecl           `yaml:"basis,required"`
	From    declare.At[law.Date] `yaml:"from,required"`
	Until   declare.At[law.Date] `yaml:"until"`
}

const (
	dataFile   = "data.yaml"
	grantsFile = "grants.yaml"
)

// sealData seals what the service needs of registers, as far as the service alone can
// show; whether the register is there and grants it is the whole set's to say.
func (d *draft) sealData() {
	if _, ok := d.find(dataFile); !ok || !d.decode(dataFile, &d.data) {
		return
	}
	for _, w := range d.data.Needs {
		n := Need{Register: w.Register.Value, By: w.By.Value, Fields: values(w.Fields), Purpose: w.Purpose.Value, Basis: d.cite(w.Basis),
			Answers: map[string]string{}, Material: w.Material.Value}
		d.oneOf(w.Purpose, "purpose", Purposes...)
		for _, e := range w.Answers {
			if _, ok := d.field(e.Key.Value); !ok {
				d.add(e.Key.Problem("pack.data-question", "question", e.Key.Value))
			}
			if !slices.Contains(n.Fields, e.Value.Value) {
				d.add(e.Value.Problem("pack.data-field-unneeded", "field", e.Value.Value))
			}
			n.Answers[e.Key.Value] = e.Value.Value
		}
		if w.Material.Set() && !slices.ContainsFunc(d.sealed.Materials, func(m Material) bool { return m.ID == n.Material && m.Fetched() }) {
			d.add(w.Material.Problem("pack.data-material", "material", n.Material))
		}
		d.needs = append(d.needs, n)
	}
	for _, w := range d.data.Exceptions {
		if w.Licence.Set() == w.Register.Set() || w.Register.Set() != w.Field.Set() {
			d.add(w.Pos.Problem("pack.exception-what"))
		}
		d.exceptions = append(d.exceptions, Exception{w.Asked.Value, w.Register.Value, w.Field.Value, w.Licence.Value, d.cite(w.Basis)})
	}
}

// readGrants reads the starting grants of a register.
func (d *registerDraft) readGrants(data []byte, name string) {
	var w grantsDecl
	if ps := declare.Decode(name, data, &w); len(ps) > 0 {
		d.l.add(ps...)
		return
	}
	seen := map[string]bool{}
	for _, g := range w.Grants {
		out := Grant{ID: g.ID.Value, Register: d.id, Fields: values(g.Fields), Purpose: g.Purpose.Value, Service: g.Service.Value, Office: g.Office.Value,
			From: g.From.Value, Until: g.Until.Value}
		if g.Basis != nil {
			out.Basis = d.l.cite(*g.Basis, d.book, g.From.Value, d.decl.Illustrative)
		}
		d.l.oneOf(g.Purpose, "purpose", Purposes...)
		switch {
		case !idForm.MatchString(out.ID):
			d.l.add(g.ID.Problem("pack.id", "id", out.ID))
		case seen[out.ID]:
			d.l.add(g.ID.Problem("pack.id-twice", "id", out.ID))
		}
		seen[out.ID] = true
		if (out.Service == "") == (out.Office == "") {
			d.l.add(g.Pos.Problem("pack.grant-reader"))
		}
		for _, f := range g.Fields {
			if _, ok := d.sealed.Field(f.Value); !ok {
				d.l.add(f.Problem("pack.data-field", "register", d.id, "field", f.Value))
			}
		}
		d.sealed.grants = append(d.sealed.grants, out)
	}
}

// askOnce refuses what is asked of people although a register holds it
// (浙江省保障“最多跑一次”改革规定 7), and needs that no owner grants.
func (l *loader) askOnce() {
	registers := map[string]*Register{}
	for _, d := range l.data {
		if d.sealed != nil {
			registers[d.id] = d.sealed
		}
	}
	if len(registers) == 0 {
		return // a tree without registers asks for what it must
	}
	for _, d := range l.order {
		if d.procedure != nil && d.form != nil {
			d.checkNeeds(registers)
			d.checkHeld(l.data)
		}
	}
}

func (d *draft) checkNeeds(registers map[string]*Register) {
	for i, n := range d.needs {
		w := d.data.Needs[i]
		r, ok := registers[n.Register]
		if !ok {
			d.add(w.Register.Problem("pack.data-register", "register", n.Register))
			continue
		}
		for _, f := range w.Fields {
			if _, ok := r.Field(f.Value); !ok {
				d.add(f.Problem("pack.data-field", "register", r.id, "field", f.Value))
			}
		}
		if f, ok := r.Field(n.By); w.By.Set() && (!ok || !f.Lookup) {
			d.add(w.By.Problem("pack.data-by", "register", r.id, "field", n.By))
		}
		if !slices.ContainsFunc(r.grants, func(g Grant) bool { return g.Covers(n, d.id, d.sealed.Agency) }) {
			d.add(w.Pos.Problem("pack.data-ungranted", "register", r.id, "fields", strings.Join(n.Fields, ", "), "purpose", n.Purpose))
		}
	}
	for _, m := range d.item.Materials {
		if m.From.Value != fromRegister {
			continue
		}
		if _, ok := registers[m.Register.Value]; !ok {
			d.add(m.Register.Problem("pack.data-register", "register", m.Register.Value))
		} else if !slices.ContainsFunc(d.needs, func(n Need) bool { return n.Material == m.ID.Value && n.Register == m.Register.Value }) {
			d.add(m.Pos.Problem("pack.data-material-unneeded", "material", m.ID.Value, "register", m.Register.Value))
		}
	}
}

// checkHeld holds every question and material of the applicant to what the registers
// hold: by what it says it is, and by its name, so that saying nothing does not help.
func (d *draft) checkHeld(registers []*registerDraft) {
	for _, x := range d.form.Fields() {
		if x.Office {
			continue
		}
		register, field := d.held(registers, x.Source, x.ID, "field."+x.ID)
		if register == nil {
			if x.Source != "" {
				d.add(d.fieldAt[x.ID].Problem("pack.data-source", "question", x.ID, "source", x.Source))
			}
			continue
		}
		if !d.answered(x.ID, register.id, field) {
			d.add(d.fieldAt[x.ID].Problem("pack.asked-again", "question", x.ID, "register", register.id, "field", field, "name", register.names.In(text.ZH)))
		}
	}
	for _, m := range d.item.Materials {
		if m.From.Value != fromApplicant {
			continue
		}
		register, field := d.held(registers, "", m.ID.Value, "material."+m.ID.Value)
		if register != nil && !d.answered(m.ID.Value, register.id, field) {
			d.add(m.Pos.Problem("pack.material-again", "material", m.ID.Value, "register", register.id, "field", field, "name", register.names.In(text.ZH)))
		}
	}
}

// answered says whether a question is filled in from a register, or excepted.
func (d *draft) answered(asked, register, field string) bool {
	for _, n := range d.needs {
		if _, ok := n.Answers[asked]; ok {
			return true
		}
	}
	return slices.ContainsFunc(d.exceptions, func(e Exception) bool {
		return e.Asked == asked && e.Register == register && e.Field == field
	})
}

// held finds the register and field that hold what is asked. Without a declared source
// only registers about whom the service is for are searched: an address is not every
// address.
func (d *draft) held(registers []*registerDraft, source, id, key string) (*Register, string) {
	if source != "" {
		name, field, _ := strings.Cut(source, ".")
		for _, r := range registers {
			if r.id == name && r.sealed != nil {
				if _, ok := r.sealed.Field(field); ok {
					return r.sealed, field
				}
			}
		}
		return nil, ""
	}
	for _, r := range registers {
		if r.sealed == nil || r.sealed.share.Type == Withheld || !slices.Contains(d.sealed.Subjects, subjectOf[r.sealed.subject]) {
			continue
		}
		for _, f := range append([]RegisterField{r.sealed.key}, r.sealed.fields...) {
			if f.Share.Type != Withheld && d.goesBy(f, id, key) {
				return r.sealed, f.ID
			}
		}
	}
	return nil, ""
}

// subjectOf is whom a service is for, by what a register is about.
var subjectOf = map[string]string{"person": "person", "firm": "enterprise"}

// goesBy says whether a question goes by a field's id, by its name or by a word it is
// usually asked under, in any language.
func (d *draft) goesBy(f RegisterField, id, key string) bool {
	if x, ok := d.field(id); id == f.ID && len(f.Options) == 0 && (!ok || x.Kind != form.Area) {
		// The same id with a choice of its own, or for the place where a case goes, says
		// nothing yet; the names below do.
		return true
	}
	var words []string
	for _, w := range f.Names {
		words = append(words, plain(w))
	}
	for _, w := range f.Asked {
		words = append(words, plain(w))
	}
	for _, lang := range d.languages() {
		if said, _ := d.said(lang, key); said != "" && slices.Contains(words, plain(said)) {
			return true
		}
	}
	return false
}

// plain is a name without what people write differently: case, spaces, brackets.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// grantsPath is where a register's grants stand.
func (d *registerDraft) grantsPath() string { return path.Join(d.dir, grantsFile) }
