package browser

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

func (p *Page) cookies() []*http.Cookie {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	r, err := chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) ([]*http.Cookie, error) {
		got, err := cdp.Call(ctx, t, network.GetCookies, network.GetCookiesParams{})
		if err != nil {
			return nil, err
		}
		var cs []*http.Cookie
		for _, c := range got.Cookies {
			cs = append(cs, &http.Cookie{Name: c.Name, Value: c.Value})
		}
		return cs, nil
	})
	if err != nil {
		p.t.Fatalf("cookies: %v", err)
	}
	return r
}

// Cookies lists the names of the cookies the page's person holds.
func (p *Page) Cookies() []string {
	p.t.Helper()
	var names []string
	for _, c := range p.cookies() {
		names = append(names, c.Name)
	}
	return names
}

// AxePath is where npm ci puts axe-core.
func AxePath(root string) string {
	return filepath.Join(root, "internal", "browser", "node_modules", "axe-core", "axe.min.js")
}

// Axe runs axe-core's rules of WCAG 2.0 to 2.2 A and AA and its best practices on
// the page and answers each violation in a line. The test is skipped (failed
// under ./all) when axe-core is not installed.
func (p *Page) Axe() []string {
	p.t.Helper()
	b, err := os.ReadFile(AxePath(Root(p.t)))
	if err != nil {
		lacking(p.t, "axe-core is missing: npm ci --prefix internal/browser")
	}
	// axe needs timers; the page itself was loaded as the test asked.
	if !p.js {
		p.scripts(true)
		defer p.scripts(false)
	}
	eval[bool](p, "load axe", string(b)+"\n;typeof axe==='object'")
	return eval[[]string](p, "run axe", `axe.run(document,{resultTypes:['violations'],
		runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})
		.then(r=>r.violations.map(v=>v.id+' ('+v.impact+'): '+v.help+': '+v.nodes.slice(0,3).map(n=>n.html.slice(0,160)).join(' | ')))`)
}

// Overflow says by how many pixels the page scrolls sideways and what sticks out.
// None is allowed (WCAG 1.4.10).
func (p *Page) Overflow() []string {
	p.t.Helper()
	return eval[[]string](p, "overflow", `(() => {
  const w = document.documentElement.clientWidth, over = document.documentElement.scrollWidth - w;
  if (over <= 0) return [];
  const out = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > w + 0.5 && getComputedStyle(e).position !== 'absolute');
  return ['scrolls ' + over + 'px sideways: ' + out.slice(-3).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 30)).join(' | ')];
})()`)
}

// SmallTargets lists what is harder to hit than it may be: under 44 by 44 CSS
// pixels, under 60 high in elder mode. Links inside a sentence are exempt, as in
// WCAG 2.5.8.
func (p *Page) SmallTargets() []string {
	p.t.Helper()
	return eval[[]string](p, "targets", `(() => {
  const need = document.documentElement.classList.contains('elder') ? 60 : 44;
  const bad = [];
  for (const e of document.querySelectorAll('a,button,input:not([type=hidden]),select,textarea')) {
    let box = e;
    if (e.tagName === 'A' && getComputedStyle(e).display === 'inline') continue;
    if (e.classList.contains('govuk-skip-link')) continue;
    if (e.matches('.govuk-radios__input,.govuk-checkboxes__input')) box = e.parentElement;
    else if (e.type === 'radio' || e.type === 'checkbox') box = e.closest('label') || e;
    const r = box.getBoundingClientRect();
    if (!r.width || !r.height) continue;
    if (r.height < need - 0.5 || r.width < 44 - 0.5)
      bad.push(e.tagName + '.' + e.className + ' "' + (e.textContent || e.name).trim().slice(0, 20) + '" ' + Math.round(r.width) + 'x' + Math.round(r.height));
  }
  return bad;
})()`)
}

// SmallText lists text under 14 CSS pixels, under 18 in elder mode.
func (p *Page) SmallText() []string {
	p.t.Helper()
	return eval[[]string](p, "text size", `(() => {
  const need = document.documentElement.classList.contains('elder') ? 18 : 14;
  const bad = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !e.getClientRects().length || e.closest('.govuk-visually-hidden,script,style')) continue;
    const size = parseFloat(getComputedStyle(e).fontSize);
    if (size < need) bad.push(size + 'px: ' + walk.currentNode.data.trim().slice(0, 30));
  }
  return bad;
})()`)
}

// Spaced sets the text spacing a reader may choose (WCAG 1.4.12) and lists what
// is then cut off or sticks out.
func (p *Page) Spaced() []string {
	p.t.Helper()
	return eval[[]string](p, "text spacing", `(() => {
  const s = new CSSStyleSheet();
  s.replaceSync('*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}');
  document.adoptedStyleSheets = [s];
  const bad = [...document.querySelectorAll('a,button,p,li,label,h1,h2,td,dd,dt,.due')]
    .filter(e => !e.closest('.govuk-visually-hidden') && !e.classList.contains('govuk-visually-hidden') && getComputedStyle(e).overflow !== 'visible' && e.clientHeight > 1 && e.scrollHeight > e.clientHeight + 2)
    .map(e => 'cut off when spaced: ' + e.textContent.trim().slice(0, 30));
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over > 0) bad.push('scrolls ' + over + 'px sideways when spaced');
  document.adoptedStyleSheets = [];
  return bad;
})()`)
}

// Everything is the environment variable that has tests open every page in every state
// and ask axe-core of each. ./all pages sets it; it takes many minutes.
const Everything = "ATONCE_EVERY_PAGE"

// NeedEverything skips, with the reason, a test that is for ./all pages.
func NeedEverything(t testing.TB) {
	t.Helper()
	if os.Getenv(Everything) == "" {
		t.Skip("every page in every state takes many minutes: ./all pages opens them")
	}
}

// Glance gathers the checks of a page that cost little, and those of axe-core too where
// Everything is asked for.
func (p *Page) Glance() []string {
	p.t.Helper()
	if os.Getenv(Everything) != "" {
		return p.Faults()
	}
	return p.faults()
}

// Faults gathers all the checks of a page at its present width, each fault in a line.
func (p *Page) Faults() []string {
	p.t.Helper()
	var all []string
	for _, f := range p.Axe() {
		all = append(all, "axe: "+f)
	}
	return append(all, p.faults()...)
}

func (p *Page) faults() []string {
	p.t.Helper()
	var all []string
	for _, c := range []struct {
		name  string
		found []string
	}{
		{"sideways", p.Overflow()}, {"target", p.SmallTargets()}, {"small text", p.SmallText()}, {"spacing", p.Spaced()},
	} {
		for _, f := range c.found {
			all = append(all, fmt.Sprintf("%s: %s", c.name, f))
		}
	}
	return all
}

// SetCookie gives the page's person a cookie of the site, as a sign-in would.
func (p *Page) SetCookie(name, value string) {
	p.t.Helper()
	p.do("set cookie "+name, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: p.base, HTTPOnly: new(true)})
		return err
	}))
}
