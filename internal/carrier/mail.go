package carrier

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"net/url"
	"strings"
	"time"
)

// Mail hands letters to a mail server by SMTP (RFC 5321), encrypted by STARTTLS (RFC 3207)
// or from the first byte (RFC 8314). Only to this machine itself it speaks in the clear.
type Mail struct {
	Host   string // host:port
	TLS    bool   // from the first byte
	User   string // empty where the server asks for none
	Secret string
	From   mail.Address
	Roots  *x509.CertPool // who vouches for the server; nil is the machine's own list
	Wait   time.Duration  // for one letter; 0 means 20 seconds
}

// ParseMail reads smtp://USER@HOST:PORT (STARTTLS) or smtps://USER@HOST:PORT, who letters
// are from, and the file that holds the user's password.
func ParseMail(address, from, secretFile string) (Mail, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Port() == "" || u.Path != "" || u.RawQuery != "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return Mail{}, fmt.Errorf("%q is no mail server: write smtp://USER@HOST:PORT or smtps://USER@HOST:PORT", address)
	}
	if _, has := u.User.Password(); has {
		return Mail{}, errors.New("a password does not belong in the address of the mail server: write it into a file and name the file")
	}
	sender, err := mail.ParseAddress(from)
	if err != nil {
		return Mail{}, fmt.Errorf("%q is no sender of mail: %w", from, err)
	}
	m := Mail{Host: u.Host, TLS: u.Scheme == "smtps", User: u.User.Username(), From: *sender}
	if (m.User == "") != (secretFile == "") {
		return Mail{}, errors.New("a user at the mail server and the file of the password go together")
	}
	if secretFile != "" {
		m.Secret, err = secretOf(secretFile)
	}
	return m, err
}

// Carry hands one letter over. Answers of the 500s to the recipient are final (RFC 5321 §4.2.1).
func (m Mail) Carry(ctx context.Context, l Letter) error {
	to, err := mail.ParseAddress(l.To)
	if err != nil {
		return refusal{"no address of mail"}
	}
	wait := m.Wait
	if wait == 0 {
		wait = usualWait
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	c, err := m.dial(ctx)
	if err != nil {
		return fmt.Errorf("carrier: mail: %w", err)
	}
	defer c.Close()
	if err := c.Mail(m.From.Address); err != nil {
		return fmt.Errorf("carrier: mail: %w", err)
	}
	if err := c.Rcpt(to.Address); err != nil {
		return final(err)
	}
	w, err := c.Data()
	if err != nil {
		return final(err)
	}
	if _, err := w.Write(m.write(to.Address, l)); err != nil {
		return fmt.Errorf("carrier: mail: %w", err)
	}
	if err := w.Close(); err != nil {
		return final(err)
	}
	_ = c.Quit() // it has the letter; how it says goodbye changes nothing
	return nil
}

func (m Mail) dial(ctx context.Context) (*smtp.Client, error) {
	host, _, err := net.SplitHostPort(m.Host)
	if err != nil {
		return nil, err
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", m.Host)
	if err != nil {
		return nil, err
	}
	if at, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(at)
	}
	set := &tls.Config{ServerName: host, RootCAs: m.Roots, MinVersion: tls.VersionTLS12}
	if m.TLS {
		conn = tls.Client(conn, set)
	}
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if err := m.greet(c, host, set); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func (m Mail) greet(c *smtp.Client, host string, set *tls.Config) error {
	if !m.TLS {
		offered, _ := c.Extension("STARTTLS")
		ip := net.ParseIP(host)
		here := host == "localhost" || ip != nil && ip.IsLoopback()
		switch {
		case offered:
			if err := c.StartTLS(set); err != nil {
				return err
			}
		case !here:
			return errors.New("the mail server offers no STARTTLS, and letters do not go over a network in the clear")
		}
	}
	if m.User == "" {
		return nil
	}
	return c.Auth(smtp.PlainAuth("", m.User, m.Secret, host))
}

// final makes a refusal of what a server will say again, and leaves the rest to another try.
func final(err error) error {
	var said *textproto.Error
	if errors.As(err, &said) && said.Code >= 500 && said.Code < 600 {
		return refused(said.Code, said.Msg)
	}
	return fmt.Errorf("carrier: mail: %w", err)
}

// write is the letter as mail (RFC 5322), its words in base64 (RFC 2045 §6.8).
func (m Mail) write(to string, l Letter) []byte {
	_, domain, _ := strings.Cut(m.From.Address, "@")
	var b bytes.Buffer
	put := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	put("From", m.From.String())
	put("To", "<"+to+">")
	put("Subject", mime.BEncoding.Encode("utf-8", plain(l.Subject)))
	put("Date", l.At.Format(time.RFC1123Z))
	put("Message-ID", "<"+l.ID+"@"+domain+">")
	put("Auto-Submitted", "auto-generated") // RFC 3834 §5: no machine answers it
	put("MIME-Version", "1.0")
	put("Content-Type", "text/plain; charset=utf-8")
	put("Content-Transfer-Encoding", "base64")
	b.WriteString("\r\n")
	s := base64.StdEncoding.EncodeToString([]byte(l.Text))
	for len(s) > 0 {
		n := min(len(s), 76)
		b.WriteString(s[:n] + "\r\n")
		s = s[n:]
	}
	return b.Bytes()
}
