package feel

// Same tells whether two types are equivalent (DMN 1.5, 10.3.2.9.1).
func Same(a, b *Type) bool {
	return a == b || a.conformsTo(b, 0) && b.conformsTo(a, 0)
}

// ConformsTo tells whether every value of t is one of u (DMN 1.5, 10.3.2.9.2):
// lists and results of functions covariant, parameters contravariant, contexts
// with more entries conform to those with fewer.
func (t *Type) ConformsTo(u *Type) bool { return t.conformsTo(u, 0) }

func (t *Type) conformsTo(u *Type, depth int) bool {
	if t == u || u.kind() == TypeKindAny || t.kind() == TypeKindNull {
		return true
	}
	if t.kind() != u.kind() || depth > maxDepth {
		return false
	}
	switch t.Kind {
	case TypeKindList, TypeKindRange:
		return t.Elem.conformsTo(u.Elem, depth+1)
	case TypeKindContext:
		for _, f := range u.Fields {
			mine := t.Field(f.Name)
			if mine == nil || !mine.conformsTo(f.Type, depth+1) {
				return false
			}
		}
		return true
	case TypeKindFunction:
		if u == TypeAnyFunction {
			return true
		}
		if len(t.Params) != len(u.Params) || !t.Result.conformsTo(u.Result, depth+1) {
			return false
		}
		for i := range t.Params {
			if !u.Params[i].conformsTo(t.Params[i], depth+1) {
				return false
			}
		}
	}
	return true
}

// Conforms tells whether v is in the domain of t. Null is in the domain of
// every type here; `instance of` is stricter, see InstanceOf. Allowed values
// are not asked.
func (t *Type) Conforms(v Value) bool { return t.conforms(v, false, 0) }

// Accepts is Conforms and asks the allowed values, of parts too.
func (t *Type) Accepts(v Value) bool { return t.conforms(v, true, 0) }

// InstanceOf is v instance of t: as Conforms, but null is only an instance of
// Null (DMN 1.5, 10.3.2.9.3). Allowed values do not count.
func (t *Type) InstanceOf(v Value) bool {
	if v.IsNull() {
		return t.kind() == TypeKindNull
	}
	return t.Conforms(v)
}

func (t *Type) conforms(v Value, allowed bool, depth int) bool {
	if depth > maxNesting {
		return false
	}
	if allowed && t != nil && t.Allowed != nil && !t.Allowed(v) {
		return false
	}
	if v.IsNull() || t.kind() == TypeKindAny {
		return true
	}
	switch t.Kind {
	case TypeKindList:
		if v.kind != KindList {
			return false
		}
		if t.Elem.kind() == TypeKindAny && (t.Elem == nil || t.Elem.Allowed == nil) {
			return true
		}
		for _, x := range v.items() {
			if !t.Elem.conforms(x, allowed, depth+1) {
				return false
			}
		}
		return true
	case TypeKindContext:
		c := v.Context()
		if c == nil {
			return false
		}
		for _, f := range t.Fields {
			x, ok := c.Get(f.Name)
			if !ok || !f.Type.conforms(x, allowed, depth+1) {
				return false
			}
		}
		return true
	case TypeKindRange:
		r := v.Range()
		if r == nil {
			return false
		}
		return t.Elem.conforms(r.Low, allowed, depth+1) && t.Elem.conforms(r.High, allowed, depth+1)
	case TypeKindFunction:
		f := v.Function()
		if f == nil {
			return false
		}
		mine := f.typ()
		if f.builtin != nil && mine.Result.kind() == TypeKindAny {
			// An overloaded built-in answers by its arguments: abs of a number is a number.
			overloaded := *mine
			overloaded.Result = t.Result
			mine = &overloaded
		}
		return mine.conformsTo(t, depth)
	}
	return v.kind == Kind(t.Kind-TypeKindNull)
}

func (f *Function) typ() *Type {
	if f.static != nil {
		return f.static
	}
	t := &Type{Kind: TypeKindFunction, Result: f.Result}
	for _, p := range f.Params {
		t.Params = append(t.Params, p.Type)
	}
	return t
}

// Coerce fits v to t by the implicit conversions of DMN 1.5, 10.3.2.9.4: to and
// from a singleton list, from date to date and time. A value that does not
// conform even then, or is not among the allowed values, is null with a reason.
func (t *Type) Coerce(v Value) Value {
	if v.IsNull() || t.kind() == TypeKindAny && t.simple() || t.Accepts(v) {
		return v
	}
	if w, ok := t.convert(v); ok && t.Accepts(w) {
		return w
	}
	return NullBecause("feel.null.type", "value", brief(v), "type", t.label())
}

func (t *Type) simple() bool { return t == nil || t.Allowed == nil }

func (t *Type) convert(v Value) (Value, bool) {
	switch {
	case t.Kind == TypeKindList && v.kind != KindList:
		if w, ok := t.Elem.orAny().convert(v); ok && !t.Elem.Accepts(v) {
			v = w
		}
		return List(v), true
	case t.Kind != TypeKindList && v.kind == KindList && v.n == 1:
		return v.items()[0], true // one list is opened, not lists in lists
	case t.Kind == TypeKindDateTime && v.kind == KindDate:
		return v.asDateTime(), true
	}
	return v, false
}

func (t *Type) label() string {
	if t != nil && t.Name != "" {
		return t.Name
	}
	return t.String()
}

// clip cuts a text that is too long for a message.
func clip(s string) string {
	const most = 60
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// brief is v for a message: large lists and contexts are told by their size.
func brief(v Value) string {
	n := 0
	switch v.kind {
	case KindList:
		n = len(v.items())
	case KindContext:
		n = v.Context().Len()
	}
	if n > 10 || weight(v, maxNesting-3) > 100 {
		return v.kind.String() + " (" + itoa(n) + ")"
	}
	return clip(v.String())
}
