package desk

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"atonce/internal/account"
	"atonce/internal/fail"
	"atonce/internal/people"
	"atonce/internal/store"
)

// The life of a token, in days, and the length of its name, in characters.
const (
	MostTokenDays = 365
	mostTokenName = 60
)

// MakeToken makes a token of by for some scopes and answers its secret, which is shown
// once. A scope that by could not use themselves is refused.
func (d *Desk) MakeToken(ctx context.Context, by people.Person, name string, scopes people.Scopes, days int) (secret string, err error) {
	name = strings.TrimSpace(name)
	var bad []fail.Field
	if n := utf8.RuneCountInString(name); n == 0 || n > mostTokenName {
		bad = append(bad, fail.Field{Path: "name", Key: "desk.token-name"})
	}
	if days < 1 || days > MostTokenDays {
		bad = append(bad, fail.Field{Path: "days", Key: "desk.token-days"})
	}
	if len(scopes) == 0 {
		bad = append(bad, fail.Field{Path: "scope", Key: "desk.token-scope"})
	}
	for _, s := range scopes {
		if !mayGive(by, s) {
			bad = append(bad, fail.Field{Path: "scope", Key: "desk.token-not-yours", Args: fail.Pairs("scope", string(s))})
		}
	}
	if len(bad) > 0 {
		return "", fail.New(fail.Invalid, "desk.form").WithFields(bad...)
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		secret, err = account.NewToken(tx, account.Token{Person: by.ID, Name: name, Scopes: scopes.String(), Expires: tx.Now().Add(time.Duration(days) * 24 * time.Hour)})
		return err
	})
	return secret, err
}

// ScopesOf are the scopes that by may give a token.
func (d *Desk) ScopesOf(by people.Person) (out people.Scopes) {
	for _, s := range people.AllScopes {
		if mayGive(by, s) {
			out = append(out, s)
		}
	}
	return out
}

func mayGive(by people.Person, s people.Scope) bool {
	switch s {
	case people.ScopeDecide, people.ScopeRegisters:
		return len(by.Posts) > 0
	case people.ScopePeople:
		return by.Holds(people.SystemKeeper)
	}
	return true
}

// Tokens lists the tokens of by, the newest first.
func (d *Desk) Tokens(ctx context.Context, by people.Person) (out []account.Token, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = account.Tokens(tx, by.ID)
		return err
	})
	return out, err
}

// RevokeToken ends a token of by at once.
func (d *Desk) RevokeToken(ctx context.Context, by people.Person, id string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return account.RevokeToken(tx, by.ID, id) })
}

// useEvery is how exactly the last use of a token is kept.
const useEvery = time.Hour

// byToken is who holds a token, as a session of a program.
func (d *Desk) byToken(ctx context.Context, secret string) (s people.Signed, ok bool, err error) {
	var t account.Token
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if t, ok, err = account.FindToken(tx, secret); err != nil || !ok {
			return err
		}
		s.Person, ok, err = people.Find(tx, t.Person)
		return err
	})
	now := d.Now()
	if err != nil || !ok || !t.Good(now) {
		return people.Signed{}, false, err
	}
	scopes, unknown := people.ParseScopes(t.Scopes)
	if unknown != "" {
		return people.Signed{}, false, nil
	}
	s.ID, s.Kind, s.Scopes, s.Level, s.Began, s.Expires, s.Ends = t.ID, people.APISession, scopes, people.Low, t.Made, t.Expires, t.Expires
	if now.Sub(t.Used) > useEvery {
		err = d.store.Write(ctx, func(tx *store.Tx) error { return account.UseToken(tx, t.ID) })
	}
	return s, true, err
}
