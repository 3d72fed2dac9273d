package dmn

import (
	"atonce/internal/feel"
	"atonce/internal/text"
)

// provedColumn is a column cut into stretches in which every cell says the same.
type provedColumn struct {
	stretches []stretch
}

type stretch struct {
	sample feel.Value // one allowed value of the stretch
	rules  []uint64   // the rules that may match there
}

// newProvedColumn is nil, with a finding, if the column cannot be cut.
func newProvedColumn(l *tableLogic, at int, p *prover) *provedColumn {
	col := &l.columns[at]
	column := itoa(at + 1)
	if col.domain.limited && !col.domain.known {
		p.add(Unproved, "dmn.prove.unknown-domain", nil, nil, "column", column, "source", col.domain.source)
		return nil
	}
	c := &cutter{kind: directKinds[col.typ.Kind], whole: col.domain.whole, domain: col.domain}
	asked := false
	for r := range l.cells {
		a := l.cells[r][at]
		if a.Exact && !a.Any {
			asked = true
			c.take(a)
		}
	}
	if col.domain.known && !col.domain.cell.Any {
		c.take(col.domain.cell)
	}
	if c.kind == feel.KindNull || c.mixed {
		if asked {
			p.add(Unproved, "dmn.prove.unknown-column", nil, nil, "column", column, "source", col.text)
			return nil
		}
		// No cell asks anything certain: one stretch with any value will do.
		c.points, c.domain.known = nil, false
	}
	out := &provedColumn{}
	c.points = sortedPoints(c.points)
	if len(c.points)*len(l.cells) > indexWork {
		p.add(Unproved, "dmn.prove.too-large", nil, nil, "limit", itoa(indexWork))
		return nil
	}
	for s := 0; s <= 2*len(c.points); s++ {
		sample, ok := c.sample(s)
		if !ok || c.domain.known && !stretchHolds(c.domain.cell, c.points, s) {
			continue
		}
		st := stretch{sample: sample, rules: make([]uint64, p.words)}
		for r := range l.cells {
			a := l.cells[r][at]
			if !a.Exact || a.Any || stretchHolds(a, c.points, s) {
				st.rules[r/64] |= 1 << (r % 64)
			}
		}
		out.stretches = append(out.stretches, st)
	}
	if len(out.stretches) == 0 {
		p.add(Unproved, "dmn.prove.unknown-column", nil, nil, "column", column, "source", col.text)
		return nil
	}
	return out
}

// cutter gathers the points at which a column's cells change.
type cutter struct {
	kind   feel.Kind // by the type; KindNull if that does not say
	whole  bool
	mixed  bool
	domain domain
	points []feel.Value
}

func (c *cutter) take(a feel.Analysis) {
	for _, t := range a.Tests {
		for _, v := range []feel.Value{t.Low, t.High} {
			if v.IsNull() {
				continue
			}
			if c.kind == feel.KindNull && c.domain.known {
				c.kind = v.Kind() // the allowed values say what the type did not
			}
			if v.Kind() != c.kind {
				c.mixed = true
				continue
			}
			if len(c.points) > 0 && c.kind != feel.KindBool {
				if _, ok := feel.Compare(c.points[0], v); !ok {
					c.mixed = true // such as times with and without a zone
					continue
				}
			}
			c.points = append(c.points, v)
		}
	}
}

// sample is a value in stretch s, ok false if there is none: between two dates
// that follow one another, between whole numbers, outside of true and false.
func (c *cutter) sample(s int) (feel.Value, bool) {
	if c.kind == feel.KindBool {
		return c.boolSample(s)
	}
	if s%2 == 1 {
		return c.points[s/2], !c.whole || feel.Equal(formula("floor(low)", c.points[s/2], feel.Null), c.points[s/2]).IsTrue()
	}
	low, high := feel.Null, feel.Null
	if s/2 > 0 {
		low = c.points[s/2-1]
	}
	if s/2 < len(c.points) {
		high = c.points[s/2]
	}
	for _, src := range samples(c.kind, c.whole, !low.IsNull(), !high.IsNull()) {
		v := formula(src, low, high)
		if v.IsNull() || v.Kind() != c.kind && c.kind != feel.KindNull {
			continue
		}
		if (low.IsNull() || order(low, v) < 0) && (high.IsNull() || order(v, high) < 0) {
			return v, true
		}
	}
	return feel.Null, false
}

func (c *cutter) boolSample(s int) (feel.Value, bool) {
	if len(c.points) == 0 {
		return feel.False, s == 0
	}
	// Points are sorted with false first; a stretch beside them stands for the
	// boolean that is not among the points.
	if s%2 == 1 {
		return c.points[s/2], true
	}
	if len(c.points) == 1 {
		other := feel.Bool(c.points[0].IsFalse())
		return other, (s == 2) == other.IsTrue()
	}
	return feel.Null, false
}

// samples are FEEL formulas for a value strictly between low and high, nicest first.
func samples(k feel.Kind, whole, low, high bool) []string {
	switch k {
	case feel.KindNumber:
		switch {
		case low && high && whole:
			return []string{"floor(low) + 1"}
		case low && high:
			return []string{"floor(low) + 1", "(low + high) / 2"}
		case low:
			return []string{"floor(low) + 1"}
		case high:
			return []string{"ceiling(high) - 1"}
		}
		return []string{"0"}
	case feel.KindDate:
		switch {
		case low:
			return []string{`low + @"P1D"`}
		case high:
			return []string{`high - @"P1D"`}
		}
		return []string{`@"2026-01-01"`}
	case feel.KindMonthsDuration:
		switch {
		case low:
			return []string{`low + @"P1M"`}
		case high:
			return []string{`high - @"P1M"`}
		}
		return []string{`@"P1Y"`}
	case feel.KindDaysDuration:
		return bySteps(low, high, `@"P1D"`, `@"PT1S"`, `@"P1D"`)
	case feel.KindDateTime:
		return bySteps(low, high, `@"P1D"`, `@"PT1S"`, `@"2026-01-01T00:00:00"`)
	case feel.KindTime:
		if low || high {
			// A time has no before and after the day.
			return append([]string{`@"00:00:00"`, `@"12:00:00"`, `@"23:59:59"`}, bySteps(low, high, `@"PT1M"`, `@"PT1S"`, "")...)
		}
		return []string{`@"12:00:00"`}
	case feel.KindString:
		return []string{`"other"`, `low + " "`, `low + "a"`, `""`, `"  "`, `"~"`, `low + "~"`, `low + "` + "\U0010ffff" + `"`}
	}
	return []string{`"anything"`}
}

func bySteps(low, high bool, big, small, alone string) []string {
	switch {
	case low && high:
		return []string{"low + " + big, "low + " + small, "low + (high - low) / 2"}
	case low:
		return []string{"low + " + big}
	case high:
		return []string{"high - " + big}
	}
	return []string{alone}
}

// formula evaluates FEEL over low and high; what does not work is null.
func formula(src string, low, high feel.Value) feel.Value {
	s := feel.NewScope()
	s.Add("low", nil)
	s.Add("high", nil)
	p, err := feel.Compile(src, s)
	if err != nil {
		return feel.Null
	}
	m := machines.Get().(*feel.Machine)
	defer machines.Put(m)
	m.Reset()
	return p.Eval(m, []feel.Value{low, high})
}

// Say is the finding as a sentence, counter-example included.
func (f *Finding) Say(lang text.Lang) string {
	var parts []string
	for _, g := range f.Example {
		parts = append(parts, text.S(lang, "dmn.say.given", "name", label(g.Name, g.Labels, lang), "value", Say(g.Value, lang)))
	}
	args := map[string]string{"example": join(parts, lang, "dmn.say.semicolon")}
	for k, v := range f.Args {
		args[k] = v
	}
	return text.T(lang, f.Key, args)
}
