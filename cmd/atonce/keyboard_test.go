package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"atonce/internal/browser"
	"atonce/internal/text"
)

// byKeyboard is a journey without a mouse, of which is kept what is heard on each page.
type byKeyboard struct {
	*testing.T
	page  *browser.Page
	heard strings.Builder
}

// hear writes down the page as it is read out.
func (k *byKeyboard) hear(page string) {
	k.Helper()
	k.heard.WriteString("== " + page + "\n" + strings.Join(k.page.Reading(), "\n") + "\n\n")
}

// follow goes to a link or button and presses Enter.
func (k *byKeyboard) follow(words string) {
	k.Helper()
	k.page.Reach(words)
	k.page.Enter()
}

func (k *byKeyboard) say(key string, args ...string) string { return text.S(text.ZH, key, args...) }

// signIn chooses a sample person; officials stand folded under the name of their office.
func (k *byKeyboard) signIn(name string, office ...string) {
	k.Helper()
	k.page.Goto("/sign-in")
	for _, o := range office {
		k.page.Reach(o)
		k.page.Press(kb.Enter)
	}
	k.follow(name)
}

// end holds what was heard to the file that somebody read through.
func (k *byKeyboard) end(name string) {
	k.Helper()
	file := filepath.Join("testdata", "heard", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			k.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(k.heard.String()), 0o644); err != nil {
			k.Fatal(err)
		}
	}
	was, err := os.ReadFile(file)
	if err != nil {
		k.Fatal(err)
	}
	want, got := strings.Split(string(was), "\n"), strings.Split(k.heard.String(), "\n")
	for i := range max(len(want), len(got)) {
		if i >= len(want) || i >= len(got) || want[i] != got[i] {
			k.Errorf("%s, line %d: what is heard is not what somebody read through (then read it and run with -update):\nwas %q\nnow %q", file, i+1, at(want, i), at(got, i))
			return
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// TestJourneysByKeyboard takes three whole journeys without a mouse: a person applies,
// officials decide, the person shows the licence and asks who looked. What a reader who
// does not see hears on each page stands in testdata/heard.
func TestJourneysByKeyboard(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	now := time.Date(2026, 9, 21, 9, 0, 0, 0, time.FixedZone("", 8*3600))
	server := site(t, func() time.Time { return now })
	first := browser.Open(t, server.URL, wide, true, "zh-CN")
	journey := func(t *testing.T) *byKeyboard {
		return &byKeyboard{T: t, page: first.AnotherAt(t, server.URL, wide, true, "zh-CN")}
	}
	t.Run("apply", func(t *testing.T) { applyByKeyboard(journey(t)) })
	now = now.Add(10 * time.Minute)
	t.Run("decide", func(t *testing.T) { decideByKeyboard(journey(t)) })
	now = now.Add(10 * time.Minute)
	t.Run("licence", func(t *testing.T) { licenceByKeyboard(journey(t)) })
}

func applyByKeyboard(k *byKeyboard) {
	p := k.page
	p.Goto("/")
	k.hear("home")
	p.Reach("q")
	p.Type("开面包店")
	p.Enter()
	k.hear("found")
	k.follow("个体工商户开业登记")
	k.hear("guide")
	k.follow(k.say("citizen.start"))
	k.follow("林𠮷安")
	k.hear("operator")
	p.Reach("phone")
	p.Type("12")
	k.follow(k.say("citizen.save-go-on"))
	k.hear("operator, with a mistake")
	if !p.Has(".govuk-error-summary:focus") {
		k.Error("the keyboard is not on what went wrong")
	}
	p.Reach("phone")
	p.Ask("document.activeElement.select(); ''")
	p.Type("13800000000")
	k.follow(k.say("citizen.save-go-on"))
	for _, x := range [][2]string{{"trade_name", "晓溪县林家面包坊"}, {"scope", "面包销售"}, {"start_date-year", "2026"}, {"start_date-month", "10"}, {"start_date-day", "8"}} {
		p.Reach(x[0])
		p.Type(x[1])
	}
	k.follow(k.say("citizen.save-go-on"))
	k.hear("premises")
	p.Pick("area", "330199")
	p.Reach("premises")
	p.Type("晓溪县溪前路 100 号 2 幢 101 室")
	p.Choose("held", "own")
	k.follow(k.say("citizen.save-go-on"))
	p.Choose("delivery", "electronic")
	k.follow(k.say("citizen.save-go-on"))
	k.hear("check")
	k.follow(k.say("citizen.submit"))
	k.hear("receipt")
	k.follow(k.say("citizen.follow"))
	k.hear("track")
	k.end("apply")
}

func decideByKeyboard(k *byKeyboard) {
	p := k.page
	k.signIn("张敏", "晓溪县市场监督管理局")
	k.hear("worklist")
	k.follow("个体工商户开业登记")
	k.hear("case")
	k.follow("提交")
	k.hear("accepted")
	for _, official := range []string{"周航", "吴芳"} {
		k.signIn(official, "晓溪县市场监督管理局")
		k.follow("个体工商户开业登记")
		k.hear("case of " + official)
		p.Choose("act-outcome", "registered")
		k.follow(k.say("office.preview"))
		k.hear("preview of " + official)
		k.follow("提交")
		k.hear("done by " + official)
	}
	k.end("decide")
}

func licenceByKeyboard(k *byKeyboard) {
	k.signIn("林𠮷安")
	k.follow("证照")
	k.hear("wallet")
	k.follow("营业执照")
	k.hear("licence")
	k.follow("数据使用记录")
	k.hear("data use")
	k.follow("我有疑问")
	k.hear("question")
	k.page.Reach("words")
	k.page.Type("为什么要看我的住所？")
	k.follow("发送")
	k.hear("asked")
	k.end("licence")
}
