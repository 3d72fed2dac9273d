package search

import (
	"slices"
	"strings"
)

// Group is a set of words that mean the same (同义词).
type Group []string

// Vocabulary 词汇 is what a language has to ask by.
type Vocabulary struct {
	Things    []Group  // words for what is asked for: a question in one is also tried in the others
	Beside    []Group  // words for who asks and what is to be done: they narrow a question, they do not decide it
	Elsewhere Group    // words for things that no document is about
	Called    []Called // what people call documents that bear another name
}

// Called 俗称 says how people call the documents of some titles.
type Called struct {
	Of []string // titles, with or without what they have in brackets; * stands for any characters
	As []string
}

// titles are what the vocabulary says people call documents, made ready.
type titles struct {
	called  []Called
	exact   map[string][]int // by title
	starred []int            // those of which a title has a star
	first   int32            // the number of the group of the first
}

func makeTitles(v *Vocabulary, first int) titles {
	t := titles{called: v.Called, exact: map[string][]int{}, first: int32(first)}
	for i, c := range v.Called {
		for _, of := range c.Of {
			if !strings.Contains(of, "*") {
				t.exact[of] = append(t.exact[of], i)
			} else if n := len(t.starred); n == 0 || t.starred[n-1] != i {
				t.starred = append(t.starred, i)
			}
		}
	}
	return t
}

// of are the numbers of what people call the document of a title.
func (t *titles) of(title string) []int {
	bare := unbracketed(title)
	out := slices.Clone(t.exact[title])
	if bare != title {
		out = append(out, t.exact[bare]...)
	}
	for _, i := range t.starred {
		if slices.ContainsFunc(t.called[i].Of, func(of string) bool { return like(of, title) || like(of, bare) }) {
			out = append(out, i)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// like says whether a title is as written with stars for any characters.
func like(starred, title string) bool {
	parts := strings.Split(starred, "*")
	last := len(parts) - 1
	if last == 0 {
		return starred == title
	}
	title, ok := strings.CutPrefix(title, parts[0])
	for _, p := range parts[1:last] {
		i := strings.Index(title, p)
		if !ok || i < 0 {
			return false
		}
		title = title[i+len(p):]
	}
	return ok && strings.HasSuffix(title, parts[last])
}

// unbracketed is a title without what stands in brackets: which level does it, which of
// its kinds it is.
func unbracketed(title string) string {
	var b strings.Builder
	in := 0
	for _, r := range title {
		switch r {
		case '（', '(':
			in++
		case '）', ')':
			in = max(0, in-1)
		default:
			if in == 0 {
				b.WriteRune(r)
			}
		}
	}
	return strings.TrimSpace(b.String())
}

// groups are all groups of the vocabulary, one after the other, and how the words of each
// count.
func (v *Vocabulary) groups() (all []Group, counts []kind) {
	add := func(k kind, gs ...Group) {
		for _, g := range gs {
			all, counts = append(all, g), append(counts, k)
		}
	}
	add(thing, v.Things...)
	add(beside, v.Beside...)
	for _, w := range v.Elsewhere {
		add(elsewhere, Group{w})
	}
	for _, c := range v.Called {
		add(called, c.As)
	}
	return all, counts
}

// kind is how the words of a group count in a question.
type kind uint8

const (
	thing kind = iota
	beside
	elsewhere
	called
)

// tellsBy is how much a word of a kind that a name holds counts beside one that decides.
// What people call a document is no part of its name.
var tellsBy = [...]float32{thing: 1, beside: besideTells, elsewhere: 0, called: 0}

// besideTells is how much a word that only narrows counts beside one that decides.
const besideTells = 0.55
