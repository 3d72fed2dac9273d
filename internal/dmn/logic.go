package dmn

import (
	"strings"

	"atonce/internal/feel"
)

// logic is compiled boxed logic. vars are the slots of the frame it runs in; it
// may use those beyond its scope as scratch.
type logic interface {
	eval(e *Evaluator, vars []feel.Value) feel.Value
}

// absent is the logic of a decision without any.
type absent struct{}

func (absent) eval(*Evaluator, []feel.Value) feel.Value {
	return feel.NullBecause("dmn.null.no-logic")
}

// refused answers one null with its reason.
type refused struct{ null feel.Value }

func (r refused) eval(*Evaluator, []feel.Value) feel.Value { return r.null }

// program is a literal expression.
type program struct{ p *feel.Program }

func (l program) eval(e *Evaluator, vars []feel.Value) feel.Value {
	return l.p.Eval(e.machine, vars)
}

// typed passes the result of logic through the type declared for it.
type typed struct {
	inner logic
	gate  gate
}

func (l typed) eval(e *Evaluator, vars []feel.Value) feel.Value {
	return l.gate.pass(l.inner.eval(e, vars))
}

// contextLogic is a boxed context: each entry sees those before it.
type contextLogic struct {
	names  []string // "" for the result entry
	slots  []int
	gates  []gate
	values []logic
	result int // index of the result entry, or -1
}

func (l *contextLogic) eval(e *Evaluator, vars []feel.Value) feel.Value {
	if !e.machine.Step(len(l.values)) {
		return feel.Null
	}
	for i, x := range l.values {
		v := l.gates[i].pass(x.eval(e, vars))
		if i == l.result {
			return v
		}
		vars[l.slots[i]] = v
	}
	out := feel.NewContext(len(l.values))
	for i, n := range l.names {
		out.Put(n, vars[l.slots[i]])
	}
	return out.Value()
}

type listLogic struct{ items []logic }

func (l *listLogic) eval(e *Evaluator, vars []feel.Value) feel.Value {
	if !e.machine.Step(len(l.items)) {
		return feel.Null
	}
	items := make([]feel.Value, len(l.items))
	for i, x := range l.items {
		items[i] = x.eval(e, vars)
	}
	return feel.List(items...)
}

type relationLogic struct {
	names []string
	gates []gate
	rows  [][]logic
}

func (l *relationLogic) eval(e *Evaluator, vars []feel.Value) feel.Value {
	if !e.machine.Step(len(l.rows) * (1 + len(l.names))) {
		return feel.Null
	}
	items := make([]feel.Value, len(l.rows))
	for i, row := range l.rows {
		c := feel.NewContext(len(row))
		for j, x := range row {
			c.Put(l.names[j], l.gates[j].pass(x.eval(e, vars)))
		}
		items[i] = c.Value()
	}
	return feel.List(items...)
}

// functionLogic makes a function that remembers the frame it was made in.
type functionLogic struct {
	name   string
	params []feel.Param
	result *feel.Type
	gate   gate
	outer  int // slots of the frame that the function can see
	width  int // slots its body needs; the parameters come after outer
	body   logic
}

func (l *functionLogic) eval(e *Evaluator, vars []feel.Value) feel.Value {
	// The frame is reused after this evaluation while the function may live on.
	if !e.machine.Step(1 + l.outer) {
		return feel.Null
	}
	return l.over(e, append([]feel.Value(nil), vars[:l.outer]...))
}

func (l *functionLogic) over(e *Evaluator, seen []feel.Value) feel.Value {
	return feel.NewFunction(l.name, l.params, l.result, func(_ *feel.Machine, args []feel.Value) feel.Value {
		frame, mark := e.push(l.width)
		copy(frame, seen)
		copy(frame[l.outer:], args)
		v := l.gate.pass(l.body.eval(e, frame))
		e.pop(mark)
		return v
	})
}

type invocationLogic struct {
	callee logic
	names  []string
	bound  map[string]int // argument by name of its parameter
	args   []logic
}

func (l *invocationLogic) eval(e *Evaluator, vars []feel.Value) feel.Value {
	fn := l.callee.eval(e, vars)
	f := fn.Function()
	if f == nil {
		return feel.NullBecause("dmn.null.not-function", "kind", fn.Kind().String())
	}
	if !e.machine.Step(len(l.names) + len(f.Params)) {
		return feel.Null
	}
	args := make([]feel.Value, len(f.Params))
	used := 0
	for i, p := range f.Params {
		at, ok := l.bound[p.Name]
		if !ok {
			return feel.NullBecause("dmn.null.no-argument", "name", p.Name, "function", f.Name)
		}
		used++
		if l.args[at] != nil {
			args[i] = l.args[at].eval(e, vars)
		}
	}
	if used < len(l.bound) {
		return feel.NullBecause("dmn.null.no-parameter", "name", strings.Join(l.names, ", "), "function", f.Name)
	}
	return e.machine.Call(fn, args...)
}

type conditionalLogic struct{ cond, then, otherwise logic }

func (l *conditionalLogic) eval(e *Evaluator, vars []feel.Value) feel.Value {
	if l.cond.eval(e, vars).IsTrue() {
		return l.then.eval(e, vars)
	}
	return l.otherwise.eval(e, vars)
}

// loopLogic is a boxed for, some, every or filter: FEEL does the looping, over
// the list in slot, and so counts its steps and keeps its limits. Where the body
// is not a literal, FEEL calls it as the function in slot+1.
type loopLogic struct {
	kind loopKind
	list logic
	slot int
	body *functionLogic // nil: the body is part of loop
	loop *feel.Program
}

type loopKind uint8

const (
	loopFor loopKind = iota
	loopSome
	loopEvery
	loopFilter
)

func (l *loopLogic) eval(e *Evaluator, vars []feel.Value) feel.Value {
	vars[l.slot] = l.list.eval(e, vars)
	vars[l.slot+1] = e.condition
	if l.body != nil {
		vars[l.slot+2] = l.body.eval(e, vars)
	}
	outer := e.strange
	e.strange = false
	v := l.loop.Eval(e.machine, vars)
	strange := e.strange
	e.strange = outer
	switch {
	case l.kind == loopFilter && strange:
		return feel.NullBecause("dmn.null.not-condition")
	case l.kind == loopSome || l.kind == loopEvery:
		return quantified(v, l.kind == loopEvery)
	}
	return v
}

// quantified folds the answers of all items. Boxed some and every want a boolean
// or null of each (DMN 1.5, 10.2.2.9), unlike the FEEL expressions, which may stop early.
func quantified(answers feel.Value, every bool) feel.Value {
	if answers.Kind() != feel.KindList {
		return answers
	}
	result := feel.Bool(every)
	for _, a := range answers.Items() {
		switch {
		case a.IsNull():
			if result.IsTrue() == every {
				result = a
			}
		case a.Kind() != feel.KindBool:
			return feel.NullBecause("dmn.null.not-condition")
		case a.IsTrue() != every:
			result = feel.Bool(!every)
		}
	}
	return result
}

// conditionFunction stands around the condition of a boxed filter, which wants a
// boolean (DMN 1.5, 10.2.2.8): FEEL alone would take a number for a position.
func (e *Evaluator) conditionFunction() feel.Value {
	return feel.NewFunction("condition", []feel.Param{{Name: "value"}}, nil, func(_ *feel.Machine, args []feel.Value) feel.Value {
		if k := args[0].Kind(); k != feel.KindBool && k != feel.KindNull {
			e.strange = true
			return feel.False
		}
		return args[0]
	})
}
