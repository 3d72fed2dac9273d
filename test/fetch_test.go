package test

import (
	"log/slog"
	"path/filepath"
	"testing"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/scene"
	"atonce/internal/share"
	"atonce/internal/store"
)

// What registers hold is filled in with its source; what the person says otherwise
// counts, and the register's owner is told.
func TestPrefillAndDispute(t *testing.T) {
	s := scene.New(t)
	must(t, s.Desk.LoadSampleRegisters(t.Context(), s.Packs))
	me := s.Person(applicant)
	d, err := s.Desk.Prefill(t.Context(), me, registration, []string{"operator", "identity", "residence", "phone"})
	must(t, err)
	if d.Answers["operator"] != me.In("zh") || d.Answers["identity"] != me.Identity || d.Answers["residence"] == "" || d.Answers["phone"] != "" {
		t.Fatalf("filled in: %v", d.Answers)
	}
	if x := d.Sources["residence"]; !x.Given() || x.Register != "population" || x.Field != "address" || x.AsOf.IsZero() {
		t.Errorf("source: %+v", x)
	}
	looks, err := s.Desk.Looks(t.Context(), me)
	must(t, err)
	if len(looks) != 1 || looks[0].Reader != share.BySelf || looks[0].Purpose != "desk.purpose.prefill" || looks[0].Basis.Article != "7" || len(looks[0].Fields) != 3 {
		t.Errorf("the person's own fetching is recorded as %+v", looks)
	}
	all := answers()
	all["operator"], all["identity"], all["residence"] = d.Answers["operator"], d.Answers["identity"], "晓溪县新街 9 号"
	_, err = s.Desk.SaveDraft(t.Context(), me, registration, "operator", all)
	must(t, err)
	r, err := s.Desk.Submit(t.Context(), me, desk.Filing{Service: registration, Answers: all, Submission: "one"})
	must(t, err)
	v, err := s.Desk.Case(t.Context(), me, r.Number)
	must(t, err)
	act := v.Case.Acts[0]
	if x := act.Sources["residence"]; !x.Own || act.Answers["residence"] != all["residence"] {
		t.Errorf("the person's word does not count: %+v, %s", x, act.Answers["residence"])
	}
	if x := act.Sources["operator"]; !x.Given() {
		t.Errorf("the record does not say where the name is from: %+v", x)
	}
	ms, err := s.Desk.Matters(t.Context(), me)
	must(t, err)
	if len(ms) != 1 || ms[0].Kind != share.Correction || ms[0].Field != "population.address" || ms[0].Office != "xiaoxi-public-security" || !ms[0].Due.After(s.Now()) {
		t.Errorf("the register's owner is told: %+v", ms)
	}
	must(t, s.Desk.AnswerMatter(t.Context(), s.Person("cao-jie"), ms[0].ID, "unchanged", "迁入手续尚未办理。"))
	if _, err := s.Desk.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// A grant that its owner cuts serves nothing more, also through another opening of the
// same database; the refusal is recorded, and the person goes on by typing.
func TestACutStopsReadingEverywhere(t *testing.T) {
	s := scene.New(t)
	must(t, s.Desk.LoadSampleRegisters(t.Context(), s.Packs))
	set, problems := pack.Load(s.Packs)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	st, err := store.Open(t.Context(), store.Config{Path: filepath.Join(s.Folder, "atonce.db"), Clock: s.Now})
	must(t, err)
	defer st.Close()
	other := desk.New(desk.Config{Store: st, Clock: s.Now, Slog: slog.New(slog.DiscardHandler)})
	must(t, other.Restore(t.Context(), set))
	me := s.Person(applicant)
	service, err := s.Desk.Service(registration)
	must(t, err)
	a, err := other.ReadGranted(t.Context(), me, service, 0, "")
	must(t, err)
	if !a.Holds() {
		t.Fatalf("before the cut: %+v", a)
	}
	gs, _, err := s.Desk.Grants(t.Context(), s.Person("cao-jie"), "population")
	must(t, err)
	for _, g := range gs {
		if g.Service == registration && g.Purpose == "prefill" {
			if err := s.Desk.CutGrant(t.Context(), s.Person("jin-lei"), g.ID, "not mine"); fail.KindOf(err) != fail.Forbidden {
				t.Errorf("another office cuts it: %v", err)
			}
			must(t, s.Desk.CutGrant(t.Context(), s.Person("cao-jie"), g.ID, "用途不符"))
		}
	}
	for name, d := range map[string]*desk.Desk{"the same": s.Desk, "another": other} {
		a, err := d.ReadGranted(t.Context(), me, service, 0, "")
		if e := fail.As(err); fail.KindOf(err) != fail.Forbidden || e.Key != "grant.cut" || a.Holds() {
			t.Errorf("%s opening serves after the cut: %+v, %v", name, a, err)
		}
	}
	looks, err := s.Desk.Looks(t.Context(), me)
	must(t, err)
	if len(looks) != 3 || looks[0].Refused != "grant.cut" || looks[1].Refused != "grant.cut" || looks[2].Refused != "" {
		t.Errorf("looks: %+v", looks)
	}
	d, err := s.Desk.Prefill(t.Context(), me, registration, []string{"operator"})
	must(t, err)
	if x := d.Sources["operator"]; x.Given() || x.State != "refused" || d.Answers["operator"] != "" {
		t.Errorf("the question is left to the person: %+v", x)
	}
	if _, unmet, err := s.Desk.Grants(t.Context(), s.Person("cao-jie"), "population"); err != nil || len(unmet) != 1 {
		t.Errorf("the owner sees the need without a grant: %v, %v", unmet, err)
	}
	must(t, s.Desk.GrantNeed(t.Context(), s.Person("cao-jie"), "population", registration, 0, gs[0].Until))
	if a, err := other.ReadGranted(t.Context(), me, service, 0, ""); err != nil || !a.Holds() {
		t.Errorf("granted anew: %+v, %v", a, err)
	}
	if _, err := s.Desk.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}
