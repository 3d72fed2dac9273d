package search

import (
	"slices"
	"strings"
)

// senses are the groups made ready: the words by how they begin.
type senses struct {
	terms  []term
	by     map[gram][]int32 // terms by how they begin, as written or as sounded
	as     map[gram][]int32 // terms by how they begin, as written
	counts []kind           // by group
}

// term is one word of a group.
type term struct {
	group int32
	long  int // in characters
	units []unit
}

func (x *Index) makeSenses(v *Vocabulary) senses {
	s := senses{by: map[gram][]int32{}, as: map[gram][]int32{}}
	var groups []Group
	groups, s.counts = v.groups()
	for g, words := range groups {
		for _, w := range words {
			text := fold(w)
			t := term{group: int32(g), long: runes(text), units: x.units(text, false)}
			if len(t.units) == 0 {
				continue
			}
			first := t.units[0].written()
			s.as[first] = append(s.as[first], int32(len(s.terms)))
			for _, k := range begins(t.units[0]) {
				s.by[k] = append(s.by[k], int32(len(s.terms)))
			}
			s.terms = append(s.terms, t)
		}
	}
	return s
}

// begins are the grams that a unit is looked up by.
func begins(u unit) []gram {
	var out []gram
	if u.word != "" {
		out = append(out, stemmed(u.word))
	}
	for _, s := range u.said {
		out = append(out, syllable(s, ""))
	}
	return out
}

// written is the gram of a unit as written.
func (u *unit) written() gram {
	if u.word != "" {
		return stemmed(u.word)
	}
	return characters(u.han, 0)
}

// writtenAt says whether the term begins the units as written.
func (t *term) writtenAt(us []unit) bool {
	if len(us) < len(t.units) {
		return false
	}
	for i := range t.units {
		if want := &t.units[i]; want.han != us[i].han || want.word != us[i].word {
			return false
		}
	}
	return true
}

// stands says whether the term begins the units, and whether as written.
func (t *term) stands(us []unit) (exact, ok bool) {
	if len(us) < len(t.units) {
		return false, false
	}
	same, typed := 0, false
	for i, want := range t.units {
		u := us[i]
		switch {
		case want.word != "" && want.word == u.word, want.han != 0 && want.han == u.han:
			same++
		case want.han != 0 && len(u.said) > 0 && slices.Contains(want.said, u.said[0]):
			typed = typed || u.han == 0
		default:
			return false, false
		}
	}
	n := len(t.units)
	if same == n {
		return true, true
	}
	// One syllable has too many characters; and of a word in characters half must be
	// right, or it is another word that only sounds so.
	return false, n >= 2 && (typed || 2*same >= n)
}

// replaced is the text of units with those from i to j replaced.
func replaced(us []unit, i, j int, by string) string {
	var parts []string
	for _, u := range us[:i] {
		parts = append(parts, u.raw)
	}
	parts = append(parts, by)
	for _, u := range us[j:] {
		parts = append(parts, u.raw)
	}
	return fold(strings.Join(parts, " "))
}
