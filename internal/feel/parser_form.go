package feel

import "strings"

// conditional is if a then b else c.
func (p *parser) conditional() Expr {
	at := p.tok().pos
	p.next()
	cond := p.expression()
	p.expectWord("then")
	yes := p.expression()
	p.expectWord("else")
	no := p.expression()
	return &If{node{at, join(yes.Type(), no.Type())}, cond, yes, no}
}

func (p *parser) forReturn() Expr {
	at := p.tok().pos
	p.next()
	mark := len(p.locals)
	iters := p.iterators()
	p.expectWord("return")
	var set nameSet
	set.add(newKnownName("partial", TypeAnyList))
	p.locals = append(p.locals, set)
	body := p.expression()
	p.locals = p.locals[:mark]
	return &For{node{at, ListOf(body.Type())}, iters, body}
}

func (p *parser) quantified() Expr {
	at, every := p.tok().pos, p.isWord("every")
	p.next()
	mark := len(p.locals)
	iters := p.iterators()
	p.expectWord("satisfies")
	cond := p.expression()
	p.locals = p.locals[:mark]
	return &Quantified{node{at, TypeBool}, every, iters, cond}
}

// iterators reads name in x, name in a..b; each name is seen by what follows.
// They stay in p.locals: the caller takes them away.
func (p *parser) iterators() []Iterator {
	var its []Iterator
	for {
		it := Iterator{}
		it.Name = p.nameUpTo(func(t *token) bool { return t.kind == tokWord && t.text == "in" })
		p.expectWord("in")
		it.In = p.expression()
		typ := it.In.Type()
		if p.accept("..") {
			it.To = p.expression()
		} else if typ.Kind == TypeKindList || typ.Kind == TypeKindRange {
			typ = typ.Elem.orAny()
		}
		its = append(its, it)
		var set nameSet
		set.add(newKnownName(it.Name, typ))
		p.locals = append(p.locals, set)
		if !p.accept(",") {
			return its
		}
	}
}

// function is function(a: type, b) body, or … external body (rule 55).
func (p *parser) function() Expr {
	f := &FuncLit{node: node{pos: p.tok().pos}}
	p.next()
	p.expect("(")
	var set nameSet
	if !p.is(")") {
		for {
			prm := Param{}
			prm.Name = p.nameUpTo(func(t *token) bool {
				return t.kind == tokSymbol && (t.text == ":" || t.text == "," || t.text == ")")
			})
			if p.accept(":") {
				prm.Type = p.typeExpr()
			}
			f.Params = append(f.Params, prm)
			set.add(newKnownName(prm.Name, prm.Type))
			if !p.accept(",") {
				break
			}
		}
	}
	p.expect(")")
	f.External = p.acceptWord("external")
	p.locals = append(p.locals, set)
	f.Body = p.expression()
	p.locals = p.locals[:len(p.locals)-1]
	t := FunctionType(f.Body.Type())
	for _, prm := range f.Params {
		t.Params = append(t.Params, prm.Type.orAny())
	}
	f.typ = t
	return f
}

// typeExpr reads a type (rules 52 to 54): a name of one or more words, or
// list<…>, range<…>, context<…>, function<…> -> ….
func (p *parser) typeExpr() *Type {
	if !p.enter() {
		return TypeAny
	}
	defer p.leave()
	if p.tok().kind != tokWord {
		p.wanted("want-type")
		return TypeAny
	}
	word := p.tok().text
	if n := p.ahead(1); n.kind == tokSymbol && n.text == "<" {
		switch word {
		case "list", "range":
			p.next()
			p.next()
			elem := p.typeExpr()
			p.closeType()
			if word == "list" {
				return ListOf(elem)
			}
			return RangeOf(elem)
		case "context":
			p.next()
			p.next()
			return p.contextType()
		case "function":
			p.next()
			p.next()
			return p.functionType()
		}
	}
	at := p.tok().pos
	best, n := (*Type)(nil), 0
	name := ""
	// Type names have spaces, dots and words like and; the longest known one counts.
	for i := 0; i < 32; i++ {
		t := p.ahead(i)
		if t.kind != tokWord && (i == 0 || t.kind != tokNumber && (t.kind != tokSymbol || !nameSymbols[t.text])) {
			break
		}
		if t.space && i > 0 {
			name += " "
		}
		name += t.text
		if known := p.scope.typeNamed(name); known != nil {
			best, n = known, i+1
		}
	}
	if best == nil {
		p.fail(at, "feel.syntax.type", "found", strings.TrimSpace(name))
		return TypeAny
	}
	p.i += n
	return best
}

// closeType takes the > of a type; >= is cut in two, for list<number>=….
func (p *parser) closeType() {
	if t := p.tok(); t.kind == tokSymbol && t.text == ">=" {
		t.text = "="
		return
	}
	p.expect(">")
}

func (p *parser) contextType() *Type {
	t := &Type{Kind: TypeKindContext}
	for !p.is(">") && !p.is(">=") {
		name := p.nameUpTo(func(t *token) bool { return t.kind == tokSymbol && t.text == ":" })
		p.expect(":")
		t.Fields = append(t.Fields, Field{name, p.typeExpr()})
		if !p.accept(",") {
			break
		}
	}
	p.closeType()
	return t
}

func (p *parser) functionType() *Type {
	t := &Type{Kind: TypeKindFunction}
	for !p.is(">") && !p.is("->") {
		t.Params = append(t.Params, p.typeExpr())
		if !p.accept(",") {
			break
		}
	}
	p.expect(">")
	p.expect("->")
	t.Result = p.typeExpr()
	return t
}
