package feel

// primary is a literal, a name, something in brackets, or one of the forms that
// begin with a keyword.
func (p *parser) primary() Expr {
	list := p.paren
	p.paren = false
	t := p.tok()
	switch t.kind {
	case tokNumber:
		p.next()
		v, ok := ParseNumber(t.text)
		if !ok {
			p.fail(t.pos, "feel.syntax.number", "found", t.text)
		}
		return &Literal{node{t.pos, TypeNumber}, v}
	case tokString:
		p.next()
		return &Literal{node{t.pos, TypeString}, String(t.text)}
	case tokWord:
		return p.word()
	case tokEOF:
		p.wanted("want-expression")
		return p.broken()
	}
	switch t.text {
	case "(":
		return p.parenthesis(list)
	case "[":
		return p.bracket()
	case "]":
		if !p.enter() {
			return p.broken()
		}
		defer p.leave()
		p.next()
		low := p.additive()
		p.expect("..")
		return p.rangeFrom(t.pos, low, false)
	case "{":
		return p.context()
	case "@":
		p.next()
		s := p.tok()
		if s.kind != tokString {
			p.wanted("want-string")
			return p.broken()
		}
		p.next()
		v := ParseTemporal(s.text)
		return &Literal{node{t.pos, typeOfKind(v.kind)}, v}
	}
	p.wanted("want-expression")
	return p.broken()
}

func (p *parser) word() Expr {
	t := p.tok()
	switch t.text {
	case "true", "false", "null":
		p.next()
		switch t.text {
		case "true":
			return &Literal{node{t.pos, TypeBool}, True}
		case "false":
			return &Literal{node{t.pos, TypeBool}, False}
		}
		return &Literal{node{t.pos, TypeNull}, Null}
	case "if":
		return p.conditional()
	case "for":
		return p.forReturn()
	case "some", "every":
		return p.quantified()
	case "function":
		if n := p.ahead(1); n.kind == tokSymbol && n.text == "(" {
			return p.function()
		}
	}
	if k := p.knownName(); k != nil {
		rest := p.ahead(len(k.parts))
		if p.open == 0 || rest.kind != tokWord || stopWords[rest.text] {
			p.i += len(k.parts)
			return &Name{node{t.pos, k.typ}, k.name}
		}
	}
	if stopWords[t.text] {
		p.wanted("want-expression")
		return p.broken()
	}
	return &Name{node{t.pos, TypeAny}, p.looseName()}
}

// knownName is the longest name that stands here; of equal ones the innermost.
func (p *parser) knownName() *knownName {
	toks := p.toks[p.i:]
	best := builtinNames().longest(toks, nil)
	if toks[0].text == "?" && p.scope.input != nil {
		best = &knownName{name: "?", parts: []string{"?"}, typ: p.scope.input}
	}
	best = p.scope.longest(toks, best)
	for i := range p.locals {
		best = p.locals[i].longest(toks, best)
	}
	return best
}

func (s *Scope) longest(toks []token, best *knownName) *knownName {
	if s.parent != nil {
		best = s.parent.longest(toks, best)
	}
	return s.nameSet().longest(toks, best)
}

// parenthesis reads (x), (low..high), (< x), and after in also (test, test).
func (p *parser) parenthesis(list bool) Expr {
	at := p.tok().pos
	p.next()
	if op := comparisonOp(p.tok()); op != OpNone {
		x := p.test()
		if list {
			return p.restOfTests(at, x)
		}
		p.expect(")")
		return rangeOfTest(at, x)
	}
	x := p.expression()
	if p.accept("..") {
		return p.rangeFrom(at, x, false)
	}
	if list && p.is(",") {
		return p.restOfTests(at, x)
	}
	p.expect(")")
	return x
}

func (p *parser) restOfTests(at Pos, first Expr) Expr {
	l := &testList{node{at, TypeBool}, []Expr{first}}
	for p.accept(",") {
		l.items = append(l.items, p.test())
	}
	p.expect(")")
	return l
}

// rangeOfTest makes the range that (< x) is (DMN 1.5, grammar rules 7 and 66).
func rangeOfTest(at Pos, x Expr) Expr {
	u, ok := x.(*UnaryTest)
	if !ok {
		return x
	}
	r := &RangeLit{node: node{at, RangeOf(u.X.Type())}, Op: u.Op}
	switch u.Op {
	case OpLt, OpLe:
		r.High, r.HighClosed = u.X, u.Op == OpLe
	case OpGt, OpGe:
		r.Low, r.LowClosed = u.X, u.Op == OpGe
	case OpEq:
		r.Low, r.High, r.LowClosed, r.HighClosed = u.X, u.X, true, true
	default:
		r.Low, r.High = u.X, u.X
	}
	return r
}

// rangeFrom reads the end of a range after the two dots.
func (p *parser) rangeFrom(at Pos, low Expr, closed bool) Expr {
	high := p.additive()
	r := &RangeLit{node{at, RangeOf(low.Type())}, low, high, closed, false, OpNone}
	switch {
	case p.accept("]"):
		r.HighClosed = true
	case p.accept(")"), p.accept("["):
	default:
		p.expected("] / )")
	}
	return r
}

// bracket reads a list or a range that begins with [.
func (p *parser) bracket() Expr {
	at := p.tok().pos
	p.next()
	l := &ListLit{node: node{pos: at}}
	if p.accept("]") {
		l.typ = TypeAnyList
		return l
	}
	elem := (*Type)(nil)
	for {
		x := p.listItem()
		if len(l.Items) == 0 && p.accept("..") {
			return p.rangeFrom(at, x, true)
		}
		l.Items = append(l.Items, x)
		elem = join(elem, x.Type())
		if !p.accept(",") {
			break
		}
	}
	p.expect("]")
	l.typ = ListOf(elem)
	return l
}

// listItem also takes <5 and the like without parentheses: [<5, >10] is a list of ranges.
func (p *parser) listItem() Expr {
	if comparisonOp(p.tok()) != OpNone {
		return rangeOfTest(p.tok().pos, p.test())
	}
	return p.expression()
}

func (p *parser) context() Expr {
	c := &ContextLit{node: node{pos: p.tok().pos}}
	p.next()
	typ := &Type{Kind: TypeKindContext}
	p.locals = append(p.locals, nameSet{})
	own := len(p.locals) - 1
	for !p.accept("}") {
		at := p.tok().pos
		var name string
		if p.tok().kind == tokString {
			name = p.tok().text
			p.next()
		} else {
			name = p.nameUpTo(func(t *token) bool { return t.kind == tokSymbol && t.text == ":" })
		}
		p.expect(":")
		if typ.Field(name) != nil {
			p.fail(at, "feel.syntax.twice", "name", name)
		}
		if p.isWord("function") {
			p.locals[own].add(newKnownName(name, TypeAnyFunction)) // it may call itself
		}
		x := p.expression()
		c.Entries = append(c.Entries, EntryExpr{name, x})
		typ.Fields = append(typ.Fields, Field{name, x.Type()})
		p.locals[own].add(newKnownName(name, x.Type()))
		if p.accept(",") {
			continue
		}
		if p.accept("}") {
			break
		}
		p.expected("} / ,")
		break
	}
	p.locals = p.locals[:own]
	c.typ = typ
	return c
}

// nameUpTo reads the tokens of a new name until stop.
func (p *parser) nameUpTo(stop func(*token) bool) string {
	name := ""
	for n := 0; ; n++ {
		t := p.tok()
		if stop(t) && n > 0 {
			return name
		}
		if t.kind != tokWord && (n == 0 || t.kind != tokNumber && (t.kind != tokSymbol || !nameSymbols[t.text])) {
			p.wanted("want-name")
			return name
		}
		if t.space && n > 0 {
			name += " "
		}
		name += t.text
		p.next()
	}
}
