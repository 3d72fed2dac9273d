package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atonce/internal/browser"
	"atonce/internal/scene"
	"atonce/internal/text"
)

// A few questions lead to a service or to who can help: without scripts, without a cookie
// and without signing in, by keyboard too, on a phone, in both languages.
func TestFindersInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	c := &checklist{T: t, Scene: scene.New(t), first: browser.Open(t, "", 390, true, "zh-CN")}
	c.serve()
	for _, lang := range text.Langs {
		p := c.openAs("", "/", phone, false, lang)
		shot := func(name string) {
			t.Helper()
			for _, f := range append(p.Glance(), p.Axe()...) {
				t.Errorf("%s %s: %s", name, lang, f)
			}
			if dir := os.Getenv("ATONCE_PICTURES"); dir != "" {
				p.Screenshot(filepath.Join(dir, "find-"+name+"-"+string(lang)+".png"))
			}
		}
		p.Click("main a[href='/find']")
		shot("list")
		p.Click("a[href='/find/lost-income']")
		shot("question")
		// Pressed on without an answer: it says so and asks again.
		p.Click("main form button")
		if !p.Has(".govuk-error-summary a[href='#a']") {
			t.Error("that nothing was chosen is not said")
		}
		shot("unanswered")
		p.Tap("input[value=here]")
		p.Click("main form button")
		p.Tap("input[value=below]")
		p.Click("main form button")
		shot("fits")
		if !p.Has("main a[href='/items/minimum-subsistence-allowance']") {
			t.Errorf("%s: %s", p.Location(), p.Text("main"))
		}
		// The way back is the browser's; another answer leads on from there.
		p.Click(".govuk-back-link")
		p.Tap("input[value=near]")
		p.Click("main form button")
		shot("none")
		if p.Has("main a[href^='/items/']") || !p.Has("main a[href^='tel:']") {
			t.Error("nothing fits, and nobody to call is named")
		}
		if cookies := p.Ask("document.cookie"); cookies != "" {
			t.Errorf("a cookie was left: %s", cookies)
		}
		p.Goto("/find/lost-income?a=nonsense&a=here")
		if !strings.Contains(p.Location(), "nonsense") || !p.Has("input[value=here]") {
			t.Error("an answer that there is not is not asked for again")
		}
	}
}
