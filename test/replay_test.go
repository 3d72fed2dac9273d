package test

import (
	"atonce/internal/share"
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/pack"
	"atonce/internal/precedent"
	"atonce/internal/scene"
	"atonce/internal/store"
)

// adultsFrom is the grant with another age in all its rules.
func adultsFrom(t *testing.T, s *pack.Service, age string) *pack.Service {
	t.Helper()
	return changed(t, s, `"< 18"`, `"< `+age+`"`, `">= 18"`, `">= `+age+`"`)
}

// changed is a service with texts of its files replaced, loaded and sealed anew.
func changed(t *testing.T, s *pack.Service, pairs ...string) *pack.Service {
	t.Helper()
	_, parts, _ := pack.SplitSnapshot(s.Snapshot())
	files, found := fstest.MapFS{}, false
	for _, p := range parts {
		b := strings.NewReplacer(pairs...).Replace(string(p.Data))
		found = found || b != string(p.Data)
		files[p.Path] = &fstest.MapFile{Data: []byte(b)}
	}
	set, problems := pack.Load(files)
	if !found || len(problems) > 0 {
		t.Fatal(found, problems)
	}
	out, _ := set.Service(s.ID())
	return out
}

const (
	leader  = "fang-zheng"
	keeper1 = "pack-keeper-1"
)

// A changed rule is tried on what was decided: by the rules, by a person with them and
// against them. Each decision is worked out again here in another way.
func TestReplay(t *testing.T) {
	s := scene.New(t)
	service, err := s.Desk.Service(grant)
	must(t, err)
	now := adultsFrom(t, service, "21")
	want := map[desk.Class]int{}
	var granted []string
	for i, born := range []string{"2012-05-01", "2008-10-12", "2008-10-13", "2006-01-01", "2005-10-13", "2005-10-12", "1990-01-01"} {
		for _, resident := range []string{"yes", "no"} {
			n := s.File("li-xiao", grant, map[string]string{"reader": "林晓", "born": born, "resident": resident})
			s.Pass(time.Minute)
			age := 2026 - mustAtoi(born[:4])
			if born[5:] > "10-12" {
				age--
			}
			child, young := resident == "yes" && age < 18, resident == "yes" && age < 21
			if !child { // a person decides; every third otherwise than the rules
				outcome := "refused"
				if i%3 == 0 {
					outcome = "granted"
				}
				s.Do("east-clerk", n, casework.Act{Verb: casework.Decide, Outcome: outcome, Reason: "看过"})
				switch {
				case outcome == "granted":
					want[desk.ClassOverridden]++
				case young:
					want[desk.ClassGranted]++
					granted = append(granted, n)
				default:
					want[desk.ClassSame]++
				}
				continue
			}
			want[desk.ClassSame]++
		}
	}
	open := s.File("li-xiao", grant, map[string]string{"reader": "周小满", "born": "1990-01-01", "resident": "yes"}) // undecided: not tried
	who := s.Person(leader)
	var rows bytes.Buffer
	got, err := s.Desk.Replay(t.Context(), who, desk.Trying{Service: now, Since: s.Now().AddDate(-1, 0, 0), Most: 10, Purpose: "放宽年龄", Rows: &rows})
	must(t, err)
	for _, c := range desk.Classes {
		if got.Counts[c] != want[c] {
			t.Errorf("%s: %d, worked out %d", c, got.Counts[c], want[c])
		}
	}
	if want[desk.ClassGranted] == 0 || want[desk.ClassOverridden] == 0 {
		t.Fatal("the cases show nothing")
	}
	var listed []string
	for _, x := range got.Lists[desk.ClassGranted] {
		listed = append(listed, x.Number)
	}
	if !slices.Equal(listed, granted) || slices.Contains(listed, open) {
		t.Errorf("listed %v, want %v", listed, granted)
	}
	table, err := csv.NewReader(&rows).ReadAll()
	if err != nil || len(table) != len(granted) || table[0][0] != granted[0] || table[0][1] != "granted" || table[0][3] != "refused" || table[0][4] != "granted" {
		t.Errorf("rows %v, %v", table, err)
	}
	f := got.Flips[0]
	if len(f.Rules) != 1 || !slices.Equal(f.Rules[0].Was, []int{3}) || !slices.Equal(f.Rules[0].Now, []int{1}) || f.Rules[0].Over[0].Law != "administrative-licensing" {
		t.Errorf("the rules that flip: %+v", f.Rules)
	}
	if !slices.ContainsFunc(f.Causes, func(c pack.Cause) bool {
		return c.Element == "outcome" && c.Rule == 1 && c.Was == "< 18" && c.Now == "< 21"
	}) {
		t.Errorf("the cells that flip it: %+v", f.Causes)
	}
	// Reading is recorded: with the applicant of each case that was named, and the trial itself.
	looks, err := s.Desk.Looks(t.Context(), s.Person("li-xiao"), share.Filter{})
	must(t, err)
	read := 0
	for _, l := range looks {
		if l.Purpose == desk.PurposeReplay && l.By == who.ID {
			read++
		}
	}
	if read != 2*len(granted) { // in the list and in the rows
		t.Errorf("%d looks for %d cases", read, len(granted))
	}
	kept, err := s.Desk.Replays(t.Context(), who, grant)
	if err != nil || len(kept) != 1 || kept[0].Purpose != "放宽年龄" || kept[0].By != who.ID || kept[0].Decisions != got.Decisions {
		t.Errorf("kept %+v, %v", kept, err)
	}
	// The same again under the version in force changes nothing: the record answers the same.
	same, err := s.Desk.Replay(t.Context(), who, desk.Trying{Service: service, Most: 10})
	must(t, err)
	if same.Counts[desk.ClassSame]+same.Counts[desk.ClassOverridden] != same.Decisions || len(same.Flips) != 0 {
		t.Errorf("unchanged rules change %+v", same.Counts)
	}
	later, err := s.Desk.Replay(t.Context(), who, desk.Trying{Service: now, Since: s.Now().Add(time.Hour)})
	if err != nil || later.Decisions != 0 {
		t.Errorf("%d decisions in the future, %v", later.Decisions, err)
	}
}

// Who may not see cases is told no number of one, and no group so small that it would
// tell of a person; who has no business with it is told nothing.
func TestReplayHidesFew(t *testing.T) {
	s := scene.New(t)
	service, err := s.Desk.Service(grant)
	must(t, err)
	now := adultsFrom(t, service, "16")
	for i := range 9 {
		s.File("li-xiao", grant, map[string]string{"reader": "林晓", "born": fmt.Sprintf("2012-05-0%d", i+1), "resident": "yes"})
	}
	s.File("li-xiao", grant, map[string]string{"reader": "林晓", "born": "2009-05-01", "resident": "yes"})
	who := s.Person(keeper1)
	full, err := s.Desk.Replay(t.Context(), who, desk.Trying{Service: now, Most: 10})
	must(t, err)
	if full.Counts[desk.ClassRefused] != 1 || len(full.Lists) != 0 {
		t.Fatalf("%+v", full)
	}
	seen := full.For(who)
	if seen.Counts[desk.ClassRefused] != desk.Hidden || seen.Counts[desk.ClassSame] != desk.Hidden || len(seen.Flips) != 0 || seen.Money || !seen.Veiled {
		t.Errorf("a keeper of packs is told %+v", seen)
	}
	if seen := full.For(s.Person(leader)); seen.Counts[desk.ClassRefused] != 1 {
		t.Errorf("a leader is told %+v", seen.Counts)
	}
	if _, err := s.Desk.Replay(t.Context(), who, desk.Trying{Service: now, Rows: &bytes.Buffer{}}); fail.KindOf(err) != fail.Forbidden {
		t.Errorf("a keeper of packs gets rows: %v", err)
	}
	if _, err := s.Desk.Replay(t.Context(), s.Person("east-clerk"), desk.Trying{Service: now}); fail.KindOf(err) != fail.Forbidden {
		t.Errorf("a clerk tries rules: %v", err)
	}
	if _, err := s.Desk.Replays(t.Context(), s.Person("east-clerk"), grant); fail.KindOf(err) != fail.Forbidden {
		t.Errorf("a clerk reads trials: %v", err)
	}
}

// Households are tried in whole numbers here and by the model in the program: who gains
// and what it costs must be the same to the last fen.
func TestReplayCountsMoney(t *testing.T) {
	s := scene.New(t)
	service, err := s.Desk.Service("minimum-subsistence-allowance")
	must(t, err)
	now := changed(t, service, `value: "120000"`, `value: "130000"`)
	paid := func(members, income int, within bool, standard int) int {
		if within && income < standard*members {
			return standard*members - income
		}
		return 0
	}
	random := rand.New(rand.NewPCG(7, 7))
	want := map[desk.Class]int{}
	before, after := 0, 0
	kinds := map[precedent.Kind][]precedent.Row{}
	for i := range 3000 {
		members, income, within := 1+random.IntN(5), random.IntN(800_000), random.IntN(4) > 0
		f := casework.Facts{At: s.Now(), Answers: map[string]string{"members": strconv.Itoa(members), "checked_income": strconv.Itoa(income), "property_within": map[bool]string{true: "yes", false: "no"}[within]}}
		said, _ := service.Ask("allowance", f)
		a, b := paid(members, income, within, 120_000), paid(members, income, within, 130_000)
		before, after = before+a, after+b
		switch {
		case a == 0 && b > 0:
			want[desk.ClassGranted]++
		case b > a:
			want[desk.ClassMore]++
		default:
			want[desk.ClassSame]++
		}
		k := precedent.Kind{Service: service.ID(), Digest: service.Digest(), Model: "allowance", Verb: precedent.Decides, Outcome: said.Outcome, Proposed: said.Outcome,
			Rules: strings.Join(said.Rules, "\n"), Answered: true}
		row := precedent.Row{Leaf: int64(1_000_000 + i), Number: fmt.Sprintf("QX-2026-%06d", i), Seq: 9, At: f.At, Stands: true, Told: service.Told(f, said.Model)}
		row.Amount, row.Paid = said.Amount()
		kinds[k] = append(kinds[k], row)
	}
	must(t, s.Store().Write(t.Context(), func(tx *store.Tx) error {
		for k, rows := range kinds {
			if err := precedent.Fill(tx, k, rows); err != nil {
				return err
			}
		}
		return nil
	}))
	got, err := s.Desk.Replay(t.Context(), s.Person(keeper1), desk.Trying{Service: now})
	must(t, err)
	if !got.Money || got.Before != int64(before) || got.After != int64(after) || got.Odd != 0 || got.Unpriced != 0 {
		t.Errorf("paid %d then and %d now, worked out %d and %d; %+v", got.Before, got.After, before, after, got)
	}
	for _, c := range desk.Classes {
		if got.Counts[c] != want[c] {
			t.Errorf("%s: %d, worked out %d", c, got.Counts[c], want[c])
		}
	}
	if f := got.Flips[0]; !slices.ContainsFunc(f.Causes, func(c pack.Cause) bool { return c.Element == "standard" && c.Was == "120000" && c.Now == "130000" }) {
		t.Errorf("the cause is told as %+v", f.Causes)
	}
}

func mustAtoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}
