package browser

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"

	"github.com/chromedp/chromedp"
)

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		// A Go string always has a JSON form.
		panic(err)
	}
	return string(b)
}

// fill finds a field by its name and fills it in the way a person would: typing
// into text, choosing among options. It answers "" or what went wrong.
const fill = `((name, value) => {
  const all = [...document.getElementsByName(name)].filter(e => e.type !== 'hidden');
  if (!all.length) return 'no field called ' + name;
  const first = all[0];
  if (first.type === 'radio' || first.type === 'checkbox') {
    const one = all.find(e => e.value === value);
    if (!one) return name + ' has no answer ' + value + ', only ' + all.map(e => e.value).join(', ');
    if (!one.checked) one.click();
    return '';
  }
  if (first.tagName === 'SELECT') {
    if (![...first.options].some(o => o.value === value)) return name + ' has no option ' + value;
    first.value = value;
  } else {
    first.focus();
    first.value = value;
  }
  first.dispatchEvent(new Event('input', {bubbles: true}));
  first.dispatchEvent(new Event('change', {bubbles: true}));
  return '';
})`

// Fill puts value into the field called name; for radios, check boxes and
// selects value is the answer's value.
func (p *Page) Fill(name, value string) {
	p.t.Helper()
	if wrong := eval[string](p, "fill "+name, fill+"("+quote(name)+","+quote(value)+")"); wrong != "" {
		p.t.Fatalf("%s: %s", p.Location(), wrong)
	}
}

// Upload chooses files for the file field called name.
func (p *Page) Upload(name string, files ...string) {
	p.t.Helper()
	p.do("upload to "+name, chromedp.SetUploadFiles(chromedp.CSS(`input[type=file][name="`+name+`"]`), files))
}

// point finds what to click: the first visible link, button, summary or label
// with exactly these words (ignoring words that are only heard), or a CSS
// selector when nothing has the words. It scrolls there and answers where it is
// and whether a new page follows.
const point = `((what) => {
  const seen = e => e.getClientRects().length > 0;
  const words = e => {
    const c = e.cloneNode(true);
    c.querySelectorAll('.govuk-visually-hidden,[aria-hidden=true]').forEach(x => x.remove());
    return c.textContent.replace(/\s+/g, ' ').trim();
  };
  const all = [...document.querySelectorAll('main a,main button,main summary,main label')].concat([...document.querySelectorAll('a,button,summary,label')]);
  let e = all.find(x => seen(x) && words(x) === what);
  if (!e) { try { e = [...document.querySelectorAll(what)].find(seen); } catch (_) {} }
  if (!e) return {wrong: 'nothing to click that is seen says ' + what};
  e.scrollIntoView({block: 'center'});
  const r = e.getClientRects()[0];
  const leads = (e.tagName === 'A' && e.getAttribute('href') && !e.getAttribute('href').startsWith('#')) ||
    (e.form && (e.tagName === 'BUTTON' && e.type === 'submit' || e.type === 'submit'));
  return {x: r.left + r.width / 2, y: r.top + r.height / 2, leads: !!leads};
})`

type spot struct {
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
	Leads bool    `json:"leads"`
	Wrong string  `json:"wrong"`
}

// Click clicks the link or button that says what (or that the CSS selector what
// finds) with a real mouse event, and waits for the page it leads to.
func (p *Page) Click(what string) {
	p.t.Helper()
	s := eval[spot](p, "find "+what, point+"("+quote(what)+")")
	if s.Wrong != "" {
		p.t.Fatalf("%s: %s", p.Location(), s.Wrong)
	}
	click := chromedp.MouseClickXY(s.X, s.Y)
	if s.Leads {
		p.waitLoad("click "+what, click)
		return
	}
	p.do("click "+what, click)
}

// Press sends one key to what has the focus: kb.Tab, kb.Enter, "j".
func (p *Page) Press(key string) {
	p.t.Helper()
	p.do("press "+strconv.Quote(key), chromedp.KeyEvent(key))
}

// Fetch gets a path with the page's cookies but outside the page: for files that
// a browser would save. It answers the status, the headers and the body.
func (p *Page) Fetch(path string) (int, http.Header, []byte) {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.ctx, http.MethodGet, p.base+path, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, c := range p.cookies() {
		req.AddCookie(c)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatalf("fetch %s: %v", path, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatalf("fetch %s: %v", path, err)
	}
	return res.StatusCode, res.Header, b
}
