package ui

import (
	"net/http"
	"slices"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/text"

	"github.com/a-h/templ"
)

// StorybookPath is where Storybook must be mounted.
const StorybookPath = "/dev/pages/"

// story is one page of the storybook: made-up data in a real frame.
type story struct {
	name string
	face Face
	wide bool
	err  bool
	// draw gives the title and the body; w holds the sample words of one language.
	draw func(w words) (string, templ.Component)
}

// words picks the Chinese or the English of a pair of sample words; long samples
// are drawn with names as long as real ones get.
type words struct {
	lang text.Lang
	long bool
}

func (w words) say(zh, en string) string {
	s := en
	if w.lang == text.ZH {
		s = zh
	}
	return s
}

// name is a sample name, stretched where the story asks for long ones.
func (w words) name(zh, en string) string {
	s := w.say(zh, en)
	if w.long {
		s += w.say("（浙江省杭州市西湖区文三路数字生活街区东部软件园科技大厦分店筹备处）",
			" (Eastern Software Park branch, Digital Life Quarter, Wensan Road, Xihu District, Hangzhou)")
	}
	return s
}

var stories = []story{
	{"home", Citizen, false, false, func(w words) (string, templ.Component) {
		return w.say("要办什么事？", "What do you need?"), sampleHome(w)
	}},
	{"question", Citizen, false, false, func(w words) (string, templ.Component) {
		return w.say("经营场所在哪里？", "Where will you trade?"), sampleQuestion(w, nil)
	}},
	{"question-failed", Citizen, false, true, func(w words) (string, templ.Component) {
		return w.say("经营场所在哪里？", "Where will you trade?"), sampleQuestion(w, sampleProblems(w))
	}},
	{"one-question", Citizen, false, false, func(w words) (string, templ.Component) {
		return w.say("您打算怎样经营？", "How will you run it?"), sampleOneQuestion(w)
	}},
	{"tasks", Citizen, false, false, func(w words) (string, templ.Component) {
		return w.say("食品经营许可申请", "Apply for a food licence"), sampleTasks(w)
	}},
	{"check", Citizen, false, false, func(w words) (string, templ.Component) {
		return w.say("提交前请核对", "Check before you send"), sampleCheck(w)
	}},
	{"receipt", Citizen, false, false, func(w words) (string, templ.Component) {
		return w.say("已提交", "Sent"), sampleReceipt(w)
	}},
	{"tracker", Citizen, false, false, func(w words) (string, templ.Component) {
		return w.say("个体工商户开业", "Starting a small business"), sampleTracker(w)
	}},
	{"licence", Citizen, false, false, func(w words) (string, templ.Component) {
		return w.say("我的证照", "My licences"), sampleLicence(w)
	}},
	{"error", Citizen, false, false, func(w words) (string, templ.Component) {
		return text.S(w.lang, "ui.error.conflict"), ErrorPage(fail.Conflict, nil, w.say("这件办件已经办结，不能再撤回。", "This case is closed and can no longer be withdrawn."))
	}},
	{"worklist", Office, true, false, func(w words) (string, templ.Component) {
		return w.say("待办", "To do"), sampleWorklist(w, sampleRows(w))
	}},
	{"worklist-empty", Office, true, false, func(w words) (string, templ.Component) {
		return w.say("待办", "To do"), sampleWorklist(w, nil)
	}},
	{"case", Office, true, false, func(w words) (string, templ.Component) {
		return w.say("个体工商户开业", "Starting a small business"), sampleCase(w)
	}},
	{"cockpit", Governance, true, false, func(w words) (string, templ.Component) {
		return w.say("全省政务服务运行", "Services across the province"), sampleCockpit(w)
	}},
}

// StoryNames lists the pages of the storybook, for tests that look at each.
func StoryNames() []string {
	var ns []string
	for _, s := range stories {
		ns = append(ns, s.name)
	}
	return ns
}

// Storybook draws every component with made-up data, in the language and view
// the reader chose, with ordinary names or, with ?long=1, very long ones. It is
// for development: `atonce serve` does not mount it.
func Storybook() http.Handler {
	return Protect(Remember(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		see := words{lang: PreferenceOf(r).Lang, long: r.URL.Query().Get("long") != ""}
		name := strings.TrimPrefix(r.URL.Path, StorybookPath)
		if name == "" {
			Render(w, r, http.StatusOK, Page{Title: see.say("页面样张", "Pages"), Home: StorybookPath}, sampleIndex(see, StoryNames()))
			return
		}
		i := slices.IndexFunc(stories, func(s story) bool { return s.name == name })
		if i < 0 {
			RenderError(w, r, Page{Home: StorybookPath}, fail.New(fail.NotFound, "ui.error.next.not-found"))
			return
		}
		s := stories[i]
		title, body := s.draw(see)
		page := Page{
			Face: s.face, Title: title, Wide: s.wide, Failed: s.err, Home: StorybookPath,
			Nav: sampleNav(see, s.face), Person: see.say("林晓", "Lin Xiao"), Account: StorybookPath, SignOut: StorybookPath,
		}
		if s.name != "home" && !s.wide {
			page.Back = Link{Href: StorybookPath}
		}
		Render(w, r, http.StatusOK, page, body)
	})))
}

func sampleNav(w words, f Face) []Link {
	here := func(zh, en string) Link { return Link{Text: w.say(zh, en), Href: StorybookPath} }
	var nav []Link
	switch f {
	case Office:
		nav = []Link{here("待办", "To do"), here("巡查", "Inspections"), here("查询", "Search"), here("统计", "Figures")}
	case Governance:
		nav = []Link{here("总览", "Overview"), here("指标", "Indicators"), here("预警", "Warnings"), here("报告", "Reports")}
	default:
		nav = []Link{here("首页", "Home"), here("我的办件", "My cases"), here("证照", "Licences"), here("消息", "Messages")}
	}
	nav[0].Current = true
	return nav
}

func sampleProblems(w words) Problems {
	return Problems{
		{Field: "address", Text: w.say("请填写门牌号，例如“文三路 100 号 2 幢 101 室”", "Give the house number, such as “Room 101, Building 2, 100 Wensan Road”")},
		{Field: "tenure", Text: w.say("请选择场所的取得方式", "Choose how you hold the place")},
		{Field: "start", Text: w.say("开业日期不能早于今天", "The first day cannot be in the past")},
		{Field: "lease", Text: w.say("文件太大：15.2 MB，最多 10 MB", "The file is too large: 15.2 MB, at most 10 MB")},
	}
}

func sampleRows(w words) []TableRow {
	due := func(s DueState, zh, en string) *Due { return &Due{State: s, Text: w.say(zh, en)} }
	row := func(id, zh, en, whoZH, whoEN, area, areaEN string, d *Due, stateZH, stateEN string) TableRow {
		title := w.name(zh, en)
		return TableRow{ID: id, Label: title, Cells: []Cell{
			{Text: title, Href: StorybookPath + "case", Sub: "HZ-2026-" + id},
			{Text: w.say(whoZH, whoEN)}, {Text: w.say(area, areaEN)}, {Due: d}, {Text: w.say(stateZH, stateEN)},
		}}
	}
	rows := []TableRow{
		row("118402", "个体工商户开业", "Starting a small business", "林晓", "Lin Xiao", "西湖区", "Xihu", due(DueLate, "逾期 1 天", "1 day late"), "场所材料待核", "place to be checked"),
		row("118377", "食品经营许可（变更）", "Food licence (change)", "杭州湖畔餐饮有限公司", "Hangzhou Lakeside Catering", "拱墅区", "Gongshu", due(DueSoon, "今天 17:30", "today 17:30"), "补正已回", "supplement received"),
		row("118455", "小餐饮登记", "Small eatery registration", "王阿珍（林晓代办）", "Wang Azhen (by Lin Xiao)", "上城区", "Shangcheng", due(DueNormal, "3 天", "3 days"), "自动核验 9/10", "checks 9 of 10"),
		row("118461", "医疗器械经营备案", "Medical device filing", "浙江安和医疗科技有限公司", "Zhejiang Anhe Medical", "滨江区", "Binjiang", due(DueHeld, "停表", "clock stopped"), "等申请人补正", "waiting for applicant"),
	}
	rows[0].Current = true
	return rows
}
