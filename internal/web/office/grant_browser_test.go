package office_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"atonce/internal/browser"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/web/door"
	"atonce/internal/web/office"
)

// The pages of grants and of look-ups are whole on a phone and on a desk, in both
// languages.
func TestGrantPagesInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: looking at pages takes a while")
	}
	s := scene.New(t)
	gs, _, err := s.Desk.Grants(t.Context(), s.Person("cao-jie"), "population")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Desk.CutGrant(t.Context(), s.Person("cao-jie"), gs[len(gs)-1].ID, "用途不符"); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", s.Handler(office.Routes(s.Desk), false))
	mux.HandleFunc("GET /as/{person}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: door.SessionCookie, Value: s.Session(r.PathValue("person"), people.PageSession), Path: "/"})
		http.Redirect(w, r, r.URL.Query().Get("to")+"?lang="+r.URL.Query().Get("lang"), http.StatusSeeOther)
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	p := browser.Open(t, site.URL, 390, false, "zh-CN")
	for _, lang := range []string{"zh", "en"} {
		for name, page := range map[string][2]string{"grants": {"cao-jie", "/office/grants"}, "grant": {"cao-jie", "/office/grants/" + strconv.FormatInt(gs[0].ID, 10)},
			"look-up": {"zheng-yi", "/office/look-up"}} {
			p.Goto("/as/" + page[0] + "?to=" + page[1] + "&lang=" + lang)
			for _, width := range []int{390, 1280} {
				p.Resize(width)
				for _, f := range p.Glance() {
					t.Errorf("%s %s at %d: %s", name, lang, width, f)
				}
				if pictures := os.Getenv("ATONCE_PICTURES"); pictures != "" {
					p.Screenshot(filepath.Join(pictures, name+"-"+lang+"-"+strconv.Itoa(width)+".png"))
				}
			}
		}
	}
}
