package feel

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// Functions with regular expressions (DMN 1.5, 10.3.4.3; XQuery and XPath
// Functions 3.1, 5.6). The engine is Go's RE2, which runs in linear time: a
// pattern from outside cannot hang the program. Patterns of XPath are translated
// (see translator). One thing is missing: back-references in patterns (\1)
// answer null with a reason.
func patternBuiltins() []*builtin {
	return []*builtin{
		define("matches", "input:s, pattern:s, flags:S?", TypeBool, func(m *Machine, a []Value) Value {
			re, bad := m.pattern(a[1], optional(a, 2), a[0])
			if re == nil {
				return bad
			}
			return Bool(re.MatchString(a[0].text()))
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

// compiledPattern is a pattern and the number of instructions that the engine
// may have to look at for every character.
type compiledPattern struct {
	*regexp.Regexp
	size int
}

// pattern compiles a pattern once per machine and takes the steps for matching
// it against in. A nil answer comes with the reason.
func (m *Machine) pattern(p, flags, in Value) (*regexp.Regexp, Value) {
	key := flags.Text() + "/" + p.text()
	re, ok := m.patterns[key]
	if !ok {
		re = compilePattern(p.text(), flags.Text())
		if len(m.patterns) >= maxPatterns || m.patterns == nil {
			m.patterns = map[string]compiledPattern{}
		}
		m.patterns[key] = re
	}
	if re.Regexp == nil {
		return nil, nullText("feel.null.pattern", p.text())
	}
	if !m.step(len(in.text())*re.size/32 + 1) {
		return nil, nullLimit
	}
	return re.Regexp, Null
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
	tree, err := syntax.Parse(src, syntax.Perl)
	if err != nil || !ok {
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
	return compiledPattern{re, len(prog.Inst)}
}

func replace(m *Machine, a []Value) Value {
	re, bad := m.pattern(a[1], optional(a, 3), a[0])
	if re == nil {
		return bad
	}
	in := a[0].text()
	literal := strings.Contains(optional(a, 3).Text(), "q")
	var out []byte
	end := 0
	for _, at := range re.FindAllStringSubmatchIndex(in, -1) {
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

func split(m *Machine, a []Value) Value {
	re, bad := m.pattern(a[1], Null, a[0])
	if re == nil {
		return bad
	}
	parts := re.Split(a[0].text(), min(m.limits.List, int(m.steps+m.budget))+1)
	out := make([]Value, len(parts))
	for i, p := range parts {
		out[i] = String(p)
	}
	return m.list(out)
}
