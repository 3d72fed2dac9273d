package feel

import (
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode"
)

// translator turns a pattern of XPath (XML Schema part 2, appendix F, with the
// additions of XPath Functions 3.1, 5.6.1) into one of Go's RE2.
type translator struct {
	src    []rune
	i      int
	dotAll bool // flag s
	fold   bool // flag i
	blanks bool // flag x: white space does not count
	out    strings.Builder
	bad    bool
}

// translate answers the Go pattern; ok is false if the pattern is wrong or
// needs back-references, which RE2 does not have.
func translate(pattern, flags string) (goPattern string, ok bool) {
	t := &translator{src: []rune(pattern), dotAll: strings.Contains(flags, "s"),
		fold: strings.Contains(flags, "i"), blanks: strings.Contains(flags, "x")}
	for t.i < len(t.src) && !t.bad {
		t.one()
	}
	prefix := ""
	for _, f := range "smi" {
		if strings.ContainsRune(flags, f) {
			prefix += string(f)
		}
	}
	if prefix != "" {
		prefix = "(?" + prefix + ")"
	}
	return prefix + t.out.String(), !t.bad
}

func (t *translator) one() {
	c := t.src[t.i]
	t.i++
	switch {
	case t.blanks && isPatternSpace(c):
	case c == '.' && !t.dotAll:
		t.out.WriteString(`[^\n\r]`)
	case c == '\\':
		t.out.WriteString(t.escape(false))
	case c == '[':
		t.out.WriteString(t.class(0))
	case c == '(' && t.i < len(t.src) && t.src[t.i] == '?':
		if t.i+1 >= len(t.src) || t.src[t.i+1] != ':' {
			t.bad = true
		}
		t.out.WriteRune(c)
	default:
		t.out.WriteRune(c)
	}
}

func isPatternSpace(c rune) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

const (
	nameStartClass = `:A-Z_a-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}-\x{200D}` +
		`\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}`
	nameClass = nameStartClass + `\-.0-9\x{B7}\x{300}-\x{36F}\x{203F}-\x{2040}`
)

// multi are the escapes that stand for a set of characters.
var multi = map[rune]string{
	's': ` \t\n\r`, 'd': `\p{Nd}`, 'i': nameStartClass, 'c': nameClass,
	'w': `\p{L}\p{M}\p{N}\p{S}`,
}

// escape reads what follows a backslash; inside of a class without the brackets.
func (t *translator) escape(inClass bool) string {
	for t.blanks && !inClass && t.i < len(t.src) && isPatternSpace(t.src[t.i]) {
		t.i++
	}
	if t.i >= len(t.src) {
		t.bad = true
		return ""
	}
	c := t.src[t.i]
	t.i++
	if set, ok := multi[unicode.ToLower(c)]; ok {
		switch {
		case unicode.IsUpper(c) && inClass:
			return t.complement(set)
		case unicode.IsUpper(c):
			return "[^" + set + "]"
		case inClass:
			return set
		}
		return "[" + set + "]"
	}
	switch {
	case c == 'p' || c == 'P':
		return t.property(c, inClass)
	case strings.ContainsRune(`nrt\|.?*+(){}-[]^$`, c):
		return `\` + string(c)
	}
	t.bad = true // back-references, and escapes that XPath does not know
	return ""
}

// property reads {L}, {Lu}, {IsBasicLatin} after \p or \P.
func (t *translator) property(p rune, inClass bool) string {
	name := ""
	for t.i < len(t.src) && t.src[t.i] != '}' {
		if c := t.src[t.i]; !t.blanks || !isPatternSpace(c) {
			name += string(c)
		}
		t.i++
	}
	t.i++
	if !strings.HasPrefix(name, "{") {
		t.bad = true
		return ""
	}
	name = name[1:]
	block, ok := strings.CutPrefix(name, "Is")
	if !ok {
		if _, known := unicode.Categories[name]; !known {
			t.bad = true
		}
		return `\` + string(p) + "{" + name + "}"
	}
	bounds, ok := unicodeBlocks[block]
	if !ok {
		t.bad = true
		return ""
	}
	set := runeRange(bounds[0], bounds[1])
	switch {
	case p == 'P' && inClass:
		return t.complement(set)
	case p == 'P':
		return "[^" + set + "]"
	case inClass:
		return set
	}
	return "[" + set + "]"
}

func runeRange(a, b rune) string { return fmt.Sprintf(`\x{%X}-\x{%X}`, a, b) }

// class reads a character class after its [, with the subtraction of XML
// Schema: [a-z-[aeiou]].
func (t *translator) class(depth int) string {
	var b strings.Builder
	not := false
	if t.i < len(t.src) && t.src[t.i] == '^' {
		not = true
		t.i++
	}
	for first := true; ; first = false {
		if t.i >= len(t.src) || depth > 16 || t.bad {
			t.bad = true
			return ""
		}
		c := t.src[t.i]
		t.i++
		switch {
		case c == ']' && !first:
			return brackets(b.String(), not)
		case c == '-' && t.i < len(t.src) && t.src[t.i] == '[':
			t.i++
			without := t.class(depth + 1)
			if t.i >= len(t.src) || t.src[t.i] != ']' {
				t.bad = true
				return ""
			}
			t.i++
			return t.difference(brackets(b.String(), not), without)
		case c == '[', c == ']':
			t.bad = true
			return ""
		case c == '\\':
			b.WriteString(t.escape(true))
		case c == '^', c == '&', c == '~':
			b.WriteString(`\` + string(c))
		default:
			b.WriteRune(c)
		}
	}
}

func brackets(set string, not bool) string {
	if not {
		return "[^" + set + "]"
	}
	return "[" + set + "]"
}

// runes are the pairs of bounds that a class of RE2 stands for.
func (t *translator) runes(class string) []rune {
	flags := syntax.Perl
	if t.fold {
		flags |= syntax.FoldCase
	}
	re, err := syntax.Parse(class, flags)
	switch {
	case err != nil:
		t.bad = true
		return nil
	case re.Op == syntax.OpCharClass:
		return re.Rune
	case re.Op == syntax.OpLiteral && len(re.Rune) == 1:
		r := re.Rune[0]
		out := []rune{r, r}
		if re.Flags&syntax.FoldCase != 0 {
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				out = append(out, f, f)
			}
		}
		return out
	case re.Op == syntax.OpAnyChar:
		return []rune{0, unicode.MaxRune}
	}
	t.bad = true
	return nil
}

func (t *translator) complement(set string) string {
	return strings.TrimSuffix(strings.TrimPrefix(t.difference(runeClass(0, unicode.MaxRune), "["+set+"]"), "["), "]")
}

func runeClass(a, b rune) string { return "[" + runeRange(a, b) + "]" }

// difference is the class of what is in a and not in b.
func (t *translator) difference(a, b string) string {
	left, minus := t.runes(a), t.runes(b)
	if t.bad {
		return ""
	}
	for i := 0; i+1 < len(minus); i += 2 {
		var next []rune
		for j := 0; j+1 < len(left); j += 2 {
			if lo, hi := left[j], min(left[j+1], minus[i]-1); lo <= hi {
				next = append(next, lo, hi)
			}
			if lo, hi := max(left[j], minus[i+1]+1), left[j+1]; lo <= hi {
				next = append(next, lo, hi)
			}
		}
		left = next
	}
	var out strings.Builder
	out.WriteByte('[')
	for j := 0; j+1 < len(left); j += 2 {
		out.WriteString(runeRange(left[j], left[j+1]))
	}
	out.WriteByte(']')
	if len(left) == 0 {
		return `[^\x{0}-\x{10FFFF}]`
	}
	return out.String()
}

// unicodeBlocks are the blocks that \p{Is…} may name.
var unicodeBlocks = map[string][2]rune{
	"BasicLatin": {0, 0x7f}, "Latin-1Supplement": {0x80, 0xff}, "LatinExtended-A": {0x100, 0x17f},
	"LatinExtended-B": {0x180, 0x24f}, "IPAExtensions": {0x250, 0x2af}, "SpacingModifierLetters": {0x2b0, 0x2ff},
	"CombiningDiacriticalMarks": {0x300, 0x36f}, "Greek": {0x370, 0x3ff}, "GreekandCoptic": {0x370, 0x3ff},
	"Cyrillic": {0x400, 0x4ff}, "Armenian": {0x530, 0x58f}, "Hebrew": {0x590, 0x5ff}, "Arabic": {0x600, 0x6ff},
	"Devanagari": {0x900, 0x97f}, "Thai": {0xe00, 0xe7f}, "Tibetan": {0xf00, 0xfff}, "HangulJamo": {0x1100, 0x11ff},
	"Mongolian": {0x1800, 0x18af}, "LatinExtendedAdditional": {0x1e00, 0x1eff}, "GreekExtended": {0x1f00, 0x1fff},
	"GeneralPunctuation": {0x2000, 0x206f}, "SuperscriptsandSubscripts": {0x2070, 0x209f}, "CurrencySymbols": {0x20a0, 0x20cf},
	"LetterlikeSymbols": {0x2100, 0x214f}, "NumberForms": {0x2150, 0x218f}, "Arrows": {0x2190, 0x21ff},
	"MathematicalOperators": {0x2200, 0x22ff}, "BoxDrawing": {0x2500, 0x257f}, "GeometricShapes": {0x25a0, 0x25ff},
	"CJKRadicalsSupplement": {0x2e80, 0x2eff}, "KangxiRadicals": {0x2f00, 0x2fdf}, "CJKSymbolsandPunctuation": {0x3000, 0x303f},
	"Hiragana": {0x3040, 0x309f}, "Katakana": {0x30a0, 0x30ff}, "Bopomofo": {0x3100, 0x312f},
	"CJKUnifiedIdeographsExtensionA": {0x3400, 0x4dbf}, "CJKUnifiedIdeographs": {0x4e00, 0x9fff}, "YiSyllables": {0xa000, 0xa48f},
	"HangulSyllables": {0xac00, 0xd7a3}, "CJKCompatibilityIdeographs": {0xf900, 0xfaff},
	"CJKCompatibilityForms": {0xfe30, 0xfe4f}, "HalfwidthandFullwidthForms": {0xff00, 0xffef},
}
