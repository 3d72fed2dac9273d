package register

import (
	"time"

	"atonce/internal/law"
	"atonce/internal/record"
)

// State says how good an answer of a register is.
type State string

// The states of an answer. One that is Down leaves the person free to type or to
// upload what the register would have said; nobody is held up by it.
const (
	Fresh  State = "fresh"  // as the register or its owner's system says it now
	Cached State = "cached" // as the owner's system said it not long ago
	None   State = "none"   // the register says nothing of this subject
	Down   State = "down"   // the owner's system does not answer, or not sensibly
)

// Answer is what a register says when it is asked for some fields of a subject.
type Answer struct {
	Register string
	State    State
	Values   map[string]record.Value // of the fields asked for; empty unless Fresh or Cached
	AsOf     time.Time               // when the register learnt it, or the owner's system said it
	From     law.Date                // the first day it holds; zero where the source does not say
	Since    time.Time               // Down: since when
	Field    string                  // Down: the field that came with a wrong type; empty otherwise
	Why      string                  // Down: text key of the reason
}

// Holds says whether there is something to show.
func (a Answer) Holds() bool { return a.State == Fresh || a.State == Cached }
