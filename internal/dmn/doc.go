// Package dmn decides: it reads decision models of the OMG standard DMN 1.5
// (formal/2024-01-01), checks and compiles them once, and evaluates them many
// times. Tables, requirement graphs, decision services, imports and all boxed
// expressions are there; the expression language is FEEL (package feel).
//
//	defs, err := dmn.Read(xml, dmn.ReadLimits{})  // or dmn.ReadPlain(yaml, …)
//	model, err := dmn.Compile([]*dmn.Definitions{defs})
//	grant, _ := model.Find("Subsidy")
//	e := model.NewEvaluator(feel.Limits{})        // one per goroutine, reused
//	e.Set(income, feel.Int(820))                  // by slot: model.Input("income")
//	v := e.Evaluate(grant)
//
// A result can be explained (Evaluator.Explain): which rules fired, with which
// inputs, on which article each rests, in words of both languages. A table can
// be proved (Prove): no case without an answer, no two rules that fight.
//
// The package is pure. It reads no file and no clock; limits come from the
// caller, and a model from outside can neither hang nor exhaust the program.
package dmn
