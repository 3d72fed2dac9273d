package story

import (
	"errors"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/fail"
	"atonce/internal/pack"

	"pgregory.net/rapid"
)

func service(t testing.TB, id string) *pack.Service {
	t.Helper()
	set, ps := pack.Load(os.DirFS("../../../packs"))
	if set == nil {
		t.Fatal(ps)
	}
	s, ok := set.Service(id)
	if !ok {
		t.Fatalf("no service %s", id)
	}
	return s
}

func libraryCase(s *pack.Service) casework.Case {
	return casework.Case{ID: "case", Service: s.ID(), Digest: s.Digest(), Procedure: s.Procedure(), Applicant: "lin", Office: "county"}
}

func as(id string, r casework.Role) casework.Actor {
	return casework.Actor{ID: id, Name: id, Roles: []casework.Role{r}, Office: "county"}
}

var (
	lin  = as("lin", casework.RoleApplicant)
	li   = as("li", "examiner")
	wang = as("wang", "clerk")
	chen = as("chen", "head")
)

func at(s *pack.Service, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", clock, s.Book().Calendar.Zone())
	if err != nil {
		panic(err)
	}
	return t
}

var answers = map[string]string{"reader": "林晓", "renewal": "no", "loans": "8", "photo": "own", "photo_file": "f1"}

// must applies an act that has to be allowed.
func must(t *testing.T, c casework.Case, by casework.Actor, a casework.Act, now time.Time) casework.Case {
	t.Helper()
	acts, _, err := casework.Apply(c, by, a, now)
	if err != nil {
		t.Fatal(err)
	}
	next, err := casework.Fold(c, acts...)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

// What lists and pages ask of a case: whose move it is, which clock binds, what is promised.
func TestCaseAnswers(t *testing.T) {
	s := service(t, "library-card")
	c := libraryCase(s)
	if _, ok := c.Binding(); ok || c.Waiting() || c.OpenedIn() != "county" {
		t.Error("a case before its first act binds nobody")
	}
	c = must(t, c, lin, casework.Act{Verb: casework.Submit, Answers: answers}, at(s, "2026-08-03 09:00"))
	if k, ok := c.Binding(); !ok || k.Run.Rule.ID != "intake" {
		t.Errorf("bound by %v", k.Run.Rule.ID)
	}
	if _, ok := c.Main(); ok {
		t.Error("the main clock starts with acceptance")
	}
	asked := must(t, c, wang, casework.Act{Verb: casework.AskCorrection, Gaps: []casework.Gap{{Field: "photo_file", Reason: "Too dark."}},
		Until: at(s, "2026-08-14 17:30")}, at(s, "2026-08-03 10:00"))
	if _, ok := asked.Binding(); ok || !asked.Waiting() {
		t.Error("while the applicant is asked no clock binds the office")
	}
	if due, ok := asked.NextSilence(); !ok || !due.Equal(at(s, "2026-08-14 17:31")) {
		t.Errorf("silence at %v", due)
	}
	c = must(t, c, wang, casework.Act{Verb: casework.Accept}, at(s, "2026-08-03 10:00"))
	if m, ok := c.Main(); !ok || m.Promise(s.Procedure()).Day.String() != "2026-08-10" || m.State(s.Procedure(), at(s, "2026-08-10 17:31")).Running != "overdue" {
		t.Error("the main clock promises 10 August")
	}
	if k, _ := s.Procedure().Main(); k.Rule.ID != "decision" {
		t.Error("the declared main clock")
	}
	c = must(t, c, wang, casework.Act{Verb: casework.Record, Step: "notice"}, at(s, "2026-08-03 11:00"))
	c = must(t, c, li, casework.Act{Verb: casework.Pause, Ground: "hearing"}, at(s, "2026-08-04 09:00"))
	if k, _ := c.Binding(); k.Run.Rule.ID != "notice" {
		t.Errorf("a paused clock binds before one that runs: %s", k.Run.Rule.ID)
	}
}

// What is torn, out of order or without its pack is refused and changes nothing.
func TestKernelRefusesDefects(t *testing.T) {
	s := service(t, "library-card")
	c := must(t, libraryCase(s), lin, casework.Act{Verb: casework.Submit, Answers: answers}, at(s, "2026-08-03 09:00"))
	key := func(err error) string {
		var e *fail.Error
		if !errors.As(err, &e) {
			return ""
		}
		return e.Key
	}
	if _, _, err := casework.Apply(c, wang, casework.Act{Verb: casework.Accept}, at(s, "2026-08-03 08:59")); key(err) != "casework.clock-went-back" {
		t.Error(err)
	}
	if _, err := casework.Fold(c, casework.Act{Seq: 3, Verb: casework.Accept, At: at(s, "2026-08-03 10:00")}); key(err) != "casework.torn" {
		t.Error(err)
	}
	if _, err := casework.Fold(c, casework.Act{Seq: 2, Verb: casework.Move, At: at(s, "2026-08-03 10:00")}); key(err) != "casework.move-without-pack" {
		t.Error(err)
	}
	if _, _, err := casework.Apply(casework.Case{}, wang, casework.Act{Verb: casework.Accept}, at(s, "2026-08-03 10:00")); key(err) != "casework.no-procedure" {
		t.Error(err)
	}
	lost := c
	lost.Stage = "limbo"
	if _, _, err := casework.Apply(lost, wang, casework.Act{Verb: casework.Accept}, at(s, "2026-08-03 10:00")); key(err) != "casework.no-stage" {
		t.Error(err)
	}
	if casework.Options(lost, wang) != nil {
		t.Error("options at no stage")
	}
	other := service(t, "card-photo")
	if _, _, err := casework.Apply(c, chen, casework.Act{Verb: casework.Move, Digest: other.Digest(), Onto: other.Procedure()}, at(s, "2026-08-03 10:00")); key(err) != "casework.move-stranded" {
		t.Error(err)
	}
	if acts, _, err := casework.Silent(c, at(s, "2026-08-03 10:00")); acts != nil || err != nil {
		t.Error("silence before its time")
	}
	// A condition that lacks its answer keeps the kernel from going on by itself. The
	// act that led there stands, and a person goes on.
	bare := libraryCase(s)
	if acts, _, err := casework.Apply(bare, lin, casework.Act{Verb: casework.Submit}, at(s, "2026-08-03 10:00")); err != nil || len(acts) != 1 {
		t.Error(acts, err)
	}
}

// Whatever anybody tries, in any order: a refusal changes nothing, the record has no
// gap and folds to the same case, an ended case has no running clock, and nobody
// decides what they proposed.
func TestKernelInvariants(t *testing.T) {
	s := service(t, "library-card")
	people := []casework.Actor{lin, li, wang, chen, as("zhou", casework.RoleApplicant), as("lin", "clerk"), as("gu", "head"), casework.System}
	verbs := casework.Verbs
	rapid.Check(t, func(t *rapid.T) {
		now := at(s, "2026-02-03 09:00")
		c := libraryCase(s)
		given := map[string]string{"reader": "林晓", "renewal": rapid.SampledFrom([]string{"yes", "no"}).Draw(t, "renewal"),
			"loans": rapid.SampledFrom([]string{"3", "12"}).Draw(t, "loans"), "photo": "own", "photo_file": "f1"}
		acts, _, err := casework.Apply(c, lin, casework.Act{Verb: casework.Submit, Answers: given}, now)
		if err != nil {
			t.Fatal(err)
		}
		if c, err = casework.Fold(c, acts...); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 60*24*4).Draw(t, "minutes")) * time.Minute)
			by := rapid.SampledFrom(people).Draw(t, "by")
			a := casework.Act{Verb: rapid.SampledFrom(verbs).Draw(t, "verb")}
			// Half of the time somebody does what a page would offer them.
			if opts := casework.Options(c, by); len(opts) > 0 && rapid.Bool().Draw(t, "offered") {
				o := rapid.SampledFrom(opts).Draw(t, "option")
				a.Verb, a.Step, a.Clock = o.Verb, o.Step, o.Clock
				if len(o.Grounds) > 0 {
					a.Ground = o.Grounds[0]
				}
			}
			a.Outcome = rapid.SampledFrom([]string{"", "granted", "refused", "odd"}).Draw(t, "outcome")
			a.Reason = rapid.SampledFrom([]string{"", "Because."}).Draw(t, "reason")
			a.Handler, a.Office, a.Stars = "li", "branch", rapid.IntRange(0, 6).Draw(t, "stars")
			if a.Verb == casework.AskCorrection {
				a.Gaps, a.Until = []casework.Gap{{Field: "photo_file", Reason: "Too dark."}}, now.AddDate(0, 0, 7)
			}
			if a.Verb == casework.Supplement {
				a.Answers = map[string]string{"photo_file": "f2"}
			}
			before, shown := c, snapshotOf(c)
			acts, _, err := casework.Apply(c, by, a, now)
			if !reflect.DeepEqual(shown, snapshotOf(before)) {
				t.Fatalf("%s changed the case it was asked about", a.Verb)
			}
			if err != nil {
				if fail.KindOf(err) == fail.Internal {
					t.Fatal(err)
				}
				continue
			}
			if c, err = casework.Fold(c, acts...); err != nil {
				t.Fatal(err)
			}
			invariants(t, s, c)
		}
		again, err := casework.Fold(libraryCase(s), c.Acts...)
		if err != nil || !reflect.DeepEqual(snapshotOf(again), snapshotOf(c)) {
			t.Fatalf("the record folds to another case: %v", err)
		}
	})
}

func invariants(t *rapid.T, s *pack.Service, c casework.Case) {
	proposed := map[string]bool{}
	for i, a := range c.Acts {
		if a.Seq != i+1 || i > 0 && a.At.Before(c.Acts[i-1].At) {
			t.Fatalf("act %d has number %d at %v", i, a.Seq, a.At)
		}
		switch a.Verb {
		case casework.Reopen:
			proposed = map[string]bool{}
		case casework.Propose:
			proposed[a.By] = true
		case casework.Decide:
			if proposed[a.By] {
				t.Fatalf("%s decided what they proposed", a.By)
			}
			if o, ok := s.Procedure().Outcome(a.Outcome); !ok || o.Reasons && a.Reason == "" && a.By != casework.System.ID {
				t.Fatalf("decided %q without reasons", a.Outcome)
			}
		}
		if a.By == "lin" && a.Role != casework.RoleApplicant {
			t.Fatalf("the applicant did %s as %s in their own case", a.Verb, a.Role)
		}
	}
	stage, ok := s.Procedure().Stage(c.Stage)
	if !ok || stage.End == c.Ended.IsZero() {
		t.Fatalf("stage %q, ended %v", c.Stage, c.Ended)
	}
	if stage.End && slices.ContainsFunc(c.Clocks, casework.Running.Live) {
		t.Fatal("a clock runs in an ended case")
	}
}

// snapshotOf is what a case holds, in a form that can be compared.
func snapshotOf(c casework.Case) any {
	type clock struct {
		ID      string
		Started int64
		Stopped int64
		Pauses  int
	}
	var clocks []clock
	for _, k := range c.Clocks {
		clocks = append(clocks, clock{k.Run.Rule.ID, k.Run.Started.Unix(), k.Run.Stopped.Unix(), len(k.Run.Pauses)})
	}
	return []any{c.Stage, c.Office, c.Handler, c.Outcome, c.Proposed, len(c.Acts), len(c.Gaps), c.Flags, c.Answers, clocks, c.Ended.Unix(), c.Visits, c.Stars, c.Round}
}
