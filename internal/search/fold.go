package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// fold makes what people type alike: lower case, usual width, one space, no signs.
func fold(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		if r >= '！' && r <= '～' {
			r = r - '！' + '!'
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			space = b.Len() > 0
			continue
		}
		if space {
			// Between Chinese characters a space means nothing.
			if last, _ := utf8.DecodeLastRuneInString(b.String()); last < 0x2E80 || r < 0x2E80 {
				b.WriteByte(' ')
			}
			space = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func runes(s string) int { return utf8.RuneCountInString(s) }

// alike makes equal what accents and ears confuse: retroflex and flat, front and
// back nasals, n and l are told apart, because too much would fall together.
var alike = strings.NewReplacer("zh", "z", "ch", "c", "sh", "s", "ang", "an", "eng", "en", "ing", "in")

var plainPinyin = pinyin.NewArgs()

// sound is how folded text is read aloud, in letters, and the initials of its
// syllables. Letters typed in between are taken as they are.
func sound(s string) (all, initials string) {
	var a, i strings.Builder
	word := false
	for _, r := range s {
		if r < 0x80 {
			if r == ' ' {
				word = false
				continue
			}
			a.WriteRune(r)
			if !word {
				i.WriteRune(r)
			}
			word = true
			continue
		}
		word = false
		if p := pinyin.SinglePinyin(r, plainPinyin); len(p) > 0 {
			a.WriteString(p[0])
			i.WriteByte(p[0][0])
		}
	}
	return alike.Replace(a.String()), i.String()
}

var stop = []string{"a", "an", "the", "to", "of", "for", "in", "on", "my", "i", "how", "do", "want", "and", "or", "is", "can", "with"}

// words are the English words of folded text, cut to their stems.
func words(s string) []string {
	var out []string
	for _, w := range strings.Fields(s) {
		if w[0] >= 0x80 || slices.Contains(stop, w) {
			continue
		}
		out = append(out, stem(w))
	}
	return out
}

// stem cuts the usual endings. It is rough on purpose: both sides are cut alike.
func stem(w string) string {
	for _, e := range []string{"ational", "ation", "ments", "ment", "ings", "ing", "ness", "ions", "ion", "ies", "ence", "ance", "ed", "es", "s", "y", "e"} {
		if len(w) > len(e)+2 && strings.HasSuffix(w, e) {
			return strings.TrimSuffix(w, e)
		}
	}
	return w
}

// soundMark begins a gram of sounds; no letter and no Chinese character does.
const soundMark = '\x01'

// grams are what phrases and questions are compared by before they are compared in
// full: Chinese characters and pairs of them, English stems, three letters of sound.
func grams(text, sound string, tokens []string) []string {
	var out []string
	var last rune
	for _, r := range text {
		if r >= 0x2E80 {
			out = append(out, string(r))
			if last != 0 {
				out = append(out, string([]rune{last, r}))
			}
			last = r
			continue
		}
		last = 0
	}
	out = append(out, tokens...)
	for i := 0; i+3 <= len(sound); i++ {
		out = append(out, string(soundMark)+sound[i:i+3])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// within is the fewest letters to add, drop or change so that a stands within b.
func within(a, b string) int {
	prev, cur := make([]int, len(b)+1), make([]int, len(b)+1)
	for i := range len(a) {
		cur[0] = i + 1
		for j := range len(b) {
			c := prev[j]
			if a[i] != b[j] {
				c++
			}
			cur[j+1] = min(c, prev[j+1]+1, cur[j]+1)
		}
		prev, cur = cur, prev
	}
	return slices.Min(prev)
}
