package ui_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"atonce/internal/browser"
	"atonce/internal/web/ui"
)

// site is the storybook as a site of its own.
func site(t *testing.T) *httptest.Server {
	mux := http.NewServeMux()
	mux.Handle(ui.StorybookPath, ui.Storybook())
	mux.Handle(ui.AssetPath, ui.Assets())
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv
}

// Every component, in both languages, with ordinary and very long names, in the
// large view and without JavaScript, has no fault at any width a screen may have.
func TestEveryPageInChromium(t *testing.T) {
	srv := site(t)
	pictures := os.Getenv("ATONCE_PICTURES")
	p := browser.Open(t, srv.URL, 390, false, "zh-CN")
	for _, variant := range []struct{ name, query string }{
		{"zh", "?lang=zh"}, {"en", "?lang=en"}, {"zh-long", "?lang=zh&long=1"}, {"en-long", "?lang=en&long=1"}, {"zh-elder", "?lang=zh&view=elder"}, {"en-elder", "?lang=en&view=elder"},
	} {
		for _, story := range ui.StoryNames() {
			for _, width := range []int{320, 390, 1280} {
				p.Resize(width)
				p.Goto(ui.StorybookPath + story + variant.query)
				for _, f := range p.Faults() {
					t.Errorf("%s %s at %d: %s", story, variant.name, width, f)
				}
				if pictures != "" {
					p.Screenshot(filepath.Join(pictures, story+"-"+variant.name+"-"+strconv.Itoa(width)+".png"))
				}
			}
			if variant.query != "" {
				p.Goto(ui.StorybookPath + story + "?view=standard")
			}
		}
	}
}
