package test

import (
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/htmlcheck"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/text"
	"atonce/internal/web/citizen"
	"atonce/internal/web/door"
	"atonce/internal/web/office"
)

// library opens a library beside the sample offices, and the pages of both faces.
func (w *world) library() http.Handler {
	w.t.Helper()
	both := func(s string) law.Words { return law.Words{text.ZH: s, text.EN: s} }
	sample := people.Sample{Offices: []people.Office{{ID: "lib", Kind: "library", Name: both("晓溪县图书馆"), Area: county, Letters: "LB"}},
		People: []people.Person{{ID: "clerk", Kind: people.Official, Name: both("刘窗"), Sample: true, Posts: []people.Post{{Office: "lib", Role: "clerk"}}}}}
	w.must(w.desk.SavePeople(w.t.Context(), sample))
	w.who["clerk"] = sample.People[0]
	return door.House{Keeper: w.desk, Routes: slices.Concat(office.Routes(w.desk), citizen.Routes(w.desk)),
		Log: slog.New(slog.NewTextHandler(io.Discard, nil))}.Handler()
}

func (w *world) asksGrant(born, resident string) string {
	w.t.Helper()
	r, err := w.desk.Submit(w.t.Context(), w.who[applicant], desk.Filing{Service: "reading-grant", Office: "lib", Submission: desk.NewSubmission(),
		Answers: map[string]string{"reader": "林𠮷安", "born": born, "resident": resident}})
	w.must(err)
	return r.Number
}

func (w *world) acts(person, number string) []casework.Act {
	w.t.Helper()
	v, err := w.desk.Case(w.t.Context(), w.who[person], number)
	w.must(err)
	return v.Case.Acts
}

// chosen is the outcome that stands chosen on a page, empty if none does.
func chosen(page htmlcheck.Node) string {
	for _, in := range page.All("input[checked]") {
		if in.Attr("name") == "act-outcome" {
			return in.Attr("value")
		}
	}
	return ""
}

// Where the rules grant, the receipt says so: what was submitted and what was decided
// are one transaction, and the rule with its article is in the record.
func TestRulesDecideWithTheSubmission(t *testing.T) {
	w := newWorld(t)
	site := w.library()
	n := w.asksGrant("2012-05-01", "yes")
	acts := w.acts(applicant, n)
	if len(acts) != 2 || acts[1].Verb != casework.Decide || acts[1].Role != casework.RoleSystem || !acts[1].At.Equal(acts[0].At) {
		t.Fatalf("not decided at once: %+v", acts)
	}
	m := acts[1].Model
	if m == nil || m.ID != "grant" || m.Outcome != "granted" || !slices.Equal(m.Rules, []string{"outcome 1"}) || m.Inputs["born"] != "2012-05-01" || m.Digest == "" {
		t.Fatalf("recorded %+v", m)
	}
	for _, path := range []string{"/cases/" + n + "/receipt", "/cases/" + n} {
		_, page := w.send(site, applicant, path, nil)
		for _, want := range []string{"给予补贴", "没有工作人员参与", "14 周岁，未满十八周岁", "第12条", "示例"} {
			if !strings.Contains(page.One("main").Text(), want) {
				t.Errorf("%s does not say %q: %s", path, want, page.One("main").Text())
			}
		}
	}
	v, err := w.desk.Verify(t.Context())
	w.must(err)
	if v.Acts != 2 {
		t.Errorf("%d acts in the log", v.Acts)
	}
}

// Rules alone never refuse. The person who looks is shown what they say, with their
// outcome chosen; another needs its reason, and nothing typed is lost without it.
func TestDecidingAgainstTheRules(t *testing.T) {
	w := newWorld(t)
	site := w.library()
	n := w.asksGrant("1990-01-01", "yes")
	if acts := w.acts(applicant, n); len(acts) != 1 {
		t.Fatalf("the rules did %+v", acts[1:])
	}
	file := "/office/cases/" + n
	_, page := w.send(site, "clerk", file, nil)
	for _, want := range []string{"按规则核对", "规则建议：不予补贴", "已满十八周岁（36 周岁），没有核对过学生证", "第12条", "出生日期：1990 年 1 月 1 日", "已核对学生证：否"} {
		if !strings.Contains(page.One("main").Text(), want) {
			t.Errorf("the page does not say %q: %s", want, page.One("main").Text())
		}
	}
	if got := chosen(page); got != "refused" {
		t.Errorf("chosen is %q", got)
	}
	rec, page := w.fills(site, "clerk", file+"/do/decide", map[string]string{"act-outcome": "granted", "act-note": "问过学校"})
	if rec.Code != http.StatusUnprocessableEntity || !page.Has(`.govuk-error-summary a[href="#act-reason"]`) || len(w.acts("clerk", n)) != 1 {
		t.Fatalf("%d %s", rec.Code, page.One("main").Text())
	}
	if chosen(page) != "granted" || !strings.Contains(page.One("textarea[name=act-note]").Text(), "问过学校") {
		t.Error("what was typed is lost")
	}
	if !strings.Contains(page.One(".govuk-error-summary").Text(), "规则建议不予补贴") {
		t.Errorf("what the rules propose is not said: %s", page.One(".govuk-error-summary").Text())
	}
	if rec, page := w.fills(site, "clerk", file+"/do/decide", map[string]string{"act-outcome": "granted", "act-reason": "在读大学生，学生证补办中"}); rec.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", rec.Code, page.One("main").Text())
	}
	_, page = w.send(site, applicant, "/cases/"+n, nil)
	for _, want := range []string{"给予补贴", "在读大学生，学生证补办中", "按本事项的规则，结果应为：不予补贴", "没有核对过学生证"} {
		if !strings.Contains(page.One("main").Text(), want) {
			t.Errorf("the applicant does not read %q: %s", want, page.One("main").Text())
		}
	}
}

// What lacks an answer is said: nothing is chosen, nothing is decided in silence.
func TestRulesWithoutAnAnswer(t *testing.T) {
	w := newWorld(t)
	site := w.library()
	n := w.asksGrant("", "yes")
	_, page := w.send(site, "clerk", "/office/cases/"+n, nil)
	if words := page.One("main").Text(); !strings.Contains(words, "规则还无法适用") || !strings.Contains(words, "尚未填写：出生日期") {
		t.Errorf("the page says %s", words)
	}
	if chosen(page) != "" {
		t.Error("an outcome is chosen that nobody proposed")
	}
	_, err := w.act("clerk", n, casework.Act{Verb: casework.Decide, Outcome: "granted"})
	if e := fail.As(err); err == nil || e.Kind != fail.Invalid || len(e.Fields) != 1 || e.Fields[0].Key != "pack.rules-silent" {
		t.Fatalf("got %v", err)
	}
	w.mustAct("clerk", n, casework.Act{Verb: casework.Decide, Outcome: "granted", Reason: "学校来函写明十二岁"})
	acts := w.acts(applicant, n)
	if m := acts[1].Model; m == nil || m.Answer != "" || m.Outcome != "" {
		t.Errorf("recorded %+v", m)
	}
	// Nobody brings an answer of the rules with them.
	n = w.asksGrant("1990-01-01", "yes")
	w.mustAct("clerk", n, casework.Act{Verb: casework.Decide, Outcome: "refused", Reason: "已满十八周岁", Model: &casework.Model{ID: "grant", Outcome: "granted"}})
	if m := w.acts(applicant, n)[1].Model; m.Outcome != "refused" {
		t.Errorf("recorded %+v", m)
	}
}

// The township sees what the allowance comes to and on which article it rests, in
// both languages.
func TestAllowanceIsProposedByTheRules(t *testing.T) {
	w := newWorld(t)
	site := w.library()
	r, err := w.desk.Submit(t.Context(), w.who["chen-guilan"], desk.Filing{Service: "minimum-subsistence-allowance", Submission: "s", Answers: map[string]string{
		"applicant": "陈桂兰", "identity": "33019919511002334X", "phone": "13800000104", "area": "330199101000", "address": "晓溪县桥下镇柳巷 9 号", "helped": "no",
		"members": "2", "names": "陈桂兰，本人；周小满，孙女", "income": "1,500元", "has_wages": "no", "car": "no", "homes": "1", "consent": "yes"}})
	w.must(err)
	for _, a := range []casework.Act{{Verb: casework.Accept}, {Verb: casework.Record, Step: "home-visit"},
		{Verb: casework.Record, Step: "registers-checked", Answers: map[string]string{"checked_income": "1500", "property_within": "yes", "amount": "900"}}} {
		w.now = w.now.Add(time.Hour)
		w.mustAct("he-ping", r.Number, a)
	}
	_, page := w.send(site, "he-ping", "/office/cases/"+r.Number, nil)
	for _, want := range []string{"规则建议：批准", "人均月收入低于标准，给予最低生活保障。依据：", "第9条", "每月低保金（分）：90,000", "核实的家庭月收入（元）：已遮盖（何平填写"} {
		if !strings.Contains(page.One("main").Text(), want) {
			t.Errorf("the page does not say %q: %s", want, page.One("main").Text())
		}
	}
	if got := chosen(page); got != "granted" {
		t.Errorf("chosen is %q", got)
	}
	w.mustAct("he-ping", r.Number, casework.Act{Verb: casework.Propose, Outcome: "granted"})
	acts := w.acts("he-ping", r.Number)
	if m := acts[len(acts)-1].Model; m == nil || m.Outcome != "granted" || m.Inputs["checked_income"] != "150000" {
		t.Errorf("recorded %+v", m)
	}
}
