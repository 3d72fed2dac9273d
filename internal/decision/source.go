package decision

import (
	"slices"
	"time"

	"atonce/internal/casework"
	"atonce/internal/law"
	"atonce/internal/pack"
)

// Input is one thing the model was told, and where it came from.
type Input struct {
	Name   string    `json:"name"`
	Label  law.Words `json:"label,omitempty"`
	Value  string    `json:"value"` // as it is kept: money in minor units, yes and no, days by ISO 8601, flags true and false
	Source Source    `json:"source"`
}

// Source 数据来源 is where an input came from: what somebody entered or recorded, in which
// act and when.
type Source struct {
	Kind string        `json:"kind"`
	Role casework.Role `json:"role,omitempty"` // of whom, where it was an official
	Act  int           `json:"act,omitempty"`  // number of the act that brought it
	Step string        `json:"step,omitempty"` // the declared step that set the flag
	At   time.Time     `json:"at,omitzero"`
}

// The kinds of source. What a register or a licence gave comes through the act that
// recorded it, which then names them.
const (
	FromApplicant = "applicant" // entered by the applicant
	FromOfficial  = "official"  // entered or recorded by an official
	FromSystem    = "system"    // handed down from the case this one is a branch of, or set by a rule
	NotRecorded   = "none"      // a flag that nothing ever set: it counts as no
)

// sourceOf is the latest act that brought what the model was told under name.
func sourceOf(s *pack.Service, before casework.Case, a casework.Act, name string) Source {
	_, question := s.Form().Field(name)
	for _, x := range slices.Backward(append(slices.Clone(before.Acts), a)) {
		brought := false
		if question {
			_, brought = x.Answers[name]
		} else {
			// The model was asked before the act itself set or cleared anything.
			brought = x.Seq != a.Seq && (slices.Contains(x.Sets, name) || slices.Contains(x.Clears, name))
		}
		if !brought {
			continue
		}
		out := Source{Kind: FromOfficial, Act: x.Seq, Step: x.Step, At: x.At.UTC()}
		switch x.Role {
		case casework.RoleApplicant:
			out.Kind = FromApplicant
		case casework.RoleSystem:
			out.Kind = FromSystem
		default:
			out.Role = x.Role
		}
		return out
	}
	return Source{Kind: NotRecorded}
}
