package pack

import (
	"maps"
	"slices"

	"atonce/internal/casework"
	"atonce/internal/law"
)

// Need 数据需求 is what a service reads of a register instead of asking: which fields,
// for what, on which article, and which questions or which material they answer.
type Need struct {
	Register string
	By       string // lookup field the applicant's code is looked for in; empty for the key
	Fields   []string
	Purpose  string // one of Purposes
	Basis    law.Citation
	Answers  map[string]string // question → field
	Material string            // id of the material it stands for; empty without one
}

// Exception is a question that is asked although a register could answer it, or a paper
// that is asked for although the licence is issued here, with the article that lets it.
type Exception struct {
	Asked    string // question or material
	Register string
	Field    string
	Licence  string // kind of licence; empty where a register is meant
	Basis    law.Citation
}

// Grant 数据授权 is what the owner of a register lets a service, or every service of a
// kind of office, read: these fields, for this purpose, from a day to a day.
type Grant struct {
	ID       string
	Register string
	Fields   []string
	Purpose  string
	Service  string // the reader; empty where Office is
	Office   string // kind of office
	Basis    law.Citation
	From     law.Date
	Until    law.Date // the last day; zero without an end
}

// Purposes are what data may be read for 使用目的.
var Purposes = []string{"identify", "prefill", "prove", "decide", "inspect"}

func (n Need) clone() Need {
	n.Fields, n.Answers = slices.Clone(n.Fields), maps.Clone(n.Answers)
	return n
}

// Needs are what the service reads of registers.
func (s *Service) Needs() []Need {
	out := make([]Need, len(s.needs))
	for i, n := range s.needs {
		out[i] = n.clone()
	}
	return out
}

// NeedFor is the need that answers a question, and the field that does.
func (s *Service) NeedFor(question string) (n Need, field string, ok bool) {
	for _, n := range s.needs {
		if f, ok := n.Answers[question]; ok {
			return n.clone(), f, true
		}
	}
	return Need{}, "", false
}

// Exceptions are the questions asked although a register could answer them.
func (s *Service) Exceptions() []Exception { return slices.Clone(s.exceptions) }

// Grants are what the owner gives from the start, in the order declared.
func (r *Register) Grants() []Grant {
	out := slices.Clone(r.grants)
	for i := range out {
		out[i].Fields = slices.Clone(out[i].Fields)
	}
	return out
}

// Covers says whether a grant lets a service of a kind of office read what it needs.
func (g Grant) Covers(n Need, service, office string) bool {
	if g.Register != n.Register || g.Purpose != n.Purpose || g.Service != "" && g.Service != service || g.Office != "" && g.Office != office {
		return false
	}
	return !slices.ContainsFunc(n.Fields, func(f string) bool { return !slices.Contains(g.Fields, f) })
}

// FilesOf are the ids of the files that an act brings: in answers, and for a material
// that no register gave.
func (s *Service) FilesOf(a casework.Act) []string {
	out := s.Form().Files(a.Answers)
	for _, q := range slices.Sorted(maps.Keys(a.Sources)) {
		out = append(out, a.Sources[q].Files...)
	}
	return out
}
