package test

import (
	"testing"

	"atonce/internal/benefit"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/share"
	"atonce/internal/store"
)

// Whoever says that a register is wrong can apply also where nobody has the post that
// answers, or the register has no office here: the dispute stands in the case.
func TestADisputeNeedsNoProtector(t *testing.T) {
	for name, x := range map[string]struct {
		gone []string
		at   string // the office that is asked; empty for none
	}{
		"nobody protects data":     {[]string{`DELETE FROM post WHERE role = 'data-protection'`}, "xiaoxi-public-security"},
		"no office of the owner's": {[]string{`DELETE FROM post WHERE role = 'data-protection'`, `DELETE FROM office WHERE id = 'xiaoxi-public-security'`}, ""},
	} {
		s := scene.New(t)
		must(t, s.Store().Write(t.Context(), func(tx *store.Tx) error {
			for _, q := range x.gone {
				if n, err := tx.Exec(q); err != nil || n == 0 {
					t.Fatalf("%s: %d rows, %v", q, n, err)
				}
			}
			return nil
		}))
		must(t, s.Desk.SavePeople(t.Context(), people.Sample{})) // read the offices again
		me := s.Person(applicant)
		d, err := s.Desk.Prefill(t.Context(), me, registration, []string{"residence"})
		must(t, err)
		if !d.Sources["residence"].Given() {
			t.Fatalf("%s: %+v", name, d.Sources)
		}
		all := answers()
		all["residence"] = "晓溪县新街 9 号"
		d, err = s.Desk.SaveDraft(t.Context(), me, registration, "operator", all)
		must(t, err)
		r, err := s.Desk.Submit(t.Context(), me, desk.Filing{Service: registration, Answers: d.Answers, Submission: d.Submission})
		if err != nil {
			t.Errorf("%s: the application fails: %v", name, err)
			continue
		}
		v, err := s.Desk.Case(t.Context(), me, r.Number)
		must(t, err)
		if x := v.Case.Acts[0].Sources["residence"]; !x.Own || x.Register != "population" {
			t.Errorf("%s: the case says %+v", name, x)
		}
		ms, err := s.Desk.Matters(t.Context(), me)
		must(t, err)
		if x.at == "" && len(ms) != 0 || x.at != "" && (len(ms) != 1 || ms[0].Office != x.at || ms[0].Kind != share.Correction) {
			t.Errorf("%s: asked is %+v", name, ms)
		}
	}
}

// Of two policies that are tried together one is not granted: nothing of either is kept
// but that the one was refused.
func TestARefusedTryKeepsNothing(t *testing.T) {
	s := scene.New(t)
	day := law.Date{Year: 2026, Month: 10, Day: 12}
	officer := s.Person("shen-lan")
	const second = "newborn-gift"
	_, err := s.Desk.TryBenefits(t.Context(), officer, []string{longLife, second}, day)
	must(t, err)
	gs, _, err := s.Desk.Grants(t.Context(), s.Person("cao-jie"), "population")
	must(t, err)
	cut := 0
	for _, g := range gs {
		if g.Service == second {
			must(t, s.Desk.CutGrant(t.Context(), s.Person("cao-jie"), g.ID, "用途不符"))
			cut++
		}
	}
	if cut == 0 {
		t.Fatalf("no grant is the second policy's: %+v", gs)
	}
	tries := func() (n int) {
		must(t, s.Store().Read(t.Context(), func(tx *store.Tx) error {
			return tx.QueryRow(`SELECT COUNT(*) FROM benefit_deed`).Scan(&n)
		}))
		return n
	}
	before := tries()
	if _, err := s.Desk.TryBenefits(t.Context(), officer, []string{longLife, second}, day); fail.KindOf(err) != fail.Forbidden || fail.As(err).Key != "grant.cut" {
		t.Fatalf("tried without a grant: %v", err)
	}
	if n := tries(); n != before {
		t.Errorf("%d deeds of a try that was refused (%s)", n-before, benefit.Try)
	}
	_, err = s.Desk.Verify(t.Context())
	must(t, err)
}
