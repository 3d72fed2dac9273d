package feel

// Program is a compiled expression. It is immutable and may be used by many
// goroutines at once, each with its own Machine.
type Program struct {
	Source   string
	Type     *Type     // static type as far as known
	Problems []Problem // what is certainly wrong in part; never stops evaluation
	locals   int
	run      code
}

// code is a compiled node.
type code func(m *Machine) Value

// Problem is a finding of the static check: the expression can be evaluated,
// but this part of it will be null.
type Problem struct {
	Pos  Pos
	Key  string // text key, "feel.check.…"
	Args []string
}

// Compile parses and compiles an expression. The error is a *SyntaxError.
func Compile(src string, s *Scope) (*Program, error) {
	x, err := ParseExpression(src, s)
	if err != nil {
		return nil, err
	}
	return CompileExpr(x, src, s), nil
}

// CompileExpr compiles an expression that was parsed in the same scope.
func CompileExpr(x Expr, src string, s *Scope) *Program {
	c := newCompiler(s)
	p := &Program{Source: src, Type: x.Type(), run: c.compile(x)}
	p.locals, p.Problems = c.fn.max, c.problems
	return p
}

// Constant is the value of an expression that uses no variable; ok is false if
// it does use one, or a function of the moment such as now().
func Constant(x Expr) (v Value, ok bool) {
	if l, ok := x.(*Literal); ok {
		return l.Value, true
	}
	if !isConstant(x) {
		return Null, false
	}
	m := NewMachine(Limits{Steps: 100_000, List: 1000, String: 1 << 16})
	v = CompileExpr(x, "", NewScope()).Eval(m, nil)
	return v, m.Err() == nil
}

// Eval evaluates with the variables in the slots of the scope. vars may be
// longer than the scope, must not be shorter, and is not kept.
func (p *Program) Eval(m *Machine, vars []Value) Value {
	if p.locals == 0 && m.err == nil {
		in := m.in
		m.in = vars
		v := p.run(m)
		m.in = in
		if m.err != nil {
			return nullLimit
		}
		return v
	}
	var f frame
	if m.err != nil {
		return nullLimit
	}
	m.enter(&f, vars, nil, p.locals)
	v := p.run(m)
	m.leave(&f)
	if m.err != nil {
		return nullLimit
	}
	return v
}

// TestProgram is the compiled unary tests of one cell, immutable as a Program.
type TestProgram struct {
	Source   string
	Problems []Problem
	Any      bool // the cell is -: everything matches, no need to ask
	locals   int
	match    matcher
}

// matcher is a compiled test: it gets the input and says true, false or null.
type matcher func(m *Machine, in Value) Value

// CompileTests parses and compiles the unary tests of a cell. The type of the
// input is taken from Scope.SetInput. The error is a *SyntaxError.
func CompileTests(src string, s *Scope) (*TestProgram, error) {
	t, err := ParseTests(src, s)
	if err != nil {
		return nil, err
	}
	return CompileUnaryTests(t, s), nil
}

// CompileUnaryTests compiles tests that were parsed in the same scope.
func CompileUnaryTests(t *Tests, s *Scope) *TestProgram {
	c := newCompiler(s)
	p := &TestProgram{Source: t.Source, Any: t.Any, match: c.tests(t)}
	p.locals, p.Problems = c.fn.max, c.problems
	return p
}

// Test says whether the input satisfies the tests: true, false, or null where
// the two cannot be compared.
func (p *TestProgram) Test(m *Machine, vars []Value, input Value) Value {
	if p.locals == 0 && m.err == nil {
		in := m.in
		m.in = vars
		v := p.match(m, input)
		m.in = in
		return v
	}
	var f frame
	if m.err != nil {
		return nullLimit
	}
	m.enter(&f, vars, nil, p.locals)
	v := p.match(m, input)
	m.leave(&f)
	return v
}

// Matches tells whether Test is true. For cells of constants it allocates
// nothing, for others it allocates what their expressions do.
func (p *TestProgram) Matches(m *Machine, vars []Value, input Value) bool {
	v := p.Test(m, vars, input)
	return v.kind == KindBool && v.n == 1
}
