package feel

import (
	"strings"
	"sync"
)

// builtin is one function of the language (DMN 1.5, 10.3.4). Its arguments are
// checked against the signature before fn sees them.
type builtin struct {
	name      string
	signature string // as written in the tables below, for messages
	sigs      []*signature
	result    *Type
	fn        func(m *Machine, args []Value) Value
	value     Value
}

// signature is one way to call a builtin.
type signature struct {
	params []builtinParam
	min    int
	rest   bool // the last parameter takes any number of arguments
}

// builtinParam is a parameter: a name and the kind that is wanted.
type builtinParam struct {
	name string
	want byte // see fit
}

// define reads a signature: "string:s, start position:n, length:n?". The letter
// says what is wanted: s string, n number, b boolean, l list, c context,
// f function, t date or date and time, a anything. A capital letter lets null
// through. ? marks what may be left out, * what may come many times, | another
// way to call.
func define(name, sig string, result *Type, fn func(m *Machine, args []Value) Value) *builtin {
	b := &builtin{name: name, signature: sig, result: result, fn: fn}
	for _, alt := range strings.Split(sig, "|") {
		s := &signature{}
		for _, p := range strings.Split(alt, ",") {
			p = strings.TrimSpace(p)
			if p == "" {
				continue
			}
			name, code, _ := strings.Cut(p, ":")
			s.params = append(s.params, builtinParam{name, code[0]})
			if !strings.HasSuffix(code, "?") {
				s.min = len(s.params)
			}
			s.rest = strings.HasSuffix(code, "*")
		}
		b.sigs = append(b.sigs, s)
	}
	f := &Function{Name: name, Result: result, builtin: b}
	for _, p := range b.sigs[0].params {
		f.Params = append(f.Params, Param{Name: p.name})
	}
	b.value = f.Value()
	return b
}

// The table of builtins, made at its first use.
var (
	builtinOnce  sync.Once
	builtinTable map[string]*builtin
	builtinSet   *nameSet
)

func builtins() map[string]*builtin {
	builtinOnce.Do(func() {
		builtinTable, builtinSet = map[string]*builtin{}, &nameSet{}
		for _, group := range [][]*builtin{
			conversionBuiltins(), stringBuiltins(), patternBuiltins(), numberBuiltins(), listBuiltins(), aggregateBuiltins(),
			contextBuiltins(), temporalBuiltins(), rangeBuiltins(),
		} {
			for _, b := range group {
				builtinTable[b.name] = b
				builtinSet.add(newKnownName(b.name, TypeAnyFunction))
			}
		}
	})
	return builtinTable
}

func builtinNames() *nameSet {
	builtins()
	return builtinSet
}

func builtinByName(name string) *builtin { return builtins()[name] }

// sigFor is the signature that takes n positional arguments.
func (b *builtin) sigFor(n int) *signature {
	for _, s := range b.sigs {
		if n >= s.min && (n <= len(s.params) || s.rest) {
			return s
		}
	}
	return nil
}

// place is the signature with parameters of these names, and where each
// argument goes.
func (b *builtin) place(names []string) (*signature, []int) {
next:
	for _, s := range b.sigs {
		places := make([]int, len(names))
		given := make([]bool, len(s.params))
		for i, n := range names {
			places[i] = -1
			for j, p := range s.params {
				if p.name == n && !given[j] {
					places[i], given[j] = j, true
				}
			}
			if places[i] < 0 {
				continue next
			}
		}
		for j := 0; j < s.min; j++ {
			if !given[j] {
				continue next
			}
		}
		return s, places
	}
	return nil, nil
}

// run evaluates the arguments on the machine's stack and calls the builtin.
func (b *builtin) run(m *Machine, sig *signature, places []int, args []code) Value {
	stack, sp := m.stack, m.sp
	n := len(args)
	for _, p := range places {
		n = max(n, p+1)
	}
	vals := m.push(n)
	if places == nil {
		for i, run := range args {
			vals[i] = run(m)
		}
	} else {
		clear(vals)
		for i, p := range places {
			vals[p] = args[i](m)
		}
	}
	if places == nil {
		sig = b.best(sig, vals)
	}
	v := b.apply(m, sig, vals)
	m.pop(stack, sp)
	return v
}

func (b *builtin) invoke(m *Machine, args []Value) Value {
	sig := b.sigFor(len(args))
	if sig == nil {
		return NullBecause("feel.null.arguments", "function", b.name, "signature", b.signature)
	}
	return b.apply(m, b.best(sig, args), args)
}

// best is the signature that the arguments fit, where several take their number.
func (b *builtin) best(sig *signature, args []Value) *signature {
	if len(b.sigs) == 1 || sig.fits(args) {
		return sig
	}
	for _, s := range b.sigs {
		if len(args) >= s.min && len(args) <= len(s.params) && s.fits(args) {
			return s
		}
	}
	return sig
}

func (s *signature) fits(args []Value) bool {
	for i, v := range args {
		if _, ok := fit(v, s.params[min(i, len(s.params)-1)].want); !ok {
			return false
		}
	}
	return true
}

func (b *builtin) invokeNamed(m *Machine, names []string, args []code) Value {
	sig, places := b.place(names)
	if sig == nil {
		return NullBecause("feel.null.arguments", "function", b.name, "signature", b.signature)
	}
	return b.run(m, sig, places, args)
}

// apply fits the arguments to the signature and calls fn.
func (b *builtin) apply(m *Machine, sig *signature, args []Value) Value {
	for i := range args {
		p := &sig.params[min(i, len(sig.params)-1)]
		v, ok := fit(args[i], p.want)
		if !ok && !(args[i].IsNull() && args[i].p == nil && i >= sig.min && i < len(args)-1) {
			return b.wrong(p, args[i])
		}
		args[i] = v
	}
	if m.err != nil || !m.step(1) {
		return nullLimit
	}
	return b.fn(m, args)
}

func (b *builtin) wrong(p *builtinParam, v Value) Value {
	if v.kind == KindNull && v.p != nil {
		return v
	}
	return NullBecause("feel.null.argument", "function", b.name, "parameter", p.name, "kind", v.kind.String())
}

var wantedKind = [128]Kind{'s': KindString, 'n': KindNumber, 'b': KindBool, 'l': KindList, 'c': KindContext, 'f': KindFunction}

// fit brings an argument to the wanted kind: a list of one counts as its
// element, an element as a list of one (DMN 1.5, 10.3.2.9.4).
func fit(v Value, want byte) (Value, bool) {
	if want >= 'A' && want <= 'Z' {
		if v.IsNull() {
			return v, true
		}
		want += 'a' - 'A'
	}
	switch want {
	case 'a':
		return v, true
	case 't':
		if v.kind == KindList && v.n == 1 {
			v = v.items()[0]
		}
		return v, v.kind == KindDate || v.kind == KindDateTime
	}
	k := wantedKind[want]
	switch {
	case v.kind == k:
		return v, true
	case k == KindList:
		return List(v), v.kind != KindNull
	case v.kind == KindList && v.n == 1 && v.items()[0].kind == k:
		return v.items()[0], true
	}
	return v, false
}
