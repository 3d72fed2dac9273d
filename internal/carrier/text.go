package carrier

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Signature is the header in which a request says who sent it: "t=SECONDS,v1=HEX", where
// HEX is HMAC-SHA256 (RFC 2104) over SECONDS, a point and the body.
const Signature = "Atonce-Signature"

// Text hands letters to a service that sends text messages or anything else: it posts
// JSON and reads JSON.
type Text struct {
	URL    string
	Secret string
	Client *http.Client  // nil is one that follows no redirect
	Wait   time.Duration // for one letter; 0 means 20 seconds
}

// ParseText reads the address of the service, and the file of the secret both sides know.
func ParseText(address, secretFile string) (Text, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return Text{}, fmt.Errorf("%q is no address of a service that sends text messages: write https://HOST/PATH", address)
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme == "http" && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return Text{}, fmt.Errorf("%q would send numbers of telephones over a network in the clear: write https", address)
	}
	if secretFile == "" {
		return Text{}, errors.New("a service that sends text messages needs the file of the secret that requests are signed with")
	}
	secret, err := secretOf(secretFile)
	return Text{URL: address, Secret: secret}, err
}

// posted is one letter as the other side reads it.
type posted struct {
	ID   string `json:"id"`
	To   string `json:"to"`
	Text string `json:"text"`
}

// Sign is the value of the header Signature for a body sent at a moment.
func Sign(secret string, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(t + "."))
	m.Write(body)
	return "t=" + t + ",v1=" + hex.EncodeToString(m.Sum(nil))
}

// mostAnswer bounds what a service may answer, in bytes.
const mostAnswer = 4 << 10

// Carry posts one letter.
func (s Text) Carry(ctx context.Context, l Letter) error {
	body, err := json.Marshal(posted{ID: l.ID, To: l.To, Text: l.Text})
	if err != nil {
		return fmt.Errorf("carrier: text: %w", err)
	}
	wait := s.Wait
	if wait == 0 {
		wait = usualWait
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("carrier: text: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", l.ID)
	r.Header.Set(Signature, Sign(s.Secret, l.At, body))
	client := s.Client
	if client == nil {
		client = straight
	}
	a, err := client.Do(r)
	if err != nil {
		return fmt.Errorf("carrier: text: %w", err)
	}
	defer a.Body.Close()
	said, err := io.ReadAll(io.LimitReader(a.Body, mostAnswer+1))
	if err != nil {
		return fmt.Errorf("carrier: text: %w", err)
	}
	return judge(l.ID, a.StatusCode, said)
}

// straight follows no redirect: a signed letter goes where the keeper said and nowhere else.
var straight = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// judge reads an answer. Only a success that names this letter is one: a page of some
// gateway that says 200 has taken nothing.
func judge(id string, status int, body []byte) error {
	var a struct {
		ID      string `json:"id"`
		State   string `json:"state"`
		Refused string `json:"refused"`
	}
	if len(body) > mostAnswer {
		return errors.New("carrier: text: the answer is too long")
	}
	err := json.Unmarshal(body, &a)
	switch {
	case err == nil && a.ID == id && a.State == "refused" && (status == http.StatusOK || status == http.StatusUnprocessableEntity):
		return refused(status, a.Refused)
	case status/100 != 2:
		return fmt.Errorf("carrier: text: the service answered %d", status)
	case err != nil:
		return errors.New("carrier: text: the answer is no JSON")
	case a.ID != id:
		return errors.New("carrier: text: the answer is about another letter")
	case a.State != "taken":
		return errors.New("carrier: text: the answer does not say that the letter was taken")
	}
	return nil
}
