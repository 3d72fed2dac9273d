package main

import (
	"encoding/base64"
	"io"
	"net"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"atonce/internal/browser"
	"atonce/internal/carrier"
	"atonce/internal/casework"
	"atonce/internal/notify"
	"atonce/internal/scene"
	"atonce/internal/text"
)

// mailbox is a mail server that keeps the words of each mail.
type mailbox struct {
	sync.Mutex
	got []string
}

func (m *mailbox) NewSession(*smtp.Conn) (smtp.Session, error) { return m, nil }
func (m *mailbox) Mail(string, *smtp.MailOptions) error        { return nil }
func (m *mailbox) Rcpt(string, *smtp.RcptOptions) error        { return nil }
func (m *mailbox) Reset()                                      {}
func (m *mailbox) Logout() error                               { return nil }
func (m *mailbox) Data(r io.Reader) error {
	read, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	words, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, read.Body))
	m.Lock()
	m.got = append(m.got, string(words))
	m.Unlock()
	return err
}

func (m *mailbox) mails() []string { m.Lock(); defer m.Unlock(); return slices.Clone(m.got) }

// mailSection gives an address, fails with a wrong code, confirms with the one that came by
// mail, chooses topics and hours, and stops, all by keyboard; after each step the page is
// held to what every page must keep.
func mailSection(c *checklist, width int, l text.Lang) {
	box := &mailbox{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		c.Fatal(err)
	}
	server := smtp.NewServer(box)
	go server.Serve(listener)
	c.Cleanup(func() { server.Close() })
	c.Desk.UseCarriers("https://gov.example", map[notify.Channel]carrier.Carrier{
		notify.Mail: carrier.Mail{Host: listener.Addr().String(), From: mail.Address{Address: "no-reply@gov.example"}}})
	say := func(key string, args ...string) string { return text.S(l, key, args...) }
	p := c.openAs("anna-kowalska", "/account/notices", width, true, l)
	press := func(key string) {
		c.Helper()
		p.Reach(say(key))
		p.Enter()
		c.clean(p)
	}
	c.clean(p)
	p.Fill("address-mail", "nobody")
	press("account.notices-send-mail")
	c.says(p, say("notify.wrong-mail"))
	if p.Value("address-mail") != "nobody" {
		c.Error("what was typed is lost")
	}
	p.Fill("address-mail", "anna@home.example")
	press("account.notices-send-mail")
	if len(box.mails()) != 1 {
		c.Fatalf("mails: %q", box.mails())
	}
	code := regexp.MustCompile(`\d{6}`).FindString(box.mails()[0])
	p.Fill("code-mail", wrongFor(code))
	press("account.notices-confirm-mail")
	c.says(p, say("notify.code-wrong"))
	p.Fill("code-mail", code)
	press("account.notices-confirm-mail")
	c.says(p, "anna@home.example")

	p.Choose("topic", string(notify.Course))
	p.Pick("from", "23")
	p.Pick("until", "9")
	press("account.notices-save")
	c.says(p, say("account.notices-saved"))
	set, err := c.Desk.LettersOf(c.Context(), c.Person("anna-kowalska"))
	if err != nil || len(set.Addresses) != 1 || !set.Addresses[0].Good() || set.Choice.From != 23 || set.Choice.Until != 9 || !slices.Equal(set.Choice.Muted, []notify.Topic{notify.Course}) {
		c.Errorf("kept: %+v, %v", set, err)
	}
	// Of what was switched off no mail is written; of the rest one is.
	n := c.File("anna-kowalska", scene.Card, scene.Reader("安娜"))
	c.Do("east-clerk", n, casework.Act{Verb: casework.AskCorrection, Until: c.Now().Add(72 * time.Hour), Gaps: []casework.Gap{{Field: "reader", Reason: "要和证件上一样"}}})
	if _, err := c.Desk.CarryLetters(c.Context()); err != nil {
		c.Fatal(err)
	}
	mails := box.mails()
	if len(mails) != 2 || !strings.Contains(mails[1], "https://gov.example/cases/"+n) {
		c.Errorf("mails of one act that is wanted and one that is not: %q", mails)
	}
	press("account.notices-stop-mail")
	c.saysNot(p, say("account.notices-stop-mail"))
}

// wrongFor is six digits that are not the code.
func wrongFor(code string) string {
	if code == "123456" {
		return "654321"
	}
	return "123456"
}

// The mail section of the page of notices, on a phone and at a desk, in both languages.
func TestMailSection(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	first := browser.Open(t, "", phone, true, "zh-CN")
	for name, x := range map[string]struct {
		width int
		lang  text.Lang
	}{"phone-zh": {phone, text.ZH}, "phone-en": {phone, text.EN}, "wide-zh": {wide, text.ZH}, "wide-en": {wide, text.EN}} {
		t.Run(name, func(t *testing.T) {
			c := &checklist{T: t, Scene: scene.New(t), first: first}
			c.serve()
			mailSection(c, x.width, x.lang)
		})
	}
}

// Who signs out without a network stays signed in and loses nothing; with one they are told
// once of what is not saved, and then it goes with the session.
func TestSigningOutWithoutANetwork(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	c := &checklist{T: t, Scene: scene.New(t), first: browser.Open(t, "", phone, true, "zh-CN")}
	c.serve()
	p := c.open("anna-kowalska", cardReader, phone)
	kept := func() string {
		return p.Ask(`Object.keys(sessionStorage).filter(k => k.startsWith("typed ")).join(" ")`)
	}
	c.gone.Store(true)
	p.Fill("reader", "断网时填的字")
	p.Wait("#keep-said:not(:empty)")
	c.gone.Store(false)
	p.Goto("/account")
	c.gone.Store(true)
	p.Offline(true)
	p.Tap("form[action='/sign-out'] button")
	p.Wait("form[action='/sign-out'] [role=status]:not(:empty)")
	c.says(p, text.S(text.ZH, "citizen.sign-out-stays"))
	c.clean(p)
	if kept() == "" {
		t.Error("the words are lost though nobody was signed out")
	}
	p.Offline(false)
	c.gone.Store(false)
	p.Goto("/account")
	p.Tap("form[action='/sign-out'] button")
	p.Wait("form[action='/sign-out'] [role=status] a")
	c.says(p, text.S(text.ZH, "citizen.sign-out-unsaved"))
	c.clean(p)
	if kept() == "" || !strings.Contains(p.Text("body"), "安娜") && !p.Has("form[action='/sign-out']") {
		t.Error("signed out, or the words are lost, before an answer")
	}
	p.Click("退出登录")
	if left := kept(); left != "" || strings.HasPrefix(p.Location(), "/account") {
		t.Errorf("at %s %q is left for the next person", p.Location(), left)
	}
	p.Goto("/as/li-xiao?to=" + cardReader)
	if got := p.Value("reader"); strings.Contains(got, "断网") {
		t.Errorf("somebody else reads %q", got)
	}
}
