// Package declare reads declarations: strict YAML (and JSON, which is YAML)
// with positions into typed structs, and reports all problems of a file at
// once. It knows no rule of any room: a room gives it a struct and, afterwards,
// makes its own cross-checks with the positions kept beside the values.
//
// # How to use it
//
//	type itemDecl struct {
//	    Pos   declare.Pos                        // gets the place of this mapping; no tag needed
//	    ID    declare.Text   `yaml:"id,required"`
//	    Limit declare.At[law.Limit] `yaml:"limit"`  // any type, with its place
//	    Tags  []declare.Text `yaml:"tags"`
//	    Title map[string]string `yaml:"title,required"`
//	    Steps declare.Map[stepDecl] `yaml:"steps"` // keeps the order written
//	    Ends  *law.Date      `yaml:"ends"`         // pointer: may be null
//	}
//	var d itemDecl
//	problems := declare.Decode("pack.yaml", data, &d)
//	if !known[d.ID.Value] { problems = append(problems, d.ID.Problem("pack.unknown_id", "id", d.ID.Value)) }
//
// # What is strict
//
// Unknown and repeated keys, anchors, aliases, tags, merge keys and a second
// document are problems. A scalar is text until the schema types it: `no` in a
// string field is the word "no", `2026-08-01` is ten characters. bool takes
// only true and false; whole numbers take only digits without leading zero.
// A type with UnmarshalText types itself; if its error is a *fail.Error, the
// person reads that error's own words at the right line. null is taken only by
// pointers and by the zero-able types that say so; an empty value is not an
// empty text.
package declare

import (
	"fmt"
	"sort"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/text"
)

// Pos is a place in a declared file. Lines and columns count from 1; the zero
// Pos is "nowhere": the key was not written.
type Pos struct {
	File         string
	Line, Column int
}

// Known says whether the value was written in a file.
func (p Pos) Known() bool { return p.Line > 0 }

// String is file:line, as compilers print it.
func (p Pos) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// Problem makes a problem at this place; args are pairs: name, value.
func (p Pos) Problem(key string, args ...string) Problem {
	return Problem{File: p.File, Line: p.Line, Column: p.Column, Key: key, Args: fail.Pairs(args...)}
}

// Problem is one thing wrong in a declared file. Key is the text that says what
// is wrong and how to mend it.
type Problem struct {
	File         string
	Line, Column int
	Key          string
	Args         fail.Args
}

// Text is the problem as one line a person reads: file:line: sentence.
func (p Problem) Text(lang text.Lang) string {
	where := p.File
	if p.Line > 0 {
		where = fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return where + ": " + text.T(lang, p.Key, p.Args)
}

// String is the problem in English, for test output and logs.
func (p Problem) String() string { return p.Text(text.EN) }

// Sort orders problems by file, line and column, so that output is stable.
func Sort(ps []Problem) {
	sort.SliceStable(ps, func(i, j int) bool {
		a, b := ps[i], ps[j]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Column < b.Column
	})
}

// Texts is every problem as its line in lang, joined by newlines.
func Texts(lang text.Lang, ps []Problem) string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(p.Text(lang) + "\n")
	}
	return b.String()
}

// At is a value of type T with the place it was written at.
type At[T any] struct {
	Value T
	Pos   Pos
}

// Text is a text with its place.
type Text = At[string]

// Line is the line the value stands on, 0 if it was not written.
func (a At[T]) Line() int { return a.Pos.Line }

// Set says whether the key was written at all.
func (a At[T]) Set() bool { return a.Pos.Known() }

// Problem makes a problem at the value's place; args are pairs: name, value.
func (a At[T]) Problem(key string, args ...string) Problem { return a.Pos.Problem(key, args...) }

func (a *At[T]) place(p Pos) any { a.Pos = p; return &a.Value }

// Entry is one key of a Map with its value.
type Entry[V any] struct {
	Key   Text
	Value V
}

// Map is a mapping with free keys that keeps the order it was written in.
type Map[V any] []Entry[V]

// Find is the value under key.
func (m Map[V]) Find(key string) (V, bool) {
	for _, e := range m {
		if e.Key.Value == key {
			return e.Value, true
		}
	}
	var none V
	return none, false
}

func (m *Map[V]) entry(key Text) any {
	*m = append(*m, Entry[V]{Key: key})
	return &(*m)[len(*m)-1].Value
}

// Shape is what a Tree node is.
type Shape int

// The three shapes of a node.
const (
	Scalar Shape = iota
	List
	Mapping
)

// Tree is any declared value, read without a schema: for parts whose keys are
// somebody else's standard (a JSON Schema). It is held to the same strictness.
type Tree struct {
	Shape  Shape
	Scalar string // the text of a scalar; "" for null
	Quoted bool   // the scalar stood in quotes, so it is a text and not a number, a boolean or null
	Null   bool
	Items  []Tree // of a List
	Fields []Entry[Tree]
	Pos    Pos
}

// Field is the value under key of a Mapping.
func (t Tree) Field(key string) (Tree, bool) { return Map[Tree](t.Fields).Find(key) }
