package dmn

import "atonce/internal/text"

// Position is a place in the file a model was read from: line and column from
// 1, in bytes. The zero Position means the element was made by a program.
type Position struct{ Line, Column int }

// Words are one text in several languages 多语文本.
type Words map[text.Lang]string

// In is the text in lang, else in any other language, else "".
func (w Words) In(lang text.Lang) string {
	if s := w[lang]; s != "" {
		return s
	}
	for _, l := range text.Langs {
		if s := w[l]; s != "" {
			return s
		}
	}
	return ""
}

// Basis is the article of law a rule rests on 法律依据. Law and Article are
// cited as the pack writes them; Illustrative marks a basis made up for a
// demonstration, which no authority may act on.
type Basis struct {
	Law, Article string
	Illustrative bool
}

// Definitions is one model file 决策模型 as written, before it is compiled.
type Definitions struct {
	ID, Name, Namespace string
	Description         string
	Labels              Words
	Version             string // the DMN release the file was written in: "1.1" to "1.5"
	Plain               bool   // read from the plain YAML form
	Imports             []*Import
	Items               []*ItemDefinition
	Inputs              []*InputData
	Decisions           []*Decision
	Knowledge           []*BusinessKnowledgeModel
	Services            []*DecisionService
	Sources             []*KnowledgeSource
}

// Import brings the named elements of another model in under Name (DMN 1.5, 6.3.3).
// An empty Name brings them in unprefixed.
type Import struct {
	Name, Namespace, Location, Type string
	Pos                             Position
}

// ItemDefinition is a declared type 数据类型 (DMN 1.5, 7.3.2).
type ItemDefinition struct {
	ID, Name, Label string
	Type            string // reference to a base type; empty when Components or Function are given
	Allowed         string // unary tests each value (of a collection: each item) must satisfy
	Constraint      string // unary tests the whole value must satisfy (DMN 1.4 and later)
	Collection      bool
	Components      []*ItemDefinition
	Function        *FunctionItem
	Pos             Position
}

// FunctionItem is the signature of a function type (DMN 1.5, 7.3.3).
type FunctionItem struct {
	Output     string
	Parameters []*Variable
}

// Variable is an information item 变量: a name with an optional type (DMN 1.5, 7.3.4).
type Variable struct {
	ID, Name, Type string
	Pos            Position
}

// InputData is a value the caller gives 输入数据 (DMN 1.5, 6.3.11).
type InputData struct {
	ID, Name string
	Labels   Words
	Variable *Variable
	Pos      Position
}

// Reference points to an element by href: "#id" or "namespace#id".
type Reference struct {
	Href string
	Pos  Position
}

// Decision is one decision 决策 with its logic and what it needs (DMN 1.5, 6.3.7).
type Decision struct {
	ID, Name          string
	Labels            Words
	Description       string
	Question, Answers string // question and allowed answers, for people only
	Variable          *Variable
	RequiredInputs    []Reference
	RequiredDecisions []Reference
	RequiredKnowledge []Reference
	Authorities       []Reference
	Logic             Expression // nil: a decision without logic answers null
	Pos               Position
}

// BusinessKnowledgeModel is a function many decisions use 业务知识模型 (DMN 1.5, 6.3.9).
type BusinessKnowledgeModel struct {
	ID, Name          string
	Description       string
	Variable          *Variable
	RequiredKnowledge []Reference
	Authorities       []Reference
	Function          *Function
	Pos               Position
}

// DecisionService offers some decisions as one function 决策服务 (DMN 1.5, 6.3.10).
type DecisionService struct {
	ID, Name       string
	Description    string
	Variable       *Variable
	Outputs        []Reference
	Encapsulated   []Reference
	InputDecisions []Reference
	InputData      []Reference
	Pos            Position
}

// KnowledgeSource names an authority the logic rests on 知识来源, such as a law (DMN 1.5, 6.3.12).
type KnowledgeSource struct {
	ID, Name, Type, Location string
	Authorities              []Reference
	Pos                      Position
}

// Expression is boxed logic 盒装表达式 (DMN 1.5, 10.2): one of Literal, Table,
// Context, List, Relation, Function, Invocation, Conditional, For, Quantified
// and Filter.
type Expression interface {
	base() *Box
}

// Box is what every boxed expression has.
type Box struct {
	ID, Type string // Type is the declared type of the result; empty: any
	Pos      Position
}

func (b *Box) base() *Box { return b }

// Literal is a FEEL expression 字面表达式.
type Literal struct {
	Box
	Text     string
	Language string // expression language; empty: FEEL
}

// Context is a list of named entries; a last entry without a name is the result.
type Context struct {
	Box
	Entries []ContextEntry
}

// ContextEntry is one entry of a boxed context; Variable is nil for the result.
type ContextEntry struct {
	Variable *Variable
	Value    Expression
}

// List is a boxed list of expressions.
type List struct {
	Box
	Items []Expression
}

// Relation is a list of contexts of one shape, written as a table.
type Relation struct {
	Box
	Columns []Variable
	Rows    [][]Expression
}

// Function is a boxed function 函数. Kind is FEEL, Java or PMML; only FEEL can be evaluated.
type Function struct {
	Box
	Kind       string
	Parameters []Variable
	Body       Expression
}

// Invocation calls Callee with arguments bound by name.
type Invocation struct {
	Box
	Callee   Expression
	Bindings []Binding
}

// Binding is one argument of an Invocation.
type Binding struct {
	Parameter Variable
	Value     Expression
}

// Conditional is a boxed if, then, else.
type Conditional struct {
	Box
	If, Then, Else Expression
}

// For is a boxed iteration.
type For struct {
	Box
	Iterator   string
	In, Return Expression
}

// Quantified is a boxed some (Every false) or every.
type Quantified struct {
	Box
	Every         bool
	Iterator      string
	In, Satisfies Expression
}

// Filter keeps the items of In for which Match is true.
type Filter struct {
	Box
	In, Match Expression
}
