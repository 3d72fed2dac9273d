package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"atonce/internal/browser"
	"atonce/internal/scene"
	"atonce/internal/web/door"
)

// pageState is one way in which every page is looked at.
type pageState struct {
	name, query, lang string
	nobody            bool // by somebody who has done nothing yet: what is empty
	unfilled          bool // the first form of the page sent as it is: what is wrong
}

var pageStates = []pageState{{name: "zh", lang: "zh-CN"}, {name: "en", lang: "en"}, {name: "elder", lang: "zh-CN", query: "view=elder"}, {name: "elder-en", lang: "en", query: "view=elder"}, {name: "empty", lang: "zh-CN", nobody: true},
	// Last, for a form that takes what it is sent changes the house.
	{name: "error", lang: "zh-CN", unfilled: true}, {name: "error-en", lang: "en", unfilled: true}}

// TestEveryPageInEveryState opens every page of every face in Chromium, in each state
// and at each width, without JavaScript, and demands that nothing is wrong with it.
// ATONCE_PICTURES names a folder for a picture of each. ATONCE_ONLY is a regular expression
// on route and state, such as "^/inbox (zh|en)$", for who mends a few of them.
func TestEveryPageInEveryState(t *testing.T) {
	browser.NeedEverything(t)
	w := allPages(t, scene.New(t))
	server := httptest.NewServer(w.walk.handler)
	defer server.Close()
	first := browser.Open(t, server.URL, phone, false, "zh-CN")
	pictures := os.Getenv("ATONCE_PICTURES")
	only := regexp.MustCompile(os.Getenv("ATONCE_ONLY"))
	opened := map[string]int{}
	for _, s := range pageStates {
		tabs := map[string]*browser.Page{}
		for _, p := range w.pages {
			if !only.MatchString(p.route.Path + " " + s.name) {
				continue
			}
			person := p.person
			if s.nobody {
				if person != "lin-jian" || strings.Contains(p.route.Path, "{") {
					continue
				}
				person = "li-xiao"
			}
			tab := tabs[person]
			if tab == nil {
				tab = w.tab(first, person, false, s.lang)
				tabs[person] = tab
			}
			path := p.path
			if s.query != "" {
				sep := "?"
				if strings.Contains(path, "?") {
					sep = "&"
				}
				path += sep + s.query
			}
			if s.unfilled && !w.sendsUnfilled(tab, path, person) {
				continue
			}
			for _, width := range []int{320, 390, 1280} {
				tab.Resize(width)
				if !s.unfilled {
					tab.Goto(path)
				}
				opened[s.name]++
				for _, f := range tab.Faults() {
					t.Errorf("%s (%s, %d): %s", p.path, s.name, width, f)
				}
				if pictures != "" && width != 320 {
					name := strings.Trim(strings.NewReplacer("/", "-", "{", "", "}", "", "$", "home").Replace(p.route.Path), "-")
					if p.route.Who == door.Visitor && p.person != "" {
						name += "-" + p.person
					}
					tab.Screenshot(filepath.Join(pictures, fmt.Sprintf("%s.%s.%d.png", name, s.name, width)))
				}
			}
		}
	}
	t.Logf("pages opened: %v", opened)
}

// sendsUnfilled sends the first form of a page that does not take what stands in it, as it
// is, and says whether there is one. Forms that take it change the house: one of them ends
// the session of the person.
func (w *everyPage) sendsUnfilled(tab *browser.Page, path, person string) bool {
	const forms = "main form[method=post]"
	for i := 0; ; i++ {
		tab.Goto(path)
		if person != "" && strings.HasPrefix(tab.Location(), "/sign-in") {
			w.sessions[person] = ""
			tab.SetCookie(door.SessionCookie, w.session(person))
			tab.Goto(path)
		}
		var sent struct {
			There, Seen, Multipart bool
			Action, Fields         string
		}
		if err := json.Unmarshal([]byte(tab.Ask(`(() => {
  document.querySelectorAll('main details').forEach(d => d.open = true);
  const form = document.querySelectorAll('`+forms+`')[`+strconv.Itoa(i)+`];
  const button = form && [...form.querySelectorAll('button')].find(b => b.getClientRects().length);
  if (!button) return JSON.stringify({There: !!form});
  button.id = 'sent-unfilled';
  const fields = [...new FormData(form, button)].filter(([, v]) => typeof v === 'string');
  return JSON.stringify({There: true, Seen: true, Multipart: form.enctype.startsWith('multipart'), Action: button.getAttribute('formaction') || form.getAttribute('action') || location.pathname, Fields: new URLSearchParams(fields).toString()});
})()`)), &sent); err != nil {
			w.walk.t.Fatal(err)
		}
		if !sent.There {
			return false
		}
		// Asked without the browser first: it would wait for the page of a form that answers a file.
		if sent.Seen && w.post(sent.Action, sent.Fields, sent.Multipart, person) == http.StatusUnprocessableEntity {
			if tab.Click("#sent-unfilled"); tab.Status() == http.StatusUnprocessableEntity {
				return true
			}
		}
	}
}

// post sends a form for a person and answers the status.
func (w *everyPage) post(address, fields string, multi bool, person string) int {
	body, kind := strings.NewReader(fields), "application/x-www-form-urlencoded"
	if multi {
		var parts strings.Builder
		m := multipart.NewWriter(&parts)
		values, err := url.ParseQuery(fields)
		for name, all := range values {
			for _, v := range all {
				err = cmp.Or(err, m.WriteField(name, v))
			}
		}
		if err = cmp.Or(err, m.Close()); err != nil {
			w.walk.t.Fatal(err)
		}
		body, kind = strings.NewReader(parts.String()), m.FormDataContentType()
	}
	r := httptest.NewRequest(http.MethodPost, address, body)
	r.Header.Set("Content-Type", kind)
	if person != "" {
		r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: w.session(person)})
	}
	rec := httptest.NewRecorder()
	w.walk.handler.ServeHTTP(rec, r)
	return rec.Code
}

// slowLine is a line and a processor that pages are opened on: budget B4.
type slowLine struct {
	name               string
	bits, milliseconds float64
	budget             float64 // milliseconds until the largest thing is drawn
}

// TestEveryPageByKeyboardAndSlow goes through every page by the Tab key, looks for what
// moves where the reader wants no motion, and prints what the slowest pages took on slow
// lines with a slow processor, and which took longer than the budget. The times are
// printed and not asserted.
func TestEveryPageByKeyboardAndSlow(t *testing.T) {
	browser.NeedEverything(t)
	w := allPages(t, scene.New(t))
	server := httptest.NewServer(w.walk.handler)
	defer server.Close()
	first := browser.Open(t, server.URL, 390, true, "zh-CN")
	type timed struct {
		path string
		browser.Weight
	}
	lines := []slowLine{{name: "1.6 Mbit/s, 150 ms", bits: 1.6e6, milliseconds: 150, budget: 1500}, {name: "400 kbit/s, 400 ms", bits: 400e3, milliseconds: 400, budget: 2500}}
	all := make([][]timed, len(lines))
	tabs := map[string]*browser.Page{}
	for _, p := range w.pages {
		tab := tabs[p.person]
		if tab == nil {
			tab = w.tab(first, p.person, true, "zh-CN")
			// What is measured is a page, not the start of a browser.
			tab.Goto("/accessibility")
			tab.Forget()
			tab.Prefers("prefers-reduced-motion", "reduce")
			tabs[p.person] = tab
		}
		limit := citizenBytes
		if p.office {
			limit = officeBytes
		}
		for i, line := range lines {
			tab.Slow(line.bits, line.milliseconds, 6)
			tab.Goto(p.path)
			x := tab.Weigh()
			all[i] = append(all[i], timed{p.path, x})
			if x.Wire > limit || x.Blocking > mostBlocking || len(x.Foreign) > 0 || x.Shifted > 0.02 {
				t.Errorf("%s: %d bytes, %d requests before the first picture, of other sites %v, moved by %.3f", p.path, x.Wire, x.Blocking, x.Foreign, x.Shifted)
			}
		}
		tab.Slow(0, 0, 1)
		for _, m := range tab.Moving() {
			t.Errorf("%s: %s", p.path, m)
		}
		_, wrong := tab.Stops(400)
		for _, f := range wrong {
			t.Errorf("%s: %s", p.path, f)
		}
	}
	for i, line := range lines {
		slices.SortFunc(all[i], func(a, b timed) int { return int(b.Largest - a.Largest) })
		late, busy := 0, 0
		for at, x := range all[i] {
			if x.Largest > line.budget {
				late++
			}
			if x.Blocked > mostBlocked {
				busy++
			}
			if at < 5 || at == len(all[i])/2 {
				t.Logf("%s, processor 6 times slower: %s: largest thing drawn after %.0f ms, long tasks %.0f ms, %d bytes, %d elements", line.name, x.path, x.Largest, x.Blocked, x.Wire, x.Nodes)
			}
		}
		t.Logf("%s: of %d pages %d drew their largest thing after more than %.0f ms, %d had long tasks of more than %d ms", line.name, len(all[i]), late, line.budget, busy, mostBlocked)
	}
}
