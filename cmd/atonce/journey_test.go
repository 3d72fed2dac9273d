package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"atonce/internal/browser"
	"atonce/internal/desk"
	"atonce/internal/text"
	"atonce/internal/web/door"
)

// site is a whole program on a fresh database, at a fixed time, for a test.
func site(t *testing.T, clock func() time.Time) *httptest.Server {
	t.Helper()
	h, err := open(t.Context(), t.TempDir(), os.DirFS("../../packs"), clock, desk.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.close() })
	if err := h.furnish(t.Context()); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(door.House{Keeper: h.desk, Routes: routes(h.desk, true), Dev: true, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}.Handler())
	t.Cleanup(server.Close)
	return server
}

// walk is one language's walk through the pages: what is clicked is said in the
// words of the page, so that a page that does not say it fails.
type walk struct {
	t     *testing.T
	lang  text.Lang
	base  string
	count int
}

// look takes a picture of the page for people to look at, and holds it to what
// every page must keep: no axe violation, no sideways scroll, targets big enough.
func (w *walk) look(p *browser.Page, name string) {
	w.t.Helper()
	w.count++
	file := filepath.Join(browser.Root(w.t), "tmp", "pictures", "journey", string(w.lang), fmt.Sprintf("%02d-%s.png", w.count, name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		w.t.Fatal(err)
	}
	p.Screenshot(file)
	if p.Status() != 200 {
		w.t.Errorf("%s: status %d", name, p.Status())
	}
	for _, f := range p.Faults() {
		w.t.Errorf("%s: %s", name, f)
	}
	if body := p.Text("body"); strings.Contains(body, "[") && strings.Contains(body, ".]") {
		w.t.Errorf("%s: a sentence is missing: %s", name, body)
	}
}

func (w *walk) say(key string, args ...string) string { return text.S(w.lang, key, args...) }

func (w *walk) pick(zh, en string) string {
	if w.lang == text.ZH {
		return zh
	}
	return en
}

// enter signs a sample person in, in a browser window of their own; officials stand
// folded under the name of their office.
func (w *walk) enter(p *browser.Page, zh, en string, office ...string) *browser.Page {
	w.t.Helper()
	q := p.Another(390, false, w.lang.Tag())
	q.Goto("/sign-in")
	if len(office) == 2 {
		q.Click(w.pick(office[0], office[1]))
	}
	q.Click(w.pick(zh, en))
	return q
}

// From the public list to the licence, on a phone without JavaScript, through
// clerk, examiner and head, in both languages.
func TestRegistrationOnAPhoneWithoutJavaScript(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	for _, l := range text.Langs {
		t.Run(string(l), func(t *testing.T) {
			now := time.Date(2026, 9, 21, 9, 0, 0, 0, time.FixedZone("", 8*3600))
			server := site(t, func() time.Time { now = now.Add(time.Second); return now })
			w := &walk{t: t, lang: l, base: server.URL}
			p := browser.Open(t, server.URL, 390, false, l.Tag())
			number := w.apply(p)
			w.office(p, number)
			w.receive(p, number)
		})
	}
}

func (w *walk) apply(p *browser.Page) string {
	p.Goto("/")
	w.look(p, "home")
	p.Fill("q", w.pick("kai mianbaodian", "open a bakery"))
	p.Click("main form button")
	w.look(p, "found")
	p.Click(w.pick("个体工商户开业登记", "Open a business as a sole trader"))
	w.look(p, "guide")
	p.Click(w.say("citizen.start"))
	w.look(p, "sign-in")
	p.Click(w.pick("林𠮷安", "Lin Ji'an"))
	w.look(p, "question-operator")
	// Sent empty, the page says what is missing and keeps its place.
	p.Click(w.say("citizen.save-go-on"))
	if p.Status() != 422 || !p.Has(".govuk-error-summary") {
		w.t.Fatalf("an empty page was taken: status %d", p.Status())
	}
	// What the register holds is shown with where it is from, and not asked (EXPERIENCE C9).
	if said := p.Text("main"); p.Has("input[name=operator]") || p.Has("input[name=identity]") || !strings.Contains(said, "林𠮷安") || !strings.Contains(said, w.pick("来自", "From")) {
		w.t.Fatalf("the page asks for what the register holds, or does not say where it is from: %s", said)
	}
	p.Fill("phone", "12")
	p.Click(w.say("citizen.save-go-on"))
	if got := p.Value("phone"); p.Status() != 422 || got != "12" {
		w.t.Fatalf("what was typed is lost: %q", got)
	}
	p.Fill("phone", "１３８ ００００ ００００")
	p.Click(w.say("citizen.save-go-on"))
	p.Fill("trade_name", "晓溪县林家面包坊")
	p.Fill("scope", "面包销售")
	p.Fill("start_date-year", "2026")
	p.Fill("start_date-month", "10")
	p.Fill("start_date-day", "8")
	w.look(p, "question-shop")
	p.Click(w.say("citizen.save-go-on"))
	p.Fill("area", "330199")
	p.Fill("premises", "晓溪县溪前路 100 号 2 幢 101 室")
	p.Fill("held", "rent")
	p.Click(w.say("citizen.save-go-on"))
	w.look(p, "question-premises")
	p.Upload("premises_file", picture(w.t))
	p.Click(w.say("citizen.save-go-on"))
	p.Fill("delivery", "electronic")
	w.look(p, "question-delivery")
	p.Click(w.say("citizen.save-go-on"))
	w.look(p, "check")
	p.Click(w.say("citizen.submit"))
	w.look(p, "receipt")
	number := p.Text(".govuk-panel__body strong")
	if !strings.Contains(p.Location(), number) || number == "" {
		w.t.Fatalf("receipt at %s shows %q", p.Location(), number)
	}
	p.Click(w.say("citizen.follow"))
	w.look(p, "track")
	return number
}

func (w *walk) office(p *browser.Page, number string) {
	at := "/office/cases/" + number
	clerk := w.enter(p, "张敏", "Zhang Min", "晓溪县市场监督管理局", "Market Supervision Bureau, Xiaoxi County")
	w.look(clerk, "worklist")
	clerk.Goto(at)
	w.look(clerk, "case")
	clerk.Goto(at + "/do/accept")
	w.look(clerk, "accept")
	clerk.Click(w.say("office.submit"))
	examiner := w.enter(p, "周航", "Zhou Hang", "晓溪县市场监督管理局", "Market Supervision Bureau, Xiaoxi County")
	examiner.Goto(at + "/do/propose")
	examiner.Fill("act-outcome", "registered")
	w.look(examiner, "propose")
	examiner.Click(w.say("office.submit"))
	head := w.enter(p, "吴芳", "Wu Fang", "晓溪县市场监督管理局", "Market Supervision Bureau, Xiaoxi County")
	head.Goto(at + "/do/decide")
	head.Fill("act-outcome", "registered")
	w.look(head, "decide")
	head.Click(w.say("office.preview"))
	w.look(head, "decide-preview")
	head.Click(w.say("office.submit"))
	head.Goto(at)
	w.look(head, "decided")
}

func (w *walk) receive(p *browser.Page, number string) {
	p.Goto("/cases/" + number)
	w.look(p, "track-ended")
	p.Goto("/wallet")
	w.look(p, "wallet")
	p.Click(w.pick("营业执照", "Business licence"))
	w.look(p, "licence")
	if !strings.Contains(p.Text("main"), "林𠮷安") {
		w.t.Error("the licence does not show the rare character of the name")
	}
	status, header, body := p.Fetch(strings.TrimPrefix(p.Location(), w.base) + "/pdf")
	// The font of the PDF lacks U+20BB7: it says so and points here, rather than print another character.
	if status != 409 || !strings.Contains(string(body), "U+20BB7") {
		w.t.Errorf("PDF of a name with a rare character: status %d, %s, %d bytes", status, header.Get("Content-Type"), len(body))
	}
	p.Click(w.say("citizen.public-check"))
	w.look(p, "verify")
	p.Goto("/inbox")
	w.look(p, "inbox")
	p.Goto("/data-use")
	w.look(p, "data-use")
	leader := w.enter(p, "方正", "Fang Zheng", "晓溪县人民政府办公室", "Government Office, Xiaoxi County")
	w.look(leader, "governance")
}

// picture is a small PNG in a file, as a phone would send it.
func picture(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "租房合同.png")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
