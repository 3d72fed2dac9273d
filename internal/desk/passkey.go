package desk

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"atonce/internal/account"
	"atonce/internal/fail"
	"atonce/internal/passkey"
	"atonce/internal/people"
	"atonce/internal/store"
	"atonce/internal/text"
)

// passkeyWithin is how long a browser may take to ask for a passkey.
const passkeyWithin = 5 * time.Minute

const (
	kindPasskeyNew   = "passkey-new"
	kindPasskeyEnter = "passkey-enter"
)

// mostPasskeys bounds what one account keeps, mostPasskeyName a name in characters.
const (
	mostPasskeys    = 20
	mostPasskeyName = 60
)

// challenge is what is kept between the two halves of a passkey's work.
type challenge struct {
	Person string
	Kept   []byte
}

func owner(tx *store.Tx, a account.Account) (o passkey.Owner, err error) {
	p, _, err := people.Find(tx, a.Person)
	if err != nil {
		return o, err
	}
	o = passkey.Owner{Handle: a.Handle, Login: a.Login, Name: p.Name[text.ZH]}
	if o.Login == "" {
		o.Login = o.Name
	}
	keys, err := account.Passkeys(tx, a.Person)
	for _, k := range keys {
		o.Credential = append(o.Credential, k.Body)
	}
	return o, err
}

// BeginPasskey asks the browser of by for a new passkey: options for it as JSON, and
// the secret of the step.
func (d *Desk) BeginPasskey(ctx context.Context, by people.Person, site string) (step string, browser []byte, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := account.Ensure(tx, by.ID, int(people.Low))
		if err != nil {
			return err
		}
		o, err := owner(tx, a)
		if err != nil {
			return err
		}
		if len(o.Credential) >= mostPasskeys {
			return fail.New(fail.Conflict, "desk.passkeys-many")
		}
		var kept []byte
		if browser, kept, err = passkey.Register(site, o); err != nil {
			return err
		}
		step, err = account.Begin(tx, kindPasskeyNew, challenge{by.ID, kept}, passkeyWithin)
		return err
	})
	return step, browser, err
}

// FinishPasskey keeps the passkey that the browser made, under a name of its owner's.
func (d *Desk) FinishPasskey(ctx context.Context, by people.Person, site, step, name string, answer []byte) error {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > mostPasskeyName {
		return fail.New(fail.Invalid, "desk.passkey-name")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		var c challenge
		ok, err := account.Take(tx, kindPasskeyNew, step, &c)
		if err != nil || !ok || c.Person != by.ID {
			return orOver(err)
		}
		a, _, err := account.Of(tx, by.ID)
		if err != nil {
			return err
		}
		o, err := owner(tx, a)
		if err != nil {
			return err
		}
		k, err := passkey.Registered(site, o, c.Kept, answer)
		if err != nil {
			return err
		}
		return account.Passkey{ID: k.ID, Person: by.ID, Name: name, Body: k.Body}.Save(tx)
	})
}

// RemovePasskey removes a passkey of by, if another way in is left.
func (d *Desk) RemovePasskey(ctx context.Context, by people.Person, id []byte) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := account.RemovePasskey(tx, by.ID, id); err != nil {
			return err
		}
		return stillOpen(tx, by.ID)
	})
}

// AskPasskey asks a browser for any passkey it has for this site.
func (d *Desk) AskPasskey(ctx context.Context, site string) (step string, browser []byte, err error) {
	browser, kept, err := passkey.Enter(site)
	if err != nil {
		return "", nil, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		step, err = account.Begin(tx, kindPasskeyEnter, challenge{Kept: kept}, passkeyWithin)
		return err
	})
	return step, browser, err
}

// EnterPasskey lets in whoever the browser's answer proves. Nobody is slowed: a passkey
// cannot be guessed.
func (d *Desk) EnterPasskey(ctx context.Context, site, step string, answer []byte, k Knock) (out Entered, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		var c challenge
		ok, err := account.Take(tx, kindPasskeyEnter, step, &c)
		if err != nil || !ok {
			return orOver(err)
		}
		var a account.Account
		key, _, err := passkey.Entered(site, c.Kept, answer, func(handle []byte) (o passkey.Owner, err error) {
			var ok bool
			if a, ok, err = account.ByHandle(tx, handle); err != nil {
				return o, err
			}
			if !ok {
				return o, fail.New(fail.Forbidden, "passkey.refused")
			}
			return owner(tx, a)
		})
		if err != nil {
			return err
		}
		if err := (account.Passkey{ID: key.ID, Person: a.Person, Body: key.Body}).Save(tx); err != nil {
			return err
		}
		// A key that the owner's devices share can be copied by who controls them.
		strength := people.Substantial
		if key.Bound {
			strength = people.High
		}
		out, err = d.enter(tx, a, "passkey", strength, k, brakes{})
		return err
	})
	return out, err
}
