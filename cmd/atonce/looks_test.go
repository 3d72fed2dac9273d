package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"atonce/internal/desk"
	"atonce/internal/people"
	"atonce/internal/scene"
	looks "atonce/internal/share"
	"atonce/internal/text"
	"atonce/internal/web/door"
)

// visitor asks for pages as one sample person.
type visitor struct {
	t       *testing.T
	handler http.Handler
	secret  string
}

func visitors(t *testing.T, s *scene.Scene, names ...string) map[string]visitor {
	h, out := s.Handler(routes(s.Desk, true), true), map[string]visitor{}
	for _, n := range names {
		out[n] = visitor{t, h, s.Session(n, people.PageSession)}
	}
	return out
}

func (v visitor) request(method, path, body, lang string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept-Language", lang)
	r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: v.secret})
	return r
}

func (v visitor) get(path, lang string) string {
	v.t.Helper()
	w := httptest.NewRecorder()
	v.handler.ServeHTTP(w, v.request("GET", path, "", lang))
	if w.Code != 200 {
		v.t.Fatalf("%s: %d: %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

func (v visitor) post(path string, form url.Values) int {
	w := httptest.NewRecorder()
	v.handler.ServeHTTP(w, v.request("POST", path, form.Encode(), "en"))
	return w.Code
}

// asking answers the official's page as it arrives: at its first byte the citizen's own
// page is asked for.
type asking struct {
	*httptest.ResponseRecorder
	first func()
}

func (a *asking) Write(b []byte) (int, error) {
	if a.first != nil {
		f := a.first
		a.first = nil
		f()
	}
	return a.ResponseRecorder.Write(b)
}

// A citizen sees who looked, where, why, on which article and at what before the
// official's page has come through.
func TestALookIsSeenBeforeThePageHasLoaded(t *testing.T) {
	s := scene.New(t)
	number := fileTwo(t, s)["{number}"]
	v := visitors(t, s, "lin-jian", "zhang-min")
	service, err := s.Desk.Service(lifeService)
	if err != nil {
		t.Fatal(err)
	}
	asked := false
	w := &asking{httptest.NewRecorder(), func() {
		asked = true
		for lang, office := range map[text.Lang]string{text.EN: "Market Supervision Bureau", text.ZH: "市场监督管理局"} {
			page := v["lin-jian"].get("/data-use", string(lang))
			want := []string{s.Person("zhang-min").In(lang), office, number, text.S(lang, "desk.purpose.handle"),
				service.Book().SayCitation(lang, service.Item().Basis[0]), service.Text(lang, "field.operator"), service.Text(lang, "field.trade_name")}
			for _, words := range want {
				if !strings.Contains(page, words) {
					t.Errorf("%s: the citizen's page does not say %q", lang, words)
				}
			}
			if strings.Contains(page, secretID) {
				t.Errorf("%s: the record of looks repeats what was seen", lang)
			}
		}
	}}
	v["zhang-min"].handler.ServeHTTP(w, v["zhang-min"].request("GET", "/office/cases/"+number, "", "en"))
	if w.Code != 200 || !asked {
		t.Fatal(w.Code, asked)
	}
}

// Sensitive answers stand nowhere on an official's pages of a case until they are asked
// for, one by one; to be shown one is a look, with its field, that the citizen sees.
func TestSensitiveAnswersAreHiddenUntilShown(t *testing.T) {
	s := scene.New(t)
	number := fileTwo(t, s)["{number}"]
	v := visitors(t, s, "lin-jian", "zhang-min")
	service, err := s.Desk.Service(lifeService)
	if err != nil {
		t.Fatal(err)
	}
	secrets := map[string]string{"identity": secretID, "phone": secretPhone, "residence": "晓溪县溪前路 2 号"}
	own := v["lin-jian"].get("/data-use", "en")
	for _, path := range []string{"", "/do/accept", "/do/ask-correction", "/do/record/note"} {
		w := httptest.NewRecorder()
		v["zhang-min"].handler.ServeHTTP(w, v["zhang-min"].request("GET", "/office/cases/"+number+path, "", "en"))
		for id, secret := range secrets {
			if strings.Contains(w.Body.String(), secret) {
				t.Errorf("%s shows %s", path, id)
			}
		}
	}
	if page := v["zhang-min"].get("/office/cases/"+number, "en"); !strings.Contains(page, `value="identity"`) {
		t.Error("nothing offers to show the number")
	}
	looked := v["lin-jian"].get("/data-use", "en")
	for _, id := range []string{"identity", "phone", "residence"} {
		if strings.Contains(looked, service.Text(text.EN, "field."+id)) && !strings.Contains(own, service.Text(text.EN, "field."+id)) {
			t.Errorf("%s was hidden and is recorded as seen", id)
		}
	}
	w := httptest.NewRecorder()
	v["zhang-min"].handler.ServeHTTP(w, v["zhang-min"].request("POST", "/office/cases/"+number+"/show", url.Values{"show": {"identity"}}.Encode(), "en"))
	page := w.Body.String()
	if w.Code != 200 || !strings.Contains(page, secretID) || strings.Contains(page, secretPhone) {
		t.Fatalf("%d: shown is not what was asked for", w.Code)
	}
	seen, err := s.Desk.Looks(t.Context(), s.Person("lin-jian"))
	if err != nil || seen[0].Purpose != "desk.purpose.show" && seen[1].Purpose != "desk.purpose.show" {
		t.Fatalf("%+v %v", seen[:2], err)
	}
	for _, l := range seen {
		for _, f := range l.Fields {
			if (f == "phone" || f == "residence" || f == "identity" && l.Purpose != "desk.purpose.show") && l.By == "zhang-min" {
				t.Errorf("recorded as seen: %+v", l)
			}
		}
	}
	// What a register said for a material is hidden and shown in the same way.
	if !strings.Contains(page, `value="population.identity_number"`) {
		t.Error("nothing offers to show what the register said")
	}
	w = httptest.NewRecorder()
	v["zhang-min"].handler.ServeHTTP(w, v["zhang-min"].request("POST", "/office/cases/"+number+"/show", url.Values{"show": {"population.identity_number"}}.Encode(), "en"))
	seen, err = s.Desk.Looks(t.Context(), s.Person("lin-jian"))
	if !strings.Contains(w.Body.String(), secretID) || err != nil || !slices.ContainsFunc(seen, func(l looks.Look) bool {
		return l.Purpose == desk.PurposeShow && slices.Contains(l.Fields, "population.identity_number")
	}) {
		t.Errorf("what the register said is not shown, or the look is missing: %v", err)
	}
	// Star asks for all: a person asks one by one.
	w = httptest.NewRecorder()
	v["zhang-min"].handler.ServeHTTP(w, v["zhang-min"].request("POST", "/office/cases/"+number+"/show", url.Values{"show": {"*"}}.Encode(), "en"))
	if strings.Contains(w.Body.String(), secretPhone) {
		t.Error("everything was shown at once")
	}
}

// A look-up without a case is refused without a purpose and a reason, hides what is
// sensitive, and the subject reads both at once.
func TestALookUpAsksForItsPurpose(t *testing.T) {
	s := scene.New(t)
	v := visitors(t, s, "lin-jian", "zheng-yi", "wei-shu")
	asked := url.Values{"register": {"population"}, "subject": {secretID}, "use": {"identify"}, "reason": {"核对来访人身份"}}
	for _, without := range []string{"use", "reason", "subject"} {
		form := url.Values{}
		for k, x := range asked {
			if k != without {
				form[k] = x
			}
		}
		if code := v["zheng-yi"].post("/office/look-up", form); code != http.StatusUnprocessableEntity {
			t.Errorf("without %s: %d", without, code)
		}
	}
	if strings.Contains(v["lin-jian"].get("/data-use", "zh"), "郑毅") {
		t.Error("what was not served is recorded as seen")
	}
	look := func(who string, form url.Values) (int, string) {
		w := httptest.NewRecorder()
		v[who].handler.ServeHTTP(w, v[who].request("POST", "/office/look-up", form.Encode(), "zh"))
		return w.Code, w.Body.String()
	}
	const address = "晓溪县溪前路 2 号"
	if code, page := look("zheng-yi", asked); code != 200 || !strings.Contains(page, "林𠮷安") || strings.Contains(page, address) {
		t.Fatalf("%d: %s", code, page)
	}
	if page := v["lin-jian"].get("/data-use", "zh"); !strings.Contains(page, "核对来访人身份") || !strings.Contains(page, "郑毅") || strings.Contains(page, "户籍地址") {
		t.Error("the subject does not read who, why and what")
	}
	asked["show"] = []string{"address"}
	if code, page := look("zheng-yi", asked); code != 200 || !strings.Contains(page, address) {
		t.Errorf("%d: the hidden field is not shown", code)
	}
	if !strings.Contains(v["lin-jian"].get("/data-use", "zh"), "户籍地址") {
		t.Error("that it was shown is not recorded")
	}
	for who, use := range map[string]string{"zheng-yi": "decide", "wei-shu": "identify"} {
		asked["use"] = []string{use}
		if code, page := look(who, asked); code != http.StatusForbidden || strings.Contains(page, address) {
			t.Errorf("%s for %s: %d", who, use, code)
		}
	}
	if _, err := s.Desk.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// Looks can be narrowed down, questioned, and the answer comes back to who asked.
func TestALookIsQuestionedAndAnswered(t *testing.T) {
	s := scene.New(t)
	number := fileTwo(t, s)["{number}"]
	v := visitors(t, s, "lin-jian", "zhang-min", "shao-qi", "wei-shu")
	v["zhang-min"].get("/office/cases/"+number, "en")
	name := "Zhang Min"
	for address, there := range map[string]bool{"who=" + url.QueryEscape("张敏"): true, "who=nobody": false, "purpose=desk.purpose.handle": true, "purpose=desk.purpose.check": false,
		"service=" + lifeService: true, "service=other": false, "from=2000-01-01": true, "from=2999-01-01": false, "to=2000-01-01": false, "who=" + url.QueryEscape("Market Supervision"): true,
		"who=" + url.QueryEscape("晓溪县"): true} {
		if got := strings.Contains(v["lin-jian"].get("/data-use?"+address, "en"), name); got != there {
			t.Errorf("%s: shown is %t", address, got)
		}
	}
	seen, err := s.Desk.Looks(t.Context(), s.Person("lin-jian"), looks.Filter{})
	if err != nil || len(seen) == 0 {
		t.Fatal(seen, err)
	}
	path := "/data-use/" + strings.TrimSpace(strings.Split(strings.SplitAfter(v["lin-jian"].get("/data-use", "en"), "/data-use/")[1], "/")[0]) + "/question"
	if code := v["lin-jian"].post(path, url.Values{"words": {" "}}); code != http.StatusUnprocessableEntity {
		t.Errorf("an empty question: %d", code)
	}
	if code := v["wei-shu"].post(path, url.Values{"words": {"theirs?"}}); code != http.StatusNotFound {
		t.Errorf("somebody else's look: %d", code)
	}
	if code := v["lin-jian"].post(path, url.Values{"words": {"Why was my phone needed?"}}); code != http.StatusSeeOther {
		t.Fatalf("the question: %d", code)
	}
	if page := v["lin-jian"].get("/data-use", "en"); !strings.Contains(page, "To be answered by") {
		t.Error("the page does not say by when it is answered")
	}
	if page := v["shao-qi"].get("/office/matters/1", "en"); !strings.Contains(page, "Why was my phone needed?") || !strings.Contains(page, "张敏") {
		t.Error("the office does not read the question with its look")
	}
	if code := v["wei-shu"].post("/office/matters/1", url.Values{"outcome": {"explained"}, "answer": {"x"}}); code != http.StatusNotFound {
		t.Errorf("another office answers: %d", code)
	}
	if code := v["shao-qi"].post("/office/matters/1", url.Values{"outcome": {"changed"}, "answer": {"x"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("an outcome of another kind: %d", code)
	}
	if code := v["shao-qi"].post("/office/matters/1", url.Values{"outcome": {"explained"}, "answer": {"To reach you about the lease."}}); code != http.StatusSeeOther {
		t.Errorf("the answer: %d", code)
	}
	if page := v["lin-jian"].get("/data-use", "en"); !strings.Contains(page, "To reach you about the lease.") {
		t.Error("the answer does not come back")
	}
	if _, err := s.Desk.Verify(t.Context()); err != nil {
		t.Errorf("the log does not hold the looks: %v", err)
	}
}
