package dmn

import (
	"strings"

	"atonce/internal/feel"
)

// tableLogic is a compiled decision table.
type tableLogic struct {
	def     *Table
	owner   string // path of the element, for traces and reasons
	columns []column
	rules   []ruleLogic
	outputs []outputColumn
	scratch int           // first slot for the values of the input columns
	fold    *feel.Program // aggregation over the list in the slot scratch
	index   *tableIndex
	cells   [][]feel.Analysis // by rule and column, for the prover
	pos     Position
}

type column struct {
	value   *feel.Program
	direct  bool // the expression is the variable in slot, already of the column's type
	slot    int
	text    string
	gate    gate
	allowed *feel.TestProgram
	typ     *feel.Type
	domain  domain // the values the column is made for
}

type ruleLogic struct {
	tests   []test
	outputs []logic
	whole   feel.Value // the context of several constant outputs; null if it must be made
}

// test is one cell that can say no; cells with - are left out.
type test struct {
	column int
	tests  *feel.TestProgram
}

type outputColumn struct {
	name  string
	gate  gate
	plain logic        // default
	order []feel.Value // output values in order of priority
}

func (c *compiler) table(t *Table, s *feel.Scope) logic {
	for i, rule := range t.Rules {
		// The readers refuse such rules; a model made by a program may have them.
		if len(rule.Inputs) != len(t.Inputs) || len(rule.Outputs) != len(t.Outputs) {
			c.fault("dmn.read.rule-width", "rule", itoa(i+1), "inputs", itoa(len(rule.Inputs)), "outputs", itoa(len(rule.Outputs)),
				"want_inputs", itoa(len(t.Inputs)), "want_outputs", itoa(len(t.Outputs)))
			return absent{}
		}
	}
	l := &tableLogic{def: t, owner: c.path, scratch: s.Len()}
	scopes := make([]*feel.Scope, len(t.Inputs))
	analyses := make([][]feel.Analysis, len(t.Rules))
	for i, in := range t.Inputs {
		c.within("input["+itoa(i+1)+"]", in.Pos, func() {
			col, scope := c.column(in, s)
			l.columns = append(l.columns, col)
			scopes[i] = scope
		})
	}
	for i, out := range t.Outputs {
		c.within("output["+itoa(i+1)+"]", out.Pos, func() { l.outputs = append(l.outputs, c.output(t, out, s)) })
	}
	for i, rule := range t.Rules {
		c.within("rule["+itoa(i+1)+"]", rule.Pos, func() {
			r, a := c.rule(t, rule, l, s, scopes)
			l.rules = append(l.rules, r)
			analyses[i] = a
		})
	}
	if t.Aggregation != NoAggregation {
		if len(t.Outputs) > 1 {
			c.fault("dmn.check.aggregate-outputs")
		}
		inner := s.Extend()
		inner.Add(loopList, feel.TypeAnyList)
		l.fold = c.expression(map[Aggregation]string{Sum: "sum", Min: "min", Max: "max", Count: "count"}[t.Aggregation]+"("+loopList+")", inner)
	}
	if t.Hit == Priority || t.Hit == OutputOrder {
		ordered := false
		for _, o := range l.outputs {
			ordered = ordered || len(o.order) > 0
		}
		if !ordered {
			c.fault("dmn.check.no-order", "policy", t.Hit.String())
		}
	}
	l.index, l.cells, l.pos = newIndex(l, analyses), analyses, t.Pos
	c.model.tables = append(c.model.tables, l)
	c.frame = max(c.frame, l.scratch+max(len(l.columns), 1))
	return l
}

func (c *compiler) column(in *InputClause, s *feel.Scope) (column, *feel.Scope) {
	col := column{text: in.Text, typ: feel.TypeAny}
	if in.Text == "" {
		c.fault("dmn.check.empty", "what", "inputExpression")
	} else if col.value = c.expression(in.Text, s); col.value != nil {
		col.typ = col.value.Type
	}
	if in.Type != "" {
		if t := c.typeOf(in.Type); t != feel.TypeAny {
			col.typ = t
		}
		col.gate = newGate(col.typ)
	}
	if slot, t, ok := s.Slot(normalName(in.Text)); ok && (in.Type == "" || t == col.typ) && col.value != nil {
		col.direct, col.slot = true, slot
	}
	col.domain = c.domain[col.typ]
	col.domain.typed = true
	scope := s.Extend()
	scope.SetInput(col.typ)
	if in.Allowed != "" {
		tests, err := feel.ParseTests(in.Allowed, scope)
		if err != nil {
			c.feelError(err, in.Allowed)
		} else {
			col.domain = newDomain(tests, in.Allowed)
			col.allowed = feel.CompileUnaryTests(tests, scope)
		}
	}
	return col, scope
}

func (c *compiler) output(t *Table, out *OutputClause, s *feel.Scope) outputColumn {
	o := outputColumn{name: out.Name}
	if out.Name == "" && len(t.Outputs) > 1 {
		c.fault("dmn.check.empty", "what", "output name")
	}
	if out.Type != "" {
		o.gate = newGate(c.typeOf(out.Type))
	}
	if out.Default != "" {
		if p := c.expression(out.Default, s); p != nil {
			o.plain = program{p}
		}
	}
	allowed := out.Allowed
	if allowed == "" {
		// The type's allowed values order the outputs as well (DMN 1.5, 8.2.8.1).
		if d := c.file.items[out.Type]; d != nil {
			allowed = d.Allowed
		}
	}
	if allowed != "" {
		c.within("outputValues", out.Pos, func() { o.order = c.orderOf(allowed, s) })
	}
	return o
}

// orderOf lists the values of output values in their order, where they are values.
func (c *compiler) orderOf(src string, s *feel.Scope) []feel.Value {
	tests, err := feel.ParseTests(src, s)
	if err != nil {
		c.feelError(err, src)
		return nil
	}
	var order []feel.Value
	for _, x := range tests.Items {
		if v, ok := feel.Constant(x); ok {
			order = append(order, v)
		}
	}
	return order
}

func (c *compiler) rule(t *Table, rule *Rule, l *tableLogic, s *feel.Scope, scopes []*feel.Scope) (ruleLogic, []feel.Analysis) {
	var r ruleLogic
	analyses := make([]feel.Analysis, len(t.Inputs))
	for i, cell := range rule.Inputs {
		c.within("input["+itoa(i+1)+"]", cell.Pos, func() {
			src := strings.TrimSpace(cell.Text)
			if src == "" || src == "-" {
				analyses[i] = feel.Analysis{Any: true, Exact: true}
				return
			}
			tests, err := feel.ParseTests(src, scopes[i])
			if err != nil {
				c.feelError(err, src)
				return
			}
			p := feel.CompileUnaryTests(tests, scopes[i])
			c.problems(p.Problems, src)
			analyses[i] = feel.Analyse(tests)
			if !tests.Any {
				r.tests = append(r.tests, test{i, p})
			}
		})
	}
	same := true
	var values []feel.Value
	for i, cell := range rule.Outputs {
		c.within("output["+itoa(i+1)+"]", cell.Pos, func() {
			x, v, fixed := c.outputCell(cell.Text, l.outputs[i].gate, s)
			r.outputs = append(r.outputs, x)
			values = append(values, v)
			same = same && fixed
		})
	}
	if same && len(values) > 1 {
		ctx := feel.NewContext(len(values))
		for i, v := range values {
			ctx.Put(l.outputs[i].name, v)
		}
		r.whole = ctx.Value()
	}
	return r, analyses
}

// outputCell compiles an output entry; a constant one is evaluated here, once.
func (c *compiler) outputCell(src string, g gate, s *feel.Scope) (logic, feel.Value, bool) {
	if src == "" || src == "-" {
		return absent{}, feel.Null, false
	}
	p := c.expression(src, s)
	if p == nil {
		return absent{}, feel.Null, false
	}
	if x, err := feel.ParseExpression(src, s); err == nil {
		if v, ok := feel.Constant(x); ok {
			v = g.pass(v)
			return refused{v}, v, true
		}
	}
	if g.typ != nil {
		return typed{program{p}, g}, feel.Null, false
	}
	return program{p}, feel.Null, false
}
