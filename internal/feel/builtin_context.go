package feel

import "slices"

// Context functions (DMN 1.5, 10.3.4.8) and is (10.3.4.7).
func contextBuiltins() []*builtin {
	return []*builtin{
		define("get value", "m:c, key:s|context:c, keys:l", TypeAny, getValue),
		define("get entries", "m:c", TypeAnyList, getEntries),
		define("context", "entries:l", TypeAnyContext, contextOfEntries),
		define("context put", "context:c, key:s, value:a|context:c, keys:l, value:a", TypeAnyContext, func(m *Machine, a []Value) Value {
			if a[1].kind == KindString {
				return putDeep(m, a[0].Context(), a[1:2], a[2])
			}
			return putDeep(m, a[0].Context(), a[1].Items(), a[2])
		}),
		define("context merge", "contexts:l", TypeAnyContext, contextMerge),
		define("is", "value1:a, value2:a", TypeBool, func(m *Machine, a []Value) Value {
			return Bool(identical(a[0], a[1]))
		}),
	}
}

func getValue(m *Machine, a []Value) Value {
	if a[1].kind == KindString {
		if v, ok := a[0].Context().Get(a[1].text()); ok {
			return v
		}
		return NullBecause("feel.null.no-entry", "name", a[1].text(), "kind", KindContext.String())
	}
	v := a[0]
	for _, k := range a[1].items() {
		if v.kind != KindContext || k.kind != KindString {
			return nullArgument("get value", "keys", k)
		}
		next, ok := v.Context().Get(k.text())
		if !ok {
			return NullBecause("feel.null.no-entry", "name", k.text(), "kind", KindContext.String())
		}
		v = next
	}
	return v
}

func getEntries(m *Machine, a []Value) Value {
	entries := a[0].Context().entries
	if !m.listFits(len(entries)) {
		return nullLimit
	}
	out := make([]Value, len(entries))
	for i, e := range entries {
		out[i] = ContextOf(Entry{"key", String(e.Name)}, Entry{"value", e.Value})
	}
	return List(out...)
}

// contextOfEntries makes a context of contexts with key and value. A key that
// comes twice has no answer.
func contextOfEntries(m *Machine, a []Value) Value {
	items := a[0].items()
	if !m.listFits(len(items)) {
		return nullLimit
	}
	out := NewContext(len(items))
	for _, e := range items {
		if e.kind != KindContext {
			return nullElement("context", e)
		}
		key, _ := e.Context().Get("key")
		value, ok := e.Context().Get("value")
		if key.kind != KindString || !ok {
			return nullElement("context", e)
		}
		if _, twice := out.Get(key.text()); twice {
			return NullBecause("feel.null.key-twice", "name", key.text())
		}
		out.Put(key.text(), value)
	}
	return out.Value()
}

// putDeep is context put along a path of keys; what lies on the path must be
// contexts or be missing.
func putDeep(m *Machine, c *Context, keys []Value, v Value) Value {
	if len(keys) == 0 || keys[0].kind != KindString || len(keys) > maxDepth {
		return NullBecause("feel.null.keys", "function", "context put")
	}
	if !m.listFits(c.Len() + 1) {
		return nullLimit
	}
	key := keys[0].text()
	if len(keys) > 1 {
		inner, ok := c.Get(key)
		if !ok || inner.kind != KindContext {
			return NullBecause("feel.null.no-entry", "name", key, "kind", inner.kind.String())
		}
		if v = putDeep(m, inner.Context(), keys[1:], v); v.IsNull() && v.p != nil {
			return v
		}
	}
	out := NewContext(c.Len() + 1)
	for _, e := range c.entries {
		out.Put(e.Name, e.Value)
	}
	out.Put(key, v)
	return out.Value()
}

func contextMerge(m *Machine, a []Value) Value {
	out := NewContext(4)
	for _, c := range a[0].items() {
		if c.kind != KindContext {
			return nullElement("context merge", c)
		}
		if !m.listFits(out.Len() + c.Context().Len()) {
			return nullLimit
		}
		for _, e := range c.Context().entries {
			out.Put(e.Name, e.Value)
		}
	}
	return out.Value()
}

// identical is is(): equal, of one kind, and for times also written with the
// same zone or offset.
func identical(a, b Value) bool {
	if a.kind != b.kind {
		return false
	}
	switch a.kind {
	case KindTime, KindDateTime:
		return a.n == b.n && a.aux == b.aux && sameZone(a.zone(), b.zone())
	case KindList:
		return slices.EqualFunc(a.items(), b.items(), identical)
	}
	return equal(a, b, 0).IsTrue()
}

func sameZone(a, b *Zone) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Name == b.Name && a.Offset == b.Offset
}
