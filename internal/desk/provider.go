package desk

import (
	"context"
	"time"

	"atonce/internal/account"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/provider"
	"atonce/internal/store"
	"atonce/internal/text"
)

// providerWithin is how long somebody may be away at a provider.
const providerWithin = 10 * time.Minute

const kindProvider = "provider"

// identityPurpose is what marks of identity numbers are made for.
const identityPurpose = "identity-mark/1"

// LeaveForProvider keeps what must come back from a provider, and answers the secret
// that only this browser gets.
func (d *Desk) LeaveForProvider(ctx context.Context, a provider.Attempt) (secret string, err error) {
	a.Began = d.Now()
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		secret, err = account.Begin(tx, kindProvider, a, providerWithin)
		return err
	})
	return secret, err
}

// BackFromProvider takes what LeaveForProvider kept; it is good once.
func (d *Desk) BackFromProvider(ctx context.Context, secret string) (a provider.Attempt, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		ok, err := account.Take(tx, kindProvider, secret, &a)
		if err == nil && !ok {
			err = fail.New(fail.Forbidden, "provider.not-yours")
		}
		return err
	})
	return a, err
}

// EnterProvided lets somebody in whom a provider vouches for. Who is not known becomes a
// person here. Whose identity number belongs to somebody who has another way in is not
// let in: they link the provider from inside, after a fresh proof.
func (d *Desk) EnterProvided(ctx context.Context, c provider.Claims, k Knock) (out Entered, err error) {
	mark, err := d.identityMark(c.Identity)
	if err != nil {
		return out, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		i, ok, err := account.FindIdentity(tx, c.Issuer, c.Subject)
		if err != nil {
			return err
		}
		i.Mark = mark
		if !ok {
			if i.Person, err = d.personFor(tx, c, mark); err != nil {
				return err
			}
		}
		if err := i.Save(tx); err != nil {
			return err
		}
		a, err := account.Ensure(tx, i.Person, int(c.Level))
		if err != nil {
			return err
		}
		if a.Proofed < int(c.Level) {
			a.Proofed = int(c.Level)
			if err := a.Save(tx); err != nil {
				return err
			}
		}
		// The provider has identified them and let them in: its word is the level of both.
		a.Proofed = int(c.Level)
		out, err = d.enter(tx, a, "provider", c.Level, k, brakes{})
		return err
	})
	return out, err
}

// identityMark finds an identity number again without keeping it.
func (d *Desk) identityMark(identity string) ([]byte, error) {
	if identity == "" {
		return nil, nil
	}
	return d.key.Mark(identityPurpose, identity)
}

// personFor is who a provider's subject is here: somebody known by the identity number
// who has no way in yet, or a new person.
func (d *Desk) personFor(tx *store.Tx, c provider.Claims, mark []byte) (string, error) {
	if len(mark) > 0 {
		person, ok, err := account.PersonMarked(tx, mark)
		if err != nil {
			return "", err
		}
		if !ok {
			if person, ok, err = people.ByIdentity(tx, c.Identity); err != nil {
				return "", err
			}
		}
		if ok {
			open, err := hasWay(tx, person)
			if err != nil {
				return "", err
			}
			if open || c.Level < people.Substantial {
				return "", fail.New(fail.Conflict, "desk.link-first")
			}
			return person, nil
		}
	}
	name := c.Name
	if name == "" {
		name = c.Subject
	}
	p := people.Person{ID: people.NewID("person"), Kind: people.Natural, Name: law.Words{text.ZH: name, text.EN: name}}
	return p.ID, p.Save(tx)
}

// hasWay says whether somebody can sign in already.
func hasWay(tx *store.Tx, person string) (bool, error) {
	a, _, err := account.Of(tx, person)
	if err != nil || a.Login != "" {
		return a.Login != "", err
	}
	keys, err := account.Passkeys(tx, person)
	if err != nil || len(keys) > 0 {
		return len(keys) > 0, err
	}
	links, err := account.Identities(tx, person)
	return len(links) > 0, err
}

// LinkProvided links a provider's subject to by, who has just proved who they are.
func (d *Desk) LinkProvided(ctx context.Context, by people.Person, c provider.Claims) error {
	mark, err := d.identityMark(c.Identity)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := account.Ensure(tx, by.ID, int(people.Low)); err != nil {
			return err
		}
		return account.Identity{Issuer: c.Issuer, Subject: c.Subject, Person: by.ID, Mark: mark}.Save(tx)
	})
}

// Unlink removes a link of by, if another way in is left.
func (d *Desk) Unlink(ctx context.Context, by people.Person, issuer, subject string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := account.Unlink(tx, by.ID, issuer, subject); err != nil {
			return err
		}
		return stillOpen(tx, by.ID)
	})
}

// stillOpen refuses to take the last way in away.
func stillOpen(tx *store.Tx, person string) error {
	open, err := hasWay(tx, person)
	if err == nil && !open {
		err = fail.New(fail.Conflict, "desk.last-way")
	}
	return err
}
