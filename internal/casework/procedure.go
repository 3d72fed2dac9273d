package casework

import (
	"slices"
	"time"

	"atonce/internal/clock"
	"atonce/internal/law"
)

// Role 角色 is what a person is to a case: a post held in its office, or one of
// the two that every case has.
type Role string

// The roles every procedure has without declaring them.
const (
	RoleApplicant Role = "applicant" // who filed it, or who may act for them
	RoleSystem    Role = "system"    // the kernel itself: silence, branches, instant steps
)

// Procedure 办理流程 is one service's way through the verbs, sealed: the pack
// room checks it and nobody changes it afterwards. A case keeps the one it was
// received under.
type Procedure struct {
	Service  string // the service's id, as data: the kernel never compares it with anything
	Digest   string // of the pack it came from
	Shape    Shape
	Opens    Permit // who may begin a case, and the stage it begins in
	Stages   []Stage
	Clocks   []ClockDecl
	Outcomes []Outcome
	Steps    []Step
	Branches []Branch
	Joint    string       // id of the clock that promises the whole when there are branches
	Grounds  []law.Ground // pause grounds the procedure names, with their articles
	Calendar law.Calendar // of the country the pack belongs to
}

// Stage 环节 is where a case stands between two acts.
type Stage struct {
	ID   string
	Turn Role // whose move it is; RoleApplicant means that the office waits
	End  bool // nothing more is owed; only what May lists is possible
	May  []Permit
}

// Permit says who may use one verb at one stage, and what must hold.
type Permit struct {
	Verb    Verb
	By      []Role
	To      string    // the next stage; empty stays
	Step    string    // for Record: which declared step
	Only    []string  // for Decide and Propose: the outcomes this permit covers; empty means all
	NotBy   []Trigger // four eyes: who did one of these since the office last reopened may not
	Grounds []string  // for Pause: which grounds may be named
	Clock   string    // for Extend: which clock
	Needs   []string  // flags that must be set
	Unless  []string  // flags that must not be set
	When    Condition // over the answers; nil always holds
	Once    bool      // only if this verb was not yet used in the case
	Again   bool      // only if this verb was used before: the second time needs a higher hand
	Reason  bool      // a reason must be given
	Visit   bool      // the applicant has to come in person: counts as a visit 跑一次
	Sets    []string  // flags set by it
	Clears  []string  // flags cleared by it
	Model   string    // for Decide and Propose: the decision model that is asked; the kernel only keeps the name
}

// Condition is a declared expression over what the case holds. The pack room
// seals FEEL into it; the kernel only asks.
type Condition interface {
	// Holds says whether the condition is true of the facts. A condition that
	// cannot be decided is an error, never silently false.
	Holds(Facts) (bool, error)
}

// Facts are what a condition may look at.
type Facts struct {
	Answers map[string]string
	Flags   map[string]bool
	Outcome string
	At      time.Time // of the latest act: a condition has no other today
}

// ClockDecl 时限 is one time limit of a procedure: what starts and stops it, what
// the law allows and what the office promises.
type ClockDecl struct {
	Rule      clock.Rule // the statutory limit with its basis, extension and pause grounds
	Promised  law.Limit  // what the office promises; zero promises nothing beyond the law
	Turn      Role       // who is bound: an office role, or the applicant
	Starts    []Trigger
	Stops     []Trigger
	Silence   *Silence // what happens by itself when it runs out
	Main      bool     // the one the receipt promises
	WarnShare int      // percent of the time left at which it counts as soon; 0 means 20
}

// Trigger is an act that starts or stops a clock.
type Trigger struct {
	Verb    Verb
	Step    string // for Record; empty means any
	Outcome string // for Decide; empty means any
}

// Silence 默示 is the act the kernel does by itself when a clock runs out.
type Silence struct {
	Verb    Verb
	To      string
	Step    string // for Record: a period that only has to pass, such as 公示, sets its flag
	Outcome string
	// FromReceipt dates the act's clocks from the day the papers came in, as
	// 行政许可法 32 demands of a deemed acceptance.
	FromReceipt bool
	Sets        []string
	Basis       law.Citation
}

// Outcome 办理结果 is one way a decision can end.
type Outcome struct {
	ID       string
	Favours  bool   // the applicant got what was asked
	Licence  string // kind of licence issued with it; empty issues none
	Reasons  bool   // reasons must be given: every refusal, 行政许可法 38
	Remedies []law.Remedy
}

// Step 步骤 is a named record that a pack declares. It can set and clear flags and
// count a visit; it can never change the stage: only verbs do.
type Step struct {
	ID     string
	Sets   []string
	Clears []string
	Visit  bool
}

// Branch 并联/串联环节 is a child case that belongs to this one 一件事.
type Branch struct {
	ID      string
	Service string    // which service the child is a case of
	Opens   []Trigger // what opens it, where After is empty
	After   []string  // branches that must have ended in the applicant's favour first
	When    Condition
	Passes  []string // answers handed down to the child
}

// Stage finds a stage by its id.
func (p *Procedure) Stage(id string) (Stage, bool) {
	return first(p.Stages, func(s Stage) bool { return s.ID == id })
}

// Outcome finds an outcome by its id.
func (p *Procedure) Outcome(id string) (Outcome, bool) {
	return first(p.Outcomes, func(o Outcome) bool { return o.ID == id })
}

// Clock finds a clock's declaration by its id.
func (p *Procedure) Clock(id string) (ClockDecl, bool) {
	return first(p.Clocks, func(c ClockDecl) bool { return c.Rule.ID == id })
}

// Step finds a declared step by its id.
func (p *Procedure) Step(id string) (Step, bool) {
	return first(p.Steps, func(s Step) bool { return s.ID == id })
}

// Main is the clock the receipt promises.
func (p *Procedure) Main() (ClockDecl, bool) {
	return first(p.Clocks, func(c ClockDecl) bool { return c.Main })
}

func first[T any](all []T, is func(T) bool) (found T, ok bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	return found, false
}
