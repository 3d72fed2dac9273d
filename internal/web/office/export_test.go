package office_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"atonce/internal/browser"
	"atonce/internal/desk"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/text"
	"atonce/internal/web/door"
	"atonce/internal/web/office"
)

// exportSite is a house whose register is granted to the office of zheng-yi.
type exportSite struct {
	t       *testing.T
	s       *scene.Scene
	handler http.Handler
	offer   desk.ExportOffer
}

func newExportSite(t *testing.T) *exportSite {
	t.Helper()
	s := scene.New(t)
	x := &exportSite{t: t, s: s, handler: s.Handler(office.Routes(s.Desk), false)}
	offers, err := s.Desk.ExportOffers(t.Context(), s.Person("zheng-yi"))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range offers {
		if o.Register.Personal() && o.Service == "" {
			x.offer = o
		}
	}
	if x.offer.Register == nil {
		t.Fatal("nothing is offered")
	}
	return x
}

func (x *exportSite) form() url.Values {
	return url.Values{"grant": {strconv.FormatInt(x.offer.ID, 10)}, "fields": {"name", "address"}, "words": {"核对登记住址"}, "law": {x.offer.Basis.Law}, "article": {x.offer.Basis.Article}, "until": {"2026-10-20"}}
}

func (x *exportSite) post(w http.ResponseWriter, who, to string, form url.Values) {
	req := httptest.NewRequest("POST", to, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept-Language", "en")
	req.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: x.s.Session(who, people.PageSession)})
	x.handler.ServeHTTP(w, req)
}

func (x *exportSite) send(who, to string, form url.Values) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	x.post(rec, who, to, form)
	return rec
}

// ask asks on the page, and answers where the export stands.
func (x *exportSite) ask() string {
	x.t.Helper()
	rec := x.send("zheng-yi", "/office/exports", x.form())
	at := rec.Header().Get("Location")
	if rec.Code != http.StatusSeeOther || !strings.HasPrefix(at, "/office/exports/") {
		x.t.Fatalf("asked: %d %s", rec.Code, rec.Body)
	}
	return at
}

func TestAnExportOnItsPages(t *testing.T) {
	x := newExportSite(t)
	wrong := x.form()
	wrong.Set("words", "x")
	wrong.Del("until")
	wrong.Del("fields")
	rec := x.send("zheng-yi", "/office/exports", wrong)
	for _, key := range []string{"export.words", "export.fields"} {
		if !strings.Contains(rec.Body.String(), text.S(text.EN, key)) || rec.Code != http.StatusUnprocessableEntity {
			t.Errorf("%d: nothing about %s", rec.Code, key)
		}
	}
	at := x.ask()
	for who, status := range map[string]int{"zheng-yi": http.StatusForbidden, "zhang-min": http.StatusNotFound, "cao-jie": http.StatusForbidden} {
		if rec := x.send(who, at+"/answer", url.Values{"answer": {"approve"}}); rec.Code != status {
			t.Errorf("%s answers: %d", who, rec.Code)
		}
	}
	if rec := x.send("zheng-yi", at+"/file", url.Values{"format": {"csv"}}); rec.Code != http.StatusForbidden || !strings.Contains(rec.Body.String(), text.S(text.EN, "export.unapproved")) {
		t.Errorf("taken before it was approved: %d", rec.Code)
	}
	if rec := x.send("shao-qi", at+"/answer", url.Values{"answer": {"refuse"}}); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("refused without a reason: %d", rec.Code)
	}
	if rec := x.send("shao-qi", at+"/answer", url.Values{"answer": {"approve"}}); rec.Code != http.StatusSeeOther {
		t.Fatalf("approved: %d %s", rec.Code, rec.Body)
	}
	rec = x.send("zheng-yi", at+"/file", url.Values{"format": {"csv"}})
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(rec.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || rec.Code != http.StatusOK || len(rows) != 4 || rows[0][0] != "Name" || !strings.HasSuffix(rows[1][1], "**") {
		t.Errorf("CSV: %d %v %v", rec.Code, rows, err)
	}
	if h := rec.Header(); h.Get("Content-Disposition") != "attachment; filename="+x.offer.Register.ID()+"-export-1.csv" || h.Get("Cache-Control") != "private, no-store" {
		t.Errorf("head: %v", h)
	}
	var out struct {
		Records []map[string]string
		Rows    int
	}
	rec = x.send("zheng-yi", at+"/file", url.Values{"format": {"json"}})
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil || out.Rows != 3 || len(out.Records) != 3 {
		t.Errorf("JSON: %+v %v", out, err)
	}
	if rec := x.send("zheng-yi", at+"/file", url.Values{"format": {"exe"}}); rec.Code != http.StatusUnprocessableEntity && rec.Code != http.StatusBadRequest {
		t.Errorf("an unknown format: %d", rec.Code)
	}
}

// cutting cuts the grant as soon as something of the file has left.
type cutting struct {
	*httptest.ResponseRecorder
	cut func()
}

func (c *cutting) Write(b []byte) (int, error) {
	if c.cut != nil && c.Code == http.StatusOK {
		c.cut()
		c.cut = nil
	}
	return c.ResponseRecorder.Write(b)
}

func (c *cutting) WriteString(s string) (int, error) { return c.Write([]byte(s)) }

// A file that is stopped on the way breaks its line off: nobody takes a part for the
// whole.
func TestAStoppedFileBreaksOff(t *testing.T) {
	x := newExportSite(t)
	at := x.ask()
	x.send("shao-qi", at+"/answer", url.Values{"answer": {"approve"}})
	w := &cutting{httptest.NewRecorder(), func() {
		if err := x.s.Desk.CutGrant(t.Context(), x.s.Person("cao-jie"), x.offer.ID, "用途不符"); err != nil {
			t.Error(err)
		}
	}}
	defer func() {
		if p := recover(); p != http.ErrAbortHandler {
			t.Errorf("the line was not broken off: %v: %d %s", p, w.Code, w.Body)
		}
		if strings.Contains(w.Body.String(), `"rows"`) {
			t.Errorf("it says that it is whole: %s", w.Body)
		}
	}()
	x.post(w, "zheng-yi", at+"/file", url.Values{"format": {"csv"}})
}

// The pages of exports are whole on a phone and on a desk, in both languages.
func TestExportPagesInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: looking at pages takes a while")
	}
	x := newExportSite(t)
	asked, approved := x.ask(), x.ask()
	x.send("shao-qi", approved+"/answer", url.Values{"answer": {"approve"}})
	mux := http.NewServeMux()
	mux.Handle("/", x.handler)
	mux.HandleFunc("GET /as/{person}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: door.SessionCookie, Value: x.s.Session(r.PathValue("person"), people.PageSession), Path: "/"})
		http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusSeeOther)
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	p := browser.Open(t, site.URL, 390, false, "zh-CN")
	for _, lang := range []string{"zh", "en"} {
		for name, page := range map[string][2]string{"exports": {"zheng-yi", "/office/exports?"}, "export-ask": {"zheng-yi", "/office/exports/new?grant=" + strconv.FormatInt(x.offer.ID, 10) + "&"},
			"export-answer": {"shao-qi", asked + "?"}, "export-take": {"zheng-yi", approved + "?"}} {
			p.Goto("/as/" + page[0] + "?to=" + url.QueryEscape(page[1]+"lang="+lang))
			for _, width := range []int{390, 1280} {
				p.Resize(width)
				for _, f := range p.Glance() {
					t.Errorf("%s %s at %d: %s", name, lang, width, f)
				}
				if pictures := os.Getenv("ATONCE_PICTURES"); pictures != "" {
					p.Screenshot(filepath.Join(pictures, name+"-"+lang+"-"+strconv.Itoa(width)+".png"))
				}
			}
		}
	}
}
