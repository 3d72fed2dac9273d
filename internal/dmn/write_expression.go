package dmn

func (w *writer) expression(x Expression) {
	switch x := x.(type) {
	case *Literal:
		w.text("literalExpression", x.Text, "id", x.ID, "typeRef", x.Type, "expressionLanguage", x.Language)
	case *Table:
		w.table(x)
	case *Context:
		w.open("context", "id", x.ID, "typeRef", x.Type)
		for _, e := range x.Entries {
			w.open("contextEntry")
			w.variable("variable", e.Variable)
			w.expression(e.Value)
			w.close("contextEntry")
		}
		w.close("context")
	case *List:
		w.open("list", "id", x.ID, "typeRef", x.Type)
		for _, i := range x.Items {
			w.expression(i)
		}
		w.close("list")
	case *Relation:
		w.open("relation", "id", x.ID, "typeRef", x.Type)
		for i := range x.Columns {
			w.variable("column", &x.Columns[i])
		}
		for _, row := range x.Rows {
			w.open("row")
			for _, i := range row {
				w.expression(i)
			}
			w.close("row")
		}
		w.close("relation")
	case *Function:
		w.function("functionDefinition", x)
	case *Invocation:
		w.open("invocation", "id", x.ID, "typeRef", x.Type)
		w.expression(x.Callee)
		for i := range x.Bindings {
			w.open("binding")
			w.variable("parameter", &x.Bindings[i].Parameter)
			w.expression(x.Bindings[i].Value)
			w.close("binding")
		}
		w.close("invocation")
	case *Conditional:
		w.open("conditional", "id", x.ID, "typeRef", x.Type)
		w.wrapped("if", x.If)
		w.wrapped("then", x.Then)
		w.wrapped("else", x.Else)
		w.close("conditional")
	case *For:
		w.open("for", "id", x.ID, "typeRef", x.Type, "iteratorVariable", x.Iterator)
		w.wrapped("in", x.In)
		w.wrapped("return", x.Return)
		w.close("for")
	case *Quantified:
		name := "some"
		if x.Every {
			name = "every"
		}
		w.open(name, "id", x.ID, "typeRef", x.Type, "iteratorVariable", x.Iterator)
		w.wrapped("in", x.In)
		w.wrapped("satisfies", x.Satisfies)
		w.close(name)
	case *Filter:
		w.open("filter", "id", x.ID, "typeRef", x.Type)
		w.wrapped("in", x.In)
		w.wrapped("match", x.Match)
		w.close("filter")
	}
}

func (w *writer) wrapped(name string, x Expression) {
	w.open(name)
	w.expression(x)
	w.close(name)
}

func (w *writer) function(name string, f *Function) {
	w.open(name, "id", f.ID, "typeRef", f.Type, "kind", f.Kind)
	for i := range f.Parameters {
		w.variable("formalParameter", &f.Parameters[i])
	}
	w.expression(f.Body)
	w.close(name)
}

func (w *writer) table(t *Table) {
	w.open("decisionTable", "id", t.ID, "typeRef", t.Type, "hitPolicy", t.Hit.String(), "aggregation", t.Aggregation.String(),
		"outputLabel", t.OutputLabel)
	for _, c := range t.Inputs {
		w.open("input", "id", c.ID, "label", c.Label)
		w.extensions(c.Labels, "label", nil)
		w.text("inputExpression", c.Text, "typeRef", c.Type)
		if c.Allowed != "" {
			w.text("inputValues", c.Allowed)
		}
		w.close("input")
	}
	for _, c := range t.Outputs {
		w.open("output", "id", c.ID, "name", c.Name, "label", c.Label, "typeRef", c.Type)
		w.extensions(c.Labels, "label", nil)
		if c.Allowed != "" {
			w.text("outputValues", c.Allowed)
		}
		if c.Default != "" {
			w.text("defaultOutputEntry", c.Default)
		}
		w.close("output")
	}
	for _, a := range t.Annotations {
		w.empty("annotation", "name", a)
	}
	for _, u := range t.Rules {
		w.open("rule", "id", u.ID)
		w.leaf("description", u.Description)
		w.extensions(u.Texts, "text", u.Basis)
		for _, c := range u.Inputs {
			w.text("inputEntry", c.Text)
		}
		for _, c := range u.Outputs {
			w.text("outputEntry", c.Text)
		}
		for _, a := range u.Annotations {
			w.text("annotationEntry", a)
		}
		w.close("rule")
	}
	w.close("decisionTable")
}
