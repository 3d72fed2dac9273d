package signin_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/desk"
	"atonce/internal/people"
	"atonce/internal/provider"
	"atonce/internal/scene"
	"atonce/internal/web/account"
	"atonce/internal/web/citizen"
	"atonce/internal/web/door"
	"atonce/internal/web/office"
	"atonce/internal/web/signin"
)

// visitor is a browser without a screen: it keeps cookies and follows no redirect.
type visitor struct {
	t    *testing.T
	base string
	http *http.Client
}

func site(t *testing.T, s *scene.Scene) string {
	t.Helper()
	h := s.Handler(slices.Concat(citizen.Routes(s.Desk), office.Routes(s.Desk), signin.Routes(s.Desk, true, provider.Settings{}), account.Routes(s.Desk, provider.Settings{})), true)
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}

func visit(t *testing.T, base string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t, base, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// ask sends a request and answers status, place it leads to, and body.
func (v *visitor) ask(method, path string, form url.Values) (int, string, string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Accept-Language", "en")
	r.Header.Set("Referer", v.base+"/somewhere")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Location"), string(b)
}

func (v *visitor) secret() string {
	u, _ := url.Parse(v.base)
	for _, c := range v.http.Jar.Cookies(u) {
		if c.Name == door.SessionCookie {
			return c.Value
		}
	}
	return ""
}

func (v *visitor) enter(person string) {
	v.t.Helper()
	if code, _, body := v.ask("POST", "/sign-in", url.Values{"person": {person}}); code != http.StatusSeeOther {
		v.t.Fatal(code, body)
	}
}

// A form that is sent after the session has ended waits until its sender is back, and
// then goes on as it was sent. Somebody else who signs in there never sees it.
func TestWhatWasTypedOutlivesTheSession(t *testing.T) {
	s := scene.New(t)
	base := site(t, s)
	service, err := s.Desk.Service(scene.Card)
	if err != nil {
		t.Fatal(err)
	}
	page := service.Form().Pages()[0].ID
	apply := "/apply/" + scene.Card + "/" + page
	typed := url.Values{"reader": {"林 的 未 存 文 字"}, "renewal": {"no"}, "loans": {"8"}, "photo": {"own"}}

	lin := visit(t, base)
	lin.enter("lin-jian")
	s.Pass(people.UsualLimits.Idle + time.Minute)
	code, to, _ := lin.ask("POST", apply, typed)
	if code != http.StatusSeeOther || to != "/sign-in?to="+url.QueryEscape(door.ResumePath) {
		t.Fatalf("a late form is answered with %d to %q", code, to)
	}

	lin.enter("lin-jian")
	if _, _, body := lin.ask("GET", door.ResumePath, nil); !strings.Contains(body, typed.Get("reader")) {
		t.Error("the page does not show what was typed")
	}
	code, to, body := lin.ask("POST", door.ResumePath, url.Values{})
	if code != http.StatusSeeOther || !strings.HasPrefix(to, "/apply/") {
		t.Fatalf("the form goes on with %d to %q: %s", code, to, body)
	}
	d, err := s.Desk.Draft(t.Context(), s.Person("lin-jian"), scene.Card)
	if err != nil || d.Answers["reader"] != typed.Get("reader") {
		t.Errorf("the draft holds %q, %v", d.Answers["reader"], err)
	}

	// On a shared computer the next person is another.
	s.Pass(people.UsualLimits.Idle + time.Minute)
	typed.Set("reader", "只 有 林 该 看 到")
	lin.ask("POST", apply, typed)
	lin.enter("li-xiao")
	if code, to, body := lin.ask("GET", door.ResumePath, nil); code != http.StatusSeeOther || to != "/" {
		t.Errorf("another person is answered %d to %q: %s", code, to, body)
	}
}

// Nothing is kept for who was never signed in: a stranger cannot fill the disk.
func TestNothingIsKeptForStrangers(t *testing.T) {
	s := scene.New(t)
	v := visit(t, site(t, s))
	u, _ := url.Parse(v.base)
	v.http.Jar.SetCookies(u, []*http.Cookie{{Name: door.SessionCookie, Value: people.NewSecret()}})
	code, to, _ := v.ask("POST", "/apply/"+scene.Card+"/reader", url.Values{"reader": {"x"}})
	if code != http.StatusUnauthorized || to != "" {
		t.Errorf("%d %s", code, to)
	}
}

// A decision takes a fresh proof; after it the decision goes on as it was sent.
func TestDecisionTakesAFreshProof(t *testing.T) {
	s := scene.New(t)
	base := site(t, s)
	number := s.File("lin-jian", scene.Card, scene.Reader("林"))
	head := visit(t, base)
	head.enter("east-head")
	s.Pass(20 * time.Minute)
	do := url.Values{"act-submission": {desk.NewSubmission()}, "act-outcome": {"granted"}, "act-reason": {"同意 发证"}, "act-go": {"do"}}
	path := "/office/cases/" + number + "/do/decide"
	code, to, _ := head.ask("POST", path, do)
	if code != http.StatusSeeOther || to != door.ProvePath+"?to="+url.QueryEscape(door.ResumePath) {
		t.Fatalf("a decision on an old proof is answered %d to %q", code, to)
	}
	before := head.secret()
	code, to, body := head.ask("POST", door.ProvePath, url.Values{"to": {door.ResumePath}})
	if head.secret() == before {
		t.Error("the session is the old one after the proof")
	}
	// The kernel judges the decision now; at this stage it refuses it, with the words kept.
	if code == http.StatusSeeOther && strings.HasPrefix(to, "/sign-in") || !strings.Contains(body, "同意 发证") && code != http.StatusSeeOther {
		t.Errorf("after the proof: %d to %q: %s", code, to, body)
	}
	// A clerk's acceptance carries no such weight.
	clerk := visit(t, base)
	clerk.enter("east-clerk")
	s.Pass(20 * time.Minute)
	if code, to, _ := clerk.ask("POST", "/office/cases/"+number+"/do/accept", url.Values{"submission": {desk.NewSubmission()}}); strings.HasPrefix(to, "/sign-in") {
		t.Errorf("accepting asks for a proof: %d to %q", code, to)
	}
}

// The owner sees each place where they are signed in, and ends one or all others.
func TestOwnerEndsASession(t *testing.T) {
	s := scene.New(t)
	base := site(t, s)
	phone, desktop := visit(t, base), visit(t, base)
	phone.enter("lin-jian")
	s.Pass(time.Second)
	desktop.enter("lin-jian")
	_, _, body := desktop.ask("GET", "/account/sessions", nil)
	ids := regexp.MustCompile(`name="id" value="([^"]+)"`).FindAllStringSubmatch(body, -1)
	if len(ids) != 1 {
		t.Fatalf("%d other sessions: %s", len(ids), body)
	}
	// A name of a session is no use to anybody else.
	other := visit(t, base)
	other.enter("li-xiao")
	if code, _, _ := other.ask("POST", "/account/sessions", url.Values{"id": {ids[0][1]}}); code != http.StatusNotFound {
		t.Errorf("somebody else ends it: %d", code)
	}
	desktop.ask("POST", "/account/sessions", url.Values{"id": {ids[0][1]}})
	if code, to, _ := phone.ask("GET", "/cases", nil); code != http.StatusSeeOther || !strings.HasPrefix(to, "/sign-in") {
		t.Errorf("the ended session still opens: %d %s", code, to)
	}
	if code, _, _ := desktop.ask("GET", "/cases", nil); code != http.StatusOK {
		t.Errorf("the other one is gone too: %d", code)
	}
}

// Ten minutes before its end every page says so first; a look at any page makes the
// session longer, until the longest time is over (C13).
func TestWarningBeforeTheEnd(t *testing.T) {
	s := scene.New(t)
	v := visit(t, site(t, s))
	v.enter("lin-jian")
	_, _, body := v.ask("GET", "/cases", nil)
	if strings.Contains(body, "session-end--soon") || !strings.Contains(body, "You stay signed in until") {
		t.Error("a fresh page says that the end is near, or nothing")
	}
	idle := people.UsualLimits.Idle - time.Minute
	for spent := time.Duration(0); spent+idle < people.UsualLimits.Absolute-10*time.Minute; spent += idle {
		s.Pass(idle)
		if code, _, _ := v.ask("GET", door.StayPath, nil); code != http.StatusOK {
			t.Fatalf("after %s of looking: %d", spent, code)
		}
	}
	live, err := s.Desk.Sessions(t.Context(), s.Person("lin-jian"))
	if err != nil || len(live) != 1 {
		t.Fatal(live, err)
	}
	s.Set(live[0].Expires.Add(-5 * time.Minute))
	if live[0].Ends.Before(s.Now()) {
		t.Fatal("the test has slept through the session")
	}
	_, _, body = v.ask("GET", "/cases", nil)
	if !strings.Contains(body, "session-end--soon") || !strings.Contains(body, "Sign in again") {
		t.Error("five minutes before the longest time is over nothing says so")
	}
	s.Pass(6 * time.Minute)
	if code, to, _ := v.ask("GET", "/cases", nil); code != http.StatusSeeOther || !strings.HasPrefix(to, "/sign-in") {
		t.Errorf("after the longest time: %d %s", code, to)
	}
}
