package main

import (
	"maps"
	"strconv"
	"testing"

	"atonce/internal/appointment"
	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/mandate"
	"atonce/internal/pack"
	"atonce/internal/register"
	"atonce/internal/scene"
	"atonce/internal/store"
)

// decideRegistered brings a case of lifeService to its licence.
func decideRegistered(s *scene.Scene, number string) {
	s.Do("zhang-min", number, casework.Act{Verb: casework.Accept})
	s.Do("zhou-hang", number, casework.Act{Verb: casework.Propose, Outcome: "registered"})
	s.Do("wu-fang", number, casework.Act{Verb: casework.Decide, Outcome: "registered"})
}

// write puts one record into a register.
func (w *leaks) write(r *pack.Register, subject string, values map[string]string) {
	w.t.Helper()
	row, err := register.Parse(r, subject, values)
	w.must(err)
	row.From = law.Date{Year: 2026, Month: 1, Day: 1}
	w.must(w.scene.Store().Write(w.t.Context(), func(tx *store.Tx) error {
		source, err := register.AddSource(tx, r, register.Source{Kind: "call", Name: "canaries", By: "test"})
		if err == nil {
			_, err = register.Put(tx, r, source, row)
		}
		return err
	}))
}

// grantSystem lets a system of the library in, and grants it names and representatives of
// firms for its cases.
func (w *leaks) grantSystem() {
	w.t.Helper()
	s, ctx := w.scene, w.t.Context()
	r, err := s.Desk.RequestData(ctx, s.Person("east-data-keeper"), desk.DataRequest{Dataset: "legal-entities", Fields: []string{"name", "representative"}, Office: scene.East,
		Service: scene.Card, Basis: "社会救助条例规定核对", Use: "prove", Purpose: "核对企业", Scope: "申请人", Method: "interface", Until: law.Date{Year: 2026, Month: 12, Day: 31},
		Submission: desk.NewSubmission()})
	w.must(err)
	s.Do("tao-ran", r.Number, casework.Act{Verb: casework.Record, Step: "passed-published"})
	s.Do("jin-lei", r.Number, casework.Act{Verb: casework.Propose, Outcome: "granted"})
	s.Do("shao-qi", r.Number, casework.Act{Verb: casework.Decide, Outcome: "granted"})
	secret := s.System("checking", scene.East, 60_000, "catalogue", "read:legal-entities", "read:population", "read:household-means")
	token, _, _, err := s.Desk.ClientToken(ctx, "checking", secret, nil)
	w.must(err)
	w.secrets["system of another office"] = token
}

// mandate lets an official record a mandate on signed paper between the two: what its
// pages tell, and its scan, are looked at too. It stays unconfirmed, for who is a side of
// one that holds rightly reads the other's name.
func (w *leaks) mandate() {
	w.t.Helper()
	ctx, clerk := w.t.Context(), w.scene.Person("zhang-min")
	const seen = "甲雀授权证件"
	m, err := w.scene.Desk.RecordMandate(ctx, clerk, desk.NewMandate{File: "paper.png", Body: []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), Terms: mandate.Terms{Kind: mandate.Delegation,
		Giver: w.scene.Person("lin-jian").Identity, Taker: w.scene.Person("li-xiao").Identity, Until: w.scene.Now().AddDate(0, 1, 0), Seen: seen}})
	w.must(err)
	w.canaries = append(w.canaries, canary{seen, "lin-jian", 3, []string{"mandate"}, false})
	for _, v := range w.values {
		v["{mandate}"] = itoa(m.ID)
	}
}

// bookVisits books two people a time at a counter: who meets them there sees who comes,
// and for what.
func bookVisits(t testing.TB, s *scene.Scene) {
	t.Helper()
	const where = "xiaoxi-service-centre"
	free, err := s.Desk.FreeTimes(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	for i, who := range []string{"lin-jian", "li-xiao"} {
		if err := s.Desk.Reserve(t.Context(), s.Person(who), appointment.Appointment{Counter: where, About: lifeService, Begins: free[i]}); err != nil {
			t.Fatal(err)
		}
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func with(values map[string]string, key, value string) map[string]string {
	out := maps.Clone(values)
	out[key] = value
	return out
}
