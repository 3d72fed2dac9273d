package feel

import (
	"regexp"
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
			re, bad := m.pattern(a[1], optional(a, 2))
			if re == nil {
				return bad
			}
			if !m.stringFits(len(a[0].text())) {
				return nullLimit
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

// maxPatterns bounds the patterns that a machine remembers compiled.
const maxPatterns = 64

// pattern compiles a pattern once per machine. A nil answer comes with the reason.
func (m *Machine) pattern(p, flags Value) (*regexp.Regexp, Value) {
	f := flags.Text()
	key := f + "/" + p.text()
	if re, ok := m.patterns[key]; ok {
		return re, Null
	}
	src := p.text()
	if len(src) > 10_000 || strings.Trim(f, "smixq") != "" {
		return nil, nullText("feel.null.flags", f)
	}
	src, ok := translate(src, f)
	if strings.Contains(f, "q") {
		src, ok = regexp.QuoteMeta(p.text()), true
		if strings.Contains(f, "i") {
			src = "(?i)" + src
		}
	}
	if !ok {
		return nil, nullText("feel.null.pattern", p.text())
	}
	re, err := regexp.Compile(src)
	if err != nil {
		return nil, nullText("feel.null.pattern", p.text())
	}
	if len(m.patterns) >= maxPatterns || m.patterns == nil {
		m.patterns = map[string]*regexp.Regexp{}
	}
	m.patterns[key] = re
	return re, Null
}

func replace(m *Machine, a []Value) Value {
	re, bad := m.pattern(a[1], optional(a, 3))
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
	re, bad := m.pattern(a[1], Null)
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
