package test

import (
	"encoding/csv"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"atonce/internal/catalogue"
	"atonce/internal/desk"
	"atonce/internal/edition"
	"atonce/internal/fail"
	"atonce/internal/htmlcheck"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/store"
	"atonce/internal/text"
	"atonce/internal/web/citizen"
	"atonce/internal/web/door"
)

// realItems opens the power list of a real district, which lies beside the repository.
func realItems(t *testing.T) *os.File {
	t.Helper()
	dir := os.Getenv("ATONCE_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(dir, "data", "items-guangan-district.csv"))
	if err != nil {
		t.Skipf("the real items are not here (set ATONCE_SHARED to the folder that has data/items-guangan-district.csv): %v", err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// items is how many the file has, counted when it was taken over; malformed is how
// many of their codes break the rules of codes.
const (
	items     = 1135
	malformed = 154
)

// withItems is a world whose power list has the real items beside the packs'.
func withItems(t *testing.T) *world {
	t.Helper()
	f := realItems(t)
	w := newWorld(t)
	words, problems := desk.Words(os.DirFS("../packs"))
	if len(problems) > 0 {
		t.Fatalf("the words do not load: %v", problems)
	}
	w.desk.Understand(words)
	rep, err := w.desk.ImportItems(t.Context(), f, catalogue.ImportOptions{By: "pack-keeper-1", Why: "全区事项入库"})
	w.must(err)
	t.Logf("read %d, good %d, malformed %d, added %d", rep.Read, rep.Good, rep.Malformed, rep.Added)
	if rep.Read != items || rep.Good != items-malformed || rep.Malformed != malformed || rep.Added != items || len(rep.Problems) != malformed {
		t.Errorf("read %d, good %d, malformed %d, added %d, %d problems", rep.Read, rep.Good, rep.Malformed, rep.Added, len(rep.Problems))
	}
	for _, p := range rep.Problems {
		for _, l := range text.Langs {
			if s := p.Text(l); !strings.Contains(s, p.Code) || strings.ContainsAny(s, "{}") {
				t.Errorf("a problem that does not say what is wrong: %q", s)
			}
		}
	}
	return w
}

// Nothing of a real list is lost: each item is found under its own name, in the
// company of the packs' services.
func TestRealItemsAreFound(t *testing.T) {
	w := withItems(t)
	listed, found := 0, 0
	w.must(w.store.Read(t.Context(), func(tx *store.Tx) error {
		for e, err := range catalogue.All(tx) {
			if err != nil {
				return err
			}
			if e.Service != "" {
				continue
			}
			listed++
			hits := w.desk.Search(text.ZH, e.Name.In(text.ZH), false, 3).Hits
			if slices.ContainsFunc(hits, func(h desk.Hit) bool { return h.List == string(e.List) && h.Code == e.Code }) {
				found++
			} else {
				t.Errorf("%s %s is not among the first three for its own name", e.Code, e.Name.In(text.ZH))
			}
		}
		return nil
	}))
	t.Logf("%d of %d items are found under their own name", found, listed)
	if listed != items {
		t.Errorf("%d items listed, want %d", listed, items)
	}
}

// The sets of questions that the search is judged by, on the real packs and items.
func TestSearchAnswersPeople(t *testing.T) {
	w := withItems(t)
	for _, file := range []string{"search-queries.csv", "search-queries-second.csv", "search-queries-unseen.csv"} {
		f, err := os.Open(filepath.Join("..", "packs", "_words", file))
		w.must(err)
		rows, err := csv.NewReader(f).ReadAll()
		w.must(err)
		w.must(f.Close())
		rows = rows[1:]
		first, three := 0, 0
		for _, q := range rows {
			hits := w.desk.Search(text.ZH, q[0], false, 10).Hits
			at := slices.IndexFunc(hits, func(h desk.Hit) bool {
				return slices.ContainsFunc(strings.Split(q[1], "|"), func(want string) bool { return h.Service == want || h.Title != "" && strings.Contains(h.Title, want) })
			})
			if at == 0 {
				first++
			}
			if at >= 0 && at < 3 {
				three++
				continue
			}
			var got []string
			for _, h := range hits[:min(3, len(hits))] {
				got = append(got, h.Service+h.Title)
			}
			t.Logf("%s: %q wants %s, at %d; got %q", file, q[0], q[1], at, got)
		}
		t.Logf("%s: %d of %d in the first three, %d first", file, three, len(rows), first)
		if three*10 < len(rows)*9 {
			t.Errorf("%s: %d of %d in the first three, fewer than 90 %%", file, three, len(rows))
		}
	}
}

// page is what the citizens' site answered.
type page struct {
	htmlcheck.Node
	status int
}

// site is the citizens' face on the world's desk. A page that is not sound fails.
func (w *world) site() func(person, path string) page {
	h := door.House{Keeper: w.desk, Routes: citizen.Routes(w.desk), Log: slog.New(slog.NewTextHandler(io.Discard, nil))}.Handler()
	return func(person, path string) page {
		w.t.Helper()
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Language", "zh-CN")
		if person != "" {
			secret, _, err := w.desk.SignInSample(w.t.Context(), person, people.PageSession)
			w.must(err)
			r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: secret})
		}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		p := page{htmlcheck.Parse(w.t, strings.NewReader(rec.Body.String())), rec.Code}
		if rec.Code == http.StatusSeeOther {
			return p
		}
		for _, f := range p.Faults() {
			w.t.Errorf("%s: %s", path, f)
		}
		for _, l := range []string{"[citizen.", "[catalogue.", "[ui.", "[law."} {
			if strings.Contains(rec.Body.String(), l) {
				w.t.Errorf("%s: a text of %s is missing", path, l)
			}
		}
		return p
	}
}

// says demands a status and words on the page's main part.
func (p page) says(w *world, status int, words ...string) {
	w.t.Helper()
	main := p.One("main").Text()
	if p.status != status {
		w.t.Errorf("status %d, want %d: %s", p.status, status, main)
	}
	for _, x := range words {
		if !strings.Contains(main, x) {
			w.t.Errorf("the page does not say %q: %s", x, main)
		}
	}
}

// Through the pages of a long list: each in one query, from where the last one ended,
// and none of the entries twice or left out.
func TestLongListPages(t *testing.T) {
	w := withItems(t)
	get := w.site()
	seen := map[string]bool{}
	path, pages := "/lists/powers", 0
	for path != "" && pages < 100 {
		pages++
		at, err := url.Parse(path)
		w.must(err)
		var want []string
		w.must(w.store.Read(t.Context(), func(tx *store.Tx) error {
			p, err := catalogue.Current(tx, catalogue.Filter{List: catalogue.Powers}, at.Query().Get("after"), 50)
			if tx.Count() != 1 {
				t.Errorf("a page takes %d statements, want 1", tx.Count())
			}
			for _, e := range p.Entries {
				want = append(want, e.Code)
			}
			return err
		}))
		p := get("", path)
		var got []string
		for _, x := range p.All("tbody small") {
			got = append(got, x.Text())
		}
		if p.status != http.StatusOK || !slices.Equal(got, want) {
			t.Fatalf("%s: status %d, %d entries, want %d", path, p.status, len(got), len(want))
		}
		for _, code := range got {
			if seen[code] {
				t.Errorf("%s is there twice", code)
			}
			seen[code] = true
		}
		path = ""
		if next := p.All("a[rel=next]"); len(next) == 1 {
			path = next[0].Attr("href")
		}
	}
	counts, err := w.desk.ListCounts(t.Context())
	w.must(err)
	if n := counts[catalogue.Powers][catalogue.InForce]; len(seen) != n || n < items {
		t.Errorf("%d entries on %d pages, want %d", len(seen), pages, n)
	}
	t.Logf("%d entries on %d pages", len(seen), pages)
	get("", "/lists/powers?q="+url.QueryEscape("护照签发")).says(w, http.StatusOK, "普通护照签发")
	get("", "/lists/powers?state=cancelled").says(w, http.StatusOK, text.S(text.ZH, "citizen.list-empty"))
	get("", "/lists/powers?after=nonsense").says(w, http.StatusUnprocessableEntity, text.S(text.ZH, "catalogue.page-key"))
	get("", "/lists/none").says(w, http.StatusNotFound)
}

// change does one change to the power list, a day after the last.
func (w *world) change(c catalogue.Change) {
	w.t.Helper()
	w.now = w.now.AddDate(0, 0, 1)
	c.List, c.By, c.Why, c.Effective = catalogue.Powers, "pack-keeper-1", "国务院决定调整", w.now
	w.must(w.store.Write(w.t.Context(), func(tx *store.Tx) error {
		_, err := catalogue.Apply(tx, c)
		return err
	}))
}

func entry(code, name string) catalogue.Entry {
	return catalogue.Entry{Code: code, Name: law.Words{text.ZH: name}, Agency: "market", Level: "county", Type: "01",
		Basis: []law.Citation{{Law: "administrative-licensing", Article: "42"}}}
}

// What has left a list says so on its page, why it cannot be applied for, and what
// took its place; and the new says what it came from.
func TestEntriesSayWhatBecameOfThem(t *testing.T) {
	w := newWorld(t)
	get := w.site()
	for _, c := range []string{"A", "B", "C", "D", "E"} {
		w.change(catalogue.Change{Verb: catalogue.Add, Entries: []catalogue.Entry{entry(c, "事项"+c)}})
	}
	get("", "/lists/powers/A").says(w, http.StatusOK, "事项A", text.S(text.ZH, "catalogue.state-in-force"), "县级", "行政许可")
	moved := entry("A", "改名事项A")
	w.change(catalogue.Change{Verb: catalogue.Alter, Entries: []catalogue.Entry{moved}})
	p := get("", "/lists/powers/A")
	p.says(w, http.StatusOK, "原为：事项A", "改为：改名事项A", "国务院决定调整", "第 2 版", "第 1 版")
	if p.Has(".govuk-warning-text") {
		t.Error("warned of what is in force")
	}

	w.change(catalogue.Change{Verb: catalogue.Suspend, Codes: []string{"A"}})
	get("", "/lists/powers/A").says(w, http.StatusOK, text.S(text.ZH, "catalogue.suspended", "code", "A", "date", w.now.Format("2006-01-02")))
	w.change(catalogue.Change{Verb: catalogue.Cancel, Codes: []string{"B"}})
	get("", "/lists/powers/B").says(w, http.StatusOK, text.S(text.ZH, "catalogue.cancelled", "code", "B", "date", w.now.Format("2006-01-02")))
	w.change(catalogue.Change{Verb: catalogue.Split, Codes: []string{"C"}, Entries: []catalogue.Entry{entry("C1", "事项甲"), entry("C2", "事项乙")}})
	old := get("", "/lists/powers/C")
	old.says(w, http.StatusOK, text.S(text.ZH, "catalogue.replaced", "code", "C", "date", w.now.Format("2006-01-02"), "codes", "C1, C2"))
	w.change(catalogue.Change{Verb: catalogue.Merge, Codes: []string{"D", "E"}, Entries: []catalogue.Entry{entry("DE", "事项丁戊")}})
	for path, links := range map[string][]string{"C": {"C1", "C2"}, "C1": {"C"}, "C2": {"C"}, "D": {"DE"}, "E": {"DE"}, "DE": {"D", "E"}} {
		p := get("", "/lists/powers/"+path)
		for _, to := range links {
			if !p.Has(`main a[href=/lists/powers/` + to + `]`) {
				t.Errorf("%s does not lead to %s", path, to)
			}
		}
	}
	// By article: what is cancelled rests on nothing any more.
	p = get("", "/laws/administrative-licensing/42")
	p.says(w, http.StatusOK, "事项甲", "事项丁戊")
	if p.Has(`a[href=/lists/powers/B]`) {
		t.Error("a cancelled entry rests on an article")
	}
	if !get("", "/laws").Has(`a[href=/laws/administrative-licensing]`) || !get("", "/laws/administrative-licensing").Has(`a[href=/laws/administrative-licensing/42]`) {
		t.Error("the index of laws does not lead to the article")
	}
	get("", "/laws/no-such-law").says(w, http.StatusNotFound)
	get("", "/lists").says(w, http.StatusOK, text.S(text.ZH, "citizen.entries-n", "state", "暂停", "n", "1"), text.S(text.ZH, "citizen.entries-n", "state", "取消", "n", "4"))
	get("", "/lists/powers?state=suspended").says(w, http.StatusOK, "改名事项A")
}

// A service whose entry is cancelled cannot be begun nor submitted, and says why.
func TestCancelledCannotBeAppliedFor(t *testing.T) {
	w := newWorld(t)
	get := w.site()
	s, err := w.desk.Service(registration)
	w.must(err)
	start := `a[href=/apply/` + registration + `]`
	if !get("", "/items/"+registration).Has(start) {
		t.Fatal("nobody can begin what is in force")
	}
	list, code := w.desk.Listed(s)
	if list != catalogue.Powers {
		t.Fatalf("%s is on the list %s", registration, list)
	}
	for _, c := range []struct {
		verb catalogue.Verb
		key  string
	}{{catalogue.Suspend, "catalogue.suspended"}, {catalogue.Cancel, "catalogue.cancelled"}} {
		w.change(catalogue.Change{Verb: c.verb, Codes: []string{code}})
		why := text.S(text.ZH, c.key, "code", code, "date", w.now.Format("2006-01-02"))
		p := get("", "/items/"+registration)
		p.says(w, http.StatusOK, why)
		if p.Has(start) {
			t.Errorf("%s: the guide still leads to the application", c.verb)
		}
		get(applicant, "/apply/"+registration).says(w, http.StatusConflict, why)
		p = get("", "/lists/powers/"+url.PathEscape(code))
		p.says(w, http.StatusOK, why)
		if p.Has(`a[href=/items/` + registration + `]`) {
			t.Errorf("%s: the entry still leads to the guide", c.verb)
		}
		_, err = w.submit(applicant, fmt.Sprint("s-", c.verb))
		w.refused(err, fail.Conflict, c.key)
	}
}

// What is on no list is refused: its page, and an application for a service that two
// people brought into force past the list.
func TestUnlistedIsRefused(t *testing.T) {
	w := newWorldBefore(t)
	get := w.site()
	get("", "/lists/powers/no-such").says(w, http.StatusNotFound, text.S(text.ZH, "catalogue.not-listed", "code", "no-such"))
	_, err := w.submit(applicant, "s-1")
	w.refused(err, fail.NotFound, "desk.no-service")
	s, _ := w.set.Service(registration)
	w.must(w.store.Write(t.Context(), func(tx *store.Tx) error {
		if err := edition.Keep(tx, s.ID(), s.Digest(), s.Snapshot()); err != nil {
			return err
		}
		if _, err := edition.Propose(tx, s.ID(), s.Digest(), "pack-keeper-1"); err != nil {
			return err
		}
		_, err := edition.Approve(tx, s.ID(), s.Digest(), "pack-keeper-2")
		return err
	}))
	w.must(w.desk.Restore(t.Context(), w.set))
	_, err = w.submit(applicant, "s-2")
	w.refused(err, fail.NotFound, "catalogue.not-listed")
	_, code := w.desk.Listed(s)
	p := get("", "/items/"+registration)
	p.says(w, http.StatusOK, text.S(text.ZH, "catalogue.not-listed", "code", code))
	get(applicant, "/apply/"+registration).says(w, http.StatusNotFound, text.S(text.ZH, "catalogue.not-listed", "code", code))
}
