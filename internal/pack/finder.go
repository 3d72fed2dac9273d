package pack

import (
	"slices"
	"strings"

	"atonce/internal/law"
)

// Finder 请先回答 leads from a few questions to the services that fit, or says honestly
// that none does and who can help. It is sealed: Load made it.
type Finder struct {
	id           string
	names, about law.Words
	begin        string
	questions    []Question
	ends         []End
	book         *law.Book
	digest       string
}

// Question 问题 is one question of a finder.
type Question struct {
	ID           string
	Ask, Hint    law.Words // Hint is nil when the question needs none
	Basis        []law.Citation
	Illustrative bool // a limit named in its words is made up for teaching
	Answers      []Answer
}

// Answer 答案 is one answer to a question, and where it leads.
type Answer struct {
	ID  string
	Say law.Words
	To  string // a question or an end
}

// End 结论 is where answers lead: services that fit, or, with None, that there is none.
type End struct {
	ID   string
	Fits []Fit
	None law.Words // nil when something fits
	Call []Contact
}

// Fit 适合的事项 is a service, or a policy paid without an application, that fits.
type Fit struct {
	Service, Benefit string // one of them
	Why              law.Words
}

// Contact 联系方式 is who can help, and the number to dial.
type Contact struct {
	Who   law.Words
	Phone string
}

// ID is the finder's id: the name of its file.
func (f *Finder) ID() string { return f.id }

// Names are what the finder is called.
func (f *Finder) Names() law.Words { return f.names }

// About says in a sentence who it is for.
func (f *Finder) About() law.Words { return f.about }

// Book is the law the questions cite.
func (f *Finder) Book() *law.Book { return f.book }

// Digest is the SHA-256 of the finder's file, in hexadecimal.
func (f *Finder) Digest() string { return f.digest }

// LeadsTo says whether some answers end at a service.
func (f *Finder) LeadsTo(service string) bool {
	return slices.ContainsFunc(f.ends, func(e End) bool {
		return slices.ContainsFunc(e.Fits, func(x Fit) bool { return x.Service == service })
	})
}

// Given is a question with the answer somebody gave.
type Given struct {
	Question Question
	Answer   Answer
}

// Way is how far somebody has come: what they answered, then the next question or the
// end, of which one is nil.
type Way struct {
	Given []Given
	Next  *Question
	End   *End
}

// Answers are the ids of the answers of the way, in order: what Follow takes.
func (w Way) Answers() []string {
	out := make([]string, len(w.Given))
	for i, g := range w.Given {
		out[i] = g.Answer.ID
	}
	return out
}

// Follow goes the way of answers, one after another from the first question. An answer
// that the question does not have ends the way there: it is asked again, and what came
// after counts for nothing.
func (f *Finder) Follow(answers []string) Way {
	var w Way
	at := f.begin
	for {
		i := slices.IndexFunc(f.questions, func(q Question) bool { return q.ID == at })
		if i < 0 {
			break
		}
		q := f.questions[i]
		n := len(w.Given)
		chosen := -1
		if n < len(answers) {
			chosen = slices.IndexFunc(q.Answers, func(a Answer) bool { return a.ID == answers[n] })
		}
		if chosen < 0 {
			w.Next = &q
			return w
		}
		w.Given = append(w.Given, Given{q, q.Answers[chosen]})
		at = q.Answers[chosen].To
	}
	e := f.ends[slices.IndexFunc(f.ends, func(e End) bool { return e.ID == at })]
	w.End = &e
	return w
}

// Finders are all finders in the order of their ids.
func (s *Set) Finders() []*Finder { return slices.Clone(s.finders) }

// Finder finds a finder by its id.
func (s *Set) Finder(id string) (*Finder, bool) {
	i, ok := slices.BinarySearchFunc(s.finders, id, func(f *Finder, id string) int { return strings.Compare(f.id, id) })
	if !ok {
		return nil, false
	}
	return s.finders[i], true
}
