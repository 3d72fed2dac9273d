package carrier

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// post is a mail server that keeps what it was given.
type post struct {
	sync.Mutex
	got    []string
	users  []string
	answer error // to the recipient
}

func (p *post) NewSession(*smtp.Conn) (smtp.Session, error) { return &sitting{p}, nil }

type sitting struct{ p *post }

func (s *sitting) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *sitting) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, secret string) error {
		if secret != "open sesame" {
			return errors.New("wrong password")
		}
		s.p.Lock()
		s.p.users = append(s.p.users, user)
		s.p.Unlock()
		return nil
	}), nil
}
func (s *sitting) Mail(string, *smtp.MailOptions) error { return nil }
func (s *sitting) Rcpt(string, *smtp.RcptOptions) error { return s.p.answer }
func (s *sitting) Reset()                               {}
func (s *sitting) Logout() error                        { return nil }
func (s *sitting) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	s.p.Lock()
	s.p.got = append(s.p.got, string(b))
	s.p.Unlock()
	return err
}

// open serves p, with TLS by STARTTLS, from the first byte, or not at all.
func (p *post) open(t *testing.T, how string) Mail {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := Mail{Host: l.Addr().String(), From: mail.Address{Name: "办事大厅", Address: "no-reply@gov.example"}, Wait: 5 * time.Second}
	s := smtp.NewServer(p)
	s.AllowInsecureAuth = true
	if how != "plain" {
		web := httptest.NewTLSServer(nil) // for its certificate of 127.0.0.1
		t.Cleanup(web.Close)
		s.TLSConfig = web.TLS.Clone()
		s.TLSConfig.NextProtos = nil
		m.Roots = web.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	}
	m.TLS = how == "smtps"
	t.Cleanup(func() { s.Close() })
	if m.TLS {
		address := l.Addr().String()
		l.Close()
		s.Addr = address
		go s.ListenAndServeTLS()
		for range 100 {
			if c, err := net.Dial("tcp", address); err == nil {
				c.Close()
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
	} else {
		go s.Serve(l)
	}
	return m
}

var letter = Letter{ID: "abc123", To: "anna@home.example", Subject: "借书证有新进展", Text: "借书证有新进展。\nhttps://gov.example/cases/1", At: time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)}

func TestMail(t *testing.T) {
	for _, how := range []string{"plain", "starttls", "smtps"} {
		t.Run(how, func(t *testing.T) {
			p := &post{}
			m := p.open(t, how)
			m.User, m.Secret = "site", "open sesame"
			if err := m.Carry(t.Context(), letter); err != nil {
				t.Fatal(err)
			}
			if len(p.got) != 1 || len(p.users) != 1 || p.users[0] != "site" {
				t.Fatalf("the server has %d letters of %q", len(p.got), p.users)
			}
			read, err := mail.ReadMessage(strings.NewReader(p.got[0]))
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(base64.NewDecoder(base64.StdEncoding, read.Body))
			if string(body) != letter.Text || read.Header.Get("Message-Id") != "<abc123@gov.example>" {
				t.Errorf("%q %v", body, read.Header)
			}
			m.Secret = "wrong"
			err = m.Carry(t.Context(), letter)
			if _, final := Refused(err); err == nil || final {
				t.Errorf("a wrong password of ours is no refusal of the address: %v", err)
			}
		})
	}
}

func TestMailAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		answer error
		final  bool
	}{
		"no such person": {&smtp.SMTPError{Code: 550, Message: "no such person"}, true},
		"full":           {&smtp.SMTPError{Code: 452, Message: "mailbox full"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := &post{answer: c.answer}
			err := p.open(t, "plain").Carry(t.Context(), letter)
			if _, final := Refused(err); err == nil || final != c.final {
				t.Errorf("%v", err)
			}
		})
	}
	m := (&post{}).open(t, "starttls")
	m.Roots = nil
	if err := m.Carry(t.Context(), letter); err == nil {
		t.Error("a server that nobody vouches for was given a letter")
	}
}

// A line break in what is drawn must not become a header of its own.
func TestMailHeadersStayOneLine(t *testing.T) {
	l := letter
	l.Subject = "one\r\nBcc: all@world.example"
	m := Mail{From: mail.Address{Address: "a@gov.example"}}
	if got := string(m.write("b@home.example", l)); strings.Contains(got, "\nBcc") {
		t.Errorf("%s", got)
	}
}

func TestTextService(t *testing.T) {
	taken := `{"id":"abc123","state":"taken"}`
	for name, c := range map[string]struct {
		status int
		body   string
		ok     bool
		final  bool
	}{
		"taken":                   {200, taken, true, false},
		"refused":                 {422, `{"id":"abc123","state":"refused","refused":"no such number"}`, false, true},
		"refused for another":     {422, `{"id":"x","state":"refused","refused":"no such number"}`, false, false},
		"broken":                  {500, taken, false, false},
		"too often":               {429, "", false, false},
		"a redirect":              {302, taken, false, false},
		"lies: a page":            {200, "<html>welcome</html>", false, false},
		"lies: another letter":    {200, `{"id":"x","state":"taken"}`, false, false},
		"lies: says nothing":      {200, `{}`, false, false},
		"lies: more than we read": {200, taken + strings.Repeat(" ", mostAnswer), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				if r.Header.Get(Signature) != Sign("secret", letter.At, body) || r.Header.Get("Idempotency-Key") != letter.ID {
					t.Error("unsigned, or without its id")
				}
				var p posted
				if err := json.Unmarshal(body, &p); err != nil || p.To != letter.To || p.Text != letter.Text {
					t.Errorf("%s", body)
				}
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(c.status)
				io.WriteString(w, c.body)
			}))
			defer s.Close()
			err := Text{URL: s.URL, Secret: "secret"}.Carry(t.Context(), letter)
			if _, final := Refused(err); (err == nil) != c.ok || final != c.final {
				t.Errorf("%v", err)
			}
		})
	}
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}))
	defer slow.Close()
	if err := (Text{URL: slow.URL, Secret: "s", Wait: 50 * time.Millisecond}).Carry(context.Background(), letter); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a service that never answers: %v", err)
	}
}

func TestWhatIsDeclared(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("open sesame\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if m, err := ParseMail("smtp://site@mail.gov.example:587", "办事大厅 <no-reply@gov.example>", file); err != nil || m.Secret != "open sesame" || m.TLS {
		t.Errorf("%+v %v", m, err)
	}
	for _, bad := range [][3]string{{"http://x:1", "a@b.example", ""}, {"smtp://x", "a@b.example", ""}, {"smtp://x:25", "nobody", ""}, {"smtp://u:p@x:25", "a@b.example", file}, {"smtp://u@x:25", "a@b.example", ""}, {"smtp://u@x:25", "a@b.example", file + "no"}} {
		if _, err := ParseMail(bad[0], bad[1], bad[2]); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	if _, err := ParseText("https://sms.example/send", file); err != nil {
		t.Error(err)
	}
	for _, bad := range [][2]string{{"http://sms.example/send", file}, {"sms.example", file}, {"https://sms.example", ""}} {
		if _, err := ParseText(bad[0], bad[1]); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(200, []byte(`{"id":"abc123","state":"taken"}`))
	f.Add(422, []byte(`{"id":"abc123","state":"refused","refused":"\u0000no"}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		err := judge("abc123", status, body)
		if err == nil && (status/100 != 2 || !strings.Contains(string(body), "taken")) {
			// JSON may spell the word in escapes; then it still has to be JSON.
			if status/100 != 2 || !json.Valid(body) {
				t.Errorf("%d %q was taken", status, body)
			}
		}
		if why, ok := Refused(err); ok && strings.ContainsAny(why, "\r\n\x00") {
			t.Errorf("%q", why)
		}
	})
}
