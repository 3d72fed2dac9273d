package main

import (
	"bytes"
	"io/fs"
	"os"
	"strings"
	"testing/fstest"
	"time"

	"atonce/internal/casework"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/text"
)

func aboveTheFold(c *checklist) {
	for _, service := range []string{scene.Card, "individual-household-registration"} {
		p := c.open("", "/items/"+service, phone)
		low := p.Ask(`[...document.querySelectorAll('.promise, .promise + .glance > div')].map(e => e.getBoundingClientRect().bottom).filter(y => y > innerHeight).join(' ')`)
		if n := len(p.All(".promise, .promise + .glance > div")); low != "" || n != 3 {
			c.Errorf("%s: of %d answers these end below the fold: %s", service, n, low)
		}
		top := p.Text(".promise") + strings.Join(p.All(".promise + .glance > div"), "")
		for _, want := range []string{"办结", "法定", "跑", "能不能办", "您需要提供"} {
			if !strings.Contains(top, want) {
				c.Errorf("%s: the top of the guide does not say %s: %s", service, want, top)
			}
		}
		if !strings.Contains(top, "免费") && !strings.Contains(top, "元") {
			c.Errorf("%s: the top of the guide does not say what it costs: %s", service, top)
		}
		c.clean(p)
	}
}

func sessionEnds(c *checklist) {
	r := c.openAs("anna-kowalska", cardReader, phone, false, text.ZH)
	before := r.Text(".session-end")
	c.Pass(people.UsualLimits.Idle - 9*time.Minute)
	r.Goto(cardReader)
	if after := r.Text(".session-end"); after == before {
		c.Errorf("looking at a page did not lengthen the session: %s", after)
	}
	// Five minutes before the end a page that lies open asks, by its own count.
	p := c.open("anna-kowalska", cardReader, phone)
	ends := c.Now().Add(people.UsualLimits.Absolute)
	for left := ends.Sub(c.Now()); left > 10*time.Minute; left = ends.Sub(c.Now()) {
		c.Pass(min(left-5*time.Minute-2*time.Second, people.UsualLimits.Idle-time.Minute))
		p.Goto(cardReader)
	}
	p.Wait("dialog[open]")
	c.says(p, "登录快要到期了", "重新登录")
	c.clean(p)
	// After the end what was typed waits until they are back.
	s := c.openAs("anna-kowalska", cardReader, phone, false, text.ZH)
	c.Pass(people.UsualLimits.Idle + time.Minute)
	s.Fill("reader", "没有保存的字")
	s.Fill("renewal", "yes")
	s.Fill("loans", "2")
	s.Click("保存并继续")
	if !strings.HasPrefix(s.Location(), "/sign-in") {
		c.Fatalf("after the end of the session: %s", s.Location())
	}
	s.Click("安娜·科瓦尔斯卡")
	c.says(s, "没有保存的字")
	c.clean(s)
	s.Click("main form button")
	s.Goto(cardReader)
	if got := s.Value("reader"); got != "没有保存的字" {
		c.Errorf("the unsaved text is %q", got)
	}
}

func newVersion(c *checklist) {
	p := c.open("anna-kowalska", cardReader, phone)
	fillReader(p, "安娜")
	p.Click("保存后离开")
	p.Goto(cardReader)
	c.saysNot(p, "不一样了")
	c.bringInForce(func(files fstest.MapFS) {
		name := "_toy/library-card/text/zh.yaml"
		files[name] = &fstest.MapFile{Data: bytes.Replace(files[name].Data, []byte("field.loans: 一次想借几册？"), []byte("field.loans: 最多想借几册？"), 1)}
	})
	p.Goto(cardReader)
	c.says(p, "不一样了", "最多想借几册？")
	c.clean(p)
	if warned := p.All(".govuk-warning-text"); len(warned) != 1 {
		c.Errorf("one question changed, marked are %q", warned)
	}
	if p.Value("reader") != "安娜" || p.Value("loans") != "2" {
		c.Error("the new version lost what was typed")
	}
	p.Goto(cardApply + "/tasks")
	c.says(p, "有问题改了")
	p.Goto(cardReader)
	p.Click("保存并继续")
	p.Goto(cardReader)
	c.saysNot(p, "不一样了")
}

// bringInForce lets two people bring a changed version of the toy service in force.
func (c *checklist) bringInForce(change func(fstest.MapFS)) {
	c.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(c.Packs, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(c.Packs, name)
		files[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
	change(files)
	set, problems := pack.Load(files)
	if len(problems) > 0 {
		c.Fatal(problems)
	}
	if err := c.Desk.Reload(c.Context(), set); err != nil {
		c.Fatal(err)
	}
	if _, err := c.Desk.ProposePack(c.Context(), c.Person("pack-keeper-1"), scene.Card); err != nil {
		c.Fatal(err)
	}
	if _, err := c.Desk.ApprovePack(c.Context(), c.Person("pack-keeper-2"), scene.Card); err != nil {
		c.Fatal(err)
	}
}

func taskList(c *checklist) {
	p := c.open("anna-kowalska", cardApply+"/tasks", phone)
	c.says(p, "任务清单", "还没有提交", "还没有开始", "还不能开始", "完成上面")
	c.clean(p)
	// The whole row leads there, not only its words.
	wide := p.Ask(`(() => { const row = document.querySelector('.govuk-task-list__item').getBoundingClientRect(); const hit = document.elementFromPoint(row.right - 8, row.top + row.height / 2); return String(!!hit.closest('a') || hit.tagName === 'A'); })()`)
	if wide != "true" {
		c.Error("only the words of a row can be clicked")
	}
	p.Click("读者信息")
	fillReader(p, "安娜")
	p.Click("保存后离开")
	p.Goto(cardApply + "/tasks")
	c.says(p, "已完成", "还没有提交")
	p.Click("提交前请核对")
	p.Click("确认无误，提交")
	c.saysNot(p, "还没有提交")
	c.says(p, "办件编号")
}

func receiptPage(c *checklist) {
	n := c.File("anna-kowalska", scene.Card, scene.Reader("安娜"))
	p := c.open("anna-kowalska", "/cases/"+n+"/receipt", phone)
	c.says(p, n, "10 月", ":", "接下来")
	c.clean(p)
	status, header, body := p.Fetch("/cases/" + n + "/receipt/pdf")
	if status != 200 || header.Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(body, []byte("%PDF-")) {
		c.Errorf("the receipt as a PDF: %d %s", status, header.Get("Content-Type"))
	}
	if dir := os.Getenv("ATONCE_PICTURES"); dir != "" {
		_ = os.WriteFile(dir+"/receipt.pdf", body, 0o600)
	}
	p.Click("查看办理进度")
	c.says(p, n)
	receiptByText(c)
}

func tracker(c *checklist) {
	n := c.File("anna-kowalska", scene.Card, scene.Reader("安娜"))
	p := c.open("anna-kowalska", "/cases/"+n, phone)
	c.says(p, "预计", "天", "图书馆", "已提交")
	c.Do("east-clerk", n, casework.Act{Verb: casework.Accept})
	c.Do("east-examiner", n, casework.Act{Verb: casework.Pause, Ground: "hearing", Reason: "要听证", Until: c.Now().Add(5 * 24 * time.Hour)})
	p.Goto("/cases/" + n)
	c.says(p, "东clerk", "窗口人员", "听证", "停")
	if now := p.All(".tracker [aria-current=step]"); len(now) != 1 {
		c.Errorf("the present steps are %q", now)
	}
	c.clean(p)
	p.Resize(wide)
	c.clean(p)
}

func overdueSaid(c *checklist) {
	n := c.File("anna-kowalska", scene.Card, scene.Reader("安娜"))
	c.Do("east-clerk", n, casework.Act{Verb: casework.Accept})
	c.Pass(9 * 24 * time.Hour)
	if opened, err := c.Desk.OweDelays(c.Context()); err != nil || opened != 1 {
		c.Fatalf("%d delays found, %v", opened, err)
	}
	if opened, err := c.Desk.OweDelays(c.Context()); err != nil || opened != 0 {
		c.Errorf("a delay is found twice: %d, %v", opened, err)
	}
	// Before asking they are told, and by when they will know why.
	p := c.open("anna-kowalska", "/inbox", phone)
	c.says(p, "没有按承诺的时间办结")
	p.Goto("/cases/" + n)
	c.says(p, "没有按承诺的时间办结", "前答复您", "法定的最晚时间", "原来承诺的时间是")
	office := c.open("east-head", "/office/replies", wide)
	c.clean(office)
	office.Click("逾期说明")
	office.Fill("answer", "审核人生病，已换人办理。")
	office.Fill("until-year", "2030")
	office.Fill("until-month", "1")
	office.Fill("until-day", "1")
	office.Click("答复申请人")
	c.says(office, "不晚于法定时限")
	c.clean(office)
	day := c.Now().AddDate(0, 0, 2)
	office.Fill("until-year", day.Format("2006"))
	office.Fill("until-month", day.Format("1"))
	office.Fill("until-day", day.Format("2"))
	office.Click("答复申请人")
	p.Goto("/cases/" + n)
	c.says(p, "审核人生病，已换人办理。", "新的时间")
	c.clean(p)
	// A nudge is in the record, and the office answers it.
	p.Click("催一催")
	c.says(p, "您在", "催办", "前答复您")
	a := c.acts(n)
	if last := a[len(a)-1]; last.Step != casework.StepNudge {
		c.Errorf("the nudge is not in the record: %+v", last)
	}
	office.Goto("/office/replies")
	office.Click("申请人催办")
	office.Fill("answer", "明天上午给您结果。")
	office.Click("答复申请人")
	p.Goto("/cases/" + n)
	c.says(p, "明天上午给您结果。")
	p.Goto("/inbox")
	c.says(p, "机关答复了您的催办", "机关说明了逾期的原因")
}

func oneNotice(c *checklist) {
	answers := scene.Reader("安娜")
	old, err := c.Desk.AddFile(c.Context(), c.Person("anna-kowalska"), "old.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	if err != nil {
		c.Fatal(err)
	}
	answers["photo_file"] = old.ID
	n := c.File("anna-kowalska", scene.Card, answers)
	c.Do("east-clerk", n, casework.Act{Verb: casework.AskCorrection, Until: c.Now().Add(72 * time.Hour), Gaps: []casework.Gap{{Field: "photo", Reason: "照片看不清脸"}, {Field: "reader", Reason: "要和证件上一样"}}})
	p := c.open("anna-kowalska", "/cases/"+n+"/supplement", phone)
	c.says(p, "共 2 处", "照片看不清脸", "要和证件上一样", "示例：", "白底", "old.png")
	if slots := p.All("input[type=file]:not([capture])"); len(slots) != 1 {
		c.Errorf("%d places to upload for one material", len(slots))
	}
	c.clean(p)
	p.Upload("photo_file", picture(c.T))
	p.Fill("reader", "Anna")
	p.Click("提交补正")
	v, err := c.Desk.Case(c.Context(), c.Person("anna-kowalska"), n)
	if err != nil || len(v.Files) != 2 || len(v.Case.Gaps) != 0 {
		c.Errorf("%d files, %d gaps, %v", len(v.Files), len(v.Case.Gaps), err)
	}
	// Only the head may ask a second time, and says why.
	clerk := c.open("east-clerk", "/office/cases/"+n+"/do/ask-correction", wide)
	if clerk.Has("form[action$='/do/ask-correction']") {
		c.Error("a clerk may ask twice")
	}
	head := c.open("east-head", "/office/cases/"+n+"/do/ask-correction", wide)
	head.Fill("act-gaps", "reader")
	head.Fill("act-gaps-reader", "少一个字")
	day := c.Now().AddDate(0, 0, 3)
	head.Fill("act-until-year", day.Format("2006"))
	head.Fill("act-until-month", day.Format("1"))
	head.Fill("act-until-day", day.Format("2"))
	head.Click("main form button")
	if !head.Has(".govuk-error-summary") {
		c.Error("asked again without a reason")
	}
	if got := len(c.acts(n)); got != 3 {
		c.Errorf("asked again without a reason: %d acts", got)
	}
	c.Do("east-head", n, casework.Act{Verb: casework.AskCorrection, Until: c.Now().Add(72 * time.Hour), Reason: "上次漏看了姓名", Gaps: []casework.Gap{{Field: "reader", Reason: "少一个字"}}})
}

func withdrawAmendCopy(c *checklist) {
	first := c.File("anna-kowalska", scene.Card, scene.Reader("安娜一"))
	p := c.open("anna-kowalska", "/cases/"+first, phone)
	p.Click("更改申请")
	c.says(p, "自动撤回")
	c.clean(p)
	p.Click("放进草稿")
	c.says(p, "更改 "+first, "任务清单")
	c.clean(p)
	p.Goto(cardReader)
	if p.Value("reader") != "安娜一" {
		c.Errorf("the draft holds %q", p.Value("reader"))
	}
	fillReader(p, "安娜二")
	p.Click("保存并继续")
	if v, err := c.Desk.Case(c.Context(), c.Person("anna-kowalska"), first); err != nil || !v.Case.Ended.IsZero() {
		c.Errorf("the first is over before the second is sent: %v", err)
	}
	p.Click("确认无误，提交")
	second := p.Text(".govuk-panel__body strong")
	v, err := c.Desk.Case(c.Context(), c.Person("anna-kowalska"), first)
	if err != nil || v.Case.Ended.IsZero() || second == first {
		c.Errorf("the first goes on beside the second: %v", err)
	}
	// A copy of an application that is over.
	p.Goto("/cases/" + first)
	p.Click("我提交的内容")
	p.Click("照这份再申请一次")
	p.Click("放进草稿")
	p.Goto(cardReader)
	if p.Value("reader") != "安娜一" {
		c.Errorf("the copy holds %q", p.Value("reader"))
	}
	// A second copy would overwrite what is there: it is not made.
	p.Goto("/cases/" + first + "/copy")
	c.says(p, "已经有这件事的草稿")
	third := c.File("anna-kowalska", scene.Card, scene.Reader("安娜三"))
	// Nor is an amendment, and the page still calls it that.
	if said := p.Ask(`fetch("/cases/` + first + `/copy", {method: "POST"}).then(() => fetch("/cases/` + third + `/copy", {method: "POST", body: new URLSearchParams({amend: "1"})})).then(a => a.text()).then(words => new DOMParser().parseFromString(words, "text/html").querySelector("h1").textContent)`); !strings.Contains(said, "更改申请") {
		c.Errorf("an amendment that is refused is called %q", said)
	}
	p.Goto("/cases/" + third)
	p.Click("撤回申请")
	p.Click("撤回")
	rows, err := c.Desk.Mine(c.Context(), c.Person("anna-kowalska"), "", 20)
	if err != nil {
		c.Fatal(err)
	}
	for _, r := range rows.Rows {
		if r.Number == third && r.Ended.IsZero() {
			c.Error("the withdrawn application goes on")
		}
	}
}

func ratings(c *checklist) {
	n := c.File("anna-kowalska", scene.Card, scene.Renewal("安娜"))
	c.Do("east-clerk", n, casework.Act{Verb: casework.Deliver})
	p := c.openAs("anna-kowalska", "/cases/"+n, phone, false, text.ZH)
	for _, stars := range []string{"1", "5"} {
		if !p.Has("input[name=stars][value='" + stars + "']") {
			c.Errorf("%s stars cannot be given as easily", stars)
		}
	}
	c.clean(p)
	// Sent without any it says what to do, beside the stars.
	p.Click("提交评价")
	c.says(p, "请选择一个评分")
	c.clean(p)
	p.Fill("stars", "1")
	p.Click("提交评价")
	// Published at once, without a name.
	q := c.open("", "/items/"+scene.Card, phone)
	c.says(q, "共 1 人评价")
	// The handler sees neither the rating at the case nor whose it is.
	office := c.open("east-clerk", "/office/cases/"+n, wide)
	c.saysNot(office, "★")
	office.Goto("/office/replies")
	c.says(office, "不满意的评价")
	c.saysNot(office, n)
	office.Click("不满意的评价")
	c.says(office, "★☆☆☆☆")
	c.saysNot(office, n, "安娜")
	c.clean(office)
	office.Fill("answer", "对不起，领证时让您等了。现在可以预约。")
	office.Click("答复申请人")
	p.Goto("/cases/" + n)
	c.says(p, "对不起，领证时让您等了。")
}

func humanWayOut(c *checklist) {
	p := c.openAs("anna-kowalska", "/", phone, false, text.ZH)
	for _, path := range []string{"/", "/?q=qwxzv", "/items/" + scene.Card, cardReader, "/cases", "/inbox", "/wallet", "/no-such-page", "/data-use"} {
		p.Goto(path)
		foot := strings.Join(p.All(".foot a"), " ")
		for _, want := range []string{"12345", "办事点", "预约", "投诉与建议"} {
			if !strings.Contains(foot, want) {
				c.Errorf("%s has no way to %s: %s", path, want, foot)
			}
		}
	}
	p.Goto("/")
	p.Click(".foot a[href='/appointments']")
	c.clean(p)
	p.Click("看可选的时间")
	c.says(p, "请选一个办事点")
	c.clean(p)
	p.Fill("counter", scene.East)
	p.Click("看可选的时间")
	c.clean(p)
	when := p.Ask(`document.querySelector('select[name=begins] option:nth-child(2)').value`)
	p.Fill("begins", when)
	p.Click("main form button")
	c.says(p, "东馆", "图书馆路 1 号", "取消预约")
	p.Click("取消预约")
	c.saysNot(p, "取消预约")
	nearestCounter(c)
	p.Goto("/feedback")
	p.Fill("words", "页面太复杂")
	p.Click("发送")
	c.says(p, "已经收到")
}

// nearestCounter finds the counters that are near: by a place that somebody names, without
// scripts, and by where the device is, which the server is not told.
func nearestCounter(c *checklist) {
	p := c.openAs("", "/counters", phone, false, text.ZH)
	c.clean(p)
	p.Fill("from", "330199102000")
	p.Click("按远近排列")
	c.clean(p)
	c.says(p, "按离云岭镇的远近排列")
	if got := p.All(".card a"); len(got) != 6 || got[0] != "桥下镇便民服务中心" {
		c.Errorf("from Yunling: %q", got)
	}
	if got := p.All(".card .away"); !strings.HasSuffix(got[0], "6.0 公里") {
		c.Errorf("how far from Yunling: %q", got)
	}
	// For one service, from its guide, only where it is dealt with.
	p.Goto("/items/" + scene.Card)
	p.Leads("[...document.querySelectorAll('a')].find(a => a.textContent == '找最近的办事点').click()")
	c.clean(p)
	if got := p.All(".card a"); len(got) != 2 {
		c.Errorf("for a library card: %q", got)
	}
	p.Click("晓溪县图书馆西馆")
	c.says(p, "图书馆路 2 号", "接待机关", "借书证")
	c.clean(p)

	p = c.open("", "/counters", phone)
	p.Wait("[data-near]:not([hidden])")
	p.Stand(29.8041, 119.6701, false)
	p.Click("按我现在的位置排列")
	p.Wait("[data-near] button:enabled")
	c.says(p, "没有取得位置。请在上面选您在哪里。")
	p.Stand(29.8041, 119.6701, true)
	p.Click("按我现在的位置排列")
	p.Wait(".card .away:not([hidden])")
	c.says(p, "已按离您的远近排列")
	if got := p.All(".card a"); len(got) != 6 || got[0] != "晓溪县图书馆西馆" || got[1] != "公安局户籍大厅" {
		c.Errorf("from where the device is: %q", got)
	}
	if got := p.All(".card .away"); got[0] != "直线约 20 米" && got[0] != "直线约 10 米" {
		c.Errorf("how far from the device: %q", got)
	}
	if sent := p.Ask(`performance.getEntriesByType('resource').map(e => e.name).filter(n => /29\.80|119\.67|from=/.test(n)).join(' ')`); sent != "" {
		c.Errorf("where the device is was sent: %s", sent)
	}
	c.clean(p)
	// No other page may ask the device.
	p.Goto("/")
	if p.Ask(`String(document.featurePolicy.allowsFeature('geolocation'))`) != "false" {
		c.Error("the home page may ask where the device is")
	}
}

func firmOfSeveral(c *checklist) {
	if err := c.Desk.ResetFirm(c.Context(), "hemu-foods", "lin-jian", "register office"); err != nil {
		c.Fatal(err)
	}
	owner := c.open("lin-jian", "/account/acting", phone)
	c.says(owner, "禾木食品", "负责人")
	c.clean(owner)
	owner.Click("main details:last-of-type summary")
	owner.Fill("role-hemu-foods", "agent")
	owner.Click("main details:last-of-type button")
	code := owner.Text(".code")
	agent := c.open("li-xiao", "/account/acting", phone)
	agent.Fill("code", code)
	agent.Click("form[action='/account/acting/accept'] button")
	agent.Click("form[action='/account/acting/as'] button")
	c.says(agent, "您在代", "禾木食品")
	// Who leaves is taken out, and acts no more.
	owner.Goto("/account/acting")
	c.says(owner, "李晓", "经办人")
	as, _, err := c.Desk.Actings(c.Context(), c.Person("li-xiao"))
	if err != nil || len(as) != 1 {
		c.Fatal(as, err)
	}
	owner.Click("form[action='/account/acting/end']:has(input[value='" + as[0].ID + "']) button")
	agent.Goto("/cases")
	c.saysNot(agent, "您在代")
	// The first registrant does not let go: the office makes another the owner.
	c.otherOwner()
	owner.Goto("/inbox")
	c.says(owner, "企业的负责人已由窗口变更")
	owner.Goto("/account/acting")
	if owner.Has("form[action='/account/acting/as']") {
		c.Error("the first registrant still acts for the firm")
	}
	agent.Goto("/account/acting")
	c.says(agent, "负责人")
}
