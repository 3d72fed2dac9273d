package feel

func (c *compiler) call(x *Call) code {
	args := make([]code, len(x.Args))
	for i, a := range x.Args {
		args[i] = c.compile(a)
	}
	if n, ok := x.Fn.(*Name); ok && c.find(c.fn, n.Name) == nil {
		if b := builtinByName(n.Name); b != nil {
			return c.callBuiltin(x, b, args)
		}
	}
	fn := c.compile(x.Fn)
	if x.Names != nil {
		return callNamed(fn, x.Names, args)
	}
	return func(m *Machine) Value {
		f := fn(m)
		if f.kind != KindFunction {
			return nullCall(f)
		}
		stack, sp := m.stack, m.sp
		vals := m.push(len(args))
		for i, run := range args {
			vals[i] = run(m)
		}
		v := m.invoke(f.Function(), vals)
		m.pop(stack, sp)
		return v
	}
}

func nullCall(f Value) Value {
	if f.kind == KindNull && f.p != nil {
		return f
	}
	return NullBecause("feel.null.no-function", "kind", f.kind.String())
}

// callNamed finds the places of the arguments when the function is known.
func callNamed(fn code, names []string, args []code) code {
	return func(m *Machine) Value {
		v := fn(m)
		f := v.Function()
		if f == nil {
			return nullCall(v)
		}
		if f.builtin != nil {
			return f.builtin.invokeNamed(m, names, args)
		}
		stack, sp := m.stack, m.sp
		vals := m.push(len(f.Params))
		clear(vals)
		r := Null
		if len(names) != len(f.Params) {
			r = NullBecause("feel.null.argument-count", "function", f.Name, "want", itoa(len(f.Params)), "got", itoa(len(names)))
		}
		for i, name := range names {
			at := paramIndex(f.Params, name)
			if at < 0 {
				r = NullBecause("feel.null.no-parameter", "name", name, "function", f.Name)
				break
			}
			if at < len(vals) {
				vals[at] = args[i](m)
			}
		}
		if r.p == nil {
			r = m.invoke(f, vals)
		}
		m.pop(stack, sp)
		return r
	}
}

func paramIndex(ps []Param, name string) int {
	for i := range ps {
		if ps[i].Name == name {
			return i
		}
	}
	return -1
}

func (c *compiler) callBuiltin(x *Call, b *builtin, args []code) code {
	if x.Names != nil {
		sig, places := b.place(x.Names)
		if sig == nil {
			c.problem(x.Pos(), "feel.check.arguments", "function", b.name, "signature", b.signature)
			return constant(NullBecause("feel.null.arguments", "function", b.name, "signature", b.signature))
		}
		return func(m *Machine) Value { return b.run(m, sig, places, args) }
	}
	sig := b.sigFor(len(args))
	if sig == nil {
		c.problem(x.Pos(), "feel.check.arguments", "function", b.name, "signature", b.signature)
		return constant(NullBecause("feel.null.arguments", "function", b.name, "signature", b.signature))
	}
	return func(m *Machine) Value { return b.run(m, sig, nil, args) }
}

// function makes a closure: what the body uses from outside is captured by value
// when the function literal is evaluated.
func (c *compiler) function(x *FuncLit, self string) code {
	if x.External {
		c.problem(x.Pos(), "feel.check.external")
		return constant(NullBecause("feel.null.external"))
	}
	f := &funcScope{parent: c.fn, self: normalName(self)}
	c.fn = f
	for _, p := range x.Params {
		c.declare(normalName(p.Name))
	}
	body := c.compile(x.Body)
	c.fn = f.parent
	params, static, steps := x.Params, x.Type(), cost(x.Body)
	return func(m *Machine) Value {
		fn := &Function{Name: self, Params: params, static: static}
		caps := make([]Value, len(f.capture))
		for i, from := range f.capture {
			if from == nil {
				caps[i] = fn.Value()
			} else {
				caps[i] = from(m)
			}
		}
		fn.call = func(m *Machine, args []Value) Value {
			if !m.step(steps) {
				return nullLimit
			}
			var fr frame
			m.enter(&fr, nil, caps, f.max)
			copy(m.loc, args)
			v := body(m)
			m.leave(&fr)
			return v
		}
		return fn.Value()
	}
}
