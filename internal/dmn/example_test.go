package dmn_test

import (
	"fmt"

	"atonce/internal/dmn"
	"atonce/internal/feel"
	"atonce/internal/text"
)

const waterPrice = `
format: 1
id: water-price
inputs:
  - {name: use, type: number, allowed: ">= 0", label: {zh: 月用水量（吨）, en: water used in a month (t)}}
outputs:
  - {name: price, type: number, label: {zh: 单价（分）, en: price in fen}}
hit: U
rules:
  - {when: "<= 15", then: "345"}
  - {when: "> 15", then: "483"}
`

// Read, compile and evaluate, then let the result explain itself.
func Example() {
	defs, err := dmn.ReadPlain([]byte(waterPrice), dmn.ReadLimits{})
	if err != nil {
		panic(err)
	}
	model, err := dmn.Compile(defs)
	if err != nil {
		panic(err)
	}
	price, _ := model.Find("water-price")
	use, _ := model.Find("use")
	e := model.NewEvaluator(feel.Limits{})
	e.Set(use, feel.Int(20))
	x := e.Explain(price)
	fmt.Println(x.Result)
	fmt.Println(x.Text(text.EN, nil))
	fmt.Println(x.Text(text.ZH, nil))
	// Output:
	// 483
	// water-price: 483
	// Rule 2 applies, because water used in a month (t) is 20 (the rule asks for more than 15). So: 483
	// water-price：483
	// 适用规则 2：月用水量（吨）为20（要求：高于15）。因此：483
}

// Decide is the short way for one decision.
func ExampleModel_Decide() {
	defs, err := dmn.ReadPlain([]byte(waterPrice), dmn.ReadLimits{})
	if err != nil {
		panic(err)
	}
	model, err := dmn.Compile(defs)
	if err != nil {
		panic(err)
	}
	v, err := model.Decide("water-price", map[string]feel.Value{"use": feel.Int(7)}, feel.Limits{Steps: 1000})
	fmt.Println(v, err)
	// Output: 345 <nil>
}

// The prover shows a case that was forgotten.
func ExampleModel_Prove() {
	defs, err := dmn.ReadPlain([]byte(`
format: 1
id: desk
inputs:
  - {name: kind, type: string, allowed: '"permit", "record", "objection"'}
outputs:
  - {type: string}
rules:
  - {when: '"permit"', then: '"A"'}
  - {when: '"record"', then: '"B"'}
`), dmn.ReadLimits{})
	if err != nil {
		panic(err)
	}
	model, err := dmn.Compile(defs)
	if err != nil {
		panic(err)
	}
	for _, p := range model.Prove() {
		for i := range p.Findings {
			fmt.Println(p.Findings[i].Say(text.EN))
		}
	}
	// Output: No rule covers this case: kind is “objection”.
}
