package feel

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"atonce/internal/fail"
)

// FromJSON makes a value of decoded JSON or plain Go data: nil, bool, string,
// json.Number, int, int64, []any, map[string]any, Value. Floats are refused:
// decode with UseNumber. t says what is wanted: a string becomes a date where t
// says date, and the result is coerced to t. A nil t takes things as they are.
// The error names the place in its argument "path".
func FromJSON(x any, t *Type) (Value, error) { return fromJSON(x, t, "", 0) }

func fromJSON(x any, t *Type, path string, depth int) (Value, error) {
	if depth > maxDepth {
		return Null, fail.New(fail.Invalid, "feel.json.too-deep", "path", path, "max", itoa(maxDepth))
	}
	switch x := x.(type) {
	case nil:
		return Null, nil
	case Value:
		return x, nil
	case bool:
		return fitted(Bool(x), t, path)
	case int:
		return fitted(Int(int64(x)), t, path)
	case int64:
		return fitted(Int(x), t, path)
	case json.Number:
		v, ok := ParseNumber(string(x))
		if !ok {
			return Null, fail.New(fail.Invalid, "feel.json.number", "path", path, "text", clip(string(x)))
		}
		return fitted(v, t, path)
	case string:
		return fromText(x, t, path)
	case []any:
		return fromArray(x, t, path, depth)
	case map[string]any:
		return fromObject(x, t, path, depth)
	}
	return Null, fail.New(fail.Invalid, "feel.json.kind", "path", path, "kind", fmt.Sprintf("%T", x))
}

func fitted(v Value, t *Type, path string) (Value, error) {
	if w := t.Coerce(v); !w.IsNull() || v.IsNull() {
		return w, nil
	}
	return Null, fail.New(fail.Invalid, "feel.json.type", "path", path, "value", brief(v), "type", t.label())
}

func fromText(s string, t *Type, path string) (Value, error) {
	want := t
	for want.kind() == TypeKindList {
		want = want.Elem.orAny()
	}
	var v Value
	ok := true
	switch want.kind() {
	case TypeKindDate:
		v, ok = parseDate(s)
	case TypeKindTime:
		v, ok = parseTime(s)
	case TypeKindDateTime:
		if v, ok = parseDateTime(s); !ok {
			v, ok = parseDate(s)
		}
	case TypeKindDaysDuration, TypeKindMonthsDuration:
		v, ok = parseDuration(s)
	case TypeKindNumber:
		v, ok = ParseNumber(strings.TrimSpace(s))
	default:
		v = String(s)
	}
	if !ok {
		return Null, fail.New(fail.Invalid, "feel.json.text", "path", path, "text", clip(s), "type", want.label())
	}
	return fitted(v, t, path)
}

func fromArray(x []any, t *Type, path string, depth int) (Value, error) {
	elem := (*Type)(nil)
	if t.kind() == TypeKindList {
		elem = t.Elem
	} else if t.kind() != TypeKindAny && len(x) == 1 {
		elem = t
	}
	items := make([]Value, len(x))
	for i := range x {
		v, err := fromJSON(x[i], elem, fmt.Sprintf("%s[%d]", path, i+1), depth+1)
		if err != nil {
			return Null, err
		}
		items[i] = v
	}
	return fitted(List(items...), t, path)
}

func fromObject(x map[string]any, t *Type, path string, depth int) (Value, error) {
	fields := t
	if t.kind() == TypeKindList {
		fields = t.Elem
	}
	c := NewContext(len(x))
	put := func(name string) error {
		sub := name
		if path != "" {
			sub = path + "." + name
		}
		v, err := fromJSON(x[name], fields.Field(name), sub, depth+1)
		c.Put(name, v)
		return err
	}
	var rest []string
	if fields.kind() == TypeKindContext {
		for _, f := range fields.Fields {
			if _, ok := x[f.Name]; !ok {
				c.Put(f.Name, Null) // what was not sent is null
				continue
			}
			if err := put(f.Name); err != nil {
				return Null, err
			}
		}
	}
	for name := range x {
		if _, done := c.Get(name); !done {
			rest = append(rest, name)
		}
	}
	sort.Strings(rest)
	for _, name := range rest {
		if err := put(name); err != nil {
			return Null, err
		}
	}
	return fitted(c.Value(), t, path)
}

// JSON is v as data for encoding/json: nil, bool, json.Number, string, []any,
// map[string]any. Temporal values are their ISO text, ranges and functions
// their FEEL text.
func (v Value) JSON() any { return v.json(0) }

func (v Value) json(depth int) any {
	if depth > maxNesting {
		return nil
	}
	switch v.kind {
	case KindNull:
		return nil
	case KindBool:
		return v.n == 1
	case KindNumber:
		return json.Number(formatNumber(v))
	case KindList:
		out := make([]any, len(v.items()))
		for i, x := range v.items() {
			out[i] = x.json(depth + 1)
		}
		return out
	case KindContext:
		out := make(map[string]any, v.Context().Len())
		for _, e := range v.Context().entries {
			out[e.Name] = e.Value.json(depth + 1)
		}
		return out
	}
	return v.Plain()
}
