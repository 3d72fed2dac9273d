package people

import "atonce/internal/assurance"

// Level is how sure it is who holds a session.
type Level = assurance.Level

// The levels, as package assurance explains them.
const (
	NoLevel     = assurance.None
	Low         = assurance.Low
	Substantial = assurance.Substantial
	High        = assurance.High
)

// ParseLevel reads low, substantial or high.
func ParseLevel(s string) (Level, bool) { return assurance.Parse(s) }
