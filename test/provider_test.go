package test

import (
	"bufio"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/provider"
	"atonce/internal/scene"
	"atonce/internal/text"
	"atonce/internal/web/account"
	"atonce/internal/web/citizen"
	"atonce/internal/web/door"
	"atonce/internal/web/signin"
)

// identityProvider starts a provider that is not ours and answers its address.
func identityProvider(t *testing.T, back string) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "identity")
	if out, err := exec.Command("go", "build", "-C", filepath.Join(scene.Root(t), "test", "identity"), "-o", bin, ".").CombinedOutput(); err != nil {
		if strings.Contains(string(out), "dial tcp") || strings.Contains(string(out), "proxy") {
			t.Skipf("the module proxy cannot be reached, and the provider is not linked: %s", out)
		}
		t.Fatalf("%v: %s", err, out)
	}
	c := exec.Command(bin, back)
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); _ = c.Wait() }) // it ends when its input does
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// traveller is a browser without a screen that goes from site to site.
type traveller struct {
	t    *testing.T
	http *http.Client
	site string
}

func (v traveller) get(address string) (*http.Response, string) {
	v.t.Helper()
	res, err := v.http.Get(address)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return res, string(b)
}

// through goes to the provider, signs in there as user, and answers where it lands.
func (v traveller) through(start, user string) (*http.Response, string) {
	v.t.Helper()
	res, body := v.get(v.site + start)
	id := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(body)
	if id == nil {
		return res, body
	}
	sent, err := v.http.PostForm(res.Request.URL.String(), url.Values{"id": {html.UnescapeString(id[1])}, "username": {user}, "password": {"verysecure"}})
	if err != nil {
		v.t.Fatal(err)
	}
	defer sent.Body.Close()
	b, err := io.ReadAll(sent.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return sent, string(b)
}

// TestProvider signs people in by a provider that is not ours, end to end: a new person,
// the same one again, one whom the office knew, and one who has another way in already.
func TestProvider(t *testing.T) {
	s := scene.At(t, time.Now())
	var handler http.Handler
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(srv.Close)
	issuer := identityProvider(t, srv.URL+"/sign-in/back/national")

	settings := "format: 1\nsite: " + srv.URL + "\nproviders:\n- id: national\n  name: {zh: 统一身份认证, en: the national provider}\n  issuer: " + issuer +
		"\n  client: atonce\n  secret_file: secret\n  scopes: [profile]\n  claims: {identity: preferred_username}\n  levels: {substantial: [\"urn:test:substantial\"]}\n"
	set, problems := provider.Read("sign-in.yaml", []byte(settings), func(name string) ([]byte, error) {
		if name != "secret" {
			return nil, os.ErrNotExist
		}
		return []byte("secret\n"), nil
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	handler = s.Handler(slices.Concat(citizen.Routes(s.Desk), signin.Routes(s.Desk, false, set), account.Routes(s.Desk, set)), false)
	browser := func() traveller {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		return traveller{t, &http.Client{Jar: jar}, srv.URL}
	}
	const start = "/sign-in/with/national?to=/account/ways"

	// Two people the office knew: one with no way in, one with a password.
	known := people.Person{ID: "known-one", Kind: people.Natural, Name: law.Words{text.ZH: "李晓", text.EN: "Li Xiao"}, Identity: "330199199603082231"}
	other := people.Person{ID: "known-two", Kind: people.Natural, Name: law.Words{text.ZH: "林", text.EN: "Lin"}, Identity: "330199199205171124"}
	if err := s.Desk.SavePeople(t.Context(), people.Sample{People: []people.Person{known, other}}); err != nil {
		t.Fatal(err)
	}
	code, err := s.Desk.Invite(t.Context(), "operator", other.ID, people.Substantial)
	if err != nil {
		t.Fatal(err)
	}
	const password = "the river runs past the mill"
	if _, err := s.Desk.Join(t.Context(), desk.Joining{Code: code, Login: "lin", Password: password}); err != nil {
		t.Fatal(err)
	}

	li := browser()
	res, body := li.through(start, known.Identity)
	if res.StatusCode != http.StatusOK || res.Request.URL.Path != "/account/ways" || !strings.Contains(body, "李晓") {
		t.Fatalf("a person the office knew: %d at %s: %s", res.StatusCode, res.Request.URL, body)
	}
	live, err := s.Desk.Sessions(t.Context(), known)
	if err != nil || len(live) != 1 || live[0].Level != people.Substantial || live[0].Way != "provider" {
		t.Errorf("the session is %+v, %v", live, err)
	}
	if res, _ := browser().through(start, known.Identity); res.Request.URL.Path != "/account/ways" {
		t.Errorf("the same person again lands at %s", res.Request.URL)
	}

	// Somebody with a password is not taken over by a provider: they link it from inside.
	lin := browser()
	if res, _ := lin.through(start, other.Identity); res.StatusCode != http.StatusConflict {
		t.Errorf("an account with a password is entered by the provider: %d at %s", res.StatusCode, res.Request.URL)
	}
	in, err := lin.http.PostForm(srv.URL+"/sign-in/password", url.Values{"login": {"lin"}, "password": {password}, "to": {"/account/ways"}})
	if err != nil || in.Request.URL.Path != "/account/ways" {
		t.Fatal(err, in.Request.URL)
	}
	in.Body.Close()
	s.Pass(10 * time.Minute)
	if res, _ := lin.get(srv.URL + "/sign-in/with/national?link=1&to=/account/ways"); res.Request.URL.Path != door.ProvePath {
		t.Errorf("linking on an old proof goes to %s", res.Request.URL)
	}
	in, err = lin.http.PostForm(srv.URL+door.ProvePath, url.Values{"password": {password}, "to": {"/account/ways"}})
	if err != nil || in.Request.URL.Path != "/account/ways" {
		t.Fatal(err, in.Request.URL)
	}
	in.Body.Close()
	if res, _ := lin.through("/sign-in/with/national?link=1&to=/account/ways", other.Identity); res.Request.URL.Path != "/account/ways" {
		t.Errorf("linking lands at %d %s", res.StatusCode, res.Request.URL)
	}
	if res, body := browser().through(start, other.Identity); res.Request.URL.Path != "/account/ways" || !strings.Contains(body, "lin") {
		t.Errorf("after linking: %d at %s", res.StatusCode, res.Request.URL)
	}

	// Nobody becomes somebody else before a page that another left open, locked or not.
	if res, body := lin.through(start, known.Identity); res.StatusCode != http.StatusConflict {
		t.Errorf("somebody else proves who they are: %d at %s: %s", res.StatusCode, res.Request.URL.Path, body)
	}
	if _, body := lin.get(srv.URL + "/account/ways"); !strings.Contains(body, "lin") {
		t.Error("the session is another's after that")
	}
	place, err := url.Parse(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range lin.http.Jar.Cookies(place) {
		if strings.HasSuffix(c.Name, door.SessionCookie) {
			if err := s.Desk.LockScreen(t.Context(), c.Value); err != nil {
				t.Fatal(err)
			}
		}
	}
	if res, _ := lin.through("/sign-in/with/national?link=1&to=/account/ways", known.Identity); res.Request.URL.Path != door.ProvePath {
		t.Errorf("a locked screen links a way in: %d at %s", res.StatusCode, res.Request.URL)
	}
	if res, _ := lin.get(srv.URL + door.ResumePath); res.Request.URL.Path != door.ProvePath {
		t.Errorf("a locked screen shows what was typed: %s", res.Request.URL)
	}
	out, err := lin.http.PostForm(srv.URL+door.SignOutPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	out.Body.Close()
	if res, body := lin.through(start, known.Identity); res.Request.URL.Path != "/account/ways" || !strings.Contains(body, "李晓") {
		t.Errorf("after signing out, somebody else: %d at %s", res.StatusCode, res.Request.URL)
	}

	// What comes back to another browser is refused: nobody is signed in as somebody else.
	victim := browser()
	forged, _ := victim.get(srv.URL + "/sign-in/back/national?state=x&code=y")
	if forged.StatusCode != http.StatusForbidden {
		t.Errorf("an answer that nobody asked for: %d", forged.StatusCode)
	}
	res, _ = victim.get(srv.URL + start)
	if q := res.Request.URL.Query(); res.Request.URL.Host == strings.TrimPrefix(srv.URL, "http://") || q.Get("authRequestID") == "" {
		t.Fatalf("the provider was not reached: %s", res.Request.URL)
	}
	if res, _ := victim.get(srv.URL + "/sign-in/back/national?state=not-mine&code=y"); res.StatusCode != http.StatusForbidden {
		t.Errorf("another state: %d", res.StatusCode)
	}
}
