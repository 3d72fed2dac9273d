package dmn

import (
	"sort"
	"sync"

	"atonce/internal/fail"
	"atonce/internal/feel"
)

// Kind says what an element of a model is.
type Kind uint8

// The kinds of elements that have a value.
const (
	KindInput Kind = iota
	KindDecision
	KindKnowledge // business knowledge model
	KindService   // decision service
)

// Element is an element of a compiled model: an input, a decision, a business
// knowledge model or a decision service. It is immutable.
type Element struct {
	Kind      Kind
	ID, Name  string
	Namespace string
	Labels    Words
	Type      *feel.Type // declared type; of functions the type of the result
	Decision  *Decision  // as written, if Kind is KindDecision

	called  string // the name by which logic knows the element
	index   int
	file    *file
	gate    gate // what the value must pass
	planned sync.Once
	plan    []*Element // see order
	links   []link     // what is copied into the frame before the logic runs
	imports []bundle
	logic   logic
	literal *feel.Program // the logic, if it is nothing but an expression
	frame   int           // slots the logic needs
	service *service
	knows   *knowledge
	pos     Position
	broken  bool // the logic did not compile: the answer is null
}

// link copies the value of an element into a slot of the frame.
type link struct {
	from     *Element
	slot     int
	index    int  // of from
	function bool // from is a function, not a value
}

func linkTo(from *Element, slot int) link {
	return link{from, slot, from.index, from.Kind == KindKnowledge || from.Kind == KindService}
}

// bundle is a context made of the imported elements a decision may use, under
// the name of their import.
type bundle struct {
	slot  int
	parts []*Element
}

// Model is a compiled model. It is immutable and may be used by many goroutines
// at once, each with its own Evaluator.
type Model struct {
	Name, ID, Namespace string
	Faults              []Fault // what the checks found; errors only if compiled leniently
	elements            []*Element
	files               []*file
	root                *file
	tables              []*tableLogic
}

// Fault is a finding of the compiler.
type Fault struct {
	Path    string // element, rule and cell
	Pos     Position
	Key     string // text key
	Args    fail.Args
	Warning bool // the model can be used: part of it is null or never true
}

// Field is the fault as a field of an error.
func (f Fault) Field() fail.Field { return fail.Field{Path: f.Path, Key: f.Key, Args: f.Args} }

// Find is the decision, business knowledge model, decision service or input of
// that name in the main file; names of imported elements begin with the
// import's name and a dot.
func (m *Model) Find(name string) (*Element, bool) {
	e, ok := m.root.names[normalName(name)]
	return e, ok
}

// FindIn is Find in the file with that namespace. Files that share a namespace are searched in turn.
func (m *Model) FindIn(namespace, name string) (*Element, bool) {
	for _, f := range m.files {
		if f.defs.Namespace == namespace {
			if e, ok := f.names[normalName(name)]; ok {
				return e, true
			}
		}
	}
	return nil, false
}

// Elements lists the elements of that kind in the main file, in the order they are written.
func (m *Model) Elements(k Kind) []*Element {
	var all []*Element
	for _, e := range m.elements {
		if e.Kind == k && e.file == m.root {
			all = append(all, e)
		}
	}
	return all
}

// Inputs lists every input the element depends on, imports included, in order of name.
func (e *Element) Inputs() []*Element {
	seen := map[*Element]bool{}
	var all []*Element
	add := func(x *Element) {
		if x.Kind == KindInput && !seen[x] {
			seen[x] = true
			all = append(all, x)
		}
	}
	plan := e.order()
	if e.Kind == KindService {
		for _, g := range e.service.given {
			add(g)
		}
	}
	for _, p := range plan {
		for _, l := range p.links {
			add(l.from)
		}
		for _, b := range p.imports {
			for _, x := range b.parts {
				add(x)
			}
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// file is one of the files a model was compiled from.
type file struct {
	defs  *Definitions
	scope *feel.Scope // types by name
	types map[string]*feel.Type
	items map[string]*ItemDefinition
	names map[string]*Element // own elements by name, imported ones by "import.name"
	ids   map[string]*Element
	// imported files by the name they are imported under
	imports map[string]*file
}
