package test

import (
	"testing"

	"atonce/internal/casework"
	"atonce/internal/decision"
	"atonce/internal/desk"
	"atonce/internal/merkle"
	"atonce/internal/scene"
)

// Decided in seconds 秒办: what the rules grant is filed and decided in one act, which nobody else takes part in. The
// answer to the applicant is a case that has ended, and its receipt holds up outside, under the log's key.
func TestDecidedInSeconds(t *testing.T) {
	s, ctx := scene.New(t), t.Context()
	me := s.Person(applicant)
	r, err := s.Desk.Submit(ctx, me, desk.Filing{Service: grant, Submission: desk.NewSubmission(),
		Answers: map[string]string{"reader": "林晓", "born": "2012-05-01", "resident": "yes"}})
	must(t, err)
	v, err := s.Desk.Case(ctx, me, r.Number)
	must(t, err)
	acts := v.Case.Acts
	if len(acts) != 2 || acts[0].Verb != casework.Submit || acts[1].Verb != casework.Decide || acts[1].Role != casework.RoleSystem || !acts[0].At.Equal(acts[1].At) {
		t.Fatalf("not filed and decided in one: %+v", acts)
	}
	if v.Case.Outcome != "granted" || v.Case.Ended.IsZero() {
		t.Errorf("the case is %q, ended %s", v.Case.Outcome, v.Case.Ended)
	}
	s.SignLog()
	checked, err := decision.Check(decisionFile(t, s, applicant, r.Number, 2), s.Log.Verifier)
	must(t, err)
	if got := checked.File.Receipt; !checked.Known || got.Case != r.Number || got.Decided.By != decision.ByRules || got.Decided.Outcome != "granted" {
		t.Errorf("the decision receipt: %+v", got)
	}
	e, err := s.Desk.Evidence(ctx, me, r.Number)
	must(t, err)
	b, err := e.File()
	must(t, err)
	if got, err := merkle.CheckReceipt(b, s.Log.Verifier); err != nil || !got.Known || got.Case != r.Number || len(got.Acts) != 2 {
		t.Errorf("the evidence receipt: %+v, %v", got, err)
	}

	// What the rules do not grant is not decided in seconds: it waits for a person.
	r, err = s.Desk.Submit(ctx, s.Person("li-xiao"), desk.Filing{Service: grant, Submission: desk.NewSubmission(),
		Answers: map[string]string{"reader": "周小满", "born": "1990-01-01", "resident": "yes"}})
	must(t, err)
	v, err = s.Desk.Case(ctx, s.Person("li-xiao"), r.Number)
	must(t, err)
	if len(v.Case.Acts) != 1 || !v.Case.Ended.IsZero() {
		t.Errorf("a case that the rules do not grant: %+v", v.Case.Acts)
	}
}
