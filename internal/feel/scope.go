package feel

// Scope says which names an expression may use, of which types, and in which
// slot of the variables their values will be. It is needed at parse time too:
// names of FEEL may hold spaces and operators, so that only the scope tells
// whether a - b is one name or a difference.
//
// A scope is filled and compiled with by one goroutine at a time.
type Scope struct {
	parent *Scope
	base   int // slots of the ancestors
	names  []string
	types  []*Type
	byName map[string]int // slot
	named  map[string]*Type
	input  *Type
	known  *nameSet
}

// NewScope makes an empty scope.
func NewScope() *Scope { return &Scope{byName: map[string]int{}} }

// Extend makes a scope inside s: it sees the names of s in the same slots, and
// its own come after them. s must not get further names from then on.
func (s *Scope) Extend() *Scope {
	return &Scope{parent: s, base: s.Len(), byName: map[string]int{}, input: s.input}
}

// Add puts a name into the scope and returns its slot. A name added again, or
// one that an outer scope has, is hidden by the new one. A nil type means any.
func (s *Scope) Add(name string, t *Type) int {
	name = normalName(name)
	slot := s.base + len(s.names)
	s.names = append(s.names, name)
	s.types = append(s.types, t.orAny())
	s.byName[name] = slot
	s.known = nil
	return slot
}

// Len is the number of slots: how long the variables must be for Eval.
func (s *Scope) Len() int { return s.base + len(s.names) }

// Slot is the slot and type of a name, ok false if the scope has no such name.
func (s *Scope) Slot(name string) (slot int, t *Type, ok bool) {
	for ; s != nil; s = s.parent {
		if i, ok := s.byName[name]; ok {
			return i, s.types[i-s.base], true
		}
	}
	return 0, nil, false
}

// Name is the name of a slot.
func (s *Scope) Name(slot int) string {
	for ; s != nil; s = s.parent {
		if slot >= s.base && slot-s.base < len(s.names) {
			return s.names[slot-s.base]
		}
	}
	return ""
}

// DefineType gives a named type (an item definition), for `instance of` and the
// types of parameters.
func (s *Scope) DefineType(name string, t *Type) {
	if s.named == nil {
		s.named = map[string]*Type{}
	}
	s.named[normalName(name)] = t
}

func (s *Scope) typeNamed(name string) *Type {
	if t := TypeByName(name); t != nil {
		return t
	}
	for ; s != nil; s = s.parent {
		if t, ok := s.named[name]; ok {
			return t
		}
	}
	return nil
}

// SetInput says of which type the input of unary tests, ?, is.
func (s *Scope) SetInput(t *Type) { s.input = t }
