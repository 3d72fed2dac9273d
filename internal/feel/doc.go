// Package feel is FEEL, the Friendly Enough Expression Language of DMN 1.5
// (OMG formal/2024-01-01, chapter 10): the one language in which conditions,
// formulas and cells of decision tables are written.
//
// The way of an expression:
//
//	scope := feel.NewScope()
//	age := scope.Add("age", feel.TypeNumber)      // slot 0
//	prog, err := feel.Compile("age >= 18", scope) // parse, check, compile: once
//	m := feel.NewMachine(feel.Limits{})           // one per goroutine, reused
//	vars := make([]feel.Value, scope.Len())
//	vars[age] = feel.Int(20)
//	v := prog.Eval(m, vars)                       // many times, no allocation on hot paths
//
// A cell of a table is compiled by CompileTests and asked by Matches with the
// input value. Whatever cannot be answered is null, and a null knows why
// (Value.Reason). Nothing here panics on a bad expression or bad data, and
// nothing runs longer or grows larger than the Limits allow; after an
// evaluation Machine.Err says whether a limit was met.
//
// The package is pure: it reads no clock and no file of its own. now() and
// today() answer what Machine.SetNow was given.
package feel
