package casework

import (
	"slices"
	"time"

	"atonce/internal/record"
)

// Actor is who does an act, with the roles they hold in the case's office.
type Actor struct {
	ID       string
	Name     string
	Roles    []Role
	Office   string
	OnBehalf string // the person stood in for 代; both names stay in the record
}

// System is the kernel acting by itself.
var System = Actor{ID: "system", Name: "system", Roles: []Role{RoleSystem}}

// Has says whether the actor holds role r.
func (a Actor) Has(r Role) bool { return slices.Contains(a.Roles, r) }

// Act is one entry of a case's record. Nothing is ever changed in it: status,
// clocks and flags are folded from the acts in order.
type Act struct {
	Seq        int                      `json:"seq"` // from 1, without gaps
	Verb       Verb                     `json:"verb"`
	By         string                   `json:"by"`   // the actor's id
	Name       string                   `json:"name"` // as it was then
	Role       Role                     `json:"role"` // the role it was done in
	OnBehalf   string                   `json:"on_behalf,omitempty"`
	At         time.Time                `json:"at"`
	From       string                   `json:"from,omitempty"` // stage before
	To         string                   `json:"to,omitempty"`   // stage after
	Step       string                   `json:"step,omitempty"`
	Outcome    string                   `json:"outcome,omitempty"`
	Ground     string                   `json:"ground,omitempty"` // of a pause
	Clock      string                   `json:"clock,omitempty"`  // of an extension, or the clock whose silence it is
	Until      time.Time                `json:"until,omitzero"`   // announced end of a pause, deadline of a correction
	Reason     string                   `json:"reason,omitempty"` // told to the applicant
	Note       string                   `json:"note,omitempty"`   // internal; no citizen's page may draw it
	Answers    map[string]string        `json:"answers,omitempty"`
	Sources    map[string]record.Source `json:"sources,omitempty"` // of answers that registers gave
	Gaps       []Gap                    `json:"gaps,omitempty"`    // of one complete correction notice
	Handler    string                   `json:"handler,omitempty"`
	Office     string                   `json:"office,omitempty"` // referred to, or where the case was opened
	Stars      int                      `json:"stars,omitempty"`
	Branch     string                   `json:"branch,omitempty"`
	Case       string                   `json:"case,omitempty"`   // the other case of a link
	Digest     string                   `json:"digest,omitempty"` // of the pack it was opened under, or moved to
	Sets       []string                 `json:"sets,omitempty"`
	Clears     []string                 `json:"clears,omitempty"`
	Visit      bool                     `json:"visit,omitempty"`    // the applicant had to come in person
	Backdated  time.Time                `json:"backdated,omitzero"` // clocks started by this act count from here
	Submission string                   `json:"submission,omitempty"`
	Model      *Model                   `json:"model,omitempty"` // what the declared rules said, for a proposal or decision they are asked about

	// Onto is the procedure a move pins the case to. It is not part of the
	// record: Digest is, and whoever folds finds the procedure by it.
	Onto *Procedure `json:"-"`
}

// Model is what a decision model 决策模型 said when somebody decided: enough to
// evaluate it again. An empty Answer says that it could not answer.
type Model struct {
	ID      string            `json:"id"`
	Digest  string            `json:"digest"`            // of the pack that declares it
	Outcome string            `json:"outcome,omitempty"` // what it proposes; empty where it answers a plain value
	Answer  string            `json:"answer,omitempty"`  // as FEEL writes it
	Inputs  map[string]string `json:"inputs,omitempty"`  // as answered in the form; flags are "true"
	Rules   []string          `json:"rules,omitempty"`   // that decided: table and number from 1
	At      time.Time         `json:"at"`                // its now
}

// Gap is one thing missing or wrong that a correction notice names.
type Gap struct {
	Field  string `json:"field"`  // form field or material
	Reason string `json:"reason"` // what is wrong and how to mend it
}

// Effect is something the desk must carry out in the same transaction as the
// acts it came with. Effects are values; the kernel does nothing itself.
type Effect interface{ effect() }

// IssueLicence asks for a licence 电子证照 of a kind to be issued to the applicant.
type IssueLicence struct{ Kind string }

// OpenChild asks for a child case on a branch, with the answers handed down.
type OpenChild struct {
	Branch  string
	Service string
	Answers map[string]string
}

// TellParent asks that the parent case learn of this child's end.
type TellParent struct {
	Parent  string
	Branch  string
	Outcome string
	Favours bool
}

// The two ways in which a branch's end stands in the parent's record.
const (
	StepEnded   = "ended"
	StepRefused = "ended-without" // refused, withdrawn or not accepted: nothing after it opens
)

// Act is the parent's own record of the end of its branch, which is case child.
func (t TellParent) Act(child string) Act {
	a := Act{Verb: Link, Branch: t.Branch, Case: child, Outcome: t.Outcome, Step: StepRefused}
	if t.Favours {
		a.Step = StepEnded
	}
	return a
}

// EndChild asks that an open branch be withdrawn: its parent was.
type EndChild struct{ Case string }

// Tell asks for a message to somebody about the act just done: exactly one for
// each change of state.
type Tell struct {
	To  Role
	Act int // the Seq of the act it is about
}

func (IssueLicence) effect() {}
func (OpenChild) effect()    {}
func (TellParent) effect()   {}
func (EndChild) effect()     {}
func (Tell) effect()         {}
