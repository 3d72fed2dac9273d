package dmn

import (
	"strings"

	"atonce/internal/fail"
	"atonce/internal/feel"
)

// Names of the hidden variables of loops. They stand in scopes of their own, so
// that no expression of an author means them by accident.
const (
	loopList      = "__boxed_in"
	loopCondition = "__boxed_condition"
	loopBody      = "__boxed_body"
)

// logic compiles a boxed expression in a scope.
func (c *compiler) logic(x Expression, s *feel.Scope) logic {
	var l logic
	c.within("", x.base().Pos, func() { l = c.boxed(x, s) })
	if t := x.base().Type; t != "" && l != nil {
		switch x.(type) {
		case *Function: // the type may be that of the function or of its result
		default:
			if g := newGate(c.typeOf(t)); g.typ != nil {
				return typed{l, g}
			}
		}
	}
	return l
}

func (c *compiler) boxed(x Expression, s *feel.Scope) logic {
	switch x := x.(type) {
	case *Literal:
		return c.literal(x, s)
	case *Table:
		return c.table(x, s)
	case *Context:
		return c.context(x, s)
	case *List:
		l := &listLogic{}
		for i, item := range x.Items {
			c.within("list["+itoa(i+1)+"]", Position{}, func() { l.items = append(l.items, c.logic(item, s)) })
		}
		return l
	case *Relation:
		return c.relation(x, s)
	case *Function:
		return c.function(x, s)
	case *Invocation:
		return c.invocation(x, s)
	case *Conditional:
		l := &conditionalLogic{}
		c.within("if", Position{}, func() { l.cond = c.orAbsent(x.If, s) })
		c.within("then", Position{}, func() { l.then = c.orAbsent(x.Then, s) })
		c.within("else", Position{}, func() { l.otherwise = c.orAbsent(x.Else, s) })
		return l
	case *For:
		return c.loop(loopFor, s, x.In, x.Return, x.Iterator)
	case *Quantified:
		if x.Every {
			return c.loop(loopEvery, s, x.In, x.Satisfies, x.Iterator)
		}
		return c.loop(loopSome, s, x.In, x.Satisfies, x.Iterator)
	case *Filter:
		return c.loop(loopFilter, s, x.In, x.Match, "item")
	}
	return absent{}
}

func (c *compiler) orAbsent(x Expression, s *feel.Scope) logic {
	if x == nil {
		return absent{}
	}
	return c.logic(x, s)
}

func (c *compiler) literal(x *Literal, s *feel.Scope) logic {
	if x.Language != "" && !isFEEL(x.Language) {
		c.fault("dmn.check.language", "language", x.Language)
		return absent{}
	}
	if x.Text == "" {
		return absent{}
	}
	if p := c.expression(x.Text, s); p != nil {
		return program{p}
	}
	return absent{}
}

func isFEEL(language string) bool {
	return strings.HasSuffix(strings.TrimSuffix(language, "/"), "FEEL") || strings.EqualFold(language, "feel")
}

// expression compiles FEEL text; nil if it was refused, which is then noted.
func (c *compiler) expression(src string, s *feel.Scope) *feel.Program {
	c.widen(s)
	p, err := feel.Compile(src, s)
	if err != nil {
		c.feelError(err, src)
		return nil
	}
	c.problems(p.Problems, src)
	return p
}

func (c *compiler) problems(all []feel.Problem, src string) {
	for _, p := range all {
		args := append([]string{"source", src, "line", itoa(p.Pos.Line), "column", itoa(p.Pos.Col)}, p.Args...)
		c.found(Fault{Path: c.path + ":" + itoa(c.pos.Line), Pos: c.pos, Key: p.Key, Args: fail.Pairs(args...), Warning: true})
	}
}

func (c *compiler) context(x *Context, s *feel.Scope) logic {
	l := &contextLogic{result: -1}
	for i, entry := range x.Entries {
		name, t, part := "", feel.TypeAny, "result"
		if entry.Variable != nil {
			name, part = entry.Variable.Name, entry.Variable.Name
		}
		c.within(part, Position{}, func() {
			if entry.Variable != nil && entry.Variable.Type != "" {
				t = c.typeOf(entry.Variable.Type)
			}
			l.names = append(l.names, name)
			l.gates = append(l.gates, newGate(t))
			if entry.Variable == nil {
				if i != len(x.Entries)-1 {
					c.fault("dmn.check.result-entry")
				}
				l.result = i
				l.values = append(l.values, c.orAbsent(entry.Value, s))
				l.slots = append(l.slots, 0)
				return
			}
			if f, ok := entry.Value.(*Function); ok {
				// A function may call itself by its entry's name.
				l.values = append(l.values, c.recursive(f, s, name))
			} else {
				l.values = append(l.values, c.orAbsent(entry.Value, s))
			}
			if t == feel.TypeAny {
				t = staticType(l.values[len(l.values)-1])
			}
			s = s.Extend()
			l.slots = append(l.slots, s.Add(name, t))
			c.widen(s)
		})
	}
	return l
}

// staticType is what is known of the result before it is there; FEEL's parser
// needs the fields of contexts to know their names.
func staticType(l logic) *feel.Type {
	switch l := l.(type) {
	case program:
		return l.p.Type
	case typed:
		return l.gate.typ
	case *contextLogic:
		if l.result >= 0 {
			return staticType(l.values[l.result])
		}
		t := feel.ContextType()
		for i, n := range l.names {
			ft := l.gates[i].typ
			if ft == nil {
				ft = staticType(l.values[i])
			}
			t.Fields = append(t.Fields, feel.Field{Name: n, Type: ft})
		}
		return t
	case *relationLogic:
		t := feel.ContextType()
		for i, n := range l.names {
			t.Fields = append(t.Fields, feel.Field{Name: n, Type: l.gates[i].typ})
		}
		return feel.ListOf(t)
	}
	return feel.TypeAny
}

func (c *compiler) relation(x *Relation, s *feel.Scope) logic {
	l := &relationLogic{}
	for _, col := range x.Columns {
		l.names = append(l.names, col.Name)
		l.gates = append(l.gates, newGate(c.typeOf(col.Type)))
	}
	for i, row := range x.Rows {
		var cells []logic
		for j, cell := range row {
			c.within("row["+itoa(i+1)+"]."+x.Columns[j].Name, Position{}, func() { cells = append(cells, c.logic(cell, s)) })
		}
		l.rows = append(l.rows, cells)
	}
	return l
}

// recursive compiles a function that sees itself under name.
func (c *compiler) recursive(x *Function, s *feel.Scope, name string) logic {
	inner := s.Extend()
	slot := inner.Add(name, feel.TypeAnyFunction)
	c.widen(inner)
	l := c.function(x, inner)
	if f, ok := l.(*functionLogic); ok {
		f.name = name
		return &selfLogic{f, slot}
	}
	return l
}

// selfLogic puts a function into its own frame before it is called.
type selfLogic struct {
	function *functionLogic
	slot     int
}

func (l *selfLogic) eval(e *Evaluator, vars []feel.Value) feel.Value {
	f := l.function
	if !e.machine.Step(1 + f.outer) {
		return feel.Null
	}
	seen := append([]feel.Value(nil), vars[:f.outer]...)
	v := f.over(e, seen)
	seen[l.slot] = v
	return v
}

func (c *compiler) function(x *Function, s *feel.Scope) logic {
	if x.Kind != "FEEL" {
		c.fault("dmn.check.foreign-function", "kind", x.Kind)
		return absent{}
	}
	l := &functionLogic{outer: s.Len(), result: feel.TypeAny}
	inner := s.Extend()
	for _, p := range x.Parameters {
		t := c.typeOf(p.Type)
		inner.Add(p.Name, t)
		l.params = append(l.params, feel.Param{Name: p.Name, Type: t})
	}
	if x.Type != "" {
		if t := c.typeOf(x.Type); t.Kind == feel.TypeKindFunction {
			l.gate = newGate(t.Result)
		} else {
			l.gate = newGate(t)
		}
	}
	// The body runs in a frame of its own: measure it apart from the outer one.
	outer := c.frame
	c.frame = inner.Len()
	c.within("function", Position{}, func() { l.body = c.orAbsent(x.Body, inner) })
	l.width = c.frame
	c.frame = outer
	c.widen(s)
	return l
}

func (c *compiler) invocation(x *Invocation, s *feel.Scope) logic {
	l := &invocationLogic{callee: c.orAbsent(x.Callee, s), bound: map[string]int{}}
	for i := range x.Bindings {
		b := &x.Bindings[i]
		c.within(b.Parameter.Name, Position{}, func() {
			l.names = append(l.names, b.Parameter.Name)
			l.bound[b.Parameter.Name] = i
			if b.Value == nil {
				l.args = append(l.args, nil)
				return
			}
			v := c.logic(b.Value, s)
			if b.Parameter.Type != "" {
				if g := newGate(c.typeOf(b.Parameter.Type)); g.typ != nil {
					v = typed{v, g}
				}
			}
			l.args = append(l.args, v)
		})
	}
	return l
}

// loop compiles an iteration as FEEL text around the body.
func (c *compiler) loop(kind loopKind, s *feel.Scope, in, body Expression, iterator string) logic {
	if in == nil || body == nil || iterator == "" {
		c.fault("dmn.check.loop")
		return absent{}
	}
	l := &loopLogic{kind: kind}
	c.within("in", Position{}, func() { l.list = c.logic(in, s) })
	inner := s.Extend()
	l.slot = inner.Add(loopList, staticType(l.list))
	inner.Add(loopCondition, feel.TypeAnyFunction)
	before, after := "for "+iterator+" in "+loopList+" return ", ""
	if kind == loopFilter {
		before, after = loopList+"["+loopCondition+"(", "\n)]"
	}
	if lit, ok := body.(*Literal); ok && lit.Text != "" {
		c.within("", lit.Pos, func() { l.loop = c.expression(before+lit.Text+after, inner) })
		if l.loop == nil {
			return absent{}
		}
		return l
	}
	f := &Function{Kind: "FEEL", Parameters: []Variable{{Name: iterator}}, Body: body}
	call := loopBody + "(" + iterator
	if kind == loopFor {
		f.Parameters = append(f.Parameters, Variable{Name: "partial"})
		call += ", partial"
	}
	fl, ok := c.function(f, inner).(*functionLogic)
	if !ok {
		return absent{}
	}
	l.body = fl
	outer := inner.Extend()
	outer.Add(loopBody, feel.TypeAnyFunction)
	if l.loop = c.expression(before+call+")"+after, outer); l.loop == nil {
		return absent{}
	}
	return l
}
