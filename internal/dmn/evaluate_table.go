package dmn

import (
	"sort"
	"strings"

	"atonce/internal/feel"
)

func (l *tableLogic) eval(e *Evaluator, vars []feel.Value) feel.Value {
	// Large tables are called from loops: looking through rules is steps too.
	if !e.machine.Step(1 + len(l.rules)/16) {
		return feel.Null
	}
	in := vars[l.scratch:]
	for i := range l.columns {
		c := &l.columns[i]
		if c.direct {
			in[i] = vars[c.slot]
			continue
		}
		if c.value == nil {
			return feel.NullBecause("dmn.null.broken", "element", l.owner, "fault", c.text)
		}
		in[i] = c.gate.pass(c.value.Eval(e.machine, vars))
	}
	mark := len(e.hits)
	if bad := l.match(e, vars, in); bad >= 0 {
		return feel.NullBecause("dmn.null.input-not-allowed", "input", l.columns[bad].text, "value", in[bad].String())
	}
	hits := e.hits[mark:]
	var t *TableStep
	if e.trace != nil {
		t = e.trace.table(l, in[:len(l.columns)], hits)
	}
	v := l.answer(e, vars, hits)
	if t != nil {
		t.finish(l, e, vars, v)
	}
	if e.noting {
		e.note(l, vars, hits, v)
	}
	e.hits = e.hits[:mark]
	return v
}

// match puts the rules that match onto e.hits; First stops at the first. It
// answers the column whose value is not among the allowed ones, or -1.
func (l *tableLogic) match(e *Evaluator, vars, in []feel.Value) int {
	if l.index != nil {
		return l.index.match(e, l, vars, in)
	}
	bad := l.forbidden(e, vars, in)
	if bad < 0 {
		l.scan(e, vars, in)
	}
	return bad
}

// forbidden is the first column whose value is not allowed, or -1.
func (l *tableLogic) forbidden(e *Evaluator, vars, in []feel.Value) int {
	for i := range l.columns {
		if !l.columns[i].allows(e, vars, in[i]) {
			return i
		}
	}
	return -1
}

// allows asks the allowed values; a missing value is for the rules to judge.
func (c *column) allows(e *Evaluator, vars []feel.Value, v feel.Value) bool {
	return c.allowed == nil || v.IsNull() || c.allowed.Matches(e.machine, vars, v)
}

// scan asks the rules one by one.
func (l *tableLogic) scan(e *Evaluator, vars, in []feel.Value) {
	first := l.def.Hit == First
	for i := range l.rules {
		if l.rules[i].matches(e, vars, in) {
			e.hits = append(e.hits, int32(i))
			if first {
				return
			}
		}
	}
}

func (r *ruleLogic) matches(e *Evaluator, vars, in []feel.Value) bool {
	for j := range r.tests {
		t := &r.tests[j]
		if !t.tests.Matches(e.machine, vars, in[t.column]) {
			return false
		}
	}
	return true
}

// answer turns the rules that matched into the value of the table (DMN 1.5, 8.2.8).
func (l *tableLogic) answer(e *Evaluator, vars []feel.Value, hits []int32) feel.Value {
	if len(hits) == 0 {
		return l.unmatched(e, vars)
	}
	switch l.def.Hit {
	case Unique:
		if len(hits) > 1 {
			return feel.NullBecause("dmn.null.not-unique", "table", l.owner, "rules", ruleList(hits))
		}
		return l.output(e, vars, hits[0])
	case First:
		return l.output(e, vars, hits[0])
	case Any:
		v := l.output(e, vars, hits[0])
		for _, h := range hits[1:] {
			if !feel.Equal(v, l.output(e, vars, h)).IsTrue() {
				return feel.NullBecause("dmn.null.any-differs", "table", l.owner, "rules", ruleList(hits))
			}
		}
		return v
	case Priority:
		return l.ordered(e, vars, hits)[0]
	case OutputOrder:
		return feel.List(l.ordered(e, vars, hits)...)
	}
	items := make([]feel.Value, len(hits))
	for i, h := range hits {
		items[i] = l.output(e, vars, h)
	}
	return l.folded(e, vars, feel.List(items...))
}

func (l *tableLogic) folded(e *Evaluator, vars []feel.Value, list feel.Value) feel.Value {
	if l.fold == nil {
		return list
	}
	vars[l.scratch] = list
	return l.fold.Eval(e.machine, vars)
}

// unmatched is the default output; without one it is null, or the empty
// collection for a table that collects.
func (l *tableLogic) unmatched(e *Evaluator, vars []feel.Value) feel.Value {
	some := false
	for i := range l.outputs {
		some = some || l.outputs[i].plain != nil
	}
	if !some {
		switch {
		case l.def.Aggregation == Count:
			return feel.Int(0)
		case l.def.Hit == Collect && l.def.Aggregation == NoAggregation:
			return feel.List()
		}
		return feel.NullBecause("dmn.null.no-rule", "table", l.owner)
	}
	value := func(o *outputColumn) feel.Value {
		if o.plain == nil {
			return feel.Null
		}
		return o.gate.pass(o.plain.eval(e, vars))
	}
	if len(l.outputs) == 1 {
		return value(&l.outputs[0])
	}
	c := feel.NewContext(len(l.outputs))
	for i := range l.outputs {
		c.Put(l.outputs[i].name, value(&l.outputs[i]))
	}
	return c.Value()
}

// output is the value of one rule: its output, or a context of its outputs by name.
func (l *tableLogic) output(e *Evaluator, vars []feel.Value, rule int32) feel.Value {
	r := &l.rules[rule]
	if len(r.outputs) == 1 {
		return r.outputs[0].eval(e, vars)
	}
	if !r.whole.IsNull() {
		return r.whole
	}
	c := feel.NewContext(len(r.outputs))
	for i, o := range r.outputs {
		c.Put(l.outputs[i].name, o.eval(e, vars))
	}
	return c.Value()
}

// ordered are the outputs of the rules by the priority of their values, those
// of one priority in rule order (DMN 1.5, 8.2.8.1: columns from left to right).
func (l *tableLogic) ordered(e *Evaluator, vars []feel.Value, hits []int32) []feel.Value {
	type row struct {
		value feel.Value
		ranks []int
	}
	rows := make([]row, len(hits))
	for i, h := range hits {
		v := l.output(e, vars, h)
		r := row{value: v, ranks: make([]int, len(l.outputs))}
		for j := range l.outputs {
			part := v
			if c := v.Context(); c != nil && len(l.outputs) > 1 {
				part, _ = c.Get(l.outputs[j].name)
			}
			r.ranks[j] = rank(l.outputs[j].order, part)
		}
		rows[i] = r
	}
	sort.SliceStable(rows, func(a, b int) bool {
		for j := range rows[a].ranks {
			if rows[a].ranks[j] != rows[b].ranks[j] {
				return rows[a].ranks[j] < rows[b].ranks[j]
			}
		}
		return false
	})
	values := make([]feel.Value, len(rows))
	for i := range rows {
		values[i] = rows[i].value
	}
	return values
}

func rank(order []feel.Value, v feel.Value) int {
	for i, o := range order {
		if feel.Equal(o, v).IsTrue() {
			return i
		}
	}
	return len(order)
}

func ruleList(hits []int32) string {
	var b strings.Builder
	for i, h := range hits {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(itoa(int(h) + 1))
	}
	return b.String()
}
