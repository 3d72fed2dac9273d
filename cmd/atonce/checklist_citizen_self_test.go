package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"

	"atonce/internal/scene"
	"atonce/internal/text"
)

// finder is a scanner that finds a word; the real one is outside of the program and its
// protocol is tried by the room scan.
type finder struct{ word string }

func (f finder) Scan(_ context.Context, body []byte) (string, error) {
	if bytes.Contains(body, []byte(f.word)) {
		return "Test.Word", nil
	}
	return "", nil
}

// paper writes a PDF of some length into a file.
func (c *checklist) paper(name, words string, size int) string {
	c.Helper()
	body := append([]byte("%PDF-1.7\n"+words), make([]byte, size)...)
	rand.Read(body[len(body)-size:])
	file := filepath.Join(c.TempDir(), name)
	if err := os.WriteFile(file, body, 0o600); err != nil {
		c.Fatal(err)
	}
	return file
}

func filesSent(c *checklist) {
	c.Desk.UseScanner(finder{"bad word"})
	p := c.openAs("anna-kowalska", cardReader, phone, false, text.ZH)
	p.Fill("reader", "安娜")
	p.Fill("renewal", "no")
	p.Fill("loans", "3")
	p.Click("保存并继续")
	p.Fill("photo", "own")
	p.Click("保存并继续")
	page := cardApply + "/picture"
	p.Goto(page)
	c.says(p, "用手机拍一张")
	if p.Attribute("input[capture]", "capture") != "environment" || p.Attribute("input[type=file]", "multiple") == "null" {
		c.Error("no camera, or only one file")
	}
	c.clean(p)
	// Without scripts the form sends them whole: several, each judged by what is in it.
	notes := filepath.Join(c.TempDir(), "notes.pdf")
	if err := os.WriteFile(notes, []byte("only text"), 0o600); err != nil {
		c.Fatal(err)
	}
	p.Upload("photo_file", picture(c.T), c.paper("two.pdf", "", 100), notes)
	p.Click("上传并留在本页")
	c.says(p, "租房合同.png", "two.pdf", "格式已核对，没有发现病毒")
	p.Upload("photo_file", notes)
	p.Click("保存并继续")
	c.says(p, "notes.pdf", "PDF")
	c.clean(p)
	p.Upload("photo_file", c.paper("bad.pdf", "bad word", 10))
	p.Click("保存并继续")
	c.says(p, "Test.Word", "没有收下")
	p.Click(".files button")
	if files := p.All(".files li"); len(files) != 1 {
		c.Errorf("after one was taken away: %q", files)
	}
	// With scripts: in pieces, with progress; a network that is cut goes on where it was.
	q := c.open("anna-kowalska", page, phone)
	q.Ask(`(() => { const real = fetch; let n = 0; window.pieces = 0;
  window.fetch = (to, how) => { if (how?.method === 'PATCH') { window.pieces++; if (++n === 3) return Promise.reject(new TypeError('cut')); } return real(to, how); }; return ''; })()`)
	q.Upload("photo_file", c.paper("long.pdf", "", 900<<10))
	q.Wait("form > input[name=photo_file-sent]")
	if n := q.Ask("String(window.pieces)"); n != "5" {
		c.Errorf("900 KB and one cut came in %s pieces, want 4 and the one that was cut", n)
	}
	c.says(q, "long.pdf", "没有发现病毒")
	q.Click("上传并留在本页")
	c.says(q, "long.pdf", "two.pdf")
	q.Upload("photo_file", notes)
	q.Wait(".upload--failed")
	c.says(q, "notes.pdf")
	c.saysNot(q, "没有传上去")
	if at := q.Ask("document.activeElement.className"); !strings.Contains(at, "upload--failed") {
		c.Errorf("after a file that was not taken the page stands at %q", at)
	}
	// Whoever presses "go on" meanwhile stays, and reads the reason that the house gave.
	q.Ask(`(() => { const real = fetch; window.fetch = (to, how) => to === '/uploads' ? new Promise(done => { window.answer = () => done(new Response('今天传得太多', {status: 429})); }) : real(to, how); return ''; })()`)
	q.Upload("photo_file", c.paper("three.pdf", "", 100))
	q.Wait(".upload progress")
	q.Ask(`(() => { const form = document.querySelector("form:has(input[data-upload])"); form.requestSubmit([...form.querySelectorAll("button")].find(b => b.textContent.includes("保存并继续"))); window.answer(); return ''; })()`)
	q.Wait(".upload--failed + .upload--failed")
	c.says(q, "three.pdf · 今天传得太多")
	if at := q.Location(); !strings.HasSuffix(at, page) {
		c.Errorf("it goes on without the file: %s", at)
	}
	d, err := c.Desk.Draft(c.Context(), c.Person("anna-kowalska"), scene.Card)
	if err != nil || len(strings.Split(d.Answers["photo_file"], ",")) != 2 {
		c.Errorf("the draft holds %q, %v", d.Answers["photo_file"], err)
	}
	// Nobody takes a file that is another's.
	strange := c.open("li-xiao", cardApply, phone)
	if status, _, _ := strange.Fetch("/files/" + strings.Split(d.Answers["photo_file"], ",")[0]); status != 404 {
		c.Errorf("a stranger reads the file: %d", status)
	}
}

func elderMode(c *checklist) {
	n := c.File("anna-kowalska", scene.Card, scene.Reader("安娜"))
	for range 5 {
		c.File("anna-kowalska", scene.Card, scene.Reader("安娜"))
	}
	p := c.open("anna-kowalska", "/", phone)
	if !strings.Contains(p.Text(".masthead"), "长辈版") {
		c.Error("no way in on the first page")
	}
	for _, words := range []string{"长辈版", "关怀版", "亲情版"} {
		c.ask(p, words)
		c.says(p, "打开长辈版")
	}
	p.Click("打开长辈版")
	for _, path := range []string{"/", "/cases", "/inbox", "/wallet", "/items/" + scene.Card, cardReader, "/cases/" + n, "/counters", "/?q=登记"} {
		p.Goto(path)
		if p.Attribute("html", "class") != "elder" {
			c.Errorf("%s: the mode does not stay on", path)
		}
		seen := p.Ask(`String([...document.querySelectorAll('main .card, main .govuk-task-list__item')].filter(e => e.checkVisibility()).length)`)
		if len(seen) > 1 || seen > "5" {
			c.Errorf("%s shows %s choices at once", path, seen)
		}
		help := p.Text(".helpers")
		for _, want := range []string{"念给我听", "请家人帮我", "打电话问人"} {
			if !strings.Contains(help, want) {
				c.Errorf("%s does not offer %s: %s", path, want, help)
			}
		}
		c.clean(p)
	}
	// What is folded away is there all the same.
	p.Goto("/cases")
	if all := p.All(".govuk-task-list__item"); len(all) != 6 {
		c.Errorf("%d of 6 cases are on the page", len(all))
	}
	// The page is read line by line, and stops when asked.
	p.Goto("/items/" + scene.Card)
	p.Ask(`(() => { window.said = []; speechSynthesis.speak = w => said.push(w.lang + ' ' + w.text); return ''; })()`)
	p.Tap("[data-speak]")
	if said := p.Ask("said.join('|')"); !strings.Contains(said, "zh-CN 借书证") || !strings.Contains(said, "您需要提供") {
		c.Errorf("read aloud: %s", said)
	}
	if p.Text("[data-speak]") != "停下来" {
		c.Error("nothing says how to stop")
	}
	p.Click("请家人帮我")
	c.says(p, "代")
	c.clean(p)
	p.Goto("/")
	p.Click("标准版")
	if p.Attribute("html", "class") == "elder" {
		c.Error("the mode cannot be left")
	}
}

func withoutNetwork(c *checklist) {
	p := c.open("anna-kowalska", "/items/"+scene.Card, phone)
	p.Ask(`navigator.serviceWorker.ready.then(() => new Promise(done => { if (navigator.serviceWorker.controller) done(''); else navigator.serviceWorker.addEventListener('controllerchange', () => done('')); }))`)
	p.Goto("/items/" + scene.Card)
	p.Ask(`new Promise((done, lost) => { const until = Date.now() + 15000; (async function look() { const keys = await (await caches.open('guides')).keys(); if (keys.length) done(''); else if (Date.now() > until) lost(new Error('no guide is kept')); else setTimeout(look, 50); })(); })`)
	p.Goto(cardReader)
	// Once it was kept while they typed; what comes after that is newer than what is kept.
	p.Fill("reader", "有网时填的字")
	p.Wait("#keep-said:not(:empty)")
	p.Ask(`document.getElementById("keep-said").textContent = ""`)
	p.Offline(true)
	c.gone.Store(true)
	p.Fill("reader", "断网时填的字")
	p.Fill("renewal", "yes")
	p.Fill("loans", "2")
	p.Tap("main form button")
	p.Wait("#keep-said:not(:empty)")
	c.says(p, "没有网络", "还在这一页")
	if p.Value("reader") != "断网时填的字" {
		c.Error("the text is lost")
	}
	p.Goto("/items/" + scene.Card)
	c.says(p, "没有网络", "读者照片", "上次打开")
	c.saysNot(p, "安娜")
	p.Offline(false)
	c.gone.Store(false)
	// It is not the next person's, who signs in at the same device.
	p.Goto("/as/li-xiao?to=" + cardReader)
	if got := p.Ask(`[...document.querySelectorAll("main input")].map(e => e.value).join(" ")`); got == "" || strings.Contains(got, "断网") {
		c.Errorf("somebody else reads %q", got)
	}
	p.Goto("/as/anna-kowalska?to=" + cardReader)
	if got := p.Value("reader"); got != "断网时填的字" {
		c.Errorf("after the network is back the page holds %q", got)
	}
	p.Click("保存并继续")
	// The answer to the first sending is lost on the way; the second makes no second case.
	p.Ask(`(() => { const form = document.querySelector('form[action$="/submit"]'); return fetch(form.action, {method: 'POST', body: new URLSearchParams(new FormData(form))}).then(() => ''); })()`)
	p.Click("确认无误，提交")
	c.says(p, "办件编号")
	page, err := c.Desk.Mine(c.Context(), c.Person("anna-kowalska"), "", 20)
	if err != nil || len(page.Rows) != 1 {
		c.Errorf("%d cases, %v", len(page.Rows), err)
	}
	// What waits in the tab is named once, and goes with who signs out all the same.
	p.Goto("/account")
	p.Ask(`(() => { sessionStorage.setItem("typed /apply/x", "{}"); return ''; })()`)
	p.Tap("form[action='/sign-out'] button")
	p.Wait("form[action='/sign-out'] [role=status] a")
	p.Click("退出登录")
	if left := p.Ask(`Object.keys(sessionStorage).join()`); strings.Contains(left, "typed") {
		c.Errorf("after signing out the tab holds %q", left)
	}
}
