package dmn

import (
	"math/bits"
	"sort"

	"atonce/internal/feel"
)

// tableIndex finds the rules that match without asking each cell: for every
// column it knows, for each stretch between the constants of its cells, which
// rules say yes there. An evaluation is then one search per column and an AND of
// bit sets. Cells that are not constant are asked as before.
type tableIndex struct {
	words    int
	columns  []*columnIndex // nil: every cell of the column is residual
	residual [][]test       // by rule: the cells the index does not know
}

// columnIndex divides the values of a column at its points: stretch 2i+1 is the
// point i itself, stretch 2i lies before it, the last after all points.
type columnIndex struct {
	kind    feel.Kind
	points  []feel.Value
	texts   []string       // of strings that are only asked for equality: the points
	byText  map[string]int // the same, where there are many
	sets    []uint64       // words per stretch
	outside []bool         // by stretch: not among the allowed values; nil: none
}

// indexWork bounds points times rules of a column: beyond it the index would cost
// more to make than it saves, and a hostile table could make it cost minutes.
const indexWork = 1 << 22

// indexFrom is the number of rules from which the index wins.
const indexFrom = 4

var indexed = map[feel.Kind]bool{feel.KindNumber: true, feel.KindString: true, feel.KindBool: true, feel.KindDate: true,
	feel.KindDaysDuration: true, feel.KindMonthsDuration: true}

// newIndex is nil where asking the cells one by one is as good.
func newIndex(l *tableLogic, cells [][]feel.Analysis) *tableIndex {
	n := len(l.rules)
	if n < indexFrom {
		return nil
	}
	x := &tableIndex{words: (n + 63) / 64, residual: make([][]test, n)}
	useful := false
	for c := range l.columns {
		column := make([]feel.Analysis, n)
		for r := range cells {
			column[r] = cells[r][c]
		}
		ci := newColumnIndex(column, l.columns[c].domain, x.words)
		x.columns = append(x.columns, ci)
		useful = useful || ci != nil
	}
	if !useful {
		return nil
	}
	for r := range l.rules {
		for _, t := range l.rules[r].tests {
			if x.columns[t.column] == nil || !cells[r][t.column].Exact {
				x.residual[r] = append(x.residual[r], t)
			}
		}
	}
	return x
}

func newColumnIndex(cells []feel.Analysis, d domain, words int) *columnIndex {
	x := &columnIndex{}
	known := false
	all := cells
	if d.known {
		all = append(append([]feel.Analysis{}, cells...), d.cell)
	}
	for _, a := range all {
		if !a.Exact || a.Any {
			continue
		}
		for _, t := range a.Tests {
			if t.Null {
				return nil // nulls never reach the index; the cells decide
			}
			for _, p := range []feel.Value{t.Low, t.High} {
				if p.IsNull() {
					continue
				}
				if !indexed[p.Kind()] || known && p.Kind() != x.kind {
					return nil
				}
				x.kind, known = p.Kind(), true
				x.points = append(x.points, p)
			}
		}
	}
	if !known {
		return nil
	}
	x.points = sortedPoints(x.points)
	if len(x.points) == 0 {
		return nil
	}
	if len(x.points)*len(cells) > indexWork {
		return nil
	}
	x.sets = make([]uint64, words*(2*len(x.points)+1))
	for s := 0; s <= 2*len(x.points); s++ {
		for r, a := range cells {
			if !a.Exact || a.Any || stretchHolds(a, x.points, s) {
				x.sets[s*words+r/64] |= 1 << (r % 64)
			}
		}
	}
	if d.limited && d.known && !d.whole && !d.typed {
		x.outside = make([]bool, 2*len(x.points)+1)
		for s := range x.outside {
			x.outside[s] = !stretchHolds(d.cell, x.points, s)
		}
	}
	x.shortcut(words)
	return x
}

// shortcut lets strings be looked up by hash if all stretches between points
// are alike, as they are where cells only ask for equality.
func (x *columnIndex) shortcut(words int) {
	if x.kind != feel.KindString {
		return
	}
	for s := 2; s <= 2*len(x.points); s += 2 {
		if x.outside != nil && x.outside[s] != x.outside[0] {
			return
		}
		for w := 0; w < words; w++ {
			if x.sets[s*words+w] != x.sets[w] {
				return
			}
		}
	}
	for _, p := range x.points {
		x.texts = append(x.texts, p.Text())
	}
	if len(x.points) > 8 {
		x.byText = make(map[string]int, len(x.points))
		for i, t := range x.texts {
			x.byText[t] = 2*i + 1
		}
	}
}

func (x *columnIndex) stretch(v feel.Value) int {
	if x.byText != nil {
		return x.byText[v.Text()] // elsewhere: 0, as good as any stretch between points
	}
	if x.texts != nil {
		text := v.Text()
		for i, t := range x.texts {
			if t == text {
				return 2*i + 1
			}
		}
		return 0
	}
	lo, hi := 0, len(x.points)
	for lo < hi {
		mid := (lo + hi) / 2
		switch c := order(x.points[mid], v); {
		case c == 0:
			return 2*mid + 1
		case c < 0:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return 2 * lo
}

// match puts the rules that match onto e.hits. It answers the column whose value
// is not among the allowed ones, or -1.
func (x *tableIndex) match(e *Evaluator, l *tableLogic, vars, in []feel.Value) int {
	var small [1]uint64
	acc := small[:]
	if x.words > 1 {
		if len(e.bits) < x.words {
			e.bits = make([]uint64, x.words)
		}
		acc = e.bits[:x.words]
		for w := range acc {
			acc[w] = ^uint64(0)
		}
	} else {
		acc[0] = ^uint64(0)
	}
	if rest := len(l.rules) % 64; rest != 0 {
		acc[x.words-1] = 1<<rest - 1
	}
	for c, ci := range x.columns {
		if ci != nil && in[c].Kind() != ci.kind {
			// Null or another kind: the cells themselves decide.
			if bad := l.forbidden(e, vars, in); bad >= 0 {
				return bad
			}
			l.scan(e, vars, in)
			return -1
		}
		if ci == nil || ci.outside == nil {
			if !l.columns[c].allows(e, vars, in[c]) {
				return c
			}
			if ci == nil {
				continue
			}
		}
		at := ci.stretch(in[c])
		if ci.outside != nil && ci.outside[at] {
			return c
		}
		at *= x.words
		if x.words == 1 {
			acc[0] &= ci.sets[at]
			continue
		}
		for w := range acc {
			acc[w] &= ci.sets[at+w]
		}
	}
	// Nested tables may use e.bits while residual cells or outputs run, so the
	// hits are taken out word by word before anything else is evaluated.
	start := len(e.hits)
	for w, word := range acc {
		for word != 0 {
			e.hits = append(e.hits, int32(w*64+bits.TrailingZeros64(word)))
			word &= word - 1
		}
	}
	kept := start
	for _, h := range e.hits[start:] {
		if x.holds(e, int(h), vars, in) {
			e.hits[kept] = h
			kept++
			if l.def.Hit == First {
				break
			}
		}
	}
	e.hits = e.hits[:kept]
	return -1
}

func (x *tableIndex) holds(e *Evaluator, rule int, vars, in []feel.Value) bool {
	for _, t := range x.residual[rule] {
		if !t.tests.Matches(e.machine, vars, in[t.column]) {
			return false
		}
	}
	return true
}

// order is feel.Compare for values of one indexed kind; false is before true.
func order(a, b feel.Value) int {
	if a.Kind() == feel.KindBool {
		switch {
		case a.IsTrue() == b.IsTrue():
			return 0
		case a.IsFalse():
			return -1
		}
		return 1
	}
	c, _ := feel.Compare(a, b)
	return c
}

// sortedPoints sorts values of one kind and drops doubles.
func sortedPoints(p []feel.Value) []feel.Value {
	sort.Slice(p, func(i, j int) bool { return order(p[i], p[j]) < 0 })
	out := p[:0]
	for i, v := range p {
		if i == 0 || order(out[len(out)-1], v) != 0 {
			out = append(out, v)
		}
	}
	return out
}

// stretchHolds says whether the cell says yes in all of a stretch. Every end of
// the cell's intervals is a point, so that it says the same everywhere in it.
func stretchHolds(a feel.Analysis, points []feel.Value, s int) bool {
	if a.Any {
		return true
	}
	any := false
	for _, t := range a.Tests {
		var in bool
		if s%2 == 1 {
			in = inside(t.Range, points[s/2])
		} else {
			// Between points s/2-1 and s/2.
			in = (t.Low.IsNull() || s/2 > 0 && order(t.Low, points[s/2-1]) <= 0) &&
				(t.High.IsNull() || s/2 < len(points) && order(t.High, points[s/2]) >= 0)
		}
		any = any || in != t.Out
	}
	return any != a.Not
}

// inside says whether v lies in the range; a null end is open.
func inside(r feel.Range, v feel.Value) bool {
	if !r.Low.IsNull() {
		c := order(r.Low, v)
		if c > 0 || c == 0 && !r.LowClosed {
			return false
		}
	}
	if !r.High.IsNull() {
		c := order(r.High, v)
		if c < 0 || c == 0 && !r.HighClosed {
			return false
		}
	}
	return true
}

// cellHolds says whether a value of the cell's kind satisfies a constant cell.
func cellHolds(a feel.Analysis, v feel.Value) bool {
	any := a.Any
	for _, t := range a.Tests {
		any = any || inside(t.Range, v) != t.Out
	}
	return any != a.Not
}

// constantKind is the one kind of all constants of a cell if they are of an
// indexed kind, else KindNull.
func constantKind(a feel.Analysis) feel.Kind {
	kind := feel.KindNull
	for _, t := range a.Tests {
		if t.Null {
			return feel.KindNull
		}
		for _, p := range []feel.Value{t.Low, t.High} {
			if p.IsNull() {
				continue
			}
			if !indexed[p.Kind()] || kind != feel.KindNull && p.Kind() != kind {
				return feel.KindNull
			}
			kind = p.Kind()
		}
	}
	return kind
}
