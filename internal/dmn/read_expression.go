package dmn

import (
	"strings"
)

// firstExpression is the expression among the children of e, or nil.
func (r *reader) firstExpression(e *element) Expression {
	for _, k := range e.kids {
		if x := r.expression(k); x != nil {
			return x
		}
	}
	return nil
}

// wrapped is the expression inside the named child of e: <if>…</if>.
func (r *reader) wrapped(e *element, name string) Expression {
	for _, k := range e.kids {
		if r.own(k) && k.name == name {
			if x := r.firstExpression(k); x != nil {
				return x
			}
		}
	}
	r.fault(e.pos, e.name, "dmn.read.missing", "element", e.name, "missing", name)
	return nil
}

// expression reads e if it is a boxed expression, else answers nil. The depth of
// the tree is bounded by ReadLimits.Depth.
func (r *reader) expression(e *element) Expression {
	if !r.own(e) {
		return nil
	}
	box := Box{ID: e.attr("id"), Type: r.typeRef(e), Pos: e.pos}
	switch e.name {
	case "literalExpression":
		l := &Literal{Box: box, Language: e.attr("expressionLanguage")}
		if t := e.kid("text"); t != nil {
			l.Text = strings.TrimSpace(t.text)
			l.Pos = t.pos
		} else if e.kid("importedValues") != nil {
			r.fault(e.pos, e.name, "dmn.read.imported-values")
		}
		return l
	case "decisionTable":
		return r.table(e, box)
	case "context":
		return r.context(e, box)
	case "list":
		return &List{Box: box, Items: r.expressions(e)}
	case "relation":
		return r.relation(e, box)
	case "functionDefinition":
		return r.function(e)
	case "invocation":
		return r.invocation(e, box)
	case "conditional":
		return &Conditional{Box: box, If: r.wrapped(e, "if"), Then: r.wrapped(e, "then"), Else: r.wrapped(e, "else")}
	case "for":
		return &For{Box: box, Iterator: normalName(e.attr("iteratorVariable")), In: r.wrapped(e, "in"), Return: r.wrapped(e, "return")}
	case "some", "every":
		return &Quantified{Box: box, Every: e.name == "every", Iterator: normalName(e.attr("iteratorVariable")),
			In: r.wrapped(e, "in"), Satisfies: r.wrapped(e, "satisfies")}
	case "filter":
		return &Filter{Box: box, In: r.wrapped(e, "in"), Match: r.wrapped(e, "match")}
	}
	return nil
}

func (r *reader) expressions(e *element) []Expression {
	var all []Expression
	for _, k := range e.kids {
		if x := r.expression(k); x != nil {
			all = append(all, x)
		}
	}
	return all
}

func (r *reader) context(e *element, box Box) Expression {
	c := &Context{Box: box}
	for _, k := range e.kids {
		if !r.own(k) || k.name != "contextEntry" {
			continue
		}
		entry := ContextEntry{Value: r.firstExpression(k)}
		if v := k.kid("variable"); v != nil {
			entry.Variable = r.variable(v, "")
		}
		c.Entries = append(c.Entries, entry)
	}
	return c
}

func (r *reader) relation(e *element, box Box) Expression {
	rel := &Relation{Box: box}
	for _, k := range e.kids {
		if !r.own(k) {
			continue
		}
		switch k.name {
		case "column":
			rel.Columns = append(rel.Columns, *r.variable(k, ""))
		case "row":
			row := r.expressions(k)
			if len(row) != len(rel.Columns) {
				r.fault(k.pos, "relation", "dmn.read.row-width", "have", itoa(len(row)), "want", itoa(len(rel.Columns)))
			}
			rel.Rows = append(rel.Rows, row)
		}
	}
	return rel
}

func (r *reader) function(e *element) *Function {
	f := &Function{Box: Box{ID: e.attr("id"), Type: r.typeRef(e), Pos: e.pos}, Kind: e.attr("kind")}
	if f.Kind == "" {
		f.Kind = "FEEL"
	}
	for _, k := range e.kids {
		if r.own(k) && k.name == "formalParameter" {
			f.Parameters = append(f.Parameters, *r.variable(k, ""))
		}
	}
	f.Body = r.firstExpression(e)
	return f
}

func (r *reader) invocation(e *element, box Box) Expression {
	i := &Invocation{Box: box, Callee: r.firstExpression(e)}
	if i.Callee == nil {
		r.fault(e.pos, e.name, "dmn.read.missing", "element", e.name, "missing", "literalExpression")
	}
	for _, k := range e.kids {
		if !r.own(k) || k.name != "binding" {
			continue
		}
		p := k.kid("parameter")
		if p == nil {
			r.fault(k.pos, k.name, "dmn.read.missing", "element", k.name, "missing", "parameter")
			continue
		}
		i.Bindings = append(i.Bindings, Binding{Parameter: *r.variable(p, ""), Value: r.firstExpression(k)})
	}
	return i
}

func (r *reader) table(e *element, box Box) Expression {
	t := &Table{Box: box, Hit: Unique, OutputLabel: e.attr("outputLabel")}
	if s := e.attr("hitPolicy"); s != "" {
		h, _, ok := parseCode(s)
		if !ok {
			r.fault(e.pos, e.name, "dmn.read.hit-policy", "policy", s)
		}
		t.Hit = h
	}
	if s := e.attr("aggregation"); s != "" {
		for a, name := range aggregationNames {
			if name == s {
				t.Aggregation = a
			}
		}
		if t.Aggregation == NoAggregation || t.Hit != Collect {
			r.fault(e.pos, e.name, "dmn.read.aggregation", "aggregation", s)
		}
	}
	for _, k := range e.kids {
		if !r.own(k) {
			continue
		}
		switch k.name {
		case "input":
			c := &InputClause{ID: k.attr("id"), Label: k.attr("label"), Labels: r.words(k, "label"), Pos: k.pos,
				Allowed: strings.TrimSpace(k.kidText("inputValues"))}
			if x := k.kid("inputExpression"); x != nil {
				c.Type, c.Pos = r.typeRef(x), x.pos
				c.Text = strings.TrimSpace(x.kidText("text"))
			}
			t.Inputs = append(t.Inputs, c)
		case "output":
			c := &OutputClause{ID: k.attr("id"), Name: normalName(k.attr("name")), Label: k.attr("label"), Labels: r.words(k, "label"),
				Type: r.typeRef(k), Allowed: strings.TrimSpace(k.kidText("outputValues")),
				Default: strings.TrimSpace(k.kidText("defaultOutputEntry")), Pos: k.pos}
			t.Outputs = append(t.Outputs, c)
		case "annotation":
			t.Annotations = append(t.Annotations, k.attr("name"))
		case "rule":
			t.Rules = append(t.Rules, r.rule(k, t))
		}
	}
	if len(t.Outputs) == 0 {
		r.fault(e.pos, e.name, "dmn.read.missing", "element", e.name, "missing", "output")
	}
	return t
}

func (r *reader) rule(e *element, t *Table) *Rule {
	u := &Rule{ID: e.attr("id"), Description: r.description(e), Texts: r.words(e, "text"), Pos: e.pos}
	for _, k := range e.kids {
		if !r.own(k) {
			continue
		}
		cell := Cell{Pos: k.pos}
		if x := k.kid("text"); x != nil {
			cell.Text = strings.TrimSpace(x.text)
			cell.Pos = x.pos
		}
		switch k.name {
		case "inputEntry":
			u.Inputs = append(u.Inputs, cell)
		case "outputEntry":
			u.Outputs = append(u.Outputs, cell)
		case "annotationEntry":
			u.Annotations = append(u.Annotations, cell.Text)
		}
	}
	if len(u.Inputs) != len(t.Inputs) || len(u.Outputs) != len(t.Outputs) {
		r.fault(e.pos, "rule", "dmn.read.rule-width", "rule", itoa(len(t.Rules)+1), "inputs", itoa(len(u.Inputs)),
			"outputs", itoa(len(u.Outputs)), "want_inputs", itoa(len(t.Inputs)), "want_outputs", itoa(len(t.Outputs)))
	}
	if x := e.kid("extensionElements"); x != nil {
		for _, k := range x.kids {
			if k.space == extension && k.name == "basis" {
				u.Basis = append(u.Basis, Basis{Law: k.attr("law"), Article: k.attr("article"), Illustrative: k.attr("illustrative") == "true"})
			}
		}
	}
	return u
}
