package pack

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/declare"
	"atonce/internal/law"
)

// finderDecl is _find/<finder>.yaml as written.
type finderDecl struct {
	Pos       declare.Pos
	Format    declare.At[int]      `yaml:"format,required"`
	Country   declare.Text         `yaml:"country,required"`
	From      declare.At[law.Date] `yaml:"from,required"`
	Names     wordsDecl            `yaml:"names,required"`
	About     wordsDecl            `yaml:"about,required"`
	Begin     declare.Text         `yaml:"begin,required"`
	Questions []questionDecl       `yaml:"questions,required"`
	Ends      []endDecl            `yaml:"ends,required"`
}

type questionDecl struct {
	Pos          declare.Pos
	ID           declare.Text `yaml:"id,required"`
	Ask          wordsDecl    `yaml:"ask,required"`
	Hint         wordsDecl    `yaml:"hint"`
	Basis        []basisDecl  `yaml:"basis"`
	Illustrative bool         `yaml:"illustrative"`
	Answers      []answerDecl `yaml:"answers,required"`
}

type answerDecl struct {
	Pos declare.Pos
	ID  declare.Text `yaml:"id,required"`
	Say wordsDecl    `yaml:"say,required"`
	To  declare.Text `yaml:"to,required"`
}

type endDecl struct {
	Pos  declare.Pos
	ID   declare.Text  `yaml:"id,required"`
	Fits []fitDecl     `yaml:"fits"`
	None wordsDecl     `yaml:"none"`
	Call []contactDecl `yaml:"call"`
}

type fitDecl struct {
	Pos     declare.Pos
	Service declare.Text `yaml:"service"`
	Benefit declare.Text `yaml:"benefit"`
	Why     wordsDecl    `yaml:"why,required"`
}

type contactDecl struct {
	Who   wordsDecl    `yaml:"who,required"`
	Phone declare.Text `yaml:"phone,required"`
}

const (
	finderFolder = "_find"
	// mostAsked is how many questions somebody is asked before a finder ends: who
	// is asked more looks elsewhere.
	mostAsked = 5
)

// finderDraft is one finder while it is read.
type finderDraft struct {
	*registerDraft // where problems go, and words by the languages of a country
	file           file
	decl           finderDecl
	sealed         *Finder
	places         map[string]declare.Pos // of questions and ends
}

// finderFiles are the files of the folder of finders.
func (l *loader) finderFiles() {
	for _, f := range l.tree(finderFolder) {
		name := strings.TrimPrefix(f.path, finderFolder+"/")
		id, isYAML := strings.CutSuffix(name, ".yaml")
		switch {
		case name == "README.md":
		case !isYAML || path.Dir(name) != ".":
			l.add(declare.Pos{File: f.path}.Problem("pack.file-stray"))
		case !idForm.MatchString(id):
			l.add(declare.Pos{File: f.path}.Problem("pack.id", "id", id))
		default:
			l.finders = append(l.finders, &finderDraft{registerDraft: &registerDraft{l: l, id: id}, file: f, places: map[string]declare.Pos{}})
		}
	}
}

// read reads a finder; all services and policies have been read.
func (d *finderDraft) read() {
	if !(&draft{l: d.l}).decodeBytes(d.file.path, d.file.data, &d.decl) {
		return
	}
	w := d.decl
	book, ok := d.l.books[w.Country.Value]
	if !ok {
		if _, there := d.l.lawFiles[w.Country.Value]; !there {
			d.l.add(w.Country.Problem("pack.country-unknown", "country", w.Country.Value))
		}
		return
	}
	d.book = book
	d.sealed = &Finder{id: d.id, names: d.words(w.Names), about: d.words(w.About), begin: w.Begin.Value, book: book,
		digest: digest(snapshot(finderFolder, []file{d.file}))}
	seen := map[string]bool{}
	for _, q := range w.Questions {
		if (&draft{l: d.l}).named(q.ID, seen) {
			d.places[q.ID.Value] = q.ID.Pos
		}
		d.sealed.questions = append(d.sealed.questions, d.question(q))
	}
	for _, e := range w.Ends {
		if (&draft{l: d.l}).named(e.ID, seen) {
			d.places[e.ID.Value] = e.ID.Pos
		}
		d.sealed.ends = append(d.sealed.ends, d.end(e))
	}
	d.ways()
}

// number is what a limit is written with.
var number = regexp.MustCompile(`[0-9]`)

func (d *finderDraft) question(w questionDecl) Question {
	q := Question{ID: w.ID.Value, Ask: d.words(w.Ask), Illustrative: w.Illustrative}
	if w.Hint.Set() {
		q.Hint = d.words(w.Hint)
	}
	for _, b := range w.Basis {
		q.Basis = append(q.Basis, d.l.cite(b, d.book, d.decl.From.Value, w.Illustrative))
	}
	said := []law.Words{q.Ask, q.Hint}
	seen := map[string]bool{}
	for _, a := range w.Answers {
		(&draft{l: d.l}).named(a.ID, seen)
		q.Answers = append(q.Answers, Answer{a.ID.Value, d.words(a.Say), a.To.Value})
		said = append(said, q.Answers[len(q.Answers)-1].Say)
	}
	if len(w.Answers) < 2 {
		d.l.add(w.ID.Problem("pack.find-answers", "question", w.ID.Value))
	}
	limit := slices.ContainsFunc(said, func(x law.Words) bool {
		for _, s := range x {
			if number.MatchString(s) {
				return true
			}
		}
		return false
	})
	if limit && len(q.Basis) == 0 && !w.Illustrative {
		d.l.add(w.ID.Problem("pack.find-limit", "question", w.ID.Value))
	}
	return q
}

// end holds an end to services that people can apply for themselves, or to words and
// a way out.
func (d *finderDraft) end(w endDecl) End {
	e := End{ID: w.ID.Value}
	if w.None.Set() {
		e.None = d.words(w.None)
	}
	if w.None.Set() == (len(w.Fits) > 0) {
		d.l.add(w.ID.Problem("pack.find-end", "end", w.ID.Value))
	}
	if w.None.Set() && len(w.Call) == 0 {
		d.l.add(w.ID.Problem("pack.find-call", "end", w.ID.Value))
	}
	seen := map[string]bool{}
	for _, f := range w.Fits {
		e.Fits = append(e.Fits, Fit{f.Service.Value, f.Benefit.Value, d.words(f.Why)})
		d.fit(f, seen)
	}
	for _, c := range w.Call {
		if !reachable.MatchString(c.Phone.Value) {
			d.l.add(c.Phone.Problem("pack.find-phone", "phone", c.Phone.Value))
		}
		e.Call = append(e.Call, Contact{d.words(c.Who), c.Phone.Value})
	}
	return e
}

// reachable is a number with its area code, or a short one that is the same everywhere.
var reachable = regexp.MustCompile(phone.String() + `|^[1-9][0-9]{2,4}$`)

func (d *finderDraft) fit(f fitDecl, seen map[string]bool) {
	if f.Service.Set() == f.Benefit.Set() {
		d.l.add(f.Pos.Problem("pack.find-fit"))
		return
	}
	id := f.Service
	if f.Benefit.Set() {
		id = f.Benefit
	}
	if seen[id.Value] {
		d.l.add(id.Problem("pack.id-twice", "id", id.Value))
	}
	seen[id.Value] = true
	if f.Benefit.Set() {
		if !slices.ContainsFunc(d.l.benefits, func(b *benefitDraft) bool { return b.rules.id == id.Value }) {
			d.l.add(id.Problem("pack.find-benefit", "benefit", id.Value))
		}
		return
	}
	switch s, ok := d.l.drafts[id.Value]; {
	case !ok:
		d.l.add(id.Problem("pack.find-service", "service", id.Value))
	case s.procedure != nil && !slices.Contains(s.procedure.Opens.By, casework.RoleApplicant):
		d.l.add(id.Problem("pack.find-closed", "service", id.Value))
	}
}

// ways holds every way through the questions to an end: none leads nowhere or round
// in a circle, none is long, and nothing stands there that no way reaches.
func (d *finderDraft) ways() {
	if _, ok := d.places[d.decl.Begin.Value]; !ok {
		d.l.add(d.decl.Begin.Problem("pack.find-to", "to", d.decl.Begin.Value))
		return
	}
	asked := map[string]questionDecl{}
	for _, q := range d.decl.Questions {
		asked[q.ID.Value] = q
		for _, a := range q.Answers {
			if _, ok := d.places[a.To.Value]; !ok {
				d.l.add(a.To.Problem("pack.find-to", "to", a.To.Value))
			}
		}
	}
	// longest is how many questions are still asked from a place; under says that a way
	// through it is being gone, so that coming back to it is a circle.
	longest, under := map[string]int{}, map[string]bool{}
	var walk func(id string) int
	walk = func(id string) int {
		q, isQuestion := asked[id]
		if n, known := longest[id]; known || !isQuestion {
			longest[id] = n
			return n
		}
		under[id] = true
		most := 0
		for _, a := range q.Answers {
			if under[a.To.Value] {
				d.l.add(a.To.Problem("pack.find-circle", "to", a.To.Value))
				continue
			}
			most = max(most, walk(a.To.Value))
		}
		under[id] = false
		longest[id] = most + 1
		return most + 1
	}
	if n := walk(d.decl.Begin.Value); n > mostAsked {
		d.l.add(d.decl.Begin.Problem("pack.find-long", "n", strconv.Itoa(n), "most", strconv.Itoa(mostAsked)))
	}
	for id, at := range d.places {
		if _, ok := longest[id]; !ok {
			d.l.add(at.Problem("pack.find-unreached", "id", id))
		}
	}
}
