package pack

import (
	"fmt"

	"atonce/internal/declare"
)

// rule is one of the nineteen rules a guide is held to. Fifteen come from an audit
// that ran over the guides of a province and found what citizens are misled by; the
// last four are law. Each has its number, its sentence in the text room under
// pack.lint-<number>, and stands alone, so that a place can be shown which it broke.
type rule struct {
	number int
	check  func(*linter)
}

// Rules is how many lint rules there are.
const Rules = 19

var rules = []rule{
	{1, lintInstant}, {2, lintPromised}, {3, lintResultEnds}, {4, lintVisitReason}, {5, lintNoVisitReason}, {6, lintPostal},
	{7, lintWhollyOnline}, {8, lintFeeComplete}, {9, lintFeeNone}, {10, lintPhones}, {11, lintContact}, {12, lintThemes},
	{13, lintFAQ}, {14, lintSteps}, {15, lintSample}, {16, lintCatchAll}, {17, lintMaterialBasis}, {18, lintPromise},
	{19, lintTolerance},
}

// linter judges one service by one rule.
type linter struct {
	*draft
	number int
}

// fires reports that the rule is broken at a place; args are pairs.
func (l *linter) fires(at declare.Pos, args ...string) {
	l.add(at.Problem(fmt.Sprintf("pack.lint-%d", l.number), append([]string{"rule", fmt.Sprint(l.number)}, args...)...))
}

func (d *draft) lint() {
	for _, r := range rules {
		r.check(&linter{d, r.number})
	}
}
