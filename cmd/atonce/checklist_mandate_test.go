package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"atonce/internal/browser"
	"atonce/internal/scene"
)

// sign sends the form of a mandate at the counter as it was typed, with a scan.
func (c *checklist) sign(p *browser.Page, fields map[string]string) {
	c.Helper()
	file := filepath.Join(c.TempDir(), "paper.pdf")
	if err := os.WriteFile(file, []byte("%PDF-1.7 signed by hand"), 0o600); err != nil {
		c.Fatal(err)
	}
	for name, value := range fields {
		p.Fill(name, value)
	}
	p.Upload("file", file)
	p.Click("main form button")
}

// actingForAnother tries the whole line: online and on paper.
func actingForAnother(c *checklist) {
	giver := c.open("lin-jian", "/account/acting", phone)
	giver.Click("main details summary")
	giver.Click("input[name=services][value='" + scene.Card + "']")
	giver.Fill("until-year", "2026")
	giver.Fill("until-month", "11")
	giver.Fill("until-day", "30")
	giver.Click("main details button")
	code := giver.Text(".code")
	taker := c.open("li-xiao", "/account/acting", phone)
	taker.Fill("code", code)
	taker.Click("form[action='/account/acting/accept'] button")
	taker.Click("form[action='/account/acting/as'] button")
	c.says(taker, "您在代 林𠮷安 办理")
	number := c.File("lin-jian", scene.Card, scene.Reader("林"))
	taker.Goto("/cases/" + number)
	giver.Goto("/data-use")
	c.says(giver, "受您委托代办")
	taker.Goto(cardReader)
	giver.Goto("/account/acting")
	c.says(giver, "李晓")
	giver.Click("form[action='/account/acting/end'] button")
	// What the taker had open is refused, and is not done in their own name either; what
	// they typed is there to be copied.
	taker.Fill("loans", "12 books")
	taker.Click("form[data-keep] button")
	if taker.Status() != 409 {
		c.Errorf("after the end a form is answered %d", taker.Status())
	}
	c.says(taker, "也没有以您自己的名义办理", "您刚才填的没有保存")
	if got := taker.All(".typed"); !slices.Equal(got, []string{"12 books"}) {
		c.Errorf("what was typed: %q", got)
	}
	c.clean(taker)
	taker.Goto("/account/acting")
	taker.Click("form[action='/account/acting/as'] button")
	c.saysNot(taker, "您在代")

	// On paper, for somebody who does not use the site.
	clerk := c.open("zhang-min", "/office/mandates/new", wide)
	c.clean(clerk)
	paper := map[string]string{"giver": c.Person("chen-guilan").Identity, "taker": c.Person("li-xiao").Identity, "until-year": "2026", "until-month": "11", "until-day": "30"}
	clerk.Click("input[name=came][value=no]")
	c.sign(clerk, paper)
	c.says(clerk, "请写明看了什么证件")
	if clerk.Value("giver") != paper["giver"] || clerk.Checked("came")[0] != "no" {
		c.Error("what was typed is lost")
	}
	c.sign(clerk, map[string]string{"seen": "身份证原件，照片与本人一致"})
	c.says(clerk, "M-1", "等待确认", "工作人员上门")
	if clerk.Has("button[value=confirm]") {
		c.Error("who recorded it may confirm it")
	}
	c.clean(clerk)
	second := c.open("zhou-hang", "/office/mandates", wide)
	c.clean(second)
	second.Click("M-1")
	c.clean(second)
	second.Click("button[value=confirm]")
	c.says(second, "等受托人接受")
	old := c.open("chen-guilan", "/account/acting", phone)
	c.says(old, "李晓", "M-1", "张敏", "周航", "等待对方接受")
	c.clean(old)
	taker.Goto("/inbox")
	c.says(taker, "等受托人接受")
	taker.Goto("/account/acting")
	taker.Click("接受：代 陈桂兰 办理")
	taker.Click("form[action='/account/acting/as'] button")
	c.says(taker, "您在代 陈桂兰 办理")
	second.Goto("/office/mandates/1")
	second.Fill("end", "本人打电话要求结束")
	second.Click("form[action$='/end'] button")
	c.says(second, "已结束")
	taker.Goto("/cases")
	c.saysNot(taker, "您在代")
	old.Goto("/inbox")
	if n := strings.Count(old.Text("main"), "M-1"); n != 3 {
		c.Errorf("three changes, %d messages", n)
	}
}

// otherOwner gives a firm whose owner does not let go another one, at the counter.
func (c *checklist) otherOwner() {
	c.Helper()
	clerk := c.open("zhang-min", "/office/mandates/new?kind=ownership", wide)
	c.clean(clerk)
	c.sign(clerk, map[string]string{"giver": c.Person("hemu-foods").Identity, "taker": c.Person("li-xiao").Identity, "why": "登记档案中的法定代表人为李晓", "seen": "身份证原件和营业执照"})
	second := c.open("zhou-hang", "/office/mandates/1", wide)
	second.Click("button[value=confirm]")
	c.says(second, "已确认")
}
