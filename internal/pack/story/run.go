package story

import (
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/declare"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/text"
)

// Result is what came of running one story.
type Result struct {
	File     string
	Title    string
	Acts     int       // acts the kernel did
	Refusals int       // acts it refused
	Problems []Problem // empty: the story passed
	Updated  []byte    // the story with the answers of this run
}

// Passed says whether every answer was as written.
func (r Result) Passed() bool { return len(r.Problems) == 0 }

// Run runs one story of a service. The set is needed for branches, which are cases
// of other services.
func Run(set *pack.Set, s *pack.Service, st pack.Story) Result {
	res := Result{File: st.File}
	sc, ps := parse(st.File, st.Data, s.Book().Calendar.Zone())
	res.Title, res.Problems = sc.title, ps
	if len(ps) > 0 {
		res.Updated = st.Data
		return res
	}
	w := &world{set: set, area: sc.area, office: sc.office, held: sc.held, services: map[string]*pack.Service{"": s.For(sc.area)}, cases: map[string]*casework.Case{}}
	if w.office == "" {
		w.office = "office"
	}
	answers := make([][]string, len(sc.acts))
	for i, l := range sc.acts {
		w.said = nil
		if p := w.play(l); p.Key != "" {
			p.File, p.Line, p.Column = st.File, l.n, 1
			res.Problems = append(res.Problems, p)
		}
		answers[i] = w.said
		if p, bad := differ(st.File, l, w.said); bad {
			res.Problems = append(res.Problems, p)
		}
	}
	res.Acts, res.Refusals, res.Updated = w.acts, w.refusals, rewrite(sc, answers)
	return res
}

// Prove runs every story of every service and returns what failed: the part of a
// pack's proof that needs the kernel at work.
func Prove(set *pack.Set) (results []Result, problems []Problem) {
	for _, s := range set.Services() {
		for _, st := range s.Stories() {
			r := Run(set, s, st)
			results, problems = append(results, r), append(problems, r.Problems...)
		}
	}
	return results, problems
}

// differ compares the answer written with the one given, and names the first line
// that is not the same.
func differ(file string, l line, got []string) (Problem, bool) {
	for i := 0; i < len(got) || i < len(l.want); i++ {
		at, want, have := l.n, "-", "-"
		if i < len(l.want) {
			at, want = l.want[i].n, l.want[i].text
		} else if i > 0 && i-1 < len(l.want) {
			at = l.want[i-1].n
		}
		if i < len(got) {
			have = got[i]
		}
		if want != have {
			return declare.Pos{File: file, Line: at, Column: 1}.Problem("story.differs", "want", want, "got", have), true
		}
	}
	return Problem{}, false
}

// rewrite is the story with the answers of this run. Remarks and empty lines stay.
func rewrite(s script, answers [][]string) []byte {
	after := map[int][]string{}
	for i, l := range s.acts {
		after[l.n] = answers[i]
	}
	var b strings.Builder
	for i, raw := range s.lines {
		if strings.HasPrefix(strings.TrimSpace(raw), ">") {
			continue
		}
		b.WriteString(strings.TrimRight(raw, " \t") + "\n")
		for _, a := range after[i+1] {
			b.WriteString("> " + a + "\n")
		}
	}
	return []byte(b.String())
}

// world is the cases of one story: the case itself under "", branches under their path.
type world struct {
	set      *pack.Set
	area     string
	office   string
	held     []pack.Held
	services map[string]*pack.Service
	cases    map[string]*casework.Case
	order    []string // keys in the order the cases were opened
	said     []string
	acts     int
	refusals int
}

// clockRole is the actor that only lets time pass.
const clockRole = "clock"

// play does one line. The problem, if its key is set, is about the story itself.
func (w *world) play(l line) Problem {
	if p := w.silences(l.at); p.Key != "" {
		return p
	}
	if l.role == clockRole {
		if l.verb != "passes" {
			return Problem{Key: "story.clock"}
		}
		if len(w.said) == 0 {
			w.say("", text.S(text.EN, "story.nothing"))
		}
		return Problem{}
	}
	s, ok := w.services[l.branch]
	if !ok {
		return Problem{Key: "story.branch", Args: fail.Pairs("branch", l.branch)}
	}
	if !casework.Verb(l.verb).Known() {
		return Problem{Key: "story.verb", Args: fail.Pairs("verb", l.verb)}
	}
	if !s.HasText("role."+l.role) && l.role != string(casework.RoleApplicant) {
		return Problem{Key: "story.role", Args: fail.Pairs("role", l.role)}
	}
	by := casework.Actor{ID: l.role, Roles: []casework.Role{casework.Role(l.role)}, Office: w.office}
	if l.person != "" {
		by.ID = l.person
	}
	by.Name = by.ID
	c, opened := w.cases[l.branch]
	a, p := w.act(s, l, &by)
	if p.Key != "" {
		return p
	}
	if !opened {
		c = w.fresh(s, l)
		if by.Has(casework.RoleApplicant) {
			c.Applicant = by.ID
		}
	}
	if refused := w.checkForm(s, *c, by, &a, l.at); len(refused) > 0 {
		w.refusals++
		for _, r := range refused {
			w.say(l.branch, text.S(text.EN, "story.no", "why", r))
		}
		return Problem{}
	}
	return w.apply(l.branch, c, by, a, l.at)
}

// fresh is a case before its first act.
func (w *world) fresh(s *pack.Service, l line) *casework.Case {
	c := &casework.Case{ID: "case", Service: s.ID(), Version: s.Version(), Digest: s.Digest(), Procedure: s.Procedure(), Office: w.office}
	for _, p := range l.pairs {
		if p.key == "applicant" {
			c.Applicant = p.value
		}
	}
	return c
}

// apply lets the kernel judge one act and carries out what follows, as the desk does
// in one transaction.
func (w *world) apply(key string, c *casework.Case, by casework.Actor, a casework.Act, now time.Time) Problem {
	acts, effects, err := casework.Apply(*c, by, a, now)
	if err == nil {
		err = w.services[key].Heed(*c, acts)
	}
	if err != nil {
		if fail.KindOf(err) == fail.Internal {
			return Problem{Key: "story.defect", Args: fail.Pairs("error", err.Error())}
		}
		w.refusals++
		w.say(key, text.S(text.EN, "story.no", "why", refusal(err)))
		return Problem{}
	}
	return w.keep(key, c, acts, effects, a.Onto, now)
}

// keep folds acts onto the case and carries out the effects.
func (w *world) keep(key string, c *casework.Case, acts []casework.Act, effects []casework.Effect, onto *casework.Procedure, now time.Time) Problem {
	for _, a := range acts {
		a.Onto = onto
		next, err := casework.Fold(*c, a)
		if err != nil {
			return Problem{Key: "story.defect", Args: fail.Pairs("error", err.Error())}
		}
		w.acts++
		w.say(key, sentence(*c, next, a, effects))
		c = &next
	}
	if _, known := w.cases[key]; !known {
		w.order = append(w.order, key)
	}
	w.cases[key] = c
	for _, e := range effects {
		if p := w.carryOut(key, e, now); p.Key != "" {
			return p
		}
	}
	return Problem{}
}

// carryOut opens branches and tells parents. What other effects ask of the desk is
// said in the sentence of the act.
func (w *world) carryOut(key string, e casework.Effect, now time.Time) Problem {
	switch e := e.(type) {
	case casework.OpenChild:
		s, ok := w.set.Service(e.Service)
		if !ok {
			return Problem{Key: "story.branch", Args: fail.Pairs("branch", e.Branch)}
		}
		s = s.For(w.area)
		below := strings.TrimPrefix(key+"/"+e.Branch, "/")
		w.services[below] = s
		child := w.fresh(s, line{})
		child.ID, child.Parent, child.Branch, child.Applicant = below, "case", e.Branch, w.cases[key].Applicant
		link := casework.Act{Verb: casework.Link, Branch: e.Branch, Case: below}
		if p := w.apply(key, w.cases[key], casework.System, link, now); p.Key != "" {
			return p
		}
		return w.apply(below, child, casework.System, casework.Act{Verb: s.Procedure().Opens.Verb, Answers: e.Answers}, now)
	case casework.TellParent:
		above := strings.TrimSuffix(strings.TrimSuffix(key, e.Branch), "/")
		return w.apply(above, w.cases[above], casework.System, e.Act(key), now)
	}
	return Problem{}
}

// silences does what the law did by itself up to now in every case, in the order of time.
func (w *world) silences(now time.Time) Problem {
	for {
		var first string
		var at time.Time
		for _, k := range w.order {
			if t, ok := w.cases[k].NextSilence(); ok && !t.After(now) && (at.IsZero() || t.Before(at)) {
				first, at = k, t
			}
		}
		if at.IsZero() {
			return Problem{}
		}
		acts, effects, err := casework.Silent(*w.cases[first], at)
		if err == nil {
			err = w.services[first].Heed(*w.cases[first], acts)
		}
		if err != nil {
			return Problem{Key: "story.defect", Args: fail.Pairs("error", err.Error())}
		}
		if p := w.keep(first, w.cases[first], acts, effects, nil, at); p.Key != "" {
			return p
		}
	}
}

// say adds one answer, with the branch it is about.
func (w *world) say(key, s string) {
	if key != "" {
		s = "@" + key + " " + s
	}
	w.said = append(w.said, strings.Join(strings.Fields(s), " "))
}
