package dmn

import (
	"strings"

	"atonce/internal/fail"
	"atonce/internal/feel"
)

// compiler builds one Model.
type compiler struct {
	model  *Model
	file   *file
	path   string
	pos    Position
	frame  int // widest scope of the unit being compiled
	made   map[*ItemDefinition]*feel.Type
	doing  map[*ItemDefinition]bool
	broken bool                  // an error was found in the unit being compiled
	domain map[*feel.Type]domain // allowed values of types, for the prover
}

// Compile resolves, checks and compiles a model; others are the models it
// imports, found by namespace. Every error comes at once, as fields of one
// fail.Error; what is only doubtful is in Model.Faults.
func Compile(main *Definitions, others ...*Definitions) (*Model, error) {
	m, err := CompileLenient(main, others...)
	if err != nil {
		return nil, err
	}
	var fields []fail.Field
	for _, f := range m.Faults {
		if !f.Warning {
			fields = append(fields, f.Field())
		}
	}
	if len(fields) > 0 {
		return nil, invalid("dmn.check.invalid", fields)
	}
	return m, nil
}

// CompileLenient is Compile for models that are partly wrong: a decision that
// cannot be compiled answers null with the reason, the others work, and the
// errors are in Model.Faults. Only a model whose requirements go in a circle is
// refused.
func CompileLenient(main *Definitions, others ...*Definitions) (*Model, error) {
	m := &Model{Name: main.Name, ID: main.ID, Namespace: main.Namespace}
	c := &compiler{model: m, made: map[*ItemDefinition]*feel.Type{}, doing: map[*ItemDefinition]bool{},
		domain: map[*feel.Type]domain{}}
	for _, d := range append([]*Definitions{main}, others...) {
		m.files = append(m.files, &file{defs: d, scope: feel.NewScope(), types: map[string]*feel.Type{}, items: map[string]*ItemDefinition{},
			names: map[string]*Element{}, ids: map[string]*Element{}, imports: map[string]*file{}})
	}
	m.root = m.files[0]
	if n := size(m.files); n > elementsLimit {
		return nil, fail.New(fail.TooLarge, "dmn.check.too-many", "have", itoa(n), "limit", itoa(elementsLimit))
	}
	c.each(c.declare)
	c.each(c.importNames)
	c.each(c.types)
	c.each(c.declareTypes)
	for _, e := range m.elements {
		c.enter(e)
		c.element(e)
	}
	state := map[*Element]int{}
	for _, e := range m.elements {
		if !walk(e, state, nil, nil) {
			return nil, c.circle(e)
		}
	}
	return m, nil
}

// elementsLimit bounds a model with its imports: a decision service lays out a
// value for each element whenever it is called.
const elementsLimit = 10_000

func size(files []*file) int {
	n := 0
	for _, f := range files {
		d := f.defs
		n += len(d.Imports) + len(d.Items) + len(d.Inputs) + len(d.Decisions) + len(d.Knowledge) + len(d.Services)
	}
	return n
}

func (c *compiler) each(do func(f *file)) {
	for _, f := range c.model.files {
		c.file, c.path, c.pos = f, "", Position{}
		do(f)
	}
}

func (c *compiler) enter(e *Element) {
	c.file, c.path, c.pos, c.frame, c.broken = e.file, e.Name, e.pos, 0, false
}

// fault notes an error at the place the compiler is.
func (c *compiler) fault(key string, args ...string) {
	c.broken = true
	c.note(false, key, args...)
}

func (c *compiler) note(warning bool, key string, args ...string) {
	c.found(Fault{Path: c.path, Pos: c.pos, Key: key, Args: at(c.pos, key, args...).Args, Warning: warning})
}

func (c *compiler) found(f Fault) {
	if len(c.model.Faults) < 500 { // the rest would bury what matters
		c.model.Faults = append(c.model.Faults, f)
	}
}

// at sets the place for as long as do runs.
func (c *compiler) within(part string, p Position, do func()) {
	path, pos := c.path, c.pos
	if part != "" {
		c.path = strings.TrimPrefix(path+"."+part, ".")
	}
	if p.Line > 0 {
		c.pos = p
	}
	do()
	c.path, c.pos = path, pos
}

// declare makes the elements of a file known by name and id.
func (c *compiler) declare(f *file) {
	add := func(k Kind, id, name string, labels Words, p Position, v *Variable) *Element {
		e := &Element{Kind: k, ID: id, Name: name, Namespace: f.defs.Namespace, Labels: labels, index: len(c.model.elements), file: f, pos: p}
		c.model.elements = append(c.model.elements, e)
		if e.called = name; v != nil && v.Name != "" {
			e.called = v.Name
		}
		if id != "" {
			f.ids[id] = e
		}
		if f.names[name] != nil {
			c.within(name, p, func() { c.note(false, "dmn.check.name-twice", "name", name) })
		} else {
			f.names[name] = e
		}
		return e
	}
	for _, x := range f.defs.Inputs {
		add(KindInput, x.ID, x.Name, x.Labels, x.Pos, x.Variable)
	}
	for _, x := range f.defs.Decisions {
		add(KindDecision, x.ID, x.Name, x.Labels, x.Pos, x.Variable).Decision = x
	}
	for _, x := range f.defs.Knowledge {
		add(KindKnowledge, x.ID, x.Name, nil, x.Pos, x.Variable).knows = &knowledge{def: x}
	}
	for _, x := range f.defs.Services {
		add(KindService, x.ID, x.Name, nil, x.Pos, x.Variable).service = &service{def: x}
	}
	for _, i := range f.defs.Items {
		f.items[i.Name] = i
	}
}

// importNames connects a file with those it imports.
func (c *compiler) importNames(f *file) {
	for _, i := range f.defs.Imports {
		if i.Type != "" && versions[i.Type] == "" {
			continue // a model of another kind (PMML, XSD): nothing of it is needed until it is used
		}
		var from *file
		for _, o := range c.model.files {
			if o != f && o.defs.Namespace == i.Namespace {
				from = o
				break
			}
		}
		if from == nil {
			c.within(i.Name, i.Pos, func() { c.note(false, "dmn.check.import-missing", "namespace", i.Namespace) })
			continue
		}
		f.imports[i.Name] = from
	}
}

// declareTypes gives inputs their types once all item definitions are known, and
// adds imported elements under their import's name.
func (c *compiler) declareTypes(f *file) {
	for _, x := range f.defs.Inputs {
		e := f.names[x.Name]
		if e == nil || e.Kind != KindInput {
			continue
		}
		c.within(x.Name, x.Pos, func() { e.Type = c.typeOf(x.Variable.Type) })
		e.gate = newGate(e.Type)
	}
	for _, x := range f.defs.Decisions {
		if e := f.names[x.Name]; e != nil && e.Decision == x {
			c.within(x.Name, x.Pos, func() { e.Type = c.typeOf(x.Variable.Type) })
			e.gate = newGate(e.Type)
		}
	}
	for name, from := range f.imports {
		for _, e := range c.model.elements {
			if e.file != from {
				continue
			}
			full := e.Name
			if name != "" {
				full = name + "." + e.Name
			}
			if f.names[full] == nil {
				f.names[full] = e
			}
		}
	}
}

// resolve follows an href; want names the element in the error when there is none.
func (c *compiler) resolve(ref Reference) *Element {
	space, id, found := strings.Cut(ref.Href, "#")
	if !found {
		space, id = "", ref.Href // older tools write the bare id
	}
	var e *Element
	if space == "" || space == c.file.defs.Namespace {
		e = c.file.ids[id]
		if e == nil {
			e = c.file.names[id]
		}
	}
	if e == nil && space != "" {
		for _, f := range c.model.files {
			if f.defs.Namespace == space && f.ids[id] != nil {
				e = f.ids[id]
				break
			}
		}
	}
	if e == nil {
		c.within("", ref.Pos, func() { c.note(false, "dmn.check.href", "href", ref.Href) })
	}
	return e
}

// walk gives do what e needs, each after its own needs, and e itself; given are
// the elements the caller supplies. It answers false when the needs go in a circle.
func walk(e *Element, state map[*Element]int, given map[*Element]bool, do func(*Element)) bool {
	if e.Kind != KindDecision || given[e] {
		return true
	}
	switch state[e] {
	case 1:
		return false
	case 2:
		return true
	}
	state[e] = 1
	for _, l := range e.links {
		if !walk(l.from, state, given, do) {
			return false
		}
	}
	for _, b := range e.imports {
		for _, p := range b.parts {
			if !walk(p, state, given, do) {
				return false
			}
		}
	}
	state[e] = 2
	if do != nil {
		do(e)
	}
	return true
}

// order is what evaluating e evaluates, in order. It is made when first asked
// for: of a long chain, most decisions are never asked for themselves, and all
// their orders together grow with the square of its length.
func (e *Element) order() []*Element {
	e.planned.Do(func() {
		add := func(x *Element) { e.plan = append(e.plan, x) }
		state := map[*Element]int{}
		if e.Kind != KindService {
			walk(e, state, nil, add)
			return
		}
		given := map[*Element]bool{}
		for _, g := range e.service.given {
			given[g] = true
		}
		for _, o := range e.service.outputs {
			walk(o, state, given, add)
		}
	})
	return e.plan
}

func (c *compiler) circle(e *Element) error {
	c.enter(e)
	// Name the whole circle: the author sees which requirement to drop.
	var trace func(x *Element, trail []string) []string
	seen := map[*Element]bool{}
	trace = func(x *Element, trail []string) []string {
		for i, n := range trail {
			if n == x.Name {
				return append(trail[i:], x.Name)
			}
		}
		if seen[x] {
			return nil
		}
		seen[x] = true
		for _, l := range x.links {
			if l.from.Kind == KindDecision {
				if found := trace(l.from, append(trail[:len(trail):len(trail)], x.Name)); found != nil {
					return found
				}
			}
		}
		return nil
	}
	return at(e.pos, "dmn.check.circle", "circle", strings.Join(trace(e, nil), " → "))
}
