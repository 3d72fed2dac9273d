package feel

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// Functions with regular expressions (DMN 1.5, 10.3.4.3; XQuery and XPath
// Functions 3.1, 5.6). The engine is Go's RE2, which runs in linear time: a
// pattern from outside cannot hang the program. Patterns of XPath are translated
// (see translator); those with back-references run on an engine of their own
// (see backPattern).
func patternBuiltins() []*builtin {
	return []*builtin{
		define("matches", "input:s, pattern:s, flags:S?", TypeBool, func(m *Machine, a []Value) Value {
			all, bad := m.find(a[0], a[1], optional(a, 2), 1)
			if bad.p != nil {
				return bad
			}
			return Bool(len(all) > 0)
		}),
		define("replace", "input:s, pattern:s, replacement:s, flags:S?", TypeString, replace),
		define("split", "string:s, delimiter:s", ListOf(TypeString), split),
	}
}

func optional(a []Value, i int) Value {
	if i < len(a) {
		return a[i]
	}
	return Null
}

// maxPatterns bounds the patterns that a machine remembers compiled, maxPattern
// the length of one, maxProgram the instructions that it becomes: x{1000}{1000}
// is short to write.
const (
	maxPatterns = 64
	maxPattern  = 2000
	maxProgram  = 5000
)

// compiledPattern is a pattern for one of the two engines, and the number of
// instructions that RE2 may have to look at for every character.
type compiledPattern struct {
	re   *regexp.Regexp
	size int
	back *backPattern
}

// find are up to most matches of a pattern, as offsets of the match and its
// groups. It remembers compiled patterns, and takes the steps that matching may
// cost. A pattern that cannot be used is a null with the reason.
func (m *Machine) find(in, pattern, flags Value, most int) (all [][]int, bad Value) {
	key := flags.Text() + "/" + pattern.text()
	p, ok := m.patterns[key]
	if !ok {
		// Compiling takes about as long as some hundred steps, and longer for a long pattern.
		if !m.step(100 + len(pattern.text())) {
			return nil, nullLimit
		}
		p = compilePattern(pattern.text(), flags.Text())
		if len(m.patterns) >= maxPatterns || m.patterns == nil {
			m.patterns = map[string]compiledPattern{}
		}
		m.patterns[key] = p
	}
	s := in.text()
	switch {
	case p.back != nil:
		all, ok := p.back.findAll(m, s, flags.Text(), most)
		if !ok {
			return nil, nullLimit
		}
		return all, Null
	case p.re == nil:
		return nil, nullText("feel.null.pattern", pattern.text())
	case !m.step(len(s)*p.size/32 + 1):
		return nil, nullLimit
	case most == 1:
		if p.re.MatchString(s) {
			return [][]int{nil}, Null
		}
		return nil, Null
	}
	return p.re.FindAllStringSubmatchIndex(s, most), Null
}

// compilePattern answers an empty compiledPattern for what cannot be used.
func compilePattern(pattern, flags string) compiledPattern {
	if len(pattern) > maxPattern || strings.Trim(flags, "smixq") != "" {
		return compiledPattern{}
	}
	src, ok := translate(pattern, flags)
	if strings.Contains(flags, "q") {
		src, ok = regexp.QuoteMeta(pattern), true
		if strings.Contains(flags, "i") {
			src = "(?i)" + src
		}
	}
	if !ok {
		back, _ := compileBack(pattern, flags)
		return compiledPattern{back: back}
	}
	tree, err := syntax.Parse(src, syntax.Perl)
	if err != nil || programSize(tree) > maxProgram {
		return compiledPattern{}
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil || len(prog.Inst) > maxProgram {
		return compiledPattern{}
	}
	re, err := regexp.Compile(src)
	if err != nil {
		return compiledPattern{}
	}
	return compiledPattern{re: re, size: len(prog.Inst)}
}

// programSize is about how many instructions a pattern becomes, reckoned before
// the repetitions are written out.
func programSize(tree *syntax.Regexp) int {
	n := 1 + len(tree.Rune)/4
	for _, sub := range tree.Sub {
		n += programSize(sub)
	}
	if tree.Op == syntax.OpRepeat {
		n *= max(tree.Min, tree.Max, 1)
	}
	return min(n, 10*maxProgram)
}

func replace(m *Machine, a []Value) Value {
	flags := optional(a, 3)
	in := a[0].text()
	all, bad := m.find(a[0], a[1], flags, len(in)+2)
	if bad.p != nil {
		return bad
	}
	literal := strings.Contains(flags.Text(), "q")
	var out []byte
	end := 0
	for _, at := range all {
		out = append(out, in[end:at[0]]...)
		if literal {
			out = append(out, a[2].text()...)
		} else {
			out = appendReplacement(out, a[2].text(), in, at)
		}
		end = at[1]
		if len(out) > m.limits.String || !m.step(1) {
			return m.exceed("feel.limit.string", int64(m.limits.String))
		}
	}
	out = append(out, in[end:]...)
	return m.text(string(out))
}

// appendReplacement writes the replacement of one match: $N is a group, \$ and
// \\ stand for themselves (XPath fn:replace). As there, $12 is group 12 if there
// are so many, else group 1 and a 2.
func appendReplacement(out []byte, repl, in string, at []int) []byte {
	groups := len(at)/2 - 1
	for i := 0; i < len(repl); i++ {
		c := repl[i]
		switch {
		case c == '\\' && i+1 < len(repl) && (repl[i+1] == '$' || repl[i+1] == '\\'):
			i++
			out = append(out, repl[i])
		case c == '$' && i+1 < len(repl) && isDigit(rune(repl[i+1])):
			i++
			n := int(repl[i] - '0')
			for i+1 < len(repl) && isDigit(rune(repl[i+1])) && n*10+int(repl[i+1]-'0') <= groups {
				i++
				n = n*10 + int(repl[i]-'0')
			}
			if n <= groups && at[2*n] >= 0 {
				out = append(out, in[at[2*n]:at[2*n+1]]...)
			}
		default:
			out = append(out, c)
		}
	}
	return out
}

// split cuts at every match; an empty match cuts between two characters.
func split(m *Machine, a []Value) Value {
	in := a[0].text()
	all, bad := m.find(a[0], a[1], Null, len(in)+2)
	if bad.p != nil {
		return bad
	}
	var out []Value
	from, end := 0, 0
	for _, at := range all {
		end = at[0]
		if at[1] != 0 {
			out = append(out, String(in[from:end]))
		}
		from = at[1]
	}
	if end != len(in) || from != len(in) || len(all) == 0 {
		out = append(out, String(in[from:]))
	}
	return m.list(out)
}
