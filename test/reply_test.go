package test

import (
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/reply"
	"atonce/internal/scene"
)

// owedDelays are the delays that the office of the sample still has to explain.
func owedDelays(t *testing.T, s *scene.Scene) (n int) {
	t.Helper()
	all, err := s.Desk.Replies(t.Context(), s.Person("zhang-min"))
	must(t, err)
	for _, o := range all {
		if o.Kind == reply.Late && o.Open() {
			n++
		}
	}
	return n
}

// Nobody explains a delay of a case that has ended: what was owed falls away with the last
// act, what was answered stays, and nothing is owed anew.
func TestNoDelayIsOwedOfAnEndedCase(t *testing.T) {
	s := scene.New(t)
	late, answered := s.File(applicant, registration, answers()), s.File(applicant, registration, answers())
	for _, n := range []string{late, answered} {
		s.Do("zhang-min", n, casework.Act{Verb: casework.Accept})
	}
	s.Pass(60 * 24 * time.Hour)
	n, err := s.Desk.OweDelays(t.Context())
	must(t, err)
	if n != 2 || owedDelays(t, s) != 2 {
		t.Fatalf("%d delays, %d owed", n, owedDelays(t, s))
	}
	told, err := s.Desk.RepliesTo(t.Context(), s.Person(applicant), answered)
	must(t, err)
	must(t, s.Desk.Reply(t.Context(), s.Person("zhang-min"), told[0].ID, "补办中。", s.Now().Add(72*time.Hour)))
	for _, n := range []string{late, answered} {
		_, err := s.Desk.Act(t.Context(), s.Person(applicant), desk.Doing{Number: n, Act: casework.Act{Verb: casework.Withdraw}, Submission: desk.NewSubmission()})
		must(t, err)
	}
	if owedDelays(t, s) != 0 {
		t.Error("the delay of an ended case is still owed")
	}
	if told, err := s.Desk.RepliesTo(t.Context(), s.Person(applicant), answered); err != nil || len(told) != 1 || told[0].Answer == "" {
		t.Errorf("what was answered: %+v, %v", told, err)
	}
	s.Pass(30 * 24 * time.Hour)
	if n, err := s.Desk.OweDelays(t.Context()); err != nil || n != 0 {
		t.Errorf("%d delays of ended cases, %v", n, err)
	}
}
