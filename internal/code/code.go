// Package code knows the public code systems of the State and their check
// digits: who a firm is (GB 32100), who a person is (GB 11643), where
// (GB/T 2260), which item (GB/T 39554.1) and which case. It reads a code, says
// exactly what is wrong with a bad one and how to mend it, and explains a good
// one part by part. It never changes what was typed: a small letter where a
// capital belongs is an error that says so. It asks no register whether the
// firm or person exists.
package code

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"atonce/internal/fail"
	"atonce/internal/text"
)

// Part is one part of a code with what it means.
type Part struct {
	Digits string
	Says   string
}

// Explanation lines: the parts of a code in order.
func part(lang text.Lang, digits, key string, args ...string) Part {
	return Part{digits, text.S(lang, key, append(args, "digits", digits)...)}
}

func invalid(key string, args ...string) *fail.Error { return fail.New(fail.Invalid, key, args...) }

const (
	digits = "0123456789"
	// upper is the alphabet of codes that use all capital letters.
	upper = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	// creditSet is the alphabet of GB 32100-2015: without I, O, S, V and Z, which
	// are read as 1, 0, 5, U and 2.
	creditSet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
)

// plain checks length and characters. lengths lists the lengths allowed. Foreign
// shapes of digits are refused, with a word on what they are, because they are
// invisible to the person who typed them.
func plain(s, alphabet string, lengths ...int) *fail.Error {
	n := utf8.RuneCountInString(s)
	if n == 0 {
		return invalid("code.empty")
	}
	// What stands in the code is said before its length: a space or a dash is
	// usually why the length is wrong.
	at := 0
	for _, r := range s {
		at++
		if r < utf8.RuneSelf && strings.ContainsRune(alphabet, r) {
			continue
		}
		pos, c := strconv.Itoa(at), string(r)
		switch {
		case r == utf8.RuneError:
			return invalid("code.not_text", "position", pos)
		case r >= '！' && r <= '～':
			return invalid("code.wide", "char", c, "position", pos, "narrow", string(r-'！'+'!'))
		case r == ' ' || r == '\t' || r == '\u3000' || r == '\u00a0' || r == '\n' || r == '\r':
			return invalid("code.space", "position", pos)
		case r >= 'a' && r <= 'z' && strings.ContainsRune(alphabet, r-'a'+'A'):
			return invalid("code.small", "char", c, "position", pos, "capital", string(r-'a'+'A'))
		case r < ' ' || r == 0x7f || (r >= 0x200b && r <= 0x200f) || r == 0xfeff:
			return invalid("code.invisible", "position", pos)
		case alphabet == creditSet && strings.ContainsRune("IOSVZ", r):
			return invalid("code.lookalike", "char", c, "position", pos)
		}
		return invalid("code.char", "char", c, "position", pos)
	}
	want := make([]string, len(lengths))
	for i, l := range lengths {
		if n == l {
			return nil
		}
		want[i] = strconv.Itoa(l)
	}
	if len(want) == 1 {
		return invalid("code.length", "want", want[0], "got", strconv.Itoa(n))
	}
	return invalid("code.lengths", "want", strings.Join(want, ", "), "got", strconv.Itoa(n))
}

// within says that the part of a longer code that begins at position first
// (counted from 1) is wrong, and keeps why as a field.
func within(key string, first int, inner error) *fail.Error {
	e := fail.As(inner)
	return invalid(key, "first", strconv.Itoa(first)).WithFields(fail.Field{Path: "part", Key: e.Key, Args: e.Args}).WithFields(e.Fields...)
}

// Reason is why a code was refused, in full sentences: the outer reason and
// those of the parts it rests on.
func Reason(lang text.Lang, err error) string {
	e := fail.As(err)
	says := []string{text.T(lang, e.Key, e.Args)}
	for _, f := range e.Fields {
		says = append(says, text.T(lang, f.Key, f.Args))
	}
	if lang == text.ZH {
		return strings.Join(says, "")
	}
	return strings.Join(says, " ")
}
