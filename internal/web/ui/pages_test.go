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
	browser.NeedEverything(t)
	if testing.Short() {
		t.Skip("-short: looking at every page takes a minute")
	}
	srv := site(t)
	pictures := os.Getenv("ATONCE_PICTURES")
	p := browser.Open(t, srv.URL, 390, false, "zh-CN")
	for _, variant := range []struct {
		name, query string
		widths      []int
	}{
		{"zh", "?lang=zh", []int{320, 390, 1280}}, {"en", "?lang=en", []int{320, 390, 1280}},
		{"zh-long", "?lang=zh&long=1", []int{320, 1280}}, {"en-long", "?lang=en&long=1", []int{320, 1280}},
		{"zh-elder", "?lang=zh&view=elder", []int{320, 1280}}, {"en-elder", "?lang=en&view=elder", []int{320}},
	} {
		for _, story := range ui.StoryNames() {
			for _, width := range variant.widths {
				p.Resize(width)
				p.Goto(ui.StorybookPath + story + variant.query)
				for _, f := range p.Faults() {
					t.Errorf("%s %s at %d: %s", story, variant.name, width, f)
				}
				if pictures != "" {
					p.Screenshot(filepath.Join(pictures, story+"-"+variant.name+"-"+strconv.Itoa(width)+".png"))
				}
			}
		}
		p.Goto(ui.StorybookPath + "?view=standard")
	}
}

// With scripts, a failed page puts the keyboard on what went wrong, and each line
// leads into its field.
func TestFocusGoesToWhatWentWrong(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	p := browser.Open(t, site(t).URL, 390, true, "zh-CN")
	p.Goto(ui.StorybookPath + "question-failed")
	if !p.Has(".govuk-error-summary:focus") {
		t.Error("the error summary has not the focus")
	}
	p.Click("请选择场所的取得方式")
	if !p.Has("#tenure:focus") {
		t.Error("the line does not lead to its field")
	}
}

// The language and the view stay from page to page without JavaScript.
func TestLanguageAndViewStay(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	p := browser.Open(t, site(t).URL, 390, false, "zh-CN")
	p.Goto(ui.StorybookPath + "tracker?long=1")
	p.Click("English")
	if got := p.Location(); got != ui.StorybookPath+"tracker?lang=en&long=1" {
		t.Errorf("the switch went to %s", got)
	}
	p.Click("Large view")
	p.Click("Back")
	if got := p.Text("h1"); got != "Pages" || !p.Has("html.elder") {
		t.Errorf("h1 %q, elder %v: the choice was forgotten", got, p.Has("html.elder"))
	}
	if got := p.Another(390, false, "zh-CN"); len(got.Cookies()) != 0 {
		t.Error("another person has this person's cookies")
	}
}
