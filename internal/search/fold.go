package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longest is how many characters of a question are read. Nobody types more to find a
// service, and what a stranger pastes must not cost more than a question.
const longest = 64

// fold makes what people type alike: lower case, usual width, no accents, one space,
// no signs.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space, last := false, rune(0)
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			space = last != 0
			continue
		}
		if space && last < firstHan && r < firstHan {
			// Only between letters does a space mean something.
			b.WriteByte(' ')
		}
		space, last = false, unicode.ToLower(r)
		b.WriteRune(last)
	}
	return b.String()
}

// cut keeps the first most characters.
func cut(s string, most int) string {
	n := 0
	for i := range s {
		if n == most {
			return strings.TrimSpace(s[:i])
		}
		n++
	}
	return s
}

func runes(s string) int { return utf8.RuneCountInString(s) }

// firstHan is where Chinese, Japanese and Korean characters begin. What lies below is
// written in words with spaces between.
const firstHan = 0x2E80

// Words that say that somebody asks, not what for.
var (
	fillersZH = []string{"请问一下", "请问", "我想要", "我想", "我要", "想要", "怎么样", "怎么", "如何", "哪里", "哪儿", "什么", "可以", "能不能", "需要", "一下", "一家", "一个", "应该",
		"我家", "家里", "我的", "我", "想", "吗", "呢", "的", "了", "啊"}
	fillersEN = []string{"a", "an", "the", "to", "of", "for", "from", "in", "on", "at", "my", "i", "me", "how", "do", "want", "and", "or", "is", "can", "with", "need", "get", "where", "what", "have"}
)

// core is the folded question without its fillers; the question itself where nothing
// else is in it.
func core(q string) string {
	out := q
	for _, f := range fillersZH {
		out = strings.ReplaceAll(out, f, "")
	}
	if out == "" {
		return q
	}
	return strings.TrimSpace(out)
}

// stem cuts the usual endings of an English word. It is rough on purpose: both sides
// are cut alike.
func stem(w string) string {
	switch {
	case strings.HasSuffix(w, "sses"):
		w = w[:len(w)-2]
	case len(w) > 3 && w[len(w)-1] == 's' && w[len(w)-2] != 's':
		w = w[:len(w)-1]
	}
	for _, e := range []string{"ational", "ation", "ment", "ing", "ness", "ion", "ie", "ence", "ense", "ance", "ed", "y", "e"} {
		if len(w) > len(e)+2 && strings.HasSuffix(w, e) {
			return strings.TrimSuffix(w, e)
		}
	}
	return w
}

func filler(word string) bool { return slices.Contains(fillersEN, word) }
