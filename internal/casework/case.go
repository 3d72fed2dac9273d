package casework

import (
	"maps"
	"slices"
	"time"

	"atonce/internal/clock"
	"atonce/internal/fail"
)

// Case 办件 is one matter of one person or firm, folded from its acts. It is a
// value: Fold returns a new one and the old stays as it was.
type Case struct {
	ID        string
	Number    string
	Service   string
	Version   string // of the item it was received under
	Digest    string // of the pack it is pinned to
	Procedure *Procedure
	Applicant string // whose case it is; empty for inquiries and tasks
	Subject   string // the name shown for it
	Parent    string // the case this one is a branch of
	Branch    string

	Acts     []Act
	Stage    string
	Office   string
	Handler  string
	Outcome  string
	Proposed string // outcome of the last proposal in this round
	Flags    map[string]bool
	Answers  map[string]string
	Clocks   []Running
	Gaps     []Gap // still open
	Children []Child
	Received time.Time // when the papers came in
	Ended    time.Time // zero while something is owed
	Visits   int
	Stars    int // 0 while not rated
	Round    int // 1, and one more after each reopening
}

// Running is one clock of a case that was started, perhaps stopped again.
type Running struct {
	Decl ClockDecl
	Run  clock.Run
}

// Child is a branch that was opened.
type Child struct {
	Branch  string
	Case    string
	Outcome string
	Ended   bool
	Favours bool // it ended as the applicant wished: what comes after it may open
}

// Promise is when the office promised to be done, extensions and pauses counted.
// Where nothing is promised it is the statutory due time.
func (r Running) Promise(p *Procedure) clock.Due {
	run := r.Run
	if !r.Decl.Promised.IsZero() {
		run.Rule.Limit = r.Decl.Promised
	}
	return run.Due(p.Calendar)
}

// Statutory is when the law's limit ends, extensions and pauses counted.
func (r Running) Statutory(p *Procedure) clock.Due { return r.Run.Due(p.Calendar) }

// State says how the clock stands at now against what was promised.
func (r Running) State(p *Procedure, now time.Time) clock.State {
	run := r.Run
	if !r.Decl.Promised.IsZero() {
		run.Rule.Limit = r.Decl.Promised
	}
	return run.State(p.Calendar, now)
}

// Paused says whether the clock stands still.
func (r Running) Paused() bool { _, paused := r.Run.Paused(); return paused }

// Live says whether the clock runs or is paused.
func (r Running) Live() bool { return r.Run.Stopped.IsZero() }

// Main is the clock whose end the receipt promises, the latest if it ran more than once.
func (c Case) Main() (Running, bool) {
	for _, r := range slices.Backward(c.Clocks) {
		if r.Decl.Main {
			return r, true
		}
	}
	return Running{}, false
}

// Binding is the live clock that next binds the office: the one a worklist sorts by.
// A paused clock binds only when no other runs.
func (c Case) Binding() (Running, bool) {
	var best Running
	found := false
	for _, r := range c.Clocks {
		if !r.Live() || r.Decl.Turn == RoleApplicant {
			continue
		}
		if !found || sooner(c.Procedure, r, best) {
			best, found = r, true
		}
	}
	return best, found
}

func sooner(p *Procedure, a, b Running) bool {
	if a.Paused() != b.Paused() {
		return !a.Paused()
	}
	return a.Promise(p).At.Before(b.Promise(p).At)
}

// Waiting says whether the office can do nothing until the applicant acts.
func (c Case) Waiting() bool {
	s, ok := c.Procedure.Stage(c.Stage)
	return ok && !s.End && s.Turn == RoleApplicant
}

// Facts are what declared conditions may look at.
func (c Case) Facts() Facts {
	f := Facts{Answers: c.Answers, Flags: c.Flags, Outcome: c.Outcome}
	if n := len(c.Acts); n > 0 {
		f.At = c.Acts[n-1].At
	}
	return f
}

// Last is the latest act with verb v, and whether there is one.
func (c Case) Last(v Verb) (Act, bool) {
	for _, a := range slices.Backward(c.Acts) {
		if a.Verb == v {
			return a, true
		}
	}
	return Act{}, false
}

// used says whether verb v was done since the case was last reopened.
func (c Case) used(v Verb) bool {
	for _, a := range slices.Backward(c.Acts) {
		if a.Verb == Reopen {
			return false
		}
		if a.Verb == v {
			return true
		}
	}
	return false
}

// did says whether person id did one of any since the office last reopened the case,
// under their own name or on behalf of another. What the applicant asks to have looked
// at again is for other eyes (个人信息保护法 24): their asking makes nobody forget.
func (c Case) did(id string, any []Trigger) bool {
	for _, a := range slices.Backward(c.Acts) {
		if a.Verb == Reopen && a.Role != RoleApplicant {
			return false
		}
		if triggered(any, a) && (a.By == id || a.OnBehalf == id) {
			return true
		}
	}
	return false
}

// OpenChildren counts the branches that have not ended.
func (c Case) OpenChildren() int {
	n := 0
	for _, ch := range c.Children {
		if !ch.Ended {
			n++
		}
	}
	return n
}

// OpenedIn is the office the case was opened in, whoever has it now.
func (c Case) OpenedIn() string {
	if len(c.Acts) == 0 {
		return c.Office
	}
	return c.Acts[0].Office
}

func (c Case) clone() Case {
	c.Acts = slices.Clone(c.Acts)
	c.Flags = maps.Clone(c.Flags)
	c.Answers = maps.Clone(c.Answers)
	c.Clocks = slices.Clone(c.Clocks)
	c.Children = slices.Clone(c.Children)
	if c.Flags == nil {
		c.Flags = map[string]bool{}
	}
	if c.Answers == nil {
		c.Answers = map[string]string{}
	}
	return c
}

// Fold returns c with acts added. It trusts them: Apply has judged them, or the
// journal has kept them. A gap in their numbers is a torn record and is refused.
// A Move needs its Onto.
func Fold(c Case, acts ...Act) (Case, error) {
	c = c.clone()
	for _, a := range acts {
		if a.Seq != len(c.Acts)+1 {
			return c, &fail.Error{Kind: fail.Internal, Key: "casework.torn"}
		}
		if err := c.fold(a); err != nil {
			return c, err
		}
	}
	return c, nil
}
