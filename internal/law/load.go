package law

import (
	"io/fs"

	"atonce/internal/declare"
)

// Problem is one thing wrong in a country pack.
type Problem = declare.Problem

// Load reads a country pack from f, the folder packs/_law/<country>, and
// returns the book or every problem with file and line. A nil book goes with
// at least one problem.
func Load(f fs.FS) (*Book, []Problem) {
	l := &loader{files: f, book: &Book{}}
	l.load()
	if len(l.problems) > 0 {
		declare.Sort(l.problems)
		return nil, l.problems
	}
	return l.book, nil
}
