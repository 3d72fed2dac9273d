package search

import "strings"

// unit is the least thing that is compared: one Chinese character, one syllable of
// pinyin, or one word in letters.
type unit struct {
	han  rune     // a character; 0 for letters
	word string   // the stem of a word in letters
	said []string // how it may be read aloud, the usual reading first; none for a word
	raw  string   // as it stands in the folded text
}

// units parts folded text. With spelt, letters that can be read as pinyin become
// syllables; else they are words.
func (x *Index) units(folded string, spelt bool) []unit {
	var out []unit
	start := -1
	letters := func(end int) {
		if start < 0 {
			return
		}
		w := folded[start:end]
		start = -1
		if spelt {
			if ss := spell(w); ss != nil {
				for _, s := range ss {
					out = append(out, unit{said: []string{heard(s)}, raw: s})
				}
				return
			}
		}
		if !filler(w) {
			out = append(out, unit{word: stem(w), raw: w})
		}
	}
	for i, r := range folded {
		switch {
		case r == ' ':
			letters(i)
		case r < firstHan:
			if start < 0 {
				start = i
			}
		default:
			letters(i)
			out = append(out, unit{han: r, said: x.readings(r), raw: string(r)})
		}
	}
	letters(len(folded))
	return out
}

// readings are those of a character, from what was read when the index was made.
func (x *Index) readings(r rune) []string {
	if s, ok := x.spoken[r]; ok {
		return s
	}
	return readings(r)
}

// gram is what phrases and questions are compared by before they are compared in
// full: its kind in the four highest bits and what it holds in the others.
type gram uint64

// The kinds of gram.
const (
	ofCharacters gram = iota + 1 // one or two Chinese characters
	ofWord                       // a stem
	ofSyllables                  // one or two syllables
	ofLetters                    // three letters of the sound
	ofInitials                   // three initials of syllables
	ofSenses                     // a group of words for the same thing
)

const kindAt = 60

func (g gram) kind() gram { return g >> kindAt }

func characters(a, b rune) gram { return ofCharacters<<kindAt | gram(a)<<21 | gram(b) }

// paired says whether the gram is of two characters one after the other.
func (g gram) paired() bool { return g.kind() == ofCharacters && g&(1<<21-1) != 0 }

// unpaired is how much a pair of characters counts that stands in no name: both are counted
// alone, and whoever writes a sentence puts words side by side that no name does.
const unpaired = 0.3

// packed puts letters a to z into five bits each.
func packed(s string) gram {
	var g gram
	for i := range len(s) {
		g = g<<5 | gram(s[i]-'a'+1)&31
	}
	return g
}

// syllable pairs are six letters of five bits each at most, twice.
func syllable(a, b string) gram {
	return ofSyllables<<kindAt | (packed(a)<<30|packed(b))&(1<<kindAt-1)
}

// stemmed is a word by its FNV-1a hash, folded to sixty bits: words that fall together
// by chance are rarer than typing errors by far.
func stemmed(w string) gram {
	h := uint64(14695981039346656037)
	for i := range len(w) {
		h = (h ^ uint64(w[i])) * 1099511628211
	}
	return ofWord<<kindAt | gram(h^h>>kindAt)&(1<<kindAt-1)
}

func three(kind gram, s string) gram {
	return kind<<kindAt | gram(s[0])<<16 | gram(s[1])<<8 | gram(s[2])
}

// written are the grams of what stands there: characters, pairs of them, words.
func written(us []unit) []gram {
	var out []gram
	var last rune
	for _, u := range us {
		switch {
		case u.han != 0:
			out = append(out, characters(u.han, 0))
			if last != 0 {
				out = append(out, characters(last, u.han))
			}
		case u.word != "":
			out = append(out, stemmed(u.word))
		}
		last = u.han
	}
	return out
}

// spoken are the grams of how it is read aloud: syllables, pairs of them, and words
// that are not pinyin.
func spoken(us []unit) []gram {
	var out []gram
	var last []string
	for _, u := range us {
		for _, s := range u.said {
			out = append(out, syllable(s, ""))
			for _, l := range last {
				out = append(out, syllable(l, s))
			}
		}
		if u.word != "" {
			out = append(out, stemmed(u.word))
		}
		last = u.said
	}
	return out
}

// loose makes alike what is in letters that are no syllables: a syllable misspelt.
var loose = strings.NewReplacer("zh", "z", "ch", "c", "sh", "s", "ang", "an", "eng", "en", "ing", "in")

// sounds is the usual reading in letters without spaces, and the initials of its
// syllables and words.
func sounds(us []unit) (all, initials string) {
	var a, i []byte
	for _, u := range us {
		s := loose.Replace(u.raw)
		if len(u.said) > 0 {
			s = u.said[0]
		} else if u.han != 0 {
			continue
		}
		a = append(a, s...)
		i = append(i, s[0])
	}
	return string(a), string(i)
}

// threes are all runs of three letters.
func threes(kind gram, s string) []gram {
	var out []gram
	for i := 0; i+3 <= len(s); i++ {
		out = append(out, three(kind, s[i:]))
	}
	return out
}
