package feel

import (
	"sync/atomic"
	"unsafe"
)

// maxNesting bounds how deep recursive walks over values go: a value can nest
// deeper than any expression, when a loop builds it.
const maxNesting = 1000

var (
	nullNesting = NullBecause("feel.null.nesting")
)

// Equal is FEEL's = (DMN 1.5, table 53): True, False, or null when the two are
// of different kinds. null equals only null.
func Equal(a, b Value) Value {
	v := equal(a, b, 0)
	if v.IsNull() && v.p == nil {
		return nullOperands(OpEq, a, b)
	}
	return v
}

// Same tells whether Equal is true.
func (v Value) Same(w Value) bool { return equal(v, w, 0).IsTrue() }

// equal is Equal without the cost of a reason.
func equal(a, b Value, depth int) Value {
	if a.kind != b.kind {
		if a.kind == KindNull || b.kind == KindNull {
			return False
		}
		return Null
	}
	switch a.kind {
	case KindNull:
		return True
	case KindNumber:
		if a.p == nil && b.p == nil && a.aux == b.aux {
			return Bool(a.n == b.n)
		}
		return Bool(compareNumbers(a, b) == 0)
	case KindString:
		return Bool(a.n == b.n && a.text() == b.text())
	case KindBool, KindDate, KindMonthsDuration:
		return Bool(a.n == b.n)
	case KindDaysDuration:
		return Bool(a.n == b.n && a.aux == b.aux)
	case KindTime, KindDateTime:
		c, ok := Compare(a, b)
		return Bool(ok && c == 0)
	case KindFunction:
		return Bool(a.p == b.p)
	}
	if a.p == b.p && a.n == b.n {
		return True
	}
	if depth > maxNesting {
		return nullNesting
	}
	switch a.kind {
	case KindList:
		return equalLists(a.items(), b.items(), depth)
	case KindContext:
		return equalContexts(a.Context(), b.Context(), depth)
	default:
		x, y := a.Range(), b.Range()
		if x.Op != y.Op || x.LowClosed != y.LowClosed || x.HighClosed != y.HighClosed {
			return False
		}
		return Bool(equal(x.Low, y.Low, depth+1).IsTrue() && equal(x.High, y.High, depth+1).IsTrue())
	}
}

func equalLists(a, b []Value, depth int) Value {
	if len(a) != len(b) {
		return False
	}
	for i := range a {
		if !equal(a[i], b[i], depth+1).IsTrue() {
			return False
		}
	}
	return True
}

func equalContexts(a, b *Context, depth int) Value {
	if a.Len() != b.Len() {
		return False
	}
	for _, e := range a.entries {
		v, ok := b.Get(e.Name)
		if !ok || !equal(e.Value, v, depth+1).IsTrue() {
			return False
		}
	}
	return True
}

// Compare orders two values of one ordered kind: -1, 0 or 1. ok is false if they
// have no order: different kinds, lists, contexts, or a zone on one side only
// (DMN 1.5, table 54).
func Compare(a, b Value) (c int, ok bool) {
	if a.kind != b.kind {
		return 0, false
	}
	switch a.kind {
	case KindNumber:
		return compareNumbers(a, b), true
	case KindString:
		x, y := a.text(), b.text()
		switch {
		case x < y: // UTF-8 keeps the order of code points
			return -1, true
		case x > y:
			return 1, true
		}
		return 0, true
	case KindDate, KindMonthsDuration:
		return compare64(a.n, b.n), true
	case KindDaysDuration:
		return compareTwo(a.n, b.n, a.aux, b.aux), true
	case KindTime:
		return compare64(floorDiv(a.timeInstant(), milli), floorDiv(b.timeInstant(), milli)), (a.p == nil) == (b.p == nil)
	case KindDateTime:
		return compareTwo(a.instant(), b.instant(), a.aux/milli, b.aux/milli), (a.p == nil) == (b.p == nil)
	}
	return 0, false
}

// milli is the precision at which moments are compared: the standard's test kit
// holds moments for equal that differ by less than a millisecond. Values keep their
// nanoseconds all the same.
const milli = 1_000_000

func compareTwo(a, b int64, x, y int32) int {
	if c := compare64(a, b); c != 0 {
		return c
	}
	return compare64(int64(x), int64(y))
}

// holds tells whether the order c satisfies op.
func (o Op) holds(c int) bool {
	switch o {
	case OpEq:
		return c == 0
	case OpNe:
		return c != 0
	case OpLt:
		return c < 0
	case OpLe:
		return c <= 0
	case OpGt:
		return c > 0
	default:
		return c >= 0
	}
}

// compareOp is a op b for the six comparisons.
func compareOp(op Op, a, b Value) Value {
	if op == OpEq || op == OpNe {
		v := Equal(a, b)
		if op == OpNe && v.kind == KindBool {
			return Bool(v.n == 0)
		}
		return v
	}
	c, ok := Compare(a, b)
	if !ok {
		return nullOperands(op, a, b)
	}
	return Bool(op.holds(c))
}

// Contains tells whether v lies in the range: true, false, or null if v cannot
// be compared with an end of it.
func (r *Range) Contains(v Value) Value {
	if r.Op == OpEq || r.Op == OpNe {
		return compareOp(r.Op, v, r.Low)
	}
	if !r.Low.IsNull() {
		c, ok := Compare(v, r.Low)
		if !ok {
			return nullOperands(OpGe, v, r.Low)
		}
		if c < 0 || c == 0 && !r.LowClosed {
			return False
		}
	}
	if !r.High.IsNull() {
		c, ok := Compare(v, r.High)
		if !ok {
			return nullOperands(OpLe, v, r.High)
		}
		if c > 0 || c == 0 && !r.HighClosed {
			return False
		}
	}
	return True
}

// nullOperands is the null of an operator that has no answer for its operands.
// A null operand that has a reason hands it on: the first cause helps most.
func nullOperands(op Op, a, b Value) Value {
	if a.kind == KindNull && a.p != nil {
		return a
	}
	if b.kind == KindNull && b.p != nil {
		return b
	}
	slot := &operandNulls[op][a.kind][b.kind]
	r := slot.Load()
	if r == nil {
		r = &Reason{"feel.null.operands", []string{"operator", op.String(), "left", a.kind.String(), "right", b.kind.String()}}
		slot.Store(r)
	}
	return Value{p: unsafe.Pointer(r)}
}

// operandNulls are made once each, so that a null in a hot loop costs no memory.
var operandNulls [OpGe + 1][KindFunction + 1][KindFunction + 1]atomic.Pointer[Reason]
