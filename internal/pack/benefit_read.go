package pack

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/declare"
	"atonce/internal/law"
)

// benefitDecl is _benefits/<policy>/benefit.yaml as written.
type benefitDecl struct {
	Pos          declare.Pos
	Format       declare.At[int]       `yaml:"format,required"`
	Country      declare.Text          `yaml:"country,required"`
	From         declare.At[law.Date]  `yaml:"from,required"`
	Names        wordsDecl             `yaml:"names,required"`
	About        wordsDecl             `yaml:"about,required"`
	Owner        declare.Text          `yaml:"owner,required"`
	Register     declare.Text          `yaml:"register,required"`
	Decision     declare.Text          `yaml:"decision,required"`
	Objection    declare.At[law.Limit] `yaml:"objection,required"`
	Audit        declare.At[int]       `yaml:"audit,required"`
	Apart        []declare.Text        `yaml:"apart"`
	Basis        []basisDecl           `yaml:"basis"`
	Illustrative bool                  `yaml:"illustrative"`
}

const (
	benefitFolder = "_benefits"
	benefitFile   = "benefit.yaml"
)

// benefitDraft is one policy while it is read. Its rules are read as a service's are.
type benefitDraft struct {
	decl   benefitDecl
	rules  *draft
	sealed *Benefit
}

func (l *loader) benefit(id string) {
	dir := path.Join(benefitFolder, id)
	if !idForm.MatchString(id) {
		l.add(declare.Pos{File: dir}.Problem("pack.id", "id", id))
	}
	l.benefits = append(l.benefits, &benefitDraft{rules: &draft{l: l, id: id, dir: dir, files: l.tree(dir)}})
}

// read reads a policy; the registers have been read.
func (b *benefitDraft) read() {
	d := b.rules
	for _, f := range d.files {
		rel := strings.TrimPrefix(f.path, d.dir+"/")
		if ext := path.Ext(rel); rel != benefitFile && rel != "README.md" && (path.Dir(rel) != "decide" || ext != ".yaml" && ext != ".dmn") {
			d.add(declare.Pos{File: f.path}.Problem("pack.file-stray"))
		}
	}
	if !d.decode(benefitFile, &b.decl) {
		return
	}
	w := b.decl
	book, ok := d.l.books[w.Country.Value]
	if !ok {
		if _, there := d.l.lawFiles[w.Country.Value]; !there {
			d.add(w.Country.Problem("pack.country-unknown", "country", w.Country.Value))
		}
		return
	}
	d.book, d.pack.From, d.pack.Illustrative = book, w.From, w.Illustrative
	d.readDecisions()
	b.seal()
}

func (b *benefitDraft) seal() {
	d, w := b.rules, b.decl
	words := (&registerDraft{l: d.l, book: d.book}).words
	s := &Benefit{id: d.id, country: w.Country.Value, from: w.From.Value, names: words(w.Names), about: words(w.About), owner: w.Owner.Value,
		register: w.Register.Value, illustrative: w.Illustrative, objection: w.Objection.Value, audit: w.Audit.Value, apart: values(w.Apart), book: d.book}
	s.snapshot = snapshot(d.dir, d.files)
	s.digest = digest(s.snapshot)
	for _, x := range w.Basis {
		s.basis = append(s.basis, d.l.cite(x, d.book, w.From.Value, w.Illustrative))
	}
	if len(s.basis) == 0 && !w.Illustrative {
		d.add(w.Pos.Problem("pack.register-basis"))
	}
	if !idForm.MatchString(w.Owner.Value) {
		d.add(w.Owner.Problem("pack.id", "id", w.Owner.Value))
	}
	if w.Audit.Value < 1 {
		d.add(w.Audit.Problem("pack.benefit-audit"))
	}
	if w.Objection.Value.IsZero() || w.Objection.Value.IsInstant() {
		d.add(w.Objection.Problem("pack.benefit-objection"))
	}
	b.sealed = s
	b.sealRules()
}

// sealRules holds the model to the register: each input is a field of the same name
// and type, and the answer is an amount.
func (b *benefitDraft) sealRules() {
	d, w, s := b.rules, b.decl, b.sealed
	i := slices.IndexFunc(d.l.data, func(r *registerDraft) bool { return r.id == w.Register.Value })
	if i < 0 {
		d.add(w.Register.Problem("pack.benefit-register", "register", w.Register.Value))
		return
	}
	r := d.l.data[i].sealed
	if len(d.decisions) != 1 {
		if !d.broken {
			d.add(w.Decision.Problem("pack.benefit-model", "count", strconv.Itoa(len(d.decisions))))
		}
		return
	}
	s.decision = d.decisions[0]
	asked, ok := s.decision.Model.Find(w.Decision.Value)
	if !ok {
		d.add(w.Decision.Problem("pack.benefit-decision", "decision", w.Decision.Value))
		return
	}
	s.asked = asked
	if r == nil {
		return
	}
	for _, in := range asked.Inputs() {
		f, ok := r.Field(in.Name)
		switch {
		case !ok:
			d.add(w.Decision.Problem("pack.benefit-field", "field", in.Name, "register", r.ID()))
			continue
		case in.Type == nil || in.Type.Kind != f.Type.FEEL().Kind:
			d.add(w.Decision.Problem("pack.benefit-type", "field", in.Name, "type", f.Type.String()))
		}
		s.given = append(s.given, in)
	}
	n := Need{Register: r.ID(), Fields: s.Fields(), Purpose: "decide"}
	if !slices.ContainsFunc(r.grants, func(g Grant) bool { return g.Covers(n, s.id, s.owner) }) {
		d.add(w.Register.Problem("pack.data-ungranted", "register", r.ID(), "fields", strings.Join(n.Fields, ", "), "purpose", n.Purpose))
	}
}

// crossBenefits holds policies to each other, when all have been read.
func (l *loader) crossBenefits() {
	for _, b := range l.benefits {
		for _, a := range b.decl.Apart {
			if !slices.ContainsFunc(l.benefits, func(o *benefitDraft) bool { return o.rules.id == a.Value && o != b }) {
				l.add(a.Problem("pack.benefit-apart", "policy", a.Value))
			}
		}
	}
}
