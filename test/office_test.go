package test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"atonce/internal/desk"
	"atonce/internal/htmlcheck"
	"atonce/internal/people"
	"atonce/internal/web/door"
	"atonce/internal/web/office"
)

// send asks the officials' face for a page, or sends a form to it.
func (w *world) send(site http.Handler, person, path string, form url.Values) (*httptest.ResponseRecorder, htmlcheck.Node) {
	w.t.Helper()
	method, body := "GET", io.Reader(nil)
	if form != nil {
		method, body = "POST", strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, path, body)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	secret, _, err := w.desk.SignInSample(w.t.Context(), person, people.PageSession)
	w.must(err)
	r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: secret})
	rec := httptest.NewRecorder()
	site.ServeHTTP(rec, r)
	return rec, htmlcheck.Parse(w.t, strings.NewReader(rec.Body.String()))
}

// fills gets a form, types the answers over what stands in it and sends it.
func (w *world) fills(site http.Handler, person, path string, answers map[string]string) (*httptest.ResponseRecorder, htmlcheck.Node) {
	w.t.Helper()
	rec, page := w.send(site, person, path, nil)
	if rec.Code != http.StatusOK {
		w.t.Fatalf("%s gets %d at %s: %s", person, rec.Code, path, page.One("main").Text())
	}
	form := url.Values{}
	drawn := page.One(`form[action="` + path + `"]`)
	for _, in := range drawn.All("input") {
		if kind := in.Attr("type"); kind != "radio" && kind != "checkbox" && kind != "file" {
			form.Set(in.Attr("name"), in.Attr("value"))
		}
	}
	for _, in := range drawn.All("input[checked]") {
		form.Add(in.Attr("name"), in.Attr("value"))
	}
	for _, in := range drawn.All("textarea") {
		form.Set(in.Attr("name"), in.Text())
	}
	for k, v := range answers {
		form.Set(k, v)
	}
	return w.send(site, person, path, form)
}

// A planned inspection is done by officials alone, from opening to the published
// result, through their pages: findings are questions of the form, and the second
// inspector is another person.
func TestAnInspectionThroughThePages(t *testing.T) {
	w := newWorld(t)
	site := door.House{Keeper: w.desk, Routes: office.Routes(w.desk), Log: slog.New(slog.NewTextHandler(io.Discard, nil))}.Handler()
	rec, page := w.fills(site, "qian-wei", "/office/start/planned-inspection", map[string]string{"plan": "2026 年食品店抽查", "list": "food-shop", "draw": "种子 7f3a",
		"planned_day-year": "2026", "planned_day-month": "9", "planned_day-day": "23", "business": "晓溪县禾木食品有限公司", "credit_code": "91330199A00000011C",
		"address": "晓溪县溪前路 66 号", "area": county})
	if rec.Code != http.StatusSeeOther {
		t.Fatalf("not opened: %s", page.One("main").Text())
	}
	file := strings.SplitN(rec.Header().Get("Location"), "?", 2)[0]
	did := func(person, verb string, answers map[string]string) {
		t.Helper()
		w.now = w.now.Add(time.Hour)
		if rec, page := w.fills(site, person, file+"/do/"+verb, answers); rec.Code != http.StatusSeeOther {
			t.Fatalf("%s %s: %d %s", person, verb, rec.Code, page.One("main").Text())
		}
	}
	did("qian-wei", "assign", map[string]string{"act-handler": "zheng-yi"})
	if rec, page := w.send(site, "zheng-yi", file+"/do/record/checklist-filled", nil); rec.Code != http.StatusConflict || strings.Contains(page.One("main").Text(), "cards-shown") {
		t.Fatalf("before the cards: %d %s", rec.Code, page.One("main").Text())
	}
	did("zheng-yi", "record/cards-shown", nil)
	// One answer does not fit: it is named at its field and the others stay.
	rec, page = w.fills(site, "zheng-yi", file+"/do/record/checklist-filled", map[string]string{"licence_shown": "yes", "finding": "短"})
	if rec.Code != http.StatusUnprocessableEntity || !page.Has(`.govuk-error-summary a[href="#finding"]`) || page.One("input[checked]").Attr("name") != "licence_shown" {
		t.Fatalf("%d %s", rec.Code, page.One("main").Text())
	}
	did("zheng-yi", "record/checklist-filled", map[string]string{"licence_shown": "yes", "scope_kept": "yes", "prices_shown": "yes", "goods_in_date": "yes",
		"finding": "店面整洁，抽查二十种食品均在保质期内"})
	if rec, _ := w.send(site, "zheng-yi", file+"/do/record/second-signature", nil); rec.Code != http.StatusForbidden {
		t.Fatalf("one inspector signs twice: %d", rec.Code)
	}
	did("sun-ke", "record/second-signature", nil)
	did("zheng-yi", "propose", map[string]string{"act-outcome": "in-order"})
	_, page = w.send(site, "qian-wei", file, nil)
	if !strings.Contains(page.One("main").Text(), "抽查二十种食品均在保质期内") {
		t.Error("who decides does not see what was found")
	}
	did("qian-wei", "decide", map[string]string{"act-outcome": "in-order"})
	did("zheng-yi", "record/published", nil)
	did("qian-wei", "close", nil)
	v, err := w.desk.Case(t.Context(), w.who["qian-wei"], strings.TrimPrefix(file, "/office/cases/"))
	w.must(err)
	if v.Case.Stage != "closed" || v.Case.Applicant != "" || v.Case.Answers["licence_shown"] != "yes" {
		t.Errorf("stage %s, applicant %q, answers %v", v.Case.Stage, v.Case.Applicant, v.Case.Answers)
	}
}

// Money is typed in yuan and kept in fen: drawn again, sent again and judged beside
// other answers it stays the same amount.
func TestMoneyStaysTheSameAmount(t *testing.T) {
	w := newWorld(t)
	site := door.House{Keeper: w.desk, Routes: office.Routes(w.desk), Log: slog.New(slog.NewTextHandler(io.Discard, nil))}.Handler()
	r, err := w.desk.Submit(t.Context(), w.who["chen-guilan"], desk.Filing{Service: "minimum-subsistence-allowance", Submission: "s", Answers: map[string]string{
		"applicant": "陈桂兰", "identity": "33019919511002334X", "phone": "13800000104", "area": "330199101000", "address": "晓溪县桥下镇柳巷 9 号", "helped": "no",
		"members": "2", "names": "陈桂兰，本人；周小满，孙女", "income": "1,500元", "has_wages": "no", "car": "no", "homes": "1", "consent": "yes"}})
	w.must(err)
	file := "/office/cases/" + r.Number
	did := func(verb string, answers map[string]string) {
		t.Helper()
		w.now = w.now.Add(time.Hour)
		if rec, page := w.fills(site, "he-ping", file+"/do/"+verb, answers); rec.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", verb, rec.Code, page.One("main").Text())
		}
	}
	did("accept", nil)
	did("record/home-visit", map[string]string{"home_visit": "两间平房，两人同住，孙女上小学，无其他收入来源"})
	wrong := map[string]string{"checked_income": "1500.50", "property_within": "yes", "amount": "九百"}
	rec, page := w.fills(site, "he-ping", file+"/do/record/registers-checked", wrong)
	if rec.Code != http.StatusUnprocessableEntity || page.One("input[name=checked_income]").Attr("value") != "1500.50" {
		t.Fatalf("%d %s", rec.Code, page.One("main").Text())
	}
	wrong["amount"], wrong["checked_income"] = "900", "1500"
	did("record/registers-checked", wrong)
	_, page = w.send(site, "he-ping", file+"/do/record/registers-checked", nil)
	if got := page.One("input[name=amount]").Attr("value"); got != "900.00" {
		t.Errorf("900 yuan are drawn as %s", got)
	}
	did("record/registers-checked", nil) // as it stands
	did("propose", map[string]string{"act-outcome": "granted"})
	v, err := w.desk.Case(t.Context(), w.who["he-ping"], r.Number)
	w.must(err)
	for id, want := range map[string]string{"income": "150000", "checked_income": "150000", "amount": "90000"} {
		if v.Case.Answers[id] != want {
			t.Errorf("%s is %s fen, want %s", id, v.Case.Answers[id], want)
		}
	}
}
