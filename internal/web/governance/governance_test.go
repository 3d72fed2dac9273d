package governance

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/export"
	"atonce/internal/htmlcheck"
	"atonce/internal/measure"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/web/door"
)

// open makes a house with cases in every state: many in the east, few in the west.
func open(t *testing.T) (*scene.Scene, http.Handler) {
	t.Helper()
	s := scene.At(t, scene.Monday.AddDate(0, 0, -40))
	file := func(office string, answers map[string]string) string {
		t.Helper()
		r, err := s.Desk.Submit(context.Background(), s.Person("lin-jian"), desk.Filing{Service: scene.Card, Answers: answers, Office: office, Submission: desk.NewSubmission()})
		if err != nil {
			t.Fatal(err)
		}
		s.Pass(time.Minute)
		return r.Number
	}
	act := func(by, number string, verb casework.Verb, rest casework.Act) {
		t.Helper()
		rest.Verb = verb
		s.Do(by, number, rest)
		s.Pass(time.Minute)
	}
	old := file(scene.East, scene.Reader("旧读者")) // received before this month, overdue now
	act("east-clerk", old, casework.Accept, casework.Act{})
	s.Set(scene.Monday.AddDate(0, 0, -4))
	for i := range 7 {
		file(scene.East, scene.Renewal(fmt.Sprint("续证", i))) // decided at once
	}
	for i := range 6 {
		n := file(scene.East, scene.Reader(fmt.Sprint("新证", i)))
		act("east-clerk", n, casework.Accept, casework.Act{})
		act("east-examiner", n, casework.Record, casework.Act{Step: "visit"})
		act("east-examiner", n, casework.Propose, casework.Act{Outcome: "granted"})
		act("east-head", n, casework.Decide, casework.Act{Outcome: "granted"})
		act("east-clerk", n, casework.Deliver, casework.Act{})
	}
	for range 2 {
		n := file(scene.West, scene.Reader("西读者"))
		act("west-clerk", n, casework.AskCorrection, casework.Act{Until: s.Now().AddDate(0, 0, 20), Gaps: []casework.Gap{{Field: "photo", Reason: "请交照片"}}})
	}
	file(scene.West, scene.Reader("西读者三"))
	s.Set(scene.Monday)
	return s, s.Handler(Routes(s.Desk), true)
}

func get(t *testing.T, s *scene.Scene, h http.Handler, person, path string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("Accept-Language", "en")
	if person != "" {
		r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: s.Session(person, people.PageSession)})
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// At every step the parts add up to the whole, and every list holds as many cases as
// its figure says.
func TestNumbersAddUp(t *testing.T) {
	s, _ := open(t)
	f := face{s.Desk}
	r := &door.Request{Request: httptest.NewRequest("GET", "/governance", nil), Person: s.Person("fang-zheng"), Signed: true, Now: s.Now()}
	seen := 0
	var walk func(sc scope)
	walk = func(sc scope) {
		c, err := f.count(r, sc)
		if err != nil {
			t.Fatal(err)
		}
		for _, now := range []bool{false, true} {
			whole, err := s.Desk.Figures(context.Background(), sc.asked(now), measure.All)
			if err != nil {
				t.Fatal(err)
			}
			want, got := measure.Figures{}, c.whole.period
			if len(whole) > 0 {
				want = whole[0]
			}
			if now {
				got = c.whole.moment
			}
			if got != want {
				t.Errorf("%+v: parts add up to %+v, the whole is %+v", sc, got, want)
			}
		}
		for _, x := range figures {
			for _, pile := range x.piles() {
				n, after := 0, ""
				for {
					p, err := s.Desk.CasesBehind(context.Background(), r.Person, sc.asked(x.now()), pile, after, 4)
					if err != nil {
						t.Fatal(err)
					}
					n += len(p.Rows)
					if after = p.Next; after == "" {
						break
					}
				}
				if want := inPile(c.whole.of(x), pile); n != want {
					t.Errorf("%+v %s: the list %q holds %d cases, the figure says %d", sc, x, pile, n, want)
				}
				seen += n
			}
		}
		if sc.service == "" {
			for _, p := range c.parts {
				walk(sc.into(p.id))
			}
		}
	}
	for _, p := range periods {
		sc, err := scopeOf(map[string][]string{"period": {p}}, s.Now().In(f.zone()))
		if err != nil {
			t.Fatal(err)
		}
		walk(sc)
	}
	if seen == 0 {
		t.Error("no case was counted")
	}
}

func TestPeriods(t *testing.T) {
	zone := time.FixedZone("", 8*3600)
	for _, c := range []struct{ period, now, from string }{
		{"month", "2026-03-01T00:30:00", "2026-03-01"}, {"30-days", "2026-03-01T12:00:00", "2026-01-31"},
		{"30-days", "2024-03-01T12:00:00", "2024-02-01"}, {"year", "2026-12-31T23:59:00", "2026-01-01"}, {"all", "2026-03-01T12:00:00", ""}} {
		now, err := time.ParseInLocation("2006-01-02T15:04:05", c.now, zone)
		if err != nil {
			t.Fatal(err)
		}
		s, err := scopeOf(map[string][]string{"period": {c.period}}, now)
		if err != nil || day(s.from) != c.from {
			t.Errorf("%s at %s: from %s, %v; want %s", c.period, c.now, day(s.from), err, c.from)
		}
	}
}

// The public never sees a number below five about a group, nor two numbers that
// tell it together.
func TestSmallGroupsStayUnseen(t *testing.T) {
	s, h := open(t)
	for _, path := range []string{"/governance/received?period=month&duty=_toy", "/governance/received?period=all&duty=_toy"} {
		page := htmlcheck.Parse(t, get(t, s, h, "", path).Body)
		text := page.Text()
		if !strings.Contains(text, "fewer than 5") || !strings.Contains(text, "kept back") {
			t.Errorf("%s shows the small west, or the east from which it can be worked out:\n%s", path, text)
		}
	}
	page := htmlcheck.Parse(t, get(t, s, h, "", "/governance/received?period=month&duty=_toy&office=east-library").Body)
	if strings.Contains(page.One(".kpis").Text(), "13") {
		t.Error("one step down shows what was kept back above")
	}
	page = htmlcheck.Parse(t, get(t, s, h, "fang-zheng", "/governance/received?period=month&duty=_toy").Body)
	if text := page.Text(); strings.Contains(text, "fewer than 5") || !strings.Contains(text, "13") {
		t.Errorf("a leader does not see all:\n%s", text)
	}
}

func TestHideParts(t *testing.T) {
	for _, c := range []struct {
		sizes []int
		want  string
	}{
		{[]int{9, 8, 7}, "..."}, {[]int{9, 8, 3}, ".kf"}, {[]int{9, 1, 3}, "kff"}, {[]int{9, 2, 3}, ".ff"}, {[]int{9, 0, 3}, "k.f"},
		{[]int{3}, "f"}, {[]int{4, 4, 4}, "fff"}, {[]int{}, ""}} {
		var ps []part
		for i, n := range c.sizes {
			ps = append(ps, part{id: strconv.Itoa(i), period: measure.Figures{Cases: n}, hidden: map[figure]hiding{}})
		}
		hideParts(ps, received)
		got := ""
		for _, p := range ps {
			got += map[hiding]string{shown: ".", small: "f", guard: "k"}[p.hidden[received]]
		}
		if got != c.want {
			t.Errorf("%v: %s, want %s", c.sizes, got, c.want)
		}
	}
}

// Every page is sound, and every link on it leads to a page of the face that opens.
func TestPagesAndLinks(t *testing.T) {
	s, h := open(t)
	for _, who := range []string{"", "fang-zheng"} {
		todo, seen := []string{"/governance"}, map[string]bool{"/governance": true}
		for len(todo) > 0 {
			path := todo[0]
			todo = todo[1:]
			w := get(t, s, h, who, path)
			if w.Code != http.StatusOK {
				t.Fatalf("%q %s: %d", who, path, w.Code)
			}
			if strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
				continue
			}
			page := htmlcheck.Parse(t, w.Body)
			for _, f := range page.Faults() {
				t.Errorf("%q %s: %s", who, path, f)
			}
			if strings.Contains(page.Text(), "[governance.") || strings.Contains(page.Text(), "读者") {
				t.Errorf("%q %s lacks a sentence, or names an applicant", who, path)
			}
			for _, a := range page.All("a") {
				href, _, _ := strings.Cut(a.Attr("href"), "#")
				if strings.HasPrefix(href, "/governance") && !seen[href] && !strings.Contains(href, "lang=") && !strings.Contains(href, "view=") {
					seen[href] = true
					todo = append(todo, href)
				}
			}
		}
		want := "/governance/cases"
		if found := slices.ContainsFunc(slices.Collect(keys(seen)), func(p string) bool { return strings.HasPrefix(p, want) }); found != (who != "") {
			t.Errorf("%q is led to the lists of cases: %v", who, found)
		}
	}
	if w := get(t, s, h, "east-clerk", "/governance/cases"); w.Code != http.StatusForbidden {
		t.Errorf("a clerk opens the list of all cases: %d", w.Code)
	}
}

func keys(m map[string]bool) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// The table for spreadsheets holds the numbers of the page.
func TestCSV(t *testing.T) {
	s, h := open(t)
	w := get(t, s, h, "fang-zheng", "/governance/figures.csv?period=all&duty=_toy")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("%v %q", err, rows)
	}
	cases := slices.Index(rows[0], "cases")
	if rows[1][cases] != "14" || rows[2][cases] != "3" || rows[3][cases] != "17" {
		t.Errorf("cases: %v", rows)
	}
	public := get(t, s, h, "", "/governance/figures.csv?period=all&duty=_toy").Body.String()
	if !strings.Contains(public, "fewer than 5") || !strings.Contains(public, "kept back") {
		t.Error("the public's table shows small groups")
	}
	if export.Cell("=1+1") != "'=1+1" || export.Cell("图书馆") != "图书馆" {
		t.Error("a name may run as a formula")
	}
}

func TestBadAddresses(t *testing.T) {
	s, h := open(t)
	for path, want := range map[string]int{"/governance?period=week": 422, "/governance/x": 404, "/governance/received?office=east-library": 422,
		"/governance/received?duty=nothing": 404, "/governance/cases?figure=received&state=late": 422, "/governance/cases?after=%21": 422} {
		if w := get(t, s, h, "fang-zheng", path); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}

func TestLog(t *testing.T) {
	s, h := open(t)
	head, err := s.Desk.LogHead(context.Background())
	if err != nil || head.Head.Size == 0 {
		t.Fatal(head, err)
	}
	page := htmlcheck.Parse(t, get(t, s, h, "", "/governance/log").Body).Text()
	if !strings.Contains(page, head.Head.Root.String()) || !strings.Contains(page, strconv.FormatInt(head.Head.Size, 10)) {
		t.Error("the page does not show the head")
	}
	if _, err := s.Desk.Verify(context.Background()); err != nil {
		t.Error(err)
	}
}
