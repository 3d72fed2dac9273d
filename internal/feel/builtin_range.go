package feel

// Range functions (DMN 1.5, 10.3.4.11, table 78; the algebra of HL7 CQL and
// Allen). A point stands for a range of itself alone.
func rangeBuiltins() []*builtin {
	const points = "point1:a, point2:a|point:a, range:a|range:a, point:a|range1:a, range2:a"
	const twoRanges = "range1:a, range2:a"
	const pointIn = "point:a, range:a|range1:a, range2:a"
	const rangeOver = "range:a, point:a|range1:a, range2:a"
	return []*builtin{
		relation("before", points, anyShape, func(a, b *Range) bool { return endsBefore(a, b) }),
		relation("after", points, anyShape, func(a, b *Range) bool { return endsBefore(b, a) }),
		relation("meets", twoRanges, bothRanges, meets),
		relation("met by", twoRanges, bothRanges, func(a, b *Range) bool { return meets(b, a) }),
		relation("overlaps", twoRanges, bothRanges, func(a, b *Range) bool { return !endsBefore(a, b) && !endsBefore(b, a) }),
		relation("overlaps before", twoRanges, bothRanges, overlapsBefore),
		relation("overlaps after", twoRanges, bothRanges, func(a, b *Range) bool { return overlapsBefore(b, a) }),
		relation("finishes", pointIn, secondRange, finishes),
		relation("finished by", rangeOver, firstRange, func(a, b *Range) bool { return finishes(b, a) }),
		relation("includes", rangeOver, firstRange, includes),
		relation("during", pointIn, secondRange, func(a, b *Range) bool { return includes(b, a) }),
		relation("starts", pointIn, secondRange, starts),
		relation("started by", rangeOver, firstRange, func(a, b *Range) bool { return starts(b, a) }),
		relation("coincides", points, sameShape, func(a, b *Range) bool { return low(a, b) == 0 && high(a, b) == 0 }),
	}
}

// shape says whether the arguments may be points or must be ranges.
type shape func(a, b Kind) bool

func anyShape(a, b Kind) bool    { return true }
func bothRanges(a, b Kind) bool  { return a == KindRange && b == KindRange }
func firstRange(a, b Kind) bool  { return a == KindRange }
func secondRange(a, b Kind) bool { return b == KindRange }
func sameShape(a, b Kind) bool   { return (a == KindRange) == (b == KindRange) }

func relation(name, sig string, fits shape, holds func(a, b *Range) bool) *builtin {
	return define(name, sig, TypeBool, func(m *Machine, args []Value) Value {
		a, b := args[0], args[1]
		if !fits(a.kind, b.kind) {
			if b.kind == KindNull {
				return nullArgument(name, "second", b)
			}
			return nullArgument(name, "first", a)
		}
		var one, two Range
		x, ok1 := asRange(a, &one)
		y, ok2 := asRange(b, &two)
		if !ok1 || !ok2 || !alike(x, y) {
			return nullOperands(OpLt, a, b)
		}
		return Bool(holds(x, y))
	})
}

func asRange(v Value, buf *Range) (*Range, bool) {
	if v.kind == KindRange {
		return v.Range(), true
	}
	if _, ok := Compare(v, v); !ok {
		return nil, false
	}
	*buf = Range{Low: v, High: v, LowClosed: true, HighClosed: true}
	return buf, true
}

// alike tells whether the ends of both are of one ordered kind.
func alike(a, b *Range) bool {
	first := Null
	for _, v := range [...]Value{a.Low, a.High, b.Low, b.High} {
		if v.IsNull() {
			continue
		}
		if first.IsNull() {
			first = v
		}
		if _, ok := Compare(first, v); !ok {
			return false
		}
	}
	return !first.IsNull()
}

// low orders where two ranges begin: no bound comes first, at one value closed before open.
func low(a, b *Range) int {
	switch {
	case a.Low.IsNull() && b.Low.IsNull():
		return 0
	case a.Low.IsNull():
		return -1
	case b.Low.IsNull():
		return 1
	}
	c, _ := Compare(a.Low, b.Low)
	if c == 0 && a.LowClosed != b.LowClosed {
		if a.LowClosed {
			return -1
		}
		return 1
	}
	return c
}

// high orders where two ranges end: no bound comes last, at one value open before closed.
func high(a, b *Range) int {
	switch {
	case a.High.IsNull() && b.High.IsNull():
		return 0
	case a.High.IsNull():
		return 1
	case b.High.IsNull():
		return -1
	}
	c, _ := Compare(a.High, b.High)
	if c == 0 && a.HighClosed != b.HighClosed {
		if a.HighClosed {
			return 1
		}
		return -1
	}
	return c
}

// endsBefore: all of a lies before all of b.
func endsBefore(a, b *Range) bool {
	if a.High.IsNull() || b.Low.IsNull() {
		return false
	}
	c, _ := Compare(a.High, b.Low)
	return c < 0 || c == 0 && !(a.HighClosed && b.LowClosed)
}

func meets(a, b *Range) bool {
	if a.High.IsNull() || b.Low.IsNull() || !a.HighClosed || !b.LowClosed {
		return false
	}
	c, _ := Compare(a.High, b.Low)
	return c == 0
}

func overlapsBefore(a, b *Range) bool {
	return low(a, b) < 0 && high(a, b) <= 0 && !endsBefore(a, b)
}

func finishes(a, b *Range) bool { return high(a, b) == 0 && low(a, b) >= 0 }

func includes(a, b *Range) bool { return low(a, b) <= 0 && high(a, b) >= 0 }

func starts(a, b *Range) bool { return low(a, b) == 0 && high(a, b) <= 0 }
