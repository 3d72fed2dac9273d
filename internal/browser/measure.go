package browser

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Weight is what a page cost to fetch and to draw.
type Weight struct {
	Wire     int      `json:"wire"`     // bytes of the page and all it asked for, as sent, with headers
	Blocking int      `json:"blocking"` // requests that held up the first picture, the page among them
	Foreign  []string `json:"foreign"`  // addresses of other sites
	Style    int      `json:"style"`    // bytes of style sheets, as sent
	Script   int      `json:"script"`   // bytes of scripts, as sent
	Nodes    int      `json:"nodes"`    // elements
	Largest  float64  `json:"largest"`  // milliseconds to the largest thing drawn (LCP)
	Blocked  float64  `json:"blocked"`  // milliseconds of long tasks beyond 50 each (TBT)
	Shifted  float64  `json:"shifted"`  // how much moved after it was drawn (CLS)
}

// Weigh says what the page before the reader cost. A tab that has the files already
// asks for none: Forget first.
func (p *Page) Weigh() Weight {
	p.t.Helper()
	if !p.js {
		p.scripts(true)
		defer p.scripts(false)
	}
	const weigh = `new Promise(done => {
  const seen = {largest: 0, blocked: 0, shifted: 0};
  const watch = (type, each) => { try { new PerformanceObserver(l => l.getEntries().forEach(each)).observe({type, buffered: true}); } catch (_) {} };
  watch('largest-contentful-paint', e => { seen.largest = Math.max(seen.largest, e.startTime); });
  watch('longtask', e => { seen.blocked += Math.max(0, e.duration - 50); });
  watch('layout-shift', e => { if (!e.hadRecentInput) seen.shifted += e.value; });
  setTimeout(() => {
    const page = performance.getEntriesByType('navigation')[0], all = performance.getEntriesByType('resource');
    const sum = (some) => some.reduce((n, e) => n + (e.transferSize || e.encodedBodySize), 0);
    const ends = (end) => all.filter(e => new URL(e.name).pathname.endsWith(end));
    done(JSON.stringify({
      wire: sum([page, ...all]), style: sum(ends('.css')), script: sum(ends('.js')),
      blocking: 1 + all.filter(e => e.renderBlockingStatus === 'blocking').length,
      foreign: all.map(e => e.name).filter(n => !n.startsWith(location.origin) && !n.startsWith('data:') && !n.startsWith('blob:')),
      nodes: document.querySelectorAll('*').length, ...seen}));
  }, 150);
})`
	var w Weight
	if err := json.Unmarshal([]byte(eval[string](p, "weigh", weigh)), &w); err != nil {
		p.t.Fatalf("weigh: %v", err)
	}
	return w
}

// Forget empties what the tab keeps of pages that it saw, and keeps nothing further: also
// not by a service worker, whose answers count as bytes though nothing was sent.
func (p *Page) Forget() {
	p.t.Helper()
	p.do("forget", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, network.SetBypassServiceWorker, network.SetBypassServiceWorkerParams{Bypass: true}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
		return err
	}))
}

// Slow makes the tab's line and processor slow: bits per second, milliseconds to and
// fro, and how many times slower the processor is. All zero is as fast as it goes.
func (p *Page) Slow(bitsPerSecond, milliseconds, times float64) {
	p.t.Helper()
	line := &network.Conditions{Latency: milliseconds, DownloadThroughput: bitsPerSecond / 8, UploadThroughput: bitsPerSecond / 8}
	if bitsPerSecond == 0 {
		line.DownloadThroughput, line.UploadThroughput = -1, -1
	}
	p.do("slow down", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{line}}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: max(1, times)})
		return err
	}))
}

// Prefers sets what the reader's device asks of pages, such as prefers-reduced-motion:
// reduce; an empty value takes it back.
func (p *Page) Prefers(feature, value string) {
	p.t.Helper()
	var features []*emulation.MediaFeature
	if value != "" {
		features = append(features, &emulation.MediaFeature{Name: feature, Value: value})
	}
	p.do("prefer "+feature, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
		return err
	}))
}

// Moving lists what moves by itself on the page.
func (p *Page) Moving() []string {
	p.t.Helper()
	return eval[[]string](p, "animations", `document.getAnimations().filter(a => a.playState === 'running').map(a => 'moves: ' + (a.effect && a.effect.target ? a.effect.target.outerHTML.slice(0, 60) : a.id))`)
}

// stop says where the keyboard is: its place in the page, whether it can be seen and
// what covers it.
const stop = `(() => {
  const e = document.activeElement;
  if (!e || e === document.body) return JSON.stringify({at: -1});
  const r = (e.matches('.govuk-radios__input,.govuk-checkboxes__input') ? e.parentElement : e).getClientRects()[0] || e.getBoundingClientRect(), s = getComputedStyle(e);
  const mark = e.matches('.govuk-radios__input,.govuk-checkboxes__input') ? getComputedStyle(e.parentElement.querySelector('label'), '::before') : s;
  const shown = (mark.outlineStyle !== 'none' && parseFloat(mark.outlineWidth) > 0) || mark.boxShadow !== 'none';
  const x = r.left + Math.min(r.width / 2, r.width - 1), y = r.top + Math.min(r.height / 2, r.height - 1), top = document.elementFromPoint(x, y);
  const inside = y >= 0 && y <= innerHeight;
  const free = !top || e.contains(top) || top.contains(e) || (e.labels && [...e.labels].some(l => l.contains(top)));
  return JSON.stringify({at: [...document.querySelectorAll('*')].indexOf(e), what: (e.textContent || e.name || e.tagName).trim().replace(/\s+/g, ' ').slice(0, 40), shown, inside, free,
    cover: free ? '' : top.outerHTML.slice(0, 60)});
})()`

// Stops goes through the page with the Tab key, at most most stops, and lists what is
// wrong: a focus that cannot be seen, that something covers (WCAG 2.4.11), that jumps
// back in the page, or that never leaves it.
func (p *Page) Stops(most int) (stops int, wrong []string) {
	p.t.Helper()
	last := -1
	for range most {
		p.Press(kb.Tab)
		var at struct {
			At                  int
			What, Cover         string
			Shown, Inside, Free bool
		}
		if err := json.Unmarshal([]byte(eval[string](p, "stop", stop)), &at); err != nil {
			p.t.Fatalf("stop: %v", err)
		}
		if at.At < 0 {
			return stops, wrong
		}
		stops++
		for _, x := range []struct {
			bad bool
			say string
		}{{!at.Shown, "is not seen"}, {!at.Inside, "is outside the screen"}, {!at.Free, "is covered by " + at.Cover}, {at.At < last, "is before the stop before it"}} {
			if x.bad {
				wrong = append(wrong, "the focus on "+at.What+" "+x.say)
			}
		}
		last = at.At
	}
	return stops, append(wrong, "the keyboard does not come out of the page")
}

// Reading is the page as it is heard: each thing of the accessibility tree that says
// something, in reading order, one a line, "role: name".
func (p *Page) Reading() []string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	lines, err := chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) ([]string, error) {
		got, err := cdp.Call(ctx, t, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
		if err != nil {
			return nil, err
		}
		return heard(got.Nodes), nil
	})
	if err != nil {
		p.t.Fatalf("accessibility tree: %v", err)
	}
	return lines
}

// heard walks the tree from its root. What has its words from its parts is said by
// its parts; a control or heading says them itself and its parts are not said again.
func heard(nodes []*accessibility.Node) []string {
	byID := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range nodes {
		byID[n.NodeID] = n
	}
	var lines []string
	var walk func(n *accessibility.Node)
	walk = func(n *accessibility.Node) {
		role, name := said(n.Role), strings.Join(strings.Fields(said(n.Name)), " ")
		whole := strings.Contains(" heading link button radio checkbox textbox searchbox spinbutton combobox tab option StaticText DisclosureTriangle ", " "+role+" ")
		if !n.Ignored && name != "" && (whole || strings.Contains(" banner navigation main contentinfo group radiogroup table region form image alert status ", " "+role+" ")) {
			line := role + ": " + name
			if v := said(n.Value); v != "" {
				line += " = " + v
			}
			for _, x := range n.Properties {
				if x.Name == "checked" && said(x.Value) == "true" {
					line += " (chosen)"
				}
			}
			lines = append(lines, line)
		}
		if whole && name != "" && !n.Ignored {
			return
		}
		for _, id := range n.ChildIDs {
			if c := byID[id]; c != nil {
				walk(c)
			}
		}
	}
	if len(nodes) > 0 {
		walk(nodes[0])
	}
	return lines
}

func said(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	var s string
	if json.Unmarshal(v.Value, &s) != nil {
		return string(v.Value)
	}
	return s
}
