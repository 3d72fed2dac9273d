package dmn

// HitPolicy says what a table answers when rules match 命中策略 (DMN 1.5, 8.2.8).
type HitPolicy byte

// The hit policies, by their letter in the standard.
const (
	Unique      HitPolicy = 'U' // at most one rule may match
	Any         HitPolicy = 'A' // several may match if they answer the same
	Priority    HitPolicy = 'P' // the match whose outputs stand first in the output values
	First       HitPolicy = 'F' // the first match in rule order
	RuleOrder   HitPolicy = 'R' // all matches in rule order
	OutputOrder HitPolicy = 'O' // all matches in order of the output values
	Collect     HitPolicy = 'C' // all matches, perhaps folded by an aggregation
)

var policyNames = map[HitPolicy]string{Unique: "UNIQUE", Any: "ANY", Priority: "PRIORITY", First: "FIRST",
	RuleOrder: "RULE ORDER", OutputOrder: "OUTPUT ORDER", Collect: "COLLECT"}

// String is the policy's name as DMN's XML writes it.
func (h HitPolicy) String() string { return policyNames[h] }

// Single says that the table answers one value and not a list of all matches.
func (h HitPolicy) Single() bool { return h == Unique || h == Any || h == Priority || h == First }

// Aggregation folds the outputs of a collect table 聚合 (DMN 1.5, 8.2.8.3).
type Aggregation byte

// The aggregations, by their sign in the standard; zero is none.
const (
	NoAggregation Aggregation = 0
	Sum           Aggregation = '+'
	Min           Aggregation = '<'
	Max           Aggregation = '>'
	Count         Aggregation = '#'
)

var aggregationNames = map[Aggregation]string{Sum: "SUM", Min: "MIN", Max: "MAX", Count: "COUNT"}

// String is the aggregation's name as DMN's XML writes it.
func (a Aggregation) String() string { return aggregationNames[a] }

// Table is a decision table 决策表 (DMN 1.5, 8). Its orientation is a matter of
// drawing and is not kept.
type Table struct {
	Box
	Hit         HitPolicy
	Aggregation Aggregation
	OutputLabel string
	Inputs      []*InputClause
	Outputs     []*OutputClause
	Annotations []string // names of the annotation columns
	Rules       []*Rule
}

// InputClause is an input column.
type InputClause struct {
	ID, Label string
	Labels    Words
	Text      string // FEEL expression
	Type      string
	Allowed   string // unary tests: the values the column is made for
	Pos       Position
}

// OutputClause is an output column.
type OutputClause struct {
	ID, Name, Label string
	Labels          Words
	Type            string
	Allowed         string // output values; their order is the priority
	Default         string // FEEL expression for when no rule matches
	Pos             Position
}

// Rule is a row: one unary test per input, one expression per output.
type Rule struct {
	ID          string
	Description string
	Inputs      []Cell
	Outputs     []Cell
	Annotations []string
	Basis       []Basis
	Texts       Words // sentence for the person, with {name} of inputs and outputs
	Pos         Position
}

// Cell is one entry of a table as written.
type Cell struct {
	Text string
	Pos  Position
}

// Code is the short sign of policy and aggregation: "U", "C+".
func (t *Table) Code() string {
	if t.Aggregation != NoAggregation {
		return string([]byte{byte(t.Hit), byte(t.Aggregation)})
	}
	return string([]byte{byte(t.Hit)})
}

// parseCode is the inverse of Code; it also takes the long names.
func parseCode(s string) (HitPolicy, Aggregation, bool) {
	for h, name := range policyNames {
		if s == name || s == string([]byte{byte(h)}) {
			return h, NoAggregation, true
		}
	}
	if len(s) == 2 && s[0] == 'C' {
		if a := Aggregation(s[1]); aggregationNames[a] != "" {
			return Collect, a, true
		}
	}
	return 0, 0, false
}
