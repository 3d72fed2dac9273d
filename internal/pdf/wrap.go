package pdf

import (
	"strings"
	"unicode"
)

// Marks that may not begin and marks that may not end a line (禁则): an excerpt of
// GB/T 15834-2011, 5.1, and of what readers of Latin script expect.
const (
	notFirst = "、。，．：；！？）】》〉」』〕〗…—～·％℃,.:;!?)]}%’”»"
	notLast  = "（【《〈「『〔〖￥([{‘“«$"
)

// Wrap breaks s into lines that are at most width wide at a size, in points. Chinese
// breaks between any two characters that punctuation does not hold together, words
// break at spaces, and a word that is wider than a line breaks where the line ends.
// Line breaks in s stay. A single character wider than width stands alone.
func Wrap(s string, size, width float64) []string {
	var lines []string
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(s)
	for paragraph := range strings.SplitSeq(s, "\n") {
		lines = append(lines, wrapParagraph(paragraph, size, width)...)
	}
	return lines
}

func wrapParagraph(s string, size, width float64) (lines []string) {
	line := ""
	fits := func(s string) bool { return Width(size, trimEnd(s)) <= width }
	for _, unit := range units(s) {
		if fits(line + unit) {
			line += unit
			continue
		}
		if line != "" {
			lines, line = append(lines, trimEnd(line)), ""
		}
		if fits(unit) {
			line = unit
			continue
		}
		for _, r := range unit {
			if line != "" && !fits(line+string(r)) {
				lines, line = append(lines, trimEnd(line)), ""
			}
			line += string(r)
		}
	}
	return append(lines, trimEnd(line))
}

func trimEnd(s string) string { return strings.TrimRight(s, " \u3000") }

// units cuts s where a line may end.
func units(s string) (out []string) {
	var last rune
	from := 0
	for at, r := range s {
		if at > 0 && !together(last, r) {
			out = append(out, s[from:at])
			from = at
		}
		last = r
	}
	if from < len(s) {
		out = append(out, s[from:])
	}
	return out
}

// together says that no line may end between a and b.
func together(a, b rune) bool {
	switch {
	case space(b):
		return true // spaces hang on what stands before them
	case space(a):
		return false
	case strings.ContainsRune(notFirst, b), strings.ContainsRune(notLast, a):
		return true
	}
	return !breaksAnywhere(a) && !breaksAnywhere(b)
}

func space(r rune) bool { return r == ' ' || r == '\u3000' }

// breaksAnywhere says that r is written without spaces between words: Chinese and
// Japanese, with their punctuation and full-width forms.
func breaksAnywhere(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF
}
