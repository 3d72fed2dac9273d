package feel

import "unsafe"

// Entry is one entry of a context.
type Entry struct {
	Name  string
	Value Value
}

// Context is an ordered map from names to values. It is immutable once it is in
// a Value: build it with Put, then wrap it with Value.
type Context struct {
	entries []Entry
	index   map[string]int // only for large contexts
}

// indexFrom is the size from which a map beats looking along the entries.
const indexFrom = 12

// NewContext makes an empty context with room for n entries.
func NewContext(n int) *Context { return &Context{entries: make([]Entry, 0, n)} }

// ContextOf makes a context value of the entries, in their order. A name that
// comes twice keeps its first place and its last value.
func ContextOf(entries ...Entry) Value {
	c := NewContext(len(entries))
	for _, e := range entries {
		c.Put(e.Name, e.Value)
	}
	return c.Value()
}

// Put sets an entry. It must not be called once Value has been.
func (c *Context) Put(name string, v Value) {
	if i := c.find(name); i >= 0 {
		c.entries[i].Value = v
		return
	}
	c.entries = append(c.entries, Entry{name, v})
	switch {
	case c.index != nil:
		c.index[name] = len(c.entries) - 1
	case len(c.entries) == indexFrom:
		c.index = make(map[string]int, 2*indexFrom)
		for i, e := range c.entries {
			c.index[e.Name] = i
		}
	}
}

// Value wraps the context.
func (c *Context) Value() Value { return Value{kind: KindContext, p: unsafe.Pointer(c)} }

// Get is the entry's value; ok is false if there is none.
func (c *Context) Get(name string) (v Value, ok bool) {
	if i := c.find(name); i >= 0 {
		return c.entries[i].Value, true
	}
	return Value{}, false
}

func (c *Context) find(name string) int {
	if c.index != nil {
		if i, ok := c.index[name]; ok {
			return i
		}
		return -1
	}
	for i := range c.entries {
		if c.entries[i].Name == name {
			return i
		}
	}
	return -1
}

// Len is the number of entries.
func (c *Context) Len() int { return len(c.entries) }

// Entries are the entries in order. They must not be changed.
func (c *Context) Entries() []Entry { return c.entries }

// Range is an interval. A null endpoint means that the range has no bound on
// that side: (> 5) is Range{Low: 5}.
type Range struct {
	Low, High             Value
	LowClosed, HighClosed bool
	// Op is the comparison that the range was written as: OpLt for (< 5). It is
	// OpNone for an interval. (= 5) is [5..5] in all but equality; (!= 5) has the
	// ends 5 and 5, both open, and contains everything else.
	Op Op
}

// Value wraps the range.
func (r *Range) Value() Value { return Value{kind: KindRange, p: unsafe.Pointer(r)} }

// Param is a parameter of a function. A nil Type means any.
type Param struct {
	Name string
	Type *Type
}

// Function is something that can be invoked: a built-in, a function literal of
// FEEL, or one that the host gives (a business knowledge model, a decision
// service).
type Function struct {
	Name   string
	Params []Param
	Result *Type // nil: any
	// call gets exactly one argument per parameter.
	call    func(m *Machine, args []Value) Value
	builtin *builtin
	static  *Type // of a function literal, as inferred
}

// NewFunction makes a function of the host. call gets exactly one argument per
// parameter, already checked and coerced against the parameter's type, and must
// not keep args. It may evaluate programs on the same machine.
func NewFunction(name string, params []Param, result *Type, call func(m *Machine, args []Value) Value) Value {
	f := &Function{Name: name, Params: params, Result: result, call: call}
	return f.Value()
}

// Value wraps the function.
func (f *Function) Value() Value { return Value{kind: KindFunction, p: unsafe.Pointer(f)} }
