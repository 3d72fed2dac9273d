package test

import (
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"net/http"

	"atonce/internal/browser"
	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/web/door"
)

// Who lets systems in sees them on a page, with what was refused, gives a new secret or
// another rate, and shuts them out; nobody else does.
func TestSystemsPage(t *testing.T) {
	s := scene.New(t)
	site := faces(s)
	form := url.Values{"id": {"statistics"}, "name": {"统计系统"}, "office": {"xiaoxi-civil-affairs"}, "scopes": {"catalogue read:population"}, "rate": {"60"}}
	if code, _ := asks(t, s, site, "zhang-min", "/office/systems", form); code != http.StatusForbidden {
		t.Errorf("a clerk lets a system in: %d", code)
	}
	_, page := asks(t, s, site, "lu-bo", "/office/systems", url.Values{"id": {"Statistics"}, "name": {"统计系统"}, "scopes": {"everything"}, "rate": {"0"}})
	if n := len(page.All(".govuk-error-summary li")); n != 4 || page.One(`input[name="name"]`).Attr("value") != "统计系统" {
		t.Errorf("%d mistakes are named: %s", n, page.One("main").Text())
	}
	_, page = asks(t, s, site, "lu-bo", "/office/systems", form)
	first := page.One("code").Text()
	token := func(secret string) error {
		_, _, _, err := s.Desk.ClientToken(t.Context(), "statistics", secret, nil)
		return err
	}
	must(t, token(first))
	_, page = asks(t, s, site, "lu-bo", "/office/systems/statistics", url.Values{"do": {"secret"}})
	second := page.One("code").Text()
	if second == first || fail.KindOf(token(first)) != fail.Unauthenticated {
		t.Error("the old secret is still good")
	}
	must(t, token(second))
	if _, page := asks(t, s, site, "lu-bo", "/office/systems", nil); page.Has("code") {
		t.Error("the secret is shown again")
	}
	if code, _ := asks(t, s, site, "lu-bo", "/office/systems/statistics", url.Values{"do": {"rate"}, "rate-statistics": {"7"}}); code != http.StatusSeeOther {
		t.Errorf("another rate: %d", code)
	}
	all, _, err := s.Desk.Clients(t.Context(), s.Person("lu-bo"))
	must(t, err)
	if len(all) != 1 || all[0].Rate != 7 {
		t.Errorf("%+v", all)
	}
	if !testing.Short() {
		mux := http.NewServeMux()
		mux.Handle("/", site)
		mux.HandleFunc("GET /as", func(w http.ResponseWriter, r *http.Request) {
			http.SetCookie(w, &http.Cookie{Name: door.SessionCookie, Value: s.Session("lu-bo", people.PageSession), Path: "/"})
			http.Redirect(w, r, "/office/systems?lang="+r.URL.Query().Get("lang"), http.StatusSeeOther)
		})
		server := httptest.NewServer(mux)
		defer server.Close()
		p := browser.Open(t, server.URL, 390, false, "zh-CN")
		for _, width := range []int{390, 1280} {
			for _, lang := range []string{"zh-CN", "en"} {
				q := p.Another(width, false, lang)
				q.Goto("/as")
				for _, x := range q.Glance() {
					t.Errorf("%d %s: %s", width, lang, x)
				}
				dir := filepath.Join(browser.Root(t), "tmp", "pictures", "systems")
				must(t, os.MkdirAll(dir, 0o755))
				q.Screenshot(filepath.Join(dir, strings.Join([]string{lang, map[int]string{390: "390", 1280: "1280"}[width]}, "-")+".png"))
			}
		}
	}
	if code, _ := asks(t, s, site, "lu-bo", "/office/systems/statistics", url.Values{"do": {"revoke"}}); code != http.StatusSeeOther || token(second) == nil {
		t.Errorf("shut out: %d", code)
	}
}
