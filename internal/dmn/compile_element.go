package dmn

import (
	"errors"

	"atonce/internal/fail"
	"atonce/internal/feel"
)

// knowledge is the compiled part of a business knowledge model.
type knowledge struct {
	def    *BusinessKnowledgeModel
	params []feel.Param
}

// service is the compiled part of a decision service.
type service struct {
	def     *DecisionService
	params  []feel.Param
	given   []*Element // the elements the parameters stand for, in order
	outputs []*Element
}

// element compiles the logic of a decision or business knowledge model and
// resolves the parameters of a decision service.
func (c *compiler) element(e *Element) {
	switch e.Kind {
	case KindDecision:
		d := e.Decision
		s := c.file.scope.Extend()
		c.links(e, s, d.RequiredInputs, KindInput)
		c.links(e, s, d.RequiredDecisions, KindDecision)
		c.links(e, s, d.RequiredKnowledge, KindKnowledge)
		if d.Logic == nil {
			e.logic = absent{}
			return
		}
		c.unit(e, d.Logic, s)
	case KindKnowledge:
		c.knowledge(e)
	case KindService:
		c.parameters(e)
	}
}

// unit compiles logic in the scope of e and notes how wide its frame must be.
func (c *compiler) unit(e *Element, x Expression, s *feel.Scope) {
	c.widen(s)
	before := len(c.model.Faults)
	e.logic = c.logic(x, s)
	e.frame = c.frame
	if p, ok := e.logic.(program); ok && !c.broken {
		e.literal = p.p
	}
	if c.broken {
		e.broken = true
		first := e.Name
		for _, f := range c.model.Faults[before:] {
			if !f.Warning {
				first = f.Path + " " + f.Key
				break
			}
		}
		e.logic = refused{feel.NullBecause("dmn.null.broken", "element", e.Name, "fault", first)}
	}
}

// widest is the number of slots a frame may have: frames are taken anew at each
// depth of a recursion, so that their width times the depth is memory.
const widest = 4096

func (c *compiler) widen(s *feel.Scope) {
	if c.frame <= widest && s.Len() > widest {
		c.fault("dmn.check.too-wide", "limit", itoa(widest))
	}
	c.frame = max(c.frame, s.Len())
}

// links gives the elements that refs point to their slots in s. Imported ones
// come together in a context under the import's name (DMN 1.5, 6.3.3).
func (c *compiler) links(e *Element, s *feel.Scope, refs []Reference, k Kind) {
	for _, ref := range refs {
		from := c.resolve(ref)
		if from == nil {
			continue
		}
		if !fits(from.Kind, k) {
			c.within("", ref.Pos, func() { c.note(false, "dmn.check.requirement", "name", from.Name) })
			continue
		}
		if from.file == c.file || c.file.imports[""] == from.file {
			e.links = append(e.links, linkTo(from, s.Add(from.called, from.valueType())))
			continue
		}
		c.bundle(e, s, from)
	}
}

func fits(have, want Kind) bool {
	return have == want || want == KindKnowledge && have == KindService
}

func (c *compiler) bundle(e *Element, s *feel.Scope, from *Element) {
	for _, i := range c.file.defs.Imports {
		name := i.Name
		if c.file.imports[name] != from.file {
			continue
		}
		field := feel.Field{Name: from.called, Type: from.valueType()}
		if slot, t, ok := s.Slot(name); ok {
			for i := range e.imports {
				if e.imports[i].slot == slot {
					e.imports[i].parts = append(e.imports[i].parts, from)
					t.Fields = append(t.Fields, field)
					return
				}
			}
		}
		t := feel.ContextType(field)
		e.imports = append(e.imports, bundle{s.Add(name, t), []*Element{from}})
		return
	}
	c.note(false, "dmn.check.not-imported", "name", from.Name, "namespace", from.Namespace)
}

func (e *Element) valueType() *feel.Type {
	switch e.Kind {
	case KindKnowledge, KindService:
		return feel.TypeAnyFunction // its parameters may not be compiled yet
	default:
		if e.Type == nil {
			return feel.TypeAny
		}
		return e.Type
	}
}

func (c *compiler) knowledge(e *Element) {
	def := e.knows.def
	s := c.file.scope.Extend()
	f := def.Function
	// Parameters come first, so that a call lays its arguments straight into the frame.
	if f != nil {
		for _, p := range f.Parameters {
			t := c.typeOf(p.Type)
			s.Add(p.Name, t)
			e.knows.params = append(e.knows.params, feel.Param{Name: p.Name, Type: t})
		}
	}
	c.widen(s)
	inner := s.Extend()
	c.linksHidden(e, inner, def.RequiredKnowledge, f)
	e.Type = c.resultType(def.Variable, f)
	e.gate = newGate(e.Type)
	switch {
	case f == nil || f.Body == nil:
		e.logic = absent{}
	case f.Kind != "FEEL":
		c.within("", f.Pos, func() { c.fault("dmn.check.foreign-function", "kind", f.Kind) })
		e.broken = true
		e.logic = refused{feel.NullBecause("dmn.check.foreign-function", "kind", f.Kind)}
		e.frame = inner.Len()
	default:
		c.unit(e, f.Body, inner)
	}
}

// linksHidden is links without what a parameter of the same name hides.
func (c *compiler) linksHidden(e *Element, s *feel.Scope, refs []Reference, f *Function) {
	hidden := map[string]bool{}
	if f != nil {
		for _, p := range f.Parameters {
			hidden[p.Name] = true
		}
	}
	for _, ref := range refs {
		if from := c.resolve(ref); from != nil && !hidden[from.called] {
			c.links(e, s, []Reference{ref}, KindKnowledge)
		}
	}
	// A function may call itself; depth is bounded by the limits.
	if _, _, taken := s.Slot(e.called); !taken {
		e.links = append(e.links, linkTo(e, s.Add(e.called, feel.TypeAnyFunction)))
	}
}

// resultType is the type of a function's result: its variable may name it
// directly or be of a function type, and the encapsulated logic may name it too.
func (c *compiler) resultType(v *Variable, f *Function) *feel.Type {
	t := feel.TypeAny
	if v != nil && v.Type != "" {
		t = c.typeOf(v.Type)
		if t.Kind == feel.TypeKindFunction {
			t = t.Result
		}
	}
	if (t == nil || t == feel.TypeAny) && f != nil && f.Type != "" {
		if ft := c.typeOf(f.Type); ft.Kind != feel.TypeKindFunction {
			t = ft
		}
	}
	if t == nil {
		return feel.TypeAny
	}
	return t
}

// parameters resolves a decision service: input data come first, then input
// decisions, as functions see them (DMN 1.5, 10.4).
func (c *compiler) parameters(e *Element) {
	def := e.service.def
	if def.Variable != nil {
		e.Type = c.resultType(def.Variable, nil)
	}
	e.gate = newGate(e.Type)
	for _, ref := range append(append([]Reference{}, def.InputData...), def.InputDecisions...) {
		if from := c.resolve(ref); from != nil {
			e.service.given = append(e.service.given, from)
			e.service.params = append(e.service.params, feel.Param{Name: from.called, Type: from.valueType()})
		}
	}
	for _, ref := range def.Outputs {
		if from := c.resolve(ref); from != nil && from.Kind == KindDecision {
			e.service.outputs = append(e.service.outputs, from)
		}
	}
	if len(e.service.outputs) == 0 {
		c.note(false, "dmn.check.no-output", "name", e.Name)
	}
}

// feelError reports an expression FEEL refused. Line and column of its text are
// those in the expression; those in the file are part of the path.
func (c *compiler) feelError(err error, src string) {
	c.broken = true
	var syntax *feel.SyntaxError
	if !errors.As(err, &syntax) {
		c.note(false, fail.As(err).Key, "source", src)
		return
	}
	e := syntax.Fail()
	e.Args["source"] = src
	c.found(Fault{Path: c.path + ":" + itoa(c.pos.Line), Pos: c.pos, Key: e.Key, Args: e.Args})
}
