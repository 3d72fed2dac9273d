package pack

import (
	"slices"
	"strconv"

	"atonce/internal/casework"
	"atonce/internal/declare"
)

// checkProcedure judges the procedure as a whole by walking every way through it:
// each stage is reached, each way ends, each clock that starts can be stopped, and
// nobody approves their own work.
func (d *draft) checkProcedure() {
	d.checkMain()
	d.checkUsed()
	d.checkAgain()
	w := newWalk(d)
	if w == nil {
		return
	}
	w.explore()
	w.judge()
}

func (d *draft) checkMain() {
	var mains []clockDecl
	for _, c := range d.proc.Clocks {
		if c.Main {
			mains = append(mains, c)
		}
	}
	switch {
	case len(mains) == 0:
		d.add(d.proc.Pos.Problem("pack.main-none"))
	case len(mains) > 1:
		d.add(mains[1].Pos.Problem("pack.main-twice", "first", mains[0].ID.Value, "second", mains[1].ID.Value))
	}
}

// checkUsed finds what is declared and can never matter.
func (d *draft) checkUsed() {
	permits := append([]permitDecl{d.proc.Opens}, nil...)
	for _, s := range d.proc.Stages {
		permits = append(permits, s.May...)
	}
	var set, steps []string
	for _, p := range permits {
		set = append(set, values(p.Sets)...)
		steps = append(steps, p.Step.Value)
	}
	for _, c := range d.proc.Clocks {
		if c.Silence != nil {
			set, steps = append(set, values(c.Silence.Sets)...), append(steps, c.Silence.Step.Value)
		}
	}
	for _, s := range d.proc.Steps {
		set = append(set, values(s.Sets)...)
		if !slices.Contains(steps, s.ID.Value) {
			d.add(s.ID.Problem("pack.step-unused", "step", s.ID.Value))
		}
	}
	for _, f := range d.proc.Flags {
		if !slices.Contains(set, f.Value) {
			d.add(f.Problem("pack.flag-never-set", "flag", f.Value))
		}
	}
	for _, p := range permits {
		for _, f := range p.Needs {
			if !slices.Contains(set, f.Value) {
				d.add(f.Problem("pack.needs-never", "flag", f.Value))
			}
		}
	}
	issued := map[string]bool{}
	for _, o := range d.proc.Outcomes {
		issued[o.Licence.Value] = true
	}
	for _, k := range d.licence.Kinds {
		if !issued[k.ID.Value] {
			d.add(k.ID.Problem("pack.licence-never", "licence", k.ID.Value))
		}
	}
}

// walk is every way through a procedure. A state is the stage, which clocks run and
// whether something was proposed in this round; conditions and flags are taken as
// able to hold, so what the walk cannot reach nothing can.
type walk struct {
	d       *draft
	p       *casework.Procedure
	seen    map[state]int
	queue   []state
	next    map[state][]state
	started []bool
	stopped []bool
	decided map[string]bool
	own     map[int]bool // lines of decide permits already reported
}

type state struct {
	stage    string
	clocks   uint32
	proposed bool
}

// The bounds keep a hostile pack from using all memory: real procedures have a
// dozen stages and half a dozen clocks.
const (
	mostClocks = 24
	mostStates = 100_000
)

func newWalk(d *draft) *walk {
	if len(d.procedure.Clocks) > mostClocks {
		d.add(d.proc.Clocks[mostClocks].Pos.Problem("pack.clocks-many", "most", strconv.Itoa(mostClocks)))
		return nil
	}
	if _, ok := d.procedure.Stage(d.procedure.Opens.To); !ok {
		if !d.proc.Opens.To.Set() {
			d.add(d.proc.Opens.Pos.Problem("pack.opens-to"))
		}
		return nil
	}
	n := len(d.procedure.Clocks)
	return &walk{d: d, p: d.procedure, seen: map[state]int{}, next: map[state][]state{}, started: make([]bool, n), stopped: make([]bool, n),
		decided: map[string]bool{}, own: map[int]bool{}}
}

// explore visits every state from the opening on.
func (w *walk) explore() {
	if s, ok := w.step(state{}, casework.Trigger{Verb: w.p.Opens.Verb}, w.p.Opens.To); ok {
		w.visit(s)
	}
	for len(w.queue) > 0 && len(w.seen) < mostStates {
		s := w.queue[0]
		w.queue = w.queue[1:]
		stage, _ := w.p.Stage(s.stage)
		decl := w.d.stageDecl(s.stage)
		for i, p := range stage.May {
			if p.Verb == casework.Decide && s.proposed {
				w.fourEyes(decl.May[i], p)
			}
			for _, t := range w.acts(p) {
				w.follow(s, t, p.To)
			}
		}
		for i, c := range w.p.Clocks {
			if c.Silence == nil || s.clocks&(1<<i) == 0 {
				continue
			}
			t := casework.Trigger{Verb: c.Silence.Verb, Step: c.Silence.Step, Outcome: c.Silence.Outcome}
			w.follow(s, t, c.Silence.To)
		}
	}
	if len(w.seen) >= mostStates {
		w.d.add(w.d.proc.Pos.Problem("pack.procedure-large"))
	}
}

func (w *walk) follow(s state, t casework.Trigger, to string) {
	if n, ok := w.step(s, t, to); ok {
		w.next[s] = append(w.next[s], n)
		w.visit(n)
	}
}

func (w *walk) visit(s state) {
	if _, ok := w.seen[s]; !ok {
		w.seen[s] = len(w.seen)
		w.queue = append(w.queue, s)
	}
}

// acts are the kinds of act a permit lets happen: a decision has an outcome.
func (w *walk) acts(p casework.Permit) []casework.Trigger {
	if p.Verb != casework.Decide && p.Verb != casework.Propose {
		return []casework.Trigger{{Verb: p.Verb, Step: p.Step}}
	}
	var out []casework.Trigger
	for _, o := range w.p.Outcomes {
		if len(p.Only) == 0 || slices.Contains(p.Only, o.ID) {
			out = append(out, casework.Trigger{Verb: p.Verb, Outcome: o.ID})
		}
	}
	return out
}

// step is what one kind of act makes of a state, by the same order as the kernel:
// clocks stop, clocks start, and the end of the case stops what still runs.
func (w *walk) step(s state, t casework.Trigger, to string) (state, bool) {
	if t.Verb == casework.Decide {
		w.decided[t.Outcome] = true
	}
	for i, c := range w.p.Clocks {
		bit := uint32(1) << i
		if s.clocks&bit != 0 && slices.ContainsFunc(c.Stops, func(x casework.Trigger) bool { return meets(x, t) }) {
			s.clocks &^= bit
			w.stopped[i] = true
		}
		if s.clocks&bit == 0 && slices.ContainsFunc(c.Starts, func(x casework.Trigger) bool { return meets(x, t) }) {
			s.clocks |= bit
			w.started[i] = true
		}
	}
	switch t.Verb {
	case casework.Propose:
		s.proposed = true
	case casework.SendBack, casework.Reopen:
		// did() looks back to the reopening, not to the sending back: who proposed once
		// may not decide in this round.
		s.proposed = s.proposed && t.Verb == casework.SendBack
	}
	if to != "" {
		s.stage = to
	}
	stage, ok := w.p.Stage(s.stage)
	if stage.End {
		s.clocks = 0
	}
	return s, ok
}

// fourEyes demands that who proposed does not decide (四眼原则; 审核与决定分离).
func (w *walk) fourEyes(decl permitDecl, p casework.Permit) {
	if w.own[decl.Pos.Line] || slices.ContainsFunc(p.NotBy, func(t casework.Trigger) bool { return t.Verb == casework.Propose }) || len(p.By) == 1 && p.By[0] == casework.RoleSystem {
		return
	}
	w.own[decl.Pos.Line] = true
	w.d.add(decl.Pos.Problem("pack.own-work"))
}

// judge reports what no way reaches and where a way does not end.
func (w *walk) judge() {
	reached := map[string]bool{}
	ends := w.endings()
	stuck := map[string]bool{}
	for s := range w.seen {
		reached[s.stage] = true
		if !ends[s] {
			stuck[s.stage] = true
		}
	}
	for _, s := range w.d.proc.Stages {
		if !reached[s.ID.Value] {
			w.d.add(s.ID.Problem("pack.stage-unreached", "stage", s.ID.Value))
		} else if stuck[s.ID.Value] {
			w.d.add(s.ID.Problem("pack.stage-stuck", "stage", s.ID.Value))
		}
	}
	for i, c := range w.d.proc.Clocks {
		if !w.started[i] {
			w.d.add(place(c.Starts, c.Pos).Problem("pack.clock-never-starts", "clock", c.ID.Value))
		} else if !w.stopped[i] {
			w.d.add(place(c.Stops, c.Pos).Problem("pack.clock-never-stops", "clock", c.ID.Value))
		}
	}
	for _, o := range w.d.proc.Outcomes {
		if !w.decided[o.ID.Value] {
			w.d.add(o.ID.Problem("pack.outcome-never", "outcome", o.ID.Value))
		}
	}
}

// endings are the states from which an end can be reached.
func (w *walk) endings() map[state]bool {
	back := map[state][]state{}
	for from, tos := range w.next {
		for _, to := range tos {
			back[to] = append(back[to], from)
		}
	}
	ends := map[state]bool{}
	var queue []state
	for s := range w.seen {
		if stage, _ := w.p.Stage(s.stage); stage.End {
			ends[s] = true
			queue = append(queue, s)
		}
	}
	for len(queue) > 0 {
		for _, b := range back[queue[0]] {
			if !ends[b] {
				ends[b] = true
				queue = append(queue, b)
			}
		}
		queue = queue[1:]
	}
	return ends
}

func (d *draft) stageDecl(id string) stageDecl {
	for _, s := range d.proc.Stages {
		if s.ID.Value == id {
			return s
		}
	}
	return stageDecl{}
}

func place(ts []declare.Text, otherwise declare.Pos) declare.Pos {
	if len(ts) > 0 {
		return ts[0].Pos
	}
	return otherwise
}
