package office_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"atonce/internal/browser"
	"atonce/internal/people"
	"atonce/internal/register"
	"atonce/internal/scene"
	"atonce/internal/web/door"
	"atonce/internal/web/office"
)

// faulty furnishes a house in which a file with faults was read in.
func faulty(t *testing.T) (*scene.Scene, http.Handler) {
	t.Helper()
	s := scene.New(t)
	file := "identity_number,name,sex,birth_date,area,address\n330199199603082231,样例,female,2001-01-01,330199101000,\n330199199205171124,样例,female,1992-05-17,330199101000,样例路\n"
	_, err := s.Desk.ImportRegister(t.Context(), s.Person("cao-jie"), "population", bytes.NewReader([]byte(file)), register.ImportOptions{Name: "faulty.csv"})
	if err != nil {
		t.Fatal(err)
	}
	return s, s.Handler(office.Routes(s.Desk), true)
}

// A data keeper finds the faults of their registers, sees which records, and answers;
// what is missing in an answer is said and nothing typed is lost.
func TestAnsweringATicket(t *testing.T) {
	s, h := faulty(t)
	send := func(who, method, path string, form url.Values) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		if form != nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Sec-Fetch-Site", "same-origin")
		}
		r.Header.Set("Accept-Language", "en")
		r.AddCookie(&http.Cookie{Name: door.SessionCookie, Value: s.Session(who, people.PageSession)})
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	list := send("cao-jie", "GET", "/office/data/tickets", nil).Body.String()
	if !strings.Contains(list, "The sex is not that of the identity number") || !strings.Contains(list, "1 of 2 records") || strings.Contains(list, "330199199603082231") {
		t.Errorf("list: %s", list)
	}
	if other := send("wei-shu", "GET", "/office/data/tickets", nil).Body.String(); strings.Contains(other, "identity number") {
		t.Error("another office sees the tickets")
	}
	tickets, err := s.Desk.Tickets(t.Context(), s.Person("cao-jie"))
	if err != nil || len(tickets) != 3 {
		t.Fatalf("%v, %v", tickets, err)
	}
	at := "/office/data/tickets/" + strconv.FormatInt(tickets[0].ID, 10)
	if page := send("cao-jie", "GET", at, nil).Body.String(); !strings.Contains(page, "330199199603082231") || !strings.Contains(page, "is an example") {
		t.Errorf("ticket: %s", page)
	}
	if w := send("wei-shu", "GET", at, nil); w.Code != http.StatusNotFound {
		t.Errorf("another office opens it: %d", w.Code)
	}
	w := send("cao-jie", "POST", at, url.Values{"words": {"we know"}})
	if page := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(page, "Choose one of the two answers.") || !strings.Contains(page, "we know") {
		t.Errorf("an answer with a gap: %d %s", w.Code, page)
	}
	if w := send("cao-jie", "POST", at, url.Values{"answer": {"upheld"}, "words": {"it is so"}}); w.Code != http.StatusSeeOther {
		t.Errorf("an answer: %d %s", w.Code, w.Body)
	}
	if page := send("cao-jie", "GET", at, nil).Body.String(); !strings.Contains(page, "it is so") || strings.Contains(page, "<textarea") {
		t.Errorf("answered: %s", page)
	}
}

// The pages of tickets are whole on a phone and on a desk, in both languages.
func TestTicketPagesInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: looking at every page takes a minute")
	}
	s, h := faulty(t)
	tickets, err := s.Desk.Tickets(t.Context(), s.Person("cao-jie"))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", h)
	mux.HandleFunc("GET /as", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: door.SessionCookie, Value: s.Session("cao-jie", people.PageSession), Path: "/"})
		http.Redirect(w, r, "/office/data/tickets?lang="+r.URL.Query().Get("lang"), http.StatusSeeOther)
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	p := browser.Open(t, site.URL, 390, false, "zh-CN")
	for _, lang := range []string{"zh", "en"} {
		p.Goto("/as?lang=" + lang)
		for name, path := range map[string]string{"tickets": "/office/data/tickets", "ticket": "/office/data/tickets/" + strconv.FormatInt(tickets[0].ID, 10)} {
			p.Goto(path)
			for _, width := range []int{390, 1280} {
				p.Resize(width)
				for _, f := range p.Glance() {
					t.Errorf("%s %s at %d: %s", name, lang, width, f)
				}
				if dir := os.Getenv("ATONCE_PICTURES"); dir != "" {
					p.Screenshot(filepath.Join(dir, name+"-"+lang+"-"+strconv.Itoa(width)+".png"))
				}
			}
		}
	}
}
