package main

import (
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"atonce/internal/browser"
	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/register"
	"atonce/internal/scene"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// The budgets of pages. Bytes are as sent.
const (
	citizenBytes = 60 << 10
	officeBytes  = 90 << 10
	styleBytes   = 25 << 10
	citizenJS    = 15 << 10
	officeJS     = 40 << 10
	pageNodes    = 800
	listNodes    = 1500
	mostBlocking = 3
	mostBlocked  = 200 // milliseconds of long tasks, printed where a page has more
)

// everyPage is every page that the one table has, on a house where something is under way,
// with who may open each.
type everyPage struct {
	walk     knocking
	pages    []shownPage
	unshown  []string          // routes that answer no page, and what they answer
	sessions map[string]string // of each person, one
}

type shownPage struct {
	route        door.Route
	path, person string
	office       bool
}

// notPages are routes that answer files, data or nothing to look at.
var notPages = regexp.MustCompile(`^/(api|exchange|log/|credentials|\.well-known|scim)|\.jsonld$|\.csv$|\.json$|/pdf$|/file$|/files/|/receipt$|/credential$|^/healthz|^/worker|^/verify/known|^/sign-in/(back|with)|^/dev/|^/looked-for`)

func allPages(t *testing.T, s *scene.Scene) *everyPage {
	t.Helper()
	w := &everyPage{sessions: map[string]string{}, walk: knocking{t: t, scene: s, values: fileTwo(t, s)}}
	maps.Copy(w.walk.values, ledgerOf(t, s))
	s.Publish("jin-lei", publicRecord)
	others := w.more()
	bookVisits(t, s)
	s.SignLog()
	table := routes(s.Desk, true)
	w.walk.handler = s.Handler(table, true)
	for _, r := range table {
		if r.Method == http.MethodPost || r.Who == door.Bearer || r.Who == door.AnyBearer || r.Who == door.System {
			continue
		}
		p := shownPage{route: r, path: cmp.Or(others[r.Path], w.walk.path(r)), office: strings.HasPrefix(r.Path, "/office") || strings.HasPrefix(r.Path, "/governance")}
		answered := ""
		for _, who := range []string{"", "lin-jian", "zhang-min", "wu-fang", "jin-lei", "fang-zheng", "shao-qi", "cao-jie", "east-clerk", "gao-jun", "lu-bo", "tao-ran", "pack-keeper-1", "mei-xun", "an-ran", "shen-jing"} {
			res := w.get(p.path, who)
			answered = fmt.Sprintf("%d %s", res.Code, res.Header().Get("Content-Type"))
			if res.Code == http.StatusOK && strings.HasPrefix(res.Header().Get("Content-Type"), "text/html") {
				p.person = who
				w.pages = append(w.pages, p)
				if mine := (shownPage{route: r, path: p.path, office: p.office, person: "lin-jian"}); who == "" && r.Data == door.OwnData {
					// What everybody may open says more to who is signed in.
					w.pages = append(w.pages, mine)
				}
				answered = ""
				break
			}
		}
		if answered != "" && !notPages.MatchString(r.Path) {
			w.unshown = append(w.unshown, r.Path+" as "+p.path+": "+answered)
		}
	}
	return w
}

// more lets happen what the pages need that the two cases of every walk do not show: a
// decision by rules, a paper, a question about a look, faults in a file. It answers the
// addresses that then have a page.
func (w *everyPage) more() map[string]string {
	t, s, ctx := w.walk.t, w.walk.scene, w.walk.t.Context()
	t.Helper()
	ruled := s.File("lin-jian", "reading-grant", map[string]string{"reader": "林晓", "born": "2012-05-01", "resident": "yes"})
	kept, err := s.Desk.KeepPaper(ctx, s.Person("lin-jian"), desk.NewPaper{Title: "租赁合同", Words: "房屋由我承租。", Promise: true})
	if err == nil {
		_, err = s.Desk.Case(ctx, s.Person("zhang-min"), w.walk.values["{number}"])
	}
	run, wrong := s.Desk.ProposeBenefit(ctx, s.Person("shen-lan"), "long-life-allowance", law.DateOf(s.Now(), s.Desk.Zone()))
	if err = cmp.Or(err, wrong); err == nil {
		_, err = s.Desk.ApproveBenefit(ctx, s.Person("gao-jun"), run.ID)
	}
	looks, wrong := s.Desk.Looks(ctx, s.Person("lin-jian"))
	if err = cmp.Or(err, wrong); err == nil {
		err = s.Desk.QuestionLook(ctx, s.Person("lin-jian"), looks[0].ID, "为什么要看我的住所？")
	}
	if err == nil {
		faulty := "identity_number,name,sex,birth_date,area,address\n330199199603082231,样例,female,2001-01-01,330199101000,\n"
		_, err = s.Desk.ImportRegister(ctx, s.Person("cao-jie"), "population", strings.NewReader(faulty), register.ImportOptions{Name: "faulty.csv"})
	}
	mine, wrong := s.Desk.Wallet(ctx, s.Person("lin-jian"))
	if err = cmp.Or(err, wrong); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"/cases/{number}/why": "/cases/" + ruled + "/why", "/office/cases/{number}/why": "/office/cases/" + ruled + "/why", "/papers/{id}": "/papers/" + kept.ID,
		"/office/papers/{mark}": "/office/papers/" + kept.Mark, "/verify/{mark}": "/verify/" + mine[0].Licence.Mark, "/office/start/{service}": "/office/start/assignment"}
}

// session is the person's one session: many would make a long page of sessions.
func (w *everyPage) session(person string) string {
	if w.sessions[person] == "" {
		w.sessions[person] = w.walk.scene.Session(person, people.PageSession)
	}
	return w.sessions[person]
}

// tab is a phone of the person's own, signed in.
func (w *everyPage) tab(first *browser.Page, person string, js bool, lang string) *browser.Page {
	tab := first.Another(phone, js, lang)
	if person != "" {
		tab.SetCookie(door.SessionCookie, w.session(person))
	}
	return tab
}

func (w *everyPage) get(path, person string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", "gzip")
	r.Header.Set("Accept-Language", "zh-CN")
	if person != "" {
		r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: w.session(person)})
	}
	rec := httptest.NewRecorder()
	w.walk.handler.ServeHTTP(rec, r)
	return rec
}

var unsaidKey = regexp.MustCompile(`\[[a-z]+(\.[a-z0-9_-]+)+\]`)

// unsaid are the keys of sentences that stand on a page because no language has them.
func (w *everyPage) unsaid(p shownPage, lang text.Lang) []string {
	path := p.path + "?lang=" + string(lang)
	z, err := gzip.NewReader(w.get(path, p.person).Body)
	if err != nil {
		return []string{err.Error()}
	}
	b, err := io.ReadAll(z)
	if err != nil {
		return []string{err.Error()}
	}
	return unsaidKey.FindAllString(string(b), -1)
}

// parts are what a page asks for to be drawn, counted on its text.
type parts struct {
	wire, style, script, blocking, nodes int
	foreign, inline                      []string
}

// weigh reads a page and fetches what it names, as a first visit does.
func (w *everyPage) weigh(t *testing.T, rec *httptest.ResponseRecorder) parts {
	t.Helper()
	p := parts{wire: rec.Body.Len(), blocking: 1}
	z, err := gzip.NewReader(rec.Body)
	if err != nil {
		t.Fatalf("not compressed: %v", err)
	}
	doc, err := html.Parse(z)
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		p.nodes++
		address, module := "", false
		for _, a := range n.Attr {
			switch {
			case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
				p.inline = append(p.inline, n.Data+" "+a.Key)
			case a.Key == "src", a.Key == "href" && n.Data == "link":
				address = a.Val
			case a.Key == "type":
				module = a.Val == "module"
			}
		}
		if n.Data == "script" && address == "" || n.Data == "style" {
			p.inline = append(p.inline, n.Data)
		}
		if address == "" || strings.HasPrefix(address, "data:") {
			continue
		}
		if u, err := url.Parse(address); err != nil || u.Host != "" {
			p.foreign = append(p.foreign, address)
			continue
		}
		if n.Data == "link" && strings.Contains(address, ".css") || n.Data == "script" && !module {
			p.blocking++
		}
		for _, one := range modulesOf(address) {
			size := w.get(one, "").Body.Len()
			p.wire += size
			switch filepath.Ext(one) {
			case ".css":
				p.style += size
			case ".js":
				p.script += size
			}
		}
	}
	return p
}

// modulesOf is an asset and the modules that it imports.
func modulesOf(address string) []string {
	name := regexp.MustCompile(`-[0-9a-f]{12}\.js$`).ReplaceAllString(strings.TrimPrefix(address, ui.AssetPath), ".js")
	if !strings.HasPrefix(address, ui.AssetPath) || !strings.HasSuffix(name, ".js") {
		return []string{address}
	}
	return ui.AssetsFor(name)
}

// TestEveryPageIsLight holds every page of every face to what may be counted without a
// browser: bytes, requests before the first picture, other sites, elements, cookies.
func TestEveryPageIsLight(t *testing.T) {
	w := allPages(t, scene.New(t))
	var heaviest, largest [2]string
	var most, nodes [2]int
	for _, p := range w.pages {
		rec := w.get(p.path, p.person)
		if p.person == "" && len(rec.Result().Cookies()) > 0 {
			t.Errorf("%s leaves a cookie before anybody signed in", p.path)
		}
		for _, lang := range text.Langs {
			if keys := w.unsaid(p, lang); len(keys) > 0 {
				t.Errorf("%s in %s has no words for %v", p.path, lang, keys)
			}
		}
		got, limit, js, face := w.weigh(t, rec), citizenBytes, citizenJS, 0
		if p.office {
			limit, js, face = officeBytes, officeJS, 1
		}
		if got.wire > most[face] {
			most[face], heaviest[face] = got.wire, p.path
		}
		if got.nodes > nodes[face] {
			nodes[face], largest[face] = got.nodes, p.path
		}
		for _, x := range []struct {
			what       string
			is, budget int
		}{{"bytes", got.wire, limit}, {"bytes of style", got.style, styleBytes}, {"bytes of script", got.script, js},
			{"requests before the first picture", got.blocking, mostBlocking}, {"elements", got.nodes, nodesOf(p.path)}} {
			if x.is > x.budget {
				t.Errorf("%s: %d %s, at most %d", p.path, x.is, x.what, x.budget)
			}
		}
		if len(got.foreign) > 0 || len(got.inline) > 0 {
			t.Errorf("%s: of other sites %v, inline %v", p.path, got.foreign, got.inline)
		}
	}
	for _, u := range w.unshown {
		t.Log("no page: " + u)
	}
	for i, face := range []string{"citizens", "officials"} {
		t.Logf("%s: the heaviest page has %d bytes (%s), the largest %d elements (%s)", face, most[i], heaviest[i], nodes[i], largest[i])
	}
	t.Logf("%d pages", len(w.pages))
}

// nodesOf is how many elements a page may have: lists have more.
func nodesOf(path string) int {
	for _, list := range []string{"/office", "/lists", "/laws", "/data", "/governance", "/services"} {
		if strings.HasPrefix(path, list) {
			return listNodes
		}
	}
	return pageNodes
}

// TestStyleSheetSuitsOldBrowsers keeps out what a browser of 2018 cannot read: it would
// drop every rule in a layer. The selector :has() may only add (budget B14).
func TestStyleSheetSuitsOldBrowsers(t *testing.T) {
	sheet := string(ui.AssetBytes("atonce.css"))
	for _, never := range []string{"@layer", "@container", ":is(", "@import", "url(http"} {
		if strings.Contains(sheet, never) {
			t.Errorf("the style sheet has %s", never)
		}
	}
	size := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, ui.Asset("atonce.css"), nil)
	r.Header.Set("Accept-Encoding", "gzip")
	ui.Assets().ServeHTTP(size, r)
	if b, _ := io.ReadAll(size.Body); len(b) > styleBytes {
		t.Errorf("%d bytes as sent", len(b))
	}
}
