package law

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"slices"
	"sort"

	"atonce/internal/declare"
	"atonce/internal/text"
)

// Problem is one thing wrong in a country pack.
type Problem = declare.Problem

// Load reads a country pack from f, the folder packs/_law/<country>, and
// returns the book or every problem with file and line. A nil book goes with
// at least one problem.
func Load(f fs.FS) (*Book, []Problem) {
	l := &loader{files: f, seen: map[string][]byte{}, book: &Book{
		statutes: map[string]Statute{}, periods: map[string]Period{}, grounds: map[string]Ground{}}}
	// The order is that of what rests on what: titles are held to the country's
	// languages, everything cites statutes, limits name grounds.
	c := l.country()
	l.statutes()
	l.calendar(c.Calendar)
	l.grounds()
	l.limits()
	l.remedies()
	if len(l.problems) > 0 {
		declare.Sort(l.problems)
		return nil, l.problems
	}
	l.book.Digest = l.digest()
	return l.book, nil
}

// loader collects the book and the problems of one pack.
type loader struct {
	files    fs.FS
	seen     map[string][]byte // every file read, for the digest
	book     *Book
	problems []Problem
	langs    []text.Lang
}

// read is the contents of a file of the pack.
func (l *loader) read(name string) ([]byte, bool) {
	data, err := fs.ReadFile(l.files, name)
	if err != nil {
		l.add(declare.Pos{File: name}.Problem("law.file_missing", "file", name))
		return nil, false
	}
	l.seen[name] = data
	return data, true
}

// decode reads a file of the pack into a declaration.
func (l *loader) decode(name string, into any) bool {
	data, ok := l.read(name)
	if !ok {
		return false
	}
	ps := declare.Decode(name, data, into)
	l.add(ps...)
	return true
}

func (l *loader) add(ps ...Problem) { l.problems = append(l.problems, ps...) }

// digest is one hash over names and contents of all files read.
func (l *loader) digest() string {
	names := make([]string, 0, len(l.seen))
	for n := range l.seen {
		names = append(names, n)
	}
	sort.Strings(names)
	h := sha256.New()
	for _, n := range names {
		sum := sha256.Sum256(l.seen[n])
		h.Write([]byte(n + "\x00"))
		h.Write(sum[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// words checks that a title is there in every language of the country.
func (l *loader) words(w declare.At[map[text.Lang]string]) Words {
	if !w.Set() {
		return nil
	}
	for lang := range w.Value {
		if !slices.Contains(l.langs, lang) {
			l.add(w.Problem("law.language_extra", "lang", string(lang)))
		}
	}
	for _, lang := range l.langs {
		if w.Value[lang] == "" {
			l.add(w.Problem("law.language_missing", "lang", string(lang)))
		}
	}
	return w.Value
}

// cite checks that a citation points to a declared statute and, unless that is
// local practice, to an article.
func (l *loader) cite(c declare.At[Citation]) Citation {
	if !c.Set() || c.Value.IsZero() {
		return Citation{}
	}
	s, ok := l.book.statutes[c.Value.Law]
	switch {
	case !ok:
		l.add(c.Problem("law.unknown_statute", "id", c.Value.Law))
	case c.Value.Article == "" && s.Rank != Practice:
		l.add(c.Problem("law.article_missing", "id", c.Value.Law))
	}
	return c.Value
}

// illustrative demands that a number that rests on local practice says so, and
// that one that rests on law does not.
func (l *loader) illustrative(at declare.Pos, c Citation, said bool) bool {
	s, ok := l.book.statutes[c.Law]
	if ok && (s.Rank == Practice) != said {
		if said {
			l.add(at.Problem("law.not_illustrative", "id", c.Law))
		} else {
			l.add(at.Problem("law.illustrative", "id", c.Law))
		}
	}
	return said
}

func (l *loader) id(t declare.Text) bool {
	if !slug.MatchString(t.Value) {
		l.add(t.Problem("law.id", "id", t.Value))
		return false
	}
	return true
}
