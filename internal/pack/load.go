package pack

import (
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"atonce/internal/declare"
	"atonce/internal/fail"
	"atonce/internal/law"
)

// Problem is one thing wrong in a pack.
type Problem = declare.Problem

// Format is the format of packs this program reads.
const Format = 1

// Areas are the duty areas a service's folder can lie in (国发〔2022〕14号, the seven
// duties), and the area of fixtures.
var Areas = []string{"public-services", "market-supervision", "social-management", "economic-regulation",
	"ecological-protection", "government-operations", "open-government", toys}

// The folders beside the areas. Others that begin with _ are other rooms' own (the
// made-up people of a development system, the words of the search).
const (
	lawFolder  = "_law"
	dataFolder = "_data"
	toys       = "_toy"
)

var idForm = regexp.MustCompile(`^[a-z][a-z0-9]*([-_][a-z0-9]+)*$`)

// Load reads every country, register, benefit, service and finder below packs, the folder of packs. It
// returns the sealed set, or all problems at once with file and line. A nil set
// goes with at least one problem.
func Load(packs fs.FS) (*Set, []Problem) {
	files, ps := readAll(packs)
	l := newLoader(files)
	l.add(ps...)
	l.walk()
	for _, d := range l.order {
		d.read()
	}
	for _, d := range l.data {
		d.read()
	}
	for _, b := range l.benefits {
		b.read()
	}
	l.cross()
	l.askOnce()
	l.wallet()
	l.crossBenefits()
	for _, f := range l.finders {
		f.read()
	}
	if len(l.problems) > 0 {
		declare.Sort(l.problems)
		return nil, slices.CompactFunc(l.problems, same)
	}
	return l.seal(), nil
}

func newLoader(files []file) *loader {
	return &loader{files: files, books: map[string]*law.Book{}, lawFiles: map[string][]file{}, drafts: map[string]*draft{}}
}

func same(a, b Problem) bool {
	return a.File == b.File && a.Line == b.Line && a.Column == b.Column && a.String() == b.String()
}

// loader reads one folder of packs.
type loader struct {
	files    []file // in the order of paths
	problems []Problem
	books    map[string]*law.Book
	lawFiles map[string][]file // by country
	drafts   map[string]*draft // by service id
	order    []*draft
	data     []*registerDraft
	benefits []*benefitDraft
	finders  []*finderDraft // in the order of their ids
}

// file is one file as read.
type file struct {
	path string
	data []byte
}

func (l *loader) add(ps ...Problem) { l.problems = append(l.problems, ps...) }

// readAll is every file below packs, in order of path. Hidden files are an editor's.
func readAll(packs fs.FS) ([]file, []Problem) {
	var out []file
	var ps []Problem
	bad := func(p string) { ps = append(ps, declare.Pos{File: p}.Problem("pack.unreadable", "file", p)) }
	err := fs.WalkDir(packs, ".", func(p string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			bad(p)
			if e != nil && e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case strings.HasPrefix(e.Name(), ".") && p != ".":
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case e.IsDir():
			return nil
		}
		data, err := fs.ReadFile(packs, p)
		if err != nil {
			bad(p)
			return nil
		}
		out = append(out, file{p, data})
		return nil
	})
	if err != nil {
		bad(".")
	}
	sort.Slice(out, func(i, j int) bool { return out[i].path < out[j].path })
	return out, ps
}

// dirs are the folders directly below dir, in order; files there are strays.
func (l *loader) dirs(dir string) []string {
	var out []string
	for _, f := range l.files {
		rel := f.path
		if dir != "." {
			var in bool
			if rel, in = strings.CutPrefix(f.path, dir+"/"); !in {
				continue
			}
		}
		name, _, deeper := strings.Cut(rel, "/")
		switch {
		case !deeper && name != "README.md":
			l.add(declare.Pos{File: f.path}.Problem("pack.file-stray"))
		case deeper && !slices.Contains(out, name):
			out = append(out, name)
		}
	}
	return out
}

// walk finds the countries and the services.
func (l *loader) walk() {
	areas := l.dirs(".")
	if slices.Contains(areas, lawFolder) {
		for _, c := range l.dirs(lawFolder) {
			l.country(c)
		}
	}
	if slices.Contains(areas, dataFolder) {
		for _, id := range l.dirs(dataFolder) {
			l.register(id)
		}
	}
	if slices.Contains(areas, benefitFolder) {
		for _, id := range l.dirs(benefitFolder) {
			l.benefit(id)
		}
	}
	l.finderFiles()
	for _, area := range areas {
		if strings.HasPrefix(area, "_") && area != toys {
			continue
		}
		if !slices.Contains(Areas, area) {
			l.add(declare.Pos{File: area}.Problem("pack.area-unknown", "area", area, "areas", strings.Join(Areas, ", ")))
			continue
		}
		for _, id := range l.dirs(area) {
			l.service(area, id)
		}
	}
	if len(l.order) == 0 && len(l.data) == 0 && len(l.books) == 0 && len(l.problems) == 0 {
		l.add(declare.Pos{File: "."}.Problem("pack.nothing"))
	}
}

func (l *loader) country(name string) {
	dir := path.Join(lawFolder, name)
	l.lawFiles[name] = l.tree(dir)
	book, ps := loadLaw(dir, l.lawFiles[name])
	for _, p := range ps {
		p.File = path.Join(dir, p.File)
		l.add(p)
	}
	if book == nil {
		return
	}
	if book.Country != name {
		l.add(declare.Pos{File: path.Join(dir, "country.yaml")}.Problem("pack.country-folder", "country", book.Country, "folder", name))
	}
	l.books[name] = book
}

// tree is every file below dir, in order of path.
func (l *loader) tree(dir string) []file {
	var out []file
	for _, f := range l.files {
		if strings.HasPrefix(f.path, dir+"/") {
			out = append(out, f)
		}
	}
	return out
}

func (l *loader) service(area, id string) {
	d := &draft{l: l, area: area, id: id, dir: path.Join(area, id), needed: map[string]declare.Pos{}, optional: map[string]bool{}, rules: map[string]*ruleset{}}
	if !idForm.MatchString(id) {
		l.add(declare.Pos{File: d.dir}.Problem("pack.id", "id", id))
	}
	if first, twice := l.drafts[id]; twice {
		l.add(declare.Pos{File: d.dir}.Problem("pack.service-twice", "id", id, "first", first.dir))
		return
	}
	l.drafts[id] = d
	d.files = l.tree(d.dir)
	l.order = append(l.order, d)
}

// format reads the format of a file and says whether this program can go on with it.
func (d *draft) format(name string, data []byte) bool {
	var t declare.Tree
	if ps := declare.Decode(name, data, &t); len(ps) > 0 {
		return true // the real reading reports them
	}
	f, ok := t.Field("format")
	if !ok || f.Shape != declare.Scalar {
		return true
	}
	n, err := strconv.Atoi(f.Scalar)
	switch {
	case err != nil:
		return true
	case n > Format:
		d.l.add(f.Pos.Problem("pack.format-newer", "format", f.Scalar, "reads", strconv.Itoa(Format)))
	case n < Format:
		d.l.add(f.Pos.Problem("pack.format-older", "format", f.Scalar, "reads", strconv.Itoa(Format)))
	default:
		return true
	}
	return false
}

// problemOf turns an error with words of its own into a problem at a place.
func problemOf(at declare.Pos, err error) Problem {
	e := fail.As(err)
	var own interface{ Fail() *fail.Error }
	if errors.As(err, &own) {
		e = own.Fail()
	}
	p := at.Problem(e.Key)
	p.Args = e.Args
	return p
}
