package pack

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"atonce/internal/casework"
	"atonce/internal/dmn"
	"atonce/internal/fail"
	"atonce/internal/feel"
	"atonce/internal/law"
	"atonce/internal/text"
)

// ruleset is a decision model as a procedure asks it: which decision answers, what it
// can answer, and the names its inputs have in a case. It is safe for many goroutines.
type ruleset struct {
	id       string
	asked    *dmn.Element
	given    []*dmn.Element
	outcomes []string     // that it can propose; none where it answers a plain value
	pays     *dmn.Element // the decision that is an amount of money; nil where none is declared
	scope    *scope
	book     *law.Book
	pool     sync.Pool // of *dmn.Evaluator
}

// limits bound what one question to a model may use: a page asks on every request.
var limits = feel.Limits{Depth: 64, Steps: 200_000, List: 10_000, String: 1 << 16}

// Finding 决策结果 is what a decision model says of a case, or why it says nothing.
type Finding struct {
	casework.Model
	Missing []string // the inputs that are not answered, or do not fit the model

	rules   *ruleset
	account *dmn.Explanation
	silent  *fail.Error
}

// Answered says whether the model could be evaluated. Where it could not, Why says why.
func (f Finding) Answered() bool { return f.Answer != "" }

// Name is what the pack calls the model's answer.
func (f Finding) Name(lang text.Lang) string {
	if s := f.rules.asked.Labels.In(lang); s != "" {
		return s
	}
	return f.rules.asked.Name
}

// Value is the answer as a person reads it.
func (f Finding) Value(lang text.Lang) string {
	if !f.Answered() {
		return ""
	}
	return dmn.Say(f.account.Result, lang)
}

// Account says how the answer came about: a sentence to an element, rules with the
// articles they rest on.
func (f Finding) Account(lang text.Lang) []string {
	if !f.Answered() {
		return nil
	}
	return f.account.Account(lang, f.rules.cite)
}

// Explanation is the same account as data, nil where the model has no answer.
func (f Finding) Explanation() *dmn.Explanation { return f.account }

// Asked is the decision of the model that answers.
func (f Finding) Asked() *dmn.Element { return f.rules.asked }

// Given are the inputs the model looks at, in order of name.
func (f Finding) Given() []*dmn.Element { return slices.Clone(f.rules.given) }

// Why says why the model could not be evaluated, beside what is missing.
func (f Finding) Why() *fail.Error { return f.silent }

// Names are the names of what the model looks at, in order of name.
func (f Finding) Names() []string {
	out := make([]string, len(f.rules.given))
	for i, x := range f.rules.given {
		out[i] = x.Name
	}
	return out
}

func (r *ruleset) cite(b dmn.Basis, lang text.Lang) string {
	s := r.book.SayCitation(lang, law.Citation{Law: b.Law, Article: b.Article})
	if b.Illustrative {
		return text.S(lang, "dmn.say.illustrative", "basis", s)
	}
	return s
}

// ask evaluates the model over facts. It answers nothing where an input is missing
// or any decision on the way has no answer: FEEL would let "if income < 5 then …"
// go on with null as if it were no, and a missing answer would become a refusal.
func (r *ruleset) ask(f casework.Facts, digest string) Finding {
	e := r.pool.Get().(*dmn.Evaluator)
	defer r.pool.Put(e)
	e.Clear()
	e.SetNow(feel.DateTimeOf(f.At.In(r.book.Calendar.Zone())))
	out := Finding{Model: casework.Model{ID: r.id, Digest: digest, At: f.At, Inputs: map[string]string{}}, rules: r}
	for _, in := range r.given {
		v, said := r.scope.value(f, in.Name)
		if e.Set(in, v); e.Value(in).IsNull() {
			out.Missing = append(out.Missing, in.Name)
			continue
		}
		out.Inputs[in.Name] = said
	}
	if len(out.Missing) > 0 {
		return out
	}
	x := e.Explain(r.asked)
	if err := e.Err(); err != nil {
		out.silent = fail.As(err)
		return out
	}
	for _, s := range x.Steps {
		if s.Depth == 0 && s.Value.IsNull() {
			out.silent = unanswered(s.Value)
			return out
		}
	}
	if len(r.outcomes) > 0 {
		v := outcomeOf(x.Result)
		if v.Kind() != feel.KindString {
			out.silent = unanswered(v)
			return out
		}
		out.Outcome = v.Text()
	}
	out.account, out.Answer, out.Rules = x, x.Result.String(), fired(x)
	return out
}

func unanswered(v feel.Value) *fail.Error {
	if why := v.Reason(); why != nil {
		return fail.New(fail.Conflict, why.Key, why.Args...)
	}
	return fail.New(fail.Conflict, "pack.rules-null")
}

// outcomeOf is the entry outcome of an answer in several parts, else the answer.
func outcomeOf(v feel.Value) feel.Value {
	if c := v.Context(); c != nil {
		v, _ = c.Get(outcomeWord)
	}
	return v
}

// fired are the rules that decided, as table and number.
func fired(x *dmn.Explanation) []string {
	var out []string
	for _, s := range x.Steps {
		for _, t := range s.Tables {
			for _, f := range t.Fired {
				if f.Counted {
					out = append(out, s.Name+" "+strconv.Itoa(f.Rule))
				}
			}
		}
	}
	return out
}

// value is a question's answer, or a flag, for FEEL and as it is recorded.
func (s *scope) value(f casework.Facts, name string) (feel.Value, string) {
	if _, ok := s.fields[name]; ok {
		return s.form.Typed(name, f.Answers[name]), f.Answers[name]
	}
	return feel.Bool(f.Flags[name]), strconv.FormatBool(f.Flags[name])
}

// alone is the condition of a permit by which the rules decide with no official: the
// model must propose the very outcome, which favours the applicant unless an article
// lets rules alone refuse. A model that proposes another, or cannot answer, leaves the
// case to a person.
type alone struct {
	when    casework.Condition
	rules   *ruleset
	outcome string
}

// Holds says whether the rules may act by themselves.
func (c alone) Holds(f casework.Facts) (bool, error) {
	if c.when != nil {
		if ok, err := c.when.Holds(f); err != nil || !ok {
			return false, err
		}
	}
	return c.rules.ask(f, "").Outcome == c.outcome, nil
}

// Ask asks a model that a permit names over facts; their At is its now.
func (s *Service) Ask(model string, f casework.Facts) (Finding, bool) {
	r, ok := s.rules[model]
	if !ok {
		return Finding{}, false
	}
	return r.ask(f, s.digest), true
}

// Recall is a recorded answer evaluated again, so that it can be told in full. It is
// there only where the service still is the one that was asked, and answers the same.
func (s *Service) Recall(m casework.Model) (Finding, bool) {
	out, ok := s.Recount(m)
	return out, ok && out.Answer == m.Answer && out.Outcome == m.Outcome
}

// Recount 复算 asks a model again what is recorded that it was asked, whatever was
// answered then. ok is false where the service is not the one that was asked.
func (s *Service) Recount(m casework.Model) (out Finding, ok bool) {
	r, ok := s.rules[m.ID]
	if !ok || m.Digest != s.digest {
		return Finding{}, false
	}
	f := casework.Facts{Answers: m.Inputs, Flags: map[string]bool{}, At: m.At}
	for name, v := range m.Inputs {
		f.Flags[name] = v == "true"
	}
	return r.ask(f, s.digest), true
}

// Heed notes in every proposal and decision among acts, which follow c, what the
// model of its permit said at that moment. A person who decides otherwise, or where
// the model has no answer, must give the reason; the error names the field. What
// silence decided was decided by law and asks no model.
func (s *Service) Heed(c casework.Case, acts []casework.Act) error {
	for i := range acts {
		a := &acts[i]
		a.Model = nil
		if model := asks(c, *a); model != "" {
			f := c.Facts()
			if a.Role != casework.RoleSystem {
				f.At = a.At
			}
			f.Answers = maps.Clone(f.Answers)
			maps.Copy(f.Answers, a.Answers)
			said, ok := s.Ask(model, f)
			if !ok {
				return fail.New(fail.Internal, "pack.model-lost", "model", model)
			}
			if err := s.overridden(said, *a); err != nil {
				return err
			}
			a.Model = &said.Model
		}
		var err error
		if c, err = casework.Fold(c, *a); err != nil {
			return err
		}
	}
	return nil
}

// asks is the model that the permit of act a asks, empty if none.
func asks(c casework.Case, a casework.Act) string {
	if a.Verb != casework.Propose && a.Verb != casework.Decide || a.Role == casework.RoleSystem && a.Clock != "" {
		return ""
	}
	stage, _ := c.Procedure.Stage(c.Stage)
	for _, p := range stage.May {
		if p.Verb == a.Verb && p.Model != "" && slices.Contains(p.By, a.Role) && (len(p.Only) == 0 || slices.Contains(p.Only, a.Outcome)) {
			return p.Model
		}
	}
	return ""
}

func (s *Service) overridden(f Finding, a casework.Act) error {
	if a.Role == casework.RoleSystem || len(f.rules.outcomes) == 0 || f.Outcome == a.Outcome || strings.TrimSpace(a.Reason) != "" {
		return nil
	}
	e := fail.Field{Path: "reason", Key: "pack.rules-differ", Args: fail.Pairs("outcome", f.Outcome)}
	if !f.Answered() {
		e = fail.Field{Path: "reason", Key: "pack.rules-silent"}
	}
	return fail.New(fail.Invalid, "casework.incomplete", "verb", string(a.Verb)).WithFields(e)
}
