package office_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"atonce/internal/casework"
	"atonce/internal/desk"
	"atonce/internal/people"
	"atonce/internal/web/door"
)

// Who types for ten minutes has looked once: what a page keeps by itself is no look.
func TestKeepingADraftIsNoLook(t *testing.T) {
	w := newWorld(t)
	n := w.apply()
	path := "/office/cases/" + n + "/do/accept"
	form := w.sees("clerk", path).form(path, url.Values{"act-go": {"draft"}, "act-note": {"还差一页"}})
	looks := func() int {
		t.Helper()
		ls, err := w.desk.Looks(t.Context(), w.who["reader"])
		w.must(err)
		return len(ls)
	}
	before := looks()
	for range 3 {
		if p := w.ask("clerk", "POST", path, form); p.status != http.StatusSeeOther {
			t.Fatalf("%d %s", p.status, p.body)
		}
	}
	if after := looks(); before == 0 || after != before {
		t.Errorf("%d looks, and %d after keeping a draft thrice", before, after)
	}
	d, ok, err := w.desk.FindAct(t.Context(), w.who["clerk"], n, casework.Act{Verb: casework.Accept})
	w.must(err)
	if !ok || !strings.Contains(d.Form, url.QueryEscape("还差一页")) {
		t.Errorf("kept: %v %q", ok, d.Form)
	}
	if p := w.ask("stranger", "POST", path, form); p.status != http.StatusNotFound {
		t.Errorf("a stranger keeps a draft: %d", p.status)
	}
	if p := w.ask("clerk", "POST", "/office/cases/"+n+"/do/nonsense", form); p.status != http.StatusNotFound {
		t.Errorf("a verb that is none: %d", p.status)
	}
}

func TestADraftKeepsItsFiles(t *testing.T) {
	w := newWorld(t)
	n := w.apply()
	path := "/office/cases/" + n + "/do/accept"
	send := func(name string, content []byte) *httptest.ResponseRecorder {
		t.Helper()
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		for k, vs := range w.sees("clerk", path).form(path, url.Values{"act-go": {"draft"}, "act-note": {"附上照片"}}) {
			for _, v := range vs {
				w.must(m.WriteField(k, v))
			}
		}
		part, err := m.CreateFormFile("portrait", name)
		w.must(err)
		_, err = part.Write(content)
		w.must(err)
		w.must(m.Close())
		r := httptest.NewRequest("POST", path, &body)
		r.Header.Set("Content-Type", m.FormDataContentType())
		secret, _, err := w.desk.SignInSample(t.Context(), "clerk", people.PageSession)
		w.must(err)
		r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: secret})
		rec := httptest.NewRecorder()
		w.site.ServeHTTP(rec, r)
		return rec
	}
	kept := func() url.Values {
		t.Helper()
		d, _, err := w.desk.FindAct(t.Context(), w.who["clerk"], n, casework.Act{Verb: casework.Accept})
		w.must(err)
		v, err := url.ParseQuery(d.Form)
		w.must(err)
		return v
	}
	if rec := send("a.pdf", []byte("%PDF-1.4\n%%EOF\n")); rec.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if v := kept(); len(v["portrait-sent"]) != 1 || v.Get("act-note") != "附上照片" {
		t.Errorf("kept: %v", v)
	}
	rec := send("a.exe", []byte("MZ"))
	if v := kept(); rec.Code != http.StatusUnprocessableEntity || v.Get("act-note") != "附上照片" || !strings.Contains(rec.Body.String(), "附上照片") {
		t.Errorf("a file that cannot be used: %d, kept %v", rec.Code, v)
	}
}

// Who was rated does not learn by whom: a bad rating would have to be answered for.
func TestWhoRatedIsNotShownToTheOffice(t *testing.T) {
	w := newWorld(t)
	n := w.apply()
	w.did("clerk", n, "accept", nil)
	w.did("head", n, "assign", url.Values{"act-handler": {"examiner"}})
	w.did("examiner", n, "record/visit", url.Values{"act-note": {"看过证件"}})
	w.did("examiner", n, "propose", url.Values{"act-outcome": {"granted"}})
	w.did("head", n, "decide", url.Values{"act-outcome": {"granted"}})
	w.did("clerk", n, "deliver", nil)
	_, err := w.desk.Act(t.Context(), w.who["reader"], desk.Doing{Number: n, Act: casework.Act{Verb: casework.Rate, Stars: 1, Reason: "等得太久了"}, Submission: desk.NewSubmission()})
	w.must(err)
	for _, page := range []string{"", "/trace", "/print"} {
		if body := w.sees("examiner", "/office/cases/"+n+page).body; strings.Contains(body, "等得太久了") {
			t.Errorf("%q says why somebody rated", page)
		}
	}
}

// A button that takes a file back does nothing else.
func TestTakingAFileBackIsNoAct(t *testing.T) {
	w := newWorld(t)
	n := w.apply()
	path := "/office/cases/" + n + "/do/accept"
	form := w.sees("clerk", path).form(path, url.Values{"act-was-photo_file": {""}, "photo_file-remove": {"x"}, "photo_file-sent": {"x"}})
	before := len(w.acts(n))
	p := w.ask("clerk", "POST", path, form)
	if p.status != http.StatusOK || len(w.acts(n)) != before {
		t.Errorf("%d, and %d acts where there were %d", p.status, len(w.acts(n)), before)
	}
}
