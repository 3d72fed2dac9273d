package test

import (
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/casework"
	"atonce/internal/people"
	"atonce/internal/scene"
	"atonce/internal/web/citizen"
	"atonce/internal/web/door"
)

// visitor is somebody at a browser: cookies, forms and nothing else.
type visitor struct {
	t      *testing.T
	site   string
	client *http.Client
}

func citizens(t *testing.T) (*scene.Scene, func(person string) *visitor) {
	t.Helper()
	return citizensAt(t, scene.Monday)
}

func citizensAt(t *testing.T, begin time.Time) (*scene.Scene, func(person string) *visitor) {
	t.Helper()
	s := scene.At(t, begin)
	server := httptest.NewServer(door.House{Keeper: s.Desk, Routes: citizen.Routes(s.Desk), Log: slog.New(slog.DiscardHandler)}.Handler())
	t.Cleanup(server.Close)
	return s, func(person string) *visitor {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		v := &visitor{t: t, site: server.URL, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
		if person != "" {
			secret, _, err := s.Desk.SignInSample(t.Context(), person, people.PageSession)
			if err != nil {
				t.Fatal(err)
			}
			u, _ := url.Parse(server.URL)
			jar.SetCookies(u, []*http.Cookie{{Name: door.SessionCookie, Value: secret}})
		}
		return v
	}
}

type answer struct {
	status int
	where  string
	body   string
}

func (v *visitor) do(req *http.Request, err error) answer {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	req.Header.Set("Accept-Language", "zh-CN")
	resp, err := v.client.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header.Get("Location"), string(b)}
}

func (v *visitor) get(path string) answer {
	v.t.Helper()
	return v.do(http.NewRequest(http.MethodGet, v.site+path, nil))
}

func (v *visitor) send(path string, form url.Values) answer {
	v.t.Helper()
	req, err := http.NewRequest(http.MethodPost, v.site+path, strings.NewReader(form.Encode()))
	if err == nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return v.do(req, err)
}

// sendFile sends a form with one file, as a browser does.
func (v *visitor) sendFile(path string, form url.Values, field, name string, body []byte) answer {
	v.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, vs := range form {
		for _, x := range vs {
			if err := w.WriteField(k, x); err != nil {
				v.t.Fatal(err)
			}
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write(body)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	w.Close()
	req, err := http.NewRequest(http.MethodPost, v.site+path, &b)
	if err == nil {
		req.Header.Set("Content-Type", w.FormDataContentType())
	}
	return v.do(req, err)
}

func (v *visitor) want(a answer, status int, contains ...string) answer {
	v.t.Helper()
	if a.status != status {
		v.t.Fatalf("status %d, want %d; to %s\n%s", a.status, status, a.where, words(a.body))
	}
	for _, c := range contains {
		if !strings.Contains(a.body, c) {
			v.t.Fatalf("the page does not say %q:\n%s", c, words(a.body))
		}
	}
	return a
}

var tags = regexp.MustCompile(`(?s)<[^>]*>|\n\s*\n`)

func words(page string) string { return tags.ReplaceAllString(page, "\n") }

const apply = "/apply/" + registration

func operator() url.Values {
	return url.Values{"operator": {"林𠮷安"}, "identity": {"330199199205171124"}, "phone": {"13800000000"}, "residence": {"晓溪县溪前路 2 号"}}
}

// fill takes a visitor through every page, up to the page where all is checked.
func (v *visitor) fill() {
	v.t.Helper()
	for page, form := range map[string]url.Values{"operator": operator(),
		"shop":     {"trade_name": {"晓溪县林家面包坊"}, "scope": {"面包销售"}, "start_date-year": {"2027"}, "start_date-month": {"3"}, "start_date-day": {"8"}},
		"premises": {"area": {"330199"}, "premises": {"晓溪县溪前路 100 号"}, "held": {"own"}},
		"delivery": {"delivery": {"counter"}}} {
		v.want(v.send(apply+"/"+page, form), http.StatusSeeOther)
	}
}

var hidden = regexp.MustCompile(`name="submission" value="([^"]+)"`)

func (v *visitor) submission(page answer) string {
	v.t.Helper()
	m := hidden.FindStringSubmatch(page.body)
	if m == nil {
		v.t.Fatalf("no submission id on the page:\n%s", words(page.body))
	}
	return m[1]
}

// file files one case and answers its number.
func (v *visitor) file() string {
	v.t.Helper()
	v.fill()
	id := v.submission(v.want(v.get(apply+"/answers"), http.StatusOK))
	a := v.want(v.send(apply+"/submit", url.Values{"submission": {id}}), http.StatusSeeOther)
	return strings.Split(a.where, "/")[2]
}

func TestWhatIsTypedIsNeverLost(t *testing.T) {
	_, as := citizens(t)
	v := as(applicant)
	bad := operator()
	bad.Set("identity", "33019919920517112X")
	a := v.want(v.send(apply+"/operator", bad), http.StatusUnprocessableEntity, `value="33019919920517112X"`, "晓溪县溪前路 2 号", "#identity")
	if strings.Contains(a.body, "来自") {
		t.Error("a value that was typed is said to come from a register")
	}
	if !strings.Contains(a.body, "<title>错误：") {
		t.Error("the title does not say first that something must be mended")
	}
	// Another device, another session: the same page with the same answers.
	other := as(applicant)
	where := other.want(other.get(apply), http.StatusSeeOther).where
	other.want(other.get(where), http.StatusOK, `value="33019919920517112X"`)
	other.want(other.send(apply+"/operator", url.Values{"operator": {"林𠮷安"}, "leave": {"1"}}), http.StatusSeeOther)
	other.want(other.send(apply+"/delete", nil), http.StatusSeeOther)
	if strings.Contains(v.get(apply+"/operator").body, `value="林𠮷安"`) {
		t.Error("a deleted draft is still there")
	}
}

func TestFilesAreJudgedByTheirContent(t *testing.T) {
	_, as := citizens(t)
	v := as(applicant)
	form := url.Values{"area": {"330199"}, "premises": {"晓溪县溪前路 100 号"}, "held": {"rent"}, "asked": {"area,premises,held,premises_file"}}
	for name, body := range map[string][]byte{"合同.pdf": []byte("MZ this is a program"), "空.png": {}} {
		v.want(v.sendFile(apply+"/premises", form, "premises_file", name, body), http.StatusUnprocessableEntity, name, "晓溪县溪前路 100 号")
	}
	v.want(v.sendFile(apply+"/premises", form, "premises_file", "../../etc/合同.pdf", []byte("%PDF-1.7 contract")), http.StatusSeeOther)
	page := v.want(v.get(apply+"/premises"), http.StatusOK, "合同.pdf")
	if strings.Contains(page.body, "etc") {
		t.Error("a file name kept its folders")
	}
	id := regexp.MustCompile(`/files/([^"]+)"`).FindStringSubmatch(page.body)
	if id == nil {
		t.Fatal("the page does not lead to the file")
	}
	v.want(v.get("/files/"+id[1]), http.StatusOK, "%PDF-1.7")
	as("li-xiao").want(as("li-xiao").get("/files/"+id[1]), http.StatusNotFound)
}

func TestSubmittedTwiceIsOneCase(t *testing.T) {
	_, as := citizens(t)
	v := as(applicant)
	v.fill()
	id := v.submission(v.get(apply + "/answers"))
	first := v.want(v.send(apply+"/submit", url.Values{"submission": {id}}), http.StatusSeeOther)
	again := v.want(v.send(apply+"/submit", url.Values{"submission": {id}}), http.StatusSeeOther)
	if first.where != again.where || first.where == "" {
		t.Fatalf("first %s, again %s", first.where, again.where)
	}
	v.want(v.get(first.where), http.StatusOK, "已提交")
}

// One complete notice, answered on one page; what is still wrong is said there.
func TestCorrection(t *testing.T) {
	s, as := citizens(t)
	v := as(applicant)
	number := v.file()
	s.Do("zhang-min", number, casework.Act{Verb: casework.AskCorrection, Until: s.Now().AddDate(0, 0, 10),
		Gaps: []casework.Gap{{Field: "phone", Reason: "电话打不通"}, {Field: "scope", Reason: "请写明卖什么"}}})
	v.want(v.get("/cases/"+number), http.StatusOK, "请您在此之前补正")
	page := v.want(v.get("/cases/"+number+"/supplement"), http.StatusOK, "电话打不通", "请写明卖什么", "面包销售")
	form := url.Values{"submission": {v.submission(page)}, "phone": {"12"}, "scope": {"面包、蛋糕销售"}}
	v.want(v.send("/cases/"+number+"/supplement", form), http.StatusUnprocessableEntity, "面包、蛋糕销售", `value="12"`)
	form.Set("phone", "0571-80000000")
	v.want(v.send("/cases/"+number+"/supplement", form), http.StatusSeeOther)
	got, err := s.Desk.Case(t.Context(), s.Person(applicant), number)
	if err != nil || got.Case.Stage != "intake" || got.Case.Answers["scope"] != "面包、蛋糕销售" || len(got.Case.Gaps) != 0 {
		t.Fatalf("stage %q, scope %q, %d gaps, %v", got.Case.Stage, got.Case.Answers["scope"], len(got.Case.Gaps), err)
	}
}

func TestWithdrawNudgeRate(t *testing.T) {
	s, as := citizens(t)
	v := as(applicant)
	number := v.file()
	base := "/cases/" + number
	id := v.submission(v.want(v.get(base), http.StatusOK, "催一催"))
	v.want(v.send(base+"/nudge", url.Values{"submission": {id}}), http.StatusSeeOther)
	v.want(v.get(base), http.StatusOK, "申请人催办")
	id = v.submission(v.want(v.get(base+"/withdraw"), http.StatusOK, "确定撤回申请吗"))
	v.want(v.send(base+"/withdraw", url.Values{"submission": {id}}), http.StatusSeeOther)
	id = v.submission(v.want(v.get(base), http.StatusOK, "已撤回申请"))
	v.want(v.send(base+"/rate", url.Values{"submission": {id}, "stars": {"1"}}), http.StatusSeeOther)
	got, err := s.Desk.Case(t.Context(), s.Person(applicant), number)
	if err != nil || got.Case.Stars != 1 {
		t.Fatalf("stars %d, %v", got.Case.Stars, err)
	}
	// A case that has ended takes no second withdrawal, and says what is possible.
	v.want(v.send(base+"/withdraw", url.Values{"submission": {"again"}}), http.StatusConflict)
}

func TestStrangersSeeNothing(t *testing.T) {
	_, as := citizens(t)
	number := as(applicant).file()
	for _, path := range []string{"", "/receipt", "/supplement", "/withdraw"} {
		other := as("li-xiao")
		other.want(other.get("/cases/"+number+path), http.StatusNotFound)
		nobody := as("")
		if a := nobody.want(nobody.get("/cases/"+number+path), http.StatusSeeOther); !strings.HasPrefix(a.where, "/sign-in?to=") {
			t.Errorf("nobody is sent to %s", a.where)
		}
	}
}

// A due day in a year whose holidays are not published is marked, never silent.
func TestProvisionalDaysAreMarked(t *testing.T) {
	_, as := citizensAt(t, time.Date(2026, 12, 31, 16, 0, 0, 0, time.FixedZone("", 8*3600)))
	v := as(applicant)
	number := v.file()
	for _, path := range []string{"", "/receipt"} {
		v.want(v.get("/cases/"+number+path), http.StatusOK, "暂定", "2026")
	}
}

// The few questions before signing in leave no cookie behind.
func TestEligibilityAsksNobodyWhoTheyAre(t *testing.T) {
	s, as := citizens(t)
	v := as("")
	item, err := s.Desk.Service(registration)
	if err != nil {
		t.Fatal(err)
	}
	path := "/items/" + registration + "/can-i?"
	for _, q := range item.Item().Eligibility {
		v.want(v.get(path), http.StatusOK, item.Text("zh", "eligibility."+q))
		path += q + "=yes&"
	}
	v.want(v.get(path), http.StatusOK, "可以办")
	u, _ := url.Parse(v.site)
	if c := v.client.Jar.Cookies(u); len(c) != 0 {
		t.Errorf("cookies: %v", c)
	}
	no := path[:strings.Index(path, "?")+1] + slices.Concat(item.Item().Eligibility, nil)[0] + "=no"
	v.want(v.get(no), http.StatusOK, "还不能办")
}
