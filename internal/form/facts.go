package form

import (
	"strings"
	"sync"

	"atonce/internal/feel"
)

// limits bound what a condition of a form may use: a form is drawn on every
// request, and no condition worth having needs more.
var limits = feel.Limits{Depth: 32, Steps: 100_000, List: 10_000, String: 1 << 16}

var machines = sync.Pool{New: func() any { return feel.NewMachine(limits) }}

// typeOf is the FEEL type of a kind's answer.
func typeOf(k Kind) *feel.Type {
	switch k {
	case YesNo:
		return feel.TypeBool
	case Date:
		return feel.TypeDate
	case Money, Number:
		return feel.TypeNumber
	case SomeOf, File:
		return feel.ListOf(feel.TypeString)
	}
	return feel.TypeString
}

// Declare adds every question to a scope, under its id and with its type, so that
// a pack's conditions can be compiled against it.
func (f *Form) Declare(s *feel.Scope) {
	for _, x := range f.fields {
		s.Add(x.ID, typeOf(x.Kind))
	}
}

// Typed is the value of an answer for FEEL. An answer that is missing, or not in
// canonical form, is null.
func (f *Form) Typed(field, answer string) feel.Value {
	i, ok := f.byID[field]
	if !ok {
		return feel.Null
	}
	return Typed(f.fields[i].Kind, answer)
}

// Typed is the value of an answer to a question of a kind, as Form.Typed gives it.
func Typed(k Kind, answer string) feel.Value {
	if answer == "" {
		return feel.Null
	}
	switch k {
	case YesNo:
		switch answer {
		case "yes":
			return feel.True
		case "no":
			return feel.False
		}
		return feel.Null
	case Date:
		return feel.ParseTemporal(answer)
	case Money, Number:
		v, _ := feel.ParseNumber(answer)
		return v
	case SomeOf, File:
		var items []feel.Value
		for _, s := range strings.Split(answer, ",") {
			items = append(items, feel.String(s))
		}
		return feel.List(items...)
	}
	return feel.String(answer)
}

// values are the answers in the slots of the form's own scope.
func (f *Form) values(answers map[string]string) []feel.Value {
	vs := make([]feel.Value, f.scope.Len())
	for _, x := range f.fields {
		vs[x.slot] = f.Typed(x.ID, answers[x.ID])
	}
	return vs
}

// shown says for each question whether it is asked. A hidden question's answer
// counts as missing for the conditions after it, so that nothing hangs on what
// nobody can see.
func (f *Form) shown(answers map[string]string) map[string]bool {
	m := machines.Get().(*feel.Machine)
	defer machines.Put(m)
	m.Reset() // one that once met a limit would answer null for ever
	vs := f.values(answers)
	out := make(map[string]bool, len(f.fields))
	for _, p := range f.pages {
		open := holds(m, p.when, vs)
		for _, id := range p.Fields {
			x := &f.fields[f.byID[id]]
			out[id] = open && holds(m, x.when, vs)
			if !out[id] {
				vs[x.slot] = feel.Null
			}
		}
	}
	return out
}

func holds(m *feel.Machine, p *feel.Program, vs []feel.Value) bool {
	return p == nil || p.Eval(m, vs).IsTrue()
}
