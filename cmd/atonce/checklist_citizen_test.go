package main

import (
	"strings"
	"testing"

	"atonce/internal/browser"
	"atonce/internal/measure"
	"atonce/internal/scene"
	"atonce/internal/store"
)

// TestCitizens tries what people and firms must be able to do, line by line (C1 to C35).
func TestCitizens(t *testing.T) { runLines(t, "C", 35, citizenLines) }

var citizenLines = []line{
	{name: "search by meaning", test: searchByMeaning},
	{name: "search by sound, initials and typing error", test: searchBySound},
	{name: "nothing found: the nearest, a call, and what was looked for is kept", test: nothingFound},
	{name: "the guide answers above the fold", test: aboveTheFold},
	{name: "what you provide, and what we fetch", test: youOrWe},
	{name: "a few questions before signing in", test: eligibility},
	{name: "one form for several offices asks each fact once", test: oneForm},
	{name: "one topic a page, and going back loses nothing", test: onePage},
	{name: "a fetched value says where it is from", test: fetchedValue},
	{name: "a source that is down", test: sourceDown},
	{name: "mistakes are named, lead to the field and lose nothing", test: mistakes},
	{name: "a draft goes on on another device", test: anotherDevice},
	{name: "a session that ends", test: sessionEnds},
	{name: "a draft made with the version before", test: newVersion},
	{name: "the task list", test: taskList},
	{name: "files", test: filesSent},
	{name: "check the answers", test: checkAnswers},
	{name: "sent twice is one case", test: sentTwice},
	{name: "the receipt", test: receiptPage},
	{name: "the tracker", test: tracker},
	{name: "overdue is said before anybody asks", test: overdueSaid},
	{name: "one correction notice", test: oneNotice},
	{name: "an automatic decision", test: walletAutomatic},
	{name: "a refusal", test: walletRefusal},
	{name: "withdraw, amend, copy", test: withdrawAmendCopy},
	{name: "messages", test: messagesEverywhere},
	{name: "the wallet", test: walletItself},
	{name: "who looked at my data", test: whoLooked},
	{name: "acting for somebody", test: actingForAnother},
	{name: "a firm of several people", test: firmOfSeveral},
	{name: "elder mode", test: elderMode},
	{name: "Chinese and English", test: twoLanguages},
	{name: "rating", test: ratings},
	{name: "a human way out on every page", test: humanWayOut},
	{name: "without the network", test: withoutNetwork},
}

// ask types words into the search of the first page.
func (c *checklist) ask(p *browser.Page, words string) []string {
	c.Helper()
	p.Goto("/")
	p.Fill("q", words)
	p.Click("main form button")
	return p.All("main .card")
}

func (c *checklist) first3(p *browser.Page, words, want string) {
	c.Helper()
	cards := c.ask(p, words)
	if found := strings.Join(cards[:min(3, len(cards))], " | "); !strings.Contains(found, want) {
		c.Errorf("%q does not find %s among the first three: %s", words, want, found)
	}
}

func searchByMeaning(c *checklist) {
	p := c.open("", "/", phone)
	if cards := c.ask(p, "开面包店"); len(cards) == 0 || !strings.Contains(cards[0], "面包店") && !strings.Contains(cards[0], "个体工商户") {
		c.Errorf("开面包店 finds %q first", cards)
	}
	c.first3(p, "开面包店", "个体工商户")
	c.clean(p)
}

func searchBySound(c *checklist) {
	p := c.open("", "/", phone)
	for words, want := range map[string]string{"gtgsh": "个体工商户", "kai mianbaodian": "个体工商户", "个体工商护": "个体工商户", "低bao": "最低生活保障", "借书正": "借书证"} {
		c.first3(p, words, want)
	}
	c.ask(p, "kai mianbaodian")
	c.says(p, "为您找到", "仍搜索")
	p.Click("仍搜索“kai mianbaodian”")
	if !strings.Contains(p.Location(), "literal=1") {
		c.Errorf("the literal search is at %s", p.Location())
	}
}

func nothingFound(c *checklist) {
	p := c.openAs("", "/", phone, false, "zh")
	if cards := c.ask(p, "qwxzv"); len(cards) != 3 {
		c.Errorf("the nearest are %q", cards)
	}
	c.says(p, "没有找到", "12345")
	c.clean(p)
	p.Fill("words", "给猫办户口")
	p.Click("发送")
	c.says(p, "已经记下")
	var kept []measure.Suggestion
	err := c.Store().Read(c.Context(), func(tx *store.Tx) (err error) {
		kept, err = measure.Suggestions(tx, "search", 5)
		return err
	})
	if err != nil || len(kept) != 1 || kept[0].Words != "给猫办户口" {
		c.Errorf("kept %+v, %v", kept, err)
	}
	if len(p.Cookies()) > 0 {
		c.Errorf("cookies without a choice: %v", p.Cookies())
	}
}

func youOrWe(c *checklist) {
	p := c.open("", "/items/"+scene.Card, phone)
	c.says(p, "您需要提供", "读者照片", "不用提供", "人口库")
	c.clean(p)
}

func eligibility(c *checklist) {
	p := c.openAs("", "/items/"+scene.Card, phone, false, "zh")
	p.Click("回答几个问题，看看能不能办（不用登录）")
	c.clean(p)
	p.Fill("lives_here", "no")
	p.Click("下一题")
	c.says(p, "请在居住地申请", "仍然可以申请")
	p.Click("返回")
	p.Click("回答几个问题，看看能不能办（不用登录）")
	p.Fill("lives_here", "yes")
	p.Click("下一题")
	c.says(p, "可以办", "开始办理")
	if len(p.Cookies()) > 0 {
		c.Errorf("a question before signing in left cookies: %v", p.Cookies())
	}
	for _, s := range c.Desk.Services() {
		if n := len(s.Item().Eligibility); n > 5 {
			c.Errorf("%s asks %d questions", s.ID(), n)
		}
	}
}
