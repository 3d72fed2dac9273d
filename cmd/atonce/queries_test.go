package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"atonce/internal/desk"
	"atonce/internal/journal"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/store"
	"atonce/internal/web/door"
)

// A list is one query, however long it is: what each row needs is in the row.
func TestListsTakeOneQuery(t *testing.T) {
	s := scene.New(t)
	for i := range 12 {
		s.File("lin-jian", scene.Card, scene.Reader("读者"+strconv.Itoa(i)))
	}
	s.File("lin-jian", scene.Card, scene.Renewal("林𠮷安"))
	clerk, reader := s.Person("east-clerk"), s.Person("lin-jian")
	for _, text := range []string{"", "读者"} {
		if err := s.Store().Read(t.Context(), func(tx *store.Tx) error {
			before := tx.Count()
			p, err := journal.Worklist(tx, journal.Filter{Offices: clerk.Offices(), State: journal.OpenOnly, Now: s.Now(), Text: text}, "", 50)
			if n := tx.Count() - before; n != 1 || len(p.Rows) < 10 {
				t.Errorf("the worklist, asked for %q, takes %d queries for %d rows", text, n, len(p.Rows))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		// Whose cases it shows is recorded with it: as many statements for a long list as for
		// a short one.
		cost := map[int]int{}
		for _, size := range []int{3, 50} {
			ctx, n := store.Counting(t.Context())
			if _, err := s.Desk.Worklist(ctx, clerk, desk.Asked{Pile: desk.PileAll, Text: text, Size: size}); err != nil {
				t.Fatal(err)
			}
			cost[size] = n.N()
		}
		if cost[3] != cost[50] || cost[3] > 10 {
			t.Errorf("the worklist and its record, asked for %q, take %d statements for three rows and %d for many", text, cost[3], cost[50])
		}
	}
	for name, list := range map[string]func(context.Context) (int, error){
		"the counts of its tabs": func(ctx context.Context) (int, error) {
			n, err := s.Desk.PileCounts(ctx, clerk)
			return n[desk.PileAll], err
		},
		"my cases": func(ctx context.Context) (int, error) {
			p, err := s.Desk.Mine(ctx, reader, "", 50)
			return len(p.Rows), err
		},
		"my open cases": func(ctx context.Context) (int, error) {
			p, err := s.Desk.MineIn(ctx, reader, journal.OpenOnly, "", 50)
			return len(p.Rows), err
		},
	} {
		ctx, n := store.Counting(t.Context())
		rows, err := list(ctx)
		if err != nil || rows < 10 {
			t.Errorf("%s: %d rows, %v", name, rows, err)
		}
		if n.N() != 1 {
			t.Errorf("%s takes %d queries", name, n.N())
		}
	}
}

// A page asks the database as often for thirty rows as for three.
func TestPagesDoNotAskRowByRow(t *testing.T) {
	s := scene.New(t)
	house := s.Handler(routes(s.Desk, true), true)
	cost := func(by, path string) int {
		ctx, n := store.Counting(t.Context())
		r := httptest.NewRequestWithContext(ctx, "GET", path, nil)
		r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: s.Session(by, people.PageSession)})
		w := httptest.NewRecorder()
		house.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Fatalf("%s answers %d", path, w.Code)
		}
		return n.N()
	}
	pages := []struct{ by, path string }{{"east-clerk", "/office"}, {"east-clerk", "/office?text=读者"}, {"lin-jian", "/"}, {"lin-jian", "/cases"},
		{"lin-jian", "/inbox"}, {"lin-jian", "/wallet"}, {"lin-jian", "/data-use"}}
	few, filed := map[string]int{}, 0
	for _, rows := range []int{3, 30} {
		for ; filed < rows; filed++ {
			n := s.File("lin-jian", scene.Card, scene.Renewal("读者"+strconv.Itoa(filed)))
			if _, err := s.Desk.Case(t.Context(), s.Person("east-clerk"), n); err != nil {
				t.Fatal(err)
			}
			s.Pass(time.Second)
		}
		for _, p := range pages {
			n := cost(p.by, p.path)
			if rows == 3 {
				few[p.path] = n
				t.Logf("%s: %d queries", p.path, n)
			} else if n != few[p.path] {
				t.Errorf("%s asks %d times for few rows and %d times for many", p.path, few[p.path], n)
			}
		}
	}
}

// The measurement runs to its end and prints a line for each page.
func TestBenchPages(t *testing.T) {
	var out bytes.Buffer
	c := benchPagesCommand{Packs: "../../packs", Clients: 2, Time: 50 * time.Millisecond, Cases: 100, Dir: t.TempDir()}
	if err := c.measure(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), " ms"); n != 3*9 {
		t.Errorf("%d figures, want three for each of eight pages and for what is submitted", n)
	}
	t.Log("\n" + out.String())
}
