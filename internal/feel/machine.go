package feel

import (
	"atonce/internal/fail"
)

// Limits bound what one evaluation may use. A zero field takes the default.
type Limits struct {
	Depth  int   // nested invocations; default 256
	Steps  int64 // loop turns, elements touched, invocations; default 10,000,000
	List   int   // elements of one list; default 1,000,000
	String int   // bytes of one string; default 4 MiB
	// Poll, if set, is asked every few thousand steps; an error stops the
	// evaluation. The host looks at its clock or its context there.
	Poll func() error
}

// pollEvery is how many steps pass between two questions to Limits.Poll.
const pollEvery = 4096

// Machine is the memory of evaluations: limits, stack, the moment that now()
// answers. Make one per goroutine and use it again and again; it must not be
// used by two goroutines at once.
type Machine struct {
	limits Limits
	now    Value
	err    error
	steps  int64 // left until the next poll
	budget int64 // left after that
	depth  int

	in    []Value // variables of the program
	loc   []Value // locals of the running frame
	caps  []Value // what the running function captured
	input Value   // ? of unary tests
	stack []Value
	sp    int

	patterns map[string]compiledPattern
}

// NewMachine makes a machine with these limits and a full budget of steps.
func NewMachine(l Limits) *Machine {
	if l.Depth <= 0 {
		l.Depth = 256
	}
	if l.Steps <= 0 {
		l.Steps = 10_000_000
	}
	if l.List <= 0 {
		l.List = 1_000_000
	}
	if l.String <= 0 {
		l.String = 4 << 20
	}
	m := &Machine{limits: l, stack: make([]Value, 256)}
	m.Reset()
	return m
}

// SetNow sets the date and time with zone that now() and today() answer.
// Without it they answer null.
func (m *Machine) SetNow(v Value) { m.now = v }

// Err is the limit that evaluations since the last Reset met, or nil. It is a
// *fail.Error of kind Invalid, or what Limits.Poll answered. Once it is set,
// every evaluation answers null quickly.
func (m *Machine) Err() error { return m.err }

// Reset clears Err and gives the machine a full budget of steps. The host calls
// it before each evaluation (or group of them) that is to have its own budget.
func (m *Machine) Reset() {
	m.err = nil
	m.depth, m.sp = 0, 0
	m.budget = m.limits.Steps
	m.steps = 0
	m.refill()
}

func (m *Machine) refill() {
	n := min(m.budget, pollEvery)
	m.steps += n
	m.budget -= n
}

// step takes n steps from the budget; false means that evaluation must end.
func (m *Machine) step(n int) bool {
	m.steps -= int64(n)
	return m.steps >= 0 || m.poll()
}

// Step counts n steps of work that the host does between expressions, such as
// the decisions of a graph. It answers false when a limit is met: see Err.
func (m *Machine) Step(n int) bool { return m.step(n) }

func (m *Machine) poll() bool {
	if m.err != nil {
		return false
	}
	if m.limits.Poll != nil {
		if err := m.limits.Poll(); err != nil {
			m.err = err
			return false
		}
	}
	for m.steps < 0 && m.budget > 0 {
		m.refill()
	}
	if m.steps < 0 {
		m.exceed("feel.limit.steps", m.limits.Steps)
		return false
	}
	return true
}

var nullLimit = NullBecause("feel.null.limit")

// exceed notes the limit that was met; its value is what the evaluation answers.
func (m *Machine) exceed(key string, max int64) Value {
	if m.err == nil {
		m.err = fail.New(fail.Invalid, key, "max", formatNumber(Int(max)))
	}
	m.steps, m.budget = -1, 0
	return nullLimit
}

// listFits tells whether a list may have n elements, and takes the steps for them.
func (m *Machine) listFits(n int) bool {
	if n > m.limits.List {
		m.exceed("feel.limit.list", int64(m.limits.List))
		return false
	}
	return m.step(n)
}

// stringFits tells whether a string may have n bytes, and takes steps for them.
func (m *Machine) stringFits(n int) bool {
	if n > m.limits.String {
		m.exceed("feel.limit.string", int64(m.limits.String))
		return false
	}
	return n < 64 || m.step(n/64)
}

// text makes a string value, if the limits allow it.
func (m *Machine) text(s string) Value {
	if !m.stringFits(len(s)) {
		return nullLimit
	}
	return String(s)
}

// list makes a list value, if the limits allow it.
func (m *Machine) list(items []Value) Value {
	if !m.listFits(len(items)) {
		return nullLimit
	}
	return List(items...)
}

// push takes n values from the stack; pop gives them back.
func (m *Machine) push(n int) []Value {
	if m.sp+n > len(m.stack) {
		// Frames that are in use keep the old array; only new ones are in this.
		m.stack = make([]Value, 2*len(m.stack)+n)
		m.sp = 0
	}
	s := m.stack[m.sp : m.sp+n : m.sp+n]
	m.sp += n
	return s
}

// pop returns to what m.stack and m.sp were before a push. If the stack has
// grown since, the larger one stays: nobody uses it any more.
func (m *Machine) pop(stack []Value, sp int) {
	if len(stack) == len(m.stack) {
		m.sp = sp
		return
	}
	m.sp = 0
}

// frame is what an invocation puts aside.
type frame struct {
	in, loc, caps []Value
	input         Value
	stack         []Value
	sp            int
}

// enter begins a frame with room for its locals.
func (m *Machine) enter(f *frame, in, caps []Value, locals int) {
	*f = frame{m.in, m.loc, m.caps, m.input, m.stack, m.sp}
	m.in, m.caps = in, caps
	m.loc = m.push(locals)
}

func (m *Machine) leave(f *frame) {
	clear(m.loc) // what it held may be collected
	m.in, m.loc, m.caps, m.input = f.in, f.loc, f.caps, f.input
	m.pop(f.stack, f.sp)
}

// Call invokes a function value with positional arguments: their number is
// checked, and they are coerced to the types of the parameters. What is no
// function, or gets the wrong number, answers null.
func (m *Machine) Call(fn Value, args ...Value) Value {
	f := fn.Function()
	if f == nil {
		return NullBecause("feel.null.no-function", "kind", fn.kind.String())
	}
	return m.invoke(f, args)
}

// invoke calls f. It may write coerced arguments into args.
func (m *Machine) invoke(f *Function, args []Value) Value {
	if !m.step(1) {
		return nullLimit
	}
	if f.builtin != nil {
		return f.builtin.invoke(m, args)
	}
	if len(args) != len(f.Params) {
		return NullBecause("feel.null.argument-count", "function", f.Name, "want", itoa(len(f.Params)), "got", itoa(len(args)))
	}
	for i, p := range f.Params {
		if p.Type == nil || p.Type == TypeAny || args[i].IsNull() {
			continue
		}
		args[i] = p.Type.Coerce(args[i])
		if args[i].IsNull() {
			return args[i]
		}
	}
	if m.depth >= m.limits.Depth {
		return m.exceed("feel.limit.depth", int64(m.limits.Depth))
	}
	m.depth++
	v := f.call(m, args)
	m.depth--
	if f.Result != nil {
		return f.Result.Coerce(v)
	}
	return v
}
