package main

import (
	"slices"
	"strings"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/form"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

func documentsOnAPhone(c *checklist) {
	n := c.withPhotos("林一", 1)
	c.Do("east-clerk", n, casework.Act{Verb: casework.Accept})
	c.Do("east-examiner", n, casework.Act{Verb: casework.Record, Step: "visit"})
	c.Do("east-examiner", n, casework.Act{Verb: casework.Propose, Outcome: "granted", Reason: "符合条件"})
	p := c.open("east-head", "/office/cases/"+n, phone)
	p.Click("photo-1.png") // read
	if !p.Has(".viewer img") {
		c.Error("the document is not shown")
	}
	c.clean(p)
	p.Goto("/office/cases/" + n + "/do/record/note") // comment
	p.Fill("act-note", "照片清楚，可以。")
	p.Click("提交")
	p.Goto("/office/cases/" + n + "/do/decide") // sign
	p.Fill("act-outcome", "granted")
	p.Click("提交")
	if a := c.acts(n); !slices.ContainsFunc(a, func(x casework.Act) bool { return x.Verb == casework.Decide && x.By == "east-head" }) {
		c.Error("the head could not decide on the phone")
	}
	p.Goto("/office/cases/" + n)
	p.Click("打印")
	c.says(p, n, "林一", "photo-1.png", "照片清楚，可以。", "打印")
	if p.Has("main form") || p.Has("main button") {
		c.Error("what is printed holds a form")
	}
	c.clean(p)
}

func ownFigures(c *checklist) {
	numbers := []string{c.inReview("林一"), c.inReview("林二"), c.inReview("林三")}
	for _, n := range numbers[:2] {
		c.Do("east-head", n, casework.Act{Verb: casework.Assign, Handler: "east-examiner"})
	}
	c.Do("east-head", numbers[2], casework.Act{Verb: casework.Assign, Handler: "east-clerk"})
	p := c.open("east-examiner", "/office/own", wide)
	figures := p.Text(".govuk-summary-list")
	if !strings.Contains(strings.Join(strings.Fields(figures), ""), "手上未办结（件）2") {
		c.Errorf("two open cases are not said: %s", figures)
	}
	for _, other := range []string{"东clerk", "东head"} {
		if strings.Contains(figures, other) {
			c.Errorf("the figures name %s", other)
		}
	}
	c.clean(p)
	p.Resize(phone)
	c.clean(p)
	for _, r := range routes(c.Desk, true) {
		if strings.HasPrefix(r.Path, "/office/own") && strings.Contains(r.Path, "{person}") {
			c.Errorf("%s shows one official's work to others", r.Path)
		}
	}
}

func askedOnce(c *checklist) {
	for _, s := range c.Desk.Services() {
		labels := map[string]string{}
		for _, x := range askedOf(s.Form()) {
			label := s.Text(text.ZH, "field."+x.ID)
			if other, twice := labels[label]; twice {
				c.Errorf("%s asks %q twice: %s and %s", s.ID(), label, other, x.ID)
			}
			labels[label] = x.ID
		}
		// What a case was told goes on to each case it opens, and is not asked again.
		for _, b := range s.Procedure().Branches {
			child, err := c.Desk.Service(b.Service)
			if err != nil {
				c.Fatal(err)
			}
			for _, x := range askedOf(child.Form()) {
				if _, both := s.Form().Field(x.ID); both && !slices.Contains(b.Passes, x.ID) {
					c.Errorf("%s asks %s, and its branch %s asks it again", s.ID(), x.ID, b.ID)
				}
			}
		}
	}
	// The way to complain or to suggest stands on every page of the face.
	clerk := c.open("east-clerk", "/office", phone)
	pages := 0
	for _, r := range routes(c.Desk, true) {
		if r.Face != ui.Office || r.Method != "GET" || strings.Contains(r.Path, "{") || r.Who != door.Officials {
			continue
		}
		status, _, body := clerk.Fetch(r.Path)
		if pages++; status == 200 && !strings.Contains(string(body), `href="/feedback"`) {
			c.Errorf("%s has no way to complain", r.Path)
		}
	}
	if pages < 10 {
		c.Errorf("only %d pages were read", pages)
	}
}

// askedOf are the questions that applicants are asked.
func askedOf(f *form.Form) []form.Field {
	var out []form.Field
	for _, p := range f.Pages() {
		if p.Office {
			continue
		}
		for _, id := range p.Fields {
			if x, ok := f.Field(id); ok {
				out = append(out, x)
			}
		}
	}
	return out
}

func quietAtNight(c *checklist) {
	c.Pass(11 * time.Hour) // Monday, eight in the evening
	n := c.cards("林一")[0]
	note := func(words, submission string) {
		c.Helper()
		_, err := c.Desk.Act(c.Context(), c.Person("east-clerk"), desk.Doing{Number: n, Act: casework.Act{Verb: casework.Record, Step: casework.StepNote, Note: words}, Submission: submission})
		if err != nil {
			c.Fatal(err)
		}
	}
	note("@东examiner 请看", "first")
	p := c.open("east-examiner", "/office/notices", phone)
	c.saysNot(p, n)
	if strings.Contains(p.Text(".menu"), "(") {
		c.Errorf("the menu tells at night: %s", p.Text(".menu"))
	}
	c.Pass(11*time.Hour + 55*time.Minute)
	p.Goto("/as/east-examiner?to=/office/notices")
	c.saysNot(p, n)
	c.Pass(6 * time.Minute)
	p.Goto("/as/east-examiner?to=/office")
	if !strings.Contains(p.Text(".menu"), "提醒 (1)") {
		c.Errorf("in the morning the menu says %s", p.Text(".menu"))
	}
	// Whoever wants to hear at night sets it so.
	p.Goto("/office/own")
	p.Fill("quiet-from", "25")
	p.Click("保存安静时段")
	c.says(p, "0 到 23")
	p.Fill("quiet-from", "0")
	p.Fill("quiet-until", "0")
	p.Click("保存安静时段")
	c.says(p, "安静时段已保存")
	c.Pass(13 * time.Hour)
	note("@东examiner 再看一次", "second")
	p.Goto("/as/east-examiner?to=/office/notices")
	if got := len(p.All("section.paper")); got != 2 {
		c.Errorf("%d notices, want both", got)
	}
	// An emergency is what would be too late in the morning.
	q := desk.Quiet{From: 19, Until: 8}
	at := time.Date(2026, 10, 12, 23, 0, 0, 0, time.FixedZone("", 8*3600))
	if end := q.End(at); !end.Equal(time.Date(2026, 10, 13, 8, 0, 0, 0, at.Location())) {
		c.Errorf("quiet hours end at %s", end)
	}
	if end := q.End(at.Add(10 * time.Hour)); !end.Equal(at.Add(10 * time.Hour)) {
		c.Errorf("nine in the morning is quiet until %s", end)
	}
}

func noDecisionIsLost(c *checklist) {
	n := c.inReview("林一")
	c.Do("east-examiner", n, casework.Act{Verb: casework.Propose, Outcome: "granted", Reason: "符合条件"})
	p := c.open("east-head", "/office/cases/"+n+"/do/decide", wide)
	guards := func() string { return p.Ask(`String(!dispatchEvent(new Event("beforeunload", {cancelable: true})))`) }
	if guards() != "false" {
		c.Error("a page on which nothing was typed holds its reader")
	}
	p.Tap("[name=act-reason]")
	for _, key := range []string{"o", "k", "1"} {
		p.Press(key)
	}
	if guards() != "true" {
		c.Error("a page with unsaved words can be left unasked")
	}
	// Undoing and redoing are the browser's own: no script of the page takes them away.
	p.Ask(`document.execCommand("undo"), ""`)
	if got := p.Value("act-reason"); got == "ok1" {
		c.Errorf("nothing was undone: %q", got)
	}
	p.Ask(`document.execCommand("redo"), ""`)
	if got := p.Value("act-reason"); got != "ok1" {
		c.Errorf("redone: %q", got)
	}
	p.Fill("act-outcome", "refused")
	p.Fill("act-reason", "住所不在本县，已核对两次。")
	p.Wait(`form[data-draft] [role=status]:not(:empty)`)
	c.says(p, "已自动保存，尚未提交")
	if guards() != "false" {
		c.Error("a page whose words are kept holds its reader")
	}
	// The session is ended from elsewhere; the words are there in the next one.
	if err := c.Desk.EndSession(c.Context(), c.Person("east-head"), "", ""); err != nil {
		c.Fatal(err)
	}
	q := c.openAs("east-head", "/office/cases/"+n+"/do/decide", phone, false, "zh")
	if q.Value("act-reason") != "住所不在本县，已核对两次。" || !slices.Contains(q.Checked("act-outcome"), "refused") {
		c.Errorf("after the session the form holds %q, %v", q.Value("act-reason"), q.Checked("act-outcome"))
	}
	c.says(q, "已保存未提交的内容")
	c.clean(q)
	q.Click("丢弃保存的内容")
	if q.Value("act-reason") != "" {
		c.Error("what was discarded is still there")
	}
}

func lockedScreen(c *checklist) {
	// A number of identity is masked until somebody asks to see it.
	answers := map[string]string{"operator": "周一", "identity": "330199198807013567", "phone": "13800000000", "residence": "晓溪县溪前路 2 号", "trade_name": "周家面馆", "scope": "面条",
		"start_date": "2026-12-08", "area": "330199", "premises": "晓溪县溪前路 100 号", "held": "own", "delivery": "counter"}
	m := c.File("lin-jian", lifeService, answers)
	z := c.openAs("zhang-min", "/office/cases/"+m, phone, false, "zh")
	c.saysNot(z, "330199198807013567")
	z.Click("显示")
	c.says(z, "330199198807013567")
	n := c.inReview("林一")
	p := c.open("east-examiner", "/office/cases/"+n+"/do/propose", wide)
	p.Fill("act-outcome", "granted")
	p.Fill("act-reason", "还没有写完的话")
	p.Leads(`document.body.dataset.lock = "1"`)
	if !p.Has("form[action='/sign-in/again']") {
		c.Fatalf("a page that nobody touches leads to %s", p.Location())
	}
	c.saysNot(p, "还没有写完的话", n)
	c.clean(p)
	// No other page opens either, in this tab or by another address.
	p.Goto("/office/cases/" + n)
	if !strings.HasPrefix(p.Location(), "/sign-in/again") {
		c.Errorf("a locked session opens %s", p.Location())
	}
	p.Goto("/sign-in/again?to=/office/cases/" + n + "/do/propose")
	p.Click("form[action='/sign-in/again'] button")
	if p.Value("act-reason") != "还没有写完的话" || !slices.Contains(p.Checked("act-outcome"), "granted") {
		c.Errorf("behind the lock the form holds %q, %v at %s", p.Value("act-reason"), p.Checked("act-outcome"), p.Location())
	}
	// By hand, without scripts, it locks as well.
	q := c.openAs("east-examiner", "/office/own", phone, false, "zh")
	q.Click("锁定屏幕")
	if !strings.HasPrefix(q.Location(), "/sign-in/again") {
		c.Errorf("the button locks to %s", q.Location())
	}
}

// whyLooked is about one person's data looked up outside of a case; at a case the purpose
// is the case's own. Which purposes are taken, TestALookUpAsksForItsPurpose holds.
func whyLooked(c *checklist) {
	n := c.cards("林一")[0]
	c.open("east-clerk", "/office/cases/"+n, wide)
	p := c.openAs("zheng-yi", "/office/look-up", phone, false, "zh")
	c.clean(p)
	p.Fill("register", "population")
	p.Fill("subject", secretID)
	p.Click("main form button")
	if len(p.All(".govuk-error-summary li")) == 0 {
		c.Errorf("without a purpose it answers: %s", p.Text("main"))
	}
	p.Fill("use", "identify")
	p.Fill("reason", "核对来访人身份")
	p.Click("main form button")
	c.says(p, "林𠮷安")
	c.clean(p)
	citizen := c.open("lin-jian", "/data-use", phone)
	c.says(citizen, "郑毅", "核对来访人身份", "东clerk")
}
