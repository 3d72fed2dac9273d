package feel

import (
	"strings"
	"unicode/utf8"
)

// String functions (DMN 1.5, 10.3.4.3). Positions and lengths count code points.
func stringBuiltins() []*builtin {
	return []*builtin{
		define("substring", "string:s, start position:n, length:n?", TypeString, substring),
		define("string length", "string:s", TypeNumber, func(m *Machine, a []Value) Value {
			return Int(int64(utf8.RuneCountInString(a[0].text())))
		}),
		define("upper case", "string:s", TypeString, func(m *Machine, a []Value) Value {
			return m.text(strings.ToUpper(a[0].text()))
		}),
		define("lower case", "string:s", TypeString, func(m *Machine, a []Value) Value {
			return m.text(strings.ToLower(a[0].text()))
		}),
		define("substring before", "string:s, match:s", TypeString, func(m *Machine, a []Value) Value {
			before, _, ok := strings.Cut(a[0].text(), a[1].text())
			if !ok {
				return String("")
			}
			return String(before)
		}),
		define("substring after", "string:s, match:s", TypeString, func(m *Machine, a []Value) Value {
			_, after, _ := strings.Cut(a[0].text(), a[1].text())
			return String(after)
		}),
		define("contains", "string:s, match:s", TypeBool, func(m *Machine, a []Value) Value {
			return Bool(strings.Contains(a[0].text(), a[1].text()))
		}),
		define("starts with", "string:s, match:s", TypeBool, func(m *Machine, a []Value) Value {
			return Bool(strings.HasPrefix(a[0].text(), a[1].text()))
		}),
		define("ends with", "string:s, match:s", TypeBool, func(m *Machine, a []Value) Value {
			return Bool(strings.HasSuffix(a[0].text(), a[1].text()))
		}),
		define("string join", "list:l, delimiter:S?", TypeString, stringJoin),
	}
}

func substring(m *Machine, a []Value) Value {
	s := a[0].text()
	size := int64(utf8.RuneCountInString(s))
	start, ok := truncated(a[1])
	if start < 0 {
		start += size + 1
	}
	if !ok || start < 1 || start > size {
		return NullBecause("feel.null.position", "position", a[1].String(), "size", itoa(int(size)))
	}
	end := size + 1
	if len(a) > 2 {
		n, ok := truncated(a[2])
		if !ok || n < 1 {
			return NullBecause("feel.null.length", "length", a[2].String())
		}
		if n < end-start {
			end = start + n
		}
	}
	from := runeOffset(s, int(start-1))
	return String(s[from : from+runeOffset(s[from:], int(end-start))])
}

// runeOffset is the byte at which the code point n of s begins.
func runeOffset(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

// stringJoin joins the strings of a list; nulls among them are left out.
func stringJoin(m *Machine, a []Value) Value {
	sep := ""
	if len(a) > 1 && a[1].kind == KindString {
		sep = a[1].text()
	}
	items := a[0].items()
	parts := make([]string, 0, len(items))
	size := 0
	for _, v := range items {
		switch v.kind {
		case KindString:
			parts = append(parts, v.text())
			size += len(v.text()) + len(sep)
		case KindNull:
		default:
			return NullBecause("feel.null.element", "function", "string join", "kind", v.kind.String())
		}
	}
	if !m.stringFits(size) {
		return nullLimit
	}
	return String(strings.Join(parts, sep))
}
