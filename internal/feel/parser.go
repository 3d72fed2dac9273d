package feel

// maxDepth bounds how deep expressions may nest: the parser and the compiler
// recurse along them.
const maxDepth = 200

// parser reads tokens by recursive descent. The first error stays: it moves the
// parser to the end of the source, so that every loop ends there.
type parser struct {
	src    string
	toks   []token
	i      int
	scope  *Scope
	locals []nameSet // of iterators, parameters, contexts, filters; innermost last
	depth  int
	paren  bool // the next primary is the right side of in: ( may open a list of tests
	open   int  // filters around us whose items may have entries that nobody declared
	err    *SyntaxError
}

func newParser(src string, s *Scope) (*parser, *SyntaxError) {
	toks, err := lex(src)
	if err != nil {
		return nil, err
	}
	if s == nil {
		s = NewScope()
	}
	return &parser{src: src, toks: toks, scope: s}, nil
}

// ParseExpression parses an expression with the names of the scope. An error is
// a *SyntaxError.
func ParseExpression(src string, s *Scope) (Expr, error) {
	p, err := newParser(src, s)
	if err != nil {
		return nil, err
	}
	x := p.expression()
	p.end()
	if p.err != nil {
		return nil, p.err
	}
	return x, nil
}

// ParseTests parses the unary tests of a cell with the names of the scope: "-",
// tests separated by commas, or not(tests). An empty source is "-".
// An error is a *SyntaxError.
func ParseTests(src string, s *Scope) (*Tests, error) {
	p, err := newParser(src, s)
	if err != nil {
		return nil, err
	}
	t := p.cell()
	if p.err != nil {
		return nil, p.err
	}
	return t, nil
}

func (p *parser) cell() *Tests {
	t := &Tests{Source: p.src}
	if p.tok().kind == tokEOF || p.is("-") && p.toks[1].kind == tokEOF {
		t.Any = true
		return t
	}
	if p.isWord("not") && p.toks[1].text == "(" && p.toks[1].kind == tokSymbol {
		// not(…) may also be the function at the start of a longer expression;
		// then what follows the parenthesis shows it, and it is read again.
		p.i = 2
		t.Items = p.tests()
		if p.accept(")") && p.tok().kind == tokEOF {
			t.Not = true
			return t
		}
		p.i, p.err, p.locals, p.depth, p.open, p.paren = 0, nil, nil, 0, 0, false
	}
	t.Items = p.tests()
	p.end()
	return t
}

func (p *parser) tests() []Expr {
	items := []Expr{p.test()}
	for p.accept(",") {
		items = append(items, p.test())
	}
	return items
}

// test is one positive unary test: a comparison without left side or any expression.
func (p *parser) test() Expr {
	if op := comparisonOp(p.tok()); op != OpNone {
		if !p.enter() {
			return p.broken()
		}
		defer p.leave()
		at := p.tok().pos
		p.next()
		x := p.additive()
		return &UnaryTest{node: node{at, TypeBool}, Op: op, X: x}
	}
	return p.expression()
}

func (p *parser) tok() *token { return &p.toks[p.i] }

func (p *parser) next() {
	if p.i < len(p.toks)-1 {
		p.i++
	}
}

// ahead is the token n places on.
func (p *parser) ahead(n int) *token {
	if p.i+n >= len(p.toks) {
		return &p.toks[len(p.toks)-1]
	}
	return &p.toks[p.i+n]
}

func (p *parser) is(symbol string) bool {
	t := p.tok()
	return t.kind == tokSymbol && t.text == symbol
}

func (p *parser) isWord(word string) bool {
	t := p.tok()
	return t.kind == tokWord && t.text == word
}

func (p *parser) accept(symbol string) bool {
	if p.is(symbol) {
		p.next()
		return true
	}
	return false
}

func (p *parser) acceptWord(word string) bool {
	if p.isWord(word) {
		p.next()
		return true
	}
	return false
}

func (p *parser) expect(symbol string) {
	if !p.accept(symbol) {
		p.expected(symbol)
	}
}

func (p *parser) expectWord(word string) {
	if !p.acceptWord(word) {
		p.expected(word)
	}
}

func (p *parser) end() {
	if p.tok().kind == tokEOF {
		return
	}
	p.fail(p.tok().pos, "feel.syntax.after", "found", p.found())
}

// expected fails with what should stand here and what does.
func (p *parser) expected(what string) {
	if p.tok().kind == tokEOF {
		p.fail(p.tok().pos, "feel.syntax.expected-end", "expected", what)
		return
	}
	p.fail(p.tok().pos, "feel.syntax.expected", "expected", what, "found", p.found())
}

// wanted is expected for something that has no fixed spelling: a name, an
// expression, a string, a type. The text room has a sentence for each.
func (p *parser) wanted(what string) {
	if p.tok().kind == tokEOF {
		p.fail(p.tok().pos, "feel.syntax."+what+"-end")
		return
	}
	p.fail(p.tok().pos, "feel.syntax."+what, "found", p.found())
}

func (p *parser) found() string {
	t := p.tok()
	if t.kind == tokString {
		return `"` + t.text + `"`
	}
	return t.text
}

func (p *parser) fail(at Pos, key string, args ...string) {
	if p.err == nil {
		p.err = syntaxError(at, key, args...)
	}
	p.i = len(p.toks) - 1
}

// enter counts nesting; each call is paired with leave.
func (p *parser) enter() bool {
	p.depth++
	if p.depth > maxDepth {
		p.fail(p.tok().pos, "feel.syntax.too-deep", "max", itoa(maxDepth))
		return false
	}
	return true
}

func (p *parser) leave() { p.depth-- }

// broken stands where an expression could not be read; the error is in p.err.
func (p *parser) broken() Expr { return &Literal{node: node{p.tok().pos, TypeNull}} }
