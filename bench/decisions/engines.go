package main

import (
	"encoding/json"
	"errors"
	"os"

	"atonce/internal/dmn"
	"atonce/internal/feel"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
	"github.com/google/cel-go/cel"
)

const absent = "absent"

var errNotSaid = errors.New("cannot say it without extensions")

// engines in the order of the rows; the first that has a number is "ours".
var engines = []engine{
	{"Atonce, decision table", table},
	{"Atonce, FEEL compiled once", compiled},
	{"Atonce, FEEL from text each time", fromText},
	{"google/cel-go, compiled once", celEngine},
	{"expr-lang/expr, compiled once", exprEngine},
}

// answer turns a value into plain Go data outside of what is measured.
func answer(v feel.Value) any { return v.JSON() }

func table(c *condition) (func(i int) any, error) {
	if c.Table == "" {
		return nil, errors.New(absent)
	}
	data, err := os.ReadFile(c.Table)
	if err != nil {
		return nil, err
	}
	defs, err := dmn.ReadPlain(data, dmn.ReadLimits{})
	if err != nil {
		return nil, err
	}
	m, err := dmn.Compile(defs)
	if err != nil {
		return nil, err
	}
	decision := m.Elements(dmn.KindDecision)[0]
	inputs := m.Elements(dmn.KindInput)
	rows := make([][]feel.Value, len(c.Inputs))
	for i, in := range c.Inputs {
		for _, x := range inputs {
			v, err := feel.FromJSON(decimal(in[x.Name]), x.Type)
			if err != nil {
				return nil, err
			}
			rows[i] = append(rows[i], v)
		}
	}
	e := m.NewEvaluator(feel.Limits{})
	return func(i int) any {
		for j, x := range inputs {
			e.Set(x, rows[i][j])
		}
		return lazy(e.Evaluate(decision))
	}, nil
}

// lazy puts off the making of plain data until the answer is compared; the value
// itself is what the program would go on with.
func lazy(v feel.Value) any {
	last = v
	return nil
}

// last is the answer of the evaluation before; see same.
var last feel.Value

// decimal keeps a JSON number as its digits, as the engine would read it.
func decimal(x any) any {
	switch x := x.(type) {
	case float64:
		b, _ := json.Marshal(x)
		return json.Number(b)
	case []any:
		out := make([]any, len(x))
		for i := range x {
			out[i] = decimal(x[i])
		}
		return out
	}
	return x
}

func scopeOf(c *condition) (*feel.Scope, [][]feel.Value, error) {
	s := feel.NewScope()
	rows := make([][]feel.Value, len(c.Inputs))
	for name, x := range c.Inputs[0] {
		t := feel.TypeNumber
		switch x.(type) {
		case string:
			t = feel.TypeString
		case []any:
			t = feel.ListOf(feel.TypeNumber)
		}
		s.Add(name, t)
		for i, in := range c.Inputs {
			v, err := feel.FromJSON(decimal(in[name]), t)
			if err != nil {
				return nil, nil, err
			}
			rows[i] = append(rows[i], v)
		}
	}
	return s, rows, nil
}

func compiled(c *condition) (func(i int) any, error) {
	s, rows, err := scopeOf(c)
	if err != nil {
		return nil, err
	}
	p, err := feel.Compile(c.Feel, s)
	if err != nil {
		return nil, err
	}
	m := feel.NewMachine(feel.Limits{})
	return func(i int) any {
		m.Reset()
		return lazy(p.Eval(m, rows[i]))
	}, nil
}

func fromText(c *condition) (func(i int) any, error) {
	s, rows, err := scopeOf(c)
	if err != nil {
		return nil, err
	}
	m := feel.NewMachine(feel.Limits{})
	return func(i int) any {
		p, err := feel.Compile(c.Feel, s)
		if err != nil {
			return err
		}
		m.Reset()
		return lazy(p.Eval(m, rows[i]))
	}, nil
}

func celEngine(c *condition) (func(i int) any, error) {
	if c.Cel == "" {
		return nil, errNotSaid
	}
	var options []cel.EnvOption
	for name, x := range c.Inputs[0] {
		t := cel.DoubleType
		if _, ok := x.(string); ok {
			t = cel.StringType
		}
		options = append(options, cel.Variable(name, t))
	}
	env, err := cel.NewEnv(options...)
	if err != nil {
		return nil, err
	}
	ast, issues := env.Compile(c.Cel)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	program, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return nil, err
	}
	return func(i int) any {
		v, _, err := program.Eval(c.Inputs[i])
		if err != nil {
			return err
		}
		return v.Value()
	}, nil
}

func exprEngine(c *condition) (func(i int) any, error) {
	program, err := expr.Compile(c.Expr, expr.Env(c.Inputs[0]))
	if err != nil {
		return nil, err
	}
	var machine vm.VM
	return func(i int) any {
		v, err := machine.Run(program, c.Inputs[i])
		if err != nil {
			return err
		}
		return v
	}, nil
}
