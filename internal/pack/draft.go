package pack

import (
	"path"
	"slices"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/declare"
	"atonce/internal/form"
	"atonce/internal/law"
	"atonce/internal/text"
)

// draft is one service while it is read: what is written, and what was sealed of it
// so far. Every check adds to the loader's problems and goes on, so that a person
// sees everything at once.
type draft struct {
	l        *loader
	area, id string
	dir      string
	files    []file

	pack      packDecl
	item      itemDecl
	proc      procedureDecl
	licence   licenceFileDecl
	figures   indicatorsDecl
	overlays  []overlayDecl
	sealed    Item
	form      *form.Form
	fieldAt   map[string]declare.Pos
	procedure *casework.Procedure
	licences  []LicenceKind
	decisions []Decision
	sharing   *Sharing
	texts     map[text.Lang]map[string]string
	textAt    map[text.Lang]map[string]declare.Pos
	stories   []Story
	book      *law.Book
	scope     *scope
	rules     map[string]*ruleset // by the model a permit names; nil where it cannot be asked

	needed     map[string]declare.Pos // text keys that must be there, and what needs them
	optional   map[string]bool        // text keys that may be there
	broken     bool                   // a file could not be read at all: what rests on it is not judged
	data       dataDecl
	needs      []Need
	exceptions []Exception
}

func (d *draft) add(ps ...Problem) { d.l.add(ps...) }

func (d *draft) find(name string) ([]byte, bool) {
	for _, f := range d.files {
		if f.path == path.Join(d.dir, name) {
			return f.data, true
		}
	}
	return nil, false
}

// in lists the files of a folder of the service.
func (d *draft) in(folder string) []file {
	var out []file
	for _, f := range d.files {
		if path.Dir(f.path) == path.Join(d.dir, folder) {
			out = append(out, f)
		}
	}
	return out
}

// decode reads one file of the service into a declaration.
func (d *draft) decode(name string, into any) bool {
	data, ok := d.find(name)
	if !ok {
		d.add(declare.Pos{File: path.Join(d.dir, name)}.Problem("pack.file-missing", "file", name))
		d.broken = true
		return false
	}
	return d.decodeBytes(path.Join(d.dir, name), data, into)
}

func (d *draft) decodeBytes(name string, data []byte, into any) bool {
	if !d.format(name, data) {
		d.broken = true
		return false
	}
	ps := declare.Decode(name, data, into)
	d.add(ps...)
	if len(ps) > 0 {
		d.broken = true
	}
	return len(ps) == 0
}

// known are the files a service's folder may hold.
var known = []string{"pack.yaml", "item.yaml", "form.schema.json", "procedure.yaml", "licence.yaml", "indicators.yaml", "sharing.yaml", dataFile, "README.md"}

var knownIn = map[string][]string{"decide": {".yaml", ".dmn"}, "text": {".yaml"}, "overlays": {".yaml"}, "stories": {".story"}}

// read reads and checks everything that can be judged within the service.
func (d *draft) read() {
	for _, f := range d.files {
		rel := strings.TrimPrefix(f.path, d.dir+"/")
		folder, name := path.Split(rel)
		if folder == "" && slices.Contains(known, name) || slices.Contains(knownIn[strings.TrimSuffix(folder, "/")], path.Ext(name)) {
			continue
		}
		d.add(declare.Pos{File: f.path}.Problem("pack.file-stray"))
	}
	if d.decode("pack.yaml", &d.pack); d.pack.Format.Set() {
		d.readPack()
	}
	d.decode("item.yaml", &d.item)
	d.decode("procedure.yaml", &d.proc)
	if _, ok := d.find("licence.yaml"); ok {
		d.decode("licence.yaml", &d.licence)
	}
	if _, ok := d.find("indicators.yaml"); ok {
		d.decode("indicators.yaml", &d.figures)
	}
	d.readForm()
	d.readTexts()
	d.readOverlays()
	d.readStories()
	if d.broken || d.book == nil {
		return
	}
	d.scope = d.newScope()
	d.readDecisions()
	d.sealItem()
	d.sealLicences()
	d.sealProcedure()
	d.sealIndicators()
	d.sealSharing()
	d.sealData()
	d.checkProcedure()
	d.checkMaterials()
	d.lint()
	d.checkTexts()
	d.checkOverlays()
}

func (d *draft) readPack() {
	p := d.pack
	if p.Area.Set() && p.Area.Value != d.area {
		d.add(p.Area.Problem("pack.area-folder", "area", p.Area.Value, "folder", d.area))
	}
	if len(p.Owners) == 0 {
		d.add(p.Pos.Problem("pack.owners"))
	}
	if p.Version.Set() && strings.TrimSpace(p.Version.Value) == "" {
		d.add(p.Version.Problem("pack.version"))
	}
	book, ok := d.l.books[p.Country.Value]
	if !ok {
		// A country that is there but broken has its own problems; a second one here would mislead.
		if _, there := d.l.lawFiles[p.Country.Value]; !there && p.Country.Set() {
			d.add(p.Country.Problem("pack.country-unknown", "country", p.Country.Value))
		}
		return
	}
	d.book = book
}

func (d *draft) readStories() {
	for _, f := range d.in("stories") {
		d.stories = append(d.stories, Story{File: f.path, Data: f.data})
	}
	if len(d.stories) < 2 {
		d.add(declare.Pos{File: path.Join(d.dir, "stories")}.Problem("pack.stories-few"))
	}
}

// need says that every language must have a text under key, and where it is used.
func (d *draft) need(key string, at declare.Pos) {
	if _, ok := d.needed[key]; !ok {
		d.needed[key] = at
	}
}

// cite seals a citation and holds it to the law pack: a known statute, in force on
// the pack's first day, with its article; local practice must say so.
func (d *draft) cite(b *basisDecl) law.Citation {
	if b == nil {
		return law.Citation{}
	}
	return d.l.cite(*b, d.book, d.pack.From.Value, d.pack.Illustrative)
}

// cite seals a citation of a declaration that holds from a day on; made says that
// all of the declaration is illustrative.
func (l *loader) cite(b basisDecl, book *law.Book, from law.Date, made bool) law.Citation {
	if !b.Law.Set() {
		return law.Citation{}
	}
	c := law.Citation{Law: b.Law.Value, Article: b.Article.Value}
	s, ok := book.Cite(c)
	switch {
	case !ok:
		l.add(b.Law.Problem("pack.statute-unknown", "law", c.Law, "country", book.Country))
	case s.Rank == law.Practice && !b.Illustrative && !made:
		l.add(b.Law.Problem("pack.practice", "law", c.Law))
	case c.Article == "" && s.Rank != law.Practice:
		l.add(b.Pos.Problem("pack.article-missing", "law", c.Law))
	case !s.InForceOn(from):
		l.add(b.Law.Problem("pack.statute-not-in-force", "law", c.Law, "from", from.String()))
	default:
		if err := new(law.Citation).UnmarshalText([]byte(c.String())); err != nil {
			l.add(problemOf(b.Pos, err))
		}
	}
	return c
}

// oneOf holds a word to a closed list.
func (d *draft) oneOf(t declare.Text, what string, allowed ...string) bool {
	return d.l.oneOf(t, what, allowed...)
}

func (l *loader) oneOf(t declare.Text, what string, allowed ...string) bool {
	if !t.Set() || slices.Contains(allowed, t.Value) {
		return t.Set()
	}
	l.add(t.Problem("pack.not-one-of", "what", what, "value", t.Value, "allowed", strings.Join(allowed, ", ")))
	return false
}

// named holds an identifier to its form and to being there once.
func (d *draft) named(t declare.Text, seen map[string]bool) bool {
	if !t.Set() {
		return false
	}
	if !idForm.MatchString(t.Value) {
		d.add(t.Problem("pack.id", "id", t.Value))
		return false
	}
	if seen[t.Value] {
		d.add(t.Problem("pack.id-twice", "id", t.Value))
		return false
	}
	seen[t.Value] = true
	return true
}

func values(ts []declare.Text) []string {
	if len(ts) == 0 {
		return nil
	}
	out := make([]string, len(ts))
	for i, t := range ts {
		out[i] = t.Value
	}
	return out
}
