package dmn

import (
	"strings"

	"atonce/internal/fail"

	"go.yaml.in/yaml/v3"
)

// ReadPlain reads the plain YAML form of a model, as packs write it. A file
// holds one table, whose inputs are the model's inputs:
//
//	format: 1
//	id: parking-fee
//	inputs:
//	  - {name: hours, type: number, allowed: "[0..24]", label: {zh: 停车时长, en: hours parked}}
//	outputs:
//	  - {name: fee, type: number}
//	hit: U
//	rules:
//	  - when: ["<= 1"]
//	    then: ["0"]
//	    basis: {law: …, article: "12"}
//	    text: {zh: "…{hours}…", en: "…"}
//
// or several decisions that need one another: inputs with name, type and label,
// and decisions, each with needs and either a value in FEEL or a table.
// Cells are FEEL as in DMN. Errors come all at once, with line and column.
func ReadPlain(data []byte, limits ReadLimits) (*Definitions, error) {
	limits = limits.filled()
	if len(data) > limits.Bytes {
		return nil, fail.New(fail.TooLarge, "dmn.read.bytes", "limit", itoa(limits.Bytes))
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, at(Position{1, 1}, "dmn.plain.yaml", "detail", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if len(doc.Content) == 0 {
		return nil, fail.New(fail.Invalid, "dmn.read.empty")
	}
	r := &plainReader{}
	d := r.model(doc.Content[0])
	if len(r.errors) > 0 {
		return nil, invalid("dmn.read.invalid", r.errors)
	}
	return d, nil
}

func (r *plainReader) model(n *yaml.Node) *Definitions {
	m := r.mapping(n, "model", "format", "id", "name", "namespace", "label", "description", "types", "inputs", "decisions",
		"outputs", "hit", "rules", "question", "type")
	if s := m.scalar("format"); s != "1" {
		r.fault(n, "format", "dmn.plain.format")
	}
	d := &Definitions{ID: m.required("id"), Name: m.scalar("name"), Namespace: m.scalar("namespace"), Labels: m.words("label"),
		Description: m.scalar("description"), Version: "1.5", Plain: true}
	if d.Name == "" {
		d.Name = d.ID
	}
	for i, t := range m.list("types") {
		d.Items = append(d.Items, r.item(t, "types["+itoa(i+1)+"]"))
	}
	single := m.keys["decisions"] == nil
	for i, x := range m.list("inputs") {
		path := "inputs[" + itoa(i+1) + "]"
		known := []string{"name", "type", "label"}
		if single {
			known = append(known, "allowed")
		}
		c := r.mapping(x, path, known...)
		in := &InputData{ID: "input_" + itoa(i+1), Name: normalName(c.required("name")), Labels: c.words("label"), Pos: place(x)}
		in.Variable = &Variable{Name: in.Name, Type: c.scalar("type"), Pos: in.Pos}
		d.Inputs = append(d.Inputs, in)
	}
	if single {
		x := r.decision(m, d, true)
		x.Labels, x.Description = nil, ""
		d.Decisions = append(d.Decisions, x)
		return d
	}
	for _, key := range []string{"outputs", "hit", "rules", "question", "type"} {
		if k := m.keys[key]; k != nil {
			r.fault(k, "model", "dmn.plain.unknown-key", "key", key, "known", "id, name, types, inputs, decisions")
		}
	}
	var needs []mapping
	for i, x := range m.list("decisions") {
		c := r.mapping(x, "decisions["+itoa(i+1)+"]", "id", "name", "label", "description", "question", "type", "needs", "value",
			"inputs", "outputs", "hit", "rules")
		d.Decisions = append(d.Decisions, r.decision(c, d, false))
		needs = append(needs, c)
	}
	ids := map[string]string{}
	for _, x := range d.Decisions {
		ids[x.Name] = x.ID
	}
	inputs := map[string]string{}
	for _, in := range d.Inputs {
		inputs[in.Name] = in.ID
	}
	for i, c := range needs {
		r.needs(c, d.Decisions[i], inputs, ids)
	}
	return d
}

func place(n *yaml.Node) Position { return Position{n.Line, n.Column} }

func (r *plainReader) item(n *yaml.Node, path string) *ItemDefinition {
	m := r.mapping(n, path, "name", "label", "type", "allowed", "constraint", "list", "fields")
	d := &ItemDefinition{Name: normalName(m.required("name")), Label: m.scalar("label"), Type: m.scalar("type"), Allowed: m.scalar("allowed"),
		Constraint: m.scalar("constraint"), Collection: m.scalar("list") == "yes", Pos: place(n)}
	for i, f := range m.list("fields") {
		d.Components = append(d.Components, r.item(f, path+".fields["+itoa(i+1)+"]"))
	}
	return d
}

func (r *plainReader) decision(m mapping, d *Definitions, single bool) *Decision {
	x := &Decision{ID: m.scalar("id"), Name: normalName(m.scalar("name")), Labels: m.words("label"), Description: m.scalar("description"),
		Question: m.scalar("question"), Pos: place(m.node)}
	if x.ID == "" && !single {
		m.required("id")
	}
	if x.Name == "" {
		x.Name = x.ID
	}
	m.path = x.ID
	x.Variable = &Variable{Name: x.Name, Type: m.scalar("type"), Pos: x.Pos}
	value, table := m.keys["value"], m.keys["rules"] != nil || m.keys["outputs"] != nil
	switch {
	case value != nil && !table && m.keys["inputs"] == nil:
		x.Logic = &Literal{Box: Box{Pos: place(value)}, Text: m.scalar("value")}
	case value == nil && table:
		x.Logic = r.table(m, single)
	default:
		r.fault(m.node, x.ID, "dmn.plain.logic", "name", x.ID)
	}
	if single {
		for _, in := range d.Inputs {
			x.RequiredInputs = append(x.RequiredInputs, Reference{Href: "#" + in.ID, Pos: in.Pos})
		}
		if x.ID == d.ID {
			x.ID += "_decision" // ids are unique in a DMN file
		}
	}
	return x
}

// needs resolves the names a decision needs; a table that leaves needs out
// needs what its columns plainly name.
func (r *plainReader) needs(m mapping, x *Decision, inputs, decisions map[string]string) {
	type named struct {
		name string
		node *yaml.Node
	}
	var names []named
	for _, n := range m.list("needs") {
		names = append(names, named{normalName(r.scalar(n, x.ID+".needs")), n})
	}
	stated := m.keys["needs"] != nil
	if t, ok := x.Logic.(*Table); ok && !stated {
		for i, c := range t.Inputs {
			names = append(names, named{normalName(c.Text), m.list("inputs")[i]})
		}
	}
	for _, n := range names {
		input, isInput := inputs[n.name]
		decision, isDecision := decisions[n.name]
		switch {
		case isInput:
			x.RequiredInputs = append(x.RequiredInputs, Reference{"#" + input, place(n.node)})
		case isDecision && n.name != x.Name:
			x.RequiredDecisions = append(x.RequiredDecisions, Reference{"#" + decision, place(n.node)})
		default:
			r.fault(n.node, x.ID+".needs", "dmn.plain.needs", "name", n.name)
		}
	}
}

func (r *plainReader) table(m mapping, single bool) *Table {
	t := &Table{Box: Box{Pos: place(m.node)}, Hit: Unique}
	if s := m.scalar("hit"); s != "" {
		hit, aggregation, ok := parseCode(s)
		if !ok {
			r.fault(m.keys["hit"], m.path, "dmn.plain.hit", "hit", s)
		}
		t.Hit, t.Aggregation = hit, aggregation
	}
	for i, n := range m.list("inputs") {
		path := m.path + ".inputs[" + itoa(i+1) + "]"
		name := "value"
		if single {
			name = "name"
		}
		c := r.mapping(n, path, name, "type", "allowed", "label")
		t.Inputs = append(t.Inputs, &InputClause{Text: c.required(name), Type: c.scalar("type"), Allowed: c.scalar("allowed"),
			Labels: c.words("label"), Pos: place(n)})
	}
	for i, n := range m.list("outputs") {
		c := r.mapping(n, m.path+".outputs["+itoa(i+1)+"]", "name", "type", "allowed", "default", "label")
		t.Outputs = append(t.Outputs, &OutputClause{Name: normalName(c.scalar("name")), Type: c.scalar("type"), Allowed: c.scalar("allowed"),
			Default: c.scalar("default"), Labels: c.words("label"), Pos: place(n)})
	}
	if len(t.Outputs) == 0 {
		r.fault(m.node, m.path, "dmn.plain.missing", "key", "outputs")
	}
	for i, n := range m.list("rules") {
		t.Rules = append(t.Rules, r.rule(n, t, m.path+".rules["+itoa(i+1)+"]"))
	}
	if len(t.Rules) == 0 {
		r.fault(m.node, m.path, "dmn.plain.missing", "key", "rules")
	}
	return t
}

func (r *plainReader) rule(n *yaml.Node, t *Table, path string) *Rule {
	m := r.mapping(n, path, "id", "when", "then", "basis", "text", "description")
	u := &Rule{ID: m.scalar("id"), Description: m.scalar("description"), Texts: m.words("text"), Pos: place(n)}
	u.Inputs = r.cells(m, "when", len(t.Inputs))
	u.Outputs = r.cells(m, "then", len(t.Outputs))
	for _, b := range m.oneOrMore("basis") {
		c := r.mapping(b, path+".basis", "law", "article", "illustrative")
		u.Basis = append(u.Basis, Basis{Law: c.required("law"), Article: c.scalar("article"), Illustrative: c.scalar("illustrative") == "true"})
	}
	return u
}

func (r *plainReader) cells(m mapping, key string, want int) []Cell {
	var cells []Cell
	nodes := m.oneOrMore(key)
	for _, n := range nodes {
		cells = append(cells, Cell{Text: r.scalar(n, m.path+"."+key), Pos: place(n)})
	}
	if len(cells) != want {
		at := m.node
		if k := m.keys[key]; k != nil {
			at = k
		}
		r.fault(at, m.path+"."+key, "dmn.plain.width", "have", itoa(len(cells)), "want", itoa(want))
	}
	return cells
}
