package office_test

import (
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"atonce/internal/htmlcheck"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/web/door"
	"atonce/internal/web/office"
)

// An official finds a dataset, asks for two of its fields and cannot ask for more; a
// keeper puts a record forward, and another publishes it.
func TestTheDataCatalogueOfAnOffice(t *testing.T) {
	s := scene.New(t)
	s.Catalogue()
	h := s.Handler(office.Routes(s.Desk), false)
	send := func(who, method, path string, form url.Values, want int) (string, string) {
		t.Helper()
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept-Language", "en")
		r.Header.Set("Cookie", door.SessionCookie+"="+s.Session(who, people.PageSession))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Fatalf("%s %s as %s: %d, want %d: %s", method, path, who, w.Code, want, w.Body)
		}
		if want == 200 {
			htmlcheck.Parse(t, strings.NewReader(w.Body.String()))
		}
		return w.Body.String(), w.Header().Get("Location")
	}
	for _, page := range []string{"/office/datasets", "/office/datasets?state=published&q=firm", "/office/datasets/household-means", "/office/data-lists/duty", "/office/data-lists/negative", "/office/grants"} {
		send("wei-shu", "GET", page, nil, 200)
	}
	if own, _ := send("jin-lei", "GET", "/office/datasets/legal-entities", nil, 200); strings.Contains(own, "/request") || !strings.Contains(own, "ask-revoke") {
		t.Error("the provider is offered a request, or no deed")
	}
	other, _ := send("wei-shu", "GET", "/office/datasets/legal-entities", nil, 200)
	if !strings.Contains(other, "/office/datasets/legal-entities/request") || strings.Contains(other, "ask-revoke") {
		t.Error("who needs the data is offered no request, or a deed")
	}
	send("wei-shu", "GET", "/office/datasets/legal-entities/request", nil, 200)
	form := url.Values{"act-submission": {"request-0001"}, "fields": {"name", "iris"}, "service": {scene.Card}, "basis": {"社会救助条例"}, "use": {"prove"}, "purpose": {"核对申请人的企业"}, "scope": {"申请人"}, "method": {"page"}, "until": {"2027-12-31"}}
	again, _ := send("wei-shu", "POST", "/office/datasets/legal-entities/request", form, 422)
	if !strings.Contains(again, "iris is beyond") || !strings.Contains(again, "核对申请人的企业") {
		t.Error("what is beyond is not named, or what was typed is lost")
	}
	form["fields"], form["until"] = []string{"name"}, []string{"31.12.2027"}
	if again, _ := send("wei-shu", "POST", "/office/datasets/legal-entities/request", form, 422); strings.Count(again, "31.12.2027") < 2 {
		t.Error("a day that cannot be read is called missing")
	}
	form["until"] = []string{"2027-12-31"}
	// What no catalogue lists is asked for too, and what was typed stays.
	const unlisted = "/office/data-requests"
	send("wei-shu", "GET", unlisted, nil, 200)
	wanted := url.Values{"act-submission": {"request-0002"}, "title": {"大棚位置"}, "fields": {"编号，坐标\n面积"}, "service": {scene.Card}, "basis": {"上海市数据条例"}, "use": {"prove"}, "purpose": {"核对申请人的大棚"},
		"scope": {"申请人"}, "method": {"page"}, "until": {"2027-12-31"}}
	if again, _ := send("wei-shu", "POST", unlisted, wanted, 422); !strings.Contains(again, "大棚位置") || !strings.Contains(again, "坐标") || !strings.Contains(again, `href="#holder"`) {
		t.Error("that nobody was chosen to hold it is not said at its field, or what was typed is lost")
	}
	wanted.Set("holder", "xiaoxi-natural-resources")
	_, filed := send("wei-shu", "POST", unlisted, wanted, 303)
	if v, err := s.Desk.Case(t.Context(), s.Person("wei-shu"), strings.TrimPrefix(filed, "/cases/")); err != nil || v.Case.Answers["fields"] != "编号, 坐标, 面积" {
		t.Errorf("filed: %v %v", v.Case.Answers, err)
	}
	if _, to := send("wei-shu", "POST", "/office/datasets/legal-entities/request", form, 303); !strings.HasPrefix(to, "/cases/") {
		t.Error(to)
	}
	send("jin-lei", "POST", "/office/datasets/firms-open/do", url.Values{"deed": {"ask-revoke"}, "expect": {"3"}}, 422)
	send("jin-lei", "POST", "/office/datasets/firms-open/do", url.Values{"deed": {"ask-revoke"}, "reason": {"停止更新"}, "expect": {"3"}}, 303)
	send("jin-lei", "POST", "/office/datasets/firms-open/do", url.Values{"deed": {"approve-revoke"}, "expect": {"4"}}, 403)
	for what, wrong := range map[string]url.Values{"no deed": {"reason": {"我看过了"}, "expect": {"4"}}, "an older page": {"deed": {"approve-revoke"}, "reason": {"我看过了"}, "expect": {"3"}},
		"no page": {"deed": {"approve-revoke"}, "reason": {"我看过了"}}} {
		if again, _ := send("tao-ran", "POST", "/office/datasets/firms-open/do", wrong, 422); !strings.Contains(again, "我看过了") || !strings.Contains(again, "error-summary") {
			t.Errorf("%s: the words typed are lost, or nothing is said", what)
		}
	}
	send("tao-ran", "POST", "/office/datasets/firms-open/do", url.Values{"deed": {"approve-revoke"}, "expect": {"4"}}, 303)
}

// A day that is none stands again in the field of its need, with what is wrong.
func TestAGrantsDayIsAskedForAgain(t *testing.T) {
	s := scene.New(t)
	s.Catalogue()
	gs, _, err := s.Desk.Grants(t.Context(), s.Person("cao-jie"), "population")
	if err == nil {
		err = s.Desk.CutGrant(t.Context(), s.Person("cao-jie"), gs[0].ID, "用途不符")
	}
	if err != nil {
		t.Fatal(err)
	}
	_, unmet, err := s.Desk.Grants(t.Context(), s.Person("cao-jie"), "population")
	if err != nil || len(unmet) == 0 {
		t.Fatalf("no need is unmet: %v", err)
	}
	h := s.Handler(office.Routes(s.Desk), false)
	service, need := unmet[0].Service.ID(), strconv.Itoa(unmet[0].Number)
	field := "until-population-" + service + "-" + need
	for _, day := range []string{"", "31.12.2027", "2020-01-01", "2027-12-31"} {
		want := 422
		if day == "2027-12-31" {
			want = 303 // after which nothing is to be granted any more
		}
		form := url.Values{"register": {"population"}, "service": {service}, "need": {need}, field: {day}}
		r := httptest.NewRequest("POST", "/office/grants/need", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Cookie", door.SessionCookie+"="+s.Session("cao-jie", people.PageSession))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Fatalf("%q: %d %s", day, w.Code, w.Body)
		}
		if want != 422 {
			continue
		}
		page := htmlcheck.Parse(t, strings.NewReader(w.Body.String()))
		if in := page.One("input[name=\"" + field + "\"]"); in.Attr("value") != day || !page.Has("#"+field+"-error") || !page.Has(".govuk-error-summary a[href=\"#"+field+"\"]") {
			t.Errorf("%q: the field holds %q", day, in.Attr("value"))
		}
	}
}
