package dmn

import (
	"bytes"
	"encoding/xml"
	"strings"

	"atonce/internal/text"
)

// writer builds indented XML. Elements without content close themselves.
type writer struct {
	b     bytes.Buffer
	depth int
}

// attrs are name, value, name, value; empty values are left out.
func (w *writer) open(name string, attrs ...string)  { w.tag(name, ">", attrs); w.depth++ }
func (w *writer) empty(name string, attrs ...string) { w.tag(name, "/>", attrs) }

func (w *writer) tag(name, end string, attrs []string) {
	w.indent()
	w.b.WriteString("<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			w.b.WriteString(" " + attrs[i] + `="`)
			w.escape(attrs[i+1])
			w.b.WriteString(`"`)
		}
	}
	w.b.WriteString(end + "\n")
}

func (w *writer) close(name string) {
	w.depth--
	w.indent()
	w.b.WriteString("</" + name + ">\n")
}

func (w *writer) leaf(name, content string, attrs ...string) {
	if content == "" {
		return
	}
	w.tag(name, ">", attrs)
	w.b.Truncate(w.b.Len() - 1)
	w.escape(content)
	w.b.WriteString("</" + name + ">\n")
}

// text is <name><text>content</text></name>; it stands even when empty where
// the schema wants it to.
func (w *writer) text(name, content string, attrs ...string) {
	w.open(name, attrs...)
	w.indent()
	w.b.WriteString("<text>")
	w.escape(content)
	w.b.WriteString("</text>\n")
	w.close(name)
}

func (w *writer) indent() { w.b.WriteString(strings.Repeat("  ", w.depth)) }

func (w *writer) escape(s string) { xml.EscapeText(&w.b, []byte(s)) }

// Write writes a model as DMN 1.5 XML. Reading it again gives the same model;
// diagrams and foreign extensions were dropped on reading. Labels, bases and
// rule texts go into extension elements, which other tools must keep or ignore.
func Write(d *Definitions) []byte {
	w := &writer{}
	w.b.WriteString(xml.Header)
	space := d.Namespace
	if space == "" {
		space = ownNamespace(d)
	}
	attrs := []string{"xmlns", namespace15, "xmlns:atonce", extension, "id", d.ID, "name", d.Name, "namespace", space}
	// Hrefs and types of imports are written by namespace and by import name, so
	// that no further prefix is needed.
	w.open("definitions", attrs...)
	w.leaf("description", d.Description)
	w.extensions(d.Labels, "label", nil)
	for _, i := range d.Imports {
		w.empty("import", "name", i.Name, "namespace", i.Namespace, "locationURI", i.Location, "importType", i.Type)
	}
	for _, i := range d.Items {
		w.item("itemDefinition", i)
	}
	for _, in := range d.Inputs {
		w.open("inputData", "id", in.ID, "name", in.Name)
		w.extensions(in.Labels, "label", nil)
		w.variable("variable", in.Variable)
		w.close("inputData")
	}
	for _, x := range d.Decisions {
		w.decision(x)
	}
	for _, x := range d.Knowledge {
		w.knowledge(x)
	}
	for _, x := range d.Services {
		w.service(x)
	}
	for _, s := range d.Sources {
		w.open("knowledgeSource", "id", s.ID, "name", s.Name, "locationURI", s.Location)
		w.requirements("authorityRequirement", "requiredAuthority", s.Authorities)
		w.leaf("type", s.Type)
		w.close("knowledgeSource")
	}
	w.close("definitions")
	return w.b.Bytes()
}

func (w *writer) extensions(words Words, name string, bases []Basis) {
	if len(words) == 0 && len(bases) == 0 {
		return
	}
	w.open("extensionElements")
	for _, b := range bases {
		illustrative := ""
		if b.Illustrative {
			illustrative = "true"
		}
		w.empty("atonce:basis", "law", b.Law, "article", b.Article, "illustrative", illustrative)
	}
	for _, lang := range text.Langs {
		w.leaf("atonce:"+name, words[lang], "lang", string(lang))
	}
	w.close("extensionElements")
}

func (w *writer) variable(name string, v *Variable) {
	if v != nil {
		w.empty(name, "id", v.ID, "name", v.Name, "typeRef", v.Type)
	}
}

func (w *writer) item(name string, i *ItemDefinition) {
	collection := ""
	if i.Collection {
		collection = "true"
	}
	w.open(name, "id", i.ID, "name", i.Name, "label", i.Label, "isCollection", collection)
	w.leaf("typeRef", i.Type)
	if i.Allowed != "" {
		w.text("allowedValues", i.Allowed)
	}
	if i.Constraint != "" {
		w.text("typeConstraint", i.Constraint)
	}
	for _, c := range i.Components {
		w.item("itemComponent", c)
	}
	if i.Function != nil {
		w.open("functionItem", "outputTypeRef", i.Function.Output)
		for _, p := range i.Function.Parameters {
			w.variable("parameters", p)
		}
		w.close("functionItem")
	}
	w.close(name)
}

func (w *writer) requirements(requirement, name string, refs []Reference) {
	for _, ref := range refs {
		w.open(requirement)
		w.empty(name, "href", ref.Href)
		w.close(requirement)
	}
}

func (w *writer) decision(d *Decision) {
	w.open("decision", "id", d.ID, "name", d.Name)
	w.leaf("description", d.Description)
	w.extensions(d.Labels, "label", nil)
	w.leaf("question", d.Question)
	w.leaf("allowedAnswers", d.Answers)
	w.variable("variable", d.Variable)
	w.requirements("informationRequirement", "requiredDecision", d.RequiredDecisions)
	w.requirements("informationRequirement", "requiredInput", d.RequiredInputs)
	w.requirements("knowledgeRequirement", "requiredKnowledge", d.RequiredKnowledge)
	w.requirements("authorityRequirement", "requiredAuthority", d.Authorities)
	w.expression(d.Logic)
	w.close("decision")
}

func (w *writer) knowledge(b *BusinessKnowledgeModel) {
	w.open("businessKnowledgeModel", "id", b.ID, "name", b.Name)
	w.leaf("description", b.Description)
	w.variable("variable", b.Variable)
	if b.Function != nil {
		w.function("encapsulatedLogic", b.Function)
	}
	w.requirements("knowledgeRequirement", "requiredKnowledge", b.RequiredKnowledge)
	w.requirements("authorityRequirement", "requiredAuthority", b.Authorities)
	w.close("businessKnowledgeModel")
}

func (w *writer) service(s *DecisionService) {
	w.open("decisionService", "id", s.ID, "name", s.Name)
	w.leaf("description", s.Description)
	w.variable("variable", s.Variable)
	for _, part := range []struct {
		name string
		refs []Reference
	}{{"outputDecision", s.Outputs}, {"encapsulatedDecision", s.Encapsulated}, {"inputDecision", s.InputDecisions}, {"inputData", s.InputData}} {
		for _, ref := range part.refs {
			w.empty(part.name, "href", ref.Href)
		}
	}
	w.close("decisionService")
}

// ownNamespace is the namespace of a model that was given none: XML wants one.
func ownNamespace(d *Definitions) string { return "urn:atonce:model:" + d.ID }
