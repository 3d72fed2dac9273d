package form

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/declare"
	"atonce/internal/fail"
	"atonce/internal/feel"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

type schemaDecl struct {
	Pos        declare.Pos
	Schema     declare.Text           `yaml:"$schema,required"`
	ID         declare.Text           `yaml:"$id"`
	Type       declare.Text           `yaml:"type,required"`
	Extra      declare.At[bool]       `yaml:"additionalProperties"`
	Required   []declare.Text         `yaml:"required"`
	Properties declare.Map[fieldDecl] `yaml:"properties,required"`
	Pages      declare.At[[]pageDecl] `yaml:"x-pages,required"`
}

type pageDecl struct {
	Pos    declare.Pos
	ID     declare.Text   `yaml:"id,required"`
	Fields []declare.Text `yaml:"fields,required"`
	When   declare.Text   `yaml:"when"`
	By     declare.Text   `yaml:"by"` // "office": officials answer it
}

type fieldDecl struct {
	Pos         declare.Pos
	Type        declare.Text     `yaml:"type,required"`
	Enum        []declare.Text   `yaml:"enum"`
	Items       *itemsDecl       `yaml:"items"`
	Format      declare.Text     `yaml:"format"`
	Pattern     declare.Text     `yaml:"pattern"`
	MinLength   declare.At[int]  `yaml:"minLength"`
	MaxLength   declare.At[int]  `yaml:"maxLength"`
	Minimum     declare.Text     `yaml:"minimum"`
	Maximum     declare.Text     `yaml:"maximum"`
	Kind        declare.Text     `yaml:"x-kind,required"`
	When        declare.Text     `yaml:"x-when"`
	Material    declare.Text     `yaml:"x-material"`
	Source      declare.Text     `yaml:"x-source"`
	Sensitivity declare.At[int]  `yaml:"x-sensitivity"`
	Subject     declare.At[bool] `yaml:"x-subject"`
	Earliest    declare.Text     `yaml:"x-earliest"` // of a date
	Latest      declare.Text     `yaml:"x-latest"`
}

type itemsDecl struct {
	Type declare.Text   `yaml:"type,required"`
	Enum []declare.Text `yaml:"enum"`
}

// schemaType is the JSON type a kind's answer has.
var schemaType = map[Kind]string{Text: "string", LongText: "string", OneOf: "string", SomeOf: "array", YesNo: "boolean", Date: "string",
	Money: "integer", Number: "number", PersonID: "string", CreditCode: "string", Phone: "string", Area: "string", File: "array", Address: "string", Licence: "string"}

// Parse reads form.schema.json and seals it, or answers every problem with its line.
func Parse(file string, data []byte) (*Form, []declare.Problem) {
	var d schemaDecl
	problems := declare.Decode(file, data, &d)
	if len(problems) == 0 {
		problems = append(problems, asSchema(file, data)...)
	}
	p := parser{form: &Form{byID: map[string]int{}, scope: feel.NewScope()}, decl: map[string]fieldDecl{}, problems: problems}
	p.fields(d)
	p.pages(d)
	declare.Sort(p.problems)
	if len(p.problems) > 0 {
		return nil, p.problems
	}
	return p.form, nil
}

// asSchema proves that the file is a valid JSON Schema, so that other people's
// tools can use it.
func asSchema(file string, data []byte) []declare.Problem {
	whole := declare.Pos{File: file, Line: 1, Column: 1}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return []declare.Problem{whole.Problem("form.not-json", "cause", err.Error())}
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("form.json", doc); err != nil {
		return []declare.Problem{whole.Problem("form.not-schema", "cause", err.Error())}
	}
	if _, err := c.Compile("form.json"); err != nil {
		return []declare.Problem{whole.Problem("form.not-schema", "cause", oneLine(err.Error()))}
	}
	return nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

type parser struct {
	form     *Form
	decl     map[string]fieldDecl
	pageOf   map[string]string
	pageWhen []*feel.Program
	problems []declare.Problem
}

func (p *parser) bad(q declare.Problem) { p.problems = append(p.problems, q) }

const byOffice = "office"

var fieldID = regexp.MustCompile(`^[a-z][a-z0-9_]{0,49}$`)

func (p *parser) fields(d schemaDecl) {
	if d.Type.Set() && d.Type.Value != "object" {
		p.bad(d.Type.Problem("form.object"))
	}
	for _, e := range d.Properties {
		id := e.Key.Value
		if !fieldID.MatchString(id) {
			p.bad(e.Key.Problem("form.field-id", "field", id))
		}
		p.decl[id] = e.Value
	}
	for _, r := range d.Required {
		if _, ok := p.decl[r.Value]; !ok {
			p.bad(r.Problem("form.no-field", "field", r.Value))
		}
	}
	p.pageOf = map[string]string{}
	for _, pg := range d.Pages.Value {
		// Conditions look back, never ahead: the scope holds only the questions before,
		// so that what is shown never changes above the line a person is on.
		p.pageWhen = append(p.pageWhen, p.condition(pg.When))
		for _, f := range pg.Fields {
			decl, ok := p.decl[f.Value]
			if !ok {
				p.bad(f.Problem("form.no-field", "field", f.Value))
				continue
			}
			if was, twice := p.pageOf[f.Value]; twice {
				p.bad(f.Problem("form.field-twice", "field", f.Value, "page", was))
				continue
			}
			p.pageOf[f.Value] = pg.ID.Value
			required := slices.ContainsFunc(d.Required, func(r declare.Text) bool { return r.Value == f.Value })
			p.field(f.Value, decl, required, pg.By.Value == byOffice)
		}
	}
	for _, e := range d.Properties {
		if p.pageOf[e.Key.Value] == "" {
			p.bad(e.Key.Problem("form.no-page", "field", e.Key.Value))
		}
	}
}

func (p *parser) field(id string, d fieldDecl, required, office bool) {
	k := Kind(d.Kind.Value)
	want, known := schemaType[k]
	if !known {
		p.bad(d.Kind.Problem("form.kind", "kind", d.Kind.Value))
		return
	}
	if d.Type.Value != want {
		p.bad(d.Type.Problem("form.type", "kind", string(k), "type", want))
	}
	f := Field{ID: id, Kind: k, Required: required, Office: office, MinLength: d.MinLength.Value, MaxLength: d.MaxLength.Value, Pattern: d.Pattern.Value,
		Min: first(d.Minimum.Value, d.Earliest.Value), Max: first(d.Maximum.Value, d.Latest.Value), Material: d.Material.Value,
		Source: d.Source.Value, Sensitivity: d.Sensitivity.Value, Subject: d.Subject.Value}
	options := d.Enum
	if d.Items != nil {
		options = d.Items.Enum
	}
	for _, o := range options {
		if o.Value == "" || strings.Contains(o.Value, ",") {
			p.bad(o.Problem("form.option", "option", o.Value))
		}
		f.Options = append(f.Options, o.Value)
	}
	if (k == OneOf || k == SomeOf) && len(f.Options) < 2 {
		p.bad(d.Kind.Problem("form.options", "field", id))
	}
	p.idle(k, d)
	if d.Sensitivity.Set() && (f.Sensitivity < 1 || f.Sensitivity > 4) {
		p.bad(d.Sensitivity.Problem("form.sensitivity", "value", strconv.Itoa(f.Sensitivity)))
	}
	r, err := newRule(f)
	if err != nil {
		p.bad(d.Pos.Problem("form.bounds", "field", id, "cause", err.Error()))
	}
	f.rule = r
	f.when = p.condition(d.When)
	f.slot = p.form.scope.Add(id, typeOf(k))
	p.form.byID[id] = len(p.form.fields)
	p.form.fields = append(p.form.fields, f)
}

// idle finds what a kind does not look at: a bound that binds nothing would be
// taken for one that does.
func (p *parser) idle(k Kind, d fieldDecl) {
	worded := k == Text || k == LongText || k == Address
	number := k == Money || k == Number
	for _, x := range []struct {
		key  string
		set  bool
		fits bool
		at   declare.Pos
	}{
		{"minLength", d.MinLength.Set(), worded, d.MinLength.Pos},
		{"maxLength", d.MaxLength.Set(), worded, d.MaxLength.Pos},
		{"pattern", d.Pattern.Set(), worded, d.Pattern.Pos},
		{"minimum", d.Minimum.Set(), number, d.Minimum.Pos},
		{"maximum", d.Maximum.Set(), number, d.Maximum.Pos},
		{"x-earliest", d.Earliest.Set(), k == Date, d.Earliest.Pos},
		{"x-latest", d.Latest.Set(), k == Date, d.Latest.Pos},
		{"enum", len(d.Enum) > 0, k == OneOf, d.Pos},
		{"items.enum", d.Items != nil && len(d.Items.Enum) > 0, k == SomeOf, d.Pos},
		{"x-subject", d.Subject.Value, worded || k == CreditCode, d.Subject.Pos},
	} {
		if x.set && !x.fits {
			p.bad(x.at.Problem("form.idle", "key", x.key, "kind", string(k)))
		}
	}
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (p *parser) pages(d schemaDecl) {
	seen := map[string]bool{}
	for i, pg := range d.Pages.Value {
		if seen[pg.ID.Value] {
			p.bad(pg.ID.Problem("form.page-twice", "page", pg.ID.Value))
		}
		seen[pg.ID.Value] = true
		if !fieldID.MatchString(pg.ID.Value) {
			p.bad(pg.ID.Problem("form.field-id", "field", pg.ID.Value))
		}
		page := Page{ID: pg.ID.Value, Office: pg.By.Value == byOffice, when: p.pageWhen[i]}
		if pg.By.Set() && !page.Office {
			p.bad(pg.By.Problem("form.by", "by", pg.By.Value))
		}
		for _, f := range pg.Fields {
			if _, ok := p.form.byID[f.Value]; ok {
				page.Fields = append(page.Fields, f.Value)
			}
		}
		p.form.pages = append(p.form.pages, page)
	}
	if d.Pages.Set() && len(d.Pages.Value) == 0 {
		p.bad(d.Pages.Problem("form.no-pages"))
	}
}

func (p *parser) condition(t declare.Text) *feel.Program {
	if !t.Set() {
		return nil
	}
	prog, err := feel.Compile(t.Value, p.form.scope)
	if err != nil {
		p.bad(problemOf(t, err))
		return nil
	}
	for _, x := range prog.Problems {
		p.bad(t.Problem(x.Key, x.Args...))
	}
	if k := prog.Type; len(prog.Problems) == 0 && k != nil && k.Kind != feel.TypeKindBool && k.Kind != feel.TypeKindAny {
		p.bad(t.Problem("form.when-type", "type", k.String()))
	}
	return prog
}

// problemOf is err in its own words at the place of t.
func problemOf(t declare.Text, err error) declare.Problem {
	e := fail.As(err)
	var own interface{ Fail() *fail.Error }
	if errors.As(err, &own) {
		e = own.Fail()
	}
	p := t.Problem(e.Key)
	p.Args = e.Args
	return p
}

// Schema is the JSON Schema of the answers as the API takes and shows it, without
// our own keys.
func (f *Form) Schema() json.RawMessage {
	type property struct {
		Type string   `json:"type"`
		Enum []string `json:"enum,omitempty"`
	}
	out := struct {
		Type       string              `json:"type"`
		Properties map[string]property `json:"properties"`
		Required   []string            `json:"required,omitempty"`
	}{Type: "object", Properties: map[string]property{}}
	for _, x := range f.fields {
		out.Properties[x.ID] = property{Type: "string", Enum: x.Options}
		if x.Required && x.when == nil && !x.Office {
			out.Required = append(out.Required, x.ID)
		}
	}
	b, err := json.Marshal(out)
	if err != nil {
		panic("form: schema: " + err.Error()) // texts and lists of texts always marshal
	}
	return b
}
