package main

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"atonce/internal/desk"
	"atonce/internal/law"
	"atonce/internal/passcode"
	"atonce/internal/people"
	"atonce/internal/provider"
	"atonce/internal/scene"
	"atonce/internal/text"
	"atonce/internal/web/door"
)

// Each attack has a test that carries its name: it is tried and refused.

const (
	ownPassword = "the river runs past the mill"
	ownLogin    = "real-lin"
)

// attacked is a site as it is served, with one real person who has a password.
type attacked struct {
	t *testing.T
	*scene.Scene
	site http.Handler
}

func underAttack(t *testing.T) attacked {
	t.Helper()
	s := scene.New(t)
	a := attacked{t, s, nil}
	a.site = door.House{Keeper: s.Desk, Routes: routesOf(s.Desk, false, provider.Settings{Register: true}), Log: newLog(),
		Proxies: []netip.Prefix{netip.MustParsePrefix("10.1.1.1/32")}}.Handler()
	a.account("real-lin-id", ownLogin)
	return a
}

// account makes a real person with a password, as an invitation does.
func (a attacked) account(id, login string) {
	a.t.Helper()
	person := people.Person{ID: id, Kind: people.Natural, Name: law.Words{text.ZH: "真实的人", text.EN: "A Real Person"}}
	if err := a.Desk.SavePeople(a.t.Context(), people.Sample{People: []people.Person{person}}); err != nil {
		a.t.Fatal(err)
	}
	code, err := a.Desk.Invite(a.t.Context(), "operator", id, people.Substantial)
	if err != nil {
		a.t.Fatal(err)
	}
	if _, err := a.Desk.Join(a.t.Context(), desk.Joining{Code: code, Login: login, Password: ownPassword}); err != nil {
		a.t.Fatal(err)
	}
}

// try sends one request. from is the address it comes from.
func (a attacked) try(method, path, from string, form url.Values, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.RemoteAddr = from + ":1234"
	r.Header.Set("Accept-Language", "en")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	a.site.ServeHTTP(w, r)
	return w
}

func (a attacked) signIn(from, login, password string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	return a.try("POST", "/sign-in/password", from, url.Values{"login": {login}, "password": {password}}, change...)
}

func cookieOf(w *httptest.ResponseRecorder, name string) string {
	for _, c := range w.Result().Cookies() {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func sends(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: name, Value: value}) }
}

func TestSecuritySessionFixation(t *testing.T) {
	a := underAttack(t)
	planted := people.NewSecret()
	w := a.signIn("192.0.2.1", ownLogin, ownPassword, sends(door.SessionCookie, planted))
	own := cookieOf(w, door.SessionCookie)
	if w.Code != http.StatusSeeOther || own == "" || own == planted {
		t.Fatalf("signing in with a planted cookie: %d, session %q", w.Code, own)
	}
	if w := a.try("GET", "/cases", "192.0.2.1", nil, sends(door.SessionCookie, planted)); w.Code == http.StatusOK {
		t.Error("the planted session opens the account")
	}
	// Whoever knew the session before a new sign-in does not know the one after it.
	again := a.signIn("192.0.2.1", ownLogin, ownPassword, sends(door.SessionCookie, own))
	if next := cookieOf(again, door.SessionCookie); next == own || next == "" {
		t.Error("the session is the same after signing in again")
	}
	if w := a.try("GET", "/cases", "192.0.2.1", nil, sends(door.SessionCookie, own)); w.Code == http.StatusOK {
		t.Error("the session of before still opens the account")
	}
}

func TestSecurityCSRF(t *testing.T) {
	a := underAttack(t)
	own := cookieOf(a.signIn("192.0.2.1", ownLogin, ownPassword), door.SessionCookie)
	for _, r := range routesOf(a.Desk, false, provider.Settings{Register: true}) {
		if r.Method != http.MethodPost || r.Who == door.Bearer || r.Who == door.AnyBearer || r.Who == door.System {
			continue
		}
		for name, from := range map[string]func(*http.Request){
			"another site":       func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
			"a sister site":      func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") },
			"an older browser's": func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		} {
			path := strings.NewReplacer("{", "", "}", "").Replace(r.Path)
			if w := a.try("POST", path, "192.0.2.1", url.Values{}, sends(door.SessionCookie, own), from); w.Code != http.StatusForbidden {
				t.Errorf("%s from %s: %d", r.Path, name, w.Code)
			}
		}
	}
	if w := a.try("GET", "/cases", "192.0.2.1", nil, sends(door.SessionCookie, own)); w.Code != http.StatusOK {
		t.Errorf("a form of another site did something to the session: %d", w.Code)
	}
}

func TestSecurityOpenRedirect(t *testing.T) {
	a := underAttack(t)
	for _, to := range []string{"https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\r\nLocation: https://evil.example", "javascript:alert(1)",
		"/%5cevil.example/..", "https:evil.example", " //evil.example", "/\t/evil.example", "http:///evil.example"} {
		w := a.try("POST", "/sign-in/password", "192.0.2.1", url.Values{"login": {ownLogin}, "password": {ownPassword}, "to": {to}})
		got := w.Header().Get("Location")
		u, err := url.Parse(got)
		if w.Code != http.StatusSeeOther || err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\t\r\n") {
			t.Errorf("to %q leads to %q (%d)", to, got, w.Code)
		}
	}
}

// Who guesses names learns nothing: the answers are the same to the byte but for what
// they typed, and the work is the same.
func TestSecurityEnumeration(t *testing.T) {
	a := underAttack(t)
	type seen struct {
		code, hashes int
		body         string
	}
	look := func(login, from string) seen {
		before := passcode.Computed()
		w := a.signIn(from, login, "some other long password")
		return seen{w.Code, int(passcode.Computed() - before), strings.ReplaceAll(w.Body.String(), login, "NAME")}
	}
	for i := range 8 { // past the free tries, into the slowing
		known, unknown := look(ownLogin, "192.0.2.1"), look("nobody-x", "198.51.100.1")
		if known != unknown {
			t.Errorf("try %d: a known name is answered %d with %d hashes, an unknown one %d with %d", i, known.code, known.hashes, unknown.code, unknown.hashes)
		}
		if i == 0 && (known.code != http.StatusUnprocessableEntity || known.hashes != 1) {
			t.Errorf("the first try: %d with %d hashes", known.code, known.hashes)
		}
		a.Pass(time.Second)
	}
	// Registering asks for no name, so it tells of none.
	w := a.try("POST", "/sign-in/register", "203.0.113.1", url.Values{"name": {"A Real Person"}, "password": {"another long password"}})
	if w.Code != http.StatusOK || strings.Contains(w.Body.String(), ownLogin) {
		t.Errorf("registering a name that is known: %d", w.Code)
	}
}

func TestSecurityClickjacking(t *testing.T) {
	a := underAttack(t)
	for _, r := range routesOf(a.Desk, false, provider.Settings{Register: true}) {
		method := r.Method
		if method == "" {
			method = http.MethodGet
		}
		w := a.try(method, strings.NewReplacer("{$}", "", "{", "", "}", "", "...", "").Replace(r.Path), "192.0.2.1", nil)
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("%s can be framed: %q", r.Pattern(), w.Header().Get("Content-Security-Policy"))
		}
	}
}

// One password tried on many accounts from one network is slowed, though no account
// has failed twice; and a fresh network cannot go on forever either.
func TestSecurityPasswordSpraying(t *testing.T) {
	a := underAttack(t)
	taken := 0
	begun := a.Now()
	for i := 0; a.Now().Sub(begun) < time.Hour; i++ {
		w := a.signIn("198.51.100.7", fmt.Sprintf("account-%d", i), "Spring 2026 Spring 2026")
		if w.Code == http.StatusUnprocessableEntity {
			taken++
		} else if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
			t.Fatalf("try %d: %d", i, w.Code)
		}
		a.Pass(5 * time.Second)
	}
	// 720 accounts were tried in the hour.
	if taken > 80 {
		t.Errorf("%d of 720 tries were taken", taken)
	}
	t.Logf("%d of 720 tries in an hour were taken", taken)
	if w := a.signIn("203.0.113.9", ownLogin, ownPassword); w.Code != http.StatusSeeOther {
		t.Errorf("somebody in another network is slowed: %d", w.Code)
	}
}

// Guessing slows the one who guesses and nobody else: the owner gets in from another
// network, and from the same network with a device they have used before.
func TestSecurityLockoutCannotBeTurnedAgainstTheOwner(t *testing.T) {
	a := underAttack(t)
	device := cookieOf(a.signIn("192.0.2.1", ownLogin, ownPassword), "device")
	if device == "" {
		t.Fatal("the device is not remembered")
	}
	refused := 0
	for range 40 {
		if a.signIn("192.0.2.66", ownLogin, "a guess that is long enough").Code == http.StatusTooManyRequests {
			refused++
		}
		a.Pass(time.Second)
	}
	if refused == 0 {
		t.Fatal("nobody slowed the guesser")
	}
	if w := a.signIn("192.0.2.1", ownLogin, ownPassword, sends("device", device)); w.Code != http.StatusSeeOther {
		t.Errorf("the owner's known device in the guesser's network: %d", w.Code)
	}
	for range 40 {
		a.signIn("192.0.2.66", ownLogin, "a guess that is long enough")
		a.Pass(time.Second)
	}
	if w := a.signIn("203.0.113.5", ownLogin, ownPassword); w.Code != http.StatusSeeOther {
		t.Errorf("the owner in another network on a strange device: %d", w.Code)
	}
	// A stolen device is no way round: it is slowed by its own failures.
	for range 12 {
		a.signIn("192.0.2.1", ownLogin, "a guess that is long enough", sends("device", device))
	}
	if w := a.signIn("192.0.2.1", ownLogin, "a guess that is long enough", sends("device", device)); w.Code != http.StatusTooManyRequests {
		t.Errorf("a stolen device guesses on: %d", w.Code)
	}
}

// Every answer of every route carries the headers that protect it, over TLS the one
// that keeps it there, and no policy lets a script or style in that is written inline.
func TestSecurityHeadersOfEveryRoute(t *testing.T) {
	a := underAttack(t)
	overTLS := func(r *http.Request) { r.TLS = &tls.ConnectionState{} }
	for _, r := range routesOf(a.Desk, true, provider.Settings{Register: true}) {
		method := r.Method
		if method == "" {
			method = http.MethodGet
		}
		path := strings.NewReplacer("{$}", "", "{", "", "}", "", "...", "").Replace(r.Path)
		for _, secure := range []bool{false, true} {
			var change []func(*http.Request)
			if secure {
				change = append(change, overTLS)
			}
			h := a.try(method, path, "192.0.2.1", nil, change...).Header()
			policy := h.Get("Content-Security-Policy")
			for _, must := range []string{"default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"} {
				if !strings.Contains(policy, must) {
					t.Errorf("%s: the policy lacks %s: %q", r.Pattern(), must, policy)
				}
			}
			if strings.Contains(policy, "unsafe") {
				t.Errorf("%s: %q", r.Pattern(), policy)
			}
			for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"} {
				if h.Get(name) != want {
					t.Errorf("%s: %s is %q", r.Pattern(), name, h.Get(name))
				}
			}
			if sts := h.Get("Strict-Transport-Security"); secure != strings.HasPrefix(sts, "max-age=31536000") {
				t.Errorf("%s over TLS %v: Strict-Transport-Security %q", r.Pattern(), secure, sts)
			}
		}
	}
}

// What a proxy says about TLS and addresses is believed from the proxies that were
// named, and from nobody else.
func TestSecurityForwardedHeaders(t *testing.T) {
	a := underAttack(t)
	claims := func(proto, from string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Set("X-Forwarded-Proto", proto)
			r.Header.Set("X-Forwarded-For", from)
		}
	}
	stranger := a.signIn("192.0.2.1", ownLogin, ownPassword, claims("https", "203.0.113.1"))
	if stranger.Header().Get("Strict-Transport-Security") != "" || cookieOf(stranger, "__Host-session") != "" {
		t.Error("a stranger is believed to speak TLS")
	}
	ours := a.signIn("10.1.1.1", ownLogin, ownPassword, claims("https", "6.6.6.6, 203.0.113.77"))
	if ours.Header().Get("Strict-Transport-Security") == "" {
		t.Error("our proxy is not believed")
	}
	i := slices.IndexFunc(ours.Result().Cookies(), func(c *http.Cookie) bool { return c.Name == "__Host-session" })
	if i < 0 {
		t.Fatalf("no __Host- cookie over TLS: %v", ours.Result().Cookies())
	}
	if c := ours.Result().Cookies()[i]; !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode {
		t.Errorf("%+v", c)
	}
	p, err := a.Desk.Person(t.Context(), "real-lin-id")
	if err != nil {
		t.Fatal(err)
	}
	live, err := a.Desk.Sessions(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	networks := map[string]bool{}
	for _, s := range live {
		networks[s.Network] = true
	}
	if !networks["203.0.113.0/24"] || !networks["192.0.2.0/24"] || networks["6.6.6.0/24"] {
		t.Errorf("the sessions came from %v: the last address that is no proxy of ours counts", networks)
	}
	// A cookie without the prefix is no session over TLS: another host of the domain, or
	// somebody on the way, could have set it.
	bare := cookieOf(stranger, door.SessionCookie)
	if w := a.try("GET", "/cases", "192.0.2.1", nil, sends(door.SessionCookie, bare), func(r *http.Request) { r.TLS = &tls.ConnectionState{} }); w.Code == http.StatusOK {
		t.Error("a cookie without __Host- opens the account over TLS")
	}
}

// A service that demands more assurance than a sign-in has leads to a surer way in, and
// what was typed goes on after it.
func TestItemDemandsAssurance(t *testing.T) {
	a := underAttack(t)
	own := cookieOf(a.signIn("192.0.2.1", ownLogin, ownPassword), door.SessionCookie) // a password alone: low
	free, demanding := "", ""
	for _, s := range a.Desk.Services() {
		if s.Item().Assurance == people.Substantial {
			demanding = s.ID()
		} else if free == "" && !strings.Contains(s.ID(), "hotline") {
			free = s.ID()
		}
	}
	if demanding == "" {
		t.Fatal("no service demands assurance, so nothing tries one")
	}
	if w := a.try("GET", "/apply/"+free, "192.0.2.1", nil, sends(door.SessionCookie, own)); strings.HasPrefix(w.Header().Get("Location"), door.ProvePath) {
		t.Errorf("%s asks for nothing and sends to %s", free, w.Header().Get("Location"))
	}
	w := a.try("GET", "/apply/"+demanding, "192.0.2.1", nil, sends(door.SessionCookie, own))
	to, err := url.Parse(w.Header().Get("Location"))
	if err != nil || w.Code != http.StatusSeeOther || to.Path != door.ProvePath || to.Query().Get("level") != "substantial" || to.Query().Get("to") != "/apply/"+demanding {
		t.Fatalf("%d to %s", w.Code, to)
	}
	if w := a.try("GET", to.String(), "192.0.2.1", nil, sends(door.SessionCookie, own)); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "/account/ways") {
		t.Errorf("the page does not say how: %d", w.Code)
	}
	// Typed before the session was sure enough: kept, and sent to the surer way in.
	s, err := a.Desk.Service(demanding)
	if err != nil {
		t.Fatal(err)
	}
	page := "/apply/" + demanding + "/" + s.Form().Pages()[0].ID
	w = a.try("POST", page, "192.0.2.1", url.Values{"any": {"typed text"}}, sends(door.SessionCookie, own))
	if to, _ := url.Parse(w.Header().Get("Location")); to.Query().Get("to") != door.ResumePath {
		t.Errorf("a form is sent to %s", to)
	}
	form, ok, err := a.Desk.KeptForm(t.Context(), own, false)
	if err != nil || !ok || form.Path != page || string(form.Body) != "any=typed+text" {
		t.Errorf("kept: %+v, %v, %v", form, ok, err)
	}
}
