package feel

func (c *compiler) name(x *Name) code {
	if run := c.find(c.fn, x.Name); run != nil {
		return run
	}
	if b := builtinByName(x.Name); b != nil {
		return constant(b.value)
	}
	if x.Name == "?" {
		return func(m *Machine) Value { return m.input }
	}
	c.problem(x.Pos(), "feel.check.unknown-name", "name", x.Name)
	return constant(NullBecause("feel.null.unknown-name", "name", x.Name))
}

// find is how a name is read inside f, nil if there is no such variable.
func (c *compiler) find(f *funcScope, name string) code {
	return c.findFrom(f, len(f.vars), name)
}

// findFrom looks among the first n locals of f, then captures from outside.
func (c *compiler) findFrom(f *funcScope, n int, name string) code {
	for i := n - 1; i >= 0; i-- {
		v := f.vars[i]
		slot := v.slot
		if !v.filter {
			if v.name == name {
				return func(m *Machine) Value { return m.loc[slot] }
			}
			continue
		}
		if name == "?" {
			continue
		}
		if name == "item" {
			return theItem(slot)
		}
		if k := v.typ.Kind; k != TypeKindAny && k != TypeKindContext && k != TypeKindRange {
			continue
		}
		outer := c.findFrom(f, i, name)
		if outer == nil && v.typ.Field(name) == nil && builtinByName(name) != nil {
			outer = constant(builtinByName(name).value)
		}
		return itemEntry(slot, name, outer)
	}
	if f.parent == nil {
		return c.global(name)
	}
	if i, ok := f.captured[name]; ok {
		return func(m *Machine) Value { return m.caps[i] }
	}
	if f.self != "" && name == f.self {
		return c.captureAs(f, name, nil)
	}
	from := c.find(f.parent, name)
	if name == "?" && from == nil {
		from = func(m *Machine) Value { return m.input }
	}
	if from == nil {
		return nil
	}
	return c.captureAs(f, name, from)
}

// captureAs makes a value of outside known inside f; a nil from is f itself.
func (c *compiler) captureAs(f *funcScope, name string, from code) code {
	if f.captured == nil {
		f.captured = map[string]int{}
	}
	i := len(f.capture)
	f.captured[name] = i
	f.capture = append(f.capture, from)
	return func(m *Machine) Value { return m.caps[i] }
}

func (c *compiler) global(name string) code {
	slot, _, ok := c.scope.Slot(name)
	if !ok {
		return nil
	}
	return func(m *Machine) Value { return m.in[slot] }
}

// theItem is the filter's item, or its entry of that very name if it has one.
func theItem(slot int) code {
	return func(m *Machine) Value {
		item := m.loc[slot]
		if item.kind == KindContext {
			if v, ok := item.Context().Get("item"); ok {
				return v
			}
		}
		return item
	}
}

// itemEntry reads an entry of the filter's item, and what the name means
// outside if the item has no such entry.
func itemEntry(slot int, name string, outer code) code {
	return func(m *Machine) Value {
		item := m.loc[slot]
		if item.kind == KindContext {
			if v, ok := item.Context().Get(name); ok {
				return v
			}
		}
		if outer != nil {
			return outer(m)
		}
		return property(item, name)
	}
}

// slotOf tells that x is a plain variable of the scope, for the short ways.
func (c *compiler) slotOf(x Expr) (slot int, ok bool) {
	n, ok := x.(*Name)
	if !ok || c.fn.parent != nil {
		return 0, false
	}
	for _, v := range c.fn.vars {
		if v.filter || v.name == n.Name {
			return 0, false
		}
	}
	slot, _, ok = c.scope.Slot(n.Name)
	return slot, ok
}

func (c *compiler) path(x *Path) code {
	run := c.compile(x.X)
	name := x.Name
	t := x.X.Type()
	if k := t.Kind; k == TypeKindNumber || k == TypeKindString || k == TypeKindBool {
		c.problem(x.Pos(), "feel.check.no-entries", "name", name, "type", t.label())
	}
	return func(m *Machine) Value {
		v := run(m)
		if v.kind == KindContext {
			if e, ok := v.Context().Get(name); ok {
				return e
			}
		}
		if v.kind != KindList {
			return property(v, name)
		}
		items := v.items()
		if !m.listFits(len(items)) {
			return nullLimit
		}
		out := make([]Value, len(items))
		for i, item := range items {
			out[i] = property(item, name)
		}
		return List(out...)
	}
}

// filter is list[condition] or list[index]; a value that is no list counts as
// a list of one, null as an empty one (DMN 1.5, 10.3.2.5).
func (c *compiler) filter(x *Filter) code {
	run := c.compile(x.X)
	mark := c.mark()
	elem := x.X.Type()
	if elem.Kind == TypeKindList {
		elem = elem.Elem.orAny()
	}
	slot := c.slot()
	c.fn.vars = append(c.fn.vars, local{name: "item", slot: slot, filter: true, typ: elem})
	cond, turn := c.compile(x.Cond), cost(x.Cond)
	c.release(mark)
	if l, ok := x.Cond.(*Literal); ok && l.Value.kind == KindNumber {
		return func(m *Machine) Value { return elementAt(asItems(run(m)), l.Value) }
	}
	return func(m *Machine) Value {
		v := run(m)
		var one [1]Value
		items := v.Items()
		if v.kind != KindList && v.kind != KindNull {
			one[0] = v
			items = one[:]
		}
		if len(items) == 0 {
			m.loc[slot] = Null
			if r := cond(m); r.kind == KindNumber {
				return elementAt(nil, r)
			}
		}
		var out []Value
		for i, item := range items {
			if !m.step(turn) {
				return nullLimit
			}
			m.loc[slot] = item
			r := cond(m)
			if i == 0 && r.kind == KindNumber {
				return elementAt(items, r)
			}
			if r.IsTrue() {
				out = append(out, item)
			}
		}
		return List(out...)
	}
}

// asItems is v as the elements of a list: null has none, another value is one.
func asItems(v Value) []Value {
	switch v.kind {
	case KindList:
		return v.items()
	case KindNull:
		return nil
	}
	return []Value{v}
}

// elementAt is the element at an index from 1, or from the end for -1 and below.
func elementAt(items []Value, index Value) Value {
	i, ok := index.Int64()
	n := int64(len(items))
	if i < 0 {
		i += n + 1
	}
	if !ok || i < 1 || i > n {
		return NullBecause("feel.null.no-element", "index", index.String(), "size", itoa(len(items)))
	}
	return items[i-1]
}
