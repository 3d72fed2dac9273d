package pack

import (
	"strconv"
	"time"

	"atonce/internal/casework"
	"atonce/internal/dmn"
	"atonce/internal/feel"
	"atonce/internal/form"
)

// Trial 规则推演 asks a model of a service what it would have answered in past cases. It
// holds the memory for it and must not be used by two goroutines at once.
type Trial struct {
	rules  *ruleset
	e      *dmn.Evaluator
	steps  []*dmn.Element
	asked  map[string]int // place among the inputs, by name
	kinds  []form.Kind    // of the question behind an input; empty for a flag
	zone   *time.Location
	key    []byte
	known  map[string]string // rules that counted, each text once
	favour map[string]bool   // by outcome
}

// Tried is what a model would have answered. Its texts are good for ever.
type Tried struct {
	Answered bool
	Missing  bool       // an input is not there, so there is no answer
	Outcome  string     // what the model proposes; empty where it answers a plain value
	Value    feel.Value // its answer
	Rules    string     // that counted: table and number, one a line
	Favours  bool       // the outcome is what the applicant asked for
	Amount   int64      // what is paid, in minor units
	Paid     bool       // Amount says something
	Odd      bool       // what is paid is no whole number of minor units
}

// Trial makes ready a model that a permit of the service names.
func (s *Service) Trial(model string) (*Trial, bool) {
	r, ok := s.rules[model]
	if !ok {
		return nil, false
	}
	t := &Trial{rules: r, e: r.pool.New().(*dmn.Evaluator), steps: r.asked.Logic(), asked: map[string]int{}, zone: s.book.Calendar.Zone(),
		known: map[string]string{}, favour: map[string]bool{}}
	t.e.NoteRules()
	for i, in := range r.given {
		t.asked[in.Name] = i
		f, _ := s.form.Field(in.Name)
		t.kinds = append(t.kinds, f.Kind)
	}
	for _, o := range s.procedure.Outcomes {
		t.favour[o.ID] = o.Favours
	}
	return t, true
}

// Proposes says whether the model proposes outcomes; else it answers a plain value.
func (t *Trial) Proposes() bool { return len(t.rules.outcomes) > 0 }

// Pays says whether the procedure declares what the model pays.
func (t *Trial) Pays() bool { return t.rules.pays != nil }

// Ask asks the model as of a time, in microseconds since 1970, of a case that told what
// the bytes hold (see Told). It answers nothing where the model asked in a case would
// not.
func (t *Trial) Ask(at int64, told []byte) (out Tried) {
	t.e.Clear()
	t.e.SetNow(feel.DateTimeOf(time.UnixMicro(at).In(t.zone)))
	for i, in := range t.rules.given {
		if t.kinds[i] == "" {
			t.e.Set(in, feel.False) // a flag that nobody set
		}
	}
	for len(told) > 0 {
		name, rest, ok := nextTold(told)
		value, rest, good := nextTold(rest)
		if !ok || !good {
			break // torn: what is missing is told as missing
		}
		told = rest
		i, asked := t.asked[string(name)]
		switch {
		case !asked:
		case t.kinds[i] == "":
			t.e.Set(t.rules.given[i], feel.Bool(string(value) == "true"))
		default:
			t.e.Set(t.rules.given[i], form.Typed(t.kinds[i], string(value)))
		}
	}
	for _, in := range t.rules.given {
		if t.e.Value(in).IsNull() {
			out.Missing = true
			return out
		}
	}
	v := t.e.Evaluate(t.rules.asked)
	if t.e.Err() != nil {
		return out
	}
	for _, st := range t.steps {
		if t.e.Value(st).IsNull() {
			return out
		}
	}
	if t.Proposes() {
		o := outcomeOf(v)
		if o.Kind() != feel.KindString {
			return out
		}
		out.Outcome = o.Text()
		out.Favours = t.favour[out.Outcome]
	}
	out.Answered, out.Value, out.Rules = true, v, t.counted()
	if t.rules.pays != nil {
		out.Amount, out.Paid = t.e.Value(t.rules.pays).Int64()
		out.Odd = !out.Paid
	}
	return out
}

// counted are the rules that counted, as the record of a case writes them.
func (t *Trial) counted() string {
	t.key = t.key[:0]
	for i, r := range t.e.Noted() {
		if i > 0 {
			t.key = append(t.key, '\n')
		}
		t.key = append(t.key, r.Element.Name...)
		t.key = append(t.key, ' ')
		t.key = strconv.AppendInt(t.key, int64(r.Rule), 10)
	}
	if s, ok := t.known[string(t.key)]; ok {
		return s
	}
	s := string(t.key)
	t.known[s] = s
	return s
}

// FactsOf are the facts that a case told, as of a time: what a person is shown of a case
// that another rule is tried on.
func (s *Service) FactsOf(at time.Time, told []byte) casework.Facts {
	f := casework.Facts{Answers: map[string]string{}, Flags: map[string]bool{}, At: at}
	for len(told) > 0 {
		name, rest, ok := nextTold(told)
		value, rest, good := nextTold(rest)
		if !ok || !good {
			break
		}
		told = rest
		if _, question := s.form.Field(string(name)); question {
			f.Answers[string(name)] = string(value)
		} else {
			f.Flags[string(name)] = string(value) == "true"
		}
	}
	return f
}
