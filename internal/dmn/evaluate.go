package dmn

import (
	"atonce/internal/fail"
	"atonce/internal/feel"
)

// Evaluator evaluates the decisions of one model. It holds the memory for it,
// is used again and again, and must not be used by two goroutines at once.
type Evaluator struct {
	model     *Model
	machine   *feel.Machine
	values    []feel.Value // of inputs and decisions, by element
	functions []feel.Value // of knowledge models and services, by element
	arena     []feel.Value // frames
	top       int
	hits      []int32
	bits      []uint64
	condition feel.Value // the function around conditions of boxed filters
	strange   bool       // a condition was not a boolean
	trace     *trace
	noting    bool
	running   *Element  // whose logic runs
	noted     []RuleRef // rules that counted, if noting
}

// NewEvaluator makes an evaluator; limits bound each evaluation.
func (m *Model) NewEvaluator(limits feel.Limits) *Evaluator {
	e := &Evaluator{model: m, machine: feel.NewMachine(limits), values: make([]feel.Value, len(m.elements)),
		functions: make([]feel.Value, len(m.elements)), arena: make([]feel.Value, 256), hits: make([]int32, 0, 64)}
	e.condition = e.conditionFunction()
	for _, x := range m.elements {
		switch x.Kind {
		case KindKnowledge:
			e.functions[x.index] = e.knowledgeFunction(x)
		case KindService:
			e.functions[x.index] = e.serviceFunction(x)
		}
	}
	return e
}

// SetNow sets the date and time that now() and today() answer. Without it they
// answer null: the room reads no clock.
func (e *Evaluator) SetNow(v feel.Value) { e.machine.SetNow(v) }

// Clear forgets every input, so that the next case starts empty.
func (e *Evaluator) Clear() { clear(e.values) }

// Set gives an input, or a decision that a service takes as given, its value.
// The value is converted to the declared type where FEEL says so (DMN 1.5,
// 10.3.2.9.4); one that does not fit becomes null with the reason.
func (e *Evaluator) Set(x *Element, v feel.Value) { e.values[x.index] = x.gate.pass(v) }

// Value is what the element was given or what the last evaluation found.
func (e *Evaluator) Value(x *Element) feel.Value { return e.of(x) }

// Evaluate answers a decision, evaluating what it requires first, or a decision
// service with its parameters taken from what was Set. What cannot be answered
// is null with a reason. Err says whether a limit was met.
func (e *Evaluator) Evaluate(x *Element) feel.Value {
	e.machine.Reset()
	e.top, e.hits, e.noted = 0, e.hits[:0], e.noted[:0]
	switch x.Kind {
	case KindDecision:
		for _, p := range x.order() {
			e.run(p)
		}
		return e.values[x.index]
	case KindService:
		given := make([]feel.Value, len(x.service.given))
		for i, g := range x.service.given {
			given[i] = e.values[g.index]
		}
		return e.serve(x, given)
	default:
		return e.of(x)
	}
}

// Invoke calls a business knowledge model or a decision service with positional arguments.
func (e *Evaluator) Invoke(x *Element, args ...feel.Value) feel.Value {
	e.machine.Reset()
	e.top, e.hits = 0, e.hits[:0]
	return e.machine.Call(e.of(x), args...)
}

// Err is the limit that the last evaluation met, or nil.
func (e *Evaluator) Err() error { return e.machine.Err() }

func (e *Evaluator) of(x *Element) feel.Value {
	if x.Kind == KindKnowledge || x.Kind == KindService {
		return e.functions[x.index]
	}
	return e.values[x.index]
}

// run evaluates the logic of a decision whose needs are there, and keeps its value.
func (e *Evaluator) run(x *Element) {
	v := &e.values[x.index]
	// Large graphs are called from loops: each decision is a step.
	if !e.machine.Step(1 + len(x.links)/8) {
		*v = feel.Null
		return
	}
	frame, mark := e.push(x.frame)
	e.fill(x, frame)
	caller := e.running
	e.running = x
	if e.trace != nil {
		e.trace.enter(x)
	}
	if x.literal != nil {
		*v = x.literal.Eval(e.machine, frame)
	} else {
		*v = x.logic.eval(e, frame)
	}
	e.running = caller
	if !x.gate.passes(*v) {
		*v = x.gate.coerce(*v)
	}
	if e.trace != nil {
		e.trace.leave(*v)
	}
	e.pop(mark)
}

// fill lays what the logic of x needs into its frame.
func (e *Evaluator) fill(x *Element, frame []feel.Value) {
	for i := range x.links {
		l := &x.links[i]
		if l.function {
			frame[l.slot] = e.functions[l.index]
		} else {
			frame[l.slot] = e.values[l.index]
		}
	}
	for _, b := range x.imports {
		c := feel.NewContext(len(b.parts))
		for _, p := range b.parts {
			c.Put(p.called, e.of(p))
		}
		frame[b.slot] = c.Value()
	}
}

// push takes a frame of n slots. A frame stays valid when the arena grows: it
// keeps the old memory.
func (e *Evaluator) push(n int) (frame []feel.Value, mark int) {
	mark = e.top
	if e.top+n > len(e.arena) {
		e.arena = make([]feel.Value, 2*(e.top+n))
	}
	frame = e.arena[e.top : e.top+n : e.top+n]
	e.top += n
	return frame, mark
}

func (e *Evaluator) pop(mark int) { e.top = mark }

func (e *Evaluator) knowledgeFunction(x *Element) feel.Value {
	return feel.NewFunction(x.Name, x.knows.params, x.result(), func(_ *feel.Machine, args []feel.Value) feel.Value {
		frame, mark := e.push(max(x.frame, len(args)+len(x.links)+len(x.imports)))
		copy(frame, args)
		e.fill(x, frame)
		caller := e.running
		e.running = x
		if e.trace != nil {
			e.trace.enter(x)
		}
		v := x.gate.pass(x.logic.eval(e, frame))
		e.running = caller
		if e.trace != nil {
			e.trace.leave(v)
		}
		e.pop(mark)
		return v
	})
}

func (e *Evaluator) serviceFunction(x *Element) feel.Value {
	return feel.NewFunction(x.Name, x.service.params, x.result(), func(_ *feel.Machine, args []feel.Value) feel.Value {
		return e.serve(x, args)
	})
}

// result is the type of what a function answers: as declared, else as far as
// its logic shows. Whoever takes functions of a type asks for it.
func (x *Element) result() *feel.Type {
	if x.Type != nil && x.Type != feel.TypeAny {
		return x.Type
	}
	switch {
	case x.Kind == KindService && len(x.service.outputs) == 1:
		return x.service.outputs[0].result()
	case x.Kind == KindService || x.logic == nil:
		return feel.TypeAny
	}
	return staticType(x.logic)
}

// serve evaluates a decision service: inside it only what it was given exists
// (DMN 1.5, 10.4).
func (e *Evaluator) serve(x *Element, given []feel.Value) feel.Value {
	outer := e.values
	inner, mark := e.push(len(outer))
	clear(inner)
	for i, g := range x.service.given {
		inner[g.index] = g.gate.pass(given[i])
	}
	e.values = inner
	for _, p := range x.order() {
		e.run(p)
	}
	var v feel.Value
	if len(x.service.outputs) == 1 {
		v = inner[x.service.outputs[0].index]
	} else {
		c := feel.NewContext(len(x.service.outputs))
		for _, o := range x.service.outputs {
			c.Put(o.called, inner[o.index])
		}
		v = c.Value()
	}
	e.values = outer
	e.pop(mark)
	return x.gate.pass(v)
}

// Decide evaluates one decision or decision service for inputs by name. A name
// the model does not know is an error: a misspelt input must not pass for a
// missing one.
func (m *Model) Decide(name string, inputs map[string]feel.Value, limits feel.Limits) (feel.Value, error) {
	x, ok := m.Find(name)
	if !ok {
		return feel.Null, fail.New(fail.NotFound, "dmn.eval.no-element", "name", name)
	}
	e := m.NewEvaluator(limits)
	if err := e.SetAll(inputs); err != nil {
		return feel.Null, err
	}
	v := e.Evaluate(x)
	return v, e.Err()
}

// SetAll is Set for many inputs by name, all errors at once.
func (e *Evaluator) SetAll(inputs map[string]feel.Value) error {
	var wrong []fail.Field
	for name, v := range inputs {
		x, ok := e.model.Find(name)
		if !ok || x.Kind != KindInput && x.Kind != KindDecision {
			wrong = append(wrong, fail.Field{Path: name, Key: "dmn.eval.no-input", Args: fail.Args{"name": name}})
			continue
		}
		e.Set(x, v)
		if set := e.values[x.index]; set.IsNull() && !v.IsNull() {
			wrong = append(wrong, fail.Field{Path: name, Key: "dmn.eval.input-type",
				Args: fail.Args{"name": name, "value": v.String(), "type": typeName(x.Type)}})
		}
	}
	if len(wrong) > 0 {
		return invalid("dmn.eval.inputs", wrong)
	}
	return nil
}

// Call is Invoke with arguments by name; parameters without one are null.
func (e *Evaluator) Call(x *Element, args map[string]feel.Value) feel.Value {
	f := e.of(x).Function()
	if f == nil {
		return feel.NullBecause("dmn.null.not-function", "kind", e.of(x).Kind().String())
	}
	list := make([]feel.Value, len(f.Params))
	for i, p := range f.Params {
		list[i] = args[p.Name]
	}
	return e.Invoke(x, list...)
}

// Outputs is the number of output decisions of a decision service, else 1.
func (e *Element) Outputs() int {
	if e.Kind == KindService {
		return len(e.service.outputs)
	}
	return 1
}
