package desk_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"atonce/internal/benefit"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/register"
	"atonce/internal/scene"
	"atonce/internal/store"
)

// identity is the identity number of the n-th woman born that day, with its check digit (GB 11643).
func identity(born string, n int) string {
	s := "330199" + strings.ReplaceAll(born, "-", "") + fmt.Sprintf("%03d", n)
	sum, weight := 0, []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	for i, c := range s {
		sum += int(c-'0') * weight[i]
	}
	return s + string("10X98765432"[sum%11])
}

// onePage is more than enough records for one page of a scan, and less than two.
const onePage = 20_000

// A grant that its owner cuts in the middle of a reading of a whole register ends it with the page at hand. No list comes
// of it, and a run that was put forward before stays as it was: not signed, and nobody named.
func TestACutStopsAScanOfARegister(t *testing.T) {
	// One part of the register, so that it has a second page: each processor reads a part of its own.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	s, ctx := scene.New(t), t.Context()
	r, ok := s.Desk.Packs().Register("population")
	if !ok {
		t.Fatal("no register of the population")
	}
	const people = onePage + 500
	if err := s.Store().Write(ctx, func(tx *store.Tx) error {
		source, err := register.AddSource(tx, r, register.Source{Kind: "file", Name: "test", Digest: strings.Repeat("0", 64), By: "test"})
		day := time.Date(1930, 1, 1, 0, 0, 0, 0, time.UTC)
		for i := 0; i < people && err == nil; i++ {
			born := day.AddDate(0, 0, i/400).Format("2006-01-02")
			row, perr := register.Parse(r, identity(born, 2*(i%400)), map[string]string{"name": "某人", "sex": "female", "birth_date": born, "area": "330199101000"})
			if perr != nil {
				return perr
			}
			row.From = law.Date{Year: 2026, Month: 1, Day: 1}
			_, err = register.Put(tx, r, source, row)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	const policy = "long-life-allowance"
	officer, head, owner := s.Person("shen-lan"), s.Person("gao-jun"), s.Person("cao-jie")
	day := law.Date{Year: 2026, Month: 10, Day: 12}
	run, err := s.Desk.ProposeBenefit(ctx, officer, policy, day)
	if err != nil || run.Count != people {
		t.Fatalf("%+v, %v", run, err)
	}
	var standing int64
	gs, _, err := s.Desk.Grants(ctx, owner, "population")
	for _, g := range gs {
		if g.Service == policy && g.Purpose == "decide" {
			standing = g.ID
		}
	}
	if err != nil || standing == 0 {
		t.Fatalf("the policy has no grant: %v", err)
	}
	given := 0
	tried, err := s.Desk.TryBenefitEach(ctx, officer, policy, day, func(string, int64) error {
		if given++; given > 1 {
			return nil
		}
		return s.Desk.CutGrant(ctx, owner, standing, "用途不符")
	})
	if fail.KindOf(err) != fail.Forbidden || fail.As(err).Key != "grant.cut" || tried != nil {
		t.Errorf("after the cut: %+v, %v", tried, err)
	}
	if given == 0 || given > onePage {
		t.Errorf("%d of %d records were given: the page at hand has %d", given, people, onePage)
	}
	if _, err := s.Desk.ApproveBenefit(ctx, head, run.ID); fail.As(err).Key != "grant.cut" {
		t.Errorf("signed after the cut: %v", err)
	}
	if _, err := s.Desk.ProposeBenefit(ctx, officer, policy, day); fail.As(err).Key != "grant.cut" {
		t.Errorf("put forward after the cut: %v", err)
	}
	runs, err := s.Desk.BenefitRuns(ctx, officer)
	if err != nil || len(runs) != 1 || runs[0].Approved != "" || runs[0].List != run.List || runs[0].Count != run.Count {
		t.Errorf("the run that was put forward: %+v, %v", runs, err)
	}
	if err := s.Store().Read(ctx, func(tx *store.Tx) error {
		var claims int
		err := tx.QueryRow(`SELECT COUNT(*) FROM benefit_claim`).Scan(&claims)
		if err == nil && claims != 0 {
			t.Errorf("%d people were named", claims)
		}
		var last string
		if err == nil {
			err = tx.QueryRow(`SELECT deed FROM benefit_deed ORDER BY id DESC LIMIT 1`).Scan(&last)
		}
		if err == nil && benefit.Deed(last) != benefit.Propose {
			t.Errorf("the last deed is %s", last)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	if _, err := s.Desk.Verify(ctx); err != nil {
		t.Error(err)
	}
}
