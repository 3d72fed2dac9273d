package desk

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"atonce/internal/account"
	"atonce/internal/brake"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/passcode"
	"atonce/internal/people"
	"atonce/internal/store"
	"atonce/internal/text"
)

// Ways are the ways in that somebody has.
type Ways struct {
	Login    string // empty without a password
	Codes    bool
	Recovery int // codes that are left
	Proofed  people.Level
	Passkeys []account.Passkey
	Links    []account.Identity
}

// WaysOf lists how by can sign in.
func (d *Desk) WaysOf(ctx context.Context, by people.Person) (w Ways, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		a, _, err := account.Of(tx, by.ID)
		if err != nil {
			return err
		}
		w.Login, w.Codes, w.Proofed = a.Login, a.HasCodes(), people.Level(a.Proofed)
		if w.Recovery, err = account.RecoveryLeft(tx, by.ID); err != nil {
			return err
		}
		if w.Passkeys, err = account.Passkeys(tx, by.ID); err != nil {
			return err
		}
		w.Links, err = account.Identities(tx, by.ID)
		return err
	})
	return w, err
}

// Invite lets person make an account, and answers the code, which is kept nowhere. by
// says who is answerable for how sure they are of the person who gets it.
func (d *Desk) Invite(ctx context.Context, by, person string, level people.Level) (code string, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		p, ok, err := people.Find(tx, person)
		if err != nil {
			return err
		}
		if !ok || p.Sample {
			return fail.New(fail.NotFound, "desk.no-such-person", "person", person)
		}
		code, err = account.Invite(tx, account.Invitation{Person: person, Proofed: int(level), By: by})
		return err
	})
	return code, err
}

// AnybodySignedUp says whether anything is kept that is encrypted or marked under the site's key.
func (d *Desk) AnybodySignedUp(ctx context.Context) (any bool, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		any, err = account.Any(tx)
		return err
	})
	return any, err
}

// Invited is whose invitation a code is.
func (d *Desk) Invited(ctx context.Context, code string) (p people.Person, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		i, ok, err := account.FindInvitation(tx, code, d.Now())
		if err == nil && ok {
			p, ok, err = people.Find(tx, i.Person)
		}
		if err == nil && !ok {
			err = fail.New(fail.NotFound, "account.no-invitation")
		}
		return err
	})
	return p, err
}

// Joining is how somebody makes their account.
type Joining struct {
	Code            string // of the invitation; empty where anybody may register
	Name            string // where there is no invitation
	Login, Password string
	Knock           Knock
}

// registering lets one network make a few accounts an hour.
var registering = brake.Rule{Free: 10, First: time.Minute, Most: time.Hour, Forget: 2 * time.Hour}

// mostName bounds a person's name, in characters.
const mostName = 100

// check names every field of a joining that has to be mended.
func (j Joining) check(about ...string) []fail.Field {
	var out []fail.Field
	if n := utf8.RuneCountInString(strings.TrimSpace(j.Name)); j.Code == "" && (n == 0 || n > mostName) {
		out = append(out, fail.Field{Path: "name", Key: "desk.join-name"})
	}
	if j.Code != "" && !goodLogin(account.FoldLogin(j.Login)) {
		out = append(out, fail.Field{Path: "login", Key: "desk.join-login"})
	}
	if key := passcode.Weak(j.Password, append(about, j.Login, j.Name)...); key != "" {
		out = append(out, fail.Field{Path: "password", Key: key})
	}
	return out
}

// goodLogin takes three to forty letters and digits, with . - _ @ between.
func goodLogin(s string) bool {
	if n := len(s); n < 3 || n > 40 {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.-_@") == "" && strings.Trim(s[:1], ".-_@") != ""
}

// Join makes an account by invitation and signs its owner in.
func (d *Desk) Join(ctx context.Context, j Joining) (out Entered, err error) {
	p, err := d.Invited(ctx, j.Code)
	if err != nil {
		return out, err
	}
	if bad := j.check(p.Name[text.ZH], p.Name[text.EN], p.Identity); len(bad) > 0 {
		return out, fail.New(fail.Invalid, "desk.form").WithFields(bad...)
	}
	kept := passcode.Hash(j.Password, passcode.Usual)
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		i, ok, err := account.FindInvitation(tx, j.Code, tx.Now())
		if err != nil {
			return err
		}
		if !ok {
			return fail.New(fail.NotFound, "account.no-invitation")
		}
		a, err := account.Ensure(tx, i.Person, i.Proofed)
		if err != nil {
			return err
		}
		a.Login, a.Password, a.Proofed = j.Login, kept, i.Proofed
		if err := a.Save(tx); err != nil {
			return err
		}
		if err := account.UseInvitation(tx, j.Code); err != nil {
			return err
		}
		// Whoever had got in before is out.
		if err := shutOut(tx, i.Person); err != nil {
			return err
		}
		if err := account.ForgetDevices(tx, i.Person); err != nil {
			return err
		}
		out, err = d.enter(tx, a, "password", people.Low, j.Knock, brakes{})
		return err
	})
	return out, err
}

// Register makes a person whom nobody has identified, with an account, and signs them
// in. The name to sign in with is made here: asking whether one is taken would tell
// strangers who is known. It is answered with the session.
func (d *Desk) Register(ctx context.Context, j Joining) (out Entered, login string, err error) {
	if bad := j.check(); len(bad) > 0 {
		return out, "", fail.New(fail.Invalid, "desk.form").WithFields(bad...)
	}
	kept, name := passcode.Hash(j.Password, passcode.Usual), strings.TrimSpace(j.Name)
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		b, err := d.brakesOf(tx, "register", "", j.Knock.Opening.Network, "")
		if err != nil {
			return err
		}
		c, err := account.Failures(tx, b.pair)
		if err != nil {
			return err
		}
		if w := registering.Wait(c, tx.Now()); w > 0 {
			return tooSoon(w)
		}
		// Each registration counts as a failure would: one network makes few in an hour.
		if err := account.Fail(tx, b.pair, registering); err != nil {
			return err
		}
		p := people.Person{ID: people.NewID("person"), Kind: people.Natural, Name: law.Words{text.ZH: name, text.EN: name}}
		if err := p.Save(tx); err != nil {
			return err
		}
		a, err := account.Ensure(tx, p.ID, int(people.Low))
		if err != nil {
			return err
		}
		login = account.NewLogin()
		a.Login, a.Password = login, kept
		if err := a.Save(tx); err != nil {
			return err
		}
		out, err = d.enter(tx, a, "password", people.Low, j.Knock, brakes{})
		return err
	})
	return out, login, err
}

// ChangePassword gives by another password. Every other session ends, and every device
// is a stranger again.
func (d *Desk) ChangePassword(ctx context.Context, by people.Person, session, password string) error {
	w, err := d.WaysOf(ctx, by)
	if err != nil {
		return err
	}
	if w.Login == "" {
		return fail.New(fail.Conflict, "desk.no-password")
	}
	if key := passcode.Weak(password, w.Login, by.Name[text.ZH], by.Name[text.EN], by.Identity); key != "" {
		return fail.New(fail.Invalid, "desk.form").WithFields(fail.Field{Path: "password", Key: key})
	}
	kept := passcode.Hash(password, passcode.Usual)
	return d.store.Write(ctx, func(tx *store.Tx) error {
		a, _, err := account.Of(tx, by.ID)
		if err != nil {
			return err
		}
		a.Password = kept
		if err := a.Save(tx); err != nil {
			return err
		}
		if err := people.EndAll(tx, by.ID, session); err != nil {
			return err
		}
		return account.ForgetDevices(tx, by.ID)
	})
}

// codesWithin is how long setting up one-time codes may take.
const codesWithin = 15 * time.Minute

const kindCodes = "codes"

// BeginCodes makes a key for one-time codes and answers it with the step that keeps it
// until a first code proves that the app has it.
func (d *Desk) BeginCodes(ctx context.Context, by people.Person) (step string, key []byte, err error) {
	key = passcode.NewCodeKey()
	sealed, err := d.key.Seal(codePurpose, by.ID, key)
	if err != nil {
		return "", nil, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		step, err = account.Begin(tx, kindCodes, account.Account{Person: by.ID, CodeKey: sealed}, codesWithin)
		return err
	})
	return step, key, err
}

// CodesKey is the key that a step keeps, to show it again after a typing error.
func (d *Desk) CodesKey(ctx context.Context, by people.Person, step string) (key []byte, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		var a account.Account
		ok, err := account.Look(tx, kindCodes, step, d.Now(), &a)
		if err != nil || !ok || a.Person != by.ID {
			return orOver(err)
		}
		key, err = d.key.Open(codePurpose, by.ID, a.CodeKey)
		return err
	})
	return key, err
}

// FinishCodes sets up one-time codes with the first of them, and answers recovery codes,
// which are shown once.
func (d *Desk) FinishCodes(ctx context.Context, by people.Person, step, code string) (recovery []string, err error) {
	key, err := d.CodesKey(ctx, by, step)
	if err != nil {
		return nil, err
	}
	of, ok := passcode.MatchCode(key, code, d.Now(), 0)
	if !ok {
		err := d.store.Write(ctx, func(tx *store.Tx) error { return account.Try(tx, step) })
		if err == nil {
			err = fail.New(fail.Invalid, "desk.code-wrong").WithFields(fail.Field{Path: "code", Key: "desk.code-wrong"})
		}
		return nil, err
	}
	recovery = passcode.NewRecovery()
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		var kept account.Account
		ok, err := account.Take(tx, kindCodes, step, &kept)
		if err != nil || !ok {
			return orOver(err)
		}
		a, err := account.Ensure(tx, by.ID, int(people.Low))
		if err != nil {
			return err
		}
		a.CodeKey, a.CodeStep = kept.CodeKey, of
		if err := a.Save(tx); err != nil {
			return err
		}
		return setRecovery(tx, by.ID, recovery)
	})
	return recovery, err
}

func setRecovery(tx *store.Tx, person string, codes []string) error {
	folded := make([]string, len(codes))
	for i, c := range codes {
		folded[i] = passcode.FoldRecovery(c)
	}
	return account.SetRecovery(tx, person, folded)
}

// DropCodes takes one-time codes away. Officials keep a second proof.
func (d *Desk) DropCodes(ctx context.Context, by people.Person) error {
	if len(by.Posts) > 0 {
		return fail.New(fail.Forbidden, "desk.officials-keep-codes")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		a, ok, err := account.Of(tx, by.ID)
		if err != nil || !ok {
			return err
		}
		a.CodeKey, a.CodeStep = nil, 0
		if err := a.Save(tx); err != nil {
			return err
		}
		return account.SetRecovery(tx, by.ID, nil)
	})
}
