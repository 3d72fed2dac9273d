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
// act and when; and the register or the licence behind it, where nobody typed it.
type Source struct {
	Kind string        `json:"kind"`
	Role casework.Role `json:"role,omitempty"` // of whom, where it was an official
	Act  int           `json:"act,omitempty"`  // number of the act that brought it
	Step string        `json:"step,omitempty"` // the declared step that set the flag
	At   time.Time     `json:"at,omitzero"`

	// From the second form on.
	Register string    `json:"register,omitempty"` // id of the register
	Field    string    `json:"field,omitempty"`    // of the register; of a licence its kind
	AsOf     time.Time `json:"as_of,omitzero"`     // of the register's answer, or when the licence was looked at
	Licence  string    `json:"licence,omitempty"`  // number
	Version  int       `json:"version,omitempty"`  // of the licence
	Digest   string    `json:"sha256,omitempty"`   // of the licence's credential as issued, where licences are signed
	Disputed string    `json:"disputed,omitempty"` // register that said otherwise: the applicant's word counted
}

// The kinds of source.
const (
	FromApplicant = "applicant" // entered by the applicant
	FromOfficial  = "official"  // entered or recorded by an official
	FromSystem    = "system"    // handed down from the case this one is a branch of; in the first form also set by a rule
	FromRegister  = "register"  // fetched from a register
	FromLicence   = "licence"   // a licence from the holder's wallet
	Computed      = "computed"  // set by the program, as the procedure says
	NotRecorded   = "none"      // a flag that nothing ever set: it counts as no
)

// of says whether a source says no more than a form can.
func (s Source) of(format string) bool {
	if format != firstFormat {
		return true
	}
	first := Source{Kind: s.Kind, Role: s.Role, Act: s.Act, Step: s.Step, At: s.At}
	return s == first && !slices.Contains([]string{FromRegister, FromLicence, Computed}, s.Kind)
}

// sourceOf is the latest act that brought what the model was told under name.
func sourceOf(format string, s *pack.Service, before casework.Case, a casework.Act, name string) Source {
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
		if format != firstFormat {
			out.behind(x, name, question)
		}
		return out
	}
	return Source{Kind: NotRecorded}
}

// behind adds what stands behind an input that act x brought.
func (s *Source) behind(x casework.Act, name string, question bool) {
	from := x.Sources[name]
	switch {
	case from.Shown():
		s.Kind, s.Field, s.Licence, s.Version, s.Digest, s.AsOf = FromLicence, from.Field, from.Licence, from.Version, from.Digest, from.AsOf.UTC()
	case from.Given():
		s.Kind, s.Register, s.Field, s.AsOf = FromRegister, from.Register, from.Field, from.AsOf.UTC()
	case from.Own:
		s.Disputed = from.Register
	case s.Kind == FromSystem && !question:
		s.Kind = Computed
	}
}
