package pack

import (
	"sync"

	"atonce/internal/casework"
	"atonce/internal/declare"
	"atonce/internal/fail"
	"atonce/internal/feel"
	"atonce/internal/form"
)

// scope is the names a condition of one service may use: the form's questions, typed
// by the form, flags as booleans, and the outcome.
type scope struct {
	feel   *feel.Scope
	form   *form.Form
	fields map[string]int // slot by question
	flags  map[string]int // slot by flag
	out    int            // slot of the outcome
}

const outcomeWord = "outcome"

// newScope gathers the names of the service. A flag that is called as a question
// would make a condition mean two things, so it is refused.
func (d *draft) newScope() *scope {
	s := &scope{feel: feel.NewScope(), form: d.form, fields: map[string]int{}, flags: map[string]int{}}
	d.form.Declare(s.feel)
	for _, x := range d.form.Fields() {
		s.fields[x.ID], _, _ = s.feel.Slot(x.ID)
		if x.ID == outcomeWord {
			d.add(d.fieldAt[x.ID].Problem("pack.name-taken", "name", x.ID))
		}
	}
	for _, f := range d.proc.Flags {
		if _, taken := d.field(f.Value); taken || f.Value == outcomeWord {
			d.add(f.Problem("pack.name-taken", "name", f.Value))
			continue
		}
		if _, twice := s.flags[f.Value]; !twice {
			s.flags[f.Value] = s.feel.Add(f.Value, feel.TypeBool)
		}
	}
	s.out = s.feel.Add(outcomeWord, feel.TypeString)
	return s
}

// condition compiles a declared condition. Whatever the checker finds is a problem:
// a condition that may come out as null is one that nobody can rely on.
func (d *draft) condition(t declare.Text) casework.Condition {
	if !t.Set() {
		return nil
	}
	prog, err := feel.Compile(t.Value, d.scope.feel)
	if err != nil {
		d.add(problemOf(t.Pos, err))
		return nil
	}
	for _, p := range prog.Problems {
		d.add(t.Problem(p.Key, p.Args...))
	}
	if k := prog.Type; k != nil && k.Kind != feel.TypeKindBool && k.Kind != feel.TypeKindAny {
		d.add(t.Problem("pack.condition-type", "condition", t.Value, "type", k.String()))
	}
	return &condition{prog: prog, scope: d.scope}
}

// condition is a sealed FEEL expression over the facts of a case. It is safe for
// many goroutines.
type condition struct {
	prog  *feel.Program
	scope *scope
}

var machines = sync.Pool{New: func() any {
	return feel.NewMachine(limits)
}}

// Holds says whether the condition is true of the facts. Null is an error: nobody
// may be let through, or held up, because an answer was missing.
func (c *condition) Holds(f casework.Facts) (bool, error) {
	m := machines.Get().(*feel.Machine)
	defer machines.Put(m)
	m.Reset()
	v := c.prog.Eval(m, c.scope.values(f))
	if err := m.Err(); err != nil {
		return false, err
	}
	if v.Kind() != feel.KindBool {
		return false, fail.New(fail.Conflict, "pack.undecided", "condition", c.prog.Source)
	}
	return v.IsTrue(), nil
}

// values puts the facts into the slots of the scope. An answer that is not there is null.
func (s *scope) values(f casework.Facts) []feel.Value {
	out := make([]feel.Value, s.feel.Len())
	for id, slot := range s.fields {
		out[slot] = s.form.Typed(id, f.Answers[id])
	}
	for id, slot := range s.flags {
		out[slot] = feel.Bool(f.Flags[id])
	}
	if f.Outcome != "" {
		out[s.out] = feel.String(f.Outcome)
	}
	return out
}
