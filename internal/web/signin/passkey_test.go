package signin_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/browser"
	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/passcode"
	"atonce/internal/people"
	"atonce/internal/provider"
	"atonce/internal/scene"
	"atonce/internal/text"
	"atonce/internal/web/account"
	"atonce/internal/web/citizen"
	"atonce/internal/web/signin"
)

const (
	realID       = "real-wang"
	realLogin    = "wang"
	realPassword = "the river runs past the mill"
)

// served is a site as serve has it, on a name that passkeys take, with one real person
// who has a password.
func served(t *testing.T) (*scene.Scene, string) {
	t.Helper()
	s := scene.At(t, time.Now())
	set := provider.Settings{Register: true}
	srv := httptest.NewServer(s.Handler(slices.Concat(citizen.Routes(s.Desk), signin.Routes(s.Desk, false, set), account.Routes(s.Desk, set)), false))
	t.Cleanup(srv.Close)
	p := people.Person{ID: realID, Kind: people.Natural, Name: law.Words{text.ZH: "王阿珍", text.EN: "Wang Azhen"}}
	if err := s.Desk.SavePeople(t.Context(), people.Sample{People: []people.Person{p}}); err != nil {
		t.Fatal(err)
	}
	code, err := s.Desk.Invite(t.Context(), "operator", realID, people.Substantial)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.Join(t.Context(), desk.Joining{Code: code, Login: realLogin, Password: realPassword}); err != nil {
		t.Fatal(err)
	}
	return s, strings.Replace(srv.URL, "127.0.0.1", "localhost", 1)
}

func enterByPassword(p *browser.Page, to string) {
	p.Goto("/sign-in?to=" + to)
	p.Fill("login", realLogin)
	p.Fill("password", realPassword)
	p.Click("Sign in")
}

// A passkey is made, lets its owner in without a name or a password, is listed under
// the name they gave it, and is gone when they remove it: in a real browser, with a
// virtual device that is unlocked.
func TestPasskeyInChromium(t *testing.T) {
	s, base := served(t)
	p := browser.Open(t, base, 390, true, "en")
	p.Authenticator()
	enterByPassword(p, "/account/ways")
	if at := p.Location(); at != "/account/ways" {
		t.Fatal(at, p.Text("main"))
	}
	p.Fill("passkey-name", "blue handset")
	p.ClickAndWait("Add a passkey")
	if !strings.Contains(p.Text("main"), "blue handset") {
		t.Fatal(p.Text("main"))
	}
	p.Goto("/account")
	p.Click("Sign out")
	p.Goto("/sign-in?to=/account/sessions")
	p.ClickAndWait("Sign in with a passkey")
	if at := p.Location(); at != "/account/sessions" {
		t.Fatal(at, p.Text("main"))
	}
	if !strings.Contains(p.Text("main"), "passkey") {
		t.Error("the session does not say how they signed in")
	}
	who, err := s.Desk.Person(t.Context(), realID)
	if err != nil {
		t.Fatal(err)
	}
	live, err := s.Desk.Sessions(t.Context(), who)
	if err != nil || !slices.ContainsFunc(live, func(s people.Signed) bool { return s.Way == "passkey" && s.Level == people.Substantial }) {
		// A key bound to its device is high; the office has seen an identity card: substantial.
		t.Errorf("%+v, %v", live, err)
	}
	p.Goto("/account/ways")
	p.Click("Remove blue handset")
	if strings.Contains(p.Text("main"), "blue handset") {
		t.Error("the passkey is still listed")
	}
	p.Goto("/sign-in")
	p.Click("Sign in with a passkey")
	if w, err := s.Desk.WaysOf(t.Context(), who); err != nil || len(w.Passkeys) != 0 {
		t.Error(w, err)
	}
}

// One-time codes are set up with an app, asked for at the next sign-in, and replaced by
// a recovery code once; every page works without a script.
func TestOneTimeCodesWithoutJavaScript(t *testing.T) {
	s, base := served(t)
	p := browser.Open(t, base, 390, false, "en")
	picture := func(name string) {
		for _, width := range []int{390, 1280} {
			p.Resize(width)
			for _, f := range p.Glance() {
				t.Errorf("%s at %d: %s", name, width, f)
			}
			if dir := os.Getenv("ATONCE_PICTURES"); dir != "" {
				p.Screenshot(filepath.Join(dir, name+"-"+map[int]string{390: "390", 1280: "1280"}[width]+".png"))
			}
		}
	}
	p.Goto("/sign-in")
	picture("sign-in-en")
	p.Goto("/sign-in?lang=zh")
	picture("sign-in-zh")
	p.Goto("/sign-in/invitation")
	picture("invitation-zh")
	p.Goto("/sign-in/register?lang=en")
	picture("register-en")
	p.Goto("/sign-in")
	p.Fill("login", realLogin)
	p.Fill("password", "not the right password")
	p.Click("Sign in")
	if p.Status() != http.StatusUnprocessableEntity || p.Value("login") != realLogin {
		t.Errorf("a wrong password: %d, name kept %q", p.Status(), p.Value("login"))
	}
	picture("sign-in-wrong-en")
	enterByPassword(p, "/account/ways")
	picture("ways-en")
	p.Click("Set up one-time codes")
	words := p.Text("p.code")
	picture("codes-en")
	key := decoded(t, words)
	p.Fill("code", passcode.Code(key, s.Now()))
	p.Click("Confirm")
	recovery := strings.Fields(p.Text("main ul.govuk-list"))
	if len(recovery) != passcode.Recoveries {
		t.Fatal(p.Text("main"))
	}
	picture("recovery-en")
	p.Goto("/account/tokens")
	picture("tokens-en")
	p.Goto("/account/sessions?lang=zh")
	picture("sessions-zh")
	p.Goto("/account/ways")
	picture("ways-zh")
	p.Goto("/account/acting")
	picture("acting-zh")
	p.Goto("/sign-in/again?level=substantial&to=/cases")
	picture("again-zh")
	p.Goto("/account?lang=en")
	p.Click("Sign out")

	s.Pass(time.Minute)
	enterByPassword(p, "/account/sessions")
	picture("code-en")
	p.Fill("code", "000000")
	p.Click("Go on")
	if p.Status() != http.StatusUnprocessableEntity {
		t.Errorf("a wrong code: %d", p.Status())
	}
	p.Fill("code", passcode.Code(key, s.Now()))
	p.Click("Go on")
	if p.Location() != "/account/sessions" || !strings.Contains(p.Text("main"), "one-time code") {
		t.Errorf("%s: %s", p.Location(), p.Text("main"))
	}
	for i, want := range []string{"/account/sessions", "/sign-in/code"} {
		p.Goto("/account")
		p.Click("Sign out")
		enterByPassword(p, "/account/sessions")
		p.Fill("code", strings.ToLower(recovery[0]))
		p.Click("Go on")
		if p.Location() != want {
			t.Errorf("recovery code, time %d: %s", i+1, p.Location())
		}
		if i == 1 {
			break
		}
	}
}

func decoded(t *testing.T, words string) []byte {
	t.Helper()
	key, err := passcode.ParseCodeKey(words)
	if err != nil {
		t.Fatal(words, err)
	}
	return key
}
