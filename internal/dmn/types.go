package dmn

import (
	"strings"
	"sync"

	"atonce/internal/feel"
)

// types compiles every item definition of a file and makes the names known to
// FEEL's `instance of`.
func (c *compiler) types(f *file) {
	for _, d := range f.defs.Items {
		c.within(d.Name, d.Pos, func() {
			t := c.itemType(d)
			f.types[d.Name] = t
			f.scope.DefineType(d.Name, t)
		})
	}
	for name, from := range f.imports {
		c.file = from
		for _, d := range from.defs.Items {
			t := c.itemType(d)
			full := d.Name
			if name != "" {
				full = name + "." + d.Name
			}
			if f.types[full] == nil {
				f.types[full] = t
				f.scope.DefineType(full, t)
			}
		}
		c.file = f
	}
}

// typeOf is the type a typeRef names; an unknown name is a fault and means any.
func (c *compiler) typeOf(name string) *feel.Type {
	if name == "" {
		return feel.TypeAny
	}
	if d := c.file.items[name]; d != nil {
		return c.itemType(d)
	}
	if t := feel.TypeByName(name); t != nil {
		return t
	}
	prefix, local, found := strings.Cut(name, ".")
	if from := c.file.imports[prefix]; found && from != nil {
		here := c.file
		c.file = from
		defer func() { c.file = here }()
		return c.typeOf(local)
	}
	if from := c.file.imports[""]; from != nil && from.items[name] != nil {
		here := c.file
		c.file = from
		defer func() { c.file = here }()
		return c.typeOf(name)
	}
	// DMN 1.1 tools write feel:number even where no prefix was declared.
	if _, local, found := strings.Cut(name, ":"); found {
		return c.typeOf(local)
	}
	c.fault("dmn.check.type", "type", name)
	return feel.TypeAny
}

func (c *compiler) itemType(d *ItemDefinition) *feel.Type {
	if t := c.made[d]; t != nil {
		return t
	}
	if c.doing[d] {
		// A type that contains itself has no finite form to check values against.
		c.fault("dmn.check.type-circle", "type", d.Name)
		return feel.TypeAny
	}
	c.doing[d] = true
	defer delete(c.doing, d)
	t := c.itemBase(d)
	if d.Allowed != "" {
		c.within("allowedValues", d.Pos, func() { t = c.constrained(t, d.Allowed) })
	}
	if d.Collection {
		t = &feel.Type{Kind: feel.TypeKindList, Elem: t, Name: d.Name}
	}
	if d.Constraint != "" {
		c.within("typeConstraint", d.Pos, func() { t = c.constrained(t, d.Constraint) })
	}
	c.made[d] = t
	return t
}

func (c *compiler) itemBase(d *ItemDefinition) *feel.Type {
	switch {
	case len(d.Components) > 0:
		t := &feel.Type{Kind: feel.TypeKindContext, Name: d.Name}
		for _, f := range d.Components {
			c.within(f.Name, f.Pos, func() { t.Fields = append(t.Fields, feel.Field{Name: f.Name, Type: c.itemType(f)}) })
		}
		return t
	case d.Function != nil:
		t := &feel.Type{Kind: feel.TypeKindFunction, Name: d.Name, Result: c.typeOf(d.Function.Output)}
		for _, p := range d.Function.Parameters {
			t.Params = append(t.Params, c.typeOf(p.Type))
		}
		return t
	}
	t := c.typeOf(d.Type)
	if t == feel.TypeAny {
		return t
	}
	// A copy, so that the constraint and the name stay with this definition.
	named := *t
	named.Name = d.Name
	if known, ok := c.domain[t]; ok {
		c.domain[&named] = known
	}
	return &named
}

// machines evaluate constraints that are not constant. A constraint is short: a
// small budget keeps a hostile one from costing much.
var machines = sync.Pool{New: func() any {
	return feel.NewMachine(feel.Limits{Depth: 64, Steps: 100_000, List: 100_000, String: 1 << 20})
}}

// constrained is t with the unary tests src as its allowed values.
func (c *compiler) constrained(t *feel.Type, src string) *feel.Type {
	s := c.file.scope.Extend()
	s.SetInput(t)
	tests, err := feel.ParseTests(src, s)
	if err != nil {
		c.feelError(err, src)
		return t
	}
	out := *t
	c.domain[&out] = newDomain(tests, src)
	inner := t.Allowed
	var allowed func(feel.Value) bool
	if a := feel.Analyse(tests); a.Exact && constantKind(a) != feel.KindNull {
		kind := constantKind(a)
		allowed = func(v feel.Value) bool { return v.Kind() == kind && cellHolds(a, v) }
	} else {
		p := feel.CompileUnaryTests(tests, s)
		allowed = func(v feel.Value) bool {
			m := machines.Get().(*feel.Machine)
			defer machines.Put(m)
			m.Reset()
			return p.Matches(m, nil, v)
		}
	}
	out.Allowed = func(v feel.Value) bool { return (inner == nil || inner(v)) && allowed(v) }
	return &out
}

// gate is what a value passes on its way into an input or out of a decision:
// the implicit conversions, then the type with its constraints (DMN 1.5, 10.3.2.9.4).
type gate struct {
	typ    *feel.Type // nil: anything passes
	direct feel.Kind  // values of this kind pass unchanged; KindNull: none do
}

var directKinds = map[feel.TypeKind]feel.Kind{
	feel.TypeKindBool: feel.KindBool, feel.TypeKindNumber: feel.KindNumber, feel.TypeKindString: feel.KindString,
	feel.TypeKindDate: feel.KindDate, feel.TypeKindTime: feel.KindTime, feel.TypeKindDateTime: feel.KindDateTime,
	feel.TypeKindDaysDuration: feel.KindDaysDuration, feel.TypeKindMonthsDuration: feel.KindMonthsDuration,
}

func newGate(t *feel.Type) gate {
	if t == nil || t == feel.TypeAny || t.Kind == feel.TypeKindAny && t.Allowed == nil {
		return gate{}
	}
	g := gate{typ: t, direct: feel.KindNull}
	if t.Allowed == nil {
		g.direct = directKinds[t.Kind]
	}
	return g
}

func (g *gate) pass(v feel.Value) feel.Value {
	if g.passes(v) {
		return v
	}
	return g.coerce(v)
}

// passes is small so that it is inlined: almost every value passes unchanged.
func (g *gate) passes(v feel.Value) bool { return g.typ == nil || v.Kind() == g.direct }

func (g *gate) coerce(v feel.Value) feel.Value {
	if v.IsNull() {
		return v
	}
	return g.typ.Coerce(v)
}

func typeName(t *feel.Type) string {
	if t.Name != "" {
		return t.Name
	}
	return t.String()
}
