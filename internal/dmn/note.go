package dmn

import "atonce/internal/feel"

// RuleRef is one rule of a table in an element, counted from 1.
type RuleRef struct {
	Element *Element
	Rule    int
}

// NoteRules makes the evaluations that follow note which rules counted. It costs far
// less than an explanation: a million decisions can afford it.
func (e *Evaluator) NoteRules() { e.noting = true }

// Noted are the rules that counted in the last evaluation, in the order in which an
// explanation tells them. The slice is good until the next one.
func (e *Evaluator) Noted() []RuleRef { return e.noted }

// Logic is what evaluating e evaluates, in order and with e at the end: the decisions
// of the graph, without the functions they call.
func (e *Element) Logic() []*Element { return append([]*Element(nil), e.order()...) }

func (e *Evaluator) note(l *tableLogic, vars []feel.Value, hits []int32, result feel.Value) {
	for _, h := range hits {
		// What a rule answered only matters where several could have.
		v := result
		if len(hits) > 1 {
			v = l.output(e, vars, h)
		}
		if l.counts(v, result, len(hits)) {
			e.noted = append(e.noted, RuleRef{e.running, int(h) + 1})
		}
	}
}

// counts says whether the answer v of one of n rules that matched is in the answer of
// the table.
func (l *tableLogic) counts(v, result feel.Value, n int) bool {
	switch l.def.Hit {
	case Priority:
		return feel.Equal(v, result).IsTrue()
	case Unique:
		return n == 1
	}
	return !result.IsNull() || v.IsNull()
}
