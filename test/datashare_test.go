package test

import (
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/dataset"
	"atonce/internal/declare"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/scene"
	"atonce/internal/text"
)

// catalogued is a scene with the sample catalogue published.
func catalogued(t *testing.T) *scene.Scene {
	t.Helper()
	s := scene.New(t)
	s.Catalogue()
	return s
}

func request(dataset string, fields ...string) desk.DataRequest {
	return desk.DataRequest{Dataset: dataset, Fields: fields, Office: "xiaoxi-civil-affairs", Service: "minimum-subsistence-allowance", Basis: "社会救助条例规定核对",
		Use: "prove", Purpose: "核对申请人名下的企业", Scope: "申请人及家庭成员", Method: "interface", Until: law.Date{Year: 2027, Month: 12, Day: 31}, Submission: desk.NewSubmission()}
}

// The declared catalogue fits its registers, and takes every office's part.
func TestDeclaredCatalogue(t *testing.T) {
	s := catalogued(t)
	all, problems := dataset.Load(s.Packs)
	if problems = append(problems, desk.CheckDatasets(s.Desk.Packs(), all)...); len(problems) > 0 {
		t.Fatal(declare.Texts(text.EN, problems))
	}
	for _, x := range all {
		r, err := s.Desk.PublicDataset(t.Context(), x.Record.ID)
		if err != nil || len(r.Fields) == 0 {
			t.Error(x.Record.ID, err)
		}
	}
	if made, err := s.Desk.DeclareDatasets(t.Context(), s.Person("jin-lei"), all); err != nil || len(made) != 0 {
		t.Error("declared again:", made, err)
	}
}

// A request within the catalogue goes its way by itself: checked, passed to who
// provides the data, granted by two people there.
func TestARequestForData(t *testing.T) {
	s := catalogued(t)
	ctx := t.Context()
	file := func(who string, in desk.DataRequest) (string, error) {
		r, err := s.Desk.RequestData(ctx, s.Person(who), in)
		return r.Number, err
	}
	for _, c := range []struct {
		who  string
		in   desk.DataRequest
		kind fail.Kind
		key  string
	}{
		{"lin-jian", request("legal-entities", "name"), fail.Forbidden, "desk.request-keepers"},
		{"jin-lei", request("legal-entities", "name"), fail.Forbidden, "desk.request-keepers"},
		{"wei-shu", request("nothing", "name"), fail.NotFound, "dataset.none"},
		{"wei-shu", request("legal-entities", "name", "iris_scan"), fail.Invalid, "desk.form"},
		{"wei-shu", request("legal-entities"), fail.Invalid, "desk.form"},
		{"wei-shu", request("household-means", "income"), fail.Invalid, "desk.form"},
	} {
		if _, err := file(c.who, c.in); fail.KindOf(err) != c.kind || fail.As(err).Key != c.key {
			t.Errorf("%s %v: %v", c.who, c.in.Fields, err)
		}
	}
	if _, err := s.Desk.Submit(ctx, s.Person("wei-shu"), desk.Filing{Service: "data-sharing-request", Submission: desk.NewSubmission()}); fail.As(err).Key != "desk.request-data" {
		t.Error("filed past the catalogue:", err)
	}
	number, err := file("wei-shu", request("legal-entities", "name", "representative"))
	if err != nil {
		t.Fatal(err)
	}
	s.Do("tao-ran", number, casework.Act{Verb: casework.Record, Step: "passed-published"})
	v, err := s.Desk.Case(ctx, s.Person("jin-lei"), number)
	if err != nil || v.Case.Office != "xiaoxi-market-supervision" || v.Case.Stage != "answering" {
		t.Fatal(v.Case.Office, v.Case.Stage, err)
	}
	if b, ok := v.Case.Binding(); !ok || !b.Statutory(v.Case.Procedure).At.Equal(time.Date(2026, 10, 19, 17, 30, 0, 0, scene.Monday.Location())) {
		t.Error("five working days from Monday the 12th end at", b.Statutory(v.Case.Procedure))
	}
	s.Do("jin-lei", number, casework.Act{Verb: casework.Propose, Outcome: "granted"})
	s.Do("shao-qi", number, casework.Act{Verb: casework.Decide, Outcome: "granted"})
	if _, err := s.Desk.Verify(ctx); err != nil {
		t.Fatal(err)
	}
}

// A refusal may be disputed once: the case goes to the mediator by itself.
func TestADisputeGoesToTheMediator(t *testing.T) {
	s := catalogued(t)
	r, err := s.Desk.RequestData(t.Context(), s.Person("wei-shu"), request("legal-entities", "representative"))
	if err != nil {
		t.Fatal(err)
	}
	s.Do("tao-ran", r.Number, casework.Act{Verb: casework.Record, Step: "passed-published"})
	s.Do("jin-lei", r.Number, casework.Act{Verb: casework.Propose, Outcome: "refused", Reason: "不需要"})
	s.Do("shao-qi", r.Number, casework.Act{Verb: casework.Decide, Outcome: "refused", Reason: "不需要"})
	s.Do("wei-shu", r.Number, casework.Act{Verb: casework.Reopen, Reason: "需要核对法定代表人"})
	v, err := s.Desk.Case(t.Context(), s.Person("lu-bo"), r.Number)
	if err != nil || v.Case.Office != "xiaoxi-data" || v.Case.Stage != "mediation" {
		t.Fatal(v.Case.Office, v.Case.Stage, err)
	}
	s.Do("lu-bo", r.Number, casework.Act{Verb: casework.Record, Step: "heard"})
	s.Do("lu-bo", r.Number, casework.Act{Verb: casework.Decide, Outcome: "granted", Reason: "法律规定核对"})
}

// What was withdrawn from the catalogue after the request is not granted.
func TestWithdrawnDataIsNotGranted(t *testing.T) {
	s := catalogued(t)
	ctx := t.Context()
	r, err := s.Desk.RequestData(ctx, s.Person("wei-shu"), request("legal-entities", "name"))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		who  string
		deed dataset.Deed
	}{{"jin-lei", dataset.AskRevoke}, {"tao-ran", dataset.ApproveRevoke}} {
		if _, err := s.Desk.DoDataset(ctx, s.Person(x.who), desk.DatasetDeed{ID: "legal-entities", Deed: x.deed, Reason: "停止更新"}); err != nil {
			t.Fatal(err)
		}
	}
	s.Do("tao-ran", r.Number, casework.Act{Verb: casework.Record, Step: "passed-published"})
	s.Do("jin-lei", r.Number, casework.Act{Verb: casework.Propose, Outcome: "granted"})
	_, err = s.Desk.Act(ctx, s.Person("shao-qi"), desk.Doing{Number: r.Number, Act: casework.Act{Verb: casework.Decide, Outcome: "granted"}, Submission: desk.NewSubmission()})
	if fail.As(err).Key != "desk.request-unpublished" {
		t.Error("granted what was withdrawn:", err)
	}
}
