package office_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"atonce/internal/desk"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/office"
)

// A case goes from intake to the card through the pages alone: one notice, assigned,
// visited, paused, resumed, extended, proposed, sent back, decided by another.
func TestTheWholeCourse(t *testing.T) {
	for _, lang := range text.Langs {
		t.Run(string(lang), func(t *testing.T) {
			w := newWorld(t)
			w.lang = lang
			n := w.apply()
			w.sees("clerk", "/office/cases/"+n)
			w.did("clerk", n, "accept", nil)
			w.did("head", n, "assign", url.Values{"act-handler": {"examiner"}})
			w.did("examiner", n, "record/visit", url.Values{"act-note": {"看过证件"}})
			w.did("examiner", n, "record/note", url.Values{"act-note": {"内部的话"}})
			w.did("examiner", n, "consult", url.Values{"act-note": {"问公安"}})
			w.now = w.now.Add(time.Hour)
			w.did("examiner", n, "pause", url.Values{"act-ground": {"hearing"}, "act-until-year": {"2026"}, "act-until-month": {"8"}, "act-until-day": {"12"}})
			w.sees("examiner", "/office/cases/"+n)
			w.now = w.now.Add(48 * time.Hour)
			w.did("examiner", n, "resume", nil)
			w.did("head", n, "extend", url.Values{"act-reason": {"需要调档"}})
			w.did("examiner", n, "propose", url.Values{"act-outcome": {"granted"}})
			w.did("head", n, "send-back", url.Values{"act-reason": {"再核一次"}})
			w.did("examiner", n, "propose", url.Values{"act-outcome": {"granted"}})
			p := w.did("head", n, "decide", url.Values{"act-outcome": {"granted"}})
			if p.to != "/office/cases/"+n+"?done=decide&of="+n {
				t.Errorf("leads to %s", p.to)
			}
			done := w.sees("head", p.to)
			if !done.Has(".govuk-notification-banner--success") {
				t.Error("what was done is not said")
			}
			w.did("clerk", n, "deliver", nil)
			v := w.view(n)
			if v.Case.Stage != "closed" || len(v.Licences) != 1 || v.Case.Handler != "examiner" {
				t.Fatalf("stage %s, %d licences, handler %s", v.Case.Stage, len(v.Licences), v.Case.Handler)
			}
			end := w.sees("head", "/office/cases/"+n)
			end.says(v.Licences[0].Number, "内部的话")
			if !end.Has(`a[href="/verify/` + v.Licences[0].Mark + `"]`) {
				t.Error("the licence's public check is not linked")
			}
			w.did("head", n, "reopen", url.Values{"act-reason": {"照片印错"}})
			if w.stage(n) != "review" {
				t.Errorf("reopened into %s", w.stage(n))
			}
		})
	}
}

// One complete notice: every tick needs its reason, a reason needs its tick, the
// deadline is asked for; everything typed is still there; then it is one act.
func TestOneCompleteNotice(t *testing.T) {
	w := newWorld(t)
	n := w.apply()
	path := "/office/cases/" + n + "/do/ask-correction"
	form := w.sees("clerk", path).form(path, url.Values{"act-gaps": {"reader", "loans"}, "act-gaps-reader": {"与证件不符"}, "act-gaps-photo": {"没有勾选的话"},
		"act-until-year": {"2026"}, "act-until-month": {"13"}, "act-until-day": {"1"}, "act-note": {"内部"}})
	p := w.ask("clerk", "POST", path, form)
	if p.status != http.StatusUnprocessableEntity || len(w.acts(n)) != 1 {
		t.Fatalf("status %d, %d acts", p.status, len(w.acts(n)))
	}
	for _, field := range []string{"act-until", "act-gaps-loans", "act-gaps-photo"} {
		if !p.Has(`.govuk-error-summary a[href="#` + field + `"]`) {
			t.Errorf("the summary does not lead to %s: %s", field, p.One(".govuk-error-summary").Text())
		}
		if !p.Has("#" + field) {
			t.Errorf("there is no %s to lead to", field)
		}
	}
	again := p.form(path, nil)
	for name, want := range map[string]string{"act-gaps-reader": "与证件不符", "act-gaps-photo": "没有勾选的话", "act-until-month": "13", "act-note": "内部"} {
		if again.Get(name) != want {
			t.Errorf("%s is %q now, was %q", name, again.Get(name), want)
		}
	}
	if got := again["act-gaps"]; len(got) != 2 {
		t.Errorf("ticks are %v", got)
	}
	again["act-gaps-loans"], again["act-gaps-photo"], again["act-until-month"] = []string{"请写册数"}, []string{""}, []string{"9"}
	again["act-go"] = []string{"preview"}
	seen := w.ask("clerk", "POST", path, again)
	if seen.status != http.StatusOK || len(w.acts(n)) != 1 {
		t.Fatalf("preview: status %d, %d acts", seen.status, len(w.acts(n)))
	}
	box := seen.One("section.paper").Text()
	if !strings.Contains(box, "与证件不符") || !strings.Contains(box, "请写册数") || strings.Contains(box, "内部") {
		t.Errorf("the preview says %q", box)
	}
	send := seen.form(path, nil)
	if p := w.ask("clerk", "POST", path, send); p.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", p.status, p.One("main").Text())
	}
	// The double click is the same act.
	if p := w.ask("clerk", "POST", path, send); p.status != http.StatusSeeOther {
		t.Fatalf("sent twice: %d %s", p.status, p.One("main").Text())
	}
	acts := w.acts(n)
	if len(acts) != 2 || len(acts[1].Gaps) != 2 || acts[1].Note != "内部" {
		t.Fatalf("%d acts: %+v", len(acts), acts[len(acts)-1])
	}
	w.sees("clerk", "/office/cases/"+n).says("请写册数")
}

// Two officials have the same page open. The second one's words are not lost and
// nothing of theirs is done until they have looked.
func TestTwoOfficialsAtOnce(t *testing.T) {
	w := newWorld(t)
	n := w.apply()
	w.did("clerk", n, "accept", nil)
	w.did("examiner", n, "record/visit", nil)
	path := "/office/cases/" + n + "/do/propose"
	mine := w.sees("examiner", path).form(path, url.Values{"act-outcome": {"refused"}, "act-reason": {"住所不在本县"}})
	w.did("examiner-2", n, "record/note", url.Values{"act-note": {"刚打过电话"}})
	p := w.ask("examiner", "POST", path, mine)
	if p.status != http.StatusConflict {
		t.Fatalf("status %d", p.status)
	}
	p.says("陈审")
	form := p.form(path, nil)
	if form.Get("act-reason") != "住所不在本县" || form.Get("act-outcome") != "refused" {
		t.Fatalf("what was typed is gone: %v", form)
	}
	// Looked, sent again: now it is done.
	if p := w.ask("examiner", "POST", path, form); p.status != http.StatusSeeOther || w.stage(n) != "deciding" {
		t.Fatalf("%d, stage %s", p.status, w.stage(n))
	}
	// The other examiner still has the form of before: the stage is past, the words stay to be copied.
	late := mine
	late.Set("act-submission", desk.NewSubmission())
	p = w.ask("examiner-2", "POST", path, late)
	if p.status != http.StatusConflict || p.Has(`form[action="`+path+`"]`) {
		t.Fatalf("status %d", p.status)
	}
	p.says("住所不在本县", "李审")
}

// Who may not, gets the kernel's sentence in people's words, and what is possible
// instead; who has no business with the case does not learn that it exists.
func TestWrongPersonWrongStage(t *testing.T) {
	w := newWorld(t)
	n := w.apply()
	for _, c := range []struct {
		person, path string
		status       int
		says         string
	}{
		{"stranger", "/office/cases/" + n, http.StatusNotFound, ""},
		{"stranger", "/office/cases/" + n + "/do/accept", http.StatusNotFound, ""},
		{"reader", "/office/cases/" + n, http.StatusForbidden, ""},
		{"reader", "/office", http.StatusForbidden, ""},
		{"clerk", "/office/cases/LB-2026-999999", http.StatusNotFound, ""},
		{"examiner", "/office/cases/" + n + "/do/accept", http.StatusForbidden, "窗口人员"},
		{"clerk", "/office/cases/" + n + "/do/decide", http.StatusConflict, "受理"},
		{"clerk", "/office/cases/" + n + "/do/nonsense", http.StatusNotFound, ""},
		{"clerk", "/office/cases/" + n + "/do/withdraw", http.StatusForbidden, "申请人"},
		{"clerk", "/office/cases/" + n + "/do/link", http.StatusConflict, ""},
		{"clerk", "/office?pile=everything", http.StatusNotFound, ""},
		{"clerk", "/office?state=nonsense", http.StatusNotFound, ""},
		{"clerk", "/office?after=%FF", http.StatusUnprocessableEntity, ""},
	} {
		p := w.get(c.person, c.path)
		if p.status != c.status {
			t.Errorf("%s at %s: %d, want %d: %s", c.person, c.path, p.status, c.status, p.One("main").Text())
		}
		p.says(c.says)
	}
	if p := w.get("", "/office"); p.status != http.StatusSeeOther || !strings.HasPrefix(p.to, "/sign-in") {
		t.Errorf("a stranger gets %d %s", p.status, p.to)
	}
	// Four eyes: who proposed does not decide.
	w.did("clerk", n, "accept", nil)
	w.did("both", n, "record/visit", nil)
	w.did("both", n, "propose", url.Values{"act-outcome": {"granted"}})
	p := w.get("both", "/office/cases/"+n+"/do/decide")
	if p.status != http.StatusForbidden {
		t.Errorf("four eyes: %d", p.status)
	}
	p.says("提出拟办意见", "作出决定")
	if w.sees("both", "/office/cases/"+n).Has(`form[action="/office/cases/` + n + `/do/decide"]`) {
		t.Error("the page offers what the kernel refuses")
	}
}

// A reason that is needed is asked for at its field, with everything else kept.
func TestMissingReasons(t *testing.T) {
	w := newWorld(t)
	n := w.apply()
	check := func(person, verb string, set url.Values, field string) {
		t.Helper()
		p := w.does(person, n, verb, set)
		if p.status != http.StatusUnprocessableEntity || !p.Has(`.govuk-error-summary a[href="#`+field+`"]`) || !p.Has("#"+field) {
			t.Fatalf("%s: %d %s", verb, p.status, p.body)
		}
		if !strings.HasPrefix(p.One("title").Text(), "错误") {
			t.Errorf("%s: the title does not say that something is wrong", verb)
		}
	}
	check("clerk", "refuse-intake", url.Values{"act-note": {"x"}}, "act-reason")
	check("clerk", "ask-correction", nil, "act-gaps")
	check("clerk", "record/note", url.Values{"act-note": {" "}}, "act-note")
	check("clerk", "refer", nil, "act-office")
	check("clerk", "refer", url.Values{"act-office": {"nowhere"}}, "act-office")
	w.did("clerk", n, "accept", nil)
	check("head", "assign", nil, "act-handler")
	check("examiner", "pause", nil, "act-ground")
	check("examiner", "pause", url.Values{"act-ground": {"hearing"}, "act-until-year": {"2020"}, "act-until-month": {"1"}, "act-until-day": {"1"}}, "act-until")
	check("head", "extend", nil, "act-reason")
	w.did("examiner", n, "record/visit", nil)
	check("examiner", "propose", nil, "act-outcome")
	check("examiner", "propose", url.Values{"act-outcome": {"refused"}}, "act-reason")
	w.did("examiner", n, "propose", url.Values{"act-outcome": {"granted"}})
	check("head", "send-back", nil, "act-reason")
	check("head", "decide", url.Values{"act-outcome": {"refused"}}, "act-reason")
	// A form that says nothing of what was seen must be looked at first.
	path := "/office/cases/" + n + "/do/decide"
	form := w.sees("head", path).form(path, url.Values{"act-outcome": {"granted"}})
	form.Del("act-expect")
	if p := w.ask("head", "POST", path, form); p.status != http.StatusConflict || w.stage(n) != "deciding" {
		t.Errorf("without expect: %d, stage %s", p.status, w.stage(n))
	}
}

// The applicant's words are previewed exactly, without what is internal, and nothing
// is written by looking.
func TestPreviewOfADecision(t *testing.T) {
	w := newWorld(t)
	n := w.apply()
	w.did("clerk", n, "accept", nil)
	w.did("examiner", n, "record/visit", nil)
	p := w.does("examiner", n, "propose", url.Values{"act-outcome": {"granted"}, "act-note": {"机密"}, "act-go": {"preview"}})
	if p.status != http.StatusOK || w.stage(n) != "review" {
		t.Fatalf("%d, stage %s", p.status, w.stage(n))
	}
	if box := p.One("section.paper").Text(); strings.Contains(box, "机密") || !strings.Contains(box, "不会看到这一步") {
		t.Errorf("a proposal is not the applicant's to see: %s", box)
	}
	w.did("examiner", n, "propose", url.Values{"act-outcome": {"refused"}, "act-reason": {"住所不在本县"}})
	p = w.does("head", n, "decide", url.Values{"act-outcome": {"refused"}, "act-reason": {"住所不在本县"}, "act-note": {"机密"}, "act-go": {"preview"}})
	box := p.One("section.paper").Text()
	if !strings.Contains(box, "住所不在本县") || !strings.Contains(box, "行政复议") || strings.Contains(box, "机密") {
		t.Errorf("the preview says %q", box)
	}
	if p := w.does("head", n, "decide", url.Values{"act-go": {"preview"}}); p.status != http.StatusUnprocessableEntity {
		t.Errorf("a preview of nothing: %d", p.status)
	}
}

// The list is sorted by due time, its counts are true, what is chosen is in the
// address, and pages follow by key.
func TestWorklist(t *testing.T) {
	w := newWorld(t)
	var numbers []string
	for range 52 {
		numbers = append(numbers, w.apply())
		w.now = w.now.Add(time.Minute)
	}
	w.did("clerk", numbers[0], "accept", nil)
	w.did("head", numbers[0], "assign", url.Values{"act-handler": {"examiner"}})
	p := w.sees("examiner", "/office")
	if got := len(p.All("table tbody tr")); got != 50 {
		t.Fatalf("%d rows", got)
	}
	next := p.One("a[rel=next]").Attr("href")
	if got := len(w.sees("examiner", next).All("table tbody tr")); got != 2 {
		t.Fatalf("%d rows on the second page", got)
	}
	p.says("全部 (52)", "我的 (1)", "未分派 (51)", "已超期 (0)")
	mine := w.sees("examiner", "/office?pile=mine")
	mine.says(numbers[0], "李审", "审核中")
	if got := len(mine.All("table tbody tr")); got != 1 {
		t.Errorf("%d rows are mine", got)
	}
	found := w.sees("clerk", "/office?text="+url.QueryEscape(numbers[7]))
	if got := found.All("table tbody tr"); len(got) != 1 || !strings.Contains(got[0].Text(), numbers[7]) {
		t.Errorf("%d rows found by number", len(got))
	}
	none := w.sees("clerk", "/office?text=%25")
	none.says("没有符合条件的办件")
	w.now = w.now.AddDate(0, 0, 30)
	late := w.sees("clerk", "/office?pile=overdue")
	if !late.Has(".due--late") {
		t.Error("nothing is marked as late")
	}
	if got := w.sees("stranger", "/office"); got.Has("table") {
		t.Error("another library sees the list")
	}
	english := func() page {
		w.lang = text.EN
		defer func() { w.lang = text.ZH }()
		return w.sees("clerk", "/office?pile=mine")
	}()
	english.says("No case is assigned to you")
}

// "Submit and next" opens the next case whose turn is the official's.
func TestSubmitAndNext(t *testing.T) {
	w := newWorld(t)
	a := w.apply()
	w.now = w.now.Add(time.Minute)
	b := w.apply()
	p := w.did("clerk", a, "accept", url.Values{"act-go": {"next"}})
	if want := "/office/cases/" + b + "?"; !strings.HasPrefix(p.to, want) {
		t.Fatalf("leads to %s, want %s…", p.to, want)
	}
	w.sees("clerk", p.to).says(a)
	if p := w.did("clerk", b, "accept", url.Values{"act-go": {"next"}}); !strings.HasPrefix(p.to, "/office?") {
		t.Errorf("leads to %s", p.to)
	}
}

// Versions come into force by two people who hold the post, and nobody else.
func TestVersions(t *testing.T) {
	w := newWorldBefore(t)
	path := "/office/packs/" + card
	w.sees("clerk", "/office/packs").says("借书证", "未启用", "有新版本")
	w.sees("clerk", path).says(card, "只有事项管理员")
	if p := w.ask("clerk", "POST", path+"/propose", url.Values{}); p.status != http.StatusForbidden {
		t.Errorf("a clerk proposes: %d", p.status)
	}
	if p := w.get("clerk", "/office/packs/none"); p.status != http.StatusNotFound {
		t.Errorf("no such service: %d", p.status)
	}
	if p := w.ask("pack-keeper-1", "POST", path+"/propose", url.Values{}); p.status != http.StatusSeeOther {
		t.Fatalf("propose: %d", p.status)
	}
	w.sees("pack-keeper-1", path).says("需要另一位事项管理员复核")
	w.sees("clerk", "/office/packs").says("等待复核")
	if p := w.ask("pack-keeper-1", "POST", path+"/approve", url.Values{}); p.status == http.StatusSeeOther {
		t.Error("one person did both")
	}
	if !w.sees("pack-keeper-2", path).Has(`form[action="` + path + `/approve"]`) {
		t.Fatal("the second person cannot approve")
	}
	if p := w.ask("pack-keeper-2", "POST", path+"/approve", url.Values{}); p.status != http.StatusSeeOther {
		t.Fatalf("approve: %d", p.status)
	}
	w.sees("clerk", path).says("载入的版本就是在用的版本", "版本 2026.1", "成一", "成二")
}

// Everything in the table is for officials, and nothing of it is open.
func TestRoutesAreForOfficials(t *testing.T) {
	for _, r := range office.Routes(nil) {
		if r.Who != door.Officials || !strings.HasPrefix(r.Path, "/office") || r.About == "" {
			t.Errorf("%s is for %s: %s", r.Pattern(), r.Who, r.About)
		}
	}
}
