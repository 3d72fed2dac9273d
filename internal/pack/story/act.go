package story

import (
	"strconv"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/text"
)

// act makes the kernel's act of a line: words in the verb's order, then key=value.
// What is no setting of the act is an answer.
func (w *world) act(s *pack.Service, l line, by *casework.Actor) (casework.Act, Problem) {
	a := casework.Act{Verb: casework.Verb(l.verb)}
	for i, word := range l.words {
		if !take(&a, i, word) {
			return a, Problem{Key: "story.word", Args: fail.Pairs("verb", l.verb, "word", word)}
		}
	}
	asks := a.Verb == casework.Submit || a.Verb == casework.ReportIn || a.Verb == casework.Open || a.Verb == casework.Supplement
	for _, p := range l.pairs {
		_, field := s.Form().Field(p.key)
		switch {
		case field && (asks || !reserved(p.key)):
			addAnswer(&a, p)
		case p.key == "reason":
			a.Reason = p.value
		case p.key == "note":
			a.Note = p.value
		case p.key == "clock":
			a.Clock = p.value
		case p.key == "submission":
			a.Submission = p.value
		case p.key == "on_behalf":
			by.OnBehalf = p.value
		case p.key == "applicant":
		case p.key == "until":
			at, ok := until(s.Book().Calendar, p.value)
			if !ok {
				return a, Problem{Key: "story.time", Args: fail.Pairs("value", p.value)}
			}
			a.Until = at
		case p.key == "area" && a.Verb == casework.Move:
			a.Onto = s.For(p.value).Procedure()
			a.Digest = a.Onto.Digest
		default:
			addAnswer(&a, p)
		}
	}
	return a, Problem{}
}

func reserved(key string) bool {
	switch key {
	case "reason", "note", "clock", "submission", "on_behalf", "applicant", "until", "area":
		return true
	}
	return false
}

func addAnswer(a *casework.Act, p pair) {
	if a.Answers == nil {
		a.Answers = map[string]string{}
	}
	a.Answers[p.key] = p.value
}

// until is the close of business of a day, or a minute of it.
func until(cal law.Calendar, s string) (time.Time, bool) {
	if at, err := time.ParseInLocation("2006-01-02T15:04", s, cal.Zone()); err == nil {
		return at, true
	}
	d, err := law.ParseDate(s)
	return cal.CloseOf(d), err == nil
}

// take puts the i-th word of a line where the verb wants it.
func take(a *casework.Act, i int, word string) bool {
	if a.Verb == casework.AskCorrection || a.Verb == casework.Accept {
		field, reason, ok := strings.Cut(word, ":")
		a.Gaps = append(a.Gaps, casework.Gap{Field: field, Reason: unquote(reason)})
		return ok
	}
	if i > 0 {
		return false
	}
	switch word = unquote(word); a.Verb {
	case casework.Pause:
		a.Ground = word
	case casework.Decide, casework.Propose:
		a.Outcome = word
	case casework.Record:
		a.Step = word
	case casework.Assign:
		a.Handler = word
	case casework.Refer:
		a.Office = word
	case casework.Extend:
		a.Clock = word
	case casework.Move:
		a.Digest = word
	case casework.Rate:
		n, err := strconv.Atoi(word)
		a.Stars = n
		return err == nil
	default:
		return false
	}
	return true
}

// checkForm holds answers to the form, and the licences they name to the wallet, as the desk does before it asks the kernel. A
// case that a branch opens gets what its parent has; the rest is asked for later.
func (w *world) checkForm(s *pack.Service, c casework.Case, by casework.Actor, a *casework.Act, now time.Time) (refused []string) {
	var problems []fail.Field
	var answers map[string]string
	switch {
	case len(c.Acts) == 0 && a.Verb != s.Procedure().Opens.Verb:
		return nil // the kernel says how a case begins
	case len(c.Acts) == 0:
		answers, problems = s.Form().Check(a.Answers)
	case len(a.Answers) > 0:
		all := map[string]string{}
		for k, v := range c.Answers {
			all[k] = v
		}
		for k, v := range a.Answers {
			all[k] = v
		}
		if by.Has(casework.RoleApplicant) {
			answers, problems = s.Form().CheckSome(all, a.Answers)
		} else {
			answers, problems = s.Form().CheckOffice(all, a.Answers)
		}
	default:
		return nil
	}
	if len(problems) == 0 {
		if a.Sources, problems = s.Take(answers, w.held, now); len(a.Sources) == 0 {
			a.Sources = nil
		}
	}
	for _, p := range problems {
		refused = append(refused, p.Path+": "+text.T(text.EN, p.Key, p.Args))
	}
	for k, v := range a.Answers {
		if _, ok := s.Form().Field(k); !ok {
			if len(c.Acts) == 0 {
				refused = append(refused, text.S(text.EN, "story.no-field", "field", k))
				continue
			}
			answers[k] = v // a material that was asked for without a question of its own
		}
	}
	a.Answers = answers
	return refused
}

// refusal is why the kernel said no, with the fields concerned.
func refusal(err error) string {
	e := fail.As(err)
	out := []string{text.Error(text.EN, err)}
	for _, f := range e.Fields {
		out = append(out, f.Path+": "+text.T(text.EN, f.Key, f.Args))
	}
	return strings.Join(out, " ")
}
