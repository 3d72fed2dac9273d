package feel

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A pattern with back-references, such as (.)\1, is no regular expression and
// RE2 cannot run it. Such patterns, and only such, are matched here by trying
// and going back. That can take exponential time, so every try costs a step of
// the machine, and the length of the input is bounded.

// maxBackInput bounds the code points that a pattern with back-references looks
// at: the matcher recurses along them.
const maxBackInput = 10_000

// backPattern is a compiled pattern with back-references.
type backPattern struct {
	run    part
	groups int
}

// attempt is the state of one match.
type attempt struct {
	m     *Machine
	in    []rune
	caps  []int // start and end of each group, -1 if it did not take part
	fold  bool
	lines bool // flag m
}

// part matches at a position and hands what is left to next; it answers
// whether all of it matched.
type part func(a *attempt, at int, next func(at int) bool) bool

// compileBack reads a pattern with back-references; ok is false if it is wrong.
func compileBack(pattern, flags string) (*backPattern, bool) {
	b := &backReader{translator: translator{src: []rune(pattern), dotAll: strings.Contains(flags, "s"),
		fold: strings.Contains(flags, "i"), blanks: strings.Contains(flags, "x")}}
	run := b.alternatives(0)
	if b.bad || b.i < len(b.src) {
		return nil, false
	}
	return &backPattern{run, b.groups}, true
}

// backReader parses with the help of the translator's classes and escapes.
type backReader struct {
	translator
	groups int
	closed []int // groups that a back-reference may name already
}

func (b *backReader) peek() rune {
	for b.blanks && b.i < len(b.src) && isPatternSpace(b.src[b.i]) {
		b.i++
	}
	if b.i >= len(b.src) {
		return -1
	}
	return b.src[b.i]
}

func (b *backReader) alternatives(depth int) part {
	if depth > 50 {
		b.bad = true
		return nil
	}
	all := []part{b.sequence(depth)}
	for b.peek() == '|' && !b.bad {
		b.i++
		all = append(all, b.sequence(depth))
	}
	if len(all) == 1 {
		return all[0]
	}
	return func(a *attempt, at int, next func(int) bool) bool {
		for _, p := range all {
			if p(a, at, next) {
				return true
			}
		}
		return false
	}
}

func (b *backReader) sequence(depth int) part {
	run := part(func(a *attempt, at int, next func(int) bool) bool { return next(at) })
	var parts []part
	for c := b.peek(); c >= 0 && c != '|' && c != ')' && !b.bad; c = b.peek() {
		parts = append(parts, b.quantified(b.atom(depth)))
	}
	for _, p := range slices.Backward(parts) {
		rest := run
		run = func(a *attempt, at int, next func(int) bool) bool {
			return p(a, at, func(at int) bool { return rest(a, at, next) })
		}
	}
	return run
}

func (b *backReader) atom(depth int) part {
	c := b.peek()
	b.i++
	switch c {
	case '(':
		return b.group(depth)
	case '^':
		return func(a *attempt, at int, next func(int) bool) bool {
			return (at == 0 || a.lines && a.in[at-1] == '\n') && next(at)
		}
	case '$':
		return func(a *attempt, at int, next func(int) bool) bool {
			return (at == len(a.in) || a.lines && a.in[at] == '\n') && next(at)
		}
	case '[':
		return b.set(b.class(0))
	case '.':
		if b.dotAll {
			return b.set(`[\x{0}-\x{10FFFF}]`)
		}
		return b.set(`[^\n\r]`)
	case '\\':
		if d := b.peek(); d >= '1' && d <= '9' {
			return b.reference()
		}
		return b.set(b.escape(false))
	case '*', '+', '?', '{', '}', ']':
		b.bad = true
		return nil
	}
	return b.set(`\x{` + strconv.FormatInt(int64(c), 16) + `}`)
}

func (b *backReader) group(depth int) part {
	n := 0
	if b.peek() == '?' {
		b.i++
		if b.peek() != ':' {
			b.bad = true
			return nil
		}
		b.i++
	} else {
		b.groups++
		n = b.groups
	}
	inner := b.alternatives(depth + 1)
	if b.peek() != ')' {
		b.bad = true
		return nil
	}
	b.i++
	if n == 0 {
		return inner
	}
	b.closed = append(b.closed, n)
	return func(a *attempt, at int, next func(int) bool) bool {
		from, to := a.caps[2*n], a.caps[2*n+1]
		if inner(a, at, func(end int) bool {
			f, t := a.caps[2*n], a.caps[2*n+1]
			a.caps[2*n], a.caps[2*n+1] = at, end
			if next(end) {
				return true
			}
			a.caps[2*n], a.caps[2*n+1] = f, t
			return false
		}) {
			return true
		}
		a.caps[2*n], a.caps[2*n+1] = from, to
		return false
	}
}

// reference reads \N; the longest number that names a closed group counts.
func (b *backReader) reference() part {
	n := int(b.src[b.i] - '0')
	b.i++
	for b.i < len(b.src) && isDigit(b.src[b.i]) && slices.Contains(b.closed, n*10+int(b.src[b.i]-'0')) {
		n = n*10 + int(b.src[b.i]-'0')
		b.i++
	}
	if !slices.Contains(b.closed, n) {
		b.bad = true
		return nil
	}
	return func(a *attempt, at int, next func(int) bool) bool {
		if a.caps[2*n] < 0 {
			return next(at) // a group that did not take part is empty
		}
		want := a.in[a.caps[2*n]:a.caps[2*n+1]]
		if !a.m.step(1+len(want)) || len(a.in)-at < len(want) {
			return false
		}
		for i, r := range want {
			if g := a.in[at+i]; g != r && !(a.fold && unicode.ToLower(unicode.ToUpper(g)) == unicode.ToLower(unicode.ToUpper(r))) {
				return false
			}
		}
		return next(at + len(want))
	}
}

// set matches one character of a class of RE2.
func (b *backReader) set(class string) part {
	pairs := b.runes(class)
	return func(a *attempt, at int, next func(int) bool) bool {
		if !a.m.step(1) || at >= len(a.in) {
			return false
		}
		r := a.in[at]
		for i := 0; i+1 < len(pairs); i += 2 {
			if r >= pairs[i] && r <= pairs[i+1] {
				return next(at + 1)
			}
		}
		return false
	}
}

// quantified reads *, +, ?, {n}, {n,}, {n,m} and a ? after it, for as few as possible.
func (b *backReader) quantified(p part) part {
	least, most := 0, maxBackInput
	switch b.peek() {
	case '*':
	case '+':
		least = 1
	case '?':
		most = 1
	case '{':
		b.i++
		var ok bool
		if least, most, ok = b.bounds(); !ok {
			b.bad = true
			return nil
		}
	default:
		return p
	}
	b.i++
	greedy := true
	if b.peek() == '?' {
		greedy = false
		b.i++
	}
	var times func(a *attempt, n, at int, next func(int) bool) bool
	times = func(a *attempt, n, at int, next func(int) bool) bool {
		if !a.m.step(1) {
			return false
		}
		more := func() bool {
			return n < most && p(a, at, func(end int) bool {
				return (end > at || n < least) && times(a, n+1, end, next)
			})
		}
		switch {
		case n < least:
			return more()
		case greedy:
			return more() || next(at)
		}
		return next(at) || more()
	}
	return func(a *attempt, at int, next func(int) bool) bool { return times(a, 0, at, next) }
}

// bounds reads n}, n,} or n,m} and stops at the closing brace.
func (b *backReader) bounds() (least, most int, ok bool) {
	end := slices.Index(b.src[b.i:], '}')
	if end < 0 {
		return 0, 0, false
	}
	low, high, two := strings.Cut(string(b.src[b.i:b.i+end]), ",")
	b.i += end
	n, rest, ok := cutDigits(low, 1, 3)
	least, most = int(n), int(n)
	ok = ok && rest == ""
	if two && high == "" {
		most = maxBackInput
	} else if two {
		n, rest, ok2 := cutDigits(high, 1, 3)
		most = int(n)
		ok = ok && ok2 && rest == "" && least <= most
	}
	return least, most, ok
}

// findAll are the matches in s, one after the other: the offsets in bytes of the match
// and of its groups, as regexp answers them. ok is false if a limit was met.
func (p *backPattern) findAll(m *Machine, s, flags string, most int) (all [][]int, ok bool) {
	a := &attempt{m: m, in: []rune(s), fold: strings.Contains(flags, "i"), lines: strings.Contains(flags, "m")}
	if len(a.in) > maxBackInput {
		m.exceed("feel.limit.string", maxBackInput)
		return nil, false
	}
	offset := make([]int, 0, len(a.in)+1)
	for i := range s {
		offset = append(offset, i)
	}
	offset = append(offset, len(s))
	a.caps = make([]int, 2*(p.groups+1))
	for at := 0; at <= len(a.in) && len(all) < most; at++ {
		for i := range a.caps {
			a.caps[i] = -1
		}
		if !p.run(a, at, func(end int) bool { a.caps[0], a.caps[1] = at, end; return true }) {
			if m.err != nil {
				return nil, false
			}
			continue
		}
		found := make([]int, len(a.caps))
		for i, c := range a.caps {
			found[i] = -1
			if c >= 0 {
				found[i] = offset[c]
			}
		}
		all = append(all, found)
		if a.caps[1] > at {
			at = a.caps[1] - 1
		}
	}
	return all, true
}
