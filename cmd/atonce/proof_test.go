package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"atonce/internal/browser"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/text"
	"atonce/internal/web/door"
)

// The browser checks a receipt by itself, finds a forged one out, and a browser
// without scripts says how to check it. The log's own page is whole as well.
func TestReceiptIsCheckedInTheBrowser(t *testing.T) {
	s := scene.New(t)
	fileTwo(t, s)
	page, err := s.Desk.Mine(t.Context(), s.Person("lin-jian"), "", 1)
	if err != nil {
		t.Fatal(err)
	}
	number := page.Rows[0].Number
	site := s.Handler(routes(s.Desk, true), true)
	secret := s.Session("lin-jian", people.PageSession)
	forge := func(b []byte) []byte { return b }
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: secret})
		r.Header.Del("Accept-Encoding")
		if !strings.HasSuffix(r.URL.Path, "/proof/receipt") {
			site.ServeHTTP(w, r)
			return
		}
		rec := httptest.NewRecorder()
		site.ServeHTTP(rec, r)
		w.Header().Set("Content-Type", "application/json")
		w.Write(forge(rec.Body.Bytes()))
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	for _, l := range text.Langs {
		p := browser.Open(t, server.URL, 390, true, l.Tag())
		look := func(name string) {
			t.Helper()
			file := filepath.Join(browser.Root(t), "tmp", "pictures", "proof", string(l), name+".png")
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			p.Screenshot(file)
			for _, f := range p.Faults() {
				t.Errorf("%s: %s", name, f)
			}
		}
		// result waits for the module to have its say.
		result := func() string {
			for range 100 {
				for _, r := range []string{"good", "unsigned", "bad", "unread"} {
					if p.Has("[data-result=" + r + "]") {
						return r
					}
				}
				time.Sleep(50 * time.Millisecond)
			}
			return "nothing"
		}
		if l == text.Langs[0] {
			p.Goto("/cases/" + number + "/proof")
			look("waiting")
			if p.Has("[data-receipt]") || !strings.Contains(p.Text("main"), text.S(l, "citizen.proof-waiting", "n", "1")) {
				t.Error("a receipt before any signed head")
			}
			s.SignLog()
		}
		p.Goto("/cases/" + number)
		p.Click(text.S(l, "citizen.proof"))
		if got := result(); got != "good" {
			t.Errorf("%s: the browser says %s: %s", l, got, p.Text("main"))
		}
		look("good")
		for name, f := range map[string]func([]byte) []byte{
			"what was answered": func(b []byte) []byte { return bytes.Replace(b, []byte("面包"), []byte("烟花"), 1) },
			"case":              func(b []byte) []byte { return bytes.Replace(b, []byte(number), []byte("MS-2026-999999"), 1) },
			"proof": func(b []byte) []byte {
				return bytes.Replace(b, []byte(`"proof": [`), []byte(`"proof": ["47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",`), 1)
			},
			"size": func(b []byte) []byte { return bytes.Replace(b, []byte(`log\n`), []byte(`log\n1`), 1) },
			"origin": func(b []byte) []byte {
				return bytes.Replace(b, []byte(`"checkpoint": "example`), []byte(`"checkpoint": "exbmple`), 1)
			},
			"another's key": func(b []byte) []byte {
				return bytes.Replace(b, []byte(`"key": "example.org/log+`), []byte(`"key": "example.org/log+0`), 1)
			},
		} {
			forge = f
			p.Goto("/cases/" + number + "/proof")
			if got := result(); got != "bad" {
				t.Errorf("%s forged: the browser says %s", name, got)
			}
		}
		forge = func(b []byte) []byte { return b }
		p.Goto("/log")
		look("log")
		p = p.Another(390, false, l.Tag())
		p.Goto("/cases/" + number + "/proof")
		if !strings.Contains(p.Text("[data-receipt]"), text.S(l, "citizen.proof-by-hand")) {
			t.Errorf("without scripts: %s", p.Text("main"))
		}
		look("by-hand")
	}
}
