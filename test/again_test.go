package test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/text"
)

// addHead gives the library somebody else who may decide.
func (w *world) addHead() {
	w.t.Helper()
	head := people.Person{ID: "head", Kind: people.Official, Name: law.Words{text.ZH: "陈馆长", text.EN: "Chen"}, Sample: true, Posts: []people.Post{{Office: "lib", Role: "head"}}}
	w.must(w.desk.SavePeople(w.t.Context(), people.Sample{People: []people.Person{head}}))
	w.who["head"] = head
}

// Whoever the rules decided about presses one button, gives no reason, and a person
// looks: first in the worklist, with a clock; the applicant sees the state and the answer.
func TestAskThatAPersonLooksAgain(t *testing.T) {
	w := newWorld(t)
	site := w.library()
	early := w.asksGrant("1990-01-01", "yes") // waits for a clerk, due sooner
	n := w.asksGrant("2012-05-01", "yes")
	base := "/cases/" + n
	_, page := w.send(site, applicant, base, nil)
	if page.One(`a[href="`+base+`/why"]`).Text() != "为什么这样决定？请工作人员再看一遍" {
		t.Errorf("no way to the explanation: %s", page.One("main").Text())
	}
	_, page = w.send(site, applicant, base+"/why", nil)
	for _, want := range []string{"没有工作人员参与", "住在本县、14 周岁", "出生日期", "2012 年 5 月 1 日", "申请人填写", "没有记录，按“否”计算", "自 2019 年 4 月 23 日起施行的文本", "版本 2026.1"} {
		if !strings.Contains(page.One("main").Text(), want) {
			t.Errorf("the page does not say %q: %s", want, page.One("main").Text())
		}
	}
	form := url.Values{"submission": {page.One(`input[name=submission]`).Attr("value")}}
	for range 2 { // pressed twice is asked once
		if rec, page := w.send(site, applicant, base+"/again", form); rec.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", rec.Code, page.One("main").Text())
		}
	}
	acts := w.acts(applicant, n)
	if len(acts) != 4 || acts[2].Verb != casework.Reopen || acts[2].Reason != "" || acts[3].Verb != casework.Assign || acts[3].Handler != "clerk" {
		t.Fatalf("acts %+v", acts[2:])
	}
	_, page = w.send(site, applicant, base+"/why", nil)
	if said := page.One("main").Text(); !strings.Contains(said, "现在由晓溪县图书馆 刘窗 办理") || !strings.Contains(said, "9 月 24 日") || page.Has(`form[action="`+base+`/again"]`) {
		t.Errorf("the state is not told: %s", said)
	}
	list, err := w.desk.Worklist(t.Context(), w.who["clerk"], desk.Asked{Size: 1})
	w.must(err)
	rest, err := w.desk.Worklist(t.Context(), w.who["clerk"], desk.Asked{Size: 5, After: list.Next})
	w.must(err)
	if list.Rows[0].Number != n || !list.Rows[0].Again || list.Rows[0].Due.IsZero() || len(rest.Rows) != 1 || rest.Rows[0].Number != early {
		t.Errorf("the worklist begins with %+v, then %+v", list.Rows, rest.Rows)
	}
	_, page = w.send(site, "clerk", "/office", nil)
	if !strings.Contains(page.One("main").Text(), "申请人请求再看") {
		t.Errorf("the worklist does not say why: %s", page.One("main").Text())
	}
	w.now = w.now.Add(time.Hour)
	_, err = w.desk.Act(t.Context(), w.who["clerk"], desk.Doing{Number: n, Submission: "look", Act: casework.Act{Verb: casework.Decide, Outcome: "granted"}})
	w.must(err)
	_, page = w.send(site, applicant, base+"/why", nil)
	if said := page.One("main").Text(); !strings.Contains(said, "工作人员看过了，结果是：给予补贴") || len(page.All("section")) != 2 {
		t.Errorf("the answer is not told: %s", said)
	}
	_, page = w.send(site, "clerk", "/office/cases/"+n+"/why", nil)
	if len(page.All("section")) != 2 {
		t.Errorf("officials are shown other decisions: %s", page.One("main").Text())
	}
	rec, _ := w.send(site, applicant, base+"/why/2/receipt", nil)
	if rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), `"atonce-decision/2"`) {
		t.Errorf("no receipt: %d", rec.Code)
	}
	for path, want := range map[string]int{base + "/why/1/receipt": 404, base + "/why/x/receipt": 404, "/cases/" + early + "/why": 404} {
		if rec, _ := w.send(site, applicant, path, nil); rec.Code != want {
			t.Errorf("%s answers %d", path, rec.Code)
		}
	}
	if _, err := w.desk.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// What a person decided is looked at by another: the program gives it to somebody else,
// and who decided can neither decide it again nor be given it by a colleague.
func TestOtherEyesLookAgain(t *testing.T) {
	w := newWorld(t)
	w.library()
	w.addHead()
	n := w.asksGrant("1990-01-01", "no")
	do := func(who string, a casework.Act) error {
		_, err := w.desk.Act(t.Context(), w.who[who], desk.Doing{Number: n, Submission: desk.NewSubmission(), Act: a})
		return err
	}
	w.must(do("clerk", casework.Act{Verb: casework.Decide, Outcome: "refused", Reason: "不住在本县"}))
	w.must(do(applicant, casework.Act{Verb: casework.Reopen, Reason: "七月已经搬来"}))
	acts := w.acts(applicant, n)
	if last := acts[len(acts)-1]; last.Verb != casework.Assign || last.Handler != "head" {
		t.Errorf("given to %q", last.Handler)
	}
	err := do("clerk", casework.Act{Verb: casework.Decide, Outcome: "refused", Reason: "不住在本县"})
	if e := fail.As(err); err == nil || e.Key != "casework.four-eyes" {
		t.Errorf("who decided decides again: %v", err)
	}
	err = do("head", casework.Act{Verb: casework.Assign, Handler: "clerk"})
	if e := fail.As(err); err == nil || e.Fields[0].Key != "desk.handler-decided" {
		t.Errorf("who decided is given it: %v", err)
	}
	w.must(do("head", casework.Act{Verb: casework.Decide, Outcome: "granted", Reason: "户籍已迁入"}))
}
