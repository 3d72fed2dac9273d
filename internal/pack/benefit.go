package pack

import (
	"slices"
	"strings"

	"atonce/internal/dmn"
	"atonce/internal/fail"
	"atonce/internal/feel"
	"atonce/internal/law"
	"atonce/internal/record"
)

// Benefit 免申即享政策 is a policy that is paid without an application: rules over the
// records of one register say who is due what. It is sealed: Load made it.
type Benefit struct {
	id, country  string
	from         law.Date
	names, about law.Words
	owner        string
	register     string
	basis        []law.Citation
	illustrative bool
	objection    law.Limit
	apart        []string
	audit        int
	decision     Decision
	asked        *dmn.Element
	given        []*dmn.Element
	book         *law.Book
	digest       string
	snapshot     []byte
}

// ID is the policy's id: the name of its folder.
func (b *Benefit) ID() string { return b.id }

// From is the first day the policy holds.
func (b *Benefit) From() law.Date { return b.from }

// Names are the policy's name in every language.
func (b *Benefit) Names() law.Words { return b.names }

// About says in a sentence or two who gets what.
func (b *Benefit) About() law.Words { return b.about }

// Owner is the kind of office that pays it.
func (b *Benefit) Owner() string { return b.owner }

// Register is the register whose records the rules look at.
func (b *Benefit) Register() string { return b.register }

// Basis is the law the policy rests on; empty only if Illustrative.
func (b *Benefit) Basis() []law.Citation { return slices.Clone(b.basis) }

// Illustrative says that the policy is made up for teaching.
func (b *Benefit) Illustrative() bool { return b.illustrative }

// Objection 异议期 is how long people can object after they were told.
func (b *Benefit) Objection() law.Limit { return b.objection }

// Apart are policies that the same person is not paid beside this one.
func (b *Benefit) Apart() []string { return slices.Clone(b.apart) }

// Audit is how many payments there are to one that is looked at afterwards 抽查.
func (b *Benefit) Audit() int { return b.audit }

// Fields are the fields of the register that the rules look at: what is read of each
// person, and no more.
func (b *Benefit) Fields() []string {
	out := make([]string, len(b.given))
	for i, x := range b.given {
		out[i] = x.Name
	}
	return out
}

// Decision is the model, with its digest.
func (b *Benefit) Decision() Decision { return b.decision }

// Book is the law the policy rests on.
func (b *Benefit) Book() *law.Book { return b.book }

// Digest is the SHA-256 of the policy's folder, in hexadecimal.
func (b *Benefit) Digest() string { return b.digest }

// Judge 资格判定 asks a policy about one record after another. It is for one goroutine.
type Judge struct {
	b *Benefit
	e *dmn.Evaluator
}

// Judge makes a judge for a day: ages are counted to it.
func (b *Benefit) Judge(day law.Date) *Judge {
	j := &Judge{b, b.decision.Model.NewEvaluator(limits)}
	j.e.SetNow(feel.DateTimeOf(day.At(0, b.book.Calendar.Zone())))
	return j
}

// Amount is what the record's subject is due, in minor units; 0 is nothing. at says
// where in values each of Fields stands. An answer that is no whole number of minor units, not
// below 0, is an error: nobody is paid by a rule that does not know.
func (j *Judge) Amount(values []record.Value, at []int) (int64, error) {
	for i, x := range j.b.given {
		j.e.Set(x, values[at[i]].FEEL())
	}
	v := j.e.Evaluate(j.b.asked)
	if n, ok := v.Int64(); ok && n >= 0 {
		return n, nil
	}
	if err := j.e.Err(); err != nil {
		return 0, err
	}
	if v.IsNull() {
		return 0, unanswered(v)
	}
	return 0, fail.New(fail.Conflict, "pack.benefit-amount", "amount", v.String())
}

// Explain says why: the sentences of the rules that fired, with their articles.
func (j *Judge) Explain(values []record.Value, at []int) *dmn.Explanation {
	for i, x := range j.b.given {
		j.e.Set(x, values[at[i]].FEEL())
	}
	return j.e.Explain(j.b.asked)
}

// Benefits are all policies in the order of their ids.
func (s *Set) Benefits() []*Benefit { return slices.Clone(s.benefits) }

// Benefit finds a policy by its id.
func (s *Set) Benefit(id string) (*Benefit, bool) {
	i := slices.IndexFunc(s.benefits, func(b *Benefit) bool { return b.id == id })
	if i < 0 {
		return nil, false
	}
	return s.benefits[i], true
}

// byID orders policies.
func byID(a, b *Benefit) int { return strings.Compare(a.id, b.id) }
