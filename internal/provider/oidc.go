package provider

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"strings"
	"sync"
	"time"

	"atonce/internal/assurance"
	"atonce/internal/fail"
	"atonce/internal/law"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Provider 身份提供方 is somebody who vouches for people, by OpenID Connect.
type Provider struct {
	ID             string
	Name           law.Words
	Issuer, Client string

	secret        string
	scopes        []string
	nameClaim     string
	identityClaim string                     // empty: it is not told
	levels        map[string]assurance.Level // by acr; what is not here is low
	mu            sync.Mutex
	found         *oidc.Provider // once it has been asked
}

// Attempt is what must come back as it was sent: only the browser that began may end.
type Attempt struct {
	Provider               string
	State, Nonce, Verifier string
	To                     string // where the person goes on
	Person                 string // who links or proves; empty for a sign-in
	Link                   bool
	Fresh                  bool // the provider must ask anew
	Began                  time.Time
}

// Claims are what the provider says of somebody.
type Claims struct {
	Issuer, Subject string
	Name            string
	Identity        string // identity number, if the provider tells it
	Level           assurance.Level
}

func word() string {
	b := make([]byte, 24)
	rand.Read(b) // never fails since Go 1.24: it ends the program instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// ask reads what the provider publishes of itself, once.
func (p *Provider) ask(ctx context.Context, redirect string) (*oidc.Provider, *oauth2.Config, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found == nil {
		found, err := oidc.NewProvider(ctx, p.Issuer)
		if err != nil {
			return nil, nil, fail.New(fail.Unavailable, "provider.silent").Because(err)
		}
		p.found = found
	}
	scopes := slices.Concat([]string{oidc.ScopeOpenID}, p.scopes)
	slices.Sort(scopes)
	return p.found, &oauth2.Config{ClientID: p.Client, ClientSecret: p.secret, Endpoint: p.found.Endpoint(), RedirectURL: redirect, Scopes: slices.Compact(scopes)}, nil
}

// Start answers where to send the browser, and fills a with what has to come back. It
// sends state, nonce and a PKCE challenge (RFC 9700 §2.1).
func (p *Provider) Start(ctx context.Context, redirect string, a *Attempt) (string, error) {
	_, conf, err := p.ask(ctx, redirect)
	if err != nil {
		return "", err
	}
	a.Provider, a.State, a.Nonce, a.Verifier = p.ID, word(), word(), oauth2.GenerateVerifier()
	options := []oauth2.AuthCodeOption{oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)}
	if a.Fresh {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return conf.AuthCodeURL(a.State, options...), nil
}

// skew is how far the provider's clock may be off.
const skew = time.Minute

// Finish takes what the browser brought back and answers who it is. Whatever does not
// fit to the attempt is refused: another state or nonce, a token for somebody else, an
// old sign-in where a fresh one was asked for.
func (p *Provider) Finish(ctx context.Context, redirect string, a Attempt, state, code string, now time.Time) (c Claims, err error) {
	if a.Provider != p.ID || subtle.ConstantTimeCompare([]byte(a.State), []byte(state)) != 1 || code == "" {
		return c, fail.New(fail.Forbidden, "provider.not-yours")
	}
	found, conf, err := p.ask(ctx, redirect)
	if err != nil {
		return c, err
	}
	token, err := conf.Exchange(ctx, code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return c, fail.New(fail.Forbidden, "provider.refused").Because(err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return c, fail.New(fail.Forbidden, "provider.refused")
	}
	id, err := found.Verifier(&oidc.Config{ClientID: p.Client, Now: func() time.Time { return now }}).Verify(ctx, raw)
	if err != nil {
		return c, fail.New(fail.Forbidden, "provider.refused").Because(err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(a.Nonce)) != 1 {
		return c, fail.New(fail.Forbidden, "provider.not-yours")
	}
	told := map[string]any{}
	if err := id.Claims(&told); err != nil {
		return c, fail.New(fail.Forbidden, "provider.refused").Because(err)
	}
	if a.Fresh {
		at, _ := told["auth_time"].(float64)
		if time.Unix(int64(at), 0).Before(a.Began.Add(-skew)) {
			return c, fail.New(fail.Forbidden, "provider.not-fresh")
		}
	}
	// Names and numbers may stand in the token or be told only when asked for.
	if _, ok := told[p.nameClaim]; !ok || p.identityClaim != "" {
		if info, err := found.UserInfo(ctx, oauth2.StaticTokenSource(token)); err == nil && info.Subject == id.Subject {
			more := map[string]any{}
			if err := info.Claims(&more); err == nil {
				for k, v := range more {
					if _, ok := told[k]; !ok {
						told[k] = v
					}
				}
			}
		}
	}
	c = Claims{Issuer: id.Issuer, Subject: id.Subject, Name: said(told, p.nameClaim), Level: assurance.Low}
	if p.identityClaim != "" {
		c.Identity = strings.ToUpper(said(told, p.identityClaim))
	}
	if l, ok := p.levels[said(told, "acr")]; ok {
		c.Level = l
	}
	return c, nil
}

func said(told map[string]any, claim string) string {
	s, _ := told[claim].(string)
	return strings.TrimSpace(s)
}
