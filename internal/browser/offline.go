package browser

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Offline takes the network away from the tab and from the workers of its site, or
// gives it back.
func (p *Page) Offline(gone bool) {
	p.t.Helper()
	p.do("switch the network", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		conditions := []*network.Conditions{{Offline: gone, DownloadThroughput: -1, UploadThroughput: -1}}
		_, err := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{EmulateOfflineServiceWorker: &gone, MatchedNetworkConditions: conditions})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, t, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: gone, DownloadThroughput: -1, UploadThroughput: -1})
		return err
	}))
}

// Wait waits until selector (CSS) finds something.
func (p *Page) Wait(selector string) {
	p.t.Helper()
	const wait = `((selector) => new Promise((found, lost) => {
  const until = Date.now() + 20000;
  (function look() {
    if (document.querySelector(selector)) found(true);
    else if (Date.now() > until) lost(new Error('nothing matches ' + selector + ' in ' + document.body.innerText.slice(0, 300)));
    else setTimeout(look, 50);
  })();
}))`
	eval[bool](p, "wait for "+selector, wait+"("+quote(selector)+")")
}

// Leads runs a script and waits for the page that it leads to, sooner or later.
func (p *Page) Leads(script string) {
	p.t.Helper()
	p.waitLoad("a script that leads on", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, runtime.Evaluate, runtime.EvaluateParams{Expression: script})
		return err
	}))
}

// Attribute is an attribute of the first element that selector (CSS) finds.
func (p *Page) Attribute(selector, name string) string {
	p.t.Helper()
	return eval[string](p, "attribute "+name, "String((document.querySelector("+quote(selector)+")||document.body).getAttribute("+quote(name)+"))")
}

// Ask runs a script in the page that ends in a string, or in the promise of one.
func (p *Page) Ask(script string) string {
	p.t.Helper()
	return eval[string](p, "ask", script)
}

// Tap clicks what the CSS selector finds, where a script and not a new page answers.
func (p *Page) Tap(selector string) {
	p.t.Helper()
	s := eval[spot](p, "find "+selector, point+"("+quote(selector)+")")
	if s.Wrong != "" {
		p.t.Fatalf("%s: %s", p.Location(), s.Wrong)
	}
	p.do("tap "+selector, chromedp.MouseClickXY(s.X, s.Y))
}
