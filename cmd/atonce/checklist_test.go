package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"atonce/internal/browser"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/text"
	"atonce/internal/web/door"
)

// checklist is one line of what the faces must do, tried on a house of its own with
// the real program before it: a browser for what people see, the desk for what must
// have followed.
type checklist struct {
	*testing.T
	*scene.Scene
	server   *httptest.Server
	first    *browser.Page
	pictures int
	gone     atomic.Bool // the house does not answer, as when the network is cut
}

// line is one line of the checklist. A line that cannot hold yet says why, and the run
// prints it; what holds of it already is tried all the same.
type line struct {
	name string
	why  string
	test func(*checklist)
}

// runLines runs each line by its name, in one browser, and finds a line left out.
func runLines(t *testing.T, letter string, count int, lines []line) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	first := browser.Open(t, "", 390, true, "zh-CN")
	for i, l := range lines {
		number := letter + strconv.Itoa(i+1)
		t.Run(number+" "+l.name, func(t *testing.T) {
			if l.test == nil {
				t.Skip(number + ": " + l.why)
			}
			t.Parallel() // each has a house of its own, and a browser waits more than it works
			c := &checklist{T: t, Scene: scene.New(t), first: first}
			c.serve()
			l.test(c)
			if l.why != "" {
				t.Skip(number + ": " + l.why)
			}
		})
	}
	if len(lines) != count {
		t.Errorf("%d lines are tried, the checklist has %d", len(lines), count)
	}
}

// serve puts the program before the house as it now is.
func (c *checklist) serve() {
	mux := http.NewServeMux()
	mux.Handle("/", c.Handler(routes(c.Desk, true), true))
	mux.HandleFunc("GET /as/{person}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: door.SessionCookie, Value: c.Session(r.PathValue("person"), people.PageSession), Path: "/"})
		http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusSeeOther)
	})
	c.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.gone.Load() {
			panic(http.ErrAbortHandler)
		}
		mux.ServeHTTP(w, r)
	}))
	c.Cleanup(c.server.Close)
}

// width of a phone and of a desk.
const (
	phone = 390
	wide  = 1280
)

// open opens a page for somebody (nobody for ""), with JavaScript, in Chinese.
func (c *checklist) open(person, path string, width int) *browser.Page {
	c.Helper()
	return c.openAs(person, path, width, true, text.ZH)
}

// openAs is open with a choice of JavaScript and language.
func (c *checklist) openAs(person, path string, width int, js bool, l text.Lang) *browser.Page {
	c.Helper()
	p := c.first.AnotherAt(c.T, c.server.URL, width, js, l.Tag())
	if person == "" {
		p.Goto(path)
	} else {
		p.Goto("/as/" + person + "?to=" + strings.ReplaceAll(path, "&", "%26"))
	}
	return p
}

// says demands words on the page.
func (c *checklist) says(p *browser.Page, words ...string) {
	c.Helper()
	body := p.Text("body")
	for _, w := range words {
		if !strings.Contains(body, w) {
			c.Errorf("%s does not say %q: %s", p.Location(), w, body)
		}
	}
}

// saysNot demands that words are not on the page.
func (c *checklist) saysNot(p *browser.Page, words ...string) {
	c.Helper()
	body := p.Text("body")
	for _, w := range words {
		if strings.Contains(body, w) {
			c.Errorf("%s says %q", p.Location(), w)
		}
	}
}

// clean demands what every page must keep: axe, no sideways scroll, big targets.
func (c *checklist) clean(p *browser.Page) {
	c.Helper()
	if dir := os.Getenv("ATONCE_PICTURES"); dir != "" {
		c.pictures++
		p.Screenshot(filepath.Join(dir, "checklist", fmt.Sprintf("%s-%d.png", strings.Fields(filepath.Base(c.Name()))[0], c.pictures)))
	}
	for _, f := range p.Glance() {
		c.Errorf("%s: %s", p.Location(), f)
	}
}

// cards files n applications for the toy service, with names of their own.
func (c *checklist) cards(names ...string) []string {
	c.Helper()
	var out []string
	for _, n := range names {
		out = append(out, c.File("lin-jian", scene.Card, scene.Reader(n)))
	}
	return out
}
