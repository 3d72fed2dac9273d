package governance

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"atonce/internal/browser"
	"atonce/internal/people"
	"atonce/internal/web/door"
)

// Every page is whole at phone width and on a desk, without JavaScript, in both
// languages, for the public and for a leader. ATONCE_PICTURES names a folder for
// pictures of them.
func TestPagesInABrowser(t *testing.T) {
	s, h := open(t)
	mux := http.NewServeMux()
	mux.Handle("/", h)
	mux.HandleFunc("GET /as-leader", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: door.SessionCookie, Value: s.Session("fang-zheng", people.PageSession), Path: "/"})
		http.Redirect(w, r, "/governance", http.StatusSeeOther)
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	p := browser.Open(t, site.URL, 390, false, "zh-CN")
	for _, who := range []string{"public", "leader"} {
		if who == "leader" {
			p.Goto("/as-leader")
		}
		for _, lang := range []string{"zh", "en"} {
			pages := [][2]string{{"overview", "/governance?lang=" + lang}, {"figure", "/governance/received?period=all&duty=_toy"}, {"quality", "/governance/quality"}}
			if who == "leader" {
				pages = append(pages, [2]string{"cases", "/governance/cases?figure=on-time&duty=_toy"}, [2]string{"definitions", "/governance/definitions"}, [2]string{"log", "/governance/log"})
			}
			for _, x := range pages {
				p.Goto(x[1])
				for _, width := range []int{320, 1280} {
					p.Resize(width)
					for _, f := range p.Glance() {
						t.Errorf("%s %s for the %s at %d: %s", x[0], lang, who, width, f)
					}
					if dir := os.Getenv("ATONCE_PICTURES"); dir != "" {
						p.Screenshot(filepath.Join(dir, x[0]+"-"+who+"-"+lang+"-"+strconv.Itoa(width)+".png"))
					}
				}
			}
		}
	}
}
