package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"time"

	"atonce/internal/browser"
	"atonce/internal/carrier"
	"atonce/internal/casework"
	"atonce/internal/notify"
	"atonce/internal/scene"
	"atonce/internal/text"
)

// textService takes text messages, as a service outside of the program does.
func (c *checklist) textService() (last func() string, count func() int) {
	c.Helper()
	var lock sync.Mutex
	var got []string
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var l struct{ ID, Text string }
		if err := json.NewDecoder(r.Body).Decode(&l); err != nil {
			c.Error(err)
		}
		lock.Lock()
		got = append(got, l.Text)
		lock.Unlock()
		json.NewEncoder(w).Encode(map[string]string{"id": l.ID, "state": "taken"})
	}))
	c.Cleanup(web.Close)
	c.Desk.UseCarriers("https://gov.example", map[notify.Channel]carrier.Carrier{notify.Text: carrier.Text{URL: web.URL, Secret: "secret"}})
	return func() string { lock.Lock(); defer lock.Unlock(); return got[len(got)-1] },
		func() int { lock.Lock(); defer lock.Unlock(); return len(got) }
}

// refuseTexts is a service for which no number is one.
func (c *checklist) refuseTexts() {
	c.Helper()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusUnprocessableEntity)
		json.NewEncoder(w).Encode(map[string]string{"id": r.Header.Get("Idempotency-Key"), "state": "refused", "refused": "no such number"})
	}))
	c.Cleanup(web.Close)
	c.Desk.UseCarriers("https://gov.example", map[notify.Channel]carrier.Carrier{notify.Text: carrier.Text{URL: web.URL, Secret: "secret"}})
}

// confirmText gives a number at the page and types the code that came back.
func (c *checklist) confirmText(p *browser.Page, last func() string) {
	c.Helper()
	p.Fill("address-text", "13800000000")
	p.Click("向手机发送确认码")
	c.says(p, "还没有确认")
	c.clean(p)
	p.Fill("code-text", "000")
	p.Click("确认这个号码")
	c.says(p, "确认码不对")
	c.clean(p)
	p.Fill("code-text", regexp.MustCompile(`\d{6}`).FindString(last()))
	p.Click("确认这个号码")
	c.says(p, "发送到 13800000000")
}

// receiptByText is the choice of text messages on the receipt.
func receiptByText(c *checklist) {
	last, count := c.textService()
	n := c.File("anna-kowalska", scene.Card, scene.Reader("安娜"))
	p := c.openAs("anna-kowalska", "/cases/"+n+"/receipt", phone, false, text.ZH)
	p.Click("用短信或邮件得知进展")
	c.confirmText(p, last)
	before := count()
	c.Do("east-clerk", n, casework.Act{Verb: casework.Accept})
	if _, err := c.Desk.CarryLetters(c.Context()); err != nil || count() != before+1 || !strings.Contains(last(), n) {
		c.Errorf("%d text messages of one change: %q, %v", count()-before, last(), err)
	}
}

// messagesEverywhere is C26: one message a change, by text message too; topics, quiet
// hours, a stop; no link that asks for a code.
func messagesEverywhere(c *checklist) {
	p := c.openAs("anna-kowalska", "/account/notices", phone, false, text.ZH)
	c.says(p, "本站目前不发送邮件和短信")
	last, count := c.textService()
	p.Goto("/account/notices")
	c.clean(p)
	p.Fill("address-text", "12")
	p.Click("向手机发送确认码")
	c.says(p, "请填写手机号码")
	c.confirmText(p, last)
	if strings.Contains(last(), "http") {
		c.Errorf("a code comes with a link: %s", last())
	}
	n := c.File("anna-kowalska", scene.Card, scene.Reader("安娜"))
	c.Do("east-clerk", n, casework.Act{Verb: casework.Accept})
	inbox, err := c.Desk.Inbox(c.Context(), c.Person("anna-kowalska"))
	if err != nil {
		c.Fatal(err)
	}
	before := count()
	for range 2 {
		if _, err := c.Desk.CarryLetters(c.Context()); err != nil {
			c.Fatal(err)
		}
	}
	if sent := count() - before; sent != len(inbox) || sent == 0 {
		c.Errorf("%d text messages for %d messages", sent, len(inbox))
	}
	c.says(p, "免打扰开始", "免打扰结束", "办理进度")
	c.refuseTexts()
	c.Do("east-examiner", n, casework.Act{Verb: casework.Pause, Ground: "hearing", Reason: "要听证", Until: c.Now().Add(5 * 24 * time.Hour)})
	if _, err := c.Desk.CarryLetters(c.Context()); err != nil {
		c.Fatal(err)
	}
	p.Goto("/inbox")
	c.says(p, "没有送到您那里")
	c.clean(p)
	p.Click("用短信或邮件得知进展")
	c.says(p, "没有送到 13800000000", "no such number", n)
	c.clean(p)
	k := c.open("mei-xun", "/office/keepers/system", 1280)
	c.says(k, "最近七天的邮件和短信", "没有送到")
	c.saysNot(k, "13800000000")
	p.Click("不再发送短信")
	c.says(p, "还没有接收地址")
	c.clean(p)
	p = c.openAs("anna-kowalska", "/account/notices", 1280, true, text.EN)
	c.says(p, "How I am told", "Quiet from")
	c.clean(p)
}
