package test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/decision"
	"atonce/internal/desk"
	"atonce/internal/journal"
	"atonce/internal/ledger"
	"atonce/internal/scene"
	"atonce/internal/store"
	"atonce/internal/text"
	"atonce/internal/web/citizen"
)

// sourcedCase is a case of the grant whose day of birth a register gave, whose place the
// applicant typed and whose card an official saw.
func sourcedCase(t *testing.T) (*scene.Scene, string, int) {
	t.Helper()
	s := scene.New(t)
	lin := s.Person(applicant)
	kept, err := s.Desk.Prefill(t.Context(), lin, grant, []string{"reader", "born", "resident"})
	must(t, err)
	if !kept.Sources["born"].Given() {
		t.Fatalf("the register gives %+v", kept.Sources)
	}
	kept, err = s.Desk.SaveDraft(t.Context(), lin, grant, "who", map[string]string{"resident": "yes"})
	must(t, err)
	r, err := s.Desk.Submit(t.Context(), lin, desk.Filing{Service: grant, Answers: kept.Answers, Submission: kept.Submission})
	must(t, err)
	s.Pass(time.Hour)
	s.Do("east-clerk", r.Number, casework.Act{Verb: casework.Record, Step: "seen"}) // whereupon the rules grant it
	v, err := s.Desk.Case(t.Context(), lin, r.Number)
	must(t, err)
	last, _ := v.Case.Last(casework.Decide)
	return s, r.Number, last.Seq
}

// A receipt says of each input where it is from and when, and so does the page.
func TestAReceiptNamesItsSources(t *testing.T) {
	s, number, seq := sourcedCase(t)
	s.SignLog()
	b := decisionFile(t, s, applicant, number, seq)
	if *keepDecision {
		dir := filepath.Join("..", "internal", "decision", "testdata")
		must(t, os.WriteFile(filepath.Join(dir, "decision-2.json"), b, 0o644))
		must(t, os.WriteFile(filepath.Join(dir, "decision-2.key"), []byte(s.Log.Verifier+"\n"), 0o644))
	}
	got, err := decision.Check(b, s.Log.Verifier)
	must(t, err)
	sources := map[string]decision.Source{}
	for _, in := range got.File.Receipt.Inputs {
		sources[in.Name] = in.Source
	}
	if x := sources["born"]; x.Kind != decision.FromRegister || x.Register != "population" || x.Field != "birth_date" || x.AsOf.IsZero() || x.Act != 1 {
		t.Errorf("born: %+v", x)
	}
	if x := sources["resident"]; x.Kind != decision.FromApplicant || x.At.IsZero() {
		t.Errorf("resident: %+v", x)
	}
	if x := sources["student"]; x.Kind != decision.FromOfficial || x.Step != "seen" || x.Role == "" {
		t.Errorf("student: %+v", x)
	}
	handler := s.Handler(citizen.Routes(s.Desk), true)
	register, _ := s.Desk.Packs().Register("population")
	for _, l := range text.Langs {
		_, node := asks(t, s, handler, applicant, "/cases/"+number+"/why?lang="+string(l), nil)
		page := node.Text()
		for _, words := range []string{text.S(l, "casepage.why-from-register", "register", register.Names().In(l), "time", "")} {
			if !strings.Contains(page, strings.TrimSpace(words)) {
				t.Errorf("in %s the page does not say %q", l, words)
			}
		}
	}
	_, err = s.Desk.Verify(t.Context())
	must(t, err)
}

// A decision that the log committed to in the first form keeps that form.
func TestOldDecisionsKeepTheirForm(t *testing.T) {
	s, number, seq := sourcedCase(t)
	all, v, err := s.Desk.Explained(t.Context(), s.Person(applicant), number)
	must(t, err)
	before := v.Case
	before.Acts = v.Case.Acts[:seq-1]
	must(t, s.Store().Write(t.Context(), func(tx *store.Tx) error {
		r, err := decision.MakeAs(decision.Formats[len(decision.Formats)-1], all[0].Service, number, before, all[0].Act)
		if err != nil {
			return err
		}
		rows, err := journal.StoredOf(tx, number)
		if err != nil {
			return err
		}
		e, err := r.Entry(rows[seq-1].Salt)
		if err != nil {
			return err
		}
		leaf, err := ledger.Append(tx, e)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE precedent SET leaf = ? WHERE number = ? AND seq = ?`, leaf, number, seq)
		return err
	}))
	s.SignLog()
	got, err := decision.Check(decisionFile(t, s, applicant, number, seq), s.Log.Verifier)
	must(t, err)
	if got.File.Receipt.Format != "atonce-decision/1" || got.Head.Size == 0 {
		t.Errorf("the receipt is in form %s, proved by a head of %d", got.File.Receipt.Format, got.Head.Size)
	}
	for _, in := range got.File.Receipt.Inputs {
		if in.Source.Register != "" {
			t.Errorf("the first form says %+v", in.Source)
		}
	}
}
