package register

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/store"
	"atonce/internal/store/storetest"

	"pgregory.net/rapid"
)

const declared = `format: 1
country: cn
from: 2026-01-01
names: {zh: 账, en: book}
about: {zh: 账, en: book}
owner: some-office
subject: person
cycle: day
system: {zh: 系统, en: system}
source: stored
illustrative: true
share: {type: unconditional}
open: {type: none, reason: law, says: {zh: 不, en: no}}
key: {id: code, type: text, sensitivity: 1, names: {zh: 码, en: code}}
fields:
  - {id: name, type: text, sensitivity: 1, required: true, names: {zh: 名, en: name}}
  - {id: home, type: text, sensitivity: 1, lookup: true, names: {zh: 户, en: home}}
  - {id: pay, type: "money:CNY", sensitivity: 1, names: {zh: 钱, en: pay}}
`

// testBook loads a register declared in a test, under the law of the repository.
func testBook(t testing.TB, text string) *pack.Register {
	t.Helper()
	return testBooks(t, text, "book")[0]
}

// testBooks loads as many registers as there are ids, all declared alike.
func testBooks(t testing.TB, text string, ids ...string) []*pack.Register {
	t.Helper()
	files := fstest.MapFS{}
	for _, id := range ids {
		files["_data/"+id+"/register.yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	root := "../../packs/_law/cn"
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(root, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files["_law/cn/"+e.Name()] = &fstest.MapFile{Data: b}
	}
	set, problems := pack.Load(files)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return set.Registers()
}

type house struct {
	*store.Store
	now time.Time
}

func openHouse(t testing.TB) *house {
	t.Helper()
	h := &house{now: time.Date(2026, 10, 12, 1, 0, 0, 0, time.UTC)}
	h.Store = storetest.New(t, storetest.At(&h.now))
	return h
}

func (h *house) put(t testing.TB, r *pack.Register, subject, from string, values map[string]string) Done {
	t.Helper()
	row, err := Parse(r, subject, values)
	if err != nil {
		t.Fatal(err)
	}
	row.Gone = values["name"] == "gone"
	if from != "" {
		if row.From, err = law.ParseDate(from); err != nil {
			t.Fatal(err)
		}
	}
	var done Done
	if err := h.Write(context.Background(), func(tx *store.Tx) error {
		done, err = Put(tx, r, 0, row)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return done
}

func (h *house) name(t testing.TB, r *pack.Register, subject string, at At) string {
	t.Helper()
	var out string
	err := h.Read(context.Background(), func(tx *store.Tx) error {
		values, _, err := Read(tx, r, subject, at, "name")
		out = values["name"].String()
		return err
	})
	if err != nil && fail.KindOf(err) != fail.NotFound {
		t.Fatal(err)
	}
	return out
}

func date(s string) law.Date { d, _ := law.ParseDate(s); return d }

func TestVersionsInBothTimes(t *testing.T) {
	r, h := testBook(t, declared), openHouse(t)
	if d := h.put(t, r, "p1", "2026-03-01", map[string]string{"name": "a"}); d != Added {
		t.Errorf("first: %v", d)
	}
	if d := h.put(t, r, "p1", "2026-03-01", map[string]string{"name": "a"}); d != Unchanged {
		t.Errorf("the same again: %v", d)
	}
	before := h.now
	h.now = h.now.Add(time.Hour)
	h.put(t, r, "p1", "2026-06-01", map[string]string{"name": "b"})
	h.put(t, r, "p1", "2026-03-01", map[string]string{"name": "corrected"})
	h.put(t, r, "p1", "2026-09-01", map[string]string{"name": "gone"})
	for _, c := range []struct {
		valid    string
		recorded time.Time
		want     string
	}{
		{"2026-02-28", time.Time{}, ""}, {"2026-03-01", time.Time{}, "corrected"}, {"2026-05-31", time.Time{}, "corrected"},
		{"2026-06-01", time.Time{}, "b"}, {"2026-09-01", time.Time{}, ""}, {"", time.Time{}, ""},
		{"2026-03-01", before, "a"}, {"2026-10-01", before, "a"},
	} {
		if got := h.name(t, r, "p1", At{date(c.valid), c.recorded}); got != c.want {
			t.Errorf("valid %q, recorded %v: %q, want %q", c.valid, c.recorded, got, c.want)
		}
	}
	var all []Record
	if err := h.Read(context.Background(), func(tx *store.Tx) (err error) { all, err = History(tx, r, "p1"); return err }); err != nil {
		t.Fatal(err)
	}
	if len(all) != 4 || all[0].Until != date("2026-06-01") || all[1].Until != date("2026-09-01") || !all[3].Gone || !all[3].Until.IsZero() {
		t.Errorf("history: %+v", all)
	}
}

// What a subject had and has no longer does not find it.
func TestFindBy(t *testing.T) {
	r, h := testBook(t, declared), openHouse(t)
	h.put(t, r, "p1", "2026-01-01", map[string]string{"name": "a", "home": "h1"})
	h.put(t, r, "p2", "2026-01-01", map[string]string{"name": "b", "home": "h1"})
	h.put(t, r, "p1", "2026-05-01", map[string]string{"name": "a", "home": "h2"})
	find := func(home string, at At) (out []string) {
		if err := h.Read(context.Background(), func(tx *store.Tx) (err error) {
			out, err = FindBy(tx, r, "home", home, at, 10)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := find("h1", At{}); !slices.Equal(got, []string{"p2"}) {
		t.Errorf("now: %v", got)
	}
	if got := find("h1", At{Valid: date("2026-02-01")}); !slices.Equal(got, []string{"p1", "p2"}) {
		t.Errorf("in February: %v", got)
	}
	err := h.Read(context.Background(), func(tx *store.Tx) error { _, err := FindBy(tx, r, "pay", "1", At{}, 1); return err })
	if err == nil || fail.As(err).Key != "register.no-lookup" {
		t.Errorf("by pay: %v", err)
	}
}

// A reader gets the fields it names and no others.
func TestReadOnlyWhatIsNamed(t *testing.T) {
	r, h := testBook(t, declared), openHouse(t)
	h.put(t, r, "p1", "2026-01-01", map[string]string{"name": "a", "pay": "12.50"})
	err := h.Read(context.Background(), func(tx *store.Tx) error {
		got, rec, err := Read(tx, r, "p1", At{}, "pay", "code")
		if err != nil || len(got) != 2 || got["pay"].String() != "12.50" || got["pay"].Int() != 1250 || got["code"].String() != "p1" || rec.Seq != 1 {
			t.Errorf("%v, %+v, %v", got, rec, err)
		}
		_, _, err = Read(tx, r, "p1", At{}, "other")
		if err == nil || fail.As(err).Key != "register.no-field" {
			t.Errorf("another field: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Parse(r, "", map[string]string{"pay": "1,2", "what": "x"})
	var says []string
	for _, f := range fail.As(err).Fields {
		says = append(says, f.Path+" "+f.Key)
	}
	slices.Sort(says)
	if want := "code register.required|name register.required|pay record.money|what register.no-field"; strings.Join(says, "|") != want {
		t.Errorf("%v", says)
	}
}

// A declaration that grows leaves old records readable, and the same content is not
// written again only because there is a field more.
func TestADeclarationThatGrows(t *testing.T) {
	r, h := testBook(t, declared), openHouse(t)
	h.put(t, r, "p1", "2026-01-01", map[string]string{"name": "a", "pay": "1"})
	more := strings.Replace(declared, "fields:\n", "fields:\n  - {id: note, type: text, sensitivity: 1, names: {zh: 注, en: note}}\n", 1)
	r2 := testBook(t, more)
	if d := h.put(t, r2, "p1", "2026-02-01", map[string]string{"name": "a", "pay": "1"}); d != Unchanged {
		t.Errorf("the same under the new declaration: %v", d)
	}
	if d := h.put(t, r2, "p1", "2026-02-01", map[string]string{"name": "a", "pay": "1", "note": "n"}); d != Changed {
		t.Errorf("more under the new declaration: %v", d)
	}
	if got := h.name(t, r2, "p1", At{Valid: date("2026-01-15")}); got != "a" {
		t.Errorf("old record reads %q", got)
	}
}

// Find and Scan agree with a plain list of everything that was put, at any point in
// both times, in any number of spans.
func TestAgreesWithAPlainList(t *testing.T) {
	var ids []string
	for i := range 400 {
		ids = append(ids, fmt.Sprintf("book%d", i))
	}
	books, h := testBooks(t, declared, ids...), openHouse(t)
	rapid.Check(t, func(rt *rapid.T) {
		r := books[0]
		if len(books) > 1 {
			books = books[1:] // each check begins with an empty register
		} else {
			rt.Skip("no empty register is left")
		}
		type put struct {
			subject, name string
			from          law.Date
			recorded      time.Time
		}
		var puts []put
		holds := func(subject string, at At) (name string) {
			var from law.Date
			for _, p := range puts {
				if p.subject == subject && !p.recorded.After(at.Recorded) && !at.Valid.Before(p.from) && !p.from.Before(from) {
					name, from = p.name, p.from
				}
			}
			return name
		}
		day := rapid.IntRange(0, 8)
		n := rapid.IntRange(1, 25).Draw(rt, "n")
		for range n {
			h.now = h.now.Add(time.Second)
			p := put{fmt.Sprintf("s%d", rapid.IntRange(0, 4).Draw(rt, "s")), rapid.SampledFrom([]string{"a", "b", "gone"}).Draw(rt, "name"),
				date("2026-01-01").AddDays(day.Draw(rt, "from")), h.now}
			// A row that says what holds already is not kept.
			if was := holds(p.subject, At{p.from, h.now}); was == p.name || was == "" && p.name == "gone" {
				p.subject = "nobody"
			} else if d := h.put(t, r, p.subject, p.from.String(), map[string]string{"name": p.name}); d == Unchanged {
				rt.Fatalf("%v was not written", p)
			}
			puts = append(puts, p)
		}
		at := At{Valid: date("2026-01-01").AddDays(day.Draw(rt, "valid")), Recorded: puts[rapid.IntRange(0, n-1).Draw(rt, "at")].recorded}
		want := map[string]string{}
		for i := range 5 {
			if s := fmt.Sprintf("s%d", i); holds(s, at) != "" && holds(s, at) != "gone" {
				want[s] = holds(s, at)
			}
		}
		for i := range 5 {
			if s := fmt.Sprintf("s%d", i); h.name(t, r, s, at) != want[s] {
				rt.Fatalf("%s at %v: %q, want %q", s, at, h.name(t, r, s, at), want[s])
			}
		}
		spans, err := Split(context.Background(), h.Store, r, rapid.IntRange(1, 4).Draw(rt, "spans"))
		if err != nil {
			rt.Fatal(err)
		}
		got, last := map[string]string{}, ""
		for _, span := range spans {
			err := Scan(context.Background(), h.Store, r, span, at, []string{"name", "code"}, func(l Line) error {
				if l.Subject <= last || l.Values[1].String() != l.Subject {
					return errors.New("out of order: " + l.Subject)
				}
				last = l.Subject
				got[l.Subject] = l.Values[0].String()
				return nil
			})
			if err != nil {
				rt.Fatal(err)
			}
		}
		if !maps.Equal(got, want) {
			rt.Fatalf("scan %v, want %v", got, want)
		}
	})
}
