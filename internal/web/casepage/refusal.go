package casepage

import (
	"maps"
	"strings"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/text"
)

// VerbName is what a verb is called where it can be done: "受理", "accept". The
// record of a declared step is called by the step.
func VerbName(l text.Lang, s *pack.Service, v casework.Verb, step string) string {
	switch {
	case v == casework.Record && (step == casework.StepNote || step == casework.StepNudge || step == casework.StepTaken):
		return text.S(l, "casepage.verb.record-"+step)
	case v == casework.Record && step != "":
		return s.Text(l, "step."+step)
	}
	return text.S(l, "casepage.verb."+string(v))
}

// Refusal is err with the ids of the kernel's words replaced by the words a person
// knows: verbs, stages, roles, flags, outcomes. An error of another room passes as it is.
func Refusal(l text.Lang, s *pack.Service, err error) *fail.Error {
	was := fail.As(err)
	if !strings.HasPrefix(was.Key, "casework.") && !fieldsOfKernel(was) {
		return was
	}
	e := *was
	e.Args = words(l, s, was.Args)
	e.Fields = make([]fail.Field, len(was.Fields))
	for i, f := range was.Fields {
		f.Args = words(l, s, f.Args)
		e.Fields[i] = f
	}
	return &e
}

func fieldsOfKernel(e *fail.Error) bool {
	for _, f := range e.Fields {
		if strings.HasPrefix(f.Key, "casework.") {
			return true
		}
	}
	return false
}

func words(l text.Lang, s *pack.Service, args fail.Args) fail.Args {
	out := maps.Clone(args)
	for k, v := range args {
		switch k {
		case "verb", "opens":
			out[k] = verbWord(l, s, v)
		case "allowed", "did":
			out[k] = each(l, v, func(id string) string { return verbWord(l, s, id) })
		case "stage":
			out[k] = StageName(l, s, v)
		case "roles":
			out[k] = each(l, v, func(id string) string { return RoleName(l, s, casework.Role(id)) })
		case "flag":
			out[k] = s.Text(l, "flag."+v)
		case "outcome":
			if _, ok := s.Procedure().Outcome(v); ok {
				out[k] = OutcomeName(l, s, v)
			}
		case "outcomes":
			out[k] = each(l, v, func(id string) string { return OutcomeName(l, s, id) })
		case "clock":
			out[k] = s.Text(l, "clock."+v)
		case "field":
			out[k] = FieldName(l, s, v)
		case "ground":
			if v != "" {
				out[k] = GroundTitle(l, s, v)
			}
		case "grounds":
			out[k] = each(l, v, func(id string) string { return GroundTitle(l, s, id) })
		}
	}
	return out
}

// verbWord reads "accept" and "record visit", as the kernel writes them.
func verbWord(l text.Lang, s *pack.Service, v string) string {
	verb, step, _ := strings.Cut(v, " ")
	if !casework.Verb(verb).Known() {
		return v
	}
	return VerbName(l, s, casework.Verb(verb), step)
}

func each(l text.Lang, list string, name func(string) string) string {
	if list == "-" || list == "" {
		return text.S(l, "casepage.nothing")
	}
	var out []string
	for _, id := range strings.Split(list, ", ") {
		out = append(out, name(id))
	}
	return strings.Join(out, text.S(l, "casepage.comma"))
}
