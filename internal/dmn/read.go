package dmn

import (
	"path"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/text"
)

// Namespaces of the releases of DMN's model schema.
var versions = map[string]string{
	"http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
	"http://www.omg.org/spec/DMN/20151101/":        "1.1",
	"http://www.omg.org/spec/DMN/20180521/MODEL/":  "1.2",
	"https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
	"https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
	"https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}

const (
	namespace15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"
	// extension is the namespace of what DMN has no place for: bases, texts, labels.
	extension = "urn:atonce:dmn:1"
)

// reader turns the element tree into Definitions and gathers every error, so
// that an author sees them all at once.
type reader struct {
	space  string // the model namespace of this file
	errors []fail.Field
	names  map[string]string
}

// Read reads a model in DMN XML, releases 1.1 to 1.5. Diagram interchange,
// extension elements of other tools, artifacts and organisational elements are
// not kept: they do not bear on what is decided. All errors come at once, as
// fields of one fail.Error with line and column.
func Read(data []byte, limits ReadLimits) (*Definitions, error) {
	root, err := parseElements(data, limits)
	if err != nil {
		return nil, err
	}
	r := &reader{space: root.space, names: map[string]string{}}
	version, known := versions[root.space]
	if root.name != "definitions" || !known {
		return nil, at(root.pos, "dmn.read.not-dmn", "element", root.name, "namespace", root.space)
	}
	d := r.definitions(root)
	d.Version = version
	if len(r.errors) > 0 {
		return nil, invalid("dmn.read.invalid", r.errors)
	}
	return d, nil
}

// ReadNamed reads a model by the extension of its file's name: .yaml and .yml are
// the plain form, everything else is DMN XML.
func ReadNamed(name string, data []byte, limits ReadLimits) (*Definitions, error) {
	switch strings.ToLower(path.Ext(name)) {
	case ".yaml", ".yml":
		return ReadPlain(data, limits)
	}
	return Read(data, limits)
}

// invalid is one error for many places.
func invalid(key string, fields []fail.Field) *fail.Error {
	return fail.New(fail.Invalid, key, "first", text.T(text.EN, fields[0].Key, fields[0].Args)).WithFields(fields...)
}

func (r *reader) fault(p Position, where, key string, args ...string) {
	e := at(p, key, args...)
	if len(r.errors) < 200 {
		r.errors = append(r.errors, fail.Field{Path: where, Key: key, Args: e.Args})
	}
}

func (r *reader) own(e *element) bool { return e.space == r.space }

func (r *reader) definitions(root *element) *Definitions {
	d := &Definitions{ID: root.attr("id"), Name: root.attr("name"), Namespace: root.attr("namespace"),
		Description: r.description(root), Labels: r.words(root, "label")}
	for _, k := range root.kids {
		if r.own(k) && k.name == "import" {
			i := &Import{Name: k.attr("name"), Namespace: k.attr("namespace"), Location: k.attr("locationURI"),
				Type: k.attr("importType"), Pos: k.pos}
			d.Imports = append(d.Imports, i)
			r.names[i.Namespace] = i.Name
		}
	}
	for _, k := range root.kids {
		if !r.own(k) {
			continue
		}
		switch k.name {
		case "itemDefinition":
			d.Items = append(d.Items, r.item(k))
		case "inputData":
			in := &InputData{ID: k.attr("id"), Name: r.name(k), Labels: r.words(k, "label"), Pos: k.pos}
			in.Variable = r.variable(k.kid("variable"), in.Name)
			d.Inputs = append(d.Inputs, in)
		case "decision":
			d.Decisions = append(d.Decisions, r.decision(k))
		case "businessKnowledgeModel":
			d.Knowledge = append(d.Knowledge, r.knowledge(k))
		case "decisionService":
			d.Services = append(d.Services, r.service(k))
		case "knowledgeSource":
			s := &KnowledgeSource{ID: k.attr("id"), Name: r.name(k), Type: k.kidText("type"), Location: k.attr("locationURI"), Pos: k.pos}
			s.Authorities = r.references(k, "authorityRequirement", "requiredAuthority", "requiredDecision", "requiredInput")
			d.Sources = append(d.Sources, s)
		}
	}
	return d
}

func (r *reader) description(e *element) string {
	for _, k := range e.kids {
		if r.own(k) && k.name == "description" {
			return strings.TrimSpace(k.text)
		}
	}
	return ""
}

// name is the name attribute; an element nobody can name is an error.
func (r *reader) name(e *element) string {
	n := normalName(e.attr("name"))
	if n == "" {
		r.fault(e.pos, e.name, "dmn.read.nameless", "element", e.name)
	}
	return n
}

// normalName folds white space as FEEL's names do (DMN 1.5, 10.3.1.4).
func normalName(s string) string { return strings.Join(strings.Fields(s), " ") }

func (r *reader) variable(e *element, name string) *Variable {
	if e == nil {
		return &Variable{Name: name}
	}
	v := &Variable{ID: e.attr("id"), Name: normalName(e.attr("name")), Type: r.typeRef(e), Pos: e.pos}
	if v.Name == "" {
		v.Name = name
	}
	return v
}

// typeRef is the declared type: an attribute, or in item definitions and in
// DMN 1.1 a child. Prefixed names of 1.1 (feel:number) lose the prefix of FEEL;
// prefixes of imported namespaces become the import's name.
func (r *reader) typeRef(e *element) string {
	s := e.attr("typeRef")
	if s == "" {
		if k := e.kid("typeRef"); k != nil {
			s = strings.TrimSpace(k.text)
		}
	}
	return r.typeName(e, s)
}

func (r *reader) typeName(e *element, s string) string {
	prefix, local, found := strings.Cut(s, ":")
	if !found {
		return normalName(s)
	}
	space, declared := e.namespace(prefix)
	if !declared {
		return normalName(s)
	}
	if name := r.names[space]; name != "" {
		return name + "." + normalName(local)
	}
	return normalName(local)
}

func (r *reader) item(e *element) *ItemDefinition {
	d := &ItemDefinition{ID: e.attr("id"), Name: r.name(e), Label: e.attr("label"), Type: r.typeRef(e),
		Allowed: strings.TrimSpace(e.kidText("allowedValues")), Constraint: strings.TrimSpace(e.kidText("typeConstraint")),
		Collection: e.attr("isCollection") == "true", Pos: e.pos}
	for _, k := range e.kids {
		if !r.own(k) {
			continue
		}
		switch k.name {
		case "itemComponent":
			d.Components = append(d.Components, r.item(k))
		case "functionItem":
			f := &FunctionItem{Output: r.typeName(k, k.attr("outputTypeRef"))}
			for _, p := range k.kids {
				if r.own(p) && p.name == "parameters" {
					f.Parameters = append(f.Parameters, r.variable(p, ""))
				}
			}
			d.Function = f
		}
	}
	return d
}

// references gathers the hrefs of the named children of every requirement element.
func (r *reader) references(e *element, requirement string, names ...string) []Reference {
	var refs []Reference
	for _, k := range e.kids {
		if !r.own(k) || k.name != requirement {
			continue
		}
		for _, n := range names {
			if t := k.kid(n); t != nil {
				refs = append(refs, r.reference(t))
			}
		}
	}
	return refs
}

func (r *reader) reference(e *element) Reference {
	href := e.attr("href")
	if href == "" {
		r.fault(e.pos, e.name, "dmn.read.no-href", "element", e.name)
	}
	return Reference{Href: href, Pos: e.pos}
}

func (r *reader) direct(e *element, name string) []Reference {
	var refs []Reference
	for _, k := range e.kids {
		if r.own(k) && k.name == name {
			refs = append(refs, r.reference(k))
		}
	}
	return refs
}

func (r *reader) decision(e *element) *Decision {
	d := &Decision{ID: e.attr("id"), Name: r.name(e), Labels: r.words(e, "label"), Description: r.description(e), Pos: e.pos,
		Question: strings.TrimSpace(e.kidText("question")), Answers: strings.TrimSpace(e.kidText("allowedAnswers"))}
	d.Variable = r.variable(e.kid("variable"), d.Name)
	d.RequiredInputs = r.references(e, "informationRequirement", "requiredInput")
	d.RequiredDecisions = r.references(e, "informationRequirement", "requiredDecision")
	d.RequiredKnowledge = r.references(e, "knowledgeRequirement", "requiredKnowledge")
	d.Authorities = r.references(e, "authorityRequirement", "requiredAuthority", "requiredDecision", "requiredInput")
	d.Logic = r.firstExpression(e)
	return d
}

func (r *reader) knowledge(e *element) *BusinessKnowledgeModel {
	b := &BusinessKnowledgeModel{ID: e.attr("id"), Name: r.name(e), Description: r.description(e), Pos: e.pos}
	b.Variable = r.variable(e.kid("variable"), b.Name)
	b.RequiredKnowledge = r.references(e, "knowledgeRequirement", "requiredKnowledge")
	b.Authorities = r.references(e, "authorityRequirement", "requiredAuthority")
	if f := e.kid("encapsulatedLogic"); f != nil {
		b.Function = r.function(f)
	}
	return b
}

func (r *reader) service(e *element) *DecisionService {
	s := &DecisionService{ID: e.attr("id"), Name: r.name(e), Description: r.description(e), Pos: e.pos}
	s.Variable = r.variable(e.kid("variable"), s.Name)
	s.Outputs = r.direct(e, "outputDecision")
	s.Encapsulated = r.direct(e, "encapsulatedDecision")
	s.InputDecisions = r.direct(e, "inputDecision")
	s.InputData = r.direct(e, "inputData")
	return s
}

// words are our own texts of an element, from its extension elements.
func (r *reader) words(e *element, name string) Words {
	x := e.kid("extensionElements")
	if x == nil {
		return nil
	}
	var w Words
	for _, k := range x.kids {
		if k.space == extension && k.name == name {
			if lang, ok := text.ParseLang(k.attr("lang")); ok {
				if w == nil {
					w = Words{}
				}
				w[lang] = strings.TrimSpace(k.text)
			}
		}
	}
	return w
}
