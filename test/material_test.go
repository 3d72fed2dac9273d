package test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/record"
	"atonce/internal/scene"
	"atonce/internal/share"
	"atonce/internal/store"
)

// A person says that a material which was looked up is wrong: their words and their own
// paper count, the official sees both sides, the register's owner is asked once it is
// sent, and no program decides.
func TestAMaterialIsDisputed(t *testing.T) {
	s := scene.New(t)
	me, residence := s.Person(applicant), record.Material("residence")
	d, err := s.Desk.Materials(t.Context(), me, scene.Card)
	must(t, err)
	said := d.Sources[residence].Values
	if !d.Sources[residence].Given() || said["address"] == "" {
		t.Fatalf("fetched: %+v", d.Sources)
	}
	if err := s.Desk.SendMaterial(t.Context(), me, scene.Card, "residence", "own.png", []byte(pictureBytes)); fail.As(err).Key != "desk.material-there" {
		t.Errorf("a paper beside what a register gave: %v", err)
	}
	if err := s.Desk.DisputeMaterial(t.Context(), me, scene.Card, "residence", " "); fieldKey(err, "words") != "desk.matter-words" {
		t.Errorf("without words: %v", err)
	}
	if err := s.Desk.DisputeMaterial(t.Context(), me, scene.Card, "photo", "不对"); fail.As(err).Key != "desk.material-silent" {
		t.Errorf("a material that no register gave: %v", err)
	}
	source := func() record.Source {
		t.Helper()
		// Looked at again, and a day later: what the person says is not fetched over.
		s.Pass(25 * time.Hour)
		d, err := s.Desk.Materials(t.Context(), me, scene.Card)
		must(t, err)
		return d.Sources[residence]
	}
	must(t, s.Desk.DisputeMaterial(t.Context(), me, scene.Card, "residence", "住址是旧的"))
	must(t, s.Desk.SendMaterial(t.Context(), me, scene.Card, "residence", "own.png", []byte(pictureBytes)))
	if x := source(); !x.Own || x.Given() || x.Words != "住址是旧的" || len(x.Files) != 1 || !maps.Equal(x.Values, said) {
		t.Errorf("disputed: %+v", x)
	}
	must(t, s.Desk.BelieveMaterial(t.Context(), me, scene.Card, "residence"))
	if x := source(); !x.Given() || x.Words != "" || len(x.Files) != 0 {
		t.Errorf("taken back: %+v", x)
	}
	must(t, s.Desk.DisputeMaterial(t.Context(), me, scene.Card, "residence", "已经搬家"))
	must(t, s.Desk.DisputeMaterial(t.Context(), me, scene.Card, "residence", "上个月已经搬家"))
	must(t, s.Desk.SendMaterial(t.Context(), me, scene.Card, "residence", "lease.png", []byte(pictureBytes)))
	file := source().Files[0]
	if ms, err := s.Desk.Matters(t.Context(), me); err != nil || len(ms) != 0 {
		t.Errorf("somebody is asked before it is sent: %+v, %v", ms, err)
	}
	d, err = s.Desk.SaveDraft(t.Context(), me, scene.Card, "reader", scene.Reader("读者"))
	must(t, err)
	r, err := s.Desk.Submit(t.Context(), me, desk.Filing{Service: scene.Card, Answers: d.Answers, Submission: d.Submission})
	must(t, err)
	v, err := s.Desk.Case(t.Context(), s.Person("east-clerk"), r.Number)
	must(t, err)
	if x := v.Case.Acts[0].Sources[residence]; !x.Own || x.Words != "上个月已经搬家" || !maps.Equal(x.Values, said) || !slices.Equal(x.Files, []string{file}) {
		t.Errorf("the act says %+v", x)
	}
	if len(v.Files) != 1 || v.Files[0].ID != file {
		t.Errorf("files of the case: %+v", v.Files)
	}
	ms, err := s.Desk.Matters(t.Context(), me)
	must(t, err)
	if len(ms) != 1 || ms[0].Kind != share.Correction || ms[0].Field != "population" || ms[0].Words != "上个月已经搬家" || ms[0].Office != "xiaoxi-public-security" || ms[0].Number != r.Number {
		t.Errorf("the register's owner is told: %+v", ms)
	}
	if _, err := s.Desk.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// What a program would have decided at once, a person decides where a material or an
// answer is disputed.
func TestNoProgramDecidesOnWhatIsDisputed(t *testing.T) {
	s := scene.New(t)
	me := s.Person(applicant)
	file := func(dispute string) casework.Case {
		t.Helper()
		d, err := s.Desk.Prefill(t.Context(), me, grant, []string{"reader", "born", "resident"})
		must(t, err)
		typed := map[string]string{"resident": "yes"}
		if dispute == "answer" {
			if x := d.Sources["born"]; !x.Given() || d.Answers["born"] == "2001-02-03" {
				t.Fatalf("the register gave no day of birth: %+v", x)
			}
			typed["born"] = "2001-02-03"
		}
		d, err = s.Desk.SaveDraft(t.Context(), me, grant, "who", typed)
		must(t, err)
		if dispute == "material" {
			// No service that is decided at once looks a material up: one is put into the draft.
			d.Sources[record.Material("residence")] = record.Source{Register: "population", State: "fresh", Own: true, Words: "住址是旧的"}
			must(t, s.Store().Write(t.Context(), func(tx *store.Tx) error { return draft.Save(tx, d) }))
		}
		r, err := s.Desk.Submit(t.Context(), me, desk.Filing{Service: grant, Answers: d.Answers, Submission: d.Submission})
		must(t, err)
		s.Do("east-clerk", r.Number, casework.Act{Verb: casework.Record, Step: "seen"})
		v, err := s.Desk.Case(t.Context(), me, r.Number)
		must(t, err)
		return v.Case
	}
	if c := file(""); c.Ended.IsZero() {
		t.Fatalf("without a dispute the program does not decide: %+v", c)
	}
	for _, what := range []string{"material", "answer"} {
		c := file(what)
		if _, decided := c.Last(casework.Decide); decided {
			t.Errorf("a program decided on a disputed %s", what)
		}
		s.Do("east-clerk", c.Number, casework.Act{Verb: casework.Decide, Outcome: "granted", Reason: "已核对本人证件"})
	}
}
