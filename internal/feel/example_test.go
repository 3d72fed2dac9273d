package feel_test

import (
	"fmt"
	"time"

	"atonce/internal/feel"
)

// An expression is compiled once and evaluated many times.
func ExampleCompile() {
	scope := feel.NewScope()
	income := scope.Add("yearly income", feel.TypeNumber)
	children := scope.Add("children", feel.TypeNumber)
	prog, err := feel.Compile("if yearly income < 30000 then 100 + 50 * children else 0", scope)
	if err != nil {
		fmt.Println(err)
		return
	}
	m := feel.NewMachine(feel.Limits{})
	vars := make([]feel.Value, scope.Len())
	vars[income], vars[children] = feel.Decimal(2850050, 2), feel.Int(2)
	fmt.Println(prog.Eval(m, vars))
	// Output: 200
}

// A cell of a decision table is asked with its input.
func ExampleCompileTests() {
	scope := feel.NewScope()
	scope.SetInput(feel.TypeNumber)
	cell, err := feel.CompileTests("[18..65), > 80", scope)
	if err != nil {
		fmt.Println(err)
		return
	}
	m := feel.NewMachine(feel.Limits{})
	for _, age := range []int64{17, 18, 65, 81} {
		fmt.Println(age, cell.Matches(m, nil, feel.Int(age)))
	}
	// Output:
	// 17 false
	// 18 true
	// 65 false
	// 81 true
}

// What has no answer is null and says why.
func ExampleValue_Reason() {
	prog, _ := feel.Compile(`date("2023-02-29").year + 1`, nil)
	v := prog.Eval(feel.NewMachine(feel.Limits{}), nil)
	fmt.Println(v, v.Reason())
	// Output: null feel.null.no-date text=2023-02-29
}

// The moment is given, never read from a clock.
func ExampleMachine_SetNow() {
	prog, _ := feel.Compile(`today() - date("2024-02-01")`, nil)
	m := feel.NewMachine(feel.Limits{})
	m.SetNow(feel.DateTimeOf(time.Date(2024, 3, 1, 9, 30, 0, 0, time.UTC)))
	fmt.Println(prog.Eval(m, nil))
	// Output: @"P29D"
}

// The host's own functions are values like others.
func ExampleNewFunction() {
	scope := feel.NewScope()
	scope.Add("vat", feel.FunctionType(feel.TypeNumber, feel.TypeNumber))
	prog, _ := feel.Compile(`vat(amount: 200)`, scope)
	vat := feel.NewFunction("vat", []feel.Param{{Name: "amount", Type: feel.TypeNumber}}, feel.TypeNumber,
		func(m *feel.Machine, args []feel.Value) feel.Value {
			return feel.Multiply(args[0], feel.Decimal(13, 2))
		})
	fmt.Println(prog.Eval(feel.NewMachine(feel.Limits{}), []feel.Value{vat}))
	// Output: 26
}

// A prover reads the cell without evaluating it.
func ExampleAnalyse() {
	tests, _ := feel.ParseTests(`not("a", "b")`, nil)
	a := feel.Analyse(tests)
	fmt.Println(a.Not, a.Exact, a.Tests[0].Low, a.Tests[1].High)
	// Output: true true "a" "b"
}
