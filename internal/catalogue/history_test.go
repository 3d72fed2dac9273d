package catalogue

import (
	"slices"
	"testing"

	"atonce/internal/law"
	"atonce/internal/store"
	"atonce/internal/text"
)

func TestVersionsAndLinks(t *testing.T) {
	h := open(t)
	h.must(Change{Verb: Add, Entries: []Entry{entry("A")}})
	h.day()
	e := entry("A")
	e.Name[text.EN], e.Basis = "New", []law.Citation{{Law: "civil-code", Article: "9"}}
	h.must(Change{Verb: Alter, Entries: []Entry{e}, Basis: []law.Citation{art42}})
	h.day()
	h.must(Change{Verb: Split, Codes: []string{"A"}, Entries: []Entry{entry("B"), entry("C")}})
	h.read(func(tx *store.Tx) error {
		vs, err := Versions(tx, Powers, "A")
		if err != nil {
			return err
		}
		if len(vs) != 3 || vs[0].Change.Verb != Split || vs[1].Change.Verb != Alter || vs[2].Change.Verb != Add {
			t.Fatalf("%+v", vs)
		}
		if v := vs[1]; v.Version != 2 || v.Change.By != "li" || v.Change.Why != "the law was revised" || !slices.Equal(v.Change.Basis, []law.Citation{art42}) ||
			!v.From.Equal(today.AddDate(0, 0, 1)) || !v.To.Equal(today.AddDate(0, 0, 2)) {
			t.Errorf("%+v", v)
		}
		if !slices.Equal(vs[0].Successors, []string{"B", "C"}) || vs[0].Origins != nil || vs[1].Successors != nil {
			t.Errorf("what became of it: %+v", vs)
		}
		if vs, err := Versions(tx, Powers, "B"); err != nil || len(vs) != 1 || !slices.Equal(vs[0].Origins, []string{"A"}) || vs[0].Successors != nil {
			t.Errorf("what it came from: %+v, %v", vs, err)
		}
		then, err := At(tx, Powers, "A", today)
		if err != nil || then.Name[text.EN] != "Item A" {
			t.Errorf("as it was: %+v, %v", then, err)
		}
		to, err := Successors(tx, Powers, "A")
		if err != nil || !slices.Equal(to, []string{"B", "C"}) {
			t.Error(to, err)
		}
		from, err := Origins(tx, Powers, "C")
		if err != nil || !slices.Equal(from, []string{"A"}) {
			t.Error(from, err)
		}
		cs, err := Changes(tx, "", 0, 2)
		if err != nil || len(cs) != 2 || !slices.Equal(cs[0].Codes, []string{"A", "B", "C"}) {
			t.Errorf("%+v %v", cs, err)
		}
		cs, err = Changes(tx, Powers, cs[1].ID, 2)
		if err != nil || len(cs) != 1 || cs[0].Verb != Add {
			t.Errorf("%+v %v", cs, err)
		}
		if _, err := Versions(tx, Duties, "A"); key(err) != "not-listed" {
			t.Error(err)
		}
		return nil
	})
}

func TestDiff(t *testing.T) {
	a, b := entry("A"), entry("A")
	if ds := Diff(a, b); len(ds) != 0 {
		t.Error(ds)
	}
	b.Name[text.EN], b.Details, b.State = "B", map[string]string{"more": "m"}, Suspended
	b.Basis = append([]law.Citation{{Law: "civil-code", Article: "9"}}, b.Basis...)
	b.Flags = []string{FlagNameMissing}
	want := []Difference{{"name.en", "Item A", "B"}, {"basis", "", "civil-code 9"}, {"state", "", "suspended"}, {"flags", "", "name-missing"},
		{"details.more", "", "m"}, {"details.note", "n", ""}}
	if ds := Diff(a, b); !slices.Equal(ds, want) {
		t.Error(ds)
	}
	whole := Diff(Entry{}, Entry{List: Powers, Code: "c", Name: law.Words{text.ZH: "x"}, Agency: "a", Area: "a", Level: "l", Type: "t", Basis: []law.Citation{art42},
		State: InForce, From: today, To: today, Service: "s", Raw: "r", Flags: []string{"f"}, Details: map[string]string{"d": "d"}})
	if len(whole) != 15 {
		t.Errorf("a field is not compared: %v", whole)
	}
	for _, d := range whole {
		if !text.Has(text.EN, d.Label()) {
			t.Error("no name for", d.Field)
		}
	}
}

// What a page shows is said by key; a word without one would show as a bracket.
func TestEveryWordHasAText(t *testing.T) {
	var keys []string
	for _, l := range Lists {
		keys = append(keys, "list-"+string(l))
	}
	for _, s := range States {
		keys = append(keys, "state-"+string(s))
	}
	for _, v := range []Verb{Add, Alter, Split, Merge, Suspend, Cancel} {
		keys = append(keys, "verb-"+string(v))
	}
	for _, f := range []string{FlagBasisMissing, FlagCodeMalformed, FlagCodeDuplicate, FlagAreaMalformed, FlagTypeMalformed, FlagNameMissing, FlagTextMalformed} {
		keys = append(keys, "flag-"+f)
	}
	for _, k := range keys {
		if !text.Has(text.ZH, "catalogue."+k) {
			t.Error("no text for", k)
		}
	}
}
