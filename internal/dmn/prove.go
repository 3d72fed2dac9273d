package dmn

import (
	"math/bits"

	"atonce/internal/fail"
	"atonce/internal/feel"
)

// FindingKind says what the prover found.
type FindingKind uint8

// The findings. Gap, Overlap, Never and Masked are certain: the example shows
// them. Unproved says that the prover could not look.
const (
	Gap      FindingKind = iota + 1 // a case that no rule covers
	Overlap                         // a case on which two rules fight
	Never                           // a rule that no allowed case meets
	Masked                          // a rule of a first-hit table that others always come before
	Unproved                        // a cell, column or table the prover cannot read
)

// Finding is one thing wrong with a table, or one thing that cannot be proved.
type Finding struct {
	Kind    FindingKind
	Rules   []int   // concerned, from 1
	Example []Given // the counter-example, by column
	Key     string  // text key of the sentence, {example} not filled: see Proof.Say
	Args    fail.Args
}

// Proof is what the prover says of one table: completeness and freedom from
// overlap over the types and allowed values of its inputs 完整性与无冲突证明.
// Null is not a case: an input that may be missing is asked for before the table.
type Proof struct {
	Path     string // element and place of the table
	Pos      Position
	Table    *Table
	Findings []Finding
}

// Holds says that the table is proved: complete and without overlap.
func (p *Proof) Holds() bool { return len(p.Findings) == 0 }

const (
	proofSteps    = 400_000
	findingsLimit = 40
)

// Prove looks at every table of the model, those within functions and contexts
// included.
func (m *Model) Prove() []*Proof {
	var all []*Proof
	for _, l := range m.tables {
		all = append(all, l.prove())
	}
	return all
}

// prover walks the product of the columns' stretches, carrying the rules that
// still match; equal sets at one column are walked once.
type prover struct {
	l       *tableLogic
	proof   *Proof
	words   int
	columns []*provedColumn
	unsure  []bool // rules with a cell that is not constant
	met     []uint64
	leading []uint64 // rules that come first somewhere
	paired  map[[2]int]bool
	seen    map[string]bool
	steps   int
	limit   int
	example []int // stretch by column
	gaps    int
}

func (l *tableLogic) prove() *Proof {
	p := &prover{l: l, proof: &Proof{Path: l.owner, Pos: l.pos, Table: l.def}, words: (len(l.rules) + 63) / 64,
		paired: map[[2]int]bool{}, seen: map[string]bool{}, unsure: make([]bool, len(l.rules))}
	p.words = max(p.words, 1)
	p.limit = max(proofSteps/p.words, 4000) // each step keeps a set of rules
	p.met, p.leading = make([]uint64, p.words), make([]uint64, p.words)
	for r, cells := range l.cells {
		for c, a := range cells {
			if !a.Exact {
				p.unsure[r] = true
				p.add(Unproved, "dmn.prove.unknown-cell", []int{r + 1}, nil, "rule", itoa(r+1), "column", itoa(c+1), "source", l.def.Rules[r].Inputs[c].Text)
			}
		}
	}
	for i := range l.columns {
		c := newProvedColumn(l, i, p)
		if c == nil {
			return p.proof // a column nobody can divide leaves nothing to walk
		}
		p.columns = append(p.columns, c)
	}
	all := make([]uint64, p.words)
	for r := range l.rules {
		all[r/64] |= 1 << (r % 64)
	}
	p.example = make([]int, len(p.columns))
	p.walk(0, all)
	if p.steps > p.limit {
		p.add(Unproved, "dmn.prove.too-large", nil, nil, "limit", itoa(p.limit))
		return p.proof
	}
	p.unreached()
	return p.proof
}

func (p *prover) add(k FindingKind, key string, rules []int, example []Given, args ...string) {
	if len(p.proof.Findings) < findingsLimit {
		p.proof.Findings = append(p.proof.Findings, Finding{k, rules, example, key, fail.Pairs(args...)})
	}
}

func (p *prover) walk(column int, rules []uint64) {
	p.steps++
	if p.steps > p.limit {
		return
	}
	key := make([]byte, 0, 8*len(rules)+2)
	key = append(key, byte(column), byte(column>>8))
	for _, w := range rules {
		for s := 0; s < 64; s += 8 {
			key = append(key, byte(w>>s))
		}
	}
	if p.seen[string(key)] {
		return
	}
	p.seen[string(key)] = true
	if column == len(p.columns) || empty(rules) {
		p.leaf(rules, column)
		return
	}
	c := p.columns[column]
	for i := range c.stretches {
		next := make([]uint64, p.words)
		for w := range next {
			next[w] = rules[w] & c.stretches[i].rules[w]
		}
		p.example[column] = i
		p.walk(column+1, next)
	}
}

func empty(set []uint64) bool {
	for _, w := range set {
		if w != 0 {
			return false
		}
	}
	return true
}

// leaf judges one case by the hit policy.
func (p *prover) leaf(rules []uint64, known int) {
	if empty(rules) {
		if !p.open() {
			if p.gaps++; p.gaps <= 10 {
				p.add(Gap, "dmn.prove.gap", nil, p.given(known))
			}
		}
		return
	}
	var sure []int
	leader := true
	for w, word := range rules {
		p.met[w] |= word
		for ; word != 0; word &= word - 1 {
			r := w*64 + bits.TrailingZeros64(word)
			if leader {
				p.leading[r/64] |= 1 << (r % 64)
			}
			if !p.unsure[r] {
				sure = append(sure, r)
				leader = false // a rule that surely matches hides those after it
			}
		}
	}
	if p.l.def.Hit != Unique && p.l.def.Hit != Any {
		return
	}
	for i, a := range sure {
		for _, b := range sure[i+1:] {
			if p.paired[[2]int{a, b}] || p.l.def.Hit == Any && p.same(a, b) {
				continue
			}
			p.paired[[2]int{a, b}] = true
			key := "dmn.prove.overlap"
			if p.l.def.Hit == Any {
				key = "dmn.prove.overlap-differs"
			}
			p.add(Overlap, key, []int{a + 1, b + 1}, p.given(known), "first", itoa(a+1), "second", itoa(b+1))
		}
	}
}

// open says that a case without a rule is meant: a default output, or a
// collection that may be empty.
func (p *prover) open() bool {
	for i := range p.l.outputs {
		if p.l.outputs[i].plain != nil {
			return true
		}
	}
	d := p.l.def
	return d.Hit == Collect && (d.Aggregation == NoAggregation || d.Aggregation == Count)
}

// same says that two rules give the same answer: the same constants or the same text.
func (p *prover) same(a, b int) bool {
	x, y := p.l.rules[a].outputs, p.l.rules[b].outputs
	for i := range x {
		cx, okx := x[i].(refused)
		cy, oky := y[i].(refused)
		if okx && oky {
			if !feel.Equal(cx.null, cy.null).IsTrue() {
				return false
			}
		} else if p.l.def.Rules[a].Outputs[i].Text != p.l.def.Rules[b].Outputs[i].Text {
			return false
		}
	}
	return true
}

// unreached reports rules that no allowed case meets, or never first.
func (p *prover) unreached() {
	for r := range p.l.rules {
		bit := uint64(1) << (r % 64)
		switch {
		case p.met[r/64]&bit == 0:
			p.add(Never, "dmn.prove.never", []int{r + 1}, nil, "rule", itoa(r+1))
		case p.l.def.Hit == First && p.leading[r/64]&bit == 0:
			p.add(Masked, "dmn.prove.masked", []int{r + 1}, nil, "rule", itoa(r+1))
		}
	}
}

// given is the case at hand; columns from known on may be anything, so the
// first of their values stands for them.
func (p *prover) given(known int) []Given {
	var all []Given
	for i, c := range p.columns {
		at := 0
		if i < known {
			at = p.example[i]
		}
		in := p.l.def.Inputs[i]
		name := in.Label
		if name == "" {
			name = in.Text
		}
		all = append(all, Given{name, in.Labels, c.stretches[at].sample})
	}
	return all
}
