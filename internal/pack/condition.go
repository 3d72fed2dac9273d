package pack

import (
	"strings"
	"sync"

	"atonce/internal/casework"
	"atonce/internal/declare"
	"atonce/internal/fail"
	"atonce/internal/feel"
)

// scope is the names a condition of one service may use: the form's fields as the
// form types them, flags as booleans, and the outcome.
type scope struct {
	feel  *feel.Scope
	names []name
}

// name is one name of the scope and how its value is found.
type name struct {
	id   string
	kind nameKind
	slot int
}

type nameKind int

const (
	textName nameKind = iota
	numberName
	dateName
	boolName
	listName
	flagName
	outcomeName
)

const outcomeWord = "outcome"

var kindOfField = map[string]nameKind{"number": numberName, "money": numberName, "date": dateName, "yesno": boolName, "choices": listName}

var typeOfName = map[nameKind]*feel.Type{textName: feel.TypeString, numberName: feel.TypeNumber, dateName: feel.TypeDate,
	boolName: feel.TypeBool, listName: feel.ListOf(feel.TypeString), flagName: feel.TypeBool, outcomeName: feel.TypeString}

// newScope gathers the names of the service. A flag that is called as a field would
// make a condition mean two things, so it is refused.
func (d *draft) newScope() *scope {
	s := &scope{feel: feel.NewScope()}
	put := func(id string, k nameKind) {
		s.names = append(s.names, name{id: id, kind: k, slot: s.feel.Add(id, typeOfName[k])})
	}
	for _, f := range d.fields {
		put(f.id, kindOfField[f.kind])
		if f.id == outcomeWord {
			d.add(f.pos.Problem("pack.name-taken", "name", f.id))
		}
	}
	for _, f := range d.proc.Flags {
		if _, taken := d.field(f.Value); taken || f.Value == outcomeWord {
			d.add(f.Problem("pack.name-taken", "name", f.Value))
			continue
		}
		put(f.Value, flagName)
	}
	put(outcomeWord, outcomeName)
	return s
}

// condition compiles a declared condition. Anything the checker finds is a problem:
// a condition that may come out as null would be one nobody can rely on.
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

// condition is a sealed FEEL expression over the facts of a case.
type condition struct {
	prog  *feel.Program
	scope *scope
}

var machines = sync.Pool{New: func() any { return feel.NewMachine(feel.Limits{}) }}

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
	for _, n := range s.names {
		switch n.kind {
		case flagName:
			out[n.slot] = feel.Bool(f.Flags[n.id])
		case outcomeName:
			if f.Outcome != "" {
				out[n.slot] = feel.String(f.Outcome)
			}
		default:
			if a, ok := f.Answers[n.id]; ok && strings.TrimSpace(a) != "" {
				out[n.slot] = n.value(a)
			}
		}
	}
	return out
}

func (n name) value(a string) feel.Value {
	switch n.kind {
	case numberName:
		if v, ok := feel.ParseNumber(strings.TrimSpace(a)); ok {
			return v
		}
		return feel.Null
	case dateName:
		return feel.ParseTemporal(a)
	case boolName:
		switch a {
		case "true", "yes":
			return feel.True
		case "false", "no":
			return feel.False
		}
		return feel.Null
	case listName:
		parts := strings.FieldsFunc(a, func(r rune) bool { return r == ',' || r == '\n' })
		items := make([]feel.Value, len(parts))
		for i, p := range parts {
			items[i] = feel.String(strings.TrimSpace(p))
		}
		return feel.List(items...)
	}
	return feel.String(a)
}
