package feel

// expression is the widest form (grammar rule 2). The words for, if, some,
// every and function open their own forms; the rest are operators, loosest first.
func (p *parser) expression() Expr {
	if !p.enter() {
		return p.broken()
	}
	defer p.leave()
	return p.disjunction()
}

func (p *parser) disjunction() Expr {
	x := p.conjunction()
	for p.acceptWord("or") {
		x = &Binary{node{x.Pos(), TypeBool}, OpOr, x, p.conjunction()}
	}
	return x
}

func (p *parser) conjunction() Expr {
	x := p.comparison()
	for p.acceptWord("and") {
		x = &Binary{node{x.Pos(), TypeBool}, OpAnd, x, p.comparison()}
	}
	return x
}

func comparisonOp(t *token) Op {
	if t.kind != tokSymbol {
		return OpNone
	}
	switch t.text {
	case "=":
		return OpEq
	case "!=":
		return OpNe
	case "<":
		return OpLt
	case "<=":
		return OpLe
	case ">":
		return OpGt
	case ">=":
		return OpGe
	}
	return OpNone
}

func (p *parser) comparison() Expr {
	x := p.additive()
	for {
		if op := comparisonOp(p.tok()); op != OpNone {
			p.next()
			x = &Binary{node{x.Pos(), TypeBool}, op, x, p.additive()}
			continue
		}
		switch {
		case p.acceptWord("between"):
			low := p.additive()
			p.expectWord("and")
			x = &Between{node{x.Pos(), TypeBool}, x, low, p.additive()}
		case p.acceptWord("in"):
			x = &In{node{x.Pos(), TypeBool}, x, p.inTests()}
		default:
			return x
		}
	}
}

// testList is what ( … , … ) after in is read to; it never leaves inTests.
type testList struct {
	node
	items []Expr
}

func (p *parser) inTests() []Expr {
	if comparisonOp(p.tok()) != OpNone {
		return []Expr{p.test()}
	}
	p.paren = true
	x := p.additive()
	p.paren = false
	if l, ok := x.(*testList); ok {
		return l.items
	}
	return []Expr{x}
}

func (p *parser) additive() Expr {
	x := p.multiplicative()
	for {
		var op Op
		switch {
		case p.is("+"):
			op = OpAdd
		case p.is("-"):
			op = OpSub
		default:
			return x
		}
		p.next()
		y := p.multiplicative()
		x = &Binary{node{x.Pos(), arithmeticType(op, x.Type(), y.Type())}, op, x, y}
	}
}

func (p *parser) multiplicative() Expr {
	x := p.power()
	for {
		var op Op
		switch {
		case p.is("*"):
			op = OpMul
		case p.is("/"):
			op = OpDiv
		default:
			return x
		}
		p.next()
		y := p.power()
		x = &Binary{node{x.Pos(), arithmeticType(op, x.Type(), y.Type())}, op, x, y}
	}
}

// power binds to the left: 2 ** 3 ** 2 is 64, as the grammar has it.
func (p *parser) power() Expr {
	x := p.negation()
	for p.accept("**") {
		x = &Binary{node{x.Pos(), TypeNumber}, OpPow, x, p.negation()}
	}
	return x
}

// negation binds tighter than **: -3 ** 2 is 9.
func (p *parser) negation() Expr {
	if !p.is("-") {
		return p.instance()
	}
	if !p.enter() {
		return p.broken()
	}
	defer p.leave()
	at := p.tok().pos
	p.next()
	p.paren = false
	x := p.negation()
	if l, ok := x.(*Literal); ok && l.Value.kind == KindNumber {
		return &Literal{node{at, TypeNumber}, negate(l.Value)}
	}
	return &Neg{node{at, x.Type()}, x}
}

func (p *parser) instance() Expr {
	x := p.postfix()
	for p.isWord("instance") && p.ahead(1).kind == tokWord && p.ahead(1).text == "of" {
		p.next()
		p.next()
		x = &InstanceOf{node{x.Pos(), TypeBool}, x, p.typeExpr()}
	}
	return x
}

func (p *parser) postfix() Expr {
	x := p.primary()
	for {
		if _, list := x.(*testList); list {
			return x
		}
		switch {
		case p.is("."):
			p.next()
			x = p.path(x)
		case p.is("[") && startsExpression(p.ahead(1)):
			x = p.filter(x)
		case p.is("("):
			x = p.call(x)
		default:
			return x
		}
	}
}

// startsExpression tells [ as the start of a filter from [ as the open end of a
// range, as in ]1..10[.
func startsExpression(t *token) bool {
	switch t.kind {
	case tokEOF:
		return false
	case tokWord:
		return !stopWords[t.text]
	case tokSymbol:
		switch t.text {
		case "(", "[", "{", "-", "@":
			return true
		}
		return false
	}
	return true
}

func (p *parser) path(x Expr) Expr {
	t := x.Type()
	if t.Kind == TypeKindList {
		t = t.Elem.orAny()
	}
	var set nameSet
	for _, f := range t.fieldsOfValue() {
		set.add(newKnownName(f.Name, f.Type))
	}
	if k := set.longest(p.toks[p.i:], nil); k != nil {
		p.i += len(k.parts)
		typ := k.typ
		if x.Type().Kind == TypeKindList {
			typ = ListOf(typ)
		}
		return &Path{node{x.Pos(), typ}, x, k.name}
	}
	if p.tok().kind != tokWord {
		p.wanted("want-name")
		return x
	}
	return &Path{node{x.Pos(), TypeAny}, x, p.looseName()}
}

// looseName reads a name that no scope knows: words up to the next keyword.
// Two words cannot follow each other in any other way.
func (p *parser) looseName() string {
	name := p.tok().text
	p.next()
	for p.tok().kind == tokWord && !stopWords[p.tok().text] {
		name += " " + p.tok().text
		p.next()
	}
	return name
}

var stopWords = map[string]bool{"and": true, "or": true, "in": true, "between": true, "instance": true,
	"then": true, "else": true, "return": true, "satisfies": true}

func (p *parser) filter(x Expr) Expr {
	p.next()
	elem := x.Type()
	if elem.Kind == TypeKindList {
		elem = elem.Elem.orAny()
	}
	var set nameSet
	for _, f := range elem.Fields {
		set.add(newKnownName(f.Name, f.Type))
	}
	set.add(newKnownName("item", elem))
	open := elem.Kind == TypeKindAny || elem.Kind == TypeKindContext
	if open {
		p.open++
	}
	p.locals = append(p.locals, set)
	cond := p.expression()
	p.locals = p.locals[:len(p.locals)-1]
	if open {
		p.open--
	}
	p.expect("]")
	typ := ListOf(elem)
	if cond.Type().Kind == TypeKindNumber {
		typ = elem
	} else if cond.Type().Kind != TypeKindBool {
		typ = TypeAny
		if len(elem.Fields) > 0 {
			// An index or a condition, who knows: the names of the entries are
			// the same either way, and the parser needs them.
			typ = &Type{Kind: TypeKindAny, Fields: elem.Fields}
		}
	}
	return &Filter{node{x.Pos(), typ}, x, cond}
}

func (p *parser) call(fn Expr) Expr {
	p.next()
	c := &Call{node: node{pos: fn.Pos()}, Fn: fn}
	if !p.is(")") {
		for {
			if name, n := p.argumentName(); n > 0 {
				p.i += n
				for len(c.Names) < len(c.Args) {
					c.Names = append(c.Names, "")
				}
				c.Names = append(c.Names, name)
			} else if c.Names != nil {
				c.Names = append(c.Names, "")
			}
			c.Args = append(c.Args, p.expression())
			if !p.accept(",") {
				break
			}
		}
	}
	p.expect(")")
	for _, n := range c.Names {
		if n == "" {
			p.fail(fn.Pos(), "feel.syntax.mixed-arguments")
		}
	}
	c.typ = callType(c)
	return c
}

// argumentName looks whether name: stands here; n is the number of its tokens, colon included.
func (p *parser) argumentName() (name string, n int) {
	for {
		t := p.ahead(n)
		switch {
		case t.kind == tokSymbol && t.text == ":" && n > 0:
			return name, n + 1
		case t.kind == tokWord, n > 0 && t.kind == tokNumber, n > 0 && t.kind == tokSymbol && nameSymbols[t.text]:
			if t.space && n > 0 {
				name += " "
			}
			name += t.text
			n++
		default:
			return "", 0
		}
	}
}

var nameSymbols = map[string]bool{".": true, "/": true, "-": true, "'": true, "+": true, "*": true}
