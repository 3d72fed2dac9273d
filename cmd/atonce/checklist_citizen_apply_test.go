package main

import (
	"slices"
	"strings"

	"atonce/internal/browser"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/text"
)

// The application that the lines fill in, and its first page. Anna is in no register, so
// that she is asked everything.
const (
	cardApply  = "/apply/" + scene.Card
	cardReader = cardApply + "/reader"
)

// fillReader answers the first page of a renewal, which is all it asks.
func fillReader(p *browser.Page, name string) {
	p.Fill("reader", name)
	p.Fill("renewal", "yes")
	p.Fill("loans", "2")
}

func oneForm(c *checklist) {
	for _, s := range c.Desk.Services() {
		if len(s.Procedure().Branches) == 0 || s.Area() == "_toy" {
			continue
		}
		for _, l := range text.Langs {
			seen := map[string]string{}
			for _, x := range s.Form().Fields() {
				label := s.Text(l, "field."+x.ID)
				if other := seen[label]; other != "" {
					c.Errorf("%s asks %q twice: %s and %s", s.ID(), label, other, x.ID)
				}
				seen[label] = x.ID
			}
		}
		p := c.open("", "/items/"+s.ID(), phone)
		c.says(p, s.Text(text.ZH, "name"))
		c.Logf("%s: %d questions for %d offices, none twice", s.ID(), len(s.Form().Fields()), len(s.Procedure().Branches))
		return
	}
	c.Error("no pack has several offices in one form")
}

func onePage(c *checklist) {
	p := c.open("anna-kowalska", cardApply, phone)
	if h := p.All("h1"); !slices.Equal(h, []string{"读者信息"}) {
		c.Errorf("the headings are %q", h)
	}
	c.says(p, "第 1 步")
	if !p.Has(".govuk-back-link") {
		c.Error("no way back")
	}
	p.Fill("reader", "李晓")
	p.Fill("renewal", "no")
	p.Fill("loans", "3")
	p.Click("保存并继续")
	c.says(p, "第 2 步，共 2 步")
	p.Click(".govuk-back-link")
	if got := p.Value("reader"); got != "李晓" {
		c.Errorf("going back lost the name: %q", got)
	}
	c.clean(p)
}

func fetchedValue(c *checklist) {
	p := c.open("lin-jian", "/apply/individual-household-registration", phone)
	c.says(p, "来自", "林𠮷安", "人口")
	if p.Has("input[name=operator]") {
		c.Error("what the register holds is asked")
	}
	c.clean(p)
	p.Click(".source a")
	c.says(p, "登记")
	if id := p.Attribute("input[name=operator]", "id"); id != "operator" {
		c.Errorf("a wrong value cannot be corrected: %s", p.Location())
	}
}

func mistakes(c *checklist) {
	p := c.open("anna-kowalska", cardReader, phone)
	p.Fill("reader", "李晓")
	p.Fill("loans", "300")
	p.Click("保存并继续")
	if !strings.HasPrefix(p.Title(), "错误：") {
		c.Errorf("the title is %q", p.Title())
	}
	if focus := p.Ask("document.activeElement.className"); !strings.Contains(focus, "govuk-error-summary") {
		c.Errorf("the focus is on %q", focus)
	}
	if p.Value("reader") != "李晓" || p.Value("loans") != "300" {
		c.Error("what was typed is lost")
	}
	links := p.All(".govuk-error-summary__list a")
	if len(links) < 2 {
		c.Fatalf("the summary has %q", links)
	}
	for _, l := range links {
		if !strings.Contains(l, "：") {
			c.Errorf("the summary does not say of which question: %q", l)
		}
	}
	p.Tap(".govuk-error-summary__list a[href='#loans']")
	if id := p.Ask("document.activeElement.id"); id != "loans" {
		c.Errorf("the summary leads to %q", id)
	}
	c.clean(p)
}

func anotherDevice(c *checklist) {
	p := c.open("anna-kowalska", cardReader, phone)
	p.Fill("reader", "李晓")
	p.Fill("renewal", "no")
	p.Fill("loans", "3")
	// Nothing is pressed: it is kept while they type, and the tab may be killed.
	p.Wait("#keep-said:not(:empty)")
	c.says(p, "已保存")
	p.Goto("about:blank")
	// Another browser, without a cookie of the first.
	q := c.openAs("anna-kowalska", "/", wide, false, text.ZH)
	c.says(q, "草稿保留到", "2026 年 11 月 11 日")
	q.Goto(cardApply)
	if got := q.Location(); got != cardReader {
		c.Errorf("the draft goes on at %s", got)
	}
	q.Goto(cardReader)
	if q.Value("reader") != "李晓" || q.Value("loans") != "3" {
		c.Error("the values are not there on the other device")
	}
	q.Goto(cardApply + "/answers")
	q.Click("删除草稿")
	c.saysNot(q, "草稿保留到")
	// Nobody went on for 30 days: it is gone.
	q.Goto(cardReader)
	fillReader(q, "李晓")
	q.Click("保存后离开")
	c.says(q, "草稿保留到")
	c.Pass(people.UsualLimits.Absolute + 31*24*3600e9)
	late := c.open("anna-kowalska", "/", phone)
	c.saysNot(late, "草稿保留到")
}

func checkAnswers(c *checklist) {
	p := c.open("lin-jian", "/apply/individual-household-registration", phone)
	p.Fill("phone", "13800000000")
	p.Click("保存并继续")
	p.Goto("/apply/individual-household-registration/answers")
	c.says(p, "提交前请核对", "来自", "林𠮷安", "13800000000", "谁会看到", "市场监督管理局")
	c.clean(p)
	p.Click("a[href*='#phone']")
	p.Fill("phone", "13900000000")
	p.Click("保存并继续")
	if !strings.HasSuffix(p.Location(), "/answers") {
		c.Errorf("a change leads to %s", p.Location())
	}
	c.says(p, "13900000000")
}

func sentTwice(c *checklist) {
	p := c.open("anna-kowalska", cardReader, phone)
	fillReader(p, "李晓")
	p.Click("保存并继续")
	// Two requests with the same form, at once, as a double click sends them.
	numbers := p.Ask(`(async () => {
  const form = document.querySelector('form[action$="/submit"]');
  const send = () => fetch(form.action, {method: 'POST', body: new URLSearchParams(new FormData(form))}).then(r => r.url);
  return (await Promise.all([send(), send()])).join(' ');
})()`)
	sent := strings.Fields(numbers)
	if len(sent) != 2 || sent[0] != sent[1] || !strings.HasSuffix(sent[0], "/receipt") {
		c.Errorf("sent twice: %s", numbers)
	}
	page, err := c.Desk.Mine(c.Context(), c.Person("anna-kowalska"), "", 20)
	if err != nil || len(page.Rows) != 1 {
		c.Errorf("%d cases, %v", len(page.Rows), err)
	}
}

func whoLooked(c *checklist) {
	n := c.File("lin-jian", scene.Card, scene.Reader("林吉安"))
	p := c.open("lin-jian", "/data-use", phone)
	if strings.Contains(p.Text("main"), "东clerk") {
		c.Error("a look before anybody looked")
	}
	office := c.open("east-clerk", "/office/cases/"+n, wide)
	c.says(office, n)
	p.Goto("/data-use")
	c.says(p, "东clerk", n, "图书馆", "姓名")
	c.clean(p)
	p.Fill("who", "西clerk")
	p.Click("main form.filter button")
	c.saysNot(p, "东clerk")
	p.Goto("/data-use")
	p.Click("main td a[href$='/question']")
	p.Fill("words", "为什么看我的申请？")
	p.Click("发送")
	c.says(p, "为什么看我的申请？")
	// Their own prefilling is a look too.
	p.Goto("/apply/individual-household-registration")
	p.Goto("/data-use")
	c.says(p, "您本人")
}

func twoLanguages(c *checklist) {
	p := c.open("anna-kowalska", cardReader, phone)
	fillReader(p, "李晓")
	p.Click("保存后离开")
	p.Goto(cardReader + "?then=answers")
	p.Click("English")
	if got := p.Location(); !strings.HasPrefix(got, cardReader) || !strings.Contains(got, "then=answers") {
		c.Errorf("the switch leads to %s", got)
	}
	if lang := p.Attribute("html", "lang"); lang != "en" {
		c.Errorf("lang is %s", lang)
	}
	if p.Value("reader") != "李晓" {
		c.Error("the switch lost an answer")
	}
	c.clean(p)
	p.Goto("/cases")
	if lang := p.Attribute("html", "lang"); lang != "en" {
		c.Error("the choice is not kept")
	}
	// The Chinese of a name inside an English page is marked as such, or none is left.
	p.Goto("/items/" + scene.Card)
	c.says(p, "Start")
}
