package main

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"atonce/internal/scene"
	"atonce/internal/store"
	"atonce/internal/web/door"
)

// grown are the tables that grow with every case, so that reading one from end to end makes
// a page slower each day.
var grown = []string{"act", "casefile", "submission", "licence", "licence_deed", "draft", "file", "message", "look", "look_of", "log_leaf", "log_hash", "paper", "paper_check", "showing",
	"matter", "register_version", "register_link", "benefit_claim", "reply", "person", "session", "notice", "case_find_key"}

// counted are pages that count all there is: their figures are of every case.
var counted = []string{"/governance"}

var scanned = regexp.MustCompile(`SCAN (\w+)`)

// TestPagesReadNoTableFromEndToEnd asks the engine how it would answer each statement that
// any page runs. A list in the order of an index, read to its limit, is no such reading.
func TestPagesReadNoTableFromEndToEnd(t *testing.T) {
	s := scene.New(t)
	w := allPages(t, s)
	asked := map[string]string{}
	for _, p := range w.pages {
		ctx, n := store.Counting(t.Context())
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, p.path, nil)
		if p.person != "" {
			r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: w.session(p.person)})
		}
		w.walk.handler.ServeHTTP(httptest.NewRecorder(), r)
		for _, q := range n.Said() {
			if asked[q] == "" {
				asked[q] = p.path
			}
		}
	}
	if len(asked) < 100 {
		t.Fatalf("only %d statements", len(asked))
	}
	err := s.Store().Read(t.Context(), func(tx *store.Tx) error {
		for q, page := range asked {
			rows, err := tx.Query("EXPLAIN QUERY PLAN "+q, make([]any, strings.Count(q, "?"))...)
			if err != nil {
				return err
			}
			for rows.Next() {
				var id, parent, none int
				var detail string
				if err := rows.Scan(&id, &parent, &none, &detail); err != nil {
					return err
				}
				m := scanned.FindStringSubmatch(detail)
				switch {
				case m == nil || !slices.Contains(grown, m[1]):
				case slices.Contains(counted, page):
					t.Logf("%s counts all of %s", page, m[1])
				default:
					t.Errorf("%s: %s\n%s", page, detail, q)
				}
			}
			if err := rows.Err(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
