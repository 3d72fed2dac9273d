package feel

// loop is a compiled iterator: name in list, or name in from..to.
type loop struct {
	slot     int
	from, to code
	cost     int // steps of one turn
}

func (c *compiler) loops(its []Iterator, body Expr) []loop {
	ls := make([]loop, len(its))
	for i, it := range its {
		if i == len(its)-1 {
			ls[i].cost = cost(body)
		} else {
			ls[i].cost = cost(its[i+1].In)
		}
		ls[i].from = c.compile(it.In)
		if it.To != nil {
			ls[i].to = c.compile(it.To)
		}
		ls[i].slot = c.declare(normalName(it.Name))
	}
	return ls
}

func (c *compiler) forReturn(x *For) code {
	mark := c.mark()
	ls := c.loops(x.Iters, x.Body)
	partial := c.declare("partial")
	body := c.compile(x.Body)
	c.release(mark)
	return func(m *Machine) Value {
		var out []Value
		bad := each(m, ls, func() bool {
			m.loc[partial] = List(out...)
			out = append(out, body(m))
			if len(out) > m.limits.List {
				m.exceed("feel.limit.list", int64(m.limits.List))
			}
			return m.err == nil
		})
		if bad.p != nil {
			return bad
		}
		return List(out...)
	}
}

// quantified is three-valued: some is the or of its conditions, every the and.
func (c *compiler) quantified(x *Quantified) code {
	mark := c.mark()
	ls := c.loops(x.Iters, x.Cond)
	cond := c.compile(x.Cond)
	c.release(mark)
	every := x.Every
	return func(m *Machine) Value {
		result := Bool(every)
		bad := each(m, ls, func() bool {
			v := cond(m)
			switch {
			case v.kind != KindBool:
				if result.kind == KindBool {
					result = nullOperands(OpAnd, v, v)
				}
			case v.IsTrue() != every:
				result = Bool(!every)
				return false
			}
			return true
		})
		if bad.p != nil {
			return bad
		}
		return result
	}
}

// each runs body for every combination of the loops, the last turning fastest,
// until body answers false. A domain that cannot be walked is a null with a reason.
func each(m *Machine, ls []loop, body func() bool) Value {
	l := ls[0]
	again := func(v Value) (bool, Value) {
		if !m.step(l.cost) {
			return false, nullLimit
		}
		m.loc[l.slot] = v
		if len(ls) > 1 {
			stop := false
			bad := each(m, ls[1:], func() bool {
				stop = !body()
				return !stop
			})
			return bad.p == nil && !stop, bad
		}
		return body(), Null
	}
	from := l.from(m)
	if l.to != nil {
		return walk(from, l.to(m), again)
	}
	switch from.kind {
	case KindNull:
		return nullDomain(from)
	case KindRange:
		r := from.Range()
		if !r.LowClosed || !r.HighClosed {
			inner := again
			again = func(v Value) (bool, Value) {
				if !r.LowClosed && v.Same(r.Low) || !r.HighClosed && v.Same(r.High) {
					return true, Null
				}
				return inner(v)
			}
		}
		return walk(r.Low, r.High, again)
	case KindList:
		for _, v := range from.items() {
			if on, bad := again(v); !on {
				return bad
			}
		}
		return Null
	}
	_, bad := again(from)
	return bad
}

func nullDomain(v Value) Value {
	if v.kind == KindNull && v.p != nil {
		return v
	}
	return NullBecause("feel.null.not-iterable", "kind", v.kind.String())
}

// walk steps from one whole number or date to another, up or down, both included.
func walk(from, to Value, again func(Value) (bool, Value)) Value {
	if from.kind != to.kind || from.kind != KindNumber && from.kind != KindDate {
		if from.kind == KindNumber || from.kind == KindDate {
			return nullDomain(to)
		}
		return nullDomain(from)
	}
	one := Int(1)
	up := true
	if c, _ := Compare(from, to); c > 0 {
		up = false
	}
	for v := from; ; {
		c, _ := Compare(v, to)
		if up && c > 0 || !up && c < 0 {
			return Null
		}
		if on, bad := again(v); !on {
			return bad
		}
		switch {
		case v.kind == KindDate && up:
			v = dateOfDays(v.n + 1)
		case v.kind == KindDate:
			v = dateOfDays(v.n - 1)
		case up:
			v = add(v, one)
		default:
			v = subtract(v, one)
		}
	}
}
