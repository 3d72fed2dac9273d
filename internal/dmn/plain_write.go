package dmn

import (
	"bytes"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/text"

	"go.yaml.in/yaml/v3"
)

// WritePlain writes a model in the plain YAML form. What that form has no place
// for (boxed logic other than literals and tables, knowledge models, services,
// imports) is an error that names it: nothing is lost in silence.
func WritePlain(d *Definitions) ([]byte, error) {
	p := &plainWriter{defs: d}
	root := p.model()
	if len(p.errors) > 0 {
		return nil, invalid("dmn.plain.invalid", p.errors)
	}
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(root); err != nil {
		return nil, fail.Wrap(err, "write the plain form")
	}
	return b.Bytes(), e.Close()
}

type plainWriter struct {
	defs   *Definitions
	errors []fail.Field
}

func (p *plainWriter) cannot(name, what string) {
	p.errors = append(p.errors, fail.Field{Path: name, Key: "dmn.plain.cannot", Args: fail.Args{"name": name, "what": what}})
}

func scalarNode(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if strings.ContainsAny(s, "\n") {
		n.Style = yaml.LiteralStyle
	}
	return n
}

func mapNode() *yaml.Node             { return &yaml.Node{Kind: yaml.MappingNode} }
func flowNode(k yaml.Kind) *yaml.Node { return &yaml.Node{Kind: k, Style: yaml.FlowStyle} }

func putNode(m *yaml.Node, key string, v *yaml.Node) {
	m.Content = append(m.Content, scalarNode(key), v)
}

func putText(m *yaml.Node, key, s string) {
	if s != "" {
		putNode(m, key, scalarNode(s))
	}
}

func putWords(m *yaml.Node, key string, w Words) {
	if len(w) == 0 {
		return
	}
	n := mapNode()
	for _, lang := range text.Langs {
		putText(n, string(lang), w[lang])
	}
	putNode(m, key, n)
}

func (p *plainWriter) model() *yaml.Node {
	d := p.defs
	for _, i := range d.Imports {
		p.cannot(i.Name, "import")
	}
	for _, k := range d.Knowledge {
		p.cannot(k.Name, "businessKnowledgeModel")
	}
	for _, s := range d.Services {
		p.cannot(s.Name, "decisionService")
	}
	m := mapNode()
	putNode(m, "format", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: "1"})
	putText(m, "id", d.ID)
	if d.Name != d.ID {
		putText(m, "name", d.Name)
	}
	if d.Namespace != ownNamespace(d) {
		putText(m, "namespace", d.Namespace)
	}
	putWords(m, "label", d.Labels)
	putText(m, "description", d.Description)
	if len(d.Items) > 0 {
		list := &yaml.Node{Kind: yaml.SequenceNode}
		for _, i := range d.Items {
			list.Content = append(list.Content, p.item(i))
		}
		putNode(m, "types", list)
	}
	if x := p.single(); x != nil {
		putText(m, "question", x.Question)
		putText(m, "type", x.Variable.Type)
		p.table(m, x, x.Logic.(*Table), "name")
		return m
	}
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for _, in := range d.Inputs {
		n := mapNode()
		putText(n, "name", in.Name)
		putText(n, "type", in.Variable.Type)
		putWords(n, "label", in.Labels)
		list.Content = append(list.Content, n)
	}
	putNode(m, "inputs", list)
	list = &yaml.Node{Kind: yaml.SequenceNode}
	for _, x := range d.Decisions {
		list.Content = append(list.Content, p.decision(x))
	}
	putNode(m, "decisions", list)
	return m
}

// single is the only decision if the short form can hold it: a table whose
// columns are the inputs, in their order.
func (p *plainWriter) single() *Decision {
	d := p.defs
	if len(d.Decisions) != 1 {
		return nil
	}
	x := d.Decisions[0]
	t, ok := x.Logic.(*Table)
	if !ok || len(t.Inputs) != len(d.Inputs) || len(x.Labels) > 0 || x.Description != "" || x.ID != d.ID+"_decision" || x.Name != d.Name {
		return nil
	}
	for i, c := range t.Inputs {
		in := d.Inputs[i]
		if normalName(c.Text) != in.Name || c.Type != in.Variable.Type || c.Labels.In(text.EN) != in.Labels.In(text.EN) {
			return nil
		}
	}
	return x
}

func (p *plainWriter) item(i *ItemDefinition) *yaml.Node {
	if i.Function != nil {
		p.cannot(i.Name, "functionItem")
	}
	m := mapNode()
	putText(m, "name", i.Name)
	putText(m, "label", i.Label)
	putText(m, "type", i.Type)
	putText(m, "allowed", i.Allowed)
	putText(m, "constraint", i.Constraint)
	if i.Collection {
		putText(m, "list", "yes")
	}
	if len(i.Components) > 0 {
		list := &yaml.Node{Kind: yaml.SequenceNode}
		for _, c := range i.Components {
			list.Content = append(list.Content, p.item(c))
		}
		putNode(m, "fields", list)
	}
	return m
}

func (p *plainWriter) decision(x *Decision) *yaml.Node {
	m := mapNode()
	putText(m, "id", x.ID)
	if x.Name != x.ID {
		putText(m, "name", x.Name)
	}
	putWords(m, "label", x.Labels)
	putText(m, "description", x.Description)
	putText(m, "question", x.Question)
	putText(m, "type", x.Variable.Type)
	needs := flowNode(yaml.SequenceNode)
	for _, ref := range append(append([]Reference{}, x.RequiredInputs...), x.RequiredDecisions...) {
		needs.Content = append(needs.Content, scalarNode(p.named(ref)))
	}
	putNode(m, "needs", needs)
	if len(x.RequiredKnowledge) > 0 {
		p.cannot(x.Name, "knowledgeRequirement")
	}
	switch l := x.Logic.(type) {
	case *Literal:
		putText(m, "value", l.Text)
	case *Table:
		p.table(m, x, l, "value")
	default:
		p.cannot(x.Name, "boxed expression")
	}
	return m
}

func (p *plainWriter) named(ref Reference) string {
	id := ref.Href[strings.IndexByte(ref.Href, '#')+1:]
	for _, in := range p.defs.Inputs {
		if in.ID == id {
			return in.Name
		}
	}
	for _, d := range p.defs.Decisions {
		if d.ID == id {
			return d.Name
		}
	}
	return id
}

func (p *plainWriter) table(m *yaml.Node, x *Decision, t *Table, input string) {
	if len(t.Annotations) > 0 {
		p.cannot(x.Name, "annotation column")
	}
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for i, c := range t.Inputs {
		n := mapNode()
		putText(n, input, c.Text)
		putText(n, "type", c.Type)
		putText(n, "allowed", c.Allowed)
		putWords(n, "label", c.Labels)
		if len(c.Labels) == 0 && input == "name" {
			putWords(n, "label", p.defs.Inputs[i].Labels)
		}
		list.Content = append(list.Content, n)
	}
	putNode(m, "inputs", list)
	list = &yaml.Node{Kind: yaml.SequenceNode}
	for _, c := range t.Outputs {
		n := mapNode()
		putText(n, "name", c.Name)
		putText(n, "type", c.Type)
		putText(n, "allowed", c.Allowed)
		putText(n, "default", c.Default)
		putWords(n, "label", c.Labels)
		if len(n.Content) == 0 {
			n.Style = yaml.FlowStyle
		}
		list.Content = append(list.Content, n)
	}
	putNode(m, "outputs", list)
	putText(m, "hit", t.Code())
	list = &yaml.Node{Kind: yaml.SequenceNode}
	for _, u := range t.Rules {
		list.Content = append(list.Content, p.rule(u))
	}
	putNode(m, "rules", list)
}

func (p *plainWriter) rule(u *Rule) *yaml.Node {
	m := mapNode()
	putText(m, "id", u.ID)
	putText(m, "description", u.Description)
	for _, part := range []struct {
		key   string
		cells []Cell
	}{{"when", u.Inputs}, {"then", u.Outputs}} {
		n := flowNode(yaml.SequenceNode)
		for _, c := range part.cells {
			n.Content = append(n.Content, scalarNode(c.Text))
		}
		putNode(m, part.key, n)
	}
	var bases []*yaml.Node
	for _, b := range u.Basis {
		n := flowNode(yaml.MappingNode)
		putText(n, "law", b.Law)
		putText(n, "article", b.Article)
		if b.Illustrative {
			putText(n, "illustrative", "true")
		}
		bases = append(bases, n)
	}
	switch len(bases) {
	case 0:
	case 1:
		putNode(m, "basis", bases[0])
	default:
		putNode(m, "basis", &yaml.Node{Kind: yaml.SequenceNode, Content: bases})
	}
	putWords(m, "text", u.Texts)
	return m
}
