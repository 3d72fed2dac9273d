package feel

import (
	"strings"
	"unicode/utf8"
)

// String renders v in FEEL syntax, so that it can be read and, functions
// apart, parsed again: "text", 1.5, @"2024-01-01", [1, 2], {a: 1}, [1..5).
func (v Value) String() string { return string(appendValue(nil, v, 0)) }

// Plain is what string(v) answers: as String, but a string and a temporal value
// stand bare when they are not inside of something.
func (v Value) Plain() string {
	switch {
	case v.kind == KindString:
		return v.text()
	case v.isMoment() || v.isDuration():
		return string(appendTemporal(nil, v))
	}
	return v.String()
}

func appendValue(b []byte, v Value, depth int) []byte {
	if depth > maxNesting {
		return append(b, "…"...)
	}
	switch v.kind {
	case KindNull:
		return append(b, "null"...)
	case KindBool:
		if v.n == 1 {
			return append(b, "true"...)
		}
		return append(b, "false"...)
	case KindNumber:
		return append(b, formatNumber(v)...)
	case KindString:
		return appendQuoted(b, v.text())
	case KindList:
		b = append(b, '[')
		for i, x := range v.items() {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = appendValue(b, x, depth+1)
		}
		return append(b, ']')
	case KindContext:
		b = append(b, '{')
		for i, e := range v.Context().entries {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = appendKey(b, e.Name)
			b = appendValue(append(b, ": "...), e.Value, depth+1)
		}
		return append(b, '}')
	case KindRange:
		return appendRange(b, v.Range(), depth)
	case KindFunction:
		f := v.Function()
		b = append(b, "function("...)
		for i, p := range f.Params {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = append(b, p.Name...)
		}
		return append(b, ")"...)
	}
	b = append(b, `@"`...)
	b = appendTemporal(b, v)
	return append(b, '"')
}

func appendRange(b []byte, r *Range, depth int) []byte {
	op, end := r.Op, r.Low
	switch {
	case op == OpLt, op == OpLe:
		end = r.High
	case op == OpNone && r.Low.IsNull():
		op, end = OpLt, r.High
		if r.HighClosed {
			op = OpLe
		}
	case op == OpNone && r.High.IsNull():
		op = OpGt
		if r.LowClosed {
			op = OpGe
		}
	}
	if op != OpNone {
		b = append(append(append(b, '('), op.String()...), ' ')
		return append(appendValue(b, end, depth+1), ')')
	}
	if r.LowClosed {
		b = append(b, '[')
	} else {
		b = append(b, '(')
	}
	b = appendValue(b, r.Low, depth+1)
	b = appendValue(append(b, ".."...), r.High, depth+1)
	if r.HighClosed {
		return append(b, ']')
	}
	return append(b, ')')
}

// appendKey writes the name of an entry bare if it reads as a name.
func appendKey(b []byte, name string) []byte {
	plain := name != ""
	for i, r := range name {
		if i == 0 && !isNameStart(r) || i > 0 && !isNamePart(r) && r != ' ' {
			plain = false
		}
	}
	if plain && name == normalName(name) && !strings.HasSuffix(name, " ") {
		return append(b, name...)
	}
	return appendQuoted(b, name)
}

func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch r {
		case '"', '\\':
			b = append(b, '\\', byte(r))
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
