package office_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"atonce/internal/benefit"
	"atonce/internal/browser"
	"atonce/internal/htmlcheck"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/register"
	"atonce/internal/scene"
	"atonce/internal/web/citizen"
	"atonce/internal/web/door"
	"atonce/internal/web/office"
)

// elder lets the register say that Chen Guilan is old enough for the allowance.
func elder(t *testing.T, s *scene.Scene) {
	t.Helper()
	file := "identity_number,name,sex,birth_date,area,address\n33019919511002334X,陈桂兰,female,1940-10-02,330199101000,\n"
	got, err := s.Desk.ImportRegister(t.Context(), s.Person("cao-jie"), "population", strings.NewReader(file), register.ImportOptions{Name: "elder.csv"})
	if err != nil {
		t.Fatal(got, err)
	}
}

// A benefit goes from a trial to the bank and back on pages alone, by two officials and
// the people who are due it.
func TestABenefitOnItsPages(t *testing.T) {
	s := scene.New(t)
	elder(t, s)
	h := s.Handler(append(office.Routes(s.Desk), citizen.Routes(s.Desk)...), false)
	send := func(who, method, path, kind string, body []byte, want int) (string, string) {
		t.Helper()
		r := httptest.NewRequest(method, path, bytes.NewReader(body))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Accept-Language", "en")
		r.Header.Set("Cookie", door.SessionCookie+"="+s.Session(who, people.PageSession))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Fatalf("%s %s as %s: %d, want %d: %s", method, path, who, w.Code, want, w.Body)
		}
		if want != 303 && strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			htmlcheck.Parse(t, strings.NewReader(w.Body.String()))
		}
		return w.Body.String(), w.Header().Get("Location")
	}
	post := func(who, path string, form url.Values, want int) (string, string) {
		t.Helper()
		return send(who, "POST", path, "application/x-www-form-urlencoded", []byte(form.Encode()), want)
	}
	get := func(who, path string) string {
		t.Helper()
		body, _ := send(who, "GET", path, "", nil, 200)
		return body
	}
	const policy = "/office/benefits/long-life-allowance"
	send("zhang-min", "GET", "/office/benefits", "", nil, 200)
	post("zhang-min", policy, url.Values{"day-long-life-allowance": {"2026-10-12"}}, 403)
	if again, _ := post("shen-lan", policy, url.Values{"day-long-life-allowance": {"12.10.2026"}}, 422); !strings.Contains(again, `value="12.10.2026"`) {
		t.Error("the day typed is lost")
	}
	if tried, _ := post("shen-lan", policy, url.Values{"day-long-life-allowance": {"2026-10-12"}, "act-go": {"try"}}, 200); !strings.Contains(tried, "tried for 12 October 2026") {
		t.Error("nothing is said of the trial")
	}
	_, run := post("shen-lan", policy, url.Values{"day-long-life-allowance": {"2026-10-12"}, "act-go": {"propose"}}, 303)
	if page := get("shen-lan", run); strings.Contains(page, run+"/approve") || !strings.Contains(page, "Shen Lan") {
		t.Error("who put it forward may sign it, or is not named")
	}
	post("shen-lan", run+"/approve", nil, 403)
	if !strings.Contains(get("gao-jun", run), run+"/approve") {
		t.Fatal("the second person is offered no signature")
	}
	post("gao-jun", run+"/approve", nil, 303)

	// The people see what they are due, and nobody else does.
	var due []people.Person
	for _, p := range s.People() {
		if mine, err := s.Desk.MyBenefits(t.Context(), p); err == nil && len(mine) > 0 {
			due = append(due, p)
		}
	}
	if len(due) < 1 {
		t.Fatal("nobody is due anything")
	}
	first, own := due[0], "/benefits/"+run[strings.LastIndex(run, "/")+1:]
	n := own[len("/benefits/"):]
	if strings.Contains(get("zhang-min", "/benefits"), own) || !strings.Contains(get(first.ID, "/benefits"), own) {
		t.Error("a benefit is shown to somebody else, or not to whom it is due")
	}
	// They are told, in the inbox and beside it on every page, until they answer.
	told := func(want bool) {
		t.Helper()
		if page := get(first.ID, "/inbox"); strings.Contains(page, "you need not apply") != want || strings.Contains(page, "Messages (1)") != want {
			t.Errorf("told of what waits: want %v: %s", want, page)
		}
	}
	told(true)
	if again, _ := post(first.ID, own, url.Values{"deed": {"confirm"}, "account-" + n: {"12345"}}, 422); !strings.Contains(again, `value="12345"`) || !strings.Contains(again, "error-summary") {
		t.Error("the account typed is lost")
	}
	post(first.ID, own, url.Values{"deed": {"object"}, "words-" + n: {"  "}}, 422)
	post(first.ID, own, url.Values{"deed": {"object"}, "words-" + n: {"生日登记错了"}}, 303)

	// The objection is answered by an official who sees no more than they need, and the
	// person sees that they were looked at.
	page := get("shen-lan", run)
	if !strings.Contains(page, "生日登记错了") || strings.Contains(page, first.Identity) {
		t.Error("the objection is not there, or the number is shown whole")
	}
	claim := page[strings.Index(page, run+"/claims/"):]
	claim = claim[:strings.Index(claim, `"`)]
	mark := claim[strings.LastIndex(claim, "/")+1:]
	if again, _ := post("shen-lan", claim, url.Values{"words-" + mark: {"已核对"}}, 422); !strings.Contains(again, "已核对") {
		t.Error("the reason typed is lost")
	}
	post("shen-lan", claim, url.Values{"deed-" + mark: {"uphold"}}, 422)
	post("shen-lan", claim, url.Values{"deed-" + mark: {"uphold"}, "words-" + mark: {"已核对，无误"}}, 303)
	post("shen-lan", claim, url.Values{"deed-" + mark: {"uphold"}, "words-" + mark: {"再来一次"}}, 404)
	looks, err := s.Desk.Looks(t.Context(), first)
	if err != nil || len(looks) == 0 || looks[0].By != "shen-lan" || looks[0].Purpose != "desk.purpose.benefit" {
		t.Errorf("who looked: %+v, %v", looks, err)
	}

	if page := get(first.ID, "/benefits"); !strings.Contains(page, "生日登记错了") || !strings.Contains(page, "已核对，无误") {
		t.Error("what was said and what was answered do not both stand there")
	}

	// The account is confirmed, the time to object ends, and the order leaves.
	post(first.ID, own, url.Values{"deed": {"confirm"}, "account-" + n: {"123456789011"}}, 303)
	told(false)
	post("gao-jun", run+"/order", nil, 422)
	mine, err := s.Desk.MyBenefits(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	s.Set(mine[0].Run.Ends)
	order, _ := post("gao-jun", run+"/order", nil, 200)
	if !strings.Contains(order, "123456789011") {
		t.Fatalf("the order: %s", order)
	}
	if again, _ := post("gao-jun", run+"/order", url.Values{"again": {"1"}}, 200); again != order {
		t.Error("the order, fetched again, is another")
	}
	post("shen-lan", run+"/order", url.Values{"again": {"1"}}, 403)
	if looks, err = s.Desk.Looks(t.Context(), first); err != nil || looks[0].By != "gao-jun" || !strings.Contains(strings.Join(looks[0].Fields, ","), "account") {
		t.Errorf("that the account left is not seen: %+v, %v", looks, err)
	}

	// What the bank answers is read from its file.
	lines := strings.Split(strings.TrimSpace(order), "\n")
	for i := range lines[1:] {
		lines[i+1] += ",paid,"
	}
	file := func(body string) (string, []byte) {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		if body != "" {
			part, err := m.CreateFormFile("file", "answer.csv")
			if err == nil {
				_, err = part.Write([]byte(body))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
		return m.FormDataContentType(), b.Bytes()
	}
	for _, wrong := range []string{"", "nonsense", strings.Replace(strings.Join(lines, "\n"), ",123456789011,", ",123456789011,9", 1)} {
		kind, body := file(wrong)
		send("shen-lan", "POST", run+"/answer", kind, body, 422)
	}
	kind, body := file(strings.Join(lines, "\n") + "\n")
	_, to := send("shen-lan", "POST", run+"/answer", kind, body, 303)
	if !strings.Contains(get("shen-lan", to), "answer was taken") {
		t.Error("what the bank answered is not said")
	}
	if mine, err = s.Desk.MyBenefits(t.Context(), first); err != nil || mine[0].State != benefit.Paid {
		t.Errorf("%+v, %v", mine, err)
	}
	if _, err := s.Desk.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// The pages are whole on a phone and on a desk, in both languages.
func TestBenefitPagesInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: looking at pages takes a while")
	}
	s := scene.New(t)
	elder(t, s)
	run, err := s.Desk.ProposeBenefit(t.Context(), s.Person("shen-lan"), "long-life-allowance", law.DateOf(s.Now(), s.Desk.Zone()))
	if err == nil {
		_, err = s.Desk.ApproveBenefit(t.Context(), s.Person("gao-jun"), run.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	due := ""
	for _, p := range s.People() {
		if mine, err := s.Desk.MyBenefits(t.Context(), p); err == nil && len(mine) > 0 {
			due = p.ID
			if _, err := s.Desk.AnswerBenefit(t.Context(), p, run.ID, benefit.Object, "", "生日登记错了"); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	mux := http.NewServeMux()
	mux.Handle("/", s.Handler(append(office.Routes(s.Desk), citizen.Routes(s.Desk)...), false))
	mux.HandleFunc("GET /as/{person}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: door.SessionCookie, Value: s.Session(r.PathValue("person"), people.PageSession), Path: "/"})
		http.Redirect(w, r, r.URL.Query().Get("to")+"?lang="+r.URL.Query().Get("lang"), http.StatusSeeOther)
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	p := browser.Open(t, site.URL, 390, false, "zh-CN")
	for _, lang := range []string{"zh", "en"} {
		for name, page := range map[string][2]string{"policies": {"shen-lan", "/office/benefits"}, "run": {"shen-lan", "/office/benefits/runs/" + strconv.FormatInt(run.ID, 10)}, "own": {due, "/benefits"}} {
			p.Goto("/as/" + page[0] + "?to=" + page[1] + "&lang=" + lang)
			for _, width := range []int{390, 1280} {
				p.Resize(width)
				for _, f := range append(p.Glance(), p.Axe()...) {
					t.Errorf("%s %s at %d: %s", name, lang, width, f)
				}
				if pictures := os.Getenv("ATONCE_PICTURES"); pictures != "" {
					p.Screenshot(filepath.Join(pictures, "benefit-"+name+"-"+lang+"-"+strconv.Itoa(width)+".png"))
				}
			}
		}
	}
}
