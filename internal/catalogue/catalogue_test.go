package catalogue

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/store"
	"atonce/internal/store/storetest"
	"atonce/internal/text"
)

// zone is China's; day is the first day of the tests, at nine.
var (
	zone  = time.FixedZone("CST", 8*3600)
	today = time.Date(2026, 8, 3, 9, 0, 0, 0, zone)
)

// house is a real database whose clock the test moves.
type house struct {
	*testing.T
	st  *store.Store
	now time.Time
}

func open(t *testing.T) *house {
	h := &house{T: t, now: today}
	h.st = storetest.New(t, storetest.At(&h.now))
	return h
}

func (h *house) write(f func(*store.Tx) error) error { return h.st.Write(context.Background(), f) }

func (h *house) read(f func(*store.Tx) error) {
	h.Helper()
	if err := h.st.Read(context.Background(), f); err != nil {
		h.Fatal(err)
	}
}

func (h *house) apply(c Change) error {
	c.List, c.By, c.Why = Powers, "li", "the law was revised"
	if c.Effective.IsZero() {
		c.Effective = h.now
	}
	return h.write(func(tx *store.Tx) error { _, err := Apply(tx, c); return err })
}

func (h *house) must(c Change) {
	h.Helper()
	if err := h.apply(c); err != nil {
		h.Fatal(err)
	}
}

func (h *house) day() { h.now = h.now.AddDate(0, 0, 1) }

func (h *house) find(code string) (e Entry) {
	h.Helper()
	h.read(func(tx *store.Tx) (err error) { e, err = Find(tx, Powers, code); return err })
	return e
}

func (h *house) mayApply(code string, at time.Time) (err error) {
	h.read(func(tx *store.Tx) error { err = MayApply(tx, Powers, code, at); return nil })
	return err
}

var art42 = law.Citation{Law: "administrative-licensing", Article: "42"}

func entry(code string) Entry {
	return Entry{List: Powers, Code: code, Name: law.Words{text.ZH: "事项" + code, text.EN: "Item " + code}, Agency: "market", Area: "511602",
		Level: "county", Type: "01", Basis: []law.Citation{art42}, Details: map[string]string{"note": "n"}}
}

// key is the text key of an error and, for a list of field problems, theirs.
func key(err error) string {
	if err == nil {
		return ""
	}
	e := fail.As(err)
	keys := []string{strings.TrimPrefix(e.Key, "catalogue.")}
	for _, f := range e.Fields {
		keys = append(keys, strings.TrimPrefix(f.Key, "catalogue."))
	}
	return strings.Join(keys, " ")
}

// Every verb and every refusal, on a list with A in force, S suspended and C cancelled.
func TestVerbs(t *testing.T) {
	without := entry("N")
	without.Basis = nil
	ends := entry("N")
	ends.From, ends.To = today.AddDate(0, 1, 0), today
	other := entry("A")
	other.Agency = "culture"
	stop := entry("A")
	stop.State = Suspended
	lift := entry("S")
	lift.State = InForce
	for _, c := range []struct {
		name string
		do   Change
		key  string
	}{
		{"add", Change{Verb: Add, Entries: []Entry{entry("N")}}, ""},
		{"add what is there", Change{Verb: Add, Entries: []Entry{entry("A")}}, "exists"},
		{"add a cancelled code again", Change{Verb: Add, Entries: []Entry{entry("C")}}, "is-cancelled"},
		{"add without basis", Change{Verb: Add, Entries: []Entry{without}}, "bad-entry bad-basis"},
		{"add what ends before it begins", Change{Verb: Add, Entries: []Entry{ends}}, "bad-entry bad-to"},
		{"add two", Change{Verb: Add, Entries: []Entry{entry("N"), entry("M")}}, "bad-change one-entry"},
		{"add nothing", Change{Verb: Add}, "bad-change one-entry"},
		{"change", Change{Verb: Alter, Entries: []Entry{other}}, ""},
		{"change nothing", Change{Verb: Alter, Entries: []Entry{entry("A")}}, "nothing-changed"},
		{"change what is not listed", Change{Verb: Alter, Entries: []Entry{entry("N")}}, "not-listed"},
		{"change what is cancelled", Change{Verb: Alter, Entries: []Entry{entry("C")}}, "is-cancelled"},
		{"suspend by a change", Change{Verb: Alter, Entries: []Entry{stop}}, "other-verb"},
		{"lift a suspension", Change{Verb: Alter, Entries: []Entry{lift}}, ""},
		{"suspend", Change{Verb: Suspend, Codes: []string{"A"}}, ""},
		{"suspend twice", Change{Verb: Suspend, Codes: []string{"S"}}, "is-suspended"},
		{"suspend what is cancelled", Change{Verb: Suspend, Codes: []string{"C"}}, "is-cancelled"},
		{"suspend what is not listed", Change{Verb: Suspend, Codes: []string{"N"}}, "not-listed"},
		{"suspend two", Change{Verb: Suspend, Codes: []string{"A", "S"}}, "bad-change one-code"},
		{"suspend in advance", Change{Verb: Suspend, Codes: []string{"A"}, Effective: today.AddDate(0, 0, 9)}, "bad-change bad-effective"},
		{"suspend before it was listed", Change{Verb: Suspend, Codes: []string{"A"}, Effective: today.AddDate(0, 0, -1)}, "before-last"},
		{"cancel", Change{Verb: Cancel, Codes: []string{"A"}}, ""},
		{"cancel what is suspended", Change{Verb: Cancel, Codes: []string{"S"}}, ""},
		{"cancel twice", Change{Verb: Cancel, Codes: []string{"C"}}, "is-cancelled"},
		{"split", Change{Verb: Split, Codes: []string{"A"}, Entries: []Entry{entry("N"), entry("M")}}, ""},
		{"split in one", Change{Verb: Split, Codes: []string{"A"}, Entries: []Entry{entry("N")}}, "bad-change two-parts"},
		{"split in the same twice", Change{Verb: Split, Codes: []string{"A"}, Entries: []Entry{entry("N"), entry("N")}}, "bad-change twice"},
		{"split into what is there", Change{Verb: Split, Codes: []string{"A"}, Entries: []Entry{entry("N"), entry("S")}}, "exists"},
		{"split what is cancelled", Change{Verb: Split, Codes: []string{"C"}, Entries: []Entry{entry("N"), entry("M")}}, "is-cancelled"},
		{"split into a part without basis", Change{Verb: Split, Codes: []string{"A"}, Entries: []Entry{entry("M"), without}}, "bad-entry bad-basis"},
		{"merge", Change{Verb: Merge, Codes: []string{"A", "S"}, Entries: []Entry{entry("N")}}, ""},
		{"merge into what is there", Change{Verb: Merge, Codes: []string{"S"}, Entries: []Entry{entry("A")}}, ""},
		{"merge one", Change{Verb: Merge, Codes: []string{"A"}, Entries: []Entry{entry("N")}}, "bad-change two-sources"},
		{"merge none", Change{Verb: Merge, Entries: []Entry{entry("N")}}, "bad-change two-sources"},
		{"merge one twice", Change{Verb: Merge, Codes: []string{"A", "A"}, Entries: []Entry{entry("N")}}, "bad-change twice"},
		{"merge into itself", Change{Verb: Merge, Codes: []string{"A", "S"}, Entries: []Entry{entry("A")}}, "into-itself"},
		{"merge what is cancelled", Change{Verb: Merge, Codes: []string{"A", "C"}, Entries: []Entry{entry("N")}}, "is-cancelled"},
		{"merge into what is cancelled", Change{Verb: Merge, Codes: []string{"A", "S"}, Entries: []Entry{entry("C")}}, "is-cancelled"},
		{"another verb", Change{Verb: "edit", Codes: []string{"A"}}, "bad-change bad-verb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := open(t)
			for _, code := range []string{"A", "S", "C"} {
				h.must(Change{Verb: Add, Entries: []Entry{entry(code)}})
			}
			h.must(Change{Verb: Suspend, Codes: []string{"S"}})
			h.must(Change{Verb: Cancel, Codes: []string{"C"}})
			before := h.dump()
			err := h.apply(c.do)
			if key(err) != c.key {
				t.Fatalf("%v, want %q", err, c.key)
			}
			if err != nil && fail.KindOf(err) == fail.Internal {
				t.Error("a refusal is no defect:", err)
			}
			if changed := before != h.dump(); changed != (err == nil) {
				t.Errorf("changed %t after %v", changed, err)
			}
			h.rebuilt()
		})
	}
}

func TestChangeSaysWhoAndWhy(t *testing.T) {
	h := open(t)
	err := h.write(func(tx *store.Tx) error {
		_, err := Apply(tx, Change{Verb: Suspend, List: "wishes", Codes: []string{"A"}, Why: " ", Basis: []law.Citation{{}}})
		return err
	})
	if got := key(err); got != "bad-change bad-list bad-by bad-why bad-change-basis" {
		t.Error(got)
	}
	bad := Entry{List: Powers, Code: " A", Level: "street", Basis: []law.Citation{art42}}
	if got := key(h.apply(Change{Verb: Add, Entries: []Entry{bad}})); got != "bad-entry bad-code bad-name bad-level" {
		t.Error(got)
	}
}

// dump is everything the lists hold, as text.
func (h *house) dump() string {
	var b strings.Builder
	h.read(func(tx *store.Tx) error {
		for _, q := range []string{`SELECT list || code || version || change || body FROM catalogue_version ORDER BY 1`,
			`SELECT list || source || target || change FROM catalogue_link ORDER BY 1`, `SELECT id || verb || why FROM catalogue_change ORDER BY 1`, shownQuery, basisQuery} {
			ss, err := names(tx, q)
			if err != nil {
				return err
			}
			b.WriteString(strings.Join(ss, "\n") + "\n")
		}
		return nil
	})
	return b.String()
}

const (
	shownQuery = `SELECT list || ' ' || code || ' ' || version || ' ' || state || ' ' || agency || ' ' || area || ' ' || type || ' ' || service || ' ' || name || ' ' || name_en || ' ' || from_at || ' ' || body FROM catalogue_entry ORDER BY 1`
	basisQuery = `SELECT law || ' ' || article || ' ' || list || ' ' || code FROM catalogue_basis ORDER BY 1`
)

// rebuilt throws away what lists are read from, makes it again from the versions and
// demands the same.
func (h *house) rebuilt() {
	h.Helper()
	undo := errors.New("undo")
	err := h.write(func(tx *store.Tx) error {
		shown, err1 := names(tx, shownQuery)
		basis, err2 := names(tx, basisQuery)
		_, err3 := tx.Exec(`DELETE FROM catalogue_entry`)
		_, err4 := tx.Exec(`DELETE FROM catalogue_basis`)
		all, err5 := entries(tx, `SELECT `+columns+` FROM catalogue_version ORDER BY list, code, version`)
		if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
			return err
		}
		d := doing{tx: tx}
		for i, e := range all {
			var body []byte
			if err := tx.QueryRow(`SELECT body FROM catalogue_version WHERE list = ? AND code = ? AND version = ?`, e.List, e.Code, e.Version).Scan(&body); err != nil {
				return err
			}
			if err := d.show(all[i], body); err != nil {
				return err
			}
		}
		again, err1 := names(tx, shownQuery)
		bases, err2 := names(tx, basisQuery)
		if !slices.Equal(shown, again) || !slices.Equal(basis, bases) {
			h.Errorf("made again from the versions:\n%v\n%v\nis not\n%v\n%v", again, bases, shown, basis)
		}
		return errors.Join(undo, err1, err2)
	})
	if !errors.Is(err, undo) {
		h.Fatal(err)
	}
}

func TestVersionsAreOnlyAddedTo(t *testing.T) {
	h := open(t)
	h.must(Change{Verb: Add, Entries: []Entry{entry("A")}})
	h.must(Change{Verb: Split, Codes: []string{"A"}, Entries: []Entry{entry("B"), entry("C")}})
	for _, q := range []string{`UPDATE catalogue_version SET version = 9`, `DELETE FROM catalogue_version`, `UPDATE catalogue_change SET why = ''`,
		`DELETE FROM catalogue_change`, `UPDATE catalogue_link SET target = 'X'`, `DELETE FROM catalogue_link`} {
		if err := h.write(func(tx *store.Tx) error { _, err := tx.Exec(q); return err }); !store.IsRefused(err) {
			t.Errorf("%s: %v", q, err)
		}
	}
}

// Why something may not be applied for, day by day.
func TestMayApply(t *testing.T) {
	h := open(t)
	planned, ending := entry("later"), entry("ending")
	planned.From, ending.To = today.AddDate(0, 0, 10), today.AddDate(0, 0, 5)
	for _, e := range []Entry{entry("good"), entry("halted"), entry("gone"), entry("cut"), entry("in"), planned, ending} {
		h.must(Change{Verb: Add, Entries: []Entry{e}})
	}
	err := h.write(func(tx *store.Tx) error {
		e := entry("found")
		e.Basis = nil
		_, err := Put(tx, e, Change{By: "import", Why: "found", imported: true})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.day()
	h.must(Change{Verb: Suspend, Codes: []string{"halted"}})
	h.must(Change{Verb: Cancel, Codes: []string{"gone"}})
	h.must(Change{Verb: Split, Codes: []string{"cut"}, Entries: []Entry{entry("cut1"), entry("cut2")}})
	h.must(Change{Verb: Merge, Codes: []string{"in"}, Entries: []Entry{func() Entry { e := entry("good"); e.Agency = "both"; return e }()}})
	h.day()
	for _, c := range []struct {
		code string
		at   time.Time
		key  string
		says string
	}{
		{"good", h.now, "", ""},
		{"nothing", h.now, "not-listed", "nothing"},
		{"found", h.now, "no-basis", "no legal basis"},
		{"halted", h.now, "suspended", "2026-08-04"},
		{"halted", today, "", ""}, // as it was the day before
		{"gone", h.now, "cancelled", "2026-08-04"},
		{"cut", h.now, "replaced", "cut1, cut2"},
		{"cut1", h.now, "", ""},
		{"cut1", today, "from", "2026-08-04"},
		{"in", h.now, "replaced", "by good"},
		{"later", h.now, "from", "2026-08-13"},
		{"later", planned.From, "", ""},
		{"ending", ending.To.Add(-time.Minute), "", ""},
		{"ending", ending.To, "ended", "2026-08-08"},
	} {
		err := h.mayApply(c.code, c.at.In(zone))
		if key(err) != c.key || err != nil && !strings.Contains(text.Error(text.EN, err), c.says) {
			t.Errorf("%s at %v: %v, want %s", c.code, c.at, err, c.key)
		}
	}
	h.must(Change{Verb: Cancel, Codes: []string{"later"}})
	if err := h.mayApply("later", planned.From); key(err) != "cancelled" {
		t.Error("cancelled before it came into force:", err)
	}
	h.must(Change{Verb: Alter, Entries: []Entry{func() Entry { e := entry("halted"); e.State = InForce; return e }()}})
	if err := h.mayApply("halted", h.now); err != nil {
		t.Error("the suspension was lifted:", err)
	}
}

func TestPut(t *testing.T) {
	h := open(t)
	put := func(e Entry) (o Outcome, err error) {
		err = h.write(func(tx *store.Tx) error { o, err = Put(tx, e, Change{By: "li", Why: "pack"}); return err })
		return o, err
	}
	want := func(e Entry, w Outcome) {
		t.Helper()
		if o, err := put(e); o != w || err != nil {
			t.Fatalf("%s, %v; want %s", o, err, w)
		}
	}
	want(entry("A"), Added)
	want(entry("A"), Unchanged)
	e := entry("A")
	e.Service = "s"
	want(e, Changed)
	h.must(Change{Verb: Suspend, Codes: []string{"A"}})
	want(e, Unchanged)
	e.Agency = "other"
	want(e, Changed)
	if got := h.find("A"); got.State != Suspended || got.Agency != "other" || got.Version != 4 {
		t.Errorf("a pack that comes into force lifts no suspension: %+v", got)
	}
	h.must(Change{Verb: Cancel, Codes: []string{"A"}})
	want(e, Unchanged)
	e.Agency = "third"
	if _, err := put(e); key(err) != "is-cancelled" {
		t.Error(err)
	}
	e.Code, e.Basis = "B", nil
	if _, err := put(e); key(err) != "bad-entry bad-basis" {
		t.Error("only what is imported may lack a basis:", err)
	}
}
