package pack

import (
	"path"
	"slices"
	"strings"

	"atonce/internal/declare"
	"atonce/internal/law"
	"atonce/internal/record"
	"atonce/internal/text"
)

// registerDraft is one register while it is read. Every check adds to the loader's
// problems and goes on, so that a person sees everything at once.
type registerDraft struct {
	l      *loader
	id     string
	dir    string
	files  []file
	decl   registerDecl
	sealed *Register
	book   *law.Book
}

// The words a register's declaration chooses from.
var (
	cycles   = []string{"realtime", "day", "week", "month", "quarter", "year", "on-demand"}
	accesses = []string{Unconditional, Conditional, Withheld}
	reasons  = []string{"law", "policy", "sensitive", "other"}
	// registerSubjects are what a record can be about.
	registerSubjects = []string{"person", "firm", "household", "address", "licence", "property", "vehicle"}
)

const registerFile = "register.yaml"

// mostSensitive is the grade that is never open (DB33/T 2351-2021, 敏感数据).
const mostSensitive = 4

func (l *loader) register(id string) {
	d := &registerDraft{l: l, id: id, dir: path.Join(dataFolder, id)}
	if !idForm.MatchString(id) {
		l.add(declare.Pos{File: d.dir}.Problem("pack.id", "id", id))
	}
	d.files = l.tree(d.dir)
	l.data = append(l.data, d)
}

func (d *registerDraft) read() {
	found := false
	for _, f := range d.files {
		switch strings.TrimPrefix(f.path, d.dir+"/") {
		case registerFile:
			found = true
			if ps := declare.Decode(f.path, f.data, &d.decl); len(ps) > 0 {
				d.l.add(ps...)
				return
			}
		case "README.md", qualityFile, grantsFile:
		default:
			d.l.add(declare.Pos{File: f.path}.Problem("pack.file-stray"))
		}
	}
	if !found {
		d.l.add(declare.Pos{File: path.Join(d.dir, registerFile)}.Problem("pack.file-missing", "file", registerFile))
		return
	}
	w := d.decl
	if w.Format.Value != Format {
		d.l.add(w.Format.Problem("pack.register-format"))
	}
	book, ok := d.l.books[w.Country.Value]
	if !ok {
		if _, there := d.l.lawFiles[w.Country.Value]; !there {
			d.l.add(w.Country.Problem("pack.country-unknown", "country", w.Country.Value))
		}
		return
	}
	d.book = book
	d.seal()
	for _, f := range d.files {
		if f.path == d.grantsPath() {
			d.readGrants(f.data, f.path)
		}
	}
}

func (d *registerDraft) seal() {
	w := d.decl
	r := &Register{id: d.id, country: w.Country.Value, from: w.From.Value, owner: w.Owner.Value, subject: w.Subject.Value, cycle: w.Cycle.Value,
		source: w.Source.Value, illustrative: w.Illustrative, book: d.book, digest: digest(snapshot(d.dir, d.files))}
	r.names, r.about, r.system = d.words(w.Names), d.words(w.About), d.words(w.System)
	if !idForm.MatchString(w.Owner.Value) {
		d.l.add(w.Owner.Problem("pack.id", "id", w.Owner.Value))
	}
	d.l.oneOf(w.Subject, "subject", registerSubjects...)
	d.l.oneOf(w.Cycle, "cycle", cycles...)
	d.l.oneOf(w.Source, "source", Stored, Connected)
	for _, b := range w.Basis {
		r.basis = append(r.basis, d.l.cite(b, d.book, w.From.Value, w.Illustrative))
	}
	if len(r.basis) == 0 && !w.Illustrative {
		d.l.add(w.Pos.Problem("pack.register-basis"))
	}
	r.share, r.open = d.access(w.Share), d.access(w.Open)
	seen := map[string]bool{}
	r.key = d.field(w.Key, r, seen)
	if k := r.key.Type.Kind; k != record.Code && k != record.Text {
		d.l.add(w.Key.Type.Problem("pack.register-key-type", "type", r.key.Type.String()))
	}
	for _, f := range w.Fields {
		r.fields = append(r.fields, d.field(f, r, seen))
	}
	if len(r.fields) == 0 {
		d.l.add(w.Pos.Problem("pack.list-empty", "what", "fields"))
	}
	d.connector(r)
	d.readQuality(r)
	d.sealed = r
}

func (d *registerDraft) field(w fieldDecl, r *Register, seen map[string]bool) RegisterField {
	f := RegisterField{ID: w.ID.Value, Type: w.Type.Value, Names: d.words(w.Names), Sensitivity: w.Sensitivity.Value,
		Required: w.Required, Lookup: w.Lookup.Value, Asked: values(w.Asked), Share: r.share, Open: r.open}
	switch {
	case !idForm.MatchString(f.ID) || strings.Contains(f.ID, "-"):
		// A dash in a name would read as a minus in rules.
		d.l.add(w.ID.Problem("pack.register-field", "id", f.ID))
	case seen[f.ID]:
		d.l.add(w.ID.Problem("pack.id-twice", "id", f.ID))
	}
	seen[f.ID] = true
	if f.Sensitivity < 1 || f.Sensitivity > mostSensitive {
		d.l.add(w.Sensitivity.Problem("pack.register-sensitivity"))
	}
	if w.Share != nil {
		f.Share = d.access(w.Share)
	}
	at := d.decl.Open.Pos
	if w.Open != nil {
		f.Open, at = d.access(w.Open), w.Open.Pos
	}
	switch {
	case f.Sensitivity >= mostSensitive && f.Open.Type != Withheld:
		d.l.add(at.Problem("pack.register-never-open", "field", f.ID))
	case f.Sensitivity > 1 && f.Open.Type == Unconditional:
		d.l.add(at.Problem("pack.register-open", "field", f.ID))
	}
	if f.Lookup && f.Type.Kind != record.Code && f.Type.Kind != record.Text {
		d.l.add(w.Lookup.Problem("pack.register-lookup", "field", f.ID, "type", f.Type.String()))
	}
	for _, o := range w.Options {
		if f.Type.Kind != record.Text {
			d.l.add(o.Key.Problem("pack.register-options", "field", f.ID, "type", f.Type.String()))
			break
		}
		if !idForm.MatchString(o.Key.Value) {
			d.l.add(o.Key.Problem("pack.id", "id", o.Key.Value))
		}
		f.Options = append(f.Options, Option{o.Key.Value, d.words(o.Value)})
	}
	return f
}

func (d *registerDraft) access(w *accessDecl) Access {
	if w == nil {
		return Access{}
	}
	a := Access{Type: w.Type.Value, Reason: w.Reason.Value}
	d.l.oneOf(w.Type, "type", accesses...)
	if a.Type == Unconditional {
		if w.Reason.Set() || w.Says.Set() {
			d.l.add(w.Pos.Problem("pack.register-reason-idle"))
		}
		return a
	}
	if !d.l.oneOf(w.Reason, "reason", reasons...) && !w.Reason.Set() || !w.Says.Set() {
		d.l.add(w.Pos.Problem("pack.register-reason", "type", a.Type, "reasons", strings.Join(reasons, ", ")))
		return a
	}
	a.Says = d.words(w.Says)
	return a
}

// words holds words to the languages of the country.
func (d *registerDraft) words(w wordsDecl) law.Words {
	out := law.Words{}
	for _, l := range d.book.Languages {
		out[l] = strings.TrimSpace(w.Value[l])
		if out[l] == "" {
			d.l.add(w.Problem("pack.register-words", "lang", string(l)))
		}
	}
	for l := range w.Value {
		if !slices.Contains(d.book.Languages, text.Lang(l)) {
			d.l.add(w.Problem("pack.language-unknown", "lang", string(l)))
		}
	}
	return out
}
