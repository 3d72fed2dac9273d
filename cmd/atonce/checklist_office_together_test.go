package main

import (
	"slices"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/people"
)

// inReview is a case that an examiner works on.
func (c *checklist) inReview(name string) string {
	c.Helper()
	n := c.cards(name)[0]
	c.Do("east-clerk", n, casework.Act{Verb: casework.Accept})
	c.Do("east-examiner", n, casework.Act{Verb: casework.Record, Step: "visit"})
	return n
}

func twoAtOneCase(c *checklist) {
	n := c.inReview("林一")
	c.open("east-head", "/office/cases/"+n, wide)
	p := c.open("east-examiner", "/office/cases/"+n+"/do/propose", wide)
	p.Fill("act-outcome", "granted")
	p.Fill("act-reason", "符合条件，证件已核对。")
	q := c.open("east-examiner", "/office/cases/"+n, wide)
	c.says(q, "最近打开过这件办件：东head（")
	p.Click("先保存，以后再办")
	q = c.open("east-head", "/office/cases/"+n, wide)
	c.says(q, "东examiner正在填写")
	c.clean(q)
	c.Do("east-head", n, casework.Act{Verb: casework.Extend, Clock: "decision", Reason: "需要调档"})
	// What was typed waits, with what changed above it; a page that was open before is
	// met with the same.
	p.Goto("/office/cases/" + n + "/do/propose")
	c.says(p, "这件办件有了变化", "延长")
	if p.Value("act-reason") != "符合条件，证件已核对。" {
		c.Errorf("the draft is %q", p.Value("act-reason"))
	}
	c.Do("east-head", n, casework.Act{Verb: casework.Record, Step: casework.StepNote, Note: "档案已到"})
	p.Click("提交")
	c.says(p, "这件办件有了变化", "内部备注")
	if p.Value("act-reason") != "符合条件，证件已核对。" || !slices.Contains(p.Checked("act-outcome"), "granted") {
		c.Errorf("after the conflict the form holds %q, %v", p.Value("act-reason"), p.Checked("act-outcome"))
	}
	if a := c.acts(n); a[len(a)-1].Verb == casework.Propose {
		c.Fatal("the second save was taken unseen")
	}
	c.clean(p)
	p.Click("提交")
	if a := c.acts(n); a[len(a)-1].Verb != casework.Propose || a[len(a)-1].Reason != "符合条件，证件已核对。" {
		c.Errorf("after looking, the last act is %+v", a[len(a)-1])
	}
	p.Goto("/office/own")
	c.saysNot(p, n) // the draft went with the act
}

func handedOver(c *checklist) {
	n := c.inReview("林一")
	c.Do("east-head", n, casework.Act{Verb: casework.Assign, Handler: "east-examiner", Note: "请先看照片"})
	p := c.openAs("east-examiner", "/office/cases/"+n, phone, false, "zh")
	c.says(p, "东head把这件办件交给您", "请先看照片")
	c.clean(p)
	p.Click("接手")
	if a := c.acts(n); a[len(a)-1].Step != casework.StepTaken {
		c.Fatalf("it was not taken: %+v", a[len(a)-1])
	}
	p.Goto("/office/cases/" + n)
	c.saysNot(p, "把这件办件交给您")
	// Who has it hands it on, with a word to it; the receiver gives it back.
	p.Goto("/office/cases/" + n + "/do/assign")
	p.Fill("act-handler", "east-clerk")
	p.Click("提交")
	c.says(p, "请写明为什么交给对方")
	p.Fill("act-note", "我明天起外出，照片已看，只差核对地址。")
	p.Click("提交")
	q := c.openAs("east-clerk", "/office/cases/"+n, wide, false, "zh")
	c.says(q, "东examiner把这件办件交给您", "只差核对地址")
	citizen := c.open("lin-jian", "/cases/"+n, phone)
	c.says(citizen, "东clerk")
	c.saysNot(citizen, "只差核对地址", "经办已接手")
	q.Click("退回，并说明原因")
	if !slices.Contains(q.Checked("act-handler"), "east-examiner") {
		c.Errorf("giving back begins with %v", q.Checked("act-handler"))
	}
	q.Fill("act-note", "这件需要审核岗位，退回。")
	q.Click("提交")
	a := c.acts(n)
	if last := a[len(a)-1]; last.Handler != "east-examiner" || last.By != "east-clerk" {
		c.Errorf("it was not given back: %+v", last)
	}
	citizen.Goto("/cases/" + n)
	c.says(citizen, "东examiner")
	// Who does not have it cannot hand it on.
	_, err := c.Desk.Act(c.Context(), c.Person("east-clerk"), desk.Doing{Number: n, Act: casework.Act{Verb: casework.Assign, Handler: "east-clerk"}, Submission: "not-mine"})
	if err == nil {
		c.Error("somebody else handed the case on")
	}
}

func deputyForATime(c *checklist) {
	var numbers []string
	for _, name := range []string{"林一", "林二"} {
		n := c.inReview(name)
		c.Do("east-examiner", n, casework.Act{Verb: casework.Propose, Outcome: "granted", Reason: "符合条件"})
		numbers = append(numbers, n)
	}
	head := c.openAs("east-head", "/office/own", phone, false, "zh")
	fill := func(deputy string) {
		head.Fill("deputy", deputy)
		for field, value := range map[string]string{"from-year": "2026", "from-month": "10", "from-day": "12", "until-year": "2026", "until-month": "10", "until-day": "16"} {
			head.Fill(field, value)
		}
		head.Fill("services", "library-card")
		head.Click("设定代理")
	}
	head.Click("设定代理") // nothing chosen: every field says what it wants
	if len(head.All(".govuk-error-summary li")) < 2 {
		c.Errorf("an empty form says %q", head.All(".govuk-error-summary li"))
	}
	c.clean(head)
	fill("east-clerk")
	c.says(head, "代理已设定", "由东clerk代理")
	fill("east-examiner")
	// The examiner, who proposed, lends no second pair of eyes; the clerk does.
	p := c.open("east-examiner", "/office/cases/"+numbers[0], wide)
	c.says(p, "不能再代东head办理")
	if p.Has("form[action$='/do/decide']") {
		c.Error("who proposed may decide for the head")
	}
	p = c.open("east-clerk", "/office/cases/"+numbers[0], wide)
	c.says(p, "您代东head办理")
	c.clean(p)
	p.Fill("act-outcome", "granted")
	p.Click("form[action$='/do/decide'] button:not([name])")
	a := c.acts(numbers[0])
	i := slices.IndexFunc(a, func(x casework.Act) bool { return x.Verb == casework.Decide })
	if i < 0 || a[i].By != "east-clerk" || a[i].OnBehalf != "east-head" || !strings.Contains(a[i].Name, "东clerk") || !strings.Contains(a[i].Name, "东head") || a[i].Role != "head" {
		c.Fatalf("the decision is %+v", a)
	}
	c.SignLog()
	if _, err := c.Desk.Verify(c.Context()); err != nil {
		c.Errorf("the log does not hold both names: %v", err)
	}
	// It ends by itself.
	c.Pass(7 * 24 * time.Hour)
	if err := tryDecide(c, "east-clerk", numbers[1]); err == nil {
		c.Error("the deputy decides after the absence is over")
	}
	// Somebody who is away stands in for nobody, and nobody of another office does.
	for _, bad := range []string{"west-head", "east-head", "lin-jian"} {
		_, err := c.Desk.GoAway(c.Context(), c.Person("east-head"), people.Absence{Deputy: bad, From: c.Now(), Until: c.Now().Add(48 * time.Hour)})
		if err == nil {
			c.Errorf("%s stands in for the head of another office", bad)
		}
	}
	if _, err := c.Desk.GoAway(c.Context(), c.Person("east-clerk"), people.Absence{Deputy: "east-examiner", From: c.Now(), Until: c.Now().Add(48 * time.Hour)}); err != nil {
		c.Fatal(err)
	}
	if _, err := c.Desk.GoAway(c.Context(), c.Person("east-head"), people.Absence{Deputy: "east-clerk", From: c.Now(), Until: c.Now().Add(24 * time.Hour)}); err == nil {
		c.Error("somebody who is away stands in")
	}
}

func tryDecide(c *checklist, by, number string) error {
	_, err := c.Desk.Act(c.Context(), c.Person(by), desk.Doing{Number: number, Act: casework.Act{Verb: casework.Decide, Outcome: "granted"}, Submission: "try-" + by + number})
	return err
}

func warnedFirst(c *checklist) {
	n := c.inReview("林一")
	c.Do("east-head", n, casework.Act{Verb: casework.Assign, Handler: "east-examiner"})
	warn := func() {
		c.Helper()
		if _, err := c.Desk.Warn(c.Context()); err != nil {
			c.Fatal(err)
		}
	}
	warn()
	p := c.open("east-examiner", "/office/notices", phone)
	c.saysNot(p, n)
	c.Pass(3*24*time.Hour + 2*time.Hour) // the morning of the last day: less than a fifth is left
	warn()
	warn()
	p.Goto("/as/east-examiner?to=/office/notices")
	c.says(p, "快到期", n)
	if got := len(p.All("section.paper")); got != 1 {
		c.Errorf("%d notices, want one: %q", got, p.All("section.paper"))
	}
	c.clean(p)
	head := c.open("east-head", "/office/notices", wide)
	c.saysNot(head, n)
	c.Pass(5 * 24 * time.Hour)
	warn()
	p.Goto("/as/east-examiner?to=/office/notices")
	c.says(p, "已超期")
	p.Click("section.paper button")
	c.says(p, "请写明原因")
	p.Ask(`document.querySelector("section.paper textarea").value = "档案馆停电，昨天才取到原件。", ""`)
	p.Click("section.paper button")
	c.says(p, "您的说明：档案馆停电")
	head.Goto("/as/east-head?to=/office/notices")
	c.says(head, "已超期", n, "东examiner说明：档案馆停电")
	a := c.acts(n)
	if !slices.ContainsFunc(a, func(x casework.Act) bool {
		return strings.Contains(x.Note, "档案馆停电") && x.By == "east-examiner"
	}) {
		c.Error("the reason is not kept in the case")
	}
}
