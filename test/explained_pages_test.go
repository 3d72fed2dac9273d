package test

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"atonce/internal/browser"
	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/htmlcheck"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/web/citizen"
	"atonce/internal/web/door"
	"atonce/internal/web/governance"
	"atonce/internal/web/office"
)

// forward loads every pack again with another age in the grant, and puts that version
// forward.
func forward(t *testing.T, s *scene.Scene, age string) {
	t.Helper()
	files := fstest.MapFS{}
	must(t, fs.WalkDir(s.Packs, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(s.Packs, p)
		if strings.Contains(p, grant+"/decide") {
			b = []byte(strings.NewReplacer(`"< 18"`, `"< `+age+`"`, `">= 18"`, `">= `+age+`"`).Replace(string(b)))
		}
		files[p] = &fstest.MapFile{Data: b}
		return err
	}))
	set, problems := pack.Load(files)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	must(t, s.Desk.Reload(t.Context(), set))
	_, err := s.Desk.ProposePack(t.Context(), s.Person(keeper1), grant)
	must(t, err)
}

// readers are cases of the grant: children, whom the rules grant, and young people whom
// a clerk refuses by them.
func readers(t *testing.T, s *scene.Scene, children, young int) (first string) {
	t.Helper()
	for i := range children + young {
		born := fmt.Sprintf("2012-05-%02d", i+1)
		if i >= children {
			born = fmt.Sprintf("2007-05-%02d", i+1)
		}
		n := s.File(applicant, grant, map[string]string{"reader": "林晓", "born": born, "resident": "yes"})
		s.Pass(time.Minute)
		if i >= children {
			s.Do("east-clerk", n, casework.Act{Verb: casework.Decide, Outcome: "refused", Reason: "已满十八周岁"})
		} else if first == "" {
			first = n
		}
	}
	return first
}

func faces(s *scene.Scene) http.Handler {
	return s.Handler(slices.Concat(citizen.Routes(s.Desk), office.Routes(s.Desk), governance.Routes(s.Desk)), false)
}

func asks(t *testing.T, s *scene.Scene, site http.Handler, person, path string, form url.Values) (int, htmlcheck.Node) {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	if form != nil {
		r = httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: s.Session(person, people.PageSession)})
	rec := httptest.NewRecorder()
	site.ServeHTTP(rec, r)
	return rec.Code, htmlcheck.Parse(t, strings.NewReader(rec.Body.String()))
}

// The page of a version that waits for approval leads to the trial; a leader is told
// cases and numbers, a keeper of packs neither cases nor small numbers, a clerk nothing.
func TestReplayPage(t *testing.T) {
	s := scene.New(t)
	readers(t, s, 9, 3)
	forward(t, s, "21")
	site := faces(s)
	_, page := asks(t, s, site, "pack-keeper-2", "/office/packs/"+grant, nil)
	if !page.Has(`a[href="/governance/replay?service=` + grant + `"]`) {
		t.Errorf("no way from the approval to the trial: %s", page.One("main").Text())
	}
	form := url.Values{"service": {grant}, "since-year": {"2026"}, "since-month": {"1"}, "since-day": {"1"}, "purpose": {"放宽年龄"}}
	code, page := asks(t, s, site, leader, "/governance/replay", url.Values{"service": {grant}, "since-year": {"2026"}, "since-month": {"13"}, "since-day": {"1"}})
	if code != http.StatusOK || len(page.All(".govuk-error-summary li")) != 2 {
		t.Errorf("a month 13 and no purpose: %d %s", code, page.One("main").Text())
	}
	if code, page := asks(t, s, site, leader, "/governance/replay", form); code != http.StatusSeeOther {
		t.Fatalf("%d %s", code, page.One("main").Text())
	}
	_, page = asks(t, s, site, leader, "/governance/replay?service="+grant, nil)
	said := page.One("main").Text()
	for _, want := range []string{"原来不予、现在会给予", "读取了 2026 年 1 月 1 日 以来的 12 个决定", "放宽年龄", "第 3 条规则", "第 1 条规则", "“< 18”改为“< 21”", "行政许可法"} {
		if !strings.Contains(said, want) {
			t.Errorf("a leader is not told %q: %s", want, said)
		}
	}
	if !strings.Contains(said, "LE-2026-0000") {
		t.Errorf("a leader is told no case: %s", said)
	}
	_, page = asks(t, s, site, keeper1, "/governance/replay?service="+grant, nil)
	if said := page.One("main").Text(); !strings.Contains(said, "少于 5") || strings.Contains(said, "LE-2026-0000") || strings.Contains(said, "第 3 条规则") {
		t.Errorf("a keeper of packs is told %s", said)
	}
	for _, f := range []url.Values{nil, form} {
		if code, _ := asks(t, s, site, "east-clerk", "/governance/replay", f); code != http.StatusForbidden {
			t.Errorf("a clerk gets %d", code)
		}
	}
}

// The pages are whole on a phone and on a desk, in both languages, without JavaScript.
func TestExplainedPagesInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: looking at every page takes a minute")
	}
	s := scene.New(t)
	first := readers(t, s, 9, 3)
	second := s.File(applicant, grant, map[string]string{"reader": "周小满", "born": "2013-05-01", "resident": "yes"})
	s.Do(applicant, second, casework.Act{Verb: casework.Reopen})
	forward(t, s, "21")
	_, err := s.Desk.TryPack(t.Context(), s.Person(leader), grant, desk.Trying{Since: s.Now().AddDate(-1, 0, 0), Most: 20, Purpose: "放宽年龄"})
	must(t, err)
	mux := http.NewServeMux()
	mux.Handle("/", faces(s))
	mux.HandleFunc("GET /as/{person}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: door.SessionCookie, Value: s.Session(r.PathValue("person"), people.PageSession), Path: "/"})
		http.Redirect(w, r, "/?lang="+r.URL.Query().Get("lang"), http.StatusSeeOther)
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	p := browser.Open(t, site.URL, 390, false, "zh-CN")
	for _, lang := range []string{"zh", "en"} {
		for _, x := range [][3]string{{applicant, "why", "/cases/" + first + "/why"}, {applicant, "why-asked", "/cases/" + second + "/why"}, {applicant, "decided", "/cases/" + first},
			{"east-clerk", "worklist-again", "/office"}, {"east-clerk", "why-office", "/office/cases/" + second + "/why"},
			{leader, "replay", "/governance/replay?service=" + grant}, {keeper1, "replay-keeper", "/governance/replay?service=" + grant}, {"pack-keeper-2", "pack", "/office/packs/" + grant}} {
			p.Goto("/as/" + x[0] + "?lang=" + lang)
			p.Goto(x[2])
			for _, width := range []int{390, 1280} {
				p.Resize(width)
				for _, f := range p.Glance() {
					t.Errorf("%s %s at %d: %s", x[1], lang, width, f)
				}
				if dir := os.Getenv("ATONCE_PICTURES"); dir != "" {
					p.Screenshot(filepath.Join(dir, x[1]+"-"+lang+"-"+strconv.Itoa(width)+".png"))
				}
			}
		}
	}
}
