package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Near is one way in which a part with an error in it may stand there. All of it must be there.
type Near struct {
	Written  [][]string // words, one after the other in each
	Begun    []string   // words of which only the beginning is known
	Spoken   []string   // syllables, one after the other
	Together string     // the letters of those syllables, begun at least
	Initials []string   // pairs of initials, one after the other
}

// LoosestOf parts what somebody looks for as LooselyOf does, for where that found nothing
// either: one character may be wrong, missing or in another place, letters or syllables may be
// swapped, doubled or said as in the south, two words may be typed as one, and the beginning or
// the end of a number may be wrong.
func LoosestOf(query string) []Asked {
	asked := LooselyOf(query)
	for i := range asked {
		a := &asked[i]
		switch p := a.Written[0]; {
		case a.run != "":
			a.Near = nearRuns([]rune(a.run))
		case digits(p):
			a.Near = nearNumbers(p)
		case len(p) >= 4 && unaccented(p):
			a.Near = nearLetters(p)
		}
	}
	return asked
}

// unaccented says whether every letter is one byte: errors are looked for letter by letter, and
// half of another letter is none.
func unaccented(p string) bool {
	return strings.IndexFunc(p, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// nearRuns are the ways in which a run of characters may stand there with one of them wrong,
// missing or too much. Of two characters nothing would be left.
func nearRuns(run []rune) (out []Near) {
	n := len(run)
	if n < 3 {
		return nil
	}
	if said := said(string(run)); len(said) == n {
		out = append(out, Near{Initials: pairs(firsts(said))})
	}
	out = append(out, Near{Written: [][]string{pairs(string(run[:n-1]))}}, Near{Written: [][]string{pairs(string(run[1:]))}})
	for i := 0; i+1 < n && n <= mostNear; i++ {
		swapped := slices.Clone(run)
		swapped[i], swapped[i+1] = run[i+1], run[i]
		out = append(out, Near{Written: [][]string{pairs(string(swapped))}})
	}
	for i := 1; i+1 < n && n <= mostNear; i++ {
		var c Near
		if i == 1 {
			c.Begun = []string{string(run[0])}
		} else {
			c.Written = append(c.Written, pairs(string(run[:i])))
		}
		c.Written = append(c.Written, pairs(string(run[i+1:])))
		out = append(out, c)
	}
	if n >= 5 { // a word of it is written short
		out = append(out, Near{Written: [][]string{pairs(string(run[:2]))}, Begun: []string{string(run[2])}})
	}
	return out
}

// mostNear is the longest run of which any character may be wrong.
const mostNear = 8

// nearNumbers are the ways in which a number may stand there with an error in it: two digits
// are swapped, one of two that are the same is missing or there is one too many, its end is
// right, or all but its end.
func nearNumbers(p string) (out []Near) {
	n := len(p)
	tried := []string{p}
	add := func(s string) {
		if !slices.Contains(tried, s) {
			tried = append(tried, s)
			out = append(out, Near{Begun: []string{s}})
		}
	}
	if n >= 6 && n <= longestNumber {
		for i := range n {
			add(p[:i] + p[i:i+1] + p[i:])
			if i+1 < n {
				add(p[:i] + p[i+1:i+2] + p[i:i+1] + p[i+2:])
				if p[i] == p[i+1] {
					add(p[:i] + p[i+1:])
				}
			}
		}
	}
	switch {
	case n >= 8:
		out = append(out, Near{Written: [][]string{{p[n-6:]}}})
	case n >= 5:
		out = append(out, Near{Written: [][]string{{p[n-4:]}}})
	}
	if n == phoneLong || n == longestNumber {
		add(p[:n-2])
	}
	return out
}

// How many digits the number of a telephone 手机号 and that of a person 公民身份号码 have.
const phoneLong, longestNumber = 11, 18

// nearLetters are the ways in which letters may be meant: one of them is too much, two are
// swapped, n and l or h and f are not told apart, or the end of a word is wrong.
func nearLetters(p string) (out []Near) {
	if len(p) > mostLetters {
		return nil
	}
	tried := []string{p}
	add := func(s string) {
		ss := spell(s)
		if slices.Contains(tried, s) || ss == nil || len(ss) > together {
			return
		}
		tried = append(tried, s)
		for i := range ss {
			ss[i] = heard(ss[i])
		}
		out = append(out, Near{Spoken: ss, Together: flat(s)})
	}
	for i := range len(p) - 1 {
		add(p[:i] + string(p[i+1]) + string(p[i]) + p[i+2:])
	}
	for i := range len(p) {
		add(p[:i] + p[i+1:])
	}
	if ss := spell(p); ss != nil {
		for i := range len(ss) - 1 {
			add(strings.Join(ss[:i], "") + ss[i+1] + ss[i] + strings.Join(ss[i+2:], ""))
		}
		for i, s := range ss {
			for _, other := range southern[s[0]] {
				add(strings.Join(ss[:i], "") + string(other) + s[1:] + strings.Join(ss[i+1:], ""))
			}
		}
	}
	for i := 3; i+3 <= len(p); i++ { // two words as one
		out = append(out, Near{Written: [][]string{{p[:i]}}, Begun: []string{p[i:]}})
	}
	if len(p) >= 5 {
		out = append(out, Near{Begun: []string{p[:len(p)-2]}})
	}
	return out
}

// mostLetters is the longest word of letters in which an error is looked for.
const mostLetters = 16

// southern are the first letters that are not told apart in the south.
var southern = map[byte]string{'n': "l", 'l': "n", 'h': "f", 'f': "h"}
