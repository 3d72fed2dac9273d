package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/scene"
)

// TestOfficials tries what officials must be able to do, line by line (O1 to O35).
func TestOfficials(t *testing.T) { runLines(t, "O", 35, officialLines) }

var officialLines = []line{
	{name: "one inbox with true counts", test: oneInbox},
	{name: "sorted by due time, in words", test: sortedByDue},
	{name: "a row says it all, a card on a phone", test: rowsAndCards},
	{name: "filters live in the address and can be kept", test: filtersInAddress},
	{name: "search by name, sound and tail of a number", test: searchCases},
	{name: "keys that can be changed and switched off", test: keysOfList},
	{name: "many cases at once: preview, result each, undo", test: batchAssign},
	{name: "batch approval only of what passed every check", test: batchApprove},
	{name: "materials beside checks and decision", test: splitView},
	{name: "what each check rests on, what fails first", test: checksRestOnSomething},
	{name: "proposals in an applicant's words, overridden with a reason", test: overrideNeedsReason},
	{name: "decision with template, preview and the next case", test: decisionForm},
	{name: "one supplement request", test: oneSupplementRequest},
	{name: "a timeline of everything", test: timeline},
	{name: "notes and mentions that no citizen sees", test: notesStayInside},
	{name: "two at one case", test: twoAtOneCase},
	{name: "handed over, and taken or given back", test: handedOver},
	{name: "a deputy for a time", test: deputyForATime},
	{name: "warned before others are", test: warnedFirst},
	{name: "today's inspections", why: offline},
	{name: "a checklist on site", why: offline},
	{name: "photos kept on the device", why: offline},
	{name: "a queue that loses nothing", why: offline},
	{name: "sent once", why: offline},
	{name: "sent without a service of the system", why: offline},
	{name: "finding, order, answer and check in one case", why: "an inspection ends in an order and the inspector records what was mended: the firm cannot answer in the case yet"},
	{name: "a draw that can be repeated", why: "the draw of who is inspected comes with the work on inspection"},
	{name: "documents on a phone", test: documentsOnAPhone},
	{name: "why somebody looks", test: whyLooked},
	{name: "figures for oneself", test: ownFigures},
	{name: "no formalism", test: noFormalism},
	{name: "asked once", test: askedOnce},
	{name: "quiet at night", test: quietAtNight},
	{name: "masked until shown, and a locked screen keeps the words", test: lockedScreen},
	{name: "no decision is lost", test: noDecisionIsLost},
}

// offline is why the lines of work on site wait.
const offline = "work on site without the network comes with the work on inspection"

func oneInbox(c *checklist) {
	c.cards("林一", "林二", "林三")
	n := c.cards("林四")[0]
	c.Do("east-clerk", n, casework.Act{Verb: casework.Accept})
	c.Do("east-head", n, casework.Act{Verb: casework.Assign, Handler: "east-clerk"})
	p := c.open("east-clerk", "/office", wide)
	tabs := p.Text(".tabs")
	for _, want := range []string{"全部 4", "我的 1", "未分派 3", "已超期 0"} {
		if !strings.Contains(squeeze(tabs), squeeze(want)) {
			c.Errorf("the tabs do not say %s: %s", want, tabs)
		}
	}
	p.Goto("/office?pile=mine")
	if rows := p.All(".worklist tbody tr"); len(rows) != 1 {
		c.Errorf("mine has %d rows", len(rows))
	}
}

// squeeze takes spaces and brackets away: how a count is set off is the style's to say.
func squeeze(s string) string {
	return strings.NewReplacer(" ", "", "\n", "", "(", "", ")", "", "（", "", "）", "").Replace(s)
}

func sortedByDue(c *checklist) {
	late := c.cards("过期")[0]
	c.Pass(5 * 24 * time.Hour)
	fresh := c.cards("刚到")[0]
	p := c.open("east-clerk", "/office", wide)
	rows := p.All(".worklist tbody tr")
	if len(rows) != 2 || !strings.Contains(rows[0], late) || !strings.Contains(rows[1], fresh) {
		c.Fatalf("rows are not by due time: %q", rows)
	}
	if !strings.Contains(rows[0], "逾期") {
		c.Errorf("an overdue case does not say so in words: %s", rows[0])
	}
}

func rowsAndCards(c *checklist) {
	n := c.cards("王阿珍")[0]
	p := c.open("east-clerk", "/office", wide)
	row := p.All(".worklist tbody tr")[0]
	for _, want := range []string{n, "王阿珍", "借书证"} {
		if !strings.Contains(row, want) {
			c.Errorf("the row does not say %s: %s", want, row)
		}
	}
	p.Resize(phone)
	c.clean(p)
	p.Resize(320)
	c.clean(p)
}

func filtersInAddress(c *checklist) {
	c.cards("林一")
	p := c.open("east-clerk", "/office", wide)
	p.Fill("text", "林一")
	p.Click("main form.filter button")
	if !strings.Contains(p.Location(), "text=") {
		c.Fatalf("the filter is not in the address: %s", p.Location())
	}
	p.Click("保存这个列表")
	p.Fill("name", "姓林的")
	p.Click(`form[action="/office/views"] button`)
	c.says(p, "姓林的")
	// Another official who is sent the address sees their own list through it.
	other := c.open("west-clerk", p.Location(), wide)
	c.saysNot(other, "LE-2026")
	p.Goto("/office")
	p.Click("姓林的")
	if !strings.Contains(p.Location(), "text=") {
		c.Errorf("the saved list leads to %s", p.Location())
	}
}

func searchCases(c *checklist) {
	numbers := c.cards("林晓", "欧阳雪梅", "Anna Schmidt")
	p := c.open("east-clerk", "/office", wide)
	for query, want := range map[string]string{"林晓": numbers[0], "linxiao": numbers[0], "oyxm": numbers[1], "schmidt": numbers[2], numbers[1][len(numbers[1])-6:]: numbers[1]} {
		p.Goto("/office")
		p.Fill("text", query)
		p.Click("main form.filter button")
		if rows := p.All(".worklist tbody tr"); len(rows) != 1 || !strings.Contains(rows[0], want) {
			c.Errorf("%q finds %q, want %s", query, rows, want)
		}
	}
}

func keysOfList(c *checklist) {
	numbers := c.cards("林一", "林二", "林三")
	p := c.open("east-clerk", "/office", wide)
	p.Press("j")
	p.Press("j")
	p.Press("x")
	if got := p.Checked("case"); !slices.Equal(got, []string{numbers[1]}) {
		c.Errorf("j, j, x ticked %v, want %s", got, numbers[1])
	}
	// In a field the same letters are text.
	p.Press("/")
	p.Press("j")
	p.Press("x")
	if got := p.Value("text"); !strings.HasSuffix(got, "jx") {
		c.Errorf("typed into the search field: %q", got)
	}
	p.Goto("/office/keys")
	c.clean(p)
	p.Fill("down", "n")
	p.Click("main button")
	c.says(p, "快捷键已保存")
	p.Goto("/office")
	p.Press("n")
	p.Press("x")
	if got := p.Checked("case"); !slices.Equal(got, []string{numbers[0]}) {
		c.Errorf("the changed key ticked %v", got)
	}
	p.Goto("/office/keys")
	p.Fill("off", "yes")
	p.Click("main button")
	p.Goto("/office")
	p.Press("n")
	p.Press("x")
	if got := p.Checked("case"); len(got) > 0 {
		c.Errorf("keys that are switched off ticked %v", got)
	}
}

func batchAssign(c *checklist) {
	numbers := c.cards("林一", "林二", "林三")
	for _, n := range numbers[:2] {
		c.Do("east-clerk", n, casework.Act{Verb: casework.Accept})
	}
	c.Do("east-head", numbers[0], casework.Act{Verb: casework.Assign, Handler: "east-clerk"})
	p := c.openAs("east-head", "/office", wide, false, "zh")
	for _, n := range numbers[:2] {
		p.Fill("case", n)
	}
	p.Fill("verb", "assign:east-examiner")
	p.Click("先看结果")
	c.clean(p)
	c.says(p, "可以办理 2 件", numbers[0], numbers[1])
	if len(c.acts(numbers[1])) != 2 {
		c.Fatal("looking at the effect did something")
	}
	p.Click("确认办理 2 件")
	c.says(p, "已办理 2 件")
	if a := c.acts(numbers[1]); a[len(a)-1].Handler != "east-examiner" {
		c.Fatalf("the case was not assigned: %+v", a)
	}
	// Only the one that somebody had before can be given back.
	p.Click("退回原经办人")
	c.says(p, "已退回", numbers[0])
	if a := c.acts(numbers[0]); a[len(a)-1].Handler != "east-clerk" {
		c.Errorf("undo gave the case to %s", a[len(a)-1].Handler)
	}
	// One that was decided meanwhile is listed with its reason; the others are done.
	c.Do("east-clerk", numbers[2], casework.Act{Verb: casework.RefuseIntake, Reason: "不归本馆"})
	p.Goto("/office?state=ended")
	p.Fill("case", numbers[2])
	p.Fill("verb", "assign:east-clerk")
	p.Click("先看结果")
	c.says(p, "未办", "逐件打开")
}

func batchApprove(c *checklist) {
	var numbers []string
	for _, name := range []string{"林一", "林二", "林三", "林四", "林五", "林六"} {
		answers := scene.Reader(name)
		picture, err := c.Desk.AddFile(c.Context(), c.Person("lin-jian"), "photo.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
		if err != nil {
			c.Fatal(err)
		}
		answers["photo_file"] = picture.ID
		numbers = append(numbers, c.File("lin-jian", scene.Card, answers))
	}
	for i, n := range numbers {
		c.Do("east-clerk", n, casework.Act{Verb: casework.Accept})
		c.Do("east-examiner", n, casework.Act{Verb: casework.Record, Step: "visit"})
		outcome := casework.Act{Verb: casework.Propose, Outcome: "granted", Reason: "符合条件"}
		if i == 5 {
			outcome.Outcome, outcome.Reason = "refused", "住所不在本县"
		}
		c.Do("east-examiner", n, outcome)
	}
	p := c.open("east-head", "/office", wide)
	tick := func() {
		p.Goto("/office")
		for _, n := range numbers {
			p.Fill("case", n)
		}
		p.Fill("verb", "decide")
		p.Click("先看结果")
	}
	tick()
	text := p.Text("main")
	if !strings.Contains(text, "抽为样本") || !strings.Contains(text, "没有拟定对申请人有利的结论") {
		c.Fatalf("nothing was drawn to be opened, or a refusal would be approved: %s", text)
	}
	for _, n := range numbers {
		p.Goto("/office/cases/" + n)
	}
	tick()
	c.says(p, "可以办理 5 件")
	p.Click("确认办理 5 件")
	c.says(p, "已办理 5 件")
	for i, n := range numbers {
		a := c.acts(n)
		decided := slices.ContainsFunc(a, func(x casework.Act) bool { return x.Verb == casework.Decide })
		if decided != (i < 5) {
			c.Errorf("%s: decided %v: %v", n, decided, a[len(a)-1].Verb)
		}
	}
}

// acts are the acts of a case, as its office reads them.
func (c *checklist) acts(number string) []casework.Act {
	c.Helper()
	v, err := c.Desk.Case(c.Context(), c.Person("east-head"), number)
	if err != nil {
		c.Fatal(err)
	}
	return v.Case.Acts
}
