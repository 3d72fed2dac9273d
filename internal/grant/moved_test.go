package grant_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"atonce/internal/fail"
	"atonce/internal/grant"
	"atonce/internal/law"
	"atonce/internal/store"

	"github.com/pressly/goose/v3"
)

// before is the last number before the migration that moved grants made by requests into the table of all.
const before = 259

// Grants by requests stood in a table of their own. A database that was filled then is brought up to date by opening it:
// each is a grant as the others are, of the same fields and the same days, and what was cut stays cut.
func TestGrantsAreMovedFromTheirOldTable(t *testing.T) {
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "atonce.db")
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS("../store/migrations"), goose.WithDisableGlobalRegistry(true))
	if err == nil {
		_, err = p.UpTo(ctx, before)
	}
	if err != nil {
		t.Fatal(err)
	}
	made := time.Date(2026, 3, 5, 1, 2, 3, 4000, time.UTC)
	cut := made.AddDate(0, 1, 0)
	for _, row := range [][]any{
		{"DS-2", "legal-entities", "bureau", "east", "card", "legal-entities", "name,representative", "核对企业", "2026-12-31", made.Add(time.Hour).UnixMicro(), int64(0), "", ""},
		{"DS-1", "population", "police", "welfare", "allowance", "population", "name", "核对年龄", "2027-06-30", made.UnixMicro(), cut.UnixMicro(), "cao-jie", "用途不符"},
		{"DS-3", "elsewhere", "bureau", "east", "card", "", "a", "核对", "2026-12-31", made.Add(2 * time.Hour).UnixMicro(), int64(0), "", ""},
	} {
		if _, err := db.Exec(`INSERT INTO entitlement (number, dataset, holder, office, service, register, fields, purpose, until, made, cut, cut_by, why) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)`, row...); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec(`INSERT INTO data_grant (register, declared, service, office, purpose, fields, law, article, from_day, until, made, made_by, cut, cut_by, why)
 VALUES ('population', 'first', 'card', '', 'prefill', 'name,sex', 'l', '3', '2026-01-01', '', ?, 'cao-jie', 0, '', '')`, made.UnixMicro()); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	st, err := store.Open(ctx, store.Config{Path: path, Clock: func() time.Time { return cut.AddDate(0, 1, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if err := st.Read(ctx, func(tx *store.Tx) error {
		gs, err := grant.All(tx)
		if err != nil {
			return err
		}
		if len(gs) != 4 {
			t.Fatalf("%d grants: %+v", len(gs), gs)
		}
		if g := gs[0]; g.Declared != "first" || g.Old || g.Request != "" || !slices.Equal(g.Fields, []string{"name", "sex"}) {
			t.Errorf("the grant that was there: %+v", g)
		}
		// In the order in which they were made.
		if g := gs[1]; g.Request != "DS-1" || !g.Old || g.Register != "population" || g.Dataset != "population" || g.Holder != "police" || g.Reader != "welfare" || g.Service != "allowance" ||
			g.Purpose != "prove" || g.Words != "核对年龄" || !g.Made.Equal(made) || !g.Cut.Equal(cut) || g.CutBy != "cao-jie" || g.Why != "用途不符" {
			t.Errorf("the grant that was cut: %+v", g)
		}
		if g := gs[2]; g.Request != "DS-2" || !slices.Equal(g.Fields, []string{"name", "representative"}) || g.From != (law.Date{Year: 2026, Month: 3, Day: 5}) ||
			g.Until != (law.Date{Year: 2026, Month: 12, Day: 31}) || !g.Cut.IsZero() || !g.Old {
			t.Errorf("the grant that stands: %+v", g)
		}
		if g := gs[3]; g.Request != "DS-3" || g.Register != "" {
			t.Errorf("the grant of data that lies elsewhere: %+v", g)
		}
		ask := grant.Ask{Register: "legal-entities", Service: "card", Reader: "east", Purpose: "prove", Fields: []string{"name"}, Day: law.Date{Year: 2026, Month: 12, Day: 31}}
		if g, err := grant.Find(tx, ask); err != nil || g.Request != "DS-2" {
			t.Errorf("a reading on its last day: %+v, %v", g, err)
		}
		ask.Day = ask.Day.AddDays(1)
		if _, err := grant.Find(tx, ask); fail.As(err).Key != "grant.over" {
			t.Errorf("a reading on the day after: %v", err)
		}
		ask = grant.Ask{Register: "population", Service: "allowance", Reader: "welfare", Purpose: "prove", Fields: []string{"name"}, Day: law.Date{Year: 2026, Month: 5, Day: 1}}
		if _, err := grant.Find(tx, ask); fail.As(err).Key != "grant.cut" {
			t.Errorf("a reading of what was cut: %v", err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
