package test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"atonce/internal/browser"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/web/door"
)

// siteOf serves the faces of a scene, and lets a sample person in by address.
func siteOf(t *testing.T, s *scene.Scene) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/", faces(s))
	mux.HandleFunc("GET /as/{person}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: door.SessionCookie, Value: s.Session(r.PathValue("person"), people.PageSession), Path: "/"})
		http.Redirect(w, r, "/?lang="+r.URL.Query().Get("lang"), http.StatusSeeOther)
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	return site.URL
}

// The page of a licence in Chromium, without JavaScript: a change with mistakes in it comes back with each of them, one official
// proposes, another decides, and the holder reads both.
func TestLicencePagesInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: looking at every page takes a minute")
	}
	s, l := granted(t)
	page := "/office/licences/" + l.Number
	p := browser.Open(t, siteOf(t, s), 390, false, "zh-CN")
	look := func(name string) {
		t.Helper()
		for _, width := range []int{390, 1280} {
			p.Resize(width)
			for _, f := range p.Glance() {
				t.Errorf("%s at %d: %s", name, width, f)
			}
			if dir := os.Getenv("ATONCE_PICTURES"); dir != "" {
				p.Screenshot(filepath.Join(dir, "licence-"+name+"-"+strconv.Itoa(width)+".png"))
			}
		}
	}
	as := func(person, lang, address string) {
		p.Goto("/as/" + person + "?lang=" + lang)
		p.Goto(address)
	}
	as("wu-fang", "zh", page)
	look("office-zh")
	p.Click("变更")
	p.Fill("licence-words", "持证人申请变更")
	p.Fill("trade_name", "面")
	p.Fill("premises", "")
	p.Click("记录这项处理")
	if n := len(p.All(".govuk-error-summary li")); n != 2 {
		t.Errorf("%d mistakes are told: %s", n, p.Text("main"))
	}
	if p.Value("trade_name") != "面" || p.Value("licence-words") != "持证人申请变更" {
		t.Error("what was typed is lost")
	}
	look("office-wrong-zh")

	as("zhou-hang", "en", page)
	p.Click("Suspend: propose it, another person decides")
	p.Fill("licence-words", "暂扣三十日")
	p.Click("Record this")
	if text := p.Text("main"); !strings.Contains(text, "Waits for another person to decide.") || !strings.Contains(text, "Take back what you proposed: Suspend") || strings.Contains(text, "Suspend, as it was proposed") {
		t.Errorf("the proposer reads %s", text)
	}
	look("office-proposed-en")
	as("wu-fang", "zh", page)
	look("office-waits-zh")
	p.Click("暂停：同意所提")
	p.Fill("licence-words", "同意")
	p.Click("记录这项处理")
	if got := licencesOf(t, s)[0]; got.State != "suspended" {
		t.Errorf("it is %s", got.State)
	}
	as(applicant, "zh", "/licences/"+l.Number)
	if text := p.Text("main"); !strings.Contains(text, "机关拟暂停该证照") || !strings.Contains(text, "暂扣三十日") {
		t.Errorf("the holder reads %s", text)
	}
	look("holder-zh")
}
