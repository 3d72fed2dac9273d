package browser

import (
	"context"
	"strconv"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// held says what the keyboard is on: the words of a link or button, the name of a field.
const held = `(() => {
  const e = document.activeElement;
  if (!e || e === document.body) return '';
  if (e.name && !['submit', 'button'].includes(e.type)) return e.name;
  const c = e.cloneNode(true);
  c.querySelectorAll('.govuk-visually-hidden,[aria-hidden=true]').forEach(x => x.remove());
  return c.textContent.replace(/\s+/g, ' ').trim();
})()`

// Reach presses Tab until the keyboard is on the link or button with these words or in
// the field of this name. It gives up where the page's stops begin again.
func (p *Page) Reach(what string) {
	p.t.Helper()
	var passed []string
	for range 300 {
		p.Press(kb.Tab)
		now := eval[string](p, "focus", held)
		if now == what {
			return
		}
		passed = append(passed, now)
	}
	p.t.Fatalf("%s: no stop of the keyboard is %q; it passed %q", p.Location(), what, passed[:min(len(passed), 60)])
}

// Type writes into what has the focus as an input method does.
func (p *Page) Type(words string) {
	p.t.Helper()
	p.do("type "+words, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: words})
		return err
	}))
}

// Enter presses the Enter key and waits for the page that it leads to.
func (p *Page) Enter() {
	p.t.Helper()
	p.Follow(kb.Enter)
}

// Follow presses one key and waits for the page that it leads to, with its scripts: a
// key that comes before them is lost.
func (p *Page) Follow(key string) {
	p.t.Helper()
	p.waitLoad("press "+strconv.Quote(key), chromedp.KeyEvent(key))
}

// Choose goes to the radio buttons or boxes of this name and chooses the answer with
// this value: arrows move among radio buttons, the space bar ticks a box.
func (p *Page) Choose(name, value string) {
	p.t.Helper()
	p.Reach(name)
	for range 50 {
		at := eval[[]string](p, "choice", "[document.activeElement.value, document.activeElement.type]")
		if at[0] == value {
			p.Press(" ")
			return
		}
		if at[1] == "radio" {
			p.Press(kb.ArrowDown)
		} else {
			p.Press(kb.Tab)
		}
	}
	p.t.Fatalf("%s: %s has no answer %s to reach", p.Location(), name, value)
}

// Pick chooses the option with this value of the select field called name by its keys.
func (p *Page) Pick(name, value string) {
	p.t.Helper()
	p.Reach(name)
	for range 200 {
		if eval[string](p, "option", "document.activeElement.value") == value {
			return
		}
		p.Press(kb.ArrowDown)
	}
	p.t.Fatalf("%s: %s has no option %s to reach", p.Location(), name, value)
}
