package catalogue

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"atonce/internal/law"
	"atonce/internal/store"
	"atonce/internal/text"
)

// A list of sixty entries on two lists, some suspended.
func sixty(t *testing.T) *house {
	h := open(t)
	err := h.write(func(tx *store.Tx) error {
		for i := range 60 {
			e := entry(fmt.Sprintf("%03d", i))
			e.Agency, e.Area, e.Type = []string{"tax", "market"}[i%2], []string{"511602", "511603", "511621"}[i%3], []string{"01", "07"}[i/30]
			e.Name = law.Words{text.ZH: fmt.Sprintf("许可%d", i)}
			if i%5 == 0 {
				e.Name = law.Words{text.ZH: "确认", text.EN: "Confirmation_%"}
			}
			if i >= 50 {
				e.List = Duties
			}
			e.Basis = []law.Citation{{Law: "l", Article: fmt.Sprint(i%12 + 1)}}
			if i%4 == 0 {
				e.Basis = append(e.Basis, law.Citation{Law: "l", Article: "2.1"}, law.Citation{Law: "m", Article: "1"})
			}
			if _, err := Put(tx, e, Change{By: "li", Why: "w"}); err != nil {
				return err
			}
			if i%10 == 3 {
				if _, err := Apply(tx, Change{Verb: Suspend, List: e.List, Codes: []string{e.Code}, By: "li", Why: "w"}); err != nil {
					return err
				}
			}
		}
		_, err := Apply(tx, Change{Verb: Cancel, List: Powers, Codes: []string{"024"}, By: "li", Why: "w"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// Every filter, paged by one and by seven, shows what going through all entries shows.
func TestCurrent(t *testing.T) {
	h := sixty(t)
	h.read(func(tx *store.Tx) error {
		for _, f := range []Filter{{}, {List: Powers}, {List: Duties}, {List: Funds}, {Agency: "tax"}, {Area: "511603"}, {Type: "07"}, {State: Suspended},
			{State: Cancelled}, {List: Powers, Agency: "market", Area: "511602", Type: "01", State: InForce}, {Text: "许可1"}, {Text: "Confirmation_%"},
			{Text: "Confirmation%"}, {Text: "03"}, {Text: "可1"}, {Text: "!"}, {Text: "'; DROP TABLE"}, {List: Duties, Text: "确"}} {
			var want []string
			for e, err := range All(tx) {
				if err != nil {
					return err
				}
				in := func(filter, value string) bool { return filter == "" || filter == value }
				if in(string(f.List), string(e.List)) && in(f.Agency, e.Agency) && in(f.Area, e.Area) && in(f.Type, e.Type) && in(string(f.State), string(e.State)) &&
					(strings.Contains(e.Code, f.Text) || strings.Contains(e.Name[text.ZH], f.Text) || strings.Contains(e.Name[text.EN], f.Text)) {
					want = append(want, e.Code)
				}
			}
			slices.Sort(want)
			for _, size := range []int{1, 7, 100} {
				var got []string
				for after, pages := "", 0; pages < 100; pages++ {
					before := tx.Count()
					p, err := Current(tx, f, after, size)
					if err != nil {
						return err
					}
					if tx.Count()-before != 1 || len(p.Entries) > size {
						t.Errorf("a page took %d statements and has %d entries", tx.Count()-before, len(p.Entries))
					}
					for _, e := range p.Entries {
						got = append(got, e.Code)
					}
					if after = p.Next; after == "" {
						break
					}
				}
				if !slices.Equal(got, want) {
					t.Errorf("%+v by %d: %v, want %v", f, size, got, want)
				}
			}
		}
		if _, err := Current(tx, Filter{}, "***", 7); key(err) != "page-key" {
			t.Error(err)
		}
		return nil
	})
}

// A page is read in the order of an index: nothing is sorted, nothing but the index
// and the page's own rows is read.
func TestListsAreIndexed(t *testing.T) {
	h := sixty(t)
	h.read(func(tx *store.Tx) error {
		for _, f := range []Filter{{}, {List: Powers}, {Agency: "tax"}, {Area: "511603"}, {List: Powers, State: InForce}, {List: Powers, Text: "许"}} {
			where, args := f.where()
			q := `SELECT ` + columns + ` FROM catalogue_entry`
			if len(where) > 0 {
				q += ` WHERE ` + strings.Join(where, ` AND `)
			}
			rows, err := tx.Query(`EXPLAIN QUERY PLAN `+q+` ORDER BY code, list LIMIT 20`, args...)
			if err != nil {
				return err
			}
			for rows.Next() {
				var id, parent, unused any
				var detail string
				if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
					return err
				}
				if !strings.Contains(detail, "INDEX") || strings.Contains(detail, "TEMP B-TREE") {
					t.Errorf("%+v: %s", f, detail)
				}
			}
		}
		return nil
	})
}

func TestByArticle(t *testing.T) {
	h := sixty(t)
	h.read(func(tx *store.Tx) error {
		codes := func(c law.Citation) (out []string) {
			es, err := ByArticle(tx, c)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range es {
				out = append(out, e.Code)
			}
			slices.Sort(out)
			return out
		}
		var two, one []string
		for i := range 60 {
			code := fmt.Sprintf("%03d", i)
			if code == "024" {
				continue // cancelled
			}
			if i%12 == 1 || i%4 == 0 {
				two = append(two, code)
			}
			if i%12 == 0 {
				one = append(one, code)
			}
		}
		if got := codes(law.Citation{Law: "l", Article: "2"}); !slices.Equal(got, two) {
			t.Error("2 and 2.1:", got, two)
		}
		if got := codes(law.Citation{Law: "l", Article: "1"}); !slices.Equal(got, one) {
			t.Error("1 is not 10:", got, one)
		}
		if got := codes(law.Citation{Law: "l", Article: "9.9"}); got != nil {
			t.Error(got)
		}
		as, err := Articles(tx, "l")
		if err != nil {
			return err
		}
		var order []string
		for _, a := range as {
			order = append(order, a.Citation.Article)
		}
		if strings.Join(order, " ") != "1 2 2.1 3 4 5 6 7 8 9 10 11 12" || as[2].Entries != 14 {
			t.Error(as)
		}
		ls, err := Laws(tx)
		if err != nil || len(ls) != 2 || ls[0].Law != "l" || ls[0].Entries != 59 || ls[1].Entries != 14 {
			t.Error(ls, err)
		}
		counts, err := Counts(tx)
		if err != nil || counts[Powers][InForce] != 44 || counts[Powers][Suspended] != 5 || counts[Powers][Cancelled] != 1 || counts[Duties][Suspended] != 1 || counts[Funds][InForce] != 0 {
			t.Error(counts, err)
		}
		return nil
	})
}

func TestOfService(t *testing.T) {
	h := open(t)
	e := entry("A")
	e.Service = "s"
	h.must(Change{Verb: Add, Entries: []Entry{e}})
	h.must(Change{Verb: Add, Entries: []Entry{entry("B")}})
	h.read(func(tx *store.Tx) error {
		es, err := OfService(tx, "s")
		if err != nil || len(es) != 1 || es[0].Code != "A" {
			t.Error(es, err)
		}
		es, err = OfService(tx, "")
		if err != nil || len(es) != 0 {
			t.Error("no service is no service:", es, err)
		}
		return nil
	})
}
