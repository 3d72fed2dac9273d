// Package decision makes and checks decision receipts 决策回执: why a decision came out
// as it did, as data that anybody can recompute without the government. What is in a
// receipt follows from the acts of a case and from the edition of the pack they were
// done under, so that nothing of it needs to be stored; what it says is committed to
// in the log.
//
// A receipt holds no sentence of this program, only data and the pack's own words: a
// later program that words things otherwise makes the same bytes.
package decision

import (
	"slices"
	"time"

	"atonce/internal/casework"
	"atonce/internal/dmn"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/text"
)

// The forms of receipts, the newest first. A later form gets another number, and every
// one is read for ever.
const (
	Format      = "atonce-decision/2"
	firstFormat = "atonce-decision/1" // says of an input who brought it and when, not which register or licence stood behind
)

// Formats are all forms that are read, the newest first.
var Formats = []string{Format, firstFormat}

// Receipt 决策回执 says of one act, a decision or a proposal about which a model was
// asked, what was asked, answered and decided. The order of the fields is that of its
// canonical bytes.
type Receipt struct {
	Format   string    `json:"format"`
	Case     string    `json:"case"` // number of the case
	Act      int       `json:"act"`  // number of the act in the case
	Service  Service   `json:"service"`
	Decided  Decided   `json:"decided"`
	Model    Model     `json:"model"`
	Asked    time.Time `json:"asked"` // the model's now
	Inputs   []Input   `json:"inputs"`
	Missing  []string  `json:"missing,omitempty"` // inputs that nobody had answered: the model gives no answer then
	Steps    []Step    `json:"steps"`
	Answer   string    `json:"answer"`             // as FEEL writes it; empty where the model could not answer
	Proposes string    `json:"proposes,omitempty"` // the outcome the model proposes; empty where it answers a plain value
}

// Service is which service decided, in which version.
type Service struct {
	ID      string    `json:"id"`
	Name    law.Words `json:"name"`
	Version string    `json:"version"`
	Digest  string    `json:"digest"` // of the pack, with @area where an overlay applies
}

// Decided is what somebody made of the model's answer.
type Decided struct {
	Verb    casework.Verb `json:"verb"`
	Outcome string        `json:"outcome"`
	Name    law.Words     `json:"name,omitempty"` // of the outcome
	Favours bool          `json:"favours"`        // the applicant got what was asked
	By      string        `json:"by"`             // rules, where nobody took part, else person
	Role    casework.Role `json:"role"`
	At      time.Time     `json:"at"`
	Reason  string        `json:"reason,omitempty"` // what the applicant was told
}

// Who decided.
const (
	ByRules  = "rules"
	ByPerson = "person"
)

// Model is the decision model that was asked.
type Model struct {
	ID       string    `json:"id"`
	File     string    `json:"file"`
	Digest   string    `json:"sha256"`   // of the file
	Decision string    `json:"decision"` // the one in it that answers
	Name     law.Words `json:"name,omitempty"`
}

// Step is one decision of the model, in the order they were evaluated.
type Step struct {
	Name    string    `json:"name"`
	Label   law.Words `json:"label,omitempty"`
	Formula string    `json:"formula,omitempty"` // as the pack writes it, where it is no table
	Value   string    `json:"value"`             // as FEEL writes it
	Rules   []Rule    `json:"rules,omitempty"`   // those that fired
}

// Rule is a rule of a table that fired.
type Rule struct {
	Number  int       `json:"rule"` // from 1, as in the table
	Counted bool      `json:"counted"`
	When    []string  `json:"when"` // its cells as the pack writes them
	Then    []string  `json:"then"`
	Text    law.Words `json:"text,omitempty"` // the pack's own sentence, filled in
	Basis   []Article `json:"basis,omitempty"`
}

// Article is the article a rule rests on, in the version that was in force.
type Article struct {
	Law          string    `json:"law"`
	Title        law.Words `json:"title,omitempty"`
	Article      string    `json:"article,omitempty"`
	Version      string    `json:"version,omitempty"` // the day from which the text in force held; empty where none was
	Illustrative bool      `json:"illustrative,omitempty"`
}

// Make makes the receipt of act a, which a model was asked about, in a case that stood
// as before says. s is the service under whose digest the model was asked.
func Make(s *pack.Service, number string, before casework.Case, a casework.Act) (Receipt, error) {
	return MakeAs(Format, s, number, before, a)
}

// MakeAs is Make in one of Formats: what was decided before a form came up was committed
// to in the one of then.
func MakeAs(format string, s *pack.Service, number string, before casework.Case, a casework.Act) (Receipt, error) {
	if a.Model == nil {
		return Receipt{}, fail.New(fail.NotFound, "decision.none", "case", number)
	}
	m := *a.Model
	f, ok := s.Recount(m)
	if !ok || f.Answer != m.Answer || f.Outcome != m.Outcome || !slices.Equal(f.Rules, m.Rules) || !slices.Equal(f.Missing, missing(f, m)) {
		return Receipt{}, fail.New(fail.Conflict, "decision.not-again", "case", number, "model", m.ID)
	}
	r := Receipt{Format: format, Case: number, Act: a.Seq, Decided: Decided{Verb: a.Verb, Outcome: a.Outcome, By: ByPerson, Role: a.Role, At: a.At.UTC(), Reason: a.Reason}}
	if a.Role == casework.RoleSystem {
		r.Decided.By = ByRules
	}
	for _, name := range f.Names() {
		if v, ok := m.Inputs[name]; ok {
			r.Inputs = append(r.Inputs, Input{Name: name, Value: v, Source: sourceOf(format, s, before, a, name)})
		}
	}
	return r.reckoned(s, f), nil
}

// missing are the inputs the record has no value of.
func missing(f pack.Finding, m casework.Model) (out []string) {
	for _, name := range f.Names() {
		if _, ok := m.Inputs[name]; !ok {
			out = append(out, name)
		}
	}
	return out
}

// reckoned is the receipt with everything that follows from its inputs and from the
// declaration of s filled in anew; f is what the model says now.
func (r Receipt) reckoned(s *pack.Service, f pack.Finding) Receipt {
	d, _ := s.Decision(f.ID)
	r.Service = Service{ID: s.ID(), Name: words(func(l text.Lang) string { return s.Texts(l)["name"] }), Version: s.Version(), Digest: s.Digest()}
	asked := f.Asked()
	r.Model = Model{ID: f.ID, File: d.File, Digest: d.Digest, Decision: asked.Name, Name: law.Words(asked.Labels)}
	r.Asked, r.Missing, r.Answer, r.Proposes = f.At.UTC(), f.Missing, f.Answer, f.Outcome
	r.Decided.Favours, r.Decided.Name = false, nil
	if o, ok := s.Procedure().Outcome(r.Decided.Outcome); ok {
		r.Decided.Favours = o.Favours
		r.Decided.Name = words(func(l text.Lang) string { return s.Texts(l)["outcome."+o.ID] })
	}
	r.Inputs = append([]Input{}, r.Inputs...)
	for i, in := range r.Inputs {
		r.Inputs[i].Label = nil
		for _, e := range f.Given() {
			if e.Name == in.Name {
				r.Inputs[i].Label = law.Words(e.Labels)
			}
		}
	}
	r.Steps = []Step{}
	if x := f.Explanation(); x != nil {
		day := s.Procedure().Calendar.Today(f.At)
		for _, st := range x.Steps {
			r.Steps = append(r.Steps, step(s, d.Model, day, st))
		}
	}
	return r
}

func step(s *pack.Service, m *dmn.Model, day law.Date, st *dmn.Step) Step {
	out := Step{Name: st.Name, Label: law.Words(st.Labels), Value: st.Value.String()}
	if e, ok := m.Find(st.Name); ok && e.Decision != nil {
		if l, ok := e.Decision.Logic.(*dmn.Literal); ok {
			out.Formula = l.Text
		}
	}
	for _, t := range st.Tables {
		for i := range t.Fired {
			f := &t.Fired[i]
			rule := Rule{Number: f.Rule, Counted: f.Counted, When: []string{}, Then: []string{}, Text: words(func(l text.Lang) string { return t.Sentence(st, f, l) })}
			for _, c := range f.Def.Inputs {
				rule.When = append(rule.When, c.Text)
			}
			for _, c := range f.Def.Outputs {
				rule.Then = append(rule.Then, c.Text)
			}
			for _, b := range f.Def.Basis {
				rule.Basis = append(rule.Basis, article(s.Book(), day, b))
			}
			out.Rules = append(out.Rules, rule)
		}
	}
	return out
}

func article(b *law.Book, day law.Date, c dmn.Basis) Article {
	out := Article{Law: c.Law, Article: c.Article, Illustrative: c.Illustrative}
	if st, ok := b.Cite(law.Citation{Law: c.Law, Article: c.Article}); ok {
		out.Title = st.Title
		if from, ok := st.VersionOn(day); ok {
			out.Version = from.String()
		}
	}
	return out
}

// words are the languages in which say has something to say.
func words(say func(text.Lang) string) law.Words {
	out := law.Words{}
	for _, l := range text.Langs {
		if s := say(l); s != "" {
			out[l] = s
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
