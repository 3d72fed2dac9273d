package feel

// compiler turns a tree into closures. Names become slots here, so that
// evaluation looks nothing up by name but entries of contexts.
type compiler struct {
	scope    *Scope
	fn       *funcScope
	problems []Problem
	folding  *Machine // for calls of constants
}

// funcScope are the locals of one function body, or of the program itself.
type funcScope struct {
	parent   *funcScope
	vars     []local
	used     int // slots in use
	max      int
	captured map[string]int // name: place among the captured values
	capture  []code         // how the parent finds each of them; nil is the function itself
	self     string         // the entry that the function is the value of: it may call itself
}

// local is a name in a slot of the frame. A filter's item also brings the names
// of its entries.
type local struct {
	name   string
	slot   int
	filter bool
	typ    *Type // of a filter's item
}

func newCompiler(s *Scope) *compiler {
	if s == nil {
		s = NewScope()
	}
	return &compiler{scope: s, fn: &funcScope{}}
}

func (c *compiler) problem(at Pos, key string, args ...string) {
	c.problems = append(c.problems, Problem{at, key, args})
}

// slot takes a slot of the frame; release gives back all from mark on.
func (c *compiler) slot() int {
	f := c.fn
	s := f.used
	f.used++
	f.max = max(f.max, f.used)
	return s
}

func (c *compiler) declare(name string) int {
	s := c.slot()
	c.fn.vars = append(c.fn.vars, local{name: name, slot: s})
	return s
}

type mark struct{ vars, used int }

func (c *compiler) mark() mark     { return mark{len(c.fn.vars), c.fn.used} }
func (c *compiler) release(m mark) { c.fn.vars, c.fn.used = c.fn.vars[:m.vars], m.used }

// literal is the value of a literal, or of a built-in function called with
// nothing but literals, such as date("2024-01-01"): it is worked out once.
func (c *compiler) literal(x Expr) (v Value, ok bool) {
	switch x := x.(type) {
	case *Literal:
		return x.Value, true
	case *Call:
		n, ok := x.Fn.(*Name)
		if !ok || c.find(c.fn, n.Name) != nil || !isConstant(x) {
			return Null, false
		}
		for _, a := range x.Args {
			if _, ok := a.(*Literal); !ok {
				return Null, false
			}
		}
		if c.folding == nil {
			// Only what stays small is worked out at compile time: the limits of whoever
			// evaluates are not known here, and no evaluation would ask about them again.
			c.folding = NewMachine(Limits{Steps: 1000, List: 64, String: 256})
		}
		c.folding.Reset()
		v := c.call(x)(c.folding)
		return v, c.folding.Err() == nil
	}
	return Null, false
}

func constant(v Value) code { return func(*Machine) Value { return v } }

// compile is the one switch over the nodes.
func (c *compiler) compile(x Expr) code {
	switch x := x.(type) {
	case *Literal:
		return constant(x.Value)
	case *Name:
		return c.name(x)
	case *Binary:
		return c.binary(x)
	case *Neg:
		run := c.compile(x.X)
		return func(m *Machine) Value { return negateValue(run(m)) }
	case *Between:
		return c.between(x)
	case *In:
		return c.in(x)
	case *UnaryTest:
		match := c.test(x)
		return func(m *Machine) Value { return match(m, m.input) }
	case *InstanceOf:
		run := c.compile(x.X)
		return func(m *Machine) Value { return Bool(x.Of.InstanceOf(run(m))) }
	case *ListLit:
		return c.list(x)
	case *ContextLit:
		return c.context(x)
	case *RangeLit:
		return c.rangeLit(x)
	case *Path:
		return c.path(x)
	case *Filter:
		return c.filter(x)
	case *Call:
		if v, ok := c.literal(x); ok {
			return constant(v)
		}
		return c.call(x)
	case *FuncLit:
		return c.function(x, "")
	case *If:
		return c.conditional(x)
	case *For:
		return c.forReturn(x)
	case *Quantified:
		return c.quantified(x)
	}
	c.problem(x.Pos(), "feel.check.list-of-tests")
	return constant(NullBecause("feel.null.not-an-expression"))
}

// conditional takes the else branch for anything but true (DMN 1.5, table 48).
func (c *compiler) conditional(x *If) code {
	cond, yes, no := c.compile(x.Cond), c.compile(x.Then), c.compile(x.Else)
	if k := x.Cond.Type().Kind; k != TypeKindBool && k != TypeKindAny && k != TypeKindNull {
		c.problem(x.Cond.Pos(), "feel.check.condition", "type", x.Cond.Type().label())
	}
	return func(m *Machine) Value {
		if cond(m).IsTrue() {
			return yes(m)
		}
		return no(m)
	}
}

func (c *compiler) list(x *ListLit) code {
	if v, ok := constantList(x); ok {
		return constant(v)
	}
	items := make([]code, len(x.Items))
	for i, it := range x.Items {
		items[i] = c.compile(it)
	}
	return func(m *Machine) Value {
		if !m.step(len(items)) {
			return nullLimit
		}
		out := make([]Value, len(items))
		for i, run := range items {
			out[i] = run(m)
		}
		return List(out...)
	}
}

func constantList(x *ListLit) (Value, bool) {
	out := make([]Value, len(x.Items))
	for i, it := range x.Items {
		switch it := it.(type) {
		case *Literal:
			out[i] = it.Value
		case *ListLit:
			v, ok := constantList(it)
			if !ok {
				return Null, false
			}
			out[i] = v
		default:
			return Null, false
		}
	}
	return List(out...), true
}

func (c *compiler) context(x *ContextLit) code {
	mark := c.mark()
	type entry struct {
		slot int
		run  code
	}
	entries := make([]entry, len(x.Entries))
	names := NewContext(len(x.Entries)) // its index is shared by all contexts of this literal
	for i, e := range x.Entries {
		if f, ok := e.Value.(*FuncLit); ok {
			entries[i].run = c.function(f, e.Name)
		} else {
			entries[i].run = c.compile(e.Value)
		}
		entries[i].slot = c.declare(normalName(e.Name))
		names.Put(e.Name, Null)
	}
	c.release(mark)
	return func(m *Machine) Value {
		if !m.step(len(entries)) {
			return nullLimit
		}
		out := &Context{entries: make([]Entry, len(entries)), index: names.index}
		for i := range entries {
			v := entries[i].run(m)
			m.loc[entries[i].slot] = v
			out.entries[i] = Entry{names.entries[i].Name, v}
		}
		return out.Value()
	}
}

func (c *compiler) rangeLit(x *RangeLit) code {
	low, high := constant(Null), constant(Null)
	if x.Low != nil {
		low = c.compile(x.Low)
	}
	if x.High != nil {
		high = c.compile(x.High)
	}
	build := func(m *Machine) Value {
		l, h := low(m), high(m)
		if x.Low != nil && l.IsNull() || x.High != nil && h.IsNull() {
			return nullOperands(OpLe, l, h)
		}
		if v := checkRange(x, l, h); v.p != nil {
			return v
		}
		return (&Range{l, h, x.LowClosed, x.HighClosed, x.Op}).Value()
	}
	if c.isLiteral(x.Low) && c.isLiteral(x.High) {
		return constant(build(nil))
	}
	return build
}

func (c *compiler) isLiteral(x Expr) bool {
	if x == nil {
		return true
	}
	_, ok := c.literal(x)
	return ok
}

// checkRange is a null with a reason if the ends do not belong together.
func checkRange(x *RangeLit, l, h Value) Value {
	if x.Op != OpNone {
		return Null
	}
	c, ok := Compare(l, h)
	if !ok {
		return nullOperands(OpLe, l, h)
	}
	if c > 0 {
		return NullBecause("feel.null.range-backwards", "low", l.String(), "high", h.String())
	}
	return Null
}
