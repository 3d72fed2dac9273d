package feel

// Program is a compiled expression. It is immutable and may be used by many
// goroutines at once, each with its own Machine.
type Program struct {
	Source   string
	Type     *Type     // static type as far as known
	Problems []Problem // what is certainly or probably wrong; never stops evaluation
	locals   int
	run      code
}

// code is a compiled node.
type code func(m *Machine) Value

// Problem is a finding of the static check: the expression can be evaluated,
// but part of it will be null.
type Problem struct {
	Pos  Pos
	Key  string // text key, "feel.check.…"
	Args []string
}

// Compile parses and compiles an expression.
func Compile(src string, s *Scope) (*Program, error) {
	x, err := ParseExpression(src, s)
	if err != nil {
		return nil, err
	}
	return CompileExpr(x, src, s)
}

// Eval evaluates with the variables in the slots of the scope. vars may be
// longer than the scope, must not be shorter, and is not kept.
func (p *Program) Eval(m *Machine, vars []Value) Value {
	return Null
}

// TestProgram is the compiled unary tests of one cell.
type TestProgram struct {
	Source   string
	Problems []Problem
	locals   int
	run      code
	match    func(m *Machine, in Value) Value
}

// CompileTests parses and compiles the unary tests of a cell. The type of the
// input is taken from Scope.SetInput.
func CompileTests(src string, s *Scope) (*TestProgram, error) {
	t, err := ParseTests(src, s)
	if err != nil {
		return nil, err
	}
	return CompileUnaryTests(t, s)
}

// Test says whether the input satisfies the tests: true, false, or null.
func (p *TestProgram) Test(m *Machine, vars []Value, input Value) Value { return Null }

// Matches is Test(...).IsTrue(), allocation-free for constant cells.
func (p *TestProgram) Matches(m *Machine, vars []Value, input Value) bool { return false }

// CompileExpr compiles an expression that was parsed in the same scope.
func CompileExpr(x Expr, src string, s *Scope) (*Program, error) { return nil, nil }

// CompileUnaryTests compiles tests that were parsed in the same scope.
func CompileUnaryTests(t *Tests, s *Scope) (*TestProgram, error) { return nil, nil }

// ParseExpression parses an expression with the names of the scope.
func ParseExpression(src string, s *Scope) (Expr, error) { return nil, nil }

// ParseTests parses the unary tests of a cell with the names of the scope.
func ParseTests(src string, s *Scope) (*Tests, error) { return nil, nil }

// NewMachine makes a machine.
func NewMachine(l Limits) *Machine { return &Machine{limits: l} }

// SetNow sets the date and time with zone that now() and today() answer.
// Without it they answer null.
func (m *Machine) SetNow(v Value) { m.now = v }

// Err is the limit that the last evaluation met, or nil. It is a *fail.Error.
func (m *Machine) Err() error { return m.err }

// Reset clears Err and gives the machine a full budget of steps: call it before
// each evaluation that is to have its own budget.
func (m *Machine) Reset() {}

// Call invokes a function value with positional arguments.
func (m *Machine) Call(fn Value, args ...Value) Value { return Null }

// Conforms tells whether v is in the domain of t (instance of), without the
// allowed values.
func (t *Type) Conforms(v Value) bool { return false }

// Accepts tells whether v conforms to t, allowed values of t and of its parts included.
func (t *Type) Accepts(v Value) bool { return false }

// Coerce applies the implicit conversions of DMN 1.5, 10.3.2.9.4 (to singleton
// list, from singleton list, date to date and time); what then does not conform is null with a reason.
func (t *Type) Coerce(v Value) Value { return v }

// Equal is FEEL's =: True, False or null when the two cannot be compared.
func Equal(a, b Value) Value { return Null }

// Compare orders two values of one ordered kind: -1, 0, 1; ok is false if they
// have no order (DMN 1.5, table 54).
func Compare(a, b Value) (c int, ok bool) { return 0, false }

// FromJSON makes a value of decoded JSON (nil, bool, json.Number, string, []any, map[string]any) or of Go ints, as type t wants it: a string
// becomes a date where t says date. A nil type keeps strings as strings.
func FromJSON(x any, t *Type) (Value, error) { return Null, nil }

// JSON is v as plain Go data for encoding/json; numbers are json.Number, temporal values strings.
func (v Value) JSON() any { return nil }

// String renders v in FEEL syntax: a string in quotes, @"2024-01-01", {a: 1}.
func (v Value) String() string { return "" }

// ParseNumber reads a FEEL number literal, with sign and exponent allowed.
func ParseNumber(s string) (Value, bool) { return Null, false }

// ParseTemporal reads an ISO 8601 date, time, date and time or duration as the @ literal
// does; null with a reason if it is none.
func ParseTemporal(s string) Value { return Null }

// Analysis is what a prover can know of a cell: see Analyse.
type Analysis struct {
	Any   bool       // anything matches: -
	Not   bool       // the alternatives are negated
	Tests []Interval // alternatives
	Exact bool       // all of the cell is in Tests; else some of it depends on variables
}

// Interval is a constant test: a set of values of one kind. Equality with v is [v..v].
type Interval struct {
	Range
	Null bool // the test is for null
	Out  bool // complement: != v
}

// Analyse turns the tests of a cell into intervals as far as they are constant.
func Analyse(t *Tests) Analysis { return Analysis{} }

// FreeNames are the variables that the expression uses, each once, in order of
// appearance, built-in functions not counted.
func FreeNames(x Expr, s *Scope) []string { return nil }

// FreeNamesOfTests is FreeNames for a cell.
func FreeNamesOfTests(t *Tests, s *Scope) []string { return nil }
