package feel

import (
	"strings"
	"unicode/utf8"
)

type tokKind uint8

const (
	tokEOF tokKind = iota
	tokWord
	tokNumber
	tokString // text is the unescaped content
	tokSymbol
)

type token struct {
	kind  tokKind
	space bool // white space or a comment stands before it
	text  string
	pos   Pos
}

// maxTokens bounds the length of a source, and with it the depth of chains like
// a+a+a+… that recursion follows when the tree is compiled.
const maxTokens = 50_000

// lex cuts the source into tokens; the last one is tokEOF.
func lex(src string) ([]token, *SyntaxError) {
	l := lexer{src: src, line: 1, col: 1}
	for {
		space, err := l.skipSpace()
		if err != nil {
			return nil, err
		}
		t, err := l.next()
		if err != nil {
			return nil, err
		}
		t.space = space
		l.toks = append(l.toks, t)
		if t.kind == tokEOF {
			return l.toks, nil
		}
		if len(l.toks) > maxTokens {
			return nil, syntaxError(t.pos, "feel.syntax.too-long", "max", itoa(maxTokens))
		}
	}
}

type lexer struct {
	src       string
	i         int
	line, col int
	toks      []token
}

func (l *lexer) pos() Pos { return Pos{l.line, l.col} }

func (l *lexer) peek() rune {
	if l.i >= len(l.src) {
		return -1
	}
	r, _ := utf8.DecodeRuneInString(l.src[l.i:])
	return r
}

func (l *lexer) advance() {
	r, n := utf8.DecodeRuneInString(l.src[l.i:])
	l.i += n
	l.col++
	if r == '\n' {
		l.line++
		l.col = 1
	}
}

// skipSpace skips white space (grammar rules 61 and 62) and both kinds of comments.
func (l *lexer) skipSpace() (bool, *SyntaxError) {
	start := l.i
	for l.i < len(l.src) {
		rest := l.src[l.i:]
		switch {
		case strings.HasPrefix(rest, "//"):
			for l.i < len(l.src) && l.src[l.i] != '\n' {
				l.advance()
			}
		case strings.HasPrefix(rest, "/*"):
			at := l.pos()
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				return false, syntaxError(at, "feel.syntax.comment-open")
			}
			for stop := l.i + end + 4; l.i < stop; {
				l.advance()
			}
		case isSpace(l.peek()):
			l.advance()
		default:
			return l.i > start, nil
		}
	}
	return l.i > start, nil
}

func isSpace(r rune) bool {
	switch {
	case r >= 0x09 && r <= 0x0d, r == 0x20, r == 0x85, r == 0xa0, r == 0x1680, r == 0x180e,
		r >= 0x2000 && r <= 0x200b, r == 0x2028, r == 0x2029, r == 0x202f, r == 0x205f, r == 0x3000, r == 0xfeff:
		return true
	}
	return false
}

// isNameStart follows grammar rule 28, with the ranges of XML names.
func isNameStart(r rune) bool {
	switch {
	case r == '?', r >= 'A' && r <= 'Z', r == '_', r >= 'a' && r <= 'z':
		return true
	case r < 0xc0:
		return false
	case r == 0xd7, r == 0xf7, r >= 0x300 && r <= 0x36f, r == 0x37e, isSpace(r):
		return false
	case r >= 0x2000 && r <= 0x206f, r >= 0x2190 && r <= 0x2bff, r >= 0x3000 && r <= 0x3004, r >= 0x3008 && r <= 0x3020:
		return r == 0x200c || r == 0x200d
	}
	return r != utf8.RuneError && r <= 0xeffff && (r < 0xd800 || r >= 0xf900 || r == 0xfffd)
}

func isNamePart(r rune) bool {
	return isNameStart(r) || r >= '0' && r <= '9' || r == 0xb7 || r >= 0x300 && r <= 0x36f || r == 0x203f || r == 0x2040
}

var symbols = []string{"..", "**", "<=", ">=", "!=", "->"}

func (l *lexer) next() (token, *SyntaxError) {
	at := l.pos()
	start := l.i
	if l.i >= len(l.src) {
		return token{kind: tokEOF, pos: at}, nil
	}
	r := l.peek()
	switch {
	case isNameStart(r):
		for l.i < len(l.src) && isNamePart(l.peek()) {
			l.advance()
		}
		return token{kind: tokWord, text: l.src[start:l.i], pos: at}, nil
	case isDigit(r) || r == '.' && l.i+1 < len(l.src) && isDigit(rune(l.src[l.i+1])) && !l.afterOperand():
		l.number()
		return token{kind: tokNumber, text: l.src[start:l.i], pos: at}, nil
	case r == '"':
		text, err := l.str(at)
		return token{kind: tokString, text: text, pos: at}, err
	}
	for _, s := range symbols {
		if strings.HasPrefix(l.src[l.i:], s) {
			l.advance()
			l.advance()
			return token{kind: tokSymbol, text: s, pos: at}, nil
		}
	}
	l.advance()
	return token{kind: tokSymbol, text: l.src[start:l.i], pos: at}, nil
}

// afterOperand tells that a dot here is not the start of a number: 1..10 has
// been cut as "1" ".." before, but [1].5 and a.5 would read as an index.
func (l *lexer) afterOperand() bool {
	if len(l.toks) == 0 {
		return false
	}
	t := l.toks[len(l.toks)-1]
	return t.kind == tokNumber
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func (l *lexer) number() {
	digits := func() {
		for l.i < len(l.src) && isDigit(rune(l.src[l.i])) {
			l.advance()
		}
	}
	digits()
	if l.i+1 < len(l.src) && l.src[l.i] == '.' && isDigit(rune(l.src[l.i+1])) {
		l.advance()
		digits()
	}
	rest := l.src[l.i:]
	if len(rest) > 1 && (rest[0] == 'e' || rest[0] == 'E') {
		n := 1
		if rest[1] == '+' || rest[1] == '-' {
			n = 2
		}
		if len(rest) > n && isDigit(rune(rest[n])) {
			for ; n > 0; n-- {
				l.advance()
			}
			digits()
		}
	}
}

// str reads a string literal with the escapes of grammar rule 64: \' \" \\ \n
// \r \t \uXXXX (pairs of surrogates too) and \UXXXXXX. Other backslashes stay.
func (l *lexer) str(at Pos) (string, *SyntaxError) {
	l.advance()
	start := l.i
	plain := true
	for {
		if l.i >= len(l.src) {
			return "", syntaxError(at, "feel.syntax.string-open")
		}
		c := l.src[l.i]
		if c == '"' {
			break
		}
		if c == '\\' {
			plain = false
			l.advance()
			if l.i >= len(l.src) {
				return "", syntaxError(at, "feel.syntax.string-open")
			}
		}
		l.advance()
	}
	raw := l.src[start:l.i]
	l.advance()
	if plain {
		return raw, nil
	}
	return unescape(raw), nil
}

func unescape(raw string) string {
	var b strings.Builder
	for i := 0; i < len(raw); {
		if raw[i] != '\\' || i+1 >= len(raw) {
			b.WriteByte(raw[i])
			i++
			continue
		}
		switch c := raw[i+1]; c {
		case '\'', '"', '\\':
			b.WriteByte(c)
			i += 2
		case 'n':
			b.WriteByte('\n')
			i += 2
		case 'r':
			b.WriteByte('\r')
			i += 2
		case 't':
			b.WriteByte('\t')
			i += 2
		case 'u', 'U':
			r, n := unescapeRune(raw[i:])
			if n == 0 {
				b.WriteString(raw[i : i+2])
				n = 2
			} else {
				b.WriteRune(r)
			}
			i += n
		default:
			b.WriteString(raw[i : i+2])
			i += 2
		}
	}
	return b.String()
}

// unescapeRune reads \uXXXX, \uXXXX\uXXXX or \UXXXXXX at the start of s; n is
// the length read, 0 if it is none of these.
func unescapeRune(s string) (r rune, n int) {
	digits := 4
	if s[1] == 'U' {
		digits = 6
	}
	r, ok := hexRune(s, 2, digits)
	if !ok {
		return 0, 0
	}
	n = 2 + digits
	if r >= 0xd800 && r < 0xdc00 && len(s) >= n+6 && s[n] == '\\' && s[n+1] == 'u' {
		if low, ok := hexRune(s, n+2, 4); ok && low >= 0xdc00 && low < 0xe000 {
			return (r-0xd800)<<10 + (low - 0xdc00) + 0x10000, n + 6
		}
	}
	return r, n
}

func hexRune(s string, at, digits int) (rune, bool) {
	if len(s) < at+digits {
		return 0, false
	}
	var r rune
	for _, c := range []byte(s[at : at+digits]) {
		r <<= 4
		switch {
		case c >= '0' && c <= '9':
			r |= rune(c - '0')
		case c >= 'a' && c <= 'f':
			r |= rune(c-'a') + 10
		case c >= 'A' && c <= 'F':
			r |= rune(c-'A') + 10
		default:
			return 0, false
		}
	}
	return r, true
}
