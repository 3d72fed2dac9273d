package casepage

import (
	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/pack"
	"atonce/internal/text"
)

// Telling is how acts are put into words for those inside: what a package for the
// archives says.
func Telling() desk.Telling {
	return desk.Telling{
		Act: func(l text.Lang, s *pack.Service, a casework.Act) (string, []string) {
			said := Say(l, s, a, true)
			return said.Title, said.Detail
		},
		Role: RoleName,
		Verb: func(l text.Lang, v casework.Verb) string { return text.S(l, "casepage.verb."+string(v)) },
	}
}
