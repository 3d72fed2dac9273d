// Package browser lets a test use a page as a person does: open it in a real
// Chromium at a given width, with JavaScript on or off, in a given language;
// read, fill in, click; and ask what is wrong with how it is made. It is test
// support only: nothing that runs in service imports it.
package browser

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Needed is the environment variable that turns a missing browser from a skipped
// test into a failed one. ./all sets it.
const Needed = "ATONCE_NEED_BROWSER"

// patience bounds one step. It decides nothing but how long a hung page can hold up a run.
const patience = 30 * time.Second

// Page is one tab of one person, with cookies of its own.
type Page struct {
	t    testing.TB
	ctx  context.Context
	base string // "http://127.0.0.1:1234", put before paths given to Goto
	js   bool
}

// Find is the path of a Chromium, or an error that says how to get one. The headless
// shell comes first: it lays out, paints and runs a page with the same engine, and does
// not work for the menus and frames of a window that nobody sees.
func Find() (string, error) {
	if p := os.Getenv("ATONCE_CHROMIUM"); p != "" {
		return p, nil
	}
	for _, n := range []string{"chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if p, err := exec.LookPath(n); err == nil {
			return p, nil
		}
	}
	return "", errors.New("no Chromium found: apt-get install chromium-headless-shell fonts-noto-cjk, or name one in ATONCE_CHROMIUM")
}

// Root is the folder of go.mod.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}

// lacking ends the test: failed where the browser is needed, skipped with the
// reason elsewhere.
func lacking(t testing.TB, why string) {
	t.Helper()
	if os.Getenv(Needed) != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// Open starts a Chromium with a fresh profile and opens an empty tab width pixels
// wide. base is put before paths ("" if Goto gets whole addresses); lang is what
// the browser says it reads: "zh-CN", "en". The browser ends with the test.
func Open(t testing.TB, base string, width int, js bool, lang string) *Page {
	t.Helper()
	path, err := Find()
	if err != nil {
		lacking(t, err.Error())
	}
	opts := slices.Concat(chromedp.DefaultExecAllocatorOptions[:], []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path),
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(t.TempDir()),
	})
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() { cancel(); stop() })
	// The first action starts the browser: without a time limit, which would end it later.
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("Chromium did not start: %v", err)
	}
	return setUp(t, ctx, base, width, js, lang)
}

// Another opens a tab for another person in the same browser: no cookie is shared.
func (p *Page) Another(width int, js bool, lang string) *Page {
	p.t.Helper()
	ctx, cancel := chromedp.NewContext(p.ctx, chromedp.WithNewBrowserContext())
	p.t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		p.t.Fatalf("no second tab: %v", err)
	}
	return setUp(p.t, ctx, p.base, width, js, lang)
}

// AnotherAt is Another with a base address of its own, for a test that ends before
// the browser does: the tab ends with t.
func (p *Page) AnotherAt(t testing.TB, base string, width int, js bool, lang string) *Page {
	t.Helper()
	ctx, cancel := chromedp.NewContext(p.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("no second tab: %v", err)
	}
	return setUp(t, ctx, base, width, js, lang)
}

func setUp(t testing.TB, ctx context.Context, base string, width int, js bool, lang string) *Page {
	t.Helper()
	p := &Page{t: t, ctx: ctx, base: strings.TrimSuffix(base, "/"), js: js}
	p.Resize(width)
	p.do("set language and focus", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		// Without it only one tab of a headless browser shows :focus.
		if _, err := cdp.Call(ctx, t, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, t, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": lang}})
		return err
	}))
	p.scripts(js)
	return p
}

func (p *Page) scripts(on bool) {
	p.t.Helper()
	p.do("switch scripts", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	}))
}

func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

func eval[T any](p *Page, what, js string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
	return v
}

// Resize makes the tab width pixels wide and as high as a phone or a desk screen.
func (p *Page) Resize(width int) {
	p.t.Helper()
	height := int64(800)
	if width < 500 {
		height = 844
	}
	p.do("resize", chromedp.EmulateViewport(int64(width), height))
}

// Goto opens a path of the base address, or a whole address, and waits until it is loaded.
func (p *Page) Goto(path string) {
	p.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = p.base + path
	}
	p.do("go to "+path, chromedp.Navigate(path))
}

// Location is the path and query of the page.
func (p *Page) Location() string {
	p.t.Helper()
	return eval[string](p, "location", "location.pathname+location.search")
}

// Title is the title of the page.
func (p *Page) Title() string {
	p.t.Helper()
	return eval[string](p, "title", "document.title")
}

// Status is the HTTP status of the page.
func (p *Page) Status() int {
	p.t.Helper()
	return eval[int](p, "status", "performance.getEntriesByType('navigation')[0].responseStatus")
}

// Text is what a person reads in the first element that selector (CSS) finds.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	s := eval[string](p, "text of "+selector, "(document.querySelector("+quote(selector)+")||{innerText:'\\u0000'}).innerText")
	if s == "\x00" {
		p.t.Fatalf("%s: nothing matches %s", p.Location(), selector)
	}
	return strings.TrimSpace(s)
}

// Has says whether selector (CSS) finds anything.
func (p *Page) Has(selector string) bool {
	p.t.Helper()
	return eval[bool](p, "look for "+selector, "!!document.querySelector("+quote(selector)+")")
}

// Value is what the field called name holds.
func (p *Page) Value(name string) string {
	p.t.Helper()
	return eval[string](p, "value of "+name, "String((document.getElementsByName("+quote(name)+")[0]||{}).value)")
}

// All are the words of everything the selector finds, in order of the page.
func (p *Page) All(selector string) []string {
	p.t.Helper()
	return eval[[]string](p, "all "+selector, "[...document.querySelectorAll("+quote(selector)+")].map(e => e.innerText.trim())")
}

// Checked are the values of the boxes called name that are ticked.
func (p *Page) Checked(name string) []string {
	p.t.Helper()
	return eval[[]string](p, "boxes "+name, "[...document.getElementsByName("+quote(name)+")].filter(e => e.checked).map(e => e.value)")
}

// Screenshot writes a picture of the whole page to file (PNG), making its folder.
func (p *Page) Screenshot(file string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	b, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.t.Fatalf("screenshot: %v", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(file, b, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// waitLoad runs act and waits until the page it leads to is loaded.
func (p *Page) waitLoad(what string, act chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.WaitEvent(page.LoadEventFired, nil, act)); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}
