package test

import (
	"context"
	"testing"

	"atonce/internal/dataset"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/scene"
	"atonce/internal/store"
	"atonce/internal/text"
)

func inBoth(s string) law.Words { return law.Words{text.ZH: s, text.EN: s} }

// bakeries is a record that the market supervision of the sample county could make.
func bakeries() dataset.Record {
	return dataset.Record{ID: "bakeries", Code: "330199/0001", Name: inBoth("面包店"), Summary: inBoth("全县面包店名录"), Provider: "xiaoxi-market-supervision",
		System: inBoth("登记系统"), Sources: []string{"market-supervision-bureau"}, Storage: "table", Channel: "government", Cycle: "day", Scenario: []string{"services"},
		Unlinked: "kept for statistics", Share: dataset.Rule{Way: dataset.Unconditional}, Open: dataset.Rule{Way: dataset.Unconditional}, Terms: "https://example.org/terms",
		Fields: []dataset.Field{{ID: "name", Name: inBoth("名称"), Type: "text", Sensitivity: 1, Share: dataset.Unconditional, Open: dataset.Unconditional}}}
}

// A record is made by the office that provides the data, published by a second
// person, and each deed is in the log.
func TestARecordOfTheCatalogue(t *testing.T) {
	s := scene.New(t)
	ctx := context.Background()
	do := func(who string, in desk.DatasetDeed) error {
		_, err := s.Desk.DoDataset(ctx, s.Person(who), in)
		return err
	}
	r := bakeries()
	make_ := desk.DatasetDeed{Deed: dataset.Make, Record: &r}
	for _, stranger := range []string{"lin-jian", "wei-shu", "tao-ran", "zhang-min"} {
		if err := do(stranger, make_); fail.KindOf(err) != fail.Forbidden {
			t.Errorf("%s made a record of another office: %v", stranger, err)
		}
	}
	before, err := s.Desk.LogHead(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		who string
		in  desk.DatasetDeed
	}{
		{"jin-lei", make_},
		{"jin-lei", desk.DatasetDeed{ID: r.ID, Deed: dataset.AskPublish, Expect: 1}},
		{"tao-ran", desk.DatasetDeed{ID: r.ID, Deed: dataset.ApprovePublish}},
	} {
		if step.in.Deed == dataset.ApprovePublish {
			if err := do("jin-lei", step.in); fail.As(err).Key != "dataset.two-people" {
				t.Error("one person published:", err)
			}
			if _, err := s.Desk.PublicDataset(ctx, r.ID); fail.KindOf(err) != fail.NotFound {
				t.Error("public before it is published:", err)
			}
		}
		if err := do(step.who, step.in); err != nil {
			t.Fatal(step.who, err)
		}
	}
	if err := do("jin-lei", make_); fail.KindOf(err) != fail.Invalid {
		t.Error("made twice:", err)
	}
	if err := do("jin-lei", desk.DatasetDeed{ID: r.ID, Deed: dataset.AskRevoke, Reason: "x", Expect: 2}); fail.KindOf(err) != fail.Conflict {
		t.Error("the page was out of date:", err)
	}
	got, err := s.Desk.PublicDataset(ctx, r.ID)
	if err != nil || got.Name[text.ZH] != "面包店" {
		t.Fatal(got, err)
	}
	found, err := s.Desk.Datasets(ctx, dataset.Filter{Words: "面包 名录", Public: true}, "", 10)
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	if none, err := s.Desk.Datasets(ctx, dataset.Filter{Words: "100%"}, "", 10); err != nil || len(none) != 0 {
		t.Error(none, err)
	}
	acts, err := s.Desk.DatasetActs(ctx, r.ID)
	after, err2 := s.Desk.LogHead(ctx)
	if err != nil || err2 != nil || len(acts) != 3 || after.Head.Size != before.Head.Size+3 {
		t.Fatal(len(acts), before.Head.Size, after.Head.Size, err, err2)
	}
	if _, err := s.Desk.Verify(ctx); err != nil {
		t.Fatal(err)
	}
}

// What is changed behind the program is found by verify.
func TestACatalogueChangedBehindTheProgram(t *testing.T) {
	for _, c := range []struct{ name, sql, key string }{
		{"published by nobody", `UPDATE dataset SET state = 'published', public = record`, "desk.verify-dataset"},
		{"a record that nobody made", `INSERT INTO dataset SELECT 'ghost', 'X', provider, state, seq, words, share, open, hand, asked, record, public FROM dataset`, "desk.verify-dataset"},
		{"a record removed", `DELETE FROM dataset`, "desk.verify-dataset"},
	} {
		s := scene.New(t)
		ctx := context.Background()
		r := bakeries()
		if _, err := s.Desk.DoDataset(ctx, s.Person("jin-lei"), desk.DatasetDeed{Deed: dataset.Make, Record: &r}); err != nil {
			t.Fatal(err)
		}
		if err := s.Store().Write(ctx, func(tx *store.Tx) error { _, err := tx.Exec(c.sql); return err }); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Desk.Verify(ctx); err == nil || fail.As(err).Key != c.key {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
